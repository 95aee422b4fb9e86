"""查: one's own and one's villages' records, by name, nickname, pinyin, village, days, category or any words."""

from __future__ import annotations

from typing import Any

from handlers import card, recording
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.routes import Action, Args, Word
from handlers.rules.periods import period
from storage import diary, search, units
from storage.search import Wanted
from storage.vocabulary import CATEGORIES

PAGE = 6
# A name is no longer than this; what is longer is looked for as words.
LONGEST_NAME = 6


def find(ctx: Context, args: Args) -> None:
    """The first page of what a word's argument, or a button, asks for."""
    said = str(args["argument"]).strip()
    if not said:
        ctx.say(ctx.t("find.how"))
        return
    page(ctx, {"said": said, "page": 0})


def page(ctx: Context, args: Args) -> None:
    """One page of records found; each opens its card."""
    said, number = str(args["said"]), int(args["page"])
    ids, more = search.entries(ctx.session, ctx.scope, wanted(ctx, said), number, PAGE)
    ctx.audit("find", f"person:{ctx.member.person_id}")
    if not ids:
        ctx.say(ctx.t("find.none", said=card.shortened(said)))
        return
    found = [card.veil(ctx, saved) for saved in diary.load(ctx.session, ctx.scope, ids)]
    choices = card.listed(ctx, found, "find.page", {"said": said}, number, more)
    ctx.say(ctx.t("find.page", said=card.shortened(said), number=number + 1), *choices)


def wanted(ctx: Context, said: str) -> Wanted:
    """What the words ask for: each is a village, a period, a category, a person, or simply a word of the record."""
    near = _near(ctx)
    known: dict[str, Any] = {"households": [], "categories": [], "words": []}
    for word in said.replace("，", " ").replace(",", " ").split():
        places = ctx.names().places.get(word, ())
        if len(places) == 1:
            known["village"] = places[0].village
        elif days := period(word, ctx.now.date()):
            known["days"] = days
        elif word in (categories := _categories(ctx)):
            known["categories"].append(categories[word])
        elif homes := _households(ctx, near, word):
            known["households"] += homes
        else:
            known["words"].append(word)
    return Wanted(near, **known)


def _near(ctx: Context) -> tuple[int, ...]:
    """The villages whose records one may open: those one serves, or leads, or is an officer of."""
    if ctx.scope.roles.isdisjoint(("leader", "village_officer")):
        return ctx.scope.villages
    return tuple(unit.id for unit in units.below(ctx.session, ctx.scope))


def _categories(ctx: Context) -> dict[str, str]:
    return {ctx.texts.of("category", code): code for code in CATEGORIES}


def _households(ctx: Context, near: tuple[int, ...], word: str) -> list[int]:
    """The households that a name, nickname or pinyin means; none when it is another word."""
    if word.isascii():
        return search.sounding(ctx.session, ctx.scope, near, word) if word.isalpha() and len(word) > 1 else []
    if len(word) > LONGEST_NAME:
        return []
    mentions = recording.resolve(ctx, word, None)
    meant = [id_ for m in mentions for id_ in ((m.household,) if m.household is not None else m.candidates)]
    return [id_ for id_ in meant if id_ is not None]


WORDS = (Word("find", ("查", "查找"), "find", find),)
ACTIONS = (Action("find.page", page),)
FORMS: tuple[Form, ...] = ()
