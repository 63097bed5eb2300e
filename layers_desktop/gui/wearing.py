"""Properties that the style sheet looks at, changed while a widget is shown."""

from PySide6.QtWidgets import QWidget


def wear(widget: QWidget, name: str, value: str) -> None:
    """Have the widget look as the style sheet says for this value of this property (`look`, `tone`)."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().polish(widget)
