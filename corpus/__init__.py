"""Documents in, clean text with provenance out."""

from corpus.chunk import ChunkConfig, chunk_document
from corpus.documents import Chunk, Document
from corpus.errors import AssistantError, CorpusError, Language, Notice, user_language
from corpus.sentences import split_sentences

__all__ = [
    "AssistantError",
    "Chunk",
    "ChunkConfig",
    "CorpusError",
    "Document",
    "Language",
    "Notice",
    "chunk_document",
    "split_sentences",
    "user_language",
]
