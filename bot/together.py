"""Which messages say the same to many, so that a platform may take them in one call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from storage.outbox import Outgoing

# Who has more to hear than this one message hears all of it in its order.
Lanes = dict[tuple[str, str], list[Outgoing]]


def alike(batch: Sequence[Outgoing]) -> bool:
    """Whether all of these say the same: there may be many more of them."""
    return len({_said(one) for one in batch}) == 1


def parted(batch: Sequence[Outgoing], channels: Collection[str]) -> tuple[list[list[Outgoing]], Lanes]:
    """Groups of equal messages on these channels, and the rest, each account's in its order."""
    lanes: Lanes = defaultdict(list)
    for one in batch:
        lanes[one.channel, one.address].append(one)
    equal: dict[tuple[Any, ...], list[Outgoing]] = defaultdict(list)
    for lane in lanes.values():
        if len(lane) == 1 and lane[0].channel in channels and _plain(lane[0]):
            equal[_said(lane[0])].append(lane[0])
    groups = [sorted(group, key=lambda one: one.id) for group in equal.values() if len(group) > 1]
    for one in (one for group in groups for one in group):
        del lanes[one.channel, one.address]
    return groups, lanes


def _plain(one: Outgoing) -> bool:
    """Whether it is nothing but words: answers, files, what takes another's place, what died twice are one person's."""
    more = any(one.body.get(name) for name in ("answers", "in_place", "files", "papers"))
    return not more and not one.done and one.state != "repeating"


def _said(one: Outgoing) -> tuple[Any, ...]:
    labels = tuple(choice["label"] for choice in one.body["choices"])
    return one.channel, one.state, one.body["text"], labels
