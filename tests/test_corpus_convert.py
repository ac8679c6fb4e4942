"""Older formats are converted where LibreOffice is there; a stand-in for it shows what is asked of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import docx
import pytest

import corpus.convert
from corpus import CorpusError, find_files, read_file
from corpus.convert import convert

TEXT = "青山职业技术学院2021年引进人才130名，建成五个名师工作室。"
# Does what `soffice --convert-to docx --outdir FOLDER FILE` does, with a document that is made beforehand
STAND_IN = """#!/bin/sh
case "$1" in -env:UserInstallation=file:///*) ;; *) exit 9 ;; esac
while [ $# -gt 1 ]; do
    case "$1" in --outdir) out=$2 ;; --convert-to) target=$2 ;; esac
    shift
done
{action}
"""


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, action: str) -> None:
    program = folder / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(STAND_IN.format(action=action), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")


def test_an_old_document_is_read_where_a_converter_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = docx.Document()
    document.add_paragraph(TEXT)
    document.save(str(tmp_path / "made.docx"))
    name = 'basename "$1" .doc'
    stand_in(tmp_path, monkeypatch, f'cp "{tmp_path}/made.docx" "$out/$({name}).$target"')
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "旧 案例.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old")
    listing = find_files([tmp_path / "corpus"])
    assert [file.source for file in listing.files] == ["旧 案例.doc"]
    outcome = read_file(listing.files[0])
    assert outcome.document is not None
    assert outcome.document.text == TEXT


@pytest.mark.parametrize(("action", "why"), [("exit 3", "cannot read it"), ("exit 0", "cannot read it")])
def test_a_document_that_cannot_be_converted_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: str, why: str
) -> None:
    stand_in(tmp_path, monkeypatch, action)
    with pytest.raises(CorpusError, match=rf"'旧.ppt' is of an older format.*{why}.*\.pptx"):
        convert(b"old", suffix=".ppt", source="旧.ppt")


def test_a_converter_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(tmp_path, monkeypatch, "exec sleep 60")
    monkeypatch.setattr(corpus.convert, "_SECONDS", 0.2)
    with pytest.raises(CorpusError, match="took too long") as raised:
        convert(b"old", suffix=".xls", source="旧.xls")
    assert isinstance(raised.value.__cause__, subprocess.TimeoutExpired)


def test_without_a_converter_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CorpusError, match=r"LibreOffice is not installed.*save it as \.docx"):
        convert(b"old", suffix=".doc", source="旧.doc")
