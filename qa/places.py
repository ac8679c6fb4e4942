"""The provinces and cities of China: how the names of schools begin."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

# A line for each province, with its cities after it
_PLACES = Path(__file__).parent / "places.txt"


@lru_cache(maxsize=1)
def provinces() -> dict[str, str]:
    """Return the province of each place; a province is its own."""
    lines = [line.split() for line in _PLACES.read_text(encoding="utf-8").splitlines()]
    return {place: line[0] for line in lines for place in line}


@lru_cache(maxsize=1)
def place_pattern() -> str:
    """Return the pattern of any place."""
    return "|".join(sorted(provinces(), key=len, reverse=True))


def place_of(name: str) -> str:
    """Return the place that a school's name begins with, or nothing.

    Example: ``place_of("浙江工商职业技术学院")`` -> ``"浙江"``
    """
    found = re.match(place_pattern(), name)
    return found[0] if found else ""


def is_covered(place: str, names: Iterable[str]) -> bool:
    """Tell whether schools of a place are among some: by their names, or by the province of their cities."""
    known = provinces()
    return any(place in name or known.get(place_of(name)) == place for name in names)
