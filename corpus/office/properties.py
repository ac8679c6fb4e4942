"""The properties of an Office document that can be believed."""

from __future__ import annotations

import re

from corpus.office.elements import find
from corpus.office.package import Package

_STOCK_NAMES = re.compile(
    "administrators?|admin|users?|microsoft|windows|office|lenovo|dell|acer|asus|thinkpad|hp|pc|python-docx|"
    "(?:微软|windows)?用户|微软中国|(?:系统)?管理员|作者|未知|雨林木风|深度技术|番茄花园|(?:powerpoint)?演示文稿[0-9]*|"
    "(?:microsoftword-)?文档[0-9]*|幻灯片[0-9]*|无标题|标题",
    re.IGNORECASE,
)


def confirmed_property(package: Package, name: str, text: str) -> str | None:
    """Return a property of the file (``dc:title``) if the head of the text has it too.

    Properties stay behind from templates and from the document that a file was made of, so what the text does not
    confirm is not believed.
    """
    found = find(package.xml("docProps/core.xml"), name)
    said = " ".join((found.text or "").split()) if found is not None else ""
    squeezed = "".join(said.split())
    if len(squeezed) < 2 or _STOCK_NAMES.fullmatch(squeezed):
        return None
    return said if squeezed in "".join(text[:1000].split()) else None
