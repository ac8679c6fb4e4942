"""What stands around the article of a web page, told by its tags, by the names of its elements, and by its headings."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus import rules
from corpus.web_lines import Line
from corpus.web_names import FURNITURE
from corpus.web_tree import Element, walk

Weights = dict[Element, float]

_TAGS = frozenset(("nav", "footer", "aside"))
_ROLES = frozenset(("navigation", "complementary", "contentinfo", "banner", "search", "dialog", "menu", "tooltip"))
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MOST = 0.5  # of the page's prose: what holds more is no furniture, whatever its name

# Headings of parts that are no article: rules.TAIL_MARKERS, and those that only pages have.
_HEADINGS = re.compile(
    r"(?:网友|用户|读者|全部|最新|精彩|热门)?(?:评论|留言|跟帖|回复)(?:列表|区)?\s*[:：]?\s*(?:[（(].{0,60}[）)])?"
    r"|(?:共|已有)?\s*\d+\s*条?(?:评论|留言|跟帖|回复)|.{0,60}有\s*\d+\s*[个条]评论|我要(?:留言|评论)|说点什么.{0,10}"
    r"|(?:猜你|大家|你可能|您可能|为你|为您).{0,4}(?:喜欢|想看|感兴趣|在看|都在看|推荐).{0,6}"
    r"|(?:近期|最近|最新|热门|推荐|相关|随机)(?:文章|评论|新闻|动态|资讯|专题|视频|图片)\s*[:：]?"
    r"|(?:热点|热门|点击|阅读|新闻|文章|本周|本月|今日|周|月)(?:排行榜?|热榜|榜|TOP\d*)|热榜|排行榜"
    r"|通知公告|公告栏?|信息公告|公示公告|文章归档|标签云|友情链接|投稿(?:启事|须知|邮箱)|作者简介|关于(?:作者|我们|本站)"
    r"|原标题[:：].*|.{0,8}客户端下载|扫码?(?:关注|下载).{0,12}|(?:独家|专题)策划|专题推荐|视频推荐|图片新闻|新闻专题",
    re.IGNORECASE,
)
_LONGEST_HEADING = 80


def is_heading_of_furniture(text: str) -> bool:
    """Tell whether a line begins a part of a page that is no article: related news, comments, rankings."""
    if len(text) > _LONGEST_HEADING:
        return False
    bare = text.strip(" 【】[]■●▶|·>》»-—")
    return bool(_HEADINGS.fullmatch(bare) or rules.TAIL_MARKERS.fullmatch(text))


def weigh(root: Element, lines: list[Line]) -> Weights:
    """Return how much prose stands in every element; long paragraphs count more, links nothing."""
    return _sum_up(root, ((line, prose(line)) for line in lines))


def measure(root: Element, lines: list[Line]) -> Weights:
    """Return how many characters stand in every element."""
    return _sum_up(root, ((line, float(line.size())) for line in lines))


def _sum_up(root: Element, values: Iterable[tuple[Line, float]]) -> Weights:
    sums: Weights = {}
    for line, value in values:
        sums[line.element] = sums.get(line.element, 0.0) + value
    for element in reversed(list(walk(root))):
        if element.parent is not None and (value := sums.get(element, 0.0)):
            sums[element.parent] = sums.get(element.parent, 0.0) + value
    return sums


def prose(line: Line) -> float:
    """Return how much prose a line is: its characters, fewer if it is short."""
    size = line.size()
    if line.is_linked() or size < 12 or not (line.cells or re.search(r"[，。；！？,;]", line.text)):
        return 0.0
    return size * min(1.0, size / 80)


def drop_furniture(root: Element, core: set[Element], weights: Weights) -> None:
    """Drop elements that are furniture by tag, role or name, but not what holds the core or most of the prose."""
    limit = _MOST * weights.get(root, 0.0)
    for element in walk(root):
        if element not in core and _is_named_furniture(element) and weights.get(element, 0.0) <= limit:
            element.dropped = True


def _is_named_furniture(element: Element) -> bool:
    if element.tag in _TAGS or element.get("role") in _ROLES:
        return True
    return any(word.lower() in FURNITURE for name in element.names() if len(name) < 60 for word in _WORD.findall(name))


def drop_sections(root: Element, core: set[Element], lines: list[Line], weights: Weights) -> None:
    """Drop the parts of a page that begin with a heading of furniture, and what follows such a heading."""
    limit = _MOST * weights.get(root, 0.0)
    first = _first_lines(lines)
    for line in lines:
        section = line.element
        if section.dropped or section in core or not is_heading_of_furniture(line.text):
            continue
        while (parent := section.parent) and parent not in core and first[parent] is line:
            if weights.get(parent, 0.0) > limit:
                break
            section = parent
        if not section.dropped:
            _drop_with_following(section, core, weights, limit)


def _first_lines(lines: list[Line]) -> dict[Element, Line]:
    """Return the line with which every element begins."""
    first: dict[Element, Line] = {}
    for line in lines:
        element: Element | None = line.element
        while element is not None and element not in first:
            first[element] = line
            element = element.parent
    return first


def _drop_with_following(section: Element, core: set[Element], weights: Weights, limit: float) -> None:
    section.dropped = True
    if section.parent is None:
        return
    siblings = section.parent.children
    following = [child for child in siblings[siblings.index(section) + 1 :] if isinstance(child, Element)]
    if core.isdisjoint(following) and sum(weights.get(child, 0.0) for child in following) <= limit:
        for child in following:
            child.dropped = True
