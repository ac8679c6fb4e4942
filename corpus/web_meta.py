"""What a web page says about its article: in meta tags, in scripts, and in the lines around the title."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta

from corpus import rules
from corpus.clean import Byline
from corpus.web_lines import PIECE
from corpus.web_tree import Element, Tree, walk

# Names of meta tags, the most telling first
_META = {
    "title": ("articletitle", "pagetitle", "og:title", "twitter:title"),
    "publisher": ("contentsource", "source", "mediaid", "og:article:source", "dc.publisher"),
    "author": ("author", "article:author", "og:article:author", "byl"),
    "date": (
        "pubdate",
        "publishdate",
        "article:published_time",
        "og:release_date",
        "og:article:published_time",
        "datepublished",
        "publish_time",
        "dc.date",
        "createdate",
    ),
}
_IDS = {"activity-name": "title", "js_name": "publisher", "publish_time": "date"}  # of WeChat
_VARIABLES = {
    "title": re.compile(r"""\bmsg_title\s*=\s*(['"])(?P<value>[^'"\n]{2,200})\1"""),
    "publisher": re.compile(r"""\bnickname\s*=\s*(?:htmlDecode\()?(['"])(?P<value>[^'"\n]{2,60})\1"""),
    "author": re.compile(r"""\bvar author\s*=\s*(['"])(?P<value>[^'"\n]{2,30})\1"""),
    "date": re.compile(r"""\b(?:ct|create_time|createTime|publish_time)\s*=\s*(['"])(?P<value>[\d: -]{10,20})\1"""),
}
_WECHAT = re.compile(r"\bmsg_title\b|\bappmsg")
_LONGEST_SCRIPT = 400_000

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NO_AUTHOR = re.compile(
    r"[A-Za-z0-9_.@-]*|.*(?:admin|管理员|编辑部?|佚名|未知|本站|本网|网站|网络|系统|记者站|F_\d|微信公众).*",
    re.IGNORECASE,
)
_SOURCE_LABEL = re.compile(r"^(?:信息|文章|稿件)?(?:来源|出处|作者|发布时间|时间|日期)\s*[:：]\s*")
_CHINA = timedelta(hours=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about an article; what is not there is None."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    date: str | None = None  # YYYY-MM-DD
    site: str | None = None  # the name of the site, from og:site_name
    page_title: str = field(default="")  # of the <title> element

    def or_else(self, other: Facts) -> Facts:
        """Return these facts with what they lack taken from others."""
        return replace(self, **{f.name: getattr(other, f.name) for f in fields(self) if not getattr(self, f.name)})


def read_facts(tree: Tree) -> Facts:
    """Read the meta tags, the structured data and the scripts of a page."""
    elements = list(walk(tree.root))
    metas = _read_metas(elements)
    declared = {kind: next((metas[name] for name in names if metas.get(name)), "") for kind, names in _META.items()}
    scripts = [_text(element)[:_LONGEST_SCRIPT] for element in elements if element.tag == "script"]
    structured = [_text(element) for element in elements if element.get("type") == "application/ld+json"]
    times = [element.get("datetime") for element in elements if element.tag == "time" and element.get("datetime")]
    titles = [_one_line(_text(element)) for element in elements if element.tag == "title"]
    # what is found first goes before what is found later
    found = [_believable(declared), _believable(_read_ids(elements)), _believable({"date": (times or [""])[0]})]
    found[1:1] = [_believable(dict(_read_json(script))) for script in structured]
    if any(_WECHAT.search(script) for script in scripts):
        found.insert(0, _believable(_read_variables(scripts)))
    facts = Facts(site=metas.get("og:site_name") or None, page_title=next((title for title in titles if title), ""))
    for more in found:
        facts = facts.or_else(more)
    return facts


def _read_metas(elements: list[Element]) -> dict[str, str]:
    metas: dict[str, str] = {}
    for element in elements:
        if element.tag == "meta":
            name = element.get("name") or element.get("property") or element.get("itemprop")
            metas.setdefault(name.strip().lower(), _one_line(element.get("content")))
    return metas


def _read_ids(elements: list[Element]) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in elements:
        if kind := _IDS.get(element.get("id")):
            found.setdefault(kind, _one_line("".join(_text(inner) for inner in walk(element))))
    return found


def _text(element: Element) -> str:
    return "".join(child for child in element.children if isinstance(child, str))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _believable(found: Mapping[str, str]) -> Facts:
    """Return what can be true: an author is no account, a date is a day of the calendar."""
    author = _SOURCE_LABEL.sub("", found.get("author", ""))
    publisher = _SOURCE_LABEL.sub("", found.get("publisher", ""))
    return Facts(
        title=found.get("title") or None,
        publisher=publisher if _CHINESE.search(publisher) and len(publisher) <= 40 else None,
        author=author if _CHINESE.search(author) and len(author) <= 30 and not _NO_AUTHOR.fullmatch(author) else None,
        date=read_date(found.get("date", "")),
    )


def read_date(words: str) -> str | None:
    """Return the day of a date as YYYY-MM-DD; a time stamp in seconds is of China's time."""
    if re.fullmatch(r"\d{10}", words):
        return (datetime.fromtimestamp(int(words), UTC) + _CHINA).date().isoformat()
    if zulu := re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:?00)", words):
        try:
            return (datetime.fromisoformat(zulu[1]) + _CHINA).date().isoformat()
        except ValueError:
            return None
    match = rules.DATE.search(words) or re.search(r"(?P<y>20\d\d|19\d\d)\s+(?P<m>\d{1,2})\s*/\s*(?P<d>\d{1,2})", words)
    if not match:
        return None
    try:
        return datetime(int(match["y"]), int(match["m"]), int(match["d"]), tzinfo=UTC).date().isoformat()
    except ValueError:
        return None


