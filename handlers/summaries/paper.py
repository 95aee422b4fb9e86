"""The paper of a period, from its title to its annex."""

from __future__ import annotations

from datetime import date

from handlers.kit import access
from handlers.kit.context import Eyes
from handlers.kit.making import Progress
from handlers.papers.document import Document, Section
from handlers.rules.periods import Period
from handlers.summaries.backing import Backing
from handlers.summaries.found import area_of, gather
from handlers.summaries.sentences import Sentences
from storage import people, proofs, units


def of(eyes: Eyes, period: Period, *, own: bool, progress: Progress = lambda done, of: None) -> Document:
    """What the document of a period says, for these eyes: one's own work, or a leader's part."""
    t, days, leads = eyes.texts, period.until(eyes.now.date()), access.leads(eyes.scope) and not own
    found = gather(eyes, area_of(eyes) if leads else None, days, progress)
    notes = {} if leads else proofs.own_notes(eyes.session, eyes.scope, period.key)
    who = units.led(eyes.session, eyes.scope) if leads else _own_name(eyes)
    kind = "year" if period.kind == "year" else "usual"
    below = [unit.name for unit in units.below(eyes.session, eyes.scope) if leads or unit.id in eyes.scope.villages]
    villages = eyes.t("digest.and").join(below)
    backing = Backing(eyes, days[1])
    said = Sentences(eyes, found, days[1], backing)
    sections = (
        Section(t("summary.visits"), tuple(said.visits())),
        Section(t("summary.matters"), tuple(said.matters(days[0]))),
        Section(t("summary.duties"), tuple(said.duties(notes))),
        Section(t("summary.open"), tuple(said.open())),
    )
    return Document(
        t.of("summary_title", f"{kind}_unit" if leads else kind, who=who),
        t("summary.between", first=_day(eyes, days[0]), last=_day(eyes, days[1])),
        t.of("summary_opening", "unit" if leads else "own", who=who, villages=villages, n=len(below)),
        sections,
        who,
        _day(eyes, eyes.now.date()),
        backing.annex(),
    )


def _own_name(eyes: Eyes) -> str:
    own = people.member(eyes.session, eyes.scope.person_id)
    return own.name if own is not None else ""


def _day(eyes: Eyes, day: date) -> str:
    return eyes.t("ledger.day_of", year=day.year, month=day.month, day=day.day)
