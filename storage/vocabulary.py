"""The fixed words of the scheme: roles, units, duties, categories, states. Imports nothing of ours.

Sources: the founding document (三认, 一包三年, three of the nine duties) and the word table of the design.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Final, Literal

UnitKind = Literal["county", "township", "cluster", "village", "group"]

Role = Literal["cadre", "leader", "admin", "village_officer", "auditor"]
ROLES: Final[tuple[Role, ...]] = ("cadre", "leader", "admin", "village_officer", "auditor")

# Years a cadre answers for a village (founding document: 一包3年).
TERM_YEARS: Final = 3

# (code, Chinese name, source). A township may rename and reorder them; these rows only seed the table.
DUTIES: Final[tuple[tuple[str, str, str], ...]] = (
    ("team", "指导班子建设", "founding"),
    ("coordination", "协调村级事务", "founding"),
    ("service", "提供便民服务", "founding"),
    ("policy", "宣传政策法规", "proposed"),
    ("opinion", "走访掌握村情民意", "proposed"),
    ("mediation", "化解矛盾纠纷", "proposed"),
    ("democracy", "规范民主管理", "proposed"),
    ("development", "推动发展增收", "proposed"),
    ("priority", "落实重点任务", "proposed"),
)
DUTY_CODES: Final[tuple[str, ...]] = tuple(code for code, _, _ in DUTIES)

# Issue categories in the order in which they are offered as choices.
CATEGORIES: Final[tuple[str, ...]] = (
    "dispute",
    "livelihood",
    "infrastructure",
    "policy",
    "environment",
    "safety",
    "industry",
    "governance",
    "petition",
    "other",
)
SENSITIVE_CATEGORIES: Final = frozenset({"governance", "petition"})

ENTRY_KINDS: Final[tuple[str, ...]] = ("visit", "issue", "visit+issue", "duty", "note")

IssueState = Literal[
    "open", "in_progress", "paused", "resolved", "confirmed", "closed", "transferred", "merged", "reopened"
]

LIVE_STATES: Final[tuple[IssueState, ...]] = ("open", "in_progress", "paused", "transferred", "reopened")
SETTLED_STATES: Final[tuple[IssueState, ...]] = ("resolved", "confirmed", "closed")
ISSUE_STATES: Final[tuple[IssueState, ...]] = (*LIVE_STATES, *SETTLED_STATES, "merged")

# Who may send a matter on: a role over its village, or whoever answers for it, whatever he is.
Mover = Role | Literal["owner"]
_WORK: Final[tuple[Mover, ...]] = ("cadre", "village_officer", "owner")
_HAND_ON: Final[tuple[Mover, ...]] = ("cadre", "leader")
_MERGE: Final[tuple[Mover, ...]] = ("cadre",)
_AGAIN: Final[tuple[Mover, ...]] = ("cadre", "leader", "village_officer", "owner")

# Where a matter may go from where, and who may send it there. What is not here does not happen.
ISSUE_TRANSITIONS: Final[dict[tuple[IssueState, IssueState], tuple[Mover, ...]]] = {
    ("open", "in_progress"): _WORK,
    ("open", "resolved"): _WORK,
    ("open", "transferred"): _HAND_ON,
    ("open", "merged"): _MERGE,
    ("in_progress", "paused"): _WORK,
    ("in_progress", "resolved"): _WORK,
    ("in_progress", "transferred"): _HAND_ON,
    ("in_progress", "merged"): _MERGE,
    ("paused", "in_progress"): _WORK,
    ("paused", "resolved"): _WORK,
    ("paused", "transferred"): _HAND_ON,
    ("paused", "merged"): _MERGE,
    ("transferred", "in_progress"): _WORK,
    ("transferred", "resolved"): _WORK,
    ("transferred", "transferred"): _HAND_ON,
    ("transferred", "merged"): _MERGE,
    ("resolved", "confirmed"): _WORK,
    ("resolved", "reopened"): _AGAIN,
    # Told as settled, it may still be the settling of an older one.
    ("resolved", "merged"): _MERGE,
    ("confirmed", "closed"): ("cadre", "admin", "owner"),
    ("confirmed", "reopened"): _AGAIN,
    ("closed", "reopened"): ("cadre", "leader", "owner"),
    # Merged by mistake: it stands on its own again.
    ("merged", "reopened"): ("cadre", "leader", "owner"),
    ("reopened", "in_progress"): _WORK,
    ("reopened", "resolved"): _WORK,
    ("reopened", "transferred"): _HAND_ON,
    ("reopened", "merged"): _MERGE,
}

# Workdays to settle a matter. Urgent matters are due the same day whatever their category.
DEADLINE_WORKDAYS: Final[dict[str, int]] = {"other": 3, "dispute": 15}
DEADLINE_WORKDAYS_DEFAULT: Final = 7

# End states of an outgoing message; "uncertain" and "sending" pass.
OUTBOX_END_STATES: Final = ("sent", "failed-permanent", "failed-technical", "cancelled", "expired")

# Household tags as offices write them, with the longest usual time between two visits, in days.
TAGS: Final[dict[str, int]] = {
    "低保户": 30,
    "特困户": 30,
    "监测户": 30,
    "独居老人": 30,
    "高龄老人": 30,
    "残疾人户": 60,
    "大病户": 60,
    "留守儿童": 60,
    "退役军人": 180,
    "党员户": 180,
    "专业户": 180,
}

TaskState = Literal["draft", "waiting", "open", "recalled", "closed", "dropped"]
TASK_STATES: Final[tuple[TaskState, ...]] = ("draft", "waiting", "open", "recalled", "closed", "dropped")
# A draft is sent at once, or waits for the second admin; what was sent is recalled or ended. What is not here never is.
TASK_TRANSITIONS: Final[frozenset[tuple[TaskState, TaskState]]] = frozenset(
    {
        ("draft", "waiting"),
        ("draft", "open"),
        ("draft", "dropped"),
        ("waiting", "open"),
        ("waiting", "dropped"),
        ("open", "recalled"),
        ("open", "closed"),
    }
)

ReceiptState = Literal[
    "waiting", "sent", "delivered", "received", "done", "stuck", "on_leave", "unreachable", "cancelled"
]
RECEIPT_STATES: Final[tuple[ReceiptState, ...]] = (
    "waiting",
    "sent",
    "delivered",
    "received",
    "done",
    "stuck",
    "on_leave",
    "unreachable",
    "cancelled",
)
# Who has said nothing although it was sent to him: only he is asked again.
SILENT_STATES: Final[tuple[ReceiptState, ...]] = ("sent", "delivered")
# What the recipient himself has said.
SAID_STATES: Final[tuple[ReceiptState, ...]] = ("received", "done", "stuck")
# States that say why.
REASONED_STATES: Final[tuple[ReceiptState, ...]] = ("stuck", "unreachable")

# Who moves a receipt: the machine that sends, the recipient who presses, the sender who has solved what was stuck.
Receiver = Literal["machine", "recipient", "sender"]
_MACHINE: Final[tuple[Receiver, ...]] = ("machine",)
_RECIPIENT: Final[tuple[Receiver, ...]] = ("recipient",)
# Where a receipt may go from where, and who may send it there. A press is a proof that the message arrived, whatever
# the platform said before; nobody takes back for somebody else what he has said.
RECEIPT_TRANSITIONS: Final[dict[tuple[ReceiptState, ReceiptState], tuple[Receiver, ...]]] = {
    ("waiting", "sent"): _MACHINE,
    ("waiting", "on_leave"): _MACHINE,
    ("waiting", "unreachable"): _MACHINE,
    ("waiting", "cancelled"): _MACHINE,
    ("on_leave", "sent"): _MACHINE,
    ("on_leave", "unreachable"): _MACHINE,
    ("on_leave", "cancelled"): _MACHINE,
    ("unreachable", "sent"): _MACHINE,
    ("unreachable", "cancelled"): _MACHINE,
    ("sent", "delivered"): _MACHINE,
    ("sent", "unreachable"): _MACHINE,
    ("sent", "cancelled"): _MACHINE,
    **{
        (before, said): _RECIPIENT
        for before in ("sent", "delivered", "unreachable", "on_leave")
        for said in SAID_STATES
    },
    ("received", "done"): _RECIPIENT,
    ("received", "stuck"): _RECIPIENT,
    ("stuck", "received"): ("recipient", "sender"),
    ("stuck", "done"): _RECIPIENT,
    ("done", "received"): _RECIPIENT,
    ("done", "stuck"): _RECIPIENT,
}

# What a task asks to be filled in.
FieldKind = Literal["number", "choice", "text", "date", "photo"]
FIELD_KINDS: Final[tuple[FieldKind, ...]] = ("number", "choice", "text", "date", "photo")
# Who reads the answers besides the sender: nobody, the leaders above, everybody who got the task.
VISIBLE: Final = ("sender", "leaders", "recipients")

# How long what is not a record is kept, in days; None: as long as the office keeps its files. These rows only seed the
# table. Sources: 个保法 19 (no longer than needed), 网络安全法 21 (logs at least six months), three years a term.
RETENTION: Final[dict[str, int | None]] = {
    "record": None,
    "register": None,
    "audit": None,
    "number": 1,
    "message": 30,
    "number_shown": 1,
    "answer": 180,
    "notice": 180,
    "draft": 30,
    "sign_in": 0,
    "invite": 180,
    "request": 1095,
}
# The least and the most days an admin may say; what is not here is kept by other rules. A page may bring a message late
# by a week; beyond half a year nobody needs the words behind a record (个保法 19: no longer than its purpose takes).
# An answer is a proof for whoever asked (个保法 50, 政府信息档案: a year at least).
RETENTION_BOUNDS: Final[dict[str, tuple[int, int]]] = {
    "number": (1, 30),
    "number_shown": (1, 30),
    "message": (7, 180),
    "answer": (30, 365),
    "notice": (30, 365),
    "draft": (1, 90),
    "invite": (30, 365),
    "request": (365, 3650),
}

# When anybody may be disturbed who has said nothing else: from the morning hour to the evening, on workdays.
MORNING: Final = time(7, 30)
EVENING: Final = time(21, 0)

# What a township is reminded of until it says otherwise: (what, role, on which days); a role of None is everybody's.
# These rows only seed the table. Days: see handlers/rules/recurrence.py; the half-year's notes are due in June and
# December, the terms 60 days before they end.
REMINDERS: Final[tuple[tuple[str, Role | None, str], ...]] = (
    ("matters", None, "before:2"),
    ("promises", None, "before:2"),
    ("households", "cadre", "after"),
    ("villages", "cadre", "after:14"),
    ("plan", "cadre", "weekly:1"),
    ("duties", "cadre", "half:6-20"),
    ("term", "cadre", "ahead:60"),
    ("terms", "admin", "ahead:60"),
    ("calendar", "admin", "monthly:20"),
)
# A rule that no beat has seen yet.
FRESH: Final = datetime(2000, 1, 1, tzinfo=UTC)
