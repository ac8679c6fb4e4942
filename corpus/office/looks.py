"""How characters of a Word document look, as far as it hides them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.office.elements import Element, attribute, children, is_on, local, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How characters look; None where nothing is said."""

    vanish: bool | None = None
    white: bool | None = None
    tiny: bool | None = None
    shaded: bool = False

    @property
    def is_hidden(self) -> bool:
        """Say whether a reader does not see such characters."""
        return bool(self.vanish or self.tiny or (self.white and not self.shaded))

    def over(self, other: Look) -> Look:
        """Return how characters look for which this is said, on top of the other."""
        return Look(
            vanish=other.vanish if self.vanish is None else self.vanish,
            white=other.white if self.white is None else self.white,
            tiny=other.tiny if self.tiny is None else self.tiny,
            shaded=self.shaded or other.shaded,
        )


NO_LOOK = Look()


def look_of(properties: Element | None, *, shaded: bool = False) -> Look:
    """Return how the properties of characters say that they look, on a coloured ground if that is known already."""
    said = {local(item): item for item in children(properties)}  # one pass: there is one of these for each run
    color, size = attribute(said.get("color"), "w:val"), attribute(said.get("sz"), "w:val")
    lit = attribute(said.get("highlight"), "w:val") not in (None, "none", "white")
    return Look(
        vanish=is_on(said.get("vanish")),
        white=is_white(color) if color else None,
        tiny=number(size, 21) <= 2 if size else None,  # half points
        shaded=shaded or lit or is_shaded(said.get("shd")),
    )


def is_white(color: str) -> bool:
    """Say whether a colour, six digits of which two are for red, two for green and two for blue, looks white."""
    return re.fullmatch("(?:[fF][a-fA-F]){3}", color) is not None


def is_shaded(shading: Element | None) -> bool:
    """Say whether a ground has a colour on which white characters are seen."""
    if shading is None:
        return False
    fill, pattern = attribute(shading, "w:fill") or "auto", attribute(shading, "w:val")
    return pattern not in (None, "nil", "clear") or (fill != "auto" and not is_white(fill))
