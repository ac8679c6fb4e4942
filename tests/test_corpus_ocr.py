"""Scans are read by OCR where the extra is installed, and named with the remedy where it is not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

import corpus.pdf_ocr
from corpus import SourceFile, read_file
from corpus.errors import CorpusError
from corpus.pdf import read_pdf

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc")  # of the package that the browser tests need
LINES = (
    "　　2021年，学校引进人才130名，建成五个名师工作室，获评省",
    "级示范单位。教师党支部书记全部是双带头人，党员教师带头攻",
    "关二十余项。",
    "　　学校每季度听取一次支部汇报，年底开展述职评议。",
)


@pytest.fixture(scope="module")
def scan() -> bytes:
    """A page of 150 dpi that is nothing but a picture of text."""
    image = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(image)
    draw.text((280, 100), "青山职业技术学院党建总结", font=ImageFont.truetype(FONT, 52), fill="black")
    for number, line in enumerate(LINES):
        draw.text((130, 240 + 62 * number), line, font=ImageFont.truetype(FONT, 34), fill="black")
    file = io.BytesIO()
    image.save(file, "PDF", resolution=150)
    return file.getvalue()


def test_a_scan_is_read_line_by_line_and_joined_to_paragraphs(scan: bytes) -> None:
    found = read_pdf(scan, source="扫描.pdf")
    assert found.text.splitlines() == [
        "# 青山职业技术学院党建总结",
        "".join(LINES[:3]).strip("　"),
        LINES[3].strip("　"),
    ]


def test_what_was_read_by_ocr_says_so(scan: bytes, tmp_path: Path) -> None:
    (tmp_path / "扫描.pdf").write_bytes(scan)
    outcome = read_file(SourceFile(path=tmp_path / "扫描.pdf", source="扫描.pdf"))
    assert outcome.status == "warned"
    assert "OCR" in outcome.notices[0].en
    assert "'扫描.pdf'" in outcome.notices[0].zh
    assert outcome.document is not None
    assert outcome.document.institution == "青山职业技术学院"


def test_without_the_extra_a_scan_is_named_with_the_remedy(scan: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus.pdf_ocr, "can_read_scans", lambda: False)
    with pytest.raises(CorpusError, match=r"is a scan without text.*yinzheng\[ocr\]"):
        read_pdf(scan, source="扫描.pdf")
