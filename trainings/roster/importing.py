"""What an uploaded roster would do: read, planned row by row, summed up for the preview."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from tablib import Dataset

from accounts.enums import LearnerKind
from core.tabular import Table, TableRow, UnreadableTableError, read_table
from trainings.models import Registration, RosterImport, Training
from trainings.roster import cells, columns
from trainings.roster.exporting import roster_rows
from trainings.roster.resource import RosterResource, ignore_progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.models import Learner
    from trainings.roster.resource import Report

KEYS_AT_ONCE = 500
_SHOWN = 20


@dataclass
class Change:
    """A registration with its new values, and the values it had."""

    registration: Registration
    before: dict[str, Any]


@dataclass
class RosterPlan:
    """What confirming would do. With `problems` nothing may be saved; row 0 is the whole file.

    `new` are unsaved registrations, from the rows `new_rows`; `learners` has the known learner of
    some, by index.
    """

    encoding: str = ""
    row_count: int = 0
    new: list[Registration] = field(default_factory=list)
    learners: dict[int, Learner] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    new_rows: list[int] = field(default_factory=list)
    changed_rows: dict[int, list[str]] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def preview(self) -> dict[str, Any]:
        """As `RosterImport.preview`: counts, titles, row numbers and reasons.

        Each row of the file is counted once: one with a problem is neither new nor changed.
        """
        bad_rows = {row for row, _reason in self.problems}
        new = len(set(self.new_rows) - bad_rows)
        changed = len(set(self.changed_rows) - bad_rows)
        bad = len(bad_rows)
        return {
            "rows": self.row_count,
            "new": new,
            "changed": changed,
            "unchanged": max(0, self.row_count - new - changed - bad),
            "changes": [
                {"row": row, "columns": titles} for row, titles in self.changed_rows.items()
            ],
            "errors": [{"row": row, "reason": reason} for row, reason in self.problems],
            "warnings": self.warnings,
        }


def plan_import(roster_import: RosterImport, report: Report = ignore_progress) -> RosterPlan:
    """Read the file and plan it against the roster as it is now. Reads only."""
    if not roster_import.file:
        return RosterPlan(
            problems=[(0, _("ファイルの保存期間が過ぎました。もう一度選んでください。"))]
        )
    with roster_import.file.open("rb") as file:
        try:
            table = read_table(file, roster_import.file.name or "")
        except UnreadableTableError as error:
            return RosterPlan(problems=[(0, str(error))])
    return plan_table(roster_import.training, table, report)


def plan_table(training: Training, table: Table, report: Report = ignore_progress) -> RosterPlan:
    titles, reasons = _known_titles(table.header)
    if reasons:
        return RosterPlan(
            table.encoding, len(table.rows), problems=[(1, reason) for reason in reasons]
        )
    rows = [dict(zip(titles, row.cells, strict=True)) for row in table.rows]
    resource = RosterResource(training, is_cp932=table.encoding == "cp932", report=report)
    resource.plan(_dataset(titles, rows), table)
    plan = RosterPlan(
        encoding=table.encoding,
        row_count=len(rows),
        new=resource.create_instances,
        new_rows=resource.new_rows,
        changes=[Change(row, resource.before[row.pk]) for row in resource.update_instances],
        changed_rows=resource.changed_rows,
        problems=[(problem.row, problem.reason) for problem in table.problems],
        warnings=[*table.warnings, *_warnings(resource, table.rows, rows)],
    )
    plan.problems += resource.problems
    plan.problems += _seat_problems(training, resource.new_rows)
    plan.learners = known_learners(training, plan.new)
    plan.problems += _learner_problems(training, plan, resource.new_rows)
    plan.problems.sort(key=lambda problem: problem[0])
    return plan


def _known_titles(header: Sequence[str]) -> tuple[list[str], list[str]]:
    """The header in our own words, and what is wrong with it."""
    titles = [_known_title(title) for title in header]
    unknown = [
        title
        for title in titles
        if title and title not in columns.BY_TITLE and not title.startswith(columns.ATTENDANCE)
    ]
    reasons = []
    if unknown:
        reasons.append(
            _("分からない列があります：%(titles)s。ひな形の見出しに合わせてください。")
            % {"titles": "、".join(f"「{title[:20]}」" for title in unknown[:_SHOWN])}
        )
    if columns.NAME not in titles:
        reasons.append(_("「%(title)s」の列がありません。") % {"title": columns.NAME})
    twice = sorted({title for title in titles if title and titles.count(title) > 1})
    reasons += [_("「%(title)s」の列が2つ以上あります。") % {"title": title} for title in twice]
    return titles, reasons


def _known_title(title: str) -> str:
    plain = title.replace("／", "/").replace("ＩＤ", "ID").replace("　", " ").strip()
    return columns.ALIASES.get(plain, plain)


def _dataset(titles: Sequence[str], rows: Iterable[dict[str, str]]) -> Dataset:
    """With the columns that go together; a column that a file lacks is left as it is."""
    headers = [title for title in titles if title in columns.BY_TITLE]
    places = {columns.MUNICIPALITY_CODE, columns.MUNICIPALITY}
    for title in (columns.PUBLIC_ID, *(sorted(places) if places & set(headers) else ())):
        if title not in headers:
            headers.append(title)
    dataset = Dataset(headers=headers)
    for row in rows:
        dataset.append([row.get(title, "") for title in headers])
    return dataset


def _warnings(
    resource: RosterResource, table_rows: list[TableRow], rows: list[dict[str, str]]
) -> list[str]:
    warnings = []
    if resource.known_rows:
        warnings.append(
            _("すでに申し込まれている方の行です。変更しません：%(rows)s")
            % {"rows": _row_list(resource.known_rows)}
        )
    if resource.restored_phones:
        warnings.append(
            _("電話番号の先頭の0を補いました：%(rows)s")
            % {"rows": _row_list(resource.restored_phones)}
        )
    edited = _edited_in_vain(resource.training, table_rows, rows)
    if edited:
        warnings.append(
            _("受付方法・申込日時・出席・修了日は、取り込みでは変わりません：%(rows)s")
            % {"rows": _row_list(edited)}
        )
    return warnings


def _edited_in_vain(
    training: Training, table_rows: list[TableRow], rows: list[dict[str, str]]
) -> list[int]:
    """The rows of existing registrations in which a column was edited that is only shown."""
    export = columns.export_columns(training)
    shown = [
        column.title
        for column in export
        if (not column.is_read or column.title == columns.CREATED_AT)
        and any(column.title in row for row in rows[:1])
    ]
    if not shown or not any(row.get(columns.PUBLIC_ID) for row in rows):
        return []
    titles = [column.title for column in export]
    written = {row[0]: dict(zip(titles, row, strict=True)) for row in roster_rows(training)}
    edited = []
    for table_row, row in zip(table_rows, rows, strict=True):
        stored = written.get(cells.strip_cell(row.get(columns.PUBLIC_ID)).lower())
        if stored and any(_shown(stored[title]) != _shown(row[title]) for title in shown):
            edited.append(table_row.number)
    return edited


def _shown(text: str) -> object:
    """A moment or day however a spreadsheet wrote it back, other text as it is."""
    try:
        found = cells.read_moment(text)
    except ValueError:
        return text.strip()
    return timezone.localtime(found).replace(second=0) if found else ""


def _row_list(numbers: list[int]) -> str:
    shown = "、".join(_("%(row)d行目") % {"row": number} for number in numbers[:_SHOWN])
    rest = len(numbers) - _SHOWN
    return shown if rest <= 0 else _("%(rows)s ほか%(rest)d行") % {"rows": shown, "rest": rest}


def _seat_problems(training: Training, new_rows: list[int]) -> list[tuple[int, str]]:
    free = max(0, training.capacity - training.seats_taken)
    if len(new_rows) <= free:
        return []
    reason = _(
        "この行から定員を超えます（定員%(capacity)d人、空き%(free)d人、新しい方%(new)d人）。"
        "定員を増やすか、行を減らしてください。"
    ) % {"capacity": training.capacity, "free": free, "new": len(new_rows)}
    return [(new_rows[free], reason)]


def known_learners(training: Training, registrations: Sequence[Registration]) -> dict[int, Learner]:
    """The organization's roster learner of each registration, by index, where there is one.

    The rule of `trainings.registrations.learners.roster_learner`, for thousands at once.
    """
    wanted = {
        (row.name_key, row.email.casefold()): index
        for index, row in enumerate(registrations)
        if row.email
    }
    keys = sorted({name_key for name_key, _email in wanted})
    found: dict[int, Learner] = {}
    for start in range(0, len(keys), KEYS_AT_ONCE):
        known = (
            Registration.objects.filter(
                training__organization=training.organization_id,
                name_key__in=keys[start : start + KEYS_AT_ONCE],
                learner__kind=LearnerKind.ROSTER,
            )
            .exclude(email="")
            .select_related("learner__merged_into")
            .order_by("pk")
        )
        for row in known:
            index = wanted.get((row.name_key, row.email.casefold()))
            if index is not None:
                found.setdefault(index, row.learner.current)
    return found


def _learner_problems(
    training: Training, plan: RosterPlan, new_rows: list[int]
) -> list[tuple[int, str]]:
    """Rows whose person holds a seat already, under another name or e-mail."""
    if not plan.learners:
        return []
    here = set(training.registrations.active().values_list("learner_id", flat=True))
    problems = []
    for index, learner in sorted(plan.learners.items()):
        if learner.pk in here:
            problems.append((new_rows[index], _("すでに申し込まれている方です。")))
        here.add(learner.pk)
    return problems
