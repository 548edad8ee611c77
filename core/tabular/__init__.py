"""Tables in and out: xlsx and CSV, read with reasons and written as a stream.

Domain-free. Writers take any iterable of rows and hold one row at a time; `read_table` gives the
cells as text with the row numbers of the file, and every reason why a row cannot be trusted.
"""

from core.tabular.encodings import cp932_form
from core.tabular.formulas import neutralise_formula, restore_formula
from core.tabular.limits import LIMITS, Limits
from core.tabular.reading import (
    Problem,
    Table,
    TableRow,
    UnreadableTableError,
    read_table,
)
from core.tabular.writing import (
    Cell,
    Sheet,
    Unencodable,
    UnencodableRowsError,
    write_csv,
    write_workbook,
    write_xlsx,
)

__all__ = [
    "LIMITS",
    "Cell",
    "Limits",
    "Problem",
    "Sheet",
    "Table",
    "TableRow",
    "Unencodable",
    "UnencodableRowsError",
    "UnreadableTableError",
    "cp932_form",
    "neutralise_formula",
    "read_table",
    "restore_formula",
    "write_csv",
    "write_workbook",
    "write_xlsx",
]
