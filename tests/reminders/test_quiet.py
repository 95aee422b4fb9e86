"""When nothing is told: hours of one's own, rest days an admin enters, leave with somebody who stands in."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Connection

from storage import people, units
from storage.engine import message_session
from storage.tables import Unit
from tests.conversation import Shown, Town
from tests.reminders.beats import beat, day, told

LAMP = "坞里3组路灯不亮，答应周四修好"


def test_hours_of_ones_own(town: Town) -> None:
    town.says("周建明", LAMP)
    town.hears("周建明", "免打扰", "21:00到第二天07:30", "休息日不提醒")
    town.hears("周建明", "免打扰 20点到8点半", "20:00到第二天08:30")
    assert told(town, "周建明", day(18, 7, 30)) == []
    assert len(told(town, "周建明", day(18, 8, 30))) == 1


@pytest.mark.parametrize(
    "said", ["晚上", "免打扰 25:00-7:30", "免打扰 12:00-7:30", "免打扰 21:00-13:00", "免打扰 一直"]
)
def test_hours_that_are_none_leave_them_as_they_are(sqlite: object, said: str) -> None:
    town = Town(sqlite)  # type: ignore[arg-type]
    town.says("周建明", said)
    town.hears("周建明", "免打扰", "21:00到第二天07:30")


def test_a_rest_day_may_be_like_any_other(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应周一修好")
    town.press("周建明", town.hears("周建明", "免打扰"), "休息日也提醒")
    town.hears("贺佳", "提醒 每天 看水位")
    assert "看水位" in told(town, "周建明", day(21))[0].text


def test_an_admin_enters_holidays_and_everybody_rests(town: Town) -> None:
    town.says("周建明", LAMP)
    town.hears("贺佳", "放假 11月18日 村里庙会", "11月18日（周三）休息")
    town.hears("贺佳", "放假 补班 2026-11-21", "11月21日（周六）上班")
    town.hears("贺佳", "放假", "村里庙会：11月18日（周三）休息")
    assert told(town, "周建明", day(18, 9)) == []
    assert "路灯" in told(town, "周建明", day(19))[0].text
    town.hears("贺佳", "放假", "录到2026年", "11月21日（周六）补班")
    town.hears("贺佳", "放假 照常 2026-11-21", "按星期几算")
    town.hears("贺佳", "放假 哪天都行", "要改就发")
    beat(town, day(20))
    assert told(town, "周建明", day(21)) == []


def test_once_the_county_has_an_admin_no_township_decides_for_another(town: Town) -> None:
    town.account("贺佳")
    with town.database.reading() as session:
        county = next(iter(units.named(session, "清源县")))
        above = county.id

    def settle(connection: Connection) -> None:
        with message_session(connection) as session:
            found = session.get(Unit, above)
            assert found is not None
            town.people["尤县长"] = people.add(session, "尤县长", found).id
            people.grant(session, town.people["尤县长"], "admin", above, date(2026, 1, 1))

    town.writer.run(settle)
    town.hears("贺佳", "放假 11月18日 村里庙会", "由县管理员录入")
    assert "庙会" not in town.hears("贺佳", "放假", "录到2026年", "要改请找县里").text
    town.hears("尤县长", "放假 11月18日 全县休息", "11月18日（周三）休息")
    town.hears("贺佳", "放假", "全县休息：11月18日（周三）休息")
    beat(town, day(30, 8))
    december = day(21).replace(month=12)
    assert "县里还没有录入" in told(town, "贺佳", december)[0].text


def test_a_year_nobody_has_announced_is_said_to_the_admin(town: Town) -> None:
    town.account("周建明")
    town.account("贺佳")
    beat(town, day(30, 8).replace(month=11))
    december = day(21).replace(month=12)
    assert "2027年的放假安排还没有录入" in told(town, "贺佳", december)[0].text
    assert "放假安排" not in "".join(shown.text for shown in town.shown("周建明"))


def test_whoever_is_away_hears_nothing_and_somebody_stands_in(town: Town) -> None:
    town.says("周建明", LAMP)
    town.account("童建新")
    town.hears("周建明", "请假 11月18日到19日 童建新代", "不打扰您", "转给童建新")
    beat(town)
    assert "周建明11月18日（周三）到11月19日（周四）请假，请您代看一下" in town.shown("童建新")[-1].text
    assert told(town, "周建明", day(18)) == []
    (card,) = [shown for shown in town.shown("童建新") if "早上好" in shown.text]
    assert "替周建明：坞里3组路灯不亮" in card.text
    assert "已办：坞里3组路灯不亮" in card.labels
    assert told(town, "周建明", day(19)) == []
    assert "路灯" in told(town, "周建明", day(20))[0].text


def test_whoever_stands_in_reads_a_thing_as_often_as_its_owner_would(town: Town) -> None:
    town.says("周建明", LAMP)
    town.account("童建新")
    town.hears("贺佳", "提醒 每个工作日 看水位")
    town.hears("周建明", "请假 11月18日到20日 童建新代")
    beat(town)
    seen = ["".join(one.text for one in told(town, "童建新", day(number))) for number in (18, 19, 20)]
    assert ["路灯" in text for text in seen] == [True, True, False]  # near its day, and on it
    assert [text.count("看水位") for text in seen] == [1, 1, 1]


def test_leave_step_by_step_and_back_early(town: Town) -> None:
    town.says("周建明", LAMP)
    town.hears("周建明", "请假", "从哪天")
    town.hears("周建明", "明天", "到哪天")
    town.hears("周建明", "今天", "要在11月18日（周三）以后")
    town.hears("周建明", "周五", "谁代您")
    town.hears("周建明", "无此人", "没找到")
    town.hears("周建明", "跳过", "11月18日（周三）到11月20日（周五）不打扰您")
    assert told(town, "周建明", day(18)) == []
    shown = town.hears("周建明", "请假", "您请的假")
    assert "假销了" in town.press("周建明", shown, shown.labels[0])[-1].text
    assert "路灯" in told(town, "周建明", day(19))[0].text


def test_a_complaint_at_night_waits_for_the_morning(town: Town) -> None:
    town.account("贺佳")
    town.now = day(17, 22)
    town.says("周建明", "投诉建议 食堂太贵")
    town.says("周建明", "署名")
    assert "食堂" not in "".join(one.text for one in town.shown("贺佳"))
    beat(town, day(18, 7, 29))
    assert "食堂" not in "".join(one.text for one in town.shown("贺佳"))
    beat(town, day(18))
    assert "食堂" in "".join(one.text for one in town.shown("贺佳"))


def test_what_fell_while_he_was_away_is_told_when_he_is_back(town: Town) -> None:
    town.account("周建明")
    town.hears("贺佳", "提醒 每月18日 报防汛表")
    town.hears("周建明", "请假 11月18日到12月10日")
    town.says("周建明", "跳过")
    beat(town, day(18))
    back = day(11).replace(month=12)
    assert "（原定11月18日（周三））报防汛表" in told(town, "周建明", back)[0].text


def opened(town: Town, name: str, word: str) -> Shown:
    """The card of a matter, found by a word."""
    found = town.hears(name, f"查 {word}", word)
    shown = town.press(name, found, found.labels[0])[-1]
    return town.press(name, shown, next(label for label in shown.labels if label.startswith("办")))[-1]


def instructed(town: Town, words: str) -> Shown:
    """The leader's 批示 on the lamp, and what it answers."""
    town.press("倪海军", opened(town, "倪海军", "路灯"), "批示")
    return town.says("倪海军", words)[-1]


