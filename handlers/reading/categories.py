"""What a matter is about: one of the ten categories."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from handlers.reading.clauses import Clause
from handlers.reading.lexicon import Hit
from handlers.reading.plain import PERSON
from handlers.reading.strengths import SOFT, strength
from handlers.reading.weights import BETWEEN, FAINT, GOING_UP, MILD, MONEY_GONE, QUARREL, WIRING

_PRECEDENCE: Final = ("petition", "dispute")
_ORDER: Final = ("safety", "governance", "policy", "livelihood", "industry", "environment", "infrastructure", "other")
_ORDER_ALL: Final = (*_PRECEDENCE, *_ORDER)
_PEACE: Final = re.compile(
    r"调解好|调好|调成|劝好|劝和|劝开|和解|握手言和|和好|说和|签了?(?:调解)?协议|签了?字|各退一步|按了?手印|消停|两边|双方"
)


def category_of(clauses: Sequence[Clause]) -> str:
    """The category whose words weigh most; petitions and quarrels come first whatever they are about."""
    told = [(category, hit) for clause in clauses for category, hit in clause.troubles]
    sure = {category for category, hit in told if hit.word.text not in MILD}
    if any(GOING_UP.search(clause.text) for clause in clauses):
        return "petition"
    for category in _PRECEDENCE:
        if category in sure:
            return category
    scores = defaultdict[str, float](float)
    sure_at = [n for n, c in enumerate(clauses) if any(h.word.text not in MILD for _, h in c.troubles)]
    lead = sure_at[0] if sure_at else next((n for n, c in enumerate(clauses) if strength(c) >= SOFT), 0)
    if any(QUARREL.search(clause.text) for clause in clauses) or _made_peace(clauses):
        scores["dispute"] += 4.0
    if any(BETWEEN.search(clause.text) for clause in clauses):
        scores["dispute"] += 5.0
    if any(MONEY_GONE.search(clause.text) for clause in clauses):
        scores["governance"] += 4.0
    if any(WIRING.search(clause.text) for clause in clauses):
        scores["safety"] += 4.0
    for number, clause in enumerate(clauses):
        share = (1.0 if number == lead else 0.5) * (1.5 if QUARREL.search(clause.text) else 1.0)
        for category, hit in clause.troubles:
            scores[category] += share * (1.6 if hit.word.text in MILD else 4.0)
        head = _head(clause)
        for topic, hit in clause.topics:
            scores[topic.split("/")[0]] += share * _weight(hit) * (1.5 if hit is head else 1.0)
    if not any(scores.values()):
        return "livelihood" if any(PERSON in clause.text for clause in clauses) else "other"
    return max(_ORDER_ALL, key=lambda c: scores[c])


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
