"""What a person has chosen and would not choose again."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from layers_desktop.domain.errors import ConfigurationError, KeyringTimeoutError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_config import NetworkChoice, ProxyChoice, ProxyKind
from layers_desktop.domain.redaction import Secret
from layers_desktop.local.keyring_backend import DaemonThread, KeyringAdapter
from layers_desktop.local.private_files import make_private_folder, quarantine, replace_file

PREFERENCES_NAME = "preferences.json"


@dataclass(slots=True)
class Preferences:
    """What a person has chosen; each field's default is what a new program does.

    Attributes:
        project_ids: The project last chosen, by API host and account.
        account_ids: The account last shown, by API host.
        recent_projects: The projects last chosen, newest first with spaces between, by API host and account.
        start_on_drop: Whether dropped files start without the button.
        resume_on_start: Whether unfinished files go on by themselves at the next start.
        kinds_by_folder: The kind last chosen (the API's word), by the name of the folder.
        copy_format: The name of the format that IDs are copied in; empty for the first.
        copy_template, copy_separator: The person's own format, and what stands between two files in it.
        auto_copy: Whether the IDs of a batch are copied by themselves at its end.
        kind_for_new: The kind that new files are taken for (the API's word); empty finds it out.
        guess_kinds: Whether names of files and folders are taken for hints to the kind.
        skip_hidden: Whether hidden files in dropped folders are left out.
        finished_leave: When finished rows leave the list by themselves; empty for never.
        files_at_once: How many files are sent at once to begin with.
        keep_awake: Whether the computer is kept awake while files are sent.
        keep_in_tray, tray_explained: Whether closing the window only hides it, and was told of once.
        notice_at_end, notice_problems_only, notice_sound: Whether the desktop tells of a batch that ended,
            of each or only where a file needs somebody, and whether that is heard.
        history_days: For how many days past uploads are kept; 0 for ever.
        ask_before_quit: Whether closing the window asks while files are under way.
        appearance: "light" or "dark"; empty follows the system.
        language: A language code; empty follows the system.
        proxy: Which proxy stands between ("system", "none", "http", "socks5").
        proxy_host, proxy_port, proxy_user: That proxy, where the person names it; its password is elsewhere.
        ca_file: A file of certificates that are trusted besides the system's; empty for none.
        last_add_folder: Where files were last chosen from.
        window_geometry, columns: What the window gave to be given back, as text that only it understands.
        unknown: What a newer version wrote, kept for it.
    """

    project_ids: dict[str, str] = field(default_factory=dict)
    account_ids: dict[str, str] = field(default_factory=dict)
    recent_projects: dict[str, str] = field(default_factory=dict)
    start_on_drop: bool = False
    resume_on_start: bool = False
    kinds_by_folder: dict[str, str] = field(default_factory=dict)
    copy_format: str = ""
    copy_template: str = "{name}: {id}"
    copy_separator: str = "\n"
    auto_copy: bool = False
    kind_for_new: str = ""
    guess_kinds: bool = True
    skip_hidden: bool = True
    finished_leave: str = ""
    files_at_once: int = 3
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
    last_add_folder: str = ""
    window_geometry: str = ""
    columns: str = ""
    unknown: dict[str, Any] = field(default_factory=dict, repr=False)


class PreferencesFile:
    """The preferences as a JSON file of this person.

    Attributes:
        set_aside: Where a broken file went at the last `load`, so that the person can be told; else None.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.set_aside: Path | None = None

    def load(self) -> Preferences:
        """Return what was saved; a missing file gives the defaults, a broken one too and is set aside.

        Raises:
            ConfigurationError: The file is there and cannot be read, or is broken and cannot be set aside.
        """
        self.set_aside = None
        try:
            return self._read()
        except OSError as error:
            raise ConfigurationError(
                tr("Your settings in {folder} cannot be read ({reason}).", **self._words(error)),
                tr("The program goes on with its own; what you change may not be kept."),
            ) from error

    def save(self, preferences: Preferences) -> None:
        """Replace the file in one step: after a crash either the old or the new one is there, whole.

        Raises:
            ConfigurationError: The file cannot be written; the old one still stands.
        """
        values = {one.name: getattr(preferences, one.name) for one in _OWN_FIELDS}
        text = json.dumps(preferences.unknown | values, indent=2, sort_keys=True)
        try:
            make_private_folder(self._path.parent)
            replace_file(self._path, text.encode("ascii"))
        except OSError as error:
            raise ConfigurationError(
                tr("Your settings cannot be saved to {folder} ({reason}).", **self._words(error)),
                tr("They hold until you quit."),
            ) from error

    def _read(self) -> Preferences:
        try:
            return _preferences(json.loads(self._path.read_bytes()))
        except FileNotFoundError:
            return Preferences()
        except (ValueError, RecursionError):
            self.set_aside = quarantine(self._path)
            return Preferences()

    def _words(self, error: OSError) -> dict[str, object]:
        return {"folder": self._path.parent, "reason": error.strerror or type(error).__name__}


_OWN_FIELDS = tuple(one for one in fields(Preferences) if one.name != "unknown")


def _preferences(content: object) -> Preferences:
    """Return what the file says; a value of the wrong type counts as never chosen.

    Raises:
        ValueError: It is no JSON object.
    """
    if not isinstance(content, dict):
        raise ValueError("not an object")  # noqa: TRY004 the file is broken like any other that does not parse
    preferences = Preferences()
    for one in _OWN_FIELDS:
        value = content.pop(one.name, None)
        if _fits(value, getattr(preferences, one.name)):
            setattr(preferences, one.name, value)
    preferences.unknown = content
    return preferences


def _fits(value: object, default: object) -> bool:
    """Tell whether a value may take the place of this default."""
    if isinstance(value, Mapping):
        return isinstance(default, Mapping) and all(isinstance(each, str) for each in value.values())
    return type(value) is type(default)


_PATIENCE = 10.0

T = TypeVar("T")


def network_choice(preferences: Preferences, password: str = "") -> NetworkChoice:
    """Return what was chosen; a proxy without a host, or of a kind that a newer version knows, is none."""
    known = preferences.proxy in set(ProxyKind)
    kind = ProxyKind(preferences.proxy) if known else ProxyKind.SYSTEM
    proxy = ProxyChoice(
        kind,
        preferences.proxy_host.strip(),
        preferences.proxy_port,
        preferences.proxy_user.strip(),
        Secret(password),
    )
    if proxy.is_named and not proxy.host:
        proxy = ProxyChoice()
    return NetworkChoice(proxy, preferences.ca_file.strip())


class ProxyPasswords:
    """The passwords of proxies: in the keyring, else in memory until the program ends, never in a file."""

    def __init__(self, further_backends: frozenset[str] = frozenset()) -> None:
        self._door = KeyringAdapter(further_backends)
        self._thread = DaemonThread("proxy password")
        self._of_session: dict[str, Secret] = {}

    async def find(self, proxy: ProxyChoice) -> Secret:
        """Return the password of this user at this proxy; empty where none is kept.

        Raises:
            KeyringError: The keyring cannot be read, or not in time.
        """
        if not (proxy.is_named and proxy.user):
            return Secret()
        name = _name(proxy)
        if name not in self._of_session:
            self._of_session[name] = Secret(await self._ask(lambda: self._door.read(name)) or "")
        return self._of_session[name]

    async def store(self, proxy: ProxyChoice, password: str) -> None:
        """Keep it, or where it is empty forget the one that is kept.

        Raises:
            KeyringError: It is kept for this session only.
        """
        name, secret = _name(proxy), Secret(password)
        self._of_session[name] = secret
        if secret:
            await self._ask(lambda: self._door.keep(name, secret))
        else:
            await self._ask(lambda: self._door.remove(name))

    async def _ask(self, call: Callable[[], T]) -> T:
        try:
            return await self._thread.run(call, _PATIENCE)
        except TimeoutError:
            raise KeyringTimeoutError from None


def _name(proxy: ProxyChoice) -> str:
    return f"proxy {proxy.user}@{proxy.address}"
