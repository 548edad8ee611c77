"""The authors' examples: read, stored and shown in the reader's language."""

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from activities.examples.queries import examples_for
from activities.examples.reading import read_examples
from activities.examples.storing import save_examples
from activities.models import ActivityExample, ActivityExampleText
from core.enums import TextState
from tests.activities.lists import ACTIVITY, read
from tests.factories.activities import ExampleFactory, ExampleTextFactory

ENGLISH = """activities:
  - key: salon
    title: A salon in the allotments
    place: Ikoma
    year: FY2022
    summary: An example.
    source: Report
"""


def read_with(folder, english=ENGLISH, activities=ACTIVITY):
    (folder / "activities.en.yaml").write_text(english, encoding="utf-8")
    return read(folder, activities=activities)


def test_every_example_of_the_curriculum_is_translated():
    files = read_examples(settings.CURRICULUM_DIR, shown_as="curriculum")

    assert files.problems == []
    assert set(files.texts) == {
        (key, language) for key in files.rows for language in ("en", "ja-easy")
    }


def test_reading_names_an_unknown_kind(tmp_path):
    files = read(tmp_path, activities=ACTIVITY.replace("多世代交流", "カフェ"))

    assert [(p.line, p.reason) for p in files.problems] == [
        (
            5,
            "「kind」に「カフェ」は使えません。使える値：ゆるやかな参加、地域とのつながり創出、役割創出、多世代交流、地域課題解決",
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("key: salon", "key: cafe", 2, "「cafe」という実例は日本語の一覧にありません。"),
        ("title: A salon in the allotments", "title: ''", 3, "「title」がありません。"),
        (
            "year: FY2022",
            "kind: role\n    year: FY2022",
            5,
            "「kind」という項目はありません。使える項目：key、title、place、year、summary、source",
        ),
        (
            "An example.",
            "'{例えば|たとえば}です'",
            6,
            "ふりがなの左側「例えば」は漢字だけにしてください（送りがなは外に出します）。",
        ),
    ],
)
def test_reading_names_what_is_wrong_with_a_translation(tmp_path, old, new, line, reason):
    files = read_with(tmp_path, ENGLISH.replace(old, new))

    found = {(p.file, p.line, p.reason) for p in files.problems}
    assert ("lists/activities.en.yaml", line, reason) in found


def test_reading_names_an_example_without_its_translation(tmp_path):
    another = ACTIVITY + ACTIVITY.removeprefix("activities:\n").replace("salon", "cafe")
    files = read_with(tmp_path, activities=another)

    assert [(p.file, p.line, p.reason) for p in files.problems] == [
        ("lists/activities.en.yaml", 1, "「cafe」の訳がありません。")
    ]


@pytest.mark.django_db
def test_a_translation_is_out_of_date_once_the_japanese_moves_on(tmp_path):
    assert save_examples(read_with(tmp_path)) == 2
    assert save_examples(read_with(tmp_path)) == 0
    assert ActivityExampleText.objects.get().state == TextState.PUBLISHED

    moved = ACTIVITY.replace("例です。", "続いている例です。")
    assert save_examples(read_with(tmp_path, activities=moved)) == 2
    assert ActivityExampleText.objects.get().state == TextState.OUTDATED

    mended = ENGLISH.replace("An example.", "An example that goes on.")
    assert save_examples(read_with(tmp_path, mended, activities=moved)) == 1
    text = ActivityExampleText.objects.get()
    assert (text.state, text.summary) == (TextState.PUBLISHED, "An example that goes on.")


@pytest.mark.django_db
def test_a_translation_goes_with_its_file_and_with_its_example(tmp_path):
    save_examples(read_with(tmp_path))

    (tmp_path / "activities.en.yaml").unlink()
    assert save_examples(read(tmp_path)) == 1
    assert ActivityExample.objects.get().texts.count() == 0

    save_examples(read_with(tmp_path))
    other = ENGLISH.replace("salon", "other")
    save_examples(read_with(tmp_path, other, ACTIVITY.replace("salon", "other")))
    assert ActivityExampleText.objects.get().example.key == "other"


@pytest.mark.django_db
def test_examples_by_key_and_by_kind():
    ExampleFactory(key="a", kind="role")
    ExampleFactory(key="b", kind="loose")

    assert [card.key for card in examples_for(keys=["b", "a"])] == ["b", "a"]
    assert [card.key for card in examples_for(kind="role")] == ["a"]
    html = render_to_string("activities/_activity_list.html", {"activities": examples_for()})
    assert html.count("出典：調査研究報告書（令和4年度）") == 2
    assert html.count('<span class="dads-chip">実例</span> 奈良県生駒市・令和4年度') == 2


@pytest.mark.django_db
def test_examples_show_in_the_readers_language_else_in_japanese():
    ExampleTextFactory(example__key="a")
    ExampleFactory(key="b")

    translated, fallback = examples_for(language="en")

    assert (translated.title, translated.year) == ("A salon in the allotments", "FY2022")
    assert (translated.is_fallback, fallback.is_fallback) == (False, True)
    assert fallback.title == "畑サロン"
    html = render_to_string("activities/_activity_list.html", {"activities": [fallback]})
    assert '<li class="dads-card" lang="ja">' in html


@pytest.mark.django_db
def test_ruby_of_an_example_stands_above_its_kanji():
    ExampleTextFactory(language="ja-easy", title="{畑|はたけ}のサロン", example__key="a")

    html = render_to_string(
        "activities/_activity_list.html", {"activities": examples_for(language="ja-easy")}
    )

    assert "<ruby>畑<rp>（</rp><rt>はたけ</rt><rp>）</rp></ruby>のサロン" in html


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "queries"), [("ja", 1), ("en", 2)])
@pytest.mark.parametrize("size", [1, 3])
def test_examples_take_as_many_queries_whatever_their_number(
    size, language, queries, django_assert_num_queries
):
    ExampleTextFactory.create_batch(size)

    with django_assert_num_queries(queries):
        examples_for(language=language)


@pytest.mark.django_db
def test_the_page_of_examples_says_that_they_are_no_offers(client):
    ExampleFactory(key="a", kind="role", title="役割の例")
    ExampleFactory(key="b", kind="loose", title="参加の例")

    html = client.get(reverse("activities:example_list"), {"kind": "role"}).content.decode()

    assert "役割の例" in html
    assert "参加の例" not in html
    assert "参加の募集ではありません。" in html
    assert (
        "この種類の実例はありません。"
        in client.get(reverse("activities:example_list"), {"kind": "issue"}).content.decode()
    )
