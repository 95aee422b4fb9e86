"""The one question on a card: what is missing, who is meant, or whether a matter is an old one told again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handlers.card import Question
from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.reading import Mention, Reading
from handlers.recording import resolve
from handlers.rules.likeness import alike
from storage import entries, issues
from storage.issues import Live
from storage.records import Matter, Record, Saved
from storage.vocabulary import ISSUE_TRANSITIONS, SENSITIVE_CATEGORIES

# More buttons than this nobody reads; the village can always be said in words.
MOST_CHOICES = 8


def first(ctx: Context, saved: Saved, reading: Reading, like: Sequence[tuple[int, Live]]) -> Question | None:
    """The first doubt about a new record, in the order of what spoils most: village, person, the same matter."""
    if saved.record.village_id is None:
        return village(ctx, saved, reading.villages)
    return who(ctx, saved, reading.people) or (same(ctx, saved, *like[0]) if like else None)


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


def same(ctx: Context, saved: Saved, place: int, older: Live) -> Question:
    """同一件事, or a new one. Until it is answered it is a new one."""
    args = {"entry": saved.id, "issue": saved.record.matters[place].id, "into": older.id}
    # Who has told a sensitive matter, and of whom, is not for the other cadres of the village: its kind must do.
    sensitive = older.category in SENSITIVE_CATEGORIES
    text = ctx.texts.of("category", older.category) if sensitive else older.text
    return Question(
        ctx.t("question.same", day=f"{older.opened_on.month}.{older.opened_on.day}", text=text),
        (
            Choice(ctx.t("button.same"), "entry.same", args),
            Choice(ctx.t("button.new"), "entry.new", {"entry": saved.id}),
        ),
    )


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
    return not ctx.scope.roles.isdisjoint(ISSUE_TRANSITIONS["open", "merged"])
