"""What is said of an account: in the settings, and where it waits for a key."""

from collections.abc import Callable

from layers_desktop.app.account_book import OpenAccount
from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.gui.gate_notices import problem_details
from layers_desktop.gui.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.local.credentials import KeySource
from layers_desktop.transfer.gates import Gate


def state_text(entry: OpenAccount, gate: Gate | None) -> str:
    """Return one sentence: connected and whence the key, or what is missing."""
    if gate and gate.problem:
        return gate.problem.title
    if entry.source is None:
        return tr("Not connected")
    return {
        KeySource.KEYRING: tr("Connected, key in the keyring"),
        KeySource.SESSION: tr("Connected, key forgotten when you quit"),
        KeySource.ENVIRONMENT: tr("Connected, key from LAYERS_API_KEY"),
    }[entry.source]


def key_notice_name(account: str) -> str:
    """Return the key of the notice about this account's key."""
    return f"key of {account}"


def account_key_notice(
    account: str, name: str, gate: Gate, waiting: int, enter_key: Callable[[], None]
) -> Notice:
    """Return what is told of an account that is not shown and waits for a key."""
    problem = gate.problem
    text = tr("{name}: {sentence}", name=name, sentence=problem.title if problem else "")
    if waiting:
        rest = tr_plural(
            "{n} file is waiting, nothing is lost.", "{n} files are waiting, nothing is lost.", waiting
        )
        text = tr("{sentence} {next_sentence}", sentence=text, next_sentence=rest)
    button = NoticeButton(tr("Enter a new key…"), enter_key)
    return Notice(
        key_notice_name(account), Severity.CAUTION, text, (button,), problem_details(problem), can_close=True
    )
