from __future__ import annotations

import json
import time
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.pages import SavedPage, article_of, overlap, saved_pages
from corpus import CorpusError
from corpus.clean import clean
from corpus.extracted import Extracted
from corpus.quality import judge
from corpus.web import read_mhtml, read_page

FIRST = "近日，望江职业技术学院召开党建工作推进会，总结“双带头人”培育工程的经验，部署下一阶段的重点任务。"
SECOND = "会上，三个党支部的书记先后发言，介绍了把支部建在车间、把党课讲在岗位的做法，与会教师就难点问题作了交流。"
LAST = "学院党委书记表示，学院将继续强化政治引领，以高质量党建推动学校高质量发展，为区域产业培养更多能工巧匠。"
TITLE = "我院召开党建工作推进会"
PAGES = {page.name: page for page in saved_pages()}


def html(body: str, *, head: str = "", title: str = f"{TITLE}-望江职业技术学院") -> str:
    inside = f"<meta charset='utf-8'><title>{title}</title>{head}"
    return f"<!DOCTYPE html><html><head>{inside}</head><body>{body}</body></html>"


def around(inner: str) -> str:
    """A page whose article has something between its paragraphs."""
    return html(f"<h1>{TITLE}</h1><div class='x1'><p>{FIRST}</p><p>{SECOND}</p>{inner}<p>{LAST}</p></div>")


def read(page: str) -> Extracted:
    return read_page(page.encode(), source="页.html")


def lines(page: str) -> list[str]:
    return read(page).text.split("\n")


def between(inner: str) -> list[str]:
    """The lines that are read between the paragraphs of an article."""
    found = lines(around(inner))
    assert (found[0], found[1], found[2], found[-1]) == (f"# {TITLE}", FIRST, SECOND, LAST)
    return found[3:-1]


# --- Whole pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_article_is_read_and_nothing_else(page: SavedPage) -> None:
    found = overlap(article_of(page), page.key["text"])
    assert (found.precision, found.recall) >= (0.98, 0.98)
    assert min(found.precision, found.recall) >= 0.98


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_a_page_says_about_its_article(page: SavedPage) -> None:
    found = read_page(page.data, source=page.name)
    byline = clean(found.text).byline
    assert found.title == page.key["title"]
    assert found.text.split("\n", 1)[0] == f"# {page.key['title']}"
    assert (found.date or byline.date or "") == page.key["date"]
    assert (found.publisher or byline.publisher) in (page.key["publisher"], None)
    assert found.institution in (page.key["institution"], None)
    assert judge(clean(found.text).text, source=page.name) is None


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_is_not_seen_is_reported_and_not_read(page: SavedPage) -> None:
    found = read_page(page.data, source=page.name)
    for removal in found.removed:
        assert removal.rule in ("hidden text", "comment")
        assert len(removal.text) < 12 or removal.text not in found.text


# --- Lines -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<p>　　&nbsp;&nbsp;会议<b>强<i>调</i></b>，<span>要</span>落实。 &nbsp;</p>", ["会议强调，要落实。"]),
        ("<p>第一行<br>第二行<br/><br/>&nbsp;<br>第三行</p>", ["第一行", "第二行", "第三行"]),
        ("<p>党建\n    引领，Party\n  building 见\n\tMOOC 平台。</p>", ["党建引领，Party building 见MOOC 平台。"]),
        ("<p>课时&nbsp;319&nbsp;个　共两期</p>", ["课时 319 个　共两期"]),
        ("<ul><li>第一条</li><li><p>第二条</p><ul><li>其中</li></ul></li></ul>", ["第一条", "第二条", "其中"]),
        ("<ol><li>甲项<li>乙项</ol>", ["甲项", "乙项"]),
        ("<h2>一、做法</h2><h4>（一）<br>机制</h4>", ["## 一、做法", "#### （一） 机制"]),
        (f"<h3>{SECOND}{LAST}</h3>", [SECOND + LAST]),
        ("<blockquote><p>“做人如铸件。”<br>——刘师傅</p></blockquote>", ["“做人如铸件。”", "——刘师傅"]),
        ("<dl><dt>名称</dt><dd>渡口工程</dd></dl>", ["名称", "渡口工程"]),
        ("<pre>第一句\n第二句</pre>", ["第一句", "第二句"]),
        ("<p>获奖<sup>[1]</sup>三项<o:p></o:p></p><p>&nbsp;</p><p><img src=a.jpg alt=图片></p>", ["获奖[1]三项"]),
        ("<figure><img src=a.jpg><figcaption>图1 会场</figcaption></figure>", ["图1 会场"]),
        ("<p><ruby>渡<rt>dù</rt></ruby>口</p>", ["渡口"]),
    ],
)
def test_a_line_is_what_a_reader_sees_as_a_line(inner: str, expected: list[str]) -> None:
    assert between(inner) == expected


