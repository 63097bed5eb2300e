"""What can go wrong, as the program and the person see it.

UploaderError
├── ConfigurationError          the environment or a setting cannot be used
├── KeyringError                the key cannot be read or kept
├── FileError                   the file itself (see file_errors)
├── NetworkError                no usable answer came back (see network_errors)
├── ApiError                    Layers answered with an error (see api_errors)
├── StorageError                the object storage answered with an error (see storage_errors)
└── IllegalMoveError            a bug: a state was asked to go where it cannot
"""

from dataclasses import dataclass
from enum import StrEnum

from layers_desktop.domain.i18n import tr


class Remedy(StrEnum):
    """What a person can change so that an upload goes on."""

    FILE = "file"
    KIND = "kind"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is told of an error: it outlives the exception, in a row and in the journal.

    Attributes:
        code: A stable word for programs: the API's own code, the store's, or ours.
        title: One sentence: what happened, and why.
        next_step: One sentence: what the person can do; empty where there is nothing to do.
        can_retry: Whether trying again, with nothing changed, may help.
        request_id: What Layers' support finds the request by.
        detail: What the other side said, word for word.
        remedy: What another choice of would help; None where none does.
    """

    code: str
    title: str
    next_step: str = ""
    can_retry: bool = False
    request_id: str | None = None
    detail: str | None = None
    remedy: Remedy | None = None

    @property
    def text(self) -> str:
        """Title and next step as one text for a row or a line on a terminal."""
        return f"{self.title} {self.next_step}".strip()


class UploaderError(Exception):
    """The base of everything that the program raises on purpose."""

    code = "ERROR"
    can_retry = False
    remedy: Remedy | None = None

    def __init__(
        self,
        title: str,
        next_step: str = "",
        *,
        code: str | None = None,
        request_id: str | None = None,
        detail: str | None = None,
    ) -> None:
        super().__init__(title)
        self.title = title
        self.next_step = next_step
        self.code = code or type(self).code
        self.request_id = request_id
        self.detail = detail

    @property
    def problem(self) -> Problem:
        """The part of this error that is kept."""
        return Problem(
            self.code,
            self.title,
            self.next_step,
            self.can_retry,
            self.request_id,
            self.detail,
            self.remedy,
        )


class ConfigurationError(UploaderError):
    """The environment or a setting cannot be used as it is."""

    code = "CONFIGURATION"


class KeyringError(UploaderError):
    """The system's keyring cannot give or keep the key.

    Attributes:
        can_be_unlocked: Whether the person may still bring it to answer.
    """

    code = "KEYRING"
    can_be_unlocked = False


class NoKeyringError(KeyringError):
    """No keyring is running here."""

    code = "KEYRING_MISSING"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(
            tr("No keyring is running on this computer, so the key cannot be remembered."),
            tr("You can use it until you quit."),
            detail=detail,
        )


class KeyringLockedError(KeyringError):
    """The keyring is there, but locked."""

    code = "KEYRING_LOCKED"
    can_be_unlocked = True

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(
            tr("Your keyring is locked."),
            tr("Unlock it to use the saved key, or enter the key for this session."),
            detail=detail,
        )


class KeyringSilentError(KeyringError):
    """The keyring did not answer in time."""

    code = "KEYRING_SILENT"
    can_be_unlocked = True

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(
            tr("Your keyring does not answer."),
            tr("Look for its own window, or enter the key for this session."),
            detail=detail,
        )


class KeyringRefusedError(KeyringError):
    """The keyring took the key and does not have it, or would keep it where others can read it."""

    code = "KEYRING_REFUSED"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(
            tr("This computer's keyring cannot keep the key safely."),
            tr("You can use the key until you quit."),
            detail=detail,
        )


class IllegalMoveError(UploaderError):
    """An upload was asked to move where its state cannot go: a fault of the program, never of the person."""

    code = "ILLEGAL_MOVE"
