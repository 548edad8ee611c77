import io
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from certificates.models import Certificate, PendingCertificate
from certificates.printing import print_certificates
from certificates.queries import certificate_statuses
from certificates.services import issue_for, reissue_certificate
from core.jobs import JobFailedError, Progress
from core.models import AuditEntry, Job
from tests.factories.accounts import LearnerFactory, MembershipFactory, UserFactory
from tests.factories.certificates import CompletionFactory, issued

pytestmark = pytest.mark.django_db

LIST = "/desk/certificates/"
PRINT = "/desk/certificates/print/"


@pytest.fixture
def membership():
    return MembershipFactory()


@pytest.fixture
def officer(client, membership):
    client.force_login(membership.user)
    return membership.user


def of(membership, training=7, **completion):
    return issued(
        attended=True,
        organization=membership.organization,
        evidence={"training_id": training},
        **completion,
    )


def blocked(membership, name="山田😀"):
    completion = CompletionFactory(
        attended=True, organization=membership.organization, printed_name=name
    )
    issue_for([completion])
    return PendingCertificate.objects.get(completion=completion)


def numbers(response):
    return [certificate.number for certificate in response.context["page"]]


def test_list_holds_the_officers_own_alone(client, officer, membership):
    mine = [of(membership), of(membership)]
    of(MembershipFactory())
    issued()
    assert numbers(client.get(LIST)) == [certificate.number for certificate in reversed(mine)]


@pytest.mark.parametrize("path", [LIST, PRINT + "?training=7", "/desk/certificates/pending/1/"])
def test_desk_is_for_officers(client, path):
    assert (
        client.get(path)["Location"]
        == f"{reverse('account_login')}?next={path.replace('?', '%3F').replace('=', '%3D')}"
    )
    client.force_login(UserFactory())
    assert client.get(path).status_code == 403
    client.force_login(MembershipFactory(role=Role.EDITOR).user)
    assert client.get(path).status_code == 403


def test_list_takes_the_same_queries_for_one_and_for_three(client, officer, membership):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            of(membership)
            blocked(membership)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_list_is_narrowed_to_a_training(client, officer, membership):
    wanted = of(membership, training=8)
    of(membership, training=9)
    of(MembershipFactory(), training=8)
    assert numbers(client.get(LIST, {"training": "8"})) == [wanted.number]


@pytest.mark.parametrize(
    "query", [{"training": "x"}, {"training": "-1"}, {"q": "あ" * 101}, {"page": "99"}]
)
def test_unreadable_filter_narrows_nothing(client, officer, membership, query):
    certificate = of(membership)
    assert numbers(client.get(LIST, query)) == [certificate.number]


def test_list_is_searched_by_name_and_number(client, officer, membership):
    first = of(membership, printed_name="髙橋 花子")
    second = of(membership, printed_name="山田 太郎")
    found = {
        words: numbers(client.get(LIST, {"q": words}))
        for words in (
            "高橋",
            "ヤマダ",
            "山田　太郎",
            second.number,
            first.number.lower(),
            "R8",
            "佐藤",
        )
    }
    assert found == {
        "高橋": [first.number],
        "ヤマダ": [],
        "山田　太郎": [second.number],
        second.number: [second.number],
        first.number.lower(): [first.number],
        "R8": [second.number, first.number],
        "佐藤": [],
    }


def test_name_that_cannot_be_printed_is_shown_with_its_character(client, officer, membership):
    pending = blocked(membership)
    other = blocked(MembershipFactory())
    content = client.get(LIST).content.decode()
    assert reverse("certificates:pending_issue", args=[pending.pk]) in content
    assert reverse("certificates:pending_issue", args=[other.pk]) not in content
    assert "「😀」（U+1F600）" in content


def test_officer_issues_under_a_name_that_can_be_printed(client, officer, membership):
    pending = blocked(membership)
    url = reverse("certificates:pending_issue", args=[pending.pk])
    assert "「😀」（U+1F600）" in client.post(url, {"name": "山田😀"}).content.decode()
    response = client.post(url, {"name": "山田"})
    certificate = Certificate.objects.get()
    assert response["Location"] == certificate.get_absolute_url()
    assert certificate.name == "山田"
    assert PendingCertificate.objects.count() == 0
    assert AuditEntry.objects.get(action="certificate.issued").actor == officer
    assert client.post(url, {"name": "山田"}).status_code == 404


