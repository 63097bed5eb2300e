"""`layers-desktop --selftest`: checks that the installation is complete by using each part of it."""

import asyncio
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QImageReader
from PySide6.QtWidgets import QApplication

from layers_desktop import __version__
from layers_desktop.api.http_client import count_root_certificates
from layers_desktop.cli.arguments import plain_parser, upload_parser
from layers_desktop.cli.file_lists import GivenFile
from layers_desktop.cli.output import Console
from layers_desktop.cli.run_environment import RunEnvironment, open_environment
from layers_desktop.cli.upload_command import UploadRun
from layers_desktop.domain.errors import ConfigurationError, KeyringError, UploaderError
from layers_desktop.domain.i18n import list_text, tr
from layers_desktop.gui.widgets.picture_reader import LENGTH, READY, SIDE, SIZE
from layers_desktop.gui.widgets.thumbnails import reader_command, reader_environment
from layers_desktop.local.credentials import Credentials
from layers_desktop.local.resources import resource_path

# What thumbnails of common files need; the reader of SVG draws the program's own signs.
_FORMATS = ("gif", "ico", "jpeg", "png", "svg", "webp")
_READER_SECONDS = 60
_PROJECT = "Acme Coffee iOS"
_LIBRARY_PATHS = ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH")


def main(arguments: Sequence[str]) -> int:
    """Print one line for each check; return 0 only if all pass."""
    description = tr("Look whether this installation works; uploads to a sandbox only.")
    plain_parser("--selftest", description).parse_args(arguments)
    if _has_no_screen():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(sys.argv[:1])
    worked = [_run_check(name, look) for name, look in _checks().items()]
    application.quit()
    return 0 if all(worked) else 1


def _has_no_screen() -> bool:
    return sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _checks() -> Mapping[str, Callable[[], str]]:
    return {
        tr("Layers Desktop"): _version,
        "Qt": _qt,
        tr("Image formats"): _image_formats,
        tr("Thumbnails"): _thumbnails,
        tr("Keyring"): _keyring,
        tr("TLS roots"): _tls_roots,
        tr("Other programs"): _child_environment,
        tr("Upload to a sandbox"): _upload,
    }


def _run_check(name: str, look: Callable[[], str]) -> bool:
    """Run one check and print its result; return whether it passed."""
    try:
        # Translators: A line of the self-test: {name} is a part of the program, {found} what was found:
        # "Thumbnails: …".
        line = tr("{name}: {found}", name=name, found=look())
    except (UploaderError, ImportError) as error:
        why = error.problem.text if isinstance(error, UploaderError) else error
        # Translators: A line of the self-test; {why} is one sentence or two.
        sys.stdout.write(tr("{name}: FAILED. {why}", name=name, why=why) + "\n")
        return False
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
    return True


def _version() -> str:
    # Translators: How the program is installed, in parentheses behind its version: as a bundle with
    # everything in it, or as a Python package.
    way = tr("bundle") if getattr(sys, "frozen", False) else tr("package")
    return f"{__version__} ({way}), Python {platform.python_version()}, {platform.platform()}"


def _qt() -> str:
    return f"{qVersion()}, {QGuiApplication.platformName()}"


def _image_formats() -> str:
    known = sorted(bytes(each.data()).decode() for each in QImageReader.supportedImageFormats())
    missing = [each for each in _FORMATS if each not in known]
    if missing:
        raise ConfigurationError(tr("There is no reader for {formats}.", formats=list_text(missing)))
    if QIcon(str(resource_path("layers-desktop.svg"))).pixmap(64).isNull():
        raise ConfigurationError(tr("The program's own icon cannot be drawn."))
    return " ".join(known)


def _thumbnails() -> str:
    """Have the process that reads pictures read one."""
    with tempfile.TemporaryDirectory(prefix="layers-selftest-") as folder:
        name = os.fsencode(_picture_in(folder))
        try:
            answer = subprocess.run(  # noqa: S603 - this program itself
                reader_command(),
                input=LENGTH.pack(len(name)) + name,
                capture_output=True,
                env=reader_environment(),
                timeout=_READER_SECONDS,
                check=True,
            ).stdout
        except (OSError, subprocess.SubprocessError) as error:
            raise ConfigurationError(
                tr("The process that reads pictures does not work."), detail=str(error)
            ) from error
    if not answer.startswith(READY + SIZE.pack(SIDE, SIDE)):
        raise ConfigurationError(tr("The process that reads pictures cannot read one."))
    # Translators: Behind "Thumbnails:" in the self-test.
    return tr("are read in a process of their own")


def _keyring() -> str:
    """Return the keyring's name; the check passes on a computer without one."""
    try:
        return asyncio.run(Credentials({}).keyring_name())
    except KeyringError as error:
        # Translators: Behind "Keyring:" in the self-test.
        return tr("none to be used here. {why}", why=error.problem.text)


def _tls_roots() -> str:
    count = count_root_certificates()
    if count is None:
        # Translators: Behind "TLS roots:" in the self-test: the certificates are the system's.
        return tr("the system's own")
    if not count:
        raise ConfigurationError(
            tr("This computer has no root certificates."),
            tr("Install them; on Debian and Ubuntu: ca-certificates."),
        )
    return str(count)


def _child_environment() -> str:
    """Check that programs started from here do not inherit the bundle's library path."""
    bundle = getattr(sys, "_MEIPASS", None)
    misled = [name for name in _LIBRARY_PATHS if bundle and bundle in os.environ.get(name, "")]
    if misled:
        # Translators: They are other programs, which find the wrong libraries; {names} are the environment
        # variables that lead them there, such as LD_LIBRARY_PATH.
        raise ConfigurationError(tr("They would be started with {names}.", names=list_text(misled)))
    # Translators: Behind "Other programs:" in the self-test.
    return tr("are started with the system's own libraries")


def _upload() -> str:
    """Upload a small image to a sandbox, from file to asset ID."""
    with (
        tempfile.TemporaryDirectory(prefix="layers-selftest-") as folder,
        open_environment(sandbox=True) as environment,
    ):
        return asyncio.run(_ids_of(_picture_in(folder), environment))


def _picture_in(folder: str) -> Path:
    picture = Path(folder, "selftest.png")
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor(0, 0, 0))
    image.save(str(picture))
    return picture


async def _ids_of(picture: Path, environment: RunEnvironment) -> str:
    options = upload_parser().parse_args(["--project", _PROJECT, str(picture)])
    run = UploadRun(options, [GivenFile(str(picture))], environment, Console())
    if not await run.run():
        raise ConfigurationError(tr("The picture did not arrive."))
    # Translators: Behind "Upload to a sandbox:" in the self-test: the picture arrived.
    return tr("arrived")
