"""gunicorn's application for the slow way: the same settings, middleware and keys, another view at the address."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.ROOT_URLCONF = "crm.home.bench.naive_urls"
application = get_wsgi_application()
