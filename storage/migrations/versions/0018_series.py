"""What is said to many is known as such in the outbox, and who is silent or on leave is found at once"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_PENDING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Three columns and three indexes."""
    op.add_column("outbox", sa.Column("tier", sa.Integer(), server_default="0", nullable=False))
    op.add_column("outbox", sa.Column("series", sa.String(), nullable=True))
    op.add_column("outbox", sa.Column("call", sa.String(), nullable=True))
    _due("channel", "tier", "due_at", "id")
    for name, where in (("silent", "state IN ('sent', 'delivered')"), ("away", "state = 'on_leave'")):
        index, few = f"ix_task_recipients_{name}", sa.text(where)
        op.create_index(index, "task_recipients", ["task_id", "id"], sqlite_where=few, postgresql_where=few)


def downgrade() -> None:
    """Without them."""
    for name in ("silent", "away"):
        op.drop_index(f"ix_task_recipients_{name}", "task_recipients")
    _due("channel", "due_at", "id")
    for name in ("call", "series", "tier"):
        op.drop_column("outbox", name)


def _due(*columns: str) -> None:
    op.drop_index("ix_outbox_due", "outbox")
    op.create_index("ix_outbox_due", "outbox", columns, sqlite_where=_PENDING, postgresql_where=_PENDING)
