"""The one question on a card: what is missing, who is meant, or whether a matter is an old one told again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handlers.card import Question, brief
from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.reading import Mention, Reading
from handlers.recording import resolve
from handlers.rules.likeness import alike
from storage import entries, issues, moves
from storage.issues import Live
from storage.records import Matter, Record, Saved
from storage.vocabulary import SENSITIVE_CATEGORIES

# More buttons than this nobody reads; the village can always be said in words.
MOST_CHOICES = 8
# So many live matters are offered to be settled by one sentence.
MOST_SETTLED = 3


def first(ctx: Context, saved: Saved, reading: Reading, like: Sequence[tuple[int, Live]]) -> Question | None:
    """The first doubt about a new record, in the order of what spoils most: village, person, the same matter."""
    if saved.record.village_id is None:
        return village(ctx, saved, reading.villages)
    return (
        who(ctx, saved, reading.people) or settles(ctx, saved, like) or (same(ctx, saved, *like[0]) if like else None)
    )


def remaining(ctx: Context, saved: Saved) -> Question | None:
    """The first doubt that is left in a corrected record."""
    if saved.record.village_id is None:
        return village(ctx, saved, ())
    unknown = [someone.words for someone in saved.record.people if someone.household is None]
    return who(ctx, saved, (m for words in unknown for m in resolve(ctx, words, saved.record.village_id)))


def village(ctx: Context, saved: Saved, candidates: Sequence[int]) -> Question:
    """哪个村: those that may be meant, else one's own."""
    offered = (candidates or ctx.scope.villages)[:MOST_CHOICES]
    known = ctx.names()
    choices = [
        Choice(name, "entry.set", {"entry": saved.id, "field": "village", "value": id_})
        for id_ in offered
        if (name := known.village_name(id_))
    ]
    return Question(ctx.t("question.village" if choices else "question.village_in_words"), tuple(choices))


def who(ctx: Context, saved: Saved, mentions: Iterable[Mention]) -> Question | None:
    """哪一户: the households a name fits, told apart by 组 and 户号."""
    doubt = next((m for m in mentions if m.household is None and len(m.candidates) > 1), None)
    if doubt is None:
        return None
    fits = entries.addresses(ctx.session, ctx.scope, doubt.candidates)[:MOST_CHOICES]
    choices = [
        Choice(
            ctx.t("question.household", head=head, group=group or "-", no=no),
            "entry.set",
            {"entry": saved.id, "field": "household", "value": id_, "old": doubt.words},
        )
        for id_, head, group, no in fits
    ]
    return Question(ctx.t("question.who", words=doubt.words), tuple(choices))


def settles(ctx: Context, saved: Saved, like: Sequence[tuple[int, Live]]) -> Question | None:
    """办结: something was told as settled (李桂兰家水渠修好了), and there is a live matter that this may settle."""
    over = [(place, older) for place, older in like if not saved.record.matters[place].live][:MOST_SETTLED]
    if not over:
        return None
    choices = [
        Choice(
            ctx.t("button.settle") if len(over) == 1 else ctx.t("button.settle_this", text=brief(_gist(ctx, older))),
            "entry.same",
            {"entry": saved.id, "issue": saved.record.matters[place].id, "into": older.id},
        )
        for place, older in over
    ]
    told = ctx.t("card.comma").join(_dated(ctx, older) for _, older in over)
    return Question(ctx.t("question.settle", told=told), (*choices, _new(ctx, saved)))


def same(ctx: Context, saved: Saved, place: int, older: Live) -> Question:
    """同一件事, or a new one. Until it is answered it is a new one."""
    args = {"entry": saved.id, "issue": saved.record.matters[place].id, "into": older.id}
    return Question(
        ctx.t("question.same", told=_dated(ctx, older)),
        (Choice(ctx.t("button.same"), "entry.same", args), _new(ctx, saved)),
    )


def _new(ctx: Context, saved: Saved) -> Choice:
    return Choice(ctx.t("button.new"), "entry.new", {"entry": saved.id})


def _dated(ctx: Context, older: Live) -> str:
    return f"{older.opened_on.month}.{older.opened_on.day} {_gist(ctx, older)}"


def _gist(ctx: Context, older: Live) -> str:
    """Who has told a sensitive matter, and of whom, is not for the other cadres of the village: its kind must do."""
    sensitive = older.category in SENSITIVE_CATEGORIES
    return ctx.texts.of("category", older.category) if sensitive else older.text


def like_matters(ctx: Context, record: Record) -> list[tuple[int, Live]]:
    """The live matters that those of a record may be: (place among the record's matters, the older one).

    Only in a village that the speaker serves: the question quotes the older one, which is not for everybody.
    """
    village_id = record.village_id
    if not record.matters or village_id is None or village_id not in ctx.scope.villages or not _may_merge(ctx):
        return []
    categories = sorted({matter.category for matter in record.matters})
    live = issues.live(ctx.session, ctx.scope, village_id, categories)
    return [(place, older) for place, matter in enumerate(record.matters) for older in live if _like(matter, older)]


def _like(matter: Matter, older: Live) -> bool:
    told = (matter.text, matter.place, matter.households)
    return matter.category == older.category and alike(told, (older.text, older.place, older.households))


def _may_merge(ctx: Context) -> bool:
    """Asked of the transition table before anything is looked up; the merging itself asks it again."""
    return moves.may(ctx.scope, 0, "open", "merged")
