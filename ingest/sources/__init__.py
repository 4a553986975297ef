"""Where files come from: a folder, an upload, an archive."""
