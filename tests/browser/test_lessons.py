"""Lessons in the browser: conversations, screens and reading aloud, with script and without."""

import io
import re
import textwrap

import pypdf
import pytest
from playwright.sync_api import expect

from tests.live import ROOT

TALK = "/courses/supporter/when-in-trouble/a-conversation/"
COMBINATIONS = "/courses/supporter/what-is-the-problem/loneliness-and-isolation/"
SCREENS = "/courses/screens/day/morning/"
FILES = {
    "course.yaml": """
        track: kids
        position: 99
        kanji_grade: 4
        edition:
          number: 1
          label: {ja: ためし}
        """,
    "course.ja.md": """
        ---
        title: がめんのためし
        summary: ためす
        ---
        """,
    "01-day/chapter.ja.md": """
        ---
        title: 一日
        goal: ためす
        ---
        """,
    "01-day/figures/class.svg": """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 32"><circle r="9"/></svg>
        """,
    "01-day/01-morning.ja.md": """
        ---
        title: 朝の教室
        minutes: 4
        sources:
          - {title: 読まれない出典, publisher: 国, year: 令和6年}
        ---

        ## 一つ目の話

        {友達|ともだち}のことを{考|かんが}えよう。きょうは、{二人|ふたり}の話です！ {待|ま}っていてね

        :::{scene} class.svg
        :alt: 読まれない代わりの言葉
        - ゆい：{一緒|いっしょ}に帰ろう。
        - {空|そら}：うん。「ありがとう。」{嬉|うれ}しい。
        - ベルが鳴りました。
        :::

        ---

        ::::{choices} you
        :title: どうする？

        :::{option} {声|こえ}をかける
        {笑|わら}いました。
        :::
        :::{option} 少し{待|ま}つ
        {待|ま}つことも、大切です。
        :::
        ::::

        ---

        おわりです。
        """,
}
# What is heard is left out; what would be said is kept.
SPY = """
window.spoken = [];
const speak = SpeechSynthesis.prototype.speak;
SpeechSynthesis.prototype.speak = function (words) {
  window.spoken.push([words.text, words.lang, words.rate.toFixed(2)]);
};
"""


@pytest.fixture(scope="module")
def screens(site, tmp_path_factory):
    """A course of one lesson with three screens, published beside the others."""
    root = tmp_path_factory.mktemp("screens") / "curriculum"
    for name, text in FILES.items():
        path = root / "courses/screens" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
    site.manage("load_curriculum", str(root), "--publish")
    return SCREENS


@pytest.fixture
def read(open_page):
    """`read(address, …)` opens a lesson as a visitor who has started its course."""

    def opened(address, size="phone", *, script=True, init="", fragment="", **options):
        page = open_page(size, script=script, **options)
        if init:
            page.add_init_script(init)
        page.goto("/".join(address.split("/")[:3]) + "/")
        button = page.locator("form[action$='/start/'] button").first
        button.press("Enter")
        page.wait_for_url(lambda url: not url.endswith("/".join(address.split("/")[1:3]) + "/"))
        page.goto(address + fragment)
        return page

    return opened


def shown_steps(page):
    steps = page.locator(".lesson-step").filter(visible=True)
    return [step.get_attribute("id").partition("--")[2] for step in steps.all()]


def choose(page, words):
    page.locator("summary", has_text=words).filter(visible=True).click()


def go_on(page):
    page.get_by_role("link", name=re.compile("^つぎへ")).filter(visible=True).last.click()


# Conversations ----------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_conversation_shows_the_way_taken(read, assert_accessible, scheme):
    page = read(TALK, scheme=scheme)
    assert shown_steps(page) == ["notice"]
    again = page.get_by_role("button", name="はじめからやり直す")
    expect(again).to_be_hidden()

    choose(page, "やる気がなくなった")
    go_on(page)
    assert shown_steps(page) == ["notice", "think-again"]
    expect(page.locator("#talk-choir--think-again")).to_be_focused()
    choose(page, "本当にそうかな")
    go_on(page)
    assert shown_steps(page) == ["notice", "think-again", "speak"]
    assert_accessible(page)

    # Another reply takes back what came of the first.
    choose(page, "そんな日はある")
    expect(page.locator(".lesson-step").filter(visible=True)).to_have_count(1)
    go_on(page)
    assert shown_steps(page) == ["notice", "next-week"]
    choose(page, "会のまとめ役に")
    expect(page.get_by_text("会話はここで終わりです。").filter(visible=True)).to_have_count(1)

    again.click()
    assert shown_steps(page) == ["notice"]
    expect(page.locator("details[open].lesson-option")).to_have_count(0)
    expect(page.locator("#talk-choir--notice")).to_be_focused()


