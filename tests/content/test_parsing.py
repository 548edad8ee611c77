import pytest

from content.rendering import pieces
from content.rendering.parsing import parse_text


def problems(source, offset=0):
    return [(p.line, p.reason) for p in parse_text(source, file="a.ja.md", offset=offset).problems]


CHART = """:::{chart} bar by-age
:title: 年代ごとの割合
:alt: 30代が高い。
:unit: %
:source: 内閣府「調査」（令和4年）

| 年代 | 割合 |
|---|---|
| 20代 | 7.1 |
| 30代 | 7.2 |
:::
"""
FIGURE = ":::{figure} three.svg\n:alt: 三つの絵\n:::\n"


def test_a_good_text_has_no_problems_and_every_piece():
    text = parse_text(
        f"""## 見出し

{{孤独|こどく}}の話と[前のレッスン](lesson:introduction/why-now)。

{FIGURE}
{CHART}
:::{{callout}} story
:title: ゴミ出しの朝

- あいさつする
:::

:::{{reflection}} my-word
:title: 思い出す

だれですか。
:::

:::{{windows}}
:keys: a, b
:::

:::{{activities}}
:kind: 役割創出
:::

:::{{quiz}} check
:::
""",
        file="a.ja.md",
    )

    assert text.problems == []
    assert [type(piece) for piece in text.pieces] == [
        pieces.Prose,
        pieces.Figure,
        pieces.Chart,
        pieces.Callout,
        pieces.Reflection,
        pieces.Windows,
        pieces.Activities,
        pieces.Quiz,
    ]
    assert text.links == [pieces.LessonLink(3, "introduction", "why-now")]
    chart = text.pieces[2]
    assert (chart.columns, chart.rows) == (("年代", "割合"), (("20代", "7.1"), ("30代", "7.2")))
    assert text.pieces[5].keys == ("a", "b")


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        (
            "\n:::{video} a\n:::\n",
            2,
            "「video」という書き方はありません。使える名前：figure、chart、callout、scene、choices、conversation、step、option、reflection、quiz、windows、activities",
        ),
        (":::figure a.svg\n:::\n", 1, "「:::{名前} 引数」の形で書いてください。"),
        (
            ":::{figure} a.svg\n:alt: 絵\n:width: 3\n:::\n",
            3,
            "figure に「:width:」という項目はありません。使える項目：alt、caption、source",
        ),
        (":::{figure} a.svg\n:::\n", 1, "figure に代替テキスト「:alt:」がありません。"),
        (":::{figure} a.svg\n:alt:\n:::\n", 1, "figure に代替テキスト「:alt:」がありません。"),
        (
            ":::{figure}\n:alt: 絵\n:::\n",
            1,
            "figure は「:::{figure} ファイル名」と書きます。",
        ),
        (
            ":::{figure} A.PNG\n:alt: 絵\n:::\n",
            1,
            "図のファイル名「A.PNG」は、半角の小文字と数字と「-」に .svg・.png・.jpg・.webp のどれかをつけた名前にしてください。",
        ),
        (":::{figure} a.svg\n:alt: 絵\n:alt: 絵\n:::\n", 3, "「:alt:」が二度書かれています。"),
        (":::{figure} a.svg\n:alt: 絵\n\n本文\n:::\n", 3, "figure に中身は書けません。"),
        (
            CHART.replace(":source: 内閣府「調査」（令和4年）\n", ""),
            1,
            "chart に「:source:」がありません。",
        ),
        (
            CHART.replace("bar by-age", "pie by-age"),
            1,
            "chart に「pie」という種類はありません。使える種類：line、bar、stacked",
        ),
        (CHART.replace("7.2", "七"), 10, "「割合」の値「七」は半角の数字で書いてください。"),
        (CHART.replace("7.2", ""), 10, "「割合」の値「」は半角の数字で書いてください。"),
        (CHART.replace("30代 |", "20代 |"), 10, "表の行の名前「20代」が空か、二度あります。"),
        (
            CHART.replace("| 年代 | 割合 |\n|---|---|\n| 20代 | 7.1 |\n| 30代 | 7.2 |", "文章"),
            1,
            "chart の中身は表を一つだけにしてください。",
        ),
        (
            CHART.replace("| 20代 | 7.1 |\n| 30代 | 7.2 |\n", ""),
            1,
            "chart の表には、見出しの行と、値の列と行が一つ以上いります。",
        ),
        (
            ":::{callout} warning\n気をつける\n:::\n",
            1,
            "callout に「warning」という種類はありません。使える種類：note、point、story、today、talk、caution",
        ),
        (":::{callout} note\n:::\n", 1, "callout の中身がありません。"),
        (
            "::::{callout} note\n本文\n\n:::{quiz} check\n:::\n::::\n",
            4,
            "quiz は callout の中に置けません。",
        ),
        (":::{callout} note\n本文\n", 1, "「:::」で閉じられていません。"),
        (":::{callout} note\n\n## 見出し\n:::\n", 3, "callout の中に見出しは置けません。"),
        ("本文\n\n:::\n", 3, "「:::」で閉じられていません。"),
        (
            "- 一つ\n\n  :::{quiz} check\n  :::\n",
            3,
            "「:::」は行の先頭に書いてください（箇条書きの中には置けません）。",
        ),
        (
            ":::{windows}\n:::\n",
            1,
            "windows には :keys:、:audience: のどちらか一つを書いてください。",
        ),
        (
            ":::{reflection} わたし\n本文\n:::\n",
            1,
            "キー「わたし」は半角の小文字と数字と「-」で書いてください。",
        ),
        (
            "一行目\n{孤独こどく}と書く\n",
            2,
            "ふりがなの書き方が違います。「{漢字|かんじ}」と書いてください。",
        ),
        (
            "{支える|ささえる}\n",
            1,
            "ふりがなの左側「支える」は漢字だけにしてください（送りがなは外に出します）。",
        ),
        (
            "{孤独|kodoku}\n",
            1,
            "「孤独」の読み「kodoku」は、ひらがなかカタカナで書いてください。",
        ),
        ("{孤独|}\n", 1, "「孤独」の読み「」は、ひらがなかカタカナで書いてください。"),
        ("｛孤独｜こどく｝\n", 1, "ふりがなは半角で「{漢字|かんじ}」と書いてください。"),
        ("一\n\n<b>二</b>\n", 3, "HTMLは書けません。"),
        ("<script>alert(1)</script>\n", 1, "HTMLは書けません。"),
        ("<!-- 覚え書き -->\n", 1, "HTMLは書けません。"),
        (":::{callout} note\n:title: <i>題</i>\n\n本文\n:::\n", 2, "HTMLは書けません。"),
        ("![絵](a.svg)\n", 1, "図は「:::{figure} ファイル名」で置いてください。"),
        ("# 題\n", 1, "見出しは「##」から始めてください。「#」はレッスンの題です。"),
        ("## 一\n\n#### 二\n", 3, "見出しの段が飛んでいます。「###」にしてください。"),
        ("### 一\n", 1, "見出しの段が飛んでいます。「##」にしてください。"),
        (
            "[窓口](window.html)\n",
            1,
            "リンク先「window.html」は使えません。https://…、mailto:、tel:、lesson:章/レッスン のどれかにしてください。",
        ),
        (
            "[x](javascript:alert(1))\n",
            1,
            "リンク先「javascript:alert(1)」は使えません。https://…、mailto:、tel:、lesson:章/レッスン のどれかにしてください。",
        ),
        (
            "[x](lesson:why-now)\n",
            1,
            "リンク先「lesson:why-now」は使えません。https://…、mailto:、tel:、lesson:章/レッスン のどれかにしてください。",
        ),
        ("[](https://example.jp/)\n", 1, "リンクの文字がありません。"),
        ("一\n\n| | 前 |\n|---|---|\n| 名 | 一 |\n", 3, "表の見出しに空のところがあります。"),
        (
            "これは**「4割」**です\n",
            1,
            "強調「**」が効いていません。かぎかっこやふりがなの外側から囲むか、前後に空白を置いてください。",
        ),
        (":::\r:::", 1, "「:::{名前} 引数」の形で書いてください。"),
        ("一\n二\ue000\n", 2, "使えない文字（私用領域の文字）があります。"),
    ],
)
def test_a_mistake_is_named_by_its_line(source, line, reason):
    assert problems(source) == [(line, reason)]
    assert problems(source, offset=7) == [(line + 7, reason)]


def test_all_mistakes_of_a_text_are_found_at_once():
    source = "# 題\n\n<b>太字</b>\n\n:::{figure} a.svg\n:::\n\n{孤独}\n"

    assert [line for line, _reason in problems(source)] == [5, 1, 3, 8]


def test_ruby_works_in_tables_links_and_emphasis():
    text = parse_text(
        "| 語 | 意味 |\n|---|---|\n| {孤独|こどく} | [{孤立|こりつ}](https://example.jp/) |\n\n**{傾聴|けいちょう}** する\n",
        file="a",
    )

    assert text.problems == []


def test_escaped_braces_and_code_are_left_alone():
    text = parse_text("\\{そのまま} と `{a|b}`\n", file="a")

    assert text.problems == []
    (prose,) = text.pieces
    assert prose.tokens[1].children[1].content == "{a|b}"
