"""The Network page of the settings, and applying it while the program runs."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from layers_desktop.app.preferences import DEFAULTS, PreferencesController
from layers_desktop.domain.errors import KeyringError, UploaderError
from layers_desktop.domain.i18n import tr, tr_context
from layers_desktop.domain.network_config import MAX_PORT, ProxyKind
from layers_desktop.domain.redaction import Secret
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notice_bar import Notice, Severity
from layers_desktop.gui.settings.fields import (
    ActionsSetting,
    ChoiceSetting,
    Deed,
    IntSetting,
    Setting,
    TextSetting,
)
from layers_desktop.local.credentials import ProxyPasswords
from layers_desktop.local.preferences import network_choice
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.limits.holds import HoldReason

_NOTICE = "network"
_KEYRING_NOTICE = "network-keyring"
# Nobody wants a connection tried with half an address.
_TYPING_PAUSE_MS = 800


class NetworkSettings(QObject):
    """Applies proxy and certificates to the engine, and tests the connection.

    Signals:
        changed: The result of a test or a change is shown or has changed.

    Args:
        host: The API host, as it is named in texts.
        passwords: Those of the proxies.
    """

    changed = Signal()

    def __init__(
        self,
        engine: Engine,
        preferences: PreferencesController,
        window: MainWindow,
        tasks: OwnedTasks,
        host: str,
        passwords: ProxyPasswords | None = None,
    ) -> None:
        super().__init__()
        self._engine = engine
        self._preferences = preferences
        self._window = window
        self._tasks = tasks
        self._host = host
        self._passwords = passwords or ProxyPasswords()
        self._typed: Secret | None = None
        self._said = ""
        self._applying = asyncio.Lock()
        self._pause = QTimer(window, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._pause.timeout.connect(lambda: self._tasks.spawn(self.apply(), "network settings"))

    async def apply(self) -> None:
        """Apply the settings; where they cannot be used, show why and keep the ones before."""
        self._pause.stop()
        async with self._applying:
            password = await self._password()
            try:
                await self._engine.use_network(network_choice(self._preferences.current, password))
            except UploaderError as error:
                self._show_result(error.problem.text)
                self._window.notices.show_notice(Notice(_NOTICE, Severity.PROBLEM, error.problem.text))
            else:
                self._window.notices.hide_notice(_NOTICE)

    def settings(self) -> tuple[Setting, ...]:
        """Return the settings with their present values, and why Layers cannot be reached, if so."""
        hold = self._engine.queue.hold
        self._show_result(
            hold.problem.text if hold and hold.reason is HoldReason.OFFLINE and hold.problem else ""
        )
        return (
            self._proxy(),
            self._proxy_host(),
            self._port(),
            self._user(),
            *self._secrets(),
            self._connection_test(),
        )

    # ----------------------------------------------------------------- parts
    def _proxy(self) -> ChoiceSetting:
        kinds = (
            # Translators: The choice in the settings that follows the system, for language, appearance and
            # proxy.
            (ProxyKind.SYSTEM.value, tr("System default")),
            (ProxyKind.NONE.value, tr_context("proxy", "None")),
            (ProxyKind.HTTP.value, tr("HTTP proxy")),
            (ProxyKind.SOCKS5.value, tr("SOCKS5 proxy")),
        )
        return ChoiceSetting(
            tr("Proxy"),
            self._preferences.current.proxy,
            DEFAULTS.proxy,
            self._changing("proxy"),
            kinds,
            tr("Uses the system settings, or HTTPS_PROXY, ALL_PROXY and NO_PROXY."),
        )

    def _proxy_host(self) -> TextSetting:
        now, change = self._preferences.current.proxy_host, self._changing("proxy_host")
        hint, default = tr("proxy.example.com"), DEFAULTS.proxy_host
        return TextSetting(tr("Proxy host"), now, default, change, placeholder=hint, is_used=self._has_proxy)

    def _port(self) -> IntSetting:
        now, change = self._preferences.current.proxy_port, self._changing("proxy_port")
        default = DEFAULTS.proxy_port
        return IntSetting(tr("Proxy port"), now, default, change, 1, MAX_PORT, is_used=self._has_proxy)

    def _user(self) -> TextSetting:
        now, change = self._preferences.current.proxy_user, self._changing("proxy_user")
        # Translators: Shown in the empty field for the proxy's user name.
        hint, default = tr("if the proxy asks"), DEFAULTS.proxy_user
        return TextSetting(
            tr("Proxy user name"), now, default, change, placeholder=hint, is_used=self._has_proxy
        )

    def _secrets(self) -> tuple[Setting, ...]:
        password = TextSetting(
            tr("Proxy password"),
            "",
            "",
            self._type_password,
            tr("Kept in your keyring, never in a file. Leave it empty to keep the saved one."),
            is_secret=True,
            is_used=self._has_proxy,
        )
        certificates = TextSetting(
            tr("Certificate file"),
            self._preferences.current.ca_file,
            DEFAULTS.ca_file,
            self._changing("ca_file"),
            tr(
                "Trusted in addition to the system's certificates, for a proxy that inspects traffic. "
                "PEM format."
            ),
            chooser=(tr("Choose…"), self._choose_file),
        )
        return password, certificates

    def _has_proxy(self) -> bool:
        """Whether a proxy is chosen whose address is asked for here."""
        return self._preferences.current.proxy in {ProxyKind.HTTP, ProxyKind.SOCKS5}

    def _connection_test(self) -> ActionsSetting:
        def buttons() -> Sequence[Deed]:
            return ((tr("Test connection"), self._test),)

        # Translators: The label of the button that tests the connection.
        return ActionsSetting(tr("Connection"), buttons, changed=self.changed, result=lambda: self._said)

    def _changing(self, name: str) -> Callable[[Any], None]:
        def change(value: Any) -> None:
            self._preferences.update(**{name: value})
            self._pause.start()

        return change

    def _type_password(self, text: str) -> None:
        self._typed = Secret(text)
        self._pause.start()

    def _choose_file(self, over: QWidget, chosen: Callable[[str], None]) -> None:
        def take(paths: list[Path]) -> None:
            if paths:
                chosen(str(paths[0]))
                # Translators: {name} is a file with a certificate.
                self._show_result(tr("{name} is trusted from now on.", name=paths[0].name))

        self._window.desktop.choose_certificate(over, take)

    def _test(self) -> None:
        self._show_result(tr("Trying to reach {host}…", host=self._host))
        self._tasks.spawn(self._run_test(), "try the network")

    async def _run_test(self) -> None:
        asked = self._said
        await self.apply()
        if self._said != asked:  # it could not even be applied, and that is said
            return
        try:
            await self._engine.http.check_reachable()
        except UploaderError as error:
            self._show_result(error.problem.text)
        else:
            self._show_result(tr("{host} responds.", host=self._host))

    async def _password(self) -> str:
        """Return the proxy's password: the one just typed, which is stored, or the stored one."""
        proxy = network_choice(self._preferences.current).proxy
        if not (proxy.is_named and proxy.user):
            return ""  # what was typed waits for the name that it belongs to
        typed, self._typed = self._typed, None
        try:
            if typed:
                await self._passwords.store(proxy, typed)
            found = await self._passwords.find(proxy)
        except KeyringError as error:
            self._show_keyring_problem(error, is_typed=bool(typed))
            return typed or ""
        self._window.notices.hide_notice(_KEYRING_NOTICE)
        return found

    def _show_keyring_problem(self, error: KeyringError, *, is_typed: bool) -> None:
        if is_typed:
            # Translators: {why} is a whole sentence.
            text = tr("{why} The proxy password is kept until you quit.", why=error.title)
        else:
            # Translators: {why} is a whole sentence.
            text = tr("{why} Enter the proxy password again in Settings → Network.", why=error.title)
        self._window.notices.show_notice(Notice(_KEYRING_NOTICE, Severity.CAUTION, text))

    def _show_result(self, text: str) -> None:
        self._said = text
        self.changed.emit()
