"""A window's hours as authors write them; windows.hours.rules has their shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from windows.hours.rules import DAYS, Kind, check_closed_days, check_span

if TYPE_CHECKING:
    from core.author_files.yaml_sections import Section

# Where each rule stands: ("weekly", 1) → its line.
Lines = dict[tuple[str | int, ...], int]

UNREADABLE: dict[str, Any] = {"kind": Kind.UNKNOWN.value}


def read_hours(window: Section) -> tuple[dict[str, Any], Lines]:
    """The hours of a window, and the lines of their rules."""
    lines: Lines = {}
    section = window.section("hours")
    if section is None:
        return UNREADABLE, lines
    kind = section.one_of("kind", [kind.value for kind in Kind])
    if kind != Kind.WEEKLY.value:
        section.refuse_others(("kind",))
        return {"kind": kind}, lines
    section.refuse_others(("kind", "weekly", "monthly", "holidays", "closed"))
    rules = {
        "weekly": section.sections("weekly"),
        "monthly": section.sections("monthly", required=False),
        "closed": section.sections("closed", required=False),
    }
    hours: dict[str, Any] = {
        "kind": kind,
        "weekly": [_weekly(rule) for rule in rules["weekly"]],
        "monthly": [_monthly(rule) for rule in rules["monthly"]],
        "closed": [_closed(rule) for rule in rules["closed"]],
    }
    if section.is_text("holidays"):
        hours["holidays"] = section.one_of("holidays", ("same", "closed"))
    elif "holidays" in section:
        rules["holidays"] = section.sections("holidays")
        hours["holidays"] = [_span(rule, ("from", "to")) for rule in rules["holidays"]]
    for name, found in rules.items():
        lines.update({(name, index): rule.line for index, rule in enumerate(found)})
    return hours, lines


def _span(rule: Section, known: tuple[str, ...]) -> dict[str, str]:
    rule.refuse_others(known)
    values = {"from": rule.text("from"), "to": rule.text("to")}
    try:
        check_span(values["from"], values["to"])
    except ValueError:
        if all(values.values()):
            rule.report(
                _(
                    '時刻は "16:00" の形で、「to」は「from」より後に書いてください'
                    '（翌日の8時は "32:00"）。'
                ),
                "from",
            )
    return values


def _weekly(rule: Section) -> dict[str, Any]:
    values: dict[str, Any] = _span(rule, ("days", "weeks", "from", "to"))
    if "days" in rule:
        values["days"] = rule.texts("days", required=True)
        if any(day not in DAYS for day in values["days"]):
            rule.report(_("「days」に使える値：%(known)s") % {"known": "、".join(DAYS)}, "days")
    if "weeks" in rule:
        weeks = rule.texts("weeks", required=True)
        if all(week in {"1", "2", "3", "4", "5"} for week in weeks):
            values["weeks"] = [int(week) for week in weeks]
        else:
            rule.report(_("「weeks」は1から5までの整数の並びで書いてください。"), "weeks")
    return values


def _monthly(rule: Section) -> dict[str, Any]:
    values: dict[str, Any] = _span(rule, ("day", "from", "to", "on_closed_days"))
    values["day"] = rule.whole_number("day", low=1, high=31)
    if rule.flag("on_closed_days", default=False):
        values["on_closed_days"] = True
    return values


def _closed(rule: Section) -> dict[str, str]:
    rule.refuse_others(("from", "to"))
    values = {"from": rule.text("from"), "to": rule.text("to")}
    try:
        check_closed_days(values["from"], values["to"])
    except ValueError:
        if all(values.values()):
            rule.report(
                _(
                    '休みの日は "12-29" か "2026-12-29" の形で、'
                    "「from」と「to」を同じ形で書いてください。"
                ),
                "from",
            )
    return values
