"""The small township on Telegram, against the strict fake."""

from __future__ import annotations

from datetime import datetime

from tests.channels.running import SENTENCE, Running
from tests.fakes import Telegram
from tests.fakes.telegram.people import Cadre

__all__ = ["SENTENCE", "Office"]


class Office(Running[Telegram]):
    """A running bot. A webhook may be added to its settings."""

    def bound(self, name: str) -> Cadre:
        """A person of the township whose chat is known already."""
        cadre = self.fake.person(name)
        cadre.chat.started = True
        self.bind(name, cadre.address)
        return cadre

    def unreachable(self, cadre: Cadre) -> datetime | None:
        """Since when this person cannot be written to."""
        return self.unreached(cadre.address)
