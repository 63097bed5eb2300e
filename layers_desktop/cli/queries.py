"""The commands that only ask: `projects`, `accounts`, `whoami` and `history`."""

import argparse
import datetime as dt
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from layers_desktop.cli.arguments import accounts_parser, history_parser, projects_parser, whoami_parser
from layers_desktop.cli.batch import CliBatch
from layers_desktop.cli.command_run import exit_code_of, log_error, run_command
from layers_desktop.cli.output import Console, print_objects, print_table, use_printable_streams, write_stdout
from layers_desktop.cli.run_environment import RunEnvironment, open_environment
from layers_desktop.cli.selection import choose_project, sign_in
from layers_desktop.cli.shell_words import shown_path
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.project import Account, Project
from layers_desktop.local.accounts import ACCOUNTS_NAME, AccountsFile
from layers_desktop.local.environment import ApiTarget, api_host, base_url
from layers_desktop.local.language import ENGLISH, use_language
from layers_desktop.local.store.history import History, HistoryEntry, history_csv
from layers_desktop.local.store.journal import Journal, Origin
from layers_desktop.transfer.engine import Engine

_ALL = -1  # for SQLite: no limit

Command = Callable[[argparse.Namespace, RunEnvironment, Console], Coroutine[Any, Any, bool]]


def projects(arguments: Sequence[str]) -> int:
    """Print the projects of the key; return the exit code."""
    return _run(_projects, projects_parser().parse_args(arguments))


def whoami(arguments: Sequence[str]) -> int:
    """Print whose key it is, and what it may do; return the exit code."""
    return _run(_whoami, whoami_parser().parse_args(arguments))


def accounts(arguments: Sequence[str]) -> int:
    """Print the accounts that were added in the window; return the exit code."""
    return _run(_accounts, accounts_parser().parse_args(arguments))


def history(arguments: Sequence[str]) -> int:
    """Print what was uploaded, newest first; return the exit code."""
    return _run(_history, history_parser().parse_args(arguments))


def _run(command: Command, options: argparse.Namespace) -> int:
    """Run a command that sends nothing; return the exit code."""
    if options.json:
        use_language(ENGLISH)  # the sentences in it are for programs, too
    use_printable_streams()
    console = Console()
    try:
        with open_environment(sandbox=getattr(options, "sandbox", False)) as environment:
            return run_command(command(options, environment, console), console)
    except UploaderError as error:
        console.write_problem(error.problem)
        return exit_code_of(error)


async def _projects(options: argparse.Namespace, environment: RunEnvironment, console: Console) -> bool:
    async with _signed_in(options, environment, console) as (engine, _):
        found = await engine.list_projects(through_outages=True)
    if options.json:
        print_objects(map(_project_object, found))
    else:
        print_table([(each.id, each.name, each.external_id or "") for each in found])
    return True


async def _whoami(options: argparse.Namespace, environment: RunEnvironment, console: Console) -> bool:
    async with _signed_in(options, environment, console) as (engine, account):
        limiter = engine.queue.accounts.sessions.of(account.id).rate_limiter
        calls = limiter.limit if limiter.limit_is_known else None
    host = api_host(base_url(environment.environ))
    if options.json:
        print_objects([_account_object(account, host, calls)], is_list=False)
    else:
        write_stdout("".join(f"{line}\n" for line in _account_lines(account, host, calls)))
    return True


async def _accounts(options: argparse.Namespace, environment: RunEnvironment, _: Console) -> bool:
    host = api_host(base_url(environment.environ))
    known = AccountsFile(environment.accounts_folder / ACCOUNTS_NAME).load(host)
    if options.json:
        objects = ((each.id, each.name, each.organization_name) for each in known)
        names = ("id", "name", "organizationName")
        print_objects(dict(zip(names, each, strict=True)) for each in objects)
    else:
        print_table([(each.id, each.name) for each in known])
    return True


@asynccontextmanager
async def _signed_in(
    options: argparse.Namespace, environment: RunEnvironment, console: Console
) -> AsyncIterator[tuple[Engine, Account]]:
    """Sign in with an engine whose journal is its own: what only asks touches no list of uploads."""
    listener = CliBatch(console)
    url = base_url(environment.environ)
    with tempfile.TemporaryDirectory(prefix="layers-desktop-", ignore_cleanup_errors=True) as folder:
        target = ApiTarget(url, api_host(url), Path(folder))
        engine = await Engine.open(target, Origin.COMMAND_LINE, listener, log_error)
        engine.on_waiting = listener.report_waiting
        try:
            yield engine, await sign_in(engine, environment, options.account)
        finally:
            await engine.close()


def _project_object(project: Project) -> dict[str, Any]:
    return {"id": project.id, "name": project.name, "externalId": project.external_id}


def _account_object(account: Account, host: str, calls: int | None) -> dict[str, Any]:
    return {
        "organizationId": account.organization_id,
        "organizationName": account.organization_name,
        "apiKeyId": account.key_id,
        "scopes": sorted(account.scopes),
        "canUpload": account.can_upload,
        "rateLimitTier": account.rate_limit_tier,
        "writesPerMinute": calls,
        "host": host,
    }


def _account_lines(account: Account, host: str, calls: int | None) -> Iterable[str]:
    # Translators: {name} is an organisation, {host} a server.
    yield tr("{name} ({id}) at {host}", name=account.organization_name, id=account.id, host=host)
    if account.key_id:
        # Translators: {id} tells which key it is; it is not the key itself.
        yield tr("Key: {id}", id=account.key_id)
    # Translators: The key.
    yield tr("May upload.") if account.can_upload else tr("May not upload.")
    if calls is not None:
        # Translators: Calls to Layers.
        yield tr_plural("Up to {n} call a minute.", "Up to {n} calls a minute.", calls)


async def _history(options: argparse.Namespace, environment: RunEnvironment, _: Console) -> bool:
    url = base_url(environment.environ)
    target = ApiTarget.of(url, api_host(url), environment.state)
    opening = await Journal.open(target.folder, Origin.COMMAND_LINE)
    try:
        entries = await _found(opening.history, options)
    finally:
        await opening.journal.close()
    if options.csv:
        write_stdout(history_csv(entries))
    elif options.json:
        print_objects(map(_entry_object, entries))
    else:
        print_table(
            [
                (_time(each), each.asset_id, each.kind or "", each.project_name, shown_path(each.path))
                for each in entries
            ]
        )
    return True


async def _found(past: History, options: argparse.Namespace) -> list[HistoryEntry]:
    project_id = None
    if options.project is not None:
        known = [Project(project_id, name) for project_id, name in await past.projects()]
        project_id = choose_project(known, options.project, None).id
    return await past.search(project_id=project_id, since=options.since, limit=_ALL)


def _entry_object(entry: HistoryEntry) -> dict[str, Any]:
    return {
        "finishedAt": _time(entry),
        "path": shown_path(entry.path),
        "kind": entry.kind,
        "mimeType": entry.mime_type,
        "size": entry.size,
        "sha256": entry.sha256,
        "projectId": entry.project_id,
        "projectName": entry.project_name,
        "assetId": entry.asset_id,
        "url": entry.asset_url,
    }


def _time(entry: HistoryEntry) -> str:
    return dt.datetime.fromtimestamp(entry.finished_at).astimezone().isoformat(timespec="seconds")
