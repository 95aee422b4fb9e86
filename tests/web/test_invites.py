"""The admin's page: a sheet of QR codes that let people in, and the same as pictures."""

from __future__ import annotations

import io
import zipfile

from tests.web.house import House, enter, hidden


async def test_the_sheet_lets_in_whoever_is_ticked(site: House) -> None:
    async with site.signed_in("贺佳") as admin:
        page = (await admin.client.get("/invites")).text
        assert "周建明" in page
        assert "王家坞村" in page
        assert "韩冬" not in page
        chosen = {"csrf": admin.csrf, "person": [str(site.town.people["周建明"]), str(site.town.people["韩冬"])]}
        sheet = (await admin.client.post("/invites", data=chosen)).text
        assert sheet.count("<section") == 1
        assert sheet.count("<svg") == 1
        assert "style=" not in sheet
        code, name = hidden(sheet, "code"), hidden(sheet, "name")
        async with site.phone() as phone:
            assert (await enter(phone, f"{site.url}/in/{code}")).status_code == 303
        told = await admin.hears("周建明已经登录")
        assert told
        packed = await admin.client.post("/invites/pictures", data={"csrf": admin.csrf, "name": name, "code": code})
        assert [entry.filename for entry in zipfile.ZipFile(io.BytesIO(packed.content)).filelist] == ["001-周建明.png"]
        assert "周建明" not in (await admin.client.get("/invites")).text


async def test_the_page_is_for_admins_and_from_our_own_page(site: House) -> None:
    async with site.signed_in("周建明") as cadre:
        for answer in (
            await cadre.client.get("/invites"),
            await cadre.client.post("/invites", data={"csrf": cadre.csrf, "person": "1"}),
            await cadre.client.post("/invites/pictures", data={"csrf": cadre.csrf, "name": "x", "code": "x"}),
        ):
            assert answer.status_code == 404
    async with site.signed_in("贺佳") as admin:
        assert (await admin.client.post("/invites", data={"person": "1"})).status_code == 403
        assert (await admin.client.post("/invites/pictures", data={"csrf": admin.csrf})).status_code == 422
    async with site.phone() as stranger:
        shut = await stranger.get("/invites")
        assert shut.status_code == 401
        assert "周建明" not in shut.text
