"""What the keys do to the selected rows."""

from collections.abc import Sequence

from PySide6.QtCore import QKeyCombination, Qt

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.uploads.affordances import Action
from layers_desktop.gui.uploads.entries import Value

_CONTROL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
_KEYS: dict[QKeyCombination, tuple[Action, Value]] = {
    QKeyCombination(_CONTROL, Qt.Key.Key_C): (Action.COPY, None),
    QKeyCombination(_CONTROL, Qt.Key.Key_R): (Action.RETRY, None),
    QKeyCombination(Qt.Key.Key_F2): (Action.KIND, None),
    QKeyCombination(Qt.Key.Key_Return): (Action.DETAILS, None),
    QKeyCombination(_ALT, Qt.Key.Key_Return): (Action.DETAILS, None),
    QKeyCombination(Qt.KeyboardModifier.KeypadModifier, Qt.Key.Key_Enter): (Action.DETAILS, None),
    QKeyCombination(_ALT, Qt.Key.Key_1): (Action.KIND, MediaKind.IMAGE),
    QKeyCombination(_ALT, Qt.Key.Key_2): (Action.KIND, MediaKind.VIDEO),
    QKeyCombination(_ALT, Qt.Key.Key_3): (Action.KIND, MediaKind.AUDIO),
    QKeyCombination(_ALT, Qt.Key.Key_4): (Action.KIND, MediaKind.LOGO),
    QKeyCombination(_ALT, Qt.Key.Key_5): (Action.KIND, MediaKind.REFERENCE_IMAGE),
}


def wanted_by_key(keys: QKeyCombination, uploads: Sequence[Upload]) -> tuple[Action | None, Value]:
    """Return what these keys do to these uploads."""
    if keys == QKeyCombination(Qt.Key.Key_Delete):
        return Action.REMOVE if any(each.can_remove for each in uploads) else Action.CANCEL, None
    if keys == QKeyCombination(Qt.Key.Key_Space):
        return Action.RESUME if all(each.can_unpause for each in uploads) else Action.PAUSE, None
    return _KEYS.get(keys, (None, None))
