"""Attachments that hang nowhere yet, or are still with the platform"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LOOSE = sa.text("entry_id IS NULL")
_TO_FETCH = sa.text("fetch_at IS NOT NULL")


def upgrade() -> None:
    """Made anew: until this release nothing was ever written to it."""
    op.drop_table("attachments")
    op.create_table(
        "attachments",
        sa.Column("id", _KEY, autoincrement=True, nullable=False),
        *(sa.Column("person_id", _KEY, nullable=False), sa.Column("entry_id", _KEY), sa.Column("inbox_id", _KEY)),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        *(sa.Column("mime", sa.String()), sa.Column("sha256", sa.String())),
        sa.Column("at", Moment(), nullable=False),
        *(sa.Column("channel", sa.String()), sa.Column("ref", sa.String()), sa.Column("fetch_at", Moment())),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("township_id", _KEY, nullable=False),
        # Last: SQLite reads a row up to the column asked for, page by page.
        *(sa.Column("body", sa.LargeBinary()), sa.Column("small", sa.LargeBinary())),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attachments_person_id_people")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_attachments_entry_id_entries")),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("fk_attachments_inbox_id_inbox")),
        sa.ForeignKeyConstraint(["township_id"], ["units.id"], name=op.f("fk_attachments_township_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("key", name=op.f("uq_attachments_key")),
    )
    op.create_index("uq_attachments_entry_id_sha256", "attachments", ["entry_id", "sha256"], unique=True)
    op.create_index("ix_attachments_inbox_id", "attachments", ["inbox_id"])
    op.create_index("ix_attachments_person_id_id", "attachments", ["person_id", "id"])
    op.create_index("ix_attachments_loose", "attachments", ["at"], sqlite_where=_LOOSE, postgresql_where=_LOOSE)
    op.create_index(
        "ix_attachments_to_fetch", "attachments", ["fetch_at"], sqlite_where=_TO_FETCH, postgresql_where=_TO_FETCH
    )


def downgrade() -> None:
    """Back to what nothing wrote to. Raises where photos are kept: they would be lost."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM attachments")):
        raise RuntimeError("attachments are kept here; going back would lose them")
    op.drop_table("attachments")
    op.create_table(
        "attachments",
        sa.Column("id", _KEY, autoincrement=True, nullable=False),
        sa.Column("entry_id", _KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("township_id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_attachments_entry_id_entries")),
        sa.ForeignKeyConstraint(["township_id"], ["units.id"], name=op.f("fk_attachments_township_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index("uq_attachments_entry_id_sha256", "attachments", ["entry_id", "sha256"], unique=True)
