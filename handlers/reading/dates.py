"""The days a sentence names. Every expression is read both ways, as a day gone and as a day to come."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from handlers.patterns import regex

_N: Final = r"(?:\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九半几])"
_WEEK: Final = r"(?:周|星期|礼拜)"
_PATTERNS: Final = {
    "near": r"大前[天日儿]|前[天日晚儿](?!年)|[咋作]天|昨[天日儿晚夜早黑]?(?=[^\w]|[^\W\d_]|$)"
    r"|今[天日早晚晨夜儿黑]|今(?=上午|下午)|明[天日早晚儿]|大后[天日]|后[天日](?!面)|当天下午",
    "year": r"(20\d\d)[年./-](\d{1,2})[月./-](\d{1,2})[日号]?",
    "month": rf"({_N})月份?({_N})(?:[日号]|(?=[^\d个天])|$)",
    "dotted": r"(?<![\d.:/-])(1[0-2]|0?[1-9])[./-](3[01]|[12]\d|0?[1-9])"
    r"(?![\d.:/%％亩万元块米斤公里岁℃度吨级个户人家头只棵套台盏条间处次片名张件袋箱瓶倍成折层枚尾筐组号楼度分-])",
    "part": rf"(上个?|下个?|这个?|本|{_N})?月份?(初|中旬|底|末)",
    "month_in": r"(?:这个?|本|当)月(?:之|以)?内|(?<![个\d一二三四五六七八九十两几半])月内",
    "of": rf"(上个?月|下个?月|这个?月|本月)?({_N})[号日](?![楼线机井桩桥村池坝院电门])",
    "week": rf"(上上|上|下下|下|这|本)?个?{_WEEK}([一二三四五六日天末]|(?<=周)[1-7])",
    "whole": rf"(下|这|本)个?{_WEEK}(?=[^一二三四五六日天末]|$)",
    "ago": rf"({_N})(天|日|周|个?星期|个?礼拜|个?月)(?:以|之)?前",
    "within": rf"({_N})(个工作日|工作日|天|日|周|个?星期|个?礼拜|个?月|个?小时)(?:以|之)?[内后]"
    r"|(?:24|48|72|12)小时(?:之|以)?内"
    rf"|({_N})个工作日",
    "ends": r"年底|年内|年末",
    "feast": r"元旦|三八节|妇女节|五一|劳动节|儿童节|六一|七一|建党节|八一|建军节|教师节|国庆节?",
    "tonight": r"(?:天黑|下班|收工|晚饭|后晌|晌午|傍晚)(?=之?前)"
    r"|(?:(?:半个?|[1-9一二两三四五六七八]个?)(?:小时|钟头)|(?:\d{1,2}|[二三四五]?十)分钟)(?:(?=[之以]?内)|[之以]?后)",
    "hours": r"(?<![昨前今明后天日号])(?:下午|晚上|傍晚|中午)",
}
# The first look tells most places apart: no day begins with another character.
_STARTS: Final = r"(?=[\d大前咋作昨今明后当一二两三四五六七八九十半几上下这本周星礼年元妇劳儿建教国傍晚中月天收晌])"
_NAMES: Final = tuple(_PATTERNS)
_ANY: Final = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS.items())
_ALL: Final = regex(f"{_STARTS}(?:{_ANY})")
_DEADLINE: Final = regex(
    r"(?:上午|下午|早上|晚上|中午|晌午|后晌|下班|收工|天黑|晚|[\d一二两三四五六七八九十]{1,2}[点时:]\d{0,2}|之|以)*前(?![天年来后往几阵])|(?:之|以)?内|为止|截止"
)
# 量了血糖,12.6,高得很 is no day.
_MEASURED: Final = regex(r"[,。; ]\d+\.\d+[,。;]")
# 水管站说天黑前弄好: somebody undertakes it.
_SAID_BY: Final = regex(r"[说应证诺限站所局司傅队][^,;。]{0,4}$")
_CORRECTED: Final = regex(r"不对|说错|写错|应该是|更正")
_ATTRIBUTE: Final = regex(r"(?!那天的事|的事(?:[了,]|$))[^,。;!?\s]{0,7}的")
_FEASTS: Final = {"元旦": (1, 1), "三": (3, 8), "妇": (3, 8), "五": (5, 1), "劳": (5, 1), "儿": (6, 1), "六": (6, 1)}
_FEASTS_LATER: Final = {"七": (7, 1), "建党": (7, 1), "八": (8, 1), "建军": (8, 1), "教": (9, 10), "国": (10, 1)}
_NEAR: Final = {"大前": -3, "前": -2, "昨": -1, "咋": -1, "作": -1, "今": 0, "当": 0, "明": 1, "大后": 3, "后": 2}
_DIGITS: Final = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "天": 7,
    "日": 7,
    "末": 6,
}

Workday = Callable[[date], bool]


class When(Struct, frozen=True):
    """A day named at `start:end`: what it is if it is gone (`past`), what if it is to come (`future`).

    None where it cannot be. `deadline`: it is said to be a limit (周五前, 三天内). `aside`: it only tells which matter
    is meant (上周三报的).
    """

    start: int
    end: int
    past: date | None
    future: date | None
    deadline: bool = False
    aside: bool = False


def find_days(text: str, today: date, is_workday: Workday) -> list[When]:
    """Every day named, in order. `text` is plain; names in it should be hidden (a village may be called 周一坪)."""
    found = list[When]()
    for match in _ALL.finditer(text):
        name = match.lastgroup if match.lastgroup in _NAMES else _named(match)
        if name == "dotted" and _MEASURED.match(text, match.start() - 1, match.end() + 1) and match.start():
            continue
        days = _READERS[name](match.group(), today, is_workday)
        if days is None:
            continue
        limit = _DEADLINE.match(text, match.end()) if name not in ("ago", "within") else None
        end = limit.end() if limit else match.end()
        deadline = limit is not None or (name in ("within", "month_in") and "后" not in match.group())
        deadline = deadline or (name == "soon" and bool(_SAID_BY.search(text, 0, match.start())))
        aside = _ATTRIBUTE.match(text, end) is not None or text[: match.start()].endswith(
            ("从", "自", "到", "至", "截至")
        )
        if found and _CORRECTED.search(text, found[-1].end, match.start()):
            found.pop()
        found.append(When(match.start(), end, days[0], days[1], deadline, aside))
    return found


def _named(match: re.Match[str]) -> str:
    return next(name for name in _NAMES if match.group(name) is not None)


def number(text: str) -> int:
    """三 → 3, 十二 → 12, 二十 → 20, 15 → 15; 0 if it is none."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return _DIGITS.get(text, 0)


