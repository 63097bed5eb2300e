from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.sandbox.api_responses import ApiRefusalError
from layers_desktop.sandbox.state.fault_rules import FaultRules

KNOWN = {"api": frozenset({"error", "reset"}), "put": frozenset({"slow_down", "reset"})}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def fault_rules(*rules: dict[str, Any], clock: Clock | None = None) -> FaultRules:
    made = FaultRules(KNOWN, clock or Clock())
    for rule in rules:
        made.add(rule)
    return made


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 15))
def test_a_rule_strikes_its_times_after_what_it_skips(skip: int, times: int, calls: int) -> None:
    rules = fault_rules({"stage": "presign", "fault": "error", "skip": skip, "times": times})
    struck = [rules.strike("presign") is not None for _ in range(calls)]
    assert struck == [skip <= n < skip + times for n in range(calls)]


def test_without_an_end_a_rule_strikes_until_it_is_cleared() -> None:
    rules = fault_rules({"stage": "put", "fault": "reset", "times": None})
    assert all(rules.strike("put") for _ in range(50))
    rules.clear()
    assert rules.strike("put") is None


@pytest.mark.parametrize(
    ("stage", "struck"),
    [("put", {"put"}), ("api", {"presign", "whoami"}), ("*", {"put", "presign", "whoami"})],
)
def test_a_stage_may_be_one_or_the_api_or_all(stage: str, struck: set[str]) -> None:
    rules = fault_rules({"stage": stage, "fault": "reset", "times": None})
    assert {call for call in ("put", "presign", "whoami") if rules.strike(call)} == struck


def test_a_rule_for_one_file_spares_the_others_and_does_not_count_them() -> None:
    rules = fault_rules({"stage": "put", "fault": "reset", "skip": 1, "filename": "bad.png"})
    names = ["good.png", "bad.png", "good.png", "bad.png", "bad.png"]
    assert [rules.strike("put", name) is not None for name in names] == [False, False, False, True, False]


def test_the_first_rule_that_strikes_is_the_only_one() -> None:
    rules = fault_rules(
        {"stage": "presign", "fault": "error"}, {"stage": "presign", "fault": "reset", "times": None}
    )
    assert [fault.fault for _ in range(3) if (fault := rules.strike("presign"))] == [
        "error",
        "reset",
        "reset",
    ]


def test_a_rule_with_an_end_in_time_counts_from_its_first_strike() -> None:
    clock = Clock()
    rules = fault_rules({"stage": "presign", "fault": "error", "times": None, "for_seconds": 5}, clock=clock)
    struck = []
    for clock.now in (100, 104, 105, 200):
        struck.append(rules.strike("presign") is not None)
    assert struck == [True, True, False, False]


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"stage": "put"},
        {"stage": "nowhere", "fault": "reset"},
        {"stage": "put", "fault": "error"},
        {"stage": "*", "fault": "slow_down"},
        {"stage": "put", "fault": "reset", "strikes": 3},
        {"stage": "put", "fault": "reset", "colour": "red"},
    ],
)
def test_a_rule_that_means_nothing_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(ApiRefusalError):
        fault_rules(rule)


@pytest.mark.parametrize(
    ("details", "offset"),
    [({}, 50), ({"fraction": 0.25}, 25), ({"after_bytes": 7}, 7), ({"after_bytes": 900}, 100)],
)
def test_the_offset_is_a_part_of_the_body_or_a_number_of_bytes(details: dict[str, Any], offset: int) -> None:
    fault = fault_rules({"stage": "put", "fault": "reset", **details}).strike("put")
    assert fault is not None
    assert fault.offset(100) == offset


def test_retry_after_is_sent_to_the_letter_or_as_a_date() -> None:
    rules = fault_rules(
        {"stage": "api", "fault": "error", "retry_after": "soon"},
        {"stage": "api", "fault": "error", "retry_after": "date+5"},
        {"stage": "api", "fault": "error"},
    )
    headers = [fault.retry_after_headers for _ in range(3) if (fault := rules.strike("presign"))]
    assert headers[0] == {"Retry-After": "soon"}
    assert headers[1]["Retry-After"].endswith(" GMT")
    assert headers[2] == {}
