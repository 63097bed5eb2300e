import stat
from pathlib import Path

import pytest

from layers_desktop.local.paths import Directories


@pytest.fixture
def xdg_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    return tmp_path


@pytest.mark.linux("XDG variables")
def test_the_xdg_variables_decide_where_everything_goes(xdg_home: Path) -> None:
    dirs = Directories.of_user()
    assert dirs.config == xdg_home / "config" / "layers-desktop"
    assert dirs.data == xdg_home / "data" / "layers-desktop"
    assert dirs.state == xdg_home / "state" / "layers-desktop"
    assert dirs.cache == xdg_home / "cache" / "layers-desktop"
    assert dirs.log.is_relative_to(xdg_home)


@pytest.mark.unix("modes")
def test_every_folder_is_made_for_its_owner_alone(xdg_home: Path) -> None:
    dirs = Directories.of_user()
    dirs.ensure()
    assert [stat.S_IMODE(path.stat().st_mode) for path in dirs] == [0o700] * 5


@pytest.mark.unix("modes")
def test_a_folder_that_stood_open_is_closed(xdg_home: Path) -> None:
    dirs = Directories.of_user()
    dirs.config.mkdir(parents=True)
    dirs.config.chmod(0o755)
    dirs.ensure()
    assert stat.S_IMODE(dirs.config.stat().st_mode) == 0o700
