"""Where uploads go, and who may send them there."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Project:
    """One client's project: its opaque ID, its name, and the ID that the agency knows it by.

    Two are equal where ID and account are: a project that was renamed meanwhile is the same one.

    Attributes:
        account: The ID of the account that it was listed by, and that alone may send files there; empty
            where an earlier version wrote it down, which knew one account only.
    """

    id: str
    name: str = field(compare=False)
    external_id: str | None = field(default=None, compare=False)
    account: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose key it is and what it may do, as `GET /v1/whoami` answers."""

    organization_id: str
    organization_name: str
    scopes: frozenset[str]
    rate_limit_tier: str | None
    key_id: str | None

    @property
    def id(self) -> str:
        """What this account is known by here: an account is an organisation, whatever key opens it."""
        return self.organization_id

    @property
    def can_upload(self) -> bool:
        """Whether the key may write; old keys list no scopes and may do everything."""
        return not self.scopes or bool({"*", "projects:write"} & self.scopes)

    @property
    def can_list_projects(self) -> bool:
        """Whether the key may read projects; old keys list no scopes and may do everything."""
        return not self.scopes or bool({"*", "projects:read"} & self.scopes)


@dataclass(frozen=True, slots=True)
class Asset:
    """What Layers made of a file."""

    id: str
    kind: str
    mime_type: str


def last_used_first(projects: Sequence[Project], used: Sequence[str]) -> list[Project]:
    """Return the projects with those of these IDs first, in the order of the IDs; the others as they came."""
    ranks = {project_id: rank for rank, project_id in enumerate(used)}
    return sorted(projects, key=lambda project: ranks.get(project.id, len(ranks)))
