"""Room on the disk: when it runs short nothing new is taken, so that what was taken can still be finished.

The database's own disk, and so only SQLite's; a PostgreSQL server looks after its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from storage.engine import Database

Room = Literal["enough", "low", "full"]

MEGABYTE = 1024 * 1024
# The alarm begins at this many times the reserve.
ALARM = 4


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


class Disk:
    """Looks at the free space each time it is asked: that is a system call of a few microseconds, and room that was
    made is noticed at once."""

    def __init__(self, database: Database, reserve_mb: int, look: Callable[[Path], int] = _free) -> None:
        self._folder = Path(str(database.engine.url.database)).absolute().parent if database.is_sqlite else None
        self._reserve = reserve_mb * MEGABYTE
        self._look = look

    @property
    def free(self) -> int | None:
        """Bytes that are free; None where they cannot be seen."""
        if self._folder is None:
            return None
        try:
            return self._look(self._folder)
        except OSError:
            return None

    @property
    def room(self) -> Room:
        """Whether there is enough, little, or less than the reserve: then nothing new is taken."""
        free = self.free
        if free is None or free >= self._reserve * ALARM:
            return "enough"
        return "low" if free >= self._reserve else "full"
