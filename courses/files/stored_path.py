"""A course's files that are not on disk, with the methods of `pathlib.Path` that reading uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class StoredPath:
    """A file or folder in `files`, which maps paths like `supporter/01-intro/….md` to contents.

    `courses.files.reading` reads it like a path, so that a stored edition is read by the same code
    as the authors' folders.
    """

    files: Mapping[str, bytes]
    path: str = ""

    def __str__(self) -> str:
        return self.path

    def __lt__(self, other: StoredPath) -> bool:
        return self.path < other.path

    def __truediv__(self, name: str) -> StoredPath:
        return StoredPath(self.files, f"{self.path}/{name}" if self.path else name)

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def as_posix(self) -> str:
        return self.path

    def relative_to(self, other: StoredPath) -> StoredPath:
        return StoredPath(self.files, self.path.removeprefix(f"{other.path}/"))

    def iterdir(self) -> Iterator[StoredPath]:
        start = f"{self.path}/" if self.path else ""
        names = {
            path[len(start) :].partition("/")[0] for path in self.files if path.startswith(start)
        }
        return (self / name for name in names)

    def is_dir(self) -> bool:
        return not self.is_file() and any(self.iterdir())

    def is_file(self) -> bool:
        return self.path in self.files

    def exists(self) -> bool:
        return self.is_file() or self.is_dir()

    def read_bytes(self) -> bytes:
        return self.files[self.path]
