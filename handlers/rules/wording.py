"""A matter in the words that its card, the ledger and the digest show for weeks."""

from __future__ import annotations

from datetime import date
from typing import Final

from handlers.patterns import regex
from handlers.reading.dates import find_days
from handlers.reading.plain import plain
from handlers.rules.workdays import IsWorkday

_WENT: Final = regex(
    r"(?:我|我们|又|刚|还)*(?:(?:去|上|到)\S{1,14}?(?:看|走|转|坐|访|望|聊)\S{0,12}|(?:去|上门|来)?看了\S{1,10}|(?:走访|看望|慰问|入户|回访|探望)\S*)"
)
_HURRY: Final = regex(r"(?:很|挺|特别|非常|比较|十分|有点)?(?:急|紧急|加急|着急|危险)[!！]*")
# Less than this is no matter any more.
SHORTEST: Final = 4

_CLAUSE: Final = regex(r"[，,；;。]")
_DONE_ABOUT_IT: Final = regex(
    r"(?:我|我们|当场|马上|就|也)*(?:(?:已经?|已向|跟|给|和|与|向)[^，]{0,8})?(?:联系|上报|报了?给?|反映给|汇报|通知|登记|对接|答应|承诺|约了|说好)"
)
_HALF_DAY: Final = regex(r"(?:一大早|大清早|清早|早上|上午|中午|下午|傍晚|晚上|夜里|早|晚)?[\s，,、:：]*")
# 上周三报的路灯 needs its day: it says which one is meant.
_OF_THAT_DAY: Final = regex(r"的|(?:上)?(?:报|登记|反映|说|提|讲|来|修|换|装)\w{0,3}的")


def told(text: str, today: date, is_workday: IsWorkday) -> str:
    """The matter alone: neither when and how it was heard (今天 is wrong the day after) nor what was done about it.

    The visit, what was done and the urgency stand on the card themselves.
    """
    first, *rest = [part for part in _CLAUSE.split(_undated(text, today, is_workday)) if part] or [""]
    matter = [part for part in rest if not _DONE_ABOUT_IT.match(part) and not _HURRY.fullmatch(part.strip())]
    if matter and _WENT.fullmatch(first.strip()):
        return "，".join(matter)
    return "，".join([first, *matter])


def _undated(text: str, today: date, is_workday: IsWorkday) -> str:
    days = find_days(plain(text), today, is_workday)
    if not days or days[0].start or days[0].deadline:
        return text
    half = _HALF_DAY.match(text, days[0].end)
    rest = text[half.end() if half else days[0].end :]
    return text if len(rest) < SHORTEST or _OF_THAT_DAY.match(rest) else rest
