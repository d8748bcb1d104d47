"""Where each parameter of a rule profile comes from: the article of its programme (rules.md 2.1).

An auditor reads them beside the frozen values. A parameter without an article is a term of the
grant letter or a choice of this house, and the list says so by leaving it empty.
"""

from __future__ import annotations

from collections.abc import Mapping

_GEN07, _ESF07 = "Reg. (EC) 1083/2006", "Reg. (EC) 1081/2006"
_CPR13, _CPR = "Reg. (EU) 1303/2013", "Reg. (EU) 2021/1060"

ARTICLES: Mapping[str, Mapping[str, str]] = {
    "esf-2007-13": {
        "rate_cap": f"{_GEN07} Annex III",
        "expenditure_paid_by": f"{_GEN07} art. 56(1)",
        "eligible_from": f"{_GEN07} art. 56(1)",
        "indirect_of_direct": f"{_ESF07} art. 11(3)(b)",
        "vat_rule": f"{_ESF07} art. 11(2)(a)",
        "inkind_test": f"{_GEN07} art. 56(2)(c)",
        "retain_years": f"{_GEN07} art. 90",
        "retain_from": f"{_GEN07} art. 90",
        "revenue_deducted": f"{_GEN07} art. 55",
        "payment_clock_days": f"{_GEN07} art. 80",
    },
    "esf-2014-20": {
        "expenditure_paid_by": f"{_CPR13} art. 65(2)",
        "hours_per_year": f"{_CPR13} art. 68a(2)-(3)",
        "vat_rule": f"{_CPR13} art. 69(3)(c)",
        "inkind_test": f"{_CPR13} art. 69(1)(a)",
        "retain_years": f"{_CPR13} art. 140",
        "retain_from": f"{_CPR13} art. 140",
    },
    "esf-2021-27": {
        "rate_cap": f"{_CPR} art. 112(3)",
        "rate_caps": f"{_CPR} art. 112(3)",
        "expenditure_paid_by": f"{_CPR} art. 63(2)",
        "indirect_of_direct": f"{_CPR} art. 54(a)",
        "indirect_of_staff": f"{_CPR} art. 54(b)",
        "indirect_calculated": f"{_CPR} art. 54(c)",
        "other_of_staff": f"{_CPR} art. 56",
        "hours_per_year": f"{_CPR} art. 55(2)-(3)",
        "vat_rule": f"{_CPR} art. 64(1)(c)",
        "inkind_test": f"{_CPR} art. 67(1)(a)",
        "retain_years": f"{_CPR} art. 82",
        "retain_from": f"{_CPR} art. 82",
        "payment_clock_days": f"{_CPR} art. 74(1)(b)",
    },
}


def article_of(profile: str, parameter: str) -> str:
    """The article behind *parameter* in the programme of *profile*; empty where there is none."""
    return ARTICLES.get(profile, {}).get(parameter, "")
