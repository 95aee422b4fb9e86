"""Our page from inside WeCom: the platform says who comes, once, to the browser that was sent to ask."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.fakes import WeCom
from tests.wecom.chat import Office


@pytest.fixture
def browser(office: Office) -> httpx.Client:
    """A browser inside WeCom, which follows no link by itself."""
    return httpx.Client(base_url=office.url)


def sent(browser: httpx.Client) -> str:
    """Where a browser is sent that opens the page."""
    answer = browser.get("/wecom/in")
    assert answer.status_code == 303
    return answer.headers["location"]


def test_a_member_is_signed_in_by_opening_the_page(office: Office, fake: WeCom, browser: httpx.Client) -> None:
    member = office.bound("周建明")
    fake.oauth.domain = "127.0.0.1"
    with browser:
        back = member.opens(sent(browser))
        answer = browser.get(back)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert "周建明" in browser.get("/").text
        assert browser.get("/wecom/in").headers["location"] == "/"


def test_a_link_from_elsewhere_a_used_code_and_a_stranger_open_nothing(
    office: Office, fake: WeCom, browser: httpx.Client
) -> None:
    thief, victim = office.bound("方晓燕"), browser
    with victim, httpx.Client(base_url=office.url) as other:
        foreign = thief.opens(sent(other))
        sent(victim)
        assert victim.get(foreign).status_code == 403
        assert other.get(foreign).status_code == 303
        other.cookies.clear()
        state = parse_qs(urlsplit(sent(other)).query)["state"][0]
        code = parse_qs(urlsplit(foreign).query)["code"][0]
        used = other.get("/wecom/in", params={"code": code, "state": state})
        assert used.status_code == 403
        stranger = fake.person("路人")
        unknown = victim.get(stranger.opens(sent(victim)))
        assert unknown.status_code == 403
        assert "还没有绑定" in unknown.text


def test_a_platform_that_does_not_answer_is_said_so(office: Office, fake: WeCom, browser: httpx.Client) -> None:
    from tests.fakes.faults import broken

    member = office.bound("周建明")
    fake.faults.add("auth/getuserinfo", broken(502))
    with browser:
        assert browser.get(member.opens(sent(browser))).status_code == 503
