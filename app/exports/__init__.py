"""Answers as files for the record: Word, PDF, plain text and Markdown, all made from one dossier."""
