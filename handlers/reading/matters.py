"""The matters in a sentence: which clauses belong together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from handlers.patterns import regex
from handlers.reading.categories import category_of
from handlers.reading.clauses import Clause
from handlers.reading.people import Named
from handlers.reading.plain import PERSON, VILLAGE
from handlers.reading.states import is_over, is_pressing
from handlers.reading.strengths import FOUND, HARD, OVER, SOFT, is_faintly_told, is_question, strength
from handlers.reading.weights import FAINT, GOING_UP, MILD

_ONLY_A_PLACE: Final = regex(
    rf"{VILLAGE}*(?:第?[\d一二三四五六七八九十]{{1,3}}(?:村民)?小?[组社队屯])?(?:村口|路口|桥头|那边)?"
)

_AT_WORK: Final = regex("^把|讲|念|宣传|学|定了|来了|没变|未变|停村口|演练|参加|给大家|给大伙")


class Matter(Struct):
    """The clauses `clauses` (numbers into the sentence) tell of one matter; `people` are numbers of names."""

    clauses: list[int]
    people: list[int]
    category: str = "other"
    handled: bool = False
    urgent: bool = False


def find_matters(clauses: Sequence[Clause], people: Sequence[Named], seen: Sequence[int], today: date) -> list[Matter]:
    """The matters in order; clauses that follow one and tell of nothing else (已报镇里) belong to it."""
    strengths = [strength(clause) for clause in clauses]
    if not seen and not any(strengths):
        strengths = _faintly(clauses)
    strengths = _after_work(clauses, strengths)
    matters, waiting, closed = list[Matter](), list[int](), False
    for number, clause in enumerate(clauses):
        closed = closed or (
            bool(matters) and _turns_away(clause, matters[-1], bool(strengths[number]) and number not in seen)
        )
        if strengths[number] and (not matters or closed or _starts(matters[-1], number, clauses, strengths)):
            closed = False
            named = clause.people or _just_named(clauses, number, people)
            matters.append(Matter([*_led_in(clauses, waiting), number], _villagers(named, people)))
            waiting = []
        elif matters and not closed and not _elsewhere(clause, strengths[number]):
            matters[-1].clauses.append(number)
            if strengths[number]:
                matters[-1].people += [p for p in _villagers(clause.people, people) if p not in matters[-1].people]
        else:
            waiting = [number] if _pending(clause) else []
    for matter in matters:
        _judge(matter, clauses, today)
    return [matter for matter in matters if not _mere_question(matter, clauses, strengths)]


def _after_work(clauses: Sequence[Clause], strengths: list[int]) -> list[int]:
    """What is told after a meeting or patrol belongs to it, unless somebody's trouble is found there."""
    working = False
    for number, clause in enumerate(clauses):
        working = working or bool(clause.work and not strengths[number] and not clause.planned and not clause.people)
        own = PERSON in clause.text or FOUND.search(clause.text)
        if working and not own and (strengths[number] < HARD or _AT_WORK.search(clause.text)):
            strengths[number] = 0
    return strengths


def _faintly(clauses: Sequence[Clause]) -> list[int]:
    """Nothing sure is told and nobody was seen: the first clause about villagers is the matter, unless it is help."""
    told = [SOFT if is_faintly_told(clause) else 0 for clause in clauses]
    helps = any(clause.signs & {"service", "act", "visit", "not gone"} or clause.work for clause in clauses)
    return [0] * len(told) if helps else told


def _turns_away(clause: Clause, matter: Matter, told: bool) -> bool:
    """A new item or sentence about somebody else ends a matter, even if it tells of none."""
    others = set(clause.people) - set(matter.people)
    return bool(others) and (clause.opens == "item" or (clause.opens == "sentence" and not told))


def _pending(clause: Clause) -> bool:
    """A topic whose trouble is told in the next clause: 另外他家门口那盏路灯，晚上不亮."""
    quiet = not clause.planned and not clause.signs & {"fine", "visit", "act", "not gone"} and not clause.work
    told = clause.topics or clause.people or "problem" in clause.signs or _ONLY_A_PLACE.fullmatch(clause.text)
    return quiet and bool(told)


