"""Getting people in and their rights: what an admin's invite carries, hints given, requests to the office, retention"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.base import BigKey, Moment
from storage.vocabulary import RETENTION

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables, two columns."""
    op.create_table(
        "introductions",
        sa.Column("invite_id", BigKey, nullable=False),
        sa.Column("invited_by", BigKey, nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("unit_id", BigKey, nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by", BigKey, nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["invite_id"], ["invites.id"], name=op.f("fk_introductions_invite_id_invites")),
        sa.ForeignKeyConstraint(["invited_by"], ["people.id"], name=op.f("fk_introductions_invited_by_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_introductions_unit_id_units")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_introductions_decided_by_people")),
        sa.PrimaryKeyConstraint("invite_id", name=op.f("pk_introductions")),
    )
    op.create_table(
        "requests",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", BigKey, nullable=True),
        sa.Column("secret_hash", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("done", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by", BigKey, nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("township_id", BigKey, nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_requests_answered_by_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_requests_person_id_people")),
        sa.ForeignKeyConstraint(["township_id"], ["units.id"], name=op.f("fk_requests_township_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
    )
    op.create_index("ix_requests_township_id_answered_on", "requests", ["township_id", "answered_on"])
    retention = op.create_table(
        "retention",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("reached", BigKey, nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_retention")),
    )
    op.bulk_insert(retention, [{"kind": kind, "days": days, "reached": 0} for kind, days in RETENTION.items()])
    op.add_column("people", sa.Column("hints", sa.Integer(), nullable=True))
    op.add_column("people", sa.Column("hinted_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Without them."""
    op.drop_column("people", "hinted_on")
    op.drop_column("people", "hints")
    op.drop_table("retention")
    op.drop_index("ix_requests_township_id_answered_on", "requests")
    op.drop_table("requests")
    op.drop_table("introductions")
