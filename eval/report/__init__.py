"""Runs for people: one self-contained HTML file, and Markdown for a pull request."""
