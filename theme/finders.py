"""The web font, from npm's @fontsource/biz-udpgothic, at `fonts/biz-udpgothic/`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import get_files
from django.core.files.storage import FileSystemStorage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PREFIX = "fonts/biz-udpgothic"
STYLE_SHEET = "fonts.css"
# Weight and the names under which Windows and Debian have the font installed: then nothing loads.
WEIGHTS = {
    400: ("BIZ UDPGothic", "BIZ-UDPGothic"),
    700: ("BIZ UDPGothic Bold", "BIZ-UDPGothic-Bold"),
}


class WebFontFinder(BaseFinder):
    """Serves the font's slices and one style sheet for both weights.

    The package's own `400.css` and `700.css` weigh 31 KB each when compressed. Both name the same
    120 ranges of characters: side by side in one sheet the second weight costs next to nothing,
    and pages stay light.
    """

    def __init__(self, app_names: object = None, *args: Any, **kwargs: Any) -> None:
        self.package = Path(settings.BASE_DIR) / "node_modules/@fontsource/biz-udpgothic"
        self.slices = self._storage(self.package / "files")
        self.sheets = self._storage(Path(settings.VAR_DIR) / "generated-static")
        super().__init__(*args, **kwargs)

    @staticmethod
    def _storage(location: Path) -> FileSystemStorage:
        storage = FileSystemStorage(location=location)
        storage.prefix = PREFIX  # type: ignore[attr-defined]  # read by collectstatic
        return storage

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        folder, _, name = path.rpartition("/")
        found = self._path(name) if folder == PREFIX else None
        if found is None:
            return []
        return [str(found)] if find_all else str(found)

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        if not self.package.is_dir():
            return
        self._write_sheet()
        yield STYLE_SHEET, self.sheets
        for name in get_files(self.slices, list(ignore_patterns or [])):
            if self._is_slice(name):
                yield name, self.slices

    def _path(self, name: str) -> Path | None:
        if name == STYLE_SHEET and self.package.is_dir():
            return self._write_sheet()
        path = self.package / "files" / name
        return path if self._is_slice(name) and path.is_file() else None

    @staticmethod
    def _is_slice(name: str) -> bool:
        # "japanese" is the whole font in one file, of 1.3 MB a weight.
        return name.endswith(".woff2") and "-japanese-" not in name

    def _write_sheet(self) -> Path:
        ranges = json.loads((self.package / "unicode.json").read_text(encoding="utf-8"))
        text = "\n".join(
            _face(f"biz-udpgothic-{name.strip('[]')}-{weight}-normal.woff2", weight, characters)
            for name, characters in ranges.items()
            for weight in WEIGHTS
        )
        path = Path(self.sheets.location) / STYLE_SHEET
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return path


def _face(file: str, weight: int, characters: str) -> str:
    installed = "".join(f'local("{name}"),' for name in WEIGHTS[weight])
    return (
        f'@font-face{{font-family:"BIZ UDPGothic";font-display:swap;font-weight:{weight};'
        f'src:{installed}url("{file}")format("woff2");unicode-range:{characters}}}'
    )
