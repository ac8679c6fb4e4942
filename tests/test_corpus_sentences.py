from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import split_sentences

MARKS = '。！？!?；;…“”‘’《》（）()【】「」"、，,.: \n\t　-•■—1a学校党建的说hw/'


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("学校设立6个支部。成效明显！", ["学校设立6个支部。", "成效明显！"]),
        ("他说：“我们要做好。”大家鼓掌。", ["他说：“我们要做好。”", "大家鼓掌。"]),
        ("“要做好。一起干！”学校党委书记陈某说。会议结束。", ["“要做好。一起干！”学校党委书记陈某说。", "会议结束。"]),
        ("“为什么？”，他问。", ["“为什么？”，他问。"]),
        ("开展“路在何方？”的讨论。", ["开展“路在何方？”的讨论。"]),
        ("《老校如何焕发新生机?》被报道；影响扩大。", ["《老校如何焕发新生机?》被报道；", "影响扩大。"]),
        ("五个强化（强化领导；强化监督）。", ["五个强化（强化领导；强化监督）。"]),
        ("（全文完。）下一段", ["（全文完。）下一段"]),
        ("比例为3.5%，即U.S.标准。", ["比例为3.5%，即U.S.标准。"]),
        ("见 https://a.cn/x?y=1;z 一文。", ["见 https://a.cn/x?y=1;z 一文。"]),
        ("1. 突出政治\n2、突出制度", ["1. 突出政治", "2、突出制度"]),
        ("- 第一条\n  ■ 第二条", ["第一条", "第二条"]),
        ("-5℃的冬天", ["-5℃的冬天"]),
        ("他坚持着……终于成功。", ["他坚持着……", "终于成功。"]),
        ("This is good. Really? No. 5 is v1.2 alive.", ["This is good.", "Really?", "No. 5 is v1.2 alive."]),
        ('他说"好。"然后走了。', ['他说"好。"', "然后走了。"]),
        ("开展活动.加强建设.一.总体", ["开展活动.", "加强建设.", "一.总体"]),
        ("好。。真的", ["好。。", "真的"]),
        ("没有句号", ["没有句号"]),
        ("", []),
        (" \n\t", []),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.one_of(st.text(), st.text(MARKS), st.text(MARKS, min_size=150, max_size=400)))
def test_spans_cover_everything_but_space_and_bullets(text: str) -> None:
    spans = split_sentences(text)
    assert all(start < end and text[start:end] == text[start:end].strip() for start, end in spans)
    assert all("\n" not in text[start:end] for start, end in spans)
    gaps = [*zip([0] + [end for _, end in spans], [start for start, _ in spans] + [len(text)], strict=True)]
    assert all(before <= after for before, after in gaps)
    assert all(re.fullmatch(r"[\s•·●■◆▪►▶○□◇★☆➢✓√*+–-]*", text[before:after]) for before, after in gaps)


def test_time_grows_with_the_text_and_not_faster() -> None:
    for part in ("“", "《", "（", "学校“", "。”", '"', "hhhh", "...", "!?", "”的", "\n"):
        assert "".join(sentences(part * 50_000)).replace(" ", "") == part.replace("\n", "") * 50_000
