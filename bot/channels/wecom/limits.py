"""What an app of WeCom can do, as data (https://developer.work.weixin.qq.com/document/path/90236, 90372, 90231)."""

from __future__ import annotations

from typing import Final

from bot.limiter import Rate, Rates

NAME: Final = "wecom"
# A message's text, counted in bytes; the platform cuts what is longer without a word.
LONGEST_TEXT: Final = 2048
# Buttons of a card; more choices than that are shown as a numbered list. Characters of a button.
MOST_BUTTONS: Final = 6
LONGEST_BUTTON: Final = 10
# Characters of a card's title and of the text below it, as far as phones show them.
LONGEST_TITLE: Final = 36
LONGEST_BODY: Final = 160
# Members that one call may address.
MOST_MEMBERS: Final = 1000
# The platform drops the 31st message of a minute and the 1,001st of an hour to a member without a word: 16 a minute are
# within both. The 10,000 calls a minute are for all.
RATES: Final = Rates(overall=Rate(100, 1.0), person=Rate(16, 60.0), group=Rate(16, 60.0))
# A message whose turn would come later than this gives its place up for now.
PATIENCE: Final = 8.0
# When everybody pushes, and the vendor asks not to: what nobody waits for goes out after these minutes.
BUSY_MINUTES: Final = (0, 30)
# Seconds in which the platform itself leaves out the copy of an equal message, at most.
COPIES_LEFT_OUT: Final = 14_400
# The app's menu: buttons, and how many below each.
MOST_MENU: Final = 3
MOST_BELOW: Final = 5
# What phones show or play by themselves; everything else goes as a file.
KINDS: Final = {"image/jpeg": "image", "image/png": "image", "audio/amr": "voice"}
