"""The questions of the forms: which village, which day, which duty, one sentence, and what the matter in it is."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, Final

from handlers import card, fields
from handlers.guided import households
from handlers.guided.sentences import keep, known_of, sentence
from handlers.kit import answers
from handlers.kit.answers import Again, Options, Unreadable
from handlers.kit.clean import clean
from handlers.kit.context import Context
from handlers.kit.forms import Answers
from handlers.patterns import regex
from handlers.reading import Reading
from handlers.reading.plain import plain
from handlers.reading.villages import find_villages
from handlers.wishes import URGENT
from storage import units
from storage.vocabulary import CATEGORIES, DUTY_CODES

# Villages offered as buttons.
MOST_VILLAGES: Final = 20
_NUMBERS: Final = regex(r"\d{1,3}([\s,，、.;；和]+\d{1,3})*")


def village_name(ctx: Context, known: Answers) -> str:
    """The village the form is about."""
    return ctx.names().village_name(known["village"][0]) or ""


def villages(ctx: Context, known: Answers) -> Options:
    """One's own villages; for whoever serves none, those he reads, unless they are better said."""
    return [(ctx.names().village_name(id_) or "", id_) for id_ in _own(ctx)]


def _own(ctx: Context) -> tuple[int, ...]:
    reads = () if ctx.home else tuple(unit.id for unit in units.below(ctx.session, ctx.scope))
    return ctx.home or (reads if len(reads) <= MOST_VILLAGES else ())


def village(ctx: Context) -> list[int]:
    """One village or several, by number or by name. Raises Unreadable."""
    told = sentence(ctx)
    if told is not None:
        if told.village is None:
            raise Unreadable("guided.kept")
        return [told.village]
    said, own = plain(ctx.incoming.text).strip(), _own(ctx)
    if _NUMBERS.fullmatch(said):
        places = [int(number) for number in re.findall(r"\d+", said)]
        if not all(1 <= place <= len(own) for place in places):
            raise Unreadable("answer.place")
        return list(dict.fromkeys(own[place - 1] for place in places))
    named = [mention.villages for mention in find_villages(said, ctx.names(), own)]
    if not named or any(len(meant) != 1 for meant in named):
        raise Unreadable("answer.place")
    return list(dict.fromkeys(meant[0] for meant in named))


def days(ctx: Context, known: Answers) -> Options:
    """Today, yesterday, and that another day can be said."""
    today = ctx.now.date()
    yesterday = today - timedelta(days=1)
    return [
        (ctx.t("button.this_day"), today),
        (ctx.t("button.day_before"), yesterday),
        (ctx.t("button.other_day"), None),
    ]


def day(ctx: Context) -> str:
    """A day up to today, as ISO text. Raises Unreadable."""
    if offered := answers.option(clean(ctx.incoming.text), days(ctx, {})):
        if offered[1] is None:
            raise Unreadable("correct_ask.day")
        return str(offered[1])
    told = sentence(ctx)
    if told is None:
        return fields.day(ctx)
    if told.date is None:
        raise Unreadable("guided.kept")
    return min(told.date, ctx.now.date()).isoformat()


def duties(ctx: Context, known: Answers) -> Options:
    """The nine duties under the names this township gives them."""
    return [(name, code) for code, name in card.duty_names(ctx).items()]


def duty(ctx: Context) -> str | None:
    """One of the duties; None when a whole sentence came, which tells it. Raises Unreadable."""
    if offered := answers.option(clean(ctx.incoming.text), duties(ctx, {})):
        return str(offered[1])
    if sentence(ctx) is not None:
        return None
    raise Unreadable("answer.choice", most=len(DUTY_CODES))


def ask_words(ctx: Context, known: Answers) -> str:
    """The question for the sentence, under whom it is about."""
    assert ctx.draft is not None  # a step is only asked inside its form
    question = ctx.texts.of("guided_words", ctx.draft.form.partition(".")[0])
    names = [someone["words"] for someone in known.get("who") or ()]
    lines = [ctx.t("guided.whom", names=ctx.t("card.comma").join(names))] if names else []
    if households.others(ctx, known):
        lines.append(ctx.t("guided.more"))
    return "\n".join([*lines, question])


def words(ctx: Context) -> dict[str, Any]:
    """The sentence; or one more household that was pressed below the question. Raises Again, Unreadable."""
    known = known_of(ctx)
    if households.joined(ctx, known):
        raise Again
    keep(ctx, answers.text(ctx))
    return dict(known["words"])


def has_matter(known: Answers) -> bool:
    """Whether there is one matter to be asked about."""
    return known["words"]["category"] is not None


def ask_matter(ctx: Context, known: Answers) -> str:
    """The matter's kind as it was guessed, to be confirmed with how pressing it is."""
    if known.get("changing"):
        return ctx.texts.of("correct_ask", "category")
    text = card.shortened(known["words"]["text"])
    return ctx.t("guided.matter", text=text, category=ctx.texts.of("category", _category(known)))


def _category(known: Answers) -> str:
    return str(known.get("category") or known["words"]["category"])


def matter_options(ctx: Context, known: Answers) -> Options:
    """Calm or urgent, as it reads first; another kind; or no matter at all."""
    if known.get("changing"):
        return _kinds(ctx)
    pressing = [(ctx.t("button.not_urgent"), "calm"), (ctx.t("button.urgent"), "urgent")]
    options = [*pressing[:: -1 if known["words"]["urgent"] else 1], (ctx.t("button.other_kind"), "change")]
    assert ctx.draft is not None
    return options if ctx.draft.form == "issue.form" else [*options, (ctx.t("button.no_matter"), "none")]


def _kinds(ctx: Context) -> list[tuple[str, str]]:
    return [(ctx.texts.of("category", code), code) for code in CATEGORIES]


def matter(ctx: Context) -> str:
    """calm, urgent or none; another kind is noted and asked about once more. Raises Again, Unreadable."""
    known, said = known_of(ctx), clean(ctx.incoming.text)
    offered = matter_options(ctx, known)
    found = answers.pick(said, [label for label, _ in offered])
    value = offered[found][1] if found is not None else dict(_kinds(ctx)).get(said)
    if value == "change":
        known["changing"] = True
        raise Again
    if value in CATEGORIES:
        known.pop("changing", None)
        known["category"] = value
        raise Again
    if value is None and said in URGENT:
        value = "urgent" if URGENT[said] else "calm"
    if value is None:
        raise Unreadable("answer.choice", most=len(offered))
    return str(value)


def day_of(known: Answers, reading: Reading) -> date | None:
    """The day chosen, else the day told."""
    return date.fromisoformat(known["day"]) if known.get("day") else reading.date
