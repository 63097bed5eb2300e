"""Points in time, as people write them where they live."""

from PySide6.QtCore import QDateTime, QLocale


def clock_text(seconds: float) -> str:
    """Return the time of day of these wall-clock seconds, to the second."""
    moment = QDateTime.fromMSecsSinceEpoch(int(seconds * 1000))
    return QLocale().toString(moment.time(), "HH:mm:ss")


def moment_text(seconds: float | None) -> str:
    """Return day and time of these wall-clock seconds; empty for None."""
    if seconds is None:
        return ""
    moment = QDateTime.fromMSecsSinceEpoch(int(seconds * 1000))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)
