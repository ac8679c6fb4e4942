"""What the page shows, without a browser: text goes in escaped, every marker has its source, chats are kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Language
from qa import Answer, AnswerSentence, Assistant, Citation, Coverage, Passage, QuestionError
from ui.address import ServeError, listen
from ui.chat import Chat
from ui.conversations import MAX_CONVERSATIONS, MAX_TURNS, Conversations
from ui.render import answer_html, notice_html, question_html, sources_html, stopped_html
from ui.routes import preferred_language

HOSTILE = (
    "<script>window.pwned=1</script>",
    '<img src=x onerror="window.pwned=1">',
    "[点我](javascript:window.pwned=1)",
    "![图](http://evil.example/x.png)",
    "${window.pwned=1} {{constructor}} `x`",
    '"><svg onload=window.pwned=1>',
    "' onfocus='window.pwned=1' autofocus='",
    "</blockquote></article><form action=http://evil.example/>",
    "<style>*{display:none}</style><base href=//evil.example/>",
    "<!--",
    "<![CDATA[",
    "&lt;b&gt; &amp;amp; &#60;script&#62;",
    "引用[1]和[2][9]",
    "$$x^2$$ 5*3*2 10~20人 **加粗**",
    "  两格\n\n    四格\t制表\n",
)
TAGS = {"a", "article", "b", "blockquote", "button", "div", "h3", "li", "mark", "p", "span", "ul"}
ATTRIBUTES = {"class", "href", "id", "lang", "role", "style", "tabindex", "title", "type"}


@dataclass
class Node:
    """An element with the elements and texts in it."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def all(self, tag: str, name: str = "") -> list[Node]:
        """Return the elements in it of a tag and, if one is given, a class."""
        return [one for one in self if one.tag == tag and (not name or name in one.attributes.get("class", "").split())]

    def __iter__(self) -> Iterator[Node]:
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data!r}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl!r}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data!r}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data!r}")


