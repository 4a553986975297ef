"""The command line through the server that owns the data folder: what goes over the line, and both of its ends."""
