import time

from layers_desktop.domain.upload_record import new_upload_id


def test_ids_of_one_moment_differ():
    ids = [new_upload_id() for _ in range(10_000)]
    assert len(set(ids)) == len(ids)
    assert {len(each) for each in ids} == {32}


def test_a_later_id_sorts_behind_an_earlier_one():
    ids = []
    for _ in range(5):
        ids.append(new_upload_id())
        time.sleep(0.002)
    assert ids == sorted(ids)
