import pytest

from customers.rules.three_way import reconcile


@pytest.mark.parametrize(
    ("original", "mine", "theirs", "written", "asked", "kept"),
    [
        ("a", "a", "a", {}, [], ()),
        ("a", "b", "a", {"f": "b"}, [], ()),
        ("a", "a", "b", {}, [], ("f",)),
        ("a", "b", "b", {}, [], ()),
        ("a", "b", "c", {}, ["f"], ()),
        ("", "b", None, {}, ["f"], ()),
    ],
)
def test_one_field(original, mine, theirs, written, asked, kept):
    found = reconcile({"f": mine}, original={"f": original}, theirs={"f": theirs})

    assert (found.changes, [clash.field for clash in found.clashes], found.theirs) == (written, asked, kept)


def test_what_was_never_seen_is_asked_about_unless_it_is_so_already():
    found = reconcile({"f": "b", "g": "b"}, original={}, theirs={"f": "c", "g": "b"})

    assert ([(clash.field, clash.known) for clash in found.clashes], found.changes) == ([("f", False)], {})
