"""走访 step by step: what each question takes, and that the record is the one a sentence would have made."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.desk import Desk
from bot.inbox import accept
from bot.writer import Writer
from handlers.kit.messages import File, Incoming
from handlers.routes import routes
from tests.conversation import SHANGHAI, Town
from tests.register.rows import furnish

MOST_TAPS = 6


def _says(town: Town, name: str, *said: str) -> str:
    """Everything said in turn; the last answer."""
    for text in said:
        heard = town.says(name, text)
    return heard[-1].text


def test_a_visit_with_a_matter_takes_six_taps_at_most(town: Town) -> None:
    taps = ["走访", "1", "昨天", "1", "水渠堵了，答应周五前答复", "急"]
    card = _says(town, "汪洋", *taps)
    assert len(taps) <= MOST_TAPS
    for part in (
        "已记录 №1 · 走访+问题 · 上云村 · 11月16日",
        "看望：胡大海",
        "问题（急）：水渠堵了",
        "基础设施",
        "答应：",
    ):
        assert part in card
    assert "走访掌握村情民意" in card


def test_by_buttons_alone_but_for_the_sentence(town: Town) -> None:
    asked = town.hears("周建明", "走访", "也可以直接发一句话", "王家坞村，哪天")
    assert asked.labels == ("就今天", "昨天", "别的日子", "跳过")
    (who,) = town.press("周建明", asked, "就今天")
    assert {"李桂兰（2组 户号2）", "陈秀英（5组 户号6）", "没碰到人", "跳过"} <= set(who.labels)
    (words,) = town.press("周建明", who, "李桂兰（2组 户号2）")
    assert "已选：李桂兰" in words.text
    (words,) = town.press("周建明", words, "陈秀英（5组 户号6）")
    assert "已选：李桂兰、陈秀英" in words.text
    card = town.hears("周建明", "身体都好，没有难处", "走访 · 王家坞村 · 11月17日", "看望：李桂兰、陈秀英")
    assert card.labels == ("修改", "撤销")
    town.press("周建明", card, "撤销")
    with town.database.engine.connect().execution_options(unscoped=True) as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM entries WHERE undone_at IS NULL")) == 0


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("lg", "看望：李桂兰\n"),
        ("lgl cxy", "看望：李桂兰、陈秀英\n"),
        ("liugui 李桂兰", None),
        ("李桂兰、张老四", "看望：李桂兰、张德财\n"),
        ("钱多多", "看望：钱多多\n"),
    ],
)
def test_people_by_pinyin_and_by_name(town: Town, said: str, seen: str | None) -> None:
    _says(town, "周建明", "走访", "今天", said)
    card = _says(town, "周建明", "跳过", "身体都好") if seen is None else _says(town, "周建明", "身体都好")
    assert (seen or "看望：李桂兰\n") in card


def test_a_doubtful_name_is_asked_about_and_the_clear_ones_are_kept(town: Town) -> None:
    _says(town, "周建明", "走访", "今天")
    asked = town.hears("周建明", "lgl wcg", "“wcg”有好几户")
    assert asked.labels[:2] == ("王长根（4组 户号5）", "王长根（6组 户号7）")
    assert "看望：李桂兰、王长根" in _says(town, "周建明", "2", "身体都好")
    with town.database.engine.connect().execution_options(unscoped=True) as connection:
        seen = sa.text(
            "SELECT no FROM households JOIN entry_people ON households.id = household_id WHERE head = '王长根'"
        )
        assert connection.scalars(seen).all() == [7]


def test_nobody_at_home(town: Town) -> None:
    card = _says(town, "周建明", "走访", "今天", "不在家", "李桂兰家门锁着，改天再去")
    assert "走访 · 王家坞村" in card
    assert "看望" not in card


def test_several_villages_in_one_go(town: Town) -> None:
    town.hears("汪洋", "走访", "哪个村")
    town.hears("汪洋", "1 2", "上云村，哪天")
    _says(town, "汪洋", "昨天", "胡大海")
    first, asked = town.says("汪洋", "蜂蜜都卖完了")
    assert "上云村 · 11月16日" in first.text
    assert "看望了谁" in asked.text
    card = _says(town, "汪洋", "徐金龙", "都好")
    assert "下云村 · 11月16日" in card
    assert "看望：徐金龙" in card


def test_a_sentence_at_another_question_is_kept_for_its_own(town: Town) -> None:
    _says(town, "汪洋", "走访")
    card = _says(town, "汪洋", "昨天去上云村看了胡大海，蜂蜜卖不出去", "昨天", "跳过")
    assert "蜂蜜卖不出去" in card
    card = _says(town, "汪洋", "不急")
    assert "走访+问题 · 上云村 · 11月16日" in card
    assert "看望：胡大海" in card


def test_back_skip_and_cancel_work_at_each_step(town: Town) -> None:
    _says(town, "汪洋", "走访")
    assert "不能跳过" in _says(town, "汪洋", "跳过")
    _says(town, "汪洋", "上云", "跳过", "胡大海")
    assert "看望了谁" in _says(town, "汪洋", "上一步")
    assert "哪天" in _says(town, "汪洋", "上一步")
    assert "哪个村" in _says(town, "汪洋", "上一步")
    assert "哪个村" in _says(town, "汪洋", "上一步")
    _says(town, "汪洋", "下云", "昨天", "跳过")
    assert "不能跳过" in _says(town, "汪洋", "跳过")
    assert "下云村 · 11月16日" in _says(town, "汪洋", "村里路灯都亮了")
    _says(town, "汪洋", "走访", "下云", "昨天")
    assert "不填了" in _says(town, "汪洋", "取消")
    assert "没有在填" in _says(town, "汪洋", "跳过")


def test_the_kind_is_guessed_and_can_be_changed(town: Town) -> None:
    _says(town, "周建明", "走访", "今天", "李桂兰")
    asked = town.hears("周建明", "水渠堵了", "基础设施")
    assert asked.labels == ("不急", "急", "换一类", "不算问题", "跳过")
    (kinds,) = town.press("周建明", asked, "换一类")
    assert "矛盾纠纷" in kinds.labels
    (asked,) = town.press("周建明", kinds, "矛盾纠纷")
    card = town.press("周建明", asked, "急")[0].text
    assert "问题（急）：水渠堵了【矛盾纠纷" in card
    assert "化解矛盾纠纷" in card
    _says(town, "周建明", "走访", "今天", "李桂兰", "路灯坏了")
    card = _says(town, "周建明", "不算问题")
    assert "问题" not in card
    assert "走访 · 王家坞村" in card


def test_another_day(town: Town) -> None:
    _says(town, "周建明", "走访")
    assert "哪一天" in _says(town, "周建明", "3")
    assert "没看懂日期" in _says(town, "周建明", "随便哪天")
    assert "没看懂日期" in _says(town, "周建明", "明天")
    assert "11月9日" in _says(town, "周建明", "11.9", "跳过", "都好")


def test_the_draft_survives_a_restart_and_gives_way_after_half_an_hour(town: Town) -> None:
    _says(town, "周建明", "走访", "昨天")
    town.writer = Writer(town.database, Desk(routes(), SHANGHAI), "again", lambda: town.now, lambda accounts: None)
    assert "说一句情况" in _says(town, "周建明", "李桂兰")
    town.wait(minutes=31)
    parked, card = town.says("周建明", "今天去王家坞走访了王建国，路灯坏了")
    assert "看望：王建国" in card.text
    (words,) = town.press("周建明", parked, "接着填")
    assert "已选：李桂兰" in words.text
    assert "11月16日" in _says(town, "周建明", "身体好")


@pytest.mark.parametrize("said", ["\u202e\u200b", "0", "99", "1 99", "，、", "👩‍👩‍👧", "x" * 20_000, "九百九十九户"])
def test_what_fits_no_question_loses_nothing(town: Town, said: str) -> None:
    town.says("周建明", "走访")
    for good in ("今天", "李桂兰"):
        answers = town.says("周建明", said)
        assert len(answers) == 1
        assert len(answers[0].text) < 400
        town.says("周建明", good)
    assert "看望：李桂兰" in _says(town, "周建明", "身体都好")


def test_a_file_where_words_are_asked(town: Town) -> None:
    _says(town, "周建明", "走访", "今天", "李桂兰")
    message = Incoming("terminal", "周建明", "photo", town.now, files=(File("photo", "p1"),))
    accept(town.writer, message, town.now)
    town.writer.drain()
    assert "会一起放上去" in town.shown("周建明")[-1].text
    assert "看望：李桂兰" in _says(town, "周建明", "身体都好")


def test_a_secret_is_not_kept_in_a_form(town: Town) -> None:
    _says(town, "周建明", "走访", "今天", "李桂兰")
    assert "涉密" in _says(town, "周建明", "机密文件 云发〔2026〕3号 说要整治")
    with town.database.engine.connect() as connection:
        assert "云发" not in str(connection.execute(sa.text("SELECT * FROM drafts, inbox")).all())


def test_a_stranger_finds_only_his_own(town: Town) -> None:
    town.hears("韩冬", "走访", "石门村")
    _says(town, "韩冬", "今天")
    town.hears("韩冬", "lg", "没找到“lg”")
    town.hears("韩冬", "上一步")
    town.hears("韩冬", "上一步", "哪个村")
    town.hears("韩冬", "王家坞", "没找到这个村")
    town.hears("秦审", "走访", "用不了")


def test_a_leader_names_the_village(town: Town) -> None:
    town.hears("俞正阳", "走访", "哪个村")
    assert "走访 · 上云村" in _says(town, "俞正阳", "上云", "今天", "胡大海", "蜂蜜都卖完了")


def test_a_member_is_found_by_pinyin_as_well_as_a_head(town: Town) -> None:
    furnish(town)  # 李桂兰's son is 王小军
    _says(town, "周建明", "走访", "今天", "wxj")
    card = _says(town, "周建明", "在家，母亲身体都好")
    assert "看望：王小军\n" in card
    with town.database.engine.connect().execution_options(unscoped=True) as connection:
        seen = sa.text("SELECT head FROM households JOIN entry_people ON households.id = household_id")
        assert connection.scalars(seen).all() == ["李桂兰"]


def test_photos_sent_in_the_middle_hang_on_the_record(town: Town) -> None:
    _says(town, "周建明", "走访", "今天")
    (heard,) = town.says("周建明", files=(town.hands_in("周建明", b"one"),))
    assert "会一起放上去" in heard.text
    assert town.says("周建明", files=(town.hands_in("周建明", b"two"),)) == []  # one answer for an album
    card = _says(town, "周建明", "李桂兰", "身体都好")
    assert "看望：李桂兰" in card
    assert "照片2张" in card
