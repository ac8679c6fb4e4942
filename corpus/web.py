"""Read a saved web page: the article as lines, and what the page says about it.

The way of a page: its encoding (web_encoding), its tree (web_tree), what a reader does not see of it (web_hidden, by
the page's own style sheets, web_style), what it says of itself (web_meta, web_site), its lines (web_lines), where the
article is among them (web_content, with what sites put around one, web_furniture and web_names), and its headline and
byline (web_head). `benchmarks/pages.py` measures it beside trafilatura, which it does not use: of what that takes from
the 18 pages of the tests, 16 characters in a hundred are not the article's.
"""

from __future__ import annotations

import email
import email.policy
import re

from corpus.errors import CorpusError
from corpus.extracted import Extracted
from corpus.outcome import Removal
from corpus.web_content import find_article
from corpus.web_encoding import decode_page
from corpus.web_furniture import prose
from corpus.web_head import find_reporters, names_of, read_head
from corpus.web_hidden import drop_hidden
from corpus.web_lines import Line, read_lines
from corpus.web_meta import Facts, read_facts
from corpus.web_site import find_school
from corpus.web_tree import Tree, parse, walk

_MOST_PARTS = 5_000  # of a saved page: itself and its pictures; each takes 0.4 ms
_REACH = 15  # lines of the article among which its title may stand once more
_SENTENCE = re.compile(r"[。！？；]")
_ADVERTISEMENT = re.compile(r"广告|推广|赞助|\[?AD\]?", re.IGNORECASE)


def read_page(data: bytes, *, source: str) -> Extracted:
    """Read a page that a browser saved as HTML.

    Raises:
        CorpusError: The bytes are no text, or no page can be made of them.
    """
    decoded = decode_page(data, source=source)
    try:
        tree = parse(decoded.text)
    except Exception as error:  # libxml2 says in many ways that it is at its end
        raise CorpusError(
            en=f"{source!r} cannot be read as a web page ({type(error).__name__}); open it in a browser, save it again "
            "and add that file.",
            zh=f"{source!r} 无法作为网页读取（{type(error).__name__}）；请用浏览器打开并重新保存后再加入。",
        ) from error
    found = _read(tree)
    notices = (decoded.notice,) if decoded.notice else ()
    return Extracted(
        text=found.text,
        title=found.title,
        institution=found.institution,
        publisher=found.publisher,
        author=found.author,
        date=found.date,
        removed=found.removed,
        notices=notices,
    )


def read_mhtml(data: bytes, *, source: str) -> Extracted:
    """Read a page that a browser saved as one file with its pictures (MHTML).

    Raises:
        CorpusError: The file has no page in it, or the page cannot be read.
    """
    if data.lower().count(b"content-type:") > _MOST_PARTS:
        raise _no_page(source)
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        pages = (part for part in message.walk() if part.get_content_type() == "text/html")
        page = next(pages, None)
        body = page.get_payload(decode=True) if page else None
    except Exception as error:  # the package fails in many ways on headers that break its rules
        raise _no_page(source) from error
    if not isinstance(body, bytes) or not body.strip():
        raise _no_page(source)
    return read_page(body, source=source)


def _no_page(source: str) -> CorpusError:
    return CorpusError(
        en=f"{source!r} holds no web page; expected one that a browser saved as MHTML (.mhtml). Save the page again, "
        "as HTML if need be.",
        zh=f"{source!r} 中没有网页；应为浏览器另存的单个网页文件（.mhtml）。请重新保存，必要时存为 HTML。",
    )


def _read(tree: Tree) -> Extracted:
    facts = read_facts(tree)
    controls = _controls(tree)
    removed = drop_hidden(tree)
    page = read_lines(tree.root, pieces=True)
    article = find_article(tree.root, names_of(facts))
    found = read_lines(article)
    if not any(prose(line) for line in found):
        return _without_article(facts, page, controls, removed)
    head = read_head(page, set(walk(article)), facts)
    lines = [line.marked() for line in _below_title(found, head.title) if not _is_no_text(line)]
    text = "\n".join([f"# {head.title}", *lines] if head.title else lines)
    return Extracted(
        text=text,
        title=head.title,
        institution=find_school(page, facts, text),
        publisher=head.byline.publisher or facts.publisher or _site_of_articles(facts.site),
        author=head.byline.author or find_reporters(lines) or facts.author,
        date=head.byline.date or facts.date,
        removed=tuple(removed),
    )


def _without_article(facts: Facts, page: list[Line], controls: list[str], removed: list[Removal]) -> Extracted:
    """Return all that a page without paragraphs has, so that it can be told what it is: an index, a page to log in."""
    lines = [line.plain() for line in page] or [facts.page_title]
    return Extracted(
        text="\n".join((*lines, *controls)), title=facts.title or facts.page_title or None, removed=tuple(removed)
    )


def _controls(tree: Tree) -> list[str]:
    """Return the words on the controls of a page, and what it says where scripts do not run."""
    found = []
    for element in walk(tree.root):
        if element.tag in ("button", "noscript"):
            found.append(" ".join("".join(c for e in walk(element) for c in e.children if isinstance(c, str)).split()))
        elif element.tag == "input":
            found.append(
                element.get("placeholder") or (element.get("value") if element.get("type") == "submit" else "")
            )
    return [words for words in found if words]


def _site_of_articles(site: str | None) -> str | None:
    return None if site in (None, "微信公众平台") else site


def _below_title(lines: list[Line], title: str | None) -> list[Line]:
    """Return the lines below the title, where it stands among them: above it is the way that led to the page."""
    wanted = "".join((title or "").split())
    for i, line in enumerate(lines[:_REACH]):
        if wanted and "".join(line.text.split()) == wanted:
            return lines[i + 1 :]
    return lines


def _is_no_text(line: Line) -> bool:
    """Tell links that lead away, and the label of an advertisement, from sentences and headings with links in them."""
    return (line.is_linked() and not _SENTENCE.search(line.text)) or bool(_ADVERTISEMENT.fullmatch(line.text))
