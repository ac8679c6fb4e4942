"""Comparisons: every quote is in its document, every institution has its row, and all four files hold all quotes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from rich.cells import cell_len
from rich.console import Console

from corpus import Document
from index import DEFAULT_ENCODER, Index, load_encoder
from qa import Assistant, QuestionError, Scope
from qa.aspects import MAX_ASPECTS, split_aspects
from qa.comparison import Comparison
from qa.comparison_files import SUFFIXES, check_outputs, write_comparison
from qa.comparison_terminal import comparison_lines, print_comparison
from tests.articles import ROOT, all_institutions

QUESTION = "各校在双带头人、三会一课、区块链方面有什么做法"


@pytest.fixture(scope="module")
def comparison(assistant: Assistant) -> Comparison:
    return assistant.compare([QUESTION])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Documents whose text is written to do something in a table, a page or a spreadsheet."""
    texts = {
        "甲地职业学院": "=cmd|' /C calc'!A0“双带头人”<script>alert(1)</script>。",
        "乙地职业学院": "@SUM(1+1)*cmd “双带头人”|列|`code`|![x](http://evil.example/a.png)。",
        "丙地职业学院": "+双带头人[^1]: <img src=x onerror=alert(1)> www.evil.example &lt;b&gt; \x1b[31m红\x07。",
        "丁地职业学院": "－双带头人 **粗** $x$ \\| </td></table>。",
    }
    documents = [
        Document(source=f"{n}.txt", title="=1+1|<b>", text=text, institution=name)
        for n, (name, text) in enumerate(texts.items())
    ]
    folder = tmp_path_factory.mktemp("hostile") / "index"
    index = Index.build(documents, folder, encoder=load_encoder(DEFAULT_ENCODER))
    comparison = Assistant(index).compare(["双带头人"])
    assert len(comparison.citations) == len(texts)
    return comparison


