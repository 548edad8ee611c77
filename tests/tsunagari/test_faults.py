"""A site whose database, broker, cache or mail server is away or hangs: real processes."""

import contextlib
import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit

import pytest

from tests.faults import Line
from tests.live import (
    ROOT,
    environment,
    free_port,
    is_postgresql,
    own_database,
    own_redis,
    wait_until_answered,
)

pytestmark = [pytest.mark.live, pytest.mark.postgresql]
EMAIL, PASSWORD = "hanako@example.jp", "tsunagari-2026"
MAKE_USER = f"""
from accounts.models import User
from allauth.account.models import EmailAddress
user = User.objects.create_user({EMAIL!r}, {PASSWORD!r})
EmailAddress.objects.create(user=user, email={EMAIL!r}, verified=True, primary=True)
"""


def through(line, url):
    """The URL of a server, by way of the line to it."""
    parts = urlsplit(url)
    login, at, _host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{login}{at}127.0.0.1:{line.port}"))


def line_to(url, default_port):
    parts = urlsplit(url)
    host, port = unquote(parts.hostname or "127.0.0.1"), parts.port or default_port
    # libpq's convention: a host that is a folder holds the server's socket.
    return Line(f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port))


class Web:
    """A web server without a worker, its lines, and what asking it gives."""

    def __init__(self, base_url, database, redis):
        self.base_url = base_url
        self.database = database
        self.redis = redis

    def ask(self, path, data=None, browser=None):
        """(status, headers, text, seconds)"""
        begun = time.monotonic()
        opener = browser or urllib.request.build_opener()
        body = urlencode(data).encode() if data else None
        try:
            with opener.open(self.base_url + path, body, timeout=30) as answer:
                found = answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            found = error.code, error.headers, error.read().decode()
        return *found, time.monotonic() - begun

    def browser(self):
        return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def submit(self, path, browser, **fields):
        """Fill in the page's form and send it."""
        _status, _headers, page, _seconds = self.ask(path, browser=browser)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        return self.ask(path, {"csrfmiddlewaretoken": token, **fields}, browser)

    def states(self, path):
        status, _headers, text, seconds = self.ask(path)
        assert seconds < 2, f"{path} took {seconds:.1f} s"
        return status, {name for name, state in json.loads(text).items() if state != "ok"}


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    with own_database(folder) as database_url, own_redis() as redis_url:
        assert is_postgresql(database_url), "without PostgreSQL this test is deselected"
        database, redis = line_to(database_url, 5432), line_to(redis_url, 6379)
        hanging_mail = Line(("127.0.0.1", free_port()))
        hanging_mail.silence()
        port = free_port()
        own = environment(
            VAR_DIR=folder,
            DATABASE_URL=through(database, database_url),
            REDIS_URL=through(redis, redis_url),
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=hanging_mail.port,
            PORT=port,
            WEB_CONCURRENCY=1,
        )
        manage = [sys.executable, "manage.py"]
        for arguments in (["migrate", "-v0"], ["collectstatic", "-v0", "--noinput"]):
            subprocess.run([*manage, *arguments], cwd=ROOT, env=own, check=True)
        subprocess.run([*manage, "shell", "-v0", "-c", MAKE_USER], cwd=ROOT, env=own, check=True)
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "tsunagari/gunicorn.py"]
        with subprocess.Popen(gunicorn, cwd=ROOT, env=own) as process:
            found = Web(f"http://127.0.0.1:{port}", database, redis)
            wait_until_answered(f"{found.base_url}/readyz", process)
            yield found
            process.terminate()


@pytest.fixture(autouse=True)
def _restored(web):
    yield
    web.database.restore()
    web.redis.restore()
    deadline = time.monotonic() + 30
    while web.ask("/readyz")[0] != 200:
        assert time.monotonic() < deadline, web.ask("/readyz")
        time.sleep(0.2)


def test_mail_server_that_never_answers_holds_up_no_page(web):
    for number in range(10):
        status, _headers, text, seconds = web.submit(
            "/accounts/signup/",
            web.browser(),
            email=f"new-{number}@example.jp",
            password1=PASSWORD,
        )
        assert (status, seconds < 3) == (200, True)
        assert "コード" in text


@pytest.mark.parametrize("fault", ["close", "silence"])
def test_without_redis_people_sign_in_and_the_answer_says_what_is_away(web, fault):
    getattr(web.redis, fault)()

    assert web.states("/healthz") == (200, set())
    assert web.states("/readyz")[0] == 503
    assert web.states("/readyz")[1] >= {"broker"}
    status, _headers, text, seconds = web.submit(
        "/accounts/login/", web.browser(), login=EMAIL, password=PASSWORD
    )
    assert (status, seconds < 8) == (200, True)
    assert "マイページ" in text


def test_without_the_database_a_page_says_so_at_once_and_comes_back(web):
    web.database.close()

    assert web.states("/healthz") == (503, {"database"})
    status, headers, text, seconds = web.ask("/courses/")
    assert (status, headers["Retry-After"]) == (503, "30")
    assert "いま、つながりにくくなっています" in text
    assert seconds < 6

    web.database.restore()
    with contextlib.suppress(urllib.error.HTTPError):
        web.ask("/courses/")  # may still meet a connection of before
    deadline = time.monotonic() + 10
    while web.ask("/courses/")[0] != 200:
        assert time.monotonic() < deadline


def test_database_that_hangs_is_named_in_time(web):
    web.database.silence()
    assert web.states("/healthz") == (503, {"database"})
    assert web.states("/readyz")[1] >= {"database"}
