"""Around the pages and routes: who may call, what a browser may do, Streamlit as a part, the note of where we run."""
