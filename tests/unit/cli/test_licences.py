import pytest

from layers_desktop.__main__ import main


def test_everything_that_comes_along_is_named_with_its_terms_and_how_qt_may_be_replaced(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--licenses"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Layers Desktop is free software under the MIT licence.")
    assert "\n\nhttpx 0.28" in said
    assert "/httpx-0.28" in said
    assert "GNU Lesser General Public License 3" in said
    assert said.rstrip().endswith("/PySide6")


@pytest.mark.parametrize("option", ["--licenses", "--forget-everything", "--selftest"])
def test_each_tells_what_it_is_for_and_takes_nothing_else(
    option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main([option, "--help"])
    assert end.value.code == 0
    assert f"usage: layers-desktop {option}" in capsys.readouterr().out
    with pytest.raises(SystemExit) as end:
        main([option, "--what"])
    assert end.value.code == 1
