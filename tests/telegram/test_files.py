"""Photos, voice and places on Telegram: an album is one visit's, what cannot be kept is said so."""

from __future__ import annotations

import pytest

from bot import fetching, outbox
from bot.channels import Enclosure
from bot.channels.telegram import enclosures
from storage.tables import Attachment, Entry, Outbox, Person
from tests.fakes import Telegram
from tests.fakes.faults import broken, refuse
from tests.fakes.telegram.people import Cadre
from tests.telegram.chat import SENTENCE, Office
from tests.web.test_attachments import VOICE, picture


def test_an_album_and_a_voice_note_hang_on_the_visit_they_came_with(
    office: Office, fake: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "IDLE_SECONDS", 0.05)
    cadre = office.bound("周建明")
    cadre.sends_album(picture(), picture(640, 480), caption=SENTENCE)
    one_card = cadre.hears("照片2张")
    assert "已记录" in one_card.text
    assert {"修改", "撤销"} <= set(one_card.buttons)
    assert len({heard.id for heard in cadre.heard}) == 1
    cadre.sends_voice(VOICE)
    cadre.hears("语音1条")
    found = office.fetched(3)
    assert [(one.kind, one.mime) for one in found[:2]] == [("photo", "image/jpeg")] * 2
    assert {one.entry_id for one in found} == {entry.id for entry in office.rows(Entry)}
    assert len(office.rows(Entry)) == 1
    assert found[2].body == VOICE
    assert fake.ledger.mistakes == []


def test_a_point_on_the_map_a_strangers_contact_and_a_sticker_are_not_kept(office: Office, fake: Telegram) -> None:
    cadre = office.bound("周建明")
    cadre.sends_place(30.1, 119.9)
    cadre.hears("地图上的点不收")
    cadre.sends_contact("+8613900000000", fake.person("李桂兰"))
    cadre.hears("名片只收您本人的")
    cadre.sends_sticker()
    cadre.hears("这类文件收不了")
    assert office.rows(Attachment) == []
    assert {row.phone for row in office.rows(Person)} == {None}
    cadre.sends_contact("+8613800001234")
    cadre.hears("138****1234")
    assert {row.name: row.phone for row in office.rows(Person) if row.phone} == {"周建明": "13800001234"}


def with_photos(office: Office, cadre: Cadre, many: int) -> None:
    """A visit of 周建明 with an album, fetched."""
    cadre.sends_album(*(picture(64 + n, 48) for n in range(many)), caption=SENTENCE)
    cadre.hears(f"照片{many}张")
    office.fetched(many)


def test_photos_come_back_only_when_somebody_asks_to_see_them(
    office: Office, fake: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "IDLE_SECONDS", 0.05)
    cadre, leader, foreign = office.bound("周建明"), office.bound("倪海军"), office.bound("方晓燕")
    with_photos(office, cadre, 3)
    assert not [heard for heard in cadre.heard if heard.what == "photo"]
    leader.says("查 王家坞")
    label = next(one for one in leader.hears("王家坞").buttons if one.startswith("№"))
    leader.presses(label)
    seen = [leader.hears(what="photo") for _ in range(3)]
    card = leader.hears("照片3张", what="text")
    assert {one.content for one in seen} == {row.body for row in office.rows(Attachment)}
    assert "修改" not in card.buttons
    foreign.says("查 王家坞")
    foreign.hears()
    assert not [heard for heard in foreign.heard if heard.what == "photo"]
    assert fake.ledger.mistakes == []


def test_what_was_delivered_is_not_sent_again_and_what_is_no_photo_goes_as_a_file(
    office: Office, fake: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr(outbox, "WAITS", (outbox.WAITS[0],))
    cadre = office.bound("周建明")
    with_photos(office, cadre, 2)
    fake.faults.add("sendMediaGroup", refuse(400, "Bad Request: IMAGE_PROCESS_FAILED"))
    cadre.says("我的")
    label = next(one for one in cadre.hears("我的记录").buttons if one.startswith("№"))
    fake.faults.add("sendMessage", broken(502))
    cadre.presses(label)
    assert [cadre.hears(what="file").name[-4:] for _ in range(2)] == [".jpg"] * 2
    cadre.hears("记录 №", what="text")
    assert len([heard for heard in cadre.heard if heard.what == "file"]) == 2
    assert "可能重复" not in office.rows(Outbox)[-1].body["text"]


def test_an_album_without_words_asks_once_and_goes_where_it_is_told(office: Office) -> None:
    cadre = office.bound("周建明")
    cadre.sends_album(picture(), picture(640, 480), picture(320, 240))
    cadre.hears("放到哪条记录上")
    cadre.says("菜单")
    cadre.hears("要做什么")
    cadre.presses("单独记一条")
    assert "照片3张" in cadre.hears("已记录").text
    assert len([heard for heard in cadre.heard if "放到哪条" in heard.text]) == 1


def test_files_leave_in_as_few_calls_as_the_platform_takes() -> None:
    photos = [Enclosure(f"{n}.jpg", "image/jpeg", b"x") for n in range(12)]
    others = [Enclosure("1.ogg", "audio/ogg", b"x"), Enclosure("2.xlsx", "application/vnd.ms-excel", b"x")]
    sent = [[one.name for one in group] for group in enclosures.groups([*photos, *others, *photos[:1]])]
    assert [len(group) for group in sent] == [10, 2, 1, 1, 1]
    assert sent[2:] == [["1.ogg"], ["2.xlsx"], ["0.jpg"]]
