"""What a sentence is when it is no record: thanks, a question, a plan, or anything else."""

from __future__ import annotations

from typing import Final, Literal

from handlers.patterns import regex

Talk = Literal["chat", "question", "plan", "other"]

_CHAT: Final = regex(
    r"(?:收到了?|好的?|好嘞|好滴|嗯+|哦+|行|可以|知道了?|明白了?|了解|谢+了?|多谢|感谢|辛苦了?|客气了?|不客气|没事|"
    r"早|早上好|上午好|中午好|下午好|晚上好|晚安|你好|您好|大家|各位|领导|书记|镇长|老师|哈+|呵+|嘿+|对|是的?|没问题|"
    r"在|在吗|再见|拜拜|ok|okay|yes|thanks?|hi|hello|\+?1|[吧呀啊哈的了哦嗯您你])+"
)
_QUESTION: Final = regex(
    r"[?？]|[吗么呢]$|怎么|怎样|如何|咋|什么时候|啥时候|哪里|哪个|为什么|能不能|可不可以|是不是|有没有|多少"
)
_PLAN: Final = regex(r"明[天早晚]|后天|下周|下个?月|改天|过几天|准备|打算|计划|安排|要去|想去|记得|提醒")
_NOT_WORDS: Final = regex(r"[\W_]+")


def talk(text: str) -> Talk:
    """What kind of talk this is. Emoji and punctuation alone are chat."""
    words = _NOT_WORDS.sub("", text).casefold()
    if not words or _CHAT.fullmatch(words):
        return "question" if words.endswith("吗") and len(words) > 2 else "chat"
    if _QUESTION.search(text):
        return "question"
    return "plan" if _PLAN.search(text) else "other"
