"""The Debian package in a Debian that has nothing but what the package declares, used by its window."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from release.build_config import DIST, PACKAGING, ROOT, VERSION
from release.smoke_test import virtual_screen

from layers_desktop import APP_ID
from tests.e2e.waiting import until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(os.geteuid() != 0, reason="a root of its own needs root"),
]
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
HOME, INSIDE = "/home/person", "/home"


class Root:
    """A Debian of its own, below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {"PATH": PATH, "HOME": HOME, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}

    def command(self, *words: str) -> list[str]:
        inside = ["--mount", "--pid", "--fork", "--kill-child", f"--mount-proc={self.folder}/proc"]
        return ["unshare", *inside, "chroot", str(self.folder), *words]

    def run(self, *words: str, **more: str) -> str:
        done = subprocess.run(
            self.command(*words),
            env=self.env | more,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def install(self, package: Path) -> None:
        shutil.copy(package, self.folder / "home" / package.name)
        self.run("apt-get", "install", "-y", "--no-install-recommends", f"{INSIDE}/{package.name}")

    def files(self) -> set[str]:
        """Return what the package has brought and not taken away again."""
        places = [self.folder / "opt", *(self.folder / "usr").rglob(f"*{APP_ID}*")]
        return {str(path) for place in places for path in place.rglob("*layers*")}


@pytest.fixture(scope="module")
def package() -> Path:
    subprocess.run(
        [sys.executable, "-m", "release", "--unproven"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(PACKAGING)},
        check=True,
    )
    (package,) = DIST.glob(f"layers-desktop_{VERSION}_*.deb")
    return package


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Root]:
    folder = tmp_path_factory.mktemp("debian")
    # The release that this machine builds for; the mirror is debootstrap's own choice.
    words = (line.partition("=") for line in Path("/etc/os-release").read_text(encoding="utf-8").splitlines())
    codename = {name: value for name, _, value in words}["VERSION_CODENAME"]
    subprocess.run(["debootstrap", "--variant=minbase", codename, folder], check=True, capture_output=True)
    shutil.copy("/etc/resolv.conf", folder / "etc" / "resolv.conf")
    root = Root(folder)
    (folder / HOME.lstrip("/")).mkdir(parents=True)
    root.run("apt-get", "update")
    yield root
    shutil.rmtree(folder)


def newer(package: Path, folder: Path) -> Path:
    """Return the same package under a later version."""
    tree = folder / "tree"
    subprocess.run(["dpkg-deb", "-R", package, tree], check=True)
    control = tree / "DEBIAN" / "control"
    control.write_text(
        control.read_text(encoding="utf-8").replace(
            f"\nVersion: {VERSION}\n", f"\nVersion: {VERSION}+later\n"
        ),
        encoding="utf-8",
    )
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "-b", tree, folder / "later.deb"], check=True)
    return folder / "later.deb"


@pytest.fixture
def screen_input() -> Iterator[Callable[..., str]]:
    """Give a way to use mouse and keyboard of a screen; called without words it gives the display."""
    with virtual_screen() as display:

        def use(*words: object) -> str:
            if not words:
                return display
            env = {**os.environ, "DISPLAY": display}
            return subprocess.run(
                [str(word) for word in words], env=env, capture_output=True, text=True, check=False
            ).stdout

        yield use


def upload_by_window(root: Root, screen_input: Callable[..., str]) -> str:
    """Open the window on the sandbox with a file, choose a project, send, copy; return the clipboard."""
    shutil.copy(ROOT / "resources" / "examples" / "sunrise.png", root.folder / "home" / "hero.png")
    command = root.command("layers-desktop", "--sandbox", f"{INSIDE}/hero.png")
    with subprocess.Popen(command, env=root.env | {"DISPLAY": screen_input()}) as process:
        try:
            find = ("xdotool", "search", "--onlyvisible", "--name", "^Layers Desktop")
            until(lambda: screen_input(*find), "window", 60)

            def copied() -> str:
                """Ask again for what may have come too early the first time."""
                screen_input(*find, "windowfocus", "--sync")
                screen_input("xdotool", "key", "ctrl+l")
                screen_input("xdotool", "type", "Beta Corp")
                screen_input("xdotool", "key", "Return", "sleep", "0.5", "key", "ctrl+Return", "sleep", "2")
                screen_input("xdotool", "key", "ctrl+shift+c", "sleep", "0.5")
                return screen_input("xclip", "-selection", "clipboard", "-o")

            return until(copied, "asset ID on the clipboard", 90)
        finally:
            process.kill()  # unshare takes all that it started along


def test_it_is_installed_used_upgraded_and_removed(
    package: Path, root: Root, screen_input: Callable[..., str], tmp_path: Path
) -> None:
    root.install(package)
    assert root.run("layers-desktop", "--version") == f"layers-desktop {VERSION}\n"
    assert "Upload to a sandbox: arrived" in root.run("layers-desktop", "--selftest")
    assert re.fullmatch(r"med_[\w-]+\n?", upload_by_window(root, screen_input))
    settings = root.folder / HOME.lstrip("/") / ".config" / "layers-desktop"
    assert settings.is_dir()

    root.install(newer(package, tmp_path))
    assert f"{VERSION}+later" in root.run("dpkg-query", "-W", "layers-desktop")
    assert "Upload to a sandbox: arrived" in root.run("layers-desktop", "--selftest")
    assert settings.is_dir()

    assert "Removed: " in root.run("layers-desktop", "--forget-everything", "--yes")
    assert not settings.exists()
    root.run("apt-get", "purge", "-y", "layers-desktop")
    assert root.files() == set()
