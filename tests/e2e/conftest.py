"""What the tests of the whole program share: a screen, sandboxes, media files, and windows on them."""

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from layers_desktop.domain.i18n import tr
from layers_desktop.local.store.journal import DATABASE_NAME
from layers_desktop.sandbox.process import SandboxProcess
from tests.e2e.accessibility import ScreenReader
from tests.e2e.keyring import open_keyring
from tests.e2e.media_files import MediaFiles, make_media
from tests.e2e.menus import Menus
from tests.e2e.screen import HEIGHT, WIDTH, Screen, open_screen
from tests.e2e.system import running
from tests.e2e.window import CHECKOUT, PROGRAM, Window
from tests.secrecy.dump_environment import dumping_environment
from tests.secrecy.marks import contents, lines_with_marks, marks_of
from tests.support.sandbox_control import SandboxControl

DRAG_SOURCE = Path(__file__).with_name("drag_source.py")
_NEVER = ("leakedKeys", "chunkedPuts", "missingIdempotencyKeys", "overBudgetCalls")


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with open_screen(tmp_path_factory.mktemp("screen")) as screen:
        yield screen


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> MediaFiles:
    return make_media(tmp_path_factory.mktemp("media"))


# ------------------------------------------------------------------------------ sandbox
@dataclass(frozen=True)
class Sandbox:
    """A Layers in a process of its own, and its switchboard."""

    process: SandboxProcess
    control: SandboxControl

    @property
    def url(self) -> str:
        return self.process.url

    @property
    def key(self) -> str:
        return self.process.api_key

    def count(self, stage: str) -> int:
        """Return how many calls of this stage have come in."""
        return len(self.control.calls(stage))


NewSandbox = Callable[..., Sandbox]


@pytest.fixture
def new_sandbox(tmp_path: Path, start_sandbox_process: Callable[..., SandboxProcess]) -> Iterator[NewSandbox]:
    """Start sandboxes, each with these arguments; none may have seen what no client should do."""
    started: list[Sandbox] = []

    def start(*arguments: str) -> Sandbox:
        process = start_sandbox_process(tmp_path / f"sandbox-{len(started)}", *arguments)
        started.append(Sandbox(process, SandboxControl(process.url)))
        return started[-1]

    yield start
    try:
        counters = [sandbox.control.counters() for sandbox in started]
    finally:
        for number, sandbox in enumerate(started):
            sandbox.process.stop()
            shutil.rmtree(tmp_path / f"sandbox-{number}")
    assert [{name: each.get(name, 0) for name in _NEVER} for each in counters] == [
        dict.fromkeys(_NEVER, 0)
    ] * len(started)


@pytest.fixture
def sandbox(new_sandbox: NewSandbox) -> Sandbox:
    return new_sandbox()


