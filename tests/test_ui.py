"""The web chat in a real browser, over a real index, with nothing reached but the chat itself."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Locator, Page, expect

from qa import Citation
from qa.question import MAX_CHARS

if TYPE_CHECKING:
    from tests.browser import OpenPage, Server

pytest_plugins = ("tests.browser",)

SURVEY = "各校如何落实“双带头人”"
FIRST = "嘉职院的亮牌制是什么？"
FOLLOW_UP = "那一共发出了多少张红牌？"
FOUND = "嘉职院引进了多少人才？"
ABSENT = "学校食堂的菜价是多少？"
PHONE = (390, 844)
ENGLISH = "How do schools implement 双带头人?"

# Keeps a copy of what the server streams, as it comes
LISTEN = """() => {
    const original = window.fetch;
    window.heard = "";
    window.fetch = async (...request) => {
        const reply = await original(...request);
        if (!String(request[0].url ?? request[0]).includes("queue/data")) return reply;
        const [ours, theirs] = reply.body.tee();
        const keep = new WritableStream({ write: text => { heard += text } });
        ours.pipeThrough(new TextDecoderStream()).pipeTo(keep).catch(() => {}); // which the page ends
        return new Response(theirs, reply);
    };
}"""


def ask(page: Page, text: str) -> Locator:
    """Ask a question, wait until its answer is whole, and return it."""
    before = page.locator("#chat .bot-row").count()
    page.fill("#box textarea", text)
    page.press("#box textarea", "Enter")
    answer = page.locator("#chat .bot-row").nth(before)
    expect(answer).to_be_visible()
    expect(page.locator("#box .submit-button")).to_be_visible()
    return answer


def tab_back_to(page: Page, wanted: Locator) -> None:
    """Press Shift+Tab until something has the focus."""
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            break
    expect(wanted).to_be_focused()


def expect_source(page: Page, turn: int, citation: Citation) -> None:
    """Expect that a citation's card is highlighted, and that what is marked in it is the quote, exactly."""
    card = page.locator(f"#cite-{turn}-{citation.marker}")
    expect(card).to_have_class(re.compile(r"\bon\b"))
    expect(card).to_be_in_viewport()
    expect(card).to_contain_text(citation.title)
    assert card.locator("mark.quote").all_text_contents() == [citation.quote]
    expect(page.locator(".source.on")).to_have_count(1)


def test_an_answer_streams_and_every_marker_opens_its_quote(open_page: OpenPage, server: Server) -> None:
    page = open_page()
    whole = server.assistant.ask(SURVEY)
    page.evaluate(LISTEN)
    answer = ask(page, SURVEY)
    # one step for each sentence, and one for the institutions that say nothing
    steps = page.evaluate("window.heard.match(/process_generating/g).length")
    assert steps == len(whole.citations) + 1
    assert len(whole.citations) >= 4
    assert whole.coverage
    some, silent = len(whole.coverage.answered), len(whole.coverage.not_mentioned)
    expect(answer.locator(".coverage")).to_have_text(f"{some + silent} 所学校中有 {some} 所提到")
    expect(answer.locator(".silent")).to_contain_text(whole.coverage.not_mentioned[0])
    assert answer.locator(".who").all_text_contents() == [one.institution for one in whole.citations]
    assert answer.locator(".said").all_text_contents() == [one.text for one in whole.sentences]
    for citation in whole.citations:
        answer.locator(f"a.cite[href='#cite-1-{citation.marker}']").click()
        expect_source(page, 1, citation)


def test_a_hostile_document_is_only_text(open_page: OpenPage, server: Server) -> None:
    page = open_page()
    answer = ask(page, SURVEY)
    (hostile,) = [one for one in server.assistant.ask(SURVEY).citations if one.source == "hostile.md"]
    assert "<script>window.pwned=4</script>" in hostile.quote
    assert "${window.pwned=5}" in hostile.quote
    answer.locator(f"a.cite[href='#cite-1-{hostile.marker}']").click()
    expect_source(page, 1, hostile)
    assert page.locator(".source script, .source img, .source svg, #chat script, #chat .md img").count() == 0
    # "[1]" and "[链接](javascript:…)" of the document are no links
    hrefs = answer.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert hrefs == [f"#cite-1-{n}" for n in range(1, len(hrefs) + 1)]


def test_a_question_that_the_documents_do_not_answer_is_not_answered(open_page: OpenPage, server: Server) -> None:
    page = open_page()
    nothing = server.assistant.ask(ABSENT)
    answer = ask(page, ABSENT)
    expect(answer.locator(".abstained")).to_contain_text(nothing.text)
    expect(answer.locator(".reason")).to_have_text(f"原因：{nothing.reason}")
    assert answer.locator("a.cite").count() == 0
    answer.locator("a.near").first.click()
    card = page.locator("#near-1-1")
    expect(card).to_have_class(re.compile(r"\bon\b"))
    assert card.locator("blockquote").text_content() == nothing.passages[0].text
    assert card.locator("mark").count() == 0


