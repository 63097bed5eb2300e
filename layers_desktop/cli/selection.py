"""Which API key and which project a run on the command line uses."""

import contextlib
from collections.abc import Sequence

from layers_desktop.cli.run_environment import RunEnvironment
from layers_desktop.domain.errors import ConfigurationError, KeyringError, NoKeyringError, UploaderError
from layers_desktop.domain.i18n import list_text, search_form, tr, tr_plural
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.local.accounts import ACCOUNTS_NAME, AccountsFile, KnownAccount
from layers_desktop.local.credentials import Credentials, FoundKey, ProxyPasswords, user_name
from layers_desktop.local.environment import api_host, base_url
from layers_desktop.local.preferences import PREFERENCES_NAME, Preferences, PreferencesFile, network_choice
from layers_desktop.transfer.engine import Engine

# In a message: more names than this do not help.
_MAX_NAMES = 10


class UnknownPastError(UploaderError):
    """What was uploaded before cannot be read, so that nobody knows what would be sent twice."""

    code = "PAST_UNKNOWN"

    def __init__(self, title: str, next_step: str = "", *, detail: str | None = None) -> None:
        super().__init__(
            title,
            next_step
            or tr(
                "Nothing was sent, because it is not known what was uploaded before. With "
                "--again the files are uploaded anyway."
            ),
            detail=detail,
        )


class NoKeyError(UploaderError):
    """There is no usable API key, and no window to enter one in."""

    code = "NO_KEY"


class NoSuchProjectError(UploaderError):
    """No project, or more than one, fits what was given."""

    code = "NO_SUCH_PROJECT"


async def sign_in(engine: Engine, environment: RunEnvironment, account_name: str | None) -> Account:
    """Use the network as chosen in the window, and the key of this account or of the one shown last.

    Raises:
        NoKeyError: There is no such account or no key, or the keyring cannot be read.
        UploaderError: Layers cannot be reached, or does not accept the key.
    """
    host = api_host(base_url(environment.environ))
    choice = network_choice(_preferences(environment))
    with contextlib.suppress(KeyringError):  # without the keyring, there is no proxy password
        choice = network_choice(_preferences(environment), await ProxyPasswords().find(choice.proxy))
    await engine.use_network(choice)
    found, expected = await find_key(environment, host, account_name)
    return await engine.sign_in(found.key, expected, through_outages=True)


async def find_projects(
    engine: Engine, environment: RunEnvironment, account: Account, wanted: Sequence[str | None]
) -> dict[str | None, Project]:
    """Return the projects of these IDs or names; None stands for the one used last, or the only one.

    Raises:
        NoSuchProjectError: None or several fit one of them.
        UploaderError: Layers does not list them.
    """
    host, used = api_host(base_url(environment.environ)), _preferences(environment).project_ids
    last_used = used.get(user_name(host, account.id)) or used.get(host)
    projects = await engine.list_projects(through_outages=True)
    return {each: choose_project(projects, each, last_used) for each in wanted}


def require_upload_right(account: Account) -> None:
    """Refuse a key that may only read.

    Raises:
        ApiError: It may.
    """
    if not account.can_upload:
        raise ApiError(403, "FORBIDDEN_SCOPE", "")


def _preferences(environment: RunEnvironment) -> Preferences:
    return PreferencesFile(environment.directories.config / PREFERENCES_NAME).load()


async def find_key(
    environment: RunEnvironment, host: str, account_name: str | None
) -> tuple[FoundKey, str | None]:
    """Return the key, and the ID of the account that it must belong to, where that is known.

    `account_name` names an account that was added in the window. Without it the key of the environment comes
    first, then that of the account that the window showed last.

    Raises:
        NoKeyError: There is no such account or no key, or the keyring cannot be read.
    """
    credentials = Credentials(environment.environ)
    try:
        given = None if account_name else credentials.from_environment()
        kept = AccountsFile(environment.accounts_folder / ACCOUNTS_NAME).load(host)
    except ConfigurationError as error:
        raise NoKeyError(error.title, error.next_step) from error
    if given:
        return given, None
    account = (
        _account_named(kept, account_name) if account_name else _last_shown_account(environment, host, kept)
    )
    found = await _stored_key(credentials, user_name(host, account.id)) if account else None
    if found is None and len(kept) <= 1 and not account_name:
        # An earlier version kept its one key under the host alone.
        found = await _stored_key(credentials, host)
    if found is None:
        raise NoKeyError(
            tr("There is no API key for {host}.", host=host),
            tr("Set LAYERS_API_KEY, or enter the key once in the window: layers-desktop."),
        )
    return found, account.id if account else None


