"""The catalogue of everything the bot says: gettext files read once, stable keys, one file a noun and language."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("zh_CN", "en")
DEFAULT_LANGUAGE = "zh_CN"


class Texts:
    """The texts in one language. Calling it fills in a text; an unknown key raises KeyError, which a test prevents."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else DEFAULT_LANGUAGE
        self._texts = catalogue(self.language)

    def __call__(self, key: str, **values: Any) -> str:
        """The text of a literal key, its {places} filled."""
        return self._texts[key].format(**values) if values else self._texts[key]

    def of(self, family: str, member: str, **values: Any) -> str:
        """The text of a key made from a fixed family and a code, such as category.dispute."""
        return self(f"{family}.{member}", **values)

    def family(self, name: str) -> dict[str, str]:
        """All texts of a family by their codes: what may be shown although an older release named it."""
        return {key.removeprefix(f"{name}."): text for key, text in self._texts.items() if key.startswith(f"{name}.")}

    def day(self, day: date) -> str:
        """A day as people say it: 11月20日(周五)."""
        weekday = self.of("weekday", str(day.weekday()))
        return self("day", month=day.month, day=day.day, weekday=weekday)


@cache
def catalogue(language: str) -> dict[str, str]:
    """Key → text of one language, from all its .po files. Raises KeyError for a key that stands in two of them."""
    from babel.messages.pofile import read_po

    found: dict[str, str] = {}
    for path in sorted(files("handlers.texts").joinpath(language).iterdir(), key=lambda path: path.name):
        with path.open("rb") as file:
            texts = {str(message.id): str(message.string) for message in read_po(file) if message.id}
        if doubled := found.keys() & texts.keys():
            raise KeyError(f"{path.name} repeats {sorted(doubled)}")
        found |= texts
    return found


def best_language(accept_language: str) -> str:
    """The catalogue that fits an Accept-Language header best; Chinese if none does."""
    from babel.core import negotiate_locale

    wanted = [part.split(";")[0].strip().replace("-", "_") for part in accept_language.split(",")]
    return negotiate_locale(wanted, LANGUAGES, aliases={"zh": "zh_CN"}) or DEFAULT_LANGUAGE
