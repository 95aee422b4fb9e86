"""Whom a task is for, in the sender's own words: 北片包村干部 低保户，除了周建明."""

from __future__ import annotations

import re
from typing import Any, Final

from msgspec.structs import replace

from handlers import card
from handlers.kit.answers import Options, Unreadable, option
from handlers.kit.clean import clean
from handlers.kit.context import Context
from handlers.kit.forms import Answers
from storage import addressees, people, units
from storage.audiences import Audience
from storage.vocabulary import ROLES, TAGS, Role

MOST_CLUSTERS: Final = 4
EVERYBODY: Final = frozenset({"所有人", "大家", "全体", "全员", "everybody", "all"})
EVERYWHERE: Final = frozenset({"全镇", "全乡", "全县", "全部", "全体", "所有", "各", "各村", "每个村"})
_BETWEEN: Final = re.compile(r"[\s,，、;；]+")
_AND: Final = re.compile(r"[和及]")
_SILENT: Final = re.compile(r"(?:任务)?№?(\d{1,9})号?未回执")
_EXCEPT: Final = re.compile(r"^(?:除了|除去|除|不含|不包括)")


def options(ctx: Context, known: Answers) -> Options:
    """The usual audiences; any other is said."""
    offered: list[tuple[str, Any]] = [
        (ctx.t("task.all_cadres"), _kept(ctx.t("task.all_cadres"), Audience(roles=("cadre",)))),
        (ctx.t("task.all_officers"), _kept(ctx.t("task.all_officers"), Audience(roles=("village_officer",)))),
    ]
    for id_, name in addressees.clusters(ctx.session, ctx.scope)[:MOST_CLUSTERS]:
        label = ctx.t("task.unit_cadres", unit=name)
        offered.append((label, _kept(label, Audience(units=(id_,), roles=("cadre",)))))
    return offered


def _kept(said: str, audience: Audience) -> dict[str, Any]:
    return {"said": said, "audience": audience.kept()}


def read(ctx: Context) -> dict[str, Any]:
    """The answer: what was said, and the audience it means. Raises Unreadable and names what was not understood."""
    said = clean(ctx.incoming.text)
    if offered := option(said, options(ctx, {})):
        found: dict[str, Any] = offered[1]
        return found
    return _kept(said, meant(ctx, said))


def meant(ctx: Context, said: str, found: Audience = Audience()) -> Audience:  # noqa: B008
    """What words mean, on top of what is known of an audience. Raises Unreadable and names what was not understood."""
    outside = everybody = False
    for word in _words(ctx, said):
        bare = _EXCEPT.sub("", word)
        outside = outside or bare != word
        bare = re.sub(r"(?:以外|之外|外|的)$", "", bare) if bare not in EVERYBODY else bare
        everybody = everybody or bare in EVERYBODY
        if bare and bare not in EVERYBODY:
            found = _without(ctx, found, bare) if outside else _with(ctx, found, bare)
    if found == Audience() and not everybody:
        raise Unreadable("task.who_unknown", said=card.shortened(said))
    unsaid = not (found.roles or found.people or found.silent or everybody)
    return replace(found, roles=("cadre",)) if unsaid else found


def _words(ctx: Context, said: str) -> list[str]:
    """The words of a sentence; 和平村 is one of them, 上云和下云 are two."""
    names = (*units.all_names(ctx.session, ctx.scope), *people.names(ctx.session, ctx.scope).values())
    whole = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if _AND.search(name))
    parts = re.split(f"({whole})", said) if whole else [said]
    # Every other part is a name that holds 和; what stands right before or behind it belongs to it: 和平村包村干部.
    kept = "".join(part if place % 2 else _AND.sub(" ", part) for place, part in enumerate(parts))
    return [word for word in _BETWEEN.split(kept) if word]


def _with(ctx: Context, found: Audience, word: str) -> Audience:
    if match := _SILENT.fullmatch(word):
        return replace(found, silent=int(match[1]))
    role = _role(ctx, word)
    if role is not None:
        place, code = role
        found = replace(found, roles=tuple(dict.fromkeys((*found.roles, code))))
        return _with(ctx, found, place) if place else found
    if word in EVERYWHERE:
        return replace(found, roles=found.roles or ("cadre",))
    if units := addressees.units_named(ctx.session, ctx.scope, word):
        return replace(found, units=(*found.units, *(id_ for id_, _ in units)))
    if people := addressees.people_named(ctx.session, ctx.scope, word):
        return replace(found, people=(*found.people, *people))
    known_tags = {*TAGS, *addressees.tags_used(ctx.session, ctx.scope)}
    if tag := next((tag for tag in (word, f"{word}户") if tag in known_tags), None):
        return replace(found, tags=(*found.tags, tag))
    bare = word.removeprefix("未")
    if duty := next((code for code, name in card.duty_names(ctx).items() if name == bare), None):
        return replace(found, duties=(*found.duties, duty), since=ctx.now.date().replace(day=1).isoformat())
    raise Unreadable("task.who_unknown", said=card.shortened(word))


def _without(ctx: Context, found: Audience, word: str) -> Audience:
    if people := addressees.people_named(ctx.session, ctx.scope, word):
        return replace(found, without=(*found.without, *people))
    if units := addressees.units_named(ctx.session, ctx.scope, word):
        return replace(found, without_units=(*found.without_units, *(id_ for id_, _ in units)))
    raise Unreadable("task.who_unknown", said=card.shortened(word))


def _role(ctx: Context, word: str) -> tuple[str, Role] | None:
    """A role's everyday name at the end of a word, and the place before it: 北片包村干部."""
    named = [(name, role) for role in ROLES for name in ctx.texts.of("task_role", role).split()]
    for name, role in sorted(named, key=lambda one: -len(one[0])):
        if word.endswith(name):
            return word.removesuffix(name), role
    return None
