"""The officers' desk of windows: their own area's, and what the form refuses."""

import re
from datetime import date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.enums import OrganizationKind, Role
from core.models import AuditEntry
from core.versions import version_of
from tests.factories.accounts import MembershipFactory, OrganizationFactory, UserFactory
from tests.factories.windows import WindowFactory, WindowTextFactory
from windows.forms.hours import HoursForms
from windows.hours.rules import TOKYO, from_data
from windows.models import Window
from windows.permissions import can_edit_window
from windows.services import save_window

LIST = "/desk/windows/"
NEW = "/desk/windows/new/"
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=TOKYO), tick=False) as traveller:
        yield traveller


@pytest.fixture
def officer(client, db):
    found = MembershipFactory()
    client.force_login(found.user)
    return found


@pytest.fixture
def window(officer):
    return WindowFactory(
        local=True,
        organization=officer.organization,
        name="市の窓口",
        themes=["living"],
        expires_on=date(2027, 4, 1),
    )


def filled(**changes):
    data = {
        "name": "くらしの相談",
        "operator": "架空市福祉課",
        "phone": "0857-00-0000",
        "url": "",
        "note": "市役所の1階でも話せます。",
        "audiences": ["all"],
        "themes": ["living", "family"],
        "channels": ["phone", "visit"],
        "languages": ["ja"],
        "runs": "always",
        "hours_kind": "weekly",
        "hours_channels": [],
        "hours_note": "",
        "source": "福祉課の案内",
        "checked_on": "2026-11-21",
        "expires_on": "",
        "weekly-0-days": ["mon", "tue", "wed", "thu", "fri"],
        "weekly-0-starts": "08:30",
        "weekly-0-ends": "17:15",
        "holidays-holidays": "closed",
        "closed-0-first": "12/29",
        "closed-0-last": "1/3",
    }
    return {**data, **changes}


def period(number, first, last):
    return {
        f"period-{number}-first": first,
        f"period-{number}-starts": "10:00",
        f"period-{number}-last": last,
        f"period-{number}-ends": "17:00",
    }


def refused(response):
    """What the form says, by field; the rows of hours by their names in the form."""
    form = response.context["form"]
    said = {name: list(errors) for name, errors in form.errors.items()}
    for row in (*form.hours_forms.forms, *form.period_forms.rows, *form.text_forms):
        said |= {f"{row.prefix}-{name}": list(errors) for name, errors in row.errors.items()}
    return said


def test_new_window_stands_in_its_officers_area_with_its_hours(client, officer):
    response = client.post(NEW, filled())

    window = Window.objects.get()
    assert response.status_code == 302
    assert response["Location"] == window.get_absolute_url()
    place = officer.organization
    assert (window.organization, window.prefecture, window.municipality) == (
        place,
        place.prefecture,
        place.municipality,
    )
    assert window.key.startswith("local-")
    assert window.hours == {
        "kind": "weekly",
        "weekly": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:30", "to": "17:15"}],
        "monthly": [],
        "holidays": "closed",
        "closed": [{"from": "12-29", "to": "01-03"}],
    }
    assert (window.checked_on, window.expires_on) == (TODAY, date(2027, 11, 21))
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.organization_id) == (
        "window.created",
        officer.user,
        place.pk,
    )
    page = client.get(response["Location"]).content.decode()
    assert "月曜日〜金曜日 8:30〜17:15、祝日は休み、12月29日〜1月3日は休み" in page
    assert "次は火曜日の8:30から" in page  # Monday 23 November is a holiday


