import csv
import io
import subprocess
import sys
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.tabular import (
    Sheet,
    Unencodable,
    UnencodableRowsError,
    cp932_form,
    neutralise_formula,
    restore_formula,
    write_csv,
    write_workbook,
    write_xlsx,
)

HEADER = ["氏名", "電話", "備考"]
HARD = [
    ["髙橋﨑 ①", "090-0000-0001", "〜から"],
    ["𠮷田葛󠄀", "0012", "一行目\n二行目"],
    ["=SUM(1)", "+81-3-0000-0000", "@here"],
    ["'=SUM(1)", "'abc", "-"],
    ["\t=1", "＝１＋１", " 前後 "],
]

# What people can type: no control characters but tab and newline, no surrogates. openpyxl does
# not undo the escape of a literal _x0041_, so the underscore is left out of its round trip.
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="_"), max_size=30
)


def xlsx(rows, **options):
    file = io.BytesIO()
    write_xlsx(file, HEADER, rows, **options)
    return openpyxl.load_workbook(io.BytesIO(file.getvalue())).active


def read_csv(data, encoding):
    return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))


def csv_bytes(rows, encoding="utf-8-sig"):
    file = io.BytesIO()
    write_csv(file, HEADER, rows, encoding)
    return file.getvalue()


def test_xlsx_gives_a_second_reader_every_character_as_text():
    sheet = xlsx(HARD)

    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [HEADER, *HARD]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


def test_xlsx_freezes_a_bold_header_and_merges_nothing():
    sheet = xlsx(HARD, sheet_name="名簿", widths=[20, 15, 30])

    assert sheet.title == "名簿"
    assert sheet.freeze_panes == "A2"
    assert [cell.font.bold for cell in sheet[1]] == [True, True, True]
    assert sheet.merged_cells.ranges == set()
    assert sheet["B2"].number_format == "@"
    assert sheet.column_dimensions["A"].width == pytest.approx(20, abs=1)


def test_xlsx_writes_numbers_dates_and_blanks_by_their_kind():
    sheet = xlsx([[3, date(2026, 11, 21), None], [0.5, datetime(2026, 11, 21, 1, tzinfo=UTC), ""]])

    assert [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        [3, "2026-11-21", None],
        [0.5, "2026-11-21T10:00:00+09:00", None],
    ]


def test_xlsx_rows_are_as_high_as_their_lines():
    sheet = xlsx([["花子", "1", "一\n二\n三"], ["太郎", "2", ""]])

    assert (sheet.row_dimensions[2].height, sheet.row_dimensions[3].height) == (45, None)
    assert (sheet["C2"].alignment.wrap_text, sheet["A2"].alignment.wrap_text) == (True, None)


def test_xlsx_refuses_a_text_that_no_cell_can_hold():
    with pytest.raises(ValueError, match="row 2, column 1"):
        xlsx([["あ" * 32768]])


def test_workbook_writes_its_sheets_in_order():
    file = io.BytesIO()

    rows = write_workbook(file, [Sheet("一", ["a"], [["x"]]), Sheet("二", ["b"], [["y"], ["z"]])])

    book = openpyxl.load_workbook(io.BytesIO(file.getvalue()))
    assert rows == 3
    assert {s.title: list(s.values) for s in book} == {
        "一": [("a",), ("x",)],
        "二": [("b",), ("y",), ("z",)],
    }


def test_csv_is_utf8_with_bom_and_crlf():
    assert csv_bytes([["花子", "1", ""]]) == (
        b"\xef\xbb\xbf" + "氏名,電話,備考\r\n花子,1,\r\n".encode()
    )


def test_csv_neutralises_formulas_and_keeps_the_rest():
    rows = read_csv(csv_bytes(HARD), "utf-8-sig")

    assert rows == [
        HEADER,
        HARD[0],
        HARD[1],
        ["'=SUM(1)", "'+81-3-0000-0000", "'@here"],
        ["''=SUM(1)", "'abc", "'-"],
        ["'\t=1", "'＝１＋１", " 前後 "],
    ]
    assert [[restore_formula(cell) for cell in row] for row in rows] == [HEADER, *HARD]


def test_csv_in_cp932_is_what_japanese_excel_reads():
    data = csv_bytes([HARD[0]], "cp932")

    assert data == "氏名,電話,備考\r\n髙橋﨑 ①,090-0000-0001,～から\r\n".encode("cp932")
    assert read_csv(data, "cp932")[1] == [cp932_form(cell) for cell in HARD[0]]


def test_csv_in_cp932_names_every_row_it_cannot_write():
    file = io.BytesIO()

    with pytest.raises(UnencodableRowsError) as caught:
        write_csv(file, HEADER, [["花子"], ["𠮷田"], ["葛󠄀城𠮷𠮷"]], "cp932")

    assert caught.value.rows == [Unencodable(3, "𠮷"), Unencodable(4, "葛󠄀𠮷")]
    assert str(caught.value) == (
        "この形式では書けない文字が2行にあります：3行目（𠮷）、4行目（葛󠄀𠮷）"
    )


@given(st.text())
def test_neutralised_text_is_restored_and_never_starts_a_formula(text):
    assert restore_formula(neutralise_formula(text)) == text
    assert neutralise_formula(text)[:1] not in set("=+-@\t\r\n＝＋－＠")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT, TEXT).map(list), min_size=1, max_size=5))
def test_both_formats_give_a_second_reader_what_was_written(rows):
    assert [
        [cell or "" for cell in row] for row in xlsx(rows).iter_rows(min_row=2, values_only=True)
    ] == rows or all(cell == "" for cell in rows[-1])
    assert [
        [restore_formula(cell) for cell in row]
        for row in read_csv(csv_bytes(rows), "utf-8-sig")[1:]
    ] == rows


MEASURE = """
import resource, sys, tempfile
from core.tabular import write_csv, write_xlsx
write = {"xlsx": write_xlsx, "csv": write_csv}[sys.argv[1]]
def rows(count):
    return ([f"氏名{number}", f"{number:011}", "備考\\n" * 10] for number in range(count))
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with tempfile.TemporaryFile() as file:
    write(file, ["a", "b", "c"], rows(1_000))
before = peak()
with tempfile.TemporaryFile() as file:
    write(file, ["a", "b", "c"], rows(60_000))
print(peak() - before)
"""


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_writing_sixty_times_the_rows_takes_no_more_memory(kind):
    grown = subprocess.run(
        [sys.executable, "-c", MEASURE, kind], check=True, capture_output=True, text=True
    )

    assert int(grown.stdout) < 4096  # KiB
