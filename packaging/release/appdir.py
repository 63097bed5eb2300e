"""`python -m release.appdir FOLDER [BUNDLE]`: the files that Flatpak and AppImage need around the bundle."""

import shutil
import sys
from pathlib import Path

from layers_desktop import APP_ID
from release import hicolor, linux
from release.build_config import PROGRAM


def write(folder: Path, bundle: Path | None = None) -> None:
    """Write desktop file, metadata and icons into the folder, and the bundle if one is given."""
    usr = folder / "usr" if bundle else folder
    linux.write(usr)
    hicolor.write(usr)
    if bundle:
        shutil.copytree(bundle, usr / "lib" / PROGRAM, symlinks=True, dirs_exist_ok=True)
        # AppImage reads desktop file, icon and AppRun at the root of the folder.
        shutil.copy(usr / "share" / "applications" / f"{APP_ID}.desktop", folder)
        shutil.copy(usr / f"share/icons/hicolor/256x256/apps/{APP_ID}.png", folder)
        start = folder / "AppRun"
        start.unlink(missing_ok=True)
        start.symlink_to(f"usr/lib/{PROGRAM}/{PROGRAM}")


if __name__ == "__main__":
    write(Path(sys.argv[1]), *map(Path, sys.argv[2:3]))
