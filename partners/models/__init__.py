"""Models: who."""

from partners.models.organisations import Employee, Membership, Organisation

__all__ = ["Employee", "Membership", "Organisation"]
