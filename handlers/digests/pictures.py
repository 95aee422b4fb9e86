"""The picture of a digest: facts as fields and bars. Drawn for the chat as a job, for the page when it is asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec.structs import replace

from handlers import card, when
from handlers.digests.facts import area_of
from handlers.kit.context import Context, Eyes
from handlers.kit.making import PNG, Made, Progress
from handlers.kit.routes import Args
from handlers.papers import picture
from handlers.papers.picture import Heat, Trend
from handlers.rules import periods
from handlers.rules.periods import Kind, Period
from storage import reports, townships, units
from storage.townships import Township

# A village, cluster or township, and a duty.
Field = tuple[int | None, str]
# More villages than these are no picture for a phone: then it shows their clusters.
MOST_ROWS: Final = 24
# How many periods the bars show, the shown one last.
PERIODS: Final[dict[Kind, int]] = {"day": 7, "week": 8, "month": 6, "half": 4, "year": 3}


def order(ctx: Context, args: Args) -> None:
    """看图: it comes as a message of its own."""
    ctx.order("digest.picture", period=str(args["period"]))
    ctx.say(ctx.t("picture.soon"))


def make(eyes: Eyes, args: Mapping[str, Any], progress: Progress) -> Made:
    """The picture of the period that was asked for."""
    period = periods.of_key(str(args["period"])) or periods.of("week", eyes.now.date())
    name = when.said(eyes.texts, period, eyes.now.date())
    file = eyes.t("picture.name", when=when.named(eyes.texts, period))
    caption = "picture.caption_above" if townships.led(eyes.session, eyes.scope) else "picture.caption"
    return Made(eyes.t(caption, when=name), f"{file}.png", PNG, of(eyes, period))


def of(eyes: Eyes, period: Period) -> bytes:
    """The picture of a period, of everything these eyes see, as PNG."""
    today = eyes.now.date()
    said, days = when.said(eyes.texts, period, today), when.days(eyes.texts, period.until(today))
    title = eyes.t("picture.title", unit=units.led(eyes.session, eyes.scope), when=said, days=days)
    return picture.draw(title, heat(eyes, period), trend(eyes, period))


def heat(eyes: Eyes, period: Period) -> Heat:
    """Records by village and duty; by cluster where there are too many villages; of a county, by township."""
    led = townships.led(eyes.session, eyes.scope)
    rows, counted = _by_township(eyes, period, led) if led else _by_village(eyes, period)
    duties = card.duties_of(eyes)
    lines = tuple((name, tuple(counted.get((id_, code), 0) for code in duties)) for id_, name in rows.items())
    if None in rows and not any(lines[-1][1]):
        lines = lines[:-1]  # what belongs to no village, if there is nothing
    title = eyes.t("picture.heat_above" if led else "picture.heat")
    return Heat(title, tuple(duties.values()), lines, eyes.t("picture.legend"))


def _by_village(eyes: Eyes, period: Period) -> tuple[dict[int | None, str], Mapping[Field, int]]:
    area, names = area_of(eyes)
    counted = reports.evidence(eyes.session, eyes.scope, area, period.until(eyes.now.date()))
    if len(names) <= MOST_ROWS:
        return names, counted
    above = units.clusters(eyes.session, eyes.scope)
    rows = {above[id_].id if id_ in above else id_: above[id_].name if id_ in above else names[id_] for id_ in names}
    merged = Counter[Field]()
    for (village, code), number in counted.items():
        merged[above[village].id if village in above else village, code] += number
    return rows, merged


def _by_township(
    eyes: Eyes, period: Period, led: Sequence[Township]
) -> tuple[dict[int | None, str], Mapping[Field, int]]:
    merged = Counter[Field]()
    for one in led:
        _, counted = _by_village(replace(eyes, scope=one.scope), period)
        for (_, code), number in counted.items():
            merged[one.id, code] += number
    return {one.id: one.name for one in led}, merged


def trend(eyes: Eyes, period: Period) -> Trend:
    """Visits, matters told and matters settled in the periods up to this one."""
    shown = [period]
    while len(shown) < PERIODS[period.kind]:
        shown.insert(0, shown[0].before)
    days = (shown[0].first, period.until(eyes.now.date())[1])
    found = defaultdict[str, Counter[date]](Counter)
    for scope in [one.scope for one in townships.led(eyes.session, eyes.scope)] or [eyes.scope]:
        area, _ = area_of(replace(eyes, scope=scope))
        for name, days_of in reports.by_day(eyes.session, scope, area, days).items():
            found[name].update(days_of)

    def series(code: str) -> tuple[str, tuple[int, ...]]:
        return eyes.texts.of("digest_figure", code), tuple(_sum(found[code], each) for each in shown)

    labels = tuple(_label(eyes, each) for each in shown)
    return Trend(
        eyes.texts.of("picture_trend", period.kind, count=len(shown)),
        labels,
        (series("visits"), series("opened"), series("done")),
    )


def _sum(numbers: Counter[date], period: Period) -> int:
    return sum(number for day, number in numbers.items() if period.holds(day))


def _label(eyes: Eyes, period: Period) -> str:
    first = period.first
    half = 2 if first.month > 6 else 1
    return eyes.texts.of("picture_label", period.kind, year=first.year, month=first.month, day=first.day, half=half)
