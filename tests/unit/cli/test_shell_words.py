"""What is said at a terminal names nothing that only a window has."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import layers_desktop
from layers_desktop.cli.shell_words import _instead_of_window_words, shell_problem
from layers_desktop.domain.errors import Problem
from layers_desktop.domain.file_errors import KindMismatchError
from layers_desktop.domain.media_kind import MediaKind

PACKAGE = Path(layers_desktop.__file__).parent
WINDOW_WORDS = re.compile(
    r"\b(drop|locate|retry|settings, network|enter|choose|window|details|row|button|paste)\b", re.IGNORECASE
)
# Sentences with fields, which are replaced by their codes; and such as no command line shows.
OTHERS = {
    "Choose {kind} instead.",
    "Look for it in {project} first: Retry adds it again.",
    "Unlock it to use the saved key, or enter the key for this session.",
    "Look for its own window, or enter the key for this session.",
    "It may have arrived in {project}. Add that account again and retry: then it is known.",
}


def sentences() -> Iterator[str]:
    for group in ("domain", "api", "local", "transfer", "media"):
        for path in (PACKAGE / group).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"tr", "tr_plural"}:
                    yield from (
                        each.value
                        for each in node.args[:2]
                        if isinstance(each, ast.Constant) and isinstance(each.value, str)
                    )


def test_every_sentence_that_names_a_thing_of_the_window_has_another_for_the_terminal() -> None:
    replaced = {sentence for sentence, _ in _instead_of_window_words()}
    named = {sentence for sentence in sentences() if WINDOW_WORDS.search(sentence)}
    assert named - replaced - OTHERS == set()
    assert (replaced | OTHERS) - set(sentences()) == set()


@pytest.mark.parametrize("instead", [words for _, words in _instead_of_window_words()])
def test_what_is_said_instead_names_none(instead: str) -> None:
    assert not WINDOW_WORDS.search(instead.replace("in the window", "").replace("in the window's", ""))


def test_a_kind_that_cannot_be_is_left_away() -> None:
    error = KindMismatchError("image/png", MediaKind.VIDEO, (MediaKind.IMAGE,))
    assert shell_problem(error.problem).next_step == "Leave the kind away: it is found out for each file."


def test_words_of_the_server_are_left_as_they_are() -> None:
    problem = Problem("X", "Retry when the connection is steady.", "Drop it.")
    assert shell_problem(problem) == problem
