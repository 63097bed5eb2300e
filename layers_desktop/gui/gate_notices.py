"""What is told while something holds the whole queue."""

from collections.abc import Callable
from typing import NamedTuple

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.gui.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.transfer.gates import Gate, GateReason

GATE_KEY = "gate"
# A key that is known, but may not do this: entering it once more helps nobody.
_NO_RIGHT = "FORBIDDEN_SCOPE"
_LIMITED = frozenset({_NO_RIGHT, "KILL_SWITCH"})


class GateRemedies(NamedTuple):
    """What the buttons of these notices do."""

    enter_key: Callable[[], None]
    try_now: Callable[[], None]
    try_day_now: Callable[[], None]
    copy_request: Callable[[], None]
    show_folder: Callable[[], None]
    set_up_network: Callable[[], None]


def gate_notice(gate: Gate, waiting: int, remedies: GateRemedies) -> Notice | None:
    """Return the notice of this gate while so many files wait; None where the footer says enough."""
    match gate.reason:
        case GateReason.KEY:
            return _key_notice(gate.problem, waiting, remedies)
        case GateReason.OFFLINE:
            return _offline_notice(gate.problem, remedies)
        case GateReason.DAY:
            return _day_notice(gate.problem, waiting, remedies)
        case GateReason.BUDGET:
            text = gate.problem.text if gate.problem else tr("Layers asked us to slow down.")
            return _notice(Severity.INFO, gate.problem, text)
        case GateReason.DISK if gate.problem:
            button = NoticeButton(tr("Show folder"), remedies.show_folder)
            return _notice(Severity.CAUTION, gate.problem, gate.problem.text, button)
    return None


def request_text() -> str:
    """Return what to send to whoever manages the keys, where the one in use lacks a right."""
    return tr(
        "Hello, my Layers API key may look at projects but not upload files. "
        "Could you give me a key with the right projects:write? Thank you."
    )


def problem_details(problem: Problem | None) -> str:
    """Return what support asks for: code, request ID, and the other side's own words, a line each."""
    if problem is None:
        return ""
    lines = [tr("Code: {code}", code=problem.code)]
    if problem.request_id:
        lines.append(tr("Request ID: {id}", id=problem.request_id))
    if problem.detail:
        lines.append(tr("Said: {text}", text=problem.detail))
    return "\n".join(lines)


def _key_notice(problem: Problem | None, waiting: int, remedies: GateRemedies) -> Notice:
    if problem is None:
        button = NoticeButton(tr("Connect…"), remedies.enter_key)
        return _notice(Severity.INFO, None, tr("Connect to Layers to upload."), button)
    if problem.code in _LIMITED:
        other = NoticeButton(tr("Use another key…"), remedies.enter_key)
        ask = NoticeButton(tr("Copy request"), remedies.copy_request)
        buttons = (other, ask) if problem.code == _NO_RIGHT else (other,)
        return _notice(Severity.PROBLEM, problem, problem.text, *buttons)
    button = NoticeButton(tr("Enter a new key…"), remedies.enter_key)
    if not waiting:
        return _notice(Severity.PROBLEM, problem, problem.text, button)
    rest = tr_plural(
        "{n} file is waiting, nothing is lost.", "{n} files are waiting, nothing is lost.", waiting
    )
    text = tr("{sentence} {next_sentence}", sentence=problem.title, next_sentence=rest)
    return _notice(Severity.PROBLEM, problem, text, button)


def _day_notice(problem: Problem | None, waiting: int, remedies: GateRemedies) -> Notice:
    text = tr_plural(
        "Today's limit for this key is used up. "
        "{n} file continues tomorrow if the app is open, or when you press Resume.",
        "Today's limit for this key is used up. "
        "{n} files continue tomorrow if the app is open, or when you press Resume.",
        waiting,
    )
    resume = NoticeButton(tr("Resume"), remedies.try_day_now)
    another = NoticeButton(tr("Use another key…"), remedies.enter_key)
    return _notice(Severity.CAUTION, problem, text, resume, another)


def _offline_notice(problem: Problem | None, remedies: GateRemedies) -> Notice:
    """Where it is not plainly the whole network that is away, its settings may help."""
    try_now = NoticeButton(tr("Try now"), remedies.try_now)
    if problem is None:
        text = tr(
            "No internet connection. "
            "Uploads continue by themselves when it is back; you can keep adding files."
        )
        return _notice(Severity.CAUTION, None, text, try_now)
    text = tr("{sentence} Uploads continue by themselves; you can keep adding files.", sentence=problem.title)
    settings = NoticeButton(tr("Network settings…"), remedies.set_up_network)
    return _notice(Severity.CAUTION, problem, text, try_now, settings)


def _notice(severity: Severity, problem: Problem | None, text: str, *buttons: NoticeButton) -> Notice:
    return Notice(GATE_KEY, severity, text, buttons, problem_details(problem), can_close=False)
