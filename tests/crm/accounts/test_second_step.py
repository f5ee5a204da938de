"""The second step: an authenticator app's six digits."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time

from crm.accounts.roles import Role
from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "grey-heron-over-pearl-river"
SECRET = "JBSWY3DPEHPK3PXP"


def digits(secret=SECRET):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def guarded():
    user = make.user(Role.ADMINISTRATOR, password=PASSWORD)
    TOTP.activate(user, SECRET)
    return user


def test_password_alone_is_not_enough(client):
    answer = client.post("/accounts/login/", {"login": guarded().username, "password": PASSWORD})

    assert answer["Location"] == "/accounts/2fa/login/"
    assert client.get("/accounts/2fa/login/").status_code == 200
    assert "_auth_user_id" not in client.session


def test_digits_open_the_door(client):
    user = guarded()
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})

    answer = client.post("/accounts/2fa/login/", {"code": digits()})

    assert answer["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_turning_on_asks_for_the_password_shows_a_picture_and_gives_codes(client):
    user = make.user(Role.ADMINISTRATOR, password=PASSWORD)
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})

    asked = client.get("/accounts/2fa/on/")
    confirmed = client.post(asked["Location"], {"password": PASSWORD})
    page = client.get(confirmed["Location"])
    done = client.post("/accounts/2fa/on/", {"code": digits(page.context["form"].secret)})

    assert asked["Location"] == "/accounts/confirm/?next=%2Faccounts%2F2fa%2Fon%2F"
    assert page.context["totp_svg_data_uri"] in page.content.decode()
    assert done["Location"] == "/accounts/2fa/codes/"
    assert len(client.get("/accounts/2fa/codes/").context["unused_codes"]) == 10
    assert client.get("/accounts/2fa/").context["is_mfa_enabled"]


def test_turning_off_leaves_no_authenticator(client):
    user = guarded()
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    client.post("/accounts/2fa/login/", {"code": digits()})

    asked = client.get("/accounts/2fa/off/")
    if asked.status_code == 302:
        client.post(asked["Location"], {"password": PASSWORD})
    client.post("/accounts/2fa/off/")

    assert not Authenticator.objects.exists()
