from collections.abc import Callable, Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend


@pytest.fixture
def use_keyring() -> Iterator[Callable[[KeyringBackend], None]]:
    """Gives what makes a keyring the one of the system, until the test ends."""
    before = keyring.core._keyring_backend  # asking for it by get_keyring would look for one on this machine
    yield keyring.set_keyring
    keyring.core._keyring_backend = before
