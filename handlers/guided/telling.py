"""From a form's answers to the record: its sentence is read like any other, and what was chosen wins over it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from handlers import entries, recording
from handlers.guided.asking import day_of
from handlers.guided.sentences import understood
from handlers.kit.context import Context
from handlers.kit.forms import Answers
from handlers.reading import Mention, Reading, ReadingKind, ReadIssue
from handlers.rules import evidence


def tell(ctx: Context, kind: str, known: Answers) -> None:
    """Records it by the way of a sentence: one card, with all that can be done there."""
    text = known["words"]["text"]
    reading = _reading(ctx, kind, known, text)
    entries.keep(ctx, recording.draft(ctx, text, reading), reading, brought=known.get("brought", ()))


def _reading(ctx: Context, kind: str, known: Answers, text: str) -> Reading:
    read = understood(ctx, known, text)
    people = _people(known, read.people, seen=kind == "visit")
    issues = _issues(kind, known, read.issues, people)
    record = _kind(kind, read, issues)
    duties = evidence.after_change(
        read.duties,
        evidence.follow(read.kind, (issue.category for issue in read.issues)),
        evidence.follow(record, (issue.category for issue in issues)) | set(filter(None, [known.get("duty")])),
    )
    return Reading(record, known["village"][0], day_of(known, read), people, issues, duties, read.promise)


def _kind(kind: str, read: Reading, issues: tuple[ReadIssue, ...]) -> ReadingKind:
    """What the form is for; a visit that the sentence tells beside it counts too."""
    if kind == "visit" or "visit" in read.kind:
        return "visit+issue" if issues else "visit"
    return "issue" if issues else "duty"


def _people(known: Answers, told: Iterable[Mention], *, seen: bool) -> tuple[Mention, ...]:
    """Those chosen, then those told; nobody was seen when that was the answer."""
    who = known.get("who")
    chosen = who if who is not None else known.get("picked", [])
    people = [Mention(one["words"], one["words"], one["household"], seen) for one in chosen]
    names, homes = {one.name for one in people}, {one.household for one in people} - {None}
    rest = [m for m in told if m.household not in homes and m.name not in names]
    return (*people, *(replace(m, seen=False) if who == [] else m for m in rest))


def _issues(
    kind: str, known: Answers, told: tuple[ReadIssue, ...], people: tuple[Mention, ...]
) -> tuple[ReadIssue, ...]:
    """The matters of the sentence; the one that was asked about as it was confirmed."""
    words = known["words"]
    if known.get("matter") == "none":
        return ()
    if not told and kind == "issue":
        told = (ReadIssue(words["category"], words["text"]),)
    if len(told) == 1 and words["category"] is not None:
        told = (_confirmed(known, told[0]),)
    # 他家 is the household that was chosen, where there is only one.
    alone = people if len(people) == 1 else ()
    return tuple(issue if issue.people else replace(issue, people=alone) for issue in told)


def _confirmed(known: Answers, issue: ReadIssue) -> ReadIssue:
    category, pressing = known.get("category") or issue.category, known.get("matter")
    return replace(issue, category=category, urgent=pressing == "urgent" if pressing else issue.urgent)
