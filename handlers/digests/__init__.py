"""简报: what a leader reads of his own subtree, the same in chat and on the page."""

from __future__ import annotations

from handlers.digests.chat import ACTIONS, WORDS
from handlers.digests.facts import UNSEEN_DAYS
from handlers.digests.listing import Asked, Listing, listing
from handlers.digests.morning import morning
from handlers.digests.pictures import make
from handlers.digests.pictures import of as picture

__all__ = ["ACTIONS", "MAKERS", "UNSEEN_DAYS", "WORDS", "Asked", "Listing", "listing", "morning", "picture"]

MAKERS = {"digest.picture": make}
