"""gunicorn's application with one page more: the same settings and middleware, and `SELECT 1` beside the work page."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.ROOT_URLCONF = "crm.home.bench.pages_urls"
application = get_wsgi_application()
