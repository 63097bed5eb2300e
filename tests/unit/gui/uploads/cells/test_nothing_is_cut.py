"""What matters in a row is painted whole: in a small window, at twice the text, and where projects mix."""

import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from layers_desktop.domain.file_errors import FileTooLargeError, NotMediaError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload_record import Fingerprint
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.uploads.columns import Column
from tests.support.window import BETA

WHOLE_ID = "med_01JC7Q7259252475V8XKT2WR4Q"


class NotingPainter(QPainter):
    """Paints, and notes every text."""

    def __init__(self, image):
        super().__init__(image)
        self.texts = []

    def drawText(self, rect, flags, text):
        self.texts.append(text)
        super().drawText(rect, flags, text)


@pytest.fixture
def painted(window):
    """Return what gives the texts that the visible cells of a row show."""

    def texts_of(row, *columns):
        view = window.upload_list.view
        image = QImage(view.viewport().size(), QImage.Format.Format_RGB32)
        painter = NotingPainter(image)
        painter.setFont(view.font())
        for column in columns:
            assert not view.isColumnHidden(column)
            index = window.model.index(row, column)
            option = QStyleOptionViewItem()
            view.initViewItemOption(option)
            option.rect = view.visualRect(index)
            view._delegate.begin_painting()
            view._delegate.paint(painter, option, index)
        painter.end()
        return painter.texts

    return texts_of


@pytest.fixture(params=[(640, 1), (960, 1), (960, 2), (2560, 1)], ids=lambda look: f"{look[0]}-{look[1]}")
def rows(request, window, queue, make_upload, done, meter, tick):
    width, magnified = request.param
    font = window.font()
    font.setPointSizeF(font.pointSizeF() * magnified)
    window.setFont(font)
    window.upload_list.view.setFont(font)
    window.resize(width, 600)
    too_large = FileTooLargeError(262_000_000, 200_000_000, MediaKind.AUDIO).problem
    strange = NotMediaError(".docx").problem
    sent = make_upload("cut.mp4", state=UploadState.SENDING, bytes_sent=2_061_500)
    meter.speeds[sent.id], meter.times_left[sent.id] = 6_300_000.0, 6.0
    queue.add(
        [
            make_upload("brief.docx", kind=None, state=UploadState.REJECTED, problem=strange),
            make_upload("voice.aiff", kind=MediaKind.AUDIO, state=UploadState.REJECTED, problem=too_large),
            sent,
            done("hero.png", WHOLE_ID, project=BETA),
        ]
    )
    tick()


def test_the_whole_id_is_painted(rows, painted):
    assert "".join(painted(3, Column.ASSET_ID)) == WHOLE_ID


def test_the_whole_sentence_of_a_problem_is_painted(rows, window, painted):
    for row in (0, 1):
        sentence = window.model.upload_at(row).problem.title
        texts = [text for text in painted(row, Column.STATUS) if text not in {"Fix…", "Remove"}]
        assert "".join(texts) == sentence


def test_percent_speed_and_time_left_are_painted(rows, window, painted):
    assert painted(2, Column.STATUS) == [window.model.index(2, Column.STATUS).data()]


def test_the_whole_project_is_painted(rows, painted):
    assert "".join(painted(0, Column.PROJECT)) == "Acme Coffee iOS"
    assert painted(3, Column.PROJECT) == ["Beta Corp"]


def test_a_short_name_is_painted_whole(rows, painted):
    assert [text.strip("\u2068\u2069") for text in painted(3, Column.NAME) if text] == ["hero.png"]


def test_the_size_of_a_small_file_is_painted_whole(rows, window, queue, make_upload, tick, painted):
    queue.add([make_upload(fingerprint=Fingerprint(size=988, mtime_ns=0, inode=0))])
    tick()
    if not window.upload_list.view.isColumnHidden(Column.SIZE):
        assert painted(4, Column.SIZE) == ["988\u202fbytes"]
