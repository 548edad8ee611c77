import io
import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from core.tabular import (
    Limits,
    Problem,
    TableRow,
    UnreadableTableError,
    read_table,
    write_csv,
    write_xlsx,
)

TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cn", "Co"], exclude_characters="\x00\ufffd")
)


def read(data, name="名簿.csv", **limits):
    return read_table(io.BytesIO(data), name, Limits(**limits))


def workbook(fill):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("名簿")
        sheet.write_row(0, 0, ["氏名", "電話"])
        fill(book, sheet)
    return file.getvalue()


def reason(data, name="名簿.csv", **limits):
    with pytest.raises(UnreadableTableError) as caught:
        read(data, name, **limits)
    return str(caught.value)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp932", "cp932")],
)
def test_csv_encoding_is_detected(encoding, found):
    table = read("氏名,電話\r\n髙橋﨑①,0123\r\n\r\nﾊﾅｺ,\r\n".encode(encoding))

    assert table.encoding == found
    assert table.header == ("氏名", "電話")
    assert table.rows == [TableRow(2, ("髙橋﨑①", "0123")), TableRow(4, ("ﾊﾅｺ", ""))]
    assert table.problems == []


def test_csv_restores_neutralised_cells_and_keeps_newlines():
    table = read("氏名,備考\n'=SUM(1),\"一\n二\"\n'山田,'-\n".encode())

    assert [row.cells for row in table.rows] == [("=SUM(1)", "一\n二"), ("'山田", "-")]


def test_tab_separated_text_is_read():
    assert read("氏名\t電話\n花子\t01\n".encode()).rows == [TableRow(2, ("花子", "01"))]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "ファイルが空です。"),
        (b" \r\n", "ファイルが空です。"),
        ("氏名\n".encode(), "見出しの下に行がありません。"),
        ("\n花子\n".encode(), "1行目に見出しがありません。"),
        ("氏名,氏名\n花子,\n".encode(), "同じ見出しが2つ以上あります：氏名"),
        (
            "氏名\n花子\n".encode("utf-16"),
            "文字コードがUTF-16か、文字のファイルではありません。「CSV UTF-8」か「Excelブック（.xlsx）」で保存し直してください。",
        ),
        (
            "氏名\n花子\n".encode("euc_jp"),
            "文字コードがEUC-JPです。「CSV UTF-8」か「Excelブック（.xlsx）」で保存し直してください。",
        ),
        (
            "氏名\n花子\n".encode("iso2022_jp"),
            "文字コードがJIS（ISO-2022-JP）です。「CSV UTF-8」か「Excelブック（.xlsx）」で保存し直してください。",
        ),
        (
            "氏名\n花子\n".encode("cp932") + b"\xff\xff\n",
            "文字コードが分かりません（3行目にUTF-8・Shift_JISとして読めない文字があります）。「CSV UTF-8」か「Excelブック（.xlsx）」で保存し直してください。",
        ),
        (
            '氏名\n"花子\n'.encode(),
            '2行目から先を読めません。引用符（"）の閉じ忘れなどがないか確かめてください。',
        ),
    ],
)
def test_unreadable_csv_says_why(data, expected):
    assert reason(data) == expected


def test_every_broken_row_is_named():
    table = read("氏名,電話\n花\ufffd,1\n太郎,2,3\n次郎,4\n".encode())

    assert table.problems == [
        Problem(2, "「氏名」の文字が化けています。"),
        Problem(3, "見出しのない列に値があります。"),
    ]


def test_characters_of_one_office_alone_are_named():
    table = read("氏名\n".encode("cp932") + b"\xf0\x40\n")

    assert table.problems == [
        Problem(2, "「氏名」に外字があります。ふつうの文字に直してください。")
    ]


def test_limits_are_kept():
    assert reason("氏名\n花子\n太郎\n".encode(), rows=1) == (
        "行が多すぎます。見出しを除いて1行までに分けてください。"
    )
    assert reason(b"a,b,c\n1,2,3\n", columns=2) == ("列が多すぎます。2列までにしてください。")
    assert reason(b"x" * 2_000_000, bytes=1024 * 1024) == (
        "ファイルが大きすぎます。1 MB以下にしてください。"
    )


def test_xlsx_values_become_the_text_that_people_see():
    def fill(book, sheet):
        sheet.write_row(1, 0, ["髙橋𠮷葛󠄀", 131016])
        sheet.write_datetime(
            3,
            0,
            date(2026, 11, 21),
            book.add_format({"num_format": "yyyy/m/d"}),
        )
        sheet.write_row(3, 1, [True])
        sheet.write_row(4, 0, [0.5, "一\n二"])

    table = read(workbook(fill), "名簿.xlsx")

    assert table.encoding == "xlsx"
    assert table.rows == [
        TableRow(2, ("髙橋𠮷葛󠄀", "131016")),
        TableRow(4, ("2026-11-21", "TRUE")),
        TableRow(5, ("0.5", "一\n二")),
    ]


