"""A sentence in clauses: what stands between two marks, with the signs found in it."""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from handlers.patterns import regex
from handlers.reading.dates import When
from handlers.reading.lexicon import Hit, lexicon
from handlers.reading.people import Named
from handlers.reading.plain import ASIDE, OFFICIAL, PERSON, VILLAGE

_ENUMERATOR: Final = regex(
    r"(?<=[;。:,\s])[一二三四五]是|(?:(?<=^)|(?<=[;。:\s,]))(?:\d{1,2}|[一二三四五六七八九十])[、.)](?!\d)"
)
# 三件事:…、…、… are three items.
_COUNTED: Final = regex(
    r"[两二三四五几](?:件事|个事|桩事|样事|个问题|个诉求|个困难|个心愿|个要求|条意见|条诉求|条建议|点意见|点要求)[^;。、]{0,8}[:,][^;。]+"
)
_JOINED: Final = regex(r"(?<=[了的好])(?=还有|另外|此外|再就是|再一个|还反映|还说|还想)")
_BREAK: Final = regex(r"[,;:。!?\s]+")
_ASKING: Final = regex(r"(?:\?|(?:吗|么(?<!什么)|呢))$")
_WHETHER: Final = regex("有没有|要不要|能不能|是不是|可不可以|该不该|行不行|是否|有几[户个家人]|多少")
_ASKED_BY_THEM: Final = regex("问|咨询|打听|想知道|担心|不知|不晓得|算|讲|说|看看|了解")
_ONLY_NAMES: Final = regex(rf"[{PERSON}{OFFICIAL}{VILLAGE}{ASIDE}、和跟与及同还有等两三四五六七八九十几家户人0-9]+")
# 水细得像线, 味儿大得很: a complaint by its build.
_HOW_BAD: Final = regex(
    r"[大小细浑黑臭脏慢烂滑陡窄挤低贵吵潮冷烫深浅难远乱破薄稀呛晃堵卡]得(?:像|跟|很|要命|不行|吓人|没法|不成|厉害|慌|睡不|走不|看不|开不|吃不)"
)
_NEGATOR: Final = regex(
    r"(?:没有|没|未|无|不存在|没有发现|没发现|未发现|不是|并无|避免|防止|预防|谨防|严防|以防)[^,]{0,2}$"
)

# A negation and what may stand between it and the word is no longer than this.
_NEAR: Final = 8


class Clause(Struct):
    """One clause at `start:end` of the text.

    `opens` is "item" where an item of a list begins (after ; or a number), "sentence" after a full stop, else empty.
    `strength` is kept where it is first asked for (see strengths.py).
    """

    start: int
    end: int
    text: str
    opens: str
    asked: bool = False
    hits: list[Hit] = field(default_factory=list)
    signs: set[str] = field(default_factory=set)
    topics: list[tuple[str, Hit]] = field(default_factory=list)
    troubles: list[tuple[str, Hit]] = field(default_factory=list)
    work: list[tuple[str, Hit]] = field(default_factory=list)
    heard: bool = False
    people: list[int] = field(default_factory=list)
    days: list[When] = field(default_factory=list)
    planned: bool = False
    strength: int | None = None

    def first(self, sign: str) -> int:
        """Where the first word with this sign stands in the whole text, -1 if none does."""
        return next((hit.start for hit in self.hits if sign in hit.word.signs), -1)

    def before(self, hit: Hit) -> str:
        """What stands before this word in the clause."""
        return self.text[: hit.start - self.start]


def split(masked: str, people: list[Named], days: list[When]) -> list[Clause]:
    """`masked` has its names and days hidden, so that no name is taken for a word."""
    masked = _COUNTED.sub(lambda found: found.group().replace("、", ";"), masked)
    masked = _ENUMERATOR.sub(lambda found: ";" * len(found.group()), masked)
    clauses = list[Clause]()
    for start, end, opens in _spans(masked):
        clause = Clause(start, end, masked[start:end], opens, _ASKING.search(masked, start, end + 1) is not None)
        if (clauses and not opens and _ONLY_NAMES.fullmatch(clause.text)) or (
            clauses and _ONLY_NAMES.fullmatch(clauses[-1].text) and masked[clauses[-1].end] == " " and not opens
        ):
            clauses[-1].end, clauses[-1].text = end, masked[clauses[-1].start : end]
        else:
            clauses.append(clause)
    _spread(clauses, people, days)
    for clause, found in zip(clauses, _dealt(clauses, masked), strict=True):
        _sign(clause, found)
    return clauses


def _spans(masked: str) -> list[tuple[int, int, str]]:
    """(start, end, opens) of every clause, the marks between them left out."""
    spans, start, opens = list[tuple[int, int, str]](), 0, "sentence"
    cuts = [(m.start(), m.end(), m.group()) for m in _BREAK.finditer(masked)]
    cuts += [(m.start(), m.start(), "+") for m in _JOINED.finditer(masked)]
    for cut, after, mark in [*sorted(cuts), (len(masked), len(masked), "")]:
        if cut > start:
            spans.append((start, cut, opens))
            opens = ""
        opens = _opening(mark) or opens
        start = max(start, after)
    return spans


def _opening(mark: str) -> str:
    if ";" in mark or "+" in mark:
        return "item"
    return "sentence" if any(sign in mark for sign in "。!?") else ""


def _spread(clauses: list[Clause], people: list[Named], days: list[When]) -> None:
    first = dict[tuple[int, ...], int]()
    same = [first.setdefault(named.households or (-i - 1,), i) for i, named in enumerate(people)]
    for clause in clauses:
        clause.people = [
            same[i] for i, named in enumerate(people) if clause.start <= named.start < clause.end and not named.official
        ]
        clause.heard = any(named.start < clause.end and not named.official for named in people)
        clause.days = [when for when in days if clause.start <= when.start < clause.end]


def _dealt(clauses: list[Clause], masked: str) -> list[list[Hit]]:
    """The hits of the whole text, dealt out to the clauses."""
    found, hits, i = list[list[Hit]](), lexicon().hits(masked), 0
    for clause in clauses:
        mine = list[Hit]()
        while i < len(hits) and hits[i].start < clause.end:
            mine.append(hits[i])
            i += 1
        found.append(mine)
    return found


def _sign(clause: Clause, hits: list[Hit]) -> None:
    """Sum up the hits; troubles that are said not to be there (没有矛盾纠纷) are left out with their negation."""
    denied = set[int]()
    for hit in hits:
        if not hit.word.troubles or hit.word.topics:
            continue
        at = hit.start - clause.start
        if no := _NEGATOR.search(clause.text, max(0, at - _NEAR), at):
            denied.add(hit.start)
            denied.update(h.start for h in hits if clause.start + no.start() <= h.start < hit.start)
            clause.signs.add("fine")
    clause.hits = [hit for hit in hits if hit.start not in denied]
    for hit in clause.hits:
        clause.signs |= hit.word.signs
        clause.topics += [(topic, hit) for topic in hit.word.topics]
        clause.troubles += [(category, hit) for category in hit.word.troubles]
        clause.work += [(duty, hit) for duty in hit.word.work]
    if _HOW_BAD.search(clause.text):
        clause.signs.add("problem")
    if _WHETHER.search(clause.text) and "tell" not in clause.signs and not _ASKED_BY_THEM.search(clause.text):
        clause.asked = True
