"""Two fictional municipalities with about 40 papers in every format, and questions with their gold places."""