def test_xlsx_formulas_and_merged_cells_are_problems_of_their_rows():
    def fill(book, sheet):
        sheet.write_row(1, 0, ["花子", "1"])
        sheet.write_formula(2, 0, "=A2", None, "花子")
        sheet.write_formula(2, 1, "=B2", None, "1")
        sheet.merge_range("A4:A5", "太郎")

    assert read(workbook(fill), "名簿.xlsx").problems == [
        Problem(3, "A3、B3 に数式が入っています。値に置き換えてください。"),
        Problem(4, "A4:A5 が結合されています。セルの結合を解除してください。"),
    ]


def test_xlsx_reads_the_first_visible_sheet_and_says_so():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("隠し").hide()
        for name in ("名簿", "書き方"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["氏名"])
            sheet.write_row(1, 0, [name])
            if name == "名簿":
                sheet.activate()

    table = read(file.getvalue(), "名簿.xlsx")

    assert table.rows == [TableRow(2, ("名簿",))]
    assert table.warnings == ["「名簿」のシートだけを読みました。"]


def test_xlsx_reading_leaves_out_the_furigana_that_excel_keeps_with_a_name():
    file = io.BytesIO(workbook(lambda book, sheet: sheet.write_row(1, 0, ["髙橋", "1"])))
    out = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/sharedStrings.xml":
                data = data.replace(
                    "<t>髙橋</t>".encode(),
                    '<t>髙橋</t><rPh sb="0" eb="2"><t>タカハシ</t></rPh>'.encode(),
                )
            target.writestr(name, data)

    assert read(out.getvalue(), "名簿.xlsx").rows == [TableRow(2, ("髙橋", "1"))]


NOT_XLSX = "Excelブック（.xlsx）として読めません。Excelで開いて「Excelブック（.xlsx）」で保存し直してください。"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            OLE + b"\0" * 600,
            "古いExcelの形式（.xls）です。「Excelブック（.xlsx）」で保存し直してください。",
        ),
        (
            OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "パスワードで保護されています。パスワードを外して保存し直してください。",
        ),
        (b"just text", NOT_XLSX),
        (b"PK\x03\x04 torn", NOT_XLSX),
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), NOT_XLSX),
        (
            archive(bomb=b"\0" * 3_000_000),
            "ファイルの中身が大きすぎます。行や画像を減らしてください。",
        ),
    ],
)
def test_unreadable_workbook_says_why(data, expected):
    assert reason(data, "名簿.xlsx", unpacked=2_000_000) == expected


def test_archive_that_lies_about_its_size_is_refused():
    data = bytearray(archive(bomb=b"\0" * 3_000_000))
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (100).to_bytes(4, "little")

    assert reason(bytes(data), "名簿.xlsx", unpacked=2_000_000) == (
        "ファイルの中身が大きすぎます。行や画像を減らしてください。"
    )


def test_sheet_with_one_far_cell_is_refused_before_it_is_laid_out():
    far_row = workbook(lambda book, sheet: sheet.write(1_048_575, 0, "x"))
    far_column = workbook(lambda book, sheet: sheet.write(1, 16_383, "x"))

    assert (
        reason(far_row, "a.xlsx") == "行が多すぎます。見出しを除いて20,000行までに分けてください。"
    )
    assert reason(far_column, "a.xlsx") == "列が多すぎます。100列までにしてください。"


def test_workbook_with_a_document_type_is_refused():
    parts = {}
    with zipfile.ZipFile(io.BytesIO(workbook(lambda book, sheet: None))) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(
        b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1
    )

    assert reason(archive(**parts), "a.xlsx") == NOT_XLSX


def test_formatted_but_empty_rows_do_not_count():
    file = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["氏名"])
    book.active.append(["花子"])
    for row in range(3, 30):
        book.active.cell(row, 1).font = openpyxl.styles.Font(bold=True)
    book.save(file)

    assert read(file.getvalue(), "a.xlsx", rows=10).rows == [TableRow(2, ("花子",))]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5), st.sampled_from(["xlsx", "csv"]))
def test_what_we_write_reads_back_the_same(rows, kind):
    file = io.BytesIO()
    {"xlsx": write_xlsx, "csv": write_csv}[kind](file, ["一", "二"], rows)
    filled = [(n, row) for n, row in enumerate(rows, 2) if any(cell.strip() for cell in row)]

    if not filled:
        assert reason(file.getvalue(), f"a.{kind}") == "見出しの下に行がありません。"
    else:
        table = read(file.getvalue(), f"a.{kind}")
        assert table.rows == [TableRow(number, row) for number, row in filled]
