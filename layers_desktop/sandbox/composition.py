"""The parts of one running sandbox, and how they are built."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from layers_desktop.sandbox.settings import Settings
from layers_desktop.sandbox.state.asset_store import AssetStore
from layers_desktop.sandbox.state.call_log import CallLog
from layers_desktop.sandbox.state.discarding_store import SinkObjectStore
from layers_desktop.sandbox.state.fault_rules import FaultRules
from layers_desktop.sandbox.state.idempotency_store import IdempotencyStore
from layers_desktop.sandbox.state.keys import ApiKey, ApiKeys
from layers_desktop.sandbox.state.object_stores import LocalObjectStore, ObjectStore
from layers_desktop.sandbox.state.projects import ProjectList, example_projects
from layers_desktop.sandbox.state.rate_limits import RateLimits
from layers_desktop.sandbox.state.signing import Signer


@dataclass(slots=True)
class Services:
    """The parts that the routes and the storage share.

    Attributes:
        local_objects: The sandbox's own object store.
        objects: The store in use: the local one, or an external one.
        api_origin: The origin of the API; empty until its server listens.
    """

    settings: Settings
    keys: ApiKeys
    rate_limits: RateLimits
    idempotency: IdempotencyStore
    assets: AssetStore
    signer: Signer
    local_objects: LocalObjectStore
    objects: ObjectStore
    faults: FaultRules
    log: CallLog = field(default_factory=CallLog)
    api_origin: str = ""
    _projects: dict[str, ProjectList] = field(default_factory=dict)

    def projects_of(self, key: ApiKey) -> ProjectList:
        """Return the projects of the key's organisation."""
        if key.organisation not in self._projects:
            projects = example_projects(self.settings.projects, self.settings.archived, key.organisation)
            self._projects[key.organisation] = ProjectList(projects)
        return self._projects[key.organisation]

    def close(self) -> None:
        """Close files and connections."""
        self.idempotency.close()
        self.local_objects.close()
        if self.objects is not self.local_objects:
            self.objects.close()


def build_services(settings: Settings, known_faults: Mapping[str, frozenset[str]]) -> Services:
    """Return the parts of a sandbox on `settings.directory`, with the state that an earlier run left there.

    Args:
        settings: The options of the sandbox.
        known_faults: The names of the faults there are, for "api" and for "put".
    """
    directory = settings.directory
    directory.mkdir(parents=True, exist_ok=True)
    assets = AssetStore(directory / "state.jsonl", time.time)
    signer = Signer("sandbox", _signing_secret(directory / "signing-secret"), mark=settings.signature_mark)
    local_objects = LocalObjectStore(signer, assets)
    return Services(
        settings=settings,
        keys=ApiKeys(settings.api_key, settings.authentication),
        rate_limits=RateLimits(
            {"read": settings.reads, "write": settings.writes},
            settings.daily_writes,
            settings.window_seconds,
            time.monotonic,
        ),
        idempotency=IdempotencyStore(directory / "idempotency.jsonl", settings.upload_seconds, time.time),
        assets=assets,
        signer=signer,
        local_objects=local_objects,
        objects=_external_store(settings) or local_objects,
        faults=FaultRules(known_faults),
    )


def _external_store(settings: Settings) -> ObjectStore | None:
    if settings.sink:
        return SinkObjectStore(settings.sink)
    if settings.s3_endpoint is None or settings.s3_bucket is None:
        return None
    from layers_desktop.sandbox.state.s3_store import S3ObjectStore

    return S3ObjectStore(settings.s3_endpoint, settings.s3_bucket, settings.s3_region)


def _signing_secret(path: Path) -> str:
    """Return the directory's signing secret, so that URLs signed before a restart stay valid."""
    if not path.exists():
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return path.read_text(encoding="ascii")
