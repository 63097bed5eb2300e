"""Networks as people have them: a Layers behind TLS, proxies before it, and the real program."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from layers_desktop.sandbox.process import SandboxProcess
from tests.integration.transfer.media_files import image, video
from tests.secrecy.dump_environment import dumping_environment
from tests.secrecy.marks import KEY, lines_with_marks, marks_in_files, sandbox_arguments

PROXY = Path(__file__).with_name("proxy.py")
RESOLVER = Path(__file__).with_name("resolver")


def make_certificate(path: Path, days: int = 1) -> Path:
    """Make a certificate for 127.0.0.1 and localhost that is its own authority, its key behind it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, path.stem)])
    addresses = [x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(addresses), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    pem = serialization.Encoding.PEM
    path.write_bytes(
        certificate.public_bytes(pem) + key.private_bytes(pem, form, serialization.NoEncryption())
    )
    return path


@dataclass
class Proxy:
    """A proxy at work."""

    process: "subprocess.Popen[str]"
    port: int

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def end(self) -> str:
        """End it; return what it saw."""
        if self.process.stdin and not self.process.stdin.closed:
            self.process.stdin.close()
        assert self.process.stdout is not None
        seen = self.process.stdout.read()
        self.process.wait(10)
        self.process.stdout.close()
        return seen


NewProxy = Callable[..., Proxy]


@pytest.fixture
def new_proxy() -> Iterator[NewProxy]:
    started: list[Proxy] = []

    def start(mode: str, *arguments: object) -> Proxy:
        command = [sys.executable, str(PROXY), mode, *map(str, arguments)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        started.append(Proxy(process, int(process.stdout.readline())))
        return started[-1]

    yield start
    for proxy in started:
        if proxy.process.poll() is None:
            proxy.process.kill()
            proxy.process.wait()
        for pipe in (proxy.process.stdin, proxy.process.stdout):
            if pipe and not pipe.closed:
                pipe.close()


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate that a company's proxy shows in place of everybody's own."""
    return make_certificate(tmp_path_factory.mktemp("company") / "company.pem")


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate of Layers."""
    return make_certificate(tmp_path_factory.mktemp("layers") / "layers.pem")


@pytest.fixture(scope="session")
def layers(tmp_path_factory: pytest.TempPathFactory, certificate: Path) -> Iterator[SandboxProcess]:
    """A Layers behind TLS, its store too."""
    folder = tmp_path_factory.mktemp("sandbox")
    with SandboxProcess.start(
        folder, "--no-budget", *sandbox_arguments(), "--tls-certificate", str(certificate)
    ) as sandbox:
        yield sandbox


@dataclass
class Run:
    """How one run of the program ended."""

    code: int
    printed: str
    said: str


@dataclass
class Program:
    """The command line on a home of its own.

    Attributes:
        env: What it is told.
    """

    home: Path
    files: list[Path]
    env: dict[str, str] = field(default_factory=dict)

    def upload(self) -> Run:
        """Upload the files with the real program."""
        command = [sys.executable, "-m", "layers_desktop", "upload", "--project", "Acme Coffee iOS"]
        done = subprocess.run(
            [*command, *map(str, self.files)],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        assert "Traceback" not in done.stderr
        assert lines_with_marks(done.stdout, done.stderr) == []
        assert marks_in_files(self.home) == {}
        return Run(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def program(home: Path, tmp_path: Path, layers: SandboxProcess, certificate: Path) -> Program:
    """The program with a key, before Layers, whose certificate it trusts; one small file and one large."""
    files = [image(tmp_path / "a.png"), video(tmp_path / "b.mp4", 3_000_000)]
    env = {
        **dumping_environment(os.environ, home / "dumps"),
        "LAYERS_BASE_URL": layers.url,
        "LAYERS_API_KEY": KEY,
        "SSL_CERT_FILE": str(certificate),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    return Program(home, files, env)
