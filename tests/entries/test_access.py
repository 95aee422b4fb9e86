"""Whose record it is decides what may be done with it; a foreign record does not exist."""

from __future__ import annotations

import pytest

from handlers import entries
from handlers.kit.access import Relation
from storage import people
from tests.conversation import Town
from tests.entries.rows import value

DITCH = "今天上午去王家坞走访了李桂兰、张老四，水渠堵了，已经联系水利站，答应周五前给答复"


class Asking:
    """As much of a context as the look-up of a relation needs."""

    def __init__(self, town: Town, session: object, name: str) -> None:
        self.session = session
        self.person_id = town.people[name]
        self.member = self
        with town.database.begin() as connection:
            self.scope = people.scope_of(connection, self.person_id)


@pytest.mark.parametrize(
    ("name", "relation"),
    [
        ("周建明", "own"),
        ("童建新", "subtree"),
        ("王树根", "subtree"),
        ("倪海军", "subtree"),
        ("俞正阳", "subtree"),
        ("方晓燕", "township"),
        ("韩冬", None),
    ],
)
def test_relations_to_a_village_s_record(town: Town, name: str, relation: Relation | None) -> None:
    town.says("周建明", DITCH)
    with town.database.reading() as session:
        assert entries.whose(Asking(town, session, name), 1) == relation  # type: ignore[arg-type]
        assert entries.whose(Asking(town, session, name), 2) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "relation"), [("汪洋", "own"), ("俞正阳", "subtree"), ("倪海军", "township")])
def test_a_record_without_a_village_is_read_by_the_township_s_leaders(
    town: Town, name: str, relation: Relation
) -> None:
    town.says("汪洋", "今天走访了两户，自来水停了三天")
    with town.database.reading() as session:
        assert entries.whose(Asking(town, session, name), 1) == relation  # type: ignore[arg-type]


@pytest.mark.parametrize("label", ["修改", "撤销"])
@pytest.mark.parametrize("other", ["童建新", "韩冬"])
def test_another_person_s_button_does_nothing(town: Town, label: str, other: str) -> None:
    card = town.hears("周建明", DITCH)
    (answer,) = town.says(other, press=f"{card.token}.{card.labels.index(label)}")
    assert "按钮已失效" in answer.text
    assert value(town, "SELECT count(*) FROM entries WHERE undone_at IS NOT NULL") == 0


def test_a_number_of_another_s_record_is_refused_like_a_missing_one(town: Town) -> None:
    town.says("周建明", DITCH)
    town.says("韩冬", "今天看望了石大山")
    foreign = town.hears("韩冬", "修改 1").text
    assert foreign == town.hears("韩冬", "修改 99").text
    assert "李桂兰" not in foreign
    near = town.hears("童建新", "修改 1").text
    assert "李桂兰" not in near


def test_the_auditor_records_nothing(town: Town) -> None:
    town.says("秦审", DITCH)
    assert value(town, "SELECT count(*) FROM entries") == 0
