"""The Debian package: the bundle below /opt, and the files that integrate it into a desktop."""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

from layers_desktop.local.licences import INDEX
from release import hicolor, linux, manual
from release.build_config import DIST, HOMEPAGE, PROGRAM, ROOT, VERSION, WORK, environment, epoch, run
from release.bundle import set_times, size_of

_DEBIAN = linux.FOLDER / "debian"
_TREE = WORK / "deb" / "debian" / PROGRAM
_OPT = Path("opt") / PROGRAM
# Dependencies that no library declares: certificate authorities, keyboard layouts, fonts.
_EXTRA_DEPENDENCIES = (
    "ca-certificates",
    "xkb-data",
    "fontconfig-config",
    "fonts-dejavu-core | fonts-freefont-ttf",
)
# A keyring, and a way to open a folder.
_RECOMMENDED = ("gnome-keyring | kwalletmanager", "xdg-utils", "dbus-user-session | dbus-x11")
_ELF_MAGIC = b"\x7fELF"


def build(bundle: Path, version: str = VERSION) -> Path:
    """Build the package of this bundle; return its path."""
    shutil.rmtree(WORK / "deb", ignore_errors=True)
    shutil.copytree(bundle, _TREE / _OPT, symlinks=True)
    _remove_system_libraries(_TREE / _OPT / "_internal")
    _write_desktop(_TREE / "usr")
    _write_documents(_TREE / "usr" / "share" / "doc" / PROGRAM, version)
    _write_control(version)
    _set_modes()
    set_times(_TREE, epoch())
    package = DIST / f"{PROGRAM}_{version}_{_architecture()}.deb"
    # zstd would be five times as fast, but Debian's installers before 12 do not read it.
    options = ["--root-owner-group", "-Zxz", "-z6", "--build"]
    run(["dpkg-deb", *options, _TREE, package], environment())
    return package


def lint(package: Path) -> None:
    """Run Debian's own linters on the package; each override is explained in its file.

    Raises:
        SystemExit: One of them reports something.
    """
    run(["desktop-file-validate", *(_TREE / "usr/share/applications").iterdir()])
    run(["appstreamcli", "validate", "--no-net", *(_TREE / "usr/share/metainfo").iterdir()])
    run(["lintian", "--allow-root", "--fail-on", "error,warning", package])


def _remove_system_libraries(folder: Path) -> None:
    """Remove the libraries that Debian has and updates: the package depends on them instead."""
    for path in folder.glob("*.so*"):
        query = ["dpkg-query", "-S", f"*/{path.name}"]
        # Debian's Python is not the one that the extension modules here were built for.
        is_pythons = path.is_symlink() or path.name.startswith("libpython")
        if not is_pythons and not subprocess.run(query, capture_output=True, check=False).returncode:
            path.unlink()
    index = folder / "layers_desktop" / "resources" / INDEX
    rows = json.loads(index.read_text(encoding="utf-8"))
    for row in rows:
        if not row["licence"]:  # a Debian package, whose copyright file names its licences
            shutil.rmtree(index.parent / row["name"])
    kept = [row for row in rows if row["licence"]]
    index.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _write_desktop(usr: Path) -> None:
    linux.write(usr)
    linux.write_file_manager_entries(usr)
    hicolor.write(usr)
    (usr / "bin").mkdir()
    (usr / "bin" / PROGRAM).symlink_to(f"/{_OPT}/{PROGRAM}")
    for source, target in (
        ("layers-desktop.bash", f"bash-completion/completions/{PROGRAM}"),
        ("_layers-desktop", "zsh/vendor-completions/_layers-desktop"),
        ("layers-desktop.fish", "fish/vendor_completions.d/layers-desktop.fish"),
    ):
        path = usr / "share" / target
        path.parent.mkdir(parents=True)
        shutil.copyfile(linux.FOLDER / "completions" / source, path)
    english = (linux.FOLDER / f"{PROGRAM}.1").read_text(encoding="utf-8")
    for language, text in {"": english, **manual.pages()}.items():
        page = usr / "share" / "man" / language / "man1" / f"{PROGRAM}.1.gz"
        page.parent.mkdir(parents=True)
        page.write_bytes(_gzipped(text))
    overrides = usr / "share" / "lintian" / "overrides" / PROGRAM
    overrides.parent.mkdir(parents=True)
    shutil.copyfile(_DEBIAN / "lintian-overrides", overrides)


