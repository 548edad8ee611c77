"""Scenes, choices, conversations and screens: what is read, what is wrong, what is shown."""

import pytest

from content.pictures import Picture
from content.rendering import pieces
from content.rendering.blocks import PictureSource, render_blocks
from content.rendering.parsing import parse_text

PICTURE = Picture(url=f"/media/{'a' * 64}.svg", width=640, height=380)
IMAGE = (
    f'<img src="{PICTURE.url}" alt="教室" width="640" height="380" loading="lazy" decoding="async">'
)

SCENE = """:::{scene} class.svg
:alt: 教室
- 先生：おはよう。
- {美緒|みお}：{今日|きょう}は **晴れ** です。
- ベルが鳴りました。
- 先生：すわりましょう。
:::
"""
CHOICES = """:::::{choices} you
:title: あなたなら

まえおき。

::::{option} 声を{掛|か}ける
本文。

:::{scene} class.svg
:alt: 教室
- 先生：おはよう。
:::
::::

::::{option} まつ
それも。
::::
:::::
"""
TALK = """:::::{conversation} dust
:title: ゴミ出しの朝

はじめに。

::::{step} notice
隣の人です。

:::{option} あいさつする
:to: answer

目が合いました。
:::
:::{option} そっとしておく
:to: end

それもよい日です。
:::
::::

::::{step} answer
返事がありました。
::::
:::::
"""


def problems(source):
    return [(p.line, p.reason) for p in parse_text(source, file="a.ja.md", offset=0).problems]


def html(source):
    text = parse_text(source, file="a.ja.md")
    assert text.problems == []
    pictures = PictureSource(figures={"class.svg": PICTURE}, draw=lambda chart: PICTURE)
    ((kind, found),) = [
        (block["kind"], block["html"])
        for block in render_blocks(text, language="ja", pictures=pictures)
    ]
    assert kind == "html"
    return found


# Reading ----------------------------------------------------------------------------------------


def test_scene_has_speakers_and_what_is_told():
    (scene,) = parse_text(SCENE, file="a").pieces

    assert (scene.line, scene.name, scene.alt) == (1, "class.svg", "教室")
    assert [(line.speaker, line.words) for line in scene.lines[2:]] == [
        ("", "ベルが鳴りました。"),
        ("先生", "すわりましょう。"),
    ]


def test_choices_and_conversation_keep_their_lines_and_ways():
    (choices,) = parse_text(CHOICES, file="a").pieces
    (talk,) = parse_text(TALK, file="a").pieces

    assert [option.line for option in choices.options] == [6, 15]
    assert [(step.slug, step.line) for step in talk.steps] == [("notice", 6), ("answer", 21)]
    assert [(option.words, option.to, option.line) for option in talk.steps[0].options] == [
        ("あいさつする", "answer", 9),
        ("そっとしておく", "end", 14),
    ]


def test_walk_finds_what_stands_inside_others():
    text = parse_text(f"{CHOICES}\n{TALK}", file="a")

    names = [type(piece).__name__ for piece in pieces.walk_pieces(text.pieces)]

    assert names == [
        *("Choices", "Prose", "Option", "Prose", "Scene", "Option", "Prose"),
        *("Conversation", "Prose", "Step", "Prose", "Option", "Prose", "Option", "Prose"),
        *("Step", "Prose"),
    ]


