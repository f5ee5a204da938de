import pytest

from outlets.rules.document_text import Block, Run, blocks_of


def plain(*lines):
    return tuple((Run(line),) for line in lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n \n", []),
        ("one\ntwo\n\nthree", [Block("paragraph", plain("one", "two")), Block("paragraph", plain("three"))]),
        ("# Big\n### Small", [Block("heading", plain("Big"), level=1), Block("heading", plain("Small"), level=3)]),
        ("#no heading", [Block("paragraph", plain("#no heading"))]),
        ("- a\n• b\n* c", [Block("bullets", plain("a", "b", "c"))]),
        ("1. a\n2、b", [Block("numbers", plain("a", "b"))]),
        ("say\r\n- a", [Block("paragraph", plain("say")), Block("bullets", plain("a"))]),
        ("a **b** c", [Block("paragraph", ((Run("a "), Run("b", strong=True), Run(" c")),))]),
        ("**open", [Block("paragraph", plain("**open"))]),
        (
            "|kg|¥|\n|--|--|\n|1|12|\n|2|",
            [Block("table", rows=(plain("kg", "¥"), plain("1", "12"), ((Run("2"),), ())))],
        ),
        ("<script>", [Block("paragraph", plain("<script>"))]),
    ],
)
def test_marks_become_blocks(text, expected):
    assert blocks_of(text) == expected


def test_a_table_of_rulers_alone_has_no_rows():
    assert blocks_of("|---|") == [Block("table", rows=())]


@pytest.mark.parametrize(
    "text", ["**" * 20_000, "|" * 40_000, "#" * 40_000, "- " * 20_000], ids=["bold", "bars", "hash", "dash"]
)
def test_no_text_takes_long(text):
    assert len(blocks_of(text)) == 1
