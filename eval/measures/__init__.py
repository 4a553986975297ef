"""One module a measure or a small family of measures; pure functions over the outcome of a case."""
