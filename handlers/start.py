"""The words everybody needs: 菜单 帮助 取消 上一步 跳过 绑定 语言."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from handlers.kit import access, emergency, forms
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Handler, Refused, Word
from handlers.kit.texts import LANGUAGES, Texts
from storage import people, signins
from storage.vocabulary import Role

# Whose help is another than the cadre's, the first of one's roles that stands here.
HELP: Final[dict[Role, str]] = {
    "leader": "start.help_leader",
    "cadre": "start.help",
    "village_officer": "start.help_officer",
    "admin": "start.help_admin",
    "auditor": "start.help_auditor",
}

# The words each role uses most, in the order of its day.
MENU: Final[dict[Role, tuple[str, ...]]] = {
    "leader": ("digest", "today", "find", "village", "household", "duty", "issue", "export"),
    "cadre": ("today", "visit", "issue", "mine", "find", "household", "village", "unseen", "duty", "export"),
    "village_officer": ("today", "issue", "mine", "find", "household"),
    "admin": ("task", "emergency", "changes", "invite", "leaving", "reminders", "charter", "household", "village"),
    "auditor": ("audit",),
}


def menu(ctx: Context, args: Args) -> None:
    """What one can do here, as buttons: the words of all one's roles."""
    names = dict.fromkeys(name for role in MENU if role in ctx.scope.roles for name in MENU[role])
    offered = [Choice(ctx.texts.of("menu", name), "menu.word", {"word": name}) for name in (*names, "help")]
    records = access.allowed("record", ctx.scope.roles, None)
    greeting = ctx.t("start.menu" if records else "start.menu_auditor", name=ctx.member.name)
    ctx.say("\n".join([*emergency.lines(ctx.eyes), greeting]), *offered)


def pressed(known: Iterable[Word]) -> Action:
    """A word of the menu, which must know the words."""
    named = {word.name: word for word in known}

    def handler(ctx: Context, args: Args) -> None:
        word = named.get(args["word"])
        if word is None or not access.allowed(word.name, ctx.scope.roles, None):
            raise Refused("press.gone")
        word.handler(ctx, {"argument": ""})

    return Action("menu.word", handler)


def help_(ctx: Context, args: Args) -> None:
    """How to speak to the bot, in one screen; a leader's own words come first for a leader."""
    ctx.say(ctx.t(next((HELP[role] for role in HELP if role in ctx.scope.roles), "start.help")))


def cancel(ctx: Context, args: Args) -> None:
    """取消: drops the open form."""
    had, ctx.draft = ctx.draft is not None, None
    ctx.say(ctx.t("form.cancelled" if had else "form.none"))


# The first thing to try, by the foremost of one's roles: its button.
FIRST: Final[dict[Role, str]] = {
    "admin": "invite",
    "leader": "digest",
    "cadre": "today",
    "village_officer": "issue",
    "auditor": "audit",
}


def bind(ctx: Context, args: Args) -> None:
    """绑定: welcomes whoever came in with this very code; from anybody else who is known: says who he is.

    Strangers are bound at the edge, before this.
    """
    here = f"{ctx.incoming.channel}:{ctx.incoming.address}"
    if signins.came(ctx.session, str(args["argument"]), here, ctx.member.person_id, ctx.now):
        welcome(ctx)
    else:
        ctx.say(ctx.t("start.bound", name=ctx.member.name))


def welcome(ctx: Context) -> None:
    """Who he is here, what to do first, and the way out for who is somebody else."""
    role = next((role for role in FIRST if role in ctx.scope.roles), None)
    first = [] if role is None else [FIRST[role]]
    villages = [name for id_ in ctx.scope.villages if (name := ctx.names().village_name(id_))]
    place = ctx.t("start.serves", villages=ctx.t("card.comma").join(villages)) if villages else ""
    what = ctx.texts.of("welcome", role or "nobody", village=villages[0] if villages else ctx.t("welcome.village"))
    offered = [Choice(ctx.texts.of("menu", word), "menu.word", {"word": word}) for word in (*first, "help")]
    text = ctx.t("start.welcome", name=ctx.member.name, place=place, what=what)
    other = Choice(ctx.t("button.not_me", name=ctx.member.name), "menu.word", {"word": "unbind"})
    ctx.say(text, *offered, other)


def language(ctx: Context, args: Args) -> None:
    """语言: the next language of the catalogue, remembered for this person."""
    following = LANGUAGES[(LANGUAGES.index(ctx.texts.language) + 1) % len(LANGUAGES)]
    people.set_language(ctx.session, ctx.scope, following)
    ctx.say(Texts(following)("start.language"))


def back(known: dict[str, Form]) -> Word:
    """上一步, which must know the forms."""
    return Word("back", ("上一步",), "back", _in_form(known, forms.back), always=True)


def skip(known: dict[str, Form]) -> Word:
    """跳过, which must know the forms."""
    return Word("skip", ("跳过",), "skip", _in_form(known, forms.skip), always=True)


def _in_form(known: dict[str, Form], move: Callable[[Context, Form], None]) -> Handler:
    def handler(ctx: Context, args: Args) -> None:
        form = known.get(ctx.draft.form) if ctx.draft else None
        if form is None:
            raise Refused("form.none")
        if not access.allowed(form.name, ctx.scope.roles, None):  # his role has ended since it was opened
            ctx.draft = None
            raise Refused
        move(ctx, form)

    return handler


def resume(known: dict[str, Form]) -> Action:
    """接着填: takes a parked form up again, or asks the open question once more."""

    def handler(ctx: Context, args: Args) -> None:
        form = known.get(ctx.draft.form) if ctx.draft else None
        if form is None or ctx.draft is None:
            raise Refused("press.gone")
        forms.resume(ctx, form)

    return Action("form.resume", handler)


WORDS = (
    Word("menu", ("菜单",), "menu", menu, always=True),
    Word("help", ("帮助",), "help", help_, always=True),
    Word("cancel", ("取消",), "cancel", cancel, always=True),
    Word("bind", ("绑定",), "start", bind, always=True),
    Word("language", ("语言",), "language", language),
)
