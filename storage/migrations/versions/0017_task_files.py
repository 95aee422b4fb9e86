"""Photos and voice notes that go with a task, or answer it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.base import BigKey

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TABLE = "task_files"


def upgrade() -> None:
    """A table."""
    op.create_table(
        _TABLE,
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("township_id", BigKey, nullable=False),
        sa.Column("task_id", BigKey, nullable=False),
        sa.Column("receipt_id", BigKey, nullable=True),
        sa.Column("attachment_id", BigKey, nullable=False),
        _key("township_id", "units"),
        _key("task_id", "tasks"),
        _key("receipt_id", "task_recipients"),
        _key("attachment_id", "attachments"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
    )
    op.create_index(f"ix_{_TABLE}_task_id", _TABLE, ["task_id"])
    op.create_index(f"ix_{_TABLE}_attachment_id", _TABLE, ["attachment_id"])


def _key(column: str, there: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{there}.id"], name=op.f(f"fk_{_TABLE}_{column}_{there}"))


def downgrade() -> None:
    """Without it."""
    op.drop_table(_TABLE)
