"""A township's JSON as the reader's input, and a whole file of sentences read."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from handlers.reading import HouseholdNames, NameIndex, VillageNames, read
from handlers.reading.lines import as_line

DATA = Path(__file__).parents[1] / "data"


class Township:
    """The name index of one township file, and which villages each cadre answers for."""

    def __init__(self, path: Path) -> None:
        self.register: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        self.villages = [_village(number, row) for number, row in enumerate(self.register["villages"], 1)]
        self.index = NameIndex(self.villages, self.staff())
        self.ids = {village.name: village.id for village in self.villages}

    def staff(self) -> list[str]:
        """Everybody who is paid: cadres, leaders, administrators."""
        rows = self.register["cadres"] + self.register["leaders"] + self.register["admins"]
        return [row["name"] for row in rows]

    def home(self, cadre: str, day: date) -> list[int]:
        """The ids of the villages this cadre answers for on that day."""
        cadres = [row for row in self.register["cadres"] if row["name"] == cadre]
        return [self.ids[job["village"]] for row in cadres for job in row["villages"] if _holds(job, day.isoformat())]

    def line(self, row: dict[str, Any]) -> dict[str, Any]:
        """One sentence of the data read, as a line of the contract."""
        now = datetime.fromisoformat(row["now"])
        return as_line(row["id"], read(row["text"], now, self.index, self.home(row["me"], now.date())), self.index)


def _holds(job: dict[str, Any], day: str) -> bool:
    return bool(job["since"] <= day and (job["until"] is None or job["until"] >= day))


def _village(number: int, row: dict[str, Any]) -> VillageNames:
    households = [
        HouseholdNames(number * 10_000 + h["no"], h["head"], tuple(h["aka"]), group=h["group"], sex=h["sex"])
        for h in row["households"]
    ]
    officers = tuple(row[office]["name"] for office in ("secretary", "director") if row.get(office))
    return VillageNames(number, row["name"], tuple(row["aliases"]), row["groups"], tuple(households), officers)


def sentences(name: str) -> list[dict[str, Any]]:
    """The lines of one data file."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line.strip()]
