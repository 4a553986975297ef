"""The script that Streamlit runs for every look at a page: frame, navigation, then the page itself."""

from app.web.layout import render

render()