def test_a_follow_up_is_shown_whole_and_can_be_edited_and_asked_again(open_page: OpenPage, server: Server) -> None:
    page = open_page()
    ask(page, FIRST)
    follow = server.assistant.ask(FOLLOW_UP, history=[FIRST])
    assert follow.whole not in (FOLLOW_UP, "")
    understood = ask(page, FOLLOW_UP).locator(".understood")
    expect(understood.locator(".whole")).to_have_text(follow.whole)
    expect(page.locator(".understood")).to_have_count(1)  # the first question was whole
    understood.get_by_role("button", name="修改后再问").click()
    box = page.locator("#box textarea")
    expect(box).to_have_value(follow.whole)
    edited = follow.whole.replace("红牌？", "黄牌？")
    for _ in "红牌？":
        page.keyboard.press("Backspace")
    page.keyboard.type("黄牌？")
    expect(box).to_have_value(edited)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .user-row").last).to_contain_text(edited)
    again = page.locator("#chat .bot-row").nth(2)
    expect(again.locator("a.cite").first).to_be_visible()
    whole = server.assistant.ask(edited, history=[FIRST, FOLLOW_UP])
    expect(again.locator(".said")).to_have_text([one.text for one in whole.sentences])
    expect(page.locator(".understood")).to_have_count(1)


def test_a_question_is_taken_back_by_the_keyboard_and_a_draft_is_not_lost(open_page: OpenPage) -> None:
    page = open_page(locale="en")
    ask(page, FIRST)
    button = ask(page, FOLLOW_UP).get_by_role("button", name="修改后再问")
    box = page.locator("#box textarea")
    page.keyboard.type("draft")
    tab_back_to(page, button)
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value(page.locator(".understood .whole").inner_text())
    page.keyboard.press("Control+z")
    expect(box).to_have_value("draft")


def test_what_was_asked_for_is_marked_in_the_answer_and_in_its_source(open_page: OpenPage, server: Server) -> None:
    page = open_page()
    (cited, *_) = server.assistant.ask(FOUND).citations
    assert cited.span
    text = cited.quote[cited.span[0] - cited.start : cited.span[1] - cited.start]
    answer = ask(page, FOUND)
    expect(answer.locator("mark.found").first).to_have_text(text)
    answer.locator("a.cite").first.click()
    expect_source(page, 1, cited)
    expect(page.locator("#cite-1-1 mark.quote mark.found")).to_have_text(text)


def test_markers_of_earlier_turns_keep_their_sources(open_page: OpenPage, server: Server) -> None:
    page = open_page()
    first = ask(page, SURVEY)
    ask(page, ABSENT)
    expect(page.locator("#near-2-1")).to_be_visible()
    first.locator("a.cite").nth(1).click()
    expect_source(page, 1, server.assistant.ask(SURVEY).citations[1])
    page.locator("#chat a.near").first.click()
    expect(page.locator("#near-2-1")).to_have_class(re.compile(r"\bon\b"))


def test_the_keyboard_is_enough(open_page: OpenPage, server: Server) -> None:
    page = open_page()
    marker = ask(page, SURVEY).locator("a.cite").first
    page.focus("#box textarea")
    tab_back_to(page, marker)
    expect(marker).to_have_accessible_name("出处 1")
    page.keyboard.press("Enter")
    expect_source(page, 1, server.assistant.ask(SURVEY).citations[0])
    expect(page.locator("#cite-1-1")).to_be_focused()
    page.keyboard.press("Escape")
    expect(marker).to_be_focused()


def test_the_language_follows_the_browser(open_page: OpenPage) -> None:
    for locale, language, words in (("zh-TW", "zh-CN", "出处"), ("en-GB", "en", "Sources")):
        page = open_page(locale=locale)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("#source-head h2")).to_have_text(words)


def test_the_language_that_is_chosen_stays(open_page: OpenPage, server: Server) -> None:
    page = open_page(locale="zh-CN")
    page.get_by_role("link", name="EN").click()
    expect(page.locator("#box textarea")).to_have_attribute("placeholder", "Ask about the documents…")
    page.goto(server.url)
    expect(page.locator("#box .submit-button")).to_have_text("Send")
    whole = server.assistant.ask(ENGLISH)
    assert whole.coverage
    answer = ask(page, ENGLISH)
    expect(answer.locator(".coverage")).to_contain_text("institutions mention it")
    answer.locator("a.cite").first.click()
    expect_source(page, 1, whole.citations[0])
    expect(ask(page, "What does lunch cost?")).to_contain_text("The documents hold no evidence")


