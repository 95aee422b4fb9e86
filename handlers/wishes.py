"""What a spoken correction asks for: 不是张三是张四, 日期 昨天, 改成急. Only words; nothing is looked up here."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from handlers.patterns import regex

# A card's fields in the order in which they are offered.
FIELDS: Final = ("day", "village", "people", "issue", "category", "urgent", "promise", "text")

# Fields whose value may be any words.
FREE: Final = frozenset({"people", "issue", "text"})
# A day, a village or a category is said in fewer characters.
LONGEST_VALUE: Final = 16

_NAMES: Final = {
    "day": "日期 时间 哪天",
    "village": "村 村庄 村子 哪个村",
    "people": "看望谁 看望 走访对象 走访户 人 人员 谁 户",
    "issue": "问题 诉求 事情",
    "category": "类别 类型 分类",
    "urgent": "紧急 急不急 轻重",
    "promise": "答应 承诺 答复",
    "text": "内容 原话",
}
_FIELD_OF: Final = {word: field for field, words in _NAMES.items() for word in words.split()}
_ANY_FIELD: Final = "|".join(sorted(_FIELD_OF, key=len, reverse=True))

_NAMED: Final = regex(
    rf"(?:把|将)?(?P<field>{_ANY_FIELD})\s*(?:[:：,，]|\s|(?P<plain>应该是|应为|改成|改为|换成|不对[,，]?\s*(?:应该)?是))\s*(?P<new>.+)"
)
_NOT_BUT: Final = regex(
    r"(?:应该)?(?:不是|并非)(?P<old>[^,，。;；]{1,12}?)[\s,，、]*(?:而是|应该是|应当是|是)(?P<new>[^,，。;；]{1,14})"
)
_BUT_NOT: Final = regex(r"(?:应该)?是(?P<new>[^,，。;；]{1,14}?)[\s,，、]*(?:而)?不是(?P<old>[^,，。;；]{1,12})")
_OLD_TO_NEW: Final = regex(r"(?:把|将)?(?P<old>[^,，。;；\s]{1,8}?)(?:改成|改为|换成|更正为)(?P<new>[^,，。;；]{1,14})")
_TO: Final = regex(r"(?:改成|改为|换成|更正为|应该是|改)\s*(?P<new>[^,，。;；]{1,14})")

URGENT: Final = dict.fromkeys(("急", "紧急", "加急", "很急", "急事", "急件"), True) | dict.fromkeys(
    ("不急", "不紧急", "普通", "一般", "不用急"), False
)
NONE: Final = frozenset({"没有", "无", "没", "不用", "取消", "删除", "删掉", "去掉", "none"})
_TAIL: Final = regex(r"[\s。.!！~～]+$|[了啦的吧哈啊]$")


class Wish(Struct, frozen=True):
    """A correction as said: the new value, the field if it was named, the old value if it was.

    `plain` is false for a mere heading (问题：水渠堵了), which may as well open a new record.
    """

    new: str
    field: str | None = None
    old: str | None = None
    plain: bool = True


def wish(text: str) -> Wish | None:
    """The correction a sentence asks for; None for any other sentence."""
    said = text.strip()
    if named := _NAMED.fullmatch(said):
        field, new = _FIELD_OF[named["field"]], named["new"].strip()
        if field in FREE:
            return Wish(new, field, plain=named["plain"] is not None)
        return Wish(_bare(new), field) if len(new) <= LONGEST_VALUE else None
    said = _TAIL.sub("", said)
    for pattern in (_NOT_BUT, _BUT_NOT):
        if found := pattern.fullmatch(said):
            return Wish(_bare(found["new"]), None, _bare(found["old"]))
    if found := _TO.fullmatch(said):
        return Wish(_bare(found["new"]))
    if found := _OLD_TO_NEW.fullmatch(said):
        return Wish(_bare(found["new"]), None, found["old"], plain=False)
    return Wish(said, "urgent") if said in ("不急", "不紧急", "加急") else None


def _bare(value: str) -> str:
    return _TAIL.sub("", value.strip().strip("“”\"'"))