def parse(html: str) -> Node:
    """Return HTML as elements, and check that it consists of nothing but what the page is made of."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    (root,) = parser.open
    for node in root:
        assert node.tag in TAGS
        assert set(node.attributes) <= ATTRIBUTES
        assert re.fullmatch(r"#(cite|near)-\d+-\d+", node.attributes.get("href", "#cite-1-1"))
        assert re.fullmatch(r"width:\d+%", node.attributes.get("style", "width:1%"))
    return root


def passage(text: str, *, document: str = "d", institution: str | None = "甲学院", start: int = 0) -> Passage:
    return Passage(
        document_id=document,
        source="a.md",
        title="题目",
        institution=institution,
        publisher="报纸",
        date="2022-10-27",
        heading="一 / 二",
        page=3,
        start=start,
        end=start + len(text),
        text=text,
    )


def citation(marker: int, quote: str, home: Passage, at: int = 0, *, span: tuple[int, int] | None = None) -> Citation:
    """Return the citation of a quote that stands at a place of a passage; the span is in the quote."""
    return Citation(
        marker=marker,
        document_id=home.document_id,
        title=home.title,
        institution=home.institution,
        source=home.source,
        date=home.date,
        quote=quote,
        start=home.start + at,
        end=home.start + at + len(quote),
        document_sha256="0",
        publisher=home.publisher,
        page=home.page,
        span=(home.start + at + span[0], home.start + at + span[1]) if span else None,
    )


def answer(citations: Sequence[Citation], passages: Sequence[Passage], **fields: object) -> Answer:
    plain = Answer(
        question="问",
        status="answered",
        reason=None,
        text="\n".join(f"{one.quote}[{one.marker}]" for one in citations),
        language="zh",
        sentences=tuple(AnswerSentence(text=one.quote, markers=(one.marker,), support=1.0) for one in citations),
        citations=tuple(citations),
        coverage=None,
        passages=tuple(passages),
        seconds=0.0,
        engine="extractive",
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def abstention(passages: Sequence[Passage], **fields: object) -> Answer:
    return answer([], passages, **{"status": "abstained", "text": "没有依据", "reason": "没有段落提到：菜价", **fields})


texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t<>&\"'$[]{}"), min_size=1),
)


@given(before=texts, quote=texts, after=texts, language=st.sampled_from(["zh", "en"]))
def test_what_is_seen_is_what_is_said(before: str, quote: str, after: str, language: Language) -> None:
    home = passage(before + quote + after, start=7)
    one = answer([citation(1, quote, home, len(before))], [home], language=language)
    message, sources = answer_html(one, turn=1), sources_html(one, turn=1, language=language)
    assert parse(message).all("span", "said")[0].text == quote
    assert parse(sources).all("blockquote")[0].text == home.text
    assert [mark.text for mark in parse(sources).all("mark", "quote")] == [quote]
    # Gradio dedents what it is given, line by line
    assert not set("\n\t") & set(message + sources)


@given(before=texts, quote=texts, after=texts, data=st.data())
def test_a_mark_changes_no_word(before: str, quote: str, after: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(quote)))
    end = data.draw(st.integers(start, len(quote)))
    home = passage(before + quote + after, start=7)
    one = answer([citation(1, quote, home, len(before), span=(start, end))], [home])
    message, sources = parse(answer_html(one, turn=1)), parse(sources_html(one, turn=1, language="zh"))
    for shown, text in ((message.all("span", "said")[0], quote), (sources.all("blockquote")[0], home.text)):
        assert shown.text == text
        assert [mark.text for mark in shown.all("mark", "found")] == [quote[start:end]]
    assert [mark.text for mark in sources.all("mark", "quote")] == [quote]


def test_a_sentence_in_other_words_than_its_quote_has_no_mark() -> None:
    home = passage("“红牌”有7张。")
    said = AnswerSentence(text="发出了7张红牌。", markers=(1,), support=0.9)
    one = answer([citation(1, home.text, home, span=(5, 7))], [home], sentences=(said,))
    assert not parse(answer_html(one, turn=1)).all("mark")
    assert [mark.text for mark in parse(sources_html(one, turn=1, language="zh")).all("mark", "found")] == ["7张"]


@given(text=texts, language=st.sampled_from(["zh", "en"]))
def test_every_field_is_escaped(text: str, language: Language) -> None:
    home = replace(passage(text, institution=text), title=text, publisher=text, date=text, heading=text)
    coverage = Coverage(answered=(text,), not_mentioned=(text,))
    survey = answer([citation(1, text, home)], [home], coverage=coverage, language=language)
    nothing = abstention([home], text=text, reason=text, language=language)
    differing = answer([citation(1, text, home)], [home], conflict=True, language=language)
    led = answer([citation(1, "引文", home)], [home], text=f"{text}：引文[1]".replace("\n", " "), language=language)
    understood = answer([citation(1, "引文", home)], [home], whole=text, question="", language=language)
    parse(answer_html(led, turn=1))
    for one in (survey, nothing, differing, understood):
        parse(sources_html(one, turn=1, language=language))
        assert text in parse(answer_html(one, turn=1)).text
    assert text in parse(question_html(text, language=language)).text
    assert parse(notice_html(text)).text == text


def test_brackets_in_a_document_are_no_markers() -> None:
    home = passage("引用[1]和[2]。")
    message = parse(answer_html(answer([citation(1, home.text, home)], [home]), turn=4))
    assert [link.attributes["href"] for link in message.all("a")] == ["#cite-4-1"]
    assert message.all("span", "said")[0].text == "引用[1]和[2]。"


def test_a_marker_without_a_citation_is_not_shown() -> None:
    home = passage("一句。")
    said = AnswerSentence(text="一句。", markers=(1, 2), support=1.0)
    message = parse(answer_html(answer([citation(1, "一句。", home)], [home], sentences=(said,)), turn=1))
    assert [link.attributes["href"] for link in message.all("a")] == ["#cite-1-1"]


def survey(language: Language) -> Answer:
    homes = [passage("甲如此。", document="a"), passage("乙如此。", document="b", institution="乙学院")]
    coverage = Coverage(answered=("甲学院", "乙学院"), not_mentioned=("丙学院", "丁学院"))
    cited = [citation(n, home.text, home) for n, home in enumerate(homes, 1)]
    return answer(cited, homes, coverage=coverage, language=language)


@pytest.mark.parametrize(
    ("language", "covered", "silent"),
    [
        ("zh", "4 所学校中有 2 所提到", "未提及：丙学院、丁学院"),
        ("en", "2 of 4 institutions mention it", "Not mentioned: 丙学院, 丁学院"),
    ],
)
def test_a_survey_accounts_for_every_institution(language: Language, covered: str, silent: str) -> None:
    message = parse(answer_html(survey(language), turn=2))
    assert message.all("div", "coverage")[0].text == covered
    assert [row.text for row in message.all("div", "who")] == ["甲学院", "乙学院"]
    assert [row.all("span", "said")[0].text for row in message.all("div", "what")] == ["甲如此。", "乙如此。"]
    assert message.all("p", "silent")[0].text == silent


@pytest.mark.parametrize(("language", "said"), [("zh", "各文档的说法不一"), ("en", "The documents differ")])
def test_documents_that_differ_stand_side_by_side(language: Language, said: str) -> None:
    homes = [replace(passage(f"甲学院有{n}名学生。", document=n), title=f"第{n}份", date=None) for n in ("7", "9")]
    cited = [citation(n, home.text, home, span=(4, 6)) for n, home in enumerate(homes, 1)]
    message = parse(answer_html(answer(cited, homes, conflict=True, language=language), turn=1))
    assert message.all("p", "conflict")[0].text == said
    assert [row.text for row in message.all("div", "who")] == ["第7份", "第9份"]
    assert [row.all("mark", "found")[0].text for row in message.all("div", "what")] == ["7名", "9名"]
    assert not parse(answer_html(answer(cited, homes), turn=1)).all("p", "conflict")


def test_a_quote_is_led_by_the_name_of_whose_words_it_is() -> None:
    home = passage("学校引进了7人。")
    cited = citation(1, home.text, home)
    led = parse(answer_html(answer([cited], [home], text=f"甲学院：{home.text}[1]"), turn=1)).all("p", "line")[0]
    assert led.text.startswith("甲学院：学校引进了7人。")
    assert led.all("span", "said")[0].text == home.text


@pytest.mark.parametrize(
    ("language", "said", "button"),
    [("zh", "理解为：甲学院呢？", "修改后再问"), ("en", "Understood as: 甲学院呢？", "Edit and ask again")],
)
def test_the_whole_question_is_shown_where_another_was_typed(language: Language, said: str, button: str) -> None:
    for one in (answer([], [], whole="甲学院呢？"), abstention([], whole="甲学院呢？")):
        (shown,) = parse(answer_html(replace(one, language=language), turn=1)).all("p", "understood")
        assert shown.text.strip() == f"{said} {button}"
        assert shown.all("span", "whole")[0].text == "甲学院呢？"
        assert shown.all("button", "edit")[0].attributes["type"] == "button"
    for whole in ("", "问"):
        assert not parse(answer_html(answer([], [], whole=whole), turn=1)).all("p", "understood")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_marker_has_its_card(language: Language) -> None:
    message = parse(answer_html(survey(language), turn=2))
    cards = parse(sources_html(survey(language), turn=2, language=language)).all("article")
    assert [link.attributes["href"] for link in message.all("a")] == [f"#{card.attributes['id']}" for card in cards]
    assert [link.attributes["title"] for link in message.all("a")] == [
        card.all("mark", "quote")[0].text for card in cards
    ]
    page = "第 3 页" if language == "zh" else "p. 3"
    assert cards[0].all("p", "facts")[0].text == f"甲学院 · 报纸 · 2022-10-27 · {page}"
    assert cards[0].all("p", "heading")[0].text == "一 › 二"


def test_a_quote_outside_of_all_passages_is_still_shown() -> None:
    home = passage("很长的一段。")
    one = answer([citation(1, "段。后面", home, 4)], [home])
    assert parse(sources_html(one, turn=1, language="zh")).all("blockquote")[0].text == "段。后面"


def test_an_abstention_shows_the_reason_and_the_nearest_passages() -> None:
    nothing = abstention([passage(f"第{n}段") for n in range(5)])
    message = parse(answer_html(nothing, turn=3))
    cards = parse(sources_html(nothing, turn=3, language="zh"))
    assert message.all("p", "reason")[0].text == "原因：没有段落提到：菜价"
    links = [link.attributes["href"] for link in message.all("a", "near")]
    assert (
        links == [f"#{card.attributes['id']}" for card in cards.all("article")] == [f"#near-3-{n}" for n in (1, 2, 3)]
    )
    assert not message.all("a", "cite") and not cards.all("mark")


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "zh", "zh"),
        (None, "ZH-Hant-TW", "zh"),
        (None, "en-US,zh;q=0.9", "en"),
        (None, "de", "en"),
        (None, "", "en"),
        ("en", "zh-CN", "en"),
        ("zh", "en", "zh"),
        ("<script>", "zh", "zh"),
    ],
)
def test_the_language_is_the_browsers_unless_one_was_chosen(cookie: str | None, accepted: str, language: str) -> None:
    assert preferred_language(cookie, accepted) == language


class Scripted:
    """An assistant that says what it was asked, in two steps."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []

    def stream(self, text: str, *, history: Sequence[str] = ()) -> Iterator[Answer]:
        self.asked.append((text, list(history)))
        if not text.strip():
            raise QuestionError(en="empty <question>", zh="问题是空的")
        home = passage(f"答{text}。再答。")
        yield answer([citation(1, f"答{text}。", home)], [home])
        yield answer([citation(1, f"答{text}。", home), citation(2, "再答。", home, len(home.text) - 3)], [home])


