"""yinzheng doctor: each thing that can be wrong with an index, made so, is found and has its remedy."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from build_index import main as build_index
from corpus import Document, find_files
from index import Encoder, HashEncoder, Index
from index.vectors import VectorIndex
from index.words import WordIndex
from qa.cli import main
from tests.articles import CASES

CHECKS = [
    "files",
    "folders",
    "changes",
    "short",
    "garbled",
    "institutions",
    "dates",
    "same_text",
    "near_copies",
    "lexical",
    "dense",
    "calibration",
]
HEAD = "---\ntitle: {0}学院的工作\ninstitution: {0}职业技术学院\ndate: 2023-05-0{1}\n---\n\n"
BODIES = {
    "甲": "甲地职业技术学院2021年引进人才130名。学校建成了五个名师工作室，开设了二十门课程思政示范课，覆盖全部专业群。",
    "乙": "乙地职业技术学院推进三全育人综合改革。党委书记每学期讲授思政课四次，各二级学院都建立了学生社区党建工作站。",
    "丙": "丙地职业技术学院与本地企业共建产业学院三个。教师党支部书记“双带头人”比例达到百分之百，学生就业率连年上升。",
}
EXTRA = "学校把这项工作列入年度考核，由党委组织部负责落实，每月检查一次，年底公布结果，并对做得好的部门给予奖励和表彰。"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "my articles"
    folder.mkdir()
    for number, (name, body) in enumerate(BODIES.items(), start=1):
        (folder / f"{name}.md").write_text(HEAD.format(name + "地", number) + body * 2 + EXTRA[number:], "utf-8")
    return folder


@pytest.fixture
def update(corpus: Path, encoder: Encoder) -> Callable[[], Index]:
    return lambda: Index.update(corpus.parent / "index", find_files([corpus]), encoder=encoder)[0]


def examined(corpus: Path, *, status: int = 0) -> dict[str, dict[str, Any]]:
    result = CliRunner().invoke(main, ["doctor", "--index", str(corpus.parent / "index"), "--json"])
    assert result.exit_code == status, result.output
    found = json.loads(result.stdout)["checks"]
    assert [one["check"] for one in found] == CHECKS
    return {one["check"]: one for one in found}


def levels(corpus: Path, *, status: int = 0) -> dict[str, str]:
    """The checks that are not ok; a small index made in Python is never calibrated."""
    found = examined(corpus, status=status)
    for one in found.values():
        assert set(one) == {"check", "level", "message", "remedy", "items"}
        assert bool(one["remedy"]) == (one["level"] != "ok")
    return {name: one["level"] for name, one in found.items() if one["level"] != "ok" and name != "calibration"}


def test_a_good_index_has_nothing_but_ok(corpus: Path, update: Callable[[], Index]) -> None:
    update()
    assert levels(corpus) == {}


def test_the_text_has_what_was_there_first_and_the_worst_of_the_checks_next(tmp_path: Path) -> None:
    assert build_index(["--corpus", str(CASES), "--index", str(tmp_path / "index")]) == 0
    result = CliRunner().invoke(main, ["doctor", "--index", str(tmp_path / "index")])
    assert result.exit_code == 0
    first, after = result.output.split("\n\n")
    assert first.startswith("5 documents, ")
    assert first.splitlines()[-1].startswith("     0.95")
    lines = after.splitlines()
    assert lines[0] == "Checks: problems 0, warnings 1, ok 11"
    assert lines[1].startswith("[warning] documents without a date: 3.")
    assert lines[2] == "    - liaocheng.md"
    assert lines[5] == f"    Remedy: yinzheng update --index {tmp_path / 'index'}"
    assert all(line.startswith("[ok] ") for line in lines[6:])


def test_it_speaks_chinese(corpus: Path, update: Callable[[], Index], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINZHENG_LANG", "zh")
    update()
    (corpus / "甲.md").unlink()
    result = CliRunner().invoke(main, ["doctor", "--index", str(corpus.parent / "index")])
    assert "检查结果：问题 0, 警告 2, 正常 10" in result.output
    assert (
        "[警告] 建库之后新增、有变化或已不存在的文件：1 个\n    - 已不存在：甲.md\n    办法：yinzheng update"
        in result.output
    )


def test_files_that_gave_nothing_are_named_with_the_reason(corpus: Path, update: Callable[[], Index]) -> None:
    (corpus / "坏.pdf").write_bytes(b"no pdf")
    (corpus / "声.mp3").write_bytes(b"sound")
    (corpus / "图.jpg").write_bytes(b"picture")
    update()
    assert levels(corpus) == {"files": "warning"}
    found = examined(corpus)["files"]
    assert found["message"] == "of 6 files: 1 failed, 2 skipped"
    assert [item.split(" ")[:2] for item in found["items"]] == [
        ["failed:", "'坏.pdf'"],
        ["skipped:", "'图.jpg'"],
        ["skipped:", "'声.mp3'"],
    ]
    assert found["remedy"].startswith("yinzheng list --index ")


def test_only_the_first_items_are_printed(corpus: Path, update: Callable[[], Index]) -> None:
    for number in range(8):
        (corpus / f"{number}.jpg").write_bytes(b"picture")
    update()
    printed = CliRunner().invoke(main, ["doctor", "--index", str(corpus.parent / "index")]).output
    assert printed.count("    - skipped: ") == 5
    assert "    ... and 3 more (--json lists all)\n    Remedy: yinzheng list" in printed
    assert len(examined(corpus)["files"]["items"]) == 8


def test_what_changed_on_the_disk_is_seen(corpus: Path, update: Callable[[], Index]) -> None:
    update()
    (corpus / "甲.md").write_text("别的内容。" * 20, encoding="utf-8")
    os.utime(corpus / "乙.md", ns=(1, 1))
    (corpus / "丙.md").unlink()
    (corpus / "丁.md").write_text("新的内容。" * 20, encoding="utf-8")
    assert levels(corpus) == {"changes": "warning"}
    found = examined(corpus)["changes"]
    assert sorted(found["items"]) == ["changed: 乙.md", "changed: 甲.md", "gone: 丙.md", "new: 丁.md"]
    assert found["remedy"] == f"yinzheng update --index {corpus.parent / 'index'}"
    update()
    assert "changes" not in levels(corpus)


def test_a_table_of_metadata_that_changed_is_seen(corpus: Path, update: Callable[[], Index]) -> None:
    update()
    (corpus / "metadata.csv").write_text("file,author\n甲.md,张三\n", encoding="utf-8")
    assert examined(corpus)["changes"]["items"] == ["changed: 甲.md"]


def test_files_that_are_all_gone_are_seen(corpus: Path, update: Callable[[], Index]) -> None:
    update()
    for path in corpus.iterdir():
        path.unlink()
    assert len(examined(corpus)["changes"]["items"]) == 3


def test_a_folder_that_is_gone_is_a_problem(corpus: Path, update: Callable[[], Index]) -> None:
    update()
    shutil.rmtree(corpus)
    assert levels(corpus, status=1) == {"folders": "problem"}
    found = examined(corpus, status=1)["folders"]
    assert found["items"] == [str(corpus.resolve())]
    assert found["remedy"] == f"python build_index.py --corpus DIR --index {corpus.parent / 'index'}"


def test_what_lacks_text_institution_and_date_is_named(corpus: Path, update: Callable[[], Index]) -> None:
    (corpus / "短.txt").write_text("只有这一句话。", encoding="utf-8")
    update()
    assert levels(corpus) == {"short": "warning", "institutions": "warning", "dates": "warning"}
    found = examined(corpus)
    assert all(found[name]["items"] == ["短.txt"] for name in ("short", "institutions", "dates"))
    assert found["short"]["remedy"] == f"yinzheng remove '短.txt' --index {corpus.parent / 'index'}"


def test_garbled_text_is_named(corpus: Path, encoder: Encoder) -> None:
    # files of garbled text are refused, so that it comes in through Python only
    garbled = BODIES["甲"].encode().decode("gb18030", "ignore") * 3
    rare = f"{BODIES['乙']}这里缓解了压力，摆上一块瑰宝，荤素搭配。" * 3
    documents = [
        Document(source=f"{n}.txt", title="甲", text=text) for n, text in enumerate((BODIES["乙"], garbled, rare))
    ]
    Index.build(documents, corpus.parent / "index", encoder=encoder)
    found = examined(corpus)["garbled"]
    assert found["level"] == "warning"
    assert [item.split(" is garbled")[0] for item in found["items"]] == ["'1.txt'"]


def test_copies_are_named(corpus: Path, update: Callable[[], Index]) -> None:
    text = (corpus / "甲.md").read_text(encoding="utf-8")
    (corpus / "甲2.md").write_text(text, encoding="utf-8")
    (corpus / "甲3.md").write_text(text.replace("，", "， "), encoding="utf-8")
    for name, short in (("短1", "学校有三个校区。"), ("短2", "学校 有三个校区！")):
        (corpus / f"{name}.md").write_text(HEAD.format("丁", 4) + short, encoding="utf-8")
    update()
    found = examined(corpus)
    assert found["same_text"]["items"] == ["甲.md = 甲2.md"]
    assert found["same_text"]["remedy"].startswith("yinzheng remove '甲2.md' --index ")
    assert sorted(found["near_copies"]["items"]) == ["甲.md = 甲3.md", "短1.md = 短2.md"]
    assert levels(corpus) == {"short": "warning", "same_text": "warning", "near_copies": "warning"}


@pytest.mark.parametrize(("leg", "kind"), [("lexical", WordIndex), ("dense", VectorIndex)])
def test_a_leg_that_finds_nothing_is_a_problem(
    leg: str, kind: type, corpus: Path, update: Callable[[], Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    update()
    nothing = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    monkeypatch.setattr(kind, "search", lambda *arguments, **options: nothing)
    assert levels(corpus, status=1) == {leg: "problem"}
    found = examined(corpus, status=1)[leg]
    assert "finds 0 of " in found["message"]
    folder, index = str(corpus), str(corpus.parent / "index")
    assert found["remedy"] == f"python build_index.py --corpus '{folder}' --index {index} --rebuild"


@pytest.mark.parametrize(
    ("false_refusal", "refused", "level", "status"),
    [(0.6, 0.9, "problem", 1), (0.0, 0.0, "warning", 0), (0.05, 0.9, "ok", 0)],
)
def test_a_threshold_that_is_no_use_is_seen(
    false_refusal: float, refused: float, level: str, status: int, *, corpus: Path, update: Callable[[], Index]
) -> None:
    rates = {"false_refusal": false_refusal, "refused": refused}
    update().save_calibration({"threshold": 0.3, "questions": 40, "auroc": 0.9, "curve": [], **rates})
    found = examined(corpus, status=status)["calibration"]
    assert found["level"] == level
    assert ("yinzheng eval" in found["remedy"]) == (level != "ok")


def test_no_calibration_is_a_warning(corpus: Path, update: Callable[[], Index]) -> None:
    update()
    found = examined(corpus)["calibration"]
    assert found["level"] == "warning"
    assert found["remedy"].startswith("python build_index.py --corpus ")


def test_an_index_of_another_encoder_has_its_remedy(corpus: Path) -> None:
    index = str(corpus.parent / "index")
    Index.build(
        [Document(source="a.txt", title="甲", text=BODIES["甲"])], corpus.parent / "index", encoder=HashEncoder()
    )
    told = CliRunner().invoke(main, ["doctor", "--index", index])
    assert told.exit_code == 1
    assert told.stdout == ""
    assert f"build the index again with this one: python build_index.py --index {index}" in told.stderr
    result = CliRunner().invoke(main, ["doctor", "--index", index, "--json"])
    assert result.exit_code == 1
    (found,) = json.loads(result.stdout)["checks"]
    assert (found["check"], found["level"]) == ("open", "problem")
    assert found["remedy"] == f"python build_index.py --corpus DIR --index {index}"
    assert "made with the encoder" in found["message"]


def test_remedies_fit_how_the_index_was_made(corpus: Path, encoder: Encoder) -> None:
    index = str(corpus.parent / "index")
    Index.build([Document(source="a.txt", title="甲", text=BODIES["甲"])], Path(index), encoder=encoder)
    assert examined(corpus)["dates"]["remedy"] == f"python build_index.py --corpus DIR --index {index}"
    alone = corpus.parent / "alone.txt"
    alone.write_text(BODIES["乙"] * 3, encoding="utf-8")
    assert CliRunner().invoke(main, ["add", str(alone), "--index", index]).exit_code == 0
    assert examined(corpus)["dates"]["remedy"] == f"yinzheng add FILE --index {index}"


def test_thousands_of_documents_take_little_time(corpus: Path, encoder: Encoder) -> None:
    documents = (Document(source=f"{n}.txt", title="甲", text=f"第{n}篇。{BODIES['甲']}") for n in range(2000))
    Index.build(documents, corpus.parent / "index", encoder=encoder)
    began = time.perf_counter()
    examined(corpus)
    assert time.perf_counter() - began < 2  # 0.3 s; 10,000 take 1.3 s in a process of their own
