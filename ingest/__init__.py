"""Floor 1: a file becomes pages, sections and chunks. Knows formats; knows no index."""
