"""The German model that ships with Aktenkompass: vectors of terms, their training and their card (README.md)."""
