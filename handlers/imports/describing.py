"""A plan and an undo in words a person can check against the workbook: counts first, then row by row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from handlers.imports.plan import Detail, Group, Outcome, Plan, Remark
from handlers.imports.undoing import Undone
from handlers.kit.texts import Texts, catalogue
from handlers.sheets.notices import Notice, Source

_NOUNS: Final = ("cluster", "village", "person", "assignment", "household", "resident")
_OUTCOMES: Final[tuple[Outcome, ...]] = ("added", "changed", "unchanged")
_GROUPS: Final[tuple[Group, ...]] = ("doubtful", "changed", "absent")


def describe(plan: Plan, texts: Texts) -> list[str]:
    """What the import would do, one line each thing; why nothing can be done if it is blocked."""
    if plan.blocked:
        return [texts("import.blocked"), *(_notice(notice, texts) for notice in plan.blocked)]
    return [*_title(plan, texts), *_counts(plan, texts), *_rows(plan, texts)]


def describe_undo(undone: Undone, batch_id: int, texts: Texts) -> list[str]:
    """What was taken back, and what had to stay."""
    if undone.result == "unknown":
        return [texts("import.undone_unknown", batch=batch_id)]
    if undone.result == "already":
        return [texts("import.undone_already", batch=batch_id)]
    lines = [texts("import.undone", batch=batch_id, removed=undone.removed, restored=undone.restored)]
    left = [texts.of("import_left", each.why, name=each.name) for each in undone.left]
    return [*lines, *_section(texts("import.head_left"), left)]


def _title(plan: Plan, texts: Texts) -> Iterable[str]:
    yield texts("import.title", township=plan.township)
    if plan.township_id is None:
        yield texts("import.title_new", township=plan.township)
    named = plan.roster.township
    if named is not None and named != plan.township:
        yield texts("import.title_other", named=named, township=plan.township)


def _counts(plan: Plan, texts: Texts) -> Iterable[str]:
    lines = {"added": "import.added", "changed": "import.changed", "unchanged": "import.unchanged"}
    for outcome in _OUTCOMES:
        counts = {noun: plan.counts.get(noun, {}).get(outcome, 0) for noun in _NOUNS}
        items = [texts.of("import_count", noun, count=count) for noun, count in counts.items() if count]
        yield texts(lines[outcome], items=" ".join(items) or texts("import.none"))
    yield texts("import.repaired", count=sum(notice.count for notice in plan.roster.warnings))
    yield texts("import.skipped", count=sum(notice.count for notice in plan.skipped))


def _rows(plan: Plan, texts: Texts) -> Iterable[str]:
    heads = {"doubtful": "import.head_doubtful", "changed": "import.head_changed", "absent": "import.head_absent"}
    for group in _GROUPS:
        lines = [_remark(remark, texts) for remark in plan.remarks if remark.group == group]
        yield from _section(texts(heads[group]), lines)
    yield from _section(texts("import.head_skipped"), [_notice(notice, texts) for notice in plan.skipped])
    yield from _section(texts("import.head_repaired"), [_notice(notice, texts) for notice in plan.roster.warnings])


def _section(head: str, lines: list[str]) -> list[str]:
    return [head, *lines] if lines else []


def _remark(remark: Remark, texts: Texts) -> str:
    said = texts.of("import_change", remark.what, **dict(remark.values))
    if remark.details:
        details = "；".join(_detail(detail, texts) for detail in remark.details)
        said = texts("import.with", text=said, details=details)
    return _at(remark.source, said, texts)


def _detail(detail: Detail, texts: Texts) -> str:
    field = _field(detail.field, texts)
    if not detail.old:
        return texts("import.detail_added", field=field, new=detail.new)
    if not detail.new:
        return texts("import.detail_removed", field=field, old=detail.old)
    return texts("import.detail", field=field, old=detail.old, new=detail.new)


def _notice(notice: Notice, texts: Texts) -> str:
    known = f"import_notice.{notice.what}" in catalogue(texts.language)
    said = texts.of(
        "import_notice",
        notice.what if known else "other",
        field=_field(notice.field, texts),
        kind=_kind(notice, texts),
        old=notice.old.strip(),
        new=notice.new,
    )
    if notice.count > 1:
        said = texts("import.more", text=said, count=notice.count)
    return _at(notice.source, said, texts)


def _kind(notice: Notice, texts: Texts) -> str:
    """Of which table a notice speaks, for those about tables as a whole."""
    kind = notice.old if notice.what == "column_missing" else notice.field
    return texts.of("import_sheet", kind) if f"import_sheet.{kind}" in catalogue(texts.language) else ""


def _field(field: str, texts: Texts) -> str:
    return texts.of("import_field", field if f"import_field.{field}" in catalogue(texts.language) else "other")


def _at(source: Source | None, said: str, texts: Texts) -> str:
    if source is None or not source.sheet:
        return said
    if source.row == 0:
        return texts("import.sheet", sheet=source.sheet, text=said)
    return texts("import.row", sheet=source.sheet, row=source.row, text=said)
