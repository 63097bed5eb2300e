import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from layers_desktop.cli.arguments import history_parser, projects_parser, upload_parser, window_parser
from layers_desktop.domain.media_kind import MediaKind


def test_everything_that_upload_takes() -> None:
    arguments = [
        "--project",
        "Acme",
        "--kind",
        "reference_image",
        "--json",
        "--again",
        "--",
        "-rf.png",
        "a b.png",
    ]
    options = upload_parser().parse_args(arguments)
    assert (options.project, options.kind) == ("Acme", MediaKind.REFERENCE_IMAGE)
    assert (options.form, options.again, options.sandbox) == ("json", True, False)
    assert (options.anyway, options.all_folders) == (False, False)
    assert options.files == ["-rf.png", "a b.png"]


def test_nothing_but_files_is_needed() -> None:
    options = upload_parser().parse_args(["a.png"])
    assert (options.project, options.kind, options.form, options.again) == (None, None, None, False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--kind", "gif", "a.png"],
        ["--proj", "x", "a.png"],
        ["--what", "a.png"],
        ["--project"],
        [""],
        ["--json", "--jsonl", "a.png"],
        ["--quiet", "--verbose", "a.png"],
        ["--kind-map", "*.png", "a.png"],
        ["--kind-map", "*.png=gif", "a.png"],
        ["--kind-map", ".=logo", "a.png"],
        ["--kind-map", "=logo", "a.png"],
        ["--limit-rate", "fast", "a.png"],
        ["--concurrency", "0", "a.png"],
        ["--timeout", "0", "a.png"],
    ],
)
def test_wrong_arguments_end_with_1_and_a_word(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        upload_parser().parse_args(arguments)
    assert end.value.code == 1
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith("layers-desktop upload: ")
    assert errors.endswith(" (see layers-desktop upload --help)\n")
    assert errors.count("\n") == 1


@pytest.mark.parametrize("code", ["0 ", "1 ", "2 ", "3 ", "4 ", "124 ", "130 "])
def test_the_help_tells_exit_codes(code: str) -> None:
    assert f" {code}" in upload_parser().format_help().replace("\n", " ")


@pytest.mark.parametrize("parser", [window_parser, upload_parser, history_parser, projects_parser])
def test_each_help_fits_on_a_screen(
    parser: Callable[[], argparse.ArgumentParser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = parser().format_help().splitlines()
    assert len(lines) <= 42
    assert max(map(len, lines)) <= 80


def test_a_mistyped_option_is_answered_with_the_one_that_there_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        upload_parser().parse_args(["--projct", "Acme", "a.png"])
    assert "there is no --projct; did you mean --project?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "value"), [("90", 90), ("15m", 900), ("2h", 7_200), ("1.5h", 5_400), ("7d", 604_800)]
)
def test_times_are_written_with_their_unit(text: str, value: float) -> None:
    assert upload_parser().parse_args(["--timeout", text, "a.png"]).timeout == value


@pytest.mark.parametrize(("text", "value"), [("500k", 5e5), ("2M", 2e6), ("1.5MB/s", 1.5e6), ("300", 300)])
def test_rates_are_in_decimal_units(text: str, value: float) -> None:
    assert upload_parser().parse_args(["--limit-rate", text, "a.png"]).limit_rate == value


def test_the_window_takes_files_and_whether_to_start() -> None:
    options = window_parser().parse_args(["--start", "a.png", "b"])
    assert (options.start, options.sandbox, options.files) == (True, False, [Path("a.png"), Path("b")])
    assert window_parser().parse_args([]).files == []


def test_a_kind_that_there_is_not_is_answered_with_those_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        upload_parser().parse_args(["--kind", "movie", "a.png"])
    assert (
        "'movie' is not a kind; choose image, video, audio, logo or reference_image"
        in capsys.readouterr().err
    )


@pytest.mark.skipif(sys.platform == "win32", reason="file managers of Windows hand over paths")
@pytest.mark.parametrize("name", ["a.png", '27" wide.png', "%41.png", "\udcff.png"])
def test_the_window_takes_the_addresses_of_files_too(name: str) -> None:
    path = Path("/pictures") / name
    assert window_parser().parse_args([str(path), path.as_uri()]).files == [path, path]
