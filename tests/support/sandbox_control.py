"""A small client of the sandbox's control routes, for tests."""

import http.client
import json
import ssl
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 60.0


class SandboxControlError(Exception):
    """The sandbox refused; the text is its response."""


class SandboxControl:
    """Switches faults on and off and asks what happened, at the API address of a running sandbox.

    `tls` is what to believe of a sandbox that speaks TLS.
    """

    def __init__(self, url: str, tls: ssl.SSLContext | None = None) -> None:
        self._address = urlsplit(url).netloc
        self._tls = tls
        self._earlier: dict[str, int] = {}

    def start_anew(self) -> None:
        """Switch every fault off, and tell from now on only of what comes from now on."""
        self.clear_faults()
        self._earlier = self._call("GET", "counters")

    def fault(self, stage: str, fault: str, times: int | None = 1, **details: Any) -> int:
        """Add a rule; its ID. The details are the fields of `faults.Fault`."""
        rule = {"stage": stage, "fault": fault, "times": times, **details}
        added: int = self._call("POST", "faults", rule)["id"]
        return added

    def faults(self) -> list[dict[str, Any]]:
        """The rules with their counts."""
        return self._listed("faults")

    def clear_faults(self) -> None:
        """Switch every fault off."""
        self._call("DELETE", "faults")

    def assets(self) -> list[dict[str, Any]]:
        """All assets: id, project, uploadId, filename, kind, mimeType, size, sha256, path of the bytes."""
        return self._listed("assets")

    def calls(self, stage: str | None = None) -> list[dict[str, Any]]:
        """The log of calls in the order of their coming, all or of one stage."""
        listed: list[dict[str, Any]] = self._call("GET", f"calls?stage={stage}" if stage else "calls")[
            "calls"
        ]
        return [call for call in listed if call["number"] > self._earlier.get("calls", 0)]

    def counters(self) -> dict[str, int]:
        """The counters by name."""
        counted: dict[str, int] = self._call("GET", "counters")
        return {name: count - self._earlier.get(name, 0) for name, count in counted.items()}

    def change_key(self, key: str, **changes: Any) -> None:
        """Add a key or alter one: `scopes`, `accepted`, `suspended`, `organisation`."""
        self._call("POST", "keys", {"key": key, **changes})

    def reset_storage(self) -> int:
        """Reset every connection to the storage; how many there were."""
        cut: int = self._call("POST", "cut", {})["connections"]
        return cut

    def _listed(self, name: str) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self._call("GET", name)[name]
        return listed

    def _connection(self) -> http.client.HTTPConnection:
        if self._tls is None:
            return http.client.HTTPConnection(self._address, timeout=TIMEOUT_SECONDS)
        return http.client.HTTPSConnection(self._address, timeout=TIMEOUT_SECONDS, context=self._tls)

    def _call(self, method: str, name: str, body: dict[str, Any] | None = None) -> Any:
        connection = self._connection()
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, f"/_sandbox/{name}", text, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status >= http.client.BAD_REQUEST:
            raise SandboxControlError(text.decode())
        return json.loads(text) if text else None