def test_prefectures_window_is_for_the_whole_prefecture(client, db):
    organization = OrganizationFactory(prefectural=True)
    client.force_login(MembershipFactory(organization=organization).user)

    client.post(NEW, filled())

    window = Window.objects.get()
    assert (window.prefecture, window.municipality) == (organization.prefecture, None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"phone": "", "url": ""},
            {"phone": ["電話番号か、ウェブページのどちらかがいります。"]},
        ),
        (
            {"phone": "電話"},
            {"phone": ["電話番号は、数字と「-」で入力してください（例：0857-00-0000）。"]},
        ),
        (
            {"url": "ftp://example.jp/"},
            {"url": ["URLは https:// から入力してください。"]},
        ),
        (
            {"checked_on": "2026-11-22"},
            {"checked_on": ["確認した日（令和8年11月22日（日））が今日より後です。"]},
        ),
        (
            {"expires_on": "2026-11-21"},
            {"expires_on": ["表示の期限は、確認した日より後にしてください。"]},
        ),
        (
            {"expires_on": "2027-11-22"},
            {
                "expires_on": [
                    "表示の期限は、確認した日から1年（令和9年11月21日（日））までにしてください。"
                ]
            },
        ),
        (
            {"checked_on": "2026-11-01", "expires_on": "2026-11-20"},
            {"expires_on": ["表示の期限は、今日か、それより後にしてください。"]},
        ),
        (
            {"checked_on": "2025-11-20"},
            {
                "checked_on": [
                    "確かめてから1年をこえています。もう一度確かめて、その日を入力してください。"
                ]
            },
        ),
        ({"note": "話せます😀"}, {"note": ["紙に印刷できない文字があります：😀"]}),
        (
            {"note": "{⼈|ひと}と話せます"},
            {
                "note": [
                    "「⼈」（U+2F08）は部首の文字です。漢字の「人」（U+4EBA）に直してください。"
                ]
            },
        ),
        ({"themes": []}, {"themes": ["どんなことを話せるかを1つ以上選んでください。"]}),
        (
            {"hours_channels": ["chat"]},
            {"hours_channels": ["受付時間の方法「chat」が、相談の方法にありません。"]},
        ),
        (
            {
                "weekly-1-days": ["fri"],
                "weekly-1-starts": "17:00",
                "weekly-1-ends": "20:00",
            },
            {
                "__all__": [
                    "受付時間が、ほかの受付時間と重なっています（たとえば令和6年1月5日（金））。"
                ],
                "weekly-1-starts": [
                    "受付時間が、ほかの受付時間と重なっています（たとえば令和6年1月5日（金））。"
                ],
            },
        ),
        (  # the row between is empty: the mistake stands beside the row that makes it
            {
                "weekly-2-days": ["mon"],
                "weekly-2-starts": "07:00",
                "weekly-2-ends": "09:00",
            },
            {
                "__all__": [
                    "受付時間が、ほかの受付時間と重なっています（たとえば令和6年1月1日（月））。"
                ],
                "weekly-0-starts": [
                    "受付時間が、ほかの受付時間と重なっています（たとえば令和6年1月1日（月））。"
                ],
            },
        ),
        (
            {"weekly-0-ends": "08:00"},
            {
                "__all__": ["曜日と時刻の欄に、直すところがあります。"],
                "weekly-0-ends": [
                    "終わる時刻は、始まる時刻より後の24時間以内にしてください。次の日に終わるときは「終わりは次の日」を選びます。"
                ],
            },
        ),
        (
            {"weekly-0-days": []},
            {
                "__all__": ["曜日と時刻の欄に、直すところがあります。"],
                "weekly-0-days": ["曜日を1つ以上選んでください。"],
            },
        ),
        (
            {"weekly-0-days": [], "weekly-0-starts": "", "weekly-0-ends": ""},
            {
                "__all__": ["曜日と時刻の欄に、直すところがあります。"],
                "weekly-0-days": ["曜日と時刻を入力してください。"],
            },
        ),
        (
            {"weekly-0-ends": ""},
            {
                "__all__": ["曜日と時刻の欄に、直すところがあります。"],
                "weekly-0-ends": ["時刻を入力してください。"],
            },
        ),
        (
            {"closed-0-first": "2/30"},
            {
                "__all__": ["曜日と時刻の欄に、直すところがあります。"],
                "closed-0-first": [
                    "「12/29」から「1/3」のように、実際にある日を同じ形で入力してください。"
                ],
            },
        ),
        (
            {"holidays-holidays": "own"},
            {
                "__all__": ["曜日と時刻の欄に、直すところがあります。"],
                "holidays-0-starts": ["時刻を入力してください。"],
            },
        ),
        (
            {"monthly-0-starts": "08:00", "monthly-0-ends": "08:00", "monthly-0-next_day": "on"},
            {
                "__all__": ["曜日と時刻の欄に、直すところがあります。"],
                "monthly-0-day": ["何日かを入力してください。"],
            },
        ),
        (
            {"runs": "periods", "period-1-first": "2026-12-28", "period-1-starts": "10:00"},
            {
                "__all__": ["期間の欄に、直すところがあります。"],
                "period-1-last": ["日にちと時刻を、すべて入力してください。"],
                "period-1-ends": ["日にちと時刻を、すべて入力してください。"],
            },
        ),
        (
            {"runs": "periods", **period(1, "2026-12-28", "2026-12-27")},
            {
                "__all__": ["期間の終わりは、始まりより後にしてください。"],
                "period-1-first": ["期間の終わりは、始まりより後にしてください。"],
            },
        ),
        (
            {"en-name": "Advice on daily life", "en-note": "You can come to the city hall."},
            {
                "__all__": ["ほかの言葉の欄に、直すところがあります。"],
                "en-operator": ["日本語で書いた欄と同じ欄を、すべて入力してください。"],
            },
        ),
        (
            {
                "ja-easy-name": "くらしの相談",
                "ja-easy-note": "{話|ばなし}せます",
                "ja-easy-operator": "{|}",
            },
            {
                "__all__": ["ほかの言葉の欄に、直すところがあります。"],
                "ja-easy-name": ["「相談」に読みを付けてください。"],
                "ja-easy-operator": [
                    "ふりがなの左側「」は漢字だけにしてください（送りがなは外に出します）。"
                ],
            },
        ),
    ],
)
def test_form_names_what_is_wrong_and_keeps_what_was_written(client, officer, changes, said):
    response = client.post(NEW, filled(**changes))

    assert response.status_code == 200
    assert refused(response) == said
    assert Window.objects.count() == 0
    page = response.content.decode()
    assert 'value="くらしの相談"' in page
    for reasons in said.values():
        assert reasons[0] in page


