"""What is told in the demo township is read as what it is told for."""

import pytest

from handlers.demo.stories import FOUND, GOING, STORIES, Sentence, Story
from tests.reading.cases import reading

HOLES = {
    "t": "昨天", "V": "柳湾", "v": "柳湾", "a": "许月英", "b": "陶金旺",
    "ta": "她", "g": "3", "due": "周五", "n": "4",
}  # fmt: skip


def told(story: Story) -> list[tuple[Sentence, str, str]]:
    """The sentences of one story with its category and how it then stands."""
    first = "open" if story.settled else "handled"
    again = [(story.again, story.category, "open")] if story.again else []
    settled = [(story.settled, story.category, "handled")] if story.settled else []
    return [(story.told, story.category, first), *again, *settled]


@pytest.mark.parametrize(("sentence", "category", "state"), [row for story in STORIES for row in told(story)])
def test_a_story(sentence: Sentence, category: str, state: str) -> None:
    read = reading(sentence.text.format(**HOLES))
    assert (read.kind, [(issue.category, issue.state) for issue in read.issues]) == (sentence.kind, [(category, state)])


@pytest.mark.parametrize("going", GOING)
def test_a_quiet_visit(going: str) -> None:
    kinds = {reading((going + found).format(**HOLES)).kind for found in FOUND}
    assert kinds == {"visit"}
