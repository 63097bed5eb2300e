import asyncio
import threading
from collections.abc import Callable
from types import TracebackType

import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from keyring.credentials import SimpleCredential

from layers_desktop.domain.errors import (
    ConfigurationError,
    KeyringError,
    KeyringLockedError,
    KeyringRefusedError,
    KeyringTimeoutError,
    NoKeyringError,
)
from layers_desktop.local.credentials import Credentials, FoundKey, KeySource
from tests.secrecy.dumps import dump
from tests.support.memory_keyring import MemoryKeyring

HOST = "api.layers.com"
KEY = "lp_canary0123456789"


class StubbornKeyring(MemoryKeyring):
    def delete_password(self, service: str, username: str) -> None:
        raise keyring.errors.PasswordDeleteError(service, username)


class Chain(keyring.backends.chainer.ChainerBackend):
    """A chain of the backends given, not of those found."""

    backends: list[KeyringBackend] = []  # type: ignore[assignment]  # noqa: RUF012 set by each test
    __module__ = "keyring.backends.chainer"


@pytest.fixture
def memory_keyring(use_keyring: Callable[[KeyringBackend], None]) -> MemoryKeyring:
    memory_keyring = MemoryKeyring()
    use_keyring(memory_keyring)
    return memory_keyring


def credentials(**environ: str) -> Credentials:
    return Credentials(environ, extra_backends=frozenset({MemoryKeyring.__module__, __name__}))


def raising(error: BaseException) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


async def test_a_remembered_key_is_found_by_whoever_asks_next(memory_keyring: MemoryKeyring) -> None:
    await credentials().store(HOST, f" {KEY}\n")
    assert await credentials().find(HOST) == FoundKey(KEY, KeySource.KEYRING)
    assert memory_keyring.kept == {("layers-desktop", HOST): KEY}


async def test_no_stored_key_is_none(memory_keyring: MemoryKeyring) -> None:
    assert await credentials().find(HOST) is None


async def test_each_host_has_its_own_key(memory_keyring: MemoryKeyring) -> None:
    ours = credentials()
    await ours.store(HOST, KEY)
    assert await ours.find("127.0.0.1:8000") is None


async def test_the_environment_wins_and_no_keyring_is_asked(memory_keyring: MemoryKeyring) -> None:
    memory_keyring.before = raising(AssertionError("asked"))
    ours = credentials(LAYERS_API_KEY=" lp_environment ")
    ours.keep_for_session(HOST, KEY)
    assert await ours.find(HOST) == FoundKey("lp_environment", KeySource.ENVIRONMENT)


async def test_the_key_of_the_environment_is_never_stored(memory_keyring: MemoryKeyring) -> None:
    await credentials(LAYERS_API_KEY=KEY).store(HOST, KEY)
    assert not memory_keyring.kept


async def test_an_environment_that_holds_no_key_is_told(memory_keyring: MemoryKeyring) -> None:
    with pytest.raises(ConfigurationError, match="This one begins with sk-"):
        await credentials(LAYERS_API_KEY="sk-canary").find(HOST)


async def test_a_key_for_the_session_is_found_before_the_keyring_and_not_stored(
    memory_keyring: MemoryKeyring,
) -> None:
    ours = credentials()
    await ours.store(HOST, KEY)
    ours.keep_for_session(HOST, "lp_for_now")
    assert await ours.find(HOST) == FoundKey("lp_for_now", KeySource.SESSION)
    assert list(memory_keyring.kept.values()) == [KEY]


async def test_remembering_ends_the_key_of_the_session(memory_keyring: MemoryKeyring) -> None:
    ours = credentials()
    ours.keep_for_session(HOST, "lp_for_now")
    await ours.store(HOST, KEY)
    assert await ours.find(HOST) == FoundKey(KEY, KeySource.KEYRING)


async def test_a_forgotten_key_is_gone_and_may_be_forgotten_again(memory_keyring: MemoryKeyring) -> None:
    ours = credentials()
    await ours.store(HOST, KEY)
    ours.keep_for_session(HOST, KEY)
    await ours.forget(HOST)
    await ours.forget(HOST)
    assert await ours.find(HOST) is None
    assert not memory_keyring.kept


