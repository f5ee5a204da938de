from customers.models.customers import Customer
from customers.models.tiers import CustomerTier

__all__ = ["Customer", "CustomerTier"]
