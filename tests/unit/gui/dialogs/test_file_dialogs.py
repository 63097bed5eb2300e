from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from layers_desktop.gui.dialogs.system_dialogs import FileDialogs, choose_certificate, system_services


@pytest.fixture
def folders(tmp_path):
    """Return where things were chosen from, the last of them at the end, and a place to begin."""
    (tmp_path / "shoot" / "day 1").mkdir(parents=True)
    (tmp_path / "shoot" / "hero.png").write_bytes(b"x")
    return [str(tmp_path / "shoot")]


@pytest.fixture
def desktop_services(qapp, folders):
    return system_services(FileDialogs(lambda: folders[-1], folders.append))


def opened(parent):
    return parent.findChild(QFileDialog)


@pytest.mark.parametrize("question", ["choose_files", "choose_folder", "choose_file"])
def test_a_question_begins_where_something_was_added_last(parent, desktop_services, folders, question):
    getattr(desktop_services, question)(parent, print)
    assert Path(opened(parent).directory().path()) == Path(folders[-1])


@pytest.mark.parametrize(
    ("question", "name"),
    [("choose_files", "hero.png"), ("choose_folder", "day 1"), ("choose_file", "hero.png")],
)
def test_what_is_chosen_is_handed_on_and_its_folder_remembered(
    parent, desktop_services, folders, tmp_path, question, name
):
    chosen = []
    getattr(desktop_services, question)(parent, chosen.append)
    opened(parent).filesSelected.emit([str(tmp_path / "shoot" / name)])
    assert chosen == [[tmp_path / "shoot" / name]]
    assert folders[1:] == [str(tmp_path / "shoot")]


def test_a_folder_that_is_gone_does_not_keep_the_question_from_opening(
    parent, desktop_services, folders, tmp_path
):
    folders.append(str(tmp_path / "unmounted"))
    desktop_services.choose_files(parent, print)
    assert opened(parent).isVisible()


def test_a_question_that_is_let_be_remembers_nothing(parent, desktop_services, folders):
    desktop_services.choose_files(parent, print)
    opened(parent).reject()
    assert len(folders) == 1


def test_a_certificate_is_no_upload_and_its_folder_is_not_remembered(parent, folders, tmp_path):
    chosen = []
    choose_certificate(parent, chosen.append)
    assert opened(parent).windowTitle() == "Choose a certificate file"
    opened(parent).filesSelected.emit([str(tmp_path / "ca.pem")])
    assert chosen == [[tmp_path / "ca.pem"]]
    assert len(folders) == 1
