import pytest

from tests.courses.curriculum import Folder


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)
