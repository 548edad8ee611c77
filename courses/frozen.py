"""What is published stays as it is: the database itself refuses to change it.

Triggers look after an edition that is no draft: its structure, its Japanese texts, quizzes and
pictures, and that it never becomes a draft again. None of their rows is added, moved or deleted. A
column is frozen unless it is named here as `free`: what was rendered, and the edition's state on
its way onwards. Translations are free. While migrations run the triggers are away: a migration may
have to rewrite columns, and SQLite drops a table's triggers when it rebuilds the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connections

from core.languages import SOURCE_LANGUAGE
from courses.files.documents import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Of a row that a trigger calls OLD or NEW.
_OF_EDITION = "{row}.edition_id"
_OF_CHAPTER = "(SELECT c.edition_id FROM courses_chapter c WHERE c.id = {row}.chapter_id)"
_OF_LESSON = (
    "(SELECT c.edition_id FROM courses_lesson l JOIN courses_chapter c ON c.id = l.chapter_id"
    " WHERE l.id = {row}.lesson_id)"
)
_JAPANESE = f"{{row}}.language = '{SOURCE_LANGUAGE}'"
_OF_NO_TRANSLATION = " AND ".join(
    f"{{row}}.name NOT LIKE '%.{each}.%'" for each in LANGUAGES if each != SOURCE_LANGUAGE
)
_ROWS = {"UPDATE": ("OLD", "NEW"), "INSERT": ("NEW",), "DELETE": ("OLD",)}
_MESSAGE = "a published edition is never changed"


@dataclass(frozen=True, slots=True)
class _Frozen:
    """A table, its columns that stay free, and the SQL for the edition that a row is of."""

    table: str
    edition: str
    only: str = "1 = 1"
    free: tuple[str, ...] = ()

    def name(self, event: str) -> str:
        return f"{self.table}_frozen" + ("" if event == "UPDATE" else f"_{event.lower()}")

    def is_frozen(self, event: str) -> str:
        return " OR ".join(
            f"({self.only} AND EXISTS (SELECT 1 FROM courses_courseedition e"  # noqa: S608 - our own names
            f" WHERE e.id = {self.edition} AND e.state <> 'draft'))".format(row=row)
            for row in _ROWS[event]
        )

    def changed(self, unlike: str, *, using: str) -> str:
        """Whether a frozen column changes: of those that the table has in this very database."""
        connection = connections[using]
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, self.table)
        names = [
            connection.ops.quote_name(each.name) for each in columns if each.name not in self.free
        ]
        return " OR ".join(f"OLD.{name} {unlike} NEW.{name}" for name in names)


_TABLES = (
    _Frozen("courses_editiontext", _OF_EDITION, _JAPANESE, free=("html",)),
    _Frozen("courses_guidetext", _OF_EDITION, _JAPANESE, free=("html",)),
    _Frozen("courses_chaptertext", _OF_CHAPTER, _JAPANESE, free=("html",)),
    _Frozen("courses_lessontext", _OF_LESSON, _JAPANESE, free=("blocks",)),
    _Frozen("courses_quizsource", _OF_CHAPTER, _JAPANESE),
    _Frozen("courses_chapterfigure", _OF_CHAPTER, _OF_NO_TRANSLATION),
    _Frozen("courses_chapter", _OF_EDITION),
    _Frozen("courses_lesson", _OF_CHAPTER),
    _Frozen(
        "courses_courseedition",
        "{row}.id",
        # course.yaml also names the edition in the other languages.
        free=("state", "published_at", "source", "kanji_grade"),
    ),
)


def install_triggers(*, using: str, **_signal: Any) -> None:
    """Make the triggers, or make them anew."""
    statements = {"postgresql": _postgresql, "sqlite": _sqlite}.get(connections[using].vendor)
    if statements is not None and not {each.table for each in _TABLES} - _tables(using):
        _run(using, statements(using))


def remove_triggers(*, using: str, **_signal: Any) -> None:
    tables = _tables(using)
    on_table = {"postgresql": " ON {table}", "sqlite": ""}.get(connections[using].vendor)
    if on_table is not None:
        _run(
            using,
            (
                f"DROP TRIGGER IF EXISTS {each.name(event)}{on_table.format(table=each.table)}"
                for each in _TABLES
                if each.table in tables
                for event in _ROWS
            ),
        )


def _tables(using: str) -> set[str]:
    return set(connections[using].introspection.table_names())


def _run(using: str, statements: Iterable[str]) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _postgresql(using: str) -> Iterator[str]:
    refuse = f"RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'check_violation'"
    yield (
        "CREATE OR REPLACE FUNCTION courses_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN {refuse}; END $$"
    )
    for each in _TABLES:
        changed = each.changed("IS DISTINCT FROM", using=using)
        for event in _ROWS:
            name, row = each.name(event), _ROWS[event][-1]
            # A trigger's own condition may hold no query, so each has a function.
            yield (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN IF {each.is_frozen(event)} THEN {refuse}; END IF; RETURN {row}; END $$"
            )
            yield (
                f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {each.table} FOR EACH ROW"
                f"{f' WHEN ({changed})' if event == 'UPDATE' else ''} EXECUTE FUNCTION {name}()"
            )
    yield (
        "CREATE OR REPLACE TRIGGER courses_courseedition_onwards"
        " BEFORE UPDATE ON courses_courseedition FOR EACH ROW"
        " WHEN (OLD.state <> 'draft' AND NEW.state = 'draft') EXECUTE FUNCTION courses_refuse()"
    )


def _sqlite(using: str) -> Iterator[str]:
    for each in _TABLES:
        changed = each.changed("IS NOT", using=using)
        for event in _ROWS:
            when = f"({each.is_frozen(event)})"
            if event == "UPDATE":
                when = f"({changed}) AND {when}"
            yield f"DROP TRIGGER IF EXISTS {each.name(event)}"
            yield (
                f"CREATE TRIGGER {each.name(event)} BEFORE {event} ON {each.table} FOR EACH ROW"
                f" WHEN {when} BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
            )
    yield "DROP TRIGGER IF EXISTS courses_courseedition_onwards"
    yield (
        "CREATE TRIGGER courses_courseedition_onwards BEFORE UPDATE ON courses_courseedition"
        " FOR EACH ROW WHEN OLD.state <> 'draft' AND NEW.state = 'draft'"
        f" BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
    )
