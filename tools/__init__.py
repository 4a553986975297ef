"""Tools for the people who build Aktenkompass; nothing here is installed with it."""
