"""Older formats of documents, turned into those that are read by LibreOffice where that is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from corpus.errors import CorpusError

# LibreOffice and WPS read each, and save it as the other
CONVERTED = {
    **dict.fromkeys((".doc", ".wps", ".rtf", ".odt"), ".docx"),
    **dict.fromkeys((".ppt", ".dps", ".odp"), ".pptx"),
    **dict.fromkeys((".xls", ".et", ".ods"), ".xlsx"),
}
_SECONDS = 120  # for one document; the first one of a run takes some five more


def find_converter() -> str | None:
    """Return the path of LibreOffice, or None if it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(data: bytes, *, suffix: str, source: str) -> bytes:
    """Return a document of an older format in the one that is read instead (see `CONVERTED`).

    Macros are not run, and nothing of the user's own LibreOffice profile is read or changed.

    Raises:
        CorpusError: If LibreOffice is not there, or cannot read the document in two minutes.
    """
    program = find_converter()
    target = CONVERTED[suffix].removeprefix(".")
    if program is None:
        raise _unconverted(source, target, "LibreOffice is not installed", "未安装 LibreOffice")
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder, f"document{suffix}")
        original.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [
            program,
            profile,
            "--headless",
            "--norestore",
            "--convert-to",
            target,
            "--outdir",
            folder,
            str(original),
        ]
        try:
            # no shell, and no word of the command comes from the document
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603
            return original.with_suffix(f".{target}").read_bytes()
        except subprocess.TimeoutExpired as error:
            raise _unconverted(source, target, "LibreOffice took too long", "LibreOffice 转换超时") from error
        except (OSError, subprocess.CalledProcessError) as error:
            raise _unconverted(source, target, "LibreOffice cannot read it", "LibreOffice 无法读取") from error


def _unconverted(source: str, target: str, en: str, zh: str) -> CorpusError:
    return CorpusError(
        en=f"{source!r} is of an older format, and {en}; open it in Word, WPS or LibreOffice and save it as .{target}.",
        zh=f"{source!r} 是旧格式，{zh}；请用 Word、WPS 或 LibreOffice 打开并另存为 .{target}。",
    )
