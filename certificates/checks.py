"""What the machine must have for certificates, told at the start rather than at the first one."""

import ctypes
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's name

from certificates.glyphs import FAMILIES, load_faces
from core.paper.fonts import FontsMissingError


@register("certificates")
def paper_ready(**kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    try:
        ctypes.CDLL("libharfbuzz-subset.so.0")
    except OSError:
        found.append(
            Warning(
                "libharfbuzz-subset is missing: each certificate takes ten times as long to print.",
                hint="apt-get install libharfbuzz-subset0",
                id="certificates.W001",
            )
        )
    hint = "apt-get install fonts-morisawa-bizud-mincho fonts-noto-cjk"
    try:
        families = [face.family for face in load_faces()]
    except FontsMissingError:
        found.append(
            Error("No font for certificates is installed.", hint=hint, id="certificates.E001")
        )
    else:
        if missing := [family for family in FAMILIES[:2] if family not in families]:
            found.append(
                Warning(
                    f"Fonts for certificates are missing: {', '.join(missing)}.",
                    hint=hint,
                    id="certificates.W002",
                )
            )
    return found
