"""`bin/serve` as an operator meets it: what it says when something is wrong, and how it ends."""

import signal
import socket
import subprocess

import psutil
import pytest

from tests.live import ROOT, environment, free_port, running_site

pytestmark = pytest.mark.live


def serve(tmp_path, **values):
    return subprocess.run(
        ["bin/serve"],
        cwd=ROOT,
        env=environment(VAR_DIR=tmp_path, DATABASE_URL="", REDIS_URL="", **values),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_bad_setting_stops_the_start_with_one_line(tmp_path):
    done = serve(tmp_path, PORT=free_port(), DEMO="perhaps")
    assert done.returncode == 1
    assert "DEMO: use 1 or 0, not 'perhaps'" in done.stderr
    assert "Traceback" not in done.stderr


def test_demo_is_refused_on_a_public_name(tmp_path):
    done = serve(tmp_path, PORT=free_port(), DEMO="1", ALLOWED_HOSTS="city.example.jp")
    assert done.returncode == 1
    assert "DEMO=1 shows every mail to everybody" in done.stderr


def test_taken_port_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = serve(tmp_path, PORT=taken.getsockname()[1])
    assert done.returncode == 1
    assert "is taken" in done.stderr


@pytest.mark.parametrize("part", ["gunicorn", "celery"])
def test_site_ends_as_a_whole_when_a_part_dies(part):
    """Killed outright: the other part is stopped, the end is an error, no process stays."""
    with running_site(demo=False) as site:
        family = site.process.children(recursive=True)
        victim = next(
            child for child in site.process.children() if part in " ".join(child.cmdline())
        )
        victim.send_signal(signal.SIGKILL)
        assert site.process.wait(60) == 1
        _, alive = psutil.wait_procs(family, timeout=10)
        assert alive == []
