"""Regular expressions that are compiled when they are first asked: three hundred at once are an eighth of a start."""

from __future__ import annotations

import re
from typing import Any, Final, cast

_METHODS: Final = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


class _Pattern:
    """Stands for a compiled pattern. From the first question on, its methods are the compiled pattern's own."""

    __slots__ = ("flags", "pattern", *_METHODS)

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


_all: list[_Pattern] = []


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """Like `re.compile`, but a mistake in the source is found when the pattern is first asked, or by `compile_all`."""
    made = _Pattern(source, flags)
    _all.append(made)
    return cast("re.Pattern[str]", made)


def compile_all() -> None:
    """Compiles every pattern made so far, so that nobody's message waits for it. Raises re.PatternError."""
    for made in _all:
        made.match  # noqa: B018 - to ask for it is to compile it
