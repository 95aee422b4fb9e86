"""`python -m tests.campaigns.year [--days N] [--seed N] [--postgres]`: 2026 with its real holidays, beat by beat.

A township lives through it: people record, press what their cards offer, put things off, go on leave, have hours of
their own. The clock beats every half an hour, at times twice, at times not for hours, at times an hour back. What it
said is judged by an oracle that knows the holidays and the rules by itself.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import chinese_calendar
from sqlalchemy import select

from bot.clock import beat
from handlers.mornings import Mornings
from storage import leaves, reminders, rhythms
from storage.engine import Database
from storage.tables import ChannelAccount, Outbox
from storage.vocabulary import EVENING, FRESH, MORNING
from tests.campaigns.place import by_hand
from tests.conversation import SHANGHAI, Shown, Town

FIRST = date(2026, 1, 1)
DAYS = 365
STEP = timedelta(minutes=30)
CADRES = ("周建明", "童建新", "方晓燕", "汪洋")
PEOPLE = (*CADRES, "倪海军", "俞正阳", "贺佳", "王树根")
SENTENCES = (
    "今天走访了{head}，身体还好",
    "{place}3组路灯不亮，答应{due}修好",
    "{place}5组水渠堵了",
    "{place}2组电线着火了，很危险",
    "今天走访了{head}，答应{due}再来看他",
)
HOMES = {
    "周建明": ("王家坞", ("李桂兰", "刘福生", "陈秀英")),
    "方晓燕": ("汪家坞", ("汪建军",)),
    "汪洋": ("上云", ("胡大海",)),
}
# Hours of their own: morning, evening, rest days too.
OWN = {"方晓燕": (time(8, 30), time(20), False), "汪洋": (time(6, 45), time(21), True)}
# Away from the n-th to the m-th day, and who stands in.
AWAY = {"童建新": (61, 65, "周建明"), "方晓燕": (130, 150, None), "周建明": (9, 10, "童建新")}
# How many days after its own a reminder may still come: the longest holiday with its weekends, and a leave.
LATEST = 14


def workday(day: date) -> bool:
    """What the State Council said."""
    return bool(chinese_calendar.is_workday(day))


def _last_workday(day: date) -> bool:
    rest = [day + timedelta(n) for n in range(1, 31)]
    return workday(day) and not any(workday(one) for one in rest if one.month == day.month)


# An admin's own rules: code, and on which days it falls, as anybody would count them.
RULES: dict[str, Callable[[date], bool]] = {
    "weekly:5": lambda day: day.strftime("%a") == "Fri",
    "monthly:15": lambda day: day.day == 15,
    "month_end": _last_workday,
    "nth:2:3": lambda day: day.strftime("%a") == "Wed" and 8 <= day.day <= 14,
    "quarterly:1-10": lambda day: (day.month, day.day) in ((1, 10), (4, 10), (7, 10), (10, 10)),
    "yearly:2-28": lambda day: (day.month, day.day) == (2, 28),
}
EVERY_DAY = "workdays"


@dataclass(slots=True)
class Said:
    """Something the clock said of its own accord."""

    who: str
    at: datetime
    text: str
    card: bool


@dataclass(slots=True)
class Outcome:
    """What a year held and what was wrong with it."""

    days: int
    beats: int
    said: list[Said]
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        cards = sum(one.card for one in self.said)
        return (
            f"{self.days} days, {self.beats:,} beats, {len(PEOPLE)} people: {cards:,} cards, {len(self.said) - cards:,} notes,"
            f" {len(self.faults)} faults\n" + "\n".join(self.faults[:20])
        )


class Year:
    """The township and its clock."""

    def __init__(self, database: Database, days: int, seed: int, first: date = FIRST, step: timedelta = STEP) -> None:
        self.first, self.days, self.step = first, days, step
        self.chance = random.Random(seed)
        self.town = Town(database, datetime.combine(first - timedelta(1), time(12), SHANGHAI))
        self.names = {self.town.account(name): name for name in PEOPLE}
        self.mornings = Mornings()
        self.said: list[Said] = []
        self.again: Counter[tuple[str, date]] = Counter()
        self.beats = 0
        self.down: list[tuple[datetime, datetime]] = []
        self.put_off: dict[str, list[date]] = defaultdict(list)
        self._prepare()

    def _prepare(self) -> None:
        now = self.town.now
        with self.town.database.writing() as session:
            scope = self.town.scope("贺佳")
            for every in (*RULES, EVERY_DAY):
                row = {"what": "text", "text": f"办事【{every}】", "role": "cadre", "unit_id": None, "tag": None}
                reminders.add(session, scope, row | {"every": every, "at": MORNING, "next_fire_at": FRESH})
            for name, (morning, evening, rest) in OWN.items():
                values = {"morning": morning, "evening": evening, "rest_days": rest}
                rhythms.change(session, self.town.scope(name), now, values)
            for name, (first, last, other) in AWAY.items():
                begin, end = (self.first + timedelta(n) for n in (first, last))
                leaves.add(session, self.town.scope(name), begin, end, self.town.people[other] if other else None)

    def live(self) -> Outcome:
        """Plays it all."""
        moment = datetime.combine(self.first, time(), SHANGHAI)
        end = moment + timedelta(self.days)
        while moment < end:
            self._moment(moment)
            moment += self.step
            if self.chance.random() < 0.002:  # nobody is there for a while
                back = moment + self.chance.uniform(0.5, 30) * timedelta(hours=1)
                self.down.append((moment, back))
                moment += ((back - moment) // self.step + 1) * self.step
        return Outcome(self.days, self.beats, self.said, list(self._faults()))

    def _moment(self, moment: datetime) -> None:
        self._beat(moment)
        dice = self.chance.random()
        if dice < 0.03:
            self._beat(moment)
        elif dice < 0.05:
            self._beat(moment - timedelta(hours=1))
            self._beat(moment)
        if 8 <= moment.hour < 18 and workday(moment.date()) and self.chance.random() < 0.1:
            self._something(moment)

    def _beat(self, moment: datetime) -> None:
        before = self._newest()
        self.town.now = moment
        beat(self.town.writer.run, self.mornings, moment, SHANGHAI)
        self.beats += 1
        for row in self._after(before):
            card = (row.unique_key or "").startswith("card:")
            self.said.append(Said(self.names[row.account_id], moment, row.body["text"], card))

    def _newest(self) -> int:
        with self.town.database.reading() as session:
            return session.scalar(select(Outbox.id).order_by(Outbox.id.desc()).limit(1)) or 0

    def _after(self, before: int) -> Sequence[Outbox]:
        with self.town.database.reading() as session:
            return session.scalars(select(Outbox).where(Outbox.id > before).order_by(Outbox.id)).all()

    def _something(self, moment: datetime) -> None:
        """Somebody records, or presses something on his newest message."""
        who = self.chance.choice(CADRES)
        newest = self._newest_of(who)
        if newest is not None and newest.labels and self.chance.random() < 0.6:
            label = self.chance.choice(newest.labels)
            if label in ("晚点", "明天", "下周") or label.startswith("改天：办事"):
                self.again[who, moment.date()] += label == "晚点"
                self.put_off[who].append(moment.date())
            self.town.press(who, newest, label)
        elif who in HOMES:
            place, heads = HOMES[who]
            due = self.chance.choice(("周五", "下周三", "后天", "月底"))
            text = self.chance.choice(SENTENCES).format(place=place, head=self.chance.choice(heads), due=due)
            self.town.says(who, text)

    def _newest_of(self, who: str) -> Shown | None:
        with self.town.database.reading() as session:
            row = session.scalars(
                select(Outbox)
                .join(ChannelAccount, ChannelAccount.id == Outbox.account_id)
                .where(ChannelAccount.channel == "terminal", ChannelAccount.address == who)
                .order_by(Outbox.id.desc())
                .limit(1)
            ).first()
            if row is None:
                return None
            labels = tuple(choice["label"] for choice in row.body["choices"])
            return Shown(row.id, row.body["text"], labels, row.token)

    # the oracle

    def _hours(self, who: str) -> tuple[time, time, bool]:
        return OWN.get(who, (MORNING, EVENING, False))

    def _fit(self, who: str, day: date) -> bool:
        first, last, _ = AWAY.get(who, (-2, -2, None))
        if first <= (day - self.first).days <= last:
            return False
        return workday(day) or self._hours(who)[2]

    def _faults(self) -> Iterator[str]:
        yield from self._disturbed()
        yield from self._doubled()
        yield from self._missed()

    def _disturbed(self) -> Iterator[str]:
        for one in self.said:
            morning, evening, _ = self._hours(one.who)
            if not morning <= one.at.time() < evening:
                yield f"quiet hours: {one.who} at {one.at}"
            if not self._fit(one.who, one.at.date()):
                yield f"rest day or leave: {one.who} at {one.at}"

    def _doubled(self) -> Iterator[str]:
        cards = Counter((one.who, one.at.date()) for one in self.said if one.card)
        for (who, day), count in cards.items():
            if count > 1 + self.again[who, day]:
                yield f"double: {count} cards for {who} on {day}"

    def _missed(self) -> Iterator[str]:
        """Each rule once for each of its days, unless he put it off; and a card on every workday on which the bot was there."""
        told: dict[tuple[str, str], list[date]] = defaultdict(list)
        for one in self.said:
            for every in RULES:
                if any(f"办事【{every}】" in line and "替" not in line for line in one.text.splitlines()):
                    told[one.who, every].append(one.at.date())
        carded = {(one.who, one.at.date()) for one in self.said if one.card}
        last = self.first + timedelta(self.days - 1)
        for who in CADRES:
            for every, falls in RULES.items():
                days = [day for day in self._all_days() if falls(day)]
                yield from self._one_rule(who, every, days, told[who, every], last)
            for day in self._all_days():
                if workday(day) and self._fit(who, day) and self._there(who, day) and (who, day) not in carded:
                    yield f"missed: no card for {who} on {day}"

    def _one_rule(self, who: str, every: str, days: list[date], told: list[date], last: date) -> Iterator[str]:
        for number, day in enumerate(days):
            until = min(day + timedelta(LATEST + 21), days[number + 1] if number + 1 < len(days) else date.max)
            heard = [one for one in told if day <= one < until]
            if (
                not heard
                and until <= last
                and any(self._fit(who, day + timedelta(n)) for n in range((until - day).days))
            ):
                yield f"missed: {every} of {day} for {who}"
            if len(heard) > 1 and not any(heard[0] <= one <= heard[-1] for one in self.put_off[who]):
                yield f"double: {every} of {day} for {who} on {heard}"

    def _all_days(self) -> list[date]:
        return [self.first + timedelta(n) for n in range(self.days)]

    def _there(self, who: str, day: date) -> bool:
        """Whether the bot was there at some beat of his day."""
        morning, evening, _ = self._hours(who)
        beats = []
        moment = datetime.combine(day, time(), SHANGHAI)
        while moment.date() == day:
            if morning <= moment.time() < evening and not any(gone <= moment < back for gone, back in self.down):
                beats.append(moment)
            moment += self.step
        return bool(beats)


def run(database: Database, days: int, seed: int) -> list[Outcome]:
    """Plays so many days of 2026 from its first."""
    return [Year(database, days, seed).live()]


if __name__ == "__main__":
    sys.exit(by_hand("A year of the clock, beat by beat", "days", DAYS, run))
