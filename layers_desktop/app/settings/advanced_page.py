"""The Advanced page of the settings: API address, log folder, support bundle."""

import time
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal

from layers_desktop.app.preferences import PreferencesController
from layers_desktop.cli.run_environment import RunEnvironment
from layers_desktop.domain.errors import system_reason
from layers_desktop.domain.file_errors import FileSystemSilentError
from layers_desktop.domain.i18n import tr
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.settings.fields import ActionsSetting, Deed, PreviewSetting, Setting
from layers_desktop.local.diagnostics.support_bundle import write_support_bundle
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.intake.file_threads import FileThreads
from layers_desktop.transfer.queue.upload_queue import UploadQueue


class AdvancedSettings(QObject):
    """Shows addresses and folders, and writes the support bundle.

    Signals:
        changed: The result of writing a support bundle is shown or has changed.
    """

    changed = Signal()

    def __init__(
        self,
        queue: UploadQueue,
        preferences: PreferencesController,
        window: MainWindow,
        tasks: OwnedTasks,
        environment: RunEnvironment,
        api_address: str,
    ) -> None:
        super().__init__()
        self._queue = queue
        self._preferences = preferences
        self._window = window
        self._tasks = tasks
        self._environment = environment
        self._api_address = api_address
        self._said = ""

    def settings(self) -> tuple[Setting, ...]:
        """Return the settings as things stand now."""
        self._show_result("")
        return self._address(), self._log(), self._support()

    # ----------------------------------------------------------------- parts
    def _address(self) -> PreviewSetting:
        return PreviewSetting(tr("API address"), lambda: self._api_address, is_boxed=False)

    def _log(self) -> ActionsSetting:
        def buttons() -> Sequence[Deed]:
            return ((tr("Show log folder"), self._show_log),)

        return ActionsSetting(tr("Log"), buttons, tr("Keys and signatures are never written to it."))

    def _support(self) -> ActionsSetting:
        def buttons() -> Sequence[Deed]:
            return ((tr("Save a support bundle…"), self._ask_for_file),)

        return ActionsSetting(
            tr("Support"),
            buttons,
            tr(
                "Contains versions, settings, the log and the number of files in each state. "
                "No keys, no passwords."
            ),
            self.changed,
            lambda: self._said,
        )

    def _show_log(self) -> None:
        self._window.desktop.open_url(QUrl.fromLocalFile(str(self._environment.directories.log)))

    def _ask_for_file(self) -> None:
        # Translators: The name of a file that is saved; {day} is a date such as 2026-11-30.
        name = tr("layers-support-{day}.zip", day=time.strftime("%Y-%m-%d"))
        self._window.desktop.save_file(
            self._window, tr("Save a support bundle"), name, ("zip",), self._chosen
        )

    def _chosen(self, path: Path) -> None:
        self._tasks.spawn(self._write(path), "support bundle")

    async def _write(self, path: Path) -> None:
        counts = Counter(upload.state.value for upload in self._queue.uploads.values())
        folder, environ = self._environment.directories.log, self._environment.environ
        try:
            await FileThreads().ask(
                path,
                partial(write_support_bundle, path, self._preferences.current, folder, counts, environ),
            )
        except FileSystemSilentError as error:
            self._show_result(error.problem.text)
        except OSError as error:
            reason = system_reason(error)
            self._show_result(tr("{name} could not be written ({reason}).", name=path.name, reason=reason))
        else:
            self._show_result(tr("Saved as {path}. You can look inside before you send it.", path=path))

    def _show_result(self, text: str) -> None:
        self._said = text
        self.changed.emit()
