"""One sentence from its characters to a `Reading`: names, days, clauses, matters, duties, in this order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Final

from handlers.patterns import regex
from handlers.reading.clauses import Clause, split
from handlers.reading.dates import find_days, number
from handlers.reading.duties import duties_of
from handlers.reading.index import NameIndex
from handlers.reading.kinds import is_no_record, is_ticket, mark_plans
from handlers.reading.matters import Matter, find_matters
from handlers.reading.people import Named, PeopleFinder
from handlers.reading.plain import DAY, OFFICIAL, PERSON, VILLAGE, hide, hide_asides, plain
from handlers.reading.promises import happened, promised
from handlers.reading.result import NOTHING, Mention, Reading, ReadingKind, ReadIssue
from handlers.reading.strengths import works_with_others
from handlers.reading.villages import VillageMention, find_villages
from handlers.reading.visits import seen_in

_GROUP: Final = regex(
    r"(\d{1,2}|[一二三四五六七八九十]{1,3})(?:、(?:\d{1,2}|[一二三四五六七八九十]))*(?:村民)?小?[组社队屯]"
)


_DONE_SOMETHING: Final = regex("[了过完]|参加|开展|组织|召开")


def weekday_is_workday(day: date) -> bool:
    """Monday to Friday, for callers without a calendar."""
    return day.weekday() < 5


def read(
    text: str,
    now: datetime,
    index: NameIndex,
    home: Sequence[int] = (),
    is_workday: Callable[[date], bool] = weekday_is_workday,
) -> Reading:
    """What the sentence tells. `now` is local time, `home` the ids of the villages the sender answers for now.

    Never raises on any text; only the first 2,000 characters are read. Names come from `index` alone.
    """
    sentence = plain(text)
    if not sentence.strip():
        return NOTHING
    home = [village for village in home if village in index.villages]
    return _Reader(sentence, text, now.date(), index, home, is_workday).read()


def _once(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Every person once, seen if seen in any of the mentions."""
    people = dict[str, Mention]()
    for mention in mentions:
        if mention.name not in people or (mention.seen and not people[mention.name].seen):
            people[mention.name] = mention
    return tuple(people.values())


