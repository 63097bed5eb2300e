"""The choice of what the images of a drop are: the one family of files that has several kinds."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from layers_desktop.domain.language import tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.gui.combo import Combo

IMAGE_KINDS = (MediaKind.IMAGE, MediaKind.LOGO, MediaKind.REFERENCE_IMAGE)


class KindOfImages(QWidget):
    """Offers to leave each image the kind that was found, or to give all of them one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Combo()
        self.choice.addItem(tr("What was found for each"), None)
        for kind in IMAGE_KINDS:
            self.choice.addItem(kind.label, kind)
        label = QLabel(tr("&Images go as"))
        label.setBuddy(self.choice)
        self.setFocusProxy(self.choice)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label)
        layout.addWidget(self.choice, 1)

    @property
    def kind(self) -> MediaKind | None:
        """The kind of all images; None where each keeps what was found."""
        value = self.choice.currentData()
        return None if value is None else MediaKind(value)
