import io
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from celery import Celery
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from accounts.models import Learner
from core.models import AuditEntry, Job
from core.tabular import UnencodableRowsError, read_table
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.trainings import AttendanceFactory, RegistrationFactory, TrainingFactory
from tests.trainings.rosters import (
    HARD_NAMES,
    body,
    csv_file,
    page,
    tokyo,
    training_with_officer,
    upload,
    xlsx_file,
)
from trainings.models import Registration, RosterImport
from trainings.roster import services
from trainings.roster.enums import RosterFormat
from trainings.roster.exporting import write_roster
from trainings.roster.importing import plan_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """The tasks that were sent to the broker: name and argument."""
    tasks = []
    monkeypatch.setattr(Celery, "send_task", lambda app, name, args: tasks.append((name, *args)))
    return tasks


@pytest.fixture
def desk(client):
    training, officer = training_with_officer()
    client.force_login(officer)
    return training


@pytest.fixture
def everything_is_large(settings, monkeypatch):
    monkeypatch.setattr(services, "DIRECT_BYTES", 1)
    settings.JOB_ROWS = 1


def preview(roster_import):
    roster_import.refresh_from_db()
    return roster_import.preview


def counts(roster_import):
    shown = preview(roster_import)
    return {name: shown[name] for name in ("rows", "new", "changed", "unchanged")}


def reasons(roster_import):
    return [(problem["row"], problem["reason"]) for problem in preview(roster_import)["errors"]]


def confirm(client, roster_import):
    return client.post(page("confirm", roster_import))


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


FULL = (
    "氏名,ふりがな,メール,電話,年代,市区町村コード,市区町村,市内/市外,申込日時,備考\n"
    "髙橋 花子,ﾀｶﾊｼ ﾊﾅｺ,hanako@example.jp,0９0-1234-5678,40代,131016,東京都千代田区,市内,2026-11-01,車いす\n"
    "𠮷田 葛󠄀,ヨシダ,,,,,,,,\n"
)


@time_machine.travel("2026-11-21T12:00:00+09:00", tick=False)
def test_import_previews_then_saves_each_row(client, desk):
    tokyo()
    roster_import = upload(client, desk, csv_file(FULL, "utf-8-sig"))

    assert counts(roster_import) == {"rows": 2, "new": 2, "changed": 0, "unchanged": 0}
    assert preview(roster_import)["errors"] == []
    assert roster_import.encoding == "utf-8-sig"
    assert Registration.objects.count() == Learner.objects.count() == 0

    confirm(client, roster_import)

    saved = list(
        desk.registrations.order_by("pk").values_list(
            "name", "kana", "name_key", "email", "phone", "age_band", "municipality_id", "reach",
            "source", "note", "state", "roster_import_id",
        )
    )  # fmt: skip
    assert saved == [
        (
            "髙橋 花子", "たかはし はなこ", "高橋花子", "hanako@example.jp", "090-1234-5678", "40",
            "131016", "inside", "import", "車いす", "active", roster_import.pk,
        ),
        (
            "𠮷田 葛󠄀", "よしだ", "吉田葛", "", "", "", None, "", "import", "", "active",
            roster_import.pk,
        ),
    ]  # fmt: skip
    days = [row.created_at.isoformat() for row in desk.registrations.order_by("pk")]
    assert days == ["2026-10-31T15:00:00+00:00", "2026-11-21T03:00:00+00:00"]
    assert list(Learner.objects.values_list("kind", "organization", "name", "kana")) == [
        ("roster", desk.organization_id, "髙橋 花子", "たかはし はなこ"),
        ("roster", desk.organization_id, "𠮷田 葛󠄀", "よしだ"),
    ]
    desk.refresh_from_db()
    assert desk.seats_taken == 2
    entry = AuditEntry.objects.get(action="roster.imported")
    assert (entry.object_id, entry.detail) == (
        str(roster_import.pk),
        {"training_id": desk.pk, "new": 2, "changed": 0},
    )


def test_confirming_twice_saves_once(client, desk):
    roster_import = upload(client, desk, csv_file("氏名\n花子\n"))

    confirm(client, roster_import)
    confirm(client, roster_import)

    desk.refresh_from_db()
    assert (desk.registrations.count(), desk.seats_taken) == (1, 1)
    assert AuditEntry.objects.filter(action="roster.imported").count() == 1


