"""How statements are made from hits: verbatim from the documents, or by a language model."""
