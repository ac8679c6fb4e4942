"""Comparisons in files and in the terminal: all quotes are there, and words of documents do nothing."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from rich.cells import cell_len
from rich.console import Console

from corpus import Document
from index import DEFAULT_ENCODER, Index, load_encoder
from qa import Assistant, QuestionError
from qa.comparison import Comparison
from qa.comparison_files import SUFFIXES, check_outputs, write_comparison
from qa.comparison_terminal import print_comparison

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
