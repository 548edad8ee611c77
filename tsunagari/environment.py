"""Settings from environment variables; a bad value becomes a system check, not a stack trace."""

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off", ""})


class Environment:
    """Typed access to environment variables.

    Each value may also stand in a file named by `<NAME>_FILE` (for secrets). A value that cannot
    be read falls back to its default and is remembered in `problems`, which
    `tsunagari.checks` reports and which stops the start.
    """

    def __init__(self, source: Mapping[str, str] | None = None) -> None:
        self._source = os.environ if source is None else source
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        path = self._source.get(f"{name}_FILE")
        if path:
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                self.problems.append(f"{name}_FILE: {error}")
                return default
        return self._source.get(name, default)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name).lower()
        if value in TRUE:
            return True
        if value in FALSE:
            return default if value == "" else False
        self.problems.append(f"{name}: use 1 or 0, not {value!r}")
        return default

    def integer(self, name: str, default: int) -> int:
        return self._parsed(name, default, int, "a whole number")

    def database(self, name: str, default: str) -> dict[str, Any]:
        """A database's settings from its URL; the URL may hold a password and is never repeated."""
        try:
            return dict(dj_database_url.parse(self.text(name, default) or default))
        except ValueError:
            self.problems.append(f"{name}: use sqlite:///… or postgres://user:password@host/name")
            return dict(dj_database_url.parse(default))

    def one_of(self, name: str, default: str, allowed: Sequence[str]) -> str:
        value = self.text(name, default)
        if value in allowed:
            return value
        self.problems.append(f"{name}: use one of {', '.join(allowed)}, not {value!r}")
        return default

    def address(self, name: str, default: str) -> str:
        """The address of a site, without a slash at its end."""
        value = self.text(name, default).rstrip("/")
        parts = urlsplit(value)
        if parts.scheme in {"http", "https"} and parts.netloc:
            return value
        self.problems.append(f"{name}: use https://host, not {value!r}")
        return default

    def names(self, name: str, default: str = "") -> list[str]:
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]

    def _parsed(self, name: str, default: int, parse: Callable[[str], int], wanted: str) -> int:
        value = self.text(name)
        if not value:
            return default
        try:
            return parse(value)
        except ValueError:
            self.problems.append(f"{name}: use {wanted}, not {value!r}")
            return default


def kept_secret(path: Path) -> str:
    """The secret in the file; made on the first run, readable by its owner alone."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        value = secrets.token_urlsafe(50)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(value)
        return value