def visible(text: str) -> str:
    """A quote as files show it: control characters are spaces."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text)


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
        ("各校党委书记是谁", ["党委书记是谁"]),
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


def test_a_scope_without_institutions_is_refused(assistant: Assistant) -> None:
    with pytest.raises(QuestionError, match="no document or institution named '清华大学'"):
        assistant.compare(["三全育人"], scope=Scope(institutions=("清华大学",)))
    elsewhere = Scope(documents=("jiaxing.md",), institutions=("聊城职业技术学院",))
    with pytest.raises(QuestionError, match="no institution and no document to compare"):
        assistant.compare(["三全育人"], scope=elsewhere)
    with pytest.raises(QuestionError, match="no institution and no document to compare"):
        assistant.compare(["嘉职院的三全育人"], scope=Scope(institutions=("聊城职业技术学院",)))


def from_markdown(data: bytes) -> str:
    text = data.decode()
    for line in text.splitlines():
        if line.startswith("|"):  # every row has as many cells as the head
            assert len(re.findall(r"(?<!\\)\|", line)) == len(
                re.findall(r"(?<!\\)\|", text.split("\n\n")[1].split("\n")[0])
            )
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def from_csv(data: bytes) -> str:
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len({len(row) for row in rows}) == 1
    for value in (line for row in rows for cell in row for line in cell.split("\n")):
        assert not re.match(r"\s*[=+\-@＝＋－＠]", value)
    return "\n".join(value for row in rows for value in row)


def from_xlsx(data: bytes) -> str:
    book: Any = load_workbook(io.BytesIO(data))  # its type information has every kind of cell in each
    table, sources = book.worksheets
    assert table.freeze_panes == "B2"
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    for cell in (cell for row in table.iter_rows(min_row=2, min_col=2) for cell in row):
        if cell.hyperlink:  # there and back again
            assert cell.hyperlink.location is not None
            place = cell.hyperlink.location.split("!")[1]
            assert f"[{sources[place].value}]" in cell.value
            assert sources[place].hyperlink is not None
    for row in sources.iter_rows(min_row=2):
        assert row[0].hyperlink is not None
        assert row[0].hyperlink.location is not None
        assert f"[{row[0].value}]" in table[row[0].hyperlink.location.split("!")[1]].value
        assert row[9].value - row[8].value == len(row[1].value)
    return "\n".join(str(cell.value) for cell in cells)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def from_html(data: bytes) -> str:
    page = _Page()
    page.feed(data.decode())
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "img", "link", "iframe", "b"}
    assert not [name for _, names in page.tags for name in names if name in ("src", "onerror")]
    ids = {names.get("id") for _, names in page.tags}
    links = [names["href"] for _, names in page.tags if "href" in names]
    assert links
    assert all(link and link.startswith("#") and link[1:] in ids for link in links)
    assert "http" not in re.sub(r"<(?:li|q|title|details).*?</(?:li|q|title|details)>", "", data.decode()).replace(
        "http-equiv", ""
    )
    return "".join(page.text)


PARSERS = {".md": from_markdown, ".csv": from_csv, ".xlsx": from_xlsx, ".html": from_html}


@pytest.mark.parametrize("which", ["comparison", "hostile"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_file_holds_every_quote_and_runs_nothing(
    suffix: str, which: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    comparison: Comparison = request.getfixturevalue(which)
    path = tmp_path / f"对比{suffix}"
    write_comparison(comparison, path)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    text = PARSERS[suffix](path.read_bytes())
    for row in comparison.rows:
        assert row in text
    for citation in comparison.citations:
        assert visible(citation.quote) in text
        assert citation.source in text
    assert text.count("未提及") == len(comparison.cells) - comparison.found


def test_markdown_leaves_no_markup_of_documents(hostile: Comparison, tmp_path: Path) -> None:
    write_comparison(hostile, tmp_path / "a.md")
    text = (tmp_path / "a.md").read_text(encoding="utf-8")
    bare = re.sub(r"\\.", "", text).replace("<br>", "")
    assert not re.search(r"[<>`$&]|!\[|http:|www\.", bare)
    assert len(re.findall(r"^\[\^\d+\]: ", text, re.MULTILINE)) == len(hostile.citations)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_table_fits_the_terminal(comparison: Comparison, hostile: Comparison, width: int) -> None:
    for one in (comparison, hostile):
        target = io.StringIO()
        print_comparison(one, Console(file=target, width=width, force_terminal=True, color_system=None))
        text = target.getvalue()
        assert not re.search(r"[\x00-\x09\x0b-\x1f]|…", text)
        flat = re.sub(r"\s", "", text)
        assert all(f"[{citation.marker}]" in flat for citation in one.citations)
        if width >= 80:
            table = text.split("来源")[0].splitlines()
            assert max(map(cell_len, table)) <= width
            assert sum("─" in line for line in table) == len(one.rows) + 2


def test_many_aspects_are_listed_where_a_table_is_too_narrow(assistant: Assistant) -> None:
    comparison = assistant.compare([f"三全育人的主题{n}" for n in range(8)])
    target = io.StringIO()
    print_comparison(comparison, Console(file=target, width=80))
    assert "─" not in target.getvalue()
    assert target.getvalue().startswith(f"{comparison.rows[0]}\n  {comparison.aspects[0]}：")


def test_what_stood_there_stays_until_all_is_written(comparison: Comparison, tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text("old", encoding="utf-8")
    (tmp_path / "link.md").symlink_to(tmp_path / "old.md")
    write_comparison(comparison, tmp_path / "link.md")
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "old.md").read_text(encoding="utf-8").startswith("# 各校对比")
    (tmp_path / "folder.md").mkdir()
    for path, words in (
        (tmp_path / "a.docx", "expected a name that ends in .md, .csv, .xlsx, .html"),
        (tmp_path / "folder.md", "it is a folder"),
        (tmp_path / "nowhere" / "a.md", "its folder does not exist"),
        (tmp_path / ("x" * 300 + ".md"), "cannot write"),
    ):
        with pytest.raises(QuestionError, match=words):
            write_comparison(comparison, path)
    with pytest.raises(QuestionError):
        check_outputs([tmp_path / "good.md", tmp_path / "bad"])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["folder.md", "link.md", "old.md"]


def test_a_notebook_shows_it(comparison: Comparison) -> None:
    shown = comparison._repr_html_()
    assert "<html" not in shown
    assert all(citation.quote in shown for citation in comparison.citations if "&" not in citation.quote)


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
