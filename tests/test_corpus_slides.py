from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any  # python-pptx says of few things which type they have

import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.util import Inches, Pt

from corpus.errors import CorpusError
from corpus.extracted import PAGE_BREAK, Extracted
from corpus.office.slides import read_slides
from corpus.outcome import Removal

NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


def saved(presentation: Presentation) -> bytes:
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def read(presentation: Presentation) -> Extracted:
    return read_slides(saved(presentation), source="汇报.pptx")


def slide(presentation: Presentation, *, layout: int = 6) -> Any:
    return presentation.slides.add_slide(presentation.slide_layouts[layout])


def box(shapes: Any, text: str, left: float, top: float, *, height: float = 1) -> Any:
    shape = shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(height))
    shape.text_frame.text = text
    return shape


def rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def test_each_slide_is_a_page_with_its_title_text_and_notes() -> None:
    presentation = pptx.Presentation()
    first = slide(presentation, layout=0)
    first.shapes.title.text = "学校年度\n工作汇报"
    first.placeholders[1].text = "党委办公室"
    second = slide(presentation, layout=1)
    second.shapes.title.text = "主要成绩"
    second.placeholders[1].text = "新增两个学位点\n就业率提高"
    second.notes_slide.notes_text_frame.text = "这里举例说明。\n再谈不足。"
    extracted = read(presentation)
    assert extracted.text.split("\n") == [
        "## 学校年度 工作汇报",
        "党委办公室",
        PAGE_BREAK,
        "## 主要成绩",
        "新增两个学位点",
        "就业率提高",
        "这里举例说明。",
        "再谈不足。",
    ]
    assert extracted.title == "学校年度 工作汇报"
    assert extracted.removed == ()


def test_slides_come_in_the_order_of_the_show() -> None:
    presentation = pptx.Presentation()
    for text in ("一", "二"):
        box(slide(presentation).shapes, text, 1, 1)
    listed = presentation.slides._sldIdLst
    listed.append(listed[0])
    assert read(presentation).text == f"二\n{PAGE_BREAK}\n一"


def test_shapes_are_read_from_top_to_bottom_and_left_to_right() -> None:
    presentation = pptx.Presentation()
    shapes = slide(presentation).shapes
    for text, left, top in (("下", 1, 6), ("右", 6, 3.2), ("左", 1, 3), ("上", 4, 1)):
        box(shapes, text, left, top)
    assert read(presentation).text == "上\n左\n右\n下"


def test_placeholders_are_where_their_layout_puts_them() -> None:
    presentation = pptx.Presentation()
    both = slide(presentation, layout=3)  # two contents, side by side
    box(both.shapes, "在最下面", 1, 7, height=0.4)
    both.placeholders[2].text = "右栏"
    both.placeholders[1].text = "左栏"
    both.shapes.title.text = "对比"
    assert read(presentation).text == "## 对比\n左栏\n右栏\n在最下面"


def test_a_group_stays_together_and_is_sorted_by_its_own_scale() -> None:
    presentation = pptx.Presentation()
    shapes = slide(presentation).shapes
    box(shapes, "右上", 6, 1)
    box(shapes, "右下", 6, 4)
    group = shapes.add_group_shape()
    box(group.shapes, "左下", 1, 4)
    inner = group.shapes.add_group_shape()
    box(inner.shapes, "左上", 1, 1)
    assert read(presentation).text == "左上\n左下\n右上\n右下"
    group.left = Inches(60)  # the whole group goes off the slide
    extracted = read(presentation)
    assert extracted.text == "右上\n右下"
    assert {removal.text for removal in extracted.removed} == {"左下", "左上"}


