import pytest

from tests.own_site import own_site
from tests.trainings.roster_desk import ROWS

pytestmark = pytest.mark.live


def test_large_roster_goes_in_and_out_through_a_real_worker(tmp_path):
    with own_site(tmp_path) as site:
        site.run("tests.trainings.roster_desk", "seed")
        with site.worker():
            seen = site.run("tests.trainings.roster_desk", "import_and_export")

    seconds = seen.pop("seconds")
    assert seen == {
        "states": ["succeeded"] * 4,
        "errors": [""] * 4,
        "progress": [ROWS - 500, ROWS],
        "saved": [ROWS, ROWS],
        "exported": [ROWS + 1, "髙橋 花子0", f"髙橋 花子{ROWS - 1}"],
        "unchanged": ROWS,
    }
    assert seconds < 60
