"""The program on the desktop around its window, with real buses and services that remember."""

import contextlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from layers_desktop import APP_ID
from tests.e2e.conftest import Desk, NewSandbox, Sandbox
from tests.e2e.media_files import MediaFiles, make_batch
from tests.e2e.menus import Menus
from tests.e2e.tray_host import open_tray
from tests.e2e.waiting import until
from tests.e2e.window import Window
from tests.integration.system.recording import RecordingService, open_bus, open_service

SESSION_MANAGER, NOTIFICATIONS = "org.gnome.SessionManager", "org.freedesktop.Notifications"
FILE_MANAGER = "org.freedesktop.FileManager1"
AWAKE = "Keeping this computer awake"
# More than the network holds on its way, so that most of it is unsent until the sandbox is no longer slow.
SIZES = [16_000_000] * 4


@pytest.fixture
def bus(desk: Desk) -> Iterator["subprocess.Popen[bytes]"]:
    """Give the desk a message bus."""
    with open_bus(desk.env) as (daemon, addresses):
        desk.env |= addresses
        yield daemon


@pytest.fixture
def services(desk: Desk, bus: object) -> Iterator[RecordingService]:
    """Give the desk what keeps it awake and what shows notifications."""
    with open_service(desk.env, SESSION_MANAGER, NOTIFICATIONS) as service:
        yield service


@pytest.fixture
def sandbox(desk: Desk, new_sandbox: NewSandbox) -> Sandbox:
    """Give a Layers with one project that takes files too slowly to have them before it is told to."""
    sandbox = new_sandbox("--projects", "1", "--tier", "partner")
    sandbox.control.fault("put", "slow", times=None, fraction=0.0, bytes_per_second=200_000)
    desk.connect(sandbox)
    return sandbox


@pytest.fixture
def batch_files(media: MediaFiles, tmp_path: Path) -> list[Path]:
    return make_batch(media.png, tmp_path / "batch", SIZES)


def has_keyboard(desk: Desk, window: Window) -> bool:
    found = subprocess.run(
        ["xdotool", "getwindowfocus", "getwindowpid"], env=desk.env, capture_output=True, check=False
    )
    return found.stdout.strip() == str(window.pid).encode()


def test_it_keeps_the_computer_awake_while_bytes_move_and_not_while_it_is_paused(
    desk: Desk, services: RecordingService, sandbox: Sandbox, batch_files: list[Path]
) -> None:
    window = desk.open("--start", *batch_files)
    window.wait_for("label", AWAKE)
    assert services.asked("Inhibit") == [[APP_ID, 0, "Files are being uploaded", 4]]
    before = len(services.seen("left"))
    window.click("push button", "Pause all uploads")
    window.wait_until_gone("label", AWAKE)
    until(lambda: len(services.seen("left")) > before, "end of the lock")
    sandbox.control.clear_faults()
    window.click("push button", "Resume all uploads")
    window.wait_for("label", "✓ 4 files are in ")
    window.wait_until_gone("label", AWAKE)
    assert window.end() == 0


def test_docks_see_how_far_it_is(
    desk: Desk, services: RecordingService, sandbox: Sandbox, batch_files: list[Path]
) -> None:
    def shown() -> list[float]:
        updates = [about for _, about in services.seen("update")]
        return [about["progress"][1] for about in updates if about["progress-visible"][1]]

    window = desk.open("--start", *batch_files)
    until(lambda: len(shown()) > 1, "progress that moves")
    sandbox.control.clear_faults()
    window.wait_for("label", "✓ 4 files are in ")
    until(lambda: not services.seen("update")[-1][1]["progress-visible"][1], "end of the progress")
    assert shown() == sorted(set(shown()))
    assert {uri for uri, _ in services.seen("update")} == {f"application://{APP_ID}.desktop"}
    assert window.end() == 0


def test_a_file_is_shown_in_its_folder_by_the_file_manager(
    desk: Desk, bus: object, menus: Menus, sandbox: Sandbox, media: MediaFiles, tmp_path: Path
) -> None:
    file = tmp_path / "hero 100 %.png"
    shutil.copy(media.png, file)
    with open_service(desk.env, FILE_MANAGER) as service:
        window = desk.open(file)
        window.click("cell", "hero 100 %.png, Image, ")
        menus.choose(window.wait_for("button menu", "Menu"), "Selected files", "Show in folder")
        until(lambda: service.asked("ShowItems"), "question to the file manager")
        assert service.asked("ShowItems") == [[[file.as_uri()], ""]]
        assert window.end() == 0


def test_a_batch_that_ends_unseen_is_told_once_and_its_ids_can_be_copied_there(
    desk: Desk,
    services: RecordingService,
    sandbox: Sandbox,
    batch_files: list[Path],
    look_away: Callable[[], object],
) -> None:
    # The last, so that the others are under way when it fails.
    sandbox.control.fault("presign", "validation", times=None, filename=batch_files[-1].name)
    window = desk.open("--start", *batch_files)
    window.wait_for("label", AWAKE)
    window.wait_for("push button", "1 file needs your attention")
    look_away()
    sandbox.control.clear_faults()
    until(lambda: services.asked("Notify"), "notification")
    (told,) = services.asked("Notify")
    assert told[3] == "Uploads finished"
    assert told[4].startswith("3 of 4 files uploaded to ")
    assert told[4].endswith(". 1 file needs your attention.")
    assert told[5] == ["default", "", "copy", "Copy IDs"]

    def copied() -> bool:
        services.send("ActionInvoked", 7, "copy")
        with contextlib.suppress(subprocess.CalledProcessError):
            return len(desk.screen.clipboard().split()) == 3
        return False

    until(copied, "3 IDs on the clipboard")
    assert not has_keyboard(desk, window)
    services.send("ActionInvoked", 7, "default")
    until(lambda: has_keyboard(desk, window), "window in front")
    assert window.end() == 0