def chat(assistant: Scripted, language: Language = "zh", kept: Conversations | None = None) -> Chat:
    return Chat(cast(Assistant, assistant), language, kept or Conversations())


def test_a_chat_grows_and_remembers_its_questions() -> None:
    assistant = Scripted()
    page = chat(assistant)
    key, first, shown = page.begin("一", "")
    assert [message["role"] for message in shown] == ["user", "assistant"]
    assert "正在查找" in shown[1]["content"]
    steps = list(page.answer(key, first))
    assert [sources.count("<article") for _, sources in steps] == [1, 2]
    same, second, _ = page.begin("二", key)
    (*_, (messages, _)) = page.answer(same, second)
    assert (same, first, second) == (key, 1, 2)
    assert [message["role"] for message in messages] == ["user", "assistant"] * 2
    assert assistant.asked == [("一", []), ("二", ["一"])]
    assert page.sources(key, first) == steps[-1][1]


def test_a_question_that_cannot_be_asked_is_answered_by_a_notice_and_forgotten() -> None:
    assistant = Scripted()
    page = chat(assistant, "en")
    key, number, shown = page.begin("  ", "")
    assert [message["role"] for message in shown] == ["assistant"]
    ((messages, _),) = page.answer(key, number)
    assert [message["content"] for message in messages] == [notice_html("empty <question>")]
    key, number, _ = page.begin("二", key)
    assert [len(messages) for messages, _ in page.answer(key, number)] == [2, 2]
    assert assistant.asked[-1] == ("二", [])


