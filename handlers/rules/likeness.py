"""Whether two matters of one village and category may be the same."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from rapidfuzz import fuzz

from handlers.patterns import regex

# Of 100; two tellings of one blocked ditch reach it, a ditch and a lamp do not.
ALIKE: Final = 60
# The same for the things alone, which are short.
SAME_THING: Final = 90

_NOT_WORDS: Final = regex(r"[\W\d_]+|又|还是|还没|已经|反映|说")
# How it stands, and that it is over: 路灯不亮 and 路灯修好了 are one matter.
_STANDS: Final = regex(
    r"(?:已|都|全|终于|现在|今天|昨天)*(?:修|换|办|弄|处理|解决|疏通|清理|清|接|装|补|调解|恢复|维修|整改|搞|打通|落实)"
    r"(?:好|完|通|掉|妥|到位|正常|结|成)?了?|(?:坏|堵|断|塌|漏|停|倒|裂|破|烂|垮|淤)(?:掉|住|塞|水|电)?了?|不(?:亮|通|出水|能用|响)了?|[好亮通]了"
)
# Less than this is no name of a thing.
_THING: Final = 2


def alike(told: tuple[str, str | None, Collection[int]], older: tuple[str, str | None, Collection[int]]) -> bool:
    """Compares two matters given as (text, place, households): a shared household, the same place, or alike words."""
    text, place, households = told
    old_text, old_place, old_households = older
    if households and old_households:
        return not set(households).isdisjoint(old_households)
    if place and old_place:
        return place == old_place
    new, old = _NOT_WORDS.sub("", text), _NOT_WORDS.sub("", old_text)
    things = _STANDS.sub("", new), _STANDS.sub("", old)
    if min(map(len, things)) >= _THING and fuzz.partial_ratio(*things) >= SAME_THING:
        return True
    return fuzz.partial_ratio(new, old) >= ALIKE


def thing(text: str) -> str:
    """What a matter is about, without how it stands: 水渠 of 水渠堵了; empty where no name of a thing is left."""
    found = _STANDS.sub("", _NOT_WORDS.sub("", text))
    return found if len(found) >= _THING else ""


def same_thing(one: str, other: str) -> bool:
    """Whether two things of different places are of one kind: a ditch here and a ditch there."""
    return bool(fuzz.partial_ratio(one, other, score_cutoff=SAME_THING))
