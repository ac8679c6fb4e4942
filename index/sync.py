"""Bringing an index up to date with folders of files: only what changed is read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from corpus import FileList, Outcome, SourceFile, read_file
from index.files import FileRecord
from index.update import Update

Action = Literal["added", "changed", "unchanged", "gone"]
Progress: TypeAlias = Callable[[Sequence[SourceFile]], Iterable[SourceFile]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What became of one file."""

    action: Action
    file: FileRecord
    outcome: Outcome | None = None  # None if it was not read


def sync(update: Update, listing: FileList, *, progress: Progress = lambda files: files) -> list[Synced]:
    """Read the files that are new or have changed, and drop those that are gone from their folders.

    A file with the size and the time of last change that it had is not opened. What the user took out stays out until
    the file changes.

    Args:
        update: The change that this becomes part of.
        listing: The files that there are.
        progress: Wraps the files to show how far it is.
    """
    known = update.files()
    listing = _under_own_names(listing, known)
    there = {file.source for file in listing.files} | {outcome.source for outcome in listing.refused}
    done = [_gone(update, one) for one in known.values() if one.folder in listing.folders and one.source not in there]
    done += [_bring_in(update, file, known.get(file.source)) for file in progress(listing.files)]
    return done + [_refused(update, outcome, known.get(outcome.source), listing) for outcome in listing.refused]


def _under_own_names(listing: FileList, known: Mapping[str, FileRecord]) -> FileList:
    """Return the files, those of which another folder has had the name under that of their folder as well."""

    def own(file: SourceFile) -> SourceFile:
        before = known.get(file.source)
        if not before or not file.folder or before.folder in ("", file.folder, *listing.folders):
            return file
        return replace(file, source=f"{Path(file.folder).name}/{file.source}")

    return replace(listing, files=tuple(map(own, listing.files)))


def _gone(update: Update, file: FileRecord) -> Synced:
    update.remove_file(file.source)
    return Synced(action="gone", file=file)


def _bring_in(update: Update, file: SourceFile, before: FileRecord | None) -> Synced:
    size, modified = _stamp(file.path)
    same = before is not None and before.size == size and before.read_as == file.read_as
    # what could not be opened is tried again: leave to read it changes neither its size nor its time
    was_read = before is not None and (before.sha256 or before.status == "removed")
    if before and same and was_read and before.modified == modified:
        return Synced(action="unchanged", file=before)
    if before and same and before.sha256 and before.sha256 == _sha256(file.path):
        touched = replace(before, modified=modified)
        update.touch_file(touched)
        return Synced(action="unchanged", file=touched)
    outcome = read_file(file)
    record = FileRecord(
        source=file.source,
        folder=file.folder,
        size=size,
        modified=modified,
        sha256=outcome.sha256,
        read_as=file.read_as,
        status=outcome.status,
        notices=outcome.notices,
    )
    if not outcome.sha256 and before == record:
        return Synced(action="unchanged", file=record)
    update.put_file(record, outcome.documents)
    return Synced(action="changed" if before else "added", file=record, outcome=outcome)


def _refused(update: Update, outcome: Outcome, before: FileRecord | None, listing: FileList) -> Synced:
    """Keep what became of a file that is not read: of another type, or a link that leads out."""
    record = FileRecord(
        source=outcome.source,
        folder=next(iter(listing.folders), ""),
        size=0,
        modified=0,
        sha256="",
        read_as="",
        status=outcome.status,
        notices=outcome.notices,
    )
    if before and before.status == record.status and before.notices == record.notices:
        return Synced(action="unchanged", file=before)
    update.put_file(record, ())
    return Synced(action="changed" if before else "added", file=record, outcome=outcome)


def _stamp(path: Path) -> tuple[int, int]:
    """Return the size and the time of last change; zeros if the file cannot be looked at, which reading it will say."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
