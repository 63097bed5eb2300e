"""What an API key of Layers looks like: the one rule for fields, the environment and the keyring."""

from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.redaction import Secret

_PREFIX = "lp_"


def check_key_shape(key: str) -> Secret:
    """Return the key without white space around it.

    Raises:
        ConfigurationError: No Layers key looks like this.
    """
    key = Secret(key.strip())
    if not key:
        raise ConfigurationError(tr("No key was entered."))
    if not key.startswith(_PREFIX):
        raise ConfigurationError(_wrong_prefix_text(key), _copy_again_text())
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise ConfigurationError(
            tr("This key contains characters that no Layers key has."),
            _copy_again_text(),
        )
    return key


def prefix_problem(typed: str) -> str:
    """Return what is wrong with how a key begins that is still being typed; empty where nothing is."""
    return "" if typed[: len(_PREFIX)] == _PREFIX[: len(typed)] else _wrong_prefix_text(typed)


def may_be_complete(typed: str) -> bool:
    """Whether a key that is being typed has its prefix and anything behind it."""
    return typed.startswith(_PREFIX) and len(typed) > len(_PREFIX)


def _wrong_prefix_text(key: str) -> str:
    start = key[: len(_PREFIX)]
    # Translators: {start} are the first letters of what was entered.
    return tr("Layers keys begin with lp_. This one begins with {start}.", start=start)


def _copy_again_text() -> str:
    return tr("Copy the whole key from Layers and paste it again.")
