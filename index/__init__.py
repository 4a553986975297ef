"""Floor 2: chunks become vectors, a question becomes hits. The only place that knows Qdrant and embeddings."""
