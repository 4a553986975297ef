"""How files leave the pages."""

from __future__ import annotations

BINARY = "application/octet-stream"
"""Media type of papers and reports handed out: a browser keeps it as a file and opens nothing of it in our pages."""
