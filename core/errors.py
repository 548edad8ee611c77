"""What a service raises when a rule of the field refuses an action."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class RefusedError(Exception):
    """An action that a rule refuses. `str()` tells the user why, in the active language.

    A subclass sets `message`, or hands in one that names what it is about.
    """

    message: "str | _StrPromise" = _("この操作はできません。")

    def __init__(self, message: "str | _StrPromise" = "") -> None:
        super().__init__()
        if message:
            self.message = message

    def __str__(self) -> str:
        return str(self.message)