def test_conversation_is_held_by_keyboard_alone(read):
    page = read(TALK, size="desk")
    page.locator("#talk-choir--notice summary").nth(1).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#talk-choir--speak")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#talk-choir--speak details").first).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#talk-choir--sorry")).to_be_focused()
    assert shown_steps(page) == ["notice", "speak", "sorry"]


def test_conversation_without_script_has_every_step_and_way(read, assert_accessible):
    page = read(TALK, script=False)
    assert len(shown_steps(page)) == page.locator(".lesson-step").count() == 10
    choose(page, "いつもとちがうな")
    link = page.locator("#talk-choir--notice").get_by_role("link", name=re.compile("（場面4）"))
    link.click()
    assert page.url.endswith("#talk-choir--speak")
    expect(page.locator("#talk-choir--speak")).to_be_in_viewport()
    assert_accessible(page)


def test_paper_shows_every_step_and_every_reply(read):
    page = read(TALK)
    choose(page, "そんな日はある")
    go_on(page)
    paper = pypdf.PdfReader(io.BytesIO(page.pdf()))
    text = re.sub(r"\s", "", "".join(each.extract_text() for each in paper.pages))
    assert [int(n) for n in re.findall(r"(?<!（)場面(\d+)", text)] == list(range(1, 11))
    assert text.count("つぎへ（場面") == 21
    assert text.count("会話はここで終わりです。") == 4
    assert shown_steps(page) == ["notice", "next-week"]


@pytest.mark.parametrize("script", [True, False])
def test_combinations_open_one_at_a_time(read, assert_accessible, script):
    page = read(COMBINATIONS, script=script)
    choose(page, "孤立していて")
    expect(page.get_by_text("新しい土地に引っ越して")).to_be_visible()
    choose(page, "孤立していないが")
    expect(page.get_by_text("新しい土地に引っ越して")).to_be_hidden()
    expect(page.get_by_role("img", name="五人がテーブルを囲み", exact=False)).to_be_visible()
    assert_accessible(page)


# Screens ----------------------------------------------------------------------------------------


