"""The states of the list and of what stands below it."""

import time

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QContextMenuEvent, QDragEnterEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.file_errors import (
    AlreadyUploadedError,
    FileEmptyError,
    FileMissingError,
    FileTooLargeError,
    KindMismatchError,
    NotMediaError,
    SameContentError,
)
from layers_desktop.domain.i18n import day_text, tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.server_errors import ApiError, StorageError
from layers_desktop.domain.upload import Tries, Upload
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.clipboard.messages import copied_text
from layers_desktop.gui.uploads.counts import CountGroup
from layers_desktop.transfer.limits.holds import Hold, HoldReason
from tests.screenshots.camera import GATHERED_MS, settle
from tests.screenshots.cast import BETA, KB, MB, NOON, PROJECTS
from tests.screenshots.registry import state
from tests.screenshots.stage import Stage

IMAGE, VIDEO, AUDIO, LOGO, REFERENCE = MediaKind


@state
def empty(stage: Stage) -> None:
    """Nothing was dropped yet."""


@state
def empty_without_project(stage: Stage) -> None:
    """There are projects, and none is chosen."""
    stage.window.show_projects(PROJECTS, None)


@state
def empty_in_the_sandbox(stage: Stage) -> None:
    """The practice server says that it is one."""
    stage.window.show_account(None, is_sandbox=True)


