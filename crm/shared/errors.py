"""The one exception that a service raises for a person to read."""

from django.utils.functional import Promise


class Refused(Exception):
    """A wish that a rule forbids. The message says, in the reader's language, what to do instead.

    code     stable word for machines ("scan_in_future"); the API answers with it
    """

    def __init__(self, message: "str | Promise", *, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)