@pytest.mark.parametrize("file_format", ["xlsx", "csv", "csv-sjis"])
def test_unedited_export_imports_as_a_no_op(client, desk, file_format):
    place = tokyo()
    names = HARD_NAMES if file_format != "csv-sjis" else [HARD_NAMES[0], *HARD_NAMES[2:]]
    for name in names:
        RegistrationFactory(
            training=desk,
            name=name,
            kana="カタカナ のまま",
            phone="電話なし",
            municipality=place,
            age_band="80",
            reach="outside",
            note="=1\r\n〜①",
        )
    twin = desk.registrations.first()
    # The officer said: another person of the same name and address.
    RegistrationFactory(training=desk, name=twin.name, email=twin.email)
    AttendanceFactory(session=desk.sessions.get(), registration=twin)
    before = list(desk.registrations.order_by("pk").values())
    exported = client.post(
        reverse("trainings:export", args=[desk.pk]),
        {"format": file_format, "purpose": "reception"},
    )

    roster_import = upload(client, desk, SimpleUploadedFile("名簿", body(exported)))

    total = len(names) + 1
    assert preview(roster_import) == {
        "rows": total,
        "new": 0,
        "changed": 0,
        "unchanged": total,
        "changes": [],
        "errors": [],
        "warnings": [],
    }
    assert "変更なし" in client.get(page("detail", roster_import)).content.decode()
    confirm(client, roster_import)
    assert list(desk.registrations.order_by("pk").values()) == before


def test_edited_export_changes_those_cells_alone(client, desk):
    one, two = RegistrationFactory.create_batch(2, training=desk, phone="03-1111-1111")
    text = (
        f"申込ID,氏名,電話\n{one.public_id},改姓 花子,03-1111-1111\n{two.public_id},{two.name},\n"
    )
    roster_import = upload(client, desk, csv_file(text))

    assert counts(roster_import) == {"rows": 2, "new": 0, "changed": 2, "unchanged": 0}
    assert preview(roster_import)["changes"] == [
        {"row": 2, "columns": ["氏名"]},
        {"row": 3, "columns": ["電話"]},
    ]
    confirm(client, roster_import)

    rows = desk.registrations.order_by("pk").values_list(
        "name", "name_key", "phone", "email", "kana"
    )
    assert list(rows) == [
        ("改姓 花子", "改姓花子", "03-1111-1111", one.email, one.kana),
        (two.name, two.name_key, "", two.email, two.kana),
    ]
    one.learner.refresh_from_db()
    assert one.learner.name == "改姓 花子"


BAD_ROWS = [
    ("", "氏名がありません。"),
    ("あ" * 101, "氏名は100文字までです（101文字あります）。"),
    ("あ" * 200, "氏名は100文字までです（200文字あります）。"),
]


@pytest.mark.parametrize(("name", "reason"), BAD_ROWS)
def test_name_that_cannot_be_taken_is_named_by_row(client, desk, name, reason):
    roster_import = upload(client, desk, csv_file(f"氏名,電話\n花子,03-1111-1111\n{name},1\n"))

    assert reasons(roster_import)[0] == (3, reason)


