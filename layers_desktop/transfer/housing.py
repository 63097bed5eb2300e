"""Which account the uploads belong to that an earlier version left, which knew one account only."""

from collections.abc import Iterable, Mapping, Sequence

from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.checker import Checker
from layers_desktop.transfer.crew import Crew
from layers_desktop.transfer.ledger import Ledger


class Housing:
    """Knows which account lists which project: only that one may have what names no account.

    Args:
        uploads: All of the list, live.
    """

    def __init__(
        self, uploads: Mapping[UploadId, Upload], ledger: Ledger, crew: Crew, checker: Checker
    ) -> None:
        self._uploads = uploads
        self._ledger = ledger
        self._crew = crew
        self._checker = checker
        self._listed: dict[str, Project] = {}

    def learn(self, projects: Iterable[Project]) -> list[Upload]:
        """Take note of projects as an account lists them; return the uploads of the list that this houses.

        Who listed a project first keeps it.
        """
        for project in projects:
            known = self._listed.get(project.id)
            if known is None or known.account == project.account:
                self._listed[project.id] = project
        return self.house(self._uploads.values())

    def forget(self, account: str) -> None:
        """Forget the projects of an account that goes."""
        self._listed = {each: known for each, known in self._listed.items() if known.account != account}

    def house(self, uploads: Iterable[Upload]) -> list[Upload]:
        """Give those of these that name no account to the one that lists their project; return them.

        Those whose project nobody lists stay as they are: no account's key may send them.
        """
        housed: list[Upload] = []
        for upload in uploads:
            if upload.project and not upload.account and (found := self._listed.get(upload.project.id)):
                upload.project = found
                housed.append(upload)
        return housed

    def go_on_with(self, housed: Sequence[Upload]) -> None:
        """Let uploads of the list go on under their new account; what that has sent is known by now."""
        self._ledger.note(*housed)
        self._crew.take_on([each for each in housed if each.state is UploadState.QUEUED])
        self._checker.check_again(each for each in housed if each.is_ready)
