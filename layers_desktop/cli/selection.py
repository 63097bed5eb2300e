"""Which key a run without a window uses."""

from collections.abc import Sequence

from layers_desktop.cli.run_environment import RunEnvironment
from layers_desktop.domain.errors import ConfigurationError, KeyringError, NoKeyringError, UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.project import Project
from layers_desktop.local.accounts import ACCOUNTS_NAME, AccountsFile, KnownAccount
from layers_desktop.local.credentials import Credentials, FoundKey, user_name
from layers_desktop.local.preferences import PREFERENCES_NAME, PreferencesFile


class NoKeyError(UploaderError):
    """There is no API key, and nobody to ask."""

    code = "NO_KEY"


async def find_key(environment: RunEnvironment, host: str, asked: str | None) -> tuple[FoundKey, str | None]:
    """Return the key, and the ID of the account that it must be of, where that is known.

    `asked` names an account that the window has added; without it the environment's key goes first, then
    that of the account that the window showed last.

    Raises:
        NoKeyError: There is no such account or no key, or the keyring does not give it.
    """
    credentials = Credentials(environment.environ)
    try:
        given = None if asked else credentials.from_environment()
        kept = AccountsFile(environment.accounts_folder / ACCOUNTS_NAME).load(host)
    except ConfigurationError as error:
        raise NoKeyError(error.title, error.next_step) from error
    if given:
        return given, None
    account = _named(kept, asked) if asked else _last_shown(environment, host, kept)
    found = await _stored(credentials, user_name(host, account.id)) if account else None
    if found is None and len(kept) <= 1 and not asked:
        # An earlier version kept its one key under the host alone.
        found = await _stored(credentials, host)
    if found is None:
        raise NoKeyError(
            tr("There is no API key for {host}.", host=host),
            tr("Set LAYERS_API_KEY, or enter the key once in the window: layers-desktop."),
        )
    return found, account.id if account else None


async def _stored(credentials: Credentials, user: str) -> FoundKey | None:
    """Return the keyring's key; its troubles told for one who has no window to enter a key in."""
    try:
        return await credentials.find_stored(user)
    except NoKeyringError as error:
        title, way_out = tr("There is no keyring here, so no key is kept."), tr("Set LAYERS_API_KEY.")
        raise NoKeyError(title, way_out, detail=error.detail) from error
    except KeyringError as error:
        way_out = tr("Set LAYERS_API_KEY.")
        if error.can_be_unlocked:
            way_out = tr("Unlock it, or set LAYERS_API_KEY.")
        raise NoKeyError(error.title, way_out, detail=error.detail) from error


def _named(kept: Sequence[KnownAccount], asked: str) -> KnownAccount:
    wanted = asked.casefold()
    found = [
        account
        for account in kept
        if account.id == asked or wanted in {account.name.casefold(), account.organization_name.casefold()}
    ]
    if len(found) == 1:
        return found[0]
    names = ", ".join(account.name for account in kept)
    raise NoKeyError(
        tr("There is no account {name}.", name=asked)
        if not found
        else tr("More than one account is called {name}.", name=asked),
        tr("There are: {names}.", names=names) if kept else tr("Add one in the window: layers-desktop."),
    )


def _last_shown(environment: RunEnvironment, host: str, kept: Sequence[KnownAccount]) -> KnownAccount | None:
    preferences = PreferencesFile(environment.directories.config / PREFERENCES_NAME).load()
    shown = preferences.account_ids.get(host)
    return next((account for account in kept if account.id == shown), kept[0] if kept else None)


# More names than this help nobody.
_SHOWN = 10


class NoSuchProjectError(UploaderError):
    """No project, or more than one, is what was asked for."""

    code = "NO_SUCH_PROJECT"


def choose_project(projects: Sequence[Project], asked: str | None, last_used: str | None) -> Project:
    """Return the project with this ID, external ID or name; without a word the last used or the only one.

    Raises:
        NoSuchProjectError: None or several fit; the next step names what there is.
    """
    if asked is None:
        return _unasked(projects, last_used)
    asked = asked.strip()
    for found in (
        [project for project in projects if asked in {project.id, project.external_id}],
        [project for project in projects if asked == project.name],
        [project for project in projects if asked.casefold() == project.name.casefold()],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(project.id for project in found)
            raise NoSuchProjectError(
                tr("More than one project is called {name}.", name=asked),
                tr("Give its ID instead: {ids}.", ids=ids),
            )
    raise NoSuchProjectError(tr("There is no project “{name}”.", name=asked), _there_are(projects))


def _unasked(projects: Sequence[Project], last_used: str | None) -> Project:
    remembered = [project for project in projects if project.id == last_used]
    candidates = remembered or projects
    if len(candidates) == 1:
        return candidates[0]
    if not projects:
        raise NoSuchProjectError(
            tr("There are no projects yet."), tr("Create one in Layers, then try again.")
        )
    raise NoSuchProjectError(tr("Which project? Name one with --project."), _there_are(projects))


def _there_are(projects: Sequence[Project]) -> str:
    if not projects:
        return tr("There are no projects yet; create one in Layers.")
    names = ", ".join(project.name for project in projects[:_SHOWN])
    if len(projects) > _SHOWN:
        return tr("There are {names} and {n} more.", names=names, n=len(projects) - _SHOWN)
    return tr("There are: {names}.", names=names)
