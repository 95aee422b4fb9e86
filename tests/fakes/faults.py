"""Faults on demand: for a method, so many times or until taken away, always or in a share of the calls."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from typing import Literal

Kind = Literal["too_many", "refuse", "broken", "slow", "silent", "garbage", "cut"]
ANY = "*"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong. `worked` says whether the call has its effect all the same."""

    kind: Kind
    seconds: float = 0
    status: int = 502
    worked: bool = False
    why: str = ""


def too_many(seconds: float = 1) -> Fault:
    """The platform asks to wait; nothing is done."""
    return Fault("too_many", seconds)


def broken(status: int = 502, *, worked: bool = False) -> Fault:
    """An error of the server, before the work or after it."""
    return Fault("broken", status=status, worked=worked)


def refuse(code: int, why: str = "refused for a test") -> Fault:
    """The platform says no with that code: 400, 40014, 60020 …"""
    return Fault("refuse", status=code, why=why)


def slow(seconds: float) -> Fault:
    """The answer is right and late."""
    return Fault("slow", seconds, worked=True)


def silent() -> Fault:
    """The work is done and never answered: the caller can only time out."""
    return Fault("silent", worked=True)


def garbage(*, worked: bool = True) -> Fault:
    """200 and a body that is no JSON."""
    return Fault("garbage", worked=worked)


def cut(*, worked: bool = True) -> Fault:
    """The connection closes in the middle of the answer."""
    return Fault("cut", worked=worked)


@dataclass(slots=True)
class _Switch:
    fault: Fault
    left: int | None
    share: float


class Faults:
    """The switches. A seed makes shares repeatable."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._on: dict[str, list[_Switch]] = {}

    def add(self, method: str, fault: Fault, *, times: int | None = 1, share: float = 1) -> None:
        """The next `times` calls of the method fail so, all calls with None; `share` of them with less than 1."""
        with self._lock:
            self._on.setdefault(method, []).append(_Switch(fault, times, share))

    def clear(self) -> None:
        """Everything works again."""
        with self._lock:
            self._on.clear()

    def take(self, method: str) -> Fault | None:
        """What is wrong with this call."""
        with self._lock:
            switches: list[_Switch] = self._on.get(method, []) + self._on.get(ANY, [])
            for switch in switches:
                if switch.left == 0 or self._random.random() >= switch.share:
                    continue
                if switch.left is not None:
                    switch.left -= 1
                return switch.fault
        return None
