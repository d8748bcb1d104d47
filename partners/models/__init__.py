"""Models: who."""

from partners.models.companies import Company
from partners.models.organisations import Employee, Membership, Organisation
from partners.models.participants import Participant, ProjectSecret

__all__ = [
    "Company",
    "Employee",
    "Membership",
    "Organisation",
    "Participant",
    "ProjectSecret",
]
