"""All words, buttons and forms of all nouns, in one registry."""

from __future__ import annotations

from handlers import (
    accounts,
    attachments,
    audit,
    changes,
    charter,
    corrections,
    digests,
    duties,
    emergencies,
    entries,
    find,
    guided,
    haste,
    hints,
    holidays,
    households,
    invites,
    issues,
    keeping,
    leave,
    leaving,
    ledgers,
    lost,
    mine,
    moves,
    news,
    notes,
    privacy,
    quiet,
    remarks,
    reminders,
    requests,
    start,
    summaries,
    tasks,
    today,
    unseen,
    upkeep,
    villages,
)
from handlers.kit.forms import Form
from handlers.kit.making import Maker
from handlers.kit.routes import Routes

NOUNS = (
    entries,
    corrections,
    attachments,
    issues,
    moves,
    remarks,
    today,
    reminders,
    quiet,
    leave,
    haste,
    holidays,
    find,
    mine,
    guided,
    households,
    villages,
    news,
    upkeep,
    changes,
    notes,
    unseen,
    duties,
    charter,
    ledgers,
    summaries,
    audit,
    tasks,
    emergencies,
)
PEOPLE = (invites, leaving, lost, accounts, requests, privacy, keeping, hints)
TARGETS = {
    "entry": entries.whose,
    "issue": issues.whose,
    "household": households.whose,
    "village": villages.whose,
    "change": changes.whose,
    "note": notes.whose,
    "task": tasks.whose,
    "receipt": tasks.whose_receipt,
}


def makers() -> dict[str, Maker]:
    """Who makes which file that a handler orders."""
    return {**digests.MAKERS, **ledgers.MAKERS, **summaries.MAKERS, **tasks.MAKERS}


def routes() -> Routes:
    """The registry. Raises Wiring when a word is doubled or a handler stands outside the access matrix."""
    forms: dict[str, Form] = {form.name: form for noun in (*NOUNS, *PEOPLE) for form in noun.FORMS}
    words = [
        *start.WORDS,
        start.back(forms),
        start.skip(forms),
        *digests.WORDS,
        *(word for noun in (*NOUNS, *PEOPLE) for word in noun.WORDS),
    ]
    actions = [
        start.pressed(words),
        start.resume(forms),
        *digests.ACTIONS,
        *(action for noun in (*NOUNS, *PEOPLE) for action in noun.ACTIONS),
    ]
    return Routes(words, actions, forms.values(), TARGETS)
