"""Where a file is: asked of a file manager on a real bus, which answers, refuses, hangs, or is not there."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from layers_desktop.gui.system import platform_factory
from layers_desktop.gui.system.platform_factory import show_in_folder
from tests.integration.system.conftest import StartService

pytestmark = pytest.mark.linux("file managers of other systems are asked in their own ways")

NAME = "org.freedesktop.FileManager1"
LONG_MS = 30_000
PATH = Path("/home/ana/a folder/100 % ü.png")


@pytest.fixture
def opened(qapp: object) -> list[QUrl]:
    return []


def test_the_file_manager_is_told_which_file_to_select(
    qtbot: QtBot, start_service: StartService, opened: list[QUrl]
) -> None:
    service = start_service(NAME)
    show_in_folder(PATH, opened.append)
    qtbot.waitUntil(lambda: bool(service.seen("left")), timeout=LONG_MS)  # once it had its answer
    assert service.asked("ShowItems") == [[["file:///home/ana/a%20folder/100%20%25%20%C3%BC.png"], ""]]
    assert opened == []


def test_a_name_that_is_no_text_is_told_byte_by_byte(
    qtbot: QtBot, start_service: StartService, opened: list[QUrl]
) -> None:
    service = start_service(NAME)
    show_in_folder(Path(os.fsdecode(b"/home/ana/\xff.png")), opened.append)
    qtbot.waitUntil(lambda: bool(service.asked("ShowItems")), timeout=LONG_MS)
    assert service.asked("ShowItems") == [[["file:///home/ana/%FF.png"], ""]]


def test_without_a_file_manager_that_selects_the_folder_is_opened(
    qtbot: QtBot, bus: object, opened: list[QUrl]
) -> None:
    show_in_folder(PATH, opened.append)
    qtbot.waitUntil(lambda: opened == [QUrl.fromLocalFile(str(PATH.parent))], timeout=LONG_MS)


def test_one_that_refuses_is_none(qtbot: QtBot, start_service: StartService, opened: list[QUrl]) -> None:
    start_service(NAME, "--refuse")
    show_in_folder(PATH, opened.append)
    qtbot.waitUntil(lambda: opened == [QUrl.fromLocalFile(str(PATH.parent))], timeout=LONG_MS)


def test_one_that_hangs_is_none_and_the_window_goes_on_meanwhile(
    qtbot: QtBot, start_service: StartService, opened: list[QUrl], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform_factory, "_FILE_MANAGER_PATIENCE_MS", 100)
    start_service(NAME).hang()
    show_in_folder(PATH, opened.append)
    assert opened == []
    qtbot.waitUntil(lambda: opened == [QUrl.fromLocalFile(str(PATH.parent))], timeout=LONG_MS)


def test_without_a_bus_the_folder_is_opened_at_once(
    opened: list[QUrl], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    show_in_folder(PATH, opened.append)
    assert opened == [QUrl.fromLocalFile(str(PATH.parent))]
