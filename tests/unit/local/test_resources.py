from pathlib import Path

import pytest

from layers_desktop.local.resources import ResourceMissingError, resource_path

CHECKOUT = Path(__file__).resolve().parents[3]


def test_resources_of_a_checkout_lie_in_the_top_folder() -> None:
    assert resource_path(".") == CHECKOUT / "resources"


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(ResourceMissingError) as caught:
        resource_path("nothing/of-this-name.svg")
    assert "nothing/of-this-name.svg" in caught.value.title
    assert caught.value.next_step
