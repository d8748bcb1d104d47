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
# text, supplier, CVR, VAT on the invoice
SUPPLIERS = {
    "external": [
        ("Underviser, iværksætterkursus på engelsk", "Sprog & Start", "", True),
        ("Oplægsholder, interkulturel forståelse", "Kultur i Arbejde", "", True),
        ("Oversættelse af velkomstmateriale", "Tekstværket", "", True),
        ("Evaluering af netværk", "Analyse Midt", "", True),
    ],
    "travel": [
        ("Togrejse til konsortiemøde", "Togselskabet", "", False),
        ("Kørsel til virksomhedsbesøg", "Udlæg, medarbejder", "", False),
        ("Parkering og færge", "Fjordfærgen", "", False),
    ],
    "materials": [
        ("Forplejning, informationsmøde", "Cafe Torvet", "", True),
        ("Tryk af velkomstmappe", "Bogtrykkeriet", "", True),
        ("Lokaleleje, temaaften", "Medborgerhuset", "", False),
        ("Annoncer i lokalavisen", "Avisgården", "", True),
        ("Ambassadørpakker", "Gaveværkstedet", "", True),
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
        "Forårets kurser er udbudt, og lokale aftaler med foreninger er på plads.",
    ),
]
