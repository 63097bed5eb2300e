"""What is left out of a bundle, and what is never left out."""

from release.trimming import wanted_binaries, wanted_data

PLUGINS = "PySide6/Qt/plugins"
BINARIES = [
    ("libpython3.11.so.1.0", "/py/libpython3.11.so.1.0", "BINARY"),
    ("PySide6/QtGui.abi3.so", "/s/QtGui.abi3.so", "EXTENSION"),
    ("PySide6/Qt/lib/libQt6Gui.so.6", "/s/libQt6Gui.so.6", "BINARY"),
    ("PySide6/Qt/lib/libQt6OpenGL.so.6", "/s/libQt6OpenGL.so.6", "BINARY"),
    (f"{PLUGINS}/platforms/libqxcb.so", "/s/libqxcb.so", "BINARY"),
    (f"{PLUGINS}/platforms/libqvnc.so", "/s/libqvnc.so", "BINARY"),
    (f"{PLUGINS}/platformthemes/libqgtk3.so", "/s/libqgtk3.so", "BINARY"),
    (f"{PLUGINS}/platformthemes/libqxdgdesktopportal.so", "/s/libqxdgdesktopportal.so", "BINARY"),
    ("libgtk-3.so.0", "/lib/libgtk-3.so.0", "BINARY"),
    ("libcairo.so.2", "/lib/libcairo.so.2", "BINARY"),
    ("libxcb-cursor.so.0", "/lib/libxcb-cursor.so.0", "BINARY"),
    ("libpng16.so.16", "/lib/libpng16.so.16", "BINARY"),
]
NEEDS = {
    "/s/QtGui.abi3.so": ["libQt6Gui.so.6"],
    "/s/libQt6Gui.so.6": ["libpng16.so.16", "libc.so.6"],
    "/s/libqxcb.so": ["libxcb-cursor.so.0", "libQt6Gui.so.6"],
    "/s/libqgtk3.so": ["libgtk-3.so.0"],
    "/lib/libgtk-3.so.0": ["libcairo.so.2", "libpng16.so.16"],
}


def needed_by(path: str) -> list[tuple[str, str | None]]:
    return [(name, None) for name in NEEDS.get(path, [])]


def test_a_plugin_that_goes_takes_along_what_only_it_needed() -> None:
    kept = {place.rpartition("/")[2] for place, _, _ in wanted_binaries(BINARIES, needed_by)}
    gone = {"libqvnc.so", "libqgtk3.so", "libgtk-3.so.0", "libcairo.so.2", "libQt6OpenGL.so.6"}
    assert kept == {place.rpartition("/")[2] for place, _, _ in BINARIES} - gone


def test_the_order_of_what_is_kept_is_that_of_what_was_given() -> None:
    kept = wanted_binaries(BINARIES, needed_by)
    assert kept == [entry for entry in BINARIES if entry in kept]


def test_windows_writes_its_paths_the_other_way_round() -> None:
    plugin = ("PySide6\\plugins\\sqldrivers\\qsqlite.dll", "C:\\qsqlite.dll", "BINARY")
    assert wanted_binaries([plugin], needed_by) == []


def test_data_that_nothing_reads_and_links_into_nothing_go() -> None:
    data = [
        ("PySide6/Qt/translations/qt_de.qm", "/s/qt_de.qm", "DATA"),
        ("PySide6/Qt/translations/qtbase_sv.qm", "/s/qtbase_sv.qm", "DATA"),
        ("keyring-25.7.0.dist-info/entry_points.txt", "/s/entry_points.txt", "DATA"),
        ("keyring-25.7.0.dist-info/RECORD", "/s/RECORD", "DATA"),
        ("layers_desktop-0.1.0.dist-info/direct_url.json", "/s/direct_url.json", "DATA"),
        ("libQt6Gui.so.6", "PySide6/Qt/lib/libQt6Gui.so.6", "SYMLINK"),
        ("libQt6OpenGL.so.6", "PySide6/Qt/lib/libQt6OpenGL.so.6", "SYMLINK"),
    ]
    kept = [place for place, _, _ in wanted_data(data, wanted_binaries(BINARIES, needed_by))]
    assert kept == ["keyring-25.7.0.dist-info/entry_points.txt", "libQt6Gui.so.6"]


def test_what_qt_says_is_kept_in_the_languages_of_the_program() -> None:
    places = ["PySide6/Qt/translations/qtbase_de.qm", "PySide6\\translations\\qtbase_zh_CN.qm"]
    kept = wanted_data([(place, "/s/texts.qm", "DATA") for place in places], [])
    assert [place for place, _, _ in kept] == places
