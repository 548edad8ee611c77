"""A real running site for tests and benches: `bin/serve` with a database and VAR_DIR of its own."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
import redis

ROOT = Path(__file__).resolve().parent.parent
START_LIMIT = 300


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_postgresql(url):
    return url.startswith(("postgres://", "postgresql://"))


@contextlib.contextmanager
def own_database(folder, prefix="tsunagari_live"):
    """The URL of an empty database: beside DATABASE_URL on PostgreSQL, else a file in `folder`."""
    url = os.environ.get("DATABASE_URL", "")
    if not is_postgresql(url):
        yield f"sqlite:///{folder}/db.sqlite3"
        return
    name = f"{prefix}_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextlib.contextmanager
def own_redis():
    """The URL of an empty Redis database, claimed among those of REDIS_URL; "" without one.

    A site's worker must never take another site's jobs, and test processes run side by side.
    """
    url = os.environ.get("REDIS_URL", "")
    if not url:
        yield ""
        return
    for number in range(15, 0, -1):
        own_url = re.sub(r"/\d*$", "", url) + f"/{number}"
        with redis.Redis.from_url(own_url) as database:
            if not database.set("claimed", os.getpid(), nx=True, ex=3600):
                continue
            try:
                yield own_url
            finally:
                database.flushdb()
            return
    raise RuntimeError("all Redis databases are claimed")


def environment(**values):
    """The environment of this process for a site of its own; an empty value leaves a name out."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    }
    merged = {**kept, **{name: str(value) for name, value in values.items()}}
    return {name: value for name, value in merged.items() if value}


def wait_until_answered(url, process, limit=START_LIMIT):
    """Poll `url` until it answers 200; raises with the log's end if the process ends first."""
    deadline = time.monotonic() + limit
    while True:
        if process.poll() is not None:
            raise RuntimeError(f"the site stopped with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@dataclass
class Login:
    email: str
    password: str


@dataclass
class Site:
    """A running site: where it listens, where it keeps its files, who may sign in."""

    base_url: str
    var_dir: Path
    database_url: str
    redis_url: str
    logins: dict[str, Login] = field(default_factory=dict)
    process: psutil.Popen | None = None

    def url(self, path="/"):
        return f"{self.base_url}{path}"

    def environment(self, **values):
        own = {
            "VAR_DIR": self.var_dir,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "PORT": urlsplit(self.base_url).port,
            "DEMO": 1,
        }
        return environment(**{**own, **values})

    def manage(self, *arguments):
        """Run a management command beside the site; returns what it printed."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment(),
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def mails(self, number=1):
        """The text of every mail sent, oldest first (subjects and bodies decoded).

        Waits until the worker has sent `number` of them.
        """
        deadline = time.monotonic() + 70  # the outbox is looked through every minute at the latest
        while len(texts := self._sent_mails()) < number and time.monotonic() < deadline:
            time.sleep(0.2)
        return texts

    def _sent_mails(self):
        from email import message_from_bytes, policy

        files = sorted((self.var_dir / "mail").glob("*"), key=lambda path: path.stat().st_mtime_ns)
        texts = []
        for path in files:
            for part in path.read_bytes().split(b"-" * 79 + b"\n"):
                if part.strip():
                    message = message_from_bytes(part, policy=policy.default)
                    body = message.get_body(("plain",))
                    texts.append(f"{message['Subject']}\n{body.get_content() if body else ''}")
        return texts


def read_logins(path):
    """The logins that `seed_demo` left, by the name before the @."""
    text = path.read_text(encoding="utf-8")
    password = re.search(r"demo-\w+", text)[0]
    logins = [Login(email, password) for email in re.findall(r"^\S+@\S+", text, re.MULTILINE)]
    return {login.email.split("@")[0]: login for login in logins}


@contextlib.contextmanager
def running_site(*, demo=True):
    """Start the whole site as its users do, wait until every part is ready, stop it afterwards.

    Without `demo` it starts sooner: no made-up data, no logins.
    """
    with (
        tempfile.TemporaryDirectory(prefix="tsunagari-live-") as folder,
        own_database(folder) as database_url,
        own_redis() as redis_url,
    ):
        site = Site(
            base_url=f"http://127.0.0.1:{free_port()}",
            var_dir=Path(folder),
            database_url=database_url,
            redis_url=redis_url,
        )
        log_path = site.var_dir / "serve.log"
        with log_path.open("wb") as log:
            process = site.process = psutil.Popen(
                ["bin/serve"],
                cwd=ROOT,
                env=site.environment(DEMO=int(demo)),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            wait_until_answered(site.url("/readyz"), process)
            if demo:
                site.logins = read_logins(site.var_dir / "demo-logins.txt")
            yield site
        except RuntimeError as error:
            raise RuntimeError(f"{error}\n{log_path.read_text()[-4000:]}") from error
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(60)
