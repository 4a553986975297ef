"""The web pages: Streamlit in one process with the programming interface, German with an English switch."""