@time_machine.travel("2026-11-21T12:00:00+09:00", tick=False)
@pytest.mark.parametrize(
    ("title", "value", "reason"),
    [
        ("ふりがな", "花子", "ふりがなに、かな以外の文字があります。"),
        ("ふりがな", "あ" * 101, "ふりがなは100文字までです（101文字あります）。"),
        ("メール", "hanako@", "メールアドレスの形が正しくありません。"),
        ("電話", "ゼロサン", "電話番号は、数字とハイフンで書いてください（例：03-1234-5678）。"),
        (
            "年代",
            "45歳",
            "年代「45歳」が分かりません。10代以下、20代、…、80代以上のどれかにしてください。",
        ),
        ("市内/市外", "県内", "市内・市外の「県内」が分かりません。市内か市外にしてください。"),
        (
            "市区町村",
            "架空市",
            "市区町村「架空市」が分かりません。都道府県から書いてください（例：東京都千代田区）。",
        ),
        ("市区町村コード", "999999", "市区町村コード「999999」が分かりません。"),
        ("市区町村コード", "千代田", "市区町村コード「千代田」が分かりません。"),
        ("申込日時", "2026-02-30", "ありえない日付です：2026-02-30"),
        ("申込日時", "令和8年13月1日", "ありえない日付です：令和8年13月1日"),
        ("申込日時", "1026-11-21", "ありえない日付です：1026-11-21"),
        ("申込日時", "2027-11-21", "ありえない日付です：2027-11-21"),
        ("申込日時", "先週", "日付として読めません：先週（例：2026-11-21）"),
        ("修了日", "2026/2/30", "ありえない日付です：2026/2/30"),
        ("備考", "あ" * 301, "備考は300文字までです（301文字あります）。"),
        ("申込ID", "abc", "この研修の申込IDではありません。新しい方の行では空にしてください。"),
        (
            "申込ID",
            "00000000-0000-4000-8000-000000000000",
            "この研修の申込IDではありません。新しい方の行では空にしてください。",
        ),
    ],
)
def test_bad_cell_is_named_by_row_and_reason(client, desk, title, value, reason):
    tokyo()
    roster_import = upload(client, desk, csv_file(f"氏名,{title}\n花子,\n太郎,{value}\n"))

    assert reasons(roster_import) == [(3, reason)]
    content = client.get(page("detail", roster_import)).content.decode()
    assert "まだ取り込めません" in content
    confirm(client, roster_import)
    assert Registration.objects.count() == 0


def test_every_reason_of_every_bad_row_is_told(client, desk):
    rows = "".join(f"人{number},漢字,x@\n" for number in range(150))
    roster_import = upload(client, desk, csv_file(f"氏名,ふりがな,メール\n{rows}"))

    assert len(reasons(roster_import)) == 300
    assert reasons(roster_import)[:2] == [
        (2, "ふりがなに、かな以外の文字があります。"),
        (2, "メールアドレスの形が正しくありません。"),
    ]
    second = client.get(page("detail", roster_import), {"page": 2})
    assert second.context["page"].object_list[0]["row"] == 52


def test_row_with_a_problem_is_counted_once(client, desk):
    table = csv_file("氏名,備考\n花子,\U000f0000\n太郎,\n")
    expected = {"rows": 2, "new": 1, "changed": 0, "unchanged": 0}
    assert counts(upload(client, desk, table)) == expected


def test_file_as_a_whole_is_refused_with_its_reason(client, desk):
    cases = {
        "x" * 10: [(0, "見出しの下に行がありません。")],
        "氏名,好きな色\n花子,赤\n": [
            (1, "分からない列があります：「好きな色」。ひな形の見出しに合わせてください。")
        ],
        "ふりがな\nはなこ\n": [(1, "「氏名」の列がありません。")],
        "氏名,お名前\n花子,花子\n": [(1, "「氏名」の列が2つ以上あります。")],
    }
    for text, expected in cases.items():
        assert reasons(upload(client, desk, csv_file(text))) == expected


def test_empty_and_missing_files_are_form_errors(client, desk):
    address = reverse("trainings:import_create", args=[desk.pk])

    assert client.post(address).context["form"].errors == {"file": ["ファイルを選んでください。"]}
    assert client.post(address, {"file": csv_file("")}).context["form"].errors == {
        "file": ["ファイルが空です。"]
    }
    assert desk.imports.count() == 0


def test_duplicate_rows_point_at_each_other(client, desk):
    one = RegistrationFactory(training=desk)
    text = (
        "申込ID,氏名,メール\n"
        ",山田 花子,a@example.jp\n"
        ",山田　花子,A@example.jp\n"
        ",田中,\n"
        ",田中,\n"
        f"{one.public_id},{one.name},{one.email}\n"
        f"{one.public_id},{one.name},{one.email}\n"
    )
    roster_import = upload(client, desk, csv_file(text))

    assert reasons(roster_import) == [
        (3, "2行目と同じ方です。どちらかを消してください。"),
        (5, "4行目と同じ方です。どちらかを消してください。"),
        (7, "6行目と同じ方です。どちらかを消してください。"),
    ]