def test_a_row_of_a_table_is_a_line() -> None:
    table = (
        "<table><caption>2023年情况</caption><tr><th>支部</th><th colspan=2>党员</th></tr>"
        "<tr><td rowspan=2><p>机电</p></td><td>12<br>名</td><td>7</td></tr><tr><td>3</td><td> </td></tr></table>"
    )
    assert between(table) == ["2023年情况 | 支部 | 党员", "机电 | 12 名 | 7", "3"]


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    columns = f"<table><tr><td><p>{FIRST}</p><p>{SECOND}</p></td><td><p>{LAST}</p></td></tr></table>"
    assert lines(html(f"<h1>{TITLE}</h1>{columns}"))[1:] == [FIRST, SECOND, LAST]
    nested = (
        f"<table><tr><td><table><tr><td>{FIRST}</td></tr><tr><td>{SECOND}<br>{LAST}</td></tr></table></td></tr></table>"
    )
    assert lines(html(f"<h1>{TITLE}</h1>{nested}"))[1:] == [FIRST, SECOND, LAST]


def test_links_that_lead_away_go_and_sentences_with_links_stay() -> None:
    inner = (
        "<p><a href=a.htm>我校举行运动会</a></p><p>累计开展<a href=b.htm>136场</a>微党课。</p>"
        "<p><a href=c.htm>这一整句话都是一个链接，但它是文章里的一句话。</a></p><p>广告</p>"
    )
    assert between(inner) == ["累计开展136场微党课。", "这一整句话都是一个链接，但它是文章里的一句话。"]


# --- Hidden text -----------------------------------------------------------------------------------------------------

SECRET = "实际有九百八十名党员"


@pytest.mark.parametrize(
    "inner",
    [
        f"<p style='display:none'>{SECRET}</p>",
        f"<p style='DISPLAY: NONE !important'>{SECRET}</p>",
        f"<p hidden>{SECRET}</p>",
        f"<p style='visibility:hidden'><span>{SECRET}</span></p>",
        f"<p style='font-size:0'>{SECRET}</p>",
        f"<p><font style='font-size:1px'>{SECRET}</font></p>",
        f"<p style='opacity:0'>{SECRET}</p>",
        f"<p><span style='color:#FFF'>{SECRET}</span></p>",
        f"<div style='background:#fefefe'><span style='color:rgb(254, 254, 254)'>{SECRET}</span></div>",
        f"<table bgcolor=#003366><tr><td><font color=#003366>{SECRET}</font></td></tr></table>",
        f"<p style='color:transparent'>{SECRET}</p>",
        f"<p style='position:absolute;left:-9999px'>{SECRET}</p>",
        f"<p style='text-indent:-9999px'>{SECRET}</p>",
        f"<p style='position:absolute;clip:rect(0,0,0,0)'>{SECRET}</p>",
        f"<p style='height:0;overflow:hidden'>{SECRET}</p>",
        f"<p class='sr-only'>{SECRET}</p>",
        f"<style>.a b{{color:red}} .old , p.x {{ display : none }}</style><p class='y old'>{SECRET}</p>",
        f"<template><p>{SECRET}</p></template>",
        f"<noscript>{SECRET}</noscript>",
    ],
)
def test_hidden_text_is_not_read(inner: str) -> None:
    found = read(around(inner))
    assert found.text == "\n".join([f"# {TITLE}", FIRST, SECOND, LAST])
    assert [(removal.text, removal.rule) for removal in found.removed] == [(SECRET, "hidden text")]


