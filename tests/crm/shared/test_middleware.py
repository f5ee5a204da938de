import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory
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


GUARDS = {"X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options", "Content-Security-Policy"}


@pytest.mark.django_db
def test_calls_of_the_api_keep_the_guards_and_know_no_session(admin_client):
    answer = admin_client.get("/api/v1/outlets/")

    assert answer.status_code == 401
    assert answer.headers.keys() >= GUARDS
    assert not hasattr(answer.wsgi_request, "session")
    assert not answer.wsgi_request.user.is_authenticated


@pytest.mark.django_db
def test_pages_go_through_everything():
    answer = Client().get("/shipments/work/")

    assert (answer.status_code, hasattr(answer.wsgi_request, "session")) == (302, True)
    assert answer.headers.keys() >= GUARDS


@pytest.mark.django_db
def test_the_policy_is_the_usual_one_unless_a_view_changes_it():
    usual = Client().get("/api/v1/schema/")["Content-Security-Policy"]
    changed = Client().get("/api/v1/docs/")["Content-Security-Policy"]

    assert "unsafe-inline" in changed and "unsafe-inline" not in usual
    assert Client().get("/accounts/login/")["Content-Security-Policy"] == usual
