"""Whatever is sent, the reader never raises, reads no more than the beginning of a book, and never names a household that is not there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.reading import Reading
from handlers.reading.lines import as_line
from handlers.reading.plain import LONGEST
from tests.reading.cases import INDEX, reading

WORDS = [
    "陶金旺",
    "老陶",
    "许月英",
    "柳湾",
    "3组",
    "走访",
    "水渠堵了",
    "周五前",
    "1.1",
    "，",
    "。",
    "？",
    "和",
    "为",
    "\0",
    "\ud800",
    "🙏",
    "婶",
]


def households(read: Reading) -> set[int]:
    mentions = [*read.people, *(m for issue in read.issues for m in issue.people)]
    return {h for m in mentions for h in (m.household, *m.candidates) if h is not None}


@given(st.text(st.characters(codec=None), max_size=120) | st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str) -> None:
    read = reading(text, 1, 2)
    assert households(read) <= INDEX.households.keys()
    assert as_line("x", read, INDEX)["kind"] == read.kind


@pytest.mark.parametrize(
    "unit", ["陶金旺", "为", "走访陶金旺和许月英，水渠堵了。", "1", "，", "(", "老", "11.1 ", "\0", "😀"]
)
def test_of_a_pasted_book_only_the_beginning_is_read(unit: str) -> None:
    text = (unit * 20_000)[:20_000]
    assert reading(text, 1, 2) == reading(text[:LONGEST], 1, 2)


def test_strange_characters_do_not_shift_the_words() -> None:
    (issue,) = reading("🙏🙏走访，许月英；３组　路灯\ud800坏了").issues
    assert issue.text == "３组，路灯\ud800坏了"


def test_the_line_of_the_contract() -> None:
    line = as_line("a1", reading("走访许月英，３组路灯坏了，供电所周五前修好"), INDEX)
    assert line == {
        "id": "a1",
        "kind": "visit+issue",
        "village": "柳湾村",
        "date": "2026-11-18",
        "people": ["许月英"],
        "issues": [
            {"category": "infrastructure", "text": "３组路灯坏了，供电所周五前修好", "state": "open", "urgent": False}
        ],
        "duties": ["coordination", "opinion"],
        "promise": {"due": "2026-11-20"},
    }
