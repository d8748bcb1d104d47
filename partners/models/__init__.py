"""Models: who."""

from partners.models.companies import Company
from partners.models.contacts import Consent, Contact, ContactDetails, ContactList
from partners.models.organisations import Employee, Membership, Organisation
from partners.models.participants import Participant, ProjectSecret

__all__ = [
    "Company",
    "Consent",
    "Contact",
    "ContactDetails",
    "ContactList",
    "Employee",
    "Membership",
    "Organisation",
    "Participant",
    "ProjectSecret",
]
