import csv
import io
from datetime import UTC, datetime
from urllib.parse import quote

import openpyxl
import pytest
import time_machine
from celery import Celery
from django.urls import reverse

from core.models import AuditEntry, Job
from core.tabular import cp932_form, restore_formula
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.trainings import AttendanceFactory, RegistrationFactory
from tests.trainings.rosters import HARD_NAMES, body, tokyo, training_with_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """The tasks that were sent to the broker: name and argument."""
    tasks = []
    monkeypatch.setattr(Celery, "send_task", lambda app, name, args: tasks.append((name, *args)))
    return tasks


TITLES = [
    "申込ID", "氏名", "ふりがな", "メール", "電話", "年代", "市区町村コード", "市区町村", "市内/市外",
    "受付方法", "申込日時", "出席 2026-11-21 13:30", "修了日", "備考",
]  # fmt: skip


def hard_roster(names):
    training, officer = training_with_officer()
    place = tokyo()
    for name in names:
        RegistrationFactory(
            training=training,
            name=name,
            phone="00012",
            age_band="40",
            municipality=place,
            reach="inside",
            note="一行目\n二行目 ①〜",
            created_at=datetime(2026, 11, 1, 1, 2, 3, 456789, tzinfo=UTC),
        )
    RegistrationFactory(training=training, state="cancelled", name="取消 済")
    first = training.registrations.active().order_by("pk").first()
    AttendanceFactory(session=training.sessions.get(), registration=first)
    return training, officer


def expected_rows(training):
    """From the database, by other code than the export's."""
    rows = []
    for number, one in enumerate(training.registrations.filter(state="active").order_by("pk")):
        rows.append(
            [
                str(one.public_id), one.name, one.kana, one.email, one.phone, "40代", "131016",
                "東京都千代田区", "市内", "申込フォーム", "2026-11-01T10:02:03+09:00",
                "出席" if number == 0 else "", "", one.note,
            ]
        )  # fmt: skip
    return rows


def export(client, training, file_format="xlsx", purpose="reception", detail=""):
    return client.post(
        reverse("trainings:export", args=[training.pk]),
        {"format": file_format, "purpose": purpose, "detail": detail},
    )


def test_xlsx_equals_the_database(client):
    training, officer = hard_roster(HARD_NAMES)
    client.force_login(officer)

    sheet = openpyxl.load_workbook(io.BytesIO(body(export(client, training)))).active

    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows == [TITLES, *expected_rows(training)]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert sheet.freeze_panes == "A2"


def test_csv_utf8_equals_the_database(client):
    training, officer = hard_roster(HARD_NAMES)
    client.force_login(officer)

    data = body(export(client, training, "csv"))

    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 1 + len(HARD_NAMES)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [[restore_formula(cell) for cell in row] for row in rows] == [
        TITLES,
        *expected_rows(training),
    ]
    assert rows[3][1] == "'=SUM(1) ①"


def test_csv_cp932_equals_the_database_as_cp932_says_it(client):
    training, officer = hard_roster(["髙橋 﨑", "=SUM(1) ①", "+81 〜"])
    client.force_login(officer)

    data = body(export(client, training, "csv-sjis"))

    rows = list(csv.reader(io.StringIO(data.decode("cp932"), newline="")))
    assert [[restore_formula(cell) for cell in row] for row in rows] == [
        [cp932_form(cell) for cell in row] for row in [TITLES, *expected_rows(training)]
    ]


def test_csv_cp932_with_other_characters_names_the_rows_and_sends_nothing(client):
    training, officer = hard_roster(["髙橋 﨑", "𠮷田 葛󠄀"])
    client.force_login(officer)

    response = export(client, training, "csv-sjis")

    assert response.status_code == 200
    assert [(each.row, each.characters) for each in response.context["unencodable"].rows] == [
        (3, "𠮷葛󠄀")
    ]
    assert "3行目：𠮷葛󠄀" in response.content.decode()
    assert AuditEntry.objects.count() == 0


