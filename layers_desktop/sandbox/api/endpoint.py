"""The steps that every documented call goes through: log, fault, key, rate limit, idempotency."""

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp

from layers_desktop.sandbox.api.api_faults import altered, other_client_share, response_after, response_before
from layers_desktop.sandbox.api_responses import ApiRefusalError, ApiResponse, no_response, too_large
from layers_desktop.sandbox.composition import Services
from layers_desktop.sandbox.state.call_log import LoggedCall
from layers_desktop.sandbox.state.fault_rules import Fault
from layers_desktop.sandbox.state.idempotency_store import request_fingerprint
from layers_desktop.sandbox.state.keys import ApiKey
from layers_desktop.sandbox.state.rate_limits import CallClass, RateLimitStatus

_MAX_BODY_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One authorized call, as its operation gets it."""

    services: Services
    request: Request
    key: ApiKey
    body: dict[str, Any]
    entry: LoggedCall
    fault: Fault | None


Operation = Callable[[ApiCall], Awaitable[ApiResponse]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One documented call; `respond` handles its route.

    Attributes:
        stage: The name of the call in the log and in fault rules.
        call_class: Which rate limit it counts for.
        scope: The scope that the key needs; None for any key.
    """

    services: Services
    stage: str
    call_class: CallClass
    scope: str | None
    operation: Operation

    async def respond(self, request: Request) -> ASGIApp:
        """Return the response to a request: the documented one, unless a fault strikes."""
        entry = self.services.log.begin(self.stage, request.method, request.url.path)
        entry.idempotency_key = request.headers.get("idempotency-key")
        headers: dict[str, str] = {}
        try:
            return await self._process(request, entry, headers)
        except ApiRefusalError as refusal:
            entry.end(refusal.status, refusal.code)
            return refusal.response.to_http(headers)
        except ClientDisconnect:
            return no_response

    async def _process(self, request: Request, entry: LoggedCall, headers: dict[str, str]) -> ASGIApp:
        content = await _read_body(request)
        body = _parse_body(content)
        entry.bytes_received = len(content)
        entry.filename = self._filename(body)
        fault = self.services.faults.strike(self.stage, entry.filename)
        entry.fault = fault.fault if fault else None
        faulty = await response_before(fault)
        if faulty is None:
            key = self._authorize(request, entry, headers, other_client_share(fault))
            call = ApiCall(self.services, request, key, body, entry, fault)
            response = altered(fault, await self._execute(call, content))
            faulty = response_after(fault)
            if faulty is None:
                entry.end(response.status, response.body.get("error", {}).get("code"))
                return response.to_http(headers)
        entry.end(faulty.status, faulty.code)
        return faulty.app

    def _authorize(
        self, request: Request, entry: LoggedCall, headers: dict[str, str], share: float
    ) -> ApiKey:
        key = self.services.keys.authenticate(request.headers, self.scope)
        entry.key_id = key.id
        status = self.services.rate_limits.acquire(key.id, self.call_class, share)
        if status:
            headers.update(self._rate_headers(status))
            if not status.allowed:
                self.services.log.counters["overBudgetCalls"] += 1
                raise ApiRefusalError(
                    429, "RATE_LIMITED", "The budget is used up.", headers={"Retry-After": status.retry_after}
                )
        return key

    def _rate_headers(self, status: RateLimitStatus) -> dict[str, str]:
        style = self.services.settings.reset_style
        if style == "none":
            return {}
        reset = status.reset_seconds + (time.time() if style == "epoch" else 0)
        return {
            "X-RateLimit-Limit": str(status.limit),
            "X-RateLimit-Remaining": str(status.remaining),
            "X-RateLimit-Reset": str(round(reset)),
            "X-RateLimit-Endpoint-Class": self.call_class,
        }

    async def _execute(self, call: ApiCall, content: bytes) -> ApiResponse:
        if call.request.method != "POST":
            return await self._run_operation(call)
        if call.entry.idempotency_key is None:
            self.services.log.counters["missingIdempotencyKeys"] += 1
            return await self._run_operation(call)
        fingerprint = request_fingerprint("POST", call.request.url.path, content)
        return await self.services.idempotency.run_once(
            call.key.id, call.entry.idempotency_key, fingerprint, lambda: self._run_operation(call)
        )

    async def _run_operation(self, call: ApiCall) -> ApiResponse:
        """Return the response of the operation or its refusal: both are stored by an `Idempotency-Key`."""
        try:
            return await self.operation(call)
        except ApiRefusalError as refusal:
            return refusal.response

    def _filename(self, body: dict[str, Any]) -> str | None:
        upload = self.services.assets.find_upload(str(body.get("uploadId")))
        filename = upload.filename if upload else body.get("filename")
        return filename if isinstance(filename, str) else None


async def _read_body(request: Request) -> bytes:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > _MAX_BODY_BYTES:
            raise too_large("The body of a call is under 1 MiB.", _MAX_BODY_BYTES)
    return bytes(content)


def _parse_body(content: bytes) -> dict[str, Any]:
    """Return the fields of the body; none for what is not a JSON object: required ones are missing then."""
    try:
        body = json.loads(content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
