"""The catalogues are complete: nothing untranslated, nothing that the source moved away from."""

import re
import subprocess

import pytest

from tests.live import ROOT

CATALOGUES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))


def test_every_other_language_has_a_catalogue():
    assert [path.parts[-3] for path in CATALOGUES] == ["en", "ja_Easy"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_catalogue_is_complete(path):
    checked = subprocess.run(
        ["msgfmt", "--check", "--statistics", "-o", "/dev/null", path],
        capture_output=True,
        text=True,
        check=True,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
    )
    assert re.fullmatch(r"\d+ translated messages\.", checked.stderr.strip()), checked.stderr
