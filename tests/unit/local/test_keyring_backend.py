from collections.abc import Callable, Iterator

import keyring.backends.fail
import keyring.backends.macOS
import pytest
from keyring.backend import KeyringBackend

from layers_desktop.local.keyring_backend import KeyringAdapter
from layers_desktop.local.language import ENGLISH, Language, use_language


class WindowsVault(keyring.backends.fail.Keyring):
    """Stands in for the keyring of Windows, which does not work elsewhere."""

    __module__ = "keyring.backends.Windows"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Give back the language that the program starts with."""
    yield
    use_language(ENGLISH)


@pytest.mark.parametrize(
    ("backend", "language", "name"),
    [
        (WindowsVault, "en", "Windows Credential Manager"),
        (WindowsVault, "ja", "Windows の資格情報マネージャー"),
        (keyring.backends.macOS.Keyring, "en", "macOS Keychain"),
        (keyring.backends.macOS.Keyring, "it", "il Portachiavi di macOS"),
    ],
)
def test_a_system_s_keyring_is_called_as_the_system_calls_it(
    use_keyring: Callable[[KeyringBackend], None], backend: type[KeyringBackend], language: str, name: str
) -> None:
    use_keyring(backend())
    use_language(Language(language, language))
    assert KeyringAdapter(frozenset()).name() == name
