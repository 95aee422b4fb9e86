"""The fake of WeCom."""

from tests.fakes.wecom.people import Member
from tests.fakes.wecom.platform import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN, WeCom

__all__ = ["AES_KEY", "AGENT_ID", "CORP_ID", "SECRET", "TOKEN", "Member", "WeCom"]
