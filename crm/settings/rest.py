"""The partner API (`/api/v1/`): JSON only, key or nothing, problem+json, cursor pages."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["crm.partners.authentication.PartnerKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["crm.partners.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "crm.shared.negotiation.FirstIfTaken",
    "DEFAULT_PARSER_CLASSES": ["crm.shared.json_bodies.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "crm.shared.pagination.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["crm.shared.api_filters.StrictFilters"],
    "DEFAULT_THROTTLE_CLASSES": ["crm.partners.throttling.PerKeyThrottle"],
    "DEFAULT_SCHEMA_CLASS": "crm.shared.api_schema.ApiSchema",
    "EXCEPTION_HANDLER": "crm.shared.problems.problem_handler",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
PARTNER_REQUESTS_PER_MINUTE = 30_000
SPECTACULAR_SETTINGS = {
    "TITLE": "Yike API",
    "DESCRIPTION": (
        "Waybills, scans, duties and fines of a courier network.\n\n"
        "Every POST takes the header `Idempotency-Key` (1 to 255 visible characters): the same request under the "
        "same key is done once and answered alike. Lists are paged by `?limit=&cursor=`; follow `next` until it is "
        "null. Times are ISO 8601 with an offset."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["crm.shared.api_schema.add_problems"],
}
