"""People and what they leave: members, conversations, feedback, edited facts; jobs know their starter and report."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and give the jobs that are there an unknown starter and no report."""
    with op.batch_alter_table("jobs") as batch:
        batch.add_column(sa.Column("subject", sa.String(255), nullable=False, server_default=""))
        batch.add_column(sa.Column("error_code", sa.Text, nullable=False, server_default=""))
        batch.add_column(sa.Column("report", sa.JSON, nullable=True))
    with op.batch_alter_table("jobs") as batch:
        batch.alter_column("subject", server_default=None)
        batch.alter_column("error_code", server_default=None)
    op.create_table(
        "members",
        sa.Column("tenant", sa.String(40), sa.ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("subject", sa.String(255), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("clearance", sa.String(16), nullable=False),
        sa.Column("suspended", sa.Boolean, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("members_subject", "members", ["subject"])
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("tenant", sa.String(40), sa.ForeignKey("tenants.id", ondelete="CASCADE"), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("conversations_owner", "conversations", ["tenant", "subject", "updated"])
    op.create_index("conversations_updated", "conversations", ["updated"])
    op.create_table(
        "turns",
        sa.Column(
            "conversation", sa.String(36), sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("tenant", sa.String(40), sa.ForeignKey("tenants.id", ondelete="CASCADE"), nullable=False),
        sa.Column("conversation", sa.String(36), sa.ForeignKey("conversations.id", ondelete="SET NULL"), nullable=True),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("rating", sa.String(16), nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("access", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("conversation", "turn", name="feedback_turn"),
    )
    op.create_index("feedback_tenant_created", "feedback", ["tenant", "created"])
    op.create_table(
        "fact_edits",
        sa.Column("document", sa.String(36), sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("field", sa.String(32), primary_key=True),
        sa.Column("value", sa.Text, nullable=True),
        sa.Column("read", sa.Text, nullable=True),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Not offered: a newer catalogue is refused by an older program, never changed back by it."""
    raise NotImplementedError
