"""The zip file for a support request: system, settings, counts of uploads and logs, without secrets."""

import json
import os
import platform
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from layers_desktop.domain.redaction import redact
from layers_desktop.local.preferences import Preferences
from layers_desktop.local.private_files import private_opener

_PACKAGES = ("layers-desktop", "PySide6-Essentials", "httpx", "httpcore", "keyring", "qasync", "truststore")
# Only settings listed here are included: others may name people, folders or projects.
_INCLUDED_SETTINGS = frozenset(
    {
        "start_on_drop",
        "resume_on_start",
        "copy_format",
        "auto_copy",
        "files_at_once",
        "keep_awake",
        "keep_in_tray",
        "ask_before_quit",
        "appearance",
        "language",
        "proxy",
        "proxy_port",
    }
)
_MAX_LOG_BYTES = 4_000_000
# The bundle says only whether these are set: their values may hold passwords and host names.
_VARIABLES = ("HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "LAYERS_BASE_URL", "LAYERS_API_KEY")


def write_support_bundle(
    target: Path,
    preferences: Preferences,
    log_folder: Path,
    counts: Mapping[str, int],
    environ: Mapping[str, str],
) -> None:
    """Write the bundle as a zip file that only its owner can read, in place of an older file of this name.

    Args:
        target: The path of the zip file.
        preferences: Those in use.
        log_folder: The folder of the logs.
        counts: The number of uploads in each state.
        environ: The environment variables.

    Raises:
        OSError: It cannot be written.
    """
    target.unlink(missing_ok=True)  # an older one may be readable by others
    with (
        open(target, "wb", opener=private_opener) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle,
    ):
        bundle.writestr("about.json", _json(_about(environ)))
        bundle.writestr("settings.json", _json(_settings(preferences)))
        bundle.writestr("uploads.json", _json(dict(counts)))
        for path in sorted(log_folder.glob("*.log*")):
            bundle.writestr(f"logs/{path.name}", _log(path))


def _about(environ: Mapping[str, str]) -> dict[str, object]:
    given = {name: name in environ or name.lower() in environ for name in _VARIABLES}
    return {
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "system": platform.platform(),
        "python": platform.python_version(),
        "desktop": environ.get("XDG_CURRENT_DESKTOP", ""),
        "session": environ.get("XDG_SESSION_TYPE", ""),
        "packages": {name: _version(name) for name in _PACKAGES},
        "environment": {name: "set" if is_set else "not set" for name, is_set in given.items()},
    }


def _settings(preferences: Preferences) -> dict[str, object]:
    included = {name: value for name, value in asdict(preferences).items() if name in _INCLUDED_SETTINGS}
    return included | {
        "has_proxy_user": bool(preferences.proxy_user),
        "has_ca_file": bool(preferences.ca_file),
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # a frozen program may not have the metadata
        return "?"


def _log(path: Path) -> str:
    """Return the last part of a log, redacted once more, with `~` for the person's home folder."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _MAX_LOG_BYTES))
        text = file.read().decode("utf-8", "replace")
    home = os.path.expanduser("~")  # noqa: PTH111 only a text to search for
    return redact(text.replace(home, "~") if len(home) > 1 else text)


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(_redacted(value), indent=2, sort_keys=True)


def _redacted(value: object) -> object:
    """Return the value with each text in it redacted; a redaction of finished JSON could swallow quotes."""
    if isinstance(value, Mapping):
        return {name: _redacted(each) for name, each in value.items()}
    return redact(value) if isinstance(value, str) else value