@pytest.mark.parametrize(
    "inner",
    [
        "<div style='font-size:0'><span style='font-size:15px'>看得见的话</span></div>",
        "<div style='visibility:hidden'><span style='visibility:visible'>看得见的话</span></div>",
        "<section style='background:#c00'><p><span style='color:white'>看得见的话</span></p></section>",
        "<td background=a.gif><font color=white>看得见的话</font></td>",
        "<section style='background-image:url(a.png)'><span style='color:#fff'>看得见的话</span></section>",
        "<style>@media print{.show{display:none}} .show:hover{display:none} .x .show{display:none}</style>"
        "<p class=show>看得见的话</p>",
        "<style>.show{display:none} p.show.on{display:block}</style><p class='on show'>看得见的话</p>",
        "<p style='opacity:0.8;overflow:hidden;text-indent:2em;left:-5px'>看得见的话</p>",
        "<details><summary>看得见的话</summary></details>",
    ],
)
def test_what_is_seen_is_read(inner: str) -> None:
    assert between(inner) == ["看得见的话"]


def test_an_article_that_a_script_shows_is_read() -> None:
    page = html(
        f"<h1 id=activity-name>{TITLE}</h1><div id=js_content style='visibility: hidden; opacity: 0;'>"
        f"<p>{FIRST}</p><p>{SECOND}<i style='display:none'>{SECRET}</i></p><p>{LAST}</p></div>"
    )
    assert lines(page)[1:] == [FIRST, SECOND, LAST]


def test_comments_in_chinese_are_reported() -> None:
    found = read(around("<!-- 旧稿：开展九十八场 --><!-- google ad -->"))
    assert [(removal.text, removal.rule) for removal in found.removed] == [("旧稿：开展九十八场", "comment")]


def test_a_menu_that_opens_is_no_hidden_text() -> None:
    menu = "<ul style='display:none'><li><a href=a>学校概况</a></li><li><a href=b>机构设置</a></li></ul>"
    assert read(around(menu)).removed == ()


# --- Where the article is --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrapper", ["<div id=vsb_content>{}</div>", "<td id=zoom>{}</td>", "<div class=_x9>{}</div>"])
@pytest.mark.parametrize("furniture", ["comments", "related", "sidebar"])
def test_furniture_around_the_article_goes(wrapper: str, furniture: str) -> None:
    outside = {
        "comments": "<div><h3>网友评论</h3><p>游客：食堂的菜便宜了一点，可是份量也少了，希望继续监督。</p></div>",
        "related": "<div><h3>相关新闻</h3><dl><dt><a href=1>学院召开推进会</a></dt>"
        "<dd>近日，学院召开推进会，验收难题十二项。</dd></dl></div>",
        "sidebar": "<div class='m-sideBar'><p>有话对书记说，我们会在三个工作日内回复您，请留下姓名和电话。</p></div>",
    }[furniture]
    article = wrapper.format(f"<p>{FIRST}</p><p>{SECOND}</p><p>{LAST}</p>")
    assert lines(html(f"<h1>{TITLE}</h1>{article}{outside}"))[1:] == [FIRST, SECOND, LAST]


def test_an_article_in_several_parts_is_read_whole() -> None:
    first, rest = f"<div class=part><p>{FIRST}</p></div>", f"<div class=part><p>{SECOND}</p><p>{LAST}</p></div>"
    parts = f"{first}<div class=ad>广告</div>{rest}"
    assert lines(html(f"<h1>{TITLE}</h1><div>{parts}</div>"))[1:] == [FIRST, SECOND, LAST]


