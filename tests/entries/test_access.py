"""Whose record it is decides what may be done with it. Who may do what is tried in tests/campaigns/access.py."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from handlers import entries
from handlers.kit.access import Relation
from handlers.kit.texts import Texts
from storage import people
from storage.tables import RoleGrant
from tests.conversation import Town
from tests.entries.rows import value

DITCH = "今天上午去王家坞走访了李桂兰、张老四，水渠堵了，已经联系水利站，答应周五前给答复"
REFUSED = Texts("zh_CN")("refused")


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


def test_a_matter_of_a_village_one_does_not_serve_is_not_quoted(town: Town) -> None:
    town.says("周建明", DITCH)
    card = town.hears("方晓燕", "今天去王家坞走访，水渠堵了", "已记录")
    assert "同一件事" not in card.text
    assert "同一件事" in town.hears("童建新", "今天去王家坞走访，水渠堵了").text


def test_a_sensitive_matter_is_asked_about_by_its_kind_alone(town: Town) -> None:
    town.says("周建明", "今天去王家坞走访了李桂兰，李桂兰反映村干部优亲厚友")
    card = town.hears("童建新", "今天去王家坞走访，有人反映村干部优亲厚友", "村务与作风。是同一件事吗")
    assert "李桂兰" not in card.text


def test_a_veiled_card_offers_no_way_to_the_sensitive_matter(town: Town) -> None:
    town.says("周建明", "今天去王家坞走访了李桂兰，李桂兰反映村干部优亲厚友")
    town.hears("方晓燕", "查 王家坞", "没找到")
    town.hears("童建新", "查 王家坞")
    card = town.hears("童建新", "1", "内容只给负责人、记录人和领导看")
    assert not any(word in "".join((card.text, *card.labels)) for word in ("李桂兰", "优亲厚友"))
    assert card.labels == ("返回",)
    town.hears("倪海军", "查 优亲厚友")
    assert "办理：李桂兰反映村干部优亲厚友" in town.hears("倪海军", "1", "李桂兰").labels


@pytest.mark.parametrize("said", ["", "急", "跳过", "上一步"])
def test_a_form_left_open_by_somebody_who_lost_his_role_is_closed(town: Town, said: str) -> None:
    town.says("周建明", DITCH)
    town.says("周建明", "修改")
    question = town.hears("周建明", "急不急", "急不急？")
    with town.database.begin() as connection:
        mine = RoleGrant.person_id == town.people["周建明"]
        connection.execute(update(RoleGrant).where(mine).values(role="auditor"))
    answers = town.says("周建明", said) if said else town.press("周建明", question, "急")
    assert [answer.text for answer in answers] == [REFUSED]
    assert value(town, "SELECT count(*) FROM drafts") == 0
    assert value(town, "SELECT count(*) FROM entry_changes") == 0
