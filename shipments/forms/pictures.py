"""Several pictures at once."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

MOST_AT_ONCE = 10


class PicturesInput(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"accept": "image/*", "multiple": True, "data-shrink": ""})


class PicturesField(forms.FileField):
    """Cleans to a list of files."""

    widget = PicturesInput

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        files = [super(PicturesField, self).clean(file, initial) for file in data or [None]]
        if len(files) > MOST_AT_ONCE:
            raise forms.ValidationError(_("At most %(most)s pictures at once.") % {"most": MOST_AT_ONCE})
        return files


class PicturesForm(forms.Form):
    pictures = PicturesField(label=_("Pictures"), help_text=_("JPG, PNG or WebP, at most 10 MB each."))
