"""A window whose list of uploads was damaged on the disk."""

from tests.e2e.conftest import Desk, NewSandbox
from tests.e2e.media_files import MediaFiles


def test_a_damaged_list_is_told_of_at_each_start_until_the_person_has_looked(
    desk: Desk, new_sandbox: NewSandbox, media: MediaFiles
) -> None:
    sandbox = new_sandbox("--projects", "1")
    desk.connect(sandbox)
    window = desk.open("--start", media.png)
    window.wait_for("label", "✓")
    assert window.end() == 0
    (database,) = desk.home.rglob("uploads.sqlite3")
    for companion in database.parent.glob("uploads.sqlite3-*"):
        companion.unlink()
    database.write_bytes(b"no database" * 1_000)

    for _ in range(2):
        window = desk.open()
        window.wait_for("label", "The list of uploads was damaged, and is kept as ")
        assert window.end() == 0
    (kept,) = database.parent.glob("uploads.sqlite3.broken-*")
    kept.unlink()
    window = desk.open()
    window.wait_for("label", "Sandbox Agency · connected")
    assert window.find("label", "The list of uploads was damaged") is None
    assert window.end() == 0
