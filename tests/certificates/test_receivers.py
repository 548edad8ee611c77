import pytest

from learning.models import Completion
from learning.signals import printed_name_checking


@pytest.mark.parametrize(
    ("name", "unprintable"),
    [
        ("髙﨑 葛󠄀子", []),
        ("𠮷田", []),
        ("山田😀", ["😀"]),
        ("山\u200d田\ue000", ["U+200D", "U+E000"]),
    ],
)
def test_name_is_checked_before_it_is_frozen(name, unprintable):
    answers = printed_name_checking.send(sender=Completion, name=name)
    assert [found for _receiver, found in answers] == [unprintable]
