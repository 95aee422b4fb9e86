"""The fake of a WeChat Official Account."""

from tests.fakes.wechat.people import OUT_OF_ORDER, Follower
from tests.fakes.wechat.platform import ACCOUNT, AES_KEY, APP_ID, SECRET, TOKEN, WeChat

__all__ = ["ACCOUNT", "AES_KEY", "APP_ID", "OUT_OF_ORDER", "SECRET", "TOKEN", "Follower", "WeChat"]
