"""The parts of the page Bestände: all corpora, one corpus, one document."""
