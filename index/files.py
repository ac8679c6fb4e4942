"""What an index knows of the files that its documents were read from."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

from corpus import Notice

# As in `Outcome`; "removed": the user took its documents out, so that it is not read again until it changes
FileStatus = Literal["read", "warned", "skipped", "failed", "removed"]

FILE_COLUMNS = "source, folder, size, modified, sha256, read_as, status, notices"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """A file as it was when it was read, and what became of it."""

    source: str
    folder: str  # that it was found in, as an absolute path; "" if it was added by itself
    size: int
    modified: int  # nanoseconds since 1970
    sha256: str  # of its bytes; "" if they were not read
    read_as: str  # what else decides what is read from it: see `SourceFile.read_as`
    status: FileStatus
    notices: tuple[Notice, ...] = ()

    def to_row(self) -> tuple[str | int, ...]:
        """Return the columns of the table ``files``."""
        notices = json.dumps([asdict(notice) for notice in self.notices], ensure_ascii=False)
        return (self.source, self.folder, self.size, self.modified, self.sha256, self.read_as, self.status, notices)

    @classmethod
    def from_row(cls, row: tuple[str, str, int, int, str, str, FileStatus, str]) -> FileRecord:
        """Read the columns of the table ``files``."""
        source, folder, size, modified, sha256, read_as, status, notices = row
        return cls(
            source=source,
            folder=folder,
            size=size,
            modified=modified,
            sha256=sha256,
            read_as=read_as,
            status=status,
            notices=tuple(Notice(**notice) for notice in json.loads(notices)),
        )
