"""投诉建议 and 隐私: asked in one's name or in nobody's, answered, and kept no longer than the table says."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bot import clock
from bot.desk import Desk
from bot.writer import Writer
from handlers.routes import routes
from storage import retention, tray
from storage.tables import Audit, Base, Draft, Inbox, Outbox, Request, RoleGrant, Tray, Unit
from tests.conversation import SHANGHAI, Town

SECRET = "后山的野柿子红了"
SAID = "食堂的会开得太多了"


def told(town: Town) -> int:
    """A beat of the clock; how many anonymous requests the admins heard of."""
    with town.database.begin() as connection:
        return clock.tick(connection, town.now)["requests_told"]


def anonymous(town: Town, name: str) -> None:
    """The whole conversation."""
    town.hears(name, "投诉建议", "署名还是匿名")
    town.hears(name, "匿名", "定一个口令")
    town.hears(name, "123", "太短")
    town.hears(name, SECRET, "请说您的投诉")
    town.hears(name, SAID, "没有记您的名字", "12月4日")


def test_a_named_one_reaches_the_admins_and_the_answer_comes_back(town: Town) -> None:
    town.account("贺佳")
    town.hears("周建明", "投诉建议 表格太多", "署名还是匿名")
    town.hears("周建明", "署名", "12月4日", "答复您")
    card = town.shown("贺佳")[-1]
    assert "周建明" in card.text
    assert "表格太多" in card.text
    town.press("贺佳", card, "已办，写答复")
    town.hears("贺佳", "下月起只报一张表", "已发给周建明")
    assert "下月起只报一张表" in town.shown("周建明")[-1].text
    assert "已经答复过" in town.press("贺佳", card, "办不了，说明理由")[-1].text


def test_the_owner_of_the_deployment_is_named(town: Town) -> None:
    desk = Desk(routes(), SHANGHAI, owner="清源县数据局")
    town.writer = Writer(town.database, desk, "owned", lambda: town.now, lambda accounts: None)
    town.hears("周建明", "隐私", "由清源县数据局管")
    town.hears("周建明", "投诉建议 表格太多", "署名还是匿名")
    town.hears("周建明", "署名", "已转给清源县数据局")


def test_an_anonymous_one_leaves_no_trace_of_who_it_was(town: Town) -> None:
    town.account("贺佳")
    anonymous(town, "周建明")
    person = town.people["周建明"]
    with town.database.engine.connect().execution_options(unscoped=True) as connection:
        kept = connection.execute(sa.select(sa.text("*")).select_from(Request)).mappings().one()
        assert kept["person_id"] is None
        assert SECRET not in str(dict(kept))
        assert connection.scalars(sa.select(Audit.action).where(Audit.person_id == person)).all() == []
        assert connection.execute(sa.select(Draft.person_id)).all() == []
        for table in Base.metadata.sorted_tables:
            rows = "\n".join(str(row) for row in connection.execute(sa.select(table)))
            assert SECRET not in rows, table.name
            assert SAID not in rows or table.name == "requests", table.name
        at = connection.scalars(sa.select(Audit.at)).all()
        assert at == [], "no minute that could be laid beside another"
    assert town.shown("贺佳") == []
    assert told(town) == 0
    town.wait(hours=17)
    assert told(town) == 1
    assert told(town) == 0
    assert "1件匿名" in town.shown("贺佳")[-1].text


def test_words_of_ones_own_open_the_answer(town: Town) -> None:
    anonymous(town, "周建明")
    town.hears("周建明", f"投诉建议 口令 {SECRET}", "还在办")
    listed = town.hears("贺佳", "投诉建议", "1件在等答复")
    card = town.press("贺佳", listed, listed.labels[0])[-1]
    assert "匿名" in card.text
    town.press("贺佳", card, "已办，写答复")
    town.hears("贺佳", "下周起合并开会", "凭口令能看到")
    town.hears("周建明", f"投诉建议 口令 {SECRET}", "下周起合并开会")
    town.hears("童建新", "投诉建议 口令 随便猜一个口令", "没有用这个口令")
    town.hears("韩冬", f"投诉建议 口令 {SECRET}", "没有用这个口令")
    town.hears("周建明", "投诉建议", "署名还是匿名")


def test_state_secrets_stop_in_forms_and_behind_words(town: Town) -> None:
    for said in ("投诉建议 县里的机密文件发到群里了", "查 机密文件"):
        town.hears("周建明", said, "没有保存")
    town.hears("周建明", "投诉建议", "署名还是匿名")
    town.hears("周建明", "署名", "请说您的")
    town.hears("周建明", "〔2026〕12号文不该转发", "没有保存")
    with town.database.reading() as session:
        assert session.scalars(sa.select(Request.id).where(Request.township_id > 0)).all() == []
        bodies = list(session.scalars(sa.select(Inbox.body)))
    assert not any("机密" in str(body) or "12号" in str(body) for body in bodies)
    town.hears("周建明", "少开会", "12月4日")


def test_privacy_shows_what_is_kept_and_hands_it_out(town: Town) -> None:
    town.says("周建明", "今天去王家坞走访了李桂兰")
    shown = town.hears("周建明", "隐私", "您发来的原话：30天后清掉", "申请：3年后清掉", "按工作档案规定保存")
    copied = town.press("周建明", shown, "复制我的资料")[-1].text
    assert "姓名：周建明" in copied
    assert "包村：王家坞村" in copied
    assert "记录1条" in copied
    town.account("贺佳")
    town.press("周建明", shown, "申请删除")
    town.hears("周建明", "删掉我的旧电话", "12月8日")
    town.hears("周建明", "隐私", "1件申请在等答复")
    card = town.shown("贺佳")[-1]
    assert "删除申请" in card.text
    town.press("贺佳", card, "办不了，说明理由")
    town.hears("贺佳", "档案规定要留", "已发给周建明")
    assert "这次办不了" in town.shown("周建明")[-1].text


def test_what_is_older_than_the_table_says_is_emptied_step_by_step(town: Town) -> None:
    for number in range(3):
        town.says("周建明", f"今天去王家坞走访了李桂兰，第{number}次")
    town.wait(days=29)
    town.says("周建明", "今天去王家坞走访了张德财")
    with town.database.begin() as connection:
        assert retention.purge(connection, town.now, str) == 0
        later = town.now + timedelta(days=2)
        assert retention.due(connection, later)["message"] == 3
        assert retention.due(connection, later)["message"] == 3, "looking changes nothing"
        assert retention.purge(connection, later, str) == 3
        assert retention.purge(connection, later, str) == 0
        bodies = connection.scalars(sa.select(Inbox.body).order_by(Inbox.id)).all()
        assert [bool(body) for body in bodies] == [False, False, False, True]
        noted = connection.execute(sa.select(Audit.target, Audit.result).where(Audit.action == "purge")).all()
        assert [(target.partition(":")[0], result) for target, result in noted] == [("message", "3")]
    town.hears("周建明", "我的", "第1页")


def test_a_record_sent_meanwhile_is_not_taken_for_the_complaint(town: Town) -> None:
    town.account("贺佳")
    town.says("周建明", "投诉建议")
    town.says("周建明", "署名")
    asked = town.hears("周建明", "今天去王家坞走访了李桂兰，水渠堵了", "像一条工作记录")
    assert asked.labels == ("是意见，提交", "记成记录")
    card, parked = town.press("周建明", asked, "记成记录")
    assert "已记录 №1 · 走访+问题" in card.text
    assert town.shown("贺佳") == []
    town.hears("周建明", "今天去看望了陈秀英", "已记录 №2")  # it waits without taking any more for its answer
    assert "请说您的投诉" in town.press("周建明", parked, "接着填")[-1].text
    town.hears("周建明", SAID, "答复您")
    assert SAID in town.shown("贺佳")[-1].text


def test_a_complaint_that_reads_like_a_record_is_sent_when_it_is_meant(town: Town) -> None:
    said = "王家坞水渠堵了，报了三次没人管"
    town.says("周建明", "投诉建议")
    town.says("周建明", "匿名")
    town.says("周建明", SECRET)
    town.says("周建明", said)
    town.hears("周建明", "1", "没有记您的名字")
    with town.database.engine.connect().execution_options(unscoped=True) as connection:
        for table in Base.metadata.sorted_tables:
            rows = "\n".join(str(row) for row in connection.execute(sa.select(table)))
            assert said not in rows or table.name == "requests", table.name


def test_a_word_of_the_menu_is_never_the_complaint(town: Town) -> None:
    town.says("周建明", "投诉建议")
    assert "独居老人 李桂兰" in town.says("周建明", "今天")[-1].text
    town.says("周建明", "投诉建议")
    town.says("周建明", "署名")
    heard = town.says("周建明", "今天")
    assert "先放一边" in heard[0].text
    assert "独居老人 李桂兰" in heard[1].text
    assert "请说您的投诉" in town.press("周建明", heard[0], "接着填")[-1].text


def test_an_admin_who_never_came_in_has_not_been_told(town: Town) -> None:
    town.says("周建明", "投诉建议 表格太多")
    town.hears("周建明", "署名", "12月4日", "贺佳还没登录过")


def test_an_admin_of_all_says_how_long_things_are_kept_within_bounds(town: Town) -> None:
    assert "改保存期限" not in town.hears("周建明", "隐私").labels
    listed = town.press("贺佳", town.hears("贺佳", "隐私"), "改保存期限")[-1]
    assert "您发来的原话：30天（可以7到180天）" in listed.text
    assert "还有别的乡镇" in town.press("贺佳", listed, "您发来的原话")[-1].text
    with town.database.begin() as connection:
        county, admin = sa.select(Unit.id).where(Unit.kind == "county").scalar_subquery(), town.people["贺佳"]
        connection.execute(sa.update(RoleGrant).where(RoleGrant.person_id == admin).values(unit_id=county))
    town.press("贺佳", listed, "您发来的原话")
    town.hears("贺佳", "3", "只能是7到180天")
    town.hears("贺佳", "很久", "只能是7到180天")
    town.hears("贺佳", "60天", "保存60天")
    town.hears("童建新", "隐私", "您发来的原话：60天后清掉")
    town.hears("秦审", "审计", "贺佳 改保存期限 您发来的原话（30→60）")


def test_notices_are_kept_for_a_time(town: Town) -> None:
    notes = [{"person_id": town.people[name], "body": {"text": "x", "choices": []}} for name in ("周建明", "童建新")]
    with town.database.begin() as connection:
        tray.put(connection, [note | {"about": None, "created_at": town.now, "due_at": town.now} for note in notes])
        clock.tick(connection, town.now)
        assert clock.tick(connection, town.now + timedelta(days=179))["rows_purged"] == 0
        assert clock.tick(connection, town.now + timedelta(days=181))["rows_purged"] == 2
        assert connection.scalar(sa.select(sa.func.count()).select_from(Tray)) == 0


def test_numbers_in_what_was_said_are_hidden_after_a_day(town: Town) -> None:
    town.says("周建明", "今天去看望了李桂兰，她儿子电话13812341234，身份证330127199001011234")
    town.says("周建明", "李桂兰换号码了 170-1234-5678")
    with town.database.begin() as connection:  # whoever got them has them
        connection.execute(sa.update(Outbox).values(ended_at=town.now))
    for hours, held in ((23, True), (25, False)):
        with town.database.begin() as connection:
            clock.tick(connection, town.now + timedelta(hours=hours))
            said = str(connection.scalars(sa.select(Inbox.body)).all())
            told = [row["text"] for row in connection.scalars(sa.select(Outbox.body)).all()]
        assert ("13812341234" in said) is held
        assert ("330127199001011234" in said) is held
        assert "138****1234" in said or held
    assert not any("13812341234" in text or "17012345678" in text for text in told)
    town.wait(days=2)
    assert (
        "13812341234"
        in town.press("周建明", town.hears("周建明", "我的"), town.hears("周建明", "我的").labels[0])[-1].text
    )