def _read_variables(scripts: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for script in scripts:
        for kind, pattern in _VARIABLES.items():
            if kind not in found and (match := pattern.search(script)):
                found[kind] = match["value"].strip()
    return found


def _read_json(script: str) -> Iterator[tuple[str, str]]:
    """Yield the facts of an article that structured data (JSON-LD) gives."""
    try:
        data = json.loads(script)
    except (ValueError, RecursionError):
        return
    nodes = data.get("@graph", [data]) if isinstance(data, dict) else data
    for node in nodes if isinstance(nodes, list) else []:
        if not isinstance(node, dict) or not str(node.get("@type", "")).endswith(("Article", "Posting")):
            continue
        for key, kind in (("headline", "title"), ("datePublished", "date")):
            if isinstance(value := node.get(key), str):
                yield kind, value
        for key in ("author", "publisher"):
            value = node.get(key)
            value = value[0] if isinstance(value, list) and value else value
            if isinstance(value, dict) and isinstance(value.get("name"), str):
                yield key, value["name"]


_FIELD_END = re.compile(rf"{PIECE}|\s{{2,}}|[|｜　】\]]|\s(?=\S{{2,6}}[:：])")


def read_byline(line: str) -> Byline:
    """Read the labelled fields and the date of a line in which `PIECE` stands between elements.

    Unlike `corpus.clean.parse_byline` this reads a line with other things in it: 2024-03-22 来源：某部 朗读.
    """
    date = read_date(line.replace(PIECE, " "))
    publisher = author = None
    joined = re.sub(rf"([:：])(?:\s|{PIECE})+", r"\1", line)
    for label in rules.LABEL.finditer(joined):
        name = label[0].rstrip(f" \t　{rules.SEPARATORS}{PIECE}")
        kind = rules.LABEL_KINDS[name]
        after = rules.LABEL.search(joined, label.end())
        value = joined[label.end() : after.start() if after else len(joined)]
        value = _FIELD_END.split(rules.DATE.split(value)[0].lstrip(), maxsplit=1)[0].strip(" |｜/（）()[]【】")
        if not value or not _CHINESE.search(value) or not rules.VALUES[kind].fullmatch(value):
            continue
        if kind == "publisher":
            publisher = publisher or value
        elif kind in ("author", "reporter") and not _NO_AUTHOR.fullmatch(value):
            author = author or value
    return Byline(publisher=publisher, author=author, date=date)
