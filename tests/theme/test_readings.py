import pytest

from theme.readings import readings_above

KOUZA = "<ruby>講座<rp>（</rp><rt>こうざ</rt><rp>）</rp></ruby>"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<p>講座（こうざ）を はじめる</p>", f"<p><span>{KOUZA}を はじめる</span></p>"),
        ("<b>つながり講座（こうざ）</b>", f"<b><span>つながり{KOUZA}</span></b>"),
        (
            "申込み（もうしこみ）",
            "<span><ruby>申込<rp>（</rp><rt>もうしこ</rt><rp>）</rp></ruby>み</span>",
        ),
        (
            "月間（げっ かん）のサイト",
            "<span><ruby>月間<rp>（</rp><rt>げっかん</rt><rp>）</rp></ruby>のサイト</span>",
        ),
    ],
)
def test_reading_in_brackets_stands_above_its_kanji(written, shown):
    assert readings_above(written) == shown


@pytest.mark.parametrize(
    "text",
    [
        "<p>ほかの 人（かぞくなど）</p>",
        "<p>きろく（ログ）</p>",
        "<p>まもり方（プライバシーポリシー）</p>",
        "<p>（おわり）</p>",
        "<p>登録（180日）</p>",
        "<option>市（し）</option>",
        "<textarea>市（し）</textarea>",
        '<input value="市（し）">',
        KOUZA,
    ],
)
def test_what_is_no_reading_or_holds_no_markup_stays(text):
    assert readings_above(text) == text


def test_what_is_read_aloud_goes_without_the_reading():
    assert readings_above(
        '<title>講座（こうざ） | サイト</title><nav aria-label="講座（こうざ）の 中">市（し）</nav>'
    ) == (
        '<title>講座 | サイト</title><nav aria-label="講座の 中">'
        "<span><ruby>市<rp>（</rp><rt>し</rt><rp>）</rp></ruby></span></nav>"
    )


def test_running_head_goes_without_the_reading():
    assert (
        readings_above('<h1 data-plain="一覧（いちらん）"></h1>') == '<h1 data-plain="一覧"></h1>'
    )


def test_made_up_text_takes_no_time():
    text = f"{'漢あ' * 200}（{'あ' * 200}）"
    assert readings_above(text) == text


@pytest.mark.parametrize(("language", "has_ruby"), [("ja-easy", True), ("ja", False)])
def test_only_pages_in_easy_japanese_are_changed(client, db, language, has_ruby):
    response = client.get("/help/", headers={"accept-language": language})
    assert ("<ruby>研修<rp>（</rp><rt>けんしゅう</rt>" in response.content.decode()) is has_ruby
    assert int(response["Content-Length"]) == len(response.content)
