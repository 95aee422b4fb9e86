"""Logs: one JSON line an event on standard error, without message bodies, names, phones or tokens.

Whatever is logged, by us or by a library, passes `scrubbed`: it leaves nothing that is not ASCII (nobody writes Chinese
but people), no long number and no long random word. Of an error its type, its words and where it was raised remain.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

# Structlog would load rich, for a console that is never written to; that is a twentieth of a start.
_absent: Any = None
_rich: Any = sys.modules.setdefault("rich", _absent)
import structlog  # noqa: E402

if _rich is None:
    del sys.modules["rich"]

Event = MutableMapping[str, Any]

GONE = "…"
# Telephone and identity numbers, also written in groups. Moments and our own numbers are shorter.
_NUMBERS = re.compile(r"\d(?:[ -]?\d){6,}[Xx]?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
# Tokens, keys, cookies and codes: letters and digits mixed, or with both cases, and no word between.
_SECRETS = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{16,}={0,2}", re.ASCII)
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
# What a database tells of a row that broke a rule is the row.
_DETAIL = re.compile(r"DETAIL:.*", re.DOTALL)
# Libraries that log addresses, and with them secrets, or every step they take.
LOUD = ("httpx", "httpcore", "telegram", "urllib3", "wechatpy", "apscheduler", "asyncio", "sqlalchemy")
# The secrets of this process, by themselves. Anything shorter would leave holes in words.
SHORTEST_SECRET = 12
_hidden: set[str] = set()
# Places an error passed through, the last ones.
MOST_PLACES = 12


def set_up(level: str = "warning") -> None:
    """Sets up logging: ours, and that of libraries. Those that log URLs, and so tokens, stay at warning."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[structlog.processors.add_log_level, _dated, _told, _scrubbed, _line],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    handler = _Handler()
    handler.setFormatter(_Formatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(number, logging.INFO))
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)


def hide(secrets: Iterable[str]) -> None:
    """These are left out wherever they stand, whatever they look like; short ones are not."""
    _hidden.update(secret for secret in secrets if len(secret) >= SHORTEST_SECRET)


def scrubbed(value: Any) -> Any:
    """A value without anything that might be somebody's."""
    if isinstance(value, str):
        return _scrub(value)
    if isinstance(value, dict):
        return {_scrub(str(key)): scrubbed(member) for key, member in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [scrubbed(member) for member in value]
    return value if value is None or isinstance(value, bool | int | float) else _scrub(str(value))


def _scrub(text: str) -> str:
    """Moments are taken out of the way first: their digits are nobody's."""
    for secret in _hidden:
        text = text.replace(secret, GONE)
    moments = _MOMENT.findall(text)
    text = _MOMENT.sub("\x00", _DETAIL.sub("", text))
    for pattern in (_FOREIGN, _NUMBERS, _SECRETS):
        text = pattern.sub(GONE, text)
    for moment in moments:
        text = text.replace("\x00", moment, 1)
    return text


def _dated(_logger: Any, _method: str, event: Event) -> Event:
    event["timestamp"] = datetime.now(UTC).isoformat(timespec="milliseconds")
    return event


def _told(_logger: Any, _method: str, event: Event) -> Event:
    """An error as data, without the lines of code and the values that a traceback shows."""
    info = event.pop("exc_info", None)
    if info:
        error = sys.exc_info()[1] if info is True else info if isinstance(info, BaseException) else info[1]
        event["error"] = [scrubbed(found) for found in _chain(error)]
    return event


def _chain(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """The error, and what it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        places = traceback.extract_tb(error.__traceback__)[-MOST_PLACES:]
        at = [f"{Path(place.filename).name}:{place.lineno} {place.name}" for place in places]
        yield {"type": type(error).__name__, "says": str(error), "at": at}
        error = error.__cause__ or error.__context__


def _scrubbed(_logger: Any, _method: str, event: Event) -> Event:
    return {key: value if key in ("timestamp", "level", "error") else scrubbed(value) for key, value in event.items()}


def _line(_logger: Any, _method: str, event: Event) -> str:
    return orjson.dumps(event).decode()


class _Handler(logging.Handler):
    """Writes to what is standard error now, as ours do."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line."""
        print(self.format(record), file=sys.stderr, flush=True)


class _Formatter(logging.Formatter):
    """Lines of libraries in the same form."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        event: Event = {"event": record.getMessage(), "logger": record.name, "level": record.levelname.lower()}
        if record.exc_info:
            event["exc_info"] = record.exc_info
        for step in (_dated, _told, _scrubbed):
            event = step(None, "", event)
        return _line(None, "", event)