def test_hours_that_are_not_asked_are_not_judged(client, officer):
    client.post(NEW, filled(**{"hours_kind": "unknown", "weekly-0-ends": "08:00"}))

    assert Window.objects.get().hours == {"kind": "unknown"}


def test_full_width_number_is_stored_as_it_is_dialled(client, officer):
    client.post(NEW, filled(phone="０８５７－００－０００１"))

    assert Window.objects.get().phone == "0857-00-0001"


def test_window_opens_for_set_periods_and_stops_doing_so(client, officer):
    client.post(NEW, filled(runs="periods", **period(2, "2026-12-28", "2027-01-05")))

    window = Window.objects.get()
    assert (window.is_permanent, window.periods) == (
        False,
        [{"starts": "2026-12-28T10:00:00+09:00", "ends": "2027-01-05T17:00:00+09:00"}],
    )
    assert (
        "次は12月28日（月曜日）の10:00から"
        in client.get(window.get_absolute_url()).content.decode()
    )

    data = filled(**period(0, "2026-12-28", "2027-01-05"), version=version_of(window))
    client.post(f"{LIST}{window.pk}/edit/", data)
    window.refresh_from_db()
    assert (window.is_permanent, window.periods) == (True, [])


def test_window_speaks_the_languages_that_its_officers_wrote(client, officer):
    english = {
        "en-name": "Advice on daily life",
        "en-operator": "Kaku City",
        "en-note": "You can also come to the city hall.",
    }
    easy = {
        "ja-easy-name": "くらしの{相談|そうだん}",
        "ja-easy-operator": "かくう{市|し}",
        "ja-easy-note": "{市役所|しやくしょ}でも{話|はな}せます。",
    }
    client.post(NEW, filled(**english, **easy))

    window = Window.objects.get()
    client.cookies["django_language"] = "en"
    page = client.get(window.get_absolute_url()).content.decode()
    assert "<h1>Advice on daily life</h1>" in page
    assert "You can also come to the city hall." in page
    client.cookies["django_language"] = "ja-easy"
    page = client.get(window.get_absolute_url()).content.decode()
    assert "<h1>くらしの<ruby>相談<rp>（</rp><rt>そうだん</rt><rp>）</rp></ruby></h1>" in page

    client.post(f"{LIST}{window.pk}/edit/", filled(**english, version=version_of(window)))
    assert [text.language for text in window.texts.all()] == ["en"]
    assert window.texts.get().source_digest == window.words_digest


