import hashlib
from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from certificates import services
from certificates.enums import CertificateState
from certificates.glyphs import MissingGlyphError
from certificates.models import Certificate, PendingCertificate
from certificates.numbers import is_certificate_number
from certificates.services import (
    CertificateEndedError,
    CertificateSupersededError,
    NameMissingError,
    issue_certificate,
    issue_for,
    reissue_certificate,
    revoke_certificate,
)
from certificates.tasks import issue_missing
from core.models import AuditEntry
from learning.models import Completion
from learning.signals import completion_ready
from tests.factories.accounts import MembershipFactory, OrganizationFactory, UserFactory
from tests.factories.certificates import CompletionFactory, issued

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


def announce(completion):
    completion_ready.send(sender=Completion, completion=completion)


@time_machine.travel(NOON, tick=False)
def test_certificate_freezes_what_it_says():
    completion = CompletionFactory(attended=True, issuer_name="みどり市長")
    certificate = issue_certificate(completion=completion)
    assert is_certificate_number(certificate.number)
    assert certificate.number.startswith("R8-")
    completion.printed_name = "別人"
    completion.save()
    completion.organization.name = "別の市"
    completion.organization.save()
    certificate.refresh_from_db()
    assert (
        certificate.name,
        certificate.course_title,
        certificate.edition_label,
        certificate.completed_on,
        certificate.issued_on,
        certificate.issuer_name,
        certificate.language,
        certificate.state,
    ) == (
        "髙﨑 葛󠄀子",
        "つながりサポーター養成講座",
        "令和8年度版",
        date(2026, 11, 21),
        date(2026, 11, 25),
        "みどり市長",
        "ja",
        CertificateState.VALID,
    )
    with certificate.file.open("rb") as kept:
        assert hashlib.sha256(kept.read()).hexdigest() == certificate.digest
    assert issue_certificate(completion=completion) == certificate


def test_completion_late_at_night_is_dated_in_japan():
    late = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
    assert issued(completed_at=late).completed_on == date(2026, 11, 21)


def test_issuer_is_the_organization_or_the_office(settings):
    settings.CERTIFICATE_ISSUER = "事務局"
    signing = OrganizationFactory(name="みどり市福祉課", certificate_issuer="みどり市長")
    plain = OrganizationFactory(name="あおい市福祉課")
    assert [
        issued(attended=True, organization=signing).issuer_name,
        issued(attended=True, organization=plain).issuer_name,
        issued().issuer_name,
    ] == ["みどり市長", "あおい市福祉課", "事務局"]

    OrganizationFactory(national=True, certificate_issuer="内閣府")
    assert issued().issuer_name == "内閣府"


def test_issuing_twice_gives_the_same_certificate():
    completion = CompletionFactory()
    first = issue_certificate(completion=completion)
    assert issue_certificate(completion=completion) == first
    assert Certificate.objects.count() == 1
    assert AuditEntry.objects.filter(action="certificate.issued").count() == 1


def test_database_keeps_a_completion_to_one_valid_certificate():
    first = issued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(
            number="R8-0000000-00",
            code="0" * 20,
            completion=first.completion,
            completed_on=first.completed_on,
            issued_on=first.issued_on,
        )


def test_issue_is_recorded_without_the_name():
    organization = OrganizationFactory()
    certificate = issued(attended=True, organization=organization)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_id, entry.organization_id, entry.actor, entry.detail) == (
        "certificate.issued",
        str(certificate.pk),
        organization.pk,
        None,
        {"number": certificate.number, "completion_id": str(certificate.completion_id)},
    )


def test_completion_ready_issues_on_commit(django_capture_on_commit_callbacks):
    completion = CompletionFactory()
    with django_capture_on_commit_callbacks(execute=True):
        announce(completion)
        assert Certificate.objects.count() == 0
        assert PendingCertificate.objects.get().completion == completion
    assert Certificate.objects.get().completion == completion
    assert PendingCertificate.objects.count() == 0


