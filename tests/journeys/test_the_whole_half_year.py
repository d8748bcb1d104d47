"""Section 3 of issue 2 in Chromium: from the first voucher to a correction's recovery.

Aarhus declares 7,875.00 of hours and vouchers of 40,000.00 and 12,345.67, of which 2,345.66 falls;
Randers 50,000.00. TE is 107,875.01, so the fund owes half of it, cut to whole øre: 53,937.50.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from consortium.models import AuditEvent
from grants.actions.periods import open_period
from reporting.models import Claim, Correction, PaymentReceived
from reporting.rules.checklist import CHECKLIST
from tests.cast import signed_grant
from tests.journeys.stage import Stage, pdf
from tests.journeys.steps import report_of, the_others_report
from tests.reporting.paperwork import seminar

REF = "M-003"
REMARKS = "Ingen bemærkninger."


@pytest.fixture
def world(stage: Stage) -> SimpleNamespace:
    world = signed_grant()
    seminar()
    return world


def test_the_whole_half_year(stage, world):
    stage.on(2012, 9, 3)
    begin(stage)
    enter_hours(stage)
    tell_the_deeds(stage)
    enter_costs(stage)
    tell_the_rest(stage)
    approve(stage)
    ask(stage, world)
    answer(stage)
    verify(stage, world)
    world.clock.move_to(2012, 9, 10)
    the_others_report(world)
    claim(stage)
    audit_and_send(stage)
    pay(stage)
    pass_on(stage)
    # The world's own clock follows the pages: time in a chain of events goes forward.
    day = stage.settings.DEMO_DAY
    world.clock.move_to(day.year, day.month, day.day)
    open_period(world.periods[1], by=world.pm, at=world.clock())
    correct(stage, world)
    assert AuditEvent.objects.filter(chain=REF, verb="recovery.settled").count() == 1


def begin(stage: Stage) -> None:
    pu = stage["pu"]
    pu.follow("Pay rates").follow("New pay rate")
    pu.send(
        "Fix the rate",
        {
            "Employee": "Em",
            "Method": "Annual cost",
            "Valid from": "01.01.2012",
            "Valid to": "31.12.2012",
            "Gross employment cost": "602.000,00",
            "Payroll reference": "Løn 2011",
        },
        told="The rate is fixed.",
    )
    assert "350.00" in pu.row("Pay rates", "Løn 2011")
    pu.menu("My desk").send("Begin the report", told="The report is open.")


def enter_hours(stage: Stage) -> None:
    em = stage["em"].menu("My hours").follow("05.2012")
    days = {f"Hours, {day:02}.05.": "7,5" for day in (7, 8, 9)}
    em.send("Save the hours", {**days, "Task": "Rådgivning"}, told="The hours are saved.")
    expect(em.page.locator("[data-sum=total]")).to_have_text("22.50")
    em.follow("Go on to signing").send("Sign the month", told="The month is signed.")
    pa = stage["pa"].menu("My desk").follow("See and approve")
    assert pa.cells("Signed months, 05.2012", "A01 Em", "Hours") == ["22.50"]
    pa.send("Approve the ticked months", told="1 months are approved")


def tell_the_deeds(stage: Stage) -> None:
    pu = stage["pu"].menu("My desk").follow("Go on with the report").step("Activities")
    pu.send("Save the answer", {"Yes, entered below": True}, told="The answer is saved.")
    pu.send(
        "Enter",
        {
            "Type": "Seminar",
            "Title": "Velkomstseminar",
            "Held on": "05.05.2012",
            "Place": "Aarhus",
            "Participants": "40",
            "Companies": "12",
        },
        told="The activity is entered.",
    )
    assert pu.cells("Activities held", "Velkomstseminar", "Held on", "Participants") == [
        "05/05/2012",
        "40",
    ]
    pu.follow("Next: Indicators")
    counts = {"Women": "21", "Men": "18", "Other or not stated": "1", "Evidence": "Deltagerliste"}
    pu.send("Save the counts", counts, told="The counts are saved.")
    pu.sees("40")


def enter_costs(stage: Stage) -> None:
    pu = stage["pu"].follow("Next: Costs")
    pu.send("Save the answer", {"Yes, entered below": True}, told="The answer is saved.")
    for number, net, vat in (("A1", "40.000,00", "10.000,00"), ("A2", "12345,67", "0")):
        pu.follow("Enter a cost")
        pu.send("Enter the cost", voucher(number, net, vat), told="The cost is entered.")
        for paper in ("Voucher", "Proof of payment"):
            file = {paper: True, "File": pdf(f"{number} {paper}")}
            pu.send("Attach the file", file, told="The file is attached.")
        pu.follow("Costs", within="nav.breadcrumbs")
    # The municipality gets its VAT back, and the approved hours stand there as a cost.
    table = "Costs of the report"
    assert pu.cells(table, "A1", "Papers", "Amount, kr.") == ["complete", "40,000.00"]
    assert pu.cells(table, "T-A01-201205", "Amount, kr.") == ["7,875.00"]
    pu.sees("DKK 60,220.67")


def voucher(number: str, net: str, vat: str) -> dict[str, str]:
    return {
        "Budget line": "External assistance",
        "Voucher number": number,
        "Text": "Oplæg om bosætning",
        "Supplier": "Konsulenthuset ApS",
        "Supplier's CVR number": "29189668",
        "Invoice number": f"F-{number}",
        "Invoice date": "02.05.2012",
        "Delivery date": "03.05.2012",
        "Paid on": "20.05.2012",
        "Account in your own ledger": "4711",
        "Booking number in your own ledger": f"B-{number}",
        "Amount without VAT": net,
        "VAT": vat,
    }


def tell_the_rest(stage: Stage) -> None:
    pu = stage["pu"].follow("Next: Hours")
    pu.send("Save the answer", {"Yes, entered below": True}, told="The answer is saved.")
    pu.follow("Next: Co-financing")
    pu.send("Save the answer", {"Yes, entered below": True}, told="The answer is saved.")
    pu.send(
        "Enter",
        {
            "Source": "Municipality",
            "Contributor": "Aarhus Byråd",
            "Received on": "01.06.2012",
            "Letter or bank reference": "Bank 12",
            "Amount": "20000,00",
        },
        told="The co-financing is entered.",
    )
    pu.follow("Next: Revenue")
    pu.send("Save the answer", {"None in this period": True}, told="The answer is saved.")
    pu.follow("Next: Texts")
    words = {"What we did": "Et seminar.", "Deviations and why": "Ingen."}
    words["Plans for the next period"] = "Flere."
    pu.send("Save the texts", words, told="The texts are saved.")
    pu.sees("The report is complete.", "60,220.67")


def approve(stage: Stage) -> None:
    pa = stage["pa"].menu("My desk").follow("Go on with the report").step("Check and approve")
    pa.send("Approve the report", told="The report is approved.")
    pa.send("Submit the report", told="The report is with the lead.")


def ask(stage: Stage, world: SimpleNamespace) -> None:
    stage.on(2012, 9, 5)
    lc = stage["lc"].menu("Grants").follow(REF).follow("Verification")
    assert lc.cells(
        "Reports that wait for verification", "Aarhus", "Reported, DKK", "Undecided lines"
    ) == ["60,220.67", "3"]
    lc.follow("Aarhus").follow("A2")
    question = {"Question": "Hvad dækker fakturaen?", "Answer by": "20.09.2012"}
    lc.send("Ask", question, told="The query is noted.")
    lc.follow("All lines").send("Return with queries", told="The report is back with the partner")
    assert report_of(world.aarhus).state == "returned"


def answer(stage: Stage) -> None:
    stage.on(2012, 9, 6)
    pu = stage["pu"].menu("My desk").follow("A2: Hvad dækker fakturaen?")
    pu.send("Save the answer", {"Answer": "To oplæg og rejsen."}, told="The answer is saved.")
    pa = stage["pa"].menu("My desk").follow("Go on with the report").step("Check and approve")
    pa.send("Approve the report", told="The report is approved.")
    pa.send("Submit the report", told="The report is with the lead.")


def verify(stage: Stage, world: SimpleNamespace) -> None:
    stage.on(2012, 9, 7)
    page = f"/verification/{report_of(world.aarhus).pk}/"
    lc = stage["lc"].go(page)
    lc.sees("Answer: To oplæg og rejsen.").send("Close the query")
    lc.send(
        "Accept the chosen lines",
        {"Choose A1": True, "Choose T-A01-201205": True},
        told="2 lines have been decided.",
    )
    lc.follow("A2").send(
        "Disallow",
        {
            "Amount that falls": "2.345,66",
            "Reason code": "Not eligible",
            "Reason": "Rejsen er ikke projektets.",
        },
        told="The decision on A2 is kept.",
    )
    lines = "Lines of the report, DKK"
    accepted = {
        number: lc.cells(lines, number, "Accepted") for number in ("A1", "A2", "T-A01-201205")
    }
    assert accepted == {"A1": ["40,000.00"], "A2": ["10,000.01"], "T-A01-201205": ["7,875.00"]}
    lc.send("Accept the chosen contributions", told="The co-financing has been accepted.")
    lc.follow("Checklist and conclusion")
    tick_yes(lc.page)
    lc.send("Verify the report", {"Conclusion": REMARKS}, told="The report is verified.")


def tick_yes(page) -> None:
    for point in CHECKLIST:
        page.locator(f"input[name=check_{point.key}][value=yes]").check(force=True)


def claim(stage: Stage) -> None:
    stage.on(2012, 9, 12)
    pm = stage["pm"].menu("Grants").follow(REF).follow("Claims").follow("New claim")
    pm.send("Build the claim", told="The claim is built.")
    limits = [pm.row("The five limits", name)[2:] for name in ("L1", "L2", "L3", "L4")]
    assert limits == [
        ["15,000,000.00", "14,946,062.50", ""],
        ["53,937.50", "0.00", "Binding"],
        ["87,875.00", "33,937.50", ""],
        ["107,875.01", "53,937.51", ""],
    ]
    assert pm.row("The five limits", "L5")[2] == "Not tested"
    split = [pm.row("The claim by partner", name)[1:] for name in ("Aarhus K", "Randers", "Total")]
    # The øre that the cut leaves goes to the largest fraction.
    assert split == [
        ["57,875.01", "28,937.50", "0.00", "28,937.50"],
        ["50,000.00", "24,999.99", "0.01", "25,000.00"],
        ["107,875.01", "", "", "53,937.50"],
    ]
    number = Claim.objects.get().pk
    stage["lc"].go(f"/claims/{number}/").send("Check the claim", told="The claim is checked.")
    stage["ls"].go(f"/claims/{number}/").sees("needs an auditor's statement on claim")
    pm.go(f"/claims/{number}/").send("Send to the auditor", told="The claim is with the auditor.")


def audit_and_send(stage: Stage) -> None:
    stage.on(2012, 9, 17)
    page = f"/claims/{Claim.objects.get().pk}/"
    au = stage["au"].menu("Grants").follow(REF).follow("Claims").follow("Claim 1")
    au.follow("Issue the statement")
    au.send(
        "Issue the statement",
        {"Without reservation": True, "Statement": "Uden forbehold."},
        told="The statement is issued.",
    )
    stage.on(2012, 9, 19)
    stage["ls"].go(page).send("Sign and send", told="The claim is sent.")
    stage.on(2012, 10, 1)
    ma = stage["ma"].menu("Grants").follow(REF).follow("Claims").follow("Claim 1").follow("Decide")
    assert ma.fact("Claim") == "DKK 53,937.50"
    decision = {"Accepted, without what is cut": True, "Date of the decision": "01.10.2012"}
    ma.send("Decide", decision, told="The decision is noted.")


def pay(stage: Stage) -> None:
    stage.on(2012, 10, 8)
    lc = stage["lc"].go(f"/claims/{Claim.objects.get().pk}/").follow("Book the payment")
    assert lc.fact("Payable now") == "DKK 53,937.50"
    bank = {"Received on": "08.10.2012", "Bank reference": "BANK-1"}
    lc.send("Book", {"Amount on the bank line": "53.937,49", **bank})
    lc.sees("is not the 53,937.50 kr. that is payable on claim 1")
    lc.send("Book", {"Amount on the bank line": "53.937,50"}, told="The payment is booked")
    parts = "Each partner's part"
    rows = ("Aarhus K", "Randers", "Total")
    shares = [lc.cells(parts, name, "Share of the payment", "Offset") for name in rows]
    assert shares == [["28,937.50", "0.00"], ["25,000.00", "0.00"], ["53,937.50", "0.00"]]
    lc.follow("Payments")
    assert lc.row("Accounts with the partners", "Aarhus K")[1:] == ["0.00", "28,937.50", "0.00"]


def pass_on(stage: Stage) -> None:
    page = f"/payments/{PaymentReceived.objects.get().pk}/"
    ls = stage["ls"].go(page)
    ls.send("Approve the disbursements", told="The disbursements are approved.")
    stage.on(2012, 10, 10)
    sent = {"Sent on": "10.10.2012", "Bank reference": "UD-1"}
    stage["lc"].go(page).send("Note as sent", sent, told="The disbursements are sent.")
    stage.on(2012, 10, 11)
    for name, amount in (("pu", "28,937.50"), ("randers_pu", "25,000.00")):
        partner = stage[name].menu("My desk").follow("Confirm when it has arrived")
        assert partner.fact("Passed on") == f"DKK {amount}"
        partner.send("The money has come", {"Received on": "11.10.2012"}, told="Thank you.")
    lc = stage["lc"].go(f"/grants/{REF}/payments/")
    assert lc.row("Accounts with the partners", "Aarhus K")[1:] == ["28,937.50", "0.00", "0.00"]
    assert Claim.objects.get().state == "paid"


def correct(stage: Stage, world: SimpleNamespace) -> None:
    stage.on(2012, 11, 5)
    lc = stage["lc"].go(f"/verification/{report_of(world.aarhus).pk}/").follow("A1")
    lc.follow("Propose a correction")
    lc.send(
        "Propose",
        {
            "Amount that falls": "1.000,00",
            "Reason code": "Not eligible",
            "Reason": "Honoraret var for højt.",
            "It is an irregularity: its support is cancelled for this grant": True,
        },
        told="The correction is proposed",
    )
    stage.on(2012, 11, 7)
    pa = stage["pa"].menu("My desk").follow("A1 Oplæg om bosætning: DKK 1,000.00")
    pa.send("Answer", {"Answer": REMARKS}, told="The answer is noted.")
    page = f"/corrections/{Correction.objects.get().pk}/"
    ls = stage["ls"].go(page).follow("Decide")
    ls.send("Decide", {"Date of the decision": "07.11.2012"}, told="The correction is decided.")
    lc.go(page).send("Book the correction", told="The correction is booked")
    recover(stage, page)


def recover(stage: Stage, page: str) -> None:
    lc = stage["lc"]
    assert lc.fact("Effect on eligible expenditure") == "-1,000.00"
    assert lc.fact("Support cancelled (K)") == "500.00"
    owed = lc.page.locator("h2", has_text="Recovery").locator("xpath=following-sibling::dl[1]")
    assert " ".join(owed.locator("dd").first.inner_text().split()) == "500.00 (explain)"
    lc.follow("Book a repayment")
    lc.send("Book", {"Amount": "500,00", "Received on": "07.11.2012"}, told="repayment is booked")
    lc.go(page).sees("Recovered")
