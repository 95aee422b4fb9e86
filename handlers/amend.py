"""What a correction does to a record: one function a field, record and value in, record out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from handlers import recording
from handlers.kit.context import Context
from storage.records import Matter, Record, Someone


class Amendment(Struct, frozen=True):
    """One field's new value; `old` names the person meant, `issue` the matter meant."""

    field: str
    value: Any
    old: str | None = None
    issue: int | None = None


def amend(ctx: Context, record: Record, amendment: Amendment) -> Record:
    """The corrected record, with everything that follows from the change."""
    return recording.rederive(ctx, record, _AMEND[amendment.field](ctx, record, amendment))


def words_of(ctx: Context, record: Record, amendment: Amendment) -> str | None:
    """How a record's field reads in its history."""
    field = amendment.field
    if field == "day":
        return record.day.isoformat()
    if field == "village":
        return ctx.names().village_name(record.village_id)
    if field in ("people", "swap", "household"):
        return ctx.t("card.comma").join(_address(someone) for someone in record.people) or None
    if field == "promise":
        return record.promise.isoformat() if record.promise else None
    if field == "text":
        return record.text
    told = [matter for matter in record.matters if amendment.issue in (None, matter.id)]
    attribute = {"issue": "text", "category": "category", "urgent": "urgent"}[field]
    return "; ".join(str(getattr(matter, attribute)) for matter in told) or None


def matches(someone: Someone, said: str) -> bool:
    """Whether a person of a record is meant by these words: the name, the words used, or the end of either."""
    return said in (someone.name, someone.words) or (
        len(said) > 1 and (someone.name.endswith(said) or someone.words.endswith(said))
    )


def _address(someone: Someone) -> str:
    return f"{someone.name}#{someone.household}" if someone.household is not None else someone.name


def _day(ctx: Context, record: Record, amendment: Amendment) -> Record:
    day = date.fromisoformat(amendment.value)
    matters = tuple(replace(m, done_on=day) if m.state == "resolved" else m for m in record.matters)
    return replace(record, day=day, matters=matters)


def _village(ctx: Context, record: Record, amendment: Amendment) -> Record:
    return recording.relocate(ctx, record, int(amendment.value))


def _people(ctx: Context, record: Record, amendment: Amendment) -> Record:
    """The people seen are these; nobody when the answer was 没有. The visit to the village stays."""
    concerned = tuple(someone for someone in record.people if not someone.seen)
    met = _found(ctx, record, amendment.value) if amendment.value else ()
    names = {someone.name for someone in met}
    return replace(record, people=met + tuple(someone for someone in concerned if someone.name not in names))


def _swap(ctx: Context, record: Record, amendment: Amendment) -> Record:
    """不是张三是张四: wherever the one stood, the other stands."""
    gone = next(someone for someone in record.people if matches(someone, amendment.old or ""))
    come = tuple(replace(someone, seen=gone.seen) for someone in _found(ctx, record, amendment.value))
    people = [other for someone in record.people for other in (come if someone is gone else (someone,))]
    return replace(record, people=_each_once(people), matters=_rehoused(record, gone, come))


def _household(ctx: Context, record: Record, amendment: Amendment) -> Record:
    """The household behind words that fitted several."""
    unclear = next((s for s in record.people if s.words == amendment.old), None)
    home = ctx.names().households.get(int(amendment.value))
    if unclear is None or home is None:
        return record
    clear = replace(unclear, name=home.head, household=home.id)
    people = [clear if someone is unclear else someone for someone in record.people]
    return replace(record, people=_each_once(people), matters=_rehoused(record, unclear, (clear,)))


