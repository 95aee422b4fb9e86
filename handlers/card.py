"""The card of a record: short and plain, the same wherever it is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from handlers.kit import access
from handlers.kit.context import Context, Eyes
from handlers.kit.messages import Attachment, Choice
from handlers.kit.routes import Args, Refused, back_to
from handlers.rules import phones, workdays
from storage import attachments, diary, duties
from storage import notes as storage_notes
from storage.agenda import Unseen
from storage.attachments import Hung
from storage.households import Home
from storage.records import Matter, Record, Saved, Someone
from storage.scope import Scope
from storage.vocabulary import SENSITIVE_CATEGORIES

How = Literal["recorded", "again", "changed", "shown", "undone", "struck"]

# A line in a list; the card itself shows everything.
SHORT = 28
# A matter on a button.
BRIEF = 12
# Notes on one card; older ones stay in the book.
MOST_NOTES = 6


class Question(Struct, frozen=True):
    """The one thing asked on a card, with its answers."""

    text: str
    choices: tuple[Choice, ...] = ()


def show(
    ctx: Context,
    saved: Saved,
    how: How,
    question: Question | None = None,
    lead: str = "",
    *,
    brought: bool = False,
) -> None:
    """Shows a record's card. Its author may correct and undo it there; an undone one can only be looked at.

    `brought`: what earlier messages brought hangs on a record made just now.
    """
    shown = veil(ctx, saved)
    hung = _hung(ctx, saved, how, brought)
    words = (lead, body(ctx, shown, how), files_line(ctx, hung), question.text if question else "")
    choices = question.choices if question else ()
    if how == "shown":  # opened from a list: from here the matter itself is worked on
        # Whoever reads a veiled card may not open the sensitive matter on it.
        hidden = frozenset[str]() if shown is saved else SENSITIVE_CATEGORIES
        live = [m for m in shown.record.matters if m.merged_into is None and m.category not in hidden]
        choices += tuple(_handle(ctx, matter) for matter in live)
    if saved.undone_at is None and saved.record.person_id == ctx.member.person_id:
        choices += (
            Choice(ctx.t("button.edit"), "entry.edit", {"entry": saved.id}),
            Choice(ctx.t("button.undo"), "entry.undo", {"entry": saved.id}),
        )
    ctx.say(
        "\n".join(filter(None, words)), *choices, about=f"entry:{saved.id}", files=visible(hung, asked=how == "shown")
    )


def _hung(ctx: Context, saved: Saved, how: How, brought: bool) -> list[Hung]:
    """What hangs on a record, for whoever may see it. Nothing can hang on what was recorded without it a moment ago."""
    bare = how == "recorded" and not (brought or ctx.incoming.files or ctx.incoming.press)
    if bare or saved.undone_at is not None or veils(ctx.scope, saved.record):
        return []
    return attachments.on(ctx.session, ctx.scope, saved.id)


def files_line(ctx: Context, hung: Iterable[Hung]) -> str:
    """照片3张，语音1条; places by their words."""
    kinds = Counter(one.kind for one in hung if one.words is None)
    parts = [ctx.texts.of("attached", kind, n=n) for kind, n in kinds.items()]
    parts += [ctx.t("card.place", words=one.words) for one in hung if one.words is not None]
    return ctx.t("card.comma").join(parts)


def visible(hung: Iterable[Hung], *, asked: bool) -> tuple[Attachment, ...]:
    """Those of them that can be shown or played."""
    return tuple(Attachment(one.id, one.kind, asked) for one in hung if one.ready)


def own(ctx: Context, entry_id: int) -> Saved:
    """One's own record that stands. Raises Refused for any other."""
    saved = diary.one(ctx.session, ctx.scope, entry_id)
    if saved is None or saved.record.person_id != ctx.member.person_id:
        raise Refused("press.gone")
    if saved.undone_at is not None:
        raise Refused("undo.is_undone")
    return saved


def _handle(ctx: Context, matter: Matter) -> Choice:
    return Choice(ctx.t("button.handle", text=brief(matter.text)), "issue.show", {"issue": matter.id})


def body(ctx: Context, saved: Saved, how: How) -> str:
    """The card's lines."""
    record = saved.record
    lines = [head(ctx, saved, how)]
    if record.person_id != ctx.member.person_id:
        lines.append(ctx.t("card.author", name=saved.author))
    lines += _people(ctx, record)
    lines += [_matter(ctx, replace(matter, text=_words(ctx, record, matter.text))) for matter in record.matters]
    if record.promise is not None:
        lines.append(ctx.t("card.promise", day=day(ctx, record.promise)))
    if record.duties:
        names = (name for code, name in duty_names(ctx).items() if code in record.duties)
        lines.append(ctx.t("card.duties", duties=ctx.t("card.comma").join(names)))
    if how == "shown" or record.kind in ("duty", "note"):
        lines.append(ctx.t("card.words", text=_words(ctx, record, record.text)))
    return "\n".join(lines)


