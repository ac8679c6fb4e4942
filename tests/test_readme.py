"""What the READMEs and the pages in docs/ print is what the program prints.

After a change of the program, ``python -m tests.test_readme`` writes what it prints now into the pages; read the diff.
In a page, ``...`` stands for anything. A block with a file name after its language is that file.
"""

from __future__ import annotations

import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from difflib import SequenceMatcher
from doctest import ELLIPSIS, OutputChecker
from io import StringIO
from pathlib import Path

import click
import pytest

import build_index
from qa.cli import main
from tests.articles import ROOT

PAGES = ("README.md", "docs/answers.md")
EXAMPLES = [name for page in PAGES for name in (page, page.replace(".md", ".zh.md"))]
LINKING = [*EXAMPLES, *(f"docs/{page}{zh}.md" for page in ("compare", "corpus", "evaluate") for zh in ("", ".zh"))]

_FENCE = re.compile(r"^```(?P<kind>\w+)(?: (?P<file>\S+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (?P<command>.*)\n(?P<printed>(?:(?!\$ ).*\n)*)", re.MULTILINE)


def run(program: str, arguments: list[str], language: str, folder: Path) -> str:
    """Run a program in this process, in a third of the time of one of its own, and return what it prints."""
    out = StringIO()
    with chdir(folder), redirect_stdout(out), pytest.MonkeyPatch.context() as patch:
        for name in ("YINZHENG_LANG", "YINZHENG_INDEX", "YINZHENG_ENCODER"):
            patch.delenv(name, raising=False)
        patch.setenv("LC_ALL", language)
        if program == "yinzheng":
            main(arguments, standalone_mode=False)
        elif arguments[0] == "build_index.py":
            build_index.main(arguments[1:])
        else:
            exec(arguments[-1], {})
    return out.getvalue()


def outputs(name: str, folder: Path) -> Iterator[tuple[slice, str]]:
    """Run the examples of a page in a folder; yield where each output is printed, and what the program prints."""
    text = (ROOT / name).read_text(encoding="utf-8")
    language = "zh_CN.UTF-8" if ".zh." in name else "en_US.UTF-8"
    code = ""
    # a page begins with the index of the notes alone, whatever another page has built
    shutil.rmtree(folder / "var" / "reports", ignore_errors=True)
    for fence in _FENCE.finditer(text):
        if fence["file"]:
            path = folder / fence["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(fence["body"], encoding="utf-8")
        elif fence["kind"] == "console":
            for match in _COMMAND.finditer(text, *fence.span("body")):
                program, *arguments = shlex.split(match["command"])
                yield slice(*match.span("printed")), run(program, arguments, language, folder)
        elif fence["kind"] == "python":
            code = fence["body"]
        elif fence["kind"] == "text" and code:
            yield slice(*fence.span("body")), run("python", ["-c", code], language, folder)
            code = ""


def agrees(printed: str, output: str) -> bool:
    return OutputChecker().check_output(printed, output, ELLIPSIS)


def prepare(folder: Path) -> None:
    """Build the index of the bundled notes where a new user has it."""
    run("python", ["build_index.py"], "C.UTF-8", folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    working = tmp_path_factory.mktemp("working")
    prepare(working)
    return working


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_print_what_the_page_says(name: str, folder: Path) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    found = list(outputs(name, folder))
    assert found
    for place, output in found:
        assert agrees(text[place], output) or output == text[place]


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_examples(page: str) -> None:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in (page, page.replace(".md", ".zh.md"))]
    english, chinese = ([fence["kind"] for fence in _FENCE.finditer(text)] for text in texts)
    assert english == chinese
    headings, theirs = (len(re.findall(r"^##", text, re.MULTILINE)) for text in texts)
    assert headings == theirs


@pytest.mark.parametrize("name", LINKING)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith("http")]
    assert local
    assert [link for link in local if not (page.parent / link).exists()] == []


def shortened(output: str, before: str) -> str:
    """Return an output with ``...`` where the page had it before: lines are alike if they differ in numbers only."""
    old, new = before.splitlines(), output.splitlines()
    keys = [[re.sub(r"[\d.:-]+", "", line) if line != "..." else line for line in lines] for lines in (old, new)]
    lines: list[str] = []
    for how, start, end, first, last in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if how == "equal" or "..." not in old[start:end]:
            lines += new[first:last]
        else:
            place = old.index("...", start, end)
            lines += [*new[first : min(last, first + place - start)], "..."]
    shorter = "".join(f"{line}\n" for line in lines)
    return shorter if agrees(shorter, output) else output


def rewrite(name: str, folder: Path) -> None:
    """Write into a page what its examples print now, where that is something else."""
    page = ROOT / name
    text = page.read_text(encoding="utf-8")
    for place, output in reversed(list(outputs(name, folder))):
        if not agrees(text[place], output):
            text = f"{text[: place.start]}{shortened(output, text[place])}{text[place.stop :]}"
            click.echo(f"{name}: {output.splitlines()[0] if output else 'nothing'}")
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as work:
        prepare(Path(work))
        for name in EXAMPLES:
            rewrite(name, Path(work))
