"""Chunk text in, ranked passages out."""

from index.coverage import coverage, rarity
from index.encoder import DEFAULT_ENCODER, Encoder, HashEncoder, load_encoder
from index.errors import StoreError
from index.glossary import Glossary
from index.passage import Passage, Scope
from index.records import DocumentInfo
from index.store import Index
from index.terms import fold, one_width, split_terms, without_frame

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
    "coverage",
    "fold",
    "load_encoder",
    "one_width",
    "rarity",
    "split_terms",
    "without_frame",
]