def test_a_phone_shows_sources_as_a_sheet(open_page: OpenPage, server: Server) -> None:
    page = open_page(size=PHONE)
    assert not overflows(page)
    marker = ask(page, SURVEY).locator("a.cite").nth(1)
    assert not overflows(page)
    expect(page.locator("#source-column")).to_be_hidden()
    marker.click()
    expect_source(page, 1, server.assistant.ask(SURVEY).citations[1])
    assert not overflows(page)
    page.keyboard.press("Escape")
    expect(page.locator("#source-column")).to_be_hidden()
    marker.click()
    page.click("#close")
    expect(page.locator("#source-column")).to_be_hidden()
    expect(marker).to_be_focused()


def overflows(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def test_a_question_that_cannot_be_asked_gets_a_calm_notice(open_page: OpenPage) -> None:
    page = open_page()
    for text, notice in (("", "问题是空的：''"), ("？？？", "'？？？'"), ("问" * (MAX_CHARS + 1), "最多 2,000 个")):
        page.fill("#box textarea", text)
        page.press("#box textarea", "Enter")
        expect(page.locator("#chat .notice")).to_contain_text(notice)
        expect(page.locator("#box .submit-button")).to_be_visible()
        assert not overflows(page)
    page.fill("#box textarea", SURVEY)
    page.press("#box textarea", "Enter")
    expect(page.locator("#chat a.cite").first).to_be_visible()
    expect(page.locator("#chat .notice")).to_have_count(0)


def test_the_examples_are_true(open_page: OpenPage) -> None:
    page = open_page()
    examples = page.locator("#chat .example").all_text_contents()
    assert len(examples) == 4
    for number, example in enumerate(examples):
        page.locator("#chat .example").nth(number).click()
        answer = page.locator("#chat .bot-row")
        expect(answer.locator(".abstained" if "文档里没有" in example else "a.cite").first).to_be_visible()
        page.get_by_role("link", name="新对话").click()
        expect(page.locator("#chat .example")).to_have_count(4)


def test_the_theme_follows_the_system_until_one_is_chosen(open_page: OpenPage) -> None:
    page = open_page(dark=True)
    body = page.locator("body")
    expect(body).to_have_class(re.compile("dark"))
    dark = body.evaluate("body => getComputedStyle(body).backgroundColor")
    page.click("#theme")
    expect(body).not_to_have_class(re.compile("dark"))
    page.reload()
    page.wait_for_selector("#box textarea")
    expect(body).not_to_have_class(re.compile("dark"))
    assert body.evaluate("body => getComputedStyle(body).backgroundColor") != dark


def test_a_script_that_gets_into_the_page_does_not_run(open_page: OpenPage, wrong: list[str]) -> None:
    page = open_page()
    stopped = page.evaluate(
        """() => new Promise(done => {
            document.addEventListener("securitypolicyviolation", event => done(event.violatedDirective));
            const box = document.createElement("div");
            box.innerHTML = '<svg onload="window.pwned=1"></svg>';
            document.body.append(box);
        })"""
    )
    assert stopped == "script-src-attr"
    assert len(wrong) == 1 and "Content Security Policy" in wrong.pop()


def fetch(url: str, **headers: str) -> tuple[int, dict[str, str]]:
    try:
        with urlopen(Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})) as reply:
            return reply.status, {name.lower(): value for name, value in reply.headers.items()}
    except HTTPError as error:
        with error:
            return error.code, {name.lower(): value for name, value in error.headers.items()}


def test_other_sites_get_nothing(server: Server) -> None:
    status, headers = fetch(f"{server.url}/zh/", Origin="http://evil.example", Cookie="a=b")
    assert status == 200
    assert "access-control-allow-origin" not in headers
    assert headers["x-content-type-options"] == "nosniff"
    script = re.search(r"script-src ([^;]*)", headers["content-security-policy"])
    assert script and "'unsafe-inline'" not in script[1]
    assert fetch(f"{server.url}/zh/", Host="evil.example")[0] == 400
    assert fetch(f"{server.url}/docs")[0] == fetch(f"{server.url}/openapi.json")[0] == 404
    assert fetch(f"{server.url}/healthz")[0] == 200


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--host", "0.0.0.0"], "on this machine only"), (["--port", "TAKEN"], "is in use")],
)
def test_an_address_that_cannot_be_served_ends_with_one_message(
    server: Server, arguments: list[str], message: str
) -> None:
    taken = server.url.rpartition(":")[2]
    command = [sys.executable, "-m", "qa", "serve", "--index", str(server.index)]
    end = subprocess.run(
        [*command, *(taken if one == "TAKEN" else one for one in arguments)],
        capture_output=True,
        check=False,
        text=True,
        timeout=30,
    )
    assert end.returncode == 1
    assert message in end.stderr
    assert len(end.stderr.splitlines()) == 1
