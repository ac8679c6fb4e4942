"""Chunk text in, ranked passages out."""

from index.coverage import coverage, rarity
from index.encoder import DEFAULT_ENCODER, Encoder, HashEncoder, load_encoder
from index.errors import StoreError
from index.glossary import Glossary
from index.passage import Passage, Scope
from index.records import DocumentInfo
from index.segments import boundaries, is_word
from index.store import Index
from index.terms import aligned, fold, one_width, split_terms, without_frame

__all__ = [
    "DEFAULT_ENCODER",
    "DocumentInfo",
    "Encoder",
    "Glossary",
    "HashEncoder",
    "Index",
    "Passage",
    "Scope",
    "StoreError",
    "aligned",
    "boundaries",
    "coverage",
    "fold",
    "is_word",
    "load_encoder",
    "one_width",
    "rarity",
    "split_terms",
    "without_frame",
]
