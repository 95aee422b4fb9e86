"""Strict fakes of the platforms over real sockets: they refuse what the platform refuses and re-send as it does."""

from tests.fakes.fake import Fake
from tests.fakes.faults import Fault, broken, cut, garbage, refuse, silent, slow, too_many
from tests.fakes.telegram import Telegram
from tests.fakes.wechat import WeChat
from tests.fakes.wecom import WeCom

__all__ = [
    "Fake",
    "Fault",
    "Telegram",
    "WeChat",
    "WeCom",
    "broken",
    "cut",
    "garbage",
    "refuse",
    "silent",
    "slow",
    "too_many",
]
