"""Photos with a task, and photos for answer: who sends, who sees, and what an Excel file says of them."""

from __future__ import annotations

from io import BytesIO

import openpyxl
from sqlalchemy import update

from bot.clock import LOOSE_KEEPS, tick
from handlers.kit.context import Eyes
from handlers.kit.messages import File
from handlers.kit.texts import Texts
from handlers.tasks import tables
from storage import tasks
from storage.tables import Attachment, Outbox
from tests.attachments.test_photos import ids, sees
from tests.conversation import Shown, Town
from tests.reminders.beats import beat
from tests.tasks.test_answers import OPEN
from tests.tasks.test_sending import CADRES, PLAIN, cards, composed


def files_of(town: Town, shown: Shown) -> list[dict[str, object]]:
    """The files of a message, as a channel is told of them."""
    with town.database.reading() as session:
        found: list[dict[str, object]] = session.get_one(Outbox, shown.id).body.get("files", [])
        return found


def with_photo(town: Town, answers: tuple[str, ...] = PLAIN) -> Shown:
    """The preview of a task whose text came with a photo, to cadres who can all be reached."""
    for cadre in CADRES:
        town.account(cadre)
    town.says("贺佳", "任务")
    town.press("贺佳", town.shown("贺佳")[-1], "发新任务")
    heard = town.says("贺佳", "照图清理河道", files=(town.hands_in("贺佳", b"map"),))
    assert ["发给谁" in heard[0].text, "会一起放上去" in heard[1].text] == [True, True]
    for said in answers:
        town.says("贺佳", said)
    return town.shown("贺佳")[-1]


def test_a_photo_goes_with_a_task_and_is_seen_by_whoever_got_it(town: Town) -> None:
    preview = with_photo(town)
    assert "附：照片1张" in preview.text
    (photo,) = ids(town)
    assert [file["id"] for file in files_of(town, preview)] == [photo]
    assert not sees(town, "周建明", photo), "nothing has gone out yet"
    town.press("贺佳", preview, "发出")
    (card,) = cards(town, "周建明")
    assert "附：照片1张" in card.text
    assert files_of(town, card) == [{"id": photo, "kind": "photo", "asked": True}]
    assert [sees(town, name, photo) for name in ("贺佳", "周建明", "汪洋")] == [True, True, True]
    assert [sees(town, name, photo) for name in ("王树根", "秦审", "韩冬")] == [False, False, False]
    said = town.press("周建明", card, "收到")[-1]
    assert files_of(town, said) == [{"id": photo, "kind": "photo"}], "a platform does not send it a second time"
    own = town.hears("周建明", "任务", "手头的任务1件")
    opened = town.press("周建明", own, "照图清理河道")[-1]
    assert files_of(town, opened) == [{"id": photo, "kind": "photo", "asked": True}]
    town.now += LOOSE_KEEPS * 2
    with town.database.begin() as connection:
        tick(connection, town.now)
    assert ids(town) == [photo]


def test_photos_are_added_and_left_out_before_it_goes(hall: Town) -> None:
    for cadre in CADRES:
        hall.account(cadre)
    preview = composed(hall, "照图清理河道")
    asked = hall.press("贺佳", preview, "加照片")[-1]
    for body in (b"one", b"two"):
        hall.says("贺佳", files=(hall.hands_in("贺佳", body),))
    preview = hall.press("贺佳", asked, "发好了")[-1]
    assert "附：照片2张" in preview.text
    preview = hall.press("贺佳", preview, "改内容")[-1]
    preview = hall.hears("贺佳", "清理河道", "附：照片2张")
    bare = hall.press("贺佳", preview, "去掉照片")[-1]
    assert "附：" not in bare.text
    card = hall.press("贺佳", bare, "发出")[-1]
    assert files_of(hall, cards(hall, "周建明")[-1]) == []
    hall.now += LOOSE_KEEPS * 2
    with hall.database.begin() as connection:
        tick(connection, hall.now)
    assert ids(hall) == [], "what was dropped with its draft is forgotten"
    assert "清理河道" in card.text


def test_the_same_once_more_takes_the_photos_along(hall: Town) -> None:
    card = hall.press("贺佳", with_photo(hall), "发出")[-1]
    hall.press("贺佳", card, "再来一次")
    again = hall.hears("贺佳", "周五下班前", "附：照片1张")
    hall.press("贺佳", again, "发出")
    assert files_of(hall, cards(hall, "周建明")[-1])[0]["id"] == ids(hall)[0]


