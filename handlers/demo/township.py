"""The demo township as a roster: 13 villages, 18 cadres, some 600 households, the same on every machine."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import count
from typing import Final

from handlers.demo import names
from handlers.sheets.items import Admin, Cadre, Cluster, Household, Leader, Officer, Resident, Roster, Term, Village
from handlers.sheets.notices import Source

SEED: Final = 20130218
# Every term begun this many years before the demo's day, so that none has run out.
TERM_AGE: Final = 1

# Tags with how often they are met, and from and to which age of the head.
_TAGS: Final = (
    ("低保户", 0.07, 30, 95),
    ("特困户", 0.015, 50, 95),
    ("监测户", 0.03, 30, 75),
    ("独居老人", 0.25, 70, 95),
    ("高龄老人", 0.8, 80, 99),
    ("残疾人户", 0.05, 20, 95),
    ("大病户", 0.03, 30, 80),
    ("留守儿童", 0.04, 55, 75),
    ("退役军人", 0.04, 30, 80),
    ("党员户", 0.1, 30, 90),
    ("专业户", 0.05, 28, 65),
)
_RANKS: Final = "二三四五六"


def roster(today: date) -> Roster:
    """The township as an office would hand it in; ages and terms fit `today`."""
    chance = random.Random(SEED)  # noqa: S311 - the same people every time is the point
    phones = _phones(chance)
    source = _sources("demo")
    households = tuple(_households(chance, phones, today))
    return Roster(
        county=names.COUNTY,
        township=names.TOWNSHIP,
        clusters=tuple(
            Cluster(cluster, leader, next(source)) for leader, _, cluster in names.LEADERS if cluster is not None
        ),
        villages=tuple(_villages(households, phones, source)),
        cadres=tuple(_cadres(phones, today, source)),
        leaders=tuple(Leader(name, title, next(phones), place, next(source)) for name, title, place in names.LEADERS),
        admins=tuple(Admin(name, next(phones), next(source)) for name in names.ADMINS),
        households=households,
        residents=tuple(_residents(chance, households, today, source)),
    )


def _phones(chance: random.Random) -> Iterator[str]:
    """Numbers of a block that belongs to nobody, none of them twice."""
    return (f"1700000{number:04d}" for number in chance.sample(range(10_000), 3_000))


def _sources(sheet: str) -> Iterator[Source]:
    return (Source(sheet, row) for row in count(1))


def _villages(households: tuple[Household, ...], phones: Iterator[str], source: Iterator[Source]) -> Iterator[Village]:
    for (name, aliases, cluster, groups, total, _), (secretary, director) in zip(
        names.VILLAGES, names.OFFICERS, strict=True
    ):
        yield Village(
            name=name,
            aliases=(name.removesuffix("村"), *aliases),
            cluster=cluster,
            groups=groups,
            secretary=Officer(secretary, next(phones)),
            director=Officer(director, next(phones)),
            households_total=total,
            residents=sum(h.members or 0 for h in households if h.village == name),
            source=next(source),
        )


def _cadres(phones: Iterator[str], today: date, source: Iterator[Source]) -> Iterator[Cadre]:
    since = date(today.year - TERM_AGE, 3, 1)
    served: set[str] = set()
    for name, office, villages in names.CADRES:
        terms = tuple(Term(village, since, None, 2 if village in served else 1) for village in villages)
        served.update(villages)
        yield Cadre(name, office, next(phones), terms, next(source))


# --- households ---------------------------------------------------------------------------------------------------


def _households(chance: random.Random, phones: Iterator[str], today: date) -> Iterator[Household]:
    source = _sources("农户")
    for village, _, _, groups, total, surnames in names.VILLAGES:
        known = names.KNOWN.get(village, ())
        heads = {head for head, *_ in known}
        spoken: set[str] = set()
        for no in range(1, total + 1):
            if no <= len(known):
                head, sex, born, group, tags = known[no - 1]
            else:
                sex, born = "女" if chance.random() < 0.22 else "男", today.year - _age(chance)
                head = _head(chance, surnames, sex, born, heads)
                group, tags = chance.randint(1, groups), _tags(chance, today.year - born)
            aka = _nicknames(chance, head, sex, heads | spoken) if no > len(known) else ()
            spoken.update(aka)
            members = 1 if "独居老人" in tags else chance.choice((2, 2, 3, 3, 4, 4, 5, 6))
            yield Household(village, no, head, aka, sex, born, group, members, tags, next(phones), next(source))


def _age(chance: random.Random) -> int:
    return int(chance.triangular(32, 93, 62))


def _head(chance: random.Random, surnames: str, sex: str, born: int, heads: set[str]) -> str:
    """A name new in the village and not to be mistaken for one of those that must be told apart there."""
    pool = _given(sex, born)
    while True:
        surname = surnames[min(int(chance.expovariate(1.1)), 3)] if chance.random() < 0.7 else chance.choice(_others())
        head = surname + chance.choice(pool)
        if head not in heads and head not in _officials():
            heads.add(head)
            return head


@cache
def _given(sex: str, born: int) -> tuple[str, ...]:
    for before, men, women in names.GIVEN:
        if born < before:
            return tuple((women if sex == "女" else men).split())
    raise ValueError(f"no names for somebody born in {born}")


@cache
def _others() -> tuple[str, ...]:
    return tuple(names.SURNAMES)


@cache
def _officials() -> frozenset[str]:
    staff = {name for name, *_ in (*names.LEADERS, *names.CADRES)} | set(names.ADMINS)
    return frozenset(staff | {name for pair in names.OFFICERS for name in pair})


def _tags(chance: random.Random, age: int) -> tuple[str, ...]:
    return tuple(tag for tag, often, least, most in _TAGS if least <= age <= most and chance.random() < often)


def _nicknames(chance: random.Random, head: str, sex: str, taken: set[str]) -> tuple[str, ...]:
    """One household in nine is known by another name, such as 吴老三, 阿荣 or 小娥婶."""
    if chance.random() > 0.11:
        return ()
    woman = f"{head[1:]}{'婶' if chance.random() < 0.5 else '嫂'}"
    name = woman if sex == "女" else chance.choice((f"{head[0]}老{chance.choice(_RANKS)}", f"阿{head[-1]}"))
    return () if name in taken else (name,)


def _residents(
    chance: random.Random, households: tuple[Household, ...], today: date, source: Iterator[Source]
) -> Iterator[Resident]:
    """A child at school in every sixth household of more than two."""
    for home in households:
        if (home.members or 0) > 2 and chance.random() < 1 / 6:
            name = home.head[0] + chance.choice(names.CHILDREN.split())
            relation, born = "孙辈" if home.born and home.born < today.year - 50 else "子女", today.year - 12
            yield Resident(home.village, home.no, name, relation, None, born, (), None, next(source))
