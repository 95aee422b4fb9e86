"""What needs a leader: matters that are stuck, late, urgent, waiting or told again, each once and with its reason."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

from msgspec import Struct

from handlers.card import gist, shortened
from handlers.digests.facts import UNSEEN_DAYS, Facts
from handlers.kit.context import Eyes
from storage.dockets import Matter, Trouble

# In the order in which they are shown; `left` is what was told in a past period and is not done.
WHY: Final = ("stuck", "late", "urgent", "again", "waits", "left")
LONGEST_GIST: Final = 18
# Of a matter as much as the first screen of a phone has room for, and a button that shares its row.
SHORT_GIST: Final = 12
SHORTEST_GIST: Final = 6
MOST_VILLAGES: Final = 4


class Need(Struct, frozen=True):
    """A matter that needs a leader: where, why, in one line and in a shorter one; `label` stands on its button."""

    issue: int
    place: int | None
    why: str
    text: str
    short: str
    label: str


def found(eyes: Eyes, facts: Facts) -> list[Need]:
    """The most pressing kind first, and in it what was due first."""
    today = eyes.now.date()
    reasons = [(_why(m, facts.troubles.get(m.id, Trouble()), today, facts.running), m) for m in facts.live]
    named = sorted(((why, m) for why, m in reasons if why), key=lambda pair: WHY.index(pair[0]))
    return [_need(eyes, facts, m, why) for why, m in named]


def _need(eyes: Eyes, facts: Facts, matter: Matter, why: str) -> Need:
    long, short = (
        eyes.texts.of("digest_need", why, matter=said)
        for said in (line(eyes, facts, matter), brief(eyes, facts, matter))
    )
    return Need(matter.id, matter.village_id, why, long, short, label(eyes, facts, matter))


def fresh(eyes: Eyes, facts: Facts, needing: list[Need]) -> list[Need]:
    """What was told in the period and is simply to be done, the newest first."""
    shown = {need.issue for need in needing}
    told = [m for m in facts.live if m.id not in shown and facts.period.holds(m.opened_on)]
    told.sort(key=lambda m: (m.opened_on, m.id), reverse=True)
    return [_need(eyes, facts, m, "new") for m in told]


def count(eyes: Eyes, needs: list[Need]) -> str:
    """How many there are of each kind, in words."""
    counts = Counter(need.why for need in needs)
    return eyes.t("digest.and").join(
        eyes.texts.of("digest_count", why, count=counts[why]) for why in WHY if why in counts
    )


def unseen(eyes: Eyes, facts: Facts, most: int | None = MOST_VILLAGES) -> str | None:
    """The villages nobody has been to, in one line."""
    if not facts.unseen:
        return None
    shown = eyes.t("digest.and").join(facts.unseen[:most])
    if most is not None and len(facts.unseen) > most:
        shown = eyes.t("digest.so_many", villages=shown, count=len(facts.unseen))
    return eyes.t("digest.unseen" if facts.running else "digest.unvisited", days=UNSEEN_DAYS, villages=shown)


def line(eyes: Eyes, facts: Facts, matter: Matter) -> str:
    """A matter in one line: where, what, until when, and what it waits for or whom it needs."""
    village, told = facts.names[matter.village_id], in_short(eyes, matter)
    return eyes.t("digest.matter", village=village, gist=told, more=more(eyes, facts, matter))


def in_short(eyes: Eyes, matter: Matter) -> str:
    """What a matter is, as a line of the digest holds it."""
    return shortened(gist(eyes, matter.category, matter.text), LONGEST_GIST)


def brief(eyes: Eyes, facts: Facts, matter: Matter) -> str:
    """The same in a shorter line, without its day: where, what, and what keeps it."""
    short = shortened(bare(eyes, facts, matter), SHORT_GIST)
    return eyes.t("digest.matter", village=facts.names[matter.village_id], gist=short, more=_kept(eyes, facts, matter))


def label(eyes: Eyes, facts: Facts, matter: Matter) -> str:
    """What a matter is, as its button holds it."""
    return shortened(bare(eyes, facts, matter), SHORTEST_GIST)


def bare(eyes: Eyes, facts: Facts, matter: Matter) -> str:
    """What a matter is, without the name of its village, which stands beside it."""
    told = gist(eyes, matter.category, matter.text)
    name = facts.names[matter.village_id]
    return told.replace(name, "").replace(name.removesuffix("村"), "").lstrip("，。、的 ") or told


def more(eyes: Eyes, facts: Facts, matter: Matter) -> str:
    """Whom it needs, what it waits for, how often it was told, or until when it is due: the first of these."""
    if matter.done_on is not None:
        return eyes.t("digest.done_on", month=matter.done_on.month, day=matter.done_on.day)
    if kept := _kept(eyes, facts, matter):
        return kept
    if matter.due_on is None:
        return ""
    return eyes.t("digest.due", month=matter.due_on.month, day=matter.due_on.day)


def _kept(eyes: Eyes, facts: Facts, matter: Matter) -> str:
    trouble = facts.troubles.get(matter.id, Trouble())
    if matter.needs:
        return eyes.t("digest.needs", whom=matter.needs)
    if matter.state == "paused" and trouble.waits:
        return eyes.t("digest.waits", why=trouble.waits)
    return eyes.t("digest.again", times=trouble.again + 1) if trouble.again else ""


def _why(matter: Matter, trouble: Trouble, today: date, running: bool) -> str | None:
    if matter.needs:
        return "stuck"
    if late(matter, today):
        return "late"
    if matter.urgent:
        return "urgent"
    if trouble.again:
        return "again"
    if matter.state == "paused":
        return "waits"
    return None if running else "left"


def late(matter: Matter, today: date) -> bool:
    """What waits for somebody else is not late: its clock stands still."""
    return matter.done_on is None and matter.due_on is not None and matter.due_on < today and matter.state != "paused"
