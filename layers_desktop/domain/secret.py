"""Texts that open something: the API key, a signed URL, the password of a proxy."""


class Secret(str):
    """A text like any other that no `repr` shows, so that no dump of variables does."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret(…)"
