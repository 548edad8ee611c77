"""A site of its own for a test or bench: a folder, a database, and processes that use them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.live import ROOT, own_database

if TYPE_CHECKING:
    from pathlib import Path


class OwnSite:
    def __init__(self, folder: Path, database_url: str, settings: str) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings,
            "VAR_DIR": str(folder),
            "DATABASE_URL": database_url,
            "REDIS_URL": "",
        }

    def run(self, module: str, *arguments: str) -> Any:
        """Run `python -m module …`; what its last line of output says as JSON."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env=self.environment,
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
        )
        return json.loads(done.stdout.splitlines()[-1])

    @contextmanager
    def worker(self):
        """A Celery worker on the broker in the folder; stopped at the end."""
        command = [sys.executable, "-m", "celery", "-A", "tsunagari", "worker"]
        with (self.folder / "worker.log").open("wb") as log:
            process = subprocess.Popen(
                [*command, "--concurrency=1", "--loglevel=WARNING"],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def own_site(folder: Path, settings: str = "tests.settings"):
    """Beside the database of DATABASE_URL if that is PostgreSQL, else SQLite in the folder."""
    with own_database(folder, "own_site") as database_url:
        yield OwnSite(folder, database_url, settings)
