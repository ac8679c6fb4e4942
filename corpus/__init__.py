"""Documents in, clean text with provenance out."""

from corpus.chunk import ChunkConfig, chunk_document
from corpus.documents import Chunk, Document
from corpus.errors import AssistantError, CorpusError, Language, Notice, in_user_language, user_language
from corpus.files import FileList, SourceFile, find_files
from corpus.outcome import Outcome, Removal
from corpus.read import read_file
from corpus.sentences import split_sentences

__all__ = [
    "AssistantError",
    "Chunk",
    "ChunkConfig",
    "CorpusError",
    "Document",
    "FileList",
    "Language",
    "Notice",
    "Outcome",
    "Removal",
    "SourceFile",
    "chunk_document",
    "find_files",
    "in_user_language",
    "read_file",
    "split_sentences",
    "user_language",
]
