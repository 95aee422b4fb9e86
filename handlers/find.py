"""查: one's own and one's villages' records, by name, nickname, pinyin, village, days, category or any words."""

from __future__ import annotations

from typing import Any, Final

from handlers import card, recording
from handlers.kit import access
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Word, back_to
from handlers.patterns import regex
from handlers.rules.periods import period
from storage import diary, search, units
from storage.search import Found, Wanted
from storage.vocabulary import CATEGORIES, ISSUE_STATES, LIVE_STATES, SETTLED_STATES

PAGE = 6
_NUMBER: Final = regex(r"(?:事项|matter)(\d{1,9})")
# A name is no longer than this; what is longer is looked for as words.
LONGEST_NAME = 6

# The lines that tell it, the buttons that open it, and whether there is more.
Page = tuple[list[str], list[Choice], bool]


def find(ctx: Context, args: Args) -> None:
    """The first page of what a word's argument, or a button, asks for."""
    said = str(args["argument"]).strip()
    if not said:
        ctx.say(ctx.t("find.how"))
        return
    page(ctx, {"said": said, "page": 0})


def page(ctx: Context, args: Args) -> None:
    """One page of what was found; each opens its card."""
    said, number = str(args["said"]), int(args["page"])
    asked = wanted(ctx, said)
    ctx.audit("find", f"person:{ctx.member.person_id}")
    told = _matters if asked.states or asked.late or asked.issue else _records
    lines, choices, more = told(ctx, asked, number, back_to("find.page", {"said": said, "page": number}))
    if not choices:
        ctx.say(ctx.t("find.none", said=card.shortened(said)))
        return
    head = ctx.t("find.page", said=card.shortened(said), number=number + 1)
    ctx.say("\n".join([head, *lines]), *choices, *card.pages(ctx, "find.page", {"said": said}, number, more))


def _records(ctx: Context, asked: Wanted, number: int, back: Args) -> Page:
    """Records; those of a household or a village are told in words, as its timeline."""
    ids, more = search.entries(ctx.session, ctx.scope, asked, number, PAGE)
    found = [card.veil(ctx, saved) for saved in diary.load(ctx.session, ctx.scope, ids)]
    choices = [Choice(card.line(ctx, saved), "entry.show", {"entry": saved.id, **back}) for saved in found]
    whole = (asked.households or asked.village is not None) and not asked.words
    return [card.happened(ctx, saved) for saved in found] if whole else [], choices, more


def _matters(ctx: Context, asked: Wanted, number: int, back: Args) -> Page:
    found, more = search.matters(ctx.session, ctx.scope, asked, number, PAGE)
    return [], [Choice(_matter(ctx, one), "issue.show", {"issue": one.id, **back}) for one in found], more


def _matter(ctx: Context, one: Found) -> str:
    return ctx.t(
        "find.matter",
        id=one.id,
        day=card.day(ctx, one.day),
        village=one.village or ctx.t("card.no_village"),
        text=card.shortened(card.gist(ctx, one.category, one.text)),
        state=ctx.texts.of("issue_state", one.state),
    )


def wanted(ctx: Context, said: str) -> Wanted:
    """What the words ask for: each is a village, days, a state, a category, a person, or a word of the record."""
    near, today = _near(ctx), ctx.now.date()
    known: dict[str, Any] = {"households": [], "categories": [], "words": []}
    for word in said.replace("，", " ").replace(",", " ").split():
        if (village := _village(ctx, near, word)) is not None:
            known["village"] = village
        elif days := period(word, today):
            known["days"] = days
        elif states := _states(ctx, word):
            known["states"] = states
        elif word in ctx.t("find.late_words").split():
            known["late"] = today
        elif matter := _NUMBER.fullmatch(word):
            known["issue"] = int(matter[1])
        elif word in (categories := _categories(ctx)):
            known["categories"].append(categories[word])
        elif homes := _households(ctx, near, word):
            known["households"] += homes
        else:
            known["words"].append(word)
    return Wanted(near, access.reads_sensitive(ctx.scope), **known)


def _village(ctx: Context, near: tuple[int, ...], word: str) -> int | None:
    """The one village a word means: its name, an everyday name, or the sound of one that one may read."""
    places = ctx.names().places.get(word, ())
    if len(places) == 1:
        return places[0].village
    if not (word.isascii() and word.isalpha() and len(word) > 1):
        return None
    sounds = [unit.id for unit in units.below(ctx.session, ctx.scope) if word.casefold() in _sounds(unit.pinyin)]
    return sounds[0] if len(sounds) == 1 and sounds[0] in near else None


def _sounds(pinyin: str) -> set[str]:
    """wangjiawucun, wangjiawu, and their first letters."""
    bare = " ".join(pinyin.split()[:-1])
    return {sound for one in (pinyin, bare) if one for sound in search.spellings(one)}


def _states(ctx: Context, word: str) -> tuple[str, ...]:
    """The states a word means: 未办结 are all in which something is still to be done, 办结 the others."""
    if word in ctx.t("find.live_words").split():
        return LIVE_STATES
    if word == ctx.texts.of("issue_state", "resolved"):
        return SETTLED_STATES
    return tuple(state for state in ISSUE_STATES if word == ctx.texts.of("issue_state", state))


def _near(ctx: Context) -> tuple[int, ...]:
    """The villages whose records one may open: those one serves, or leads, or is an officer of."""
    if access.reads_below(ctx.scope):
        return tuple(unit.id for unit in units.below(ctx.session, ctx.scope))
    return ctx.scope.villages


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
