"""Floor 4: cases become measured runs."""
