from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Chunk, ChunkConfig, Document, chunk_document, split_sentences
from corpus.headings import find_headings

ARTICLE = """某某职业技术学院：党建引领发展
某某职业技术学院党委
学院党委把政治建设放在首位，近年来成效明显。
一、建强组织
健全决策机制。学院党委修订了议事规则，明确了二十项必须集体研究的事项，每学期检查两次执行情况。
“书院”与“学院”协同育人。两个党总支联合制定计划，共同培养学生党员，形成了稳定的工作格局和评价办法。
强化政治功能。党委中心组每月学习一次，所有教师党支部书记都是双带头人，覆盖率达到100%以上。
二、服务发展
（一）校企共建
——理思路。坚持一个党委统筹示范，八个总支跟进，二十八个支部落实，形成一级抓一级的工作格局。
学院成立于1958年。这是一句普通的叙述，学院从那时起一直为地方工业培养技术工人，从来没有间断。
"""

LINES = st.sampled_from(
    [
        "一、总体思路",
        "（一）做法",
        "1、突出政治。后面还有一句比较长的正文内容。",
        "## 小标题",
        "短行标题",
        "——强主体。压实各级责任落到实处。",
        *[
            "学校开展活动。",
            "健全决策机制。党委认真研究，作出决定，狠抓落实。",
            "",
            "  ",
            "没有句号的长行" * 9,
            "- 列表项",
        ],
    ]
)
TEXTS = st.one_of(
    st.text(), st.text("。！？；，“”《》（）\n 学党一、1.#-").map(lambda s: s * 7), st.lists(LINES).map("\n".join)
)
CONFIGS = st.integers(1, 60).flatmap(
    lambda n: st.builds(ChunkConfig, max_chars=st.just(n), max_sentence_chars=st.integers(n, 120))
)


def document(text: str, title: str = "") -> Document:
    return Document(source="a.txt", text=text, title=title)


def by_heading(chunks: list[Chunk]) -> list[tuple[str, str]]:
    return [(chunk.heading, chunk.text[:6]) for chunk in chunks]


def test_headings_are_context_and_not_text() -> None:
    chunks = chunk_document(document(ARTICLE, "某某职业技术学院：党建引领发展"))
    assert by_heading(chunks) == [
        ("", "学院党委把政"),
        ("一、建强组织 / 健全决策机制", "学院党委修订"),
        ("一、建强组织 / “书院”与“学院”协同育人", "两个党总支联"),
        ("一、建强组织 / 强化政治功能", "党委中心组每"),
        ("二、服务发展 / （一）校企共建 / 理思路", "坚持一个党委"),
    ]
    assert "学院成立于1958年。" in chunks[-1].text


@pytest.mark.parametrize(
    "text",
    [
        "学院成立于1958年。它坐落在江边，占地一千亩，有七个二级学院和两个实训基地，办学条件优良。",
        "开展培训12次。参加培训的党务干部共有三百多人，培训之后都通过了考试，成绩优秀。",
        "近日，学校召开党建工作会议。会议传达了上级精神，部署了下一阶段的重点工作，要求抓好落实。",
        "一是成立了领导小组。小组由党委书记任组长，每月开会，研究解决实际问题，推动工作落地。",
        "1. 全国先进基层党组织\n2. 全国党建工作样板支部\n3. 全省党建工作标杆院系",
        "张三\n李四\n王五\n三位同志是学校的双带头人。",
        "这一行是被硬换行切断的段落的前半部分，因此\n它的下半部分\n不能当作标题。",
        "短行在文末",
        "立德树人是教育的根本任务。作为样板支部，党总支坚守初心使命，创造性开展思政育人工作。",
        "图为活动现场\n学校开展了丰富多彩的主题党日活动。",
    ],
)
def test_statements_and_lists_are_not_headings(text: str) -> None:
    assert find_headings(text) == []


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("第一章 总则\n学校党委领导各项工作。", "第一章 总则"),
        ("## 双带头人\n教师党支部书记均为双带头人。", "双带头人"),
        ("（2）打造品牌\n学校打造了党建品牌。", "（2）打造品牌"),
        ("三是融合载体。实施“党建+治理现代化”，抓住关键环节，激发党建活力。", "三是融合载体"),
        ("“1+8+N”一体化\n学校党委统筹示范。", "“1+8+N”一体化"),
        ("守好“红色根脉” 筑牢信念之魂\n2021年是建党百年。", "守好“红色根脉” 筑牢信念之魂"),
    ],
)
def test_kinds_of_headings(text: str, heading: str) -> None:
    assert [chunk.heading for chunk in chunk_document(document(text))] == [heading]


