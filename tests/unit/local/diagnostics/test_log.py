import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from layers_desktop.local.diagnostics.log import LOG_NAME, start_logging

CANARY = "lp_canary0123456789"


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before = root.level, {name: logging.getLogger(name).level for name in ("httpx", "httpcore")}
    handler = start_logging(tmp_path / "log")
    yield tmp_path / "log" / LOG_NAME
    handler.close()
    root.setLevel(before[0])
    for name, level in before[1].items():
        logging.getLogger(name).setLevel(level)


def test_what_is_told_is_written_from_info_up(log_file: Path) -> None:
    logging.getLogger("layers_desktop").info("started %s", "well")
    logging.getLogger("layers_desktop").debug("too much")
    assert log_file.read_text(encoding="utf-8").endswith("INFO layers_desktop: started well\n")


def test_no_secret_of_message_arguments_exception_or_stack_is_written(
    log_file: Path,
    expected_log: list[str],
) -> None:
    expected_log.append("it failed")
    logger = logging.getLogger("layers_desktop")
    logger.info("key %s", CANARY)
    logger.info(f"key {CANARY}")  # noqa: G004 somebody will write it so
    logger.info("key %s", {"X-Api-Key": CANARY}, stack_info=True)
    try:
        int(CANARY)
    except ValueError:
        logger.exception("it failed")
    text = log_file.read_text(encoding="utf-8")
    assert "it failed" in text
    assert "ValueError: invalid literal for int() with base 10: '[redacted]" in text
    assert "canary0" not in text


def test_a_message_whose_arguments_do_not_fit_is_still_told_without_secrets(
    log_file: Path,
    expected_log: list[str],
) -> None:
    expected_log.append("files")
    logging.getLogger("layers_desktop").warning("%d files", CANARY)
    text = log_file.read_text(encoding="utf-8")
    assert "files" in text
    assert "canary" not in text


@pytest.mark.parametrize("name", ["httpx", "httpcore.connection"])
def test_the_http_library_does_not_tell_addresses(log_file: Path, name: str) -> None:
    logging.getLogger(name).info("HTTP Request: PUT https://storage.example/x")
    assert "storage.example" not in log_file.read_text(encoding="utf-8")


@pytest.mark.unix("modes")
def test_log_files_belong_to_their_owner_alone_also_after_a_rotation(log_file: Path) -> None:
    for _ in range(12):
        logging.getLogger("layers_desktop").info("x" * 100_000)
    files = list(log_file.parent.iterdir())
    assert len(files) > 1
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


@pytest.mark.windows("other systems rename any file")
def test_a_log_that_another_program_writes_to_as_well_loses_nothing(log_file: Path) -> None:
    with log_file.open("a", encoding="utf-8"):
        for number in range(12):
            logging.getLogger("layers_desktop").info("%s %s", number, "x" * 100_000)
    assert len(log_file.read_text(encoding="utf-8").splitlines()) == 12
    logging.getLogger("layers_desktop").info("alone again")
    assert len(log_file.read_text(encoding="utf-8").splitlines()) == 1


def test_a_closed_log_writes_no_more(tmp_path: Path) -> None:
    handler = start_logging(tmp_path)
    handler.close()
    logging.getLogger("layers_desktop").info("too late")
    assert (tmp_path / LOG_NAME).read_text(encoding="utf-8") == ""


def test_half_characters_of_file_names_are_written_escaped(log_file: Path) -> None:
    logging.getLogger("layers_desktop").info("broken \udc80 name")
    assert "broken \\udc80 name" in log_file.read_text(encoding="utf-8")


@pytest.mark.parametrize("obstacle", ["full", "folder", "file"])
def test_a_log_that_cannot_be_written_is_done_without_and_without_a_word(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], obstacle: str
) -> None:
    folder = tmp_path / "log"
    if obstacle == "file":
        folder.touch()
    else:
        folder.mkdir()
        make = {"full": lambda path: path.symlink_to("/dev/full"), "folder": Path.mkdir}[obstacle]
        make(folder / LOG_NAME)
    handler = start_logging(folder)
    for _ in range(3):
        logging.getLogger("layers_desktop").info("not to be written")
    handler.close()
    assert capfd.readouterr() == ("", "")


@pytest.mark.unix("an open file that is removed")
def test_a_log_goes_on_once_there_is_room_again(tmp_path: Path) -> None:
    path = tmp_path / LOG_NAME
    path.symlink_to("/dev/full")
    handler = start_logging(tmp_path)
    logging.getLogger("layers_desktop").info("lost")
    path.unlink()
    logging.getLogger("layers_desktop").info("there")
    handler.close()
    assert path.read_text(encoding="utf-8").endswith("INFO layers_desktop: there\n")
