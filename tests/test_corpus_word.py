from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK, WD_COLOR_INDEX
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.extracted import PAGE_BREAK, Extracted
from corpus.office.numbers import written_number
from corpus.office.word import read_word
from corpus.outcome import Removal

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def read(document: Document) -> Extracted:
    return read_word(saved(document), source="通知.docx")


def add(document: Document, inner: str) -> Paragraph:
    """Add a paragraph with what Word writes inside one."""
    paragraph = document.add_paragraph()
    for element in parse_xml(f"<w:p {NAMES}>{inner}</w:p>"):
        paragraph._p.append(element)
    return paragraph


def text_of(inner: str) -> str:
    document = docx.Document()
    add(document, inner)
    return read(document).text


def rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def numbered(document: Document, levels: dict[int, tuple[str, str]], *, more: str = "") -> int:
    """Add a list with the format and the text of each of its levels; return its number."""
    numbering = document.part.numbering_part.element
    key = len(list(numbering)) + 100
    inner = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for level, (form, text) in levels.items()
    )
    numbering.append(parse_xml(f'<w:abstractNum {NAMES} w:abstractNumId="{key}">{inner}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {NAMES} w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>'))
    return key


def item(document: Document, key: int, text: str, *, level: int = 0, style: str | None = None) -> None:
    paragraph = document.add_paragraph(text, style=style)
    marks = f'<w:numPr {NAMES}><w:ilvl w:val="{level}"/><w:numId w:val="{key}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(marks))


def test_paragraphs_and_tables_come_in_their_order() -> None:
    document = docx.Document()
    document.add_paragraph("表一之前。")
    table = document.add_table(2, 3)
    for cell, text in zip(table._cells, ("姓名", "单位", "电话", "李某", "财务处\n三楼", "1234"), strict=True):
        cell.text = text
    document.add_paragraph("表一之后。")
    assert read(document).text == "表一之前。\n姓名 | 单位 | 电话\n李某 | 财务处 三楼 | 1234\n表一之后。"


def test_a_merged_cell_comes_once() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for index, cell in enumerate(table._cells):
        cell.text = f"格{index}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "横"
    table.cell(1, 1).merge(table.cell(2, 1)).text = "竖"
    assert read(document).text == "横 | 格2\n格3 | 竖 | 格5\n格6 |  | 格8"


def test_rows_of_a_table_inside_a_table_follow_its_row() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "经费"
    table.cell(0, 1).text = "明细如下"
    inner = table.cell(0, 1).add_table(2, 2)
    for cell, text in zip(inner._cells, ("差旅", "三万元", "设备", "五万元"), strict=True):
        cell.text = text
    assert read(document).text == "经费 | 明细如下\n差旅 | 三万元\n设备 | 五万元"


def test_a_row_without_cells_leaves_no_line() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(1, 0).text, table.cell(1, 1).text = "甲", "乙"
    for cell in list(table.rows[0]._tr.tc_lst):
        table.rows[0]._tr.remove(cell)
    assert read(document).text == "甲 | 乙"


def test_a_table_of_one_cell_is_a_frame_around_its_paragraphs() -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "公告"
    cell.add_paragraph("学校定于十月八日放假一天。")
    assert read(document).text == "公告\n学校定于十月八日放假一天。"


def test_headings_have_the_level_of_their_style() -> None:
    document = docx.Document()
    styles = document.styles
    for name, base in (("标题 2", None), ("三级标题", None), ("章标题", "Heading 1")):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles[base] if base else None
    outlined = add(document, run("按大纲级别"))
    outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {NAMES} w:val="3"/>'))
    document.add_paragraph("关于开学工作的通知", style="Title")
    for name in ("Heading 1", "标题 2", "三级标题", "章标题", "Heading 9", "Normal"):
        document.add_paragraph(name, style=name)
    extracted = read(document)
    assert extracted.text.split("\n") == [
        "#### 按大纲级别",
        "# 关于开学工作的通知",
        "# Heading 1",
        "## 标题 2",
        "### 三级标题",
        "# 章标题",
        "###### Heading 9",
        "Normal",
    ]
    assert extracted.title == "关于开学工作的通知"


def test_body_text_with_an_outline_level_is_no_heading() -> None:
    document = docx.Document()
    document.add_paragraph("学校坚持立德树人。" * 20, style="Heading 1")
    assert not read(document).text.startswith("#")


