import time

from layers_desktop.domain.i18n import day_text


def at(year: int, month: int, day: int) -> float:
    return time.mktime((year, month, day, 12, 0, 0, 0, 0, -1))


def test_a_day_of_this_year_has_no_year() -> None:
    assert day_text(at(2026, 5, 3), now=at(2026, 11, 26)) == "3 May"


def test_a_day_of_another_year_names_it() -> None:
    assert day_text(at(2025, 12, 31), now=at(2026, 1, 1)) == "31 December 2025"


def test_every_month_has_its_own_name() -> None:
    names = {day_text(at(2026, month, 1), now=at(2026, 1, 1)) for month in range(1, 13)}
    assert len(names) == 12
