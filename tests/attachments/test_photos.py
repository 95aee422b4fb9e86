"""Photos, voice notes and places: with a sentence, right after it, later; seen by whoever may read the record."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.clock import LOOSE_KEEPS, tick
from handlers.attachments import MOST, look
from handlers.kit.messages import File
from storage.tables import Attachment
from tests.conversation import Shown, Town

VISIT = "今天去王家坞走访了李桂兰，水渠堵了"
DELICATE = "今天去王家坞走访了陈秀英，陈秀英反映村干部优亲厚友"


def ids(town: Town) -> list[int]:
    """The numbers of all attachments."""
    with town.database.reading() as session:
        return list(session.scalars(select(Attachment.id).where(Attachment.township_id > 0).order_by(Attachment.id)))


def sees(town: Town, name: str, id_: int) -> bool:
    """Whether a person is shown this attachment."""
    with town.database.reading() as session:
        return look(session, town.scope(name), id_) is not None


def opened(town: Town, name: str) -> Shown:
    """The card of a person's newest record, as opened from 我的."""
    page = town.says(name, "我的")[-1]
    return town.press(name, page, page.labels[0])[-1]


def test_photos_sent_with_a_sentence_hang_on_its_record(town: Town) -> None:
    files = tuple(town.hands_in("周建明", b"%d" % n) for n in range(10))
    (card,) = town.says("周建明", VISIT, files=files)
    assert "已记录" in card.text
    assert "照片10张" in card.text
    assert "照片10张" in opened(town, "周建明").text


def test_photos_right_after_a_sentence_hang_on_it_too(town: Town) -> None:
    town.says("周建明", VISIT)
    town.wait(minutes=5)
    files = (town.hands_in("周建明", b"1"), town.hands_in("周建明", b"2", "voice"))
    (card,) = town.says("周建明", files=files)
    assert "照片1张、语音1条" in card.text
    assert "已更正" in card.text


def test_the_same_photo_twice_is_kept_once(town: Town) -> None:
    town.says("周建明", VISIT, files=(town.hands_in("周建明", b"same"),))
    (card,) = town.says("周建明", files=(town.hands_in("周建明", b"same"), town.hands_in("周建明", b"other")))
    assert "照片2张" in card.text


def test_a_photo_out_of_nowhere_asks_where_it_belongs_or_becomes_a_record(town: Town) -> None:
    town.says("周建明", VISIT)
    town.wait(hours=3)
    (asked,) = town.says("周建明", files=(town.hands_in("周建明", b"1"),))
    assert "放到哪条" in asked.text
    assert "照片1张" in town.press("周建明", asked, asked.labels[0])[-1].text
    town.wait(hours=3)
    (asked,) = town.says("周建明", files=(town.hands_in("周建明", b"2"),))
    (alone,) = town.press("周建明", asked, "单独记一条")
    assert "照片1张" in alone.text
    assert "已记录" in alone.text


def test_the_rest_of_an_album_goes_where_its_first_photo_went(town: Town) -> None:
    town.says("周建明", VISIT)
    town.wait(hours=3)
    town.says("周建明", "昨天去王家坞走访了刘福生")
    town.wait(hours=3)
    (asked,) = town.says("周建明", files=(town.hands_in("周建明", b"1"),))
    older = next(label for label in asked.labels if "李桂兰" in label)
    town.press("周建明", asked, older)
    (card,) = town.says("周建明", files=(town.hands_in("周建明", b"2"),))
    assert "李桂兰" in card.text
    assert "照片2张" in card.text


def test_later_photos_are_added_to_the_record_one_chooses(town: Town) -> None:
    town.hears("周建明", "补照片", "还没有记录")
    town.says("周建明", VISIT)
    town.wait(days=2)
    asked = town.hears("周建明", "补照片", "给哪条记录")
    (send,) = town.press("周建明", asked, asked.labels[0])
    assert "请发照片" in send.text
    (card,) = town.says("周建明", files=(town.hands_in("周建明", b"1"),))
    assert "照片1张" in card.text
    assert "李桂兰" in card.text


def test_whoever_was_asked_for_photos_may_go_on_talking(town: Town) -> None:
    town.says("周建明", VISIT)
    asked = town.hears("周建明", "补照片", "给哪条记录")
    town.press("周建明", asked, asked.labels[0])
    town.hears("周建明", "今天去王家坞走访了刘福生", "已记录", "刘福生")
    (card,) = town.says("周建明", files=(town.hands_in("周建明", b"1"),))
    assert "刘福生" in card.text


