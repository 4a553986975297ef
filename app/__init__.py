"""Floor 3: hits become an answer with checked citations; command line, API and pages around it."""
