"""The command line, as a user runs it: processes of their own, exit codes, files, and every bad input."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index import DEFAULT_ENCODER
from tests.articles import ROOT

QUESTION = "how do schools implement 双带头人"
FACT = "嘉职院发出了多少张红牌"


def run(*arguments: str, language: str = "en_US.UTF-8", cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    # without a PATH, whether LibreOffice is installed here makes no difference
    environment = {**os.environ, "LANG": language, "LC_ALL": language, "PYTHONPATH": str(ROOT), "PATH": ""}
    command = [sys.executable, "-W", "error", "-m", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, cwd=cwd, check=False)


def yinzheng(*arguments: str, language: str = "en_US.UTF-8") -> subprocess.CompletedProcess[str]:
    return run("qa", *arguments, language=language)


def refused(result: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    """One clear message on standard error, and no traceback."""
    assert result.returncode == status, result
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    for word in words:
        assert word in result.stderr


def test_ask_prints_the_answer_with_its_sources(index_folder: Path) -> None:
    result = yinzheng("ask", QUESTION, "--index", str(index_folder))
    assert result.returncode == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[0] == "4 of 5 institutions mention it:"
    assert sum("双带头人" in line for line in lines[1:5]) == 4
    assert lines[5] == "Not mentioned: 聊城职业技术学院."
    assert lines[7] == "Sources"
    assert [line[:3] for line in lines[8:]] == ["[1]", "[2]", "[3]", "[4]"]


def test_ask_prints_json(index_folder: Path) -> None:
    result = yinzheng("ask", QUESTION, "--index", str(index_folder), "--json")
    assert result.returncode == 0
    assert json.loads(result.stdout)["coverage"]["not_mentioned"] == ["聊城职业技术学院"]


def test_ask_explains_how_the_answer_came_about(index_folder: Path) -> None:
    plain, explained = (
        yinzheng("ask", FACT, "--index", str(index_folder), *options) for options in ((), ("--explain",))
    )
    assert explained.returncode == 0
    assert explained.stdout.startswith(plain.stdout)
    told = explained.stdout.removeprefix(plain.stdout)
    for words in (
        "如何理解问题",
        "嘉兴职业技术学院",
        "有答案的概率",
        "字面第 1 (BM25",
        "语义第 1 (cos",
        "已引用",
        "未引用",
    ):
        assert words in told
    nothing = yinzheng("ask", "学校食堂的菜价是多少？", "--index", str(index_folder), "--explain")
    assert nothing.returncode == 3
    assert "有答案的概率" in nothing.stdout


def test_ask_explains_in_json_under_a_key_of_its_own(index_folder: Path) -> None:
    plain, explained = (
        json.loads(yinzheng("ask", FACT, "--index", str(index_folder), "--json", *options).stdout)
        for options in ((), ("--explain",))
    )
    lines = explained.pop("explain")
    assert any("有答案的概率" in line for line in lines)
    assert all(isinstance(line, str) and "\n" not in line for line in lines)
    assert {**explained, "seconds": 0} == {**plain, "seconds": 0}
    assert list(explained) == list(plain)


def test_ask_colours_a_terminal_and_not_a_pipe(index_folder: Path) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "qa", "ask", FACT, "--index", str(index_folder)]
    with os.fdopen(ours, "rb", buffering=0) as screen:
        subprocess.run(command, check=True, stdout=theirs, cwd=ROOT)
        os.close(theirs)
        shown = screen.read(10_000).decode()
    assert "\x1b[1m\x1b[4m" in shown.splitlines()[0]  # what was asked for
    assert "\x1b" not in yinzheng(*command[3:]).stdout


def test_ask_abstains_with_status_3_and_the_nearest_passages(index_folder: Path) -> None:
    result = yinzheng("ask", "学校食堂的菜价是多少？", "--index", str(index_folder))
    assert result.returncode == 3
    assert "不作回答" in result.stdout
    assert "最相近的段落（不是回答）" in result.stdout
    assert [line[:2] for line in result.stdout.splitlines() if ".md:" in line] == ["1.", "2.", "3."]


def test_the_default_path_imports_nothing_heavy(index_folder: Path) -> None:
    code = (
        "import sys; from qa.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: assert end.code == 0, end.code\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'gradio', 'pandas', 'langchain_text_splitters'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    command = [sys.executable, "-c", code, "ask", QUESTION, "--index", str(index_folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)


def test_search_lists_passages(index_folder: Path) -> None:
    result = yinzheng("search", "双带头人", "-k", "4", "--index", str(index_folder))
    assert result.returncode == 0
    assert [line[0] for line in result.stdout.splitlines()[::2]] == ["1", "2", "3", "4"]
    found = json.loads(yinzheng("search", "双带头人", "-k", "4", "--index", str(index_folder), "--json").stdout)
    assert len(found) == 4
    assert found[0]["score"] >= found[3]["score"] > 0


@pytest.mark.parametrize("question", ["", "   ", "？？"])
def test_an_empty_question_is_a_usage_error(index_folder: Path, question: str) -> None:
    refused(yinzheng("ask", question, "--index", str(index_folder)), 2, "the question is empty")
    refused(yinzheng("ask", question, "--index", str(index_folder), language="zh_CN.UTF-8"), 2, "问题是空的")


def test_a_question_of_100000_characters_is_a_usage_error(index_folder: Path) -> None:
    # more bytes than this, the operating system refuses before any program is started
    refused(yinzheng("ask", "q" * 100_000, "--index", str(index_folder)), 2, "100,000 characters", "2,000")


def test_a_missing_index_names_the_command_that_makes_one(tmp_path: Path) -> None:
    missing = str(tmp_path / "nowhere")
    refused(yinzheng("ask", QUESTION, "--index", missing), 1, missing, "python build_index.py --index")
    refused(yinzheng("ask", QUESTION, "--index", missing, language="zh_CN.UTF-8"), 1, missing, "请先建库")


def test_help_teaches_in_both_languages() -> None:
    for command in ((), ("ask",), ("search",), ("batch",), ("serve",)):
        english, chinese = (yinzheng(*command, "--help", language=language) for language in ("en_US", "zh_CN"))
        assert english.returncode == chinese.returncode == 0
        assert english.stdout != chinese.stdout
    assert "Exit status: 0 answered, 3 not answered" in " ".join(yinzheng("ask", "--help").stdout.split())


def test_batch_answers_each_line_in_order(index_folder: Path, tmp_path: Path) -> None:
    questions = tmp_path / "问题.txt"
    questions.write_text("# 注释\n各校如何落实双带头人\n\n学校食堂的菜价是多少？\n", encoding="utf-8-sig")
    output = tmp_path / "答案.jsonl"
    result = yinzheng("batch", str(questions), "-o", str(output), "--index", str(index_folder))
    assert (result.returncode, result.stderr) == (0, "")
    answers = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [answer["question"] for answer in answers] == ["各校如何落实双带头人", "学校食堂的菜价是多少？"]
    assert [answer["status"] for answer in answers] == ["answered", "abstained"]


def test_batch_keeps_going_over_bad_lines(index_folder: Path, tmp_path: Path) -> None:
    lines = [
        '{"id": 7, "question": "嘉职院发出了多少张红牌", "note": "kept"}',
        "{not json",
        '["a list"]',
        '{"id": "x"}',
        '{"question": 5}',
        '{"id": 8, "question": ""}',
        '{"id": {}, "question": "三全育人"}',
        '{"id": 9, "turns": ["嘉职院发出了多少张黄牌", "那红牌有多少张？"], "institutions": ["嘉兴职业技术学院"]}',
        '{"id": 10, "question": "三全育人", "documents": "liaocheng.md"}',
        '{"id": 11, "question": "各校如何落实双带头人", "documents": ["liaocheng.md"]}',
        "[" * 100_000,
        '{"id": 12, "question": "各校如何落实双带头人\u2028", "error": "mine", "half": "\\ud800"}',
        '{"id": 13, "question": "三全育人", "documents": ["\\ud800"]}',
    ]
    questions, output = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    questions.write_text("\n".join(lines), encoding="utf-8")
    result = yinzheng("batch", str(questions), "-o", str(output), "--index", str(index_folder))
    assert result.returncode == 1
    answers = [json.loads(line) for line in output.read_text(encoding="utf-8").split("\n")[:-1]]
    assert len(answers) == len(lines)
    assert [line for line, answer in enumerate(answers, start=1) if "error" in answer] == [
        2,
        3,
        4,
        5,
        6,
        7,
        9,
        11,
        12,
        13,
    ]
    assert len(result.stderr.strip().splitlines()) == 9  # the twelfth is answered; its "error" is the user's own
    assert [answers[line - 1]["id"] for line in (4, 9, 12, 13)] == ["x", 10, 12, 13]
    assert answers[11]["error"] == "mine"
    assert answers[11]["half"] == "\ud800"
    assert "line 2" in result.stderr
    assert answers[0]["note"] == "kept"
    assert answers[0]["id"] == 7
    assert "7张" in answers[7]["text"]
    assert answers[9]["status"] == "abstained"


def test_batch_writes_markdown_with_footnotes(index_folder: Path, tmp_path: Path) -> None:
    questions, output = tmp_path / "questions.txt", tmp_path / "answers.md"
    questions.write_text("嘉职院发出了多少张红牌\n各校如何落实*双带头人*\n", encoding="gb18030")
    assert yinzheng("batch", str(questions), "-o", str(output), "--index", str(index_folder)).returncode == 0
    text = output.read_text(encoding="utf-8")
    assert text.startswith("## 嘉职院发出了多少张红牌\n\n")
    assert "[^1-1]\n\n[^1-1]: " in text
    assert r"## 各校如何落实\*双带头人\*" in text
    assert text.count("[^2-") == 8


def test_batch_refuses_what_it_cannot_read_or_write(index_folder: Path, tmp_path: Path) -> None:
    good, output = tmp_path / "questions.txt", tmp_path / "answers.jsonl"
    good.write_text("三全育人", encoding="utf-8")
    output.write_text("mine", encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 10)
    (tmp_path / "questions.docx").write_bytes(b"x")

    def batch(questions: str, answers: Path) -> subprocess.CompletedProcess[str]:
        return yinzheng("batch", str(tmp_path / questions), "-o", str(answers), "--index", str(index_folder))

    refused(batch("missing.txt", output), 2, "missing.txt", "Check its name")
    refused(batch("empty.txt", output), 2, "empty.txt")
    refused(batch("binary.txt", output), 2, "binary.txt")
    refused(batch("questions.docx", output), 2, "questions.docx", "*.txt or *.jsonl")
    refused(batch("questions.txt", tmp_path / "answers.pptx"), 2, "answers.pptx", ".jsonl or .md")
    refused(batch("questions.txt", tmp_path / "no folder" / "a.md"), 2, "no folder")
    refused(batch("questions.txt", tmp_path / "questions.txt"), 2, "questions.txt")
    lines = tmp_path / "questions.jsonl"
    lines.write_text('{"question": "三全育人"}', encoding="utf-8")
    refused(batch("questions.jsonl", lines), 2, "holds the questions")
    assert lines.read_text(encoding="utf-8") == '{"question": "三全育人"}'
    assert output.read_text(encoding="utf-8") == "mine"
    assert good.read_text(encoding="utf-8") == "三全育人"


def test_a_reference_mark_inside_a_quote_is_not_a_marker(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    text = "甲地职业学院实施教师党支部书记“双带头人”培育工程[2]。"
    (tmp_path / "corpus" / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "q.txt").write_text("如何落实“双带头人”", encoding="utf-8")
    index, output = str(tmp_path / "index"), tmp_path / "a.md"
    assert run("build_index", "--corpus", str(tmp_path / "corpus"), "--index", index).returncode == 0
    assert yinzheng("batch", str(tmp_path / "q.txt"), "-o", str(output), "--index", index).returncode == 0
    assert r"培育工程\[2\]。[^1-1]" in output.read_text(encoding="utf-8")


def test_another_encoder_is_set_by_an_option(tmp_path: Path) -> None:
    encoder = tmp_path / "copy"
    shutil.copytree(DEFAULT_ENCODER, encoder)
    weights = encoder / "0_StaticEmbedding" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    index = str(tmp_path / "index")
    assert run("build_index", "--index", index, "--encoder", str(encoder)).returncode == 0
    refused(yinzheng("ask", QUESTION, "--index", index), 1, "made with the encoder 'copy")
    assert yinzheng("ask", QUESTION, "--index", index, "--encoder", str(encoder)).returncode == 0
