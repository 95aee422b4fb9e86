"""今天: what awaits one, and what can be done about it at once."""

from __future__ import annotations

from tests.conversation import Town
from tests.entries.rows import rows, value


def test_matters_near_their_day_open_with_one_press(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应明天修好")
    town.says("周建明", "坞里5组水渠堵了")  # a week's time is not today's worry
    today = town.hears("周建明", "今天", "· 坞里3组路灯不亮（王家坞村）限 11月18日（周三）前（还有 1 个工作日）")
    assert "水渠" not in today.text
    assert "3组路灯不亮" in town.press("周建明", today, today.labels[0])[-1].text


def test_what_is_settled_or_waits_for_others_is_not_shown(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应明天修好")
    today = town.hears("周建明", "今天", "路灯")
    card = town.press("周建明", today, today.labels[0])[-1]
    town.press("周建明", card, "办结")
    assert "路灯" not in town.hears("周建明", "今天").text


def test_whom_to_look_in_on_and_went_records_the_visit(town: Town) -> None:
    today = town.hears("周建明", "今天", "独居老人 李桂兰（王家坞村2组）还没有走访记录", "这周哪天顺路去都行")
    card = town.press("周建明", today, "去看过李桂兰了")[-1]
    assert "已记录 №1 · 走访 · 王家坞村 · 11月17日（周二）\n看望：李桂兰" in card.text
    assert "刚才已经办过" in town.press("周建明", today, "去看过李桂兰了")[-1].text
    assert value(town, "SELECT count(*) FROM visits") == 1
    assert "李桂兰" not in town.hears("周建明", "今天").text
    town.wait(days=31)
    town.says("周建明", "今天走访了陈秀英、王建国，都好")
    town.hears("周建明", "今天", "独居老人 李桂兰（王家坞村2组）31天没见了")


def test_a_promise_without_a_matter_is_kept_by_a_press(town: Town) -> None:
    town.says("周建明", "今天走访了刘福生，答应周三再来看他")
    today = town.hears("周建明", "今天", "答应过的：")
    label = next(label for label in today.labels if label.startswith("已办："))
    assert "记作办了" in town.press("周建明", today, label)[-1].text
    assert "已经办过" in town.press("周建明", today, label)[-1].text
    assert [row.state for row in rows(town, "SELECT state FROM promises")] == ["kept"]


def test_never_more_than_four_things_with_two_buttons_each(town: Town) -> None:
    for place in range(1, 8):
        town.says("周建明", f"坞里{place}组电线着火了，很危险")
    today = town.hears("周建明", "今天", "【急】坞里1组", "独居老人 李桂兰", "另有5件")
    assert today.text.count("\n· ") == 4
    assert len(today.labels) == 8


def test_another_day_and_not_this_week(town: Town) -> None:
    today = town.hears("周建明", "今天", "独居老人 李桂兰", "低保户 陈秀英")
    assert "11月18日（周三）再提" in town.press("周建明", today, "改天：李桂兰")[-1].text
    later = town.press("周建明", today, "改天：陈秀英")[-1]
    assert "11月23日（周一）再提" in town.press("周建明", later, "本周不用再提")[-1].text
    rest = town.hears("周建明", "今天").text
    assert "李桂兰" not in rest
    assert "陈秀英" not in rest
    assert "李桂兰" in town.hears("童建新", "今天").text  # another person's day is his own
    town.wait(days=1)
    assert "陈秀英" not in town.hears("周建明", "今天", "李桂兰").text
    town.wait(days=5)
    town.hears("周建明", "今天", "陈秀英", "李桂兰")


def test_a_matter_is_settled_with_one_press(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应明天修好")
    today = town.hears("周建明", "今天", "路灯")
    card = town.press("周建明", today, "已办：坞里3组路灯不亮")[-1]
    assert "· 办结" in card.text
    assert value(town, "SELECT state FROM promises") == "kept"


def test_a_sensitive_matter_is_named_by_its_kind_alone(town: Town) -> None:
    town.says("周建明", "王长根反映村账不公开，答应明天答复")
    today = town.hears("周建明", "今天", "村务与作风（王家坞村）")
    assert "村账" not in "".join((today.text, *today.labels))


def test_another_cadre_has_his_own_day(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应明天修好")
    text = town.hears("方晓燕", "今天").text
    assert "王家坞" not in text.replace("汪家坞", "")
    town.hears("倪海军", "今天", "没有您自己要办的事", "简报")


def test_a_sentence_that_begins_with_the_word_is_a_sentence(town: Town) -> None:
    town.hears("周建明", "今天 去看望了刘福生", "已记录 №1 · 走访")
    town.hears("周建明", "走访 刘福生，水管漏了", "已记录 №2 · 走访+问题")
    town.hears("周建明", "走访", "也可以直接发一句话")