def _led_in(clauses: Sequence[Clause], waiting: list[int]) -> list[int]:
    if (
        not waiting
        or clauses[waiting[-1] + 1].opens
        or (clauses[waiting[-1]].people and clauses[waiting[-1] + 1].people)
    ):
        return []
    return waiting


def _just_named(clauses: Sequence[Clause], number: int, people: Sequence[Named]) -> list[int]:
    """Nobody named in the clause itself: the last one named before, if only one was."""
    for clause in reversed(clauses[:number]):
        if clause.people:
            return clause.people if len(clause.people) == 1 else []
    return []


def _villagers(numbers: Sequence[int], people: Sequence[Named]) -> list[int]:
    return [n for n in numbers if not people[n].official]


def _elsewhere(clause: Clause, told: int) -> bool:
    """A clause after a matter that is not about it: all is well with somebody, or work elsewhere."""
    if told:
        return False
    return bool(clause.people and "fine" in clause.signs and "done" not in clause.signs)


def _starts(matter: Matter, number: int, clauses: Sequence[Clause], strengths: Sequence[int]) -> bool:
    """Whether clause `number`, which tells of a matter, tells of another one than `matter`."""
    clause, own = clauses[number], _parts(clauses[number])
    before = set[str]().union(*(_parts(clauses[n]) for n in matter.clauses))
    cats = {part.split("/")[0] for part in before}
    joined = bool(clause.opens) or clause.first("joiner") in range(clause.start, clause.start + 3)
    others = set(clause.people) - set(matter.people)
    if clause.opens == "item" and number and (own - before) and not own & {"dispute", "petition"} and _speaks(clause):
        return True
    if not joined and (GOING_UP.search(clause.text) or "petition" in own):
        return False
    if not joined and not own and not matter.people:
        return False
    if not joined and not matter.people and own and own <= before:
        return False
    if "safety" in cats and "safety" in {part.split("/")[0] for part in own} and not matter.people and not joined:
        return False
    if strengths[number] == OVER and not joined:
        return bool(others) and not own & before
    if cats & {"dispute", "petition"} and not joined:
        return (
            bool(others)
            and strengths[number] == HARD
            and not own & before
            and not clause.text.startswith(("要求", "说"))
        )
    if clause.opens == "sentence" and not others and {p.split("/")[0] for p in own} & cats:
        return False
    if joined and (others or (own and not own & before)):
        return _told_again(own, cats) or bool(others)
    if others and strengths[number] >= SOFT and clause.people[0] in others:
        return not own & {"dispute", "petition"} or not cats & {"dispute", "petition"}
    return False


def _speaks(clause: Clause) -> bool:
    """Somebody says, asks or wants another thing: 她还问…"""
    return bool(clause.signs & {"ask", "tell", "want"}) and "joiner" in clause.signs


def _told_again(own: set[str], cats: set[str]) -> bool:
    """After a full stop the same matter may go on with its consequence; another topic may not."""
    return not (own & {"dispute", "petition"} and cats & {"dispute", "petition"})


def _parts(clause: Clause) -> set[str]:
    parts = {topic for topic, hit in clause.topics if hit.word.text not in FAINT}
    return parts | {category for category, hit in clause.troubles if hit.word.text not in MILD}


def _judge(matter: Matter, clauses: Sequence[Clause], today: date) -> None:
    mine = [clauses[n] for n in matter.clauses]
    matter.category = category_of(mine)
    matter.handled = is_over(matter.clauses, clauses, today)
    matter.urgent = any(is_pressing(clause) for clause in mine)


def _mere_question(matter: Matter, clauses: Sequence[Clause], strengths: Sequence[int]) -> bool:
    """The cadre asks the bot or a colleague; nobody of the village is heard."""
    told = [n for n in matter.clauses if strengths[n]]
    return all(is_question(clauses[n]) for n in told)
