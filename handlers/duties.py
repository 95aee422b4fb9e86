"""履职: the nine duties of a period, what was recorded for each, one's own note on it. A leader reads it by village."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers import card, entries, when
from handlers.kit import access, answers, forms
from handlers.kit.answers import Options
from handlers.kit.clean import clean
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.rules import periods
from handlers.rules.periods import Kind, Period
from storage import diary, proofs, units
from storage.proofs import Count

# The periods on the buttons of a board.
OFFERED: Final[tuple[Kind, ...]] = ("week", "month", "half", "year")
PAGE: Final = 6
# A note on the board; its duty shows it whole.
LONGEST_NOTE: Final = 20


def said(ctx: Context, args: Args) -> None:
    """履职, with a period and for a leader a village behind it. Anything else behind it is a sentence of its own."""
    period, village = periods.of("month", ctx.now.date()), None
    near = {unit.id for unit in units.below(ctx.session, ctx.scope)} if _leads(ctx) else set[int]()
    for word in str(args["argument"]).split():
        meant = {place.village for place in ctx.names().places.get(word, ())} & near
        if found := periods.named(word, ctx.now.date()):
            period = found
        elif len(meant) == 1:
            village = meant.pop()
        else:
            entries.record(ctx, clean(ctx.incoming.text))
            return
    if village is not None:
        board(ctx, {"period": period.key, "village": village})
    elif near:
        villages(ctx, {"period": period.key})
    else:
        board(ctx, {"period": period.key})


def _leads(ctx: Context) -> bool:
    return access.allowed("duty.village", ctx.scope.roles, "subtree")


def board(ctx: Context, args: Args) -> None:
    """The nine duties, each with how many records there are and when the latest was: one's own, or a village's."""
    period, village = _period(args), args.get("village")
    counts = proofs.counts(ctx.session, ctx.scope, period.until(ctx.now.date()), village)
    notes = {} if village else proofs.own_notes(ctx.session, ctx.scope, period.key)
    names = card.duty_names(ctx)
    lines = [_title(ctx, period, village)]
    for number, (code, name) in enumerate(names.items(), 1):
        lines.append(ctx.t("duties.line", number=number, name=name, status=_status(ctx, counts.get(code))))
        if code in notes:
            lines.append(ctx.t("duties.line_note", note=card.shortened(notes[code], LONGEST_NOTE)))
    lines.append(ctx.t("duties.open_village" if village else "duties.open"))
    choices = [Choice(name, _act("evidence", village), _about(period, village, code)) for code, name in names.items()]
    ctx.audit("duty.show", f"village:{village}" if village else f"person:{ctx.member.person_id}")
    ctx.say("\n".join(lines), *choices, *_others(ctx, period, village))


def _others(ctx: Context, period: Period, village: int | None) -> list[Choice]:
    """The board of other periods, and where one can go from here."""
    today = ctx.now.date()
    shown = [periods.of(kind, today) for kind in OFFERED]
    choices = [
        Choice(when.said(ctx.texts, each, today), _act("show", village), _about(each, village))
        for each in shown
        if each != period
    ]
    if _leads(ctx):
        choices.append(Choice(ctx.t("button.villages"), "duty.villages", {"period": period.key}))
    if village is None:
        choices.append(Choice(ctx.t("button.duty_form"), "duty.tell"))
    return choices


def villages(ctx: Context, args: Args) -> None:
    """For a leader: of which village, or his own work."""
    period = _period(args)
    below = units.below(ctx.session, ctx.scope)
    choices = [Choice(unit.name, "duty.village", _about(period, unit.id)) for unit in below]
    choices.append(Choice(ctx.t("button.my_duties"), "duty.show", _about(period, None)))
    ctx.say(ctx.t("duties.which", when=when.said(ctx.texts, period, ctx.now.date())), *choices)


def evidence(ctx: Context, args: Args) -> None:
    """The records behind one duty, each opening its card, and what was written about it."""
    period, village, code, page = _period(args), args.get("village"), str(args["code"]), int(args.get("page", 0))
    names = card.duty_names(ctx)
    days = period.until(ctx.now.date())
    ids, more = proofs.records(ctx.session, ctx.scope, days, code, page, PAGE, village)
    lines = [ctx.t("duties.about", name=names[code], title=_title(ctx, period, village))]
    lines += _notes(ctx, period, village, code)
    lines.append(ctx.t("duties.records" if ids else "duties.no_records"))
    found = [card.veil(ctx, saved) for saved in diary.load(ctx.session, ctx.scope, ids)]
    about = _about(period, village, code)
    choices = card.listed(ctx, found, _act("evidence", village), about, page, more)
    if village is None:
        choices.append(Choice(ctx.t("button.write_note"), "duty.note", about))
    choices.append(Choice(ctx.t("button.up"), _act("show", village), _about(period, village)))
    ctx.say("\n".join(lines), *choices)


def _notes(ctx: Context, period: Period, village: int | None, code: str) -> list[str]:
    if village is None:
        own = proofs.own_notes(ctx.session, ctx.scope, period.key).get(code)
        return [ctx.t("duties.note", note=own)] if own else []
    notes = proofs.village_notes(ctx.session, ctx.scope, period.key, code, village)
    return [ctx.t("duties.note_by", by=note.by, note=note.text) for note in notes]


def note(ctx: Context, args: Args) -> None:
    """写说明: asks for it."""
    forms.start(ctx, FORM, period=_period(args).key, code=str(args["code"]))


def _ask(ctx: Context, known: Answers) -> str:
    period = _period(known)
    name, own = card.duty_names(ctx)[known["code"]], _own(ctx, known)
    asked = ctx.t("duties.ask", name=name, when=when.said(ctx.texts, period, ctx.now.date()))
    return "\n".join([asked, ctx.t("duties.ask_instead", note=own)]) if own else asked


def _own(ctx: Context, known: Mapping[str, Any]) -> str | None:
    return proofs.own_notes(ctx.session, ctx.scope, known["period"]).get(known["code"])


def _read(ctx: Context) -> str:
    """The words of a note; the button that takes it away says nothing. Raises Unreadable."""
    text = answers.text(ctx)
    return "" if text == ctx.t("button.no_note") else text


def _options(ctx: Context, known: Answers) -> Options:
    return [(ctx.t("button.no_note"), "")] if _own(ctx, known) else []


def _written(ctx: Context, known: Answers) -> None:
    proofs.write(ctx.session, ctx.scope, known["code"], known["period"], known["text"], ctx.now)
    ctx.audit("duty.note", f"duty:{known['code']}")
    evidence(ctx, known)


FORM = Form("duty.write", (forms.Step("text", _ask, _read, _options, prose=True),), _written)


def _title(ctx: Context, period: Period, village: int | None) -> str:
    today = ctx.now.date()
    whose = ctx.names().village_name(village) if village else ctx.t("duties.mine")
    days = when.days(ctx.texts, period.until(today))
    return ctx.t("duties.title", whose=whose, when=when.said(ctx.texts, period, today), days=days)


def _status(ctx: Context, count: Count | None) -> str:
    if count is None:
        return ctx.t("duties.none")
    return ctx.t("duties.some", records=count.records, month=count.last.month, day=count.last.day)


def _period(args: Mapping[str, Any]) -> Period:
    period = periods.of_key(str(args["period"]))
    if period is None:
        raise Refused("press.gone")
    return period


def _act(what: str, village: int | None) -> str:
    """A village's board is its own action, so that the gate looks at the village."""
    if village is None:
        return f"duty.{what}"
    return "duty.village" if what == "show" else "duty.village_evidence"


def _about(period: Period, village: int | None, code: str | None = None) -> dict[str, Any]:
    known = {"period": period.key, "village": village, "code": code}
    return {name: value for name, value in known.items() if value is not None}


WORDS = (Word("duty", ("履职",), "duty", said),)
ACTIONS = (
    Action("duty.show", lambda ctx, args: board(ctx, {"period": args["period"]})),
    Action("duty.evidence", lambda ctx, args: evidence(ctx, {**args, "village": None})),
    Action("duty.village", board, on="village"),
    Action("duty.village_evidence", evidence, on="village"),
    Action("duty.villages", villages),
    Action("duty.note", note),
)
FORMS = (FORM,)