def test_people_registered_already_are_left_as_they_are(client, desk):
    known = RegistrationFactory(training=desk, name="山田 花子", email="a@example.jp", phone="1")
    RegistrationFactory(training=desk, name="田中", kana="", email="")
    text = "氏名,メール,電話\n山田花子,a@example.jp,03-1111-1111\n田中,,\n新人,,\n"
    roster_import = upload(client, desk, csv_file(text))

    assert counts(roster_import) == {"rows": 3, "new": 1, "changed": 0, "unchanged": 2}
    assert preview(roster_import)["warnings"] == [
        "すでに申し込まれている方の行です。変更しません：2行目、3行目"
    ]
    confirm(client, roster_import)
    known.refresh_from_db()
    assert (desk.registrations.count(), known.phone) == (3, "1")


def test_more_people_than_seats_are_refused(client):
    training, officer = training_with_officer(capacity=2)
    client.force_login(officer)
    RegistrationFactory(training=training)
    roster_import = upload(client, training, csv_file("氏名\n一\n二\n三\n"))

    assert reasons(roster_import) == [
        (
            3,
            "この行から定員を超えます（定員2人、空き1人、新しい方3人）。定員を増やすか、行を減らしてください。",
        )
    ]


def test_seat_taken_since_the_preview_asks_again(client):
    training, officer = training_with_officer(capacity=1)
    client.force_login(officer)
    roster_import = upload(client, training, csv_file("氏名\n花子\n"))
    RegistrationFactory(training=training)

    response = confirm(client, roster_import)

    assert said(response) == [
        "確認のあとで名簿が変わりました。まだ取り込んでいません。内容をもう一度確かめてください。"
    ]
    assert reasons(roster_import)[0][0] == 2
    assert training.registrations.count() == 1


def test_learner_of_another_training_is_used_again(client, desk):
    earlier = TrainingFactory(organization=desk.organization)
    known = RegistrationFactory(training=earlier, name="山田 花子", email="a@example.jp")
    RegistrationFactory(name="佐藤", email="s@example.jp")  # another organization's
    text = "氏名,メール\n山田花子,A@example.jp\n佐藤,s@example.jp\n"
    roster_import = upload(client, desk, csv_file(text))
    learners = Learner.objects.count()

    confirm(client, roster_import)

    assert Learner.objects.count() == learners + 1
    assert desk.registrations.order_by("pk").first().learner == known.learner


def test_person_with_a_seat_under_another_address_is_refused(client, desk):
    earlier = TrainingFactory(organization=desk.organization)
    known = RegistrationFactory(training=earlier, name="山田 花子", email="a@example.jp")
    RegistrationFactory(
        training=desk, name="山田 花子", email="b@example.jp", learner=known.learner
    )
    roster_import = upload(client, desk, csv_file("氏名,メール\n山田花子,a@example.jp\n"))

    assert reasons(roster_import) == [(2, "すでに申し込まれている方です。")]


def test_cancelled_registration_is_not_changed_by_its_id(client, desk):
    gone = RegistrationFactory(training=desk, state="cancelled")
    roster_import = upload(client, desk, csv_file(f"申込ID,氏名\n{gone.public_id},{gone.name}\n"))

    assert reasons(roster_import) == [(2, "取り消された申込です。")]


def test_registration_of_another_training_is_not_reached_by_its_id(client, desk):
    other = RegistrationFactory()
    roster_import = upload(client, desk, csv_file(f"申込ID,氏名\n{other.public_id},乗っ取り\n"))

    assert [row for row, _reason in reasons(roster_import)] == [2]


def test_shown_columns_that_were_edited_are_named(client, desk):
    one = RegistrationFactory(training=desk)
    text = f"申込ID,氏名,出席 2026-11-21 13:30,修了日\n{one.public_id},{one.name},出席,\n"
    roster_import = upload(client, desk, csv_file(text))

    assert preview(roster_import)["warnings"] == [
        "受付方法・申込日時・出席・修了日は、取り込みでは変わりません：2行目"
    ]
    assert one.attendances.count() == 0


def test_spreadsheet_habits_are_understood(client, desk):
    tokyo()
    header = ["お名前", "フリガナ", "電話番号", "市区町村コード", "年齢層", "市内／市外"]
    rows = [["花子", "ﾊﾅｺ", 9012345678, 131016, "４０代", "市内"], ["太郎", "", "", 13101, "", ""]]
    roster_import = upload(client, desk, xlsx_file(header, rows))

    assert preview(roster_import)["errors"] == []
    assert preview(roster_import)["warnings"] == ["電話番号の先頭の0を補いました：2行目"]
    confirm(client, roster_import)
    saved = desk.registrations.order_by("pk").values_list(
        "name", "kana", "phone", "municipality_id", "age_band", "reach"
    )
    assert list(saved) == [
        ("花子", "はなこ", "09012345678", "131016", "40", "inside"),
        ("太郎", "", "", "131016", "", ""),
    ]


