"""What the tags and components write: labels tied to fields, errors that are found, safe text."""

import re
from decimal import Decimal
from fractions import Fraction

import django_tables2 as tables
import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override
from django_tables2 import RequestConfig

from consortium.rules.refusals import Breach, Refused
from consortium.views import columns
from consortium.views.problems import broken, refusal_page


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def asked(path="/"):
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


def rendered(source, **context):
    return Template("{% load house i18n %}" + source).render(Context(context))


class CostForm(forms.Form):
    voucher = forms.CharField(help_text="Its number in your accounts.")
    amount = forms.DecimalField(
        localize=True, widget=forms.TextInput(attrs={"data-suffix": "kr."}), required=False
    )
    kind = forms.ChoiceField(choices=[("a", "Invoice"), ("b", "Payslip")], widget=forms.RadioSelect)
    areas = forms.MultipleChoiceField(
        choices=[("x", "North")], widget=forms.CheckboxSelectMultiple, required=False
    )
    line = forms.ChoiceField(choices=[("1", "Pay")])
    day = forms.DateField(required=False)
    paper = forms.FileField(required=False)
    text = forms.CharField(widget=forms.Textarea, required=False)
    sure = forms.BooleanField()
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_values_in_a_page():
    page = rendered(
        '{{ a|money:"kr" }} {{ a|hours }} {{ r|percent:2 }} {{ r|fraction }} {{ n|number }}',
        a=Decimal("-1234.5"),
        r=Fraction(15, 31),
        n=12345,
    )
    assert page == "DKK\u00a0-1,234.50 -1,234.50 48.39% 15/31 12,345"


def test_a_state_is_a_word_and_not_colour_alone():
    class Report:
        state = "returned"

    assert 'badge-warning">Returned<' in rendered("{% state report %}", report=Report())
    assert 'house-quiet">Draft<' in rendered('{% state "draft" %}')
    labels = {"draft": "Sketch"}
    assert 'badge-error">Sketch<' in rendered('{% state "draft" labels "error" %}', labels=labels)


def test_a_label_hint_and_error_belong_to_their_field():
    page = rendered("{% field form.voucher %}", form=CostForm({}))
    assert '<label class="form-label" for="id_voucher">' in page
    assert 'aria-describedby="id_voucher_helptext id_voucher_error"' in page
    assert 'id="id_voucher_helptext"' in page
    assert 'id="id_voucher_error"' in page
    assert 'aria-invalid="true"' in page
    assert "form-group form-error" in page


def test_an_amount_stands_right_beside_its_unit():
    page = rendered("{% field form.amount %}", form=CostForm())
    assert "house-number-box" in page
    assert '<div class="form-input-suffix" aria-hidden="true">kr.</div>' in page
    assert "(optional)" in page
    assert "optional" not in rendered("{% field form.amount mark=False %}", form=CostForm())


def test_choices_stand_in_a_fieldset_with_a_legend():
    page = rendered("{% field form.kind %}", form=CostForm({"kind": "b"}))
    assert page.count('type="radio"') == 2
    assert "<legend" in page
    assert re.search(r'value="b" id="id_kind_1" checked', page)
    assert page.count("required") == 3  # two buttons and the mark
    assert 'type="checkbox"' in rendered("{% field form.areas %}", form=CostForm())


@pytest.mark.parametrize(
    ("name", "css"),
    [
        ("line", "form-select"),
        ("text", "form-input"),
        ("day", "input-width-s"),
        ("paper", "house-file"),
        ("sure", "form-checkbox"),
    ],
)
def test_each_widget_gets_its_own_look(name, css):
    assert css in rendered("{% field bound %}", bound=CostForm()[name])


def test_a_hidden_field_shows_nothing_but_itself():
    page = rendered("{% field form.secret %}", form=CostForm())
    assert page.strip().startswith("<input")
    assert "label" not in page


def test_the_error_summary_leads_to_every_faulty_field():
    page = render_to_string("components/form.html", {"form": CostForm({})}, asked())
    assert 'href="#id_voucher"' in page
    assert 'href="#id_kind_0"' in page
    assert 'enctype="multipart/form-data"' in page
    assert "csrfmiddlewaretoken" in page
    targets = set(re.findall(r'href="#(\w+)"', page))
    assert targets <= set(re.findall(r'id="([\w-]+)"', page))


