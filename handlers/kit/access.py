"""The access matrix: who may do what to whose records. The one place where roles are looked at.

A handler without a row does not start. `ANYWHERE` is for handlers that touch no record of anybody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from storage.scope import Scope
from storage.vocabulary import ROLES, Role

# How a person stands to a record: he wrote it; it is of a village he serves or reads; of his township; of another one.
Relation = Literal["own", "subtree", "township", "foreign"]

ANYWHERE: Final = frozenset[Relation]({"own", "subtree", "township", "foreign"})
OWN: Final = frozenset[Relation]({"own"})
NEAR: Final = frozenset[Relation]({"own", "subtree"})

Row = Mapping[Role, frozenset[Relation]]

EVERYBODY: Final[Row] = dict.fromkeys(ROLES, ANYWHERE)
RECORDERS: Final[Row] = {"cadre": ANYWHERE, "leader": ANYWHERE, "village_officer": ANYWHERE, "admin": ANYWHERE}
REGISTER: Final[Row] = {"cadre": NEAR, "leader": NEAR, "village_officer": NEAR, "admin": NEAR}
AUTHOR: Final[Row] = {"cadre": OWN, "leader": OWN, "village_officer": OWN, "admin": OWN}
LEADERS: Final[Row] = {"leader": ANYWHERE}
ADMINS: Final[Row] = {"admin": ANYWHERE}
# A receipt is its recipient's, whatever he is.
RECIPIENT: Final[Row] = dict.fromkeys(ROLES, OWN)
# A task: whoever sent it acts on it; how it stands reads who leads or administers where it went.
SENDER: Final[Row] = {"admin": OWN}
BOARD: Final[Row] = {"admin": NEAR, "leader": NEAR}
AUDITORS: Final[Row] = {"auditor": ANYWHERE}

# Whoever may send a matter on at all; the transition table says where to.
WORKERS: Final[Row] = {"cadre": NEAR, "leader": NEAR, "village_officer": NEAR}

MATRIX: Final[Mapping[str, Row]] = {
    # words
    "menu": EVERYBODY,
    "help": EVERYBODY,
    "cancel": EVERYBODY,
    "back": EVERYBODY,
    "skip": EVERYBODY,
    "bind": EVERYBODY,
    "language": EVERYBODY,
    "menu.word": EVERYBODY,
    "form.resume": EVERYBODY,
    "visit": RECORDERS,
    "issue": RECORDERS,
    "duty": RECORDERS,
    "mine": RECORDERS,
    "undo": RECORDERS,
    "edit": RECORDERS,
    "digest": LEADERS,
    "export": {"cadre": ANYWHERE, "leader": ANYWHERE, "village_officer": ANYWHERE},
    "summary": {"cadre": ANYWHERE, "leader": ANYWHERE},
    "yearly": {"cadre": ANYWHERE, "leader": ANYWHERE},
    "today": RECORDERS,
    "find": RECORDERS,
    "household": RECORDERS,
    "village": RECORDERS,
    "photo": RECORDERS,
    "changes": RECORDERS,
    "unseen": RECORDERS,
    "audit": AUDITORS,
    "task": EVERYBODY,
    "leave": RECORDERS,
    "feedback": EVERYBODY,
    "privacy": EVERYBODY,
    # the guided ways
    "duty.tell": RECORDERS,
    "visit.form": RECORDERS,
    "issue.form": RECORDERS,
    "duty.form": RECORDERS,
    # a free sentence
    "record": RECORDERS,
    # buttons
    "entry.undo": AUTHOR,
    "entry.edit": AUTHOR,
    "entry.field": AUTHOR,
    "entry.set": AUTHOR,
    "entry.show": {"cadre": NEAR, "leader": NEAR, "village_officer": NEAR, "admin": OWN},
    "entry.correct": AUTHOR,
    "entry.same": AUTHOR,
    "entry.new": AUTHOR,
    "note.keep": RECORDERS,
    "attachment.put": AUTHOR,
    "attachment.list": AUTHOR,
    "attachment.drop": AUTHOR,
    "attachment.add": AUTHOR,
    "issue.show": {"cadre": NEAR, "leader": NEAR, "village_officer": NEAR, "admin": OWN},
    "issue.move": WORKERS,
    "issue.history": {"cadre": NEAR, "leader": NEAR, "village_officer": NEAR, "admin": OWN},
    "issue.pause": WORKERS,
    "issue.pass": {"cadre": NEAR, "leader": NEAR},
    "issue.receiver": {"cadre": NEAR, "leader": NEAR},
    "issue.assign": {"leader": NEAR},
    "issue.assigning": {"leader": NEAR},
    "issue.instruct": {"leader": NEAR},
    "issue.instruction": {"leader": NEAR},
    "issue.note": {"cadre": NEAR, "village_officer": NEAR},
    "issue.noting": {"cadre": NEAR, "village_officer": NEAR},
    "issue.stuck": {"cadre": NEAR, "village_officer": NEAR},
    "issue.help": {"cadre": NEAR, "village_officer": NEAR},
    "issue.helped": WORKERS,
    "issue.haste": WORKERS,
    "issue.hasty": WORKERS,
    "find.page": RECORDERS,
    "household.list": RECORDERS,
    "unseen.list": RECORDERS,
    "household.show": REGISTER,
    "village.show": REGISTER,
    "household.edit": REGISTER,
    "household.field": REGISTER,
    "household.told": REGISTER,
    "household.correct": REGISTER,
    "note.write": REGISTER,
    "note.list": REGISTER,
    "note.edit": REGISTER,
    "note.words": REGISTER,
    "change.list": RECORDERS,
    "change.show": REGISTER,
    "change.undo": {"cadre": OWN, "leader": OWN, "village_officer": OWN, "admin": NEAR},
    "today.went": {"cadre": ANYWHERE},
    "today.kept": RECORDERS,
    "today.later": RECORDERS,
    # the clock: one's own hours and leave; the rules and the calendar are an admin's
    "quiet": EVERYBODY,
    "quiet.rest": EVERYBODY,
    "leave.more": RECORDERS,
    "leave.cancel": RECORDERS,
    "leave.form": RECORDERS,
    "holidays": ADMINS,
    "reminders": ADMINS,
    "reminder.list": ADMINS,
    "reminder.show": ADMINS,
    "reminder.change": ADMINS,
    "reminder.again": EVERYBODY,
    "reminder.snooze": EVERYBODY,
    "mine.page": RECORDERS,
    "mine.copy": RECORDERS,
    "duty.show": RECORDERS,
    "duty.evidence": RECORDERS,
    "duty.note": RECORDERS,
    "duty.write": RECORDERS,
    "duty.villages": LEADERS,
    "duty.village": {"leader": NEAR},
    "duty.village_evidence": {"leader": NEAR},
    "charter": ADMINS,
    "charter.show": ADMINS,
    "charter.one": ADMINS,
    "charter.move": ADMINS,
    "charter.restore": ADMINS,
    "charter.name": ADMINS,
    "charter.rename": ADMINS,
    "digest.show": LEADERS,
    # getting people in and out
    "invite": ADMINS,
    "invite.make": ADMINS,
    "invite.links": ADMINS,
    "invite.decide": ADMINS,
    "leaving": ADMINS,
    "leaving.ask": ADMINS,
    "leaving.form": ADMINS,
    "lost": EVERYBODY,
    "lost.mine": EVERYBODY,
    "lost.theirs": ADMINS,
    "page": EVERYBODY,
    "unbind": EVERYBODY,
    "unbind.one": EVERYBODY,
    # tasks, and what one is asked by others
    "task.new": ADMINS,
    "task.form": ADMINS,
    "task.show": BOARD,
    "task.villages": BOARD,
    "task.stuck": BOARD,
    "task.calls": BOARD,
    "task.sums": BOARD,
    "task.table": BOARD,
    "task.register": SENDER,
    "task.edit": SENDER,
    "task.drop": SENDER,
    "task.send": SENDER,
    "task.recall": SENDER,
    "task.close": SENDER,
    "task.correct": SENDER,
    "task.correction": ADMINS,
    "task.solve": SENDER,
    "task.again": {"admin": NEAR},
    "task.template": {"admin": NEAR},
    "task.naming": ADMINS,
    "task.approve": {"admin": NEAR},
    "task.decline": {"admin": NEAR},
    "receipt.show": RECIPIENT,
    "receipt.take": RECIPIENT,
    "receipt.done": RECIPIENT,
    "receipt.stuck": RECIPIENT,
    "receipt.fill": RECIPIENT,
    "receipt.sums": RECIPIENT,
    "receipt.why": EVERYBODY,
    "receipt.filling": EVERYBODY,
    # an emergency: what runs everybody may know; whose area it is, storage looks up
    "emergency": EVERYBODY,
    "emergency.form": ADMINS,
    "emergency.end": ADMINS,
    "emergency.longer": ADMINS,
    "emergency.until": ADMINS,
    # one's own rights
    "privacy.copy": EVERYBODY,
    "keeping.show": ADMINS,
    "keeping.one": ADMINS,
    "keeping.days": ADMINS,
    "request.start": EVERYBODY,
    "request.file": EVERYBODY,
    "request.show": ADMINS,
    "request.reply": ADMINS,
    "request.answer": ADMINS,
    "hints": EVERYBODY,
    "audit.page": AUDITORS,
    "summary.make": {"cadre": ANYWHERE, "leader": ANYWHERE},
    "ledger.ask": {"cadre": ANYWHERE, "leader": ANYWHERE, "village_officer": ANYWHERE},
    "ledger.make": {"cadre": ANYWHERE, "leader": ANYWHERE, "village_officer": ANYWHERE},
    "digest.needs": LEADERS,
    "digest.picture": LEADERS,
    "digest.instruct": LEADERS,
    "digest.assign": LEADERS,
    "digest.settings": LEADERS,
    "digest.wish": LEADERS,
    "digest.villages": LEADERS,
    "digest.nowhere": LEADERS,
    "digest.village": {"leader": NEAR},
    "digest.records": {"leader": NEAR},
    "digest.matter": {"leader": NEAR},
    "digest.record": {"leader": NEAR},
}


# What a leader of the county does inside one of its townships besides what touches a record there; everything else he
# does at home, wherever its button stood.
INSIDE: Final = frozenset(
    f"digest.{what}" for what in ("show", "needs", "picture", "instruct", "assign", "villages", "nowhere")
) | {"ledger.ask", "ledger.make", "summary.make"}


def relation(scope: Scope, author: int, path: str | None) -> Relation:
    """How a person stands to a record of his township, by its author and the path of its village."""
    if author == scope.person_id:
        return "own"
    return "subtree" if scope.reads(path) else "township"


def allowed(action: str, roles: frozenset[Role], relation: Relation | None) -> bool:
    """Whether one of these roles may do this. `relation` is None where no record is touched.

    Denied by default: an unknown action, a person without a role.
    """
    row = MATRIX.get(action, {})
    return any(role in row and (relation is None or relation in row[role]) for role in roles)


def sees_number(scope: Scope, village_id: int) -> bool:
    """Whether he reads a villager's telephone number whole: who works in that village, and nobody above it.

    Everybody else who may open the household reads 138****1234, which is enough to recognise a number one has. Somebody
    who is a village's officer and nothing more reads no further than his village.
    """
    return village_id in scope.villages or scope.roles == {"village_officer"}


def hears_numbers(scope: Scope) -> bool:
    """Whether he reads the numbers that stand in what others told: who works in a village, and nobody above it."""
    return bool(scope.villages) or scope.roles == {"village_officer"}


def reads_records(scope: Scope) -> bool:
    """Whether he reads what was recorded in the villages he reaches, and not only who lives there."""
    return allowed("issue.show", scope.roles, "subtree")


def reads_below(scope: Scope) -> bool:
    """Whether he reads what was recorded in all villages he reaches, and not only in those he serves."""
    return not scope.roles.isdisjoint(("leader", "village_officer"))


def reads_sensitive(scope: Scope) -> bool:
    """Whether he reads the sensitive matters of others."""
    return "leader" in scope.roles


def leads(scope: Scope) -> bool:
    """Whether a summary may be of all that he reads, and not only of his own work."""
    return "leader" in scope.roles


def administers(scope: Scope, paths: Iterable[str]) -> bool:
    """Whether an admin's unit reaches all units of these paths."""
    return "admin" in scope.roles and all(any(path.startswith(own) for own in scope.paths) for path in paths)


def keeps_periods(scope: Scope) -> bool:
    """Whether he says after how many days a household of a tag should be looked in on again."""
    return "admin" in scope.roles
