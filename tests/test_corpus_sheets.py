from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from corpus import CorpusError, Removal
from corpus.extracted import CELL_BREAK, PAGE_BREAK, Extracted
from corpus.sheets import read_rows, read_table
from corpus.workbook import MAX_ROWS

Value = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta | None
SCHOOLS: list[list[Value]] = [
    ["学校", "支部数", "双带头人占比", "负责人"],
    ["东湖大学", 128, "95.5%", "张明"],
    ["西山学院", 96, "88%", None],
]
SCHOOL_LINES = [
    "学校 | 支部数 | 双带头人占比 | 负责人",
    "学校：东湖大学；支部数：128；双带头人占比：95.5%；负责人：张明",
    "学校：西山学院；支部数：96；双带头人占比：88%",
]


def first_sheet(book: Workbook) -> Worksheet:
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def workbook(rows: list[list[Value]], change: Callable[[Worksheet], object] = lambda _: None) -> bytes:
    book = Workbook()
    sheet = first_sheet(book)
    for row in rows:
        sheet.append(row)
    change(sheet)
    return saved(book)


def with_part(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Change the text of a part of a workbook."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        assert part in old.namelist()
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()).encode() if name == part else content)
    return buffer.getvalue()


def read(data: bytes) -> Extracted:
    return read_table(data, source="统计表.xlsx")


def hidden(extracted: Extracted) -> list[str]:
    return [removal.text for removal in extracted.removed if removal.rule == "hidden text"]


def test_each_row_says_what_its_values_are() -> None:
    extracted = read(workbook(SCHOOLS))
    assert extracted == Extracted(text="\n".join(SCHOOL_LINES))


def test_a_title_above_the_table_is_a_line_of_its_own() -> None:
    rows: list[list[Value]] = [["2021年各校支部统计表"], [None, None, None, "单位：个"], *SCHOOLS]
    extracted = read(workbook(rows, lambda sheet: sheet.merge_cells("A1:D1")))
    assert extracted.text.split("\n") == ["2021年各校支部统计表", "单位：个", *SCHOOL_LINES]


def test_a_note_under_the_table_belongs_to_no_column() -> None:
    rows: list[list[Value]] = [*SCHOOLS, ["注：数据截至2021年底。"]]
    extracted = read(workbook(rows, lambda sheet: sheet.merge_cells("A4:D4")))
    assert extracted.text.split("\n") == [*SCHOOL_LINES, "注：数据截至2021年底。"]


def test_a_row_with_one_value_keeps_the_name_of_the_column() -> None:
    assert read(workbook([*SCHOOLS, ["南岭学院"]])).text.split("\n")[-1] == "学校：南岭学院"


@pytest.mark.parametrize(
    "rows",
    [
        [["学校", "学校"], ["东湖大学", "西山学院"]],
        [["学校", 2021], ["东湖大学", 3]],
        [["长" * 51, "支部"], ["东湖大学", "三个"]],
        [["学校", "支部"], ["a", "b", "c", "d", "e"]],
        [["学校", "支部"]],
    ],
)
def test_without_a_header_cells_stand_side_by_side(rows: list[list[Value]]) -> None:
    expected = [CELL_BREAK.join(str(value) for value in row) for row in rows]
    assert read(workbook(rows)).text.split("\n") == expected


def test_one_column_is_a_list_of_lines() -> None:
    assert read(workbook([["要点"], ["第一条"], [None], ["第二条"]])).text == "要点\n第一条\n第二条"


def test_values_under_no_name_stand_for_themselves() -> None:
    rows: list[list[Value]] = [["学校", "人数"], ["东湖大学", 3, "备注文字"]]
    assert read(workbook(rows)).text.split("\n")[1] == "学校：东湖大学；人数：3；备注文字"


