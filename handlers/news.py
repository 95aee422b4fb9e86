"""What a sentence alone tells the register: whose it is, and what becomes of it.

张三换号码了 170-1234-5678 · 李桂兰现在是低保户 · 李桂兰备注：儿子在杭州 · 李桂兰去世了
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from handlers import card, register, upkeep
from handlers.kit import forms
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.rules.news import News, news
from storage import households, units
from storage.households import Home, Sought

# How many households of one name are offered.
MOST: Final = 8


def said(ctx: Context, text: str) -> bool:
    """A sentence that belongs in the register and nowhere else; True if it was one and is dealt with."""
    found = news(text)
    if found is None:
        return False
    near = [unit.id for unit in units.below(ctx.session, ctx.scope)]
    meant = Sought(near, register.people(ctx, near, found.who))
    homes, _ = households.found(ctx.session, ctx.scope, meant, 0, MOST)
    if not homes:
        return False
    if len(homes) == 1:
        _told(ctx, homes[0], found)
    else:
        _which(ctx, homes, found)
    return True


def _which(ctx: Context, homes: Iterable[Home], found: News) -> None:
    """Several bear the name: asks whose news it is."""
    about = {"who": found.who, "field": found.field, "value": found.value}
    choices = [
        Choice(
            ctx.t("change.whose", head=home.head, place=card.place(ctx, home)),
            "household.told",
            {"household": home.id, **about},
        )
        for home in homes
    ]
    ctx.say(ctx.t("change.which"), *choices)


def told(ctx: Context, args: Args) -> None:
    """The household was chosen to which the news belongs."""
    home = upkeep.home_of(ctx, int(args["household"]))
    if home is None:
        raise Refused("press.gone")
    _told(ctx, home, News(args["who"], args["field"], args["value"]))


def _told(ctx: Context, home: Home, found: News) -> None:
    """Writes the news at once, as it is undone at once; asks before anybody leaves the register."""
    if found.field == "away":
        forms.start(ctx, upkeep.FORM, household=home.id, field="away", value=True)
    elif found.field == "gone":
        meant = _meant(ctx, home, found.who)
        forms.start(ctx, upkeep.FORM, household=home.id, field="gone", **({} if meant is None else {"value": meant}))
    else:
        upkeep.write(ctx, home, found.field, found.value)


def _meant(ctx: Context, home: Home, who: str) -> int | None:
    """Whom of a household a name means: a member, or the head by one of his names; None for nobody who is there."""
    member = next((one.id for one in upkeep.members(ctx, home) if one.name in who), None)
    heads = (home.head, *households.aliases(ctx.session, ctx.scope, home.id))
    return upkeep.HEAD if member is None and any(name in who for name in heads) else member


WORDS: tuple[Word, ...] = ()
ACTIONS = (Action("household.told", told, on="household"),)
FORMS: tuple[Form, ...] = ()
