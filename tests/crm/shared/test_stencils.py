from django.template import Context, engines

from crm.shared.stencils import Stencil
from crm.shared.templatetags.ui import grouped


def stencil(monkeypatch, source, **context):
    found = engines["django"].from_string(source)
    monkeypatch.setattr("crm.shared.stencils.get_template", lambda name: found)
    return Stencil("line.html", Context(context), ("number", "about"))


def test_drawn_once_and_filled_often(monkeypatch):
    line = stencil(
        monkeypatch, "{{ due }}: <a href='/{{ number|urlencode }}/'>{{ number }}</a> {{ about }}", due="100 %"
    )

    assert line.filled({"number": "A1", "about": "x"}) == "100 %: <a href='/A1/'>A1</a> x"
    assert line.filled({"number": "B2", "about": "y"}) == "100 %: <a href='/B2/'>B2</a> y"


def test_what_is_filled_in_is_escaped_as_in_a_template(monkeypatch):
    line = stencil(monkeypatch, "{{ number }} {{ about }}")

    assert line.filled({"number": grouped("1"), "about": "<b>&%s"}) == f"{grouped('1')} &lt;b&gt;&amp;%s"


def test_words_of_the_page_are_not_taken_for_gaps(monkeypatch):
    line = stencil(monkeypatch, "{{ page }} {{ number }}", page="number about %(about)s")

    assert line.filled({"number": "1", "about": "x"}) == "number about %(about)s 1"
