"""In and out: login, lock-out, log-out, password change; nothing else of allauth has an address."""

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.urls import NoReverseMatch, reverse

from crm.accounts.roles import Role
from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "grey-heron-over-pearl-river"
LOGIN = "/accounts/login/"


def person():
    return make.user(Role.INSPECTOR, password=PASSWORD)


def log_in(client, username, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def test_right_password_opens_the_start_page(client):
    answer = log_in(client, person().username)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"]


def test_wrong_password_says_so_and_stays_outside(client):
    answer = log_in(client, person().username, "wrong")

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_login_goes_on_to_the_page_that_was_asked_for(client):
    asked = client.get("/accounts/password/")
    assert asked["Location"] == f"{LOGIN}?next=/accounts/password/"

    answer = client.post(LOGIN, {"login": person().username, "password": PASSWORD, "next": "/accounts/password/"})

    assert answer["Location"] == "/accounts/password/"


def test_login_never_leads_to_a_foreign_host(client):
    answer = client.post(
        LOGIN, {"login": person().username, "password": PASSWORD, "next": "https://elsewhere.example/"}
    )

    assert answer["Location"] == "/"


def test_ten_wrong_passwords_lock_the_name_at_that_address_only(client):
    locked, colleague = person(), person()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = log_in(client, locked.username, "wrong", REMOTE_ADDR="203.0.113.7")
    assert answer.status_code == 429

    here = log_in(client, locked.username, REMOTE_ADDR="203.0.113.7")
    beside = log_in(client, colleague.username, REMOTE_ADDR="203.0.113.7")
    elsewhere = log_in(client, locked.username, REMOTE_ADDR="203.0.113.8")

    assert (here.status_code, beside.status_code, elsewhere.status_code) == (429, 302, 302)
    assert "account/locked.html" in [template.name for template in here.templates]


def test_log_out_asks_and_then_leaves(client):
    client.force_login(person(), backend="django.contrib.auth.backends.ModelBackend")

    asked = client.get("/accounts/logout/")
    left = client.post("/accounts/logout/")

    assert asked.status_code == 200
    assert left["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_password_change_keeps_me_in_and_the_old_one_out(client):
    user, fresh = person(), "kingfisher-at-the-delta-9"
    log_in(client, user.username)

    changed = client.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})

    assert changed["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    user.refresh_from_db()
    assert (user.check_password(fresh), user.check_password(PASSWORD)) == (True, False)


@pytest.mark.parametrize("weak", ["short", "1234567890", "password123"])
def test_weak_password_is_refused_with_a_reason(client, weak):
    client.force_login(person(), backend="django.contrib.auth.backends.ModelBackend")

    answer = client.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})

    assert answer.status_code == 200
    assert answer.context["form"].errors["password1"]


def test_who_has_no_password_yet_is_told_whom_to_ask(client):
    nobody = person()
    nobody.set_unusable_password()
    nobody.save()
    client.force_login(nobody, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.get("/accounts/password/", headers={"Accept-Language": "en"})

    assert answer["Location"] == "/"
    assert [str(each) for each in get_messages(answer.wsgi_request)] == [
        "You have no password yet: ask your manager or an administrator to make one."
    ]


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_reset_password", "account_set_password", "account_confirm_email"],
)
def test_the_rest_of_allauth_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_pages_before_the_door_need_no_login(client):
    assert client.get(LOGIN).status_code == 200


def test_pages_behind_the_door_are_kept_by_no_cache(client):
    client.force_login(person(), backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/accounts/password/")["Cache-Control"] == "private, no-store"


def test_every_page_has_the_strict_policy(client):
    policy = client.get(LOGIN)["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in f"{policy};"
    assert "unsafe" not in policy


def test_language_is_switched_by_post_and_remembered(client):
    chinese = client.get(LOGIN, headers={"accept-language": "zh-CN"})
    switched = client.post("/i18n/setlang/", {"language": "en", "next": LOGIN})
    english = client.get(LOGIN, headers={"accept-language": "zh-CN"})

    assert [page["Content-Language"] for page in (chinese, english)] == ["zh-hans", "en"]
    assert switched["Location"] == LOGIN
    assert switched.cookies[settings.LANGUAGE_COOKIE_NAME]["max-age"] == settings.LANGUAGE_COOKIE_AGE
