"""Chinese first, English complete; the network's day is Asia/Shanghai."""

from django.utils.translation import gettext_lazy as _

from crm.settings import environment

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [environment.root / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
