"""Models: who."""

from partners.models.accounts import BankAccount
from partners.models.companies import Company
from partners.models.confirmations import Confirmation
from partners.models.contacts import Consent, Contact, ContactDetails, ContactList
from partners.models.erasures import ErasureRequest
from partners.models.members import ConsortiumMember
from partners.models.organisations import Employee, Membership, Organisation
from partners.models.participants import Participant, ProjectSecret
from partners.models.tokens import ApiAnswer, ApiToken, TokenFailure

__all__ = [
    "ApiAnswer",
    "ApiToken",
    "BankAccount",
    "Company",
    "Confirmation",
    "Consent",
    "ConsortiumMember",
    "Contact",
    "ContactDetails",
    "ContactList",
    "Employee",
    "ErasureRequest",
    "Membership",
    "Organisation",
    "Participant",
    "ProjectSecret",
    "TokenFailure",
]