def test_template_is_a_roster_that_can_be_imported(client, desk):
    tokyo()
    response = client.get(reverse("trainings:import_template", args=[desk.pk]))

    with time_machine.travel("2026-11-21T12:00:00+09:00", tick=False):
        roster_import = upload(client, desk, SimpleUploadedFile("t.xlsx", body(response)))

    assert counts(roster_import) == {"rows": 1, "new": 1, "changed": 0, "unchanged": 0}
    assert preview(roster_import)["errors"] == []
    assert preview(roster_import)["warnings"] == ["「受講者名簿」のシートだけを読みました。"]


def undo(client, roster_import):
    return client.post(page("undo", roster_import))


def test_undo_removes_what_was_added_and_gives_back_what_was_changed(client, desk):
    one = RegistrationFactory(training=desk, phone="03-1111-1111")
    learners = Learner.objects.count()
    text = f"申込ID,氏名,電話\n{one.public_id},改姓,03-2222-2222\n,新人,\n"
    roster_import = upload(client, desk, csv_file(text))
    confirm(client, roster_import)

    response = undo(client, roster_import)
    undo(client, roster_import)

    assert said(response)[-1] == "取り込みを元に戻しました。"
    name, phone = one.name, one.phone
    one.refresh_from_db()
    desk.refresh_from_db()
    assert (one.name, one.phone, one.learner.name) == (name, phone, name)
    assert (desk.registrations.count(), desk.seats_taken) == (1, 1)
    assert Learner.objects.count() == learners
    assert list(
        AuditEntry.objects.filter(action="roster.import_undone").values_list("detail", flat=True)
    ) == [{"training_id": desk.pk, "removed": 1, "restored": 1}]


def test_undo_is_refused_once_people_came_or_were_changed(client, desk):
    one = RegistrationFactory(training=desk)
    text = f"申込ID,氏名\n{one.public_id},改姓\n,新人\n,新人二\n"
    roster_import = upload(client, desk, csv_file(text))
    confirm(client, roster_import)
    added = desk.registrations.filter(roster_import=roster_import).first()
    AttendanceFactory(session=desk.sessions.get(), registration=added)
    Registration.objects.filter(pk=one.pk).update(name="再改姓")

    response = undo(client, roster_import)

    assert said(response)[-1] == (
        "元に戻せません。取り込んだ方のうち1人は、出席か修了が記録されています。"
        "変更した方のうち1人は、そのあとで内容が変更されています。何も変更していません。"
    )
    assert desk.registrations.count() == 3


def test_locked_training_takes_no_import(client, desk):
    roster_import = upload(client, desk, csv_file("氏名\n花子\n"))
    desk.state = "closed"
    desk.save()

    assert client.get(reverse("trainings:import_create", args=[desk.pk])).status_code == 302
    assert said(confirm(client, roster_import))[-1] == (
        "終了または中止した研修の名簿は変更できません。何も変更していません。"
    )
    assert Registration.objects.count() == 0


def test_old_files_and_what_undoing_needs_are_removed(client, desk):
    with time_machine.travel("2026-11-01T12:00:00+09:00"):
        roster_import = upload(client, desk, csv_file("氏名\n花子\n"))
        confirm(client, roster_import)
    storage, name = roster_import.file.storage, roster_import.file.name
    with time_machine.travel("2026-11-07T12:00:00+09:00"):
        assert (services.remove_old_import_files(), storage.exists(name)) == (0, True)
    with time_machine.travel("2026-11-09T12:00:00+09:00"):
        assert (services.remove_old_import_files(), storage.exists(name)) == (1, False)
    roster_import.refresh_from_db()
    assert roster_import.before["learners"] != []
    with time_machine.travel("2026-12-09T12:00:00+09:00"):
        services.remove_old_import_files()
    roster_import.refresh_from_db()
    assert roster_import.before == {}
    assert client.get(page("detail", roster_import)).status_code == 200