def test_completion_ready_twice_issues_once(django_capture_on_commit_callbacks):
    completion = CompletionFactory()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            announce(completion)
    assert Certificate.objects.count() == 1
    assert PendingCertificate.objects.count() == 0


def test_failed_rendering_leaves_the_completion_and_is_tried_again(
    django_capture_on_commit_callbacks, monkeypatch
):
    completion = CompletionFactory()
    real = services.render_certificate

    def broken(text):
        raise OSError("disk full")

    monkeypatch.setattr(services, "render_certificate", broken)
    with django_capture_on_commit_callbacks(execute=True):
        announce(completion)
    issue_missing()
    assert Certificate.objects.count() == 0
    assert Completion.objects.get() == completion
    assert PendingCertificate.objects.values_list("attempts", "characters").get() == (2, [])
    monkeypatch.setattr(services, "render_certificate", real)
    issue_missing()
    assert Certificate.objects.get().completion == completion
    assert PendingCertificate.objects.count() == 0


def test_failed_saving_leaves_no_file(monkeypatch):
    completion = CompletionFactory()
    saved = []
    real = Certificate.save

    def failing(self, *args, **kwargs):
        if "update_fields" in kwargs:
            saved.append(self.file.name)
            raise OSError("gone")
        real(self, *args, **kwargs)

    monkeypatch.setattr(Certificate, "save", failing)
    with pytest.raises(OSError, match="gone"):
        issue_certificate(completion=completion)
    assert [default_storage.exists(name) for name in saved] == [False]
    assert Certificate.objects.count() == 0


def test_missing_glyph_issues_nothing_and_is_kept_for_the_pages(
    django_capture_on_commit_callbacks,
):
    completion = CompletionFactory(printed_name="山田😀太郎")
    with pytest.raises(MissingGlyphError):
        issue_certificate(completion=completion)
    with django_capture_on_commit_callbacks(execute=True):
        announce(completion)
    assert Certificate.objects.count() == 0
    assert Completion.objects.get().printed_name == "山田😀太郎"
    assert PendingCertificate.objects.get().described_characters == ["「😀」（U+1F600）"]
    # Nothing changes by itself, so the periodic task leaves it alone.
    issue_missing()
    assert PendingCertificate.objects.get().attempts == 1


def test_corrected_name_is_issued_at_once(django_capture_on_commit_callbacks):
    completion = CompletionFactory(printed_name="山田😀太郎")
    for name in ("山田😀太郎", "山田太郎"):
        completion.printed_name = name
        completion.save()
        with django_capture_on_commit_callbacks(execute=True):
            announce(completion)
    assert Certificate.objects.get().name == "山田太郎"
    assert PendingCertificate.objects.count() == 0


def test_name_given_by_an_officer_is_printed_and_the_completion_kept():
    completion = CompletionFactory(printed_name="山田😀太郎")
    assert issue_certificate(completion=completion, name="山田太郎").name == "山田太郎"
    completion.refresh_from_db()
    assert completion.printed_name == "山田😀太郎"


def test_completion_without_a_name_waits():
    completion = CompletionFactory(printed_name="")
    with pytest.raises(NameMissingError):
        issue_certificate(completion=completion)
    assert issue_for([completion]).failed == []
    assert PendingCertificate.objects.count() == 0


def test_issue_for_reports_each_and_stops_at_none():
    good, bad, later = (
        CompletionFactory(printed_name=name) for name in ("山田", "山\ue000田", "𠮷田")
    )
    told = []
    report = issue_for([good, bad, later], lambda done, total: told.append((done, total)))
    assert [certificate.completion for certificate in report.issued] == [good, later]
    assert report.failed == [(bad, ["\ue000"])]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_command_issues_to_completions_that_nobody_announced(capsys):
    CompletionFactory.create_batch(2)
    CompletionFactory(printed_name="")
    issued()
    bad = CompletionFactory(printed_name="😀")
    call_command("issue_missing_certificates")
    out, err = capsys.readouterr()
    assert out == "issued 2, failed 1\n"
    assert err == f"{bad.pk}: 「😀」（U+1F600）\n"
    assert Certificate.objects.count() == 3


