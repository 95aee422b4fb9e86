"""The mapped classes, one noun a file. Importing this package knows them all."""

from storage.tables.accounts import ChannelAccount, StrangerCount
from storage.tables.assignments import Assignment
from storage.tables.attachments import Attachment
from storage.tables.audit import Audit, AuditSeal
from storage.tables.base import Base, Moment, Scoped
from storage.tables.bots import Bot
from storage.tables.deletions import Deletion
from storage.tables.drafts import Draft
from storage.tables.duties import Duty, DutyEvidence, DutyNote
from storage.tables.emergencies import Emergency
from storage.tables.entries import Entry, EntryChange, EntryPerson
from storage.tables.households import Household, HouseholdAlias, HouseholdTag, Resident
from storage.tables.imports import ImportBatch, ImportChange
from storage.tables.inbox import Inbox
from storage.tables.issues import Issue, IssueEvent, IssueHousehold
from storage.tables.jobs import Job
from storage.tables.keys import FieldKey
from storage.tables.outbox import Outbox, Sent
from storage.tables.papers import Paper
from storage.tables.people import Person, RoleGrant
from storage.tables.promises import Promise
from storage.tables.register import RegisterChange, RegisterNote
from storage.tables.reminders import Leave, Reminder, Rhythm
from storage.tables.requests import Request
from storage.tables.retention import Retention
from storage.tables.settings import CalendarDay, UnitSetting
from storage.tables.signins import Introduction, Invite, SignIn
from storage.tables.subscriptions import Subscription
from storage.tables.tasks import Task, TaskFile, TaskRecipient, TaskVersion
from storage.tables.tokens import PlatformToken
from storage.tables.tray import Snooze, Tray
from storage.tables.units import Unit, UnitAlias
from storage.tables.visits import Visit

__all__ = [
    "Assignment",
    "Attachment",
    "Audit",
    "AuditSeal",
    "Base",
    "Bot",
    "CalendarDay",
    "ChannelAccount",
    "Deletion",
    "Draft",
    "Duty",
    "DutyEvidence",
    "DutyNote",
    "Emergency",
    "Entry",
    "EntryChange",
    "EntryPerson",
    "FieldKey",
    "Household",
    "HouseholdAlias",
    "HouseholdTag",
    "ImportBatch",
    "ImportChange",
    "Inbox",
    "Introduction",
    "Invite",
    "Issue",
    "IssueEvent",
    "IssueHousehold",
    "Job",
    "Leave",
    "Moment",
    "Outbox",
    "Paper",
    "Person",
    "PlatformToken",
    "Promise",
    "RegisterChange",
    "RegisterNote",
    "Reminder",
    "Request",
    "Resident",
    "Retention",
    "Rhythm",
    "RoleGrant",
    "Scoped",
    "Sent",
    "SignIn",
    "Snooze",
    "StrangerCount",
    "Subscription",
    "Task",
    "TaskFile",
    "TaskRecipient",
    "TaskVersion",
    "Tray",
    "Unit",
    "UnitAlias",
    "UnitSetting",
    "Visit",
]
