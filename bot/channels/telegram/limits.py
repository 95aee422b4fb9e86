"""What the Bot API can do, as data: its figures as of version 10 (https://core.telegram.org/bots/api)."""

from __future__ import annotations

from typing import Final

from bot.limiter import Rate, Rates

NAME: Final = "telegram"
# A message's text, counted in UTF-16 units.
LONGEST_TEXT: Final = 4096
# Buttons of one message in all and in a row; more choices than that are shown as a numbered list.
MOST_BUTTONS: Final = 100
MOST_IN_ROW: Final = 4
# A row of buttons on a phone holds about so many Chinese characters.
ROW_WIDTH: Final = 16
# Photos that go out side by side.
MOST_IN_ALBUM: Final = 10
# What is shown as a photo, and played as a voice note; anything else is sent as a file.
PHOTOS: Final = ("image/jpeg", "image/png", "image/webp")
VOICES: Final = ("audio/ogg", "audio/mpeg", "audio/mp4")
# The note that answers a press.
LONGEST_TOAST: Final = 200
# The kinds of updates that are asked for. A member's coming and going tells whether he can be reached.
UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
# Connections the platform may open to a webhook; it keeps the order of each chat by itself.
CONNECTIONS: Final = 40
RATES: Final = Rates(overall=Rate(30, 1.0), person=Rate(1, 1.0), group=Rate(20, 60.0))


def is_group(address: str) -> bool:
    """Groups have negative numbers."""
    return address.startswith("-")