Days = tuple[date | None, date | None] | None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _fixed(day: date | None, today: date) -> Days:
    """A day that can be only one: gone, today or to come."""
    if day is None:
        return None
    return (day if day <= today else None, day if day >= today else None)


def _near(text: str, today: date, _: Workday) -> Days:
    offset = _NEAR.get(text[:2], _NEAR.get(text[:1], 0))
    day = today + timedelta(days=offset)
    return (day if offset <= 0 else None, day if offset >= 0 else None)


def _year(text: str, today: date, _: Workday) -> Days:
    year, month, day = map(int, re.findall(r"\d+", text))
    return _fixed(_day(year, month, day), today)


def _yearless(month: int, day: int, today: date) -> Days:
    days = [found for year in (today.year - 1, today.year, today.year + 1) if (found := _day(year, month, day))]
    past = max((d for d in days if d <= today), default=None)
    future = min((d for d in days if d >= today), default=None)
    return None if not days else (past, future)


def _month(text: str, today: date, _: Workday) -> Days:
    month, day = text.split("月", 1)
    return _yearless(number(month), number(day.strip("份日号")), today)


def _dotted(text: str, today: date, _: Workday) -> Days:
    month, day = re.split(r"[./-]", text)
    return _yearless(int(month), int(day), today)


def _shifted(today: date, months: int) -> tuple[int, int]:
    whole = today.year * 12 + today.month - 1 + months
    return whole // 12, whole % 12 + 1


