"""The entry point: one program, in a window or on the command line."""

import gc
import sys
from collections.abc import Sequence

from layers_desktop.local.last_words import guard_last_words
from layers_desktop.local.standard_streams import open_missing_streams


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for; return the exit code."""
    open_missing_streams()
    guard_last_words()
    given = list(sys.argv[1:] if arguments is None else arguments)
    # Each is imported when it is asked for: the command line must not wait for Qt.
    match given:
        case ["upload", *rest]:
            from layers_desktop.cli import upload_command

            return upload_command.main(rest)
        case ["sandbox", *rest]:
            from layers_desktop.cli import sandbox_command

            return sandbox_command.run_sandbox(rest)
        case ["--selftest", *rest]:
            from layers_desktop.app import self_test

            return self_test.main(rest)
        case ["--licenses", *rest]:
            from layers_desktop.cli import licences_command

            return licences_command.list_licences(rest)
        case ["--forget-everything", *rest]:
            from layers_desktop.cli import forget_command

            return forget_command.forget_everything(rest)
        case _:
            gc.disable()  # nothing of what is loaded becomes garbage; later the window sees to it
            from layers_desktop.app import qt_loading

            qt_loading.load_qt()
            from layers_desktop.app import window_program

            return window_program.main(given)


if __name__ == "__main__":
    sys.exit(main())
