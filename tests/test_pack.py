"""The pack of a leader's meeting: what shows only from above, 批示 and 交办 from the digest, and when it comes."""

from __future__ import annotations

from datetime import datetime

from tests.conversation import SHANGHAI, Town
from tests.entries.rows import value
from tests.reminders.beats import day, told

DITCH = "今天去王家坞走访了李桂兰，水渠堵了，答应周五前给答复"


def test_a_matter_is_assigned_with_a_deadline_from_the_digest(town: Town) -> None:
    town.account("童建新")
    town.says("周建明", "坞里3组电线断了，很危险，急")
    digest = town.hears("俞正阳", "简报", "要您过问1件：紧急1")
    which = town.press("俞正阳", digest, "交办")[-1]
    assert "交办哪一件？" in which.text
    asked = town.press("俞正阳", which, which.labels[0])[-1]
    assert "交办给谁？" in asked.text
    until = town.press("俞正阳", asked, next(label for label in asked.labels if "童建新" in label))[-1]
    assert until.labels[:4] == (
        "1个工作日内（11月18日（周三））",
        "3个工作日内（11月20日（周五））",
        "7个工作日内（11月26日（周四））",
        "按原来的时限",
    )
    card = town.hears("俞正阳", "12月3日", "负责：童建新", "12月3日")
    assert "· 转办" in card.text
    (told,) = [shown for shown in town.shown("童建新") if "交办" in shown.text]
    assert "俞正阳交办给您一件事：王家坞村" in told.text
    assert "12月3日" in told.text
    assert str(value(town, "SELECT due_on FROM issues")) == "2026-12-03"


def test_an_instruction_from_the_digest_may_become_a_hand_over(town: Town) -> None:
    town.account("周建明")
    town.says("周建明", "坞里3组电线断了，很危险，急")
    digest = town.hears("俞正阳", "简报")
    which = town.press("俞正阳", digest, "批示")[-1]
    town.press("俞正阳", which, which.labels[0])
    card = town.hears("俞正阳", "请电力所今天到现场", "俞正阳 批示：请电力所今天到现场")
    assert "交办…" in card.labels
    assert "转给…" not in card.labels
    assert any("请电力所今天到现场" in shown.text for shown in town.shown("周建明"))


def test_nothing_to_instruct_about_has_no_button(town: Town) -> None:
    town.says("周建明", DITCH)
    labels = town.hears("俞正阳", "简报").labels
    assert "批示" not in labels
    assert "导出" in labels


def test_the_same_matter_in_several_villages_is_said_once(town: Town) -> None:
    town.says("周建明", "王家坞水渠堵了，浇不上地")
    town.says("方晓燕", "汪家坞水渠堵了")
    town.says("汪洋", "上云3组路灯不亮")
    text = town.hears("俞正阳", "简报", "几个村都有").text
    line = next(line for line in text.splitlines() if line.startswith("几个村都有"))
    assert "水渠" in line
    assert {"王家坞村", "汪家坞村"} <= set(line.partition("（")[2].rstrip("）").split("、"))
    assert "上云村" not in line
    assert "路灯" not in line
    # Whoever leads one of them sees one only.
    assert "几个村都有" in town.hears("倪海军", "简报").text


def test_what_was_done_well_is_told_from_the_records(town: Town) -> None:
    town.says("周建明", DITCH)
    town.wait(days=1)
    listed = town.hears("周建明", "我的")
    card = town.press("周建明", listed, listed.labels[0])[-1]
    card = town.press("周建明", card, next(label for label in card.labels if label.startswith("办理")))[-1]
    card = town.press("周建明", card, "办结")[-1]
    assert "办得好" not in town.hears("俞正阳", "简报 本周").text
    town.press("周建明", card, "已回访")
    town.hears("俞正阳", "简报 本周", "办得好：王家坞村：水渠堵了，1天办结并已回访")


def test_a_leader_chooses_when_digests_come(town: Town) -> None:
    shown = town.hears("俞正阳", "简报 设置", "每天：不发", "每周：发", "每月：发", "没有新情况时：不打扰")
    shown = town.press("俞正阳", shown, "每天要发")[-1]
    assert "每天：发" in shown.text
    shown = town.press("俞正阳", shown, "每周不用发")[-1]
    shown = town.press("俞正阳", shown, "没情况也说一声")[-1]
    for part in ("每天：发", "每周：不发", "每月：发", "没有新情况时：说一声"):
        assert part in shown.text
    town.hears("倪海军", "简报 设置", "每天：不发", "每周：发")
    town.hears("周建明", "简报 设置", "用不了")


def test_the_weeks_pack_comes_with_its_picture(town: Town) -> None:
    town.account("俞正阳")
    town.says("周建明", DITCH)
    assert told(town, "俞正阳", day(20, 8)) == []
    (pack,) = told(town, "俞正阳", day(23, 8))
    for part in ("【简报】上周（11月16日至11月22日）", "走访1次", "新报问题1件"):
        assert part in pack.text
    assert {"各村", "导出", "看图"} <= set(pack.labels)
    (picture,) = town.made("俞正阳")
    assert picture.name == "简报 11月16日至11月22日这一周.png"
    assert told(town, "俞正阳", day(23, 9)) == []


def test_a_month_that_begins_comes_before_its_week(town: Town) -> None:
    town.account("俞正阳")
    town.says("周建明", DITCH)
    (pack,) = told(town, "俞正阳", datetime(2026, 12, 1, 8, tzinfo=SHANGHAI))
    assert "【简报】上月（11月1日至11月30日）" in pack.text


def test_every_day_if_he_wants_it(town: Town) -> None:
    for name in ("俞正阳", "倪海军"):
        town.account(name)
        shown = town.hears(name, "简报 设置")
        town.press(name, shown, "每天要发")
    town.says("周建明", DITCH)
    (pack,) = told(town, "俞正阳", day(18, 8))
    assert "【简报】昨天（11月17日" in pack.text
    assert any("【简报】昨天" in shown.text for shown in town.shown("倪海军"))


def test_nothing_new_is_silence_or_a_word(town: Town) -> None:
    for village, names in (
        ("周建明", "王家坞 李桂兰"),
        ("方晓燕", "汪坞 汪建军"),
        ("汪洋", "上云 胡大海"),
        ("汪洋", "下云 徐金龙"),
    ):
        town.says(village, f"今天去{names.split()[0]}走访了{names.split()[1]}，都好")
    town.account("俞正阳")
    shown = town.hears("俞正阳", "简报 设置")
    town.press("俞正阳", shown, "每天要发")
    assert len(told(town, "俞正阳", day(18, 8))) == 1
    assert not any("简报" in one.text for one in told(town, "俞正阳", day(19, 8)))
    town.press("俞正阳", town.hears("俞正阳", "简报 设置"), "没情况也说一声")
    (word,) = told(town, "俞正阳", day(20, 8))
    assert "【简报】昨天（11月19日）无新增" in word.text
