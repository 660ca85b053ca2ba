"""No small number of a report can be worked out: not from its table, nor from the total, nor from a shorter period."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.disclosure.small_numbers import shown_cells, total_shown

LIMITS = st.integers(2, 6)
TABLES = st.lists(st.integers(0, 9), min_size=2, max_size=4).map(lambda counts: dict(zip("abcd", counts, strict=False)))


def worlds(shown, total):
    """Every table that a reader may think of: what is shown is so, and zeros are shown unless nothing is."""
    nothing = all(count is None for count in shown.values())
    low = 0 if nothing else 1
    hidden = [name for name, count in shown.items() if count is None]
    left = total - sum(count for count in shown.values() if count is not None)
    for counts in product(range(low, left + 1), repeat=len(hidden)):
        if sum(counts) == left:
            yield dict(zip(hidden, counts, strict=True))


@given(TABLES, LIMITS)
def test_whatever_is_hidden_might_not_be_small(cells, limit):
    shown, total = shown_cells(cells, limit), sum(cells.values())
    assert all(count in (None, cells[name]) for name, count in shown.items())
    assert not [name for name, count in shown.items() if count is not None and 0 < count < limit]
    if not total_shown(total, limit):
        assert set(shown.values()) == {None}
        return
    found = list(worlds(shown, total))
    for name in (name for name, count in shown.items() if count is None):
        might = {world[name] for world in found}
        assert len(might) > 1
        assert max(might) >= limit


@given(TABLES, LIMITS)
def test_what_is_large_is_shown_where_it_gives_nothing_away(cells, limit):
    if all(count == 0 or count >= limit for count in cells.values()):
        assert shown_cells(cells, limit) == cells


@given(st.lists(TABLES, min_size=3, max_size=3), LIMITS)
def test_the_difference_of_a_longer_and_the_shorter_periods_gives_nothing_away(months, limit):
    names = set().union(*months)
    months = [{name: month.get(name, 0) for name in sorted(names)} for month in months]
    shown = [shown_cells(month, limit) for month in months]
    quarter = {name: sum(month[name] for month in months) for name in sorted(names)}
    hidden = {name for month in shown for name, count in month.items() if count is None}
    longer = shown_cells(quarter, limit, hidden)
    for name, count in longer.items():
        if count is not None:
            assert all(month[name] is not None for month in shown), "else it could be taken away from the sum"


def test_a_table_with_one_small_number_hides_the_next_as_well():
    assert shown_cells({"a": 2, "b": 7, "c": 20}, 5) == {"a": None, "b": None, "c": 20}
    assert shown_cells({"a": 1, "b": 4, "c": 0}, 5) == {"a": None, "b": None, "c": None}
    assert shown_cells({"a": 0, "b": 20}, 5) == {"a": 0, "b": 20}
    assert shown_cells({"a": 0, "b": 0}, 5) == {"a": 0, "b": 0}
    assert shown_cells({"a": 3, "b": 0}, 5) == {"a": None, "b": None}
