"""A recipient's logo is printed beside the emblem and never larger; papers keep what they had."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.urls import reverse
from django.utils import translation

from consortium.actions.base import NotAllowed
from consortium.actions.evidence import FileNotAccepted
from consortium.models import AuditEvent
from grants.models import Grant, ReportingPeriod
from reporting.actions.recipient_logos import choose_logo, drop_logo
from reporting.actions.recipients import RecipientFacts, RecipientRefused, change_recipient
from reporting.documents.bodies import from_body, to_body
from reporting.documents.editions import draft_edition
from reporting.documents.papers import draft_of
from reporting.documents.rendering import render
from reporting.models import PaperRecipient, RecipientLogo
from reporting.queries.texts import language_of
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.documents.test_archive import against_the_rules, elements, faults, size_of
from tests.reporting.sentences import said
from tests.reporting.written import named
from tests.sample_files import image, pdf

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning"),
]


def told():
    """A claim was sent; the region is written down as a recipient."""
    world = signed_grant()
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["2000.00"])
    story.sent(world, story.checked(world))
    named(world, "region", base="region")
    return world


@pytest.fixture
def house(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    world = laid_out(told)
    settings.DEMO_DAY = world.clock.now.date()
    world.region = PaperRecipient.objects.get(code="region")
    return world


def chosen(world, size=(400, 60), **more):
    given = {"file": image(size=size), "name": "region.png", "words": "Regionens logo"}
    return choose_logo(world.region, **(given | more), by=world.pm, at=world.clock())


def paper(world):
    grant = Grant.objects.select_related("fund", "lead").get(pk=world.grant.pk)
    period = ReportingPeriod.objects.get(pk=world.period.pk)
    return draft_of("region", grant, period, None, world.clock())


@pytest.mark.parametrize("size", [(400, 60), (60, 400), (300, 300), (12, 8)])
def test_no_logo_is_larger_than_the_emblem(house, size):
    chosen(house, size)
    content = render(draft_edition(paper(house), "da"), "pdf")
    with pikepdf.open(io.BytesIO(content)) as file:
        assert faults(file) == []
        figures = [one for one in elements(file.Root.StructTreeRoot) if one.S == "/Figure"]
        emblem, logo = figures[:2]
        assert str(logo.Alt) == "Regionens logo"
        most, own = size_of(emblem), size_of(logo)
    assert own[0] <= most[0] and own[1] <= most[1]
    assert own[0] / own[1] == pytest.approx(size[0] / size[1], rel=0.05)
    assert against_the_rules(content) == []


def test_a_paper_keeps_the_logo_that_it_had(house):
    chosen(house)
    document = paper(house)
    [logo] = document.meta.logos
    assert (logo.name.da, logo.media_type) == ("Regionens logo", "image/png")
    drop_logo(house.region, by=house.pm, at=house.clock())
    assert from_body(to_body(document)).meta.logos == (logo,)
    assert paper(house).meta.logos == ()
    verbs = AuditEvent.objects.filter(verb__startswith="recipient.logo").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "recipient.logo_chosen",
        "recipient.logo_dropped",
    ]


def test_a_second_logo_takes_the_place_of_the_first(house):
    chosen(house)
    chosen(house, file=image(size=(80, 80)), words="Det nye logo")
    assert RecipientLogo.objects.get().words == "Det nye logo"
    assert RecipientLogo.history.count() == 2


@pytest.mark.parametrize(
    ("given", "english", "danish"),
    [
        (
            {"file": pdf("brev"), "name": "brev.pdf"},
            "“brev.pdf” is no PNG picture. Save the logo as PNG and send that.",
            "“brev.pdf” er ikke et PNG-billede. Gem logoet som PNG, og send det.",
        ),
        (
            {"file": image("JPEG"), "name": "logo.jpg"},
            "“logo.jpg” is no PNG picture. Save the logo as PNG and send that.",
            "“logo.jpg” er ikke et PNG-billede. Gem logoet som PNG, og send det.",
        ),
        (
            {"file": image() + b" " * 310_000},
            "“region.png” is 303 kB; a logo takes at most 300 kB on a paper.",
            "“region.png” fylder 303 kB; et logo må højst fylde 300 kB på et papir.",
        ),
        (
            {"words": " "},
            "Say in words what the logo shows, for readers who do not see it.",
            "Skriv med ord, hvad logoet viser, til læsere, der ikke ser det.",
        ),
    ],
)
def test_what_is_no_logo_is_refused(house, given, english, danish):
    with pytest.raises(RecipientRefused) as caught:
        chosen(house, **given)
    assert (said(caught, "en"), said(caught, "da")) == ([english], [danish])
    assert not RecipientLogo.objects.exists()


def test_a_drawing_that_runs_scripts_is_no_file_of_this_house(house, client):
    client.force_login(house.pm)
    address = reverse("reporting:recipient-logo", args=["M-003", "region"])
    with pytest.raises(FileNotAccepted):
        chosen(house, file=b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    sent = io.BytesIO(pdf("brev"))
    sent.name = "brev.pdf"
    with translation.override("da"):
        client.cookies["django_language"] = "da"
        answer = client.post(address, {"file": sent, "words": "Logo"})
    assert "er ikke et PNG-billede" in answer.content.decode()
    assert not RecipientLogo.objects.exists()


def test_the_logo_is_chosen_and_taken_off_on_the_pages(house, client):
    client.force_login(house.pm)
    address = reverse("reporting:recipient-logo", args=["M-003", "region"])
    listed = reverse("reporting:recipient-list", args=["M-003"])
    assert address in client.get(listed).content.decode()
    assert client.get(address).status_code == 200
    sent = io.BytesIO(image())
    sent.name = "region.png"
    assert client.post(address, {"file": sent, "words": "Regionens logo"}).url == listed
    page = client.get(listed).content.decode()
    drop = reverse("reporting:recipient-logo-drop", args=["M-003", "region"])
    assert "Regionens logo" in page and drop in page
    assert client.post(drop).url == listed
    assert not RecipientLogo.objects.exists()
    with pytest.raises(RecipientRefused) as caught:
        drop_logo(house.region, by=house.pm, at=house.clock())
    name = house.region.name
    assert said(caught, "en") == [f"{name} has no logo on its papers."]
    assert said(caught, "da") == [f"{name} har intet logo på sine papirer."]


def test_only_the_lead_chooses(house, client):
    for name in ("recipient-logo", "recipient-logo-drop"):
        address = reverse(f"reporting:{name}", args=["M-003", "region"])
        client.force_login(house.lc)
        assert client.post(address, {}).status_code == 403
        client.force_login(house.stranger)
        assert client.post(address, {}).status_code == 404
    with pytest.raises(NotAllowed):
        choose_logo(house.region, file=image(), words="x", by=house.lc, at=house.clock())


def test_a_paper_comes_in_the_language_of_its_recipient(house, client):
    assert (language_of(house.grant.pk, "region"), language_of(house.grant.pk, "claim")) == (
        "da",
        None,
    )
    facts = RecipientFacts(name=house.region.name, base="region", language="en")
    change_recipient(house.region, facts, by=house.pm, at=house.clock())
    client.force_login(house.pm)
    client.cookies["django_language"] = "da"
    address = reverse("reporting:document-draft-file", args=["M-003", 1, "region", "json"])
    assert client.get(address)["Content-Disposition"].endswith('-en.json"')
    assert client.get(f"{address}?language=da")["Content-Disposition"].endswith('-da.json"')
    assert client.get(f"{address}?language=xx")["Content-Disposition"].endswith('-en.json"')
    page = client.get(reverse("reporting:document-draft", args=["M-003", 1, "region"]))
    content = page.content.decode()
    assert content.index(f"{address}?language=en") < content.index(f"{address}?language=da")
    own = reverse("reporting:document-draft-file", args=["M-003", 1, "claim", "json"])
    assert client.get(own)["Content-Disposition"].endswith('-da.json"')