def drag(stage: Stage, mime: QMimeData) -> None:
    """Hold this over the middle of the window."""
    middle = QPoint(stage.window.width() // 2, stage.window.height() // 2)
    held = QDragEnterEvent(
        middle, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(stage.window, held)


@state
def drag_over(stage: Stage) -> None:
    """Files are held over the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/home/ana/Pictures/spring/hero-spring.png")])
    drag(stage, mime)


@state
def drag_over_a_list(stage: Stage) -> None:
    """Files are held over a window that has some."""
    stage.add(*staged_files(stage))
    drag_over(stage)


@state
def drag_of_a_link(stage: Stage) -> None:
    """What is held is no file."""
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.com/hero.png")])
    drag(stage, mime)


@state
def drag_of_text(stage: Stage) -> None:
    """What is held cannot be dropped."""
    mime = QMimeData()
    mime.setText("hello")
    drag(stage, mime)


def staged_files(stage: Stage) -> list[Upload]:
    """Return files of every kind that wait for the person's word."""
    cast = stage.cast
    return [
        cast.file("hero-spring.png", IMAGE, 4_123 * KB),
        cast.file("launch-cut-v3.mp4", VIDEO, 88_200 * KB),
        cast.file("acme-logo.svg", LOGO, 18 * KB, kind_is_guessed=True),
        cast.file("moodboard-07.jpg", REFERENCE, 2_040 * KB, kind_is_guessed=True, subfolder="references"),
        cast.file("jingle-master.mp3", AUDIO, 5_310 * KB),
    ]


@state
def staged(stage: Stage) -> None:
    """All is ready, and nothing is wrong."""
    stage.add(*staged_files(stage))
    stage.select(0)


@state
def staged_with_problems(stage: Stage) -> None:
    """Some need a hand, one is there already, one twice, and one is still being looked at."""
    cast = stage.cast
    known = cast.file(
        "team-photo.jpg",
        IMAGE,
        3_300 * KB,
        state=UploadState.DUPLICATE,
        asset_id="med_01HX9ATB6K0000000000000R4Q",
        problem=AlreadyUploadedError(
            "Acme Coffee iOS", "med_01HX9ATB6K0000000000000R4Q", day_text(NOON, NOON)
        ).problem,
    )
    twin = cast.file(
        "hero-copy.png",
        IMAGE,
        4_123 * KB,
        state=UploadState.DUPLICATE,
        problem=SameContentError("hero-spring.png").problem,
    )
    note = tr(
        "Its name ends in {extension}, but the contents are {format}. It will be sent as {format}.",
        extension=".jpg",
        format="WebP",
    )
    stage.add(
        *staged_files(stage),
        cast.file("storefront.jpg", IMAGE, 940 * KB, note=note),
        cast.refused("voice-over.aiff", AUDIO, 262 * MB, FileTooLargeError(262 * MB, 200 * MB, AUDIO)),
        known,
        twin,
        cast.refused("brief.docx", None, 41 * KB, NotMediaError(".docx")),
        cast.file("export-still-running.mov", VIDEO, 512 * MB, state=UploadState.SETTLING),
        cast.file(
            "a-very-long-name-of-a-file-that-somebody-exported-twice-final-v12 (copy).png", size=7 * MB
        ),
    )
    stage.select(6)


@state
def staged_for_two_projects(stage: Stage) -> None:
    """The list mixes projects, so that each row names its own."""
    first, second, *rest = staged_files(stage)
    first.project = second.project = BETA
    stage.add(first, second, *rest)


def busy_files(stage: Stage) -> list[Upload]:
    """Return files in the midst of their way."""
    cast = stage.cast
    cut = cast.file(
        "launch-cut-v3.mp4", VIDEO, 88_200 * KB, state=UploadState.SENDING, bytes_sent=53_802 * KB
    )
    reel = cast.file(
        "reel-vertical.mp4", VIDEO, 41_700 * KB, state=UploadState.SENDING, bytes_sent=7_506 * KB
    )
    stage.meter.speeds = {cut.id: 6_300_000.0, reel.id: 1_800_000.0}
    stage.meter.times_left = {cut.id: 6.0, reel.id: 19.0}
    return [
        cast.done("hero-spring.png", IMAGE, 4_123 * KB),
        cast.done("storefront.jpg", IMAGE, 940 * KB),
        cast.done("team-photo.jpg", IMAGE, 3_300 * KB, is_reused=True),
        cut,
        reel,
        cast.file("acme-logo.svg", LOGO, 18 * KB, state=UploadState.FINALIZING),
        cast.file("jingle-master.mp3", AUDIO, 5_310 * KB, state=UploadState.PRESIGNING),
        cast.file("moodboard-07.jpg", REFERENCE, 2_040 * KB, state=UploadState.QUEUED, kind_is_guessed=True),
        cast.file("moodboard-08.jpg", REFERENCE, 1_870 * KB, state=UploadState.QUEUED, kind_is_guessed=True),
        cast.refused("voice-over.aiff", AUDIO, 262 * MB, FileTooLargeError(262 * MB, 200 * MB, AUDIO)),
        cast.file("interview.wav", AUDIO, 96 * MB, state=UploadState.QUEUED),
    ]


@state
def busy(stage: Stage) -> None:
    """Some are done, some under way, some wait, one needs a hand."""
    stage.add(*busy_files(stage))


@state
def busy_with_trouble(stage: Stage) -> None:
    """One is silent, one is tried again soon, one failed."""
    cast = stage.cast
    silent = cast.file("launch-cut-v3.mp4", VIDEO, 88_200 * KB, state=UploadState.SENDING, bytes_sent=9 * MB)
    later = cast.file("reel-vertical.mp4", VIDEO, 41_700 * KB, state=UploadState.WAITING)
    later.waiting_until, later.waiting_stage = time.monotonic() + 41, UploadState.PRESIGNING
    later.tries = Tries(2, 5)
    stage.meter.stalls = {silent.id: 12.0}
    refused = ApiError(422, "VALIDATION_FAILED", "no duration could be read", "req_7").problem
    stage.add(
        silent,
        later,
        cast.file("hero-spring.png", state=UploadState.FAILED, problem=_broken_store()),
        cast.file("teaser.mov", VIDEO, 12 * MB, state=UploadState.FAILED, problem=refused),
        cast.file("jingle-master.mp3", AUDIO, 5_310 * KB, state=UploadState.CANCELLED),
        cast.file("moodboard-07.jpg", REFERENCE, 2_040 * KB, state=UploadState.PAUSED),
    )


def _broken_store() -> Problem:
    return StorageError(503, "SlowDown", "Please reduce your request rate").problem


@state
def paused(stage: Stage) -> None:
    """The person holds everything."""
    uploads = busy_files(stage)
    for upload in uploads:
        if upload.is_started:
            upload.state, upload.bytes_sent = UploadState.PAUSED, 0
    stage.add(*uploads)
    stage.queue.set_hold(Hold(HoldReason.PAUSED))


@state
def pausing(stage: Stage) -> None:
    """The person has just paused all: one file comes to its end first, the others are about to stop."""
    uploads = busy_files(stage)
    near, *far = [upload for upload in uploads if upload.is_active]
    near.finishes_first, near.bytes_sent = True, 86 * MB
    for upload in far:
        upload.is_pausing = True
    stage.add(*uploads)
    stage.queue.set_hold(Hold(HoldReason.PAUSED))


def finished_files(stage: Stage) -> list[Upload]:
    """Return files that have their IDs."""
    cast = stage.cast
    return [
        cast.done("hero-spring.png", IMAGE, 4_123 * KB),
        cast.done("launch-cut-v3.mp4", VIDEO, 88_200 * KB),
        cast.done("acme-logo.svg", LOGO, 18 * KB),
        cast.done("moodboard-07.jpg", REFERENCE, 2_040 * KB, kind_is_guessed=True, subfolder="references"),
        cast.done("moodboard-08.jpg", REFERENCE, 1_870 * KB, kind_is_guessed=True, subfolder="references"),
        cast.done("storefront.jpg", IMAGE, 940 * KB),
        cast.done("team-photo.jpg", IMAGE, 3_300 * KB, is_reused=True),
        cast.done("jingle-master.mp3", AUDIO, 5_310 * KB),
    ]


@state
def finished(stage: Stage) -> None:
    """Every file has its ID."""
    stage.add(*finished_files(stage))


@state
def finished_with_problems(stage: Stage) -> None:
    """One file failed, the others are there."""
    failed = stage.cast.file(
        "reel-vertical.mp4", VIDEO, 41_700 * KB, state=UploadState.FAILED, problem=_broken_store()
    )
    stage.add(*finished_files(stage), failed)


@state
def problems_by_reason(stage: Stage) -> None:
    """The chip of problems is chosen: a line for each reason."""
    cast = stage.cast
    stage.add(
        *staged_files(stage),
        *(cast.refused(f"layout-{n}.indd", None, 90 * KB, NotMediaError(".indd")) for n in range(1, 14)),
        *(
            cast.refused(f"voice-{n}.aiff", AUDIO, 262 * MB, FileTooLargeError(262 * MB, 200 * MB, AUDIO))
            for n in range(1, 4)
        ),
        cast.refused(
            "photo.heic",
            AUDIO,
            3 * MB,
            KindMismatchError("image/heic", AUDIO, (IMAGE,)),
            mime_type="image/heic",
        ),
        cast.refused("render.png", IMAGE, 0, FileEmptyError()),
        cast.refused("moved.png", IMAGE, 2 * MB, FileMissingError("/home/ana/Pictures/spring")),
    )
    stage.window.upload_list.bar.select_group(CountGroup.PROBLEMS)


@state
def nothing_found(stage: Stage) -> None:
    """The filter takes no row."""
    stage.add(*staged_files(stage))
    stage.window.upload_list.bar.field.setText("zebra")


@state
def toast(stage: Stage) -> None:
    """The IDs were copied."""
    finished(stage)
    stage.window.toast.show_message(copied_text(8, 0))


@state
def long_toast(stage: Stage) -> None:
    """A sentence that is longer than the window is wide."""
    finished(stage)
    said = "{copied} Unless a clipboard manager runs, paste before you quit."
    stage.window.toast.show_message(tr(said, copied=copied_text(5, 2)))


@state
def menu(stage: Stage) -> None:
    """The menu of all that has no place of its own."""
    finished(stage)
    open_main_menu(stage)


def open_main_menu(stage: Stage, *titles: str) -> None:
    """Open the menu, and the menus of these titles in it, to the left of the one before."""
    more = next(
        each for each in stage.window.findChildren(QPushButton) if each.accessibleName() == tr("Menu")
    )
    menu, corner = more.menu(), more.mapToGlobal(more.rect().bottomLeft())
    if titles:
        corner = more.mapToGlobal(more.rect().bottomRight()) - QPoint(menu.sizeHint().width(), 0)
    menu.popup(corner)
    for title in titles:
        entry = open_submenu(menu, title)
        left, menu = menu.mapToGlobal(menu.actionGeometry(entry).topLeft()), entry.menu()
        menu.popup(left - QPoint(menu.sizeHint().width(), 0))


def open_submenu(menu: QMenu, title: str) -> QAction:
    """Open the submenu of this title, and return its entry."""
    entry = next(each for each in menu.actions() if each.text() == title)
    menu.setActiveAction(entry)
    entry.menu().popup(menu.mapToGlobal(menu.actionGeometry(entry).topRight()))
    return entry


@state
def formats_menu(stage: Stage) -> None:
    """The formats in which the IDs can be copied."""
    finished(stage)
    settle(GATHERED_MS)
    formats = stage.window.footer.start._formats
    formats.menu().popup(formats.mapToGlobal(formats.rect().topLeft() - QPoint(0, 260)))


@state
def context_menu(stage: Stage) -> None:
    """What can be done with one row."""
    stage.add(*busy_files(stage))
    stage.select(3)
    open_row_menu(stage)


def open_row_menu(stage: Stage) -> None:
    """Open the menu of the selected row, in the middle of it."""
    view = stage.window.upload_list.view
    place = view.visualRect(view.currentIndex()).center()
    mouse = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(
        view.viewport(), QContextMenuEvent(mouse, place, view.viewport().mapToGlobal(place))
    )
