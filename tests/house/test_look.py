"""What rots unseen in templates and styles: inline code, foreign hosts, changed vendor files, pale colours."""

import hashlib
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "crm" / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((STATIC / "crm" / "css").rglob("*.css"))
SCRIPTS = sorted((STATIC / "crm" / "js").rglob("*.js"))
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "htmx event attribute": re.compile(r"\shx-on"),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)"),
    "inline style": re.compile(r"<style"),
    "javascript address": re.compile(r"javascript:"),
}
HOST = re.compile(r"(?:src|href|action|url\(|from|import)\s*[=(\"' ]+\s*(?:https?:)?//")
#: What an htmx page may load by script, gzipped, is 150 kB; our own part stays far below.
SCRIPT_BYTES = 60_000
#: The scan page of phones loads nothing but its own folder and a few of ours; the camera's reader comes when asked.
PHONE_BYTES = 48_000
#: The grid of a sign batch loads its own folder beside what every page has.
SIGNING_BYTES = 24_000


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_has_nothing_inline_and_no_foreign_host(template):
    text = template.read_text()
    found = [what for what, pattern in INLINE.items() if pattern.search(text)]

    assert found == []
    assert not HOST.search(text)


@pytest.mark.parametrize("file", [*STYLES, *SCRIPTS], ids=lambda path: str(path.relative_to(STATIC)))
def test_static_file_asks_no_foreign_host(file):
    assert not HOST.search(file.read_text())


def test_components_use_tokens_for_every_colour():
    bare = re.compile(r"#[0-9a-f]{3,8}\b")
    loose = {
        f"{style.name}: {line.strip()}"
        for style in STYLES
        if style.name not in {"tokens.css", "label.css", "paper.css"}  # what is printed is black on white
        for line in style.read_text().splitlines()
        if bare.search(line) and "background: #fff" not in line  # a QR code is black on white in the dark too
    }

    assert loose == set()


def test_vendored_files_are_those_that_were_checked():
    listed = {
        name: sum_ for part in json.loads((VENDOR / "vendor.json").read_text()) for name, sum_ in part["files"].items()
    }
    present = {
        str(file.relative_to(VENDOR)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in VENDOR.rglob("*")
        if file.is_file() and file.name != "vendor.json"
    }

    assert present == listed


def test_icons_that_are_asked_for_exist():
    known = set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "tabler-icons" / "sprite.svg").read_text()))
    asked = {name for template in TEMPLATES for name in re.findall(r'\{% icon "([^"]+)"[ %]', template.read_text())}
    sources = [*(ROOT / "crm").rglob("*.py"), *(ROOT / "shipments").rglob("*.py"), *(ROOT / "outlets").rglob("*.py")]
    asked |= {name for source in sources for name in re.findall(r'\bicon="([^"]+)"', source.read_text())}

    assert asked - known == set()


def test_own_scripts_are_small():
    sizes = defaultdict(int)
    for script in SCRIPTS:
        sizes[script.parent.name] += script.stat().st_size

    assert sizes["js"] < SCRIPT_BYTES
    assert sizes["phone"] < PHONE_BYTES
    assert sizes["signing"] < SIGNING_BYTES
    assert sizes.keys() == {"js", "phone", "signing"}


def tokens(scheme):
    text = (STATIC / "crm" / "css" / "tokens.css").read_text()
    light, _, rest = text.partition("@media (prefers-color-scheme: dark)")
    values = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6})", light))
    return values | dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6})", rest)) if scheme == "dark" else values


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ("surface", "canvas", "sunken", "hover")
STATES = ("overdue", "soon", "met", "review", "fined", "open", "still")
WORDS = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent") for ground in GROUNDS),
    *((state, ground) for state in STATES for ground in (f"{state}-soft", "surface", "hover")),
    ("accent", "accent-soft"), ("on-accent", "accent"), ("on-accent", "accent-strong"),
]  # fmt: skip
SHAPES = [("line-field", "surface"), *((fill, "surface") for fill in ("fill", *(f"fill-{s}" for s in STATES[:5])))]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_shapes_stand_out(scheme):
    colour = tokens(scheme)
    pale = [
        (ink, ground, round(ratio, 2))
        for pairs, least in ((WORDS, 4.5), (SHAPES, 3.0))
        for ink, ground in pairs
        if (ratio := contrast(colour[f"--{ink}"], colour[f"--{ground}"])) < least
    ]

    assert pale == []
