"""Which messages say the same to many, so that a platform may take them in one call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from storage.outbox import Outgoing

# Who has more to hear than this one message hears all of it in its order.
Lanes = dict[tuple[str, str], list[Outgoing]]
# The name of a call, and what goes out in it.
Calls = dict[str, list[Outgoing]]


def parted(batch: Sequence[Outgoing], most: Mapping[str, int]) -> tuple[Calls, Lanes]:
    """Calls of equal messages on these channels, up to so many in one, and the rest, each account's in its order.

    What was in a call before is in the very same one again, for the platform knows a copy of that and of nothing else.
    """
    calls: Calls = defaultdict(list)
    lanes: Lanes = defaultdict(list)
    for one in batch:
        if one.call is not None and one.channel in most and one.state != "repeating":
            calls[one.call].append(one)
        else:
            lanes[one.channel, one.address].append(one)
    for group in list(_equal(lanes, most)):
        calls[group[0].token or f"{group[0].id}"] = group
        for one in group:
            del lanes[one.channel, one.address]
    return calls, lanes


def _equal(lanes: Lanes, most: Mapping[str, int]) -> Iterator[list[Outgoing]]:
    equal: dict[tuple[Any, ...], list[Outgoing]] = defaultdict(list)
    for lane in lanes.values():
        if len(lane) == 1 and lane[0].channel in most and _plain(lane[0]):
            equal[_said(lane[0])].append(lane[0])
    for group in equal.values():
        group.sort(key=lambda one: one.id)
        size = most[group[0].channel]
        yield from (part for at in range(0, len(group), size) if len(part := group[at : at + size]) > 1)


def _plain(one: Outgoing) -> bool:
    """Whether it is nothing but words that nobody has got: answers, files, what takes another's place, what may have
    arrived are one person's."""
    more = any(one.body.get(name) for name in ("answers", "in_place", "files", "papers"))
    return not more and not one.done and one.state == "pending"


def _said(one: Outgoing) -> tuple[Any, ...]:
    labels = tuple(choice["label"] for choice in one.body["choices"])
    return one.channel, one.body["text"], labels
