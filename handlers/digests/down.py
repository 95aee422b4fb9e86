"""Down from the digest: township → village → matter → record, by buttons or numbers, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from handlers import card, entries, issues
from handlers.digests import needs, way
from handlers.digests.digest import Figure, VillageLine, digest, figures
from handlers.digests.facts import Facts, gather
from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.kit.routes import Args
from storage import diary, dockets, search, units
from storage.dockets import Matter
from storage.search import Wanted

VILLAGES: Final = 8
MATTERS: Final = 6
RECORDS: Final = 6
# One alone says what the whole says.
LEAST_CLUSTERS: Final = 2


def villages(ctx: Context, args: Args) -> None:
    """Every village with its numbers, before them the clusters; of a county, every township."""
    facts = gather(ctx.eyes, way.period_of(args))
    everything = digest(ctx.eyes, facts).villages
    shown, more, page = way.page(everything, args, VILLAGES)
    about = {"period": facts.period.key}
    key = "digest.townships_title" if facts.above else "digest.villages_title"
    lines = [ctx.t(key, when=way.named(ctx, facts.period))]
    lines += [] if page or facts.above else [_numbers_of(ctx, one, facts) for one in _clusters(ctx, everything)]
    lines += way.numbered(ctx, [_numbers_of(ctx, one, facts) for one in shown])
    choices = [Choice(one.name, *way.at(about, one.id, above=facts.above)) for one in shown]
    choices += [*card.pages(ctx, "digest.villages", about, page, more), way.up(ctx, "digest.show", about)]
    ctx.say("\n".join(lines), *choices)


def _clusters(ctx: Context, lines: Sequence[VillageLine]) -> list[VillageLine]:
    """The sums of the clusters, in the order of the tree; none where all lies in one."""
    above = units.clusters(ctx.session, ctx.scope)
    names = {unit.id: unit.name for unit in above.values()}
    if len(names) < LEAST_CLUSTERS:
        return []
    parts = {id_: [line for line in lines if line.id in above and above[line.id].id == id_] for id_ in sorted(names)}
    return [
        VillageLine(
            id_,
            names[id_],
            *(sum(getattr(line, name) for line in part) for name in ("visits", "opened", "done", "live")),
        )
        for id_, part in parts.items()
    ]


def _numbers_of(ctx: Context, one: VillageLine, facts: Facts) -> str:
    key = "digest.village" if facts.running else "digest.village_then"
    return ctx.t(key, name=one.name, visits=one.visits, opened=one.opened, done=one.done, live=one.live)


def village(ctx: Context, args: Args) -> None:
    """One village: its five numbers, its live matters and those settled in the period."""
    where = args.get("village")
    facts = gather(ctx.eyes, way.period_of(args), where)
    everything = _of_village(facts, where)
    shown, more, page = way.page(everything, args, MATTERS)
    about = {"period": facts.period.key}
    name = facts.names.get(where, ctx.t("digest.no_village"))
    head = ctx.t("digest.at", village=name, when=way.named(ctx, facts.period))
    lines = [head] if where is None else [head, _numbers(ctx, figures(ctx.eyes, facts))]
    lines += way.numbered(ctx, [_standing(ctx, facts, matter) for matter in shown])
    lines += [] if shown else [ctx.t("digest.nothing_there")]
    action, here = way.at(about, where, page)
    below = about if where is None else about | {"village": where}
    choices = [
        Choice(needs.label(ctx.eyes, facts, matter), "digest.matter", below | {"issue": matter.id}) for matter in shown
    ]
    choices += card.pages(ctx, action, here, page, more)
    if where is not None:
        choices.append(Choice(ctx.t("button.records"), "digest.records", here | {"page": 0}))
        choices.append(Choice(ctx.t("button.duties"), "duty.village", {"period": facts.period.key, "village": where}))
    ctx.audit("digest.village", f"village:{where}")
    ctx.say("\n".join(lines), *choices, way.up(ctx, "digest.villages", about | {"page": 0}))


def _of_village(facts: Facts, where: int | None) -> list[Matter]:
    """The live ones first, the most pressing first; then what moved in the period."""
    live = [matter for matter in facts.live if matter.village_id == where]
    known = {matter.id for matter in live}
    return [*live, *(one for one in facts.moved if one.village_id == where and one.id not in known)]


def _standing(ctx: Context, facts: Facts, matter: Matter) -> str:
    state = ctx.texts.of("issue_state", matter.state)
    told = needs.in_short(ctx.eyes, matter)
    return ctx.t("digest.standing", state=state, gist=told, more=needs.more(ctx.eyes, facts, matter))


def matter(ctx: Context, args: Args) -> None:
    """A matter's own card, with the records it was told in, and the way back."""
    issues.show(ctx, args)
    about = {name: args[name] for name in ("period", "village", "issue") if args.get(name) is not None}
    records = dockets.records_of(ctx.session, ctx.scope, int(args["issue"]))[-RECORDS:]
    ctx.offer(
        *(Choice(ctx.t("button.record", id=id_), "digest.record", about | {"entry": id_}) for id_ in records),
        way.up(ctx, *_above(about)),
    )


def _above(about: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Where a matter was opened from: its village, or the digest."""
    period = {"period": about["period"]}
    return way.at(period, about["village"]) if "village" in about else ("digest.show", period)


def records(ctx: Context, args: Args) -> None:
    """What was recorded in a village in the period."""
    period, where, page = way.period_of(args), int(args["village"]), int(args["page"])
    wanted = Wanted((where,), village=where, days=period.until(ctx.now.date()))
    ids, more = search.entries(ctx.session, ctx.scope, wanted, page, RECORDS)
    about = {"period": period.key, "village": where}
    found = [card.veil(ctx, saved) for saved in diary.load(ctx.session, ctx.scope, ids)]
    choices = [Choice(card.line(ctx, saved), "digest.record", about | {"entry": saved.id}) for saved in found]
    choices += [
        *card.pages(ctx, "digest.records", about, page, more),
        way.up(ctx, *way.at({"period": period.key}, where)),
    ]
    name = ctx.names().village_name(where) or ""
    key = "digest.records_title" if ids else "digest.no_records"
    ctx.say(ctx.t(key, village=name, when=way.named(ctx, period)), *choices)


def record(ctx: Context, args: Args) -> None:
    """A record's own card, and the way back to its matter or its village."""
    entries.show(ctx, args)
    about = {name: value for name, value in args.items() if name != "entry"}
    ctx.offer(way.up(ctx, "digest.matter", about) if "issue" in about else way.up(ctx, *_above(about)))


def _numbers(ctx: Context, shown: Sequence[Figure]) -> str:
    return ctx.t("digest.between").join(
        ctx.t("digest.figure", label=figure.label, value=figure.value, change=_change(ctx, figure)) for figure in shown
    )


def _change(ctx: Context, figure: Figure) -> str:
    return ctx.t("digest.change", change=f"{figure.change:+d}") if figure.change else ""
