"""Whom the roster names as WeCom does needs no invite; once he had an account there, only an invite brings another."""

from __future__ import annotations

from storage import accounts, people, userids
from storage.engine import Database
from storage.tables import Audit, ChannelAccount, Person
from tests.fakes import WeCom
from tests.fakes.wecom import Member
from tests.wecom.chat import Office


def named(office: Office, name: str, userid: str) -> None:
    """The roster says so."""
    with office.town.database.writing() as session:
        session.get_one(Person, office.town.people[name]).userid = userid


def test_a_member_of_the_roster_is_known_at_his_first_word(office: Office, fake: WeCom) -> None:
    cadre = fake.person("周建明", "ZhouJianMing")
    named(office, "周建明", "zhoujianming")
    cadre.says("菜单")
    cadre.hears("周建明")
    assert [row.address for row in office.rows(ChannelAccount) if row.channel == "wecom"] == ["zhoujianming"]
    assert [row.action for row in office.rows(Audit)].count("account.recognised") == 1
    assert fake.ledger.mistakes == []


def test_a_lost_phone_is_not_let_in_by_the_roster(office: Office, fake: WeCom) -> None:
    cadre = fake.person("周建明", "ZhouJianMing")
    named(office, "周建明", "zhoujianming")
    cadre.says("菜单")
    cadre.hears("周建明")
    person, now = office.town.people["周建明"], office.app.clock()
    office.app.writer.run(lambda connection: accounts.release(connection, person, now))
    cadre.says("菜单")
    cadre.hears("还不认识您")
    cadre.says(f"绑定 {office.code('周建明')}")
    cadre.hears("周建明")


def test_two_townships_that_claim_one_member_and_a_leaver_bind_nobody(database: Database) -> None:
    from datetime import UTC, date, datetime

    from tests.conversation import Town

    town, now = Town(database), datetime(2026, 11, 26, tzinfo=UTC)
    one, other, gone = (town.people[name] for name in ("周建明", "方晓燕", "汪洋"))
    with database.writing() as session:
        for id_, userid in ((one, "zhou"), (other, "zhou"), (gone, "wang")):
            session.get_one(Person, id_).userid = userid
        session.get_one(Person, gone).left_on = date(2026, 1, 1)
    with database.begin() as connection:
        assert userids.recognise(connection, "wecom", "zhou", now) is None
        assert userids.recognise(connection, "wecom", "wang", now) is None
        assert userids.recognise(connection, "telegram", "zhou", now) is None
        people.account(connection, "wecom", "zhou", one, now)
        assert userids.recognise(connection, "wecom", "zhou2", now) is None


def test_the_page_knows_him_too(office: Office, fake: WeCom) -> None:
    import httpx

    member: Member = fake.person("周建明", "ZhouJianMing")
    named(office, "周建明", "zhoujianming")
    with httpx.Client(base_url=office.url) as browser:
        back = member.opens(browser.get("/wecom/in").headers["location"])
        assert browser.get(back).headers["location"] == "/"
        assert "周建明" in browser.get("/").text