def test_newlines_in_a_cell_become_spaces_and_a_number_sign_is_no_heading() -> None:
    rows: list[list[Value]] = [["#", "建设\n单位"], [1, "东湖\r\n大学" + PAGE_BREAK]]
    assert read(workbook(rows)).text == "#| 建设 单位\n#：1；建设 单位：东湖 大学"


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.955, "0.0%", "95.5%"),
        (0.955, "0%", "96%"),
        (0.1 + 0.2, "General", "0.3"),
        (12345678, "#,##0", "12,345,678"),
        (1234.5, "#,##0.00", "1,234.50"),
        (-1234.5, "#,##0.00_);(#,##0.00)", "(1,234.50)"),
        (-5, "0;[Red]-0", "-5"),
        (-5, "0.0", "-5.0"),
        (0, '0;-0;"无"', "无"),
        (2.5, "0", "3"),
        (7, "000", "007"),
        (202100123456, "General", "202100123456"),
        (128, '0"个"', "128个"),
        (123456789, '0.00,,"百万"', "123.46百万"),
        (1234.5, "[$¥-804]#,##0.00", "¥1,234.50"),
        (12345, "0.00E+00", "1.23E+04"),
        (13800001111, "000-0000-0000", "13800001111"),
        (0.00001234, "General", "1.234e-05"),
        (True, "General", "TRUE"),
        (datetime.date(2021, 9, 1), "yyyy-mm-dd", "2021-09-01"),
        (datetime.date(2021, 9, 1), 'yyyy"年"m"月"d"日"', "2021年9月1日"),
        (datetime.date(2021, 9, 1), '[$-804]yyyy"年"m"月"d"日";@', "2021年9月1日"),
        (datetime.date(2021, 9, 1), "yyyy年m月", "2021年9月"),
        (datetime.date(2021, 9, 1), "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2021年9月1日"),
        (datetime.date(2021, 9, 1), "mm-dd-yy", "2021/9/1"),
        (datetime.date(2021, 9, 1), "mmm-yy", "Sep-21"),
        (datetime.date(2021, 9, 1), "[$-804]aaaa", "星期三"),
        (datetime.datetime(2021, 9, 1, 18, 5), "yyyy/m/d h:mm", "2021/9/1 18:05"),
        (datetime.datetime(2021, 9, 1, 18, 5), '上午/下午h"时"mm"分"', "下午6时05分"),
        (datetime.time(8, 30, 5), "h:mm:ss AM/PM", "8:30:05 AM"),
        (datetime.timedelta(hours=36, minutes=5), "[h]:mm", "36:05"),
        (-44440, "yyyy-mm-dd", "-44440"),
    ],
)
def test_numbers_are_as_a_reader_sees_them(value: Value, number_format: str, shown: str) -> None:
    def set_format(sheet: Worksheet) -> None:
        sheet["A1"].number_format = number_format

    assert read(workbook([[value]], set_format)).text == shown


@pytest.mark.parametrize(
    ("number", "shown"), [(31, "2021年9月1日"), (57, "2021年9月"), (58, "9月1日"), (14, "2021/9/1"), (9, "4444000%")]
)
def test_the_own_formats_of_chinese_excel_are_known(number: int, shown: str) -> None:
    def set_format(sheet: Worksheet) -> None:
        sheet["A1"].number_format = "0.0000"

    data = workbook([[44440]], set_format)
    data = with_part(
        data, "xl/styles.xml", lambda xml: re.sub(r'(<xf [^>]*?)numFmtId="164"', rf'\1numFmtId="{number}"', xml)
    )
    assert read(data).text == shown


def test_days_may_be_counted_from_1904() -> None:
    book = Workbook()
    book.epoch = datetime.datetime(1904, 1, 1)
    first_sheet(book)["A1"] = datetime.date(2021, 9, 1)
    assert read(saved(book)).text == "2021-09-01"


def test_sheets_with_names_of_their_own_have_headings() -> None:
    book = Workbook()
    first_sheet(book).title = "工作表1"
    first_sheet(book).append(["说明文字"])
    book.create_sheet("空表")
    book.create_sheet("学校名单").append(["东湖大学"])
    assert read(saved(book)).text == "说明文字\n\n## 学校名单\n东湖大学"


def test_the_name_of_the_only_sheet_is_left_out() -> None:
    book = Workbook()
    first_sheet(book).title = "学校名单"
    first_sheet(book).append(["东湖大学"])
    book.create_sheet("空表")
    book.create_chartsheet("图表")
    assert read(saved(book)).text == "东湖大学"