def test_tags_that_are_not_closed_lose_nothing() -> None:
    paragraphs = [f"第{i}项：{SECOND}" for i in range(400)]
    page = html(f"<h1>{TITLE}</h1>" + "".join(f"<p><font size=2>{paragraph}" for paragraph in paragraphs))
    assert lines(page)[1:] == paragraphs


def test_a_page_of_many_levels_is_read() -> None:
    page = html("<div>" * 10_000 + f"<p>{FIRST}</p><p>{LAST}</p>" + "</div>" * 10_000, title="")
    assert lines(page) == [FIRST, LAST]


@pytest.mark.parametrize(
    "page",
    [
        "<div>" + "".join(f"<p>{i}{SECOND}</p>" for i in range(30_000)) + "</div>",
        "<p>相关新闻</p>" * 50_000,
        "<i style='display:none'>藏起来的话</i>" * 50_000,
        "<div>相关新闻" * 5_000 + FIRST,
        "<style>" + ".a{display:none}" * 50_000 + "</style>" + FIRST,
        "<p class='" + "a-B " * 200_000 + "'>" + FIRST,
        "<" * 1_000_000 + FIRST,
        "<script>msg_title = '" * 20_000 + FIRST,
    ],
    ids=["long", "headings", "hidden", "levels", "rules", "classes", "brackets", "scripts"],
)
def test_time_grows_with_the_page_and_not_faster(page: str) -> None:
    start = time.perf_counter()
    read(html(page))
    assert time.perf_counter() - start < 15


# --- What a page says about itself -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "above", "title"),
    [
        ("<title>我院召开推进会_党建_某网</title>", "<h1>我院召开推进会</h1>", "我院召开推进会"),
        ("<title>某某学院新闻网</title>", "<h1>某某学院</h1><h1>我院召开推进会</h1>", "我院召开推进会"),
        (
            "<title>某某学院</title>",
            "<div>我院召开推进会</div><div>来源：宣传部 时间：2023-05-08</div>",
            "我院召开推进会",
        ),
        ("<meta name=ArticleTitle content=我院召开推进会>", "", "我院召开推进会"),
        ("<title>我院召开推进会 - 某某学院</title>", "", "我院召开推进会"),
        ("<title>我院召开党建工作推...</title>", "<p>我院召开党建工作推进会</p>", "我院召开党建工作推进会"),
    ],
)
def test_the_title(head: str, above: str, title: str) -> None:
    page = f"<html><head>{head}</head><body>{above}<div><p>{FIRST}</p><p>{SECOND}</p><p>{LAST}</p></div></body></html>"
    assert read(page).title == title
    assert lines(page) == [f"# {title}", FIRST, SECOND, LAST]


