import pytest

from layers_desktop.domain.redaction import Secret, clear_tracebacks

KEY = "lp_canary0123456789"


def fall() -> None:
    held = "lp_" + "canary0123456789"
    try:
        int(held)
    except ValueError as error:
        raise RuntimeError(len(held)) from error


def test_no_repr_shows_a_secret() -> None:
    assert KEY not in repr({"key": Secret(KEY), "more": [Secret(KEY)]})
    assert f"Bearer {Secret(KEY)}" == f"Bearer {KEY}"


def test_the_frames_that_an_error_has_left_are_emptied_and_still_named() -> None:
    with pytest.raises(RuntimeError) as caught:
        fall()
    left = [entry for entry in caught.traceback if entry.name == "fall"]
    assert left[0].locals["held"] == KEY
    clear_tracebacks(caught.value)
    assert [entry.locals for entry in left] == [{}]