def _issue(ctx: Context, record: Record, amendment: Amendment) -> Record:
    """The words of a matter, with the category they read as; the first matter of a record that had none."""
    if not amendment.value:
        return replace(record, matters=tuple(m for m in record.matters if m.id != amendment.issue))
    read = next(iter(recording.understand(ctx, amendment.value).issues), None)
    if amendment.issue is None:
        return replace(record, matters=(*record.matters, Matter(read.category if read else "other", amendment.value)))
    return _matters(
        record,
        amendment.issue,
        lambda m: replace(m, text=amendment.value, category=read.category if read else m.category),
    )


def _category(ctx: Context, record: Record, amendment: Amendment) -> Record:
    return _matters(record, amendment.issue, lambda m: replace(m, category=amendment.value))


def _urgent(ctx: Context, record: Record, amendment: Amendment) -> Record:
    return _matters(record, amendment.issue, lambda m: replace(m, urgent=amendment.value))


def _promise(ctx: Context, record: Record, amendment: Amendment) -> Record:
    return replace(record, promise=date.fromisoformat(amendment.value) if amendment.value else None)


def _text(ctx: Context, record: Record, amendment: Amendment) -> Record:
    """New words for the whole, read as on the day of the old ones. Words that say nothing change only the text."""
    said_at = record.said_at.astimezone(ctx.now.tzinfo)
    reading = recording.understand(ctx, amendment.value, said_at)
    if reading.kind == "none":
        return replace(record, text=amendment.value)
    told = recording.draft(ctx, amendment.value, reading)
    # Matters keep their place, so that one which is being worked on stays the same matter.
    merged = tuple(matter for matter in record.matters if matter.merged_into is not None)
    kept = [matter for matter in record.matters if matter.merged_into is None]
    matters = tuple(_retold(kept[n], new) if n < len(kept) else new for n, new in enumerate(told.matters))
    return replace(
        record,
        kind=told.kind,
        village_id=told.village_id or record.village_id,
        day=min(reading.date, said_at.date()) if reading.date else record.day,
        text=amendment.value,
        people=told.people,
        matters=matters + merged,
        duties=told.duties,
        promise=told.promise,
    )


def _retold(old: Matter, new: Matter) -> Matter:
    """The new words about a matter already stored; how far it has come since stays, unless they say it is settled."""
    if new.state == "resolved" or old.state == "resolved":
        return replace(new, id=old.id)
    return replace(new, id=old.id, state=old.state, done_on=old.done_on)


def _found(ctx: Context, record: Record, names: str) -> tuple[Someone, ...]:
    """The people meant by a list of names; words that are nobody's name in the register stay as they were said."""
    mentions = recording.resolve(ctx, names, record.village_id)
    people = recording.people_of(replace(mention, seen=True) for mention in mentions)
    return people or (Someone(names, names, None, True),)


def _each_once(people: list[Someone]) -> tuple[Someone, ...]:
    return tuple({(someone.name, someone.household): someone for someone in people}.values())


def _rehoused(record: Record, gone: Someone, come: tuple[Someone, ...]) -> tuple[Matter, ...]:
    new = tuple(someone.household for someone in come if someone.household is not None)

    def households(matter: Matter) -> tuple[int, ...]:
        # 他家 after one name is that household's, though the matter's own words do not name it again.
        named = gone.words in matter.text or len(record.people) == 1
        stands = gone.household in matter.households if gone.household is not None else named
        rest = tuple(h for h in matter.households if h != gone.household)
        return tuple(dict.fromkeys((*rest, *new))) if stands else matter.households

    return tuple(replace(matter, households=households(matter)) for matter in record.matters)


def _matters(record: Record, issue: int | None, change: Callable[[Matter], Matter]) -> Record:
    return replace(record, matters=tuple(change(m) if issue in (None, m.id) else m for m in record.matters))


_AMEND: dict[str, Callable[[Context, Record, Amendment], Record]] = {
    "day": _day,
    "village": _village,
    "people": _people,
    "swap": _swap,
    "household": _household,
    "issue": _issue,
    "category": _category,
    "urgent": _urgent,
    "promise": _promise,
    "text": _text,
}
