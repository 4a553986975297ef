"""The generator of the demo corpora: texts in Markdown become finished files in every format."""
