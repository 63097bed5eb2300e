"""The real pip-audit on this environment, before a service of ours that speaks as OSV does."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from release.build_config import ROOT

ADVISORY = {"id": "PYSEC-2099-1", "aliases": ["CVE-2099-1"], "summary": "It lets others in."}


class Advisories(BaseHTTPRequestHandler):
    """Knows of one vulnerable package."""

    def do_POST(self) -> None:
        package = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]
        ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.0"}]}]
        advisory = {**ADVISORY, "affected": [{"package": package, "ranges": ranges}]}
        body = json.dumps({"vulns": [advisory]} if package["name"] == "httpx" else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Advisories) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()
        thread.join()


def run(address: str) -> tuple[int, str]:
    command = [sys.executable, str(ROOT / "packaging" / "audit.py"), "-s", "osv", "--osv-url", address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_vulnerable_package_of_this_environment_fails_the_check(service: str) -> None:
    code, said = run(service)
    assert code == 1
    [line] = said.splitlines()
    assert line.startswith("httpx ")
    assert line.endswith("PYSEC-2099-1 CVE-2099-1, mended in 99.0")


def test_a_service_that_is_away_does_not() -> None:
    code, said = run("http://127.0.0.1:9/v1/query")
    assert code == 0
    assert "could not be asked for (ConnectionError)" in said
