"""One drawing becomes every icon, and Qt, which knows nothing of our writing, reads them back."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QImageReader
from release import hicolor, icons

from layers_desktop import APP_ID


@pytest.mark.parametrize("size", icons.HICOLOR_SIZES)
def test_each_size_is_drawn_anew_and_has_clear_corners(size: int) -> None:
    image = QImage.fromData(icons.png(size), "PNG")
    assert (image.width(), image.height()) == (size, size)
    assert image.pixelColor(0, 0).alpha() < 32
    assert image.pixelColor(size // 2, size // 2).alpha() == 255


def sizes_in(path: Path) -> list[int]:
    reader = QImageReader(str(path))
    assert reader.canRead()
    found = []
    for number in range(reader.imageCount()):
        reader.jumpToImage(number)
        found.append(reader.read().width())
    return sorted(found)


def test_windows_and_macos_find_every_size(tmp_path: Path) -> None:
    icons.write(tmp_path)
    assert sizes_in(tmp_path / "layers-desktop.ico") == [16, 20, 24, 32, 40, 48, 64, 128, 256]
    assert {128, 256, 512, 1024} <= set(sizes_in(tmp_path / "layers-desktop.icns"))


def test_the_same_drawing_gives_the_same_bytes() -> None:
    assert icons.ico() == icons.ico()
    assert icons.icns() == icons.icns()


def test_desktops_find_the_icon_by_the_programs_name(tmp_path: Path) -> None:
    hicolor.write(tmp_path)
    theme = tmp_path / "share" / "icons" / "hicolor"
    assert {path.stem for path in theme.rglob("*") if path.is_file()} == {APP_ID}
    assert (theme / "48x48" / "apps" / f"{APP_ID}.png").is_file()
    assert (theme / "scalable" / "apps" / f"{APP_ID}.svg").read_bytes() == icons.SVG.read_bytes()
