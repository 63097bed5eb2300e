"""The fixtures of every test of widgets and of what the program does with them."""

from tests.support.window import (  # noqa: F401  # pytest finds fixtures by their names here
    american_numbers,
    asked,
    button,
    desktop,
    done,
    failed,
    few_rows_at_once,
    icons,
    make_upload,
    meter,
    parent,
    queue,
    signals,
    tick,
    window,
)
