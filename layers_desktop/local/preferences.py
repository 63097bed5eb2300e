"""The person's choices in the settings, and what the program remembers of their last ones."""

import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_config import NetworkChoice, ProxyChoice, ProxyKind
from layers_desktop.domain.redaction import Secret
from layers_desktop.local.json_file import JsonFile

PREFERENCES_NAME = "preferences.json"


@dataclass(slots=True)
class Preferences:
    """All preferences; a field's default holds until the person chooses something else.

    Attributes:
        project_ids: The ID of the project last chosen, by the keyring user name of its account.
        account_ids: The ID of the account last shown, by API host.
        recent_projects: The IDs of the projects last chosen, newest first with spaces between, likewise.
        start_on_drop: Whether dropped files start without the button.
        resume_on_start: Whether unfinished uploads go on by themselves at the next start.
        kinds_by_project: The kind of new files (the API's word) that a person set for a project, by its ID.
        show_last_batch: Whether the finished files of the last batch are in the list again at the next start.
        copy_format: The name of the format that IDs are copied in; empty for the first.
        copy_template, copy_separator: The person's own format, and the text between two files in it.
        auto_copy: Whether the IDs of a batch are copied when it ends.
        guess_kinds: Whether names of files and folders count as hints to the kind.
        skip_hidden: Whether hidden files in dropped folders are left out.
        skip_helpers: Whether folders that systems and programs keep for themselves are left out.
        finished_leave: When finished rows are removed from the list; empty for never.
        files_at_once: How many files are sent at once to begin with.
        speed_limit, own_speed_limit: The limit for all files together: kB a second as text, "own", or empty
            for none; and the person's own, in kB a second.
        keep_awake: Whether the computer is kept awake while files are sent.
        keep_in_tray, tray_explained: Whether closing the window only hides it, and that was explained.
        notice_at_end, notice_problems_only, notice_sound: Whether a desktop notification tells of a batch
            that ended, whether only of one with problems, and whether with a sound.
        history_days: For how many days past uploads are kept; 0 for ever.
        ask_before_quit: Whether closing the window asks while files are being sent.
        appearance: "light" or "dark"; empty follows the system.
        language: A language code; empty follows the system.
        proxy: The proxy in use, a `ProxyKind`.
        proxy_host, proxy_port, proxy_user: That proxy, where it is named; its password is in the keyring.
        ca_file: A PEM file of certificates trusted besides the system's; empty for none.
        watched_folder, watched_project, watched_kind: The folder whose new files are taken, the project that
            they go to (`id`, `name`, `account`), and their kind (the API's word); empty: none, automatic.
        watched_start, watched_paused: Whether such files start by themselves, and whether none is taken now.
        last_add_folder: The folder that files were last chosen from.
        window_geometry, columns: The window's layout, as text that only the window reads.
        unknown: Fields that a newer version wrote, kept for it.
    """

    project_ids: dict[str, str] = field(default_factory=dict)
    account_ids: dict[str, str] = field(default_factory=dict)
    recent_projects: dict[str, str] = field(default_factory=dict)
    start_on_drop: bool = False
    resume_on_start: bool = False
    show_last_batch: bool = False
    kinds_by_project: dict[str, str] = field(default_factory=dict)
    copy_format: str = ""
    copy_template: str = "{name}: {id}"
    copy_separator: str = "\n"
    auto_copy: bool = False
    guess_kinds: bool = True
    skip_hidden: bool = True
    skip_helpers: bool = True
    finished_leave: str = ""
    files_at_once: int = 3
    speed_limit: str = ""
    own_speed_limit: int = 750
    keep_awake: bool = True
    keep_in_tray: bool = False
    tray_explained: bool = False
    notice_at_end: bool = True
    notice_problems_only: bool = False
    notice_sound: bool = False
    history_days: int = 365
    ask_before_quit: bool = True
    appearance: str = ""
    language: str = ""
    proxy: str = "system"
    proxy_host: str = ""
    proxy_port: int = 8080
    proxy_user: str = ""
    ca_file: str = ""
    watched_folder: str = ""
    watched_project: dict[str, str] = field(default_factory=dict)
    watched_kind: str = ""
    watched_start: bool = False
    watched_paused: bool = False
    last_add_folder: str = ""
    window_geometry: str = ""
    columns: str = ""
    unknown: dict[str, Any] = field(default_factory=dict, repr=False)


