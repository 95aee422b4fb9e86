"""Photos, voice and places on WeCom: they hang on the record they came with; what goes out is uploaded first."""

from __future__ import annotations

import pytest

from bot import fetching
from bot.channels import Enclosure, Outbound, SendError
from storage.tables import Attachment, Entry
from tests.channels.running import SENTENCE
from tests.fakes import WeCom
from tests.fakes.faults import refuse
from tests.web.test_attachments import picture
from tests.wecom.chat import Office

AMR = b"#!AMR\n" + bytes(200)


def test_a_photo_and_a_voice_note_hang_on_the_visit_before_them(
    office: Office, fake: WeCom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "IDLE_SECONDS", 0.05)
    cadre = office.bound("周建明")
    cadre.says(SENTENCE)
    cadre.hears("已记录")
    cadre.sends_photo(picture())
    cadre.hears("照片1张")
    cadre.sends_voice(AMR)
    cadre.hears("语音1条")
    photo, voice = office.fetched(2)
    assert (photo.kind, photo.mime, voice.body) == ("photo", "image/jpeg", AMR)
    assert {photo.entry_id, voice.entry_id} == {entry.id for entry in office.rows(Entry)}
    assert fake.ledger.mistakes == []


def test_of_a_place_its_name_is_kept_and_nothing_of_what_no_record_takes(office: Office) -> None:
    cadre = office.bound("周建明")
    cadre.says(SENTENCE)
    cadre.hears("已记录")
    cadre.sends_place(30.1, 119.9)
    cadre.hears("地图上的点不收")
    cadre.sends_file(b"PK" * 20, "台账.xlsx")
    cadre.hears("这类文件收不了")
    cadre.sends_place(30.1, 119.9, "王家坞村委会")
    cadre.hears("王家坞村委会")
    assert [one.kind for one in office.rows(Attachment)] == ["place"]


def test_what_goes_out_is_uploaded_and_sent_before_its_words(office: Office, fake: WeCom) -> None:
    cadre = office.bound("周建明")
    address = cadre.userid.lower()
    files = (Enclosure("村.jpg", "image/jpeg", picture()), Enclosure("台账.xlsx", "application/zip", b"PK" * 20))
    outbound = Outbound(1, address, "本周台账", (), None, None, files=files)
    line = office.line
    fake.faults.add("media/upload", refuse(-1))
    with pytest.raises(SendError) as failed:
        office.do(line.send(outbound))
    assert (failed.value.sent, failed.value.uncertain) == ((), False)
    assert len(office.do(line.send(outbound))) == 3
    assert [heard.what for heard in cadre.heard] == ["photo", "file", "text"]
    assert cadre.heard[1].name == "台账.xlsx"
    done = Outbound(1, address, "本周台账", (), None, None, files=files, done=2)
    assert len(office.do(line.send(done))) == 1
    assert cadre.heard[-1].text == "本周台账"
    assert len(cadre.heard) == 4
    assert fake.ledger.mistakes == []


def test_a_file_that_is_gone_is_given_up(office: Office) -> None:
    with pytest.raises(SendError) as failed:
        office.do(office.line.fetch("nothing", 1000))
    assert failed.value.permanent