def test_numbers_are_those_that_a_reader_sees() -> None:
    document = docx.Document()
    chapters = numbered(document, {0: ("chineseCounting", "第%1章"), 1: ("decimal", "%1.%2")}, more="<w:isLgl/>")
    clauses = numbered(document, {0: ("chineseCounting", "（%1）"), 1: ("decimal", "%1.%2.")})
    item(document, chapters, "总则", style="Heading 1")
    item(document, chapters, "目的", level=1, style="Heading 2")
    item(document, chapters, "依据", level=1, style="Heading 2")
    for text in "甲乙丙丁戊己庚辛壬癸子":
        item(document, clauses, text)
    item(document, clauses, "细目", level=1)
    item(document, chapters, "附则", style="Heading 1")
    item(document, chapters, "施行", level=1, style="Heading 2")
    lines = read(document).text.split("\n")
    assert lines[:3] == ["# 第1章 总则", "## 1.1 目的", "## 1.2 依据"]
    assert lines[3:5] == ["（一）甲", "（二）乙"]
    assert lines[12:] == ["（十）癸", "（十一）子", "十一.1. 细目", "# 第2章 附则", "## 2.1 施行"]


def test_chapters_are_counted_in_chinese() -> None:
    document = docx.Document()
    key = numbered(document, {0: ("chineseCounting", "第%1章"), 1: ("decimal", "%2、")})
    item(document, key, "总则", style="Heading 1")
    item(document, key, "目的", level=1)
    item(document, key, "机构", style="Heading 1")
    item(document, key, "职责", level=1)
    assert read(document).text == "# 第一章 总则\n1、目的\n# 第二章 机构\n1、职责"


def test_bullets_are_no_text_and_a_list_can_begin_anew() -> None:
    document = docx.Document()
    bullets = numbered(document, {0: ("bullet", "●")})
    numbers = numbered(document, {0: ("decimal", "%1．")})
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    again = f'<w:num {NAMES} w:numId="999"><w:abstractNumId w:val="{numbers}"/>{anew}</w:num>'
    document.part.numbering_part.element.append(parse_xml(again))
    for key, text in ((bullets, "圆点"), (numbers, "一"), (numbers, "二"), (999, "重新"), (999, "继续"), (0, "没有")):
        item(document, key, text)
    assert read(document).text == "圆点\n1．一\n2．二\n1．重新\n2．继续\n没有"


def test_text_around_a_number_is_no_longer_than_a_line() -> None:
    document = docx.Document()
    item(document, numbered(document, {0: ("decimal", "第" * 10_000)}), "一")
    assert read(document).text == "第" * 100 + " 一"


def test_a_style_numbers_its_paragraphs() -> None:
    document = docx.Document()
    key = numbered(document, {0: ("upperRoman", "%1.")})
    marks = f'<w:numPr {NAMES}><w:numId w:val="{key}"/></w:numPr>'
    style = document.styles.add_style("条款", WD_STYLE_TYPE.PARAGRAPH)
    style.element.get_or_add_pPr().append(parse_xml(marks))
    for text in ("甲", "乙", "丙", "丁"):
        document.add_paragraph(text, style="条款")
    assert read(document).text == "I. 甲\nII. 乙\nIII. 丙\nIV. 丁"


def test_a_numbered_cell_without_text_shows_its_number() -> None:
    document = docx.Document()
    key = numbered(document, {0: ("decimal", "%1")})
    table = document.add_table(2, 2)
    for row, name in zip(table.rows, ("李某", "王某"), strict=True):
        marks = f'<w:numPr {NAMES}><w:ilvl w:val="0"/><w:numId w:val="{key}"/></w:numPr>'
        row.cells[0].paragraphs[0]._p.get_or_add_pPr().append(parse_xml(marks))
        row.cells[1].text = name
    assert read(document).text == "1 | 李某\n2 | 王某"


