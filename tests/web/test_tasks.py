"""Tasks on the phone's page: composed, previewed and sent as in chat, for the same people, and nothing typed is lost."""

from __future__ import annotations

import re
from io import BytesIO

import httpx
from python_calamine import load_workbook
from sqlalchemy import select

from storage.tables import Task
from tests.web.house import House, Phone

CADRES = ("周建明", "童建新", "方晓燕", "汪洋")
# What an admin ticks and types for a plain task to all village cadres.
PLAIN = {"text": "上报受灾户数", "due": "明天下班前", "role": "cadre", "urgent": "不急", "visible": "只有我看"}
FIELDS = {"label0": "受灾户数", "label1": "是否转移", "kind1": "choice", "options1": "是、否"}


async def compose(phone: Phone, **typed: str) -> httpx.Response:
    """Hands in the sheet."""
    return await phone.client.post("/tasks/new", data={**PLAIN, **typed, "csrf": phone.csrf})


async def press(phone: Phone, number: int, action: str, **more: str) -> httpx.Response:
    """Presses a button of a task's page."""
    return await phone.client.post(f"/tasks/{number}", data={"action": action, "csrf": phone.csrf, **more})


async def sent(site: House, phone: Phone, **typed: str) -> int:
    """The number of a task that went out to cadres who can all be reached."""
    for cadre in CADRES:
        site.town.account(cadre)
    number = int((await compose(phone, **typed)).headers["location"].rpartition("/")[2])
    assert (await press(phone, number, "task.send")).status_code == 303
    return number


def states(site: House) -> list[str]:
    """How all tasks stand."""
    with site.town.database.reading() as session:
        return list(session.scalars(select(Task.state).where(Task.township_id > 0).order_by(Task.id)))


async def test_from_the_sheet_to_the_board(site: House) -> None:
    for cadre in CADRES[:3]:
        site.town.account(cadre)
    async with site.signed_in("贺佳") as phone:
        assert 'href="/tasks"' in (await phone.client.get("/")).text
        sheet = (await phone.client.get("/tasks/new")).text
        for part in ("北片", "王家坞村", "独居老人", "包村干部", "明天下班前", "领导也能看"):
            assert part in sheet
        kept = await compose(phone, **FIELDS, label2="低保户数", without="方晓燕")
        preview = (await phone.client.get(kept.headers["location"])).text
        for part in (
            "发给：包村干部，除了方晓燕，共3人：周建明、童建新、汪洋",
            "没进来过，收不到：汪洋",
            "3人×4分钟＝12分钟",
            "受灾户数（数字）、是否转移（是/否）、低保户数（数字）",
            "此项已有：低保户数",
            "确认发出",
        ):
            assert part in preview
        assert not any(shown.about for shown in site.town.shown("周建明")), "nothing has gone out yet"
        assert "合计：低保户数2" in (await press(phone, 1, "task.register")).text
        assert (await press(phone, 1, "task.send")).headers["location"] == "/tasks/1"
        assert "【任务】贺佳：上报受灾户数" in site.town.shown("周建明")[-1].text
        board = (await phone.client.get("/tasks")).text
        assert "已回0/3" in board
        assert "已经发了" in (again := await press(phone, 1, "task.send")).text
        assert again.status_code == 409
    assert "贺佳 发出任务" in site.town.hears("秦审", "审计").text


async def test_what_cannot_be_read_is_said_beside_it_and_nothing_is_lost(site: House) -> None:
    async with site.signed_in("贺佳") as phone:
        wrong = {"text": "", "due": "", "moment": "2026-11-17T09:00", "urgent": "紧急", "why": "", "without": "火星"}
        wrong |= {"label0": "是否转移", "kind0": "choice", "options0": "是", "optional0": "1", "more": "周建明"}
        answer = await compose(phone, **wrong)
        assert answer.status_code == 422
        troubles = dict(re.findall(r'id="trouble-(\w+)" role="alert">([^<]+)<', answer.text))
        assert troubles == {
            "text": "没看到内容，请打几个字。",
            "who": "没看懂“火星”是谁。可以说片名、村名、人名，或者“包村干部”“村干部”“领导”。",
            "due": "这个时间已经过了，请换一个。",
            "fields": "“是否转移”是选一个的，请写两个以上的选项，用/隔开，比如：是/否。",
            "why": "没看到内容，请打几个字。",
        }
        for kept in ('value="火星"', 'value="周建明"', 'value="是否转移"', 'value="是"', 'value="2026-11-17T09:00"'):
            assert kept in answer.text
        assert re.search(r'name="optional0" value="1" checked', answer.text)
        assert re.search(r'name="urgent" value="紧急" checked', answer.text)
        for typed, said in (
            ({"role": ""}, "请至少勾一样"),
            ({"due": "随便"}, "没看懂是什么时候"),
            ({"moment": "后天"}, "确认发出"),
            ({"label0": "甲", "label1": "甲"}, "有两项名字一样"),
            ({"options0": "是/否", "kind0": "choice"}, "有一项没有名字"),
            ({"label0": "甲" * 21}, "超过20个字"),
            ({"visible": "谁都能看", "label0": "甲"}, "请"),
            ({"urgent": ""}, "请"),
        ):
            assert said in (await followed(phone, await compose(phone, **typed))).text, typed
    assert states(site) == ["draft"]


async def followed(phone: Phone, answer: httpx.Response) -> httpx.Response:
    """Where an answer leads."""
    return await phone.client.get(answer.headers["location"]) if answer.status_code == 303 else answer