def test_a_batch_that_ends_before_the_persons_eyes_is_not_told(
    desk: Desk, services: RecordingService, sandbox: Sandbox, batch_files: list[Path]
) -> None:
    window = desk.open("--start", *batch_files)
    window.wait_for("label", AWAKE)
    window.focus("^Layers Desktop")
    sandbox.control.clear_faults()
    window.wait_for("label", "✓ 4 files are in ")
    before = len(services.seen("left"))
    assert window.end() == 0
    until(lambda: len(services.seen("left")) > before, "end of all that it could say")
    assert services.asked("Notify") == []


@pytest.mark.parametrize("what", ["bus", "services"])
def test_a_desktop_that_hangs_stops_neither_the_uploads_nor_the_window(
    desk: Desk,
    bus: "subprocess.Popen[bytes]",
    services: RecordingService,
    sandbox: Sandbox,
    batch_files: list[Path],
    look_away: Callable[[], object],
    what: str,
) -> None:
    window = desk.open("--start", *batch_files)
    window.wait_for("label", AWAKE)
    hang: Callable[[], None] = {"bus": lambda: bus.send_signal(signal.SIGSTOP), "services": services.hang}[
        what
    ]
    hang()
    look_away()
    sandbox.control.clear_faults()
    window.wait_for("label", "✓ 4 files are in ")
    assert window.end() == 0


def test_in_the_tray_it_goes_on_without_its_window(
    desk: Desk, services: RecordingService, sandbox: Sandbox, batch_files: list[Path]
) -> None:
    with open_tray(desk.env["DBUS_SESSION_BUS_ADDRESS"]) as tray:
        window = desk.open()
        window.wait_for("label", "Sandbox Agency · connected")
        window.focus("^Layers Desktop")
        window.press("ctrl+comma")
        window.click("check box", "Keep running in the tray when closed")
        window.press("Escape")
        tray.wait_for_icon()
        assert tray.tooltip == "Layers Desktop"
        assert desk.run("--start", *batch_files) == 0
        window.wait_for("label", AWAKE)
        window.focus("^Layers Desktop")
        window.press("ctrl+w")
        until(lambda: not window.windows(), "hidden window")
        until(lambda: services.asked("Notify"), "explanation")
        assert services.asked("Notify")[0][3] == "Layers Desktop keeps running in the tray"
        until(lambda: "%" in tray.tooltip, "percent at the icon")
        tray.choose("Pause all")
        until(lambda: "paused" in tray.tooltip, "pause at the icon")
        sandbox.control.clear_faults()
        tray.choose("Resume all")
        until(lambda: tray.tooltip == "Layers Desktop", "end of the batch")
        assert services.asked("Notify")[-1][4].startswith("4 of 4 files uploaded to ")
        tray.choose("Copy last batch")
        until(lambda: len(desk.screen.clipboard().split()) == 4, "4 IDs on the clipboard")
        tray.choose("Show")
        window.wait_for("label", "✓ 4 files are in ")
        tray.choose("Quit")
        assert window.wait() == 0


def press_settings(window: Window, *names: str) -> None:
    """Press these switches in the settings."""
    window.focus("^Layers Desktop")
    window.press("ctrl+comma")
    for name in names:
        window.click("check box", name)
    window.press("Escape")


def test_started_with_the_computer_it_waits_in_the_tray_for_a_click_or_a_second_start(
    desk: Desk, services: RecordingService, sandbox: Sandbox
) -> None:
    entry = Path(desk.env["XDG_CONFIG_HOME"]) / "autostart" / f"{APP_ID}.desktop"
    with open_tray(desk.env["DBUS_SESSION_BUS_ADDRESS"]) as tray:
        window = desk.open()
        window.wait_for("label", "Sandbox Agency · connected")
        press_settings(window, "Keep running in the tray when closed", "Start with the computer, in the tray")
        until(entry.exists, "entry of the system")
        tray.wait_for_icon()
        assert window.end() == 0
        tray.forget_icons()
        written = entry.read_text(encoding="utf-8")
        entry.write_text(written.replace(sys.executable, "/opt/before/program"), encoding="utf-8")
        window = desk.start("--in-tray")
        tray.wait_for_icon()
        until(lambda: entry.read_text(encoding="utf-8") == written, "entry of the program where it is now")
        assert desk.run("--in-tray") == 0  # of what the desktop restores itself
        assert window.windows() == []
        tray.click()
        window.wait_for("push button", "Add")
        window.focus("^Layers Desktop")
        window.press("ctrl+w")
        until(lambda: not window.windows(), "hidden window")
        assert desk.run() == 0
        window.wait_for("push button", "Add")
        tray.choose("Quit")
        assert window.wait() == 0
        assert desk.run("--forget-everything", "--yes") == 0
        assert "Removed: the entry that starts the program with the computer\n" in desk.take_complaints()
        assert not entry.exists()


def test_without_a_tray_it_starts_with_the_computer_as_a_small_window(
    desk: Desk, services: RecordingService, sandbox: Sandbox
) -> None:
    window = desk.start("--in-tray")
    window.wait_for("frame", "Layers Desktop")
    assert desk.run() == 0
    window.wait_for("push button", "Add")
    assert window.end() == 0
