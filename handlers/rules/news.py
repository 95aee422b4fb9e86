"""What a sentence says that belongs in the register: a new number, a tag, a note, somebody who is gone.

Only sentences that say this and nothing else: whatever tells more is a record and is read as one.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from msgspec import Struct

from handlers.patterns import regex
from handlers.rules import phones
from storage.vocabulary import TAGS

Field = Literal["phone", "tag", "untag", "note", "gone", "away"]


class News(Struct, frozen=True):
    """Of whom, as said; which field of the register; the value, if the field has one."""

    who: str
    field: Field
    value: str = ""


# A tag as it is said: with or without its last 户.
_TAGS: Final = {said: tag for tag in TAGS for said in (tag, tag.removesuffix("户")) if len(said) > 1}
_TAG: Final = "|".join(sorted(_TAGS, key=len, reverse=True))
_WHO: Final = r"(?:把|将|给)?(?P<who>[\u4e00-\u9fff·]{2,10}?)(?<![是不没也都又])\s*"
_LATELY: Final = r"(?:现在|今年|今天|昨天|前天|最近|上个月|这个月|刚刚|刚才|刚|已经|已|又|都)*\s*"
_END: Final = r"[。.!！\s]*"

_PHONE: Final = regex(
    rf"{_WHO}(?:家里|家)?(?:的)?\s*{_LATELY}(?:更换|更新|换|改|变)?(?:了)?(?:个)?(?:新)?(?:的)?\s*"
    r"(?:手机|电话|联系)?(?:号码|号|电话|手机|方式)\s*(?:更换|更新|换|改|变)?(?:了|成|为|是|到)*"
    rf"[，,：:\s]*(?:现在)?(?:新的?)?(?:号码|号|电话)?(?:是|为)?[：:\s]*#{_END}"
)
_TAKEN: Final = regex(
    rf"{_WHO}(?:家)?{_LATELY}(?:不再是|不是|不算|退出|脱离|取消|去掉)(?:了)?\s*(?P<value>{_TAG})(?:了)?{_END}"
)
_GIVEN: Final = regex(
    rf"{_WHO}(?:家)?{_LATELY}(?:被)?(?:是|成了|成为|评上|评为|列为|列入|纳入|定为|转为|算|属于|加上)(?:了)?\s*"
    rf"(?P<value>{_TAG})(?:了)?{_END}"
)
_NOTES: Final = (
    regex(rf"{_WHO}(?:家)?(?:的)?\s*备注[：:，,\s]\s*(?P<value>.+)", re.DOTALL),
    regex(rf"备注[：:，,\s]\s*{_WHO}(?:家)?[：:，,\s]\s*(?P<value>.+)", re.DOTALL),
)
_AWAY: Final = r"(?:搬走|搬家|迁走|迁出|(?:搬|迁)(?:到|去|进)[\u4e00-\u9fff]{1,8}?)(?:了|去了|住了|去住了)?"
_ALL_AWAY: Final = regex(rf"{_WHO}(?:一家人?|全家|整户|家){_LATELY}{_AWAY}{_END}")
_GONE: Final = regex(rf"{_WHO}{_LATELY}(?:(?:去世|过世|病故|病逝|离世|亡故)(?:了)?|{_AWAY}){_END}")

_FIELDS: Final[tuple[tuple[re.Pattern[str], Field], ...]] = (
    (_TAKEN, "untag"),
    (_GIVEN, "tag"),
    *((pattern, "note") for pattern in _NOTES),
    (_ALL_AWAY, "away"),
    (_GONE, "gone"),
)


def news(text: str) -> News | None:
    """What a sentence has for the register; None for any other sentence."""
    said = text.strip()
    if (phone := _phone(said)) is not None:
        return phone
    for pattern, field in _FIELDS:
        if found := pattern.fullmatch(said):
            value = found.groupdict().get("value") or ""
            return News(found["who"], field, _TAGS[value] if field in ("tag", "untag") else value.strip())
    return None


def _phone(said: str) -> News | None:
    numbers = list(phones.NUMBER.finditer(said))
    if len(numbers) != 1:
        return None
    first, last = numbers[0].span()
    found = _PHONE.fullmatch(f"{said[:first]}#{said[last:]}")
    return News(found["who"], "phone", phones.bare(numbers[0][1])) if found else None
