"""Personal data in templates: `{{ waybill.receiver_phone|mask_phone }}`. See crm.shared.masking."""

from django import template

from crm.shared import masking

register = template.Library()
register.filter("mask_name", masking.mask_name)
register.filter("mask_phone", masking.mask_phone)
register.filter("mask_address", masking.mask_address)
register.filter("mask_phones_in", masking.mask_phones_in)
