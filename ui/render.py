"""All HTML of answers and sources is made here, on the server: text of documents and users goes in escaped."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from corpus import Language
from qa import Answer, AnswerSentence, Citation, Coverage, Passage
from qa.records import marked_lines
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
    said = f"{_hidden(words.answer_said)}{_understood(answer, words)}{body}"
    return f'<div class="answer" lang="{words.html_language}">{said}</div>'


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


def _understood(answer: Answer, words: Words) -> str:
    """Return the question that was answered, where it is not the one that was typed, with a button to edit it."""
    if not answer.whole or answer.whole == answer.question:
        return ""
    return (
        f'<p class="understood">{words.understood}{words.colon}<span class="whole">{escape(answer.whole)}</span> '
        f'<button type="button" class="edit">{words.edit}</button></p>'
    )


def _answered(answer: Answer, turn: int, words: Words) -> str:
    by_marker = {one.marker: one for one in answer.citations}
    if answer.coverage:
        rows = _rows(answer, by_marker, _institution, turn, words)
        return _coverage(answer.coverage, words) + rows + _silent(answer, words)
    if answer.conflict:
        return f'<p class="conflict">{words.conflict}</p>' + _rows(answer, by_marker, _document, turn, words)
    leads = _leads(answer)
    return "".join(
        f'<p class="line">{escape(leads.get(one.markers[:1], ""))}{_said(one, by_marker, turn, words)}</p>'
        for one in answer.sentences
    )


def _leads(answer: Answer) -> dict[tuple[int, ...], str]:
    """Return what leads to a quote in the text of an answer, by the quote's marker: the name of whose words it is."""
    quotes = [citation.quote for citation in answer.citations]
    lines = marked_lines(answer.text, quotes)
    return {(marker,): line.removesuffix(quotes[marker - 1]) for line, marker in lines if marker}


def _rows(
    answer: Answer, by_marker: Mapping[int, Citation], name: Callable[[Citation], str], turn: int, words: Words
) -> str:
    """Return neighbouring sentences in one row for each name of their first citations."""

    def named(sentence: AnswerSentence) -> str:
        cited = [by_marker[marker] for marker in sentence.markers if marker in by_marker]
        return name(cited[0]) if cited else ""

    rows = (
        f'<div class="row"><div class="who">{escape(who)}</div><div class="what">'
        + "".join(f"<p>{_said(one, by_marker, turn, words)}</p>" for one in sentences)
        + "</div></div>"
        for who, sentences in groupby(answer.sentences, key=named)
    )
    return f'<div class="rows">{"".join(rows)}</div>'


def _institution(citation: Citation) -> str:
    return citation.institution or citation.title


def _document(citation: Citation) -> str:
    return " · ".join(part for part in (citation.title, citation.date) if part)


def _said(sentence: AnswerSentence, by_marker: Mapping[int, Citation], turn: int, words: Words) -> str:
    cited = [by_marker[n] for n in sentence.markers if n in by_marker]
    verbatim = next((one for one in cited if one.quote == sentence.text), None)
    text = _found(verbatim) if verbatim else escape(sentence.text)
    return f'<span class="said">{text}</span>{"".join(_marker(one, turn, words) for one in cited)}'


def _found(citation: Citation) -> str:
    """Return a quote with what was asked for marked in it."""
    quote = citation.quote
    if citation.span is None:
        return escape(quote)
    start, end = (place - citation.start for place in citation.span)
    return f'{escape(quote[:start])}<mark class="found">{escape(quote[start:end])}</mark>{escape(quote[end:])}'


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
    text = _marked(home, citation) if home else _quoted(citation)
    return _card(f"cite-{turn}-{citation.marker}", citation, home.heading if home else "", text, words)


def _contains(passage: Passage, citation: Citation) -> bool:
    return (
        passage.document_id == citation.document_id and passage.start <= citation.start and citation.end <= passage.end
    )


def _marked(passage: Passage, citation: Citation) -> str:
    """Return a passage with the quote in it marked."""
    start, end = citation.start - passage.start, citation.end - passage.start
    return f"{escape(passage.text[:start])}{_quoted(citation)}{escape(passage.text[end:])}"


def _quoted(citation: Citation) -> str:
    return f'<mark class="quote">{_found(citation)}</mark>'


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
