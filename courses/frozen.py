"""Database triggers that refuse changes to published and retired editions.

They protect an edition's structure, its Japanese texts, quizzes and pictures: no row is added,
moved or deleted, and no column changes but for those that are listed here as `free`: what was
rendered, and the edition's state. An edition never becomes a draft again. Translations are not
protected. The triggers are removed while migrations run: a migration may have to rewrite columns,
and SQLite drops a table's triggers when it rebuilds the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connections

from core.languages import SOURCE_LANGUAGE
from courses.files.documents import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# SQL for the edition of a row, which is OLD or NEW in a trigger.
_OF_EDITION = "{row}.edition_id"
_OF_CHAPTER = "(SELECT c.edition_id FROM courses_chapter c WHERE c.id = {row}.chapter_id)"
_OF_LESSON = (
    "(SELECT c.edition_id FROM courses_lesson l JOIN courses_chapter c ON c.id = l.chapter_id"
    " WHERE l.id = {row}.lesson_id)"
)
_JAPANESE = f"{{row}}.language = '{SOURCE_LANGUAGE}'"
_NOT_TRANSLATED = " AND ".join(
    f"{{row}}.name NOT LIKE '%.{each}.%'" for each in LANGUAGES if each != SOURCE_LANGUAGE
)
_ROWS = {"UPDATE": ("OLD", "NEW"), "INSERT": ("NEW",), "DELETE": ("OLD",)}
_MESSAGE = "a published edition is never changed"


@dataclass(frozen=True, slots=True)
class _FrozenTable:
    """A table with SQL for a row's edition and for the rows that are protected (`only`)."""

    name: str
    edition: str
    only: str = "1 = 1"
    free: tuple[str, ...] = ()

    def trigger_name(self, event: str) -> str:
        return f"{self.name}_frozen" + ("" if event == "UPDATE" else f"_{event.lower()}")

    def is_frozen(self, event: str) -> str:
        """SQL that is true if the row belongs to an edition that is not a draft."""
        return " OR ".join(
            f"({self.only} AND EXISTS (SELECT 1 FROM courses_courseedition e"  # noqa: S608 - our own names
            f" WHERE e.id = {self.edition} AND e.state <> 'draft'))".format(row=row)
            for row in _ROWS[event]
        )

    def has_changed(self, differs: str, *, using: str) -> str:
        """SQL that is true if a protected column changes, of those in this database's table.

        `differs` is the operator that compares two values, of which one may be NULL.
        """
        connection = connections[using]
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, self.name)
        names = [
            connection.ops.quote_name(column.name)
            for column in columns
            if column.name not in self.free
        ]
        return " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in names)


_TABLES = (
    _FrozenTable("courses_editiontext", _OF_EDITION, _JAPANESE, free=("html",)),
    _FrozenTable("courses_guidetext", _OF_EDITION, _JAPANESE, free=("html",)),
    _FrozenTable("courses_chaptertext", _OF_CHAPTER, _JAPANESE, free=("html",)),
    _FrozenTable("courses_lessontext", _OF_LESSON, _JAPANESE, free=("blocks",)),
    _FrozenTable("courses_quizsource", _OF_CHAPTER, _JAPANESE),
    _FrozenTable("courses_chapterfigure", _OF_CHAPTER, _NOT_TRANSLATED),
    _FrozenTable("courses_chapter", _OF_EDITION),
    _FrozenTable("courses_lesson", _OF_CHAPTER),
    _FrozenTable(
        "courses_courseedition",
        "{row}.id",
        # course.yaml also names the edition in the other languages.
        free=("state", "published_at", "source", "kanji_grade"),
    ),
)


def install_triggers(*, using: str, **_signal: Any) -> None:
    """Create the triggers, or replace them. Does nothing while a table is missing."""
    statements = {"postgresql": _postgresql_statements, "sqlite": _sqlite_statements}.get(
        connections[using].vendor
    )
    if statements is not None and not {table.name for table in _TABLES} - _table_names(using):
        _execute(using, statements(using))


def remove_triggers(*, using: str, **_signal: Any) -> None:
    existing = _table_names(using)
    on_table = {"postgresql": " ON {table}", "sqlite": ""}.get(connections[using].vendor)
    if on_table is not None:
        _execute(
            using,
            (
                f"DROP TRIGGER IF EXISTS {table.trigger_name(event)}"
                f"{on_table.format(table=table.name)}"
                for table in _TABLES
                if table.name in existing
                for event in _ROWS
            ),
        )


def _table_names(using: str) -> set[str]:
    return set(connections[using].introspection.table_names())


def _execute(using: str, statements: Iterable[str]) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _postgresql_statements(using: str) -> Iterator[str]:
    refuse = f"RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'check_violation'"
    yield (
        "CREATE OR REPLACE FUNCTION courses_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN {refuse}; END $$"
    )
    for table in _TABLES:
        changed = table.has_changed("IS DISTINCT FROM", using=using)
        for event in _ROWS:
            name, row = table.trigger_name(event), _ROWS[event][-1]
            # A trigger's own condition may hold no query, so each has a function.
            yield (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN IF {table.is_frozen(event)} THEN {refuse}; END IF; RETURN {row}; END $$"
            )
            yield (
                f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table.name} FOR EACH ROW"
                f"{f' WHEN ({changed})' if event == 'UPDATE' else ''} EXECUTE FUNCTION {name}()"
            )
    yield (
        "CREATE OR REPLACE TRIGGER courses_courseedition_onwards"
        " BEFORE UPDATE ON courses_courseedition FOR EACH ROW"
        " WHEN (OLD.state <> 'draft' AND NEW.state = 'draft') EXECUTE FUNCTION courses_refuse()"
    )


def _sqlite_statements(using: str) -> Iterator[str]:
    for table in _TABLES:
        changed = table.has_changed("IS NOT", using=using)
        for event in _ROWS:
            when = f"({table.is_frozen(event)})"
            if event == "UPDATE":
                when = f"({changed}) AND {when}"
            name = table.trigger_name(event)
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield (
                f"CREATE TRIGGER {name} BEFORE {event} ON {table.name} FOR EACH ROW"
                f" WHEN {when} BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
            )
    yield "DROP TRIGGER IF EXISTS courses_courseedition_onwards"
    yield (
        "CREATE TRIGGER courses_courseedition_onwards BEFORE UPDATE ON courses_courseedition"
        " FOR EACH ROW WHEN OLD.state <> 'draft' AND NEW.state = 'draft'"
        f" BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
    )
