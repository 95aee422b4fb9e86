"""简报 in chat: the digest, then down township → village → matter → record, by buttons or numbers, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from handlers import card, entries, issues, when
from handlers.digests import needs, pictures, settings
from handlers.digests.digest import Digest, Figure, VillageLine, digest, figures
from handlers.digests.facts import Facts, gather
from handlers.digests.needs import Need
from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.rules import periods
from handlers.rules.periods import Kind, Period
from storage import diary, reports, search
from storage.reports import Matter
from storage.search import Wanted

OFFERED: Final[tuple[Kind, ...]] = ("day", "week", "month")
MOST_NEEDS: Final = 5
MOST_FRESH: Final = 3
VILLAGES: Final = 8
MATTERS: Final = 6
RECORDS: Final = 6


def said(ctx: Context, args: Args) -> None:
    """The word, with any period behind it: 上周, 9月, 2026年3月. Without one, today."""
    words = str(args["argument"])
    if words in ctx.t("digest.settings_words").split():
        settings.show(ctx, {})
        return
    period = periods.named(words, ctx.now.date()) if words else periods.of("day", ctx.now.date())
    if period is None:
        ctx.say(ctx.t("digest.which", said=card.shortened(words)))
        return
    show(ctx, {"period": period.key})
    ctx.order("digest.picture", period=period.key)


def show(ctx: Context, args: Args) -> None:
    """The digest on one screen; number and button of a matter open it."""
    period = _period(args)
    ctx.audit("digest.show", f"unit:{ctx.scope.township_id}")
    present(ctx, period, digest(ctx.eyes, gather(ctx.eyes, period)))


def present(ctx: Context, period: Period, shown: Digest) -> None:
    """The same of a digest that is at hand."""
    about = {"period": period.key}
    choices = [_to_matter(ctx, need.issue, need.label, about) for need in _told(shown)]
    if len(shown.needs) > MOST_NEEDS:
        choices.append(Choice(ctx.t("button.all_needs"), "digest.needs", about | {"page": 0}))
    if shown.needs:
        choices.append(Choice(ctx.t("button.instruct"), "digest.instruct", about))
        choices.append(Choice(ctx.t("button.assign_one"), "digest.assign", about))
    choices.append(Choice(ctx.t("button.picture"), "digest.picture", about))
    choices.append(Choice(ctx.t("button.export"), "ledger.ask", about))
    choices.append(Choice(ctx.t("button.villages"), "digest.villages", about | {"page": 0}))
    ctx.say(as_text(ctx, shown), *choices, *_others(ctx, period))


def as_text(ctx: Context, shown: Digest) -> str:
    """The digest as one chat message; what needs the reader bears the number that opens it."""
    parts = [shown.title, *shown.sentences, shown.compared, shown.asks]
    lines = [_numbered(ctx, number, need.text) for number, need in enumerate(_told(shown), 1)]
    if len(shown.needs) > MOST_NEEDS:
        lines.insert(MOST_NEEDS, ctx.t("digest.more", count=len(shown.needs) - MOST_NEEDS))
    parts += lines
    return "\n".join([*parts, *shown.wider, *filter(None, [shown.unseen])])


def _told(shown: Digest) -> tuple[Need, ...]:
    """The matters on the first screen."""
    return (*shown.needs[:MOST_NEEDS], *shown.fresh[:MOST_FRESH])


def _numbers(ctx: Context, shown: Sequence[Figure]) -> str:
    return ctx.t("digest.between").join(
        ctx.t("digest.figure", label=figure.label, value=figure.value, change=_change(ctx, figure)) for figure in shown
    )


def _change(ctx: Context, figure: Figure) -> str:
    return ctx.t("digest.change", change=f"{figure.change:+d}") if figure.change else ""


def _numbered(ctx: Context, number: int, text: str) -> str:
    return ctx.t("digest.numbered", number=number, text=text)


def _others(ctx: Context, period: Period) -> list[Choice]:
    """The usual periods, and the one before this."""
    today = ctx.now.date()
    offered = [periods.of(kind, today) for kind in OFFERED]
    shown = [each for each in (*offered, period.before) if each != period]
    return [
        Choice(when.said(ctx.texts, each, today), "digest.show", {"period": each.key}) for each in dict.fromkeys(shown)
    ]


def instruct(ctx: Context, args: Args) -> None:
    """批示: about which of those that need him."""
    _which(ctx, args, "digest.instruct_which", "issue.instruct")


def assign(ctx: Context, args: Args) -> None:
    """交办: which of those that need him."""
    _which(ctx, args, "digest.assign_which", "issue.assign")


def _which(ctx: Context, args: Args, question: str, action: str) -> None:
    period = _period(args)
    found = needs.found(ctx.eyes, gather(ctx.eyes, period))[:VILLAGES]
    lines = [ctx.texts(question), *(_numbered(ctx, number, need.text) for number, need in enumerate(found, 1))]
    choices = [Choice(need.label, action, {"issue": need.issue}) for need in found]
    ctx.say("\n".join(lines), *choices, _up(ctx, "digest.show", {"period": period.key}))


def all_needs(ctx: Context, args: Args) -> None:
    """Everything that needs the leader, page by page."""
    facts = gather(ctx.eyes, _period(args))
    shown, more, page = _page(needs.found(ctx.eyes, facts), args, VILLAGES)
    about = {"period": facts.period.key}
    lines = [ctx.t("digest.needs_title", when=_when(ctx, facts.period))]
    lines += [_numbered(ctx, number, need.text) for number, need in enumerate(shown, 1)]
    choices = [_to_matter(ctx, need.issue, need.label, about) for need in shown]
    choices += [*card.pages(ctx, "digest.needs", about, page, more), _up(ctx, "digest.show", about)]
    ctx.say("\n".join(lines), *choices)


def villages(ctx: Context, args: Args) -> None:
    """Every village with its numbers."""
    facts = gather(ctx.eyes, _period(args))
    shown, more, page = _page(digest(ctx.eyes, facts).villages, args, VILLAGES)
    about = {"period": facts.period.key}
    lines = [ctx.t("digest.villages_title", when=_when(ctx, facts.period))]
    lines += [_numbered(ctx, number, _village(ctx, one, facts)) for number, one in enumerate(shown, 1)]
    choices = [Choice(one.name, *_at(about, one.id)) for one in shown]
    choices += [*card.pages(ctx, "digest.villages", about, page, more), _up(ctx, "digest.show", about)]
    ctx.say("\n".join(lines), *choices)


def _village(ctx: Context, one: VillageLine, facts: Facts) -> str:
    key = "digest.village" if facts.running else "digest.village_then"
    return ctx.t(key, name=one.name, visits=one.visits, opened=one.opened, done=one.done, live=one.live)


def _at(about: Mapping[str, Any], village: int | None, page: int = 0) -> tuple[str, dict[str, Any]]:
    """The action that shows a village; what belongs to none has its own."""
    if village is None:
        return "digest.nowhere", {**about, "page": page}
    return "digest.village", {**about, "village": village, "page": page}


def village(ctx: Context, args: Args) -> None:
    """One village: its five numbers, its live matters and those settled in the period."""
    where = args.get("village")
    facts = gather(ctx.eyes, _period(args), where)
    everything = _of_village(ctx, facts, where)
    shown, more, page = _page(everything, args, MATTERS)
    about = {"period": facts.period.key}
    head = ctx.t("digest.at", village=facts.names.get(where, ctx.t("digest.no_village")), when=_when(ctx, facts.period))
    lines = [head] if where is None else [head, _numbers(ctx, figures(ctx.eyes, facts))]
    lines += [_numbered(ctx, number, _standing(ctx, facts, matter)) for number, matter in enumerate(shown, 1)]
    lines += [] if shown else [ctx.t("digest.nothing_there")]
    action, here = _at(about, where, page)
    choices = [
        _to_matter(ctx, matter.id, needs.label(ctx.eyes, matter), about | {"village": where}) for matter in shown
    ]
    choices += card.pages(ctx, action, here, page, more)
    if where is not None:
        choices.append(Choice(ctx.t("button.records"), "digest.records", here | {"page": 0}))
        choices.append(Choice(ctx.t("button.duties"), "duty.village", {"period": facts.period.key, "village": where}))
    ctx.audit("digest.village", f"village:{where}")
    ctx.say("\n".join(lines), *choices, _up(ctx, "digest.villages", about | {"page": 0}))


def _of_village(ctx: Context, facts: Facts, where: int | None) -> list[Matter]:
    """The live ones first, the most pressing first; then what moved in the period."""
    area = reports.Area(() if where is None else (where,), rest=None in facts.names)
    live = [matter for matter in facts.live if matter.village_id == where]
    moved = reports.moved(ctx.session, ctx.scope, area, facts.span.now)
    known = {matter.id for matter in live}
    return [*live, *(matter for matter in moved if matter.id not in known)]


def _standing(ctx: Context, facts: Facts, matter: Matter) -> str:
    state = ctx.texts.of("issue_state", matter.state)
    told = needs.in_short(ctx.eyes, matter)
    return ctx.t("digest.standing", state=state, gist=told, more=needs.more(ctx.eyes, facts, matter))


def matter(ctx: Context, args: Args) -> None:
    """A matter's own card, with the records it was told in, and the way back."""
    issues.show(ctx, args)
    about = {name: args[name] for name in ("period", "village", "issue") if args.get(name) is not None}
    records = reports.records_of(ctx.session, ctx.scope, int(args["issue"]))[-RECORDS:]
    ctx.offer(
        *(Choice(ctx.t("button.record", id=id_), "digest.record", about | {"entry": id_}) for id_ in records),
        _up(ctx, *_above(about)),
    )


