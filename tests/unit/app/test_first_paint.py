from PySide6.QtWidgets import QApplication, QLabel

from layers_desktop.app.lifecycle import until_painted
from layers_desktop.app.runtime import event_loop


def test_a_window_that_is_shown_is_waited_for_until_it_is_painted(qapp: QApplication) -> None:
    window = Painted("Layers")

    async def work() -> int:
        window.show()
        assert not window.is_painted
        await until_painted(window, timeout_seconds=60)
        assert window.is_painted
        return 0

    assert event_loop.run(qapp, work()) == 0
    window.close()


def test_a_window_that_nobody_sees_is_not_waited_for_without_end(qapp: QApplication) -> None:
    window = QLabel("Layers")

    async def work() -> int:
        await until_painted(window, timeout_seconds=0.05)
        return 0

    assert event_loop.run(qapp, work()) == 0


class Painted(QLabel):
    is_painted = False

    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)
        self.is_painted = True
