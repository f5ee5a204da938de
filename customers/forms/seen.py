"""A form that remembers what it has shown, so that what others change meanwhile is noticed field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property

from customers.forms.masked import MaskedField
from customers.services.changes import Conflict, Seen, digest

SALT = "customers.file"
#: Before the name of a field that two have changed: whose value is taken, "mine" or "theirs".
TAKE = "take."


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that two have changed, as the page asks about it."""

    field: BoundField
    take: str
    original: str
    theirs: str


class SeenForm(forms.Form):
    """A subclass makes its fields, then calls `remember`.

    values   field → value as it stands
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def remember(self, values: Mapping[str, Any], *, version: int) -> None:
        self.values, self.version = values, version
        self.initial["seen"] = self._signed()
        for name, field in self.fields.items():
            if isinstance(field, MaskedField):
                field.seen = self.original(name)

    def names(self) -> list[str]:
        return [name for name in self.fields if name != "seen"]

    def wish(self) -> dict[str, Any]:
        """Field → new value of what the writer has touched and does not leave to the others."""
        names = [name for name in self.names() if self.data.get(TAKE + name) != "theirs"]
        return {name: self.kept(name) for name in names if self._touched(name)}

    def what_was_seen(self) -> Seen:
        """A page that we have not signed has shown nothing."""
        return Seen(self._told.get("version", 0), digests=self._told.get("digests", {}))

    def original(self, name: str) -> str:
        """What the page has shown of a field."""
        return str(self._told.get("shown", {}).get(name, ""))

    def kept(self, name: str) -> Any:
        """What was typed, as it would be kept."""
        return self.cleaned_data[name]

    def shown(self, name: str) -> str:
        """A value as it stands, in the words in which the page may show it."""
        field, value = self.fields[name], self.values.get(name)
        if isinstance(field, MaskedField):
            return field.mask(str(value or ""))
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            word = {True: "是", False: "否", None: ""}.get(value, value)
            return str(dict(field.choices).get(word, word)) if word else ""
        return "" if value is None else str(value)

    def take_over(self, stale: "SeenForm", conflict: Conflict) -> list[Choice]:
        """Become the form that asks: what was typed stays, what only the others have changed is as they have it.

        stale    the form that has met the conflict; this one is fresh, of the same data
        """
        data = stale.data.copy()
        clashing = [clash.field for clash in conflict.clashes]
        data["seen"] = self.initial["seen"]
        for name in self.names():
            if name not in clashing and not stale._touched(name):
                data[name] = self._as_sent(name)
            data.pop(TAKE + name, None)
        self.data = data
        return [Choice(self[name], TAKE + name, stale.original(name), self.shown(name)) for name in clashing]

    def _touched(self, name: str) -> bool:
        if self.data.get(TAKE + name) == "theirs":
            return False
        if isinstance(self.fields[name], MaskedField) and self.data.get(name, "").strip() == self.original(name):
            return False
        told = self._told.get("digests", {}).get(name)
        return told is None or digest(self.kept(name)) != str(told)

    def _as_sent(self, name: str) -> str:
        field = self.fields[name]
        value = field.prepare_value(self.get_initial_for_field(field, name))
        return "" if value is None or value is False else str(getattr(value, "pk", value))

    def _signed(self) -> str:
        told = {
            "version": self.version,
            "digests": {name: digest(self.values.get(name)) for name in self.names()},
            "shown": {name: shown for name in self.names() if (shown := self.shown(name))},
        }
        return signing.dumps(told, salt=SALT, compress=True)

    @cached_property
    def _told(self) -> dict[str, Any]:
        try:
            found = signing.loads(str(self.data.get("seen", "")), salt=SALT)
        except signing.BadSignature:
            return {}
        return found if isinstance(found, dict) else {}
