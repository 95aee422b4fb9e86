"""How each handler is tried: what its button would carry, what its form would have asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from handlers.kit.messages import File
from tests.campaigns.county import Target


@dataclass(frozen=True, slots=True)
class Asked:
    """A form as it may lie there: which question was asked, what is known, and what is answered or brought."""

    form: str
    asked: str
    answers: Mapping[str, Any]
    said: str
    files: tuple[File, ...] = ()


# A sentence that is a record, in everybody's mouth.
SENTENCE: Final = "今天下村走访了两户，路灯坏了"
# What a curious person may type: the record's number in every guise, or words of it to look for.
ASKING: Final = (
    *("№{entry}", "{entry}", "entry:{entry}", "issue:{issue}", "{token}", "{token}.0", "撤销 {entry}"),
    *(
        "查 {entry}",
        "查 汪建军",
        "查 wangjianjun",
        "查 汪家坞",
        "查 东头水渠",
        "查 优亲厚友",
        "今天",
        "认人 汪建军",
        "认人 汪家坞",
        "村情 汪家坞",
    ),
)
# Its matter in his own words, which may be taken for the same.
TELLING: Final = ("今天去汪家坞走访，东头水渠堵了", "今天去汪家坞走访，有人反映村干部优亲厚友")


def _nothing(target: Target) -> dict[str, Any]:
    return {}


def _entry(target: Target) -> dict[str, Any]:
    return {"entry": target.entry}


def _issue(target: Target) -> dict[str, Any]:
    return {"issue": target.issue}


def _task(target: Target) -> dict[str, Any]:
    return {"task": target.task}


_ON_TASKS: Final = (
    *("show", "stuck", "calls", "table", "again", "template", "approve", "decline", "register"),
    *("drop", "send", "recall", "close", "correct"),
)
_ON_RECEIPTS: Final = ("show", "take", "done", "stuck", "fill", "sums")
_FIELDS: Final = [{"label": "受灾户数", "kind": "number", "options": [], "optional": False}]
_WEEK: Final[dict[str, Any]] = {"period": "2026-W47"}

ARGS: Final[dict[str, Callable[[Target], dict[str, Any]]]] = {
    "quiet.rest": lambda target: {"on": True},
    "emergency.end": lambda target: {"emergency": NOBODY},
    "emergency.longer": lambda target: {"emergency": NOBODY},
    "leave.more": _nothing,
    "leave.cancel": lambda target: {"leave": NOBODY},
    "reminder.list": _nothing,
    "reminder.show": lambda target: {"rule": NOBODY},
    "reminder.change": lambda target: {"rule": NOBODY, "verb": "pause"},
    "reminder.again": lambda target: {"notes": [NOBODY]},
    "reminder.snooze": lambda target: {"notes": [NOBODY], "abouts": [], "to": "later"},
    "menu.word": lambda target: {"word": "help"},
    "duty.tell": _nothing,
    "form.resume": _nothing,
    "mine.page": lambda target: {"page": 0},
    "mine.copy": lambda target: {"page": 0},
    "invite.make": lambda target: {"name": "钱小二", "role": "cadre", "unit": None, "person": None},
    "invite.links": _nothing,
    "leaving.ask": lambda target: {"person": NOBODY},
    "lost.mine": _nothing,
    "privacy.copy": _nothing,
    "request.start": lambda target: {"kind": "delete"},
    "request.show": lambda target: {"request": NOBODY},
    "request.reply": lambda target: {"request": NOBODY, "done": True},
    "unbind.one": lambda target: {"account": NOBODY},
    "lost.theirs": lambda target: {"person": NOBODY},
    "invite.decide": lambda target: {"invite": NOBODY, "yes": True},
    "digest.show": lambda target: _WEEK,
    "digest.needs": lambda target: _WEEK | {"page": 0},
    "digest.picture": lambda target: _WEEK,
    "digest.instruct": lambda target: _WEEK,
    "digest.assign": lambda target: _WEEK,
    "digest.settings": _nothing,
    "digest.wish": lambda target: {"kind": "week", "wanted": True},
    "summary.make": lambda target: _WEEK,
    "ledger.ask": lambda target: _WEEK,
    "ledger.make": lambda target: _WEEK | {"ledger": "visits"},
    "digest.villages": lambda target: _WEEK | {"page": 0},
    "digest.nowhere": lambda target: _WEEK | {"page": 0},
    "digest.village": lambda target: _WEEK | {"village": target.village, "page": 0},
    "digest.records": lambda target: _WEEK | {"village": target.village, "page": 0},
    "digest.matter": lambda target: _WEEK | _issue(target),
    "digest.record": lambda target: _WEEK | _entry(target),
    "duty.show": lambda target: {"period": "2026-11"},
    "duty.evidence": lambda target: {"period": "2026", "code": "opinion", "page": 0},
    "duty.note": lambda target: {"period": "2026-11", "code": "opinion"},
    "duty.villages": lambda target: {"period": "2026-11"},
    "duty.village": lambda target: {"period": "2026-11", "village": target.village},
    "duty.village_evidence": lambda target: {"period": "2026", "code": "opinion", "village": target.village},
    "keeping.show": _nothing,
    "keeping.one": lambda target: {"kind": "message"},
    "charter.show": _nothing,
    "charter.one": lambda target: {"code": "team"},
    "charter.name": lambda target: {"code": "team"},
    "charter.restore": lambda target: {"code": "team"},
    "charter.move": lambda target: {"code": "team", "place": 2},
    "household.list": lambda target: {"said": "低保户", "page": 0},
    "household.show": lambda target: {"household": target.household},
    "household.edit": lambda target: {"household": target.household},
    "household.field": lambda target: {"household": target.household, "field": "phone"},
    "household.told": lambda target: {"household": target.household, "who": "", "field": "tag", "value": "大病户"},
    "note.write": lambda target: {"village": target.village},
    "note.list": lambda target: {"village": target.village},
    "note.edit": lambda target: {"note": target.note},
    "task.new": _nothing,
    "task.villages": lambda target: _task(target) | {"page": 0},
    "task.sums": lambda target: _task(target) | {"page": 0},
    "task.edit": lambda target: _task(target) | {"step": "text"},
    "task.solve": lambda target: _task(target) | {"receipt": target.receipt},
    **{f"task.{what}": lambda target: _task(target) for what in _ON_TASKS},
    **{f"receipt.{what}": lambda target: {"receipt": target.receipt} for what in _ON_RECEIPTS},
    "unseen.list": lambda target: {"tag": "独居老人", "page": 0},
    "change.list": lambda target: {},
    "change.show": lambda target: {"change": target.change},
    "change.undo": lambda target: {"change": target.change},
    "village.show": lambda target: {"village": target.village},
    "audit.page": lambda target: {"said": "", "page": 0},
    "find.page": lambda target: {"said": "东头", "page": 0},
    "today.kept": lambda target: {"promise": target.promise},
    "today.later": lambda target: {"about": f"household:{target.household}"},
    "today.went": lambda target: {"household": target.household},
    "note.keep": lambda target: {"text": "随便记一下", "inbox": target.inbox, "day": "2026-11-17"},
    "entry.undo": _entry,
    "entry.edit": _entry,
    "entry.show": _entry,
    "attachment.put": _entry,
    "attachment.list": _entry,
    "attachment.drop": lambda target: _entry(target) | {"file": 1},
    "entry.new": _entry,
    "entry.field": lambda target: _entry(target) | {"field": "day"},
    "entry.set": lambda target: _entry(target) | {"field": "urgent", "value": True, "issue": target.issue},
    "issue.show": _issue,
    "issue.history": _issue,
    "issue.pass": _issue,
    "issue.assign": _issue,
    "issue.instruct": _issue,
    "issue.note": _issue,
    "issue.stuck": _issue,
    "issue.helped": _issue,
    "issue.haste": lambda target: _issue(target) | _HASTE,
    "issue.move": lambda target: _issue(target) | {"to": "in_progress"},
    "entry.same": lambda target: _entry(target) | {"issue": target.issue, "into": target.older},
}

# Those that a leader of the county meets in a township: what a button of his would carry is tried by everybody far away.
STEPPING: Final = (
    *("digest.show", "digest.needs", "digest.villages", "digest.village", "digest.records", "digest.matter"),
    *("digest.record", "digest.picture", "ledger.ask", "ledger.make", "issue.show", "issue.instruct", "entry.show"),
)
# A key that belongs to nobody.
NOBODY: Final = 987_654
# Asked in nobody's name, so that no admin is told at once.
_UNNAMED: Final = {"kind": "feedback", "named": False, "secret": "一句谁也想不到的话"}
FORMS: Final[dict[str, Callable[[Target], Asked]]] = {
    "visit.form": lambda target: Asked("visit.form", "village", {}, "汪家坞"),
    "issue.form": lambda target: Asked("issue.form", "village", {}, "汪家坞"),
    "duty.form": lambda target: Asked("duty.form", "village", {}, "汪家坞"),
    "entry.correct": lambda target: Asked("entry.correct", "value", _entry(target) | _DAY, "昨天"),
    "attachment.add": lambda target: Asked("attachment.add", "files", _entry(target), "", (File("photo", "x"),)),
    "request.file": lambda target: Asked("request.file", "told", _UNNAMED, "食堂太贵"),
    "request.answer": lambda target: Asked("request.answer", "words", {"request": NOBODY, "done": True}, "已办"),
    "leave.form": lambda target: Asked("leave.form", "last", {"first": "2026-12-01", "who": None}, "12月2日"),
    # Nothing is declared: that would be told to everybody.
    "emergency.form": lambda target: Asked("emergency.form", "sure", _FLOOD, "2"),
    "emergency.until": lambda target: Asked("emergency.until", "until", {"emergency": NOBODY}, "明天"),
    "task.form": lambda target: Asked("task.form", "who", {"text": "报数"}, "全部包村干部"),
    "task.correction": lambda target: Asked("task.correction", "due", _task(target) | {"text": "改报人数"}, "跳过"),
    "task.naming": lambda target: Asked("task.naming", "name", _task(target), "月报"),
    "receipt.why": lambda target: Asked("receipt.why", "why", {"receipt": target.receipt}, "路断了"),
    "receipt.filling": lambda target: Asked(
        "receipt.filling", "f0", {"receipt": target.receipt, "fields": _FIELDS, "known": [None]}, "3"
    ),
    "leaving.form": lambda target: Asked("leaving.form", "why", {"person": NOBODY, "to": None}, "轮换"),
    "household.correct": lambda target: Asked(
        "household.correct", "value", {"household": target.household, "field": "tag"}, "大病户"
    ),
    "note.words": lambda target: Asked("note.words", "words", {"village": target.village}, "修了新桥"),
    "duty.write": lambda target: Asked("duty.write", "text", {"period": "2026-11", "code": "team"}, "常去看看"),
    "keeping.days": lambda target: Asked("keeping.days", "days", {"kind": "message"}, "60"),
    "charter.rename": lambda target: Asked("charter.rename", "name", {"code": "team"}, "帮带班子"),
    "issue.pause": lambda target: Asked("issue.pause", "why", _issue(target), "等资金"),
    "issue.receiver": lambda target: Asked("issue.receiver", "to", _issue(target), "1"),
    "issue.assigning": lambda target: Asked("issue.assigning", "due", _issue(target) | {"to": NOBODY}, "1"),
    "issue.instruction": lambda target: Asked("issue.instruction", "words", _issue(target), "抓紧办"),
    "issue.noting": lambda target: Asked("issue.noting", "words", _issue(target), "材料齐了"),
    "issue.help": lambda target: Asked("issue.help", "what", _issue(target) | {"whom": "水利站"}, "派人来看看"),
    "issue.hasty": lambda target: Asked("issue.hasty", "why", _issue(target) | _HASTE, "水要漫过来了"),
}
_HASTE: Final[dict[str, Any]] = {"people": [NOBODY], "note": "issue:0:0"}
_FLOOD: Final[dict[str, Any]] = {"kind": "防汛", "why": "暴雨红色预警", "until": "2026-11-18"}
_DAY: Final[dict[str, Any]] = {"field": "day", "several": False, "issue": None}
