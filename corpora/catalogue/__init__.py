"""The parts of `corpora.catalog.Catalog`, one for each kind of thing it knows."""
