import pytest

from core.japanese.ruby import bracketed_ruby, ruby_html, ruby_problems, without_ruby

TEXT = "{孤独|こどく}と<b>{孤立|こりつ}"


def test_ruby_html_shows_readings_and_escapes_the_rest():
    assert ruby_html(TEXT) == (
        "<ruby>孤独<rp>（</rp><rt>こどく</rt><rp>）</rp></ruby>と&lt;b&gt;"
        "<ruby>孤立<rp>（</rp><rt>こりつ</rt><rp>）</rp></ruby>"
    )
    assert ruby_html("{<i>|x&y}") == (
        "<ruby>&lt;i&gt;<rp>（</rp><rt>x&amp;y</rt><rp>）</rp></ruby>"
    )


def test_plain_and_bracketed_text():
    assert without_ruby(TEXT) == "孤独と<b>孤立"
    assert bracketed_ruby(TEXT) == "孤独（こどく）と<b>孤立（こりつ）"


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (TEXT, 0),
        ("ふりがなのない文", 0),
        ("{支える|ささえる}", 1),
        ("{支|ささ}える{力|chikara}", 1),
        ("{孤独|こどく", 1),
        ("｛孤独|こどく｝", 1),
        ("{|こどく}{独|}", 2),
    ],
)
def test_ruby_problems_are_named(text, reasons):
    assert len(list(ruby_problems(text))) == reasons
