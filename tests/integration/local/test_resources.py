"""Resources are found however the program came onto the machine."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from layers_desktop.local.language import LANGUAGES

CHECKOUT = Path(__file__).resolve().parents[3]
FIND = """
from layers_desktop.local.resources import resource_path
print(resource_path("marker/here.txt").read_text())
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with one resource that this test knows."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(CHECKOUT / name, source)
    (source / "README.md").write_text("A program.\n", encoding="utf-8")
    caches = shutil.ignore_patterns("__pycache__")
    shutil.copytree(CHECKOUT / "layers_desktop", source / "layers_desktop", ignore=caches)
    shutil.copytree(CHECKOUT / "resources" / "locale", source / "resources" / "locale")
    (source / "packaging").mkdir()
    shutil.copy(CHECKOUT / "packaging" / "catalogues.py", source / "packaging")
    (source / "resources" / "marker").mkdir()
    (source / "resources" / "marker" / "here.txt").write_text("found", encoding="utf-8")
    return source


def found_with(path: Path, elsewhere: Path) -> str:
    """What a program says that finds the package by this folder alone, run from another one."""
    # -S: what is installed here may not help; addsitedir reads the .pth files of an editable install.
    code = f"import site; site.addsitedir({str(path)!r})\n{FIND}"
    command = [sys.executable, "-P", "-S", "-c", code]
    done = subprocess.run(command, cwd=elsewhere, env={}, capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr


def test_from_a_checkout(source: Path, tmp_path: Path) -> None:
    assert found_with(source, tmp_path) == "found"


def test_from_a_wheel(source: Path, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path), "-t", "wheel"]
    subprocess.run(build, cwd=source, check=True, capture_output=True, timeout=100)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    assert (installed / "layers_desktop" / "resources" / "marker" / "here.txt").is_file()
    assert found_with(installed, tmp_path) == "found"
    locale = installed / "layers_desktop" / "resources" / "locale"
    files = {path.relative_to(locale).as_posix() for path in locale.rglob("*") if path.is_file()}
    assert files == {f"{code}/LC_MESSAGES/layers-desktop.mo" for code in LANGUAGES if code != "en"}


def test_from_an_editable_install_though_it_leaves_a_copy_behind(source: Path, tmp_path: Path) -> None:
    # As hatchling's editable wheel unpacks: a path file, and the resources of the day it was built.
    copy = tmp_path / "layers_desktop" / "resources" / "marker"
    copy.mkdir(parents=True)
    (copy / "here.txt").write_text("an old copy", encoding="utf-8")
    (tmp_path / "layers_desktop.pth").write_text(f"{source}\n", encoding="utf-8")
    assert found_with(tmp_path, tmp_path) == "found"


def test_a_strangers_resources_beside_an_installed_package_are_not_ours(source: Path, tmp_path: Path) -> None:
    shutil.copytree(source / "layers_desktop", tmp_path / "layers_desktop")
    shutil.copytree(source / "resources", tmp_path / "resources")
    assert "ResourceMissingError" in found_with(tmp_path, tmp_path)
