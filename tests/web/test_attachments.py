"""Photos and voice notes over the wire: made anew and small, refused in a sentence, shown only to who may see them."""

from __future__ import annotations

import random
import zlib
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import func, select

from bot import media
from bot.media import KEPT_BYTES, LONGEST_SIDE, SMALL_SIDE, Unusable
from storage.tables import Attachment
from tests.web.house import House, Phone

VOICE = b"\x1aE\xdf\xa3" + b"\0" * 2000


def picture(width: int = 800, height: int = 600, form: str = "JPEG", **more: Any) -> bytes:
    """A picture with a red left half."""
    made = Image.new("RGB", (width, height), "white")
    made.paste("red", (0, 0, width // 2, height))
    out = BytesIO()
    made.save(out, form, **more)
    return out.getvalue()


def from_a_phone() -> bytes:
    """A photo taken upright, with place and phone in it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SecretPhone"
    exif.get_ifd(0x8825)[2] = (29.0, 36.0, 31.5)
    return picture(exif=exif, comment=b"SecretPhone")


def bomb() -> bytes:
    """A PNG of a few kilobytes that would be a gigabyte of pixels."""
    side = 20_000

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)

    head = side.to_bytes(4) + side.to_bytes(4) + bytes((8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9_000_000))
        + chunk(b"IEND", b"")
    )


BAD = {
    "empty": b"",
    "a page": b"<html><script>alert(1)</script></html>",
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "an archive": b"PK\x03\x04" + b"\0" * 500,
    "only the beginning of a photo": picture()[:900],
    "a photo whose middle is broken": picture(form="PNG")[:60] + b"\0" * 4000,
    "a bomb": bomb(),
}


def test_a_kept_photo_is_upright_small_and_says_nothing_of_the_phone() -> None:
    kept = media.photo(BytesIO(from_a_phone()))
    seen = Image.open(BytesIO(kept.body))
    assert seen.size == (600, 800)  # turned as the phone was held
    assert seen.getpixel((300, 100))[0] > 200  # type: ignore[index]
    assert seen.getpixel((300, 100))[1] < 60  # type: ignore[index]
    assert dict(seen.getexif()) == {}
    assert b"SecretPhone" not in kept.body + (kept.small or b"")
    assert b"Exif" not in kept.body


def test_any_photo_fits() -> None:
    noise = random.Random(7).randbytes(3000 * 2250 * 3)
    out = BytesIO()
    Image.frombytes("RGB", (3000, 2250), noise).save(out, "JPEG", quality=60)
    kept = media.photo(out)
    assert len(kept.body) <= KEPT_BYTES
    assert max(Image.open(BytesIO(kept.body)).size) <= LONGEST_SIDE
    assert kept.small is not None
    assert max(Image.open(BytesIO(kept.small)).size) <= SMALL_SIDE
    assert len(kept.small) < 20_000


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF"])
def test_other_kinds_become_jpegs(form: str) -> None:
    kept = media.photo(BytesIO(picture(form=form)))
    assert (kept.mime, Image.open(BytesIO(kept.body)).format) == ("image/jpeg", "JPEG")


def test_what_is_transparent_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    kept = media.photo(BytesIO(out.getvalue()))
    assert Image.open(BytesIO(kept.body)).getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_photo_is_refused(name: str) -> None:
    with pytest.raises(Unusable):
        media.photo(BytesIO(BAD[name]))


async def test_ten_photos_with_a_sentence_come_back_on_one_card(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        named = [str(uuid4()) for _ in range(10)]
        for n, id_ in enumerate(named):
            assert (await phone.hand_in(picture(200 + n), id_=id_)).status_code == 200
        voice = str(uuid4())
        assert (await phone.hand_in(VOICE, "voice", voice)).status_code == 200
        files = [{"kind": "photo", "id": id_} for id_ in named]
        await sends(phone, "今天去王家坞走访了李桂兰", files)
        card = await phone.hears("照片10张")
        assert [file["kind"] for file in card["files"]] == ["photo"] * 10
        await sends(phone, "", [{"kind": "voice", "id": voice}])
        card = await phone.hears("语音1条")
        own = [message for message in (await phone.read())["messages"] if message["said"]]
        assert [len(message["files"]) for message in own] == [10, 1]
        full = await phone.client.get(f"/photo/{card['files'][0]['id']}")
        small = await phone.client.get(f"/photo/{card['files'][0]['id']}?small")
        sound = await phone.client.get(f"/photo/{card['files'][-1]['id']}")
    assert (full.headers["content-type"], sound.headers["content-type"]) == ("image/jpeg", "audio/webm")
    assert len(small.content) < len(full.content) or len(full.content) < 3000
    for answer in (full, small, sound):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]


async def test_a_photo_handed_in_again_is_kept_once(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        id_ = str(uuid4())
        for _ in range(3):
            assert (await phone.hand_in(picture(), id_=id_)).status_code == 200
    assert kept(site) == 1


async def test_bad_files_are_refused_in_a_sentence(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        for name, body in BAD.items():
            answer = await phone.hand_in(body)
            assert (answer.status_code, "没有收" in answer.json()["error"]) == (422, True), name
        for body in (b"", b"<html>", picture()):
            answer = await phone.hand_in(body, "voice")
            assert (answer.status_code, "没有收" in answer.json()["error"]) == (422, True)
        assert "太大" in (await phone.hand_in(b"\xff" * (10 * 1024 * 1024 + 1))).json()["error"]
        assert "太大" in (await phone.hand_in(VOICE * 600, "voice")).json()["error"]
        for params in ({"id": "x"}, {"kind": "page"}):
            answer = await phone.client.post("/chat/file", params=params, headers={"X-CSRF-Token": phone.csrf})
            assert answer.status_code == 422
        assert (await Phone(phone.client, "wrong").hand_in(picture())).status_code == 403
    async with site.phone() as stranger:
        assert (await Phone(stranger, "x").hand_in(picture())).status_code == 401
    assert kept(site) == 0


async def test_what_a_message_brings_is_named_properly(site: House) -> None:
    good = {"kind": "photo", "id": str(uuid4())}
    async with site.signed_in("周建明") as phone:
        for files in ("x", [7], [{"kind": "photo"}], [{"kind": "photo", "id": "x"}], [good] * 11, [[good]]):
            answer = await sends(phone, "菜单", files)
            assert answer.status_code == 422, files


async def test_a_photo_is_nobody_elses_business(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        id_ = str(uuid4())
        await phone.hand_in(picture(), id_=id_)
        await sends(phone, "今天去王家坞走访了李桂兰", [{"kind": "photo", "id": id_}])
        path = f"/photo/{(await phone.hears('照片1张'))['files'][0]['id']}"
        for name, status in (("俞正阳", 200), ("方晓燕", 404), ("韩冬", 404), ("贺佳", 404), ("秦审", 404)):
            async with site.signed_in(name) as other:
                assert (await other.client.get(path)).status_code == status, name
    async with site.phone() as stranger:
        assert (await stranger.get(path)).status_code == 401


async def sends(phone: Phone, text: str, files: Any) -> Any:
    """A message that names files."""
    return await phone.post("/chat", {"id": str(uuid4()), "text": text, "files": files})


def kept(site: House) -> int:
    """How many files are kept."""
    with site.town.database.reading() as session:
        query = select(func.count()).select_from(Attachment).where(Attachment.township_id > 0)
        return session.scalar(query) or 0
