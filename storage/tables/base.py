"""What every mapped class shares: key and time types, naming of constraints, the township mark."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain
from typing import Annotated, Any, cast

from sqlalchemy import BigInteger, DateTime, Dialect, ForeignKey, Index, Integer, MetaData, String, Table, TextClause
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import JSON, TypeDecorator

from storage.vocabulary import Role


class Moment(TypeDecorator[datetime]):
    """An instant: goes in as an aware datetime, lies in the database as UTC, comes out aware."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """PostgreSQL keeps the zone itself; SQLite stores the plain UTC text."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Raises ValueError for a naive datetime, which would mean different instants on different machines."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Marks what comes out as UTC."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


# SQLite gives row numbers by itself only to a column typed exactly INTEGER.
BigKey = BigInteger().with_variant(Integer, "sqlite")
Id = Annotated[int, mapped_column(BigKey, primary_key=True, autoincrement=True)]


class Base(DeclarativeBase):
    """The one metadata."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own declaration form
        datetime: Moment,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        str: String,
        Role: String,
    }


def ref(column: str, *, index: bool = False, primary_key: bool = False) -> Any:
    """A foreign key to `table.id`; `index=True` where rows are looked up from the other side."""
    return mapped_column(BigKey, ForeignKey(column), index=index, primary_key=primary_key)


class Scoped:
    """A row that belongs to one township: every statement on such a table must name the township (see guard.py)."""

    township_id: Mapped[int] = ref("units.id")


def partial(name: str, *columns: str, where: TextClause, unique: bool = False) -> Index:
    """An index of the rows for which `where` holds.

    PostgreSQL's `where` is set by `for_postgres`: to name it here would load its half of SQLAlchemy at every start.
    """
    return Index(name, *columns, unique=unique, sqlite_where=where)


def for_postgres() -> None:
    """Tells PostgreSQL too which indexes are partial."""
    for index in chain.from_iterable(table.indexes for table in Base.metadata.tables.values()):
        where = index.dialect_options["sqlite"]["where"]
        if where is not None:
            index.dialect_options["postgresql"]["where"] = where


def table_of(mapped: type[Base]) -> Table:
    """The plain table of a mapped class, for the Core statements of the hot path."""
    return cast(Table, mapped.__table__)
