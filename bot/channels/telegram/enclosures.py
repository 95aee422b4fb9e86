"""Files as Telegram takes them: photos side by side, voice notes to be played, anything else as a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace
from telegram import Bot, InputMediaPhoto

from bot.channels import Enclosure
from bot.channels.telegram.limits import MOST_IN_ALBUM, PHOTOS, VOICES

PLAIN = "application/octet-stream"

# What goes out in one call: photos, or one of anything else.
Group = Sequence[Enclosure]


def groups(files: Sequence[Enclosure]) -> Iterator[Group]:
    """The files in their order, in as few calls as they can be sent with."""
    for photos, alike in groupby(files, key=_is_photo):
        ready, most = list(alike), MOST_IN_ALBUM if photos else 1
        yield from (ready[first : first + most] for first in range(0, len(ready), most))


def as_file(one: Enclosure) -> Enclosure:
    """The same without what it is, so that it is sent as any other file."""
    return replace(one, mime=PLAIN)


def _is_photo(one: Enclosure) -> bool:
    return one.mime in PHOTOS


async def send(bot: Bot, chat: int, group: Group) -> list[str]:
    """Sends what belongs to one call; the platform's numbers of the messages. Raises TelegramError."""
    first = group[0]
    if len(group) > 1:
        album = [InputMediaPhoto(one.body, filename=one.name) for one in group]
        return [str(message.message_id) for message in await bot.send_media_group(chat, album)]
    if _is_photo(first):
        message = await bot.send_photo(chat, first.body, filename=first.name)
    elif first.mime in VOICES:
        message = await bot.send_voice(chat, first.body, filename=first.name)
    else:
        message = await bot.send_document(chat, first.body, filename=first.name, disable_content_type_detection=True)
    return [str(message.message_id)]
