"""Everybody tries everything; and the planted holes that such a campaign must find."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from handlers import routes as registry
from handlers.kit import access
from handlers.kit.routes import Action, Routes
from storage import entries
from tests.campaigns import place, rights
from tests.campaigns.access import campaign, handlers, tampering, unready
from tests.campaigns.county import County
from tests.databases import Template

# The campaign is the longest of all tests: in parts, several test processes share it.
PARTS = 6


@pytest.fixture(scope="module")
def county(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """One county for all tests: every try in it is undone."""
    with sqlite_template.copied(tmp_path_factory.mktemp("county")) as database:
        yield County(database)


@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_may_what_he_must_not_and_everybody_may_what_he_must(county: County, part: int) -> None:
    outcome = campaign(county, place.seed(), part=part, parts=PARTS)
    print(outcome)
    assert outcome.faults == (), outcome
    assert outcome.tries > len(rights.PEOPLE) * outcome.handlers


def test_a_token_that_was_tampered_with_opens_nothing(county: County) -> None:
    outcome = tampering(county, place.seed(), 200)
    print(outcome)
    assert outcome.faults == (), outcome


def test_every_right_has_its_handler() -> None:
    assert sorted(rights.RIGHTS.keys() - set(handlers(registry.routes()))) == []


def test_a_handler_without_an_expectation_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(access.MATRIX, "spy.show", access.EVERYBODY)
    known = registry.routes()
    spying = [*known.actions.values(), Action("spy.show", lambda ctx, args: None)]
    assert unready(Routes(known.words, spying, known.forms.values(), known.targets)) == ["spy.show"]


def _too_wide(patch: pytest.MonkeyPatch, county: County) -> None:
    """Everybody of the township opens every record."""
    patch.setitem(access.MATRIX, "entry.show", access.EVERYBODY)


def _too_narrow(patch: pytest.MonkeyPatch, county: County) -> None:
    """Nobody takes back what he wrote."""
    patch.setitem(access.MATRIX, "entry.undo", {})


def _everything_is_mine(patch: pytest.MonkeyPatch, county: County) -> None:
    """Whoever names a record is taken for its author."""
    patch.setitem(registry.TARGETS, "entry", lambda ctx, entry_id: "own")


def _far_numbers_are_known(patch: pytest.MonkeyPatch, county: County) -> None:
    """The look-up of a number forgets the township."""
    real = entries.standing
    home = county.township
    patch.setattr(entries, "standing", lambda session, scope, id_: real(session, replace(scope, township_id=home), id_))


@pytest.mark.parametrize(
    ("plant", "only", "findings"),
    [
        (_too_wide, "entry.show", ["wrong allow: entry.show by cadre, beside", "leak: entry.show by cadre, beside"]),
        (_too_narrow, "entry.undo", ["wrong deny: entry.undo by cadre, own"]),
        (_everything_is_mine, "entry.undo", ["wrong allow: entry.undo by cadre, near", "touched: entry.undo by cadre"]),
        (_far_numbers_are_known, "edit", ["exists: 修改"]),
    ],
)
def test_a_planted_hole_is_found(
    county: County,
    monkeypatch: pytest.MonkeyPatch,
    plant: Callable[[pytest.MonkeyPatch, County], None],
    only: str,
    findings: list[str],
) -> None:
    assert campaign(county, 1, only=[only]).faults == ()
    plant(monkeypatch, county)
    faults = campaign(county, 1, only=[only]).faults
    assert [finding for finding in findings if not any(fault.startswith(finding) for fault in faults)] == [], faults
