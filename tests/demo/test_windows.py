from datetime import datetime

import pytest
import time_machine

from demo.cast import make_cast
from demo.windows import make_windows
from tests.factories.accounts import MunicipalityFactory, PrefectureFactory
from windows.hours.rules import TOKYO
from windows.models import Window
from windows.validation import find_mistakes

NOW = datetime(2026, 11, 21, 12, tzinfo=TOKYO)


@pytest.mark.django_db
def test_demo_windows_stand_in_their_places_and_one_asks_to_be_checked():
    for code, prefecture in (("312011", "31"), ("312029", "31"), ("122190", "12")):
        MunicipalityFactory(code=code, prefecture=PrefectureFactory(code=prefecture))
    with time_machine.travel(NOW, tick=False):
        cast, _logins = make_cast("demo password")
        make_windows(cast, NOW)

    windows = Window.objects.order_by("pk")
    assert [(window.prefecture_id, window.municipality_id) for window in windows] == [
        ("31", "312011"),
        ("31", "312011"),
        ("31", "312029"),
        ("12", "122190"),
        ("31", None),
    ]
    assert [(window.expires_on - NOW.date()).days < 60 for window in windows].count(True) == 1
    for window in windows:
        values = {field.name: getattr(window, field.name) for field in Window._meta.fields}
        assert list(find_mistakes(values, NOW.date())) == []