async def test_a_key_that_cannot_be_removed_is_told(use_keyring: Callable[[KeyringBackend], None]) -> None:
    use_keyring(StubbornKeyring())
    ours = credentials()
    await ours.store(HOST, KEY)
    with pytest.raises(KeyringError):
        await ours.forget(HOST)


async def test_no_keyring_is_told(use_keyring: Callable[[KeyringBackend], None]) -> None:
    use_keyring(keyring.backends.fail.Keyring())
    with pytest.raises(NoKeyringError):
        await credentials().find(HOST)
    with pytest.raises(NoKeyringError):
        await credentials().store(HOST, KEY)


@pytest.mark.parametrize(
    ("raised", "ours"),
    [
        (keyring.errors.NoKeyringError(KEY), NoKeyringError),
        (keyring.errors.KeyringLocked(KEY), KeyringLockedError),
        (keyring.errors.InitError(KEY), KeyringLockedError),
        (keyring.errors.PasswordSetError(KEY), KeyringError),
        (RuntimeError(KEY), KeyringError),
        (TimeoutError(KEY), KeyringError),
        (OSError(5, KEY), KeyringError),
    ],
)
async def test_whatever_a_keyring_raises_becomes_ours_and_quotes_no_key(
    memory_keyring: MemoryKeyring,
    raised: Exception,
    ours: type[KeyringError],
) -> None:
    memory_keyring.before = raising(raised)
    for call in (credentials().find(HOST), credentials().store(HOST, KEY), credentials().forget(HOST)):
        with pytest.raises(KeyringError) as caught:
            await call
        assert type(caught.value) is ours
        assert KEY not in f"{caught.value} {caught.value.problem}"
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)
        assert KEY not in dump(caught.value.with_traceback(without_own_frame(caught.value)))


def without_own_frame(error: BaseException) -> TracebackType | None:
    """The error's frames without that of the test, which has what it raised in a variable."""
    return error.__traceback__ and error.__traceback__.tb_next


async def test_a_keyring_that_keeps_nothing_is_refused(use_keyring: Callable[[KeyringBackend], None]) -> None:
    use_keyring(keyring.backends.null.Keyring())
    with pytest.raises(KeyringRefusedError):
        await credentials().store(HOST, KEY)


async def test_a_keyring_that_gives_back_something_else_is_refused(memory_keyring: MemoryKeyring) -> None:
    def swap() -> None:
        memory_keyring.kept = dict.fromkeys(memory_keyring.kept, "lp_another")

    memory_keyring.before = swap
    with pytest.raises(KeyringRefusedError):
        await credentials().store(HOST, KEY)


async def test_a_keyring_that_is_not_known_to_encrypt_is_never_given_the_key(
    memory_keyring: MemoryKeyring,
) -> None:
    with pytest.raises(KeyringRefusedError):
        await Credentials({}).store(HOST, KEY)
    assert not memory_keyring.kept


async def test_of_a_chain_only_a_keyring_that_encrypts_is_used(
    use_keyring: Callable[[KeyringBackend], None],
) -> None:
    safe = MemoryKeyring()
    Chain.backends = [keyring.backends.null.Keyring(), safe]
    use_keyring(Chain())
    await credentials().store(HOST, KEY)
    assert list(safe.kept.values()) == [KEY]


async def test_a_chain_without_one_that_encrypts_is_refused(
    use_keyring: Callable[[KeyringBackend], None],
) -> None:
    Chain.backends = [keyring.backends.null.Keyring()]
    use_keyring(Chain())
    with pytest.raises(KeyringRefusedError):
        await credentials().store(HOST, KEY)


class ListingKeyring(MemoryKeyring):
    """Names an entry unasked, as the Secret Service and Windows do."""

    def get_credential(self, service: str, username: str | None) -> SimpleCredential | None:
        found = [user for kept, user in self.kept if kept == service and username in {None, user}]
        return SimpleCredential(found[0], "") if found else None


async def test_all_keys_are_forgotten_also_for_hosts_that_nobody_knows_any_more(
    use_keyring: Callable[[KeyringBackend], None],
) -> None:
    use_keyring(memory_keyring := ListingKeyring())
    memory_keyring.kept = {
        ("layers-desktop", host): KEY for host in (HOST, "old.example.com", "older.example.com")
    }
    memory_keyring.kept["other-program", "me"] = "word"
    forgotten = await credentials().forget_all([HOST, "never.example.com"])
    assert forgotten == [HOST, "old.example.com", "older.example.com"]
    assert memory_keyring.kept == {("other-program", "me"): "word"}


