"""应急: declared with a reason and a last day, told once, asks sooner about what is urgent, ends by itself."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.tables import Audit, Emergency
from tests.conversation import Shown, Town
from tests.reminders.beats import beat, day, told
from tests.tasks.test_sending import CADRES, EVENING, cards, composed

WHY = "台风红色预警，明天凌晨登陆"


def declared(town: Town, last: str = "周五") -> Shown:
    """An emergency in the whole township, begun; what its admin heard last."""
    for name in (*CADRES, "倪海军", "俞正阳", "王树根", "秦审"):
        town.account(name)
    asked = town.hears(
        "贺佳", f"应急 防汛 {WHY}，到{last}", "防汛，到11月20日（周五）为止", WHY, "共8人".removeprefix("共")
    )
    return town.press("贺佳", asked, "宣布应急")[-1]


def acts(town: Town) -> list[tuple[str, str]]:
    """What the audit trail says of it."""
    with town.database.reading() as session:
        query = select(Audit.action, Audit.channel).where(Audit.target.like("emergency:%")).order_by(Audit.id)
        return [(row.action, row.channel) for row in session.execute(query)]


def test_it_is_declared_with_a_few_questions(hall: Town) -> None:
    hall.account("周建明")
    asked = hall.hears("贺佳", "应急", "哪一类应急")
    hall.press("贺佳", asked, "森林防火")
    days = hall.hears("贺佳", "连续晴天，五级风", "到哪天为止")
    assert days.labels[0] == "11月17日（周二）"
    hall.hears("贺佳", "12月30日", "15天以内")
    hall.hears("贺佳", "昨天", "日期")
    preview = hall.hears("贺佳", "后天", "森林防火，到11月19日（周四）为止", "连续晴天，五级风", "没进来过")
    hall.press("贺佳", preview, "先不宣布")
    assert hall.shown("贺佳")[-1].text == "没有宣布，谁也没通知。"
    assert not hall.shown("周建明")
    hall.hears("贺佳", "应急", "哪一类应急")


def test_its_people_are_told_once_and_see_it_while_it_runs(hall: Town) -> None:
    hall.now = EVENING
    hall.account("汪洋")
    hall.says("汪洋", "请假 11月17日到18日 童建新代")
    hall.account("韩冬")
    assert "已宣布" in declared(hall).text
    for name in ("周建明", "倪海军", "王树根"):
        (heard,) = hall.shown(name)
        assert heard.text.startswith(f"【应急·防汛】云溪镇，到11月20日（周五）为止：{WHY}\n宣布人：贺佳")
    beat(hall)
    beat(hall, day(18))
    assert [shown.text for shown in hall.shown("周建明")].count(heard.text) == 1
    assert not any("宣布人" in shown.text for shown in hall.shown("汪洋")), "nobody disturbs a leave"
    for name in ("周建明", "俞正阳", "王树根", "汪洋", "秦审"):
        hall.hears(name, "菜单", f"【应急·防汛】云溪镇，到11月20日（周五）为止：{WHY}")
    for said in ("今天", "任务", "应急"):
        hall.hears("周建明", said, "【应急·防汛】")
    for said in ("菜单", "今天", "任务", "应急"):
        hall.says("韩冬", said)
    assert not any("防汛" in shown.text for shown in hall.shown("韩冬"))


def test_only_an_admin_of_the_area_may(hall: Town) -> None:
    for name in ("周建明", "俞正阳", "韩冬"):
        hall.hears(name, f"应急 防汛 {WHY}，到周五", "眼下没有应急")
    declared(hall)
    assert "已经在应急" not in hall.hears("贺佳", "应急", "【应急·防汛】").text
    shown = hall.shown("贺佳")[-1]
    assert shown.labels == ("结束防汛应急", "改防汛到哪天")
    assert hall.hears("俞正阳", "应急", "【应急·防汛】").labels == ()
    with hall.database.writing() as session:
        from storage import people, units

        place = next(iter(units.named(session, "石门镇")))
        hall.people["鲁平"] = people.add(session, "鲁平", place).id
        people.grant(session, hall.people["鲁平"], "admin", place.id, hall.now.date())
    hall.hears("鲁平", "应急", "哪一类应急")
    for name in ("周建明", "俞正阳", "鲁平"):
        hall.account(name)
        heard = hall.says(name, press=f"{shown.token}.0")[-1]
        assert "防汛" not in heard.text
    assert [action for action, _ in acts(hall)] == ["emergency.begin"]


def test_it_ends_by_itself_and_people_find_it_on_their_card(hall: Town) -> None:
    declared(hall)
    beat(hall, day(21, 0, 0))
    assert not any("结束" in shown.text for shown in hall.shown("贺佳") if shown.at == hall.now), "nothing at night"
    assert "防汛" not in hall.hears("周建明", "菜单").text
    assert acts(hall)[-1] == ("emergency.over", "clock")
    (heard,) = told(hall, "贺佳", day(23, 7, 30))
    assert "已自动结束" in heard.text
    card = hall.shown("周建明")[-1]
    assert "云溪镇的防汛应急已经结束" in card.text
    assert "【应急" not in card.text
    assert hall.hears("贺佳", "应急 防汛 又来一个，到周五", "防汛，到11月27日")


def test_it_is_ended_early_or_goes_on(hall: Town) -> None:
    declared(hall)
    shown = hall.hears("贺佳", "应急", "【应急·防汛】")
    asked = hall.press("贺佳", shown, "改防汛到哪天")[-1]
    assert "到哪天为止" in asked.text
    hall.hears("贺佳", "11月24日", "到11月24日（周二）为止", "日子改好了")
    sure = hall.press("贺佳", shown, "结束防汛应急")[-1]
    assert "已结束" in hall.press("贺佳", sure, "确定结束")[-1].text
    hall.press("贺佳", sure, "确定结束")
    beat(hall)
    assert not any("结束" in shown.text for shown in hall.shown("周建明"))
    (card,) = told(hall, "周建明", day(18))
    assert "防汛应急已经结束" in card.text
    assert [action for action, _ in acts(hall)] == ["emergency.begin", "emergency.longer", "emergency.end"]
    with hall.database.reading() as session:
        one = session.scalars(select(Emergency).where(Emergency.township_id > 0)).one()
        assert one.ended_by == hall.people["贺佳"]
        assert one.cursor is None


def test_what_is_urgent_is_asked_again_after_one_hour_and_after_two(town: Town) -> None:
    town.now = EVENING
    declared(town)
    plain = composed(town, "报月报", ("全部包村干部", "周五下班前", "跳过", "不急"))
    town.press("贺佳", plain, "发出")
    town.says("贺佳", "任务 转移三组群众")
    town.says("贺佳", "北片包村干部")
    asked = town.says("贺佳", "周五下班前")[-1]
    assert asked.labels[0] == "需转移人数，已转移人数，安置点 文字，困难 文字（可不填）"
    town.press("贺佳", asked, asked.labels[0])
    town.says("贺佳", "领导也能看")
    whys = town.says("贺佳", "紧急")[-1]
    preview = town.press("贺佳", whys, f"防汛，{WHY}")[-1]
    assert "需转移人数（数字）、已转移人数（数字）、安置点（文字）、困难（文字）" in preview.text
    town.press("贺佳", preview, "发出")
    first = cards(town, "周建明")[-1]
    town.press("童建新", cards(town, "童建新")[-1], "收到")
    town.says("方晓燕", "请假 11月17日到20日 周建明代")
    start = town.now
    for hours, asked_again in ((0.9, 0), (1, 1), (1.5, 1), (2, 2), (3, 2), (9, 2)):
        town.now = start
        town.wait(hours=hours)
        beat(town)
        again = [shown for shown in cards(town, "周建明") if "还没收到您的回音" in shown.text]
        assert len(again) == asked_again, f"after {hours} hours"
    assert f"紧急：防汛，{WHY}" in again[0].text
    assert again[0].about == first.about
    for name in ("童建新", "方晓燕", "汪洋"):
        assert not any("还没收到" in shown.text for shown in town.shown(name)), (
            "he said something, is away, never got it"
        )
    assert not any("报月报" in shown.text for shown in again), "what is not urgent keeps its rhythm"


def test_after_its_end_everything_is_as_usual(hall: Town) -> None:
    declared(hall)
    preview = composed(hall, "转移三组群众", ("全部包村干部", "周五下班前", "跳过", "紧急", "山洪"))
    hall.press("贺佳", preview, "发出")
    shown = hall.hears("贺佳", "应急", "【应急·防汛】")
    sure = hall.press("贺佳", shown, "结束防汛应急")[-1]
    hall.press("贺佳", sure, "确定结束")
    hall.wait(hours=2)
    beat(hall)
    assert not any("还没收到" in shown.text for shown in hall.shown("周建明"))
    asked = hall.says("贺佳", "任务 再转移")[-1]
    hall.says("贺佳", "全部包村干部")
    asked = hall.says("贺佳", "3小时内")[-1]
    assert asked.labels == ("跳过",)


def test_a_deadline_in_hours(hall: Town) -> None:
    declared(hall)
    hall.says("贺佳", "任务 上报24小时值班表")
    asked = hall.says("贺佳", "全部包村干部")[-1]
    assert asked.labels[0] == "2小时内"
    hall.press("贺佳", asked, "2小时内")
    hall.hears("贺佳", "跳过", "急不急")
    hall.hears("贺佳", "不急", "截止：11月17日（周二）18:30")


def test_told_in_batches_it_is_one_message_each(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("storage.emergencies.BATCH", "handlers.emergencies.spreading.BATCH"):
        monkeypatch.setattr(place, 3)
    declared(town)
    assert sum(bool(town.shown(name)) for name in CADRES) == 3
    assert beat(town)["emergency_batches"] >= 2
    beat(town)
    for name in (*CADRES, "俞正阳", "王树根"):
        assert sum("宣布人" in shown.text for shown in town.shown(name)) == 1
