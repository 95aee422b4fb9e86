"""The digest as one message that a phone shows whole: three sentences with five numbers, five exceptions, the buttons.

Of a county the exceptions are told by kind and township; what each of them is stands behind 展开.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from handlers import when
from handlers.digests import way
from handlers.digests.digest import Digest
from handlers.digests.needs import WHY, Need
from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.rules import periods
from handlers.rules.periods import Kind, Period

OFFERED: Final[tuple[Kind, ...]] = ("day", "week", "month")
# Lines of exceptions. One is kept for what is new, and one for what shows only over several matters.
MOST: Final = 5
MOST_NEW: Final = 3
KEPT: Final = 1


def present(ctx: Context, period: Period, shown: Digest) -> None:
    """Says the digest; number and button of a matter open it."""
    about = {"period": period.key}
    told = _told(shown)
    lines = _kinds(ctx, shown) if shown.above else way.numbered(ctx, [need.short for need in told])
    over = shown.over[: MOST - len(lines)]
    left = len(shown.over) - len(over) + (0 if shown.above else len(shown.needs) + len(shown.fresh) - len(told))
    more = [ctx.t("digest.more", count=left)] if left else []
    text = [shown.title, *shown.sentences, shown.asks, shown.compared, *lines, *over, *more]
    choices = [way.to_matter(need, about, above=False) for need in told]
    if left or (shown.above and shown.needs):
        choices.append(Choice(ctx.t("button.all_needs"), "digest.needs", about | {"page": 0}))
    ctx.say("\n".join(text), *choices, *_offered(ctx, shown, about), *_periods(ctx, period), *way.out(ctx, period))


def _told(shown: Digest) -> Sequence[Need]:
    """The matters that are named: those that need him, then what is new, as far as there is room."""
    if shown.above:
        return ()
    room = MOST - min(len(shown.over), KEPT)
    needs = shown.needs[: room - min(len(shown.fresh), KEPT)]
    return (*needs, *shown.fresh[: min(MOST_NEW, room - len(needs))])


def _kinds(ctx: Context, shown: Digest) -> list[str]:
    """What needs him, a line a kind: how many in which township, in the order of the townships."""
    lines = []
    for why in WHY:
        counts = Counter(need.place for need in shown.needs if need.why == why)
        places = [f"{one.name}{counts[one.id]}" for one in shown.villages if counts[one.id]]
        if places:
            lines.append(ctx.texts.of("digest_need", why, matter=ctx.t("digest.and").join(places)))
    return lines[:MOST]


def _offered(ctx: Context, shown: Digest, about: dict[str, str]) -> list[Choice]:
    choices = [
        Choice(ctx.t("button.instruct"), "digest.instruct", about),
        Choice(ctx.t("button.assign_one"), "digest.assign", about),
    ]
    places = ctx.t("button.townships" if shown.above else "button.villages")
    return [
        *(choices if shown.needs and not shown.above else ()),
        Choice(ctx.t("button.picture"), "digest.picture", about),
        Choice(ctx.t("button.export"), "ledger.ask", about),
        Choice(places, "digest.villages", about | {"page": 0}),
    ]


def _periods(ctx: Context, period: Period) -> list[Choice]:
    """The usual periods, and the one before this."""
    today = ctx.now.date()
    offered = [periods.of(kind, today) for kind in OFFERED]
    shown = [each for each in (*offered, period.before) if each != period]
    return [
        Choice(when.said(ctx.texts, each, today), "digest.show", {"period": each.key}) for each in dict.fromkeys(shown)
    ]
