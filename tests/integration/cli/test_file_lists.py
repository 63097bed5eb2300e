"""Files that are named in lists, in a manifest, and on standard input."""

import json
import os
import sys
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.cli.conftest import PROJECT, Shell, png

Assets = Callable[[], list[dict[str, Any]]]


def sent(assets: Assets) -> dict[str, str]:
    """Names by IDs."""
    return {asset["id"]: asset["filename"] for asset in assets()}


def test_arguments_and_lists_mix_in_the_order_given(shell: Shell, assets: Assets) -> None:
    for name in ("a.png", "b.png", "c.png", "d e.png"):
        shell.put(name)
    (shell.folder / "list.txt").write_text("c.png\r\n\r\nd e.png\n", encoding="utf-8")
    run = shell.upload("a.png", "-", "--files-from", "list.txt", given="b.png\n")
    names = sent(assets)
    assert [names[line] for line in run.stdout.splitlines()] == ["a.png", "b.png", "c.png", "d e.png"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_with_nul_a_name_may_hold_anything(shell: Shell, assets: Assets) -> None:
    names = ["two\nlines.png", "ümlaut.png", os.fsdecode(b"caf\xe9.png")]
    for name in names:
        shell.put(name, png(os.fsencode(name)))
    list_ = shell.folder / "list"
    list_.write_bytes(b"\0".join(map(os.fsencode, names)) + b"\0")
    run = shell.upload("-0", "--files-from", list_)
    assert run.returncode == 0
    assert [sent(assets)[line] for line in run.stdout.splitlines()] == [
        "two_lines.png", "ümlaut.png", "caf_.png",
    ]  # fmt: skip


def test_a_manifest_says_kind_project_and_name_of_each_file(shell: Shell, assets: Assets) -> None:
    for name in ("a.png", "b.png"):
        shell.put(name)
    projects = json.loads(shell.run("projects", "--json").stdout)
    other = next(each for each in projects if each["name"] != PROJECT)
    (shell.folder / "media.csv").write_text(
        "path,kind,project,name\n"
        f"a.png,logo,{other['id']},\n"
        "b.png,,,Hero – final.png\n"
        "a.png,,,\n"
    , encoding="utf-8")  # fmt: skip
    run = shell.upload("--manifest", "media.csv", "--json")
    assert (run.returncode, run.stderr) == (0, "")
    by_id = {asset["id"]: asset for asset in assets()}
    made = [by_id[each["assetId"]] for each in json.loads(run.stdout)]
    assert [(each["filename"], each["kind"]) for each in made] == [
        ("a.png", "logo"), ("Hero – final.png", "image"), ("a.png", "image"),
    ]  # fmt: skip
    assert [each["projectId"] == other["id"] for each in json.loads(run.stdout)] == [True, False, False]
    again = shell.upload("--manifest", "media.csv")
    assert again.stdout.splitlines() == [each["id"] for each in made]
    assert len(assets()) == 3


def test_a_file_that_is_asked_for_as_two_kinds_becomes_both(shell: Shell, assets: Assets) -> None:
    shell.put("a.png")
    (shell.folder / "media.csv").write_text("kind,path\nlogo,a.png\n,a.png\nimage,a.png\n", encoding="utf-8")
    run = shell.upload("--manifest", "media.csv")
    kinds = {asset["id"]: asset["kind"] for asset in assets()}
    assert run.returncode == 0
    lines = [kinds[line] for line in run.stdout.splitlines()]
    assert (lines[0], lines[2]) == ("logo", "image")
    assert len(assets()) == 2


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("file,kind\na.png,logo\n", "A manifest begins with a line that names some of"),
        ("path,kind\na.png,gif\n", "media.csv: line 2 cannot be used."),
        ("path,kind\n,logo\n", "media.csv: line 2 cannot be used."),
        ("path,name\na.png,x/y\n", "media.csv: line 2 cannot be used."),
        ("path\na.png,logo\n", "media.csv: line 2 cannot be used."),
        ("", "A manifest begins with a line that names some of"),
        ("path\n", "No file is named."),
        (b"path\n\xff.png\n", "media.csv is not a CSV file in UTF-8"),
    ],
)
def test_a_manifest_that_cannot_be_used_says_where_and_sends_nothing(
    shell: Shell, assets: Assets, text: str | bytes, word: str
) -> None:
    shell.put("a.png")
    (shell.folder / "media.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    run = shell.upload("--manifest", "media.csv")
    assert (run.returncode, run.stdout, assets()) == (1, "", [])
    (line,) = run.stderr.splitlines()
    assert word in line


def test_a_manifest_with_a_project_that_there_is_not_sends_nothing(shell: Shell, assets: Assets) -> None:
    shell.put("a.png")
    (shell.folder / "media.csv").write_text("path,project\na.png,\na.png,Nobody\n", encoding="utf-8")
    run = shell.upload("--manifest", "media.csv")
    assert (run.returncode, run.stdout, assets()) == (4, "", [])


def test_a_list_that_is_not_there_or_names_nothing_says_so(shell: Shell) -> None:
    for arguments, word in (
        (["--files-from", "gone.txt"], "gone.txt cannot be read (file or folder not found)."),
        (["--files-from", "-"], "No file is named."),
        ([], "No file is named."),
    ):
        run = shell.upload(*arguments)
        assert (run.returncode, run.stdout) == (1, "")
        assert run.stderr.startswith(word)


def test_kinds_can_be_told_by_pattern(shell: Shell, assets: Assets) -> None:
    of_a_mac = unicodedata.normalize("NFD", "größe.png")
    (shell.folder / "refs").mkdir()
    for name in ("hero.png", "mark.png", "refs/mood.png", of_a_mac):
        shell.put(name)
    rules = ("--kind-map", "mark*=logo", "--kind-map", "refs/*=reference_image", "--kind-map", "größe*=logo")
    assert shell.upload(*rules, "--kind", "image", "hero.png", "mark.png", of_a_mac, "refs").returncode == 0
    assert {asset["filename"]: asset["kind"] for asset in assets()} == {
        "hero.png": "image", "mark.png": "logo", "größe.png": "logo", "mood.png": "reference_image",
    }  # fmt: skip
