"""`python -m tests.bench [--only NAME] [--million] [--years N] [--rounds N]`: every row beside its gate; fails when one is missed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot import log
from tests.bench.callbacks import callbacks
from tests.bench.clock import clock
from tests.bench.digests import digests
from tests.bench.drain import drain
from tests.bench.growth import growth
from tests.bench.measure import Result, Size
from tests.bench.nudges import nudges
from tests.bench.reading import reading
from tests.bench.start import start
from tests.bench.tasks import broadcast
from tests.bench.visits import visits
from tests.bench.words import postgres, words

Rows = Callable[[Size], Iterator[Result]]
ROWS: dict[str, Rows] = {
    "words": words,
    "visits": visits,
    "postgres": postgres,
    "callbacks": callbacks,
    "growth": growth,
    "digests": digests,
    "start": start,
    "reading": reading,
    "tasks": broadcast,
    "drain": drain,
    "nudges": nudges,
    "clock": clock,
}
MILLION = 1_000_000
_LINE = "{:<44} {:>10} {:>10}  {:<6}  {}"


def main(arguments: Sequence[str]) -> int:
    """Measures and prints; the exit code says whether every gate was reached."""
    options = _parser().parse_args(arguments)
    size = Size() if options.rounds is None else Size(rounds=options.rounds)
    if options.million:
        size = replace(size, many=MILLION)
    if options.years:
        size = replace(size, years=options.years)
    if options.drained is not None:
        size = replace(size, drained=options.drained)
    log.set_up()
    return 0 if report(size, options.only or list(ROWS)) else 1


def report(size: Size, names: Sequence[str]) -> bool:
    """Prints one line a row as soon as it is measured; True when every gate was reached."""
    print(_LINE.format("what", "figure", "gate", "", "detail"))
    passed = True
    for name in names:
        for result in ROWS[name](size):
            print(_line(result), flush=True)
            passed = passed and result.passed
    return passed


def _line(result: Result) -> str:
    gate = f"{'≤' if result.at_most else '≥'} {_figure(result.gate, result.unit)}"
    said = "passed" if result.passed else "FAILED"
    return _LINE.format(result.what, _figure(result.figure, result.unit), gate, said, result.detail)


def _figure(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.2f} {unit}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Baocun measured beside its gates")
    parser.add_argument("--only", action="append", choices=list(ROWS), help="these rows (may be repeated)")
    parser.add_argument("--million", action="store_true", help="growth at a million entries; takes minutes")
    parser.add_argument("--years", type=int, help="digests at so many entries; 10000000 take an hour and 10 GB")
    parser.add_argument("--rounds", type=int, help="how often each side is measured")
    parser.add_argument("--drained", type=int, help="people on Telegram a task drains to; thirty of them take a second")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
