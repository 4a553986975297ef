"""Many people asking at once, against a server of its own: `python -m tools.load --help`."""
