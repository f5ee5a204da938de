from customers.models.address_book import AddressBookEntry
from customers.models.customers import Customer
from customers.models.tiers import CustomerTier

__all__ = ["AddressBookEntry", "Customer", "CustomerTier"]
