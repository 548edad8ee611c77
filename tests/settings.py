"""The site's settings, with a throw-away VAR_DIR for each test process and fast passwords."""

import atexit
import os
import re
import shutil
import tempfile

_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
# A parallel worker inherits its parent's folder and Redis; it gets its own. What it starts itself
# inherits those in turn, and keeps them.
_is_new_worker = bool(_worker) and os.environ.get("TEST_FOLDER_OF") != _worker

if _is_new_worker or "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix=f"tsunagari-test-{_worker}")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
if _is_new_worker:
    os.environ["TEST_FOLDER_OF"] = _worker
if _is_new_worker and os.environ.get("REDIS_URL"):
    _number = int(_worker.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = re.sub(r"/\d*$", "", os.environ["REDIS_URL"]) + f"/{_number}"

from tsunagari.settings import *  # noqa: E402, F403 - the site's settings are the base

# A thread of a race test has a connection of its own, not a turn in the pool.
DATABASES["default"].get("OPTIONS", {}).pop("pool", None)  # noqa: F405

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405 - WhiteNoise warns of a folder that is not there
CELERY_TASK_ALWAYS_EAGER = False
