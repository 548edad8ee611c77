import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.disclosure import hidden_cells


def table(cells):
    """A table of rows × columns with its totals, as values and sums."""
    rows, columns = len(cells), len(cells[0])
    values = {(r, c): cells[r][c] for r in range(rows) for c in range(columns)}
    for r in range(rows):
        values[r, "all"] = sum(cells[r])
    for c in range(columns):
        values["all", c] = sum(cells[r][c] for r in range(rows))
    values["all", "all"] = sum(map(sum, cells))
    sums = [((r, "all"), [(r, c) for c in range(columns)]) for r in [*range(rows), "all"]]
    sums += [(("all", c), [(r, c) for r in range(rows)]) for c in [*range(columns), "all"]]
    return values, sums


def solutions(values, sums, hidden):
    """Every way to fill the hidden cells that a reader could hold possible."""
    inner = sorted((c for c in hidden if "all" not in c), key=str)
    largest = max(values.values())
    for guess in itertools.product(range(1, min(largest, 9) + 1), repeat=len(inner)):
        filled = dict(values) | dict(zip(inner, guess, strict=True))
        for _ in range(2):
            for parent, children in sums:
                if parent in hidden:
                    filled[parent] = sum(filled[child] for child in children)
        if all(filled[p] == sum(filled[c] for c in children) for p, children in sums):
            yield filled


def test_small_cell_is_hidden_with_partners_in_its_row_and_column():
    values, sums = table([[3, 40, 50], [60, 70, 80], [90, 100, 110]])

    assert hidden_cells(values, sums) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_zeros_and_large_cells_stay_visible():
    values, sums = table([[0, 40], [60, 5]])

    assert hidden_cells(values, sums) == set()


def test_two_small_cells_whose_sum_gives_them_away_take_a_third():
    values = {"all": 102, "a": 1, "b": 1, "c": 100}

    assert hidden_cells(values, [("all", ["a", "b", "c"])]) == {"a", "b", "c"}


def test_single_child_hides_its_parent_too():
    values = {"nation": 103, "p": 3, "q": 100, "m": 3}

    hidden = hidden_cells(values, [("nation", ["p", "q"]), ("p", ["m"])])

    assert {"p", "m", "q"} <= hidden


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from([0, 1, 2, 4, 5, 6, 8]), min_size=2, max_size=2),
        min_size=2,
        max_size=3,
    )
)
def test_no_hidden_cell_can_be_worked_out(cells):
    values, sums = table(cells)
    hidden = hidden_cells(values, sums)
    if not hidden or hidden == {cell for cell, value in values.items() if value}:
        return  # nothing hidden, or nothing left to see

    possible = list(solutions(values, sums, hidden))

    assert possible
    for cell in hidden:
        seen = {filled[cell] for filled in possible}
        assert len(seen) > 1, (cell, values[cell], cells, hidden)