def duty_names(ctx: Context) -> dict[str, str]:
    """The nine duties by code, as this township names them and in its order."""
    return {duty.code: duty.name or ctx.texts.of("duty", duty.code) for duty in ctx.once(duties.named)}


def duties_of(eyes: Eyes) -> dict[str, str]:
    """The same for somebody who looks without speaking."""
    own = eyes.scope.township_id
    named = duties.named(eyes.session, [own])[own]
    return {duty.code: duty.name or eyes.texts.of("duty", duty.code) for duty in named}


def head(ctx: Context, saved: Saved, how: How) -> str:
    """The first line: what happened to which record, its kind, village and day."""
    record = saved.record
    parts = [
        ctx.texts.of("card_head", how, id=saved.id),
        ctx.texts.of("kind", record.kind),
        saved.village or ctx.t("card.no_village"),
        day(ctx, record.day),
    ]
    if record.late:
        parts.append(ctx.t("card.late"))
    return " · ".join(parts)


def happened(ctx: Context, saved: Saved) -> str:
    """A record as it stands in a timeline: what it was, the matters told and how they stand now, what was promised."""
    record = saved.record
    seen = names(ctx, record.people)
    first = ctx.t(
        "card.happened",
        day=day(ctx, record.day),
        kind=ctx.texts.of("kind", record.kind),
        people=f" {seen}" if seen else "",
    )
    lines = [_matter(ctx, replace(m, text=shortened(gist(ctx, m.category, m.text)))) for m in record.matters]
    if record.promise is not None:
        lines.append(ctx.t("card.promise", day=day(ctx, record.promise)))
    return "\n　".join([first, *lines])


def line(ctx: Context, saved: Saved) -> str:
    """A record in one line, for lists."""
    record = saved.record
    matters = [gist(ctx, matter.category, matter.text) for matter in record.matters]
    comma = ctx.t("card.comma").join
    about = [part for part in (comma(someone.name for someone in record.people), comma(matters)) if part]
    told = shortened(ctx.t("card.colon").join(about) or _words(ctx, record, record.text))
    struck = ctx.t("card.struck") if saved.undone_at else ""
    place = saved.village or ctx.t("card.no_village")
    return f"{struck}№{saved.id} {day(ctx, record.day)} {place} {ctx.texts.of('kind', record.kind)} {told}"


def listed(ctx: Context, found: Iterable[Saved], action: str, args: Args, number: int, more: bool) -> list[Choice]:
    """A page of records as buttons, then the pages beside it: `action` shows one, from `args` and its number."""
    back = back_to(action, {**args, "page": number})
    choices = [Choice(line(ctx, saved), "entry.show", {"entry": saved.id, **back}) for saved in found]
    return choices + pages(ctx, action, args, number, more)


def pages(ctx: Context, action: str, args: Args, number: int, more: bool) -> list[Choice]:
    """The pages of a list beside this one."""
    choices = []
    if number:
        choices.append(Choice(ctx.t("button.previous"), action, {**args, "page": number - 1}))
    if more:
        choices.append(Choice(ctx.t("button.next"), action, {**args, "page": number + 1}))
    return choices


def shortened(text: str, most: int = SHORT) -> str:
    """A text as one line of a list holds it."""
    joined = " ".join(text.split())
    return joined if len(joined) <= most else f"{joined[:most]}…"


def gist(ctx: Context | Eyes, category: str, text: str) -> str:
    """A matter in a list: of a sensitive one only what kind it is, for lists are read over one's shoulder."""
    return ctx.texts.of("category", category) if category in SENSITIVE_CATEGORIES else told(ctx, text)


def brief(text: str) -> str:
    """A text as a button holds it."""
    return shortened(text, BRIEF)


def plain(ctx: Context, saved: Saved) -> str:
    """A record as running text, to be pasted into other systems."""
    record = saved.record
    place = saved.village or ctx.t("card.no_village")
    first = f"{record.day.isoformat()} {place} {ctx.texts.of('kind', record.kind)}"
    parts = [first, *_people(ctx, record), *(_matter(ctx, matter) for matter in record.matters)]
    if record.promise is not None:
        parts.append(ctx.t("card.promise", day=day(ctx, record.promise)))
    return ctx.t("card.stop").join([*parts, record.text])