def test_a_list_stays_together_under_its_heading() -> None:
    chunks = chunk_document(document("荣誉名单\n1. 全国先进基层党组织\n2. 全国党建工作样板支部\n3. 全省标杆院系"))
    assert [(chunk.heading, chunk.text.count("\n")) for chunk in chunks] == [("荣誉名单", 2)]


def test_levels_follow_the_first_appearance_of_a_style() -> None:
    text = "（一）甲部\n1、乙部\n正文如此。\n2、丙部\n正文如此。\n（二）丁部\n正文如此。"
    assert [(h.text, h.level) for h in find_headings(text)] == [
        ("（一）甲部", 1),
        ("1、乙部", 2),
        ("2、丙部", 2),
        ("（二）丁部", 1),
    ]


@given(TEXTS, CONFIGS)
def test_offsets_are_exact_and_nothing_is_lost(text: str, config: ChunkConfig) -> None:
    source = document(text, text.strip().split("\n")[0].strip())
    chunks = chunk_document(source, config)
    headings = find_headings(text, title=source.title)
    assert all(chunk.text == text[chunk.start : chunk.end] == chunk.text.strip() != "" for chunk in chunks)
    spans = sorted([(c.start, c.end) for c in chunks] + [(h.start, h.end) for h in headings])
    assert [span for span in spans if span[1] > span[0]] == spans
    gaps = zip([0] + [end for _, end in spans], [start for start, _ in spans] + [len(text)], strict=True)
    assert all(before <= after and not text[before:after].strip() for before, after in gaps)
    assert [c.start for c in chunks] == sorted(c.start for c in chunks)
    context = {part for chunk in chunks for part in chunk.heading.split(" / ")}
    assert {part for h in headings if h.level for part in h.text.split(" / ")} <= context
    assert chunks == chunk_document(source, config)


@given(TEXTS, CONFIGS)
def test_chunks_are_whole_sentences_unless_one_is_too_long(text: str, config: ChunkConfig) -> None:
    for chunk in chunk_document(document(text), config):
        assert len(chunk.text) <= config.max_sentence_chars
        if len(chunk.text) > config.max_chars:
            assert len(split_sentences(chunk.text)) == 1


def test_long_sections_are_cut_into_even_chunks() -> None:
    text = "学校党委坚持把政治建设摆在首位，推动改革发展。" * 40
    lengths = [len(chunk.text) for chunk in chunk_document(document(text))]
    assert sum(lengths) == len(text)
    assert len(lengths) == 3
    assert min(lengths) >= 0.8 * max(lengths)


def test_an_endless_sentence_is_cut_at_clauses_and_then_anywhere() -> None:
    assert {len(c.text) for c in chunk_document(document("学" * 1000))} == {1000}
    assert [len(c.text) for c in chunk_document(document("学" * 1001))] == [400, 400, 201]
    clauses = chunk_document(document("学校党委统筹，" * 300))
    assert all(chunk.text.endswith("，") and len(chunk.text) <= 400 for chunk in clauses)


def test_time_grows_with_the_text_and_not_faster() -> None:
    for part in ("学", "，", "“", "一、", "学校。", "党建引领\n", "1、\n", "——。"):
        text = (part * 200_000)[:200_000]
        assert sum(len("".join(chunk.text.split())) for chunk in chunk_document(document(text))) > 100_000


def test_pages_are_counted_from_one() -> None:
    paged = Document(source="a.pdf", text="第一页的话。" * 40 + "第二页的话。" * 40, title="", page_starts=(0, 240))
    assert [chunk.page for chunk in chunk_document(paged)] == [1, 2]
    assert chunk_document(document("没有页。"))[0].page is None


def test_lengths_that_cannot_be_kept_are_refused() -> None:
    with pytest.raises(ValueError, match="max_chars"):
        ChunkConfig(max_chars=0)
    with pytest.raises(ValueError, match="max_sentence_chars"):
        ChunkConfig(max_chars=400, max_sentence_chars=399)
