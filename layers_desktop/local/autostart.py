"""Whether the system starts the program, in its tray, when this person signs in; the system's entry says it.

On Linux that is a file of XDG autostart, on Windows a value of the registry, on macOS a launch agent.
"""

import contextlib
import os
import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

from layers_desktop import APP_ID
from layers_desktop.domain.errors import ConfigurationError, system_reason
from layers_desktop.domain.i18n import tr
from layers_desktop.local.private_files import replace_file

IN_TRAY = "--in-tray"
_NAME = "Layers Desktop"
_SHELL_LETTERS = re.compile(r'(["`$\\])')


class Autostart(ABC):
    """The system's entry for the program."""

    @abstractmethod
    def is_on(self) -> bool:
        """Return whether there is one, and the person has not switched it off in the system."""

    def set_on(self, *, is_on: bool) -> None:
        """Write the entry, or remove it.

        Raises:
            ConfigurationError: The system does not let this person.
        """
        try:
            if is_on:
                self._write(program_command())
            else:
                self._remove()
        except OSError as error:
            raise ConfigurationError(
                tr(
                    "Whether the program starts with the computer cannot be changed ({reason}).",
                    reason=system_reason(error),
                ),
                tr("Change it in the settings of the system."),
            ) from error

    def renew(self) -> None:
        """Write the entry anew where it is on and names another place of the program than the present one."""
        command = program_command()
        if "/AppTranslocation/" in command[0]:  # a folder that macOS makes up for one run of a download
            return
        with contextlib.suppress(OSError):  # it stays as it was; once it is chosen, the settings say why
            if self.is_on() and not self._names(command):
                self._write(command)

    @abstractmethod
    def _names(self, command: Sequence[str]) -> bool:
        """Return whether the entry, which is on, starts this program, or is of another's writing."""

    @abstractmethod
    def _write(self, command: Sequence[str]) -> None: ...

    @abstractmethod
    def _remove(self) -> None: ...


def autostart() -> Autostart | None:
    """Return that of this system; None where a package system lets no program start by itself."""
    if sys.platform == "win32":
        return _RunKey()
    if sys.platform == "darwin":
        return _LaunchAgent(Path.home() / "Library" / "LaunchAgents" / f"{APP_ID}.plist")
    if "FLATPAK_ID" in os.environ or "SNAP" in os.environ:
        return None
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return _DesktopEntry(config / "autostart" / f"{APP_ID}.desktop")


def program_command() -> list[str]:
    """Return the command that starts the program in its tray, from any folder."""
    if image := os.environ.get("APPIMAGE"):  # what it runs from is gone with it
        return [image, IN_TRAY]
    program = Path(sys.executable)
    if getattr(sys, "frozen", False):
        # On Windows there is another beside it that opens a console.
        window = program.with_name(f"{_NAME}.exe")
        return [str(window if window.exists() else program), IN_TRAY]
    without_console = program.with_name("pythonw.exe")
    return [str(without_console if without_console.exists() else program), "-m", "layers_desktop", IN_TRAY]


def _folder() -> str:
    """Return the folder in which `python -m` finds the program, installed or not; empty for a bundle."""
    return "" if getattr(sys, "frozen", False) else str(Path(__file__).parents[2])


class _EntryFile(Autostart):
    """An entry that is a file of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @abstractmethod
    def _content(self, command: Sequence[str]) -> bytes: ...

    def _write(self, command: Sequence[str]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self._path, self._content(command))

    def _remove(self) -> None:
        self._path.unlink(missing_ok=True)


class _DesktopEntry(_EntryFile):
    """https://specifications.freedesktop.org/autostart-spec/latest/."""

    def is_on(self) -> bool:
        lines = {line.lower() for line in self._lines()}
        return bool(lines) and not lines & {"hidden=true", "x-gnome-autostart-enabled=false"}

    def _lines(self) -> set[str]:
        """Return those of the file; none where it cannot be read."""
        try:
            return {line.strip() for line in os.fsdecode(self._path.read_bytes()).splitlines()}
        except OSError:
            return set()

    def _names(self, command: Sequence[str]) -> bool:
        lines, place = self._lines(), _place(command)
        is_ours = any(line.startswith("TryExec=") for line in lines)
        return not is_ours or {f"{key}={value}" for key, value in place.items() if value} <= lines

    def _content(self, command: Sequence[str]) -> bytes:
        entry = {
            "Type": "Application",
            "Name": _NAME,
            "Icon": APP_ID,
            "Exec": _escaped(" ".join(map(_quoted, command))),
            **_place(command),
            "Terminal": "false",
            "X-GNOME-Autostart-enabled": "true",
        }
        lines = (f"{key}={value}" for key, value in entry.items() if value)
        return os.fsencode("\n".join(["[Desktop Entry]", *lines, ""]))


def _place(command: Sequence[str]) -> dict[str, str]:
    """Return what an entry says of where the program is; once it is gone from there, nothing is started."""
    return {"TryExec": _escaped(command[0]), "Path": _escaped(_folder())}


def _quoted(argument: str) -> str:
    """Return an argument of `Exec`: https://specifications.freedesktop.org/desktop-entry-spec/ says how."""
    return '"{}"'.format(_SHELL_LETTERS.sub(r"\\\1", argument).replace("%", "%%"))


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n")


class _LaunchAgent(_EntryFile):
    """See `man launchd.plist` on macOS."""

    def is_on(self) -> bool:
        return self._path.exists()

    def _names(self, command: Sequence[str]) -> bool:
        return self._path.read_bytes() == self._content(command)

    def _content(self, command: Sequence[str]) -> bytes:
        import plistlib

        agent: dict[str, object] = {
            "Label": APP_ID,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
        if folder := _folder():
            agent["WorkingDirectory"] = folder
        return plistlib.dumps(agent)


if sys.platform == "win32":
    import subprocess
    import winreg

    _CURRENT = r"Software\Microsoft\Windows\CurrentVersion"
    _RUN = rf"{_CURRENT}\Run"
    # What the Task Manager notes: odd where the person has switched the entry off there.
    _APPROVED = rf"{_CURRENT}\Explorer\StartupApproved\Run"

    class _RunKey(Autostart):
        """https://learn.microsoft.com/windows/win32/setupapi/run-and-runonce-registry-keys."""

        def is_on(self) -> bool:
            approval = _value(_APPROVED)
            is_off = isinstance(approval, bytes) and bool(approval[:1]) and bool(approval[0] & 1)
            return _value(_RUN) is not None and not is_off

        def _names(self, command: Sequence[str]) -> bool:
            return _value(_RUN) == subprocess.list2cmdline(command)

        def _write(self, command: Sequence[str]) -> None:
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                winreg.SetValueEx(key, _NAME, 0, winreg.REG_SZ, subprocess.list2cmdline(command))
            _delete(_APPROVED)

        def _remove(self) -> None:
            _delete(_RUN)
            _delete(_APPROVED)

    def _value(path: str) -> object:
        with (
            contextlib.suppress(OSError),
            winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key,
        ):
            return winreg.QueryValueEx(key, _NAME)[0]
        return None

    def _delete(path: str) -> None:
        with (
            contextlib.suppress(FileNotFoundError),
            winreg.OpenKey(winreg.HKEY_CURRENT_USER, path, 0, winreg.KEY_SET_VALUE) as key,
        ):
            winreg.DeleteValue(key, _NAME)
