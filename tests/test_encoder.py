"""The encoder: shapes, unit rows, one result by every loader, no torch, plain errors."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.encoder import DEFAULT_ENCODER, Encoder, HashEncoder, load_encoder
from index.errors import StoreError
from index.static import StaticEncoder

TEXTS = [
    "学校党委把基层党组织建设作为立校之本。",
    "教师党支部书记“双带头人”培育工程在２０２３年启动，覆盖 42 个支部。",
    "深化改革，" * 800 + "立德树人",
    "How do schools organise Party-building work?",
    "龘",
    "！？……",
    "",
]
WORDLESS = slice(5, 7)


@pytest.fixture(scope="module")
def shipped() -> StaticEncoder:
    return StaticEncoder.load(DEFAULT_ENCODER)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEFAULT_ENCODER, tmp_path / "copy"))


def _transformer(folder: Path) -> Path:
    """Save a real transformer model with random weights, some 20,000 of them."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    vocabulary = {piece: i for i, piece in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"学校党建工作"])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", continuing_subword_prefix=""))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    base = folder / "base"
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(base)
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(base)
    SentenceTransformer(modules=[Transformer(str(base)), Pooling(32, pooling_mode="cls")]).save(str(folder / "model"))
    return folder / "model"


def _check_contract(encoder: Encoder) -> None:
    """What every encoder promises to the index."""
    for encode in (encoder.encode_passages, encoder.encode_queries):
        vectors = encode(["学校党建", "工作"])
        assert vectors.shape == (2, encoder.dim)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
        np.testing.assert_allclose(encode(["学校党建", "工作"]), vectors, atol=1e-6)
        empty = encode([])
        assert empty.shape == (0, encoder.dim)
        assert empty.dtype == np.float32
    assert len(encoder.fingerprint) == 64


@pytest.mark.parametrize("make", [HashEncoder, lambda: load_encoder(DEFAULT_ENCODER)], ids=["hash", "static"])
def test_contract(make: Callable[[], Encoder]) -> None:
    _check_contract(make())


def test_any_other_model_is_loaded_by_sentence_transformers(tmp_path: Path) -> None:
    encoder = load_encoder(_transformer(tmp_path))
    assert type(encoder).__name__ == "TransformerEncoder"
    _check_contract(encoder)


def test_every_loader_gives_the_same_means(shipped: StaticEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    from model2vec import StaticModel
    from sentence_transformers import SentenceTransformer

    def refuse(*_: object) -> None:
        raise AssertionError("a local folder needs no network")

    monkeypatch.setattr("socket.socket.connect", refuse)
    ours = shipped.encode_passages(TEXTS)
    for model in (StaticModel.from_pretrained(DEFAULT_ENCODER), SentenceTransformer(str(DEFAULT_ENCODER))):
        means = np.asarray(model.encode(TEXTS), dtype=np.float32)
        assert not means[WORDLESS].any()
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        np.testing.assert_allclose(means / np.where(lengths == 0, 1, lengths), ours, atol=1e-3)


def test_pooling_equals_a_slow_reference(shipped: StaticEncoder) -> None:
    expected = np.zeros((len(TEXTS), shipped.dim))
    for row, text in enumerate(TEXTS):
        ids = shipped.tokenizer.encode(text, add_special_tokens=False).ids
        for piece in ids:
            expected[row] += shipped.table[piece]
        expected[row] /= np.linalg.norm(expected[row]) or 1
    np.testing.assert_allclose(shipped.encode_passages(TEXTS), expected, atol=1e-5)


def test_batches_do_not_change_vectors(shipped: StaticEncoder) -> None:
    many = TEXTS[:2] * 700
    np.testing.assert_allclose(shipped.encode_passages(many)[-2:], shipped.encode_passages(TEXTS[:2]), atol=1e-6)


def test_a_text_without_words_gives_a_zero_row(shipped: StaticEncoder) -> None:
    vectors = shipped.encode_passages(TEXTS)
    assert not vectors[WORDLESS].any()
    np.testing.assert_allclose(np.linalg.norm(vectors[:4], axis=1), 1, rtol=1e-5)
    assert np.isfinite(vectors).all()


@pytest.mark.parametrize(
    ("one", "other"),
    [("AI 赋能党建", "ａｉ　赋能党建"), ("２０２３年", "2023年"), ("Party", "PARTY"), ("党建。工作", "党建！工作")],
)
def test_width_case_and_punctuation_are_alike(shipped: StaticEncoder, one: str, other: str) -> None:
    vectors = shipped.encode_passages([one, other])
    np.testing.assert_array_equal(vectors[0], vectors[1])


def test_related_words_are_near_without_a_common_character(shipped: StaticEncoder) -> None:
    question, near, far = shipped.encode_queries(["医生给病人看病", "医院的护士和患者", "足球联赛的比分"])
    assert question @ near > question @ far + 0.1


@pytest.mark.parametrize(
    ("asked", "official", "other"),
    [
        ("毕业了怎么找工作", "做好毕业生就业服务", "加强食堂食品安全检查"),
        ("how do graduates find employment", "做好毕业生就业服务", "加强食堂食品安全检查"),
        ("party branch secretary", "党支部书记", "足球联赛的比分"),
    ],
)
def test_everyday_and_english_questions_are_near_official_words(
    shipped: StaticEncoder, asked: str, official: str, other: str
) -> None:
    question, near, far = shipped.encode_queries([asked, official, other])
    assert question @ near > question @ far + 0.1


def test_no_torch_after_encoding() -> None:
    program = (
        "import sys, index.encoder as e; assert 'model2vec' not in sys.modules; "
        "e.load_encoder(e.DEFAULT_ENCODER).encode_queries(['党建']); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=DEFAULT_ENCODER.parents[2])


def test_the_shipped_model_is_small() -> None:
    assert sum(file.stat().st_size for file in DEFAULT_ENCODER.rglob("*")) <= 20_000_000


def test_fingerprint_changes_with_a_byte(shipped: StaticEncoder, copied: Path) -> None:
    assert load_encoder(copied).fingerprint == shipped.fingerprint
    weights = copied / "0_StaticEmbedding" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert load_encoder(copied).fingerprint != shipped.fingerprint


@pytest.mark.parametrize(
    "broken",
    [
        "0_StaticEmbedding/model.safetensors",
        "0_StaticEmbedding/tokenizer.json",
    ],
)
@pytest.mark.parametrize("missing", [True, False], ids=["missing", "damaged"])
def test_a_damaged_folder_is_named(copied: Path, broken: str, missing: bool) -> None:
    if missing:
        (copied / broken).unlink()
    else:
        (copied / broken).write_bytes(b"\x00 not this")
    with pytest.raises(StoreError, match="copy") as caught:
        load_encoder(copied)
    assert "编码器" in caught.value.notice.zh


@pytest.mark.parametrize("content", [None, b"", b"[{}]"], ids=["missing", "empty", "wrong"])
def test_damaged_modules_are_named(copied: Path, content: bytes | None) -> None:
    (copied / "modules.json").unlink()
    if content is not None:
        (copied / "modules.json").write_bytes(content)
    with pytest.raises(StoreError, match="copy"):
        load_encoder(copied)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        load_encoder(tmp_path / "nowhere")
