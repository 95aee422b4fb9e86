"""The small township on the Official Account, against the strict fake."""

from __future__ import annotations

from tests.channels.housed import Housed
from tests.fakes import WeChat
from tests.fakes.wechat import Follower


class Office(Housed[WeChat]):
    """A running bot whose callback is saved in the console."""

    def save(self) -> None:
        """Types the callback's address into the console, which verifies it."""
        self.fake.save_callback(f"{self.url}/wechat")

    def bound(self, name: str) -> Follower:
        """A person of the township whose account is known already."""
        follower = self.fake.person(name)
        self.bind(name, follower.openid)
        return follower
