"""How well a setting answers what is searched for."""

import re
from collections.abc import Sequence

from layers_desktop.gui.settings.fields import Choice, Deeds, Setting

# What a word found in an explanation counts less than one in a label, however well it is found there.
_LESS = 3
_WORD = re.compile(r"\w+")


class Findable:
    """The words of one setting or page.

    Args:
        labels: What is read at a glance: names, values, buttons.
        explanations: What is read by those who stay.
    """

    def __init__(self, labels: Sequence[str], explanations: Sequence[str] = ()) -> None:
        self._labels = "\n".join(labels).casefold()
        self._explanations = "\n".join(explanations).casefold()

    def distance(self, words: Sequence[str]) -> int | None:
        """Return how far this is from being what all these words mean, 0 for the nearest; None for no match.

        Whole words are nearer than beginnings, those than parts, and labels are nearer than explanations.
        """
        distances = [self._distance_of(word) for word in words]
        found = [distance for distance in distances if distance is not None]
        return sum(found) if len(found) == len(distances) else None

    def _distance_of(self, word: str) -> int | None:
        in_label = _distance_in(self._labels, word)
        if in_label is not None:
            return in_label
        in_explanation = _distance_in(self._explanations, word)
        return None if in_explanation is None else in_explanation + _LESS


def findable(setting: Setting, page_title: str) -> Findable:
    """Return the words by which the setting of this page is found."""
    labels = [setting.text, page_title]
    if isinstance(setting, Choice):
        labels += [name for _, name in setting.choices]
    if isinstance(setting, Deeds):
        labels += [text for text, _ in setting.buttons()]
    return Findable(labels, [getattr(setting, "explanation", "")])


def _distance_in(text: str, word: str) -> int | None:
    if word not in text:
        return None
    there = _WORD.findall(text)
    if word in there:
        return 0
    return 1 if any(each.startswith(word) for each in there) else 2
