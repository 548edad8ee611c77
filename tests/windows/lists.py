"""A small list of windows in the authors' form, and reading it from a folder."""

from pathlib import Path

from windows.files.reading import read_windows

WINDOW = """windows:
  - key: yorisoi
    name: よりそい
    phone: 0120-279-338
    channels: [phone]
    hours: {kind: always}
    source: 案内
    checked_on: 2026-04-01
"""


def read(folder: Path, windows: str = WINDOW):
    (folder / "windows.ja.yaml").write_text(windows, encoding="utf-8")
    return read_windows(folder, shown_as="lists")