def test_large_file_is_previewed_and_confirmed_in_jobs(
    client, desk, everything_is_large, sent, django_capture_on_commit_callbacks
):
    from trainings.roster import tasks

    with django_capture_on_commit_callbacks(execute=True):
        roster_import = upload(client, desk, csv_file("氏名\n花子\n太郎\n"))
    job = Job.objects.get()
    assert sent == [("trainings.preview_import", str(job.pk))]
    assert "処理しています" in client.get(page("detail", roster_import)).content.decode()
    tasks.preview_import(str(job.pk))
    job.refresh_from_db()
    assert job.result == {
        "rows": 2,
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "summary": "確認できました。内容を見て、取り込みに進んでください。",
    }

    first, second = confirm(client, roster_import), confirm(client, roster_import)

    confirming = Job.objects.exclude(pk=job.pk).get()
    assert [first.url, second.url] == [confirming.get_absolute_url()] * 2
    tasks.confirm_import(str(confirming.pk))
    tasks.confirm_import(str(confirming.pk))
    confirming.refresh_from_db()
    assert confirming.result["summary"] == "新しい方2人、内容を変更した方0人を取り込みました。"
    assert desk.registrations.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_preview_and_confirmation_take_the_same_queries_whatever_the_rows(
    client, desk, count, django_assert_num_queries
):
    tokyo()
    rows = "".join(f"人{n},p{n}@example.jp,東京都千代田区\n" for n in range(count))
    roster_import = upload(client, desk, csv_file(f"氏名,メール,市区町村\n{rows}"))

    with django_assert_num_queries(20):
        confirm(client, roster_import)
    with django_assert_num_queries(8):
        client.get(page("detail", roster_import))


def test_only_officers_of_the_organization_import(client, desk):
    roster_import = upload(client, desk, csv_file("氏名\n秘密 花子\n"))
    colleague = UserFactory()
    MembershipFactory(user=colleague, organization=desk.organization, role="editor")
    _, elsewhere = training_with_officer()
    addresses = [
        reverse("trainings:import_create", args=[desk.pk]),
        reverse("trainings:import_template", args=[desk.pk]),
        page("detail", roster_import),
    ]

    for user in (colleague, elsewhere):
        client.force_login(user)
        assert [client.get(address).status_code for address in addresses] == [404] * 3
        assert confirm(client, roster_import).status_code == 404
        assert undo(client, roster_import).status_code == 404
    client.logout()
    login = reverse("account_login")
    assert [client.get(address).url.startswith(login) for address in addresses] == [True] * 3
    assert Registration.objects.count() == 0


def test_import_of_one_training_is_not_reached_through_another(client, desk):
    other, _ = training_with_officer(organization=desk.organization)
    roster_import = upload(client, desk, csv_file("氏名\n花子\n"))

    address = reverse("trainings:import_detail", args=[other.pk, roster_import.pk])
    assert client.get(address).status_code == 404


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=40)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(st.tuples(CELL.filter(str.strip), CELL), min_size=1, max_size=4),
    file_format=st.sampled_from(list(RosterFormat)),
)
def test_whatever_was_stored_an_unedited_export_is_a_no_op(desk, rows, file_format):
    training = TrainingFactory(organization=desk.organization)
    for name, note in rows:
        RegistrationFactory(training=training, name=name, note=note)
    file = io.BytesIO()
    try:
        write_roster(training, file, file_format)
    except UnencodableRowsError:
        reject()
    file.seek(0)

    plan = plan_table(training, read_table(file, "名簿"))

    assert (plan.problems, plan.new, plan.changes, plan.row_count) == ([], [], [], len(rows))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_import_once(client):
    training, officer = training_with_officer()
    client.force_login(officer)
    roster_import = upload(client, training, csv_file("氏名\n花子\n太郎\n"))
    ready = threading.Barrier(8)

    def click():
        try:
            ready.wait()
            services.apply_import(
                roster_import=RosterImport.objects.get(pk=roster_import.pk), actor=officer
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        for clicked in [pool.submit(click) for _ in range(8)]:
            clicked.result()

    training.refresh_from_db()
    assert (training.registrations.count(), training.seats_taken) == (2, 2)
    assert AuditEntry.objects.filter(action="roster.imported").count() == 1