def test_saving_what_the_form_shows_changes_nothing(client, window):
    window.hours = {
        "kind": "weekly",
        "weekly": [
            {"days": ["tue"], "weeks": [2, 4], "from": "22:00", "to": "26:00"},
            {"days": ["sat"], "from": "10:00", "to": "24:00"},
        ],
        "monthly": [{"day": 10, "from": "08:00", "to": "32:00"}],
        "holidays": [{"from": "10:00", "to": "12:00"}, {"from": "13:00", "to": "15:00"}],
        "closed": [{"from": "12-29", "to": "01-03"}, {"from": "2027-08-12", "to": "2027-08-12"}],
    }
    window.is_permanent = False
    window.periods = [
        {"starts": "2026-12-28T10:00:00+09:00", "ends": "2027-01-05T17:00:00+09:00"},
        {"starts": "2027-05-01T10:00:00+09:00", "ends": "2027-05-06T10:00:00+09:00"},
    ]
    window.save()
    WindowTextFactory(window=window, name="City helpline")

    page = client.get(f"{LIST}{window.pk}/edit/")
    response = client.post(f"{LIST}{window.pk}/edit/", as_shown(page))

    assert response.status_code == 302
    assert Window.objects.get(pk=window.pk).hours == window.hours
    assert Window.objects.get(pk=window.pk).texts.get().name == "City helpline"
    assert {
        field.name: (getattr(Window.objects.get(), field.attname), getattr(window, field.attname))
        for field in Window._meta.concrete_fields
        if getattr(Window.objects.get(), field.attname) != getattr(window, field.attname)
    } == {}


def as_shown(page):
    """What a browser would send back of a page's form, nothing changed."""
    form = page.context["form"]
    data = {"version": page.context["version"]}
    beside = (*form.hours_forms.forms, *form.period_forms.rows, *form.text_forms)
    for each in (form, *beside):
        for name in each.fields:
            value = each[name].value()
            if value not in (None, False, ""):
                is_plain = isinstance(value, str | list | bool)
                data[each.add_prefix(name)] = value if is_plain else str(value)
    return data


@pytest.mark.parametrize(
    ("expires", "shown", "after"),
    [
        (date(2027, 4, 1), None, date(2027, 11, 21)),  # the year that all have: begins anew
        (date(2026, 10, 1), None, date(2027, 11, 21)),  # over
        (date(2027, 1, 31), date(2027, 1, 31), date(2027, 1, 31)),  # chosen, and still to come
    ],
)
def test_new_day_of_the_check_brings_a_new_year_but_for_a_chosen_last_day(
    client, window, expires, shown, after
):
    Window.objects.update(expires_on=expires, themes=["living"])
    path = f"{LIST}{window.pk}/edit/"
    page = client.get(path)
    assert page.context["form"]["expires_on"].value() == shown

    response = client.post(path, {**as_shown(page), "checked_on": "2026-11-21"})
    assert response.status_code == 302

    window.refresh_from_db()
    assert (window.checked_on, window.expires_on) == (TODAY, after)


def test_window_that_was_checked_shows_for_another_year(client, officer, window):
    window.checked_on, window.expires_on = date(2025, 11, 1), date(2026, 11, 1)
    window.save()
    listed = client.get(LIST).content.decode()
    assert "隠れています" in listed
    page = client.get(f"{LIST}{window.pk}/check/")
    assert "市の窓口" in page.content.decode()

    client.post(f"{LIST}{window.pk}/check/", {"version": page.context["version"]})

    window.refresh_from_db()
    assert (window.checked_on, window.expires_on) == (TODAY, date(2027, 11, 21))
    assert AuditEntry.objects.get().action == "window.checked"
    assert "隠れています" not in client.get(LIST).content.decode()


