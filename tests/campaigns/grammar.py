"""What anybody may send: real sentences, words, presses, answers, and what no sane person sends. All from one seed."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from handlers.kit.messages import File
from handlers.routes import routes
from tests.conversation import VILLAGES, Shown

DATA: Final = Path(__file__).parent.parent / "data"
SENTENCES: Final = ("reading-dev.jsonl", "reading-b-open.jsonl", "reading-c.jsonl", "reading-d.jsonl")
HEADS: Final = [row[1] for _, _, _, rows in VILLAGES.values() for row in rows] + ["张老四", "钱多多", "王长根"]
PLACES: Final = [word for name, (_, aliases, _, _) in VILLAGES.items() for word in (name, *aliases)] + ["石门村"]
TROUBLES: Final = ("水渠堵了", "路灯坏了，很急", "为田界吵起来了", "低保没批下来", "都好", "屋顶漏雨，答应周五前答复")
DAYS: Final = ("今天", "昨天", "上周三", "11.9", "明天", "2月30日", "13.45", "大前天", "0.0")
ANSWERS: Final = (
    *("1", "2", "3", "1 3 5", "1,2", "9 9 9", "0", "-1", "１", "三", "٣", "²", "1" * 30, "lg", "lgl", "wcg", "xx", "x"),
    *("不在家", "没有", "急", "不急", "是", "不是", "换一类", "矛盾纠纷", "没碰到人", "别的日子", "就今天", "同一件事"),
    *(
        "上一步",
        "上一步",
        "上一步",
        "上一步",
        "跳过",
        "取消",
        "跳过",
        "继续",
        "记下来",
        "收到",
        "办结",
        "有困难",
        "接着填",
        "新的一件",
    ),
)
CORRECTIONS: Final = (
    "不是{a}是{b}",
    "日期 {day}",
    "村 {place}",
    "改成急",
    "修改 {a}",
    "问题 {a}",
    "撤销 1",
    "是{a}不是{b}",
)
# What hides, turns, breaks or only looks like something else.
HOSTILE: Final = (
    *(
        "\x00",
        "\x07",
        "\x1b[31m",
        "\r",
        "\n\n",
        "\t",
        "\x7f",
        "\x85",
        "\ud83d",
        "\udc00",
        "\ufeff",
        "\ufffe",
        "\U0010ffff",
    ),
    *(
        "\u202e",
        "\u202d",
        "\u2066",
        "\u2069",
        "\u200b",
        "\u200d",
        "\u200f",
        "\u2028",
        "\u00ad",
        "\ue000",
        "\ue001",
        "\ue006",
    ),
    *(
        "👩\u200d👩\u200d👧",
        "🇨🇳",
        "👍🏽",
        "e\u0301" * 3,
        "Z\u0351\u0346\u0342",
        "ﷺ",
        "𠮷",
        "㍿",
        "①②",
        "ＡＢＣ",
        "İ",
        "ß",
        "ﬁ",
    ),
    *(
        "{name}",
        "{0}",
        "%s",
        "%(x)s",
        "\\u0000",
        "<script>",
        "' OR 1=1 --",
        "=1+1",
        "../../etc",
        '"',
        "|",
        "\u3000",
        "·",
        "。。。",
    ),
    *("村", "组", "户", "是", "不是", "改成", "№1", "#", "@", "entry:1", "Ⅷ", "½", "－１", "1e9", "0x1"),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """One message as it is sent."""

    text: str = ""
    press: str = ""
    files: tuple[File, ...] = ()


def canaries(chance: random.Random) -> list[str]:
    """Telephone and identity numbers that nobody has, to be looked for where they must not be."""
    phones = [f"170{chance.randrange(10**8):08}" for _ in range(6)]
    numbers = [
        f"999{chance.randrange(10**3):03}19{chance.randrange(50, 99)}0101{chance.randrange(10**3):03}X"
        for _ in range(6)
    ]
    return phones + numbers


class Grammar:
    """Makes messages. `shown` are the last messages with choices that the sender has seen, `others` somebody else's."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.canaries = canaries(self.random)
        self._sentences = [
            json.loads(line)["text"] for name in SENTENCES for line in (DATA / name).read_text("utf-8").splitlines()
        ]
        self._words = [said for word in routes().words for said in (*word.words, f"/{word.command}")]
        kinds: dict[Callable[[], str], int] = {
            self._sentence: 12,
            self._told: 14,
            self._word: 14,
            self._answer: 30,
            self._correction: 6,
            self._junk: 9,
            self._long: 2,
            self._canary: 3,
        }
        self._kinds, self._weights = list(kinds), list(kinds.values())

    def message(self, shown: Sequence[Shown], others: Sequence[Shown]) -> Sent:
        """The next message of somebody."""
        at = self.random.random()
        if at < 0.18:
            return self._press(shown, others)
        if at < 0.2:
            return Sent(self.random.choice(("", "照片")), files=(File("photo", f"p{self.random.random()}"),))
        if at < 0.24 and shown and (labels := self.random.choice(shown).labels):
            return Sent(self.random.choice(labels))
        (make,) = self.random.choices(self._kinds, self._weights)
        text = make()
        return Sent(self._bent(text) if self.random.random() < 0.12 else text)

    def _press(self, shown: Sequence[Shown], others: Sequence[Shown]) -> Sent:
        """A button of one's own, a foreign one, or one that was never there."""
        pool = shown if self.random.random() < 0.85 else others
        one = self.random.choice(pool) if pool else None
        token = one.token if one and one.token else "".join(self.random.choices(string.ascii_letters, k=22))
        place = str(self.random.randrange(max(1, len(one.labels)))) if one else "0"
        if self.random.random() < 0.15:
            place = self.random.choice(("99", "-1", "", "x", "٣", "0.0", "\x00", "1" * 60))
        if self.random.random() < 0.05:
            token = self._bent(token)
        return Sent(press=f"{token}.{place}"[:100])

    def _sentence(self) -> str:
        return str(self.random.choice(self._sentences))

    def _told(self) -> str:
        pick = self.random.choice
        shapes = (
            "{day}去{place}走访了{a}、{b}，{trouble}",
            "{a}家{trouble}",
            "{place}{trouble}",
            "看了{a}，{trouble}",
            "{trouble}",
        )
        return pick(shapes).format(
            day=pick(DAYS), place=pick(PLACES), a=pick(HEADS), b=pick(HEADS), trouble=pick(TROUBLES)
        )

    def _word(self) -> str:
        said = self.random.choice(self._words)
        rest = self.random.choice(("", "", "", "记", self._answer(), self._told(), "1", "№1", self._junk()))
        return f"{said} {rest}".strip() if rest else said

    def _answer(self) -> str:
        return self.random.choice(
            (*ANSWERS, self.random.choice(HEADS), self.random.choice(PLACES), self.random.choice(DAYS))
        )

    def _correction(self) -> str:
        pick = self.random.choice
        return pick(CORRECTIONS).format(a=pick(HEADS), b=pick(HEADS), day=pick(DAYS), place=pick(PLACES))

    def _junk(self) -> str:
        return "".join(self.random.choices((*HOSTILE, "王", "1", " ", "，"), k=self.random.randrange(0, 12)))

    def _long(self) -> str:
        piece = self.random.choice((self._told(), self._junk() or "长", "一二三，", "a", "1"))
        return (piece * (self.random.randrange(500, 25_000) // len(piece) + 1))[:25_000]

    def _canary(self) -> str:
        return f"{self._told()}，电话{self.random.choice(self.canaries)}"

    def _bent(self, text: str) -> str:
        """A text with something put in, taken out, or said twice."""
        at = self.random.randrange(len(text) + 1)
        put = self.random.choice((self.random.choice(HOSTILE), "", text[:at]))
        return text[:at] + put + text[at + self.random.randrange(2) :]
