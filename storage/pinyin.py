"""How Chinese names sound: pypinyin without its book of phrases, and with the surnames that it misreads."""

from __future__ import annotations

import os
import unicodedata
from typing import Final

# Phrases matter for running text, not for names; without them it is 45 MB smaller and starts three times as fast.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

# Characters that sound otherwise at the head of a name or village (曾家湾, 解家沟) than in most words.
_HEADS: Final = {
    "曾": "zeng",
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "区": "ou",
    "查": "zha",
    "盖": "ge",
    "朴": "piao",
    "尉": "yu",
    "翟": "zhai",
    "覃": "qin",
    "冼": "xian",
    "员": "yun",
    "召": "shao",
    "缪": "miao",
    "黑": "he",
    "秘": "bi",
    "折": "she",
    "种": "chong",
    "祭": "zhai",
    "逄": "pang",
    "重": "chong",
    "乜": "nie",
    "郇": "xun",
}


def pinyin_key(name: str) -> str:
    """How a name is sorted and found: its syllables in ASCII, `wang jia wu`."""
    from pypinyin import lazy_pinyin  # loading takes a while, and most starts name nobody new

    head = _HEADS.get(name[:1])
    rest = " ".join(lazy_pinyin(name[1:] if head else name))
    return f"{head} {rest}".strip() if head else rest


def readings(char: str) -> list[str]:
    """Every way one character is read, with tone marks; none for what is not Chinese."""
    from pypinyin.pinyin_dict import pinyin_dict

    return [reading for reading in pinyin_dict.get(ord(char), "").split(",") if reading]


def begins(name: str, letters: str) -> bool:
    """Whether the characters of a name begin with these letters, in any way they are read: 长 with c and with z."""
    return len(letters) <= len(name) and all(
        any(unicodedata.normalize("NFD", reading).startswith(letter) for reading in readings(char))
        for letter, char in zip(letters, name, strict=False)
    )