def test_tables_have_a_line_for_each_row_and_a_merged_cell_once() -> None:
    presentation = pptx.Presentation()
    frame = slide(presentation).shapes.add_table(2, 3, Inches(1), Inches(1), Inches(6), Inches(2))
    table = frame.table
    for index, text in enumerate(("年份", "", "人数", "2023", "上半年\n下半年", "120")):
        table.cell(index // 3, index % 3).text = text
    table.cell(0, 0).merge(table.cell(0, 1))
    assert read(presentation).text == "年份 | 人数\n2023 | 上半年 下半年 | 120"


def test_a_chart_gives_its_title() -> None:
    presentation = pptx.Presentation()
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call] # python-pptx has no types
    data.categories = ["甲"]
    data.add_series("系列", (1,))
    kind, place = XL_CHART_TYPE.COLUMN_CLUSTERED, (Inches(1), Inches(1), Inches(4), Inches(3))
    chart = slide(presentation).shapes.add_chart(kind, *place, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "历年招生人数"
    assert read(presentation).text == "历年招生人数"


def test_numbers_that_the_program_writes() -> None:
    presentation = pptx.Presentation()
    frame = box(slide(presentation).shapes, "目标\n任务\n细目\n保障\n说明", 1, 1).text_frame
    for index, kind in ((0, "arabicPeriod"), (1, "arabicPeriod"), (2, "circleNumDbPlain"), (3, "arabicPeriod")):
        properties = frame.paragraphs[index]._p.get_or_add_pPr()
        properties.append(parse_xml(f'<a:buAutoNum {NAMES} type="{kind}"/>'))
    frame.paragraphs[2].level = 1
    assert read(presentation).text == "1. 目标\n2. 任务\n① 细目\n3. 保障\n说明"


def test_lines_inside_a_paragraph() -> None:
    presentation = pptx.Presentation()
    box(slide(presentation).shapes, "床前明月光，\v疑是地上霜。", 1, 1)
    assert read(presentation).text == "床前明月光，\n疑是地上霜。"


def test_hidden_slides_are_dropped_but_counted() -> None:
    presentation = pptx.Presentation()
    for text in ("首页", "备用页", "末页"):
        box(slide(presentation).shapes, text, 1, 1)
    presentation.slides[1]._element.set("show", "0")
    extracted = read(presentation)
    assert extracted.text.replace("\n", "") == f"首页{PAGE_BREAK}{PAGE_BREAK}末页"
    assert extracted.removed == (Removal(text="备用页", rule="hidden text"),)


def test_what_a_viewer_does_not_see_is_dropped_and_reported() -> None:
    presentation = pptx.Presentation()
    shapes = slide(presentation).shapes
    box(shapes, "在页面内", 1, 1)
    box(shapes, "在页面外", 20, 1)
    box(shapes, "半在页面外", -1, 3)
    box(shapes, "隐藏的形状", 1, 5)._element.nvSpPr.cNvPr.set("hidden", "1")
    tiny = box(shapes, "可见", 1, 6).text_frame.paragraphs[0].add_run()
    tiny.text, tiny.font.size = "极小", Pt(1)
    extracted = read(presentation)
    assert extracted.text == "在页面内\n半在页面外\n可见"
    assert {(removal.text, removal.rule) for removal in extracted.removed} == {
        ("在页面外", "hidden text"),
        ("隐藏的形状", "hidden text"),
        ("极小", "hidden text"),
    }


def test_footers_are_reported_only() -> None:
    presentation = pptx.Presentation()
    page = slide(presentation, layout=1)
    page.shapes.title.text = "标题"
    for kind, text in (("ftr", "某某大学宣传部"), ("sldNum", "3")):
        page.shapes._spTree.append(
            parse_xml(
                f'<p:sp {NAMES}><p:nvSpPr><p:cNvPr id="9" name="x"/><p:cNvSpPr/><p:nvPr><p:ph type="{kind}"/></p:nvPr>'
                f"</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
            )
        )
    extracted = read(presentation)
    assert extracted.text == "## 标题"
    assert extracted.removed == (Removal(text="某某大学宣传部", rule="footer"),)


def test_properties_count_where_the_text_confirms_them() -> None:
    presentation = pptx.Presentation()
    box(slide(presentation).shapes, "招生工作培训\n汇报人：李某某", 1, 1)
    properties = presentation.core_properties
    properties.title, properties.author = "PowerPoint 演示文稿", "Administrator"
    assert (read(presentation).title, read(presentation).author) == (None, None)
    properties.title, properties.author = "招生工作培训", "李某某"
    assert (read(presentation).title, read(presentation).author) == ("招生工作培训", "李某某")


def test_the_mark_of_a_page_in_the_text_is_none() -> None:
    presentation = pptx.Presentation()
    box(slide(presentation).shapes, f"甲{PAGE_BREAK}乙\u00ad丙", 1, 1)
    assert read(presentation).text == "甲乙丙"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "en", "zh"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password", "取消密码"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "(.ppt)", "另存为 .pptx"),
        (b"", "save", "保存"),
    ],
)
def test_what_is_no_presentation_is_refused_with_a_remedy(data: bytes, en: str, zh: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read_slides(data, source="甲.pptx")
    assert en in caught.value.notice.en
    assert zh in caught.value.notice.zh
    assert "'甲.pptx'" in caught.value.notice.zh


def test_groups_as_deep_as_they_are_parsed_are_read() -> None:
    presentation = pptx.Presentation()
    box(slide(presentation).shapes, "深", 1, 1)

    def nest(name: str, part: bytes) -> bytes:
        if name != "ppt/slides/slide1.xml":
            return part
        before, shape = part.split(b"<p:sp>")
        inside, after = shape.split(b"</p:sp>")
        return before + b"<p:grpSp>" * 240 + b"<p:sp>" + inside + b"</p:sp>" + b"</p:grpSp>" * 240 + after

    assert read_slides(rewritten(saved(presentation), nest), source="a.pptx").text == "深"


def test_a_part_that_too_many_slides_refer_to_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.office.package._MAX_READ", 100_000)
    presentation = pptx.Presentation()
    for _ in range(20):
        slide(presentation)
    with pytest.raises(CorpusError, match="split it"):
        read(presentation)


def sample() -> bytes:
    presentation = pptx.Presentation()
    page = slide(presentation, layout=1)
    page.shapes.title.text = "样本"
    page.notes_slide.notes_text_frame.text = "备注"
    page.shapes.add_table(1, 1, 0, 0, 9, 9).table.cell(0, 0).text = "格"
    return rewritten(saved(presentation), lambda name, part: b"" if name.endswith((".jpeg", ".bin")) else part)


SAMPLE = sample()


@settings(max_examples=40, deadline=None)
@given(places=st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.binary(min_size=1, max_size=8)), max_size=4))
def test_overwritten_files_are_read_or_refused(places: list[tuple[int, bytes]]) -> None:
    data = bytearray(SAMPLE)
    for place, piece in places:
        data[place : place + len(piece)] = piece
    try:
        assert isinstance(read_slides(bytes(data), source="a.pptx"), Extracted)
    except CorpusError as error:
        assert "'a.pptx'" in error.notice.zh


@settings(max_examples=40, deadline=None)
@given(
    name=st.sampled_from(["ppt/slides/slide1.xml", "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels"]),
    place=st.integers(0, 3000),
    piece=st.sampled_from(["<p:grpSp>", '"', "99999999999999999999", "-1", "a:t", "../../.."]),
)
def test_damage_inside_a_part_is_read_or_refused(name: str, place: int, piece: str) -> None:
    def damage(found: str, part: bytes) -> bytes:
        at = place % len(part) if part else 0
        return part[:at] + piece.encode() + part[at + len(piece) :] if found == name else part

    try:
        assert isinstance(read_slides(rewritten(SAMPLE, damage), source="a.pptx"), Extracted)
    except CorpusError as error:
        assert "'a.pptx'" in error.notice.en


@given(data=st.binary(max_size=300), end=st.integers(0, len(SAMPLE) - 1))
@settings(max_examples=30, deadline=None)
def test_any_bytes_and_files_cut_off_are_refused(data: bytes, end: int) -> None:
    for damaged in (data, b"PK\x03\x04" + data, SAMPLE[:end]):
        with pytest.raises(CorpusError):
            read_slides(damaged, source="a.pptx")
