"""Alembic's entry: runs on the connection and inside the transaction that `corpora.database` hands in."""

from __future__ import annotations

from alembic import context

from corpora.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
