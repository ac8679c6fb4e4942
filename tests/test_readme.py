"""What the READMEs print is what the program prints."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.articles import ROOT

READMES = ("README.md", "README.zh.md")
LANGUAGES = {"README.md": "en_US.UTF-8", "README.zh.md": "zh_CN.UTF-8"}


def blocks(name: str, kind: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def run(command: list[str], language: str, cwd: Path) -> str:
    environment = {**os.environ, "LC_ALL": language, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, cwd=cwd, check=False).stdout


@pytest.fixture
def folder(index_folder: Path, tmp_path: Path) -> Path:
    """A working folder with the index of the bundled notes where a new user has it."""
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "index").symlink_to(index_folder)
    return tmp_path


@pytest.mark.parametrize("name", READMES)
def test_the_console_prints_what_it_says(name: str, folder: Path) -> None:
    found = [block.split("\n", 1) for block in blocks(name, "console")]
    assert found
    for command, output in found:
        program, *arguments = shlex.split(command.removeprefix("$ "))
        assert program == "yinzheng"
        assert run([sys.executable, "-m", "qa", *arguments], LANGUAGES[name], folder) == output


@pytest.mark.parametrize("name", READMES)
def test_the_python_prints_what_it_says(name: str, folder: Path) -> None:
    code, output = blocks(name, "python"), blocks(name, "text")
    assert len(code) == len(output) == 1
    assert run([sys.executable, "-c", code[0]], LANGUAGES[name], folder) == output[0]


@pytest.mark.parametrize("name", READMES)
def test_links_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("http")]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
