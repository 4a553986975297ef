"""One module a page; each has `render`, which shows the page for the person of the session.

Not called ``pages``: Streamlit takes a folder of that name beside its script for pages of its own, and at the first
visit after a start it would know no others.
"""