def _write_documents(folder: Path, version: str) -> None:
    folder.mkdir(parents=True)
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8").rstrip().splitlines()
    indented = "\n".join(f" {line}" if line else " ." for line in licence)
    text = (_DEBIAN / "copyright.in").read_text(encoding="utf-8")
    text = text.replace("@HOMEPAGE@", HOMEPAGE).replace("@LICENCE@", indented)
    (folder / "copyright").write_text(text, encoding="utf-8")
    (folder / "changelog.gz").write_bytes(_gzipped(_changelog(version)))


def _changelog(version: str) -> str:
    """Return the changelog in Debian's form; the changes themselves are in the program's own."""
    return (
        f"{PROGRAM} ({version}) unstable; urgency=medium\n\n"
        f"  * Release {version}; see {HOMEPAGE}.\n\n"
        f" -- {_field('Maintainer')}  {formatdate(epoch())}\n"
    )


def _gzipped(text: str) -> bytes:
    return gzip.compress(text.encode(), 9, mtime=0)


def _write_control(version: str) -> None:
    fields = {
        "Package": PROGRAM,
        "Version": version,
        "Architecture": _architecture(),
        "Maintainer": _field("Maintainer"),
        "Installed-Size": str(size_of(_TREE) // 1024),
        "Depends": ", ".join([_libraries(), *_EXTRA_DEPENDENCIES]),
        "Recommends": ", ".join(_RECOMMENDED),
        "Suggests": "python3-nautilus",  # brings the entry into GNOME's file manager
        "Section": _field("Section"),
        "Priority": _field("Priority"),
        "Homepage": HOMEPAGE,
        "Description": _field("Description"),
    }
    folder = _TREE / "DEBIAN"
    folder.mkdir()
    (folder / "md5sums").write_text(_checksums(), encoding="utf-8")
    control = "".join(f"{name}: {value}\n" for name, value in fields.items())
    (folder / "control").write_text(control, encoding="utf-8")


def _checksums() -> str:
    """Return the MD5 sums that Debian policy asks for, by which `debsums` finds damage."""
    files = sorted(path for part in ("opt", "usr") for path in (_TREE / part).rglob("*"))
    return "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(_TREE)}\n"
        for path in files
        if path.is_file() and not path.is_symlink()
    )


def _field(name: str) -> str:
    """Return a field of the control file in the source, with its continuation lines."""
    text = (_DEBIAN / "control").read_text(encoding="utf-8")
    found = re.search(rf"^{name}: (.*(?:\n .*)*)", text, re.MULTILINE)
    return found.group(1) if found else ""


def _libraries() -> str:
    """Return the packages of the libraries that the bundle needs and does not have."""
    debian = WORK / "deb" / "debian"
    shutil.copyfile(_DEBIAN / "control", debian / "control")
    folders = sorted({str(path.parent) for path in _programs()})
    command = [
        "dpkg-shlibdeps", "-O", "--ignore-missing-info", f"-S{_TREE}", "--warnings=0",
        *(f"-l{folder}" for folder in folders), *(f"-e{path}" for path in sorted(_programs())),
    ]  # fmt: skip
    output = subprocess.run(
        command, cwd=WORK / "deb", env=environment(), capture_output=True, text=True, check=True
    ).stdout
    return output.partition("shlibs:Depends=")[2].strip()


def _programs() -> Iterator[Path]:
    """Yield the path of every ELF file of the bundle."""
    for path in _TREE.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == _ELF_MAGIC:
                    yield path


def _set_modes() -> None:
    """Set the modes of files in packages, whatever the umask of the build."""
    programs = {_TREE / _OPT / PROGRAM}
    for path in _TREE.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path in programs else 0o644)
    _TREE.chmod(0o755)


def _architecture() -> str:
    return subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
