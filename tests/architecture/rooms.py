"""The rooms of the house and their order, read from the one place that states it."""

import functools
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@functools.cache
def levels():
    """Each room's height; rooms beside each other share one and don't know each other."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return {
        room: height
        for height, layer in enumerate(reversed(layers))
        for name in layer.split("|")
        # In brackets: a place kept for a room that is still to come.
        if (room := name.strip().strip("()")) and (ROOT / room).is_dir()
    }


def rooms():
    return sorted(levels())


def may_name(room, other):
    """Whether `room` may name what belongs to `other`: itself, or a room below."""
    return room == other or levels()[other] < levels()[room]


@functools.cache
def tracked_files():
    """What belongs to the repository: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def modules(room):
    return [path for path in tracked_files() if path.suffix == ".py" and _is_in(path, room)]


def templates(room):
    return [
        path
        for path in tracked_files()
        if path.suffix in {".html", ".txt"} and _is_in(path, room) and "templates" in path.parts
    ]


def _is_in(path, room):
    return path.relative_to(ROOT).parts[0] == room


def name_of(path):
    return str(path.relative_to(ROOT))
