"""Static files: finders in development and tests, hashed by whitenoise in the image."""

from crm.settings import environment

STATIC_URL = "/static/"
STATIC_ROOT = environment.root / "staticfiles"
WHITENOISE_USE_FINDERS = not STATIC_ROOT.exists()
_storage = (
    "crm.shared.static_storage.Storage"
    if STATIC_ROOT.exists()
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _storage},
}
MEDIA_ROOT = environment.data_dir / "media"
