from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command

from accounts.models import Prefecture
from activities.models import Activity
from activities.queries import find_activities, month_dates, search_asked
from demo.activities import make_activities
from demo.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "moment", [datetime(2026, 11, 21, tzinfo=UTC), datetime(2027, 5, 31, tzinfo=UTC)]
)
def test_demo_has_activities_to_go_to_and_events_of_the_next_may(moment):
    call_command("load_municipalities", verbosity=0)
    assert Prefecture.objects.count() == 47
    with time_machine.travel(moment, tick=False):
        cast, _logins = make_cast("demo")
        make_activities(cast, moment)
        search = search_asked(prefecture="31", municipality="", kind="", schedule="")

        assert find_activities(search, moment).count() >= 4
        assert month_dates(2027, moment.date()).count() == 6
        assert set(Activity.objects.values_list("state", flat=True)) == {
            "draft",
            "published",
            "ended",
        }
