"""What an Official Account can do, as data.

https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Service_Center_messages.html
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.limiter import Rate, Rates

NAME: Final = "wechat"
# Where the platform hands in messages.
PATH: Final = "/wechat"
# A message's text, counted in bytes.
LONGEST_TEXT: Final = 2048
# So many messages may follow within so long: what a person writes, and his touch: subscribing, scanning, the menu.
AFTER_MESSAGE: Final = (timedelta(hours=48), 5)
AFTER_TOUCH: Final = (timedelta(minutes=1), 3)
# The platform counts by its own clock: we close a little earlier.
MARGIN: Final = timedelta(seconds=5)
# It waits five seconds for an answer to what was said; the way there and back is in them.
ANSWER_SECONDS: Final = 4.0
# An answer that was lost on its way is asked for again, twice within these seconds.
ASKS_AGAIN: Final = 30.0
RATES: Final = Rates(overall=Rate(100, 1.0), person=Rate(5, 1.0), group=Rate(5, 1.0))
# The menu: buttons, and how many below each.
MOST_MENU: Final = 3
MOST_BELOW: Final = 5
# Files that a follower can be sent; others he gets on the page.
PICTURES: Final = ("image/jpeg", "image/png")