def test_check_shows_all_that_is_to_be_looked_at(client, window):
    for name, value in {
        "operator": "架空市福祉課",
        "url": "https://example.jp/",
        "audiences": ["women", "foreigners"],
        "themes": ["living", "family"],
        "channels": ["phone", "visit"],
        "languages": ["ja", "vi"],
        "hours_channels": ["phone"],
        "hours": {"kind": "weekly", "weekly": [{"from": "10:00", "to": "17:00"}]},
        "hours_note": "予約がいります",
        "is_permanent": False,
        "periods": [{"starts": "2026-12-28T10:00:00+09:00", "ends": "2027-01-05T17:00:00+09:00"}],
        "note": "市役所の1階です。",
        "source": "福祉課の案内",
    }.items():
        setattr(window, name, value)
    window.save()
    WindowTextFactory(window=window, name="City helpline", note="On the first floor.")

    page = client.get(f"{LIST}{window.pk}/check/").content.decode()

    found = dict(re.findall(r"<dt>(.*?)</dt><dd.*?>(.*?)</dd>", page, re.DOTALL))
    assert found == {
        "名称": "市の窓口",
        "運営": "架空市福祉課",
        "電話番号": "0120-000-000",
        "ウェブページ": '<a href="https://example.jp/" rel="noopener noreferrer">https://example.jp/</a>',
        "受付時間": "毎日 10:00〜17:00<br>予約がいります",
        "開く期間": "令和8年12月28日（月）10:00から令和9年1月5日（火）17:00まで",
        "相談の方法": "電話、会って話す",
        "この受付時間があてはまる方法": "電話",
        "使える言葉": "日本語、ベトナム語",
        "だれのための窓口か": "女性、外国から来た人",
        "どんなことを話せるか": "お金・仕事・暮らし、家庭・子育て・介護",
        "説明": "市役所の1階です。",
        "出典": "福祉課の案内",
        "ほかの言葉で": "City helpline<br>On the first floor.",
        "確かめた日": "令和8年4月1日（水）",
    }


def test_officer_still_sees_a_hidden_window_and_why(client, window):
    window.expires_on = date(2026, 11, 20)
    window.save()

    page = client.get(window.get_absolute_url())
    assert "表示の期限が過ぎたため" in page.content.decode()
    client.logout()
    assert client.get(window.get_absolute_url()).status_code == 404


def test_window_is_removed_after_a_question(client, officer, window):
    assert client.get(f"{LIST}{window.pk}/remove/").status_code == 200
    assert Window.objects.count() == 1

    client.post(f"{LIST}{window.pk}/remove/")

    assert Window.objects.count() == 0
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_id) == ("window.removed", str(window.pk))


def test_what_a_colleague_stored_meanwhile_is_not_overwritten_unseen(client, window, clock):
    path = f"{LIST}{window.pk}/edit/"
    opened = as_shown(client.get(path))
    clock.shift(60)
    client.post(path, {**opened, "phone": "0857-00-1111"})
    clock.shift(60)

    later = client.post(path, {**opened, "name": "くらしの窓口"})

    window.refresh_from_db()
    assert (window.name, window.phone) == ("市の窓口", "0857-00-1111")
    page = later.content.decode()
    assert "<title>エラー：" in page
    assert "令和8年11月21日（土）12:01に、ほかの人がこの窓口を変更しました。" in page
    assert 'value="くらしの窓口"' in page
    client.post(path, {**opened, "name": "くらしの窓口", "version": later.context["version"]})
    assert Window.objects.get().name == "くらしの窓口"


def test_form_with_a_mistake_still_knows_what_it_showed(client, window, clock):
    path = f"{LIST}{window.pk}/edit/"
    opened = as_shown(client.get(path))
    clock.shift(60)
    client.post(path, {**opened, "phone": "0857-00-1111"})

    refused_form = client.post(path, {**opened, "name": ""})

    assert refused_form.context["version"] == opened["version"]


def test_check_is_of_what_was_shown(client, window, clock):
    path = f"{LIST}{window.pk}/check/"
    shown = client.get(path).context["version"]
    clock.shift(60)
    Window.objects.get().save()

    again = client.post(path, {"version": shown})

    window.refresh_from_db()
    assert window.checked_on == date(2026, 4, 1)
    assert "12:01に、ほかの人がこの窓口を変更しました。" in again.content.decode()
    assert client.post(path, {"version": again.context["version"]}).status_code == 302
    window.refresh_from_db()
    assert window.checked_on == TODAY