@pytest.mark.parametrize(
    ("head", "above", "publisher", "author", "date"),
    [
        ("", "<p>来源：党委宣传部 作者：周敏行 时间：2023-11-08 点击：[12]</p>", "党委宣传部", "周敏行", "2023-11-08"),
        (
            "",
            "<p><span>2024-03-22</span><span>来源：<a href=a>某报</a></span><i>朗读</i></p>",
            "某报",
            None,
            "2024-03-22",
        ),
        (
            "<meta name=ContentSource content=光明网><meta name=Author content=于海宁>"
            "<meta name=PubDate content='2022-04-19 08:56'>",
            "",
            "光明网",
            "于海宁",
            "2022-04-19",
        ),
        ("<meta property=article:published_time content=2021-05-18T18:30:00Z>", "", None, None, "2021-05-19"),
        ("<meta name=author content=admin><meta name=pubdate content=2022-02-30>", "", None, None, None),
        (
            "<script type=application/ld+json>"
            + json.dumps(
                {"@graph": [{"@type": "NewsArticle", "datePublished": "2021-05-18", "author": {"name": "陆知行"}}]}
            )
            + "</script>",
            "",
            None,
            "陆知行",
            "2021-05-18",
        ),
        (
            '<script>var msg_title = \'题\'; var nickname = htmlDecode("云泽职院"); var ct = "1670170356";</script>',
            "",
            "云泽职院",
            None,
            "2022-12-05",
        ),
        (
            "<script type=application/ld+json>[1, {}, null]</script>",
            "<time datetime=2020-01-02></time>",
            None,
            None,
            "2020-01-02",
        ),
    ],
)
def test_who_published_it_and_when(
    head: str, above: str, publisher: str | None, author: str | None, date: str | None
) -> None:
    page = html(f"<h1>{TITLE}</h1>{above}<div><p>{FIRST}</p><p>{SECOND}</p><p>{LAST}</p></div>", head=head)
    found = read(page)
    assert (found.publisher, found.author, found.date) == (publisher, author, date)
    assert found.text.split("\n")[1:] == [FIRST, SECOND, LAST]


def test_who_reports_is_read_from_the_first_paragraph_and_from_the_last() -> None:
    first = f"新华社某地6月14日电（记者罗青禾、童远）{FIRST}"
    assert read(html(f"<div><p>{first}</p><p>{LAST}</p></div>")).author == "罗青禾 童远"
    assert read(html(f"<div><p>{FIRST}</p><p>{LAST}（何知远 卓一鸣）</p></div>")).author == "何知远 卓一鸣"
    assert read(html(f"<div><p>{FIRST}</p><p>{LAST}（完）</p></div>")).author is None


@pytest.mark.parametrize(
    ("footer", "institution"),
    [
        ("版权所有 © 望江职业技术学院 地址：望江市渡口路88号", "望江职业技术学院"),
        ("版权所有：中共望江职业技术学院委员会组织部", "望江职业技术学院"),
        ("版权所有：望江职业技术学院机电工程系 电话：0000-1234567", "望江职业技术学院"),
        ("Copyright © 2020 白石洲铁道职业技术学院 All Rights Reserved", None),  # of which the article says nothing
        ("版权所有 人民网股份有限公司", None),
        ("友情链接：<a href=a>望江职业技术学院</a> <a href=b>白石洲铁道职业技术学院</a>", None),
    ],
)
def test_the_school_whose_site_it_is(footer: str, institution: str | None) -> None:
    page = around("").replace("</body>", f"<div><p>{footer}</p></div></body>")
    assert read(page).institution == institution


# --- Bytes -----------------------------------------------------------------------------------------------------------

LONG = "".join(f"<p>{line}</p>" for line in (FIRST, SECOND, LAST))


