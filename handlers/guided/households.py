"""Whom a form is about: those due for a visit, by number; anybody by two letters of pinyin or by name; or nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from handlers import card, recording
from handlers.guided.sentences import known_of, sentence
from handlers.kit.answers import Options, Unreadable, option
from handlers.kit.clean import clean
from handlers.kit.context import Context
from handlers.kit.forms import Answers
from handlers.patterns import regex
from handlers.reading import Mention
from handlers.reading.plain import plain
from storage import agenda, entries, search

# More buttons than this nobody reads.
MOST: Final = 6
LONGEST_NAME: Final = 4
NOBODY: Final = frozenset({"不在家", "没人", "没人在家", "没碰到人", "没见到人", "都不在", "没有", "无", "nobody"})
_BETWEEN: Final = regex(r"[\s,，、;；和跟及/]+")
_LETTERS: Final = regex(r"[a-zA-Z]{2,20}")
_NAME: Final = regex(rf"[\u3400-\u9fff·]{{2,{LONGEST_NAME}}}")

Chosen = dict[str, Any]


def offer_due(ctx: Context, known: dict[str, Any]) -> None:
    """Notes the households of the village that are due for a visit, the longest over it first."""
    unseen = agenda.unseen(ctx.session, ctx.scope, ctx.now.date())
    due = [one.household_id for one in unseen if one.village_id == known["village"][0]]
    known["offered"] = due[:MOST]


def found(ctx: Context, known: Answers) -> Options:
    """The households offered, told apart by 组 and 户号."""
    ids = list(known.get("offered", ()))
    rows = sorted(entries.addresses(ctx.session, ctx.scope, ids), key=lambda row: ids.index(row[0]))
    return [(ctx.t("question.household", head=head, group=group or "-", no=no), id_) for id_, head, group, no in rows]


def options(ctx: Context, known: Answers) -> Options:
    """The households offered, and that nobody was met."""
    return [*found(ctx, known), (ctx.t("button.nobody"), None)]


def others(ctx: Context, known: Answers) -> Options:
    """Households that were offered and not chosen: whoever saw several presses one after the other."""
    chosen = {someone["household"] for someone in known.get("who") or ()}
    return [(label, id_) for label, id_ in found(ctx, known) if id_ not in chosen] if chosen else ()


def joined(ctx: Context, known: dict[str, Any]) -> bool:
    """Whether the answer is one more of the households offered; then it is added."""
    offered = option(clean(ctx.incoming.text), others(ctx, known))
    if offered is None:
        return False
    known["who"] = [*known["who"], _one(ctx, offered[1])]
    return True


def read(ctx: Context) -> list[Chosen] | None:
    """Whom it is about; [] for nobody; None when a whole sentence came, which tells it. Raises Unreadable.

    Of several names, those that are clear are kept while the next unclear one is asked about.
    """
    known, said = known_of(ctx), clean(ctx.incoming.text)
    if said in NOBODY or said == ctx.t("button.nobody") or said == str(len(known.get("offered", ())) + 1):
        return []
    pressed = option(said, found(ctx, known))
    if pressed is None and sentence(ctx) is not None:
        return None
    meant: list[tuple[str, list[Chosen]]] = []
    if pressed is not None:
        meant = [(said, [_one(ctx, pressed[1])])]
    for word in [*([] if meant else _BETWEEN.split(said)), *known.get("pending", ())]:
        meant += _meant(ctx, known, word)
    if not meant:
        raise Unreadable("answer.empty")
    return _settled(known, meant)


def _settled(known: dict[str, Any], meant: Sequence[tuple[str, list[Chosen]]]) -> list[Chosen]:
    clear = [*known.get("picked", ()), *(found[0] for _, found in meant if len(found) == 1)]
    doubts = [(word, found) for word, found in meant if len(found) != 1]
    known["picked"], known["pending"] = clear, [word for word, _ in doubts[1:]]
    if not doubts:
        known.pop("picked")
        return list({(one["household"], one["words"]): one for one in clear}.values())
    word, candidates = doubts[0]
    if not candidates:
        raise Unreadable("guided.no_such", words=card.shortened(word))
    known["offered"] = [one["household"] for one in candidates][:MOST]
    raise Unreadable("question.who", words=word)


def _meant(ctx: Context, known: Answers, word: str) -> list[tuple[str, list[Chosen]]]:
    """Whom one word may mean: none, one or several for each name in it. Raises Unreadable for a number too large."""
    number = plain(word).strip()
    if not number:
        return []
    if number.isdecimal():
        return [(word, [_one(ctx, _numbered(known, int(number[:4])))])]
    if _LETTERS.fullmatch(number):
        named_so = search.beginning(ctx.session, ctx.scope, known["village"][:1], number)
        return [(word, [{"household": id_, "words": name} for id_, name in named_so])]
    mentions = recording.resolve(ctx, word, known["village"][0])
    named = [(mention.words, _fitting(ctx, mention)) for mention in mentions]
    return named or [(word, [_called(word)] if _NAME.fullmatch(word) else [])]


def _numbered(known: Answers, number: int) -> int:
    offered = known.get("offered", ())
    if not 1 <= number <= len(offered):
        raise Unreadable("guided.no_number", number=number)
    return int(offered[number - 1])


def _fitting(ctx: Context, mention: Mention) -> list[Chosen]:
    fits = (mention.household,) if mention.household is not None else mention.candidates
    return [_one(ctx, id_) for id_ in fits] or [_called(mention.words)]


def _one(ctx: Context, household: int) -> Chosen:
    home = ctx.names().households.get(household)
    return {"household": household, "words": home.head if home else ""}


def _called(words: str) -> Chosen:
    return {"household": None, "words": words}
