"""What can be held against the truth on any system of the adapters for the others."""

import uuid
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, Qt

from layers_desktop.gui.system import application, macos, platform_factory, windows


@pytest.fixture
def states():
    return []


def new_lock(states):
    return macos.CaffeinateSleepLock(lambda *, is_awake: states.append(is_awake))


def test_a_mac_without_its_tool_is_not_said_to_stay_awake(states, monkeypatch):
    monkeypatch.setattr(macos, "_CAFFEINATE", "/nonexistent/caffeinate")
    lock = new_lock(states)
    lock.hold()
    lock.release()
    assert states == []


@pytest.mark.unix("a script that is a program")
def test_the_tool_runs_as_long_as_the_lock_is_held(states, tmp_path: Path, monkeypatch):
    tool = tmp_path / "caffeinate"
    tool.write_text("#!/bin/sh\nexec sleep 1000\n", encoding="utf-8")
    tool.chmod(0o700)
    monkeypatch.setattr(macos, "_CAFFEINATE", str(tool))
    lock = new_lock(states)
    lock.hold()
    process = lock._process
    assert process.poll() is None
    lock.hold()  # one is enough
    assert lock._process is process
    lock.release()
    assert process.poll() is not None
    assert states == [True, False]


def test_a_click_on_the_icon_in_the_dock_is_heard_also_in_front(qapp, monkeypatch):
    monkeypatch.setattr(platform_factory, "sys", SimpleNamespace(platform="darwin"))
    heard = []
    platform_factory.on_icon_clicked(lambda: heard.append("click"))
    for state in (Qt.ApplicationState.ApplicationActive, Qt.ApplicationState.ApplicationInactive) * 2:
        qapp.applicationStateChanged.emit(state)
    assert heard == ["click"] * 2


class ObjectiveC:
    """Apple's runtime while it handles an event of this reason; what is sent to nothing gives 0."""

    def __init__(self, reason: bytes) -> None:
        reason_number = int.from_bytes(reason, "big")
        self._answers = {
            ("NSAppleEventManager", "sharedAppleEventManager"): "manager",
            ("manager", "currentAppleEvent"): "event" if reason else None,
            ("event", "attributeDescriptorForKeyword:", int.from_bytes(b"why?", "big")): "reason",
            ("reason", "typeCodeValue"): reason_number,
        }

    def __getitem__(self, name: str) -> "ObjectiveCFunction":
        return ObjectiveCFunction(getattr(self, name))

    def objc_getClass(self, name: bytes) -> str:
        return name.decode()

    sel_registerName = objc_getClass

    def objc_msgSend(self, receiver: str | None, *message: object) -> object:
        return self._answers[receiver, *message] if receiver else 0


class ObjectiveCFunction(SimpleNamespace):
    def __init__(self, function):
        super().__init__(function=function)

    def __call__(self, *values):
        assert len(values) == len(self.argtypes)
        return self.function(*values)


@pytest.mark.parametrize(
    ("reason", "asked"), [(b"", ["quit"]), (b"rlgo", ["session"]), (b"rsdn", ["session"])]
)
def test_a_mac_that_logs_out_is_not_held_up_by_a_question(monkeypatch, reason: bytes, asked: list[str]):
    monkeypatch.setattr(macos.ctypes, "CDLL", lambda _: ObjectiveC(reason))
    monkeypatch.setattr(application, "sys", SimpleNamespace(platform="darwin"))
    heard = []
    receiver = SimpleNamespace(
        _quit=lambda: heard.append("quit"), _end_session=lambda: heard.append("session")
    )
    event = QEvent(QEvent.Type.Quit)
    assert application.Application.event(receiver, event)
    assert heard == asked
    assert event.isAccepted() is bool(reason)


def test_a_guid_is_laid_out_as_com_reads_it():
    laid_out = windows._guid("{00112233-4455-6677-8899-AABBCCDDEEFF}")
    assert laid_out.raw == bytes.fromhex("33221100554477668899AABBCCDDEEFF")
    assert uuid.UUID(bytes_le=laid_out.raw) == uuid.UUID("00112233-4455-6677-8899-AABBCCDDEEFF")


@pytest.mark.parametrize(("name", "shown"), [("a b, c.png", '/select,"{file}"'), ("gone.png", '"{folder}"')])
def test_explorer_selects_the_file_or_shows_its_folder(tmp_path: Path, monkeypatch, name: str, shown: str):
    started = []
    monkeypatch.setenv("SYSTEMROOT", r"C:\Windows")
    monkeypatch.setattr(windows.subprocess, "Popen", started.append)
    (tmp_path / "a b, c.png").touch()
    windows.show_in_explorer(tmp_path / name)
    assert started == [rf'"C:\Windows\explorer.exe" {shown.format(folder=tmp_path, file=tmp_path / name)}']


@pytest.mark.unix("a script that is a program")
@pytest.mark.parametrize(
    ("name", "shown"), [("a b.png", "-R\n{folder}/a b.png\n"), ("gone.png", "{folder}\n")]
)
def test_the_finder_selects_the_file_or_shows_its_folder(tmp_path: Path, monkeypatch, name: str, shown: str):
    told = tmp_path / "told"
    tool = tmp_path / "open"
    tool.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{told}"\n', encoding="utf-8")
    tool.chmod(0o700)
    monkeypatch.setattr(macos, "_OPEN", str(tool))
    (tmp_path / "a b.png").touch()
    macos.show_in_finder(tmp_path / name)
    assert told.read_text(encoding="utf-8") == shown.format(folder=tmp_path)