def test_removed_window_stays_removed(client, officer, window):
    opened = as_shown(client.get(f"{LIST}{window.pk}/edit/"))
    stale = Window.objects.get()
    client.post(f"{LIST}{window.pk}/remove/")

    assert client.post(f"{LIST}{window.pk}/edit/", opened).status_code == 404
    with pytest.raises(Window.DoesNotExist):
        save_window(window=stale, actor=officer.user, texts={}, version=version_of(stale))
    assert Window.objects.count() == 0


def test_new_window_sent_twice_is_one_but_with_other_words_another(client, officer):
    key = str(client.get(NEW).context["submission_key"])

    sent = [client.post(NEW, filled(submission_key=key)) for _ in range(2)]
    assert len({response["Location"] for response in sent}) == 1
    assert (Window.objects.count(), AuditEntry.objects.count()) == (1, 1)
    client.post(NEW, filled(submission_key=key, name="もう1つの窓口"))
    client.post(NEW, filled(submission_key="x"))
    client.post(NEW, filled(submission_key="x"))
    assert Window.objects.count() == 4


def test_loading_the_authors_files_leaves_the_officers_windows(client, window, tmp_path):
    from tests.windows.lists import read
    from windows.files.storing import save_windows

    save_windows(read(tmp_path))

    assert set(Window.objects.values_list("key", flat=True)) == {window.key, "yorisoi"}


def test_officer_of_two_places_says_which(client, officer):
    other = MembershipFactory(user=officer.user).organization
    MembershipFactory(user=officer.user, organization__kind=OrganizationKind.OTHER)

    assert "organization" in refused(client.post(NEW, filled()))
    client.post(NEW, filled(organization=other.pk))

    assert Window.objects.get().organization == other
    foreign = OrganizationFactory()
    assert "organization" in refused(client.post(NEW, filled(organization=foreign.pk)))


@pytest.mark.parametrize("kind", [OrganizationKind.OTHER, OrganizationKind.SCHOOL_BOARD])
def test_officer_without_an_area_keeps_no_windows(client, db, kind):
    client.force_login(MembershipFactory(organization__kind=kind).user)

    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize("path", ["edit", "check", "remove"])
def test_windows_of_others_are_not_found(client, officer, path):
    national, foreign = WindowFactory(), WindowFactory(local=True)
    for window in (national, foreign):
        assert client.get(f"{LIST}{window.pk}/{path}/").status_code == 404
        assert client.post(f"{LIST}{window.pk}/{path}/", filled()).status_code == 404
    assert Window.objects.count() == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    kind=st.sampled_from(OrganizationKind.values),
    role=st.sampled_from(Role.values),
    is_active=st.booleans(),
    is_own=st.booleans(),
    from_files=st.booleans(),
)
def test_can_edit_is_what_the_queryset_says(db, kind, role, is_active, is_own, from_files):
    user = UserFactory()
    membership = MembershipFactory(
        user=user, role=role, is_active=is_active, organization__kind=kind
    )
    window = (
        WindowFactory()
        if from_files
        else WindowFactory(
            local=True, **({"organization": membership.organization} if is_own else {})
        )
    )

    assert can_edit_window(user, window) == (window in Window.objects.editable_by(user))


def test_list_takes_the_same_queries_whatever_its_size(client, officer):
    client.get(LIST)  # the header learns who this is, once a session
    counts = []
    for size in (1, 2):
        WindowFactory.create_batch(size, local=True, organization=officer.organization)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_empty_rows_are_always_left_for_more():
    weekly = [{"days": ["mon"], "from": "9:00", "to": "12:00"}] * 5
    hours = {"kind": "weekly", "weekly": weekly}
    assert len(HoursForms({"kind": "unknown"}, data=None).weekly) == 4
    assert len(HoursForms(hours, data=None).weekly) == 7
    assert len(from_data(hours).weekly) == 5
