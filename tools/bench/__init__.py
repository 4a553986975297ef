"""Speed, memory and retrieval on real papers: ``python -m tools.bench``."""
