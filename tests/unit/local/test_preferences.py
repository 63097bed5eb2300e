import json
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.network_config import NetworkChoice, ProxyChoice, ProxyKind
from layers_desktop.local.preferences import Preferences, PreferencesFile, network_choice

no_nul = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
texts = st.dictionaries(st.text(), no_nul, max_size=3)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
preferences = st.builds(
    Preferences,
    project_ids=texts,
    start_on_drop=st.booleans(),
    resume_on_start=st.booleans(),
    kinds_by_project=texts,
    copy_format=no_nul,
    last_add_folder=no_nul | st.just("/mnt/broken-\udc80"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "preferences.json"


@given(chosen=preferences)
def test_what_is_saved_is_loaded(chosen: Preferences, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = PreferencesFile(tmp_path_factory.mktemp("preferences") / "preferences.json")
    file.save(chosen)
    assert file.load() == chosen
    assert file.quarantined is None


def test_a_missing_file_gives_the_defaults(path: Path) -> None:
    file = PreferencesFile(path)
    assert file.load() == Preferences()
    assert file.quarantined is None


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe\x00", b"[" * 100_000, b'{"a": 1}}', b"\x00" * 4096],
)
def test_a_broken_file_is_set_aside_whole_and_the_defaults_hold(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    file = PreferencesFile(path)
    assert file.load() == Preferences()
    assert file.quarantined is not None
    assert file.quarantined.read_bytes() == content
    assert not path.exists()


def test_two_broken_files_in_one_second_are_both_kept(path: Path) -> None:
    path.parent.mkdir()
    file = PreferencesFile(path)
    kept = set()
    for content in (b"one", b"two", b"three"):
        path.write_bytes(content)
        file.load()
        assert file.quarantined is not None
        kept.add(file.quarantined.read_bytes())
    assert kept == {b"one", b"two", b"three"}


@given(st.dictionaries(st.sampled_from(["project_ids", "start_on_drop", "columns", "x"]), json_values))
def test_no_value_of_a_wrong_type_gets_in(content: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "preferences.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        loaded = PreferencesFile(path).load()
    assert type(loaded.start_on_drop) is bool
    assert type(loaded.columns) is str
    assert all(type(value) is str for value in loaded.project_ids.values())


def test_what_a_newer_version_wrote_is_kept(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"start_on_drop": true, "accounts": [{"name": "Beta"}]}', encoding="utf-8")
    file = PreferencesFile(path)
    loaded = file.load()
    assert loaded.start_on_drop
    loaded.start_on_drop = False
    file.save(loaded)
    saved = json.loads(path.read_text(encoding="utf-8"))
    assert saved["accounts"] == [{"name": "Beta"}]
    assert saved["start_on_drop"] is False


@pytest.mark.unix("modes")
def test_the_file_belongs_to_its_owner_alone_and_leaves_no_other_behind(path: Path) -> None:
    file = PreferencesFile(path)
    file.save(Preferences())
    file.save(Preferences(start_on_drop=True))
    assert [each.name for each in path.parent.iterdir()] == ["preferences.json"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_replaced_is_told_and_leaves_no_other_behind(path: Path) -> None:
    path.mkdir(parents=True)  # nothing can be renamed over a folder, not even by root
    file = PreferencesFile(path)
    with pytest.raises(ConfigurationError, match="cannot be saved"):
        file.save(Preferences())
    with pytest.raises(ConfigurationError, match="cannot be read"):
        file.load()
    assert [each.name for each in path.parent.iterdir()] == ["preferences.json"]


def test_what_was_chosen_is_the_way() -> None:
    chosen = Preferences(
        proxy="http",
        proxy_host=" proxy.example.com ",
        proxy_port=3128,
        proxy_user="ann ",
        ca_file=" /etc/ca.pem ",
    )
    choice = network_choice(chosen, "s3cret")
    assert (choice.proxy.address, choice.proxy.user) == ("proxy.example.com:3128", "ann")
    assert (choice.proxy.kind, choice.proxy.password, choice.ca_file) == ("http", "s3cret", "/etc/ca.pem")


def test_nothing_chosen_is_the_system_as_it_is() -> None:
    choice = network_choice(Preferences())
    assert (choice.proxy.kind, choice.ca_file) == (ProxyKind.SYSTEM, "")


@given(kind=st.text(), host=st.text(alphabet=" \t"), port=st.integers())
def test_a_proxy_without_a_host_or_of_an_unknown_kind_is_the_systems(kind: str, host: str, port: int) -> None:
    choice = network_choice(Preferences(proxy=kind, proxy_host=host, proxy_port=port))
    assert choice.proxy.kind in {ProxyKind.SYSTEM, ProxyKind.NONE}


def test_an_ipv6_address_is_written_as_people_write_it() -> None:
    assert ProxyChoice(ProxyKind.SOCKS5, "fd00::7", 1080).address == "[fd00::7]:1080"
    assert ProxyChoice(ProxyKind.SOCKS5, "fd00::7").address == "[fd00::7]"


def test_no_text_form_shows_the_password() -> None:
    choice = network_choice(Preferences(proxy="http", proxy_host="proxy", proxy_user="ann"), "s3cret")
    assert isinstance(choice, NetworkChoice)
    assert "s3cret" not in repr(choice) + str(choice)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ca_file", "/a\0b"),
        ("ca_file", "/half \ud800"),
        ("files_at_once", 10**400),
        ("history_days", -1),
        ("project_ids", {"host": "\ud800"}),
    ],
    ids=str,
)
def test_a_value_that_no_program_can_use_leaves_the_default_of_that_field_alone(
    path: Path, name: str, value: object
) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({name: value, "auto_copy": True}), encoding="utf-8")
    loaded = PreferencesFile(path).load()
    assert getattr(loaded, name) == getattr(Preferences(), name)
    assert loaded.auto_copy
