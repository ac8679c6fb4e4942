"""The school whose site a page is from: what its header, its title and its footer agree on."""

from __future__ import annotations

import re

from corpus.clean import Byline
from corpus.metadata import find_institution
from corpus.web_lines import Line
from corpus.web_meta import Facts

# What says whose site it is. Names of other schools stand in lists of links.
_OWNER = re.compile(r"版权所有|Copyright|©|主办(?:单位)?\s*[:：]|主办$|欢迎(?:访问|光临)", re.IGNORECASE)
_BEFORE = re.compile(r"[^\u4e00-\u9fff]+|中共|中国共产党|版权所有|主办单位?|欢迎(?:访问|光临)|地址.*|[\d\s\u2063]+")
_ENOUGH = 20_000  # characters of the article


def find_school(page: list[Line], facts: Facts, text: str) -> str | None:
    """Return the school that owns the site of a page; None if it is not a school's, or the article is about another."""
    claims = [line.plain() for line in page if _OWNER.search(line.text) and not line.is_linked() and line.size() < 200]
    owners = [name for claim in claims if (name := _school_in(claim))]
    if not owners:
        return None
    owner = max(owners, key=owners.count)
    about = find_institution(text[:_ENOUGH] * 3, Byline())  # which asks for a name to be said three times
    return owner if about is None or about == owner or owner in text else None


def _school_in(claim: str) -> str | None:
    for part in _BEFORE.split(claim):
        if part and (name := find_institution(part, Byline())):
            return name
    return None
