"""The measure itself: gold against itself is perfect, and each kind of error lowers its own figure only."""

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest

from tests.reading.pairs import Json
from tests.reading.score import Scores, read_lines, score

DATA = Path(__file__).parents[1] / "data"
GOLD_FILES = ["reading-dev.jsonl", "reading-b-open.jsonl", "reading-b-frozen.jsonl", "reading-c.jsonl"]

LINE: Json = {
    "id": "x1",
    "gold": {
        "kind": "visit+issue",
        "village": "柳沟村",
        "date": "2026-11-03",
        "people": ["高万年", "安秀兰"],
        "issues": [
            {"category": "infrastructure", "gist": "水管漏", "state": "open", "urgent": False},
            {"category": "dispute", "gist": "争地边", "state": "handled", "urgent": True},
        ],
        "duties": ["opinion", "mediation"],
        "promise": {"due": "2026-11-06"},
    },
}
NONE_GOLD: Json = {
    "kind": "none",
    "village": None,
    "date": None,
    "people": [],
    "issues": [],
    "duties": [],
    "promise": None,
}


def reading_of(line: Json) -> Json:
    """The reading that repeats the gold word for word."""
    gold = {name: value for name, value in deepcopy(line["gold"]).items() if name != "also"}
    gold["issues"] = [
        {"category": i["category"], "text": f"说{i['gist']}了", "state": i["state"], "urgent": i["urgent"]}
        for i in gold["issues"]
    ]
    return {"id": line["id"], **gold}


def with_also(**also: object) -> Json:
    line = deepcopy(LINE)
    line["gold"]["also"] = also
    return line


def wrong_figures(scores: Scores) -> set[str]:
    return {name for name, value in scores.figures().items() if value < 1}


@pytest.mark.parametrize("name", GOLD_FILES)
def test_gold_against_itself_is_perfect(name: str) -> None:
    golds = read_lines((DATA / name).read_text(encoding="utf-8"))
    scores = score(golds, [reading_of(line) for line in golds])
    assert len(golds) >= 100
    assert not wrong_figures(scores)
    assert scores.failures == []


@pytest.mark.parametrize(
    ("change", "figures"),
    [
        ({"kind": "visit"}, {"kind"}),
        ({"village": "马家屯村"}, {"village"}),
        ({"village": None}, {"village"}),
        ({"date": "2026-11-04"}, {"date"}),
        ({"promise": None}, {"promise"}),
        ({"promise": {"due": "2026-11-07"}}, {"promise"}),
        ({"people": ["高万年"]}, {"people_recall", "people_f1"}),
        ({"people": ["高万年", "安秀兰", "牛二"]}, {"people_precision", "people_f1"}),
        ({"duties": ["opinion"]}, {"duties_recall", "duties_f1"}),
        ({"duties": ["mediation"]}, {"duties_recall", "duties_f1"}),
        ({"duties": ["opinion", "mediation", "team"]}, {"duties_precision", "duties_f1"}),
    ],
)
def test_an_error_lowers_its_own_figure(change: Json, figures: set[str]) -> None:
    scores = score([LINE], [reading_of(LINE) | change])
    assert wrong_figures(scores) == figures | {"exact"}
    assert [failure.id for failure in scores.failures] == ["x1"]


@pytest.mark.parametrize(("name", "value"), [("category", "other"), ("state", "handled"), ("urgent", True)])
def test_an_error_inside_an_issue(name: str, value: object) -> None:
    reading = reading_of(LINE)
    reading["issues"][0][name] = value
    scores = score([LINE], [reading])
    assert wrong_figures(scores) == {name, "exact"}
    assert getattr(scores, name) == 0.5


def test_shares_are_over_the_records() -> None:
    lines = [{**LINE, "id": str(n)} for n in range(4)]
    readings = [reading_of(line) for line in lines]
    readings[0]["village"] = None
    readings[1]["people"] = []
    scores = score(lines, readings)
    assert (scores.village, scores.exact, scores.people_precision) == (0.75, 0.5, 1.0)
    assert scores.people_recall == 0.75


