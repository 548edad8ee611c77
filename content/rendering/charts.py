"""Charts: a Vega-Lite specification of the author's table, drawn as SVG when it is published.

Drawn for a white card 420 units wide, so that the smallest letters are still 11 px on a 360 px
screen. Values stand beside their marks and the table follows the picture: no reader depends on
colour. Letters stay letters (outlining Japanese makes a chart ten times larger); Vega measures
them in BIZ UDPGothic where it is installed, the reader's own Japanese font draws them.
"""

from __future__ import annotations

import functools
import math
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.japanese.width import em_width

if TYPE_CHECKING:
    from content.rendering.pieces import Chart

WIDTH = 420
LETTER = 15
FONTS = (
    "'BIZ UDPGothic', 'Hiragino Sans', 'Noto Sans JP', 'Noto Sans CJK JP', 'Yu Gothic', sans-serif"
)
FONT_DIRECTORY = Path("/usr/share/fonts/truetype/bizud-gothic")
INK = "#1A1A1A"
# The Digital Agency palette; white letters on each have a contrast of 4.5 or more.
COLOURS = ["#197A4B", "#C74700", "#0055AD", "#5109AD", "#767676", "#00708A"]
WRAP_AT = 11  # em of a label in one line
_CLIP = re.compile(r'((?:url\(#|id=")clip)(\d+)')


@functools.cache
def load_converter() -> Any:
    # Imported when the first chart is drawn: it brings a JavaScript engine along.
    import vl_convert  # noqa: PLC0415

    if FONT_DIRECTORY.is_dir():
        vl_convert.register_font_directory(str(FONT_DIRECTORY))
    return vl_convert


def draw_chart(chart: Chart) -> bytes:
    """Draw the chart as SVG. The same chart always gives the same bytes."""
    svg: str = load_converter().vegalite_to_svg(build_spec(chart), vl_version="5.20")
    return (_renumber_clips(svg).rstrip("\n") + "\n").encode()


def _renumber_clips(svg: str) -> str:
    """Number the clip paths from 1, because Vega goes on counting from chart to chart."""
    numbers: dict[str, int] = {}
    return _CLIP.sub(
        lambda match: f"{match[1]}{numbers.setdefault(match[2], len(numbers) + 1)}", svg
    )


def build_spec(chart: Chart) -> dict[str, Any]:
    """The Vega-Lite specification of a chart."""
    build = {"line": _line, "bar": _bars, "stacked": _stacked}[chart.kind]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": _values(chart)},
        "width": WIDTH,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": "white",
        "padding": {"left": 10, "right": 14, "top": 12, "bottom": 10},
        "config": _config(),
        **build(chart),
    }


def _config() -> dict[str, Any]:
    return {
        "aria": False,  # the picture is shown by <img alt>
        "font": FONTS,
        "range": {"category": COLOURS},
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": LETTER,
            "labelColor": INK,
            "labelPadding": 8,
            "labelLimit": 0,
            "title": None,
            "ticks": False,
            "domainColor": "#767676",
            "gridColor": "#D9D9D9",
        },
        "legend": {
            "orient": "top",
            "direction": "vertical",
            "title": None,
            "labelFontSize": LETTER,
            "labelColor": INK,
            "labelLimit": 0,
            "symbolSize": 160,
            "symbolType": "square",
            "offset": 16,
            "rowPadding": 4,
        },
        "text": {"fontSize": LETTER, "fontWeight": "bold", "font": FONTS, "color": INK},
    }


def _values(chart: Chart) -> list[dict[str, Any]]:
    """One record a cell: the point, the series, the number, and its label."""
    return [
        {
            "point": _wrap_label(row[0]),
            "series": series,
            "order": index,
            "value": float(_number(cell)),
            "words": f"{cell}{chart.unit}",
        }
        for row in chart.rows
        for index, (series, cell) in enumerate(zip(chart.columns[1:], row[1:], strict=True))
    ]


def _number(cell: str) -> Decimal:
    return Decimal(cell.replace(",", ""))


def _wrap_label(label: str) -> str:
    """Break a label into lines of at most `WRAP_AT` em: between words, or into even lengths."""
    count = math.ceil(em_width(label) / WRAP_AT) or 1
    room = WRAP_AT if " " in label else em_width(label) / count + 0.5
    lines, line = [], ""
    for letter in label:
        if em_width(line + letter) > room and letter not in "、。」）)・ー":
            words, space, word = line.rpartition(" ")
            lines.append(words if space else line)
            line = word if space else ""
        line += letter
    return "\n".join([*lines, line])


def _point_labels(chart: Chart) -> list[str]:
    return [_wrap_label(row[0]) for row in chart.rows]


def _bar_height(chart: Chart) -> int:
    """The height of a horizontal bar with its gap: its label may take several lines."""
    lines = max(point.count("\n") + 1 for point in _point_labels(chart))
    return max(46, lines * 19 + 10)


def _axis_stretch(chart: Chart) -> float:
    """How far the axis goes beyond the longest horizontal bar, so that its value fits after it."""
    names = max(em_width(line) for point in _point_labels(chart) for line in point.split("\n"))
    words = max(em_width(f"{cell}{chart.unit}") for row in chart.rows for cell in row[1:])
    plot = WIDTH - 30 - names * LETTER
    return plot / max(plot - 14 - words * LETTER, plot / 3)


