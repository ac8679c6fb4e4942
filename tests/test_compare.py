"""Comparisons: every quote is in its document, and every institution has its row."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document
from index import DEFAULT_ENCODER, Index, load_encoder
from qa import Assistant, QuestionError, Scope
from qa.aspects import MAX_ASPECTS, read_request, split_aspects
from qa.comparison import Comparison
from qa.comparison_files import SUFFIXES
from qa.comparison_terminal import comparison_lines
from tests.articles import ROOT, all_institutions

QUESTION = "各校在双带头人、三会一课、区块链方面有什么做法"


@pytest.fixture(scope="module")
def comparison(assistant: Assistant) -> Comparison:
    return assistant.compare([QUESTION])


@pytest.mark.parametrize(
    ("question", "aspects"),
    [
        ("各校在党建引领、三全育人、校企合作方面有什么做法", ["党建引领", "三全育人", "校企合作"]),
        ("双带头人、三会一课、主题党日", ["双带头人", "三会一课", "主题党日"]),
        ("各校如何推进三全育人", ["三全育人"]),
        ("compare 双带头人 and 三会一课 across schools", ["双带头人", "三会一课"]),
        ("compare teacher appraisal, employment and 三会一课", ["teacher appraisal", "employment", "三会一课"]),
        ("三全育人vs双带头人", ["三全育人", "双带头人"]),
        ("产教融合与校企合作", ["产教融合", "校企合作"]),
        ("三全育人和产教融合", ["三全育人", "产教融合"]),
        ("和谐校园", ["和谐校园"]),
        ("和谐校园与平安校园", ["和谐校园", "平安校园"]),
        ("与时俱进的课程", ["与时俱进的课程"]),
        ("普及教育", ["普及教育"]),
        ("党建与业务融合", ["党建与业务融合"]),
        ("各校如何把党建和业务结合起来", ["如何把党建和业务结合起来"]),
        ("教师队伍的建设与管理", ["教师队伍的建设与管理"]),
        ("思想、组织和作风建设", ["思想、组织和作风建设"]),
        ("德、智、体、美、劳全面发展", ["德、智、体、美、劳全面发展"]),
        ("人才培养和就业", ["人才培养", "就业"]),
        ("《党建和业务》读本", ["《党建和业务》读本"]),
        ("“双带头人”和“三会一课”", ["“双带头人”", "“三会一课”"]),
        ("各校引进了多少人才，就业率是多少？", ["引进了多少人才", "就业率是多少"]),
        ("双带头人、三会一课、就业率是多少", ["双带头人", "三会一课", "就业率是多少"]),
        ("各校党委书记是谁", ["党委书记是谁"]),
        ("各校党委书记和校长是谁", ["党委书记和校长是谁"]),
        ("疫情期间，各校如何开展线上教学", ["疫情期间，各校如何开展线上教学"]),
        ("各校如何推进三全育人，取得了什么成效", ["三全育人，取得了什么成效"]),
        ("各校如何推进三全育人？如何落实双带头人？", ["三全育人", "双带头人"]),
        ("三全育人、双带头人，各校怎么做", ["三全育人", "双带头人"]),
        ("请比较一下各个学校在师资队伍建设和科研方面的差异", ["师资队伍建设", "科研"]),
        ("ideological and political education", ["ideological and political education"]),
    ],
)
def test_a_question_is_split_into_its_aspects(question: str, aspects: list[str]) -> None:
    assert split_aspects(question) == aspects


def test_every_institution_has_a_row_and_every_quote_is_in_its_document(
    assistant: Assistant, comparison: Comparison
) -> None:
    assert comparison.aspects == ("双带头人", "三会一课", "区块链")
    assert comparison.rows == tuple(assistant.index.institutions())
    assert sorted(comparison.rows) == sorted(all_institutions())
    assert [(cell.row, cell.aspect) for cell in comparison.cells] == [
        (row, aspect) for row in comparison.rows for aspect in comparison.aspects
    ]
    assert [one.marker for one in comparison.citations] == list(range(1, len(comparison.citations) + 1))
    for cell in comparison.cells:
        assert len(cell.citations) <= 2
        for citation in cell.citations:
            document = assistant.index.document(citation.document_id)
            assert document is not None
            assert citation.quote == document.text[citation.start : citation.end]
            assert citation.institution == cell.institution == cell.row
            assert comparison.citations[citation.marker - 1] == citation


def test_what_is_not_mentioned_is_left_empty(comparison: Comparison) -> None:
    found = {(cell.row, cell.aspect) for cell in comparison.cells if cell.citations}
    assert not {row for row, aspect in found if aspect == "区块链"}
    with_leaders = {row for row, aspect in found if aspect == "双带头人"}
    assert with_leaders == set(all_institutions()) - {"聊城职业技术学院"}
    assert comparison.found == len(found)


def test_named_institutions_are_the_rows(assistant: Assistant) -> None:
    comparison = assistant.compare(["聊城职院和嘉职院在三全育人和就业上有什么不同"])
    assert comparison.aspects == ("三全育人", "就业")
    assert comparison.rows == ("嘉兴职业技术学院", "聊城职业技术学院")
    others = assistant.compare(["嘉职院与其他学校相比在三全育人上有什么不同"])
    assert len(others.rows) == len(all_institutions())


def test_a_fact_is_looked_for_in_every_institution(assistant: Assistant) -> None:
    comparison = assistant.compare(["各校引进了多少人才", "三全育人", "三全育人"])
    assert comparison.aspects == ("引进了多少人才", "三全育人")
    assert comparison.asked == ("引进了多少人才", "各校如何推进三全育人")
    cells = {cell.row: cell for cell in comparison.cells if cell.aspect == "引进了多少人才"}
    assert any("130名" in quote for quote in cells["嘉兴职业技术学院"].quotes)


def test_one_place_in_a_document_has_one_marker(assistant: Assistant) -> None:
    comparison = assistant.compare(["三会一课", "“三会一课”"])
    assert comparison.aspects == ("三会一课",)
    comparison = assistant.compare(["三会一课", "主题党日"], scope=Scope(institutions=("泉州职大",)))
    markers = [one.marker for cell in comparison.cells for one in cell.citations]
    assert len(set(markers)) == len(comparison.citations) < len(markers)


def test_the_scope_narrows_the_rows(assistant: Assistant) -> None:
    comparison = assistant.compare(["三全育人"], scope=Scope(documents=("jiaxing.md", "quanzhou.md")))
    assert comparison.rows == ("嘉兴职业技术学院", "泉州职业技术大学")
    assert {one.source for one in comparison.citations} <= {"jiaxing.md", "quanzhou.md"}


def test_documents_of_no_institution_are_rows_by_their_title(tmp_path: Path) -> None:
    documents = [
        Document(source="a.txt", title="总结", text="学校落实“双带头人”全覆盖。"),
        Document(source="b.txt", title="总结", text="本年度食堂的工作。"),
        Document(source="c.txt", title="甲的总结", text="甲地职业学院的“双带头人”工作室。", institution="甲地职业学院"),
    ]
    index = Index.build(documents, tmp_path / "index", encoder=load_encoder(DEFAULT_ENCODER))
    comparison = Assistant(index).compare(["双带头人"])
    assert comparison.rows == ("总结", "总结 (b.txt)", "甲地职业学院")
    assert [len(cell.citations) for cell in comparison.cells] == [1, 0, 1]
    assert [cell.institution for cell in comparison.cells] == [None, None, "甲地职业学院"]


def test_the_language_of_the_frame_is_that_of_the_question(assistant: Assistant, comparison: Comparison) -> None:
    english = assistant.compare(["compare 双带头人 and 三会一课 across schools"])
    assert (english.language, comparison.language) == ("en", "zh")
    assert "not mentioned" in "\n".join(comparison_lines(english))
    assert "未提及" in "\n".join(comparison_lines(comparison))


def test_the_json_has_stable_names(comparison: Comparison) -> None:
    fields = json.loads(json.dumps(comparison.to_dict(), ensure_ascii=False))
    assert list(fields) == "questions aspects asked rows cells citations language seconds".split()  # noqa: SIM905
    assert list(fields["cells"][0]) == ["row", "institution", "aspect", "markers", "quotes"]
    assert list(fields["citations"][0])[:3] == ["marker", "document_id", "title"]
    for cell in fields["cells"]:
        assert cell["quotes"] == [fields["citations"][marker - 1]["quote"] for marker in cell["markers"]]


@pytest.mark.parametrize(
    ("aspects", "words"),
    [
        ([""], "the question is empty: ''"),
        (["三全育人", "？！"], "the question is empty: '？！'"),
        ([], "there are 0 aspects"),
        (["各校有什么做法"], "'各校有什么做法' names nothing to compare"),
        (["嘉职院和聊城职院？"], "'嘉职院和聊城职院？' names nothing to compare"),
        (["嘉职院和聊城职院有什么不同"], "names nothing to compare"),
        ([f"主题{n}号" for n in range(MAX_ASPECTS + 1)], f"there are {MAX_ASPECTS + 1} aspects"),
        (["、".join(f"主题{n}号" for n in range(30))], "there are 30 aspects"),
        (["嘉职院和深圳职业技术大学的就业"], "no document is about '深圳职业技术大学'"),
    ],
)
def test_what_cannot_be_compared_is_refused(assistant: Assistant, aspects: list[str], words: str) -> None:
    with pytest.raises(QuestionError, match=re.escape(words)) as caught:
        assistant.compare(aspects)
    assert re.search("[\u4e00-\u9fff]{4}", caught.value.notice.zh)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_split_or_refused(assistant: Assistant, text: str) -> None:
    known = assistant.index.institutions()
    for one in (text, f"嘉职院和三全育人{text}就业、{text}"):
        try:
            request = read_request([one], known)
        except QuestionError:
            continue
        assert 1 <= len(request.aspects) <= MAX_ASPECTS
        assert all(aspect.name.strip() and aspect.question.strip() for aspect in request.aspects)


def test_a_scope_without_institutions_is_refused(assistant: Assistant) -> None:
    with pytest.raises(QuestionError, match="no document or institution named '清华大学'"):
        assistant.compare(["三全育人"], scope=Scope(institutions=("清华大学",)))
    elsewhere = Scope(documents=("jiaxing.md",), institutions=("聊城职业技术学院",))
    with pytest.raises(QuestionError, match="no institution and no document to compare"):
        assistant.compare(["三全育人"], scope=elsewhere)
    with pytest.raises(QuestionError, match="no institution and no document to compare"):
        assistant.compare(["嘉职院的三全育人"], scope=Scope(institutions=("聊城职业技术学院",)))


def yinzheng(*arguments: str, language: str = "zh_CN.UTF-8") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LANG": language, "LC_ALL": language, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", "-m", "qa", "compare", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, cwd=ROOT, check=False)


def test_the_command_prints_plainly_in_a_pipe(index_folder: Path, comparison: Comparison) -> None:
    result = yinzheng(QUESTION, "--index", str(index_folder))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines() == list(comparison_lines(comparison))


def test_the_command_writes_several_files_and_json(index_folder: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"table{suffix}" for suffix in SUFFIXES]
    outputs = [part for file in files for part in ("-o", str(file))]
    result = yinzheng(
        "双带头人", "三会一课", *outputs, "--json", "--institution", "嘉职院", "--index", str(index_folder)
    )
    assert result.returncode == 0
    assert json.loads(result.stdout)["rows"] == ["嘉兴职业技术学院"]
    assert all(file.stat().st_size for file in files)
    result = yinzheng("双带头人", *outputs, "--index", str(index_folder))
    assert result.stdout.splitlines()[1].startswith("已写入：")


def test_the_command_says_by_its_status_what_came_of_it(index_folder: Path, tmp_path: Path) -> None:
    index = ("--index", str(index_folder))
    nothing = yinzheng("区块链", *index)
    assert nothing.returncode == 3
    assert nothing.stdout.count("未提及") == len(all_institutions())
    assert yinzheng(*index).returncode == 2
    for arguments, words in (
        (("",), "问题是空的"),
        (("三全育人", "--institution", "清华大学"), "'清华大学'"),
        # before the index is opened
        (("三全育人", "-o", "a.docx", "--index", str(tmp_path)), "'a.docx'"),
    ):
        result = yinzheng(*arguments, *(index if "--index" not in arguments else ()))
        assert result.returncode == 2
        assert result.stdout == ""
        assert words in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert yinzheng("三全育人", "--index", str(tmp_path / "nowhere")).returncode == 1


def test_the_help_teaches_in_both_languages() -> None:
    english, chinese = (yinzheng("--help", language=language) for language in ("en_US.UTF-8", "zh_CN.UTF-8"))
    assert "3 nothing was" in english.stdout
    assert "全部未提及" in chinese.stdout
