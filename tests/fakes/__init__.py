"""Strict fakes of the platforms over real sockets: they refuse what the platform refuses and re-send as it does."""

from tests.fakes.fake import Fake
from tests.fakes.faults import Fault, broken, cut, garbage, silent, slow, too_many
from tests.fakes.telegram import Telegram

__all__ = ["Fake", "Fault", "Telegram", "broken", "cut", "garbage", "silent", "slow", "too_many"]
