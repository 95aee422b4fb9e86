"""What words weigh when a clause is judged, and word patterns that no list can hold."""

from __future__ import annotations

import re
from typing import Final

from handlers.reading.plain import PERSON
from handlers.reading.words import lists

# Parts where "done" alone tells of a matter (低保年审办好了); elsewhere it is help or a chat (被子晒好了).
_WEIGHTS: Final = lists("weights")
SETTLED_PARTS: Final = frozenset(_WEIGHTS["settled parts"])
# Everyday words that name a topic only beside a stronger sign.
FAINT: Final = frozenset(_WEIGHTS["faint"])
# Troubles that are also the subject of meetings, patrols and lessons.
SUBJECTS: Final = frozenset(_WEIGHTS["subjects"])
# Not quarrels by themselves: only when nothing else claims the matter.
MILD: Final = frozenset(_WEIGHTS["mild"])
QUARREL: Final = re.compile(
    rf"{PERSON}[^,;。]{{0,4}}[和跟与同、]{PERSON}[^,;。]{{0,8}}(?:因为|因|为了|为)[^,;。]{{2,}}|(?:要|找|让|叫|喊)(?:求)?[^,;。]{{0,5}}赔(?!本)|(?:婆婆|公公|儿媳|儿媳妇|妯娌|小姑|小叔|女婿|亲家|丈母娘|继父|后妈|前妻|前夫|老公|丈夫|媳妇|婆媳|夫妻|两口子)[^,;。]{{0,10}}(?:嫌|闹|吵|骂|打架|不和|偏心|赶出|摔)|老板[^,;。]{{0,8}}(?:不管|不赔|不给|不认|跑)|(?:打|揍|骂|踹)(?:了|过|起)?(?:他|她|老婆|媳妇|娃|孩子|{PERSON})"
)
# Going to a higher office to complain, or in numbers.
GOING_UP: Final = re.compile(
    r"(?:去|到|上|往)(?:省|市|县|京|北京|区)[里上城]?(?:政府|信访局|纪委|法院)?[^,;。]{0,4}(?:反映|告|闹|上访|讨|说理)"
    r"|(?:人|一起|集体|联合|带着|结伴)[^,;。]{0,20}(?:要|准备|扬言|约)[^,;。]{0,3}(?:去|到|上)(?:省|市|县|北京|镇政府)(?!医院)"
)
WIRING: Final = re.compile(
    r"(?:电线|线路|电路|插座|插板|闸刀|电表箱)[^,;。]{0,6}(?:破|裸|露|老化|烧|冒|麻|垂|掉)|(?:煤气|燃气|液化气|天然气)[^,;。]{0,5}(?:漏|味|老化)"
    r"|私拉|乱拉电线|乱接"
)
