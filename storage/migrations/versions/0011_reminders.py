"""The clock: rules of reminders, each person's hours and next morning, leave; keys in the tray"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.tables.base import BigKey, Moment
from storage.vocabulary import EVENING, FRESH, MORNING, REMINDERS

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables; whoever can be reached gets the usual hours, every township the usual rules."""
    _create("reminders", _reminders(), {"unit_id": "units", "made_by": "people"})
    running = sa.text("paused_at IS NULL")
    op.create_index(
        "ix_reminders_next_fire_at",
        "reminders",
        ["next_fire_at"],
        sqlite_where=running,
        postgresql_where=running,
    )
    op.create_index("ix_reminders_township_id", "reminders", ["township_id"])
    _create("rhythms", _rhythms(), {"person_id": "people"}, key="person_id")
    op.create_index("ix_rhythms_next_at", "rhythms", ["next_at"])
    _create("leaves", _leaves(), {"person_id": "people", "stand_in_id": "people"})
    op.create_index("ix_leaves_person_id_last", "leaves", ["person_id", "last"])
    op.create_index("ix_leaves_stand_in_id", "leaves", ["stand_in_id"])
    waiting = sa.text("told_at IS NULL")
    op.add_column("tray", sa.Column("key", sa.String(), nullable=True))
    op.create_index("ix_tray_person_id", "tray", ["person_id"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_index("uq_tray_key", "tray", ["key"], unique=True)
    _fill()


def _fill() -> None:
    connection = op.get_bind()
    connection.execute(
        sa.text(
            "INSERT INTO rhythms (person_id, township_id, morning, evening, rest_days, since, next_at)"
            " SELECT p.id, p.township_id, :morning, :evening, :rest, min(a.bound_at), min(a.bound_at)"
            " FROM people p JOIN channel_accounts a ON a.person_id = p.id GROUP BY p.id, p.township_id"
        ).bindparams(
            sa.bindparam("morning", MORNING, sa.Time()),
            sa.bindparam("evening", EVENING, sa.Time()),
            sa.bindparam("rest", False, sa.Boolean()),
        )
    )
    townships = connection.execute(sa.text("SELECT id FROM units WHERE kind = 'township'")).all()
    rows = [
        {"township_id": id_, "what": what, "role": role, "every": every, "at": MORNING, "next_fire_at": FRESH}
        for (id_,) in townships
        for what, role, every in REMINDERS
    ]
    if rows:
        township = sa.Column("township_id", BigKey)
        connection.execute(sa.insert(sa.Table("reminders", sa.MetaData(), *_reminders(), township)), rows)


def _reminders() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("unit_id", BigKey, nullable=True),
        sa.Column("tag", sa.String(), nullable=True),
        sa.Column("every", sa.String(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("next_fire_at", Moment(), nullable=False),
        sa.Column("paused_at", Moment(), nullable=True),
        sa.Column("made_by", BigKey, nullable=True),
    ]


def _rhythms() -> list[sa.Column[Any]]:
    return [
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("morning", sa.Time(), nullable=False),
        sa.Column("evening", sa.Time(), nullable=False),
        sa.Column("rest_days", sa.Boolean(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
    ]


def _leaves() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("stand_in_id", BigKey, nullable=True),
        sa.Column("cancelled_at", Moment(), nullable=True),
    ]


def _create(table: str, columns: list[sa.Column[Any]], refs: dict[str, str], key: str = "id") -> None:
    keys = [
        sa.ForeignKeyConstraint([column], [f"{there}.id"], name=op.f(f"fk_{table}_{column}_{there}"))
        for column, there in {**refs, "township_id": "units"}.items()
    ]
    township = sa.Column("township_id", BigKey, nullable=False)
    op.create_table(table, *columns, township, *keys, sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")))


def downgrade() -> None:
    """Without them."""
    op.drop_index("uq_tray_key", "tray")
    op.drop_index("ix_tray_person_id", "tray")
    op.drop_column("tray", "key")
    for table in ("leaves", "rhythms", "reminders"):
        op.drop_table(table)
