from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from support.enums import Audience, Channel
from support.sources.values import WEB_ADDRESS, read_day, read_moment

if TYPE_CHECKING:
    from core.sources import Section

_PHONE = re.compile(r"[#*]?[0-9]+(?:-[0-9]+)*", re.ASCII)
_WINDOW_KEYS = (
    "key",
    "name",
    "operator",
    "phone",
    "url",
    "hours_text",
    "audience",
    "themes",
    "channels",
    "periods",
    "is_permanent",
    "source",
    "checked_on",
    "note",
)


def read_window(section: Section) -> dict[str, Any]:
    """The window's field values; what is wrong is reported in the section."""
    section.refuse_others(_WINDOW_KEYS)
    phone = section.text("phone", required=False, limit=40)
    url = section.text("url", required=False, limit=200)
    if phone and not _PHONE.fullmatch(phone):
        section.report(_("「phone」は半角の数字と「-」「#」で書いてください。"), "phone")
    if url and not WEB_ADDRESS.fullmatch(url):
        section.report(_("「url」は https:// から書いてください。"), "url")
    if not phone and not url:
        section.report(_("「phone」か「url」のどちらかがいります。"))
    channels = section.texts("channels")
    if unknown := [channel for channel in channels if channel not in Channel.values]:
        section.report(
            _("「channels」に「%(value)s」は使えません。使える値：%(known)s")
            % {"value": unknown[0], "known": "、".join(Channel.values)},
            "channels",
        )
    is_permanent = section.flag("is_permanent", default=True)
    periods = [_period(period) for period in section.sections("periods", required=False)]
    if is_permanent and periods:
        section.report(
            _(
                "いつも開いている窓口に「periods」は書けません。"
                "「is_permanent: false」にしてください。"
            ),
            "periods",
        )
    return {
        "key": section.text("key", limit=60),
        "name": section.text("name", limit=100),
        "operator": section.text("operator", required=False, limit=100),
        "phone": phone,
        "url": url,
        "hours_text": section.text("hours_text", limit=200),
        "audience": section.one_of("audience", Audience.values, default=Audience.ALL),
        "themes": section.texts("themes"),
        "channels": channels,
        "is_permanent": is_permanent,
        "periods": periods,
        "note": section.text("note", required=False),
        "source": section.text("source", limit=300),
        "checked_on": read_day(section, "checked_on"),
    }


def _period(section: Section) -> dict[str, str]:
    section.refuse_others(("starts", "ends"))
    values = {name: section.text(name) for name in ("starts", "ends")}
    moments = [read_moment(section, name, value) for name, value in values.items() if value]
    if len(moments) == 2 and None not in moments and not moments[0] < moments[1]:  # type: ignore[operator] # None is ruled out
        section.report(_("「ends」は「starts」より後にしてください。"), "ends")
    return values