def choose_project(projects: Sequence[Project], wanted: str | None, last_used_id: str | None) -> Project:
    """Return the project of this ID, external ID or name; for None the last used or the only one.

    Raises:
        NoSuchProjectError: None or several fit; the next step names the projects there are.
    """
    if wanted is None:
        return _default_project(projects, last_used_id)
    wanted = wanted.strip()
    for found in (
        [project for project in projects if wanted in {project.id, project.external_id}],
        [project for project in projects if wanted == project.name],
        [project for project in projects if wanted.casefold() == project.name.casefold()],
        [project for project in projects if search_form(wanted) == search_form(project.name)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            ids = list_text(project.id for project in found)
            raise NoSuchProjectError(
                tr("More than one project is called {name}.", name=wanted),
                # Translators: {ids} are those it can be; in place of the name of a project.
                tr("Give its ID instead: {ids}.", ids=ids),
            )
    raise NoSuchProjectError(tr("There is no project “{name}”.", name=wanted), _available(projects))


async def _stored_key(credentials: Credentials, user: str) -> FoundKey | None:
    """Return the keyring's key; raise its errors as NoKeyError, with a next step for the command line."""
    try:
        return await credentials.find_stored(user)
    except NoKeyringError as error:
        title, next_step = tr("There is no keyring here, so no key is kept."), tr("Set LAYERS_API_KEY.")
        raise NoKeyError(title, next_step, detail=error.detail) from error
    except KeyringError as error:
        next_step = tr("Set LAYERS_API_KEY.")
        if error.can_be_unlocked:
            next_step = tr("Unlock it, or set LAYERS_API_KEY.")
        raise NoKeyError(error.title, next_step, detail=error.detail) from error


def _account_named(kept: Sequence[KnownAccount], name: str) -> KnownAccount:
    found: list[KnownAccount] = []
    for form in (str.casefold, search_form):  # an accent counts where it makes the difference
        found = found or [
            account
            for account in kept
            if account.id == name or form(name) in {form(account.name), form(account.organization_name)}
        ]
    if len(found) == 1:
        return found[0]
    names = list_text(account.name for account in kept)
    raise NoKeyError(
        tr("There is no account {name}.", name=name)
        if not found
        else tr("More than one account is called {name}.", name=name),
        tr("There are: {names}.", names=names) if kept else tr("Add one in the window: layers-desktop."),
    )


def _last_shown_account(
    environment: RunEnvironment, host: str, kept: Sequence[KnownAccount]
) -> KnownAccount | None:
    last_shown = _preferences(environment).account_ids.get(host)
    return next((account for account in kept if account.id == last_shown), kept[0] if kept else None)


def _default_project(projects: Sequence[Project], last_used_id: str | None) -> Project:
    remembered = [project for project in projects if project.id == last_used_id]
    candidates = remembered or projects
    if len(candidates) == 1:
        return candidates[0]
    if not projects:
        raise NoSuchProjectError(
            tr("There are no projects yet."), tr("Create one in Layers, then try again.")
        )
    raise NoSuchProjectError(tr("Which project? Name one with --project."), _available(projects))


def _available(projects: Sequence[Project]) -> str:
    if not projects:
        return tr("There are no projects yet; create one in Layers.")
    names = list_text(project.name for project in projects[:_MAX_NAMES])
    if len(projects) > _MAX_NAMES:
        more = len(projects) - _MAX_NAMES
        # Translators: Projects.
        return tr_plural(
            "There are {names} and {n} more.", "There are {names} and {n} more.", more, names=names
        )
    # Translators: Names of projects or of accounts.
    return tr("There are: {names}.", names=names)
