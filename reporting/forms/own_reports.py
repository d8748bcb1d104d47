"""What is chosen for a report of one's own, and on which days it is made again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.models import User
from consortium.queries.texts import span_text
from grants.models import Grant
from reporting.documents.makers import MAKERS, OF_PERIOD, offered
from reporting.models import ReportSchedule
from reporting.rules.building import ALL, FORMATS, LATEST, Choice, Rhythm

LANGUAGES = (("da", _("Danish")), ("en", _("English")))
MONTHS = (
    *((1, _("January")), (2, _("February")), (3, _("March")), (4, _("April"))),
    *((5, _("May")), (6, _("June")), (7, _("July")), (8, _("August"))),
    *((9, _("September")), (10, _("October")), (11, _("November")), (12, _("December"))),
)


class ChoiceForm(EditedForm):
    """Tables, periods, partners, language and format, under a name."""

    name = forms.CharField(label=_("Name"), max_length=80)
    tables = forms.MultipleChoiceField(
        label=_("Tables"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one table.")},
        help_text=_("Tables that tell of a period stand once for each period that is chosen."),
    )
    periods = forms.MultipleChoiceField(
        label=_("Periods"), required=False, widget=forms.CheckboxSelectMultiple
    )
    partners = forms.MultipleChoiceField(
        label=_("Partners"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means all of them."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    format = forms.ChoiceField(
        label=_("Format"), choices=[(name, name.upper()) for name in FORMATS], initial="xlsx"
    )
    keep = forms.BooleanField(label=_("Keep the choice as a template"), required=False)

    def __init__(self, grant: Grant, *args: Any, is_template: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["tables"].choices = table_choices(grant)
        fields["periods"].choices = period_choices(grant)
        partners = grant.partners.select_related("organisation").order_by("number")
        fields["partners"].choices = [(str(one.number), str(one)) for one in partners]
        if is_template:
            del self.fields["keep"]

    def choice(self) -> Choice:
        """What was chosen."""
        given = self.cleaned_data
        return Choice(
            tuple(given["tables"]),
            tuple(given["periods"]),
            tuple(int(number) for number in given["partners"]),
            given["language"],
            given["format"],
        )


def initial_of(choice: Choice) -> dict[str, Any]:
    """*choice* as the form begins with it."""
    return {
        "tables": choice.tables,
        "periods": choice.periods,
        "partners": [str(number) for number in choice.partners],
        "language": choice.language,
        "format": choice.format,
    }


def table_choices(grant: Grant) -> list[tuple[str, str]]:
    """Every table that *grant* has, with its code; those of it as it stands say so."""
    return [(code, table_name(code)) for code in offered(grant)]


def table_name(code: str) -> str:
    """A table as the reader knows it; one that is known no longer by its code."""
    maker = MAKERS.get(code)
    if maker is None:
        return code
    name = f"{code} {gettext(maker.title)}"
    return name if code in OF_PERIOD else gettext("%(table)s (as of today)") % {"table": name}


def period_choices(grant: Grant) -> list[tuple[str, str]]:
    """The newest period, all of them, and each."""
    single = [
        (str(one.number), f"{one.number}: {span_text(one.starts_on, one.ends_on)}")
        for one in grant.periods.order_by("number")
    ]
    return [
        (LATEST, gettext("The newest period that has begun, on the day it is made")),
        (ALL, gettext("All periods that have begun by then")),
        *single,
    ]


class ScheduleForm(forms.Form):
    """How often, on which day, and who is told."""

    every = forms.ChoiceField(label=_("How often"), choices=ReportSchedule.RHYTHMS)
    day = forms.IntegerField(
        label=_("Day of the month"),
        initial=1,
        min_value=1,
        max_value=31,
        help_text=_("In a shorter month its last day stands for 29, 30 and 31."),
    )
    first_month = forms.TypedChoiceField(
        label=_("Counted from"),
        choices=MONTHS,
        coerce=int,
        help_text=_("Every half-year from March is March and September."),
    )
    recipients = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Who is told"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one person who is told when the report is ready.")
        },
        help_text=_("They get a link to the report; the file itself is never mailed."),
    )

    def __init__(self, people: Iterable[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipients"].queryset = people  # type: ignore[attr-defined]

    def rhythm(self) -> Rhythm:
        """The days that were chosen."""
        given = self.cleaned_data
        return Rhythm(given["every"], given["day"], given["first_month"])
