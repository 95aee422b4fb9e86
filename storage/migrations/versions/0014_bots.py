"""The bots' own names, and which list of commands each chat was given"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table, one column."""
    op.create_table(
        "bots",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_bots")),
    )
    op.add_column("channel_accounts", sa.Column("menu", sa.String(), nullable=True))


def downgrade() -> None:
    """Without them."""
    op.drop_column("channel_accounts", "menu")
    op.drop_table("bots")
