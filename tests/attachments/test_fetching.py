"""What a platform still holds: fetched after its message is recorded, tried again, given up with a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels import SendError
from bot.fetching import LEASE, WAITS, Fetcher
from handlers.kit.messages import File
from storage.engine import Database
from tests.attachments.test_photos import VISIT, ids, sees
from tests.conversation import Town
from tests.web.test_attachments import VOICE, picture


class Platform:
    """Holds files by their reference; an error stands for one that cannot be had."""

    def __init__(self, **files: bytes | BaseException) -> None:
        self.files = files
        self.asked: list[str] = []

    async def fetch(self, ref: str, most: int) -> bytes:
        """The file, or its error."""
        self.asked.append(ref)
        held = self.files[ref]
        if isinstance(held, BaseException):
            raise held
        return held[: most + 1]


@pytest.fixture
async def busy(database: Database) -> AsyncIterator[Town]:
    """A town whose writer has its thread."""
    town = Town(database)
    yield town
    town.writer.stop()


async def fetches(town: Town, platform: Platform) -> bool:
    """One turn of the fetcher, with the writer's thread behind it."""
    town.writer.start()
    try:
        return await Fetcher(town.writer, {"terminal": platform}, lambda: town.now).turn()
    finally:
        town.writer.stop()


async def test_a_platforms_photo_is_fetched_after_its_message_is_recorded(busy: Town) -> None:
    platform = Platform(p1=picture(), v1=VOICE)
    (card,) = busy.says("周建明", VISIT, files=(File("photo", "p1"),))
    assert "照片1张" in card.text
    assert not sees(busy, "周建明", ids(busy)[0])
    busy.says("周建明", files=(File("voice", "v1"),))
    assert await fetches(busy, platform)
    assert [sees(busy, "俞正阳", id_) for id_ in ids(busy)] == [True, True]
    assert not await fetches(busy, platform)
    assert sorted(platform.asked) == ["p1", "v1"]


async def test_the_same_photo_under_another_reference_is_kept_once(busy: Town) -> None:
    busy.says("周建明", VISIT, files=(File("photo", "p1"),))
    busy.says("周建明", files=(File("photo", "p2"),))
    await fetches(busy, Platform(p1=picture(), p2=picture()))
    assert len(ids(busy)) == 1


async def test_a_platform_that_is_down_is_asked_again_and_then_given_up(busy: Town) -> None:
    platform = Platform(p1=OSError("down"))
    busy.says("周建明", VISIT, files=(File("photo", "p1"),))
    for wait in WAITS:
        assert await fetches(busy, platform)
        assert not await fetches(busy, platform)
        busy.now += wait
    assert await fetches(busy, platform)
    assert busy.shown("周建明")[-1].text == "照片或语音没有收全，请再发一次。"
    assert ids(busy) == []
    assert len(platform.asked) == len(WAITS) + 1


async def test_what_is_gone_or_no_photo_is_given_up_at_once(busy: Town) -> None:
    busy.says("周建明", VISIT, files=(File("photo", "p1"), File("photo", "p2")))
    await fetches(busy, Platform(p1=SendError("gone", permanent=True), p2=b"<html>"))
    said = [shown.text for shown in busy.shown("周建明")[-2:]]
    assert ["没有收全" in said[0], "打不开" in said[1]] == [True, True]
    assert ids(busy) == []


async def test_a_crash_while_fetching_leaves_it_to_the_next(busy: Town) -> None:
    busy.says("周建明", VISIT, files=(File("photo", "p1"),))
    with pytest.raises(asyncio.CancelledError):  # the process is told to go while it waits for the platform
        await fetches(busy, Platform(p1=asyncio.CancelledError()))
    platform = Platform(p1=picture())
    assert not await fetches(busy, platform)
    busy.now += LEASE
    assert await fetches(busy, platform)
    assert sees(busy, "周建明", ids(busy)[0])
