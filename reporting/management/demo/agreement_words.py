"""What document 001 says, area by area; money used and results are demo data."""

from __future__ import annotations

GLN = "5790000418640"
BODIES = ("Borgmesterens Afdeling", "Erhvervskontaktudvalget", "Økonomiudvalget")
# Letter, title, whether an agreement of its own describes it.
AREAS = (
    ("a", "Efter- og videreuddannelse – opfølgning", False),
    ("b", "Særlig indsats for SMV'er", False),
    ("c", "Fejring af særligt inspirerende virksomheder", False),
    ("d", "International arbejdskraft", False),
    ("e", "Udviklingsområde med selvstændig partnerskabsaftale (1)", True),
    ("f", "Udviklingsområde med selvstændig partnerskabsaftale (2)", True),
)
MONEY = (
    ("a", 2023, "250000.00"),
    ("b", 2023, "250000.00"),
    ("c", 2023, "100000.00"),
    ("d", 2023, "500000.00"),
    ("d", 2024, "500000.00"),
)
ACTIVITIES = {
    "a": (
        "Fællesmøde med uddannelsesinstitutioner",
        "Event om mulighederne for efter- og videreuddannelse",
        "Kommunikationsmaterialer og kampagne",
        "Samarbejde med branche- og erhvervsorganisationer",
        "Politisk påvirkning af VEU-området",
        "Initiativer rettet mod medarbejdere",
    ),
    "b": (
        "Eventrække for SMV'er om eksportmuligheder",
        "Forår 2023: undersøgelse af SMV'ers udfordringer og behov",
        "Efterår 2023: aktiviteter, som undersøgelsen peger på",
    ),
    "c": (
        "Hæder til virksomheder ved en konference i juni 2023",
        "En eller flere priser til aarhusianske virksomheder",
        "Kommunikation og presseindsats før, under og efter eventen",
    ),
    "d": (
        "Kortlægning af barrierer i 2023 og igen primo 2025",
        "Kampagner, seminarer og kommunikation målrettet virksomheder",
        "Boost af sociale og professionelle event- og netværksaktiviteter",
        "Seminarer for internationale medarbejdere og deres familier",
        "Kobling af internationale medarbejdere med klubber og foreninger",
        "International Community som portal",
    ),
}
# A company that is celebrated in (c) meets at least one of them, beside growth and jobs.
CRITERIA = (
    *("den grønne omstilling", "sociale bidrag/beskæftigelse", "iværksætteri"),
    *("særlige bidrag til Aarhus", "internationalisering af Aarhus"),
)
OUTCOMES = {
    "a": (
        "Flere medarbejdere bliver opkvalificeret og bidrager til virksomheders konkurrenceevne.",
        "SMV'er og medarbejdere får konkret viden om mulighederne for efteruddannelse.",
    ),
    "b": (
        "Flere aarhusianske virksomheder påbegynder eksport og bidrager til væksten.",
        "Afsæt til at løse nogle af de udfordringer, SMV'er møder.",
    ),
    "c": (
        "Inspiration, videndeling og relationer mellem de deltagende virksomheder.",
        "Synliggørelse og fejring af byens driftige virksomheder i SMV-segmentet.",
    ),
    "d": (
        "Aarhus positioneres som en attraktiv international karrieredestination.",
        "Lettere at rekruttere og fastholde internationale medarbejdere og studerende.",
        "Forstærket kommunikation om tilbud til internationale medarbejdere og familier.",
        "Flere SMV'er begynder at ansætte internationale medarbejdere.",
        "Større tilfredshed og flere ambassadører blandt internationale medarbejdere.",
        "Løbende indsigt i behov giver mulighed for at italesætte løsningsforslag.",
        "Aarhus er blandt landets førende byer i at internationalisere byen.",
    ),
}
SURVEY = "Spørgeskemaundersøgelse blandt virksomheder 2022"
BASELINE = (
    ("Har tradition for at bruge efteruddannelse", "79.5"),
    ("Har ikke tradition for at bruge efteruddannelse", "16.9"),
    ("Mener, at efteruddannelse må prioriteres højere fremover", "84"),
    ("Efteruddannelsen gav de kompetencer, virksomheden havde brug for", "93"),
)
# Text, kind, at least, at most, unit, year; all of area (d).
TARGETS = (
    ("Kortlægning af barrierer i 2023", "text", None, None, "", 2023),
    ("Monthly Coffee Morning", "per_year", "12", None, "arrangementer", None),
    ("Expat Reception", "per_year", "1", None, "arrangement", None),
    ("Deltagere i Expat Reception (ca.)", "per_year", "500", None, "personer", None),
    ("Engelsksprogede arrangementer", "per_year", "5", "6", "arrangementer", None),
    ("Meet your club", "per_year", "2", "4", "arrangementer", None),
    ("Enkelte familieaktiviteter i efteråret 2023", "text", None, None, "", 2023),
    ("Seminarer om livet i Aarhus", "range", "1", "5", "temaer", None),
    ("Website som portal for eksterne aktiviteter", "text", None, None, "", None),
)
FAULTS = (
    (
        "Afsnit 4 og 6",
        "Halvårlige møder i afsnit 4, kvartårlige statusmøder i afsnit 6.",
        "Status holdes hvert kvartal; det halvårlige møde er hvert andet af dem.",
    ),
    (
        "Afsnit 5",
        "Bogstavet a er brugt to gange: efteruddannelse og international arbejdskraft.",
        "International arbejdskraft er område d.",
    ),
    (
        "Afsnit 5 c",
        "Byrådets beslutning er dateret oktober 2023, konferencen er i juni 2023.",
        "Beslutningen regnes for truffet før aftalen; datoen afklares med kommunen.",
    ),
    ("Afsnit 7", "Moms er ikke nævnt.", "Tilskuddet faktureres uden moms."),
    (
        "Afsnit 7",
        "Der er ingen regel om penge, der ikke bruges.",
        "Uforbrugte midler oplyses i status og evaluering.",
    ),
)
# By quarter: money used of each area, and (target, how many, what).
USED = (
    {"a": "60000.00", "b": "55000.00", "d": "120000.00"},
    {"a": "40000.00", "b": "70000.00", "c": "100000.00", "d": "125000.00"},
    {"a": "40000.00", "b": "60000.00", "d": "125000.00"},
    {"a": "40000.00", "b": "65000.00", "d": "130000.00"},
)
RESULTS = (
    ((1, 3, "Tre Coffee Mornings"), (4, 2, "To arrangementer på engelsk"), (7, 1, "Skolevalg")),
    (
        (0, 1, "Kortlægningen er gennemført"),
        (1, 3, "Tre Coffee Mornings"),
        (5, 1, "Meet your club"),
    ),
    (
        *((1, 3, "Tre Coffee Mornings"), (2, 1, "Expat Reception")),
        (3, 480, "Deltagere i Expat Reception"),
        *((4, 2, "To arrangementer på engelsk"), (7, 2, "Sundhed og graviditet")),
    ),
    (
        *((1, 3, "Tre Coffee Mornings"), (4, 1, "Et arrangement på engelsk")),
        *((5, 1, "Meet your club"), (6, 1, "Familieaktiviteter"), (7, 1, "Børnepasning")),
    ),
)
# What a status and the evaluation of 2023 say of an area; demo data throughout.
SAID = {
    "a": ("Et fællesmøde er flyttet til næste kvartal.", "Ny dato aftales med institutionerne."),
    "b": ("Ingen væsentlige afvigelser.", "Aktiviteterne følger planen."),
    "c": ("Ingen væsentlige afvigelser.", "Der følges op på konferencen i juni."),
    "d": ("Lidt færre deltagere end ventet.", "Arrangementerne annonceres tidligere."),
}
SUMMARY = (
    "Indsatserne er gennemført som aftalt i 2023. Der er uforbrugte midler i området for efter- "
    "og videreuddannelse (demo)."
)
ENDED = (
    "Konferencen i juni 2023 samlede områdets virksomheder, og prisen blev uddelt. Bevillingen på "
    "100.000 kr. er brugt, og området har ingen midler i 2024 (demo)."
)
EVALUATED = {
    "a": {
        "background": "Efteruddannelse skal prioriteres højere, siger virksomhederne selv.",
        "activities": "Et fællesmøde, en event og materialer til virksomhederne (demo).",
        "outcomes": "Flere virksomheder kender mulighederne for efteruddannelse (demo).",
        "learning": "Møder tidligt på dagen giver flere deltagere (demo).",
        "proposal": "Parterne drøfter, hvad der skal ske med de uforbrugte midler.",
    },
    "b": {
        "background": "Små og mellemstore virksomheder mangler viden om eksport.",
        "activities": "En undersøgelse i foråret og en eventrække i efteråret (demo).",
        "outcomes": "Flere virksomheder er begyndt at eksportere (demo).",
        "learning": "Undersøgelsen gjorde efterårets emner skarpere (demo).",
        "proposal": "Erfaringerne bruges i parternes øvrige arbejde.",
    },
    "c": {
        "background": "Byens driftige virksomheder fortjener at blive set.",
        "activities": "Hæder til virksomheder ved en konference i juni 2023 (demo).",
        "outcomes": "Relationer og omtale af virksomhederne (demo).",
        "learning": "Én pris giver mere omtale end flere (demo).",
        "proposal": "Konferencen er afsluttet; området har ingen midler i 2024.",
    },
    "d": {
        "background": "Virksomhederne skal kunne rekruttere og fastholde medarbejdere.",
        # Activities and outcomes are those that the year's statuses tell.
        "learning": "Familiernes trivsel afgør, om medarbejdere bliver (demo).",
        "proposal": "Indsatsen fortsætter i 2024 efter aftalen.",
    },
}
