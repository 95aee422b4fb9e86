"""What strace saw: which acknowledgements left before their message was synced to the disk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

CALLS = "fdatasync,fsync,write,pwrite64"
# Longer than a page, so that the key of a message is seen in what is written to the log.
LONGEST = 4200

_WRITE = re.compile(r"^(\d+) +pwrite64\(\d+<[^>]*-wal>, ")
_SYNC = re.compile(r"^(\d+) +f(?:data)?sync\(\d+<[^>]*-wal>(?:\) += 0$| <unfinished)")
_SYNCED = re.compile(r"^(\d+) +<\.\.\. f(?:data)?sync resumed>.* = 0$")
_SAID = re.compile(r'^\d+ +write\(1<[^>]*>, "(k\d{7})\\n"')
_KEY = re.compile(r"k\d{7}")


def command(trace: Path) -> tuple[str, ...]:
    """The command that goes before the watched one."""
    return ("strace", "-f", "-y", "-s", str(LONGEST), "-e", f"trace={CALLS}", "-o", str(trace))


@dataclass(slots=True)
class Watch:
    """Follows the log line by line: which writes there were, up to which of them all is synced."""

    written: set[str] = field(default_factory=set)
    writes: int = 0
    synced: int = 0
    syncs: int = 0
    _begun: dict[str, int] = field(default_factory=dict)

    def early(self, lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
        """Each acknowledged key, and whether it was acknowledged too early."""
        for line in lines:
            if said := _SAID.match(line):
                yield said[1], said[1] not in self.written or self.synced < self.writes
            else:
                self._look(line)

    def _look(self, line: str) -> None:
        if _WRITE.match(line):
            self.writes += 1
            self.written.update(_KEY.findall(line))
        elif begun := _SYNC.match(line):
            # What is written while a sync runs, it may have missed.
            self._begun[begun[1]] = self.writes
            if "<unfinished" not in line:
                self._end(begun[1])
        elif ended := _SYNCED.match(line):
            self._end(ended[1])

    def _end(self, thread: str) -> None:
        if thread in self._begun:  # else it was the sync of another file
            self.synced = max(self.synced, self._begun.pop(thread))
            self.syncs += 1