async def test_of_a_keyring_that_tells_nothing_the_known_keys_are_forgotten(
    memory_keyring: MemoryKeyring,
) -> None:
    memory_keyring.kept = {("layers-desktop", HOST): KEY}
    ours = credentials()
    ours.keep_for_session(HOST, KEY)
    assert await ours.forget_all([HOST, "eu.example.com"]) == [HOST]
    assert await ours.find(HOST) is None
    assert await ours.forget_all([HOST]) == []


async def test_keys_that_do_not_go_are_told(use_keyring: Callable[[KeyringBackend], None]) -> None:
    use_keyring(memory_keyring := StubbornKeyring())
    memory_keyring.kept["layers-desktop", HOST] = KEY
    with pytest.raises(KeyringError):
        await credentials().forget_all([HOST])


async def test_a_keyring_that_says_yes_and_does_nothing_holds_nobody_for_ever(
    use_keyring: Callable[[KeyringBackend], None],
) -> None:
    use_keyring(memory_keyring := ListingKeyring())
    memory_keyring.kept["layers-desktop", HOST] = KEY
    memory_keyring.delete_password = lambda service, username: None  # type: ignore[method-assign]
    with pytest.raises(KeyringRefusedError):
        await credentials().forget_all([])


async def test_a_key_of_1280_letters_is_kept_and_one_more_is_refused(memory_keyring: MemoryKeyring) -> None:
    longest = "lp_".ljust(1280, "x")
    await credentials().store(HOST, longest)
    with pytest.raises(KeyringRefusedError):
        await credentials().store(HOST, longest + "x")
    assert list(memory_keyring.kept.values()) == [longest]


async def test_a_silent_keyring_is_told_and_answers_later_without_more_threads(
    memory_keyring: MemoryKeyring,
) -> None:
    release = threading.Event()
    memory_keyring.kept["layers-desktop", HOST] = KEY
    memory_keyring.before = lambda: release.wait(60)
    ours = credentials()
    before = set(threading.enumerate())
    for _ in range(3):
        with pytest.raises(KeyringTimeoutError):
            await ours.find(HOST, timeout_seconds=0.01)
    new = set(threading.enumerate()) - before
    assert [each.name for each in new if each.name == "keyring"] == ["keyring"]
    release.set()
    assert await ours.find(HOST) == FoundKey(KEY, KeySource.KEYRING)


async def test_what_was_given_up_before_it_began_never_happens(memory_keyring: MemoryKeyring) -> None:
    release = threading.Event()
    memory_keyring.before = lambda: release.wait(60)
    ours = credentials()
    with pytest.raises(KeyringTimeoutError):
        await ours.find(HOST, timeout_seconds=0.01)
    with pytest.raises(KeyringTimeoutError):
        await ours.store(HOST, KEY, timeout_seconds=0.01)
    release.set()
    assert await ours.find(HOST) is None
    assert not memory_keyring.kept


async def test_cancelling_returns_while_the_keyring_still_hangs(memory_keyring: MemoryKeyring) -> None:
    release, entered = threading.Event(), threading.Event()

    def hang() -> None:
        entered.set()
        release.wait(60)

    memory_keyring.before = hang
    task = asyncio.create_task(credentials().find(HOST))
    await asyncio.to_thread(entered.wait, 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not release.is_set()
    release.set()


async def test_the_keyring_runs_in_a_daemon_thread_and_never_in_the_callers(
    memory_keyring: MemoryKeyring,
) -> None:
    seen: list[threading.Thread] = []
    memory_keyring.before = lambda: seen.append(threading.current_thread())
    await credentials().find(HOST)
    assert seen[0] is not threading.current_thread()
    assert seen[0].daemon


async def test_the_keyring_in_use_has_a_name(memory_keyring: MemoryKeyring) -> None:
    assert await credentials().keyring_name() == MemoryKeyring.__module__


def test_no_text_form_shows_a_key() -> None:
    ours = credentials(LAYERS_API_KEY=KEY)
    ours.keep_for_session(HOST, KEY)
    found = FoundKey(KEY, KeySource.SESSION)
    assert "canary" not in f"{ours!r} {ours} {found!r} {found}"
