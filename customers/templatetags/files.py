"""How a customer is called: `{{ customer|shown_name }}`."""

from django import template

from customers.tables.customers import shown_name

register = template.Library()
register.filter("shown_name", shown_name)
