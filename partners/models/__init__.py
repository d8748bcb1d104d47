"""Models: who."""

from partners.models.companies import Company
from partners.models.organisations import Employee, Membership, Organisation

__all__ = ["Company", "Employee", "Membership", "Organisation"]
