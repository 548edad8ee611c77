import re

import pytest

from content.pictures import svg_size
from content.rendering.charts import COLOURS, build_spec, draw_chart
from content.rendering.directives import CHART_KINDS
from content.rendering.parsing import LONGEST_UNIT, parse_text
from content.rendering.pieces import Chart
from content.rendering.tables import LONGEST_NAME, LONGEST_NUMBER, MOST_SERIES, MOST_VALUES


def chart(
    kind="bar", columns=("年", "割合"), rows=(("令和3年", "4.5"), ("令和4年", "10.0")), unit="%"
):
    return Chart(kind, "key", "題", "代替", unit, "出典", columns, rows)


STACK = chart(
    "stacked",
    ("年", "常にある", "時々ある"),
    (("令和3年", "4.5", "14.5"), ("令和4年", "4.9", "15.8")),
)


@pytest.mark.parametrize(
    "drawn",
    [
        chart("bar"),
        chart("line"),
        STACK,
        chart("bar", ("年", "男", "女"), (("令和3年", "1", "2"),)),
        chart("line", ("年", "男", "女"), (("令和3年", "1", "2"), ("令和4年", "-3", "1,200"))),
        chart("bar", rows=(("とても長い名前の項目がここにあります", "0"),)),
        chart("stacked", rows=(("とても長い名前の項目がここにあります", "0"),)),
        chart("line", unit="'+alert(1)+'"),
        chart("bar", rows=(("<script>", "1"), ("a&b", "2"))),
    ],
)
def test_every_chart_is_a_safe_picture_of_the_width_of_a_phone(drawn):
    width, height = svg_size(draw_chart(drawn))

    assert 380 <= width <= 440
    assert 60 <= height <= 700


@pytest.mark.parametrize("kind", CHART_KINDS)
@pytest.mark.parametrize("series", [1, MOST_SERIES])
def test_the_largest_chart_that_an_author_may_write_can_be_drawn(kind, series):
    number, name = f"-{'9' * (LONGEST_NUMBER - 1)}", "あ" * (LONGEST_NAME - 2)
    columns = ("年", *(f"{name}{index:02}" for index in range(series)))
    points = range(MOST_VALUES // series)
    rows = tuple((f"{name}{index:02}", *[number] * series) for index in points)

    width, _height = svg_size(draw_chart(chart(kind, columns, rows, unit="長" * LONGEST_UNIT)))

    assert 380 <= width <= 440


def test_the_same_chart_gives_the_same_bytes():
    first = draw_chart(STACK)
    draw_chart(chart("bar"))

    assert draw_chart(STACK) == first


@pytest.mark.parametrize("kind", ["bar", "line"])
def test_values_are_written_as_the_author_wrote_them(kind):
    svg = draw_chart(chart(kind)).decode()

    assert {"4.5%", "10.0%"} <= set(re.findall(r">([^<]+)</text>", svg))


def test_stack_shows_its_parts_and_their_exact_sum():
    words = re.findall(r">([^<]+)</text>", draw_chart(STACK).decode())

    assert {"4.5%", "14.5%", "19.0%", "4.9%", "15.8%", "20.7%"} <= set(words)


def test_stack_of_wholes_shows_no_sum():
    whole = chart("stacked", ("年", "ある", "ない"), (("令和3年", "40", "60"),))

    assert "100%" not in draw_chart(whole).decode()


def test_values_start_at_zero_so_that_small_changes_look_small():
    assert build_spec(chart("line"))["encoding"]["y"]["scale"]["domain"][0] == 0
    assert build_spec(chart("bar"))["encoding"]["x"]["scale"]["domain"][0] == 0


def test_white_letters_can_be_read_on_every_colour():
    def luminance(colour):
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert all(1.05 / (luminance(colour) + 0.05) >= 4.5 for colour in COLOURS)


def test_a_long_name_breaks_between_words():
    longer = chart("bar", ("Event", "Share"), (("Losing a family member", "23.3"),))

    assert build_spec(longer)["data"]["values"][0]["point"] == "Losing a family\nmember"


def test_names_are_drawn_as_their_readings():
    text = parse_text(
        ":::{chart} bar a\n:title: 割合\n:alt: 割合\n:source: 調査\n\n"
        "| {年|ねん} | {割合|わりあい} |\n|---|--:|\n| {令和|れいわ}3{年|ねん} | 4.5 |\n:::\n",
        file="a.md",
    )

    [drawn] = text.pieces
    assert (drawn.columns, drawn.rows) == (("ねん", "わりあい"), (("れいわ3ねん", "4.5"),))
