"""Comparisons written to files, each in the form that its suffix names."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from qa.comparison import Comparison
from qa.errors import QuestionError


def check_outputs(paths: Sequence[Path]) -> None:
    """Refuse what cannot be written, before any work is done.

    Raises:
        QuestionError: If a suffix is unknown, or a path cannot be written.
    """
    for path in paths:
        if path.suffix.lower() not in SUFFIXES:
            raise QuestionError(
                en=f"cannot write a comparison to {str(path)!r}: expected a name that ends in {', '.join(SUFFIXES)}.",
                zh=f"无法把对比写入 {str(path)!r}：文件名应以 {'、'.join(SUFFIXES)} 结尾。",
            )
        try:
            _check_target(path)
        except OSError as error:  # the name is too long, or links lead in a circle
            raise _unwritable(path, error.strerror or str(error), error.strerror or str(error)) from error


def write_comparison(comparison: Comparison, path: Path) -> None:
    """Write a comparison to a file in the form of its suffix; what stood there stays until all is written.

    Raises:
        QuestionError: If the suffix is unknown, or the path cannot be written.
    """
    check_outputs([path])
    target = _target(path)
    part = target.with_name(f".yinzheng-{os.getpid()}.part")
    try:
        part.write_bytes(_FORMATS[path.suffix.lower()](comparison))
        part.replace(target)
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error), error.strerror or str(error)) from error
    finally:
        part.unlink(missing_ok=True)


def _check_target(path: Path) -> None:
    target = _target(path)
    if target.is_dir():
        raise _unwritable(path, "it is a folder", "它是一个文件夹")
    if not target.parent.is_dir():
        raise _unwritable(path, "its folder does not exist", "所在文件夹不存在")
    if not os.access(target.parent, os.W_OK) or (target.exists() and not os.access(target, os.W_OK)):
        raise _unwritable(path, "permission denied", "没有写入权限")


def _target(path: Path) -> Path:
    """Return the file that is meant: where the path is a link, the file that it leads to."""
    return path.resolve()


def _unwritable(path: Path, en: str, zh: str) -> QuestionError:
    return QuestionError(
        en=f"cannot write {str(path)!r}: {en}. Choose another -o.",
        zh=f"无法写入 {str(path)!r}：{zh}。请用 -o 另选文件。",
    )


def _markdown(comparison: Comparison) -> bytes:
    from qa.comparison_markdown import markdown

    return markdown(comparison).encode()


def _csv(comparison: Comparison) -> bytes:
    from qa.comparison_csv import csv_text

    return csv_text(comparison).encode("utf-8-sig")  # without the mark, Excel reads Chinese as GBK


def _xlsx(comparison: Comparison) -> bytes:
    from qa.comparison_xlsx import workbook

    return workbook(comparison)


def _html(comparison: Comparison) -> bytes:
    from qa.comparison_html import page

    return page(comparison).encode()


_FORMATS: Mapping[str, Callable[[Comparison], bytes]] = {
    ".md": _markdown,
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".html": _html,
}
SUFFIXES = tuple(_FORMATS)