def _part(text: str, today: date, _: Workday) -> Days:
    """月初 the 1st, 中旬 the 15th, 月底 the last day; of this month unless another is named."""
    which, part = text.split("月", 1)
    if (named := number(which)) > 0:
        year, month = today.year, named
    else:
        year, month = _shifted(today, {"上": -1, "下": 1}.get(which[:1], 0))
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    day = {"初": 1, "中": 15}.get(part.strip("份")[:1], last)
    return _fixed(_day(year, month, day), today)


def _of(text: str, today: date, _: Workday) -> Days:
    which, day = text.rsplit("月", 1) if "月" in text else ("", text)
    wanted = number(day[:-1])
    if which:
        return _fixed(_day(*_shifted(today, {"上": -1, "下": 1}.get(which[:1], 0)), wanted), today)
    days = [found for shift in (-2, -1, 0, 1, 2) if (found := _day(*_shifted(today, shift), wanted))]
    past = max((d for d in days if d <= today), default=None)
    return None if not days else (past, min((d for d in days if d >= today), default=None))


def _week(text: str, today: date, _: Workday) -> Days:
    monday = today - timedelta(days=today.weekday())
    named = _DIGITS.get(text[-1], 0) or int(text[-1])
    shift = {"上上": -2, "下下": 2}.get(text[:2], {"上": -1, "下": 1}.get(text[:1]))
    day = monday + timedelta(days=named - 1)
    if shift is not None:
        return _fixed(day + timedelta(weeks=shift), today)
    if text[0] in "这本":
        return _fixed(day, today)
    past = day if day <= today else day - timedelta(weeks=1)
    return past, past + timedelta(weeks=1)


def _whole(text: str, today: date, _: Workday) -> Days:
    weeks = 1 if text[0] == "下" else 0
    return None, today + timedelta(days=6 - today.weekday(), weeks=weeks)


def _ago(text: str, today: date, _: Workday) -> Days:
    count = number(re.split(r"[天日周个星礼月]", text)[0])
    if not count or "月" in text:
        return None
    return today - timedelta(days=count * (1 if text[-2:-1] in "天日" or "天" in text else 7)), None


def _within(text: str, today: date, is_workday: Workday) -> Days:
    count = number(re.split(r"[个工天日周星礼月小]", text)[0])
    if text.startswith("半") and "月" in text:
        return None, today + timedelta(days=15)
    if not count:
        return None
    if "工作日" in text:
        return None, _workdays_on(today, count, is_workday)
    if "小时" in text:
        return None, today + timedelta(days=count // 24)
    if "月" in text:
        year, month = _shifted(today, count)
        return None if "后" in text else (None, date(year, month, min(today.day, monthrange(year, month)[1])))
    return None, today + timedelta(days=count * (1 if "天" in text or "日" in text else 7))


def _workdays_on(day: date, count: int, is_workday: Workday) -> date:
    for _ in range(count * 20):
        if count == 0:
            break
        day += timedelta(days=1)
        count -= is_workday(day)
    return day


def _month_in(text: str, today: date, _: Workday) -> Days:
    return None, date(today.year, today.month, monthrange(today.year, today.month)[1])


def _ends(text: str, today: date, _: Workday) -> Days:
    return None, date(today.year, 12, 31)


def _feast(text: str, today: date, _: Workday) -> Days:
    feasts = _FEASTS | _FEASTS_LATER
    month, day = feasts.get(text[:2]) or feasts.get(text[:1], (0, 0))
    return _yearless(month, day, today)


def _hours(text: str, today: date, _: Workday) -> Days:
    return today, today


_READERS: Final[dict[str, Callable[[str, date, Workday], Days]]] = {
    "near": _near, "year": _year, "month": _month, "dotted": _dotted, "part": _part, "of": _of, "week": _week,
    "whole": _whole, "ago": _ago, "within": _within, "ends": _ends, "feast": _feast, "hours": _hours,
    "month_in": _month_in, "tonight": _hours,
}  # fmt: skip