def test_it_waits_for_what_a_platform_still_has(hall: Town) -> None:
    for cadre in CADRES:
        hall.account(cadre)
    hall.says("贺佳", "任务 照图清理河道", files=(File("photo", "p1"),))
    for said in PLAIN:
        hall.says("贺佳", said)
    preview = hall.shown("贺佳")[-1]
    assert "附：照片1张" in preview.text
    assert "还没收全" in hall.press("贺佳", preview, "发出")[-1].text
    assert not cards(hall, "周建明")
    with hall.database.begin() as connection:
        here = update(Attachment).where(Attachment.township_id > 0)
        connection.execute(here.values(mime="image/jpeg", body=b"x", fetch_at=None))
    assert "已发出" in hall.press("贺佳", preview, "发出")[-1].text


def test_a_recall_takes_the_photo_back(hall: Town) -> None:
    card = hall.press("贺佳", with_photo(hall), "发出")[-1]
    sure = hall.press("贺佳", card, "撤回")[-1]
    hall.press("贺佳", sure, "确定撤回")
    beat(hall)
    assert not sees(hall, "周建明", ids(hall)[0])


def test_a_photo_for_answer_is_for_whom_the_sender_lets_see_it(hall: Town) -> None:
    for cadre in CADRES:
        hall.account(cadre)
    for visible, seen in (("只有我看", False), ("领导也能看", True)):
        preview = composed(
            hall, f"拍河道，{visible}", ("北片包村干部", "明天下班前", "现场 照片，垃圾桶数", visible, "不急")
        )
        hall.press("贺佳", preview, "发出")
        hall.says("周建明", "今天去王家坞走访了李桂兰")
        hall.press("周建明", cards(hall, "周建明")[-1], "办结")
        told = hall.says("周建明", files=(hall.hands_in("周建明", visible.encode()),))
        assert "垃圾桶数" in told[-1].text, "it is the answer, and hangs on no record"
        assert "已办结" in hall.says("周建明", "3")[-1].text
        photo = ids(hall)[-1]
        assert [sees(hall, name, photo) for name in ("贺佳", "周建明")] == [True, True]
        assert [sees(hall, name, photo) for name in ("倪海军", "俞正阳")] == [seen, seen]
        assert [sees(hall, name, photo) for name in ("方晓燕", "王树根", "秦审", "韩冬")] == [False] * 4


def test_the_workbook_leads_to_the_photos(hall: Town) -> None:
    for cadre in CADRES:
        hall.account(cadre)
    preview = composed(hall, "拍河道", ("北片包村干部", "明天下班前", "垃圾桶数，现场 照片", "领导也能看", "不急"))
    hall.press("贺佳", preview, "发出")
    hall.says("周建明", "今天去王家坞走访了李桂兰")
    hall.press("周建明", cards(hall, "周建明")[-1], "办结")
    hall.says("周建明", "3")
    for body in (b"one", b"two"):  # an album, as platforms send it
        heard = hall.says("周建明", files=(hall.hands_in("周建明", body),))
    assert heard == [], "the second photo is answered with the first"
    hall.press("方晓燕", cards(hall, "方晓燕")[-1], "办结")
    hall.says("方晓燕", "4")
    hall.hears("方晓燕", "今天去汪家坞走访了李桂兰", "没填完的先放一边", "已记录")
    parked = next(shown for shown in hall.shown("方晓燕") if "接着填" in shown.labels)
    hall.press("方晓燕", parked, "接着填")
    hall.hears("方晓燕", "不填", "已办结")
    with hall.database.reading() as session:
        scope = hall.scope("俞正阳")
        (task,) = tasks.listed(session, scope, OPEN, 1)
        eyes = Eyes(session, scope, hall.now, Texts("zh_CN"))
        made, bare = (tables.workbook(eyes, task, site) for site in ("https://baocun.example", ""))
    sheet = openpyxl.load_workbook(BytesIO(made))["明细"]
    rows = {row[2].value: row[6:] for row in sheet.iter_rows(min_row=3)}
    assert [cell.value for cell in rows["姓名"]] == ["垃圾桶数", "现场", "现场2"]
    one, two = ids(hall)
    links = [cell.hyperlink and cell.hyperlink.target for cell in rows["周建明"][1:]]
    assert links == [f"https://baocun.example/photo/{id_}" for id_ in (one, two)]
    assert [cell.value for cell in rows["周建明"]] == [3, "看照片", "看照片"]
    assert [cell.value for cell in rows["方晓燕"]] == [4, None, None]
    sheet = openpyxl.load_workbook(BytesIO(bare))["明细"]
    assert [cell.value for cell in sheet[4][6:]] == [3, "有照片"]