def test_a_photo_with_words_that_are_no_record_waits_for_the_answer(town: Town) -> None:
    (asked,) = town.says("周建明", "明天准备去一趟", files=(town.hands_in("周建明", b"1"),))
    (kept,) = town.press("周建明", asked, "记下来")
    assert "照片1张" in kept.text


def test_with_a_state_secret_the_photo_goes_too(town: Town) -> None:
    town.hears("周建明", "补照片", "还没有记录")
    (said,) = town.says("周建明", "机密★10年 某某文件", files=(town.hands_in("周建明", b"1"),))
    assert "没有保存" in said.text
    assert ids(town) == []


def test_the_author_takes_a_photo_off_within_the_edit(town: Town) -> None:
    town.says("周建明", VISIT, files=(town.hands_in("周建明", b"1"), town.hands_in("周建明", b"2")))
    fields = town.hears("周建明", "修改", "改哪")
    (listed,) = town.press("周建明", fields, "照片和语音")
    (card,) = town.press("周建明", listed, "去掉第1个（照片）")
    assert "照片1张" in card.text
    (again,) = town.press("周建明", listed, "去掉第1个（照片）")
    assert "照片1张" in again.text
    assert len(ids(town)) == 1


def test_without_photos_nothing_is_said_of_them(town: Town) -> None:
    assert "照片" not in town.hears("周建明", VISIT, "已记录").text
    assert "照片和语音" not in town.hears("周建明", "修改").labels


def test_photos_are_seen_by_whoever_may_read_the_record(town: Town) -> None:
    town.says("周建明", VISIT, files=(town.hands_in("周建明", b"1"),))
    (id_,) = ids(town)
    seen = {name for name in town.people if sees(town, name, id_)}
    assert seen == {"周建明", "童建新", "倪海军", "俞正阳", "王树根"}
    town.says("周建明", "撤销")
    assert not any(sees(town, name, id_) for name in town.people)


def test_of_a_sensitive_matter_only_author_and_leaders_see_them(town: Town) -> None:
    town.says("周建明", DELICATE, files=(town.hands_in("周建明", b"1"),))
    (id_,) = ids(town)
    assert {name for name in town.people if sees(town, name, id_)} == {"周建明", "倪海军", "俞正阳"}


def test_what_hangs_nowhere_is_nobodys_to_see_and_is_forgotten(town: Town) -> None:
    town.hands_in("周建明", b"1")
    (id_,) = ids(town)
    assert not any(sees(town, name, id_) for name in town.people)
    with town.database.begin() as connection:
        assert tick(connection, town.now + LOOSE_KEEPS)["attachments_removed"] == 0
        assert tick(connection, town.now + LOOSE_KEEPS + timedelta(seconds=1))["attachments_removed"] == 1


def test_nobody_brings_what_another_handed_in(town: Town) -> None:
    foreign = town.hands_in("周建明", b"1")
    for name in ("童建新", "韩冬"):
        (said,) = town.says(name, files=(foreign,))
        assert "没有收全" in said.text
    town.says("周建明", VISIT, files=(foreign,))
    assert sees(town, "周建明", ids(town)[0])


def test_a_place_is_told_in_its_words(town: Town) -> None:
    (card,) = town.says("周建明", VISIT, files=(File("place", "王家坞水库大坝"),))
    assert "位置：王家坞水库大坝" in card.text


def test_a_document_is_refused_in_one_sentence(town: Town) -> None:
    (said,) = town.says("周建明", files=(File("file", "x"),))
    assert "收不了" in said.text


def test_an_auditor_brings_nothing(town: Town) -> None:
    (said,) = town.says("秦审", files=(town.hands_in("秦审", b"1"),))
    assert "照片" not in said.text
    assert not said.labels


def test_a_record_is_no_album(town: Town) -> None:
    town.says("周建明", VISIT)
    for start in range(0, MOST, 10):
        town.says("周建明", files=tuple(town.hands_in("周建明", b"%d" % n) for n in range(start, start + 10)))
    (said,) = town.says("周建明", files=(town.hands_in("周建明", b"more"),))
    assert f"{MOST}个" in said.text
