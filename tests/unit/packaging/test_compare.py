from pathlib import Path

from release.compare import differences


def test_content_rights_links_and_missing_files_are_seen(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        for name in ("same", "content", "rights"):
            (folder / name).write_text(name, encoding="utf-8")
        (folder / "link").symlink_to("same")
    assert differences(one, other) == []
    (one / "content").write_text("else", encoding="utf-8")
    (one / "rights").chmod(0o755)
    (other / "missing").write_text("", encoding="utf-8")
    (one / "link").unlink()
    (one / "link").symlink_to("content")
    assert differences(one, other) == ["content", "link", "missing", "rights"]
