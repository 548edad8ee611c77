from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from activities.enums import ActivityState
from activities.models import Activity, ActivityDate
from activities.services import (
    ActivityPlaceError,
    ActivityStateError,
    add_activity,
    delete_draft,
    end_activity,
    publish_activity,
    save_activity,
)
from core.models import AuditEntry
from core.versions import ChangedMeanwhileError, version_of
from tests.factories.accounts import MembershipFactory, MunicipalityFactory, OrganizationFactory
from tests.factories.activities import STARTS_AT, ActivityFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 4, 1, tzinfo=UTC)


@pytest.fixture
def actor():
    return MembershipFactory().user


def unsaved(**fields):
    found = ActivityFactory(date=False, **fields)
    Activity.objects.all().delete()
    found.pk = found.id = None
    return found


def row(days=0):
    starts = STARTS_AT + timedelta(days=days)
    return ActivityDate(starts_at=starts, ends_at=starts + timedelta(hours=1))


def actions(activity):
    return list(
        AuditEntry.objects.filter(object_id=str(activity.pk))
        .order_by("pk")
        .values_list("action", "organization_id")
    )


def save(activity, **what):
    """As a form does that shows what is stored."""
    save_activity(activity=activity, version=version_of(activity), **what)


def test_a_new_activity_is_a_draft_whatever_it_says(actor):
    activity = add_activity(
        activity=unsaved(state=ActivityState.PUBLISHED),
        kinds=["loose", "role"],
        dates=[row()],
        actor=actor,
    )

    assert (activity.state, activity.revision) == (ActivityState.DRAFT, 0)
    assert [mark.kind for mark in activity.kinds.all()] == ["loose", "role"]
    assert activity.dates.count() == 1
    assert actions(activity) == [("activity.created", activity.organization_id)]


def test_saving_keeps_the_uid_of_a_date_and_removes_what_is_not_named(actor):
    activity = ActivityFactory(state=ActivityState.DRAFT, kinds=["loose", "role"])
    moved = activity.dates.get()
    uid = moved.uid
    moved.starts_at += timedelta(days=1)
    moved.ends_at += timedelta(days=1)

    save(activity, kinds=["role", "issue"], dates=[moved, row(7)], actor=actor)
    assert [date.uid == uid for date in activity.dates.all()] == [True, False]
    assert {mark.kind for mark in activity.kinds.all()} == {"role", "issue"}

    save(activity, kinds=["role"], dates=[], actor=actor)
    assert activity.dates.count() == 0


def test_a_date_left_out_of_what_is_published_is_called_off(actor):
    activity = ActivityFactory()
    with time_machine.travel(NOW, tick=False):
        save(activity, kinds=["role"], dates=[row(7)], actor=actor)

    assert [date.called_off_at for date in activity.dates.all()] == [NOW, None]
    assert activity.dates.held().count() == 1

    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        save(activity, kinds=["role"], dates=[], actor=actor)
    assert [date.called_off_at for date in activity.dates.all()] == [
        NOW,
        NOW + timedelta(hours=1),
    ]
    end_activity(activity=activity, actor=actor)
    with pytest.raises(ActivityStateError):
        publish_activity(activity=activity, actor=actor)


def test_what_a_colleague_stored_meanwhile_is_not_overwritten(actor):
    activity = ActivityFactory()
    seen = version_of(activity)
    save(activity, kinds=["role"], dates=[row(7)], actor=actor)
    stored = list(activity.dates.values_list("uid", "called_off_at"))

    mine = Activity.objects.get(pk=activity.pk)
    mine.title = "古い題"
    with pytest.raises(ChangedMeanwhileError) as refused:
        save_activity(activity=mine, kinds=[], dates=[], actor=actor, version=seen)

    activity.refresh_from_db()
    assert refused.value.row == activity
    assert activity.title != "古い題"
    assert list(activity.dates.values_list("uid", "called_off_at")) == stored


def test_a_form_sent_twice_makes_one(actor):
    key = uuid4()
    first = unsaved()
    second = unsaved(organization=first.organization, municipality=first.municipality)
    made = [
        add_activity(activity=each, kinds=["loose"], dates=[row()], actor=actor, submission=key).pk
        for each in (first, second)
    ]

    assert made == [first.pk, first.pk]
    assert first.dates.count() == 1
    assert len(actions(first)) == 1


