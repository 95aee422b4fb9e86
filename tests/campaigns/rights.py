"""Who may do what to whose record: written down from the design's table of roles, never from the code's own matrix.

cadre records and corrects, sees and acts on matters of the villages he serves; leader reads everything below his unit
and reads digests; admin sees data only as far as the work needs: his own; village_officer co-handles his village's
matters; auditor reads the audit trail and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

# What a person is: a role, or one of three who may do nothing at all.
Kind = Literal["cadre", "leader", "admin", "village_officer", "auditor", "roleless", "disabled", "anonymous"]
KINDS: Final[tuple[Kind, ...]] = (
    "cadre",
    "leader",
    "admin",
    "village_officer",
    "auditor",
    "roleless",
    "disabled",
    "anonymous",
)
# How he stands to the record: wrote it; has his role over its village; the same, but the matter is a sensitive one; over
# another village of the township; over another township's village; in another county; over the county, at home and after
# stepping into the record's township.
Relation = Literal["own", "near", "veiled", "beside", "foreign", "stranger", "above", "inside"]
RELATIONS: Final[tuple[Relation, ...]] = ("own", "near", "veiled", "beside", "foreign", "stranger")
# Who leads a county has no record at home; in a township he is what its own leader is.
OVER: Final[dict[Relation, Relation]] = {"above": "foreign", "inside": "near"}

# Everybody who tries. Nobody hears of those who left or never came: where they are makes no difference.
PEOPLE: Final[tuple[tuple[Kind, Relation], ...]] = (
    *((kind, relation) for kind in KINDS[:-2] for relation in RELATIONS),
    *(("leader", relation) for relation in OVER),
    *(("disabled", "own"), ("disabled", "near"), ("anonymous", "near")),
)

Right = dict[Relation, frozenset[Kind]]

_WORKERS = "cadre leader admin village_officer"
_FIELD = "cadre leader village_officer"
_SERVES = "cadre village_officer"


def _roles(kinds: str) -> frozenset[Kind]:
    named = kinds.split()
    return frozenset(kind for kind in KINDS if kind in named)


def _whoever(kinds: str) -> Right:
    """Whatever the record: it touches none, or only one's own."""
    return dict.fromkeys(RELATIONS, _roles(kinds))


def _on(own: str, near: str = "", veiled: str = "") -> Right:
    """Bound to a record: whoever has it neither written nor in his own villages may nothing."""
    given = {"own": own, "near": near, "veiled": veiled}
    return {relation: _roles(given.get(relation, "")) for relation in RELATIONS}


_ALL = _whoever(f"{_WORKERS} auditor")
_WORK = _whoever(_WORKERS)
_LEAD = _whoever("leader")
_ADMIN = _whoever("admin")
_AUDIT = _whoever("auditor")