async def test_a_draft_is_changed_in_its_place_and_a_template_begins_another(site: House) -> None:
    async with site.signed_in("贺佳") as phone:
        await compose(phone, **FIELDS, unit="2", more="汪洋", without="周建明、汪家坞村", tag="低保户")
        sheet = (await phone.client.get("/tasks/new?again=1")).text
        for part in (
            '<textarea id="text" name="text" rows="3">上报受灾户数</textarea>',
            'value="是/否"',
            'value="汪洋"',
            'value="2026-11-18T17:30"',
            'name="again" value="1"',
            'name="tag" value="低保户" checked',
        ):
            assert part in sheet
        assert re.search(r'name="without" value="周建明、汪家坞', sheet)
        assert (await compose(phone, again="1", text="上报受灾人数")).headers["location"] == "/tasks/2"
        assert states(site) == ["dropped", "draft"]
        await press(phone, 2, "task.send")
        await phone.client.post("/tasks/2/template", data={"name": "月报", "csrf": phone.csrf})
        assert "月报" in (await phone.client.get("/tasks/new")).text
        again = (await phone.client.get("/tasks/new?again=2")).text
        assert "上报受灾人数</textarea>" in again
        assert 'name="moment" value=""' in again
        assert 'value="2">任务2' in again, "those who were silent on it can be asked again"


async def test_many_need_a_second_admin_on_the_page_too(site: House) -> None:
    town = site.town
    town.hears("贺佳", "任务 二人确认 3", "超过3人")
    with town.database.writing() as session:
        from storage import people, units

        place = next(iter(units.named(session, "云溪镇")))
        town.people["钟琴"] = people.add(session, "钟琴", place).id
        people.grant(session, town.people["钟琴"], "admin", place.id, town.now.date())
    async with site.signed_in("贺佳") as phone, site.signed_in("钟琴") as second:
        for number in (1, 2):
            await compose(phone)
            assert (await second.client.get(f"/tasks/{number}")).status_code == 404, "a draft is its writer's alone"
            await press(phone, number, "task.send")
            assert "等第二位管理员确认" in (await phone.client.get(f"/tasks/{number}")).text
            assert (await press(phone, number, "task.approve")).status_code == 409
        asked = (await second.client.get("/tasks/1")).text
        for part in ("共4人：周建明、童建新、方晓燕、汪洋", "同意发出", "退回"):
            assert part in asked
        await press(second, 1, "task.approve")
        assert (await press(second, 2, "task.decline")).headers["location"] == "/tasks"
    assert states(site) == ["open", "dropped"]


async def test_stuck_called_summed_and_recalled(site: House) -> None:
    town = site.town
    async with site.signed_in("贺佳") as phone:
        number = await sent(site, phone, **FIELDS, visible="领导也能看")
        town.says("周建明", "办结")
        town.says("周建明", "12 是")
        town.says("方晓燕", "有困难")
        town.says("方晓燕", "没有<车>")
        page = (await phone.client.get(f"/tasks/{number}")).text
        for part in ("没有&lt;车&gt;", "1件：汪家坞村", "方晓燕的解决了", "已回2/4"):
            assert part in page
        assert "要打电话的" not in page
        receipt = re.findall(r'name="receipt" value="(\d+)"', page)[0]
        assert (await press(phone, number, "task.solve", receipt="9" * 30)).status_code == 409
        assert (await press(phone, number, "task.solve", receipt=receipt)).status_code == 303
        assert "没有&lt;车&gt;" not in (await phone.client.get(f"/tasks/{number}")).text
    town.wait(days=1, hours=2)
    async with site.signed_in("贺佳") as phone, site.signed_in("倪海军") as leader:  # an admin stays for twelve hours
        seen = (await leader.client.get(f"/tasks/{number}")).text
        for part in ("要打电话的", "还没回音1人", "童建新", "受灾户数</th>", "12", "是1"):
            assert part in seen
        for part in ("上云村", "撤回", "再来一次"):
            assert part not in seen, "of his own villages, and none of the sender's buttons"
        assert (await press(leader, number, "task.recall")).status_code == 409
        book = load_workbook(BytesIO((await phone.client.get(f"/tasks/{number}/table")).content))
        assert book.sheet_names == ["汇总", "明细"]
        await press(phone, number, "task.recall")
        assert "已撤回" in (await phone.client.get(f"/tasks/{number}")).text
    trail = town.hears("秦审", "审计").text
    for act in ("倪海军 看电话名单", "贺佳 导出任务表", "贺佳 撤回任务"):
        assert act in trail


async def test_others_have_no_such_page(site: House) -> None:
    async with site.signed_in("贺佳") as admin:
        number = await sent(site, admin)
        huge = await admin.client.get(f"/tasks/{10**30}")
        assert huge.status_code == 404
        for wrong in ({"action": "issue.move"}, {"action": ""}):
            assert (await press(admin, number, **wrong)).status_code == 422
        foreign = await admin.client.post(f"/tasks/{number}", data={"action": "task.close", "csrf": "x"})
        assert foreign.status_code == 403
    paths = ("/tasks", "/tasks/new", f"/tasks/{number}", f"/tasks/{number}/table")
    for name in ("周建明", "秦审", "王树根", "韩冬"):
        async with site.signed_in(name) as phone:
            assert "/tasks" not in (await phone.client.get("/")).text
            assert [(await phone.client.get(path)).status_code for path in paths] == [404] * 4, name
            assert (await compose(phone)).status_code == 404
            assert (await press(phone, number, "task.close")).status_code in (404, 409)
    async with site.signed_in("俞正阳") as leader:
        assert [(await leader.client.get(path)).status_code for path in paths] == [200, 404, 200, 200]
        assert (await compose(leader)).status_code == 404
        assert (await leader.client.post(f"/tasks/{number}/template", data={"csrf": leader.csrf})).status_code == 404
    async with site.phone() as anybody:
        assert [(await anybody.get(path)).status_code for path in paths] == [401] * 4
    assert states(site) == ["open"]
