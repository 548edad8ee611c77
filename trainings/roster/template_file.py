"""The empty roster that officers fill in: a sheet with an example, and one that explains."""

from __future__ import annotations

from typing import IO

from core.tabular import Sheet, write_workbook
from trainings.roster.columns import FIXED, PUBLIC_ID

TEMPLATE_NAME = "受講者名簿_ひな形.xlsx"
_EXPLANATION = "説明"


def write_template(file: IO[bytes]) -> None:
    asked = [column for column in FIXED if column.is_read and column.title != PUBLIC_ID]
    write_workbook(
        file,
        [
            Sheet(
                "受講者名簿",
                [column.title for column in asked],
                [[column.example for column in asked]],
                [column.width for column in asked],
            ),
            Sheet(
                "書き方",
                ["列", _EXPLANATION],
                [
                    ["はじめに", "2行目の記入例は、消してからお使いください。"],
                    *([column.title, column.explanation] for column in asked),
                    [
                        "読み取り",
                        "「受講者名簿」のシートだけを読みます。数式とセルの結合は使えません。",
                    ],
                ],
                [20, 90],
            ),
        ],
    )
