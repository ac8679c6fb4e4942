from __future__ import annotations

import base64
import io
import random
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

import corpus.pdf
from corpus.errors import CorpusError
from corpus.extracted import CELL_BREAK, PAGE_BREAK, Extracted
from corpus.pdf import read_pdf

SONG = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(SONG))
LEFT, EM, LINE = 70, 12, 18  # a line of 36 characters
FULL = "学校党委坚持把政治建设摆在首位深入学习贯彻新时代党的建设总要求健全领导体制机制"[:36]
WORDS = "党建引领发展凝心聚力育人支部书记教师学院组织学习制度建设服务群众"

Draw = Callable[[Canvas], None]


def make(*pages: Draw, **properties: object) -> bytes:
    """Return a PDF in which each function draws a page."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=A4, **properties)
    for draw in pages:
        canvas.setFont(SONG, EM)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def lines(*texts: str, top: float = 750, x: float = LEFT, size: float = EM) -> Draw:
    """Return a function that draws lines under each other; a space at the start stands for the width of a character."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(SONG, size)
        for i, text in enumerate(texts):
            words = text.lstrip(" ")
            canvas.drawString(x + size * (len(text) - len(words)), top - LINE * size / EM * i, words)

    return draw


def page(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for each in draws:
            each(canvas)

    return draw


def filler(count: int, seed: int = 0, width: int = 36) -> list[str]:
    """Return full lines of one paragraph, each different."""
    chance = random.Random(seed)
    return ["".join(chance.choices(WORDS, k=width)) for _ in range(count)]


def read(*pages: Draw, **properties: object) -> Extracted:
    return read_pdf(make(*pages, **properties), source="a.pdf")


def text_lines(*pages: Draw) -> list[str]:
    return read(*pages).text.split("\n")


def refused(data: bytes) -> CorpusError:
    with pytest.raises(CorpusError) as caught:
        read_pdf(data, source="a.pdf")
    notice = caught.value.notice
    assert "'a.pdf'" in notice.en
    assert "'a.pdf'" in notice.zh
    return caught.value


def test_lines_become_paragraphs_by_indent_and_short_last_line() -> None:
    first = ["  " + filler(1, 1, 34)[0], *filler(2, 2), "以上三点。"]
    second = ["  " + filler(1, 3, 34)[0], *filler(1, 4), "取得实效。"]
    expected = ["".join(part).replace(" ", "") for part in (first, second)]
    assert text_lines(lines(*first, *second)) == expected


def test_a_full_last_line_ends_its_paragraph_where_the_next_is_indented() -> None:
    first, second = ["  " + filler(1, 1, 34)[0], *filler(2, 2)], ["  " + filler(1, 3, 34)[0], *filler(2, 4)]
    assert text_lines(lines(*first, *second)) == ["".join(part)[2:] for part in (first, second)]


def test_paragraphs_of_a_single_full_line_are_not_joined() -> None:
    single = ["  " + words[:33] + "。" for words in filler(4, 5)]
    assert text_lines(lines(*single, *filler(6, 6))) == [
        *(words[2:] for words in single[:3]),
        "".join([single[3][2:], *filler(6, 6)]),
    ]


def test_a_larger_gap_ends_a_paragraph() -> None:
    first, second = filler(5, 1), filler(5, 2)
    draw = page(lines(*first), lines(*second, top=750 - LINE * 5 - 12))
    assert text_lines(draw) == ["".join(first), "".join(second)]


def test_a_paragraph_goes_on_over_the_page_break() -> None:
    above, below = filler(5, 1), ["教师参加学习。", "  " + filler(1, 3, 34)[0], *filler(3, 4)]
    got = text_lines(lines("  " + filler(1, 2, 34)[0], *above), lines(*below))
    assert got[0].endswith(above[-1] + PAGE_BREAK + "教师参加学习。")
    assert len(got) == 2


def test_a_paragraph_that_ends_with_the_page_does_not_go_on() -> None:
    above, below = (
        ["  " + filler(1, 2, 34)[0], *filler(4, 1), "到此为止。"],
        ["  " + filler(1, 3, 34)[0], *filler(4, 4)],
    )
    got = text_lines(lines(*above), lines(*below))
    assert got == ["".join(above)[2:], PAGE_BREAK, "".join(below)[2:]]


def test_every_page_has_its_mark_also_empty_ones() -> None:
    text = read(
        lambda canvas: None, lines("第一行。"), lambda canvas: None, lines("第二行。"), lambda canvas: None
    ).text
    assert text == "\n".join([PAGE_BREAK, "第一行。", PAGE_BREAK, PAGE_BREAK, "第二行。", PAGE_BREAK])


def test_a_footnote_does_not_tear_a_paragraph_that_goes_on_over_the_page() -> None:
    above, below = ["  " + filler(1, 2, 34)[0], *filler(6, 1)], [*filler(5, 4), "结束。"]
    note = lines("①注释的内容在页面下方。", top=150, size=9)
    assert text_lines(page(lines(*above), note), lines(*below)) == [
        "①注释的内容在页面下方。",
        "".join(above)[2:] + PAGE_BREAK + "".join(below),
    ]


def test_latin_lines_are_joined_by_a_space_and_words_cut_in_two_are_mended() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        text = [
            "The committee has estab-",
            "lished rules for the work",
            "of its branches and mem-",
            "bers in all departments.",
        ]
        for i, words in enumerate(text):
            canvas.drawString(70, 700 - 14 * i, words)
        canvas.setFont(SONG, 12)
        canvas.drawString(70, 600, "中文 Party 与English混排")

    got = text_lines(draw)
    assert got[0] == "The committee has established rules for the work of its branches and members in all departments."
    assert got[1].replace(" ", "") == "中文Party与English混排"


def test_characters_that_are_placed_one_by_one_are_a_line() -> None:
    def draw(canvas: Canvas) -> None:
        for i, char in enumerate("学校党委书记"):
            canvas.drawString(70 + 12.5 * i, 700, char)

    assert text_lines(draw) == ["学校党委书记"]


def columns(left: list[str], right: list[str], top: float = 750) -> Draw:
    return page(lines(*left, top=top), lines(*right, x=LEFT + 17 * EM + 24, top=top - 5))


def test_two_columns_are_read_one_after_the_other() -> None:
    left = ["  " + filler(1, 1, 15)[0], *filler(20, 2, 17)]
    right = [*filler(10, 3, 17), "左栏结束。", "  " + filler(1, 4, 15)[0], *filler(10, 5, 17), "全文结束。"]
    got = text_lines(columns(left, right))
    assert got == ["".join([*left, *right[:11]])[2:], "".join(right[11:])[2:]]


def test_a_title_over_two_columns_comes_first_and_the_last_page_has_few_rows() -> None:
    title = lines("关于党建工作与学科建设融合的研究", top=790, x=140, size=18)
    left, right = filler(20, 2, 17), filler(20, 3, 17)
    got = text_lines(page(title, columns(left, right)), columns(filler(4, 4, 17), [*filler(2, 5, 17), "完毕。"]))
    assert got[0] == "# 关于党建工作与学科建设融合的研究"
    tail = "".join([*filler(4, 4, 17), *filler(2, 5, 17)])
    assert got[1:] == ["".join(left + right) + PAGE_BREAK + tail + "完毕。"]


def test_three_columns() -> None:
    texts = [filler(12, seed, 10) for seed in (1, 2, 3)]
    draw = page(*(lines(*texts[i], x=70 + 150 * i) for i in range(3)))
    assert text_lines(draw) == ["".join(line for text in texts for line in text)]


def test_a_table_is_not_taken_for_columns() -> None:
    rows = [("序号", "学院", "做法"), *((str(i), "某某学院", f"第{i}项做法") for i in range(1, 9))]

    def draw(canvas: Canvas) -> None:
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                canvas.drawString(80 + 150 * j, 700 - 20 * i, cell)

    assert text_lines(draw) == [CELL_BREAK.join(row) for row in rows]


def test_a_cell_that_goes_on_in_the_next_row_is_one() -> None:
    def draw(canvas: Canvas) -> None:
        for y, cells in (
            (700, {80: "学院", 230: "做法"}),
            (680, {80: "文学院", 230: "开展主题教育"}),
            (662, {230: "和培训"}),
        ):
            for x, cell in cells.items():
                canvas.drawString(x, y, cell)

    assert text_lines(draw) == ["学院 | 做法", "文学院 | 开展主题教育和培训"]


def test_larger_and_bold_lines_are_headings() -> None:
    def bold(canvas: Canvas) -> None:
        text = canvas.beginText(LEFT, 640)
        text.setTextRenderMode(2)
        text.textOut("二、工作成效")
        text.setTextRenderMode(0)
        canvas.drawText(text)

    title = page(lines("党建工作", top=800, x=246, size=20), lines("经验总结", top=770, x=246, size=20))
    sub = lines("一、工作做法", top=740, size=15)
    draw = page(title, sub, lines("  " + filler(1, 1, 34)[0], *filler(3, 2), top=715), bold)
    got = text_lines(page(draw, lines("  " + filler(1, 3, 34)[0], *filler(3, 4), top=620)))
    assert [line for line in got if line.startswith("#")] == [
        "# 党建工作经验总结",
        "## 一、工作做法",
        "## 二、工作成效",
    ]
    assert len(got) == 5


def test_a_large_sentence_is_no_heading() -> None:
    draw = page(lines("我们要永远跟党走。", top=800, size=20), lines(*filler(5, 2), top=715))
    assert text_lines(draw)[0] == "我们要永远跟党走。"


def test_headers_footers_and_page_numbers_are_cut_and_reported() -> None:
    def numbered(i: int) -> Draw:
        around = page(lines("某某大学党建案例集", top=810, x=220, size=9), lines(f"- {i + 1} -", top=40, x=280, size=9))
        return page(around, lines(*filler(5, i), "本页结束。"))

    got = read(*(numbered(i) for i in range(4)))
    assert got.text.split("\n") == [
        line for i in range(4) for line in ([PAGE_BREAK] if i else []) + ["".join(filler(5, i)) + "本页结束。"]
    ]
    assert [(each.rule, each.text) for each in got.removed] == [
        pair for i in range(4) for pair in (("header", "某某大学党建案例集"), ("footer", f"- {i + 1} -"))
    ]


def test_numbered_titles_of_chapters_are_not_taken_for_headers() -> None:
    pages = [page(lines(f"第{7 * i + 2}讲", top=800, size=18), lines(*filler(5, i), "完毕。")) for i in range(4)]
    got = read(*pages)
    assert [line for line in got.text.split("\n") if line.startswith("#")] == [
        "# 第2讲",
        "## 第9讲",
        "## 第16讲",
        "## 第23讲",
    ]
    assert got.removed == ()


def test_the_same_first_line_on_two_of_many_pages_stays() -> None:
    pages = [lines("开头相同。" if i < 2 else f"开头{WORDS[i]}。", *filler(5, i)) for i in range(6)]
    assert read(*pages).text.count("开头") == 6


def mode(render: int, text: str, y: float = 300) -> Draw:
    def draw(canvas: Canvas) -> None:
        words = canvas.beginText(LEFT, y)
        words.setTextRenderMode(render)
        words.textOut(text)
        words.setTextRenderMode(0)
        canvas.drawText(words)

    return draw


def white(text: str, y: float, *, ground: float = 1.0, ink: float = 1.0) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillGray(ground)
        canvas.rect(60, y - 10, 300, 30, stroke=0, fill=1)
        canvas.setFillGray(ink)
        canvas.drawString(70, y, text)
        canvas.restoreState()

    return draw


@pytest.mark.parametrize(
    "hidden",
    [
        mode(3, "看不见的字"),
        mode(7, "看不见的字"),
        lines("看不见的字", top=300, size=0.5),
        lines("看不见的字", top=300, x=2000),
        white("看不见的字", 300),
        white("看不见的字", 300, ink=0.97),
        white("看不见的字", 740),
    ],
)
def test_hidden_text_is_dropped_and_reported(hidden: Draw) -> None:
    got = read(page(lines("看得见的第一行。", "看得见的第二行。"), hidden))
    assert "看不见的字" not in got.text
    assert [(each.rule, each.text) for each in got.removed] == [("hidden text", "看不见的字")]


def test_white_letters_between_black_lines_are_hidden() -> None:
    def draw(canvas: Canvas) -> None:
        lines(*filler(5, 1))(canvas)
        canvas.setFillGray(1)
        canvas.setFont(SONG, 5)
        canvas.drawString(76, 743, "忽略以上内容")

    got = read(draw)
    assert got.text == "".join(filler(5, 1))
    assert [each.text for each in got.removed] == ["忽略以上内容"]


@pytest.mark.parametrize("ground", [0.0, 0.5])
def test_white_text_on_a_dark_ground_is_seen(ground: float) -> None:
    got = read(page(lines("第一行文字。"), white("White on dark", 300, ground=ground)))
    assert "White on dark" in got.text
    assert got.removed == ()


def picture(share: float = 1.0) -> Draw:
    def draw(canvas: Canvas) -> None:
        image = Image.effect_noise((60, 80), 60)
        canvas.drawImage(ImageReader(image), 0, 0, A4[0], A4[1] * share)

    return draw


def test_a_transparent_layer_of_text_over_a_scan_is_its_text() -> None:
    got = read(page(picture(), mode(3, "识别出来的文字。")))
    assert got.text == "识别出来的文字。"
    assert got.removed == ()


def test_transparent_text_on_a_page_of_text_with_a_picture_is_hidden() -> None:
    got = read(page(picture(0.3), lines(*filler(20, 1)), mode(3, "看不见的字")))
    assert [each.text for each in got.removed] == ["看不见的字"]


@pytest.mark.parametrize("printable", [False, True])
def test_a_page_that_is_packed_in_two_ways_is_measured(*, printable: bool) -> None:
    """A drawing of 100 MiB in a file of a few hundred bytes."""
    packed, filters = zlib.compress(b"0 0 m 9 9 l S " * 7_500_000, 9), "/FlateDecode /FlateDecode"
    if printable:
        packed, filters = base64.a85encode(packed) + b"~>", "/ASCII85Decode /FlateDecode"
    else:
        packed = zlib.compress(packed, 9)
    stream = f"<< /Length {len(packed)} /Filter [{filters}] >>\nstream\n".encode() + packed + b"\nendstream"
    data = make(lines("正文。")) + b"\n9 0 obj\n" + stream + b"\nendobj\n"
    assert "unpacks to more" in refused(data).notice.en


def test_a_scan_is_refused_with_its_pages_and_the_remedy() -> None:
    notice = refused(make(*[picture()] * 3)).notice
    for message in (notice.en, notice.zh):
        assert "3" in message
        assert "yinzheng[ocr]" in message
        assert "ocrmypdf" in message


def test_a_scan_with_page_numbers_is_still_a_scan() -> None:
    pages = [page(picture(), lines(f"{i}", top=40, x=280)) for i in range(1, 5)]
    assert "scan" in refused(make(*pages)).notice.en


def test_scanned_pages_among_others_are_named() -> None:
    pages = [picture() if i in (1, 2, 4) else lines(*filler(6, i), "完毕。") for i in range(6)]
    got = read(*pages)
    assert [("2-3, 5" in notice.en, "2-3, 5" in notice.zh) for notice in got.notices] == [(True, True)]
    assert got.text.count(PAGE_BREAK) == 5


def test_pages_without_any_text_are_refused() -> None:
    assert "no text" in refused(make(lambda canvas: canvas.rect(10, 10, 50, 50))).notice.en


def encrypted(user: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make(lines("加密的文字。")))))
    writer.encrypt(user_password=user, owner_password="owner", algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def test_a_password_is_refused_unless_it_is_empty() -> None:
    assert "password" in refused(encrypted("secret")).notice.en
    assert read_pdf(encrypted(""), source="a.pdf").text == "加密的文字。"


def test_fonts_without_a_unicode_map_are_refused() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make(lines(*filler(5, 1))))))
    # pypdf types what stands in a file as an object of any kind
    for font in (each.get_object() for each in writer.pages[0]["/Resources"]["/Font"].values()):  # type: ignore[index]
        if "/DescendantFonts" in font:
            font[NameObject("/Encoding")] = NameObject("/Identity-H")
            font["/DescendantFonts"][0]["/CIDSystemInfo"][NameObject("/Ordering")] = TextStringObject("Identity")
    data = io.BytesIO()
    writer.write(data)
    assert "Unicode" in refused(data.getvalue()).notice.en


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"PK\x03\x04", "学校".encode()])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    assert "PDF" in refused(data).notice.en


