from collections.abc import Callable, Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend

from tests.support.process_keyring import keyring_put_back


@pytest.fixture
def use_keyring() -> Iterator[Callable[[KeyringBackend], None]]:
    """Gives what makes a keyring the one of the system, until the test ends."""
    with keyring_put_back():
        yield keyring.set_keyring
