import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.cli.output import Console, printable
from layers_desktop.cli.results import Lines, as_json
from layers_desktop.domain.errors import Problem
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_record import Fingerprint
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.progress import OverallProgress

PROBLEM = Problem(
    "NOT_FOUND", "What happened.", "What to do.", request_id="req_1", detail="The server's word."
)
TOTAL = OverallProgress(1_500_000, 3_000_000, 1, 2, 0.5, 250_000.0, 6.0)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def upload(name: str, state: UploadState, **values: object) -> Upload:
    made = Upload(UploadId(name), BatchId("b"), Path("/files") / name, None, 0.0, state=state)
    for attribute, value in values.items():
        setattr(made, attribute, value)
    return made


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_printed(text: str) -> None:
    shown = printable(text)
    assert all(sign.isprintable() or sign == "\u202f" for sign in shown)
    shown.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Straße 😀 1\u202fMB", "Straße 😀 1\u202fMB"),
        ("a\nb", "a\\nb"),
        ("\x1b]0;evil\x07", "\\x1b]0;evil\\x07"),
        ("gpj.\u202eexe", "gpj.\\u202eexe"),
        ("caf\udce9.png", "caf\\udce9.png"),
        ("\u2028", "\\u2028"),
        ("\x9b31m", "\\x9b31m"),
    ],
)
def test_hostile_names_are_made_visible(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.unix("the paths have slashes")
def test_a_problem_is_told_with_what_support_asks_for() -> None:
    stream = io.StringIO()
    console = Console(stream)
    console.write_problem(PROBLEM)
    console.write_failure(upload("a\x1b.png", UploadState.FAILED, problem=PROBLEM))
    console.write_failure(upload("b.png", UploadState.CANCELLED))
    assert stream.getvalue().splitlines() == [
        "What happened. What to do. (request ID req_1)",
        "/files/a\\x1b.png: What happened. What to do. (request ID req_1)",
        "/files/b.png: Cancelled.",
    ]


def test_a_file_or_a_pipe_gets_no_line_that_changes() -> None:
    stream = io.StringIO()
    Console(stream).show_progress(TOTAL)
    assert stream.getvalue() == ""


def test_lines_come_in_order_as_soon_as_they_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    uploads = [
        upload("a", UploadState.DONE, asset_id="med_1"),
        upload("b", UploadState.FAILED, problem=PROBLEM),
        upload("c", UploadState.DUPLICATE, asset_id="med_offer"),
        upload("d", UploadState.DONE, asset_id="med_2"),
    ]
    lines = Lines(lambda path: path.name)
    lines.begin(uploads)
    lines.add(uploads[1])
    assert capsys.readouterr().out == ""
    lines.add(uploads[0])
    assert capsys.readouterr().out == "med_1\ta\n\tb\n"
    lines.finish()
    assert capsys.readouterr().out == "\tc\nmed_2\td\n"


@pytest.mark.unix("the paths have slashes")
def test_json_holds_one_object_for_each_file_in_their_order() -> None:
    known = {
        "kind": MediaKind.LOGO,
        "mime_type": "image/png",
        "fingerprint": Fingerprint(5, 0, 0),
        "sha256": "ab",
    }
    uploads = [
        upload(
            "a.png",
            UploadState.DONE,
            asset_id="med_1",
            asset_url="https://a.example/1",
            is_reused=True,
            **known,
        ),
        upload("\udce9.png", UploadState.FAILED, problem=PROBLEM),
        upload("c", UploadState.CANCELLED),
    ]
    done, failed, cancelled = json.loads(as_json(uploads))
    assert done == {
        "version": 1,
        "path": "/files/a.png",
        "kind": "logo",
        "mimeType": "image/png",
        "size": 5,
        "sha256": "ab",
        "projectId": None,
        "assetId": "med_1",
        "url": "https://a.example/1",
        "reused": True,
    }
    assert failed["path"] == "/files/\udce9.png"
    assert failed["error"] == {
        "code": "NOT_FOUND",
        "message": "What happened.",
        "nextStep": "What to do.",
        "requestId": "req_1",
    }
    assert "assetId" not in failed
    assert cancelled["error"]["code"] == "CANCELLED"
    (unsent,) = json.loads(as_json([upload("d", UploadState.QUEUED)]))
    assert unsent["error"]["code"] == "NOT_SENT"
    assert as_json([]) == "[]\n"