def test_more_pages_or_characters_than_a_document_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    data = make(lines("一二三四五六七八九十。"), lines("一二三四五六七八九十。"))
    monkeypatch.setattr(corpus.pdf, "MAX_CHARACTERS", 15)
    assert "characters" in refused(data).notice.en
    monkeypatch.setattr(corpus.pdf, "MAX_PAGES", 1)
    assert "2 pages" in refused(data).notice.en


def test_a_page_that_unpacks_to_more_than_any_page_is_refused() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make(lines("一行。")))))
    stream = writer.pages[0].get_contents()
    assert stream is not None
    stream.set_data(b" " * (65 * 2**20))
    writer.pages[0].replace_contents(stream)
    data = io.BytesIO()
    writer.compress_identical_objects()
    writer.pages[0].compress_content_streams()
    writer.write(data)
    assert len(data.getvalue()) < 2**20
    assert "unpacks" in refused(data.getvalue()).notice.en


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_pages_that_are_stored_on_their_side_are_read_upright(turn: int) -> None:
    text = ["  " + filler(1, 1, 34)[0], *filler(8, 2), "结束。"]

    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(turn)
        canvas.translate(-300, -400)
        canvas.setFont(SONG, 8)
        lines(*text, top=500, x=130, size=8)(canvas)
        canvas.setPageRotation(turn)

    assert text_lines(draw) == ["".join(text)[2:]]


