"""The window with each of its notices."""

import errno
import os
from pathlib import Path

from layers_desktop.app.accounts.keyring_prompts import KeyringPrompts
from layers_desktop.domain.errors import KeyringError, KeyringLockedError, NoKeyringError, Problem
from layers_desktop.domain.network_errors import (
    NotLayersError,
    ProxyError,
    UnreachableError,
    UntrustedCertificateError,
)
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.gui.main_window.header import AccountName
from layers_desktop.gui.notices.notices import reading_notice, recovered_notice
from layers_desktop.local.store.journal_errors import save_error
from layers_desktop.transfer.limits.holds import Hold, HoldReason
from tests.screenshots.cast import BETA
from tests.screenshots.list_states import busy_files, paused, staged_files
from tests.screenshots.registry import state
from tests.screenshots.stage import Stage

HOST = "api.layers.com"


def held(stage: Stage, reason: HoldReason, problem: Problem | None = None) -> None:
    """Have files wait before this gate."""
    stage.add(*busy_files(stage))
    stage.queue.set_hold(Hold(reason, problem))


@state
def offline(stage: Stage) -> None:
    held(stage, HoldReason.OFFLINE)


@state
def host_not_found(stage: Stage) -> None:
    held(stage, HoldReason.OFFLINE, UnreachableError(HOST, "name not found").problem)


@state
def captive_portal(stage: Stage) -> None:
    held(stage, HoldReason.OFFLINE, NotLayersError(HOST, "an HTML page").problem)


@state
def proxy_refused(stage: Stage) -> None:
    held(stage, HoldReason.OFFLINE, ProxyError("407 Proxy Authentication Required").problem)


@state
def certificate_unknown(stage: Stage) -> None:
    held(
        stage, HoldReason.OFFLINE, UntrustedCertificateError(HOST, "self-signed certificate in chain").problem
    )


@state
def key_refused(stage: Stage) -> None:
    held(stage, HoldReason.KEY, ApiError(401, "UNAUTHENTICATED", "Invalid API key", "req_8Q2").problem)


@state
def key_without_right(stage: Stage) -> None:
    held(
        stage,
        HoldReason.KEY,
        ApiError(403, "FORBIDDEN_SCOPE", "projects:write is missing", "req_8Q3").problem,
    )


@state
def key_switched_off(stage: Stage) -> None:
    held(stage, HoldReason.KEY, ApiError(503, "KILL_SWITCH", "suspended", "req_8Q4").problem)


@state
def not_connected(stage: Stage) -> None:
    stage.window.header.picker.show_projects([], None)
    stage.window.header.picker.show_unknown()
    stage.window.show_account(None, is_sandbox=False)
    stage.queue.set_hold(Hold(HoldReason.KEY))


@state
def asked_to_slow_down(stage: Stage) -> None:
    held(stage, HoldReason.BUDGET)


@state
def disk_full(stage: Stage) -> None:
    error = save_error(Path("/home/ana/.local/state"), OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    held(stage, HoldReason.DISK, error.problem)


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
    stage.window.notices.show_notice(reading_notice(9_412, lambda: None))


def refused_by_keyring(stage: Stage, error: KeyringError) -> None:
    keyring = KeyringPrompts(None, stage.window, _do_nothing)
    keyring._show_problem(error, keyring._find_buttons(error, _do_nothing))


def _do_nothing() -> None:
    pass


@state
def keyring_missing(stage: Stage) -> None:
    refused_by_keyring(stage, NoKeyringError())


@state
def keyring_locked(stage: Stage) -> None:
    refused_by_keyring(stage, KeyringLockedError())


@state
def keyring_waited_for(stage: Stage) -> None:
    KeyringPrompts(None, stage.window, _do_nothing)._show_waiting(is_looking=True)


@state
def recovered_after_a_crash(stage: Stage) -> None:
    paused(stage)
    stage.queue.set_hold(None)
    stage.window.notices.show_notice(recovered_notice(7, _do_nothing, _do_nothing))


@state
def two_accounts(stage: Stage) -> None:
    accounts = [AccountName("a", "Northwind Agency"), AccountName("b", "Fjord & Sons, Department of Images")]
    stage.window.header.accounts.show_accounts(accounts, "a")
    stage.add(*staged_files(stage))
