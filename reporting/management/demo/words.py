"""The demo's words: titles, places, suppliers and what the partners write. Demo data throughout."""

from __future__ import annotations

# What an activity of a type was called; other types carry the type's own name.
ACTIVITIES = {
    "hr-network": "Netværksmøde for HR-praktikere",
    "leaders-morning": "Morgenmøde for ledere om internationale medarbejdere",
}
PLACES = {
    "lead": ["Aarhus", "Viborg", "Herning"],
    "aarhus": ["Dokken, Aarhus", "Rådhuset, Aarhus", "Aarhus Hovedbibliotek"],
    "randers": ["Randers", "Værket, Randers", "Erhvervsrådet, Randers"],
    "silkeborg": ["Silkeborg", "Medborgerhuset, Silkeborg"],
    "horsens": ["Horsens", "Hedensted", "VIA, Horsens"],
    "viborg": ["Viborg", "Skive", "Borgerservice, Viborg"],
    "ringkobing": ["Ringkøbing", "Skjern", "Innovest, Skjern"],
    "lemvig": ["Lemvig", "Thyborøn"],
}
# Text, supplier, CVR, VAT on the invoice. Suppliers and numbers are invented; check digits hold.
SUPPLIERS = {
    "external": [
        ("Underviser, iværksætterkursus på engelsk", "Sprog & Start", "90000012", True),
        ("Oplægsholder, interkulturel forståelse", "Kultur i Arbejde", "90000020", True),
        ("Oversættelse af velkomstmateriale", "Tekstværket", "90000039", True),
        ("Evaluering af netværk", "Analyse Midt", "90000047", True),
    ],
    "travel": [
        ("Togrejse til konsortiemøde", "Togselskabet", "90000055", False),
        ("Kørsel til virksomhedsbesøg", "Udlæg, medarbejder", "", False),
        ("Parkering og færge", "Fjordfærgen", "90000063", False),
    ],
    "materials": [
        ("Forplejning, informationsmøde", "Cafe Torvet", "90000071", True),
        ("Tryk af velkomstmappe", "Bogtrykkeriet", "90000098", True),
        ("Lokaleleje, temaaften", "Medborgerhuset", "90000101", False),
        ("Annoncer i lokalavisen", "Avisgården", "90000128", True),
        ("Ambassadørpakker", "Gaveværkstedet", "90000136", True),
    ],
}
PROGRESS = [
    (
        "{place} har holdt informationsmøder for nye udenlandske medarbejdere og rådgivet "
        "virksomheder om modtagelse. Kontaktagenterne i foreningerne er kommet godt i gang.",
        "Et temamøde er flyttet til næste halvår, fordi oplægsholderen blev syg.",
        "Næste halvår holder vi to netværksmøder og hverver flere ambassadører.",
    ),
    (
        "{place} har samlet ægtefæller i det regionale frivillighedsnetværk og fulgt op på job. "
        "Sprogworkshops for kommunalt ansatte har været fuldt besat.",
        "Der er brugt mere tid og færre eksterne oplæg end planlagt.",
        "Vi samarbejder med nabokonsortierne om et fælles informationsmøde om skat og skole.",
    ),
    (
        "{place} har besøgt virksomheder, opdateret ambassadørlisten og sendt stof til det "
        "regionale nyhedsbrev.",
        "Ingen væsentlige afvigelser.",
        "Næste halvårs kurser er udbudt, og lokale aftaler med foreninger er på plads.",
    ),
]