class PreferencesFile(JsonFile):
    """The preferences as one JSON object."""

    def load(self) -> Preferences:
        """Return what was saved; the defaults where the file is missing, or damaged and now quarantined.

        Raises:
            ConfigurationError: The file is there and cannot be read, or is damaged and cannot be moved.
        """
        return self._read(_parse, None) or Preferences()

    def peek(self) -> Preferences:
        """Return what was saved, or the defaults where that cannot be read, of which `load` tells."""
        with contextlib.suppress(OSError, ValueError, RecursionError):
            return _parse(json.loads(self._path.read_bytes()))
        return Preferences()

    def save(self, preferences: Preferences) -> None:
        """Replace the file in one step: after a crash either the old or the new one is there, whole.

        Raises:
            ConfigurationError: The file cannot be written; the old one still stands.
        """
        values = {each.name: getattr(preferences, each.name) for each in _KNOWN_FIELDS}
        self._write(json.dumps(preferences.unknown | values, indent=2, sort_keys=True))

    def _read_error(self, folder: Path, reason: str) -> ConfigurationError:
        return ConfigurationError(
            tr("Your settings in {folder} cannot be read ({reason}).", folder=folder, reason=reason),
            tr("The defaults are used, and changes may not be saved."),
        )

    def _write_error(self, folder: Path, reason: str) -> ConfigurationError:
        return ConfigurationError(
            tr("Your settings cannot be saved to {folder} ({reason}).", folder=folder, reason=reason),
            tr("These settings apply until you quit."),
        )


# Days, ports and files at once are far below it.
_MOST = 1_000_000
# Lone surrogates, but for those that stand for the bytes of a file's name (PEP 383).
_HALF_A_LETTER = re.compile("[\ud800-\udc7f\udd00-\udfff]")
# What earlier versions kept, and a kind is no longer to outlive a start unasked.
_FORMER_FIELDS = ("kind_for_new", "kinds_by_folder")
_KNOWN_FIELDS = tuple(each for each in fields(Preferences) if each.name != "unknown")


def _parse(content: Any) -> Preferences:
    """Return the preferences that the content holds; a value of the wrong type leaves the default.

    Raises:
        ValueError: It is not a JSON object.
    """
    if not isinstance(content, dict):
        raise ValueError("not an object")  # noqa: TRY004 the file is damaged like any other that does not parse
    preferences = Preferences()
    for each in _KNOWN_FIELDS:
        value = content.pop(each.name, None)
        if _has_type_of(getattr(preferences, each.name), value):
            setattr(preferences, each.name, value)
    for name in _FORMER_FIELDS:
        content.pop(name, None)
    preferences.unknown = content
    return preferences


def _has_type_of(default: object, value: object) -> bool:
    """Return whether a value may take the place of this default; the values of mappings are text."""
    if isinstance(value, Mapping):
        return isinstance(default, Mapping) and all(
            isinstance(each, str) and _is_sane(each) for each in value.values()
        )
    return type(value) is type(default) and (not isinstance(value, str | int) or _is_sane(value))


def _is_sane(value: object) -> bool:
    """Whether this is a number that counts something, or a text that can name a file and be shown."""
    if isinstance(value, int):
        return 0 <= value <= _MOST
    return isinstance(value, str) and "\0" not in value and not _HALF_A_LETTER.search(value)


def network_choice(preferences: Preferences, password: str = "") -> NetworkChoice:
    """Return how the preferences say that Layers is reached, with this password for the proxy.

    A proxy without a host, or of a kind that only a newer version knows, counts as the system's.
    """
    is_known = preferences.proxy in set(ProxyKind)
    proxy = ProxyChoice(
        ProxyKind(preferences.proxy) if is_known else ProxyKind.SYSTEM,
        preferences.proxy_host.strip(),
        preferences.proxy_port,
        preferences.proxy_user.strip(),
        Secret(password),
    )
    if proxy.is_named and not proxy.host:
        proxy = ProxyChoice()
    return NetworkChoice(proxy, preferences.ca_file.strip())
