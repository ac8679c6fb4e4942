"""yinzheng verify: what becomes of stored quotes when the documents change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, find_files
from index import DEFAULT_ENCODER, Encoder, HashEncoder, Index, load_encoder
from qa import Assistant
from qa.cli import main
from qa.verify_quotes import Quotes, StoredQuote, nearest, read_quotes

TEXT = "青山职业技术学院：人才工作\n青山职业技术学院2021年引进人才130名。学校建成了五个名师工作室。\n"
QUOTE = "学校建成了五个名师工作室。"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "语料"
    folder.mkdir()
    (folder / "甲.txt").write_text(TEXT, encoding="utf-8")
    (folder / "乙.txt").write_text(TEXT.replace("青山", "绿水"), encoding="utf-8")
    return folder


def updated(corpus: Path, encoder: Encoder) -> Index:
    return Index.update(corpus.parent / "index", find_files([corpus]), encoder=encoder)[0]


@pytest.fixture
def index(corpus: Path, encoder: Encoder) -> Index:
    return updated(corpus, encoder)


def cited(index: Index, source: str = "甲.txt", **other: Any) -> dict[str, Any]:
    document = next(
        document for one in index.documents() if one.source == source and (document := index.document(one.id))
    )
    start = document.text.index(QUOTE)
    place = {"start": start, "end": start + len(QUOTE), "document_sha256": document.sha256}
    return {"marker": 1, "document_id": document.id, "source": source, "quote": QUOTE, **place, **other}


def verified(folder: Path, lines: Sequence[Any], *options: str) -> Result:
    stored = folder / "answers.jsonl"
    stored.write_text("".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines), encoding="utf-8")
    return CliRunner().invoke(main, ["verify", str(stored), "--index", str(folder / "index"), *options])


def states(result: Result) -> list[str]:
    return [json.loads(line)["state"] for line in result.stdout.splitlines()]


def test_what_was_answered_just_now_is_intact(index_folder: Path, assistant: Assistant, tmp_path: Path) -> None:
    questions, answers = tmp_path / "q.txt", tmp_path / "a.jsonl"
    questions.write_text("各校如何落实双带头人\n学校食堂的菜价是多少？\n", encoding="utf-8")
    index = ["--index", str(index_folder)]
    assert CliRunner().invoke(main, ["batch", str(questions), "-o", str(answers), *index]).exit_code == 0
    result = CliRunner().invoke(main, ["verify", str(answers), *index])
    assert (result.exit_code, result.output) == (0, "quotes 4: intact 4, moved 0, gone 0\n")


def test_a_quote_is_found_where_it_has_moved(index: Index, corpus: Path, encoder: Encoder) -> None:
    before = cited(index)
    (corpus / "甲.txt").write_text(TEXT.replace("人才工作", "人才工作总结"), encoding="utf-8")
    now = cited(updated(corpus, encoder))
    assert now["start"] == before["start"] + 2
    result = verified(corpus.parent, [{"citations": [before]}])
    assert result.exit_code == 0
    moved, summary = result.output.splitlines()
    assert moved == (
        f"line 1 [1]  甲.txt:{before['start']}-{before['end']}  moved to 甲.txt:{now['start']}-{now['end']}"
    )
    assert summary == "quotes 1: intact 0, moved 1, gone 0"
    fields = json.loads(verified(corpus.parent, [{"citations": [before]}], "--json").stdout)
    assert fields["now"] == {name: now[name] for name in fields["now"]}
    assert {name: fields[name] for name in before if name in fields} == {
        name: before[name] for name in before if name in fields
    }


def test_a_quote_that_is_not_in_it_any_more_is_gone(index: Index, corpus: Path, encoder: Encoder) -> None:
    before = [cited(index), cited(index, "乙.txt", marker=2)]
    (corpus / "甲.txt").write_text(TEXT.replace("五个", "六个"), encoding="utf-8")
    (corpus / "乙.txt").rename(corpus / "丙.txt")
    updated(corpus, encoder)
    result = verified(corpus.parent, [{"citations": before}])
    assert result.exit_code == 1
    first, second, summary = result.output.splitlines()
    assert first.endswith("gone: the document does not have it any more")
    assert second.endswith("gone: the document is not in the index; 丙.txt has the same text")
    assert summary == "quotes 2: intact 0, moved 0, gone 2"


def test_what_was_tampered_with_is_not_intact(index: Index, corpus: Path) -> None:
    good = cited(index)
    stored = [
        good,
        {**good, "start": good["start"] + 1, "end": good["end"] + 1},
        {**good, "document_sha256": "0" * 64},
        {**good, "document_id": "0" * 16},
        {**good, "quote": QUOTE.replace("五", "九")},
        {**good, "end": good["end"] + 1},
    ]
    result = verified(corpus.parent, [{"citations": stored}], "--json")
    assert states(result) == ["intact", "moved", "moved", "moved", "gone", "moved"]
    places = [json.loads(line)["now"] for line in result.stdout.splitlines()]
    assert all(place is None or place["start"] == good["start"] for place in places)


def test_bad_lines_are_named_and_the_others_are_checked(index: Index, corpus: Path) -> None:
    good = cited(index)
    lines = [
        "\ufeff" + json.dumps({"citations": [good]}),
        "{not json",
        "",
        '["a list"]',
        '{"question": "no citations"}',
        {"citations": None},
        {"citations": [{**good, "start": "1"}, {**good, "start": -1}, {**good, "quote": ""}, 5, good]},
        "[" * 100_000,
        {"citations": [], "status": "abstained"},
        {"citations": [{**good, "marker": None, "quote": "\ud800", "source": "\ud800", "document_id": "\ud800"}]},
    ]
    result = verified(corpus.parent, lines)
    assert result.exit_code == 1
    named = [line.split(":")[1].strip() for line in result.stderr.splitlines()]
    assert named == ["line 2", "line 4", "line 5", "line 6", "line 7", "line 7", "line 7", "line 7", "line 8"]
    assert "citation 4 lacks" in result.stderr
    assert result.stdout.splitlines()[-1] == "quotes 3: intact 2, moved 0, gone 1; lines not read 6"
    assert verified(corpus.parent, lines[:-1]).exit_code == 2
    assert states(verified(corpus.parent, lines, "--json")) == ["intact", "intact", "gone"]


def test_what_cannot_be_read_is_a_usage_error(index_folder: Path, tmp_path: Path) -> None:
    for missing in (tmp_path / "没有.jsonl", tmp_path):
        result = CliRunner().invoke(main, ["verify", str(missing), "--index", str(index_folder)])
        assert result.exit_code == 2
        assert str(missing) in result.stderr
    (tmp_path / "a.jsonl").write_bytes(b"\xff\xfe\x00\n")
    result = CliRunner().invoke(main, ["verify", str(tmp_path / "a.jsonl"), "--index", str(index_folder)])
    assert (result.exit_code, result.stdout) == (2, "quotes 0: intact 0, moved 0, gone 0; lines not read 1\n")
    (tmp_path / "a.jsonl").write_bytes(b"")
    assert CliRunner().invoke(main, ["verify", str(tmp_path / "a.jsonl"), "--index", str(index_folder)]).exit_code == 0


def test_it_speaks_chinese(index: Index, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINZHENG_LANG", "zh")
    result = verified(corpus.parent, [{"citations": [cited(index, quote="没有这句")]}, "{"])
    assert "消失：文档中已没有这句话" in result.stdout
    assert "引文 1 条：未变 0，移位 0，消失 1；1 行无法读取" in result.stdout
    assert "第 2 行：不是 JSON" in result.stderr


def test_lines_are_read_one_at_a_time() -> None:
    def endless() -> Any:
        while True:
            yield b'{"citations": [{}]}\n'

    assert next(read_quotes(endless())).line == 1


def test_an_index_that_changes_meanwhile_is_seen(index: Index, corpus: Path) -> None:
    quotes = Quotes(index)
    stored = next(read_quotes([json.dumps({"citations": [cited(index)]}).encode()]))
    assert isinstance(stored, StoredQuote)
    assert quotes.check(stored).state == "intact"
    (corpus / "甲.txt").write_text(TEXT.replace("五个", "六个"), encoding="utf-8")
    updated(corpus, load_encoder(DEFAULT_ENCODER))
    assert quotes.check(stored).state == "gone"


# few different characters, so that quotes come back by chance
_texts = st.text(alphabet="甲乙。\n", min_size=1, max_size=30)


@given(_texts, st.text(alphabet="甲乙。", min_size=1, max_size=3), st.integers(0, 40))
def test_the_nearest_place_is_found(text: str, quote: str, start: int) -> None:
    places = [i for i in range(len(text)) if text.startswith(quote, i)]
    assert nearest(text, quote, start) == min(places, key=lambda place: (abs(place - start), place), default=None)


class _OneDocument:
    """An index as far as `Quotes` looks at it."""

    def __init__(self, document: Document) -> None:
        self.manifest = object()
        self._one = document

    def documents(self) -> list[Document]:
        return [self._one]

    def document(self, document_id: str) -> Document | None:
        return self._one if document_id == self._one.id else None


@given(_texts, _texts, st.data())
def test_any_edit_agrees_with_the_text(before: str, after: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(before) - 1))
    end = data.draw(st.integers(start + 1, len(before)))
    quote, old = before[start:end], Document(source="a.txt", title="甲", text=before)
    stored = StoredQuote(
        line=1,
        marker=1,
        document_id=old.id,
        source=old.source,
        quote=quote,
        start=start,
        end=end,
        document_sha256=old.sha256,
    )
    new = replace(old, text=data.draw(st.sampled_from([before, after, after + before, before[:start] + after])))
    # an index on the disk for each of a hundred texts would take too long; the test below has real ones
    checked = Quotes(_OneDocument(new)).check(stored)  # type: ignore[arg-type]
    assert (checked.state == "intact") == (new.text == before)
    assert (checked.state == "gone") == (quote not in new.text)
    assert (checked.now is None) == (checked.state == "gone")
    if checked.now:
        assert new.text[checked.now.start : checked.now.end] == quote
        assert (checked.now.document_id, checked.now.document_sha256) == (new.id, new.sha256)


@pytest.mark.parametrize("text", [TEXT, "前言。" + TEXT, TEXT.replace("五个", "六个"), TEXT * 2])
def test_a_real_index_agrees_with_the_text(text: str, tmp_path: Path) -> None:
    old, new = (Document(source="甲.txt", title="甲", text=one) for one in (TEXT, text))
    index = Index.build([new], tmp_path / "index", encoder=HashEncoder())
    start = TEXT.index(QUOTE)
    stored = StoredQuote(
        line=1,
        marker=None,
        document_id=old.id,
        source=old.source,
        quote=QUOTE,
        start=start,
        end=start + len(QUOTE),
        document_sha256=old.sha256,
    )
    state = "intact" if text == TEXT else "moved" if QUOTE in text else "gone"
    assert Quotes(index).check(stored).state == state
