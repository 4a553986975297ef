"""Floor 0: what is known, and who may see it. No vectors, no models, no settings."""