def day(ctx: Context | Eyes, value: date) -> str:
    """A day with its weekday, the year only when it is another one."""
    if value.year == ctx.now.year:
        return ctx.texts.day(value)
    return ctx.t("card.day_of_year", year=value.year, day=ctx.texts.day(value))


def ago(eyes: Eyes, last: date | None) -> str:
    """When a household or village was last visited, and how long ago that is."""
    if last is None:
        return eyes.t("card.never")
    days = (eyes.now.date() - last).days
    return eyes.t("card.ago", day=day(eyes, last), days=days) if days > 0 else eyes.t("card.today")


def place(eyes: Eyes | Context, home: Home | Unseen) -> str:
    """王家坞村2组."""
    if home.group is None:
        return home.village
    return eyes.t("card.group", village=home.village, group=home.group)


def phone(eyes: Eyes, village_id: int, number: str) -> str:
    """A telephone number as these eyes may read it."""
    return number if access.sees_number(eyes.scope, village_id) else phones.masked(number)


def told(eyes: Eyes | Context, text: str) -> str:
    """What somebody else told, as these eyes may read it: above the villages a number is only recognised."""
    return text if access.hears_numbers(eyes.scope) else phones.hidden(text)


def _words(ctx: Context, record: Record, text: str) -> str:
    return text if record.person_id == ctx.member.person_id else told(ctx, text)


def notes(eyes: Eyes, village_id: int, household_id: int | None) -> tuple[str, ...]:
    """The newest notes on a household, or on the village itself, each with its author and day."""
    found = storage_notes.of(eyes.session, eyes.scope, village_id, household_id, MOST_NOTES)
    return tuple(
        eyes.t(
            "card.note",
            text=told(eyes, note.text),
            by=note.by,
            day=day(eyes, note.at.astimezone(eyes.now.tzinfo).date()),
        )
        for note in found
    )


def veil(ctx: Context, saved: Saved) -> Saved:
    """A record as the speaker may read it: of a sensitive matter, all but a few learn its kind and village alone."""
    record = saved.record
    return saved.with_record(_veiled(ctx, record), saved.village) if veils(ctx.scope, record) else saved


def veils(scope: Scope, record: Record) -> bool:
    """Whether a record tells of a sensitive matter and this person is not one of the few who read such: its author,
    whoever answers for the matter, the leaders. Photos are veiled too."""
    sensitive = [matter for matter in record.matters if matter.category in SENSITIVE_CATEGORIES]
    if not sensitive or record.person_id == scope.person_id or access.reads_sensitive(scope):
        return False
    return any(matter.owner_id != scope.person_id for matter in sensitive)


def _veiled(ctx: Context, record: Record) -> Record:
    return replace(
        record,
        text=ctx.t("card.veiled"),
        people=tuple(replace(s, name=f"{s.name[:1]}某", words=f"{s.words[:1]}某") for s in record.people),
        matters=tuple(replace(m, text=ctx.texts.of("category", m.category)) for m in record.matters),
    )


def names(ctx: Context, people: Iterable[Someone]) -> str:
    """Villagers' names, each once."""
    return ctx.t("card.comma").join(dict.fromkeys(someone.name for someone in people))


def _people(ctx: Context, record: Record) -> list[str]:
    seen = names(ctx, (someone for someone in record.people if someone.seen))
    concerned = names(ctx, (someone for someone in record.people if not someone.seen))
    lines = [ctx.t("card.seen", names=seen)] if seen else []
    return lines + ([ctx.t("card.concerned", names=concerned)] if concerned else [])


def _matter(ctx: Context, matter: Matter) -> str:
    told = ctx.t(
        "card.matter_urgent" if matter.urgent else "card.matter",
        text=matter.text,
        category=ctx.texts.of("category", matter.category),
        state=ctx.texts.of("issue_state", matter.state),
    )
    return f"{told} {due(ctx, matter.due_on)}" if matter.live and matter.due_on else told


def due(ctx: Context, due_on: date) -> str:
    """The workday clock: until when, and how many workdays are left."""
    today = ctx.now.date()
    when = day(ctx, due_on)
    if due_on == today:
        return ctx.t("card.due_today", day=when)
    if due_on < today:
        over = workdays.between(due_on, today, ctx.is_workday)
        return ctx.t("card.due_late", day=when, over=over) if over else ctx.t("card.due_over", day=when)
    left = workdays.between(today, due_on, ctx.is_workday)
    return ctx.t("card.due", day=when, left=left) if left else ctx.t("card.until", day=when)
