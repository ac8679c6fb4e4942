from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import CorpusError, Removal
from corpus.book import read_book
from corpus.extracted import PAGE_BREAK, Extracted

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
METADATA = "<dc:title>支部工作手册</dc:title><dc:creator>张明</dc:creator>"


def chapter(body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>网页标题</title><style>p {}</style></head>'
        f"<body>{body}</body></html>"
    )


def epub(
    chapters: dict[str, str],
    *,
    metadata: str = METADATA,
    manifest: str = "",
    spine: str | None = None,
    guide: str = "",
    others: dict[str, str] | None = None,
) -> bytes:
    """Return a book whose chapters are parts as they are, each listed in the spine if that is not given."""
    items = "".join(f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>' for name in chapters)
    if spine is None:
        spine = "".join(f'<itemref idref="{name}"/>' for name in chapters)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f"{metadata}</metadata><manifest>{manifest}{items}</manifest><spine>{spine}</spine><guide>{guide}</guide></package>"
    )
    parts = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OEBPS/content.opf": package}
    parts |= {f"OEBPS/{name}.xhtml": text for name, text in chapters.items()} | (others or {})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def read(body: str) -> Extracted:
    return read_book(epub({"c1": chapter(body)}), source="手册.epub")


def lines(body: str) -> list[str]:
    return read(body).text.split("\n")


def test_chapters_come_in_the_order_of_the_spine_each_once() -> None:
    book = epub(
        {"c2": chapter("<h1>第二章</h1><p>乙。</p>"), "c1": chapter("<h1>第一章</h1><p>甲。</p>")},
        spine='<itemref idref="c1"/><itemref idref="c2"/><itemref idref="c1"/><itemref idref="none"/>',
    )
    assert read_book(book, source="手册.epub") == Extracted(
        text="# 第一章\n甲。\n# 第二章\n乙。", title="支部工作手册", author="张明"
    )


def test_headings_paragraphs_and_list_items_are_lines() -> None:
    body = """<section><h1>第一章
        总则</h1><h2>一、<em>双带头人</em></h2><h6>注</h6>
        <p>　　第一段，<b>有重点</b>。</p>
        <div>第二段。<p>第三段。</p>第四段。</div>
        <ul><li>第一条</li><li><p>第二条</p></li></ul><ol><li>其一</li></ol>
        <blockquote>引文</blockquote><dl><dt>词</dt><dd>义</dd></dl></section>"""
    assert lines(body) == [
        "# 第一章总则",
        "## 一、双带头人",
        "###### 注",
        "第一段，有重点。",
        "第二段。",
        "第三段。",
        "第四段。",
        "第一条",
        "第二条",
        "其一",
        "引文",
        "词",
        "义",
    ]


def test_line_breaks_of_the_markup_are_spaces_between_latin_words_only() -> None:
    assert lines("<p>学校党委\n  坚持 改革\n3 个 Party\nbranch of\r\n<i>China</i></p>") == [
        "学校党委坚持 改革3 个 Party branch of China"
    ]


def test_verse_and_preformatted_text_keep_their_lines() -> None:
    assert lines("<p>床前明月光，<br/>疑是地上霜。</p><h2>第一章<br/>总则</h2><pre>甲\n<b>乙\n丙</b></pre>") == [
        "床前明月光，",
        "疑是地上霜。",
        "## 第一章 总则",
        "甲",
        "乙",
        "丙",
    ]


def test_rows_of_tables_are_lines() -> None:
    body = """<table><caption>表一</caption><thead><tr><th>学校</th><th>支部</th></tr></thead>
        <tbody><tr><td><p>东湖</p><p>大学</p></td><td>3</td></tr><tr><td colspan="2">合计</td></tr></tbody></table>
        <p>之后</p>"""
    assert lines(body) == ["表一", "学校 | 支部", "东湖 大学 | 3", "合计", "之后"]


