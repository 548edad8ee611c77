import pytest
from django.core.management import CommandError, call_command

from accounts.models import Learner


@pytest.mark.django_db
def test_site_that_people_use_gets_no_made_up_learners(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("seed_scale", learners=10)
    assert Learner.objects.count() == 0
