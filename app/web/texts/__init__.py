"""All texts of the pages: one module a language, the same keys in each."""
