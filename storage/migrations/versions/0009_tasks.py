"""Broadcast tasks: what is asked, each wording of it, one receipt a person"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.base import BigKey, Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STATES = "'waiting', 'sent', 'delivered', 'received', 'done', 'stuck', 'on_leave', 'unreachable', 'cancelled'"


def upgrade() -> None:
    """Three tables."""
    _tasks()
    _versions()
    _recipients()


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("township_id", BigKey, nullable=False),
        sa.Column("sender_id", BigKey, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("composed", sa.JSON(), nullable=False),
        sa.Column("visible", sa.String(), nullable=False),
        sa.Column("urgent_why", sa.String(), nullable=True),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("approved_by", BigKey, nullable=True),
        sa.Column("send_at", Moment(), nullable=True),
        sa.Column("cursor", BigKey, nullable=True),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("called_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("template", sa.String(), nullable=True),
        sa.Column("inbox_id", BigKey, nullable=True),
        _key("tasks", "township_id", "units"),
        _key("tasks", "sender_id", "people"),
        _key("tasks", "approved_by", "people"),
        _key("tasks", "inbox_id", "inbox"),
        sa.CheckConstraint(
            "state IN ('draft', 'waiting', 'open', 'recalled', 'closed', 'dropped')", name=op.f("ck_tasks_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index("ix_tasks_township_id_id", "tasks", ["township_id", "id"])
    sending, open_ = sa.text("cursor IS NOT NULL"), sa.text("state = 'open'")
    op.create_index("ix_tasks_sending", "tasks", ["send_at"], sqlite_where=sending, postgresql_where=sending)
    op.create_index("ix_tasks_open", "tasks", ["due_at"], sqlite_where=open_, postgresql_where=open_)


def _versions() -> None:
    op.create_table(
        "task_versions",
        sa.Column("township_id", BigKey, nullable=False),
        sa.Column("task_id", BigKey, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("by_id", BigKey, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        _key("task_versions", "township_id", "units"),
        _key("task_versions", "task_id", "tasks"),
        _key("task_versions", "by_id", "people"),
        sa.PrimaryKeyConstraint("task_id", "version", name=op.f("pk_task_versions")),
    )


def _recipients() -> None:
    table = "task_recipients"
    op.create_table(
        table,
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("township_id", BigKey, nullable=False),
        sa.Column("task_id", BigKey, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("village_id", BigKey, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("nudges", sa.Integer(), nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        _key(table, "township_id", "units"),
        _key(table, "task_id", "tasks"),
        _key(table, "person_id", "people"),
        _key(table, "village_id", "units"),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f(f"ck_{table}_state")),
        sa.CheckConstraint("(why IS NOT NULL) = (state IN ('stuck', 'unreachable'))", name=op.f(f"ck_{table}_why")),
        sa.CheckConstraint("NOT late OR state IN ('received', 'done', 'stuck')", name=op.f(f"ck_{table}_late")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("task_id", "person_id", name=op.f(f"uq_{table}_task_id_person_id")),
    )
    op.create_index(f"ix_{table}_task_id_id", table, ["task_id", "id"])
    op.create_index(f"ix_{table}_person_id_told_at", table, ["person_id", "told_at"])


def _key(table: str, column: str, there: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{there}.id"], name=op.f(f"fk_{table}_{column}_{there}"))


def downgrade() -> None:
    """Without them."""
    op.drop_table("task_recipients")
    op.drop_table("task_versions")
    op.drop_table("tasks")
