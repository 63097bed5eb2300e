"""The smaller commands: `--forget-everything`, `--licenses` and `sandbox`."""

import asyncio
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from layers_desktop.cli.arguments import forget_parser, plain_parser
from layers_desktop.cli.output import Console, printable
from layers_desktop.domain.errors import (
    ConfigurationError,
    KeyringError,
    NoKeyringError,
    UploaderError,
    system_reason,
)
from layers_desktop.domain.i18n import search_form, tr
from layers_desktop.local.autostart import autostart
from layers_desktop.local.credentials import KEY_VARIABLE, Credentials
from layers_desktop.local.licences import Component, components
from layers_desktop.local.paths import Directories
from layers_desktop.local.user_data import UserData


def forget_everything(arguments: Sequence[str]) -> int:
    """Remove all data of this person after asking, and report it; return exit code 0 only if all is gone."""
    options = forget_parser().parse_args(arguments)
    user_data = UserData(Directories.of_user(), os.environ)
    try:
        user_data.check_not_in_use()
        if not (options.yes or _confirm(user_data)):
            _print(tr("Nothing was removed."))
            return 1
        user_data.check_not_in_use()  # the answer may have taken a while
    except UploaderError as error:
        Console(sys.stderr).write_problem(error.problem)
        return 1
    # The keys first: the folders say for which hosts there are any.
    is_all_gone = asyncio.run(_forget_keys(user_data)) & _forget_autostart()
    for folder, description in user_data.folders().items():
        is_all_gone &= _remove(folder, description)
    if os.environ.get(KEY_VARIABLE):
        # Translators: {name} is an environment variable.
        _print(tr("The variable {name} still holds a key.", name=KEY_VARIABLE))
    return 0 if is_all_gone else 1


def _confirm(user_data: UserData) -> bool:
    """Show what would be removed and ask; return False where nobody can answer."""
    _print(tr("This removes from this computer:"))
    # Translators: An item of a list; keep the two spaces.
    _print(tr("  all API keys of Layers Desktop in this computer's keyring"))
    if (entry := autostart()) and entry.is_on():
        # Translators: An item of a list; keep the two spaces.
        _print(tr("  the entry that starts the program with the computer"))
    for folder, description in user_data.folders().items():
        # Translators: An item of a list; keep the two spaces. {what} says what is in the folder: "settings".
        _print(tr("  {folder} ({what})", folder=folder, what=description))
    _print(tr("Your own files stay, and so does what was uploaded to Layers. This cannot be undone."))
    if not sys.stdin.isatty():
        Console(sys.stderr).write(
            tr("There is no terminal to ask on. To remove everything without being asked, add --yes.")
        )
        return False
    try:
        # Translators: Put the letter of your "yes" for y; it must be the translation of "y". The capital one
        # is the default. Keep the space at the end.
        answer = input(tr("Remove all this? [y/N] "))
    except EOFError:
        return False
    # Translators: What is typed for yes: one letter, and the whole word.
    words = {tr("y"), tr("yes"), "y", "yes"}
    return search_form(answer.strip()) in map(search_form, words)


async def _forget_keys(user_data: UserData) -> bool:
    """Remove the API keys and report it; return whether none is left."""
    try:
        forgotten = await Credentials(os.environ).forget_all(user_data.key_users())
    except NoKeyringError:
        _print(tr("There is no keyring here, so no key is kept."))
        return True
    except KeyringError as error:
        # Translators: {why} is one sentence or two.
        Console(sys.stderr).write(tr("Not removed: the API keys. {why}", why=error.problem.text))
        return False
    for host in forgotten:
        _print(tr("Removed: the API key for {host}", host=host))
    if not forgotten:
        _print(tr("No API key was kept in the keyring."))
    return True


def _forget_autostart() -> bool:
    """Remove what starts the program with the computer, and report it; return whether none is left."""
    entry = autostart()
    if entry is None:
        return True
    was_on = entry.is_on()
    try:
        entry.set_on(is_on=False)
    except ConfigurationError as error:
        Console(sys.stderr).write_problem(error.problem)
        return False
    if was_on:
        _print(tr("Removed: the entry that starts the program with the computer"))
    return True


def _remove(folder: Path, description: str) -> bool:
    try:
        UserData.remove(folder)
    except OSError as error:
        Console(sys.stderr).write(
            tr("Not removed: {folder} ({reason})", folder=folder, reason=system_reason(error))
        )
        return False
    _print(tr("Removed: {folder} ({what})", folder=folder, what=description))
    return True


def _print(text: str) -> None:
    sys.stdout.write(f"{printable(text)}\n")
    sys.stdout.flush()


def list_licences(arguments: Sequence[str]) -> int:
    """Write the components and their licences to stdout; return the exit code."""
    description = tr("List what the program is made of, with licences and where their texts are.")
    plain_parser("--licenses", description).parse_args(arguments)
    paragraphs = [tr("Layers Desktop is free software under the MIT licence. It comes with:")]
    paragraphs += ("\n".join(_component_lines(component)) for component in components())
    paragraphs.append(_qt_notice())
    sys.stdout.write("\n\n".join(paragraphs) + "\n")
    return 0


def _component_lines(component: Component) -> Iterator[str]:
    # Translators: In place of the name of a licence: read the text of the licence.
    name, licence = f"{component.name} {component.version}".strip(), component.licence or tr("see its text")
    yield tr("{name}: {licence}", name=name, licence=licence)
    yield from (f"  {text}" for text in component.texts)


def _qt_notice() -> str:
    return tr(
        "Qt, PySide6 and Shiboken are used, unchanged, under the GNU Lesser General Public License 3.\n"
        "Their libraries are files of their own, which you may replace by your own builds:\n  {folder}",
        folder=_qt_folder(),
    )


def _qt_folder() -> Path:
    """Return the folder of the libraries of Qt, without loading them."""
    spec = find_spec("PySide6")
    return Path(spec.origin).parent if spec and spec.origin else Path()


def run_sandbox(arguments: Sequence[str]) -> int:
    """Run the sandbox until it is stopped; return the exit code."""
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        Console().write(tr("The sandbox needs two more packages: pip install 'layers-desktop[sandbox]'"))
        return 1
    from layers_desktop.sandbox import __main__ as sandbox

    return sandbox.main(arguments)
