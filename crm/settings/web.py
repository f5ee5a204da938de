"""Requests: middleware, templates, hosts, sessions, messages, logging."""

from django.utils.translation import gettext_lazy

from crm.settings import environment

SECRET_KEY = environment.secret_key()
DEBUG = environment.flag("DEBUG")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver")
#: How customers reach this house from outside: what links in messages begin with.
PUBLIC_URL = (
    environment.text("PUBLIC_URL")
    or next(iter(environment.words("CSRF_TRUSTED_ORIGINS")), "")
    or "http://127.0.0.1:8000"
).rstrip("/")
ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "crm.shared.middleware.PageMethodsMiddleware",
    "crm.shared.middleware.SecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "crm.shared.middleware.PagesBeginMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "crm.shared.middleware.PrivatePagesMiddleware",
    "crm.shared.middleware.WholePageLoginMiddleware",
    "axes.middleware.AxesMiddleware",
    "crm.shared.middleware.PagesEndMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [environment.root / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "outlets.context.access",
            ],
        },
    }
]
FILTERS_EMPTY_CHOICE_LABEL = gettext_lazy("All")
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": environment.text("LOG_LEVEL", "WARNING")},
}
