"""What became of the files of a corpus, for a reader and for a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corpus import Outcome, chunk_document, in_user_language, user_language

if TYPE_CHECKING:
    from index import Index
    from index.files import FileStatus
    from index.sync import Action, Synced

_STATUS: dict[FileStatus, tuple[str, str]] = {
    "read": ("read", "已读"),
    "warned": ("read with a warning", "已读但有警告"),
    "skipped": ("skipped", "跳过"),
    "failed": ("failed", "失败"),
    "removed": ("taken out by you", "已被您移除"),
}
_ACTION: dict[Action, tuple[str, str]] = {
    "added": ("new", "新增"),
    "changed": ("changed", "有变化"),
    "unchanged": ("unchanged", "未变"),
    "gone": ("gone", "已不存在"),
}


def report_lines(done: Sequence[Synced], *, verbose: bool) -> Iterator[str]:
    """Yield a line for every notice, how many files were read, skipped and so on, and what was cut."""
    language = user_language()
    zh = language == "zh"
    for one in done:
        if one.action != "gone" and one.outcome:
            for notice in one.file.notices:
                yield f"{_STATUS[one.file.status][zh]}: {notice.text(language)}"
    there = [one for one in done if one.action != "gone"]
    statuses = Counter(one.file.status for one in there)
    yield ", ".join(f"{statuses[status]} {words[zh]}" for status, words in _STATUS.items() if statuses[status])
    actions = Counter(one.action for one in done)
    if set(actions) != {"added"}:
        yield ", ".join(f"{actions[action]} {words[zh]}" for action, words in _ACTION.items() if actions[action])
    cut = [one.outcome for one in done if one.outcome and one.outcome.removed]
    if cut:
        pieces = sum(len(outcome.removed) for outcome in cut)
        more = "" if verbose else in_user_language(" (--verbose lists them)", "（加 --verbose 列出）")
        yield in_user_language(
            f"{pieces} pieces of page furniture cut from {len(cut)} files{more}",
            f"从 {len(cut)} 个文件中去掉了 {pieces} 处网页杂项{more}",
        )
    for outcome in cut if verbose else ():
        yield from (f"  {outcome.source}: {removal.text!r} ({removal.rule})" for removal in outcome.removed)


def document_lines(index: Index) -> Iterator[str]:
    """Yield a line for each document: id, date, chunks, institution, source, title; then the files that gave none."""
    zh = user_language() == "zh"
    for one in index.documents():
        copy = f"  (= {one.first_copy})" if one.first_copy else ""
        known = f"{one.date or '-':10}  {one.chunks:4}  {one.institution or '-'}"
        yield f"{one.id}  {known}  {one.source}  {one.title}{copy}"
    for file in index.files():
        if file.status not in ("read", "warned"):
            reasons = "; ".join(notice.text("zh" if zh else "en") for notice in file.notices)
            yield f"{_STATUS[file.status][zh]}: {reasons or file.source}"


def listed_fields(index: Index) -> dict[str, Any]:
    """Return the documents and the files of an index as plain data."""
    return {
        "documents": [asdict(one) for one in index.documents()],
        "files": [asdict(file) for file in index.files()],
    }


def inspected_lines(outcome: Outcome) -> Iterator[str]:
    """Yield what became of a file: notices, what was cut and why, and each document with its chunks."""
    language = user_language()
    zh = language == "zh"
    yield f"{outcome.source}: {_STATUS[outcome.status][zh]}"
    yield from (f"  {notice.text(language)}" for notice in outcome.notices)
    if outcome.removed:
        yield in_user_language("Cut:", "去掉的内容：")
        yield from (f"  [{removal.rule}] {removal.text}" for removal in outcome.removed)
    for document in outcome.documents:
        yield ""
        for name, words in _FIELDS.items():
            if value := getattr(document, name):
                yield f"{words[zh]}: {'、'.join(value) if isinstance(value, tuple) else value}"
        for number, chunk in enumerate(chunk_document(document), start=1):
            page = in_user_language(f", page {chunk.page}", f"，第 {chunk.page} 页") if chunk.page else ""
            yield f"\n[{number}] {chunk.start}-{chunk.end}{page}" + (f"  {chunk.heading}" if chunk.heading else "")
            yield chunk.text


_FIELDS = {
    "title": ("Title", "标题"),
    "institution": ("Institution", "学校"),
    "aliases": ("Also called", "简称"),
    "publisher": ("Publisher", "来源"),
    "author": ("Author", "作者"),
    "date": ("Date", "日期"),
    "type": ("Type", "类型"),
}


def report_fields(index: Index, done: Sequence[Synced]) -> dict[str, Any]:
    """Return the same as plain data: a row for each file, and the counts."""
    return {
        "documents": index.manifest.documents,
        "passages": len(index),
        "files": [
            {
                "source": one.file.source,
                "action": one.action,
                "status": one.file.status,
                "notices": [asdict(notice) for notice in one.file.notices],
                "removed": [asdict(removal) for removal in one.outcome.removed] if one.outcome else [],
            }
            for one in done
        ],
    }
