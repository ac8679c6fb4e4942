"""An index is built whole or not at all, is opened only if it is sound, and gives back what went in."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import ChunkConfig, Document
from index import HashEncoder, Index, Scope, StoreError
from index.manifest import MANIFEST, RECORDS, VECTORS, WORDS, Manifest

ENCODER = HashEncoder()


def document(name: str, text: str, institution: str | None = None) -> Document:
    return Document(source=f"{name}.txt", title=name, text=text, institution=institution, aliases=())


DOCUMENTS = [
    document("甲", "甲校实施教师党支部书记“双带头人”培育工程。甲校引进人才130名。", "甲职业学院"),
    document("乙", "乙校推进三全育人综合改革。乙校的“双带头人”实现全覆盖。", "乙职业学院"),
    document("丙", "丙校建设红色教育基地。丙校的食堂有三层。", "丙职业学院"),
    document("丁", "没有学校名的文档也谈“双带头人”。"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "索引 folder"
    Index.build(DOCUMENTS, target, encoder=ENCODER)
    return target


def data_of(folder: Path) -> Path:
    return folder / Manifest.load(folder).data


def test_what_is_built_is_found_again(folder: Path) -> None:
    index = Index.open(folder, encoder=ENCODER)
    assert len(index) == 4
    assert [info.source for info in index.documents()] == ["甲.txt", "乙.txt", "丙.txt", "丁.txt"]
    assert [info.chunks for info in index.documents()] == [1, 1, 1, 1]
    assert [index.document(one.id) for one in DOCUMENTS] == DOCUMENTS
    assert index.document("0" * 16) is None
    assert list(index.institutions()) == ["甲职业学院", "乙职业学院", "丙职业学院"]
    best = index.search("三全育人", 2)[0]
    assert (best.source, best.institution, best.title) == ("乙.txt", "乙职业学院", "乙")
    assert best.text == DOCUMENTS[1].text[best.start : best.end]
    assert best.lexical > 0
    assert 0 < best.score <= 1


def test_search_narrows_to_a_scope(folder: Path) -> None:
    index = Index.open(folder, encoder=ENCODER)
    assert [hit.source for hit in index.search("双带头人", 9, scope=Scope(institutions=("乙职业学院",)))] == ["乙.txt"]
    by_source = index.search("双带头人", 9, scope=Scope(documents=("甲.txt", DOCUMENTS[3].id)))
    assert {hit.source for hit in by_source} == {"甲.txt", "丁.txt"}
    both = Scope(documents=("甲.txt", "乙.txt"), institutions=("乙职业学院", "丙职业学院"))
    assert [hit.source for hit in index.search("双带头人", 9, scope=both)] == ["乙.txt"]
    assert index.search("双带头人", 9, scope=Scope(institutions=("没有这所学校",))) == []
    assert list(index.institutions(documents=("乙.txt",))) == ["乙职业学院"]


def test_search_shares_results_out_over_institutions(tmp_path: Path) -> None:
    loud = [document(f"甲{i}", f"第{i}份材料说“双带头人”“双带头人”。", "甲职业学院") for i in range(30)]
    index = Index.build([*loud, *DOCUMENTS], tmp_path / "i", encoder=ENCODER)
    found = [hit.institution for hit in index.search("双带头人", 8, per_institution=2)]
    assert found.count("甲职业学院") == 2
    assert "乙职业学院" in found
    assert len(index.search("双带头人", 5)) == 5


def test_search_is_the_same_every_time(folder: Path, tmp_path: Path) -> None:
    again = Index.build(DOCUMENTS, tmp_path / "again", encoder=ENCODER)
    once = Index.open(folder, encoder=ENCODER)
    for query in ("双带头人", "学校", "没有的词xyz", "三全育人 食堂"):
        assert once.search(query, 4) == again.search(query, 4) == once.search(query, 4)


def test_the_same_document_is_taken_once(tmp_path: Path) -> None:
    index = Index.build([*DOCUMENTS, *DOCUMENTS], tmp_path / "i", encoder=ENCODER)
    assert len(index.documents()) == len(DOCUMENTS)


# Everything that can be in a cleaned text: control characters and lone surrogates are not.
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("。！？；\n一、（）“”"), max_size=300)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXT, min_size=1, max_size=4))
def test_every_passage_is_a_slice_of_its_document(tmp_path: Path, texts: list[str]) -> None:
    documents = [document(str(i), f"学校。{text}") for i, text in enumerate(texts)]
    shutil.rmtree(tmp_path / "i", ignore_errors=True)
    chunking = ChunkConfig(max_chars=40, max_sentence_chars=80)
    index = Index.build(documents, tmp_path / "i", encoder=ENCODER, chunking=chunking)
    by_id = {one.id: one for one in documents}
    assert [index.document(key) for key in by_id] == documents
    for hit in index.search("学校", 100):
        assert hit.text == by_id[hit.document_id].text[hit.start : hit.end]


def test_a_failed_build_leaves_the_old_index(folder: Path) -> None:
    def broken() -> Iterator[Document]:
        yield document("新", "新的文档。")
        raise RuntimeError("reading failed")

    with pytest.raises(RuntimeError, match="reading failed"):
        Index.build(broken(), folder, encoder=ENCODER)
    assert len(Index.open(folder, encoder=ENCODER)) == 4
    assert sorted(path.name for path in folder.glob("data-*")) == [data_of(folder).name]


def _build_and_stop(folder: str) -> None:
    def documents() -> Iterator[Document]:
        yield document("新", "新的文档。")
        os.kill(os.getpid(), signal.SIGKILL)

    Index.build(documents(), Path(folder), encoder=ENCODER)


def test_a_killed_build_leaves_the_old_index_and_the_next_one_cleans_up(folder: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_build_and_stop, args=(str(folder),))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert len(list(folder.glob("data-*"))) == 2
    assert len(Index.open(folder, encoder=ENCODER)) == 4
    assert len(Index.build(DOCUMENTS[:2], folder, encoder=ENCODER)) == 2
    assert len(list(folder.glob("data-*"))) == 1


def test_an_open_index_sees_the_one_that_takes_its_place(folder: Path) -> None:
    index = Index.open(folder, encoder=ENCODER)
    assert index.search("三全育人", 1)[0].source == "乙.txt"
    Index.build(DOCUMENTS[:1], folder, encoder=ENCODER)
    assert [hit.source for hit in index.search("三全育人", 9)] == ["甲.txt"]
    assert index.document(DOCUMENTS[1].id) is None
    assert list(index.institutions()) == ["甲职业学院"]
    assert len(index) == 1


def test_two_builds_at_once_are_refused(folder: Path) -> None:
    def while_building() -> Iterator[Document]:
        yield DOCUMENTS[0]
        with pytest.raises(StoreError, match="another build is running"):
            Index.build(DOCUMENTS, folder, encoder=ENCODER)

    assert len(Index.build(while_building(), folder, encoder=ENCODER)) == 1


def test_nothing_to_index_is_an_error_and_changes_nothing(folder: Path) -> None:
    with pytest.raises(StoreError, match="nothing to index"):
        Index.build([], folder, encoder=ENCODER)
    assert len(Index.open(folder, encoder=ENCODER)) == 4


def test_a_folder_that_is_something_else_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "论文.docx").write_bytes(b"mine")
    with pytest.raises(StoreError, match=r"not an index: it holds '论文.docx'"):
        Index.build(DOCUMENTS, tmp_path, encoder=ENCODER)
    assert [path.name for path in tmp_path.iterdir()] == ["论文.docx"]
    with pytest.raises(StoreError, match="it is a file"):
        Index.build(DOCUMENTS, tmp_path / "论文.docx", encoder=ENCODER)
    for missing in (tmp_path, tmp_path / "nowhere", tmp_path / "论文.docx"):
        with pytest.raises(StoreError, match=r"there is no index in .* Build one: python build_index.py"):
            Index.open(missing, encoder=ENCODER)


def test_another_encoder_is_refused_with_the_remedy(folder: Path) -> None:
    with pytest.raises(StoreError, match=r"made with the encoder .* build the index again") as caught:
        Index.open(folder, encoder=HashEncoder(dim=32))
    assert "重新建库" in caught.value.notice.zh


def test_another_format_version_is_refused_with_the_remedy(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**manifest, "format_version": 99}), encoding="utf-8")
    with pytest.raises(StoreError, match="format version 99"):
        Index.open(folder, encoder=ENCODER)


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", "null", "not json", '{"format_version": 2}', '{"format_version": 2, "chunking": {}, "files": []}'],
)
def test_a_damaged_manifest_is_reported(folder: Path, content: str) -> None:
    (folder / MANIFEST).write_text(content, encoding="utf-8")
    with pytest.raises(StoreError, match=r"damaged \(manifest.json\)"):
        Index.open(folder, encoder=ENCODER)


def test_every_damaged_file_is_reported(folder: Path) -> None:
    data = data_of(folder)
    files = [path for path in sorted(data.rglob("*")) if path.is_file() and not path.name.endswith(".lock")]
    assert {path.relative_to(data).parts[0] for path in files} == {RECORDS, VECTORS, WORDS}
    for path in files:
        whole = path.read_bytes()
        flipped = bytes([whole[0], *whole[1:-1], whole[-1] ^ 1]) if len(whole) > 1 else b"x"
        for damaged in (flipped, whole[: len(whole) // 2], b""):
            path.write_bytes(damaged)
            with pytest.raises(StoreError, match=r"damaged .* build the index again"):
                Index.open(folder, encoder=ENCODER)
        path.unlink()
        with pytest.raises(StoreError, match="damaged"):
            Index.open(folder, encoder=ENCODER)
        path.write_bytes(whole)
    assert len(Index.open(folder, encoder=ENCODER)) == 4


def test_a_text_that_was_changed_in_the_database_is_never_quoted(folder: Path) -> None:
    import sqlite3

    path = data_of(folder) / RECORDS
    connection = sqlite3.connect(path)
    connection.execute("UPDATE documents SET text = replace(text, '130', '999')")
    connection.commit()
    connection.close()
    manifest = Manifest.load(folder)
    from index.manifest import check_files

    replace(manifest, files=check_files(data_of(folder))).save(folder)  # as if the files were in order
    with pytest.raises(StoreError, match=r"text of '甲.txt' is damaged"):
        Index.open(folder, encoder=ENCODER).document(DOCUMENTS[0].id)


def test_a_folder_of_the_users_is_not_taken_for_an_old_index(tmp_path: Path) -> None:
    mine = tmp_path / "data-2023"
    mine.mkdir()
    (mine / "mine.txt").write_bytes(b"mine")
    with pytest.raises(StoreError, match="not an index: it holds 'data-2023'"):
        Index.build(DOCUMENTS, tmp_path, encoder=ENCODER)
    assert (mine / "mine.txt").read_bytes() == b"mine"


def test_an_interrupt_after_the_manifest_keeps_the_new_index(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = Manifest.save

    def save_and_stop(manifest: Manifest, target: Path) -> None:
        save(manifest, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(Manifest, "save", save_and_stop)
    with pytest.raises(KeyboardInterrupt):
        Index.build(DOCUMENTS[:2], folder, encoder=ENCODER)
    assert len(Index.open(folder, encoder=ENCODER)) == 2
    assert len(list(folder.glob("data-*"))) == 1


def test_an_index_that_is_replaced_while_it_is_opened_is_opened_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, calls = Manifest.load.__func__, []  # type: ignore[attr-defined]

    def load_and_build(path: Path) -> Manifest:
        manifest: Manifest = load(Manifest, path)
        calls.append(path)
        if len(calls) == 1:
            Index.build(DOCUMENTS[:3], folder, encoder=ENCODER)
        return manifest

    monkeypatch.setattr(Manifest, "load", staticmethod(load_and_build))
    assert len(Index.open(folder, encoder=ENCODER)) == 3


def test_a_place_that_cannot_be_written_is_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(StoreError, match=r"cannot write the index in .*: Not a directory"):
        Index.build(DOCUMENTS, tmp_path / "file" / "below", encoder=ENCODER)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.update.RecordWriter.add", full)
    with pytest.raises(StoreError, match=r"cannot write the index in .*: No space left on device"):
        Index.build(DOCUMENTS, tmp_path / "index", encoder=ENCODER)
    assert list((tmp_path / "index").glob("data-*")) == []
