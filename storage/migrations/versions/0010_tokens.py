"""Access tokens of platforms, which all processes share"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.base import BigKey, Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table."""
    op.create_table(
        "platform_tokens",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("ends_at", Moment(), nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_tokens")),
        sa.UniqueConstraint("name", name=op.f("uq_platform_tokens_name")),
    )


def downgrade() -> None:
    """Without it."""
    op.drop_table("platform_tokens")
