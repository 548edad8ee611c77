from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # no types
    """Compressed files under names that hold their digest; each address is worked out once.

    The manifest never changes while a process runs, and a lesson page asks for sixteen addresses.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._urls: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002 - Django's own
        known = self._urls.get(name)
        if known is None or force:
            known = self._urls[name] = super().url(name, force)
        return known
