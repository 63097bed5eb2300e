"""The faults of calls to the API.

Refusals are documented errors instead of the call; replacements are responses that only a network in between
gives; `executed_then_` faults let the call do its work and then lose its response.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp

from layers_desktop.sandbox.api_responses import (
    RAW,
    UNBOUNDED,
    ApiRefusalError,
    ApiResponse,
    CutConnection,
    RawAnswer,
    no_response,
)
from layers_desktop.sandbox.state.fault_rules import Fault

CAPTIVE_PAGE = (
    "<!doctype html><html><head><title>Welcome</title></head><body>Log in to use this network.</body></html>"
)
CAPTIVE_ADDRESS = "http://captive.invalid/login"
_GATEWAY_PAGE = (
    "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
)

REFUSALS = {
    "error": (500, "INTERNAL", "Something went wrong on our side."),
    "unavailable": (503, "UNAVAILABLE", "The service is being worked on."),
    "rate_limit": (429, "RATE_LIMITED", "Too many calls."),
    "unauthorized": (401, "UNAUTHENTICATED", "The API key was revoked."),
    "forbidden_scope": (403, "FORBIDDEN_SCOPE", "The API key lacks a scope."),
    "kill_switch": (503, "KILL_SWITCH", "The organisation is suspended."),
    "not_found": (404, "NOT_FOUND", "There is no such thing."),
    "object_not_found": (404, "OBJECT_NOT_FOUND", "No object has arrived for this upload."),
    "conflict": (409, "IDEMPOTENCY_CONFLICT", "This Idempotency-Key was used with another request."),
    "payload_too_large": (413, "PAYLOAD_TOO_LARGE", "The file is too large."),
    "validation": (422, "VALIDATION_FAILED", "The request is not as documented."),
}
REPLACEMENTS: dict[str, Callable[[Fault], Response]] = {
    "captive_html": lambda _: HTMLResponse(CAPTIVE_PAGE),
    "captive_redirect": lambda _: RedirectResponse(CAPTIVE_ADDRESS, 302),
    "bad_gateway": lambda _: HTMLResponse(_GATEWAY_PAGE, 502),
    "wrong_shape": lambda fault: JSONResponse({"ok": True}, fault.status or 200),
    "empty": lambda fault: Response(b"", fault.status or 200),
}
NO_RESPONSES: dict[str, Callable[[], ASGIApp]] = {
    "silence": lambda: no_response,
    **{name: partial(RawAnswer, name) for name in UNBOUNDED},
    "close": lambda: CutConnection(reset=False),
    "reset": lambda: CutConnection(reset=True),
}
EXECUTED_THEN = "executed_then_"
LATENCY = "latency"
OTHER_CLIENT = "other_client"
SHORT_URL = "short_url"
BAD_SIGNATURE = "bad_signature"
ALTERED = "altered"
API_FAULTS = frozenset(
    {
        *REFUSALS,
        *REPLACEMENTS,
        *NO_RESPONSES,
        *(EXECUTED_THEN + name for name in ("error", "bad_gateway", "wrong_shape", *NO_RESPONSES, *RAW)),
        *RAW,
        LATENCY,
        OTHER_CLIENT,
        SHORT_URL,
        BAD_SIGNATURE,
        ALTERED,
    }
)


@dataclass(frozen=True, slots=True)
class FaultyResponse:
    """The response of a fault, with the status and error code for the log."""

    app: ASGIApp
    status: int | None
    code: str | None = None


async def response_before(fault: Fault | None) -> FaultyResponse | None:
    """Return the response that replaces the call, after the fault's latency; None where the call proceeds."""
    if fault is None:
        return None
    if fault.fault == LATENCY:
        await asyncio.sleep(fault.delay)
    return _faulty_response(fault, fault.fault)


def response_after(fault: Fault | None) -> FaultyResponse | None:
    """Return the response that replaces that of an executed call; None for no such fault."""
    if fault is None or not fault.fault.startswith(EXECUTED_THEN):
        return None
    return _faulty_response(fault, fault.fault.removeprefix(EXECUTED_THEN))


def altered(fault: Fault | None, response: ApiResponse) -> ApiResponse:
    """Return the response of an executed call, with the fields and headers of an `altered` fault."""
    if fault is None or fault.fault != ALTERED:
        return response
    return replace(
        response,
        body=response.body | (fault.fields or {}),
        headers={**response.headers, **(fault.headers or {})},
    )


def other_client_share(fault: Fault | None) -> float:
    """Return the share of the rate limit that another client has used up, 0 to 1."""
    return fault.share if fault and fault.fault == OTHER_CLIENT else 0.0


def _faulty_response(fault: Fault, name: str) -> FaultyResponse | None:
    if name in RAW:
        return FaultyResponse(RawAnswer(name, fault.message or ""), None)
    if name in NO_RESPONSES:
        return FaultyResponse(NO_RESPONSES[name](), None)
    if name in REPLACEMENTS:
        response = REPLACEMENTS[name](fault)
        return FaultyResponse(response, response.status_code)
    if name in REFUSALS:
        refusal = _refusal(fault, name).response
        return FaultyResponse(refusal.to_http({}), refusal.status, refusal.body["error"]["code"])
    return None


def _refusal(fault: Fault, name: str) -> ApiRefusalError:
    status, code, message = REFUSALS[name]
    return ApiRefusalError(
        fault.status or status,
        fault.code or code,
        fault.message or message,
        headers=fault.retry_after_headers,
    )
