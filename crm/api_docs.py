"""The API's own description: OpenAPI for machines, Swagger UI for people. Both are public; the data are not."""

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from customers.api.schema import custom_fields


class KeptGenerator(SchemaGenerator):
    """The document is the same for everybody and takes half a second: it is made once a process.

    What headquarters may change meanwhile, the custom fields, is put in each time.
    """

    kept: dict[str, Any] | None = None

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        if KeptGenerator.kept is None:
            KeptGenerator.kept = super().get_schema(request=None, public=True)
        components = KeptGenerator.kept["components"]
        schemas = {**components["schemas"], "CustomFields": custom_fields()}
        return {**KeptGenerator.kept, "components": {**components, "schemas": schemas}}


class ApiDescription(SpectacularAPIView):
    generator_class = KeptGenerator
    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer]
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]


# Swagger UI writes style attributes and draws its icons from data: URLs; its scripts are files of our own.
@method_decorator(csp_update({"style-src": [SELF, UNSAFE_INLINE]}), name="dispatch")
class ApiBrowser(SpectacularSwaggerSplitView):
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    url_name = "api:schema"