@pytest.mark.parametrize("village", ["柳沟", "柳沟村"])
def test_a_village_counts_with_or_without_its_last_word(village: str) -> None:
    assert score([LINE], [reading_of(LINE) | {"village": village}]).exact == 1


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("kind", "visit"),
        ("village", None),
        ("date", "2026-11-02"),
        ("promise", None),
        ("people", ["高万年"]),
        ("duties", ["opinion", "mediation", "service"]),
    ],
)
def test_an_alternative_is_right(field: str, other: object) -> None:
    line = with_also(**{field: [other]})
    assert score([line], [reading_of(line) | {field: other}]).exact == 1
    assert score([line], [reading_of(line)]).exact == 1


def test_alternatives_inside_an_issue() -> None:
    line = deepcopy(LINE)
    line["gold"]["issues"][0]["also"] = {"category": ["livelihood"], "urgent": [True], "gist": ["没水吃"]}
    reading = reading_of(line)
    reading["issues"][0] = {"category": "livelihood", "text": "家里没水吃", "state": "open", "urgent": True}
    assert score([line], [reading]).exact == 1


def test_an_alternative_list_of_issues() -> None:
    line = with_also(issues=[[]])
    assert score([line], [reading_of(line) | {"issues": []}]).exact == 1
    half = reading_of(line)
    half["issues"].pop()
    assert wrong_figures(score([line], [half])) == {"exact", "issues_recall", "issues_f1"}


def test_matters_lumped_together_match_nothing() -> None:
    reading = reading_of(LINE)
    reading["issues"] = [{**reading["issues"][0], "text": "水管漏，两家争地边"}]
    scores = score([LINE], [reading])
    assert (scores.issues_precision, scores.issues_recall) == (0, 0)


def test_one_gold_issue_takes_one_read_issue() -> None:
    reading = reading_of(LINE)
    reading["issues"].append({**reading["issues"][0], "category": "other"})
    scores = score([LINE], [reading])
    assert (scores.issues_recall, scores.category, scores.exact) == (1, 1, 0)
    assert scores.issues_precision == pytest.approx(2 / 3)


def test_spaces_and_punctuation_do_not_hide_a_gist() -> None:
    reading = reading_of(LINE)
    reading["issues"][0]["text"] = "水 管，漏"
    assert score([LINE], [reading]).exact == 1


def test_opinion_in_a_mere_issue_is_neither_asked_nor_counted() -> None:
    line = deepcopy(LINE)
    line["gold"] |= {"kind": "issue", "duties": ["mediation"]}
    assert score([line], [reading_of(line) | {"duties": ["opinion", "mediation"]}]).exact == 1
    maybe = with_also(kind=["issue"])
    assert score([maybe], [reading_of(maybe) | {"duties": ["mediation"]}]).exact == 1


def test_opinion_in_a_duty_is_wrong() -> None:
    line = deepcopy(LINE)
    line["gold"] |= {"kind": "duty", "issues": [], "duties": ["team"]}
    scores = score([line], [reading_of(line) | {"duties": ["team", "opinion"]}])
    assert scores.duties_precision == 0.5


def test_a_record_read_as_none_is_wrong_in_all() -> None:
    line = deepcopy(LINE)
    line["gold"] |= {"village": None, "promise": None}
    for readings in ([], [{"id": "x1", **NONE_GOLD}]):
        scores = score([line], readings)
        assert (scores.kind, scores.village, scores.date, scores.promise) == (0, 0, 0, 0)
        assert (scores.people_recall, scores.duties_recall, scores.issues_recall) == (0, 0, 0)


def test_where_none_is_gold_only_the_kind_counts() -> None:
    line = {"id": "x1", "gold": NONE_GOLD}
    scores = score([line], [reading_of(LINE)])
    assert wrong_figures(scores) == {"kind", "exact"}


def test_where_none_is_accepted_and_read_only_the_kind_counts() -> None:
    line = with_also(kind=["none"])
    assert score([line], [{"id": "x1", **NONE_GOLD}]).exact == 1
    assert wrong_figures(score([line], [reading_of(line) | {"date": None}])) == {"date", "exact"}


def run_command(*options: str) -> str:
    readings = json.dumps({"id": "a001", **NONE_GOLD})
    command = [sys.executable, "-m", "tests.reading.score", str(DATA / "reading-dev.jsonl"), *options]
    done = subprocess.run(command, input=readings, capture_output=True, text=True, check=True, cwd=DATA.parents[1])
    return done.stdout


def test_the_command_can_keep_failures_quiet() -> None:
    assert "a001  kind none ≠ visit+issue" in run_command()
    quiet = run_command("--quiet-failures")
    assert "a001" not in quiet
    assert "people_f1" in quiet
