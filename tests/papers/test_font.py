"""The font of the pictures: every village and every person of ours can be written, and what it lacks is never a box."""

from __future__ import annotations

import json

import pytest

from handlers.demo import names
from handlers.papers import font
from storage.vocabulary import DUTIES
from tests.conversation import CADRES, OTHERS, VILLAGES
from tests.reading.township import DATA


@pytest.mark.parametrize("town", ["a", "b", "c", "d", "e"])
def test_every_name_of_a_register_can_be_written(town: str) -> None:
    known = json.loads((DATA / f"township-{town}.json").read_text("utf-8"))
    assert len(str(known)) > 1000
    assert font.lacks(str(known)) == ""


def test_our_own_names_can_be_written() -> None:
    told = "".join((*VILLAGES, *CADRES, *OTHERS, *(name for _, name, _ in DUTIES), str(vars(names))))
    assert font.lacks(told) == ""


def test_rare_names_can_be_written() -> None:
    assert font.lacks("䢺家畈村 垟坞 赵喆 张堃 李犇 王淼 陈焱 朱镕基 郄 仝 鄞州 岙") == ""


def test_what_the_font_lacks_is_written_as_its_sound() -> None:
    assert font.lacks("王𠅤村")
    assert font.readable("㗊村") == "(jí)村"
    assert font.readable("王😀村") == "王?村"
    assert font.lacks(font.readable("㗊村𠅤😀")) == ""
