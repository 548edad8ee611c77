"""What every test gets: the right selection for the database, and empty caches."""

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.utils import translation

from tests.courses.course_files import Folder

# A busy machine is no failure.
hypothesis.settings.register_profile("tsunagari", deadline=None)
hypothesis.settings.load_profile("tsunagari")

# These start processes of their own: one parallel worker takes them all, so one site serves them.
OUT_OF_PROCESS = ("browser", "live")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    is_postgresql = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    kept, left_out = [], []
    for item in items:
        if item.get_closest_marker("postgresql") and not is_postgresql:
            left_out.append(item)
            continue
        if any(item.get_closest_marker(name) for name in OUT_OF_PROCESS):
            item.add_marker(pytest.mark.xdist_group("out-of-process"))
        kept.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


@pytest.fixture(autouse=True)
def _empty_caches():
    """Rows roll back and their ids return: nothing cached may outlive its test."""
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(autouse=True)
def _default_language():
    """A request leaves its language active in the thread; the next test starts in Japanese."""
    translation.deactivate()


@pytest.fixture
def folder(tmp_path):
    """A folder of authors' files, to be changed and loaded."""
    return Folder(tmp_path)
