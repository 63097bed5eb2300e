"""The keys that the sandbox knows."""

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
    """One key and what it may do; no scope at all is an old key, which may do everything."""

    id: str
    scopes: tuple[str, ...] = FULL_SCOPES
    accepted: bool = True
    suspended: bool = False
    organisation: str = ORGANISATION

    @property
    def organisation_id(self) -> str:
        """Of the organisation, by its name."""
        return "org_" + self.organisation.partition(" ")[0].lower()

    def allows(self, scope: str) -> bool:
        """Whether calls of `scope` are open to this key."""
        return not self.scopes or "*" in self.scopes or scope in self.scopes


class ApiKeys:
    """Who may call, by the header or headers that `authentication` names."""

    def __init__(self, full_key: str, authentication: Authentication) -> None:
        self._authentication = authentication
        self._keys = {
            full_key: ApiKey(_key_id(full_key)),
            READ_ONLY_KEY: ApiKey(_key_id(READ_ONLY_KEY), scopes=("projects:read",)),
            SUSPENDED_KEY: ApiKey(_key_id(SUSPENDED_KEY), suspended=True),
            OTHER_KEY: ApiKey(_key_id(OTHER_KEY), organisation=OTHER_ORGANISATION),
        }

    def authenticate(self, headers: Mapping[str, str], scope: str | None) -> ApiKey:
        """The caller's key; ApiRefusalError 401, 503 or 403 where it may not make a call of `scope`."""
        key = self._keys.get(self._presented(headers) or "")
        if key is None or not key.accepted:
            raise ApiRefusalError(401, "UNAUTHENTICATED", "The API key is missing, unknown or revoked.")
        if key.suspended:
            raise ApiRefusalError(503, "KILL_SWITCH", "This API key is suspended.")
        if scope and not key.allows(scope):
            raise ApiRefusalError(403, "FORBIDDEN_SCOPE", f"The API key lacks the scope {scope}.")
        return key

    def change(self, text: str, changes: Mapping[str, Any]) -> ApiKey:
        """Add a key or alter one: `scopes`, `accepted`, `suspended`, `organisation`."""
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
        plain = headers.get("x-api-key")
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        token = bearer if scheme.lower() == "bearer" else None
        if self._authentication == "x-api-key":
            return plain
        if self._authentication == "bearer":
            return token
        return None if plain and token and plain != token else plain or token


def _key_id(text: str) -> str:
    return "key_" + hashlib.sha256(text.encode()).hexdigest()[:12]