def _above(about: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Where a matter was opened from: its village, or the digest."""
    period = {"period": about["period"]}
    return _at(period, about["village"]) if "village" in about else ("digest.show", period)


def records(ctx: Context, args: Args) -> None:
    """What was recorded in a village in the period."""
    period, where, page = _period(args), int(args["village"]), int(args["page"])
    wanted = Wanted((where,), village=where, days=period.until(ctx.now.date()))
    ids, more = search.entries(ctx.session, ctx.scope, wanted, page, RECORDS)
    about = {"period": period.key, "village": where}
    found = [card.veil(ctx, saved) for saved in diary.load(ctx.session, ctx.scope, ids)]
    choices = [Choice(card.line(ctx, saved), "digest.record", about | {"entry": saved.id}) for saved in found]
    choices += [*card.pages(ctx, "digest.records", about, page, more), _up(ctx, *_at({"period": period.key}, where))]
    name = ctx.names().village_name(where) or ""
    key = "digest.records_title" if ids else "digest.no_records"
    ctx.say(ctx.t(key, village=name, when=_when(ctx, period)), *choices)


def record(ctx: Context, args: Args) -> None:
    """A record's own card, and the way back to its matter or its village."""
    entries.show(ctx, args)
    about = {name: value for name, value in args.items() if name != "entry"}
    ctx.offer(_up(ctx, "digest.matter", about) if "issue" in about else _up(ctx, *_above(about)))


def _page(found: Sequence[Any], args: Args, size: int) -> tuple[Sequence[Any], bool, int]:
    page = int(args.get("page", 0))
    return found[page * size : (page + 1) * size], len(found) > (page + 1) * size, page


def _to_matter(ctx: Context, issue: int, label: str, about: Mapping[str, Any]) -> Choice:
    known = {name: value for name, value in about.items() if value is not None}
    return Choice(label, "digest.matter", {**known, "issue": issue})


def _up(ctx: Context, action: str, about: Mapping[str, Any]) -> Choice:
    return Choice(ctx.t("button.up"), action, about)


def _when(ctx: Context, period: Period) -> str:
    return when.said(ctx.texts, period, ctx.now.date())


def _period(args: Args) -> Period:
    period = periods.of_key(str(args["period"]))
    if period is None:
        raise Refused("press.gone")
    return period


WORDS = (Word("digest", ("简报",), "digest", said),)
ACTIONS = (
    Action("digest.show", show),
    Action("digest.needs", all_needs),
    Action("digest.picture", pictures.order),
    Action("digest.instruct", instruct),
    Action("digest.assign", assign),
    Action("digest.settings", settings.show),
    Action("digest.wish", settings.change),
    Action("digest.villages", villages),
    Action("digest.village", village, on="village"),
    Action("digest.nowhere", lambda ctx, args: village(ctx, {**args, "village": None})),
    Action("digest.records", records, on="village"),
    Action("digest.matter", matter, on="issue"),
    Action("digest.record", record, on="entry"),
)