def test_officer_elsewhere_finds_nothing_pending(client, officer):
    pending = blocked(MembershipFactory())
    url = reverse("certificates:pending_issue", args=[pending.pk])
    assert client.post(url, {"name": "山田"}).status_code == 404
    assert Certificate.objects.count() == 0


def test_statuses_tell_what_became_of_each_completion(membership, django_assert_num_queries):
    old = of(membership)
    new = reissue_certificate(certificate=old, name="山田", reason="誤字", actor=None)
    pending = blocked(membership)
    completions = [old.completion, pending.completion, CompletionFactory()]
    with django_assert_num_queries(2):
        statuses = certificate_statuses(completions)
    assert [(s.certificate, s.missing_characters) for s in statuses.values()] == [
        (new, ()),
        (None, ("😀",)),
        (None, ()),
    ]


def test_printing_asks_for_a_reason_and_records_it(
    client, officer, membership, django_capture_on_commit_callbacks, monkeypatch
):
    sent = []
    monkeypatch.setattr("celery.current_app.send_task", lambda *args, **options: sent.append(args))
    certificates = [of(membership), of(membership)]
    of(membership, training=8)
    url = PRINT + "?training=7"
    assert "2枚" in client.get(url).content.decode()
    assert client.post(url, {"reason": ""}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url, {"reason": "当日の配布"})
    job = Job.objects.get()
    assert response["Location"] == job.get_absolute_url()
    assert (job.kind, job.parameters, job.next_url) == (
        "certificates.print",
        {"training_id": 7, "language": "ja"},
        "/desk/certificates/?training=7",
    )
    assert [args[0] for args in sent] == ["certificates.print"]
    entry = AuditEntry.objects.get(action="certificate.printed")
    assert (entry.actor, entry.reason, entry.organization_id, entry.detail) == (
        officer,
        "当日の配布",
        membership.organization_id,
        {"training_id": 7, "certificate_ids": [certificate.pk for certificate in certificates]},
    )


@pytest.mark.parametrize("query", ["", "?training=x", "?training=9"])
def test_nothing_to_print_is_not_found(client, officer, membership, query):
    of(membership)
    assert client.get(PRINT + query).status_code == 404


def test_printed_file_holds_the_valid_certificates_in_order(officer, membership):
    first = of(membership, printed_name="髙橋 花子")
    old = of(membership, printed_name="山田 太郎")
    of(MembershipFactory())
    reissue_certificate(certificate=old, name="𠮷田 太郎", reason="誤字", actor=officer)
    job = Job.objects.create(
        kind="certificates.print", created_by=officer, parameters={"training_id": 7}
    )
    assert print_certificates(Progress(job)) == {"certificates": 2}
    job.refresh_from_db()
    assert (job.done, job.total, job.result_name) == (2, 2, "修了証_2枚.pdf")
    with job.result_file.open("rb") as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
        texts = [page.extract_text() for page in pages]
    assert [name in text for name, text in zip(["髙橋 花子", "𠮷田 太郎"], texts, strict=True)] == [
        True,
        True,
    ]
    assert first.number in texts[0]


def test_many_certificates_are_printed_in_several_files(officer, membership, monkeypatch):
    monkeypatch.setattr("certificates.printing.PER_FILE", 2)
    certificates = [of(membership) for _ in range(3)]
    job = Job.objects.create(
        kind="certificates.print", created_by=officer, parameters={"training_id": 7}
    )
    print_certificates(Progress(job))
    job.refresh_from_db()
    assert job.result_name == "修了証_3枚.zip"
    with job.result_file.open("rb") as file, ZipFile(file) as archive:
        pages = {
            name: [page.extract_text() for page in PdfReader(io.BytesIO(archive.read(name))).pages]
            for name in archive.namelist()
        }
    assert {name: len(texts) for name, texts in pages.items()} == {
        "0001-0002.pdf": 2,
        "0003-0003.pdf": 1,
    }
    printed = [text for texts in pages.values() for text in texts]
    for certificate, text in zip(certificates, printed, strict=True):
        assert certificate.number in text


def test_printing_nothing_fails_with_the_reason(officer):
    job = Job.objects.create(
        kind="certificates.print", created_by=officer, parameters={"training_id": 7}
    )
    with pytest.raises(JobFailedError, match="印刷できる修了証がありません"):
        print_certificates(Progress(job))


def test_certificates_of_visitors_are_not_on_the_desk(client, officer):
    issued(learner=LearnerFactory(visitor=True))
    assert numbers(client.get(LIST)) == []
