from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from crm.shared.middleware import WholePageLoginMiddleware

HERE = "http://testserver/quality/fines/?state=posted"


def answer_to(response, **headers):
    request = RequestFactory().get("/quality/fines/", headers=headers)
    return HtmxMiddleware(WholePageLoginMiddleware(lambda _: response))(request)


def test_login_replaces_the_whole_page_and_leads_back():
    answer = answer_to(
        HttpResponseRedirect("/accounts/login/?next=/quality/fines/"),
        **{"HX-Request": "true", "HX-Current-URL": HERE},
    )

    assert answer["HX-Redirect"] == "/accounts/login/?next=/quality/fines/%3Fstate%3Dposted"


def test_other_answers_pass_untouched():
    part, elsewhere, plain = HttpResponse(), HttpResponseRedirect("/"), HttpResponseRedirect("/accounts/login/")

    assert answer_to(part, **{"HX-Request": "true"}) is part
    assert answer_to(elsewhere, **{"HX-Request": "true"}) is elsewhere
    assert answer_to(plain) is plain
