"""What a matter is about: one of the ten categories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from handlers.patterns import regex
from handlers.reading.characters import hear
from handlers.reading.clauses import Clause
from handlers.reading.lexicon import Hit
from handlers.reading.plain import PERSON
from handlers.reading.strengths import SOFT, strength
from handlers.reading.weights import (
    AT_ODDS,
    BETWEEN,
    FAINT,
    GOING_UP,
    INJURED,
    MILD,
    MONEY_GONE,
    PAID_OUT,
    PAPERS,
    QUARREL,
    SICKLY,
    UNGUARDED,
    WIRING,
)

_PRECEDENCE: Final = ("petition", "dispute")
# What a word of quarrel or petition weighs beside its own four; what the guess where no word is known weighs.
_SURE, _NO_WORD = 4.0, 1.0
# A lead that the voices of single characters do not overturn.
_CLEAR: Final = 3.0
_ORDER: Final = ("safety", "governance", "policy", "livelihood", "industry", "environment", "infrastructure", "other")
_ORDER_ALL: Final = (*_PRECEDENCE, *_ORDER)
_PEACE: Final = regex(
    r"调解好|调好|调成|劝好|劝和|劝开|和解|握手言和|和好|说和|签了?(?:调解)?协议|签了?字|各退一步|按了?手印|消停|两边|双方"
)

# Patterns that no list can hold, what they speak for, and how loudly.
_PATTERNS: Final = (
    (QUARREL, "dispute", 4.0),
    (BETWEEN, "dispute", 5.0),
    (AT_ODDS, "dispute", 5.0),
    (UNGUARDED, "safety", 4.0),
    (MONEY_GONE, "governance", 4.0),
    (WIRING, "safety", 4.0),
    (SICKLY, "industry", 5.0),
    (PAID_OUT, "policy", 4.0),
    (PAPERS, "other", 4.0),
    (INJURED, "livelihood", 3.0),
)


def category_of(clauses: Sequence[Clause]) -> str:
    """The category whose words weigh most; petitions and quarrels come first whatever they are about."""
    told = [(category, hit) for clause in clauses for category, hit in clause.troubles]
    sure = {category for category, hit in told if hit.word.text not in MILD}
    if any(GOING_UP.search(clause.text) for clause in clauses):
        return "petition"
    scores = defaultdict[str, float](float, {category: _SURE for category in _PRECEDENCE if category in sure})
    sure_at = [n for n, c in enumerate(clauses) if any(h.word.text not in MILD for _, h in c.troubles)]
    lead = sure_at[0] if sure_at else next((n for n, c in enumerate(clauses) if strength(c) >= SOFT), 0)
    texts = [clause.text for clause in clauses]
    for pattern, category, weight in _PATTERNS:
        if any(map(pattern.search, texts)):
            scores[category] += weight
    if _made_peace(clauses):
        scores["dispute"] += 4.0
    for number, clause in enumerate(clauses):
        share = (1.0 if number == lead else 0.5) * (1.5 if QUARREL.search(clause.text) else 1.0)
        for category, hit in clause.troubles:
            scores[category] += share * (1.6 if hit.word.text in MILD else 4.0)
        head = _head(clause)
        for topic, hit in clause.topics:
            scores[topic.split("/")[0]] += share * _weight(hit) * (1.5 if hit is head else 1.0)
    if not any(scores.values()):
        scores["livelihood" if any(PERSON in clause.text for clause in clauses) else "other"] = _NO_WORD
    if _undecided(scores):
        for number, clause in enumerate(clauses):
            hear(clause.text, scores, 1.0 if number == lead else 0.5)
    return max(_ORDER_ALL, key=lambda c: scores[c])


def _undecided(scores: dict[str, float]) -> bool:
    first, second = sorted((*scores.values(), 0.0, 0.0), reverse=True)[:2]
    return first - second < _CLEAR


def _head(clause: Clause) -> Hit | None:
    """What the clause is about: the last of the nouns it begins with (稻田机耕路 is a road)."""
    head: Hit | None = None
    for _, hit in clause.topics:
        if head is not None and hit.start > head.end:
            break
        head = hit
    return head


def _made_peace(clauses: Sequence[Clause]) -> bool:
    """Two people and a peace between them: whatever it was about, it was a quarrel."""
    people = sum(clause.text.count(PERSON) > 0 for clause in clauses) + sum(len(clause.people) for clause in clauses)
    return people >= 3 and any(_PEACE.search(clause.text) for clause in clauses)


def _weight(hit: Hit) -> float:
    """Longer words say more; a word that stands in several lists says less for each."""
    faint = 0.4 if hit.word.text in FAINT else 1.0
    if hit.word.text in ("补贴", "补助", "奖补", "补助款", "补贴款", "补偿款"):
        return 3.0
    return faint * (0.6 + 0.4 * len(hit.word.text)) / (1 + 0.2 * (len(hit.word.topics) - 1))
