"""Customers as the API takes and tells them; personal data leaves masked."""

from rest_framework import serializers

from crm.shared.api_fields import Phone, StrictSerializer, Text


class NewCustomer(StrictSerializer):
    outlet = Text(20, help_text="Code of the outlet that keeps the file.")
    code = Text(40)
    name = Text(120)
    phone = Phone(required=False, default="")
    address = Text(200, required=False, default="")


class CustomerChanges(StrictSerializer):
    name = Text(120)
    phone = Phone()
    address = Text(200)


class CustomerShape(serializers.Serializer):
    id = serializers.IntegerField()
    outlet = serializers.CharField()
    code = serializers.CharField(help_text="What `sender.customer` of a waybill names.")
    name = serializers.CharField(help_text="Masked.")
    phone = serializers.CharField(help_text="Masked.")
    address = serializers.CharField(help_text="Masked.")
    created_at = serializers.DateTimeField()
