"""The register corrected from chat: at once, with its history, seen by the admin, taken back by a press."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import datetime

import pytest

from storage import tray
from storage.engine import Database
from storage.sealing import Keyring
from tests.conversation import SHANGHAI, Shown, Town
from tests.entries.rows import rows, value
from tests.register.rows import furnish


@pytest.fixture
def known(town: Town) -> Town:
    """The township with something in it about 李桂兰."""
    furnish(town)
    return town


def test_a_new_number_is_no_visit_and_can_be_taken_back(known: Town) -> None:
    card = known.hears(
        "周建明", "李桂兰换号码了 170-1234-5678", "改好了。李桂兰（王家坞村）：电话 13812341234 → 17012345678"
    )
    assert value(known, "SELECT count(*) FROM entries") == 0
    known.hears("周建明", "认人 李桂兰", "电话：17012345678")
    known.hears("周建明", "李桂兰换号码了 170-1234-5678", "本来就是这样")
    assert "改回去了" in known.press("周建明", card, "改回去")[-1].text
    assert "没有动" in known.press("周建明", card, "改回去")[-1].text
    known.hears("周建明", "认人 李桂兰", "电话：13812341234")
    assert [row.action for row in rows(known, "SELECT action FROM audit WHERE action LIKE '%change%'")] == [
        "register.change",
        "change.undo",
    ]


def test_tags_come_and_go_and_their_past_stays(known: Town) -> None:
    known.hears("周建明", "李桂兰现在是低保户", "加上“低保户”")
    known.hears("周建明", "认人 李桂兰", "独居老人、低保户")
    known.hears("周建明", "李桂兰不是独居老人了", "去掉“独居老人”")
    known.hears("周建明", "李桂兰不是独居老人了", "本来就是这样")
    assert value(known, "SELECT count(*) FROM household_tags WHERE until IS NOT NULL") == 1


def test_of_several_it_is_asked_whose(known: Town) -> None:
    asked = known.hears("周建明", "王长根评上低保了", "哪一户")
    assert "王长根（王家坞村）：加上“低保户”" in known.press("周建明", asked, "王长根（王家坞村6组）")[-1].text
    assert (
        known.hears("周建明", "认人 低保户").labels
        == ("王长根（王家坞村6组）低保户", "陈秀英（王家坞村5组）低保户")[::-1]
    )


@pytest.mark.parametrize("said", ["石大山换号码了 170-1234-5678", "胡大海现在是低保户", "石大山备注：好人"])
def test_a_foreign_household_cannot_be_changed(known: Town, said: str) -> None:
    assert "改好了" not in known.says("周建明", said)[-1].text
    assert value(known, "SELECT count(*) FROM register_changes") == 0


def test_a_member_is_gone_and_comes_back(known: Town) -> None:
    known.hears("周建明", "王小军搬走了", "王小军（王家坞村2组，户主李桂兰）")
    card = known.hears("周建明", "是", "王小军不在户里了")
    assert "王小军" not in known.hears("周建明", "认人 李桂兰", "1口人").text
    known.press("周建明", card, "改回去")
    known.hears("周建明", "认人 李桂兰", "2口人：儿子 王小军")
    known.says("周建明", "王小军搬走了")
    known.hears("周建明", "不是", "没有改")


def test_another_takes_the_place_of_a_head_who_died(known: Town) -> None:
    known.hears("周建明", "李桂兰去世了", "从户册里拿掉吗")
    known.hears("周建明", "是", "以后谁是户主")
    card = known.hears("周建明", "王小军", "户主 李桂兰 → 王小军")
    known.hears("周建明", "认人 李桂兰", "王小军 · 王家坞村2组", "也叫：李桂兰", "1975年生")
    known.hears("周建明", "今天走访了王小军，家里都好", "看望：王小军")
    known.press("周建明", card, "改回去")
    known.hears("周建明", "认人 王小军", "李桂兰 · 王家坞村2组", "1948年生", "2口人：儿子 王小军")


def test_a_household_moves_away_and_is_back(known: Town) -> None:
    known.says("周建明", "张老四全家搬到杭州了")
    card = known.hears("周建明", "是", "全家搬走了")
    known.hears("周建明", "认人 张老四", "没找到")
    known.press("周建明", card, "改回去")
    known.hears("周建明", "认人 张老四", "张德财")


def test_a_card_is_corrected_by_buttons(known: Town) -> None:
    card = known.hears("童建新", "认人 李桂兰")
    fields = known.press("童建新", card, "更正")[-1]
    assert "新号码是多少" in known.press("童建新", fields, "电话")[-1].text
    known.hears("童建新", "不知道", "没看到电话号码")
    known.hears("童建新", "139 0000 1111", "13900001111")
    known.press("童建新", fields, "写备注")
    known.hears("童建新", "喜欢下棋", "备注“喜欢下棋”")
    known.hears("周建明", "认人 李桂兰", "备注：\n · 喜欢下棋（童建新 11月17日（周二））")
    known.press("童建新", fields, "加标签")
    known.hears("童建新", "大病户", "加上“大病户”")


def test_an_admin_hears_once_a_day_sees_the_changes_and_takes_one_back(known: Town) -> None:
    known.says("周建明", "李桂兰换号码了 170-1234-5678")
    known.says("方晓燕", "汪建军备注：爱喝茶")
    assert _told_at(known, 8, 29) == []
    told = _told_at(known, 8, 30)
    assert [one.text for one in told] == ["户册最近有改动，不急，有空看看就行。有不对的，点开能改回去。"]
    listed = known.press("贺佳", told[0], "看改动")[-1]
    assert "周建明 李桂兰（王家坞村）：电话 138****1234 → 170****5678" in listed.text
    one = _open(known, listed, "李桂兰 电话")
    assert "改回去了" in known.press("贺佳", one, "改回去")[-1].text
    known.hears("周建明", "认人 李桂兰", "电话：13812341234")
    known.wait(days=1)
    known.says("周建明", "李桂兰备注：爱喝茶")
    assert value(known, "SELECT count(*) FROM tray") == 2


def _told_at(town: Town, hour: int, minute: int) -> list[Shown]:
    """What the admin has been told by tomorrow at this hour."""
    town.account("贺佳")
    with town.database.begin() as connection:
        tray.deliver(connection, datetime(2026, 11, 18, hour, minute, tzinfo=SHANGHAI))
    return town.shown("贺佳")


def _open(town: Town, listed: Shown, label: str) -> Shown:
    return town.press("贺佳", listed, label)[-1]


def test_another_sees_only_the_changes_of_his_villages_and_takes_none_back(known: Town) -> None:
    known.says("周建明", "李桂兰换号码了 170-1234-5678")
    listed = known.hears("童建新", "变动", "李桂兰")
    assert known.press("童建新", listed, "李桂兰 电话")[-1].labels == ("看这一户", "返回")
    known.hears("方晓燕", "变动", "没有改动")
    known.hears("韩冬", "变动", "没有改动")
    known.hears("秦审", "变动", "用不了")


def test_notes_on_a_village(known: Town) -> None:
    known.hears("周建明", "村情 王家坞 新修了文化礼堂", "王家坞村：备注“新修了文化礼堂”")
    card = known.hears("倪海军", "村情 王家坞", "村情：\n · 新修了文化礼堂（周建明 11月17日（周二））")
    chosen = known.press("倪海军", known.press("倪海军", card, "改一条")[-1], "新修了文化礼堂")[-1]
    assert "现在写的是“新修了文化礼堂”" in chosen.text
    known.hears("倪海军", "文化礼堂年底用", "改成“文化礼堂年底用”")
    known.hears("周建明", "村情", "文化礼堂年底用（倪海军")
    known.press("周建明", known.hears("周建明", "村情"), "记一条村情")
    known.hears("周建明", "溪上的桥限重了", "溪上的桥限重了")
    card = known.hears("周建明", "村情", "溪上的桥限重了")
    known.press("周建明", known.press("周建明", card, "改一条")[-1], "文化礼堂年底用")
    known.hears("周建明", "删掉", "删掉备注“文化礼堂年底用”")
    assert "礼堂" not in known.hears("周建明", "村情").text


def test_a_secret_is_kept_nowhere(known: Town) -> None:
    known.hears("周建明", "李桂兰备注：机密文件〔2026〕3号", "没有保存")
    assert value(known, "SELECT count(*) FROM register_notes") == 0


def test_the_history_of_a_number_lies_sealed(sqlite: Database) -> None:
    key = urlsafe_b64encode(b"1" * 32).decode()
    town = Town(Database(sqlite.url, Keyring([key])))
    furnish(town)
    card = town.hears("周建明", "李桂兰换号码了 170-1234-5678", "13812341234 → 17012345678")
    kept = rows(town, "SELECT old, new FROM register_changes")[0]
    assert kept.old.startswith("sealed:")
    assert kept.new.startswith("sealed:")
    town.press("周建明", card, "改回去")
    town.hears("周建明", "认人 李桂兰", "电话：13812341234")
    town.database.close()
