"""Read a presentation (.pptx): slide by slide, what is on the slide and then its notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from corpus.extracted import PAGE_BREAK, Extracted
from corpus.office.elements import Element, attribute, children, find, local, named, number
from corpus.office.package import OfficeKind, Package
from corpus.office.places import Box, Scale, box_around, box_of, placeholder, placeholder_boxes, placeholder_keys
from corpus.office.properties import confirmed_property
from corpus.office.shapes import Shape, in_reading_order
from corpus.office.slide_text import chart_title, comments_in, lines_of, rows_of, tiny_text
from corpus.office.text import has_words
from corpus.outcome import Removal

_SLIDES = OfficeKind(program="PowerPoint", suffix=".pptx", main="ppt/presentation.xml")
_TITLES = frozenset(("title", "ctrTitle"))
_FURNITURE = frozenset(("dt", "ftr", "sldNum", "hdr"))
_SIZE = (12_192_000, 6_858_000)  # of a slide where the file does not say


def read_slides(data: bytes, *, source: str) -> Extracted:
    """Read a presentation; ``source`` names it in messages. The pages are the slides, hidden ones counted too.

    Raises:
        CorpusError: The file is no presentation, is damaged or protected, or is larger than a document may be.
    """
    package = Package(data, source=source, kind=_SLIDES)
    main = package.main()
    root = package.xml(main)
    size = find(root, "p:sldSz")
    extent = number(attribute(size, "cx"), _SIZE[0]), number(attribute(size, "cy"), _SIZE[1])
    related = package.related(main)
    ids = (attribute(item, "r:id") or "" for item in children(root, "p:sldIdLst/*"))
    names = dict.fromkeys(related[key].part for key in ids if key in related)
    slides = [_Slide(package, name, extent) for name in names if package.has(name)]
    text = f"\n{PAGE_BREAK}\n".join("\n".join(slide.lines) for slide in slides)
    return Extracted(
        text=text,
        title=slides[0].title if slides and slides[0].title else confirmed_property(package, "dc:title", text),
        author=confirmed_property(package, "dc:creator", text),
        removed=tuple(removal for slide in slides for removal in slide.removed),
    )


class _Slide:
    """One slide: its lines, its title and what a viewer does not see of it."""

    def __init__(self, package: Package, name: str, extent: tuple[int, int]) -> None:
        self._package = package
        self._related = package.related(name)
        self._extent = extent
        self._inherited = self._placeholder_boxes()
        self.title: str | None = None
        self.lines: list[str] = []
        self.removed: list[Removal] = []
        root = package.xml(name)
        self._read(root)
        for comments in package.roots(self._related, "comments", "comment"):
            self.removed += [Removal(text=text, rule="comment") for text in comments_in(comments) if has_words(text)]
        if attribute(root, "show") in ("0", "false"):
            if self.lines:
                self.removed.append(Removal(text="\n".join(self.lines), rule="hidden text"))
            self.lines, self.title = [], None

    def _placeholder_boxes(self) -> dict[str, Box]:
        """Return where the layout of the slide, or else its master, puts placeholders, by their keys."""
        boxes: dict[str, Box] = {}
        for layout in (relation.part for relation in self._related.values() if relation.kind == "slideLayout"):
            for master in self._package.roots(self._package.related(layout), "slideMaster"):
                # The numbers of a master's placeholders are not those of the layouts and slides
                boxes |= {key: box for key, box in placeholder_boxes(master).items() if not key.startswith("#")}
        for root in self._package.roots(self._related, "slideLayout"):
            boxes |= placeholder_boxes(root)
        return boxes

    def _read(self, root: Element | None) -> None:
        shapes = list(self._shapes(find(root, "p:cSld/p:spTree"), Scale(), hidden=False))
        titles = [" ".join(shape.lines) for shape in shapes if shape.kind == "title"]
        self.title = titles[0] if titles else None
        self.lines = [f"## {title}" for title in titles]
        for shape in in_reading_order([shape for shape in shapes if shape.kind == "text"]):
            self.lines += shape.lines
        for shape in shapes:
            if shape.kind == "hidden text" or (shape.kind == "footer" and has_words("".join(shape.lines))):
                self.removed.append(Removal(text="\n".join(shape.lines), rule=shape.kind))
        for notes in self._package.roots(self._related, "notesSlide"):
            bodies = (shape for shape in named(notes, "sp") if placeholder(shape) == "body")
            self.lines += (line for body in bodies for line in lines_of(find(body, "p:txBody")))

    def _shapes(self, container: Element | None, scale: Scale, *, hidden: bool) -> Iterator[Shape]:
        """Yield the shapes that have words; a group is one, with its shapes in reading order."""
        for element in children(container):
            name = local(element)
            if name == "AlternateContent":
                yield from self._shapes(find(element, "mc:Choice"), scale, hidden=hidden)
            elif name == "grpSp":
                yield from self._group(element, scale, hidden=hidden or _is_hidden(element))
            elif name in ("sp", "graphicFrame") and (lines := self._words(element)):
                yield self._placed(element, lines, scale, hidden=hidden or _is_hidden(element))

    def _group(self, group: Element, scale: Scale, *, hidden: bool) -> Iterator[Shape]:
        transform = find(group, "p:grpSpPr/a:xfrm")
        shapes = list(self._shapes(group, scale if transform is None else scale.inside(transform), hidden=hidden))
        yield from (shape for shape in shapes if shape.kind != "text")
        if seen := in_reading_order([shape for shape in shapes if shape.kind == "text"]):
            lines = tuple(line for shape in seen for line in shape.lines)
            yield Shape(box=box_around([shape.box for shape in seen]), lines=lines)

    def _placed(self, element: Element, lines: tuple[str, ...], scale: Scale, *, hidden: bool) -> Shape:
        own = find(element, "p:spPr/a:xfrm" if local(element) == "sp" else "p:xfrm")
        box = scale.box(self._inherited_box(element) if own is None else box_of(own))
        return Shape(box=box, lines=lines, kind=self._kind(element, is_hidden=hidden or box.is_off(self._extent)))

    def _inherited_box(self, element: Element) -> Box:
        found = (self._inherited[key] for key in placeholder_keys(element) if key in self._inherited)
        return next(found, box_of(None))

    @staticmethod
    def _kind(element: Element, *, is_hidden: bool) -> Literal["text", "title", "footer", "hidden text"]:
        kind = placeholder(element)
        if kind in _FURNITURE:
            return "footer"
        if is_hidden:
            return "hidden text"
        return "title" if kind in _TITLES else "text"

    def _words(self, element: Element) -> tuple[str, ...]:
        if local(element) == "sp":
            if tiny := tiny_text(element):
                self.removed.append(Removal(text=tiny, rule="hidden text"))
            return tuple(lines_of(find(element, "p:txBody")))
        data = find(element, "a:graphic/a:graphicData")
        if (table := find(data, "a:tbl")) is not None:
            return tuple(rows_of(table))
        if (chart := self._part(attribute(find(data, "c:chart"), "r:id"))) is not None:
            return tuple(chart_title(chart))
        diagram = self._part(attribute(find(data, "dgm:relIds"), "r:dm"))
        return tuple(line for item in named(diagram, "t") for line in lines_of(item))

    def _part(self, key: str | None) -> Element | None:
        relation = self._related.get(key or "")
        return self._package.xml(relation.part) if relation else None


def _is_hidden(element: Element) -> bool:
    return any(attribute(found, "hidden") in ("1", "true") for found in children(element, "*/p:cNvPr"))
