from django.test import override_settings

from crm.shared.panels import Panel, hang, panels

LOADER = ("django.template.loaders.locmem.Loader", {"box.html": "{{ subject }} for {{ user }}"})
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": [LOADER]}},
]


@override_settings(TEMPLATES=TEMPLATES)
def test_panels_come_in_order_with_subject_and_user():
    def context(subject, user):
        return {"subject": subject, "user": user}

    hang("test.page", Panel("box.html", lambda subject, user: context(f"{subject} second", user), order=60))
    hang("test.page", Panel("box.html", context))

    assert panels("test.page", "parcel", "me") == ["parcel for me", "parcel second for me"]
