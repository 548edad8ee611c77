import json
import subprocess
import sys

from tests.live import ROOT, environment

LOG_A_LINE = """
import logging
from tsunagari.celery import app
app.log.setup("INFO")
logging.getLogger("celery.worker").warning("a task was lost")
"""


def test_worker_logs_json(tmp_path):
    """The worker sets up logging by `app.log.setup`, which would replace ours."""
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{LOG_A_LINE}"],
        cwd=ROOT,
        env=environment(VAR_DIR=tmp_path, DJANGO_SETTINGS_MODULE="tsunagari.settings"),
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = done.stderr.splitlines()
    assert json.loads(line)["event"] == "a task was lost"
