"""What a task asks to be filled in: written down by the sender in a line, answered by the recipient, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from handlers.kit.answers import Options, Unreadable, as_number, pick
from handlers.kit.clean import clean
from handlers.kit.context import Context, Eyes
from handlers.reading.dates import find_days
from handlers.reading.plain import plain
from handlers.rules import phones
from storage import census
from storage.vocabulary import TAGS, FieldKind

Field = Mapping[str, Any]

MOST: Final = 8
LONGEST_LABEL: Final = 20
LONGEST_TEXT: Final = 200
# What follows a number without changing it: 12户, 3人.
_UNIT: Final = re.compile(r"(?<=[\d一二两三四五六七八九十])(?:户|人|个|处|亩|头|只|家|名|件|次|元)$")
_COUNTS: Final = re.compile(r"(?:数|几户|几人|多少)$")
_BETWEEN: Final = re.compile(r"[，,;；、\n]+")
_OPTIONAL: Final = re.compile(r"[（(]?(?:可不填|选填|可填可不填)[）)]?")
# Said of a field, or the beginning of its name: 有人看护 是否, 是否转移.
_PAIRS: Final[Mapping[str, str]] = {"是否": "是/否", "有无": "有/无"}
KINDS: Final[Mapping[str, FieldKind]] = {
    "数字": "number",
    "数": "number",
    "number": "number",
    "文字": "text",
    "text": "text",
    "日期": "date",
    "date": "date",
    "照片": "photo",
    "photo": "photo",
}


def written(text: str) -> list[dict[str, Any]]:
    """受灾户数，是否转移 是/否，备注 文字（可不填）: one field a part. Raises Unreadable and names the part."""
    parts = [part.strip() for part in _BETWEEN.split(clean(text)) if part.strip()]
    if not parts or len(parts) > MOST:
        raise Unreadable("task.fields_count", most=MOST)
    found = [_field(part) for part in parts]
    if len({field["label"] for field in found}) < len(found):
        raise Unreadable("task.fields_twice")
    return found


def _field(part: str) -> dict[str, Any]:
    bare = _OPTIONAL.sub("", part).strip()
    label, _, rest = bare.replace("：", " ").replace(":", " ").partition(" ")
    rest = rest.strip()
    rest = _PAIRS.get(rest or label[:2], rest)
    options = [option.strip() for option in rest.split("/") if option.strip()] if "/" in rest else []
    kind = KINDS.get(rest)
    if len(label) > LONGEST_LABEL or (rest and not options and kind is None) or len(options) == 1:
        raise Unreadable("task.fields_part", part=part[:LONGEST_LABEL])
    kind = kind or ("choice" if options else "number" if _COUNTS.search(label) else "text")
    optional = bare != part or kind == "photo"
    return {"label": label, "kind": kind, "options": options, "optional": optional}


def described(eyes: Eyes, fields: Sequence[Field]) -> str:
    """受灾户数（数字）、是否转移（是/否）."""
    return eyes.t("card.comma").join(
        eyes.t(
            "task.field",
            label=field["label"],
            kind="/".join(field["options"]) or eyes.texts.of("field_kind", field["kind"]),
        )
        for field in fields
    )


def value(ctx: Context, field: Field, said: str) -> Any:
    """An answer, checked: a whole number, one of the options, a day as ISO text, words. Raises Unreadable."""
    said = clean(said)
    if field["kind"] == "number":
        found = as_number(_UNIT.sub("", said.lstrip("是为有约 ")))
        if found is None:
            raise Unreadable("answer.number")
        return found
    if field["kind"] == "choice":
        place = pick(said, field["options"])
        if place is None:
            raise Unreadable("answer.choice", most=len(field["options"]))
        return field["options"][place]
    if field["kind"] == "date":
        when = next(iter(find_days(plain(said), ctx.now.date(), ctx.is_workday)), None)
        day = (when.past or when.future) if when else None
        if day is None:
            raise Unreadable("answer.date")
        return day.isoformat()
    if not said:
        raise Unreadable("answer.empty")
    return said[:LONGEST_TEXT]


def together(ctx: Context, fields: Sequence[Field], said: str) -> dict[str, Any] | None:
    """All answers out of one message: named (受灾户数12 转移3) or in the order of the questions. Else None."""
    if len(fields) < 2 or any(field["kind"] == "photo" for field in fields):
        return None
    named = _named(fields, said)
    parts = [part for part in re.split(r"[，,;；、\n]+|\s+", clean(said)) if part]
    if named is None and len(parts) != len(fields):
        return None
    given = named or dict(zip((field["label"] for field in fields), parts, strict=True))
    try:
        return {field["label"]: _value(ctx, field, given[field["label"]]) for field in fields}
    except Unreadable:
        return None


def _value(ctx: Context, field: Field, said: str) -> Any:
    """Among others, an answer may be 不填 where it may be left out."""
    return None if field["optional"] and said == ctx.t("button.skip_field") else value(ctx, field, said)


def _named(fields: Sequence[Field], said: str) -> dict[str, str] | None:
    """What stands behind each label, as far as the next one. None unless every label is named."""
    places = sorted((said.find(field["label"]), field["label"]) for field in fields)
    if places[0][0] < 0:
        return None
    ends = [place for place, _ in places[1:]] + [len(said)]
    return {
        label: said[place + len(label) : end].strip(" ，,;；、:：\n")
        for (place, label), end in zip(places, ends, strict=True)
    }


def known(eyes: Eyes, villages: Sequence[int], field: Field) -> int | None:
    """What the register already counts under this label in these villages; None where it does not."""
    name = register_name(field)
    if name is None or not villages:
        return None
    counted = census.counted(eyes.session, eyes.scope, villages)
    found = [numbers.get(name) for numbers in counted.values()]
    told = [number for number in found if number is not None]
    return sum(told) if told else None


def register_name(field: Field) -> str | None:
    """Under which name the register counts this: 低保户数 is 低保户, 总户数 is all households."""
    label = str(field["label"])
    if field["kind"] != "number":
        return None
    if label in ("户数", "总户数", "全村户数", "农户数"):
        return census.HOUSEHOLDS
    if label in ("人口", "人口数", "总人口", "总人数"):
        return census.PEOPLE
    bare = re.sub(r"(?:户数|人数|数量|数)$", "", label)
    return next((tag for tag in TAGS if bare and bare in (tag, tag.removesuffix("户"))), None)


def options(field: Field, known_as: int | None) -> Options:
    """What can be pressed: the options, or what the register says."""
    if field["kind"] == "choice":
        return [(option, option) for option in field["options"]]
    return [] if known_as is None else [(str(known_as), known_as)]


def shown(eyes: Eyes, field: Field, answer: Any) -> str:
    """An answer as people read it."""
    if answer is None:
        return ""
    if field["kind"] == "photo":
        return eyes.t("task.photo")
    return phones.hidden(str(answer))
