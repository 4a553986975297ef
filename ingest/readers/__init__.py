"""One module a format: a file's bytes become pages."""
