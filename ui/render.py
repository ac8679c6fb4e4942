"""All HTML of answers and sources is made here, on the server: text of documents and users goes in escaped."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from itertools import groupby

from corpus import Language
from qa import Answer, AnswerSentence, Citation, Coverage, Passage
from ui.words import Words, words_in

NEAREST = 3  # passages shown where there is no answer
_TIP_CHARS = 90  # of the quote, in the tooltip of its marker


def escape(text: str) -> str:
    """Return text as HTML that shows exactly this text, also as the value of an attribute.

    Example:
        >>> escape("<b>")
        '&lt;b&gt;'
    """
    # Gradio dedents messages line by line; as references, line breaks and tabs are none of its business
    return html.escape(text).replace("\n", "&#10;").replace("\t", "&#9;")


def question_html(text: str, *, language: Language) -> str:
    """Return a question as a message."""
    return f'<div class="asked">{_hidden(words_in(language).question_said)}{escape(text)}</div>'


def notice_html(text: str) -> str:
    """Return a message about a question that cannot be asked."""
    return f'<div class="notice" role="status">{escape(text)}</div>'


def searching_html(language: Language) -> str:
    """Return what stands in the place of an answer until it begins."""
    return f'<p class="state">{words_in(language).searching}</p>'


def stopped_html(language: Language) -> str:
    """Return what stands under an answer that the user has stopped."""
    return f'<p class="state">{words_in(language).stopped}</p>'


def answer_html(answer: Answer, *, turn: int) -> str:
    """Return an answer as a message, with a marker for each citation.

    Args:
        answer: The answer, whole or growing. The message is in its language.
        turn: The number of the turn, from 1, by which its markers find their sources.
    """
    words = words_in(answer.language)
    body = _abstention(answer, turn, words) if answer.status == "abstained" else _answered(answer, turn, words)
    return f'<div class="answer" lang="{words.html_language}">{_hidden(words.answer_said)}{body}</div>'


def sources_html(answer: Answer, *, turn: int, language: Language) -> str:
    """Return the passages behind an answer as cards: what it cites, or what came nearest.

    Args:
        answer: The answer.
        turn: The number of its turn.
        language: The language of the interface.
    """
    words = words_in(language)
    if answer.status == "abstained":
        near = answer.passages[:NEAREST]
        cards = (_card(f"near-{turn}-{n}", one, one.heading, escape(one.text), words) for n, one in enumerate(near, 1))
        head = f'<p class="hint">{words.nearest}</p>' if near else ""
        return head + "".join(cards)
    return "".join(_citation_card(one, answer.passages, turn, words) for one in answer.citations)


def no_sources_html(text: str) -> str:
    """Return what stands in the place of sources where there are none."""
    return f'<p class="hint">{escape(text)}</p>'


def _answered(answer: Answer, turn: int, words: Words) -> str:
    by_marker = {one.marker: one for one in answer.citations}
    if answer.coverage is None:
        return "".join(f'<p class="line">{_said(one, by_marker, turn, words)}</p>' for one in answer.sentences)
    rows = (
        f'<div class="row"><div class="who">{escape(name)}</div><div class="what">'
        + "".join(f"<p>{_said(one, by_marker, turn, words)}</p>" for one in sentences)
        + "</div></div>"
        for name, sentences in _by_institution(answer.sentences, by_marker)
    )
    return _coverage(answer.coverage, words) + f'<div class="rows">{"".join(rows)}</div>' + _silent(answer, words)


def _by_institution(
    sentences: Sequence[AnswerSentence], by_marker: dict[int, Citation]
) -> Iterator[tuple[str, Iterator[AnswerSentence]]]:
    """Group neighbouring sentences by the institution, or else the document, of their first citation."""

    def name(sentence: AnswerSentence) -> str:
        cited = [by_marker[marker] for marker in sentence.markers if marker in by_marker]
        return (cited[0].institution or cited[0].title) if cited else ""

    yield from groupby(sentences, key=name)


def _said(sentence: AnswerSentence, by_marker: dict[int, Citation], turn: int, words: Words) -> str:
    markers = (_marker(by_marker[n], turn, words) for n in sentence.markers if n in by_marker)
    return f'<span class="said">{escape(sentence.text)}</span>{"".join(markers)}'


def _marker(citation: Citation, turn: int, words: Words) -> str:
    quote = citation.quote
    tip = quote if len(quote) <= _TIP_CHARS else f"{quote[:_TIP_CHARS]}…"
    return (
        f'<a class="cite" href="#cite-{turn}-{citation.marker}" title="{escape(tip)}">'
        f"{_hidden(words.citation + ' ')}{citation.marker}</a>"
    )


def _coverage(coverage: Coverage, words: Words) -> str:
    some, total = len(coverage.answered), len(coverage.answered) + len(coverage.not_mentioned)
    share = 100 * some // max(total, 1)
    return (
        f'<div class="coverage"><span>{words.coverage.format(some=some, total=total)}</span>'
        f'<span class="bar"><span style="width:{share}%"></span></span></div>'
    )


def _silent(answer: Answer, words: Words) -> str:
    if answer.coverage is None or not answer.coverage.not_mentioned:
        return ""
    names = words.separator.join(map(escape, answer.coverage.not_mentioned))
    return f'<p class="silent"><b>{words.not_mentioned}</b>{words.colon}{names}</p>'


def _abstention(answer: Answer, turn: int, words: Words) -> str:
    reason = f'<p class="reason">{words.reason}{words.colon}{escape(answer.reason)}</p>' if answer.reason else ""
    near = "".join(
        f'<li><a class="near" href="#near-{turn}-{n}">{escape(_short(one))}</a></li>'
        for n, one in enumerate(answer.passages[:NEAREST], 1)
    )
    nearest = f'<p class="label">{words.nearest}</p><ul>{near}</ul>' if near else ""
    return f'<div class="abstained"><p class="verdict">{escape(answer.text)}</p>{reason}{nearest}</div>'


def _citation_card(citation: Citation, passages: Sequence[Passage], turn: int, words: Words) -> str:
    home = next((one for one in passages if _contains(one, citation)), None)
    text = _marked(home, citation) if home else f"<mark>{escape(citation.quote)}</mark>"
    return _card(f"cite-{turn}-{citation.marker}", citation, home.heading if home else "", text, words)


def _contains(passage: Passage, citation: Citation) -> bool:
    return (
        passage.document_id == citation.document_id and passage.start <= citation.start and citation.end <= passage.end
    )


def _marked(passage: Passage, citation: Citation) -> str:
    """Return a passage with the quote in it marked."""
    start, end = citation.start - passage.start, citation.end - passage.start
    before, quote, after = passage.text[:start], passage.text[start:end], passage.text[end:]
    return f"{escape(before)}<mark>{escape(quote)}</mark>{escape(after)}"


def _short(passage: Passage) -> str:
    """Return the institution, or else the title, with the innermost heading."""
    parts = (passage.institution or passage.title, passage.heading.split(" / ")[-1])
    return " · ".join(part for part in parts if part)


def _card(key: str, source: Citation | Passage, heading: str, text: str, words: Words) -> str:
    """Return one card; ``text`` is HTML already."""
    number = f'<span class="number">{source.marker}</span>' if isinstance(source, Citation) else ""
    page = words.page.format(page=source.page) if source.page else None
    facts = dict.fromkeys(fact for fact in (source.institution, source.publisher, source.date, page) if fact)
    path = f'<p class="heading">{escape(heading.replace(" / ", " › "))}</p>' if heading else ""
    return (
        f'<article class="source" id="{key}" tabindex="-1"><h3>{number}<span>{escape(source.title)}</span></h3>'
        f'<p class="facts">{" · ".join(map(escape, facts))}</p>{path}<blockquote>{text}</blockquote></article>'
    )


def _hidden(text: str) -> str:
    """Return words that only a screen reader says."""
    return f'<span class="unseen">{text}</span>'