def test_what_is_gone_can_be_neither_published_nor_changed(actor):
    activity = ActivityFactory(state=ActivityState.DRAFT)
    gone = Activity.objects.get(pk=activity.pk)
    delete_draft(activity=activity, actor=actor)

    for act in (publish_activity, end_activity, delete_draft):
        with pytest.raises(ActivityStateError):
            act(activity=gone, actor=actor)
    with pytest.raises(ActivityStateError):
        save(gone, kinds=[], dates=[], actor=actor)


def test_each_change_of_a_published_activity_counts_up_for_calendars(actor):
    draft = ActivityFactory(state=ActivityState.DRAFT)
    with time_machine.travel(NOW, tick=False):
        save(draft, kinds=["loose"], dates=list(draft.dates.all()), actor=actor)
    draft.refresh_from_db()
    assert (draft.revision, draft.updated_at) == (0, NOW)

    publish_activity(activity=draft, actor=actor)
    publish_activity(activity=draft, actor=actor)
    draft.refresh_from_db()
    assert (draft.state, draft.revision) == (ActivityState.PUBLISHED, 0)

    save(draft, kinds=["loose"], dates=list(draft.dates.all()), actor=actor)
    end_activity(activity=draft, actor=actor)
    end_activity(activity=draft, actor=actor)
    draft.refresh_from_db()
    assert (draft.state, draft.revision) == (ActivityState.ENDED, 2)
    assert draft.ended_at == draft.updated_at

    publish_activity(activity=draft, actor=actor)
    draft.refresh_from_db()
    assert (draft.state, draft.revision, draft.ended_at) == (ActivityState.PUBLISHED, 3, None)
    assert [action for action, _organization in actions(draft)] == [
        "activity.updated",
        "activity.published",
        "activity.updated",
        "activity.ended",
        "activity.published",
    ]


def test_a_stale_copy_does_not_bring_a_state_back(actor):
    activity = ActivityFactory()
    stale = Activity.objects.get(pk=activity.pk)
    end_activity(activity=activity, actor=actor)

    with pytest.raises(ActivityStateError):
        save(stale, kinds=["loose"], dates=[], actor=actor)
    activity.refresh_from_db()
    assert activity.state == ActivityState.ENDED
    assert activity.dates.count() == 1


def test_an_activity_without_a_date_is_not_published(actor):
    activity = ActivityFactory(state=ActivityState.DRAFT, date=False)

    with pytest.raises(ActivityStateError):
        publish_activity(activity=activity, actor=actor)

    regular = ActivityFactory(state=ActivityState.DRAFT, regular=True)
    publish_activity(activity=regular, actor=actor)
    regular.refresh_from_db()
    assert regular.state == ActivityState.PUBLISHED


def test_only_a_draft_is_deleted_and_only_what_is_published_ends(actor):
    draft, published = ActivityFactory(state=ActivityState.DRAFT), ActivityFactory()

    with pytest.raises(ActivityStateError):
        end_activity(activity=draft, actor=actor)
    with pytest.raises(ActivityStateError):
        delete_draft(activity=published, actor=actor)
    delete_draft(activity=draft, actor=actor)

    assert list(Activity.objects.all()) == [published]
    assert AuditEntry.objects.get(action="activity.deleted").object_id == str(draft.pk)


def test_an_organization_tells_of_activities_within_its_area(actor):
    town = MunicipalityFactory()
    neighbour = MunicipalityFactory(prefecture=town.prefecture)
    elsewhere = MunicipalityFactory()
    municipal = OrganizationFactory(municipality=town)
    prefectural = OrganizationFactory(prefectural=True, prefecture=town.prefecture)
    npo = OrganizationFactory(kind="other", municipality=town)

    def may(organization, municipality):
        activity = unsaved(organization=organization, municipality=municipality)
        try:
            add_activity(activity=activity, kinds=["loose"], dates=[row()], actor=actor)
        except ActivityPlaceError:
            return False
        return True

    assert [may(municipal, place) for place in (town, neighbour, elsewhere)] == [True, False, False]
    assert [may(prefectural, place) for place in (town, neighbour, elsewhere)] == [
        True,
        True,
        False,
    ]
    assert [may(npo, place) for place in (town, elsewhere)] == [True, True]


@pytest.mark.parametrize(
    "fields",
    [
        {"listed_from_on": "2027-05-02", "listed_until_on": "2027-05-01"},
        {"state": "hidden"},
        {"schedule": "sometimes"},
        {"schedule": "regular", "regular_text": "", "date": False},
        {"weekday": 7},
        {"regular_starts": "12:00", "regular_ends": "10:00"},
        {"date__ends_at": STARTS_AT},
    ],
)
def test_the_database_refuses_what_no_form_lets_through(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityFactory(**fields)
