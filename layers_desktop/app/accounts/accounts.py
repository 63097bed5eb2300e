"""Accounts: opened at the start, switched in the header, added and removed in the settings.

Every account that has a key stays connected, and its files go on, whichever account is shown: showing
one only decides whose projects new files can go to. A file belongs to its project, and a project to the
account that listed it, so that no choice made here can lead a file to another's key.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from layers_desktop.app.accounts.account_list import AccountList, AccountState
from layers_desktop.app.accounts.sign_in import SignIn
from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.accounts.accounts_page import AccountCommands, AccountRow, AccountsPage
from layers_desktop.gui.accounts.removal_dialog import AccountRemovalDialog, Destination
from layers_desktop.gui.main_window.header import AccountName
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.gui.notices.notices import problem_details
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.local.credentials import Credentials, KeySource, user_name
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.limits.holds import Hold


def state_text(entry: AccountState, hold: Hold | None) -> str:
    """Return one sentence: connected and where the key comes from, or why not."""
    if hold and hold.problem:
        return hold.problem.title
    if entry.source is None:
        return tr("Not connected")
    return {
        KeySource.KEYRING: tr("Connected, key in the keyring"),
        KeySource.SESSION: tr("Connected, key forgotten when you quit"),
        KeySource.ENVIRONMENT: tr("Connected, key from LAYERS_API_KEY"),
    }[entry.source]


def key_notice_name(account: str) -> str:
    """Return the notice key for messages about this account's API key."""
    return f"key of {account}"


def account_key_notice(
    account: str, name: str, hold: Hold, waiting: int, enter_key: Callable[[], None]
) -> Notice:
    """Return the notice for an account that waits for a key while another is shown."""
    problem = hold.problem
    title = problem.title if problem else ""
    if waiting:
        # Translators: {name} is an account, {problem} a whole sentence.
        text = tr_plural(
            "{name}: {problem} {n} file is waiting, nothing is lost.",
            "{name}: {problem} {n} files are waiting, nothing is lost.",
            waiting,
            name=name,
            problem=title,
        )
    else:
        # Translators: {name} is an account, {problem} a whole sentence.
        text = tr("{name}: {problem}", name=name, problem=title)
    button = NoticeButton(tr("Enter a new key…"), enter_key)
    return Notice(
        key_notice_name(account), Severity.CAUTION, text, (button,), problem_details(problem), can_close=True
    )