@pytest.mark.parametrize(
    ("count", "form", "written"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCountingThousand", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (1010, "taiwaneseCountingThousand", "一千零一十"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (0, "chineseCounting", "零"),
        (3, "ideographTraditional", "丙"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (3, "decimalEnclosedParen", "⑶"),
        (28, "lowerLetter", "bb"),
        (0, "upperLetter", "0"),
        (1994, "upperRoman", "MCMXCIV"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (20, "ideographDigital", "二〇"),
        (5, "none", ""),
        (5, "thaiNumbers", "5"),
        (10**9, "lowerLetter", str(10**9)),
    ],
)
def test_formats_of_numbers(count: int, form: str, written: str) -> None:
    assert written_number(count, form) == written


BOX = "<w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent>"


def test_a_text_box_comes_once_after_its_paragraph() -> None:
    inner = (
        f"{run('段落前半，')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{BOX}</wps:txbx>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r>{run('段落后半。')}"
    )
    assert text_of(inner) == "段落前半，段落后半。\n框内文字"
    assert text_of(f"<w:r><w:pict><v:textbox>{BOX}</v:textbox></w:pict></w:r>") == "框内文字"


def test_tracked_changes_are_read_as_accepted() -> None:
    document = docx.Document()
    add(
        document,
        f"{run('经费')}<w:del><w:r><w:delText>三万元</w:delText></w:r></w:del><w:ins>{run('五万元')}</w:ins>"
        f"<w:moveFrom>{run('，另议')}</w:moveFrom><w:moveTo>{run('。')}</w:moveTo>",
    )
    extracted = read(document)
    assert extracted.text == "经费五万元。"
    assert extracted.removed == (Removal(text="三万元，另议", rule="tracked deletion"),)


def test_fields_show_their_results() -> None:
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    begin, separate, end = (field.format(kind) for kind in ("begin", "separate", "end"))
    code = "<w:r><w:instrText>IF </w:instrText></w:r>"
    assert text_of(f"{begin}{code}{separate}{run('结果')}{end}{run('之后')}") == "结果之后"
    nested = f"{begin}{code}{begin}{code}{separate}{run('条件')}{end}{separate}{run('结果')}{end}"
    assert text_of(nested + run("之后")) == "结果之后"
    assert text_of(f'<w:fldSimple w:instr="DATE">{run("十月")}</w:fldSimple>') == "十月"
    document = docx.Document()
    add(document, begin + code)
    add(document, run("没有结束的域不会吞掉正文"))
    assert read(document).text == "没有结束的域不会吞掉正文"


def test_links_ruby_symbols_and_formulas() -> None:
    assert text_of(f"{run('见')}<w:hyperlink>{run('学校主页')}</w:hyperlink>") == "见学校主页"
    ruby = f"<w:ruby><w:rt>{run('pín')}</w:rt><w:rubyBase>{run('贫')}</w:rubyBase></w:ruby>"
    assert text_of(f"<w:r>{ruby}</w:r>{run('困')}") == "贫困"
    assert text_of('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("同意")) == "☑同意"
    assert text_of('<w:r><w:sym w:font="Webdings" w:char="F8F0"/></w:r>' + run("同意")) == "同意"
    assert text_of("<w:r><w:t>Co</w:t><w:softHyphen/><w:t>vid</w:t><w:noBreakHyphen/><w:t>19</w:t></w:r>") == "Covid-19"
    assert text_of(run(f"软\u00ad连{PAGE_BREAK}字")) == "软连字"
    fraction = (
        "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>3</m:t></m:r></m:den></m:f></m:oMath>"
    )
    assert text_of(run("不少于") + fraction) == "不少于1/3"


def test_hidden_text_is_dropped_and_reported() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("看得见")
    paragraph.add_run("隐藏").font.hidden = True
    paragraph.add_run("白字").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("小字").font.size = Pt(1)
    paragraph.add_run("的文字")
    style = document.styles.add_style("暗", WD_STYLE_TYPE.CHARACTER)
    style.font.hidden = True
    document.add_paragraph("第二段").add_run("样式隐藏", style="暗")
    extracted = read(document)
    assert extracted.text == "看得见的文字\n第二段"
    assert extracted.removed == (
        Removal(text="隐藏白字小字", rule="hidden text"),
        Removal(text="样式隐藏", rule="hidden text"),
    )


def test_hidden_text_can_be_shown_again_by_its_run() -> None:
    document = docx.Document()
    style = document.styles.add_style("暗段", WD_STYLE_TYPE.PARAGRAPH)
    style.font.hidden = True
    paragraph = document.add_paragraph(style="暗段")
    paragraph.add_run("不可见")
    paragraph.add_run("可见").font.hidden = False
    assert read(document).text == "可见"


SHADE = f'<w:shd {NAMES} w:val="clear" w:color="auto" w:fill="1F4E79"/>'
NO_SHADE = f'<w:shd {NAMES} w:val="clear" w:color="auto" w:fill="FFFFFF"/>'


def white(paragraph: Paragraph) -> None:
    paragraph.add_run("白字").font.color.rgb = RGBColor(255, 255, 255)


def test_white_text_on_a_colour_is_seen() -> None:
    document = docx.Document()
    white(document.add_paragraph("段"))
    document.paragraphs[-1]._p.get_or_add_pPr().append(parse_xml(SHADE))
    white(document.add_paragraph("字"))
    document.paragraphs[-1].runs[-1].font.highlight_color = WD_COLOR_INDEX.BLUE
    table = document.add_table(1, 2)
    white(table.cell(0, 0).paragraphs[0])
    table.cell(0, 0)._tc.get_or_add_tcPr().append(parse_xml(SHADE))
    white(table.cell(0, 1).paragraphs[0])
    table.cell(0, 1)._tc.get_or_add_tcPr().append(parse_xml(NO_SHADE))
    styled = document.add_table(1, 2, style="Colorful Grid Accent 1")
    white(styled.cell(0, 0).paragraphs[0])
    styled.cell(0, 1).text = "格"
    extracted = read(document)
    assert extracted.text == "段白字\n字白字\n白字 |\n白字 | 格"
    assert extracted.removed == (Removal(text="白字", rule="hidden text"),)


def test_headers_footers_and_comments_are_reported_only() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("正文在此。")
    document.add_comment(paragraph.runs, text="请核对数字", author="审核人")
    document.sections[0].header.paragraphs[0].text = "某某大学文件"
    document.sections[0].footer.paragraphs[0].text = "- 1 -"
    extracted = read(document)
    assert extracted.text == "正文在此。"
    assert extracted.removed == (
        Removal(text="某某大学文件", rule="header"),
        Removal(text="请核对数字", rule="comment"),
    )


def with_notes(document: Document, kind: str, notes: dict[int, str]) -> None:
    inner = "".join(
        f'<w:{kind} w:id="{key}"><w:p><w:r><w:{kind}Ref/></w:r><w:r><w:t> {text}</w:t></w:r></w:p></w:{kind}>'
        for key, text in notes.items()
    )
    blob = f"<w:{kind}s {NAMES}>{inner}</w:{kind}s>".encode()
    content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
    part = Part(PackURI(f"/word/{kind}s.xml"), content, blob, document.part.package)
    document.part.relate_to(part, f"{RELATIONS}/{kind}s")


def test_notes_stand_at_the_end_in_the_order_of_their_marks() -> None:
    document = docx.Document()
    reference = '<w:r><w:{}Reference w:id="{}"/></w:r>'
    add(document, run("第一句") + reference.format("footnote", 3) + run("。"))
    add(document, run("第二句") + reference.format("footnote", 2) + reference.format("endnote", 2) + run("。"))
    with_notes(document, "footnote", {-1: "分隔", 2: "资料来源：统计公报。", 3: "见《章程》。", 4: "没有引用的注。"})
    with_notes(document, "endnote", {2: "尾注在最后。"})
    expected = "第一句。\n第二句。\n注释\n见《章程》。\n资料来源：统计公报。\n尾注在最后。"
    assert read(document).text == expected


def test_notes_without_words_leave_no_line() -> None:
    document = docx.Document()
    add(document, run("句") + '<w:r><w:footnoteReference w:id="2"/></w:r>')
    with_notes(document, "footnote", {2: " "})
    assert read(document).text == "句"


RENDERED = "<w:r><w:lastRenderedPageBreak/></w:r>"
EXPLICIT = '<w:r><w:br w:type="page"/></w:r>'


def test_pages_are_as_word_laid_them_out() -> None:
    document = docx.Document()
    add(document, run("第一页") + RENDERED + run("第二页。") + EXPLICIT)
    add(document, RENDERED + run("第三章"))._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {NAMES} w:val="0"/>'))
    add(document, EXPLICIT)
    add(document, RENDERED + EXPLICIT)
    add(document, RENDERED + run("第五页"))
    text = read(document).text
    assert text.replace("\n", "") == "第一页-第二页。-# 第三章--第五页".replace("-", PAGE_BREAK)
    assert re.search(f"{PAGE_BREAK}\n+# 第三章\n", text)


def test_breaks_that_the_document_sets_count_where_word_has_not_laid_it_out() -> None:
    document = docx.Document()
    document.add_paragraph("一").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("二")
    document.add_paragraph("三").paragraph_format.page_break_before = True
    document.add_section()
    document.add_paragraph("四")
    data = saved(document)
    text = read_word(data, source="a.docx").text
    assert text.replace("\n", "") == PAGE_BREAK.join("一二三四")
    long = rewritten(data, lambda name, part: part.replace(b"<Pages>1</Pages>", b"<Pages>9</Pages>"))
    assert read_word(long, source="a.docx").text == "一\n二\n三\n四"


def test_a_break_before_the_first_paragraph_makes_no_page() -> None:
    document = docx.Document()
    document.add_paragraph("一").paragraph_format.page_break_before = True
    assert read(document).text == "一"


def test_a_row_across_two_pages_breaks_once() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    for cell in table.row_cells(0):
        for element in parse_xml(f"<w:p {NAMES}>{run('上')}{RENDERED}{run('下')}</w:p>"):
            cell.paragraphs[0]._p.append(element)
    assert read(document).text == f"上{PAGE_BREAK}下 | 上下"


def test_line_breaks_stay_where_a_reader_sees_lines() -> None:
    document = docx.Document()
    document.add_paragraph("床前明月光，\n疑是地上霜。")
    document.add_paragraph("联系地址：学院路一号\n邮政编码：100000")
    full = "学校坚持以习惯养成为抓手，推动形成全员全过程全方位育人的工作格局并"
    document.add_paragraph(f"{full}\n取得成效。")
    document.add_heading("关于印发\n工作办法的通知", 1)
    document.add_heading("Annual\nreport 年度报告", 2)
    assert read(document).text.split("\n") == [
        "床前明月光，",
        "疑是地上霜。",
        "联系地址：学院路一号",
        "邮政编码：100000",
        f"{full}取得成效。",
        "# 关于印发工作办法的通知",
        "## Annual report 年度报告",
    ]


def test_properties_count_where_the_text_confirms_them() -> None:
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = "校园安全管理办法", "微软用户"
    document.add_paragraph("校园安全\u3000管理办法")
    document.add_paragraph("作者：李某某，微软用户")
    extracted = read(document)
    assert (extracted.title, extracted.author, extracted.date) == ("校园安全管理办法", None, None)
    document.core_properties.title, document.core_properties.author = "旧模板的标题", "李某某"
    extracted = read(document)
    assert (extracted.title, extracted.author) == (None, "李某某")


def test_a_strict_document_is_read_too() -> None:
    document = docx.Document()
    document.add_heading("严格格式", 1)
    names = re.compile(rb"http://schemas\.openxmlformats\.org/(\w+)/2006/(main|relationships)")
    strict = rewritten(
        saved(document),
        lambda name, part: part if "core" in name else names.sub(rb"http://purl.oclc.org/ooxml/\1/\2", part),
    )
    assert b"purl.oclc.org" in zipfile.ZipFile(io.BytesIO(strict)).read("word/document.xml")
    assert read_word(strict, source="a.docx").text == "# 严格格式"


def test_a_missing_picture_does_not_matter() -> None:
    data = saved(docx.Document())
    relation = f'<Relationship Id="rId99" Type="{RELATIONS}/image" Target="../NULL"/></Relationships>'.encode()
    broken = rewritten(data, lambda name, part: part.replace(b"</Relationships>", relation))
    assert read_word(broken, source="a.docx").text == ""


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "en", "zh"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password", "取消密码"),
        (OLE + "WordDocument".encode("utf-16-le"), "old format", "另存为 .docx"),
        (b"", "save", "保存"),
        (b"{\\rtf1 x}", "save", "保存"),
        (b"PK\x03\x04" + bytes(90), "save", "保存"),
    ],
)
def test_what_is_no_document_is_refused_with_a_remedy(data: bytes, en: str, zh: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read_word(data, source="甲.docx")
    assert en in caught.value.notice.en
    assert zh in caught.value.notice.zh
    assert "'甲.docx'" in caught.value.notice.en
    assert "'甲.docx'" in caught.value.notice.zh


def test_another_zip_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("甲.txt", "文字")
    with pytest.raises(CorpusError, match="no Word document"):
        read_word(buffer.getvalue(), source="a.docx")


@pytest.mark.parametrize("body", ["<w:p/>" * 2_000_000, " " * (24 * 2**20)])
def test_more_than_one_document_may_have_is_refused(body: str) -> None:
    part = f"<w:document {NAMES}><w:body>{body}</w:body></w:document>".encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:  # not packed, or it would be refused for its ratio already
        archive.writestr("word/document.xml", part)
    with pytest.raises(CorpusError, match=r"'a\.docx' holds more than one document may have: .*; split it"):
        read_word(buffer.getvalue(), source="a.docx")


@pytest.mark.parametrize(
    "part",
    [
        b"<w:document",
        b"",
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
        b"<x>" * 300 + b"</x>" * 300,
    ],
)
def test_damaged_and_deep_xml_is_refused(part: bytes) -> None:
    data = rewritten(saved(docx.Document()), lambda name, old: part if name == "word/document.xml" else old)
    with pytest.raises(CorpusError, match="damaged"):
        read_word(data, source="a.docx")


def nest(opening: str, closing: str, inner: str, times: int) -> str:
    return opening * times + inner + closing * times


@pytest.mark.parametrize(
    "body",
    [
        nest("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", f"<w:p>{run('深')}</w:p>", 80),
        nest("<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>", f"<w:p>{run('深')}</w:p>", 80),
        nest("<w:tbl><w:tr><w:tc/><w:tc>", "</w:tc></w:tr></w:tbl>", f"<w:p>{run('深')}</w:p>", 80),
        f"<w:p>{nest('<w:r>', '</w:r>', run('深'), 240)}</w:p>",
        nest("<w:sdt>", "</w:sdt>", f"<w:p>{run('深')}</w:p>", 240),
    ],
)
def test_the_deepest_nesting_that_is_parsed_is_read(body: str) -> None:
    part = f"<w:document {NAMES}><w:body>{body}</w:body></w:document>".encode()
    data = rewritten(saved(docx.Document()), lambda name, old: part if name == "word/document.xml" else old)
    assert "深" in read_word(data, source="a.docx").text


def test_styles_that_are_based_on_each_other_end() -> None:
    document = docx.Document()
    for name, base in (("甲", "乙"), ("乙", "甲")):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.append(parse_xml(f'<w:basedOn {NAMES} w:val="{base}"/>'))
    document.add_paragraph("循环", style="甲")
    assert read(document).text == "循环"


def test_levels_beyond_all_sense_are_no_levels() -> None:
    document = docx.Document()
    key = numbered(document, {999_999_999: ("decimal", "%1."), 0: ("decimal", "%9.%1.")})
    item(document, key, "深", level=999_999_999)
    item(document, key, "浅")
    assert read(document).text == "深\n.1. 浅"


@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", OLE[:8]):
        with pytest.raises(CorpusError):
            read_word(start + data, source="a.docx")


def sample() -> bytes:
    document = docx.Document()
    document.add_heading("样本", 0)
    document.add_paragraph("第一条", style="List Number")
    document.add_table(2, 2).cell(0, 0).text = "格"
    return rewritten(saved(document), lambda name, part: b"" if "thumbnail" in name else part)


SAMPLE = sample()


@settings(max_examples=60, deadline=None)
@given(places=st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.binary(min_size=1, max_size=8)), max_size=4))
def test_overwritten_files_are_read_or_refused(places: list[tuple[int, bytes]]) -> None:
    data = bytearray(SAMPLE)
    for place, piece in places:
        data[place : place + len(piece)] = piece
    try:
        assert isinstance(read_word(bytes(data), source="a.docx"), Extracted)
    except CorpusError as error:
        assert "'a.docx'" in error.notice.zh


@settings(max_examples=40, deadline=None)
@given(place=st.integers(0, 3000), piece=st.sampled_from(["<w:tbl>", '"', "val", "99999999999999999999", "-1", "w:p"]))
def test_damage_inside_the_text_is_read_or_refused(place: int, piece: str) -> None:
    def damage(name: str, part: bytes) -> bytes:
        if name not in ("word/document.xml", "word/numbering.xml"):
            return part
        return part[: place % len(part)] + piece.encode() + part[place % len(part) + len(piece) :]

    try:
        assert isinstance(read_word(rewritten(SAMPLE, damage), source="a.docx"), Extracted)
    except CorpusError as error:
        assert "'a.docx'" in error.notice.en


@given(end=st.integers(0, len(SAMPLE) - 1))
@settings(max_examples=30, deadline=None)
def test_a_file_cut_off_is_refused(end: int) -> None:
    with pytest.raises(CorpusError):
        read_word(SAMPLE[:end], source="a.docx")
