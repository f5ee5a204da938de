"""Every text speaks Chinese and English: nothing in code or templates is missing from the catalogue, or empty in it."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"
APPS = ("crm", "outlets", "customers", "shipments", "complaints")
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
TAG = re.compile(r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")
FILTER = re.compile(r"""_\("([^"]*)"\)""")
BLOCK = re.compile(r"\{%\s*blocktranslate([^%]*)%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL)


def translations() -> dict[str, str]:
    with (CATALOGUE / "django.mo").open("rb") as file:
        found = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key if isinstance(key, str) else key[0]: text for key, text in found.items()}


def texts_of_code() -> Iterator[tuple[str, str]]:
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) in CALLS and node.args:
                    first = node.args[0]
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        yield str(path.relative_to(ROOT)), first.value


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def texts_of_templates() -> Iterator[tuple[str, str]]:
    for path in (ROOT / "templates").rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        for found in TAG.finditer(source):
            yield str(path.relative_to(ROOT)), (found[1] or found[2]).replace("%", "%%")
        for found in FILTER.finditer(source):
            yield str(path.relative_to(ROOT)), found[1]
        for options, body in BLOCK.findall(source):
            # Django doubles percent signs in templates before it looks a text up.
            text = re.split(r"\{%\s*plural\s*%\}", body)[0].replace("%", "%%")
            text = re.sub(r"\{\{\s*([\w.]+)\s*\}\}", r"%(\1)s", text)
            if "trimmed" in options:
                text = " ".join(line.strip() for line in text.splitlines() if line.strip())
            yield str(path.relative_to(ROOT)), text


def test_every_text_has_its_chinese():
    known = translations()
    missing = {
        f"{where}: {text!r}"
        for where, text in [*texts_of_code(), *texts_of_templates()]
        if text and not known.get(text)
    }

    assert missing == set()


def test_placeholders_survive_translation():
    placeholder = re.compile(r"%\(\w+\)[sd]")
    wrong = [
        text
        for text, chinese in translations().items()
        if text and set(placeholder.findall(chinese)) != set(placeholder.findall(text))
    ]

    assert wrong == []


def test_the_compiled_catalogue_is_the_written_one():
    source = (CATALOGUE / "django.po").read_text(encoding="utf-8")
    written = source.count('\nmsgid "') - source.count('\nmsgid ""\nmsgstr ""\n"')

    assert "#, fuzzy" not in source
    assert abs(written - len({text for text in translations() if text})) <= 1