def shown_screens(page):
    return [
        s.get_attribute("id") for s in page.locator(".lesson-screen").filter(visible=True).all()
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screens_turn_one_at_a_time(read, screens, assert_accessible, scheme):
    page = read(screens, scheme=scheme)
    back, on = (page.get_by_role("button", name=name, exact=True) for name in ("前へ", "次へ"))
    finish = page.get_by_role("button", name="読み終える")
    where = page.locator(".lesson-tools__where")

    assert shown_screens(page) == ["screen-1"]
    expect(where).to_have_text("1／3")
    expect(back).to_be_disabled()
    expect(finish).to_be_hidden()
    assert_accessible(page)
    on.click()
    assert shown_screens(page) == ["screen-2"]
    assert page.url.endswith("#screen-2")
    expect(page.locator("#screen-2")).to_be_focused()
    expect(where).to_be_in_viewport()
    assert_accessible(page)
    on.press("Enter")
    assert shown_screens(page) == ["screen-3"]
    expect(where).to_have_text("3／3")
    expect(on).to_be_hidden()
    expect(finish).to_be_visible()
    expect(page.get_by_text("読まれない出典")).to_be_visible()
    assert_accessible(page)

    page.go_back()
    expect(where).to_have_text("2／3")
    assert shown_screens(page) == ["screen-2"]
    page.go_back()
    expect(where).to_have_text("1／3")
    page.go_forward()
    expect(where).to_have_text("2／3")
    back.click()
    assert shown_screens(page) == ["screen-1"]


def test_an_address_leads_to_its_screen(read, screens):
    page = read(screens, fragment="#screen-3")

    assert shown_screens(page) == ["screen-3"]
    page.evaluate("location.hash = '#screen-2'")
    expect(page.locator(".lesson-tools__where")).to_have_text("2／3")
    assert shown_screens(page) == ["screen-2"]


def test_screens_without_script_stand_in_order(read, screens, assert_accessible):
    page = read(screens, script=False)

    assert shown_screens(page) == ["screen-1", "screen-2", "screen-3"]
    expect(page.get_by_role("button", name="次へ", exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name="読み上げる")).to_be_hidden()
    expect(page.get_by_role("button", name="読み終える")).to_be_visible()
    assert_accessible(page)


# Reading aloud ----------------------------------------------------------------------------------

FIRST = [
    "朝の教室",
    "一つ目の話",
    "ともだちのことをかんがえよう。",
    "きょうは、ふたりの話です！",
    "まっていてね",
    "ゆい",
    "いっしょに帰ろう。",
    "そら",
    "うん。",
    "「ありがとう。」",
    "うれしい。",
    "ベルが鳴りました。",
]


def spoken(page):
    said = page.evaluate("window.spoken.splice(0)")
    assert {(language, rate) for _text, language, rate in said} <= {("ja-JP", "0.90")}
    return [text for text, _language, _rate in said]


@pytest.mark.parametrize("furigana", ["on", "off"])
def test_the_authors_reading_is_spoken_sentence_by_sentence(read, screens, furigana):
    page = read(screens, init=SPY)
    if furigana == "off":
        page.evaluate("document.documentElement.classList.add('furigana-off')")
    button = page.get_by_role("button", name="読み上げる")

    button.click()
    assert spoken(page) == FIRST
    stop = page.get_by_role("button", name="止める")
    expect(stop).to_be_visible()
    stop.click()
    expect(button).to_be_visible()

    # Each screen for itself, and only what is open on it.
    button.click()
    page.get_by_role("button", name="次へ", exact=True).click()
    expect(button).to_be_visible()
    spoken(page)
    choose(page, "少し")
    button.click()
    assert spoken(page) == ["どうする？", "こえをかける", "少しまつ", "まつことも、大切です。"]


def test_the_line_that_is_spoken_stands_out(read, screens):
    page = read(
        screens,
        init="""
        window.said = [];
        SpeechSynthesis.prototype.speak = function (words) { window.said.push(words); };
        """,
    )
    page.get_by_role("button", name="読み上げる").click()
    tell = "([index, what]) => window.said[index].dispatchEvent(new Event(what))"

    page.evaluate(tell, [6, "start"])
    expect(page.locator(".is-spoken")).to_have_text(re.compile("に帰ろう。"))
    page.evaluate(tell, [11, "start"])
    expect(page.locator(".is-spoken")).to_have_text("ベルが鳴りました。")
    page.evaluate(tell, [11, "end"])
    expect(page.locator(".is-spoken")).to_have_count(0)
    expect(page.get_by_role("button", name="読み上げる")).to_be_visible()


def test_a_whole_lesson_is_spoken_without_its_sources_and_closed_replies(read):
    page = read(TALK, init=SPY)
    page.get_by_role("button", name="読み上げる").click()

    said = spoken(page)
    assert said[:2] == ["会話で練習してみる", "あなたは、地域の合唱の会に通っています。"]
    assert any("開いたがくふは、ちがうページ" in text for text in said)
    assert not any("まとめ役" in text or "ゲートキーパー" in text for text in said)


def test_lessons_in_english_have_no_japanese_voice(read):
    page = read(TALK)
    page.context.add_cookies(
        [{"name": "django_language", "value": "en", "url": page.url.split("/courses/")[0]}]
    )
    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text("Practising in a conversation")
    expect(page.locator("[data-aloud]")).to_have_count(0)


# Weight -----------------------------------------------------------------------------------------


def test_the_scripts_of_lessons_are_small():
    scripts = [
        ROOT / "learning/static/learning" / f"{name}.js"
        for name in ("conversation", "screens", "speech")
    ]
    assert sum(script.stat().st_size for script in scripts) < 12_000
