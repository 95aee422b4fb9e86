"""Eight weeks of records up to now: sentences of the stories, read and kept as a cadre's own would be."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.orm import Session

from handlers import recording
from handlers.demo import names, stories
from handlers.demo.stories import Sentence, Story
from handlers.kit.context import Context, Member
from handlers.kit.messages import Incoming
from handlers.kit.texts import Texts
from handlers.register import compile_index
from storage import calendar, entries, moves, people, register
from storage.records import Record
from storage.register import HouseholdRow, VillageRow

WEEKS = 8
SEED = 20130301
# Records of a cadre on a workday, on average: two or three a week.
A_DAY = 0.55
# Matters are settled in time, but for a few that became overdue; of those not yet due, some are settled already.
OVERDUE = 4
SETTLED_EARLY = 0.55
# Nobody goes to the unseen village so shortly before now.
UNSEEN = timedelta(days=20)


class Told(Struct, frozen=True):
    """A story under way: who told it where, whom it concerns, the matter it opened."""

    story: Story
    cadre: str
    village: VillageRow
    heads: tuple[HouseholdRow, HouseholdRow]
    issue: int


class History:
    """Writes the records day by day; the same township and moment give the same history."""

    def __init__(self, session: Session, township_id: int, now: datetime) -> None:
        self._session = session
        self._now = now
        self._chance = random.Random(SEED)  # noqa: S311 - the same history every time is the point
        self._index = compile_index(session, township_id)
        self._villages = {village.name: village for village in register.villages(session, township_id)}
        self._is_workday = calendar.every(session)
        self._texts = Texts("zh_CN")
        self._members = {name: self._member(name) for name, *_ in names.CADRES}
        self._due: list[tuple[datetime, int, Told]] = []
        self._used: set[tuple[str, str]] = set()
        self._overdue = 0
        self._number = 0

    def write(self) -> None:
        """All records from eight weeks ago until now, in the order of time."""
        for moment, cadre, village in sorted(self._plan()):
            self._settle_until(moment)
            self._one(moment, cadre, self._villages[village])
        self._settle_until(self._now)
        for days, story in zip((1, 0), stories.URGENT, strict=False):
            cadre, _, served = names.CADRES[3 + days]
            moment = min(self._at(self._now.date() - timedelta(days=days), 7), self._now - timedelta(minutes=40))
            self._tell(moment, cadre, self._villages[served[0]], story, settle=False)

    def _plan(self) -> Iterator[tuple[datetime, str, str]]:
        """When which cadre has something to tell about which village."""
        first = self._now.date() - timedelta(weeks=WEEKS)
        for day in (first + timedelta(days=n) for n in range(WEEKS * 7 + 1)):
            if not self._is_workday(day):
                continue
            for cadre, _, served in names.CADRES:
                if self._chance.random() < A_DAY:
                    moment = self._at(day, self._chance.randint(8, 18))
                    village = self._chance.choice(served)
                    if moment < self._now and not self._avoided(village, day):
                        yield moment, cadre, village

    def _avoided(self, village: str, day: date) -> bool:
        return village == names.UNSEEN and self._now.date() - day < UNSEEN

    def _one(self, moment: datetime, cadre: str, village: VillageRow) -> None:
        dice = self._chance.random()
        if dice < 0.35:
            text = self._chance.choice(stories.GOING) + self._chance.choice(stories.FOUND)
            self._record(moment, cadre, village, Sentence("visit", text), self._heads(village))
        elif dice < 0.55:
            work = [s for part in stories.DUTY_WORK.values() for s in part if not s.months or moment.month in s.months]
            self._record(moment, cadre, village, self._chance.choice(work), self._heads(village))
        else:
            fresh = [story for story in stories.STORIES if (village.name, story.told.text) not in self._used]
            self._tell(moment, cadre, village, self._chance.choice(self._fitting(village, fresh)), settle=True)

    def _fitting(self, village: VillageRow, fresh: list[Story]) -> list[Story]:
        """王家坞 keeps no infrastructure matter of its own: the first sentence a guest types is about one."""
        if village.name == names.VILLAGES[0][0]:
            fresh = [story for story in fresh if story.category != "infrastructure"]
        return fresh or list(stories.LIVELIHOOD)

    def _tell(self, moment: datetime, cadre: str, village: VillageRow, story: Story, *, settle: bool) -> None:
        heads = self._heads(village)
        self._used.add((village.name, story.told.text))
        kept, record = self._record(moment, cadre, village, story.told, heads)
        if kept is None or not kept.issues or story.settled is None or not settle:
            return
        due = record.matters[0].due_on or moment.date()
        late = due < self._now.date()
        if late and self._overdue < OVERDUE and self._chance.random() < 0.1:
            self._overdue += 1
        elif late or self._chance.random() < SETTLED_EARLY:
            self._number += 1
            told = Told(story, cadre, village, heads, kept.issues[0])
            heapq.heappush(self._due, (self._settled_at(moment, due), self._number, told))

    def _settled_at(self, moment: datetime, due: date) -> datetime:
        """Some days later, and not after the deadline; a matter of one day is settled within hours."""
        after = moment + timedelta(days=self._chance.randint(1, 9), hours=self._chance.randint(0, 3))
        return max(min(after, self._at(due, 16)), moment + timedelta(hours=1))

    def _settle_until(self, moment: datetime) -> None:
        while self._due and self._due[0][0] < moment:
            at, _, told = heapq.heappop(self._due)
            if self._avoided(told.village.name, at.date()):
                continue
            assert told.story.settled is not None
            kept, _ = self._record(at, told.cadre, told.village, told.story.settled, told.heads)
            scope = self._members[told.cadre].scope
            entry = kept.id if kept else None
            again = kept is not None and bool(kept.issues)
            if not (again and kept and moves.merge(self._session, scope, kept.issues[0], told.issue, kept.id, at)):
                moves.move(self._session, scope, told.issue, moves.Step("resolved", at, entry, at.date()))

    def _record(
        self,
        moment: datetime,
        cadre: str,
        village: VillageRow,
        sentence: Sentence,
        heads: tuple[HouseholdRow, HouseholdRow],
    ) -> tuple[entries.Kept | None, Record]:
        """Reads one sentence as if it had been typed then, and keeps it; nothing is kept if it was read as nothing."""
        text = self._words(sentence.text, moment, village, heads, cadre)
        ctx = self._context(moment, cadre, text)
        reading = recording.understand(ctx, text)
        record = replace(recording.draft(ctx, text, reading), channel="web")
        if reading.kind == "none":
            return None, record
        return entries.save(self._session, ctx.scope, record, moment), record

    def _words(
        self, text: str, moment: datetime, village: VillageRow, heads: tuple[HouseholdRow, HouseholdRow], cadre: str
    ) -> str:
        short = village.name.removesuffix("村")
        alone = len(self._members[cadre].scope.villages) == 1
        half = "今天上午" if moment.hour < 12 else "今天下午"
        when = self._chance.choice((half, half, "今天", "", "今天", "昨天下午"))
        if when.startswith("昨天") and not self._is_workday(moment.date() - timedelta(days=1)):
            when = "今天"
        return text.format(
            t=when,
            V=short,
            v="" if alone and self._chance.random() < 0.5 else short,
            a=heads[0].head,
            b=heads[1].head,
            ta="他",
            g=self._chance.randint(1, max(village.groups, 1)),
            n=self._chance.randint(8, 60),
            due=self._chance.choice(("周五", "下周三", "月底", "后天")),
        )

    def _heads(self, village: VillageRow) -> tuple[HouseholdRow, HouseholdRow]:
        first, second = self._chance.sample(village.households, 2)
        return first, second

    def _context(self, moment: datetime, cadre: str, text: str) -> Context:
        return Context(
            session=self._session,
            member=self._members[cadre],
            incoming=Incoming("web", cadre, "", moment, text),
            inbox_id=None,
            now=moment,
            texts=self._texts,
            names_of=lambda township: self._index,
            is_workday=self._is_workday,
        )

    def _member(self, name: str) -> Member:
        person = people.named(self._session, name)[0]
        scope = people.scope_of(self._session.connection(), person.id)
        assert scope is not None
        return Member(0, person.id, name, "zh_CN", scope)

    def _at(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour, self._chance.randint(0, 59)), self._now.tzinfo)


def write(session: Session, township_id: int, now: datetime) -> None:
    """Writes the history of the demo township up to `now`, local time."""
    History(session, township_id, now).write()