@time_machine.travel("2026-11-21T12:00:00+09:00", tick=False)
def test_export_is_named_in_japanese_and_recorded(client):
    training, officer = hard_roster(["花子", "太郎"])
    client.force_login(officer)

    response = export(client, training, "xlsx", "other", "会場との打ち合わせ")

    name = f"受講者名簿_{training.title}_2026-11-21.xlsx"
    body(response)
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(name)}"
    entry = AuditEntry.objects.get(action="roster.exported")
    pks = list(training.registrations.active().order_by("pk").values_list("pk", flat=True))
    assert (entry.actor, entry.reason, entry.organization_id, entry.object_id, entry.detail) == (
        officer,
        "そのほか：会場との打ち合わせ",
        training.organization_id,
        str(training.pk),
        {
            "format": "xlsx",
            "count": 2,
            "first_registration_id": pks[0],
            "last_registration_id": pks[1],
        },
    )


def test_export_asks_for_its_purpose(client):
    training, officer = hard_roster(["花子"])
    client.force_login(officer)

    assert export(client, training, purpose="").context["form"].errors == {
        "purpose": ["使う目的を選んでください。"]
    }
    assert export(client, training, purpose="other").context["form"].errors == {
        "detail": ["目的を入力してください。"]
    }
    assert AuditEntry.objects.count() == 0


def test_large_export_becomes_a_job(client, settings, django_capture_on_commit_callbacks, sent):
    settings.JOB_ROWS = 1
    training, officer = hard_roster(["花子", "太郎"])
    client.force_login(officer)

    with django_capture_on_commit_callbacks(execute=True):
        response = export(client, training, "csv")

    job = Job.objects.get()
    assert response.url == job.get_absolute_url()
    assert sent == [("trainings.export_roster", str(job.pk))]
    assert (job.created_by, job.parameters) == (
        officer,
        {"training_id": training.pk, "format": "csv", "language": "ja"},
    )
    assert AuditEntry.objects.get().detail["job_id"] == str(job.pk)

    from trainings.roster.tasks import export_roster

    export_roster(str(job.pk))

    job.refresh_from_db()
    assert (job.state, job.result) == (
        "succeeded",
        {"rows": 2, "summary": "2行を書き出しました。"},
    )
    with job.result_file.open("rb") as file:
        rows = list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"), newline="")))
    assert rows == [TITLES, *expected_rows(training)]


def test_job_of_someone_who_lost_the_right_fails(settings, client):
    settings.JOB_ROWS = 0
    training, officer = hard_roster(["花子"])
    client.force_login(officer)
    export(client, training, "csv")
    officer.memberships.update(is_active=False)

    from trainings.roster.tasks import export_roster

    job = Job.objects.get()
    export_roster(str(job.pk))

    job.refresh_from_db()
    assert (job.state, job.error, job.result_file.name) == (
        "failed",
        "この研修の名簿を書き出す権限がありません。",
        "",
    )


def test_job_in_cp932_explains_why_it_failed(settings, client):
    settings.JOB_ROWS = 0
    training, officer = hard_roster(["𠮷田"])
    client.force_login(officer)
    export(client, training, "csv-sjis")

    from trainings.roster.tasks import export_roster

    job = Job.objects.get()
    export_roster(str(job.pk))

    job.refresh_from_db()
    assert (job.state, job.error) == (
        "failed",
        "この形式では書けない文字が1行にあります：2行目（𠮷） ExcelかCSV（UTF-8）で書き出してください。",
    )


@pytest.mark.parametrize("count", [1, 3])
def test_export_takes_the_same_queries_whatever_the_rows(client, count, django_assert_num_queries):
    training, officer = hard_roster(["花子"] * count)
    client.force_login(officer)

    # session, user, training, count, sessions (twice), rows, attendance, audit and its savepoint
    with django_assert_num_queries(11):
        body(export(client, training))


def test_only_officers_of_the_organization_export(client):
    training, officer = hard_roster(["秘密 花子"])
    colleague = UserFactory()
    MembershipFactory(user=colleague, organization=training.organization, role="editor")
    _, elsewhere = training_with_officer()
    address = reverse("trainings:export", args=[training.pk])

    seen = {}
    for who, user in {"officer": officer, "colleague": colleague, "elsewhere": elsewhere}.items():
        client.force_login(user)
        response = export(client, training)
        seen[who] = (client.get(address).status_code, response.status_code)
        if response.streaming:
            body(response)
    client.logout()

    assert seen == {"officer": (200, 200), "colleague": (404, 404), "elsewhere": (404, 404)}
    assert client.get(address).url.startswith(reverse("account_login"))