def test_command_leaves_revoked_certificates_alone(capsys):
    revoke_certificate(certificate=issued(), reason="誤り", actor=UserFactory())
    call_command("issue_missing_certificates")
    assert capsys.readouterr().out == "issued 0, failed 0\n"


def test_reissue_supersedes_and_says_the_rest_unchanged():
    officer = MembershipFactory()
    old = issued(attended=True, organization=officer.organization)
    new = reissue_certificate(certificate=old, name="髙﨑 桂子", reason="誤字", actor=officer.user)
    old.refresh_from_db()
    assert (old.state, old.ended_reason, old.superseded_by) == (
        CertificateState.SUPERSEDED,
        "誤字",
        new,
    )
    assert (new.state, new.name, new.course_title, new.completed_on) == (
        CertificateState.VALID,
        "髙﨑 桂子",
        "つながりサポーター養成講座",
        old.completed_on,
    )
    assert new.code != old.code
    assert new.number != old.number
    assert issue_certificate(completion=old.completion) == new
    entry = AuditEntry.objects.filter(action="certificate.reissued").get()
    assert (entry.actor, entry.reason, entry.detail["supersedes"]) == (
        officer.user,
        "誤字",
        old.number,
    )


def test_reissue_of_a_superseded_one_is_refused():
    old = issued()
    reissue_certificate(certificate=old, name="山田", reason="誤字", actor=None)
    with pytest.raises(CertificateSupersededError):
        reissue_certificate(certificate=old, name="山本", reason="誤字", actor=None)
    assert Certificate.objects.valid().get().name == "山田"


def test_reissue_with_a_missing_glyph_leaves_the_old_one_valid():
    old = issued()
    with pytest.raises(MissingGlyphError):
        reissue_certificate(certificate=old, name="😀", reason="誤字", actor=None)
    assert Certificate.objects.valid().get() == old


def test_revoked_certificate_comes_back_by_reissue_alone():
    officer = MembershipFactory()
    old = issued(attended=True, organization=officer.organization)
    revoke_certificate(certificate=old, reason="別人に発行", actor=officer.user)
    old.refresh_from_db()
    assert (old.state, old.ended_reason) == (CertificateState.REVOKED, "別人に発行")
    with pytest.raises(CertificateEndedError):
        revoke_certificate(certificate=old, reason="もう一度", actor=officer.user)
    with pytest.raises(CertificateEndedError):
        issue_certificate(completion=old.completion)
    assert issue_for([old.completion]).issued == []
    new = reissue_certificate(certificate=old, name="山田", reason="回復", actor=officer.user)
    old.refresh_from_db()
    assert (old.state, new.state) == (CertificateState.REVOKED, CertificateState.VALID)


def at_once(times, work):
    """Run `work` in so many threads at the same moment; what each returned or raised."""
    barrier, results = Barrier(times), []

    def run():
        try:
            barrier.wait(timeout=30)
            results.append(work())
        except Exception as error:  # noqa: BLE001 - the test looks at whatever it was
            results.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_one_certificate():
    completion = CompletionFactory()
    results = at_once(8, lambda: issue_certificate(completion=completion))
    assert results == [Certificate.objects.get()] * 8
    assert AuditEntry.objects.filter(action="certificate.issued").count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_different_completions_at_once_get_different_numbers():
    completions = CompletionFactory.create_batch(6)
    results = at_once(6, lambda: issue_certificate(completion=completions.pop()))
    assert len({certificate.number for certificate in results}) == 6


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_reissue_twice_at_once_gives_one_successor():
    old = issued()
    results = at_once(
        4, lambda: reissue_certificate(certificate=old, name="山田", reason="誤字", actor=None)
    )
    new = Certificate.objects.valid().get()
    assert [result for result in results if isinstance(result, Certificate)] == [new]
    assert sum(isinstance(result, CertificateSupersededError) for result in results) == 3
