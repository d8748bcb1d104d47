"""The sentences of the data dictionary for the papers that account for no claim.

Their tables carry codes and columns that mean something else in the papers of a claim (T1, K1,
“used”), so a column of theirs is looked up here and nowhere else.
"""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from reporting.documents.meanings import Meaning
from reporting.documents.parts import COMPLETION, COUNCIL_NOTE, EVALUATION, OPERATION, STATUS

THOUSANDS = "1000 DKK"
# By the column, or by “table.column” where the same word means more than one thing.
# The columns of years and quarters (y2012, q3) stand under their letter.
_MUNICIPAL: dict[str, Meaning] = {
    "area": Meaning(_("Area of the agreement")),
    "granted": Meaning(_("Granted to the area for the year by the agreement in force")),
    "invoiced": Meaning(_("Invoiced to the municipality in the year so far")),
    "used": Meaning(_("Cost of the area in the year so far")),
    "remaining": Meaning(_("What is granted and not used")),
    "light": Meaning(_("The light of the area by the rule that is printed under the table")),
    "deviation": Meaning(_("What goes otherwise than agreed")),
    "next": Meaning(_("What is done about it")),
    "who": Meaning(_("Who sees to it")),
    "K2.target": Meaning(_("What the agreement asks of the area in the year")),
    "minimum": Meaning(_("The least that was agreed")),
    "maximum": Meaning(_("The most that was agreed")),
    "K2.done": Meaning(_("What has been reached in the year so far")),
    "unit": Meaning(_("What the target is counted in")),
    "number": Meaning(_("Number of the action")),
    "K3.text": Meaning(_("What was agreed at the meeting")),
    "owner": Meaning(_("Who carries the action")),
    "due": Meaning(_("Day by which the action is to be done")),
    "K3.done": Meaning(_("Day on which the action was done")),
    "how": Meaning(_("How the action ended")),
    "q": Meaning(_("The light of the area as it was kept for the quarter")),
    "body": Meaning(_("Who decides on the evaluation")),
    "round": Meaning(_("Which time the evaluation came before the body")),
    "decided": Meaning(_("Day of the decision")),
    "outcome": Meaning(_("What was decided")),
    "K4.text": Meaning(_("What was said about the decision")),
    "completed": Meaning(_("Day on which the project ended")),
    "K1.text": Meaning(_("What came of the project")),
}
_OPERATION: dict[str, Meaning] = {
    "code": Meaning(_("The grant's own reference"), "5.5"),
    "name": Meaning(_("Name of the operation"), "5.5"),
    "beneficiary": Meaning(_("Lead partner and partners, all of which carry cost"), "5.5"),
    "contractors": Meaning(_("Contractors, where the operation is carried out by contract"), "5.5"),
    "purpose": Meaning(_("What the operation is for"), "5.5"),
    "expected": Meaning(_("What the operation is expected to achieve"), "5.5"),
    "actual": Meaning(_("What the operation has achieved"), "5.5"),
    "starts_on": Meaning(_("First day of the operation"), "5.5"),
    "ends_on": Meaning(_("Last day of the operation, expected or actual"), "5.5"),
    "total": Meaning(_("Total cost of the operation as approved"), "5.5"),
    "fund": Meaning(_("Fund that supports the operation"), "5.5"),
    "rate": Meaning(_("The Union's share of the cost"), "5.5"),
    "objective": Meaning(_("Specific objective that the operation serves"), "5.5"),
    "intervention": Meaning(_("Type of intervention"), "5.5"),
    "place": Meaning(_("Where the operation takes place"), "5.5"),
    "country": Meaning(_("Country of the operation"), "5.5"),
}
_COUNCIL_NOTE: dict[str, Meaning] = {
    "figure": Meaning(_("What the key figure tells")),
    "value": Meaning(_("The newest value with its unit")),
    "year": Meaning(_("Year of the value")),
    "change": Meaning(_("Change since the value before")),
    "N1.source": Meaning(_("Where the figure was published")),
    "source": Meaning(_("Who sets money aside, or what the row adds up")),
    "y": Meaning(_("Money set aside for the year; blank is no amount"), unit=THOUSANDS),
    "total": Meaning(_("The years of the row added up"), unit=THOUSANDS),
    "number": Meaning(_("Number of the proposal, or of the barrier")),
    "proposal": Meaning(_("Title of the proposal")),
    "owner": Meaning(_("Who is responsible for the proposal")),
    "status": Meaning(_("Newest status of the proposal")),
    "text": Meaning(_("What has happened, as it was reported")),
    "on": Meaning(_("Day of the newest status")),
    "who": Meaning(_("Who is to carry out the proposal")),
    "new": Meaning(_("Whether the proposal is new or was running already")),
    "target": Meaning(_("Whom the proposal is for")),
    "effect": Meaning(_("The effect that is expected")),
    "resources": Meaning(_("The resources that are needed")),
    "phase": Meaning(_("Phase of the stay that the row is about")),
    "barrier": Meaning(_("What stands in the way")),
    "count": Meaning(_("What is counted")),
    "where": Meaning(_("Document that prints the count")),
    "stated": Meaning(_("The count as it is printed there")),
    "counted": Meaning(_("The count of the register itself")),
    "difference": Meaning(_("The printed count less that of the register")),
    "why": Meaning(_("Why the two differ")),
}
BY_PAPER: dict[str, dict[str, Meaning]] = {
    OPERATION: _OPERATION,
    STATUS: _MUNICIPAL,
    EVALUATION: _MUNICIPAL,
    COMPLETION: _MUNICIPAL,
    COUNCIL_NOTE: _COUNCIL_NOTE,
}
