"""What stands in the files around the program, in each of its languages."""

import functools
import gettext
import io
from collections.abc import Callable
from typing import TypeVar

import catalogues
from babel.messages.mofile import write_mo

from layers_desktop.domain.i18n import NumberForm, number_form, set_language
from layers_desktop.local.language import ENGLISH

T = TypeVar("T")


def in_every_language(say: Callable[[], T]) -> dict[str, T]:
    """Return what `say` says in each language by its code, English first."""
    said = {ENGLISH.code: say()}
    try:
        for language in catalogues.PLURALS:
            set_language(_translations(language), number_form(language))
            said[language] = say()
    finally:
        set_language(gettext.NullTranslations(), NumberForm())
    return said


@functools.cache
def _translations(language: str) -> gettext.GNUTranslations:
    compiled = io.BytesIO()
    write_mo(compiled, catalogues.read(catalogues.po_path(language)))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