def test_hidden_sheets_rows_and_columns_are_reported() -> None:
    book = Workbook()
    sheet = first_sheet(book)
    for row in SCHOOLS:
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["C"].width = 0.5
    for state in ("hidden", "veryHidden"):
        secret = book.create_sheet(state)
        secret.append(["内部名单", state])
        secret.append(["某人"])
        secret.sheet_state = state
    data = with_part(saved(book), "xl/worksheets/sheet1.xml", lambda xml: xml.replace('width="0.5"', 'width="0"'))
    extracted = read(data)
    assert extracted.text == "学校 | 负责人\n学校：西山学院"
    assert hidden(extracted) == [
        "支部数 | 双带头人占比",
        "东湖大学 | 128 | 95.5% | 张明",
        "96 | 88%",
        "内部名单 | hidden\n内部名单：某人",
        "内部名单 | veryHidden\n内部名单：某人",
    ]


def test_merged_cells_are_read_once_though_all_are_filled() -> None:
    rows: list[list[Value]] = [["地区", "学校"], ["东部", "东湖大学"], ["东部", "南岭学院"], ["西部", "西山学院"]]
    extracted = read(workbook(rows, lambda sheet: sheet.merged_cells.add("A2:A3")))
    assert extracted.text.split("\n")[1:] == [
        "地区：东部；学校：东湖大学",
        "学校：南岭学院",
        "地区：西部；学校：西山学院",
    ]


def test_a_merged_range_of_a_whole_sheet_takes_no_memory() -> None:
    extracted = read(workbook([["标题", "重复"]], lambda sheet: sheet.merged_cells.add("A1:XFD1048576")))
    assert extracted.text == "标题"


def test_comments_are_reported() -> None:
    def comment(sheet: Worksheet) -> None:
        sheet["B2"].comment = Comment("此数待核实", "李华")

    extracted = read(workbook(SCHOOLS, comment))
    assert extracted.text.split("\n") == SCHOOL_LINES
    assert extracted.removed == (Removal(text="此数待核实", rule="comment"),)


def test_formulas_have_their_stored_values_and_one_notice_tells_of_those_without() -> None:
    data = workbook([["合计", "平均", "空"], ["=SUM(1,2)", "=3/2", '=""'], ["说明", "=1+1", "x"]])
    data = with_part(
        data,
        "xl/worksheets/sheet1.xml",
        lambda xml: (
            xml.replace("<f>SUM(1,2)</f><v></v>", "<f>SUM(1,2)</f><v>3</v>")
            .replace('<c r="C2"><f>""</f><v></v>', '<c r="C2" t="str"><f>""</f><v></v>')
            .replace("<f>SUM(1,2)</f><v/>", "<f>SUM(1,2)</f><v>3</v>")
            .replace('<c r="C2"><f>""</f><v/>', '<c r="C2" t="str"><f>""</f><v/>')
        ),
    )
    extracted = read(data)
    assert extracted.text == "合计 | 平均 | 空\n合计：3\n合计：说明；空：x"
    assert [notice.en for notice in extracted.notices] == [
        "'统计表.xlsx': 2 formula(s) have no stored value and are left out; open the file in Excel or WPS and save it."
    ]
    assert "2 个公式没有保存计算结果" in extracted.notices[0].zh


def test_shared_strings_are_read_without_what_tells_their_sound() -> None:
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>东湖大学</t></si>'
        "<si><r><t>双带</t></r><r><rPr><b/></rPr><t>头人</t></r><rPh sb='0' eb='2'><t>shuang</t></rPh></si></sst>"
    )
    data = workbook([["甲", "乙"]])
    data = with_part(
        data,
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(
            r"<sheetData>.*</sheetData>",
            '<sheetData><row><c t="s"><v>1</v></c><c t="s"><v>0</v></c><c t="d"><v>2021-09-01T00:00:00</v></c>'
            '<c t="e"><v>#N/A</v></c></row></sheetData>',
            xml,
        ),
    )
    relation = (
        '<Relationship Id="rId99" Target="sharedStrings.xml" '
        'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/sharedStrings"/>'
    )
    data = with_part(
        data, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace("</Relationships>", f"{relation}</Relationships>")
    )
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        if "xl/sharedStrings.xml" not in archive.namelist():
            archive.writestr("xl/sharedStrings.xml", strings)
    assert read(buffer.getvalue()).text == "双带头人 | 东湖大学 | 2021-09-01 | #N/A"