RIGHTS: Final[dict[str, Right]] = {
    # words
    "menu": _ALL,
    "help": _ALL,
    "cancel": _ALL,
    "back": _ALL,
    "skip": _ALL,
    "bind": _ALL,
    "language": _ALL,
    "visit": _WORK,
    "issue": _WORK,
    "duty": _WORK,
    "mine": _WORK,
    "undo": _WORK,
    "edit": _WORK,
    "digest": _LEAD,
    "today": _WORK,
    "find": _WORK,
    "household": _WORK,
    "village": _WORK,
    "photo": _WORK,
    "changes": _WORK,
    "unseen": _WORK,
    "leave": _WORK,
    "audit": _AUDIT,
    "task": _ALL,
    "feedback": _ALL,
    "privacy": _ALL,
    # a free sentence
    "record": _WORK,
    # the guided ways, which record one's own
    "duty.tell": _WORK,
    "visit.form": _WORK,
    "issue.form": _WORK,
    "duty.form": _WORK,
    # buttons that touch no record
    "menu.word": _ALL,
    "form.resume": _ALL,
    "mine.page": _WORK,
    "mine.copy": _WORK,
    "digest.show": _LEAD,
    "digest.needs": _LEAD,
    "summary": _whoever("cadre leader"),
    "yearly": _whoever("cadre leader"),
    "summary.make": _whoever("cadre leader"),
    "export": _whoever("cadre leader village_officer"),
    "ledger.ask": _whoever("cadre leader village_officer"),
    "ledger.make": _whoever("cadre leader village_officer"),
    "digest.picture": _LEAD,
    "digest.instruct": _LEAD,
    "digest.assign": _LEAD,
    "digest.settings": _LEAD,
    "digest.wish": _LEAD,
    "digest.villages": _LEAD,
    "digest.nowhere": _LEAD,
    "duty.show": _WORK,
    "duty.evidence": _WORK,
    "duty.note": _WORK,
    "duty.write": _WORK,
    "duty.villages": _LEAD,
    # a township's names for the duties are an admin's
    "keeping.show": _ADMIN,
    "keeping.one": _ADMIN,
    "keeping.days": _ADMIN,
    "charter": _ADMIN,
    "charter.show": _ADMIN,
    "charter.one": _ADMIN,
    "charter.move": _ADMIN,
    "charter.restore": _ADMIN,
    "charter.name": _ADMIN,
    "charter.rename": _ADMIN,
    "audit.page": _AUDIT,
    "find.page": _WORK,
    "household.list": _WORK,
    # getting people in and out
    "invite": _ADMIN,
    "invite.make": _ADMIN,
    "invite.links": _ADMIN,
    "invite.decide": _ADMIN,
    "leaving": _ADMIN,
    "leaving.ask": _ADMIN,
    "leaving.form": _ADMIN,
    "lost": _ALL,
    "lost.mine": _ALL,
    "lost.theirs": _ADMIN,
    "page": _ALL,
    "unbind": _ALL,
    "unbind.one": _ALL,
    # tasks: an admin makes and sends them; how one stands reads who administers or leads where it went
    "task.new": _ADMIN,
    "task.form": _ADMIN,
    "task.correction": _on("admin"),
    "task.naming": _on("admin", near="admin", veiled="admin"),
    "task.show": _on("admin leader", near="admin leader", veiled="admin leader"),
    "task.villages": _on("admin leader", near="admin leader", veiled="admin leader"),
    "task.stuck": _on("admin leader", near="admin leader", veiled="admin leader"),
    "task.calls": _on("admin leader", near="admin leader", veiled="admin leader"),
    "task.sums": _on("admin leader", near="admin leader", veiled="admin leader"),
    "task.table": _on("admin leader", near="admin leader", veiled="admin leader"),
    "task.again": _on("admin", near="admin", veiled="admin"),
    "task.template": _on("admin", near="admin", veiled="admin"),
    "task.approve": _on("admin", near="admin", veiled="admin"),
    "task.decline": _on("admin", near="admin", veiled="admin"),
    "task.register": _on("admin"),
    "task.edit": _on("admin"),
    "task.drop": _on("admin"),
    "task.send": _on("admin"),
    "task.recall": _on("admin"),
    "task.close": _on("admin"),
    "task.correct": _on("admin"),
    "task.solve": _on("admin"),
    # a receipt is its recipient's
    "receipt.show": _on(f"{_WORKERS} auditor"),
    "receipt.take": _on(f"{_WORKERS} auditor"),
    "receipt.done": _on(f"{_WORKERS} auditor"),
    "receipt.stuck": _on(f"{_WORKERS} auditor"),
    "receipt.fill": _on(f"{_WORKERS} auditor"),
    "receipt.sums": _on(f"{_WORKERS} auditor"),
    "receipt.why": _on(f"{_WORKERS} auditor"),
    "receipt.filling": _on(f"{_WORKERS} auditor"),
    # one's own rights
    "privacy.copy": _ALL,
    "request.start": _ALL,
    "request.file": _ALL,
    "request.show": _ADMIN,
    "request.reply": _ADMIN,
    "request.answer": _ADMIN,
    "hints": _ALL,
    "change.list": _WORK,
    "unseen.list": _WORK,
    # buttons of a record
    "entry.undo": _on(_WORKERS),
    "entry.edit": _on(_WORKERS),
    "entry.field": _on(_WORKERS),
    "entry.set": _on(_WORKERS),
    "entry.same": _on(_WORKERS),
    "entry.new": _on(_WORKERS),
    "entry.show": _on(_WORKERS, near=_FIELD, veiled=_FIELD),
    "note.keep": _on(_WORKERS),
    "attachment.put": _on(_WORKERS),
    "attachment.list": _on(_WORKERS),
    "attachment.drop": _on(_WORKERS),
    # buttons of a matter: whoever serves its village or leads there may act, not only who told it; on a sensitive one
    # only the leaders
    "issue.show": _on(_WORKERS, near=_FIELD, veiled="leader"),
    "issue.history": _on(_WORKERS, near=_FIELD, veiled="leader"),
    "issue.move": _on(_FIELD, near=_FIELD, veiled="leader"),
    "issue.pass": _on("cadre leader", near="cadre leader", veiled="leader"),
    "issue.assign": _on("leader", near="leader", veiled="leader"),
    "issue.instruct": _on("leader", near="leader", veiled="leader"),
    "issue.note": _on(_SERVES, near=_SERVES),
    "issue.stuck": _on(_SERVES, near=_SERVES),
    "issue.helped": _on(_FIELD, near=_FIELD, veiled="leader"),
    "issue.haste": _on(_FIELD, near=_FIELD, veiled="leader"),
    # the register of a village: whoever works there or above reads who lives there; an admin keeps it
    "household.show": _on(_WORKERS, near=_WORKERS, veiled=_WORKERS),
    "village.show": _on(_WORKERS, near=_WORKERS, veiled=_WORKERS),
    "household.edit": _on(_WORKERS, near=_WORKERS, veiled=_WORKERS),
    "household.field": _on(_WORKERS, near=_WORKERS, veiled=_WORKERS),
    "household.told": _on(_WORKERS, near=_WORKERS, veiled=_WORKERS),
    "household.correct": _on(_WORKERS, near=_WORKERS, veiled=_WORKERS),
    "note.write": _on(_WORKERS, near=_WORKERS, veiled=_WORKERS),
    "note.list": _on(_WORKERS, near=_WORKERS, veiled=_WORKERS),
    "note.edit": _on(_WORKERS, near=_WORKERS, veiled=_WORKERS),
    "note.words": _on(_WORKERS, near=_WORKERS, veiled=_WORKERS),
    # what was changed there is taken back by whoever changed it, and by the admin
    "change.show": _on(_WORKERS, near=_WORKERS, veiled=_WORKERS),
    "change.undo": _on(_WORKERS, near="admin", veiled="admin"),
    # the board of a village is for its leaders: by village, never by person
    "duty.village": _on("leader", near="leader", veiled="leader"),
    "duty.village_evidence": _on("leader", near="leader", veiled="leader"),
    "digest.village": _on("leader", near="leader", veiled="leader"),
    "digest.records": _on("leader", near="leader", veiled="leader"),
    "digest.matter": _on("leader", near="leader", veiled="leader"),
    "digest.record": _on("leader", near="leader", veiled="leader"),
    # buttons of 今天, which are about one's own promises and households
    "today.kept": _WORK,
    "today.later": _WORK,
    # one's own hours and leave; the rules and the calendar are an admin's
    "quiet": _ALL,
    "quiet.rest": _ALL,
    "leave.more": _WORK,
    "leave.cancel": _WORK,
    "leave.form": _WORK,
    "holidays": _ADMIN,
    # an emergency: everybody may know of it, an admin declares it for his own area
    "emergency": _ALL,
    "emergency.form": _ADMIN,
    "emergency.end": _ADMIN,
    "emergency.longer": _ADMIN,
    "emergency.until": _ADMIN,
    "reminders": _ADMIN,
    "reminder.list": _ADMIN,
    "reminder.show": _ADMIN,
    "reminder.change": _ADMIN,
    "reminder.again": _ALL,
    "reminder.snooze": _ALL,
    "today.went": _whoever("cadre"),
    # forms about a record or matter
    "entry.correct": _on(_WORKERS),
    "attachment.add": _on(_WORKERS),
    "issue.pause": _on(_FIELD, near=_FIELD, veiled="leader"),
    "issue.receiver": _on("cadre leader", near="cadre leader", veiled="leader"),
    "issue.assigning": _on("leader", near="leader", veiled="leader"),
    "issue.instruction": _on("leader", near="leader", veiled="leader"),
    "issue.noting": _on(_SERVES, near=_SERVES),
    "issue.help": _on(_SERVES, near=_SERVES),
    "issue.hasty": _on(_FIELD, near=_FIELD, veiled="leader"),
}


def missing(handlers: Iterable[str]) -> list[str]:
    """Handlers nobody has written down here who may use."""
    return sorted(set(handlers) - RIGHTS.keys())


def may(handler: str, kind: Kind, relation: Relation) -> bool:
    """Whether the design lets this kind of person do it to a record he stands to like this."""
    return kind in RIGHTS[handler][OVER.get(relation, relation)]
