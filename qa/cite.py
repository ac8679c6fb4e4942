"""Citations: a marker resolved to the exact words in the exact document."""

from __future__ import annotations

from bisect import bisect_right

from index import Index
from qa.evidence import Evidence
from qa.records import Citation


def cite(index: Index, evidence: Evidence, marker: int) -> Citation | None:
    """Return the citation of a sentence, or None if the document does not have these words at that place."""
    document = index.document(evidence.passage.document_id)
    if document is None or document.text[evidence.start : evidence.end] != evidence.text:
        return None
    return Citation(
        marker=marker,
        document_id=evidence.passage.document_id,
        title=document.title,
        institution=document.institution,
        source=document.source,
        date=document.date,
        quote=evidence.text,
        start=evidence.start,
        end=evidence.end,
        document_sha256=document.sha256,
        publisher=document.publisher,
        # the page of the quote, which may come after the one on which its passage begins
        page=bisect_right(document.page_starts, evidence.start) or None,
        span=evidence.span,
        also=tuple(index.copies_with(document.id, evidence.text)),
    )
