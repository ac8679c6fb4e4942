"""An index that is changed is the index that would be built of what is left, and no crash leaves anything else."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus import Document, find_files
from index import HashEncoder, Index, StoreError
from index.sync import Synced
from index.update import Update

ENCODER = HashEncoder()
TEXTS = [
    f"{school}{year}年推进{topic}，引进人才{number}名。学校还建设了{number}个{topic}工作室。"
    for number, (school, year, topic) in enumerate(
        [
            ("甲校", 2019, "三全育人"),
            ("乙校", 2020, "双带头人"),
            ("丙校", 2021, "产教融合"),
            ("丁校", 2022, "三会一课"),
            ("戊校", 2023, "志愿服务"),
        ],
        start=21,
    )
]
QUERIES = ("三全育人", "双带头人工作室", "2021年引进人才", "志愿服务", "学校")


def write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def bring_up_to_date(corpus: Path, index: Path) -> list[Synced]:
    opened, done = Index.update(index, find_files([corpus]), encoder=ENCODER)
    opened.close()
    return done


def actions(done: Sequence[Synced]) -> dict[str, str]:
    return {one.file.source: one.action for one in done}


def state(folder: Path) -> tuple[object, ...]:
    """Return all that can be seen of an index from outside, but for the order of equal documents."""
    index = Index.open(folder, encoder=ENCODER)
    try:
        found = tuple(
            sorted((hit.source, hit.start, round(hit.dense, 5), hit.lexical > 0) for hit in index.search(query, 50))
            for query in QUERIES
        )
        documents = sorted((one.source, one.sha256, one.chunks) for one in index.documents())
        return found, documents, len(index), [index.frequency(gram) for gram in ("三全", "人才", "学校", "2021")]
    finally:
        index.close()


def built_of(texts: Sequence[tuple[str, str]], folder: Path) -> tuple[object, ...]:
    write_all(folder / "corpus", texts)
    bring_up_to_date(folder / "corpus", folder / "index")
    return state(folder / "index")


def write_all(folder: Path, texts: Sequence[tuple[str, str]]) -> None:
    for name, text in texts:
        write(folder, name, text)


def test_only_what_changed_is_read(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write_all(corpus, [("a.txt", TEXTS[0]), ("b.txt", TEXTS[1]), ("c.txt", TEXTS[2])])
    assert actions(bring_up_to_date(corpus, index)) == {"a.txt": "added", "b.txt": "added", "c.txt": "added"}
    assert actions(bring_up_to_date(corpus, index)) == dict.fromkeys(("a.txt", "b.txt", "c.txt"), "unchanged")
    (corpus / "a.txt").unlink()
    write(corpus, "b.txt", TEXTS[3])
    write(corpus, "d.txt", TEXTS[4])
    os.utime(corpus / "c.txt", ns=(1, 1))
    done = bring_up_to_date(corpus, index)
    assert actions(done) == {"a.txt": "gone", "b.txt": "changed", "c.txt": "unchanged", "d.txt": "added"}
    assert {one.file.source for one in done if one.outcome} == {"b.txt", "d.txt"}
    left = [("b.txt", TEXTS[3]), ("c.txt", TEXTS[2]), ("d.txt", TEXTS[4])]
    assert state(index) == built_of(left, tmp_path / "fresh")


def test_a_folder_that_is_added_takes_no_name_from_another(tmp_path: Path) -> None:
    first, second, index = tmp_path / "first", tmp_path / "second", tmp_path / "index"
    write(first, "a.txt", TEXTS[0])
    write(second, "a.txt", TEXTS[1])
    bring_up_to_date(first, index)
    assert actions(bring_up_to_date(second, index)) == {"second/a.txt": "added"}
    assert actions(bring_up_to_date(second, index)) == {"second/a.txt": "unchanged"}
    opened, done = Index.update(index, find_files([first, second]), encoder=ENCODER)
    assert actions(done) == {"a.txt": "unchanged", "second/a.txt": "unchanged"}
    assert len(opened) == 2


def test_nothing_changed_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path / "corpus", "a.txt", TEXTS[0])
    bring_up_to_date(tmp_path / "corpus", tmp_path / "index")
    before = (tmp_path / "index" / "manifest.json").stat().st_mtime_ns
    bring_up_to_date(tmp_path / "corpus", tmp_path / "index")
    assert (tmp_path / "index" / "manifest.json").stat().st_mtime_ns == before


def test_what_is_taken_out_is_gone_in_every_open_index(tmp_path: Path) -> None:
    corpus, folder = tmp_path / "corpus", tmp_path / "index"
    write_all(corpus, [("a.txt", TEXTS[0]), ("b.txt", TEXTS[1])])
    bring_up_to_date(corpus, folder)
    index = Index.open(folder, encoder=ENCODER)
    assert index.search("三全育人", 5)[0].source == "a.txt"
    (corpus / "a.txt").unlink()
    bring_up_to_date(corpus, folder)
    assert [hit.source for hit in index.search("三全育人", 5)] == ["b.txt"]
    assert index.frequency("三全") == 0
    assert [one.source for one in index.documents()] == ["b.txt"]


def test_the_last_document_cannot_be_taken_out(tmp_path: Path) -> None:
    write(tmp_path / "corpus", "a.txt", TEXTS[0])
    bring_up_to_date(tmp_path / "corpus", tmp_path / "index")
    before = state(tmp_path / "index")
    with Update.begin(tmp_path / "index", encoder=ENCODER) as update:
        update.remove_file("a.txt")
        with pytest.raises(StoreError, match="nothing to index"):
            update.commit()
    assert state(tmp_path / "index") == before


class CountingEncoder:
    """Remembers what it has encoded."""

    name, dim, fingerprint = ENCODER.name, ENCODER.dim, ENCODER.fingerprint

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.seen += texts
        return ENCODER.encode_passages(texts)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return ENCODER.encode_queries(texts)


def test_no_text_is_encoded_twice(tmp_path: Path) -> None:
    corpus, folder = tmp_path / "corpus", tmp_path / "index"
    encoder = CountingEncoder()
    write_all(corpus, [("a.md", f"---\ntitle: 甲\n---\n{TEXTS[0]}"), ("b.txt", TEXTS[1])])
    Index.update(folder, find_files([corpus]), encoder=encoder)
    (corpus / "a.md").rename(corpus / "moved.md")
    Index.update(folder, find_files([corpus]), encoder=encoder)
    assert len(encoder.seen) == len(set(encoder.seen)) == 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.dictionaries(st.sampled_from("abcd"), st.sampled_from(TEXTS), min_size=1, max_size=4), min_size=2, max_size=4
    )
)
def test_any_changes_give_what_a_build_gives(steps: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as work:
        corpus, index = Path(work, "corpus"), Path(work, "index")
        for step in steps:
            for name in "abcd":
                (corpus / f"{name}.txt").unlink(missing_ok=True)
            write_all(corpus, [(f"{name}.txt", text) for name, text in step.items()])
            bring_up_to_date(corpus, index)
        left = [(f"{name}.txt", text) for name, text in steps[-1].items()]
        assert state(index) == built_of(left, Path(work, "fresh"))


def _start(work: Callable[..., object], *arguments: object) -> int:
    """Run something in a process of its own that begins as a copy of this one, and return its number."""
    process = multiprocessing.get_context("fork").Process(target=work, args=arguments)
    process.start()
    assert process.pid
    return process.pid


@pytest.mark.parametrize("seed", range(30))
def test_a_process_that_is_killed_loses_nothing_that_was_committed(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    corpus, folder = tmp_path / "corpus", tmp_path / "index"
    names = [f"{number:02}.txt" for number in range(36)]
    write_all(corpus, [(name, f"第{name}号文档。{chance.choice(TEXTS) * 6}") for name in names[:24]])
    bring_up_to_date(corpus, folder)
    before = state(folder)
    for name in chance.sample(names[:24], 8):
        (corpus / name).unlink()
    write_all(corpus, [(name, f"第{name}号文档。{chance.choice(TEXTS) * 6}") for name in names[24:]])
    started = time.monotonic()
    child = _start(bring_up_to_date, corpus, folder)
    moment = chance.uniform(0.0, 0.25)
    while time.monotonic() < started + moment:
        os.sched_yield()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    after = state(folder)
    bring_up_to_date(corpus, folder)
    whole = state(folder)
    left = [(path.name, path.read_text(encoding="utf-8")) for path in sorted(corpus.iterdir())]
    assert whole == built_of(left, tmp_path / "fresh")
    assert after in (before, whole)
    assert len(list(folder.glob("data-*"))) == 1


def _read_and_die(folder: Path, documents: Sequence[Document]) -> None:
    with Update.begin(folder, encoder=ENCODER) as update:
        for number, document in enumerate(documents):
            update.add(document, file=f"{number}.txt")
        update._flush()
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_build_goes_on_where_it_was(tmp_path: Path) -> None:
    documents = [Document(source=f"{n}.txt", title=f"{n}", text=text) for n, text in enumerate(TEXTS)]
    child = _start(_read_and_die, tmp_path, documents[:3])
    os.waitpid(child, 0)
    encoder = CountingEncoder()
    with Update.begin(tmp_path, encoder=encoder) as update:
        assert update.changed
        for document in documents:
            update.add(document, file=document.source)
        update.commit()
    assert len(encoder.seen) == 2
    index = Index.open(tmp_path, encoder=ENCODER)
    assert [one.source for one in index.documents()] == [document.source for document in documents]
    assert {hit.source for hit in index.search("双带头人", 9)} >= {"1.txt"}
