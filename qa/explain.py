"""How an answer came about, line by line, in the language of its question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from corpus import Language
from index import Passage
from qa.comparison_words import shown
from qa.records import Answer, Considered, Trace

MAX_PASSAGES = 10  # of those that were found; a survey finds some for each institution
_EXCERPT_CHARS = 60
_INDENT = "  "

_KINDS: Mapping[str, tuple[str, str]] = {
    "fact": ("事实", "a fact"),
    "definition": ("定义", "a definition"),
    "how": ("做法", "how something is done"),
    "survey": ("各校情况", "a survey of the institutions"),
    "comparison": ("几所学校的对比", "a comparison of institutions"),
    "yes_no": ("是否", "yes or no"),
}
_TYPES: Mapping[str, tuple[str, str]] = {
    "number": ("数字", "a number"),
    "date": ("时间", "a date"),
    "person": ("人名", "a person"),
    "place": ("地点", "a place"),
    "reason": ("原因", "a reason"),
    "other": ("不限", "any"),
}


def explanation_lines(answer: Answer) -> Iterator[str]:
    """Yield how an answer came about, as plain text without control characters.

    The sections are what was understood, how probable it is that the documents hold an answer, the passages that were
    found, and the sentences of them that were considered. The lines of a section are indented below its name.
    """
    for line in _sections(answer, _Words(answer.language)):
        yield shown(line)


class _Words:
    """Says things in one language."""

    def __init__(self, language: Language) -> None:
        self._chinese = language == "zh"

    def __call__(self, zh: str, en: str) -> str:
        return zh if self._chinese else en

    def pair(self, name: str, value: str) -> str:
        return f"{_INDENT}{name}{self('：', ': ')}{value}"

    def listed(self, parts: Sequence[str]) -> str:
        return self("、", ", ").join(parts)


def _sections(answer: Answer, words: _Words) -> Iterator[str]:
    yield words("如何理解问题", "What was understood")
    yield words.pair(words("问题类型", "Kind of question"), words(*_KINDS[answer.kind]))
    if answer.whole and answer.whole != answer.question:
        yield words.pair(words("完整的问题", "The whole question"), answer.whole)
    if answer.trace:
        yield from _understood(answer.trace, words)
    yield _probability(answer, words)
    yield from _passages(answer.passages, words)
    if answer.trace:
        yield from _considered(answer.trace.considered, words)


def _understood(trace: Trace, words: _Words) -> Iterator[str]:
    if trace.institutions:
        yield words.pair(words("学校", "Institutions"), words.listed(trace.institutions))
    if trace.strangers:
        name = words("文档没有涉及的学校", "Institutions that no document is about")
        yield words.pair(name, words.listed(trace.strangers))
    for text, others in trace.concepts:
        also = words(f"（也查：{words.listed(others)}）", f" (also: {words.listed(others)})") if others else ""
        yield words.pair(words("查找", "Looked for"), text + also)
    if trace.required:
        yield words.pair(words("答案不能缺少", "An answer must have"), words.listed(trace.required))
    said = _TYPES.get(trace.asked_for, (trace.asked_for, trace.asked_for))
    yield words.pair(words("答案类型", "Type of answer"), words(*said))


def _probability(answer: Answer, words: _Words) -> str:
    enough = answer.probability >= answer.threshold
    numbers = f"{answer.probability:.2f} {'≥' if enough else '<'} {answer.threshold:.2f}"
    return words(
        f"文档中有答案的概率：{numbers}（作答所需）",
        f"Probability that the documents hold an answer: {numbers} (needed)",
    )


def _passages(passages: Sequence[Passage], words: _Words) -> Iterator[str]:
    """Yield the passages by their fused scores, with their ranks among each other on both legs."""
    if not passages:
        yield words("没有检索到段落", "No passages were found")
        return
    lexical, dense = _ranks(passages, lambda one: one.lexical), _ranks(passages, lambda one: one.dense)
    yield words(
        f"检索到的段落：{len(passages)} 段，名次为这些段落之间的名次",
        f"Passages that were found: {len(passages)}, with their ranks among each other",
    )
    best = sorted(enumerate(passages), key=lambda pair: -pair[1].score)[:MAX_PASSAGES]
    for rank, (place, one) in enumerate(best, start=1):
        by_words = words("字面 —", "words -")  # no term of the question occurs in it
        if one.lexical > 0:
            by_words = f"{words('字面第', 'words')} {lexical[place]} (BM25 {one.lexical:.2f})"
        by_meaning = f"{words('语义第', 'meaning')} {dense[place]} (cos {one.dense:.2f})"
        fused = f"{words('合并', 'fused')} {one.score:.3f}"
        where = f"{one.source}:{one.start}-{one.end}"
        yield f"{_INDENT}{rank:>2}. {fused}{words('，', ', ')}{by_words}{words('，', ', ')}{by_meaning}  {where}"
        yield f"{_INDENT}    {_excerpt(one.text)}"
    if more := len(passages) - len(best):
        yield _INDENT + words(f"另有 {more} 段", f"and {more} more")


def _ranks(passages: Sequence[Passage], score: Callable[[Passage], float]) -> list[int]:
    """Return the rank of each passage by one score, from 1; equal scores have the same rank."""
    return [1 + sum(score(other) > score(one) for other in passages) for one in passages]


def _considered(sentences: Sequence[Considered], words: _Words) -> Iterator[str]:
    if not sentences:
        return
    yield words("考虑过的句子，及其为答案的概率", "Sentences that were considered, with the probability of each")
    for one in sentences:
        verdict = words("已引用", "quoted") if one.quoted else words("未引用", "not quoted")
        reason = f"{words('：', ': ')}{one.why_not}" if one.why_not else ""
        yield f"{_INDENT}{one.probability:.2f} {verdict}{reason}  {one.source}:{one.start}-{one.end}"
        yield f"{_INDENT}     {one.text}"


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT_CHARS else f"{text[:_EXCERPT_CHARS]}…"
