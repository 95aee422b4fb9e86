"""Which of the days in a sentence is the day it happened, and which are promised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from handlers.patterns import regex
from handlers.reading.clauses import Clause
from handlers.reading.dates import When
from handlers.reading.plain import DAY

# Before a day that could be gone or to come: somebody undertakes something.
_UNDERTAKEN: Final = regex(
    r"约|答应|说好|定[在于了到]|再|争取|保证|承诺|安排|准备|打算|计划|预计|要|会|等|让|说|最迟|最晚|可以|能|同意|表示|通知|叫|请|带话|答复|告知|讲好|限|拟|改|推"
)
_DONE_AFTER: Final = regex(
    rf"^[^,;。{DAY}]{{0,12}}?(?:(?<!约)(?<!好)了|过(?!来|去)|的$)|^.{{0,6}}(?:走访|入户|看望|慰问|回访|开会|反映|来电|就)"
)
_TO_DO: Final = regex(
    r"^(?:上午|下午|早上|晚上|中午|一早|晚|后晌|前晌|晌午)?(?:我|他|她|他们|我们|镇里|就)?(?:再|来|去|要|会|能|前来|到|带|上门|送|答复|给|修|调|谈|补|过来|过去|把|叫|找|请|跟|和|一起|陪|开始|安装|施工|派|换|办|交|拆|约|回|解决|处理|完成|发|听|见|开工|动工|进场|拉|清|装|报|出|检测|量|面|协商)"
)
_SAID_TODAY: Final = regex(r"(?:说|答应|承诺|约|争取|保证|表示|答复|安排|预计|回复)[^,;。]{0,6}$")
_NOT_MEANT: Final = regex(
    r"^[^,;。]{0,8}(?:到期|截止|过期|开学|开班|开课|开业|出殡|办酒|办事|考试|降温|下雨|暴雨|大雨|台风|下雪|大雪|寒潮|高考|结婚|过年|生日|停水|停电|检修)"
)
_LIMIT_OF_RULE: Final = regex(r"(?:截止|有效期|期限|必须|应当|参保)[^,;。]{0,4}$")
_THREAT: Final = regex(r"(?:扬言|嚷着?|威胁|声称|放话|放出话)[^,;。]{0,6}$")
_OTHERS_COME: Final = regex(r"^(?:上午|下午|晚上|中午|晚)?(?:就|能|会|要)?(?:来|到|派人|上门|换|修|送)")
_SOMEBODY_ELSE: Final = regex(
    r"(?:所|站|局|办|公司|疾控|中心|队|院|他们|人家|师傅|电工|对方|厂家|镇里|县里)(?:的人|那边|人)?$"
)
_TAIL: Final = regex(r"^[^,;。]*")


def happened(clauses: Sequence[Clause], seen: Sequence[int], today: date) -> date:
    """The day told for the visit (in one of the clauses `seen`) or matter, else the day of the message."""
    candidates = [
        (i in seen, when, when.past)
        for i, clause in enumerate(clauses)
        for when in clause.days
        if when.past and not when.deadline and not _to_come(clause, when, i, today)
    ]
    plain = [(visit, past) for visit, when, past in candidates if not when.aside]
    if plain:
        return next((past for visit, past in plain if visit), plain[0][1])
    return candidates[0][2] if candidates else today


def promised(clauses: Sequence[Clause], today: date) -> date | None:
    """The earliest undertaking, None if there is none."""
    days = [
        when.future
        for i, clause in enumerate(clauses)
        for when in clause.days
        if when.future and _is_promise(clause, when, i, today)
    ]
    return min(days, default=None)


def promise_in(clause: Clause, number: int, today: date) -> bool:
    """Whether this clause undertakes anything by a day."""
    return any(when.future and _is_promise(clause, when, number, today) for when in clause.days)


def _is_promise(clause: Clause, when: When, number: int, today: date) -> bool:
    before, after = _around(clause, when)
    if _NOT_MEANT.match(after) or _LIMIT_OF_RULE.search(before):
        return False
    if _THREAT.search(before):
        return False
    if when.deadline:
        return not re.match("的|[走去来到]的", after)
    return _to_come(clause, when, number, today) and not (when.aside and "约" not in before)


def _around(clause: Clause, when: When) -> tuple[str, str]:
    return clause.text[: when.start - clause.start], clause.text[when.end - clause.start :]


def _to_come(clause: Clause, when: When, number: int, today: date) -> bool:
    """Whether a day that may be read both ways is one to come."""
    if when.past is None or when.future is None:
        return when.past is None
    before, after = _around(clause, when)
    tail = _TAIL.match(after)
    rest = tail.group() if tail else ""
    if when.past == today:
        said = _SAID_TODAY.search(before) or (_OTHERS_COME.match(rest) and _SOMEBODY_ELSE.search(before))
        return bool(said) and bool(_TO_DO.match(rest)) and not re.search("[了过]", rest)
    if _DONE_AFTER.search(rest) and not _UNDERTAKEN.search(before):
        return False
    if _UNDERTAKEN.search(before):
        return True
    return number > 0 and bool(_TO_DO.match(rest))
