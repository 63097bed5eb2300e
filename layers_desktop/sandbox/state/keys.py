"""The API keys of a sandbox, and what each may do."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from layers_desktop.sandbox.api_responses import ApiRefusalError, invalid
from layers_desktop.sandbox.settings import OTHER_KEY, READ_ONLY_KEY, SUSPENDED_KEY, Authentication

ORGANISATION = "Sandbox Agency"
OTHER_ORGANISATION = "Harbour Studio"
FULL_SCOPES = ("projects:read", "projects:write")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One key and what it may do; a key without scopes is an old one, which may do everything."""

    id: str
    scopes: tuple[str, ...] = FULL_SCOPES
    accepted: bool = True
    suspended: bool = False
    organisation: str = ORGANISATION

    @property
    def organisation_id(self) -> str:
        """The ID of the organisation, made from its name."""
        return "org_" + self.organisation.partition(" ")[0].lower()

    def allows(self, scope: str) -> bool:
        """Return whether this key may make calls of this scope."""
        return not self.scopes or "*" in self.scopes or scope in self.scopes


class ApiKeys:
    """The known keys; `authentication` says which header they are read from."""

    def __init__(self, full_key: str, authentication: Authentication) -> None:
        self._authentication = authentication
        self._keys = {
            full_key: ApiKey(_key_id(full_key)),
            READ_ONLY_KEY: ApiKey(_key_id(READ_ONLY_KEY), scopes=("projects:read",)),
            SUSPENDED_KEY: ApiKey(_key_id(SUSPENDED_KEY), suspended=True),
            OTHER_KEY: ApiKey(_key_id(OTHER_KEY), organisation=OTHER_ORGANISATION),
        }

    def authenticate(self, headers: Mapping[str, str], scope: str | None) -> ApiKey:
        """Return the key of a call.

        Raises:
            ApiRefusalError: 401 for no or a wrong key, 503 for a suspended one, 403 where it lacks the scope.
        """
        key = self._keys.get(self._presented(headers) or "")
        if key is None or not key.accepted:
            raise ApiRefusalError(401, "UNAUTHENTICATED", "The API key is missing, unknown or revoked.")
        if key.suspended:
            raise ApiRefusalError(503, "KILL_SWITCH", "This API key is suspended.")
        if scope and not key.allows(scope):
            raise ApiRefusalError(403, "FORBIDDEN_SCOPE", f"The API key lacks the scope {scope}.")
        return key

    def change(self, text: str, changes: Mapping[str, Any]) -> ApiKey:
        """Add or change a key: its `scopes`, `accepted`, `suspended`, `organisation`.

        Raises:
            ApiRefusalError: 422 for any other field.
        """
        unknown = set(changes) - {"scopes", "accepted", "suspended", "organisation"}
        if unknown:
            raise invalid(
                min(unknown), "A key has scopes, accepted, suspended and organisation, and nothing else."
            )
        values = dict(changes)
        if "scopes" in values:
            values["scopes"] = tuple(values["scopes"])
        self._keys[text] = replace(self._keys.get(text, ApiKey(_key_id(text))), **values)
        return self._keys[text]

    def _presented(self, headers: Mapping[str, str]) -> str | None:
        plain_key = headers.get("x-api-key")
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        token = bearer if scheme.lower() == "bearer" else None
        if self._authentication == "x-api-key":
            return plain_key
        if self._authentication == "bearer":
            return token
        return None if plain_key and token and plain_key != token else plain_key or token


def _key_id(text: str) -> str:
    return "key_" + hashlib.sha256(text.encode()).hexdigest()[:12]
