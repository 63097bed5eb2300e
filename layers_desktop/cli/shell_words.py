"""What to do next, for somebody at a terminal: the errors themselves speak to somebody at the window."""

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.file_errors import FileMissingError, KindMismatchError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import OutcomeUnknownError
from layers_desktop.domain.upload import Upload


def shell_problem(problem: Problem, upload: Upload | None = None) -> Problem:
    """Return the problem, of this upload if it is about one, in the words of the command line."""
    if upload and problem.code == FileMissingError.code and upload.fingerprint is None:
        return replace(problem, title=_not_there(upload.path), next_step="")
    if problem.code == KindMismatchError.code:
        return replace(problem, next_step=tr("Leave --kind out: it is detected for each file."))
    if upload and upload.project and problem.code == OutcomeUnknownError.code:
        step = tr(
            "Look for it in {project} first: the same command would add it again.",
            project=upload.project.name,
        )
        return replace(problem, next_step=step)
    step = problem.next_step
    for window_words, words in _instead_of_window_words():
        step = step.replace(window_words, words)
    return replace(problem, next_step=step)


def shown_path(path: Path) -> str:
    """Return the path as text: UTF-8 wherever its bytes are that, whatever the locale says."""
    try:
        return os.fsencode(path).decode()
    except UnicodeError:
        return str(path)


def _not_there(path: Path) -> str:
    if any(sign in path.name for sign in "*?["):
        return tr("There is no file at {path}: nothing matches this pattern.", path=shown_path(path))
    return tr("There is no file at {path}.", path=shown_path(path))


@cache
def _instead_of_window_words() -> tuple[tuple[str, str], ...]:
    """Return next steps of the window, and what takes their place; `tests/unit/cli` knows them all."""
    return _about_files() + _about_exports() + _about_layers() + _about_the_network()


def _about_files() -> tuple[tuple[str, str], ...]:
    """Return what to do about the file itself."""
    return (
        (tr("Put it back or locate it."), tr("Put it back, then run the same command again.")),
        (
            tr("Check the disk or network folder that it is on, then retry."),
            tr("Check the disk or network folder that it is on, then run the same command again."),
        ),
        (
            tr("Copy its contents to a file, then add that."),
            tr("Copy its contents to a file, then name that file."),
        ),
        (
            tr("Choose a folder with images, videos or audio in it."),
            tr("Name one with images, videos or audio in it."),
        ),
        (
            # Translators: What to do with a file that Layers does not take.
            tr("Leave it out, or export it as an image, a video or audio."),
            tr("Leave it out, or export it as an image, a video or audio."),
        ),
        (
            tr("It may be a broken download."),
            tr("It may be a broken download. To upload it anyway, use --anyway."),
        ),
        (
            tr("Wait until it is finished, then add the file."),
            tr("Wait until it is finished, then name the file. To upload it as it is, use --anyway."),
        ),
        (
            tr("Keep it on this computer, then check it again."),
            tr("Keep it on this computer, or have it downloaded with --anyway."),
        ),
        (tr("Close it there, then retry."), tr("Close it there, then run the same command again.")),
        (tr("Drop the folder again."), tr("Name the folder again.")),
        (tr("Finish saving it, then retry."), tr("Finish saving it, then run the same command again.")),
    )


def _about_exports() -> tuple[tuple[str, str], ...]:
    """Return what to export instead."""
    return (
        (tr("Compress or shorten it, then add it again."), tr("Compress or shorten it.")),
        (tr("Export it smaller (MP3 or AAC), then add it again."), tr("Export it smaller (MP3 or AAC).")),
        (
            tr("Export it smaller (MP4 with a lower bit rate), then add it again."),
            tr("Export it smaller (MP4 with a lower bit rate)."),
        ),
        (
            tr("Export it smaller (JPEG or WebP), then add it again."),
            tr("Export it smaller (JPEG or WebP)."),
        ),
        (tr("Export it smaller, then add it again."), tr("Export it smaller.")),
        (tr("Export it as MP4 and add that."), tr("Export it as MP4.")),
        (tr("Export it as MP3 or WAV and add that."), tr("Export it as MP3 or WAV.")),
        (tr("Export it as PNG or JPEG and add that."), tr("Export it as PNG or JPEG.")),
        (
            tr("Change its kind, or export it in another format."),
            tr("Give it another --kind, or export it in another format."),
        ),
    )


def _about_layers() -> tuple[tuple[str, str], ...]:
    """Return what to do about an answer of Layers or its storage."""
    return (
        (tr("Choose another project for this file."), tr("Name another with --project.")),
        (tr("Enter a new key; nothing is lost."), tr("Set LAYERS_API_KEY to one that is in use.")),
        (tr("Copy the whole key from Layers and paste it again."), tr("Copy the whole key from Layers.")),
        (
            tr("Enter a key of this account, or add the other account as a separate one."),
            tr("Add it as a separate account in the window: layers-desktop."),
        ),
        (tr("Retry to send it as a new one."), tr("Run the same command to send it as a new one.")),
        (
            tr("Retry, and Layers looks for it again."),
            tr("Run the same command, and Layers looks for it again."),
        ),
        (
            tr("Retry to finish it without sending it again."),
            tr("Run the same command to finish it without sending it again."),
        ),
        (
            tr("Try again. If it keeps happening, send the details to Layers' support."),
            tr("Run the same command again. If it keeps happening, send this message to Layers' support."),
        ),
        (
            tr("Send the details to Layers' support."),
            tr("Send this message to Layers' support."),
        ),
        (
            tr("Tell Layers' support, and try again later."),
            tr("Tell Layers' support, and run the same command again later."),
        ),
        (
            tr("Try again. If it keeps happening, report it together with the log."),
            tr("If it keeps happening, report it together with the log."),
        ),
        (
            tr("Nothing is wrong with your file. Try again later."),
            tr("Nothing is wrong with your files. Run the same command again later."),
        ),
        (tr("Uploads continue by themselves."), tr("Run the same command again later.")),
    )


def _about_the_network() -> tuple[tuple[str, str], ...]:
    """Return what to do about connection and proxy."""
    return (
        (
            tr("Try again."),
            tr("Run the same command again."),
        ),
        (
            tr("Check your internet connection and Settings → Network."),
            tr("Check your internet connection, and HTTPS_PROXY."),
        ),
        (
            tr("Check your internet connection. Some networks need a proxy: see Settings → Network."),
            tr("Check your internet connection. Some networks need a proxy: HTTPS_PROXY names it."),
        ),
        (
            tr(
                "If a company proxy inspects traffic, ask your IT department for its certificate "
                "file and choose it in Settings → Network."
            ),
            tr(
                "If a company proxy inspects traffic, ask your IT department for its certificate "
                "file and name it in SSL_CERT_FILE."
            ),
        ),
        (
            tr("Ask whoever runs the proxy to allow Layers, or choose another one in Settings → Network."),
            tr("Ask whoever runs the proxy to allow Layers, or name another one in HTTPS_PROXY."),
        ),
        (
            tr("Check its address in Settings → Network or in HTTPS_PROXY."),
            tr("Check its address in HTTPS_PROXY, or in the window's settings."),
        ),
        (
            tr("Enter them in Settings → Network. If they are there already, they are wrong."),
            tr("Name them in the window's settings. If they are there already, they are wrong."),
        ),
        (
            tr(
                "Enter one in Settings → Network or in HTTPS_PROXY, such as http://proxy:3128 or socks5://proxy:1080."
            ),
            tr("Name one in HTTPS_PROXY: http://proxy:3128 or socks5://proxy:1080."),
        ),
    )