# ------------------------------------------------------------------------------- window
@dataclass
class Desk:
    """A person's place: a home and a screen, where the program is opened again and again.

    Attributes:
        env: What the program is told.
        before: A command that starts the program in its turn.
    """

    screen: Screen
    home: Path
    env: dict[str, str]
    before: tuple[str, ...] = ()
    opened: list[Window] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)

    @property
    def complaints(self) -> Path:
        """What the program wrote to stdout and stderr, in all its runs."""
        return self.home.parent / "stderr"

    def connect(self, sandbox: Sandbox, key: str | None = None) -> None:
        """Have the environment name the sandbox and a key: its own where none is given."""
        self.connect_without_key(sandbox)
        self.env["LAYERS_API_KEY"] = key or sandbox.key

    def connect_without_key(self, sandbox: Sandbox) -> None:
        self.env["LAYERS_BASE_URL"] = sandbox.url
        self.secrets.add(sandbox.key)

    def start(self, *arguments: object) -> Window:
        """Start the program."""
        window = Window(self.screen, self.env, self.complaints, *arguments, before=self.before)
        self.opened.append(window)
        return window

    def open(self, *arguments: object) -> Window:
        """Start the program and wait until its window is there."""
        window = self.start(*arguments)
        window.wait_for("frame", "Layers Desktop")
        window.wait_for("push button", "")  # which it has once it is more than a frame
        return window

    def run(self, *arguments: object) -> int:
        """Start the program where no window of its own is expected; return its exit code."""
        with self.complaints.open("ab") as said:
            command = [*PROGRAM, *map(str, arguments)]
            return subprocess.call(command, env=self.env, cwd=CHECKOUT, stdout=said, stderr=said, timeout=60)

    def take_complaints(self) -> str:
        """Return what it said where it had reason to."""
        said = self.complaints.read_text(encoding="utf-8")
        self.complaints.write_text("", encoding="utf-8")
        return said

    def drop(self, files: tuple[Path, ...], window: Window) -> None:
        """Drag files out of another program and drop them in the middle of the window."""
        command = [sys.executable, str(DRAG_SOURCE), *map(str, files)]
        env = {name: value for name, value in self.env.items() if name != "AT_SPI_BUS_ADDRESS"}
        with running(command, env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as source:
            assert source.stdout is not None
            assert source.stdout.readline() == b"ready\n"
            place = window.wait_for("frame", "Layers Desktop").box.centre
            self.screen.drag((WIDTH - 20, HEIGHT - 20), place)
            assert source.stdout.readline() == b"CopyAction\n"
            window.wait_for("table", tr("Uploads"))

    def log(self) -> str:
        """Return what the program wrote into its log."""
        return "".join(
            path.read_text(encoding="utf-8") for path in sorted((self.home / "state").rglob("*.log"))
        )

    def leaks(self) -> list[Path]:
        """Return the files of this home, and of its place of sockets, in which a secret stands in clear."""
        kept = (self.home, Path(self.env["XDG_RUNTIME_DIR"]))
        forms = [form for key in self.secrets for form in (key.encode(), key.encode("utf-16-le"))]
        return [
            path
            for path, content in contents(*kept)
            if marks_of(path.name, content) or any(form in content for form in forms)
        ]

    def database(self) -> Path:
        """Return the file of journal and history of the one account that there is."""
        (database,) = (self.home / "state").rglob(DATABASE_NAME)
        return database


@pytest.fixture
def desk(screen: Screen, home: Path, runtime_folder: Path) -> Iterator[Desk]:
    """Give a place; whatever was done there, no complaint, no fault and no key in clear may be left."""
    own = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    own |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime_folder), "PYTHONWARNINGS": "default"}
    desk = Desk(screen, home, dumping_environment({**screen.env, **own}, home / "dumps"))
    desk.complaints.touch()
    # One for each test: an alarm in the middle of a message leaves the connection of no use to the next.
    with contextlib.closing(ScreenReader(screen.env["AT_SPI_BUS_ADDRESS"])) as screen.reader:
        yield desk
        for window in desk.opened:
            window.clear_away()
    assert desk.complaints.read_text(encoding="utf-8") == ""
    assert " ERROR " not in desk.log()
    assert not desk.leaks()
    assert lines_with_marks(*(name for window in desk.opened for name in window.names)) == []


@pytest.fixture
def with_keyring(desk: Desk) -> Iterator[None]:
    """Give the desk a session bus with a real keyring on it."""
    with open_keyring(desk.home, desk.env) as address:
        desk.env["DBUS_SESSION_BUS_ADDRESS"] = address
        yield


@pytest.fixture
def menus(desk: Desk) -> Iterator[Menus]:
    """Give what hears of the menus that open at the desk."""
    with contextlib.closing(Menus(desk.env["AT_SPI_BUS_ADDRESS"], desk.screen.reader)) as menus:
        yield menus


@pytest.fixture
def look_away(desk: Desk) -> Iterator[Callable[[], object]]:
    """Return what turns to another program, which gets the keyboard."""
    env = {name: value for name, value in desk.env.items() if name != "AT_SPI_BUS_ADDRESS"}
    command = [sys.executable, str(Path(__file__).with_name("other_program.py"))]
    with running(command, env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"ready\n"
        search = ("search", "--sync", "--onlyvisible", "--pid", other.pid, "--name", "A letter")
        yield lambda: desk.screen.xdotool(*search, "windowfocus", "--sync")
