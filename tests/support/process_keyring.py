"""The keyring that this process uses: changed by a test, and put back."""

from collections.abc import Iterator
from contextlib import contextmanager

import keyring
import pytest


@contextmanager
def keyring_put_back() -> Iterator[None]:
    """Put the process's keyring back at the end, whatever was set meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        # Where none was set, none is looked for on this machine.
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        before = keyring.get_keyring()
    try:
        yield
    finally:
        keyring.set_keyring(before)
