"""What whoever runs it needs: deletions to be repeated after a restore, field keys, the chain over the audit trail"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.base import BigKey, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables."""
    op.create_table(
        "deletions",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("township_id", BigKey, nullable=True),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", BigKey, nullable=False),
        sa.Column("blank", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletions")),
    )
    op.create_table(
        "field_keys",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_keys")),
    )
    op.create_table(
        "audit_seals",
        sa.Column("id", BigKey, autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("last_id", BigKey, nullable=False),
        sa.Column("prints", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seals")),
    )


def downgrade() -> None:
    """Without them."""
    op.drop_table("audit_seals")
    op.drop_table("field_keys")
    op.drop_table("deletions")