def test_tables_that_only_lay_out_the_page_do_not_join_its_paragraphs() -> None:
    body = "<table><tr><td><h1>章</h1><p>甲。</p><table><tr><td>乙</td><td>丙</td></tr></table></td></tr></table>"
    assert lines(body) == ["# 章", "甲。", "乙 | 丙"]


def test_a_paragraph_that_begins_like_a_heading_is_none() -> None:
    assert lines(f"<p># 号{PAGE_BREAK}房</p><h1>章</h1>") == ["#号房", "# 章"]


def test_hidden_elements_are_reported() -> None:
    extracted = read(
        '<p>甲<span style="display: none">隐</span>乙</p><p hidden="hidden">藏<b>了</b></p>'
        '<p style="VISIBILITY:hidden">无</p>丁'
    )
    assert extracted.text == "甲乙\n丁"
    assert extracted.removed == tuple(Removal(text=text, rule="hidden text") for text in ("隐", "藏了", "无"))


def test_pronunciation_is_reported_and_does_not_split_words() -> None:
    extracted = read("<p><ruby>引<rp>(</rp><rt>yǐn</rt><rp>)</rp>证<rt>zhèng</rt></ruby>学</p>")
    assert extracted.text == "引证学"
    assert [removal.text for removal in extracted.removed] == ["yǐn", "zhèng"]


def test_navigation_scripts_comments_and_page_marks_are_left_out() -> None:
    extracted = read(
        "<nav>目录</nav><script>x = 1</script><svg><text>图</text></svg><!-- 注释 -->甲"
        '<span epub:type="pagebreak">12</span>乙<section epub:type="toc landmarks">目录</section>'
        '<aside epub:type="footnote">脚注</aside>'
    )
    assert extracted.text == "甲乙\n脚注"
    assert extracted.removed == ()


def test_cover_contents_and_what_is_not_linear_are_left_out() -> None:
    names = ("cover", "toc", "front", "guide", "answers", "c1")
    book = epub(
        {name: chapter(f"<p>{name}</p>") for name in names},
        manifest='<item id="n" href="nav.html" media-type="application/xhtml+xml" properties="scripted nav"/>'
        '<item id="picture" href="a.svg" media-type="image/svg+xml"/>',
        spine='<itemref idref="picture"/><itemref idref="n"/><itemref idref="answers" linear="no"/>'
        + "".join(f'<itemref idref="{name}"/>' for name in names if name != "answers"),
        guide='<reference type="cover" href="front.xhtml"/><reference type="TOC" href="guide.xhtml#top"/>'
        '<reference type="text" href="c1.xhtml"/>',
        others={"OEBPS/nav.html": chapter("<p>nav</p>"), "OEBPS/a.svg": "<svg/>"},
    )
    extracted = read_book(book, source="手册.epub")
    assert (extracted.text, extracted.notices) == ("c1", ())


def test_names_of_parts_may_be_escaped_and_in_other_folders() -> None:
    book = epub(
        {},
        manifest='<item id="a" href="../%E6%AD%A3%E6%96%87/%E4%B8%80.html" media-type="text/html"/>',
        spine='<itemref idref="a"/>',
        others={"正文/一.html": chapter("<p>甲</p>")},
    )
    assert read_book(book, source="手册.epub").text == "甲"


def test_the_book_describes_itself() -> None:
    metadata = (
        "<dc:title>支部工作\n手册</dc:title><dc:title>副题</dc:title>"
        '<dc:creator id="a">张明</dc:creator><dc:creator id="b">李华</dc:creator><dc:creator id="c">译者</dc:creator>'
        '<dc:creator opf:role="ill">画家</dc:creator><dc:creator opf:role="aut">王强</dc:creator>'
        '<meta refines="#b" property="role">aut</meta><meta refines="#c" property="role">trl</meta>'
        "<dc:publisher>某某出版社</dc:publisher>"
        '<dc:date opf:event="modification">2022-01-01</dc:date><dc:date>2021-09-01T00:00:00+00:00</dc:date>'
    )
    extracted = read_book(epub({"c1": chapter("<p>甲</p>")}, metadata=metadata), source="手册.epub")
    assert extracted == Extracted(
        text="甲", title="支部工作 手册", author="张明、李华、王强", publisher="某某出版社", date="2021-09-01"
    )