def _is_upright(chart: Chart) -> bool:
    """Whether the labels of the points fit side by side under vertical bars."""
    longest = max(em_width(row[0]) for row in chart.rows)
    return longest * len(chart.rows) * LETTER <= WIDTH - 24


def _category(chart: Chart, **axis: Any) -> dict[str, Any]:
    return {
        "field": "point",
        "type": "nominal",
        "sort": _point_labels(chart),
        "axis": {"labelExpr": r"split(datum.value, '\n')", "labelAngle": 0, "zindex": 1, **axis},
    }


def _quantity(chart: Chart, *, room: float, **settings: Any) -> dict[str, Any]:
    """The axis of values, from zero. `room` leaves space for labels beyond the largest mark."""
    numbers = [_number(cell) for row in chart.rows for cell in row[1:]]
    top, bottom = float(max(*numbers, Decimal(0))), float(min(*numbers, Decimal(0)))
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [bottom * room, (top or 1) * room], "nice": False},
        **settings,
    }


def _series(chart: Chart) -> dict[str, Any]:
    many = len(chart.columns) > 2
    return {
        "field": "series",
        "type": "nominal",
        "sort": list(chart.columns[1:]),
        "scale": {"domain": list(chart.columns[1:])},
        "legend": {} if many else None,
    }


def _bars(chart: Chart) -> dict[str, Any]:
    """Horizontal bars, so that long names fit, each with its value at the end."""
    series = list(chart.columns[1:])
    offset = {"yOffset": {"field": "series", "sort": series}} if len(series) > 1 else {}
    return {
        "height": {"step": 34 if len(series) > 1 else _bar_height(chart)},
        "encoding": {
            "y": _category(chart),
            "x": _quantity(chart, room=_axis_stretch(chart), axis=None),
            **offset,
        },
        "layer": [
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 3, "height": {"band": 0.72}},
                "encoding": {"color": _series(chart)},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {"text": {"field": "words"}},
            },
        ],
    }


def _stacked(chart: Chart) -> dict[str, Any]:
    """Stacked bars, each part with its value, and the sum at the end.

    There is no sum if every bar adds up to 100.
    """
    along, across = ("y", "x") if _is_upright(chart) else ("x", "y")
    sums = [sum((_number(cell) for cell in row[1:]), Decimal(0)) for row in chart.rows]
    top = float(max(sums)) or 1.0
    room, sliver = (1.14, 0.055) if along == "y" else (1.3, 0.17)
    shows_sums = any(abs(total - 100) > 1 for total in sums)
    height: Any = 300 if along == "y" else {"step": _bar_height(chart)}
    words = {"type": "text", "color": "white"}
    quantity = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, top * (room if shows_sums else 1)], "nice": False},
    }
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "stroke": "white", "strokeWidth": 2},
            "encoding": {
                along: {"field": "value", "stack": "zero", **quantity},
                "color": _series(chart),
                "order": {"field": "order"},
            },
        },
        {
            "mark": words,
            # A thin part has no room for its value, which the table below shows.
            "transform": [{"filter": f"datum.value >= {top * sliver}"}],
            "encoding": {
                along: {"field": "middle", **quantity},
                "text": {"field": "words"},
            },
        },
    ]
    if shows_sums:
        beyond: dict[str, Any] = {"dy": -12} if along == "y" else {"dx": 6, "align": "left"}
        layers.append(
            {
                "mark": {"type": "text", **beyond},
                "transform": [{"filter": "datum.total !== null"}],
                "encoding": {
                    along: {"field": "end", **quantity},
                    "text": {"field": "total"},
                },
            }
        )
    return {
        "data": {"values": _stacked_values(chart, sums)},
        "height": height,
        "encoding": {across: _category(chart)},
        "layer": layers,
    }


def _stacked_values(chart: Chart, sums: list[Decimal]) -> list[dict[str, Any]]:
    """The records of `_values` with the middle and end of each part; the last carries the sum."""
    values = _values(chart)
    width = len(chart.columns) - 1
    for index, total in enumerate(sums):
        end = 0.0
        for record in values[index * width : (index + 1) * width]:
            record["middle"] = end + record["value"] / 2
            end += record["value"]
            record["end"] = end
            record["total"] = None
        values[index * width + width - 1]["total"] = f"{total:,}{chart.unit}"
    return values


def _line(chart: Chart) -> dict[str, Any]:
    """Lines with a dot and a value at each point, from zero, so that small changes look small."""
    unit = chart.unit.replace("\\", "").replace("'", "")
    axis = {"tickCount": 5, "labelExpr": f"datum.label + '{unit}'", "domain": False}
    return {
        "height": 260,
        "encoding": {
            "x": {**_category(chart), "scale": {"padding": 0.5}},
            "y": _quantity(chart, room=1.18, axis=axis),
            "color": _series(chart),
        },
        "layer": [
            {"mark": {"type": "line", "strokeWidth": 3}},
            {
                "mark": {"type": "point", "size": 90, "filled": True, "opacity": 1},
                "encoding": {"shape": {"field": "series", "legend": None}},
            },
            {
                "mark": {"type": "text", "dy": -16},
                "encoding": {"text": {"field": "words"}},
            },
        ],
    }
