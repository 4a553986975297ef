"""Follow-up questions, worded so that they stand alone before anything is searched."""
