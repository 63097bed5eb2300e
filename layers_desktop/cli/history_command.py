"""`layers-desktop history`: what this computer has uploaded."""

import argparse
import datetime as dt
from collections.abc import Sequence
from typing import Any

from layers_desktop.cli.account_commands import run_in_environment
from layers_desktop.cli.arguments import history_parser
from layers_desktop.cli.output import Console, print_objects, print_table, write_stdout
from layers_desktop.cli.run_environment import RunEnvironment
from layers_desktop.cli.selection import choose_project
from layers_desktop.cli.shell_words import shown_path
from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.project import Project
from layers_desktop.local.environment import api_host, base_url
from layers_desktop.local.store.history import History, HistoryEntry, history_csv
from layers_desktop.local.store.journal import Journal, Origin
from layers_desktop.transfer.engine import ApiTarget

_ALL = -1  # for SQLite: no limit


def history(arguments: Sequence[str]) -> int:
    """Print what was uploaded, newest first; return the exit code."""
    return run_in_environment(_history, history_parser().parse_args(arguments))


async def _history(options: argparse.Namespace, environment: RunEnvironment, _: Console) -> bool:
    url = base_url(environment.environ)
    target = ApiTarget.of(url, api_host(url), environment.state)
    opening = await Journal.open(target.folder, Origin.COMMAND_LINE)
    try:
        if opening.quarantined:
            raise ConfigurationError(
                tr("The list of uploads was damaged, and is kept as {path}.", path=opening.quarantined)
            )
        entries = await _found(opening.history, options)
    finally:
        await opening.journal.close()
    if options.csv:
        write_stdout(history_csv(entries))
    elif options.json:
        print_objects(map(_object, entries))
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


def _object(entry: HistoryEntry) -> dict[str, Any]:
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
