from datetime import UTC, date, datetime

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils.translation import override

from theme.templatetags import theme as tags

MOMENT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # 21 November, 0:30 in Tokyo


def rendered(source, **context):
    return Template("{% load theme %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "filter_name", "expected"),
    [
        ("ja", "era_date", "令和8年11月21日（土）"),
        ("ja-easy", "era_date", "令和8年11月21日（土）"),
        ("en", "era_date", "Saturday 21 November 2026"),
        ("ja", "era_datetime", "令和8年11月21日（土）00:30"),
        ("en", "era_datetime", "Saturday 21 November 2026, 00:30"),
        ("ja", "clock", "00:30"),
    ],
)
def test_date_reads_in_the_readers_language(language, filter_name, expected):
    with override(language):
        assert getattr(tags, filter_name)(MOMENT) == expected


@pytest.mark.parametrize(("language", "dash"), [("ja", "～"), ("en", "–")])
def test_span_of_hours_reads_in_the_readers_language(language, dash):
    with override(language):
        assert tags.clock_span(MOMENT, MOMENT) == f"00:30{dash}00:30"
        assert tags.clock_span(MOMENT, None) == f"00:30{dash}"


def test_date_without_time_keeps_its_day():
    assert tags.era_date(date(2019, 5, 1)) == "令和元年5月1日（水）"


@pytest.mark.parametrize("filter_name", ["era_date", "era_datetime", "clock"])
def test_missing_date_is_empty(filter_name):
    assert getattr(tags, filter_name)(None) == ""


@pytest.mark.parametrize(("language", "expected"), [("ja", "令和8年度"), ("en", "FY2026")])
def test_fiscal_year_reads_in_the_readers_language(language, expected):
    with override(language):
        assert tags.era_fiscal_year(2026) == expected


def test_icon_is_silent_unless_named():
    assert rendered('{% icon "clock" %}') == (
        '<svg class="dads-icon" aria-hidden="true">'
        '<use href="/static/theme/icons.svg#clock"></use></svg>'
    )
    assert rendered('{% icon "external" "別の画面" %}') == (
        '<svg class="dads-icon" role="img" aria-label="別の画面">'
        '<use href="/static/theme/icons.svg#external"></use></svg>'
    )


def test_breadcrumb_marks_japanese_on_an_english_page():
    with override("en"):
        html = rendered('{% breadcrumb "Courses" "/courses/" "講座" %}')
    assert '<li class="dads-breadcrumb__item"><a href="/courses/">Courses</a></li>' in html
    assert '<li class="dads-breadcrumb__item" lang="ja" aria-current="page">講座</li>' in html


def test_breadcrumb_links_all_but_the_page_itself():
    html = rendered('{% breadcrumb "講座" "/courses/" title %}', title="A & B")
    assert html.count("<li") == 3
    assert '<a href="/">ホーム</a>' in html
    assert '<a href="/courses/">講座</a>' in html
    assert '<li class="dads-breadcrumb__item" aria-current="page">A &amp; B</li>' in html


def test_notification_escapes_its_title_and_keeps_its_content():
    html = rendered(
        '{% notification "error" title=title %}<p>{{ text }}</p>{% endnotification %}',
        title="<注意>",
        text="a < b",
    )
    assert 'class="dads-notification dads-notification--error" role="alert"' in html
    assert '<p class="dads-notification__title">&lt;注意&gt;</p>' in html
    assert "<p>a &lt; b</p>" in html


@pytest.mark.parametrize("kind", ["info", "success", "warning"])
def test_notification_that_is_no_error_does_not_interrupt(kind):
    assert "role=" not in rendered(
        f'{{% notification "{kind}" %}}x{{% endnotification %}}'
    ).replace('role="img"', "")


def test_pagination_keeps_the_other_parameters(rf):
    request = rf.get("/list/", {"q": "鳥取", "page": "2"})
    html = rendered(
        "{% pagination page %}", page=Paginator(range(30), 10).get_page(2), request=request
    )
    assert 'rel="prev" href="?q=%E9%B3%A5%E5%8F%96&amp;page=1"' in html
    assert 'rel="next" href="?q=%E9%B3%A5%E5%8F%96&amp;page=3"' in html
    assert '<span class="dads-pagination__page" aria-current="page">2</span>' in html


def test_pagination_of_one_page_is_left_out(rf):
    html = rendered(
        "{% pagination page %}", page=Paginator(range(3), 10).get_page(1), request=rf.get("/")
    )
    assert html.strip() == ""
