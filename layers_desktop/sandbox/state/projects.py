"""The projects of an organisation, and the paged list of them."""

import base64
import binascii
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layers_desktop.sandbox.api_responses import ApiResponse, invalid, not_found
from layers_desktop.sandbox.state.keys import ORGANISATION

EXAMPLES = (
    ("Acme Coffee iOS", "acme-coffee-ios"),
    ("Beta Corp", "beta-corp"),
    ("Northwind Trail Shoes", "northwind-trail"),
)
OTHER_EXAMPLES = (("Lighthouse Hotels", "lighthouse"), ("Quay Records", "quay-records"))
STATUSES = ("active", "archived")
DEFAULT_LIMIT = 50
MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class SandboxProject:
    """One project as the API lists it."""

    id: str
    name: str
    status: str
    customer_external_id: str

    @property
    def json(self) -> dict[str, Any]:
        """The documented fields of the API."""
        return {
            "id": self.id,
            "name": self.name,
            "status": self.status,
            "customerExternalId": self.customer_external_id,
        }


def example_projects(
    count: int | None, archived: int, organisation: str = ORGANISATION
) -> list[SandboxProject]:
    """Return the organisation's examples or `count` generated projects, and `archived` archived ones."""
    is_first = organisation == ORGANISATION
    examples, prefix = (EXAMPLES, "") if is_first else (OTHER_EXAMPLES, f"{organisation}:")
    names = (
        examples if count is None else [(f"Project {n:04}", f"customer-{n:04}") for n in range(1, count + 1)]
    )
    active = [
        SandboxProject(_project_id(n, prefix + external), name, "active", external)
        for n, (name, external) in enumerate(names)
    ]
    archived_names = [(f"Archived {n:04}", f"archived-{n:04}") for n in range(1, archived + 1)]
    return active + [
        SandboxProject(_project_id(1, prefix + external), name, "archived", external)
        for name, external in archived_names
    ]


class ProjectList:
    """The projects of one organisation, sorted by name."""

    def __init__(self, projects: list[SandboxProject]) -> None:
        self._projects = sorted(projects, key=lambda project: (project.name, project.id))
        self._by_id = {project.id: project for project in projects}

    def require(self, project_id: str) -> SandboxProject:
        """Return the project of this ID.

        Raises:
            ApiRefusalError: 404 where there is none.
        """
        if project_id not in self._by_id:
            raise not_found("There is no such project.")
        return self._by_id[project_id]

    def page(self, query: Mapping[str, str]) -> ApiResponse:
        """Return the page that `limit`, `cursor`, `status` and `search` select.

        Raises:
            ApiRefusalError: 422 where one of them is wrong.
        """
        limit = _limit(query.get("limit", str(DEFAULT_LIMIT)))
        projects = self._matching(query.get("status"), query.get("search", ""))
        start = _start_of(query["cursor"]) if "cursor" in query else 0
        items = [project.json for project in projects[start : start + limit]]
        end = start + limit
        cursor = _cursor(end) if end < len(projects) else None
        return ApiResponse(200, {"items": items, "nextCursor": cursor})

    def _matching(self, status: str | None, search: str) -> list[SandboxProject]:
        if status is not None and status not in STATUSES:
            raise invalid("status", f"status is one of {', '.join(STATUSES)}.")
        wanted = search.casefold()
        return [
            project
            for project in self._projects
            if status in {None, project.status}
            and (wanted in project.name.casefold() or wanted in project.customer_external_id.casefold())
        ]


def _project_id(number: int, external: str) -> str:
    """Return an ID in one of the two forms that the API has, so that no client relies on one."""
    project_uuid = uuid.uuid5(uuid.NAMESPACE_URL, f"sandbox:{external}")
    return f"prj_{project_uuid.hex[:20]}" if number % 3 == 0 else str(project_uuid)


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_LIMIT):
        raise invalid("limit", f"limit is a whole number from 1 to {MAX_LIMIT}.")
    return int(text)


def _cursor(start: int) -> str:
    return base64.urlsafe_b64encode(f"sandbox-page:{start}".encode()).decode()


def _start_of(cursor: str) -> int:
    try:
        start = base64.urlsafe_b64decode(cursor.encode()).decode().removeprefix("sandbox-page:")
        return int(start)
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise invalid("cursor", "The cursor is not one that this API gave out.") from error
