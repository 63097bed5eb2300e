"""Projects, accounts and assets: where uploads go, who may send them there, and what becomes of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

# With a blank: the API's own IDs have none.
_CALLED = "called "


@dataclass(frozen=True, slots=True)
class Project:
    """One project, as the API lists it.

    Two are equal if their ID and account are: a project that was renamed meanwhile is the same one.

    Attributes:
        external_id: The agency's own ID of it.
        account: The ID of the account that lists it, and that alone may send files there; empty where it was
            saved by an earlier version, which had one account only.
    """

    id: str
    name: str = field(compare=False)
    external_id: str | None = field(default=None, compare=False)
    account: str = ""

    @classmethod
    def called(cls, name: str) -> Self:
        """Return a project of which only a name or an ID is known yet: nothing can be sent there."""
        return cls(f"{_CALLED}{name}", name)

    @property
    def is_found(self) -> bool:
        """Whether the API has listed it; else nobody knows whether there is one of this name."""
        return not self.id.startswith(_CALLED)


@dataclass(frozen=True, slots=True)
class Account:
    """The owner and the rights of a key, as `GET /v1/whoami` answers."""

    organization_id: str
    organization_name: str
    scopes: frozenset[str]
    rate_limit_tier: str | None
    key_id: str | None

    @property
    def id(self) -> str:
        """The account's ID here: all keys of one organisation are the same account."""
        return self.organization_id

    @property
    def can_upload(self) -> bool:
        """Whether the key may write; old keys list no scopes and have all rights."""
        return not self.scopes or bool({"*", "projects:write"} & self.scopes)

    @property
    def can_list_projects(self) -> bool:
        """Whether the key may read projects; old keys list no scopes and have all rights."""
        return not self.scopes or bool({"*", "projects:read"} & self.scopes)


@dataclass(frozen=True, slots=True)
class Asset:
    """The asset that Layers has made of a file; `url` is its address for a browser, where there is one."""

    id: str
    kind: str
    mime_type: str
    url: str | None = None


def last_used_first(projects: Sequence[Project], used_ids: Sequence[str]) -> list[Project]:
    """Return the projects, the used ones first, in the order of `used_ids`; the others in their own order."""
    ranks = {project_id: rank for rank, project_id in enumerate(used_ids)}
    return sorted(projects, key=lambda project: ranks.get(project.id, len(ranks)))
