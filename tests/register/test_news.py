"""Which sentences belong in the register, and that no sentence of the reading's own measures is one of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handlers.rules import phones
from handlers.rules.news import News, news

DATA = Path(__file__).parent.parent / "data"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("张三换号码了 170-1234-5678", News("张三", "phone", "17012345678")),
        ("李桂兰家的新电话是138 1234 1234", News("李桂兰", "phone", "13812341234")),
        ("李桂兰手机号换了，新号码是13812341234。", News("李桂兰", "phone", "13812341234")),
        ("把李桂兰的电话改成0571-88886666", News("李桂兰", "phone", "0571-88886666")),
        ("李桂兰 现在是低保户", News("李桂兰", "tag", "低保户")),
        ("李桂兰家评上低保了", News("李桂兰", "tag", "低保户")),
        ("李桂兰家退出监测户了", News("李桂兰", "untag", "监测户")),
        ("李桂兰不是低保户了", News("李桂兰", "untag", "低保户")),
        ("李桂兰备注：儿子在杭州", News("李桂兰", "note", "儿子在杭州")),
        ("备注 李桂兰 儿子在杭州", News("李桂兰", "note", "儿子在杭州")),
        ("李桂兰昨天去世了", News("李桂兰", "gone")),
        ("李桂兰全家搬到杭州了", News("李桂兰", "away")),
        ("今天去看李桂兰，她换号码了 13812341234", None),
        ("李桂兰打电话来了 13812341234", None),
        ("李桂兰电话 13812341234，王小军电话 13812341235", None),
        ("李桂兰是不是低保户", None),
        ("李桂兰是低保户吗", None),
        ("李桂兰家是低保户，屋顶漏雨", None),
        ("李桂兰说她儿子搬走了，没人照顾", None),
    ],
)
def test_what_a_sentence_has_for_the_register(said: str, told: News | None) -> None:
    assert news(said) == told


def test_no_sentence_that_is_a_record_is_taken_for_it() -> None:
    lines = [json.loads(line) for path in DATA.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
    assert len(lines) > 700
    assert [line["text"] for line in lines if news(line["text"])] == []


@pytest.mark.parametrize(
    ("number", "shown"),
    [("13812341234", "138****1234"), ("0571-88886666", "****6666"), ("8886666", "****6666")],
)
def test_a_masked_number_is_only_recognised(number: str, shown: str) -> None:
    assert phones.masked(number) == shown
