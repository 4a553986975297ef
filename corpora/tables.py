"""The catalogue's tables as SQLAlchemy knows them. Migrations in `corpora/migrations/` build the same, step by step."""

from __future__ import annotations

import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

REVISION = "0003"
"""The newest migration; a test compares it with the scripts. Opening a catalogue at this revision loads no Alembic."""


class Moment(TypeDecorator[datetime.datetime]):
    """A moment in UTC; SQLite stores it without a zone, PostgreSQL with one, Python always sees an aware value."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        """Store in UTC."""
        return None if value is None else value.astimezone(datetime.UTC)

    def process_result_value(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        """Read as an aware UTC value."""
        if value is None:
            return None
        return value.replace(tzinfo=datetime.UTC) if value.tzinfo is None else value.astimezone(datetime.UTC)


metadata = MetaData()

tenants = Table(
    "tenants",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("title", Text, nullable=False),
    Column("generation", Text, nullable=True),
    Column("created", Moment, nullable=False),
)

corpora = Table(
    "corpora",
    metadata,
    Column("tenant", String(40), ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("title", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("access", String(16), nullable=False),
    Column("created", Moment, nullable=False),
)

shares = Table(
    "shares",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("corpus", String(40), primary_key=True),
    Column("with_tenant", String(40), ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True),
    Column("created", Moment, nullable=False),
    ForeignKeyConstraint(["tenant", "corpus"], ["corpora.tenant", "corpora.id"], ondelete="CASCADE"),
    Index("shares_with_tenant", "with_tenant"),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("tenant", String(40), nullable=False),
    Column("corpus", String(40), nullable=False),
    Column("path", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("version", String(16), nullable=True),
    Column("version_sha256", String(64), nullable=True),
    Column("state", String(16), nullable=False),
    Column("reason_code", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("reference", Text, nullable=True),
    Column("date", Date, nullable=True),
    Column("kind", Text, nullable=True),
    Column("office", Text, nullable=True),
    Column("bodies", JSON, nullable=False),
    Column("publicity", String(16), nullable=False),
    Column("access", String(16), nullable=False),
    Column("media_type", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("ocr_pages", Integer, nullable=False),
    Column("chunks", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("updated", Moment, nullable=False),
    ForeignKeyConstraint(["tenant", "corpus"], ["corpora.tenant", "corpora.id"], ondelete="CASCADE"),
    UniqueConstraint("tenant", "corpus", "path", name="documents_path"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("tenant", String(40), ForeignKey("tenants.id", ondelete="CASCADE"), nullable=False),
    Column("corpus", String(40), nullable=True),
    Column("kind", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("started", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    Column("finished", Moment, nullable=True),
    Column("subject", String(255), nullable=False),
    Column("error_code", Text, nullable=False),
    Column("report", JSON, nullable=True),
    Index("jobs_tenant_started", "tenant", "started"),
)

members = Table(
    "members",
    metadata,
    Column("tenant", String(40), ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("name", Text, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("clearance", String(16), nullable=False),
    Column("suspended", Boolean, nullable=False),
    Column("created", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    Index("members_subject", "subject"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("tenant", String(40), ForeignKey("tenants.id", ondelete="CASCADE"), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("title", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    Index("conversations_owner", "tenant", "subject", "updated"),
    Index("conversations_updated", "updated"),
)

turns = Table(
    "turns",
    metadata,
    Column("conversation", String(36), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("words", Text, nullable=False),
    Column("created", Moment, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("tenant", String(40), ForeignKey("tenants.id", ondelete="CASCADE"), nullable=False),
    Column("conversation", String(36), ForeignKey("conversations.id", ondelete="SET NULL"), nullable=True),
    Column("turn", Integer, nullable=False),
    Column("rating", String(16), nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("comment", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("access", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("created", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    UniqueConstraint("conversation", "turn", name="feedback_turn"),
    Index("feedback_tenant_created", "tenant", "created"),
)

fact_edits = Table(
    "fact_edits",
    metadata,
    Column("document", String(36), ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("field", String(32), primary_key=True),
    Column("value", Text, nullable=True),
    Column("read", Text, nullable=True),
    Column("subject", String(255), nullable=False),
    Column("updated", Moment, nullable=False),
)

vocabularies = Table(
    "vocabularies",
    metadata,
    Column("tenant", String(40), ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True),
    Column("text", Text, nullable=False),
    Column("updated", Moment, nullable=False),
)