@pytest.mark.parametrize("declared", ["gb2312", "utf-8", "big5", "iso-8859-1", "nonsense", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
def test_a_wrong_charset_does_no_harm(declared: str, encoding: str) -> None:
    page = (
        f"<html><head><meta charset={declared}><style>{'.a{color:red}' * 3000}</style></head><body>{LONG}</body></html>"
    )
    found = read_page(page.encode(encoding), source="页.html")
    assert (found.text.split("\n"), found.notices) == ([FIRST, SECOND, LAST], ())


def test_a_page_with_half_a_character_is_read_with_a_notice() -> None:
    for encoding in ("utf-8", "gb18030"):
        data = (
            f"<meta charset={encoding}><title>{TITLE}</title>{LONG}<a href=a>学院召开".encode(encoding)[:-1] + b"</a>"
        )
        found = read_page(data, source="页.html")
        assert found.text.split("\n")[1:] == [FIRST, SECOND, LAST]
        assert "'页.html'" in found.notices[0].en
        assert "'页.html'" in found.notices[0].zh


@pytest.mark.parametrize(
    "data",
    [
        LONG.encode().decode("gb18030", "replace").encode(),
        LONG.encode().decode("latin-1").encode(),
        b"%PDF-1.4",
        bytes(range(256)) * 10,
    ],
    ids=["as GBK", "as Latin-1", "PDF", "binary"],
)
def test_what_is_no_text_is_refused_in_both_languages(data: bytes) -> None:
    for reader in (read_page, read_mhtml):
        with pytest.raises(CorpusError) as error:
            reader(data, source="坏.html")
        assert "'坏.html'" in error.value.notice.en
        assert "'坏.html'" in error.value.notice.zh


def mhtml(page: bytes, charset: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = TITLE
    message.set_content("纯文本的一份")
    message.add_alternative("x", subtype="html")
    part = message.get_payload()
    assert isinstance(part, list)
    shown = part[1]
    assert isinstance(shown, EmailMessage)
    shown.set_content(page, maintype="text", subtype="html", cte="quoted-printable", params={"charset": charset})
    shown.add_related(b"\x89PNG", maintype="image", subtype="png")
    return message.as_bytes()


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_page_saved_as_one_file(charset: str) -> None:
    data = mhtml(around("").replace("utf-8", charset).encode(charset), charset)
    assert read_mhtml(data, source="页.mhtml").text.split("\n") == [f"# {TITLE}", FIRST, SECOND, LAST]


def test_a_file_without_a_page_is_refused() -> None:
    many = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
        + b"--x\r\nContent-Type: a/b\r\n\r\n" * 90_000
    )
    for data in (b"", b"hello", EmailMessage().as_bytes(), many):
        with pytest.raises(CorpusError):
            read_mhtml(data, source="空.mhtml")


def result(data: bytes) -> list[Extracted]:
    found = []
    for reader in (read_page, read_mhtml):
        try:
            found.append(reader(data, source="x"))
        except CorpusError as error:
            assert "'x'" in error.notice.en
            assert "'x'" in error.notice.zh
    return found


MARKUP = [
    "<p>",
    "</p>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<br>",
    "<!--",
    "-->",
    "<style>",
    "</style>",
    "<a href=x>",
]


@settings(deadline=None, max_examples=60)
@given(
    st.one_of(
        st.binary(),
        st.lists(st.sampled_from([*MARKUP, FIRST, "相关新闻", "来源：", "\n"])).map(lambda p: "".join(p).encode()),
    )
)
def test_any_bytes_give_a_page_or_an_error(data: bytes) -> None:
    result(data)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_damaged_page_gives_a_page_or_an_error(data: st.DataObject) -> None:
    whole = data.draw(
        st.sampled_from([PAGES["vsb_gbk"].data, PAGES["wechat"].data, mhtml(around("").encode(), "utf-8")])
    )
    start = data.draw(st.integers(0, len(whole)))
    patch = data.draw(st.binary(max_size=40))
    result(whole[:start] + patch + whole[start + len(patch) :])
    result(whole[:start])


# --- Pages without an article ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            "<h2>统一身份认证平台</h2><input placeholder=请输入学号><input type=password placeholder=密码>",
            "log in",
        ),
        ("<div id=app></div><noscript>很抱歉，本站需要启用 JavaScript 才能正常显示。</noscript>", "browser"),
        ("<div class=loading>正在加载，请稍候……</div>", "loaded"),
        ("<h1>404 Not Found</h1><p>您访问的页面不存在</p>", "error page"),
        (
            "<ul>"
            + "".join(f"<li><a href={i}>学院第{i}党支部开展主题党日活动</a> 05-{i:02}</li>" for i in range(10, 25))
            + "</ul>",
            "list",
        ),
    ],
    ids=["login", "scripts", "loading", "error", "index"],
)
def test_a_page_without_an_article_says_what_it_is(body: str, words: str) -> None:
    notice = judge(clean(read(html(body, title="某某学院")).text).text, source="页.html")
    assert notice is not None
    assert words in notice.en