def test_the_date_of_publication_goes_before_others() -> None:
    metadata = '<dc:date>2019</dc:date><dc:date opf:event="publication">2021-05</dc:date>'
    book = epub({"c1": chapter("<p>甲</p>")}, metadata=metadata)
    assert read_book(book, source="手册.epub").date == "2021-05"


def test_what_stands_for_nothing_is_no_description() -> None:
    metadata = (
        "<dc:title>[Unknown]</dc:title><dc:creator>未知</dc:creator><dc:publisher> </dc:publisher>"
        "<dc:date>0101-01-01T00:00:00+00:00</dc:date>"
    )
    book = epub({"c1": chapter("<p>甲</p>")}, metadata=metadata)
    assert read_book(book, source="手册.epub") == Extracted(text="甲")


def test_named_entities_are_characters() -> None:
    assert lines("<p>甲&nbsp;乙&mdash;丙&amp;丁&lt;戊</p>") == ["甲\xa0乙—丙&丁<戊"]
    assert lines("<p>甲&nbsp;乙&none;</p>") == ["甲\xa0乙&none;"]


@pytest.mark.parametrize(
    "text",
    [
        "<html><head><title/><script src='a.js'/></head><body><p>甲<br>乙<p>丙</body></html>",
        "<html><body><p>甲<br>乙<div>丙</body>",
    ],
)
def test_a_chapter_that_is_no_xml_is_read_as_browsers_do(text: str) -> None:
    book = epub({"c1": text})
    assert read_book(book, source="手册.epub").text == "甲\n乙\n丙"


@pytest.mark.parametrize("text", ["<p>支部&nbsp;工作</p>", "<p>支部&nbsp;工作"])
@pytest.mark.parametrize("encoding", ["gb2312", "GBK", "gb18030"])
def test_a_chapter_may_be_in_gbk_and_another_may_be_empty(text: str, encoding: str) -> None:
    text = chapter(text).replace("utf-8", encoding)
    book = io.BytesIO(epub({"c1": "", "c2": ""}))
    with zipfile.ZipFile(book) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["OEBPS/c2.xhtml"] = text.encode("gb18030")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    assert read_book(buffer.getvalue(), source="手册.epub").text == "支部\xa0工作"


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "机密"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    text = chapter("<p>甲&a;&f;乙</p>").replace("<html", bomb + "<html", 1)
    assert read_book(epub({"c1": text}), source="手册.epub").text == "甲乙"


def test_a_missing_chapter_is_told() -> None:
    book = epub(
        {"c1": chapter("<p>甲</p>")},
        manifest='<item id="c0" href="c0.xhtml" media-type="application/xhtml+xml"/>',
        spine='<itemref idref="c0"/><itemref idref="c1"/>',
    )
    extracted = read_book(book, source="手册.epub")
    assert extracted.text == "甲"
    assert "'手册.epub': 1 chapter(s) are missing" in extracted.notices[0].en
    assert "缺少 1 个章节" in extracted.notices[0].zh


def encryption(algorithm: str) -> dict[str, str]:
    return {
        "META-INF/encryption.xml": '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod '
        f'Algorithm="{algorithm}"/></enc:EncryptedData></encryption>'
    }


