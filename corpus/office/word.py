"""Read a Word document (.docx): its text in order, as a reader of the document sees it."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.extracted import Extracted
from corpus.office.blocks import Blocks
from corpus.office.elements import Element, attribute, by_id, children, find, local, named, number, value
from corpus.office.lists import Lists
from corpus.office.looks import is_white
from corpus.office.package import OfficeKind, Package
from corpus.office.properties import confirmed_property
from corpus.office.styles import Styles
from corpus.office.text import has_words, with_pages, without_pages
from corpus.outcome import Removal

_WORD = OfficeKind(program="Word", suffix=".docx", main="word/document.xml")


def read_word(data: bytes, *, source: str) -> Extracted:
    """Read a Word document; ``source`` names it in messages.

    Pages are as Word last laid them out. A document that Word has not laid out has the breaks that it sets itself,
    unless it has more pages than those make.

    Raises:
        CorpusError: The file is no Word document, is damaged or protected, or is larger than a document may be.
    """
    package = Package(data, source=source, kind=_WORD)
    reader = _Reader(package)
    text = with_pages(reader.text(), _pages(package))
    return Extracted(
        text=text,
        title=reader.blocks.title or confirmed_property(package, "dc:title", text),
        author=confirmed_property(package, "dc:creator", text),
        removed=(*reader.blocks.removed, *reader.around()),
    )


class _Reader:
    """Reads the parts of one document."""

    def __init__(self, package: Package) -> None:
        self._package = package
        main = package.main()
        self._related = package.related(main)
        self._document = package.xml(main)
        styles = Styles(next(iter(self._roots("styles")), None))
        lists = Lists(next(iter(self._roots("numbering")), None), styles)
        self.blocks = Blocks(styles, lists, _new_pages(self._document))

    def _roots(self, kind: str) -> list[Element]:
        return self._package.roots(self._related, kind)

    def text(self) -> str:
        """Return the text of the document and of its notes."""
        color = attribute(find(self._document, "w:background"), "w:color")
        shaded = bool(color and not is_white(color))
        blocks = self.blocks.read(find(self._document, "w:body"), shaded=shaded)
        lines = [line for block in blocks for line in block.lines()]
        if notes := self._notes():
            lines += ["注释", *notes]
        return "\n".join(lines)

    def _notes(self) -> list[str]:
        found: dict[tuple[str, str], Element] = {}
        for kind in ("footnote", "endnote"):
            for root in self._roots(f"{kind}s"):
                found |= {(kind, key): note for key, note in by_id(root, f"w:{kind}", "w:id").items()}
        notes = [found[key] for key in self.blocks.notes if key in found]
        lines = [without_pages(block.cell()) for note in notes for block in self.blocks.read(note)]
        return [line for line in lines if has_words(line)]

    def around(self) -> list[Removal]:
        """Return what stands around the text: headers, footers and comments."""
        found = []
        for kind in ("header", "footer"):
            texts = dict.fromkeys(map(self._joined, self._roots(kind)))
            found += [Removal(text=text, rule=kind) for text in texts if has_words(text)]
        for root in self._roots("comments"):
            found += [Removal(text=text, rule="comment") for text in map(self._joined, root) if text]
        return found

    def _joined(self, container: Element) -> str:
        return " ".join(block.cell() for block in self.blocks.read(container))


def _pages(package: Package) -> int:
    root = package.xml("docProps/app.xml")
    return number(next((item.text for item in children(root) if local(item) == "Pages"), None), 0)


def _new_pages(document: Element | None) -> Iterator[bool]:
    """Yield for each section but the first whether it begins on a new page."""
    kinds = [value(section, "w:type") for section in named(document, "sectPr")]
    return (kind not in ("continuous", "nextColumn") for kind in kinds[1:])