class _Reader:
    """The steps of one reading; each step uses what the earlier ones found."""

    def __init__(
        self,
        sentence: str,
        raw: str,
        today: date,
        index: NameIndex,
        home: Sequence[int],
        is_workday: Callable[[date], bool],
    ) -> None:
        self.raw, self.today, self.index, self.home = raw, today, index, home
        hidden = hide_asides(sentence)
        self.places = find_villages(hidden, index, home)
        hidden = hide(hidden, [(p.start, p.end) for p in self.places], VILLAGE)
        self.people = PeopleFinder(hidden, index, self._scope()).find()
        hidden = hide(hidden, [(p.start, p.end) for p in self.people if not p.official], PERSON)
        hidden = hide(hidden, [(p.start, p.end) for p in self.people if p.official], OFFICIAL)
        self.plain = hidden
        days = find_days(hidden, today, is_workday)
        self.masked = hide(hidden, [(d.start, d.end) for d in days], DAY)
        self.clauses = split(self.masked, self.people, days)
        self.sentence = sentence

    def _scope(self) -> list[int]:
        """The villages the people may live in."""
        named = list(dict.fromkeys(v for place in self.places for v in place.villages))
        return named or list(self.home) or list(self.index.villages)

    def read(self) -> Reading:
        """The steps from clauses to the record."""
        mark_plans(self.clauses)
        if is_no_record(self.sentence, self.clauses):
            return NOTHING
        seen = seen_in(self.clauses, self.today)
        matters = find_matters(self.clauses, self.people, seen, self.today)
        told = {n for matter in matters for n in matter.clauses}
        duties = duties_of(self.clauses, [m.category for m in matters], told, bool(seen))
        if is_ticket(self.sentence):
            duties = tuple(code for code in duties if code != "coordination")
        kind = self._kind(bool(seen), bool(matters), bool(duties) or self._worked())
        if kind == "none":
            return NOTHING
        village, villages = self._village(matters)
        mentions = self._mentions(village, seen, matters)
        return Reading(
            kind,
            village,
            happened(self.clauses, seen, self.today),
            _once(mentions.values()),
            tuple(self._issue(matter, mentions) for matter in matters),
            duties,
            promised(self.clauses, self.today),
            villages,
        )

    def _kind(self, seen: bool, matters: bool, worked: bool) -> ReadingKind:
        if seen:
            return "visit+issue" if matters else "visit"
        return "issue" if matters else "duty" if worked and self._told() else "none"

    def _worked(self) -> bool:
        return any(
            works_with_others(c) or ((c.work or "act" in c.signs) and not c.planned and _DONE_SOMETHING.search(c.text))
            for c in self.clauses
        )

    def _told(self) -> bool:
        """Something was done: not all clauses are plans or questions, and it was no visit in vain."""
        if any("not gone" in c.signs for c in self.clauses):
            return False
        return any(
            not c.planned and not c.asked and "command" not in c.signs and "not gone" not in c.signs
            for c in self.clauses
        )

    def _village(self, matters: Sequence[Matter]) -> tuple[int | None, tuple[int, ...]]:
        """The village of the record, else None and those it may be."""
        scope = self._scope() if self.places or self.home else []
        if len(scope) == 1:
            return scope[0], ()
        settled = self._where_they_live(scope or list(self.index.villages))
        if settled is not None:
            return settled, ()
        first = set(matters[0].clauses[:1]) if matters else set[int]()
        named = {place.villages for place in self.places if self._clause_of(place) in first}
        if len(named) == 1 and len(only := next(iter(named))) == 1:
            return only[0], ()
        return None, tuple(scope)

    def _where_they_live(self, scope: Sequence[int]) -> int | None:
        """The one village in which the most of the named people live, each fitting there."""
        counts = dict.fromkeys(scope, 0)
        for named in self.people:
            for village in {self.index.homes[h] for h in named.households}:
                if village in counts:
                    counts[village] += 1
        most = max(counts.values(), default=0)
        best = [village for village, count in counts.items() if count == most]
        return best[0] if most and len(best) == 1 else None

    def _clause_of(self, place: VillageMention) -> int:
        return next((i for i, c in enumerate(self.clauses) if c.start <= place.start < c.end), -1)

    def _mentions(self, village: int | None, seen: Sequence[int], matters: Sequence[Matter]) -> dict[int, Mention]:
        """The villagers by their number among the names."""
        met = {p for n in seen for p in self.clauses[n].people}
        if seen and not met:
            met = {p for clause in self.clauses[seen[0] :] for p in clause.people[:1]}
        return {i: self._mention(named, village, i in met) for i, named in enumerate(self.people) if not named.official}

    def _mention(self, named: Named, village: int | None, seen: bool) -> Mention:
        words = self.sentence[named.start : named.end].strip()
        fits = tuple(h for h in named.households if village is None or self.index.homes[h] == village)
        if len(fits) == 1:
            return Mention(words, self.index.households[fits[0]].head, fits[0], seen)
        heads = {self.index.households[h].head for h in fits}
        return Mention(words, heads.pop() if len(heads) == 1 else words, None, seen, fits)

    def _issue(self, matter: Matter, mentions: dict[int, Mention]) -> ReadIssue:
        clauses = [self.clauses[n] for n in matter.clauses]
        return ReadIssue(
            matter.category,
            self._words(clauses),
            "handled" if matter.handled else "open",
            matter.urgent,
            tuple(dict.fromkeys(mentions[p] for p in matter.people if p in mentions)),
            self._place(clauses),
        )

    def _words(self, clauses: Sequence[Clause]) -> str:
        """The message's own words about a matter, as they were written."""
        parts = [self.raw[c.start : c.end].strip() for c in clauses]
        return "，".join(part for part in parts if part)

    def _place(self, clauses: Sequence[Clause]) -> str | None:
        """The 组 named with the matter, else the one named last before it."""
        groups = list(_GROUP.finditer(self.plain, 0, clauses[0].end))
        return f"{number(groups[-1].group(1))}组" if groups else None