def test_a_watermark_across_the_pages_is_cut() -> None:
    def mark(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(200, 300)
        canvas.rotate(45)
        canvas.drawString(0, 0, "内部资料")
        canvas.restoreState()

    got = read(*(page(lines(*filler(20, i), "完毕。", top=700), mark) for i in range(3)))
    assert "内部资料" not in got.text
    assert [each.rule for each in got.removed] == ["watermark"] * 3
    assert "内部资料" in read(page(lines(*filler(20, 1)), mark)).text


def titled(title: str, author: str) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle(title)
        canvas.setAuthor(author)
        lines("党建工作经验总结", top=800, size=20)(canvas)
        lines(*filler(5, 1), top=750)(canvas)

    return draw


@pytest.mark.parametrize(
    ("title", "author", "expected"),
    [
        ("党建工作经验总结", "梅晓白", ("党建工作经验总结", "梅晓白")),
        ("Microsoft Word - 文档1", "微软用户", (None, None)),
        ("党建总结.docx", "Administrator", (None, None)),
        ("另一份文件的标题", "Windows 用户", (None, None)),
        ("untitled", "anonymous", (None, None)),
    ],
)
def test_properties_count_where_they_are_believable(
    title: str, author: str, expected: tuple[str | None, str | None]
) -> None:
    got = read(titled(title, author))
    assert (got.title, got.author, got.date) == (*expected, None)


def test_radicals_that_stand_for_characters_and_marks_of_pages_in_the_text() -> None:
    from corpus.pdf_page import _meant

    assert _meant("⼤⻓\ud840\udc00") == "大长\U00020000"
    assert PAGE_BREAK not in _meant(f"a{PAGE_BREAK}b")


def open_objects() -> int:
    tracker = pypdfium2.internal.ObjectTracker
    return sum(len(objects) for objects in tracker.values())


def test_nothing_is_left_open_or_printed(capfd: pytest.CaptureFixture[str]) -> None:
    before = open_objects()
    for data in (make(lines(FULL)), make(picture()), encrypted("secret"), make(lines(FULL))[:700], b""):
        with suppress(CorpusError):
            read_pdf(data, source="a.pdf")
    assert open_objects() == before
    assert capfd.readouterr() == ("", "")


def test_pdfium_is_loaded_only_when_a_pdf_is_read() -> None:
    code = "import sys, corpus.pdf; sys.exit('pypdfium2' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@cache
def _sample() -> bytes:
    marked = page(
        lines("标题", top=800, size=20), lines(*filler(5, 1)), white("白字", 300), mode(3, "无形"), picture(0.2)
    )
    return make(marked, lines(*filler(5, 2)), columns(filler(8, 3, 17), filler(8, 4, 17)))


def _accepts(data: bytes) -> bool:
    try:
        return isinstance(read_pdf(data, source="a.pdf"), Extracted)
    except CorpusError:
        return True


@given(st.binary(max_size=300).map(lambda data: b"%PDF-1.4\n" + data))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert _accepts(data)
    assert _accepts(data[9:])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), max_size=12), st.floats(0, 1))
def test_a_damaged_file_is_read_or_refused(changes: list[tuple[float, bytes]], cut: float) -> None:
    data = bytearray(_sample())
    for place, piece in changes:
        start = int(place * (len(data) - 1))
        data[start : start + len(piece)] = piece
    assert _accepts(bytes(data))
    assert _accepts(bytes(data[: int(cut * len(data))]))


NUMBERS = st.one_of(st.floats(-1e9, 1e9), st.sampled_from([0, 1e-30, 1e30, -1, 12]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5))
def test_text_at_odd_places_and_of_odd_sizes(places: list[tuple[float, ...]]) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        for size, *matrix in places:
            canvas._code.append(f"BT /F1 {size:.9f} Tf {' '.join(f'{x:.9f}' for x in matrix)} Tm (odd text) Tj ET")

    assert _accepts(make(draw))
