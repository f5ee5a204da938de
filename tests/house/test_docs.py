"""What the documents say is there is there, and the commands they show are commands."""

import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
SHOWN = [
    (page, line.split("#")[0].strip())
    for page in PAGES
    for block in re.findall(r"```\w*\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    for line in block.splitlines()
    if line.startswith("python3 manage.py")
]


def test_every_place_of_the_where_is_table_exists():
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("## Where is…?")[1].split("\n## ")[0]
    paths = [path for path in re.findall(r"`([\w/.]+)`", table) if "/" in path]

    assert len(paths) > 15
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_link_between_documents_leads_somewhere():
    broken = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []


@pytest.mark.parametrize(("page", "line"), SHOWN, ids=[line[18:60] for _page, line in SHOWN])
def test_every_command_shown_is_understood(page, line):
    _python, _manage, name, *arguments = shlex.split(line)
    arguments = [each for each in arguments if not each.startswith("[")]
    command = load_command_class(get_commands()[name], name)
    command.requires_system_checks = []
    parser = command.create_parser("manage.py", name)

    if name != "test":  # hands everything on to pytest
        parser.parse_args(arguments)
