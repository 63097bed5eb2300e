"""The scan itself: what is planted in each kind of place is found there, else its silence means nothing."""

import base64
import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from layers_desktop.domain.errors import ConfigurationError
from tests.secrecy.dump_environment import dumping_environment
from tests.secrecy.dumps import dump_all_errors
from tests.secrecy.marks import (
    KEY,
    KEY_MARK,
    SIGNATURE_MARK,
    contents,
    lines_with_marks,
    marks_in,
    marks_in_files,
)
from tests.secrecy.permissions import accessible_to_others

URL = f"https://s.example/a.png?X-Amz-Date=1&X-Amz-Signature={SIGNATURE_MARK}77"
WAYS: dict[str, Callable[[str], str | bytes]] = {
    "as it is": str,
    "bytes": str.encode,
    "two bytes a letter": lambda text: text.encode("utf-16-le"),
    "repr": repr,
    "repr of bytes": lambda text: repr(text.encode()),
    "JSON": json.dumps,
    "percent-encoded": lambda text: quote(text, safe=""),
    "percent-encoded twice": lambda text: quote(quote(text, safe=""), safe=""),
    "hex": lambda text: text.encode().hex(),
    "header": lambda text: f"Authorization: Bearer {text}\r\n".encode("latin-1"),
    **{
        f"base64 after {n}": lambda text, n=n: base64.b64encode(b"?" * n + text.encode() + b"!")
        for n in range(3)
    },
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(b"\xff\xfe" + text.encode()),
}


@pytest.mark.parametrize("secret", [KEY, URL])
@pytest.mark.parametrize("way", WAYS)
def test_a_secret_is_found_in_every_form(way: str, secret: str) -> None:
    written = WAYS[way](secret)
    before, after = ("some ", " more") if isinstance(written, str) else (b"some ", b" more")
    assert {KEY_MARK, SIGNATURE_MARK} & set(marks_in(before + written + after))  # type: ignore[operator]


def test_what_was_redacted_is_no_find() -> None:
    assert marks_in("key [redacted] at https://s.example/?X-Amz-Signature=[redacted]&x=1") == []


def _mark_in_a_file(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "file").write_text(KEY, encoding="utf-8")


def _in_a_name(folder: Path) -> None:
    (folder / f"{KEY_MARK}.txt").touch()


def _in_the_name_of_a_folder(folder: Path) -> None:
    (folder / f"x-{SIGNATURE_MARK}").mkdir()


def _in_an_archive(folder: Path) -> None:
    with zipfile.ZipFile(folder / "bundle", "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("log", f"{'a' * 500}{KEY}{'a' * 500}")


def _in_a_database(folder: Path) -> None:
    journal = sqlite3.connect(folder / "journal.db")
    journal.execute("CREATE TABLE told (text)")
    journal.execute("INSERT INTO told VALUES (?)", (URL,))
    journal.commit()
    journal.close()


@pytest.mark.parametrize(
    "plant", [_mark_in_a_file, _in_a_name, _in_the_name_of_a_folder, _in_an_archive, _in_a_database]
)
def test_a_secret_on_the_disk_is_found(tmp_path: Path, plant: Callable[[Path], None]) -> None:
    (tmp_path / "innocent").write_text("lp_ something", encoding="utf-8")
    assert marks_in_files(tmp_path) == {}
    plant(tmp_path)
    assert len(marks_in_files(tmp_path)) == 1


def test_what_goes_away_while_the_disk_is_looked_through_is_left_out(tmp_path: Path) -> None:
    looked_through = tmp_path / "files"
    folders = {looked_through / "a", looked_through / "b"}
    for folder in folders:
        (folder / "inner").mkdir(parents=True)
    found = contents(looked_through)
    first, _ = next(found)
    for folder in folders:
        shutil.rmtree(folder)
    assert {path for path, _ in found} == folders - {first}  # their names had been read


def test_a_log_record_is_heard_before_it_is_redacted(expected_log: list[str]) -> None:
    def redact(record: logging.LogRecord) -> bool:
        record.msg, record.args = "[redacted]", None
        return True

    expected_log.append("key ")
    handler = logging.NullHandler()
    handler.addFilter(redact)
    logger = logging.getLogger()
    logger.addHandler(handler)
    said: list[str] = []
    try:
        with dump_all_errors(said.append):
            logging.getLogger("layers_desktop").warning("key %s", KEY)
    finally:
        logger.removeHandler(handler)
    assert lines_with_marks(*said)


def _os_error(text: str) -> OSError:
    return OSError(5, text)


def _local() -> None:
    held = URL
    raise ConfigurationError(str(len(held)))


def _argument() -> None:
    raise ConfigurationError(KEY)


def _attribute() -> None:
    raise ConfigurationError("x", detail=KEY)


def _cause() -> None:
    raise ConfigurationError("x") from _os_error(KEY)


def _context_that_is_not_shown() -> None:
    try:
        os.stat(KEY)  # noqa: PTH116 its error quotes the name
    except OSError:
        raise ConfigurationError("x") from None


def _group() -> None:
    raise ConfigurationError("x") from ExceptionGroup("several", [_os_error("one"), _os_error(URL)])


@pytest.mark.parametrize("fail", [_local, _argument, _attribute, _cause, _context_that_is_not_shown, _group])
def test_a_secret_in_an_error_is_found_once_the_error_is_told(fail: Callable[[], None]) -> None:
    said: list[str] = []
    with pytest.raises(ConfigurationError) as caught:
        fail()
    with dump_all_errors(said.append):
        assert caught.value.problem.code == caught.value.problem.code
    assert len(said) == 1
    assert lines_with_marks(*said)


def test_a_program_that_is_listened_to_writes_down_what_its_errors_hold(tmp_path: Path) -> None:
    code = (
        "from layers_desktop.domain.errors import ConfigurationError\n"
        "def fall(held):\n raise ConfigurationError('x')\n"
        f"try:\n fall({URL!r})\nexcept ConfigurationError as error:\n error.problem\n"
    )
    env = dumping_environment(os.environ, tmp_path / "dumps")
    subprocess.run([sys.executable, "-c", code], env=env, check=True, cwd="/")
    assert marks_in_files(tmp_path) == {str(tmp_path / "dumps"): [SIGNATURE_MARK, "X-Amz-Signature"]}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_what_is_open_to_others_is_found(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    (folder / "file").touch(0o600)
    assert accessible_to_others(folder) == {}
    (folder / "file").chmod(mode)
    assert list(accessible_to_others(folder)) == [str(folder / "file")]
    folder.chmod(0o711)
    assert len(accessible_to_others(folder)) == 2
