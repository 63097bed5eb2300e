from pathlib import Path

import pytest

from layers_desktop.cli.arguments import upload_parser, window_parser
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
    assert (options.json, options.again, options.sandbox) == (True, True, False)
    assert (options.anyway, options.all_folders) == (False, False)
    assert options.files == [Path("-rf.png"), Path("a b.png")]


def test_nothing_but_files_is_needed() -> None:
    options = upload_parser().parse_args(["a.png"])
    assert (options.project, options.kind, options.json, options.again) == (None, None, False, False)


@pytest.mark.parametrize(
    "arguments",
    [[], ["--kind", "gif", "a.png"], ["--proj", "x", "a.png"], ["--what", "a.png"], ["--project"]],
)
def test_wrong_arguments_end_with_1_and_a_word(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        upload_parser().parse_args(arguments)
    assert end.value.code == 1
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith("usage: layers-desktop upload")


@pytest.mark.parametrize("code", ["0 ", "1 ", "2 ", "3 ", "4 ", "130 ", "LAYERS_API_KEY", "LAYERS_BASE_URL"])
def test_the_help_tells_exit_codes_and_environment(code: str) -> None:
    assert f"\n  {code}" in upload_parser().format_help()


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
