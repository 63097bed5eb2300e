"""Refusals that quote the key and the signed address, and what is packed for support after many of them."""

import logging
import os
from pathlib import Path

import pytest

from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.diagnostics.log import LOG_NAME
from layers_desktop.local.diagnostics.support_bundle import write_support_bundle
from layers_desktop.local.preferences import Preferences
from tests.integration.transfer.harness import Harness
from tests.integration.transfer.media_files import image, video
from tests.secrecy.marks import KEY, PASSWORD_MARK, SIGNATURE_MARK, marks_in, marks_in_files
from tests.secrecy.permissions import accessible_to_others

QUOTING = (
    f"PUT https://s.example/a?X-Amz-Date=1&X-Amz-Signature={SIGNATURE_MARK}01&x=2 was refused; "
    f"Authorization: Bearer {KEY}"
)


def told_of(upload: Upload) -> str:
    assert upload.state is UploadState.FAILED
    assert upload.problem
    assert "[redacted]" in f"{upload.problem}"
    return f"{upload.problem}"


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        ("presign", "validation"),
        ("presign", "error"),
        ("inline", "payload_too_large"),
        ("finalize", "validation"),
        ("finalize", "not_found"),
    ],
)
async def test_what_layers_quotes_of_the_request_is_kept_without_its_secrets(
    harness: Harness, stage: str, fault: str
) -> None:
    harness.control.fault(stage, fault, times=None, message=QUOTING, code=f"NO {KEY}")
    path = image(harness.folder / "a.png") if stage == "inline" else video(harness.folder / "a.mp4")
    (upload,) = await harness.upload(path)
    assert marks_in(told_of(upload)) == []
    await harness.reopen()


@pytest.mark.parametrize("fault", ["signature_mismatch", "error", "refuse_early"])
async def test_what_the_store_quotes_of_the_request_is_kept_without_its_secrets(
    harness: Harness, fault: str
) -> None:
    harness.control.fault("put", fault, times=None, message=QUOTING.replace("&", "&amp;"))
    (upload,) = await harness.upload(video(harness.folder / "a.mp4"))
    assert marks_in(told_of(upload)) == []
    await harness.reopen()


async def test_a_support_bundle_of_a_run_full_of_faults_holds_no_secret(
    harness: Harness, home: Path, tmp_path: Path
) -> None:
    for stage, fault in (("presign", "error"), ("put", "reset"), ("put", "expired"), ("finalize", "reset")):
        harness.control.fault(stage, fault, message=QUOTING)
    harness.control.fault("put", "signature_mismatch", times=None, filename="b.mp4", message=QUOTING)
    uploads = await harness.upload(video(harness.folder / "a.mp4"), video(harness.folder / "b.mp4"))
    assert [upload.is_done for upload in uploads] == [True, False]
    await harness.close()
    log = home / "log" / LOG_NAME
    logging.getLogger("layers_desktop").info("told: %s", uploads[1].problem)
    # As an earlier version may have left it, which redacted less.
    planted = log.with_name(f"{LOG_NAME}.1")
    planted.write_text(f"{QUOTING}\nproxy http://ann:{PASSWORD_MARK}@proxy:3128\n", encoding="utf-8")
    packed = tmp_path / "packed"
    packed.mkdir(mode=0o700)
    environ = {"LAYERS_API_KEY": KEY, "HTTPS_PROXY": f"http://ann:{PASSWORD_MARK}@proxy:3128"}
    before = os.umask(0)
    try:
        write_support_bundle(packed / "bundle.zip", Preferences(), home / "log", {"failed": 1}, environ)
    finally:
        os.umask(before)
    assert marks_in_files(home / "log").keys() == {str(planted)}
    planted.unlink()
    assert marks_in_files(packed) == {}
    assert accessible_to_others(packed) == {}
