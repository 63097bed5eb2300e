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
        return replace(problem, next_step=tr("Leave the kind away: it is found out for each file."))
    if upload and upload.project and problem.code == OutcomeUnknownError.code:
        step = tr(
            "Look for it in {project} first: the same command adds it again.", project=upload.project.name
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
        return tr("There is no file at {path}: nothing fits this pattern.", path=shown_path(path))
    return tr("There is no file at {path}.", path=shown_path(path))


@cache
def _instead_of_window_words() -> tuple[tuple[str, str], ...]:
    """Return next steps of the window, and what takes their place; `tests/unit/cli` knows them all."""
    return _about_files() + _about_exports() + _about_layers() + _about_the_network()


def _about_files() -> tuple[tuple[str, str], ...]:
    """Return what to do about the file itself."""
    return (
        (tr("Put it back or locate it."), tr("Put it back, then give the same command again.")),
        (
            tr("Check the disk or network folder that it is on, then retry."),
            tr("Check the disk or network folder that it is on, then give the same command again."),
        ),
        (
            tr("Copy its contents to a file, then drop that."),
            tr("Copy its contents to a file, then name that."),
        ),
        (
            tr("Drop a folder with images, videos or audio in it."),
            tr("Name one with images, videos or audio in it."),
        ),
        (
            tr("Remove it, or export it as an image, a video or audio."),
            tr("Leave it out, or export it as an image, a video or audio."),
        ),
        (
            tr("It may be a broken download."),
            tr("It may be a broken download; --anyway uploads it all the same."),
        ),
        (
            tr("Wait until it is, then drop the file itself."),
            tr("Wait until it is, then name the file itself; --anyway uploads it as it is."),
        ),
        (tr("Drop the folder again."), tr("Name the folder again.")),
        (tr("Finish saving it, then retry."), tr("Finish saving it, then give the same command again.")),
    )


def _about_exports() -> tuple[tuple[str, str], ...]:
    """Return what to export instead."""
    return (
        (tr("Compress or shorten it, then drop it again."), tr("Compress or shorten it.")),
        (tr("Export it smaller (MP3 or AAC), then drop it again."), tr("Export it smaller (MP3 or AAC).")),
        (
            tr("Export it smaller (MP4 of a lower bit rate), then drop it again."),
            tr("Export it smaller (MP4 of a lower bit rate)."),
        ),
        (
            tr("Export it smaller (JPEG or WebP), then drop it again."),
            tr("Export it smaller (JPEG or WebP)."),
        ),
        (tr("Export it smaller, then drop it again."), tr("Export it smaller.")),
        (tr("Export it as MP4 and drop that."), tr("Export it as MP4.")),
        (tr("Export it as MP3 or WAV and drop that."), tr("Export it as MP3 or WAV.")),
        (tr("Export it as PNG or JPEG and drop that."), tr("Export it as PNG or JPEG.")),
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
            tr("Enter a key of this account, or add the other one as an account of its own."),
            tr("Add it in the window as an account of its own: layers-desktop."),
        ),
        (tr("Retry sends it as new."), tr("The same command sends it as new.")),
        (tr("Retry asks for it again."), tr("The same command asks for it again.")),
        (
            tr("Retry finishes it without sending it again."),
            tr("The same command finishes it without sending it again."),
        ),
        (
            tr("Retry; if it happens again, copy the details and send them to Layers' support."),
            tr("Give the same command again; if it stays so, send this message to Layers' support."),
        ),
        (
            tr("Retry asks again; if it stays so, copy the details and send them to Layers' support."),
            tr("The same command asks again; if it stays so, send this message to Layers' support."),
        ),
        (
            tr("Copy the details and send them to Layers' support."),
            tr("Send this message to Layers' support."),
        ),
        (
            tr("Tell Layers' support; Retry once there is room."),
            tr("Tell Layers' support; give the same command again once there is room."),
        ),
        (
            tr("Retry; if it happens again, send the log to those who maintain the program."),
            tr("If it happens again, send the log to those who maintain the program."),
        ),
        (
            tr("Nothing is wrong with your file. Retry in a while."),
            tr("Nothing is wrong with your files. Give the same command again in a while."),
        ),
        (tr("Uploads continue by themselves."), tr("Give the same command again in a while.")),
    )


def _about_the_network() -> tuple[tuple[str, str], ...]:
    """Return what to do about connection and proxy."""
    return (
        (
            tr("Retry when the connection is steady."),
            tr("Give the same command again when the connection is steady."),
        ),
        (
            tr("Check your internet connection, and Settings, Network."),
            tr("Check your internet connection, and HTTPS_PROXY."),
        ),
        (
            tr("Check your internet connection. Some networks need a proxy: Settings, Network."),
            tr("Check your internet connection. Some networks need a proxy: HTTPS_PROXY names it."),
        ),
        (
            tr(
                "If a company proxy inspects traffic, ask your IT for its certificate file "
                "and name it in Settings, Network."
            ),
            tr(
                "If a company proxy inspects traffic, ask your IT for its certificate file"
                " and name it in SSL_CERT_FILE."
            ),
        ),
        (
            tr("Ask whoever runs the proxy to let Layers through, or choose another in Settings, Network."),
            tr("Ask whoever runs the proxy to let Layers through, or name another in HTTPS_PROXY."),
        ),
        (
            tr("Check its address in Settings, Network, or in HTTPS_PROXY."),
            tr("Check its address in HTTPS_PROXY, or in the window's settings."),
        ),
        (
            tr("Enter them in Settings, Network; if they are there, they are not right."),
            tr("Name them in the window's settings; if they are there, they are not right."),
        ),
        (
            tr("Name one in Settings, Network, or in HTTPS_PROXY: http://proxy:3128 or socks5://proxy:1080."),
            tr("Name one in HTTPS_PROXY: http://proxy:3128 or socks5://proxy:1080."),
        ),
    )
