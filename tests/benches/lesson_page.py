"""The signed-in lesson page under the production server, against a bare Django view.

Both servers have the same gunicorn settings, database and pool; they are loaded in turns
(A B A B …) by `wrk` at four connections; the ratio is the median over the pairs, so that another
load on the machine that comes and goes touches both sides alike. The bare view runs behind
the session and authentication middleware alone (`bare_wsgi`); it looks up the session and its
user, makes five indexed queries and returns the same bytes. Each request opens a connection of its
own, so that both servers' workers share the load evenly.
"""

import contextlib
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.live import ROOT, environment, free_port, own_database, wait_until_answered

CONNECTIONS = 4
ROUNDS = 15
SECONDS = 2
COURSE = "supporter"


def run():
    with (
        tempfile.TemporaryDirectory(prefix="tsunagari-bench-") as folder,
        own_database(folder, "bench_lesson_page") as database_url,
    ):
        given = Path(folder) / "bare.json"
        values = {
            "VAR_DIR": folder,
            "DATABASE_URL": database_url,
            "REDIS_URL": "",
            "BARE_VIEW": given,
        }
        quietly = environment(**values, LOG_LEVEL="WARNING")
        _run(["manage.py", "prepare"], quietly)
        page = json.loads(_run(["-m", "tests.benches.lesson_page", folder], quietly))
        given.write_text(json.dumps(page), encoding="utf-8")
        with (
            _server("tsunagari.wsgi:application", values) as site,
            _server("tests.benches.bare_wsgi:application", values) as bare,
        ):
            yield from _speed(f"{site}{page['path']}", f"{bare}/bare", page)
            yield {
                "bench": "lesson_page_queries",
                "value": page["queries"],
                "unit": "SQL queries beside session and user",
                "ratio_to": "at most 6",
                "ratio": round(page["queries"] / 6, 3),
            }
            yield _weight(f"{site}{page['path']}", page["session"])


def _speed(site_url, bare_url, page):
    rates = {site_url: [], bare_url: []}
    for url in rates:
        _requests_per_second(url, page, seconds=2)  # both warm
    for _ in range(ROUNDS):
        for url, kept in rates.items():
            kept.append(_requests_per_second(url, page, SECONDS))
    site, bare = (statistics.median(kept) for kept in rates.values())
    pairs = zip(*rates.values(), strict=True)
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    yield {
        "bench": "lesson_page",
        "value": round(site, 1),
        "unit": "requests/s",
        "ratio_to": f"bare view with session, user and five queries: {bare:.1f} requests/s",
        "ratio": round(ratio, 3),
    }


def _requests_per_second(url, page, seconds):
    printed = subprocess.run(
        [
            "wrk",
            f"-c{CONNECTIONS}",
            "-t1",
            f"-d{seconds}s",
            f"-HCookie: sessionid={page['session']}",
            "-HConnection: close",
            url,
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    if "Non-2xx" in printed or "Socket errors" in printed:
        raise RuntimeError(printed)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", printed)[1])


@contextlib.contextmanager
def _server(application, values):
    port = free_port()
    with Path(values["VAR_DIR"], f"{port}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "tsunagari/gunicorn.py", application],
            cwd=ROOT,
            env=environment(**values, PORT=port),
            stderr=log,
        )
    try:
        _wait_for_port(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _wait_for_port(port, process):
    import urllib.error

    with contextlib.suppress(urllib.error.HTTPError):  # any answer will do
        wait_until_answered(f"http://127.0.0.1:{port}/healthz", process, limit=60)


def _weight(url, session):
    """Bytes over the wire as Chromium fetches the page with an empty cache, fonts left out."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM_ARGUMENTS

    kinds, sizes = {}, {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=CHROMIUM_ARGUMENTS,
        )
        context = browser.new_context(viewport={"width": 360, "height": 740})
        context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.on(
            "Network.responseReceived",
            lambda event: kinds.update({event["requestId"]: event["type"]}),
        )
        network.on(
            "Network.loadingFinished",
            lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
        )
        page.goto(url, wait_until="networkidle")
        for _ in range(20):  # pictures below the fold load when they are scrolled to
            page.mouse.wheel(0, 1000)
            page.wait_for_timeout(50)
        page.wait_for_load_state("networkidle")
        browser.close()
    counted = {key: size for key, size in sizes.items() if kinds.get(key) != "Font"}
    total = sum(counted.values())
    return {
        "bench": "lesson_page_weight",
        "value": round(total / 1000, 1),
        "unit": f"KB in {len(counted)} requests, fonts left out",
        "ratio_to": "at most 100 KB",
        "ratio": round(total / 100_000, 3),
    }


def _run(arguments, env):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=env,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def _describe(folder):
    """In a process of its own, with Django: a learner half-way, their page and what it asks."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from accounts.models import User
    from courses.models import CourseEdition, LessonText
    from learning.models import Enrolment, LessonProgress

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    user = User.objects.create_user("bench@example.jp", "a password for the bench")
    client.force_login(user)
    edition = CourseEdition.objects.published().get(course__slug=COURSE)
    chapters = list(edition.chapters.prefetch_related("lessons"))
    client.post(reverse("learning:course_start", args=[COURSE]))
    for lesson in chapters[0].lessons.all():
        address = [COURSE, chapters[0].slug, lesson.slug]
        client.get(reverse("learning:lesson_detail", args=address))
        client.post(reverse("learning:lesson_done", args=address))
    chapter = chapters[1]
    lesson = chapter.lessons.first()
    path = reverse("learning:lesson_detail", args=[COURSE, chapter.slug, lesson.slug])
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
    assert response.status_code == 200, response.status_code
    body = Path(folder) / "lesson.html"
    body.write_bytes(response.content)
    known = ('FROM "django_session"', 'FROM "accounts_user"')
    asked = [
        query["sql"] for query in captured if not any(table in query["sql"] for table in known)
    ]
    enrolment = Enrolment.objects.get(learner__user=user)
    return {
        "path": path,
        "body": str(body),
        "session": client.cookies["sessionid"].value,
        "queries": len(asked),
        "sql": asked,
        "keys": {
            "chapter": chapter.pk,
            "lesson": lesson.pk,
            "text": LessonText.objects.get(lesson=lesson, language="ja").pk,
            "enrolment": enrolment.pk,
            "progress": LessonProgress.objects.filter(enrolment=enrolment).first().pk,
        },
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagari.settings")
    sys.stdout.write(json.dumps(_describe(sys.argv[1])))
