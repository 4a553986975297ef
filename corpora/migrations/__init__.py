"""Alembic's scripts for the catalogue, shipped with the package and run by `corpora.database`."""
