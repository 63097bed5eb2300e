"""The recipes for systems that are not here, as far as this one can read them."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from release import appdir, icons, windows
from release.build_config import PACKAGING, ROOT

SCRIPTS = sorted(PACKAGING.rglob("*.sh"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_have_no_fault_that_shellcheck_knows(script: Path) -> None:
    assert shutil.which("shellcheck"), "shellcheck is missing: packaging/system_packages.sh test"
    done = subprocess.run(["shellcheck", script], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout == ""


def test_an_appdir_has_at_its_root_what_makes_it_one(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / "layers-desktop").write_text("#!/bin/sh\necho started\n", encoding="utf-8")
    (bundle / "layers-desktop").chmod(0o755)
    appdir.write(tmp_path / "AppDir", bundle)
    names = {path.name for path in (tmp_path / "AppDir").iterdir()}
    assert names == {"AppRun", "usr", "com.layers.Desktop.desktop", "com.layers.Desktop.png"}
    assert subprocess.check_output([tmp_path / "AppDir" / "AppRun"]) == b"started\n"


@pytest.mark.slow
def test_the_installer_for_windows_compiles(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    (bundle / "_internal").mkdir(parents=True)
    for name in ("Layers Desktop.exe", "layers-desktop.exe", "_internal/python311.dll"):
        (bundle / name).write_bytes(b"MZ")
    icons.write(tmp_path)
    (tmp_path / "installer.nsh").write_text(windows.installer_words(), encoding="utf-8-sig")
    given = {
        "VERSION": "0.1.0", "NUMBERS": "0.1.0.0", "BUNDLE": bundle, "OUT": tmp_path / "layers.exe",
        "ICON": tmp_path / "layers-desktop.ico", "LICENCE": ROOT / "LICENSE",
        "WORDS": tmp_path / "installer.nsh",
    }  # fmt: skip
    command = ["makensis", "-WX", *(f"-D{name}={value}" for name, value in given.items())]
    done = subprocess.run(
        [*command, PACKAGING / "windows" / "installer.nsi"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "layers.exe").read_bytes().startswith(b"MZ")


def test_every_change_is_tried_on_each_python_that_is_promised() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    promised = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    tried = re.search(r"python: \[(.+)\]", workflow)
    assert tried
    assert re.findall(r"[\d.]+", tried[1]) == promised
    what_must_pass = re.search(r"^make .+$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert what_must_pass
    assert what_must_pass[0] in workflow
