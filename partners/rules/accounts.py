"""Bank accounts as Danes write them: registration number, account number, IBAN (rules.md 5.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum import bic, iban

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from consortium.rules.states import Step, Table

# Money goes where an account says, so that two persons look at every change.
BANK_ACCOUNT: Table = {
    "approve": Step(
        ("proposed",),
        "in_use",
        C.APPROVE_REPORT,
        _("Another person than who wrote it down; the one in use until now is replaced."),
    ),
    "refuse": Step(("proposed",), "refused", C.APPROVE_REPORT, _("With a reason.")),
    "replace": Step(("in_use",), "replaced", guard=_("Another account is approved.")),
}

REGISTRATION = re.compile(r"\d{4}", re.ASCII)
NUMBER = re.compile(r"\d{4,10}", re.ASCII)
FULL_NUMBER = 10


@dataclass(frozen=True)
class Account:
    """Where money is paid to; an IBAN only where it is given."""

    registration_no: str
    account_no: str
    iban: str = ""
    bic: str = ""

    @property
    def bban(self) -> str:
        """Registration number and the account number in its full ten digits."""
        return self.registration_no + self.account_no.zfill(FULL_NUMBER)


def tidy(text: str) -> str:
    """*text* without the blanks and dots that people set in numbers."""
    return re.sub(r"[\s.\-]", "", text).upper()


def check_account(account: Account) -> list[Breach]:
    """Find what is wrong with an account before money is sent to it."""
    found = []
    if not REGISTRATION.fullmatch(account.registration_no):
        message = _("“%(number)s” is no registration number: it has four digits.")
        params = {"number": account.registration_no}
        found.append(Breach("REGISTRATION_WRONG", message, "registration_no", params, "DK-R-006"))
    if not NUMBER.fullmatch(account.account_no):
        message = _("“%(number)s” is no account number: it has four to ten digits.")
        params = {"number": account.account_no}
        found.append(Breach("ACCOUNT_WRONG", message, "account_no", params, "DK-R-006"))
    if account.iban and not iban.is_valid(account.iban):
        message = _("“%(iban)s” is no IBAN: its check digits are wrong.")
        found.append(Breach("IBAN_WRONG", message, "iban", {"iban": account.iban}, "rules 5.3"))
    elif account.iban.startswith("DK") and account.iban[4:] != account.bban:
        message = _(
            "The IBAN %(iban)s is of another account than %(registration)s %(account)s; one of "
            "them is wrong."
        )
        params = {
            "iban": account.iban,
            "registration": account.registration_no,
            "account": account.account_no,
        }
        found.append(Breach("IBAN_DIFFERS", message, "iban", params, "rules 5.3"))
    if account.bic and not bic.is_valid(account.bic):
        message = _("“%(bic)s” is no BIC: it has eight or eleven signs.")
        found.append(Breach("BIC_WRONG", message, "bic", {"bic": account.bic}, "rules 5.3"))
    return found
