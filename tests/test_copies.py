"""Reprints: one article that several sites carry is one source with several locations."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, find_files
from index import HashEncoder, Index
from index.copies import COPY, SHORTEST, group_copies, signature_of
from index.update import Update
from qa import Assistant
from tests.articles import CASES, SEEDS

ARTICLE = (
    "青山职业技术学院坚持党建引领，实施教师党支部书记“双带头人”培育工程。2021年，学校引进人才130名，建成五个名师工作室。"
    "学校党委每季度听取一次支部建设汇报，年底开展述职评议。各支部与企业党组织结对共建，联合开展技术攻关二十余项。"
    "学生党员在宿舍楼设立服务岗，每周值班，接待同学一千余人次。"
)
OTHER = (
    "绿水职业技术学院把课程思政写进每门课的教案，开设二十门示范课，编写校本教材三部，组织教师赴红色基地研修。"
    "学校建立校领导联系班级制度，每月走进课堂听课。就业指导中心走访企业四百家，毕业生去向落实率达到百分之九十六。"
    "社团联合会举办文化节，邀请非遗传承人进校园。"
)
ENCODER = HashEncoder()


def jaccard(one: str, other: str) -> float:
    """The share of common clauses, the slow way."""
    clauses = [{clause for clause in re.split(r"[\W_]+", text) if len(clause) >= 4} for text in (one, other)]
    return len(clauses[0] & clauses[1]) / len(clauses[0] | clauses[1])


def build(folder: Path, texts: dict[str, str]) -> Index:
    documents = [Document(source=name, title=name, text=text) for name, text in texts.items()]
    return Index.build(documents, folder, encoder=ENCODER)


def test_reprints_are_grouped_and_others_are_not(tmp_path: Path) -> None:
    reprint = f"某网消息 {ARTICLE.replace('，', ',')}（来源：某报）"
    index = build(tmp_path, {"a": ARTICLE, "b": OTHER, "c": reprint, "d": ARTICLE[:60]})
    assert {one.source: one.first_copy for one in index.documents()} == {"a": None, "b": None, "c": "a", "d": None}
    key = index.documents()[0].id
    assert index.copies_with(key, "引进人才130名") == ["c"]
    assert index.copies_with(key, "，学校引进人才130名") == []
    assert index.copies_with(index.documents()[1].id, "示范课") == []


def test_the_group_follows_the_documents(tmp_path: Path) -> None:
    build(tmp_path, {"a": ARTICLE, "b": ARTICLE, "c": ARTICLE, "d": OTHER}).close()
    index, _ = Index.take_out(tmp_path, ["a"], encoder=ENCODER)
    assert {one.source: one.first_copy for one in index.documents()} == {"b": None, "c": "b", "d": None}
    with Update.begin(tmp_path, encoder=ENCODER) as update:
        update.add(Document(source="e", title="e", text=OTHER))
        update.commit()
    assert {one.source: one.first_copy for one in index.documents()}["e"] == "d"


def test_a_citation_names_the_reprints(tmp_path: Path) -> None:
    for name in ("一报.txt", "二网.txt", "三站.txt"):
        (tmp_path / "corpus").mkdir(exist_ok=True)
        (tmp_path / "corpus" / name).write_text(f"青山职业技术学院：人才强校\n{ARTICLE}\n", encoding="utf-8")
    from index import DEFAULT_ENCODER, load_encoder

    index, _ = Index.update(
        tmp_path / "index", find_files([tmp_path / "corpus"]), encoder=load_encoder(DEFAULT_ENCODER)
    )
    answer = Assistant(index).ask("青山职业技术学院2021年引进了多少人才？")
    assert len(answer.citations) == 1
    sources = {answer.citations[0].source, *answer.citations[0].also}
    assert sources == {"一报.txt", "二网.txt", "三站.txt"}
    assert answer.to_dict()["citations"][0]["also"] == answer.citations[0].also


def test_the_notes_and_the_articles_that_they_are_of_are_no_copies() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (*sorted(CASES.glob("*.md")), *sorted(SEEDS.glob("*.txt")))]
    assert [*group_copies([signature_of(text) for text in texts])] == list(range(len(texts)))


@pytest.mark.parametrize("changed", [0, 2, 5, 20, 60])
def test_the_estimate_is_near_the_share_of_common_clauses(changed: int) -> None:
    clauses = [f"第{number}条说的是{number * number}件事" for number in range(100)]
    other = [f"另{clause}" if number < changed else clause for number, clause in enumerate(clauses)]
    one, two = ("，".join(text) for text in (clauses, other))
    alike = group_copies([signature_of(one), signature_of(two)])[1] == 0
    exact = jaccard(one, two)
    assert alike == (exact >= COPY) or abs(exact - COPY) < 0.15


@given(st.text(max_size=300))
def test_any_text_is_a_copy_of_itself_or_too_short(text: str) -> None:
    one = signature_of(text)
    assert one == signature_of(text)
    assert [*group_copies([one, one])] == ([0, 0] if one else [0, 1])
    assert not one or len(text) >= SHORTEST