@pytest.mark.parametrize("algorithm", ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"])
def test_scrambled_fonts_do_no_harm(algorithm: str) -> None:
    book = epub({"c1": chapter("<p>甲</p>")}, others=encryption(algorithm))
    assert read_book(book, source="手册.epub").text == "甲"


def test_a_protected_book_is_refused() -> None:
    book = epub({"c1": chapter("<p>甲</p>")}, others=encryption("http://www.w3.org/2001/04/xmlenc#aes256-cbc"))
    with pytest.raises(CorpusError, match=r"'手册\.epub' is protected against copying \(DRM\)") as caught:
        read_book(book, source="手册.epub")
    assert "DRM" in caught.value.notice.zh


def test_a_book_of_pictures_is_refused() -> None:
    with pytest.raises(CorpusError, match=r"'手册\.epub' has no text, perhaps pictures"):
        read('<img src="1.jpg" alt="页"/>')


def test_depth_does_no_harm() -> None:
    assert lines("<div>" * 2000 + "甲" + "</div>" * 2000 + "<p>乙</p>") == ["甲", "乙"]
    with pytest.raises(CorpusError, match="is damaged"):
        read("<div>" * 3000 + "甲" + "</div>" * 3000 + "<p>乙</p>")


@pytest.mark.parametrize(
    "book",
    [
        b"",
        "纯文本".encode(),
        epub({"c1": chapter("<p>甲</p>")})[:-40],
        epub({"c1": chapter("<p>甲</p>")}, others={"META-INF/container.xml": "<a/>"}),
        epub({"c1": chapter("<p>甲</p>")}, others={"META-INF/container.xml": CONTAINER.replace("content", "none")}),
        epub({"c1": chapter("<p>甲</p>")}, others={"OEBPS/content.opf": ""}),
    ],
)
def test_a_damaged_book_is_refused(book: bytes) -> None:
    with pytest.raises(CorpusError, match=r"'手册\.epub'") as caught:
        read_book(book, source="手册.epub")
    assert "请" in caught.value.notice.zh


BODY = '<h1>第一章</h1><p>甲<br/>乙&nbsp;</p><table><tr><td>丙</td><th hidden="">丁</th></tr></table><pre>戊\n己</pre>'
BOOK = epub({"c1": chapter(BODY)})
MARKUP = st.text("<>/=\"'&;#! abdhprtvy一", max_size=12)


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(),
        st.integers(0, len(BOOK)).map(lambda end: BOOK[:end]),
        st.tuples(st.integers(0, len(BOOK)), st.binary(max_size=12)).map(
            lambda change: BOOK[: change[0]] + change[1] + BOOK[change[0] + len(change[1]) :]
        ),
    )
)
def test_any_bytes_are_a_book_or_an_error(data: bytes) -> None:
    try:
        assert read_book(data, source="手册.epub").text.strip()
    except CorpusError as error:
        assert "'手册.epub'" in error.notice.en


@settings(deadline=None)
@given(st.sampled_from(["chapter", "body"]), st.integers(0, 400), st.integers(0, 20), MARKUP)
def test_any_change_in_the_markup_gives_a_book_or_an_error(part: str, at: int, size: int, text: str) -> None:
    original = chapter(BODY)
    changed = original[:at] + text + original[at + size :] if part == "chapter" else chapter(BODY[:at] + text)
    try:
        assert read_book(epub({"c1": changed}), source="手册.epub").text.strip()
    except CorpusError as error:
        assert "has no text" in error.notice.en


@settings(deadline=None)
@given(st.integers(0, 900), st.integers(0, 20), MARKUP)
def test_any_change_in_the_description_gives_a_book_or_an_error(at: int, size: int, text: str) -> None:
    with zipfile.ZipFile(io.BytesIO(BOOK)) as archive:
        package = archive.read("OEBPS/content.opf").decode()
    changed = package[:at] + text + package[at + size :]
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, changed if name == "OEBPS/content.opf" else old.read(name))
    try:
        assert read_book(buffer.getvalue(), source="手册.epub").text.strip()
    except CorpusError as error:
        assert "'手册.epub'" in error.notice.en
