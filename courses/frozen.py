"""What is published stays as it is: the database itself refuses to change it.

Triggers look after an edition that is no draft: its chapters and lessons, its Japanese texts and
quizzes, and that it never becomes a draft again. Translations, what was rendered, and the state's
way onwards stay free. While migrations run they are away: a migration may have to rewrite columns,
and SQLite drops a table's triggers when it rebuilds the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_OF_CHAPTER = "(SELECT c.edition_id FROM courses_chapter c WHERE c.id = OLD.chapter_id)"
_OF_LESSON = (
    "(SELECT c.edition_id FROM courses_lesson l JOIN courses_chapter c ON c.id = l.chapter_id"
    " WHERE l.id = OLD.lesson_id)"
)
_JAPANESE = "OLD.language = 'ja'"
_MESSAGE = "a published edition is never changed"


@dataclass(frozen=True, slots=True)
class _Frozen:
    """The columns of a table that are frozen; `edition` is the SQL for the edition's id."""

    table: str
    columns: tuple[str, ...]
    edition: str
    only: str = "1 = 1"

    @property
    def name(self) -> str:
        return f"{self.table}_frozen"

    def changed(self, unlike: str) -> str:
        return " OR ".join(f"OLD.{each} {unlike} NEW.{each}" for each in self.columns)

    @property
    def is_frozen(self) -> str:
        return (
            f"{self.only} AND EXISTS (SELECT 1 FROM courses_courseedition e"  # noqa: S608 - our own names
            f" WHERE e.id = {self.edition} AND e.state <> 'draft')"
        )


_TEXT = ("front_matter", "source", "title")
_TABLES = (
    _Frozen("courses_editiontext", (*_TEXT, "summary", "label"), "OLD.edition_id", _JAPANESE),
    _Frozen("courses_guidetext", _TEXT, "OLD.edition_id", _JAPANESE),
    _Frozen("courses_chaptertext", (*_TEXT, "goal"), _OF_CHAPTER, _JAPANESE),
    _Frozen("courses_lessontext", _TEXT, _OF_LESSON, _JAPANESE),
    _Frozen("courses_quizsource", ("source", "stem"), _OF_CHAPTER, _JAPANESE),
    _Frozen("courses_chapter", ("slug", "position", "is_reference"), "OLD.edition_id"),
    _Frozen("courses_lesson", ("slug", "position", "minutes"), _OF_CHAPTER),
    _Frozen("courses_courseedition", ("number",), "OLD.id"),
)


def install_triggers(*, using: str, **_signal: Any) -> None:
    """Make the triggers, or make them anew."""
    statements = {"postgresql": _postgresql, "sqlite": _sqlite}.get(connections[using].vendor)
    if statements is not None and not {each.table for each in _TABLES} - _tables(using):
        _run(using, statements())


def remove_triggers(*, using: str, **_signal: Any) -> None:
    tables = _tables(using)
    found = [each for each in _TABLES if each.table in tables]
    if connections[using].vendor == "postgresql":
        _run(using, (f"DROP TRIGGER IF EXISTS {each.name} ON {each.table}" for each in found))
    elif connections[using].vendor == "sqlite":
        _run(using, (f"DROP TRIGGER IF EXISTS {each.name}" for each in found))


def _tables(using: str) -> set[str]:
    return set(connections[using].introspection.table_names())


def _run(using: str, statements: Iterable[str]) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION courses_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'check_violation'; END $$"
    )
    for each in _TABLES:
        # A trigger's own condition may hold no query, so each table has a function.
        yield (
            f"CREATE OR REPLACE FUNCTION {each.name}() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN IF {each.is_frozen} THEN RAISE EXCEPTION '{_MESSAGE}'"
            " USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {each.name} BEFORE UPDATE ON {each.table} FOR EACH ROW"
            f" WHEN ({each.changed('IS DISTINCT FROM')}) EXECUTE FUNCTION {each.name}()"
        )
    yield (
        "CREATE OR REPLACE TRIGGER courses_courseedition_onwards"
        " BEFORE UPDATE ON courses_courseedition FOR EACH ROW"
        " WHEN (OLD.state <> 'draft' AND NEW.state = 'draft') EXECUTE FUNCTION courses_refuse()"
    )


def _sqlite() -> Iterator[str]:
    for each in _TABLES:
        yield f"DROP TRIGGER IF EXISTS {each.name}"
        yield (
            f"CREATE TRIGGER {each.name} BEFORE UPDATE ON {each.table} FOR EACH ROW"
            f" WHEN ({each.changed('IS NOT')}) AND {each.is_frozen}"
            f" BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
        )
    yield "DROP TRIGGER IF EXISTS courses_courseedition_onwards"
    yield (
        "CREATE TRIGGER courses_courseedition_onwards BEFORE UPDATE ON courses_courseedition"
        " FOR EACH ROW WHEN OLD.state <> 'draft' AND NEW.state = 'draft'"
        f" BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
    )