def test_what_others_do_waits_until_he_is_back(town: Town) -> None:
    town.says("周建明", LAMP)
    town.account("童建新")
    town.hears("周建明", "请假 今天到11月18日 童建新代")
    instructed(town, "抓紧办")
    assert "抓紧办" not in "".join(one.text for one in town.shown("周建明"))
    beat(town)
    assert "您代班期间转来的" in town.shown("童建新")[-1].text
    beat(town, day(18, 9))
    assert "抓紧办" not in "".join(one.text for one in town.shown("周建明"))
    beat(town, day(19, 9))
    assert "抓紧办" in "".join(one.text for one in town.shown("周建明"))


def test_what_cannot_wait_for_the_morning_goes_at_once_with_its_reason(town: Town) -> None:
    town.says("周建明", LAMP)
    town.now = day(17, 22)
    kept = instructed(town, "先拉警戒线")
    assert "警戒线" not in "".join(one.text for one in town.shown("周建明"))
    town.press("倪海军", kept, "急事，现在就告诉周建明")
    town.hears("倪海军", "电线垂到路上了", "已经发给周建明了")
    urgent = town.shown("周建明")[-1]
    assert urgent.text.startswith("【急】倪海军：电线垂到路上了\n倪海军批示：先拉警戒线")
    assert any(label.startswith("办") for label in urgent.labels)
    # Once: it is not told again in the morning, and a second press finds nothing to send.
    town.press("倪海军", kept, "急事，现在就告诉周建明")
    town.hears("倪海军", "再催一次", "已经告诉过了")
    told_ = told(town, "周建明", day(18, 8))
    assert not any("警戒线" in one.text for one in told_)


def test_in_office_hours_nobody_is_asked_how_urgent_he_is(town: Town) -> None:
    town.says("周建明", LAMP)
    assert not any(label.startswith("急事") for label in instructed(town, "抓紧办").labels)
    assert "抓紧办" in town.shown("周建明")[-1].text


def test_at_once_means_whoever_stands_in(town: Town) -> None:
    town.says("周建明", LAMP)
    town.account("童建新")
    town.hears("周建明", "请假 今天到11月19日 童建新代")
    beat(town)
    town.now = day(17, 22)
    town.press("倪海军", instructed(town, "先拉警戒线"), "急事，现在就告诉周建明")
    town.says("倪海军", "电线垂到路上了")
    assert "【急】倪海军：电线垂到路上了" in town.shown("童建新")[-1].text
    assert "警戒线" not in "".join(one.text for one in town.shown("周建明"))
    beat(town, day(20, 9))
    assert "警戒线" in "".join(one.text for one in town.shown("周建明"))


def test_help_at_night_reaches_the_leaders_at_once(town: Town) -> None:
    town.account("倪海军")
    town.now = day(17, 22)
    town.says("周建明", "坞里3组后山滑坡了，很危险，急")
    town.press("周建明", opened(town, "周建明", "滑坡"), "我需要帮助")
    town.says("周建明", "水利站")
    asked = town.says("周建明", "挖机")[-1]
    label = next(one for one in asked.labels if one.startswith("急事"))
    assert "倪海军" in label
    town.press("周建明", asked, label)
    town.hears("周建明", "三户人还在屋里", "已经发给")
    assert town.shown("倪海军")[-1].text.startswith("【急】周建明：三户人还在屋里")
