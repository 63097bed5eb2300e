"""The icon in the hicolor theme, in every size."""

from pathlib import Path

from layers_desktop import APP_ID
from release.icons import HICOLOR_SIZES, SVG, png


def write(folder: Path) -> None:
    """Write the icons below this folder, `/usr` say."""
    theme = folder / "share" / "icons" / "hicolor"
    for size in HICOLOR_SIZES:
        _write_file(theme / f"{size}x{size}" / "apps" / f"{APP_ID}.png", png(size))
    _write_file(theme / "scalable" / "apps" / f"{APP_ID}.svg", SVG.read_bytes())


def _write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
