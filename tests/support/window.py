"""What every test of the window needs: no screen, and an engine that only remembers what it was asked."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QLocale, QUrl
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_record import Fingerprint
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.dialogs.system_dialogs import DesktopServices
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.style.icons import Icons
from layers_desktop.transfer.limits.holds import Hold

ICONS = Path(__file__).parents[2] / "resources" / "icons"
ACME = Project("prj_1", "Acme Coffee iOS", "ACME-17")
BETA = Project("prj_2", "Beta Corp", "BETA-2")


class RecordingQueue:
    """Holds uploads, tells of them, and remembers every command."""

    def __init__(self, signals: QueueEvents) -> None:
        self.uploads: dict[UploadId, Upload] = {}
        self.hold = None
        self.cannot_be_saved = False
        self.scheduler = self.waiting = self.connectivity = self.accounts = self.sessions = self
        self.asked: list[tuple] = []
        self._signals = signals

    def set_hold(self, hold: Hold | None) -> None:
        self.hold = hold
        self._signals.hold_changed(hold)

    def add(self, uploads: Sequence[Upload]) -> None:
        self.uploads.update((upload.id, upload) for upload in uploads)
        self._signals.added(uploads)

    def remove(self, ids: Iterable[UploadId]) -> list[Upload]:
        gone = [self.uploads.pop(upload_id) for upload_id in ids]
        self.asked.append(("remove", [upload.id for upload in gone]))
        self._signals.removed(gone)
        return gone

    def restore(self, uploads: Sequence[Upload]) -> None:
        self.asked.append(("restore", [upload.id for upload in uploads]))
        self.add(uploads)

    def set_kind(self, ids: Iterable[UploadId], kind: MediaKind) -> None:
        for upload in map(self.uploads.__getitem__, ids):
            upload.kind = kind
            self._signals.changed(upload)

    def set_project(self, ids: Iterable[UploadId], project: Project) -> None:
        for upload in map(self.uploads.__getitem__, ids):
            upload.project = project
            self._signals.changed(upload)

    def locate(self, upload_id: UploadId, path: Path) -> bool:
        self.asked.append(("locate", upload_id, path))
        return all(upload.path != path for upload in self.uploads.values())

    def __getattr__(self, name: str) -> Callable[..., None]:
        def remember(*args: Iterable) -> None:
            self.asked.append((name, *[list(arg) for arg in args]))

        return remember


class FakeMeter:
    """A meter that reads what it was told to read."""

    def __init__(self) -> None:
        self.speeds: dict[UploadId, float] = {}
        self.times_left: dict[UploadId, float] = {}
        self.stalls: dict[UploadId, float] = {}
        self.next: set[UploadId] = set()
        self.samples = 0
        self.totals = SimpleNamespace(
            bytes_done=214_000_000,
            bytes_total=390_000_000,
            fraction=0.55,
            files_done=7,
            files_total=12,
            speed=8_100_000.0,
            seconds_left=20.0,
        )

    def sample(self) -> None:
        self.samples += 1

    def speed(self, upload_id: UploadId) -> float | None:
        return self.speeds.get(upload_id)

    def seconds_left(self, upload_id: UploadId) -> float | None:
        return self.times_left.get(upload_id)

    def stalled_for(self, upload_id: UploadId) -> float | None:
        return self.stalls.get(upload_id)

    def fraction(self, upload: Upload) -> float:
        return 1.0 if upload.is_done else min(0.99, upload.bytes_sent / (upload.size or 1))

    def next_in_line(self) -> frozenset[UploadId]:
        return frozenset(self.next)

    def total(self) -> SimpleNamespace:
        return self.totals


@pytest.fixture(autouse=True)
def american_numbers() -> Iterator[None]:
    """Write numbers as in the United States, whatever machine this is."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def make_upload() -> Callable[..., Upload]:
    """Return a maker of uploads that are ready unless told otherwise."""
    numbers = itertools.count(1)

    def make(name: str = "hero.png", **fields: object) -> Upload:
        number = next(numbers)
        settings = {
            "project": ACME,
            "added_at": 1_700_000_000.0 + number,
            "fingerprint": Fingerprint(size=4_123_000, mtime_ns=0, inode=0),
            "kind": MediaKind.IMAGE,
            "state": UploadState.READY,
        }
        settings.update(fields)
        batch_id = settings.pop("batch_id", BatchId("b1"))
        return Upload(UploadId(f"u{number}"), batch_id, Path("/home/ana/files") / name, **settings)

    return make