def test_a_chat_that_is_not_known_starts_anew() -> None:
    page = chat(Scripted())
    key, _, _ = page.begin("一", "guessed")
    assert key != "guessed" and len(key) >= 20
    assert list(page.answer("guessed", 1)) == []
    assert "重新提问" in page.sources("guessed", 1)


def test_a_stopped_answer_keeps_what_was_said_and_says_so() -> None:
    page = chat(Scripted())
    key, number, _ = page.begin("一", "")
    steps = page.answer(key, number)
    next(steps)
    said = page.stop(key, number)[-1]["content"]
    assert "答一。" in said and "已停止" in said
    key, number, _ = page.begin("二", key)
    assert page.stop(key, number)[-1]["content"] == stopped_html("zh")


def test_half_a_character_is_left_out() -> None:
    assistant = Scripted()
    page = chat(assistant)
    key, number, _ = page.begin("一\ud83d", "")
    list(page.answer(key, number))
    assert assistant.asked == [("一", [])]


def test_memory_is_bounded() -> None:
    kept = Conversations()
    first = kept.start()
    for _ in range(MAX_TURNS + 5):
        number = first.begin("问", "问", "答").number
    assert (len(first.turns), number) == (MAX_TURNS, MAX_TURNS + 5)
    second = kept.start()
    kept.find(first.id)
    for _ in range(MAX_CONVERSATIONS - 1):
        kept.start()
    assert kept.find(first.id) is first
    assert kept.find(second.id) is None


def test_only_this_machine_is_served() -> None:
    with pytest.raises(ServeError, match="on this machine only") as refused:
        listen("0.0.0.0", 7860)
    assert refused.value.exit_code == 1
    assert "ssh -L 7860" in refused.value.notice.zh
    with listen("127.0.0.1", 0) as taken, pytest.raises(ServeError, match="is in use"):
        listen("127.0.0.1", taken.getsockname()[1])


def test_a_fault_of_the_program_does_not_leave_the_page_waiting(caplog: pytest.LogCaptureFixture) -> None:
    class Faulty:
        def stream(self, text: str, *, history: Sequence[str]) -> Iterator[Answer]:
            raise RuntimeError("broken")

    chat = Chat(cast(Assistant, Faulty()), "zh", Conversations())
    key, number, _ = chat.begin("各校如何推进三全育人？", "")
    messages, _ = list(chat.answer(key, number))[-1]
    assert "程序出错" in messages[-1]["content"]
    assert "broken" in caplog.text
