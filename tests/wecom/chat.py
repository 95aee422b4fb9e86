"""The small township on WeCom, against the strict fake, which hands in callbacks at a site of the bot's own."""

from __future__ import annotations

from tests.channels.housed import Housed
from tests.fakes import WeCom
from tests.fakes.wecom import Member


class Office(Housed[WeCom]):
    """A running bot with a site."""

    def bound(self, name: str) -> Member:
        """A person of the township whose account is known already."""
        member = self.fake.person(name)
        self.bind(name, member.userid.lower())
        return member