def test_a_line_of_hyphens_divides_screens():
    text = parse_text("一\n\n---\n\n二\n\n***\n\n三\n\n---\n\n四\n", file="a")

    assert text.problems == []
    assert [type(piece).__name__ for piece in text.pieces] == [
        *("Prose", "ScreenBreak", "Prose", "ScreenBreak", "Prose"),
    ]
    assert [b.line for b in text.pieces if isinstance(b, pieces.ScreenBreak)] == [3, 11]


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        # scenes
        (
            SCENE.replace(":alt: 教室\n", ""),
            1,
            "scene に代替テキスト「:alt:」がありません。",
        ),
        (
            SCENE.replace("class.svg", "Class.png"),
            1,
            "図のファイル名「Class.png」は、半角の小文字と数字と「-」に .svg・.png・.jpg・.webp のどれかをつけた名前にしてください。",
        ),
        (":::{scene} class.svg\n:alt: 教室\n:::\n", 1, "scene の中身がありません。"),
        (
            ":::{scene} class.svg\n:alt: 教室\n:speed: 3\n- 先生：はい\n:::\n",
            3,
            "scene に「:speed:」という項目はありません。使える項目：alt",
        ),
        (
            ":::{scene} class.svg\n:alt: 教室\n\n文章\n:::\n",
            1,
            "scene の中身は「- 名前：ことば」の箇条書きだけにしてください。",
        ),
        (
            ":::{scene} class.svg\n:alt: 教室\n- 先生：はい\n  - 中\n:::\n",
            1,
            "scene の中身は「- 名前：ことば」の箇条書きだけにしてください。",
        ),
        (
            ":::{scene} class.svg\n:alt: 教室\n- 先生：はい\n- 先生：\n:::\n",
            4,
            "せりふがありません。",
        ),
        (
            f":::{{scene}} class.svg\n:alt: 教室\n- {'長' * 21}：はい\n:::\n",
            3,
            f"話す人の名前「{'長' * 21}」が長すぎます（20文字まで）。",
        ),
        (
            ":::{scene} class.svg\n:alt: 教室\n- 先生：はい\n- 先生：{支える|ささえる}\n:::\n",
            4,
            "ふりがなの左側「支える」は漢字だけにしてください（送りがなは外に出します）。",
        ),
        # choices
        (
            ":::{option} まつ\n本文\n:::\n",
            1,
            "option は choices、step の中だけに置けます。",
        ),
        (
            "::::{choices} you\n\n:::{option} まつ\n本文\n:::\n::::\n",
            1,
            "choices には option を二つ以上書いてください。",
        ),
        ("::::{choices} you\n::::\n", 1, "choices の中身がありません。"),
        (CHOICES.replace("{option} まつ", "{option}"), 15, "option は「:::{option} 選ぶことば」と書きます。"),
        (
            CHOICES.replace("それも。\n", ""),
            15,
            "option の中身がありません。",
        ),
        (
            CHOICES.replace("{option} まつ\n", "{option} まつ\n:to: end\n"),
            16,
            "option に「:to:」という項目はありません。使える項目：なし",
        ),
        (
            CHOICES.replace("それも。\n::::\n", "それも。\n::::\n\nあとがき。\n"),
            6,
            "choices の文章は、option より前に書いてください。",
        ),
        (
            CHOICES.replace("{掛|か}", "{掛ける|かける}"),
            6,
            "ふりがなの左側「掛ける」は漢字だけにしてください（送りがなは外に出します）。",
        ),
        (CHOICES.replace("} you", "} You"), 1, "キー「You」は半角の小文字と数字と「-」で書いてください。"),
        (CHOICES + "\n" + CHOICES, 20, "キー「you」が二度使われています。"),
        (
            CHOICES.replace(":::{scene} class.svg\n:alt: 教室\n- 先生：おはよう。\n", ":::{quiz} check\n"),
            9,
            "quiz は option の中に置けません。",
        ),
        (CHOICES.replace("本文。", "## 見出し"), 7, "option の中に見出しは置けません。"),
        # conversations
        (
            "::::{step} notice\n本文\n::::\n",
            1,
            "step は conversation の中だけに置けます。",
        ),
        (":::{conversation} a\n文章だけ\n:::\n", 1, "conversation に step がありません。"),
        (TALK.replace(":to: answer", ":to: lost"), 9, "行き先の step「lost」がありません。"),
        (TALK.replace(":to: answer\n", ""), 9, "option に「:to:」がありません。"),
        (TALK.replace(":to: answer", ":to: end"), 21, "step「answer」には、どこからも行けません。"),
        (
            TALK.replace("::::{step} answer\n", "::::{step} notice\n").replace(":to: answer", ":to: notice"),
            21,
            "step の名前「notice」は使えません（二度目か、end）。",
        ),
        (
            TALK.replace(":::{option} そっとしておく\n:to: end\n\nそれもよい日です。\n:::\n", ""),
            6,
            "step の option は、なしか、二つ以上にしてください。",
        ),
        (
            TALK.replace("隣の人です。\n\n", ""),
            6,
            "step に、option より前の文章がありません。",
        ),
        (
            TALK.replace("::::{step} answer\n返事がありました。\n::::\n", "").replace("answer", "notice").replace(":to: end", ":to: notice"),
            6,
            "step「notice」からは、会話の終わりに行けません。",
        ),
        # screens
        ("一\n\n---\n", 3, "画面の区切り「---」の前か後に、中身がありません。"),
        ("---\n\n一\n", 1, "画面の区切り「---」の前か後に、中身がありません。"),
        ("一\n\n---\n---\n\n二\n", 4, "画面の区切り「---」の前か後に、中身がありません。"),
        ("一\n---\n\n二\n", 2, "「---」や「===」の前に、空の行を置いてください。"),
        (
            ":::{callout} note\n一\n\n---\n\n二\n:::\n",
            4,
            "画面の区切り「---」は、箇条書きや「:::」の外に書いてください。",
        ),
        ("- 一\n\n  ---\n", 3, "画面の区切り「---」は、箇条書きや「:::」の外に書いてください。"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_its_line(source, line, reason):
    assert problems(source) == [(line, reason)]


def test_a_step_that_leads_nowhere_brings_no_other_complaints():
    source = TALK.replace(":to: answer", ":to: lost").replace("step} answer", "step} end")

    assert problems(source) == [
        (21, "step の名前「end」は使えません（二度目か、end）。"),
        (9, "行き先の step「lost」がありません。"),
    ]


# Showing ----------------------------------------------------------------------------------------


def test_scene_is_a_picture_and_a_list_of_lines():
    assert html(SCENE) == (
        f'<figure class="lesson-scene">\n{IMAGE}\n'
        '<ul class="lesson-scene__lines" role="list" aria-label="せりふ">\n'
        '<li class="lesson-line lesson-line--1"><span class="lesson-line__speaker">先生'
        '<span class="dads-visually-hidden">：</span></span>'
        '<span class="lesson-line__words">おはよう。</span></li>\n'
        '<li class="lesson-line lesson-line--2"><span class="lesson-line__speaker">'
        "<ruby>美緒<rp>（</rp><rt>みお</rt><rp>）</rp></ruby>"
        '<span class="dads-visually-hidden">：</span></span>'
        '<span class="lesson-line__words"><ruby>今日<rp>（</rp><rt>きょう</rt><rp>）</rp></ruby>は '
        "<strong>晴れ</strong> です。</span></li>\n"
        '<li class="lesson-line lesson-line--told">'
        '<span class="lesson-line__words">ベルが鳴りました。</span></li>\n'
        '<li class="lesson-line lesson-line--1"><span class="lesson-line__speaker">先生'
        '<span class="dads-visually-hidden">：</span></span>'
        '<span class="lesson-line__words">すわりましょう。</span></li>\n'
        "</ul>\n</figure>"
    )


def test_options_open_without_script_one_at_a_time():
    found = html(CHOICES)

    assert found.startswith(
        '<div class="lesson-choices" role="group" aria-label="あなたなら">\n'
        '<p class="lesson-choices__title">あなたなら</p>\n<p>まえおき。</p>\n'
        '<details class="lesson-option" name="choices-you">\n'
        '<summary class="lesson-option__words"><span>声を<ruby>掛<rp>（</rp><rt>か</rt><rp>）</rp></ruby>ける</span></summary>\n'
        '<div class="lesson-option__body">\n<p>本文。</p>\n<figure class="lesson-scene">'
    )
    assert found.count('name="choices-you"') == 2


def test_conversation_leads_from_options_to_steps():
    found = html(TALK)

    assert found == (
        '<div class="lesson-conversation" role="group" aria-label="ゴミ出しの朝" id="talk-dust">\n'
        '<p class="lesson-choices__title">ゴミ出しの朝</p>\n<p>はじめに。</p>\n'
        '<ol class="lesson-conversation__steps" role="list">\n'
        '<li class="lesson-step" id="talk-dust--notice">\n'
        '<p class="lesson-step__number">場面1</p>\n<p>隣の人です。</p>\n'
        '<details class="lesson-option" name="talk-dust--notice">\n'
        '<summary class="lesson-option__words"><span>あいさつする</span></summary>\n'
        '<div class="lesson-option__body">\n<p>目が合いました。</p>\n'
        '<p class="lesson-option__next"><a href="#talk-dust--answer">つぎへ'
        '<span class="lesson-option__target">（場面2）</span></a></p>\n</div>\n</details>\n'
        '<details class="lesson-option" name="talk-dust--notice">\n'
        '<summary class="lesson-option__words"><span>そっとしておく</span></summary>\n'
        '<div class="lesson-option__body">\n<p>それもよい日です。</p>\n'
        '<p class="lesson-step__end">会話はここで終わりです。</p>\n</div>\n</details>\n'
        '</li>\n<li class="lesson-step" id="talk-dust--answer">\n'
        '<p class="lesson-step__number">場面2</p>\n<p>返事がありました。</p>\n'
        '<p class="lesson-step__end">会話はここで終わりです。</p>\n</li>\n</ol>\n</div>'
    )


def test_screens_are_divided_by_breaks():
    text = parse_text("一\n\n---\n\n:::{quiz} check\n:::\n\n---\n\n二\n", file="a")

    found = render_blocks(text, language="ja", pictures=PictureSource({}, lambda chart: PICTURE))

    assert found == [
        {"kind": "html", "html": "<p>一</p>"},
        {"kind": "break"},
        {"kind": "quiz", "stem": "check"},
        {"kind": "break"},
        {"kind": "html", "html": "<p>二</p>"},
    ]
