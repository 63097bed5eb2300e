import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

import layers_desktop
from layers_desktop.app.runtime.single_instance import LaunchRequest, SingleInstance
from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.media_kind import MediaKind

ROOT = Path(layers_desktop.__file__).parent.parent
LATER_START = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from layers_desktop.app.runtime.single_instance import LaunchRequest, SingleInstance
from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.media_kind import MediaKind
application = QCoreApplication([])
place = SingleInstance(Path(sys.argv[1]))
if not place.acquire():
    files = tuple(Path(each) for each in sys.argv[2:])
    place.hand_over(LaunchRequest(files, start=True, project="Beta Corp", kind=MediaKind.LOGO))
    print("handed over")
else:
    print("first")
"""


def later_start(folder: Path, *files: str, cwd: Path, **environ: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", LATER_START, str(folder), *files],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_ACTIVATION_TOKEN": "leave to come"} | environ,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.usefixtures("qapp")
def test_what_comes_before_anybody_asks_for_it_waits(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "account"
    first = SingleInstance(folder)
    assert first.acquire()
    got: list[tuple[Path, ...]] = []
    with later_start(folder, "a.png", cwd=tmp_path) as process:
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
        assert process.communicate(timeout=20)[0] == "handed over\n"
    first.on_launch(lambda arrival, _token: got.append(arrival.files))
    assert got == [(tmp_path / "a.png",)]
    qtbot.waitUntil(lambda: not first.findChildren(QLocalSocket))
    first.release()


@pytest.mark.usefixtures("qapp")
def test_a_later_start_hands_its_files_to_the_first_and_ends(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "account"
    first = SingleInstance(folder)
    assert first.acquire()
    got: list[tuple[LaunchRequest, str]] = []
    first.on_launch(lambda *handed_over: got.append(handed_over))
    names = ["a.png", "-rf.png", "b\nc 😀.png"]
    with later_start(folder, *names, cwd=tmp_path) as process:
        qtbot.waitUntil(lambda: bool(got), timeout=20_000)
        output, _ = process.communicate(timeout=20)
    assert (process.returncode, output) == (0, "handed over\n")
    files = tuple(tmp_path / name for name in names)
    assert got == [(LaunchRequest(files, True, "Beta Corp", MediaKind.LOGO), "leave to come")]
    # Qt takes an object amiss whose connection has not ended yet.
    qtbot.waitUntil(lambda: not first.findChildren(QLocalSocket))
    first.release()


@pytest.mark.usefixtures("qapp")
def test_another_account_and_a_place_that_was_given_up_are_free(tmp_path: Path) -> None:
    first = SingleInstance(tmp_path / "account")
    assert first.acquire()
    other = SingleInstance(tmp_path / "other")
    assert other.acquire()
    first.release()
    other.release()
    with later_start(tmp_path / "account", cwd=tmp_path) as process:
        output, _ = process.communicate(timeout=20)
    assert output == "first\n"


@pytest.mark.usefixtures("qapp")
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system names the place of sockets")
def test_the_first_is_found_in_a_folder_of_any_length_and_from_another_temporary_folder(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / ("long " * 30) / "account"
    first = SingleInstance(folder)
    assert first.acquire()
    assert {each.name for each in folder.iterdir() if each.is_socket()} == {"window.socket"}
    got: list[tuple[Path, ...]] = []
    first.on_launch(lambda arrival, _token: got.append(arrival.files))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with later_start(folder, "a.png", cwd=tmp_path, TMPDIR=str(elsewhere)) as process:
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
        assert process.communicate(timeout=20)[0] == "handed over\n"
    assert got == [(tmp_path / "a.png",)]
    qtbot.waitUntil(lambda: not first.findChildren(QLocalSocket))
    first.release()
    assert not [each for each in folder.iterdir() if each.is_socket()]


@pytest.mark.usefixtures("qapp")
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system names the place of sockets")
def test_who_cannot_listen_says_so_and_leaves_the_place_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "account"
    in_the_way = folder / "window.socket" / "in the way"
    in_the_way.mkdir(parents=True)
    with pytest.raises(ConfigurationError, match="cannot listen in "):
        SingleInstance(folder).acquire()
    in_the_way.rmdir()
    in_the_way.parent.rmdir()
    first = SingleInstance(folder)
    assert first.acquire()
    first.release()