def test_an_icon_is_decoration_unless_it_has_a_name():
    assert 'aria-hidden="true"' in rendered('{% icon "check" %}')
    assert 'role="img" aria-label="Done &amp; dusted"' in rendered(
        '{% icon "check" label %}', label="Done & dusted"
    )


def test_a_bar_stops_at_the_whole_and_says_the_rest_in_words():
    page = rendered("{% bar share label %}", share=Fraction(5, 4), label="Used")
    assert 'width="100.0"' in page
    assert 'aria-label="Used: 125.0%"' in page
    assert "house-over" in page
    assert 'width="48.3"' in rendered("{% bar share %}", share=Fraction(15, 31))
    assert 'width="0.0"' in rendered("{% bar share %}", share=None)


def test_blocks_hold_a_page_s_own_html():
    page = rendered('{% notice "warning" "Look" %}<b>{{ name }}</b>{% endnotice %}', name="<i>")
    assert "alert-warning" in page
    assert "<b>&lt;i&gt;</b>" in page
    page = rendered('{% scroll "Costs" %}<table></table>{% endscroll %}')
    assert 'role="region" tabindex="0" aria-label="Costs"><table>' in page


def test_a_notice_does_not_take_the_page_s_heading():
    page = rendered('{% include "components/notice.html" with text="Hi" %}', heading="Costs")
    assert "Costs" not in page


def test_a_breach_is_a_sentence_with_its_rule():
    breach = Breach("X", "%(amount)s is too much.", "U-1", {"amount": Decimal(5)}, "R-10")
    page = rendered(
        '{% include "components/refusals.html" with subjects=True %}', breaches=[breach]
    )
    assert "<strong>U-1:</strong> 5.00 is too much." in page
    assert "(rule R-10)" in page


class CostTable(tables.Table):  # type: ignore[misc]  # no stubs
    caption = "Costs"
    row_header = "reference"
    reference = tables.Column()
    amount = columns.MoneyColumn(total=True)
    hours = columns.HoursColumn(footer="12")
    share = columns.PercentColumn()
    paid_on = columns.DayColumn(orderable=False)
    count = columns.NumberColumn()
    state = columns.StateColumn()

    class Meta:
        empty_text = "No costs yet."


def cost_rows(count):
    row = {"amount": Decimal("1000.5"), "share": Fraction(1, 2), "state": "paid", "count": 3}
    return [{"reference": f"U-{at}", **row} for at in range(count)]


def test_a_table_sorts_by_links_and_pages_without_losing_its_filter():
    request = asked("/?partner=7&sort=-amount")
    table = CostTable(cost_rows(5))
    RequestConfig(request, paginate={"per_page": 2}).configure(table)
    page = table.as_html(request)
    assert 'aria-sort="descending"' in page
    assert page.count("aria-sort") == 1
    assert '<th scope="row" >U-0</th>' in page
    assert '<td class="number">1,000.50</td>' in page
    assert "5,002.50" in page
    assert 'aria-current="page"' in page
    assert 'rel="next"' in page
    assert re.search(r'href="\?partner=7&amp;sort=-amount&amp;page=2"', page)
    assert 'badge-success">Paid<' in page
    assert 'aria-label="Costs"' in page


def test_an_empty_table_says_so():
    request = asked()
    page = CostTable([]).as_html(request)
    assert "No costs yet." in page
    assert "<table" not in page


def test_no_template_has_inline_style_or_script(settings):
    found = [
        path.name
        for folder in settings.TEMPLATES[0]["DIRS"]
        for path in folder.rglob("*.html")
        if "mail" not in path.parts
        and "documents" not in path.parts
        and re.search(r'\sstyle="|<style|\son\w+="|<script(?![^>]*\bsrc=)', path.read_text("utf-8"))
    ]
    assert found == []


def test_a_refusal_is_a_page_with_the_rule_and_the_way_back():
    refused = Refused.because("%(amount)s is too much.", rule="R-10", amount=Decimal("7.5"))
    response = refusal_page(asked(), refused, "/reports/1/")
    page = response.content.decode()
    assert response.status_code == 409
    assert "7.50 is too much." in page
    assert "R-10" in page
    assert 'href="/reports/1/"' in page


def test_the_page_for_our_own_faults_stands_alone():
    response = broken(asked())
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
