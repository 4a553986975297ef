"""One module a page; each has `render`, which shows the page for the person of the session."""