def test_a_workbook_without_text_is_refused() -> None:
    with pytest.raises(CorpusError, match=r"'统计表\.xlsx' has no text in its visible cells"):
        read(workbook([]))


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "东湖大学"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    data = with_part(
        workbook([["甲", "乙"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: bomb + re.sub("<t>.*?</t>", "<t>丙&a;&f;</t>", xml, count=1),
    )
    try:
        assert "东湖" not in read(data).text
    except CorpusError as error:
        assert "is damaged" in error.notice.en


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        workbook(SCHOOLS)[:-60],
        with_part(workbook(SCHOOLS), "xl/worksheets/sheet1.xml", lambda xml: xml[:-40]),
        with_part(workbook(SCHOOLS), "xl/worksheets/sheet1.xml", lambda xml: xml.replace('r="A1"', 'r="第一"')),
        with_part(workbook(SCHOOLS), "xl/workbook.xml", lambda _: "<a/>"),
        with_part(workbook(SCHOOLS), "_rels/.rels", lambda _: "<a/>"),
    ],
)
def test_a_damaged_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(CorpusError, match=r"'统计表\.xlsx'") as caught:
        read(data)
    assert "请" in caught.value.notice.zh


LINES = [
    "学校,支部数,简介",
    "东湖大学,128,学校党委坚持把政治建设摆在首位",
    "西山学院,96,“双带头人”培育工程取得明显成效",
]
CSV_TEXT = (
    "学校 | 支部数 | 简介\n学校：东湖大学；支部数：128；简介：学校党委坚持把政治建设摆在首位\n"
    "学校：西山学院；支部数：96；简介：“双带头人”培育工程取得明显成效"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_csv_of_any_delimiter_and_encoding(encoding: str, delimiter: str, newline: str) -> None:
    data = newline.join(LINES).replace(",", delimiter).encode(encoding)
    assert read_table(data, source="统计表.csv") == Extracted(text=CSV_TEXT)


def test_csv_with_a_line_that_states_the_delimiter() -> None:
    data = ("sep=|\r\n" + "\r\n".join(LINES).replace(",", "|")).encode()
    assert read_table(data, source="统计表.csv").text == CSV_TEXT
    assert [row.number for row in read_rows(data, source="统计表.csv", column="简介")] == [3, 4]


def test_quotes_hold_delimiters_newlines_and_quotes() -> None:
    data = '学校,简介\n"东湖大学","建于,一九五一年\n现有""三个""校区"\n'.encode()
    assert (
        read_table(data, source="统计表.csv").text
        == '学校 | 简介\n学校：东湖大学；简介：建于,一九五一年 现有"三个"校区'
    )


def test_ragged_rows_are_kept() -> None:
    data = "学校,人数,备注\n东湖大学\n西山学院,96,新建,另一栏\n".encode()
    assert read_table(data, source="统计表.csv").text.split("\n")[1:] == [
        "学校：东湖大学",
        "学校：西山学院；人数：96；备注：新建；另一栏",
    ]


def test_chinese_commas_separate_nothing() -> None:
    data = "学校党委坚持把政治建设摆在首位，取得明显成效\n教师党支部书记，由学术带头人担任\n".encode()
    assert read_table(data, source="说明.csv").text == data.decode().strip()


def test_a_long_text_in_a_cell_is_read() -> None:
    text = "学校党委坚持把政治建设摆在首位。" * 20_000
    rows = read_rows(f"标题,正文\n总结,{text}\n".encode(), source="文章.csv", column="正文")
    assert rows[0].text == text


def test_a_doubtful_encoding_is_told() -> None:
    extracted = read_table("学校,人数\n东湖,三\n".encode("gb18030"), source="短.csv")
    assert extracted.text == "学校 | 人数\n学校：东湖；人数：三"
    assert "GB18030" in extracted.notices[0].en


def test_a_binary_file_is_no_table() -> None:
    with pytest.raises(CorpusError, match="is a PNG file"):
        read_table(b"\x89PNG\r\n\x1a\n", source="图.csv")


ARTICLES: list[list[Value]] = [
    ["序号", "题目", "正文", "院校", "来源", "作者", "发布日期", "日期", "单位"],
    [1, "党建工作\n总结", "第一段。\n第二段。", "东湖大学", "教育报", "张明", "x", datetime.date(2021, 9, 1), "宣传部"],
    [2, "空文", None, "西山学院", None, None, None, None, None],
    [3, None, "只有正文。", None, None, None, None, None, "西山学院"],
]


def test_rows_are_documents_with_what_the_other_columns_say() -> None:
    rows = read_rows(workbook(ARTICLES), source="文章.xlsx", column=" 正文 ")
    assert [(row.number, row.text) for row in rows] == [(2, "第一段。\n第二段。"), (4, "只有正文。")]
    assert rows[0].fields == {
        "title": "党建工作 总结",
        "institution": "东湖大学",
        "publisher": "教育报",
        "author": "张明",
        "date": "2021-09-01",
    }
    assert rows[1].fields == {"institution": "西山学院"}


def test_rows_below_a_title_are_documents_and_hidden_ones_are_not() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[4].hidden = True

    rows: list[list[Value]] = [["文章汇编"], [], ["Title", "Text"], ["甲", "隐藏的正文"], ["乙", "正文"]]
    found = read_rows(workbook(rows, hide), source="文章.xlsx", column="text")
    assert [(row.number, row.text, row.fields) for row in found] == [(5, "正文", {"title": "乙"})]


def test_rows_of_csv_are_numbered_as_a_spreadsheet_does() -> None:
    data = '标题,正文\n\n甲,"第一行\n第二行"\n乙,正文\n'.encode()
    found = read_rows(data, source="文章.csv", column="正文")
    assert [(row.number, row.text) for row in found] == [(3, "第一行\n第二行"), (4, "正文")]


def test_a_missing_column_names_those_that_there_are() -> None:
    with pytest.raises(
        CorpusError, match=r"'文章\.xlsx' has no column '内容'; its columns: '学校', '支部数'"
    ) as caught:
        read_rows(workbook([["统计表"], *SCHOOLS]), source="文章.xlsx", column="内容")
    assert "学校、支部数" in caught.value.notice.zh


def test_a_column_of_several_sheets_is_refused() -> None:
    book = Workbook()
    first_sheet(book).append(["标题", "正文"])
    book.create_sheet("二").append(["标题", "正文"])
    with pytest.raises(CorpusError, match="has a column '正文' in 2 sheets"):
        read_rows(saved(book), source="文章.xlsx", column="正文")


def test_rows_beyond_the_limit_are_told() -> None:
    data = ("学校,人数\n" + "东湖,3\n" * MAX_ROWS).encode()
    extracted = read_table(data, source="大表.csv")
    assert extracted.text.count("\n") == MAX_ROWS - 1
    assert [notice.en for notice in extracted.notices] == [
        "'大表.csv' has more than the 200,000 rows or 50,000,000 characters that are read; split it."
    ]
    with pytest.raises(CorpusError, match="has more than the 200,000 rows"):
        read_rows(data, source="大表.csv", column="学校")


BOOK = workbook(ARTICLES)
SHEET = with_part(BOOK, "xl/worksheets/sheet1.xml", lambda xml: xml)  # not compressed, so that changes reach the XML


def overwritten(data: bytes) -> st.SearchStrategy[bytes]:
    return st.tuples(st.integers(0, len(data)), st.binary(max_size=12)).map(
        lambda change: data[: change[0]] + change[1] + data[change[0] + len(change[1]) :]
    )


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(),
        st.binary().map(lambda data: b"PK\x03\x04" + data),
        st.text().map(str.encode),
        st.integers(0, len(BOOK)).map(lambda end: BOOK[:end]),
        overwritten(BOOK),
        overwritten("\n".join(LINES).encode("gb18030")),
    ),
    st.sampled_from(["统计表.xlsx", "统计表.csv"]),
)
def test_any_bytes_are_a_table_or_an_error(data: bytes, source: str) -> None:
    try:
        assert read_table(data, source=source).text.strip()
    except CorpusError as error:
        assert repr(source) in error.notice.en
    try:
        assert all(row.text for row in read_rows(data, source=source, column="正文"))
    except CorpusError as error:
        assert repr(source) in error.notice.en


@settings(deadline=None)
@given(st.data())
def test_any_change_in_the_xml_gives_a_table_or_an_error(draw: st.DataObject) -> None:
    part = draw.draw(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", "_rels/.rels"]))
    with zipfile.ZipFile(io.BytesIO(SHEET)) as archive:
        xml = archive.read(part).decode()
    at, size = draw.draw(st.integers(0, len(xml))), draw.draw(st.integers(0, 9))
    text = draw.draw(st.text("<>/=\"'&;019-.ABrtsv一\x00", max_size=9))
    try:
        assert read(with_part(SHEET, part, lambda xml: xml[:at] + text + xml[at + size :])).text.strip()
    except CorpusError as error:
        assert "'统计表.xlsx'" in error.notice.en
