"""A short campaign under strace, the control that must fail, and the reading of strace's lines itself."""

from __future__ import annotations

import shutil

import pytest

from storage.engine import Database
from tests.campaigns import place
from tests.campaigns.durability import campaign
from tests.campaigns.strace import Watch

ACKNOWLEDGEMENTS = 200

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="no strace on this machine")

WRITE = r'7 pwrite64(4</b.db-wal>, "\r\7k0000001\0", 4096, 24) = 4096'
SYNC = "7 fdatasync(4</b.db-wal>) = 0"
BEGUN = "7 fdatasync(4</b.db-wal> <unfinished ...>"
ENDED = "7 <... fdatasync resumed>) = 0"
SAID = r'7 write(1<pipe:[5]>, "k0000001\n", 9) = 9'


@pytest.mark.strace
@needs_strace
def test_every_acknowledgement_comes_after_a_sync(sqlite: Database) -> None:
    outcome = campaign(sqlite, ACKNOWLEDGEMENTS, place.seed())
    print(outcome)
    assert outcome.early == (), outcome
    assert outcome.acknowledged >= ACKNOWLEDGEMENTS
    assert outcome.syncs > 1


@pytest.mark.strace
@needs_strace
def test_without_full_synchronous_it_is_found(sqlite: Database) -> None:
    outcome = campaign(sqlite, ACKNOWLEDGEMENTS, place.seed(), "--synchronous", "NORMAL")
    assert len(outcome.early) > ACKNOWLEDGEMENTS / 2, outcome


@pytest.mark.parametrize(
    ("lines", "early"),
    [
        ([WRITE, SYNC, SAID], False),
        ([WRITE, BEGUN, ENDED, SAID], False),
        ([WRITE, SAID, SYNC], True),
        ([SYNC, WRITE, SAID], True),
        ([BEGUN, WRITE, ENDED, SAID], True),
        ([WRITE, BEGUN, SAID, ENDED], True),
        ([WRITE, SYNC.replace("-wal", ""), SAID], True),
        ([WRITE, SYNC.replace("= 0", "= -1 EIO (Input/output error)"), SAID], True),
        ([WRITE.replace("k0000001", "k0000002"), SYNC, SAID], True),
    ],
)
def test_what_counts_as_synced(lines: list[str], early: bool) -> None:
    assert list(Watch().early(lines)) == [("k0000001", early)]