@pytest.fixture
def done(make_upload: Callable[..., Upload]) -> Callable[..., Upload]:
    """Return a maker of uploads that have their ID."""

    def make(name: str = "hero.png", asset_id: str = "med_A", **fields: object) -> Upload:
        return make_upload(name, state=UploadState.DONE, asset_id=asset_id, **fields)

    return make


@pytest.fixture
def failed(make_upload: Callable[..., Upload]) -> Callable[..., Upload]:
    """Return a maker of uploads that failed and may be helped by trying again."""
    problem = Problem(
        "HTTP_503", "Layers had a problem on its side (503).", "Retry in a while.", can_retry=True
    )

    def make(name: str = "hero.png", **fields: object) -> Upload:
        return make_upload(name, state=UploadState.FAILED, problem=fields.pop("problem", problem), **fields)

    return make


@pytest.fixture
def signals(qapp: QApplication) -> QueueEvents:
    return QueueEvents()


@pytest.fixture
def queue(signals: QueueEvents) -> RecordingQueue:
    return RecordingQueue(signals)


@pytest.fixture
def meter() -> FakeMeter:
    return FakeMeter()


@pytest.fixture(scope="session")
def icons(qapp: QApplication) -> Icons:
    return Icons(ICONS)


@pytest.fixture
def asked(qapp: QApplication) -> SimpleNamespace:
    """Return what the desktop was asked for: questions with their callbacks, and addresses to open."""
    return SimpleNamespace(questions=[], opened=[], files=[], folder=[], saving=[])


@pytest.fixture
def desktop(qapp: QApplication, asked: SimpleNamespace) -> DesktopServices:
    qapp.clipboard().clear()

    def confirm(parent: object, title: str, text: str, yes: str, accepted: Callable[[], None]) -> None:
        asked.questions.append((title, accepted))

    def open_url(url: QUrl) -> None:
        asked.opened.append(url.toLocalFile())

    return DesktopServices(
        qapp.clipboard(),
        lambda _, chosen: chosen(asked.files),
        lambda _, chosen: chosen(asked.folder),
        open_url,
        confirm,
        lambda _, title, name, endings, chosen: asked.saving.append((title, name, chosen)),
        lambda _, chosen: chosen(asked.files),
        lambda _, chosen: chosen(asked.files),
    )


@pytest.fixture
def few_rows_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have few rows arranged in one go, however busy the machine is."""
    monkeypatch.setattr("layers_desktop.gui.widgets.chunked_work._CHUNK_SECONDS", 1.0)


@pytest.fixture
def window(qtbot, few_rows_at_once, queue, meter, signals, icons, desktop) -> MainWindow:
    """Return a window on an empty queue, with two projects and the first chosen."""
    window = MainWindow()
    window.build(queue, meter, signals, icons, desktop)
    window.allow_close()
    window.show_projects([ACME, BETA], ACME)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def tick(qtbot, window) -> Callable[[], None]:
    """Return what waits until the window has shown the latest changes."""

    def wait() -> None:
        with qtbot.waitSignal(window.model.ticked):
            pass

    return wait


@pytest.fixture
def button(window) -> Callable[[str], QPushButton]:
    """Return what finds the visible button whose accessible name begins so; tools find it that way."""

    def find(start: str) -> QPushButton:
        buttons = [each for each in window.findChildren(QPushButton) if each.isVisible()]
        return next(each for each in buttons if (each.accessibleName() or each.text()).startswith(start))

    return find


@pytest.fixture
def parent(qtbot):
    """Give a window for what opens above one."""
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    return parent
