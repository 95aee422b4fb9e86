"""职责: how this township names its nine duties, and in which order they stand. An admin's; effective everywhere."""

from __future__ import annotations

from typing import Final

from handlers import card
from handlers.kit import answers, forms
from handlers.kit.answers import Unreadable
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.patterns import regex
from storage import duties
from storage.vocabulary import DUTY_CODES

LONGEST_NAME: Final = 20
# 职责 3 改为 上门办事, 职责 提供便民服务 排第1
_NAMED: Final = regex(r"(?P<which>\S+?)\s*(?:改为|改成|改名|叫)\s*(?P<name>.+)")
_PLACED: Final = regex(r"(?P<which>\S+?)\s*(?:排到|排第|移到第?|排)\s*(?P<place>[\d一二三四五六七八九]+)")


def said(ctx: Context, args: Args) -> None:
    """职责 alone shows them; with words behind it one is renamed or moved."""
    words = str(args["argument"])
    if not words:
        show(ctx, args)
    elif found := _NAMED.fullmatch(words):
        _rename(ctx, _meant(ctx, found["which"]), found["name"].strip())
    elif found := _PLACED.fullmatch(words):
        _place(ctx, _meant(ctx, found["which"]), answers.as_number(found["place"]) or 0)
    elif words in (names := {name: code for code, name in card.duty_names(ctx).items()}):
        one(ctx, {"code": names[words]})
    else:
        raise Refused("charter.how")


def _meant(ctx: Context, which: str) -> str:
    """The duty of a number or name. Raises Refused."""
    names = card.duty_names(ctx)
    found = answers.pick(which, list(names.values()))
    if found is None:
        raise Refused("charter.how")
    return list(names)[found]


def show(ctx: Context, args: Args, lead: str | None = None) -> None:
    """The nine duties in their order, each with where it comes from."""
    names = card.duty_names(ctx)
    lines = [lead or ctx.t("charter.title")]
    for number, duty in enumerate(ctx.once(duties.named), 1):
        source = ctx.texts.of("duty_source", duty.source)
        lines.append(ctx.t("charter.line", number=number, name=names[duty.code], source=source))
    lines.append(ctx.t("charter.how"))
    ctx.say("\n".join(lines), *(Choice(name, "charter.one", {"code": code}) for code, name in names.items()))


def one(ctx: Context, args: Args) -> None:
    """What can be done with one duty."""
    code = _code(args)
    place = list(card.duty_names(ctx)).index(code) + 1
    own = next(duty.name for duty in ctx.once(duties.named) if duty.code == code)
    choices = [Choice(ctx.t("button.rename"), "charter.name", {"code": code})]
    if own is not None:
        choices.append(Choice(ctx.t("button.first_name"), "charter.restore", {"code": code}))
    if place > 1:
        choices.append(Choice(ctx.t("button.higher"), "charter.move", {"code": code, "place": place - 1}))
    if place < len(DUTY_CODES):
        choices.append(Choice(ctx.t("button.lower"), "charter.move", {"code": code, "place": place + 1}))
    choices.append(Choice(ctx.t("button.up"), "charter.show"))
    ctx.say(ctx.t("charter.one", name=card.duty_names(ctx)[code], place=place), *choices)


def move(ctx: Context, args: Args) -> None:
    """上移, 下移: to the place the button names."""
    _place(ctx, _code(args), int(args["place"]))


def restore(ctx: Context, args: Args) -> None:
    """用回原名."""
    code = _code(args)
    duties.rename(ctx.session, ctx.scope, code, None)
    _changed(ctx, "charter.restore", code)


def name(ctx: Context, args: Args) -> None:
    """改名: asks for the new name."""
    forms.start(ctx, FORM, code=_code(args))


def _place(ctx: Context, code: str, place: int) -> None:
    codes = list(card.duty_names(ctx))
    if not 1 <= place <= len(codes):
        raise Refused("charter.how")
    codes.remove(code)
    codes.insert(place - 1, code)
    duties.reorder(ctx.session, ctx.scope, codes)
    _changed(ctx, "charter.move", code)


def _rename(ctx: Context, code: str, new: str) -> None:
    if why := _unfit(ctx, code, new):
        ctx.say(ctx.t(why, most=LONGEST_NAME))
        return
    duties.rename(ctx.session, ctx.scope, code, new)
    _changed(ctx, "charter.name", code)


def _unfit(ctx: Context, code: str, new: str) -> str | None:
    """Why this cannot be the name of that duty."""
    if not new or len(new) > LONGEST_NAME or "\n" in new or new.isdecimal():
        return "charter.long"
    others = {other for known, other in card.duty_names(ctx).items() if known != code}
    return "charter.taken" if new in others else None


def _changed(ctx: Context, action: str, code: str) -> None:
    ctx.changed(duties.named)
    ctx.audit(action, f"duty:{code}")
    show(ctx, {}, ctx.t("charter.changed"))


def _code(args: Args) -> str:
    code = str(args["code"])
    if code not in DUTY_CODES:
        raise Refused("press.gone")
    return code


def _read(ctx: Context) -> str:
    """The new name. Raises Unreadable."""
    assert ctx.draft is not None  # a step is only read inside its form
    new = answers.text(ctx)
    if why := _unfit(ctx, ctx.draft.answers["code"], new):
        raise Unreadable(why, most=LONGEST_NAME)
    return new


def _named(ctx: Context, known: Answers) -> None:
    _rename(ctx, known["code"], known["name"])


def _ask(ctx: Context, known: Answers) -> str:
    return ctx.t("charter.ask", name=card.duty_names(ctx)[known["code"]], most=LONGEST_NAME)


FORM = Form("charter.rename", (forms.Step("name", _ask, _read),), _named)

WORDS = (Word("charter", ("职责",), "duties", said),)
ACTIONS = (
    Action("charter.show", show),
    Action("charter.one", one),
    Action("charter.move", move),
    Action("charter.restore", restore),
    Action("charter.name", name),
)
FORMS = (FORM,)
