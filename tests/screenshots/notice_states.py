"""The window with each of its notices."""

from layers_desktop.domain.api_errors import ApiError
from layers_desktop.domain.errors import KeyringLockedError, NoKeyringError, Problem
from layers_desktop.domain.network_errors import (
    LyingNetworkError,
    ProxyError,
    UnreachableError,
    UntrustedError,
)
from layers_desktop.gui.notice_bar import Notice, Severity
from layers_desktop.transfer.gates import Gate, GateReason
from tests.screenshots.cast import BETA
from tests.screenshots.list_states import busy_files, staged_files
from tests.screenshots.registry import state
from tests.screenshots.stage import Stage

HOST = "api.layers.com"


def held(stage: Stage, reason: GateReason, problem: Problem | None = None) -> None:
    """Have files wait before this gate."""
    stage.add(*busy_files(stage))
    stage.queue.hold(Gate(reason, problem))


@state
def offline(stage: Stage) -> None:
    held(stage, GateReason.OFFLINE)


@state
def host_not_found(stage: Stage) -> None:
    held(stage, GateReason.OFFLINE, UnreachableError(HOST, "name not found").problem)


@state
def captive_portal(stage: Stage) -> None:
    held(stage, GateReason.OFFLINE, LyingNetworkError(HOST, "an HTML page").problem)


@state
def proxy_refused(stage: Stage) -> None:
    held(stage, GateReason.OFFLINE, ProxyError("407 Proxy Authentication Required").problem)


@state
def certificate_unknown(stage: Stage) -> None:
    held(stage, GateReason.OFFLINE, UntrustedError(HOST, "self-signed certificate in chain").problem)


@state
def key_refused(stage: Stage) -> None:
    held(stage, GateReason.KEY, ApiError(401, "UNAUTHENTICATED", "Invalid API key", "req_8Q2").problem)


@state
def key_without_right(stage: Stage) -> None:
    held(
        stage,
        GateReason.KEY,
        ApiError(403, "FORBIDDEN_SCOPE", "projects:write is missing", "req_8Q3").problem,
    )


@state
def key_switched_off(stage: Stage) -> None:
    held(stage, GateReason.KEY, ApiError(503, "KILL_SWITCH", "suspended", "req_8Q4").problem)


@state
def not_connected(stage: Stage) -> None:
    stage.window.header.picker.show_projects([], None)
    stage.window.header.picker.show_nothing()
    stage.window.show_account(None, is_sandbox=False)
    stage.queue.hold(Gate(GateReason.KEY))


@state
def asked_to_slow_down(stage: Stage) -> None:
    held(stage, GateReason.BUDGET)


@state
def disk_full(stage: Stage) -> None:
    problem = Problem(
        "JOURNAL",
        "The list cannot be saved to /home/ana/.local/state (disk full).",
        "Uploads go on, but would be forgotten after a crash.",
    )
    held(stage, GateReason.DISK, problem)


@state
def project_guard(stage: Stage) -> None:
    stage.add(*staged_files(stage))
    stage.window.header.picker.projectChosen.emit(BETA)


@state
def no_projects(stage: Stage) -> None:
    stage.window.show_projects([], None)


@state
def projects_stale(stage: Stage) -> None:
    stage.window.show_projects_problem(UnreachableError(HOST, "timed out").problem, "14:02")


@state
def reading(stage: Stage) -> None:
    stage.window.show_reading(9_412)


@state
def keyring_missing(stage: Stage) -> None:
    stage.window.show_notice(Notice("keyring", Severity.CAUTION, NoKeyringError().problem.text))


@state
def keyring_locked(stage: Stage) -> None:
    stage.window.show_notice(Notice("keyring", Severity.CAUTION, KeyringLockedError().problem.text))
