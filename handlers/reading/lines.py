"""A Reading as a line of the contract (`baocun read`)."""

from __future__ import annotations

from typing import Any

from handlers.reading.index import NameIndex
from handlers.reading.result import Reading


def as_line(id: str, reading: Reading, index: NameIndex) -> dict[str, Any]:
    """The JSON object of one line: village by its full name, people seen and concerned in one list of names."""
    return {
        "id": id,
        "kind": reading.kind,
        "village": index.village_name(reading.village),
        "date": reading.date.isoformat() if reading.date else None,
        "people": list(dict.fromkeys(mention.name for mention in reading.people)),
        "issues": [
            {"category": issue.category, "text": issue.text, "state": issue.state, "urgent": issue.urgent}
            for issue in reading.issues
        ],
        "duties": list(reading.duties),
        "promise": {"due": reading.promise.isoformat()} if reading.promise else None,
    }
