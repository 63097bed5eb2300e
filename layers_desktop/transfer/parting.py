"""What becomes of the uploads of an account that goes."""

from collections.abc import Callable, Iterable, Sequence

from layers_desktop.domain.language import tr
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.transfer.checker import Checker
from layers_desktop.transfer.crew import Crew
from layers_desktop.transfer.ledger import Ledger
from layers_desktop.transfer.queue_accounts import QueueAccounts

Command = Callable[[Iterable[UploadId]], object]


class Parting:
    """Empties an account, and sees to what is still added to it afterwards.

    Args:
        cancel, remove: The queue's commands.
    """

    def __init__(
        self,
        accounts: QueueAccounts,
        crew: Crew,
        checker: Checker,
        ledger: Ledger,
        cancel: Command,
        remove: Command,
    ) -> None:
        self._accounts = accounts
        self._crew = crew
        self._checker = checker
        self._ledger = ledger
        self._cancel = cancel
        self._remove = remove

    async def empty(self, account: str, project: Project | None) -> list[Upload]:
        """Stop what is left of this account, and send it to a project of another instead, or drop it.

        Where an asset may have come of a call whose answer was lost, another account would make a second
        one: those are left behind, cancelled, with a word on why, and are returned.
        """
        left = self._accounts.left_of(account)
        going = {each.id for each in left if each.is_going or each.starts_when_ready}
        self._accounts.take_leave(account, project)
        self._cancel([each.id for each in left])
        await self._crew.let_go(account)
        left = self._accounts.left_of(account)
        self._cancel([each.id for each in left])  # what was started in the meantime
        if project is None:
            self._remove([each.id for each in left])
            return []
        in_doubt = [each for each in left if each.remote.may_have_asset]
        self._leave_behind(in_doubt)
        self._checker.send_elsewhere([each for each in left if each not in in_doubt], project, going)
        return in_doubt

    def redirect(self, uploads: Sequence[Upload]) -> list[Upload]:
        """Return those of these new uploads that may be added.

        What is for an account that has gone is to be looked at for the project that took its other files,
        and left out where those left the list.
        """
        welcome: list[Upload] = []
        for upload in uploads:
            project = self._accounts.heir_of(upload.project)
            if project == upload.project:
                welcome.append(upload)
            elif project:
                upload.start_checking()
                upload.project = project
                welcome.append(upload)
        return welcome

    def _leave_behind(self, uploads: Sequence[Upload]) -> None:
        for upload in uploads:
            upload.note = tr(
                "It may have arrived in {project}. Add that account again and retry: then it is known.",
                project=upload.project.name if upload.project else "",
            )
        self._ledger.note(*uploads)