class AccountsController(QObject):
    """Opens the accounts at the start, and switches, adds, renames and removes them.

    Signals:
        shownChanged: Another account is shown, or the one shown was opened anew.

    Attributes:
        sign_in: Finds keys, and asks for them.
    """

    shownChanged = Signal()

    def __init__(
        self,
        engine: Engine,
        credentials: Credentials,
        window: MainWindow,
        events: QueueEvents,
        tasks: OwnedTasks,
        accounts: AccountList,
    ) -> None:
        super().__init__(window)
        self._engine = engine
        self._window = window
        self._tasks = tasks
        self._accounts = accounts
        self._page: AccountsPage | None = None
        self._with_notice: dict[str, Hold] = {}
        self.sign_in = SignIn(engine, credentials, window, tasks, accounts)
        self.sign_in.opened.connect(self._opened)
        window.header.accounts.accountChosen.connect(self.show)
        events.holdChanged.connect(self._show_missing_keys)
        window.model.ticked.connect(self._count_waiting)

    async def start(self) -> None:
        """Show the accounts that are known, and sign in to every one that has a key."""
        self._accounts.load()
        if shown := self._accounts.shown:
            self._engine.queue.accounts.show(shown.id)
        self._refresh()
        await self.sign_in.sign_in_all()

    def show(self, account: str) -> None:
        """Show this account: new files go to its projects."""
        self._accounts.show(account)
        self._engine.queue.accounts.show(account)
        self._refresh()
        self.shownChanged.emit()

    def page(self) -> AccountsPage:
        """Return a new Accounts page for the settings; it is kept up to date while it exists."""
        commands = AccountCommands(self._ask_for_key, self._rename, self._ask_for_key, self._ask_to_remove)
        page = AccountsPage(commands)
        self._page = page
        page.destroyed.connect(self._page_gone)
        self._refresh()
        self._tasks.spawn(self._show_keyring(page), "keyring name")
        return page

    # ------------------------------------------------------------ what is shown
    def _opened(self, entry: AccountState, is_wanted: bool) -> None:  # noqa: FBT001 - a slot takes what its signal has
        """Show an account that was signed in, if it is the one shown or its key was just entered."""
        shown = self._accounts.shown
        if shown is None or is_wanted or shown.id == entry.id:
            self.show(entry.id)
        else:
            self._refresh()

    def _refresh(self) -> None:
        shown = self._accounts.shown
        names = [AccountName(entry.id, entry.known.name) for entry in self._accounts]
        self._window.header.accounts.show_accounts(names, shown.id if shown else "")
        self._window.upload_list.view.viewport().update()  # where an account may stand beside its projects
        if self._page:
            self._page.show_rows([self._row(entry) for entry in self._accounts])

    def _row(self, entry: AccountState) -> AccountRow:
        hold = self._engine.queue.accounts.waiting_for_key.get(entry.id)
        return AccountRow(
            entry.id,
            entry.known.name,
            entry.known.organization_name,
            state_text(entry, hold),
            entry.is_kept,
        )

    async def _show_keyring(self, page: AccountsPage) -> None:
        name = await self.sign_in.keyring.name()
        if self._page is page and name is None:
            page.show_silent_keyring()
        elif self._page is page:
            page.show_keyring(name)

    def _page_gone(self) -> None:
        self._page = None

    def _show_missing_keys(self) -> None:
        """Show a notice for each account that waits for a key and is not the one shown."""
        shown = self._accounts.shown.id if self._accounts.shown else ""
        holds = {
            account: hold
            for account, hold in self._engine.queue.accounts.waiting_for_key.items()
            if account not in {shown, ""} and hold.problem
        }
        for account in self._with_notice.keys() - holds.keys():
            self._window.notices.hide_notice(key_notice_name(account))
        self._with_notice = holds
        for account in holds:
            self._show_missing_key(account)
        if self._page:
            self._refresh()

    def _show_missing_key(self, account: str) -> None:
        waiting = sum(upload.is_unfinished for upload in self._uploads_of(account))
        ask = partial(self.sign_in.ask, account)
        name, hold = self._accounts.name_of(account), self._with_notice[account]
        self._window.notices.show_notice(account_key_notice(account, name, hold, waiting, ask))

    def _count_waiting(self) -> None:
        """Say anew how many files wait, in the notices that were not put away."""
        for account in self._with_notice:
            if self._window.notices.has(key_notice_name(account)):
                self._show_missing_key(account)

    # ------------------------------------------------------------- what is done
    def _ask_for_key(self, account: str | None = None) -> None:
        """Ask where the page is: in the main window the question would lie behind the settings."""
        self.sign_in.ask(account, self._page.window() if self._page else None)

    def _rename(self, account: str, name: str) -> None:
        self._accounts.rename(account, name)
        self._refresh()

    def _ask_to_remove(self, account: str) -> None:
        left = [upload for upload in self._uploads_of(account) if not upload.is_done]
        in_doubt = sum(upload.remote.may_have_asset for upload in left)
        destinations = [
            Destination(entry.known.name, project)
            for entry in self._accounts
            if entry.id != account and entry.source
            for project in entry.projects
        ]
        parent = self._page.window() if self._page else self._window
        name = self._accounts.name_of(account)
        dialog = AccountRemovalDialog(name, len(left), destinations, parent, in_doubt)
        dialog.removalChosen.connect(
            lambda project: self._tasks.spawn(self._remove(account, project), "remove account")
        )
        dialog.open()

    async def _remove(self, account: str, project: Project | None) -> None:
        """Move or drop the account's uploads, then remove account and key."""
        behind = await self._engine.queue.move_or_drop_account(account, project)
        self._engine.sign_out(account)
        if behind:
            self._report_left_behind(len(behind))
        self._accounts.remove(account)
        self._window.notices.hide_notice(key_notice_name(account))
        shown = self._accounts.shown
        self.show(shown.id if shown else "")
        if shown is None:
            self._engine.queue.accounts.disconnect("")
        await self.sign_in.keyring.remove(user_name(self._accounts.host, account))

    def _report_left_behind(self, count: int) -> None:
        text = tr_plural(
            "{n} file may have arrived already and was not moved. Its row says more.",
            "{n} files may have arrived already and were not moved. Their rows say more.",
            count,
        )
        self._window.toast.show_message(text)

    def _uploads_of(self, account: str) -> list[Upload]:
        return [upload for upload in self._engine.queue.uploads.values() if upload.account == account]
