"""The lines that rules.md section 6 draws from the source documents, by their key."""

from __future__ import annotations

LINES = {
    "001-01": "Agreement 2023-24 of two parties with their addresses",
    "001-02": (
        "Basis plan, six areas, four described here and two by own agreements: the agreement tree"
    ),
    "001-03": "(a) education follow-up: 6 possible activities, 2 outcomes, 250,000 in 2023",
    "001-04": "(a) survey figures 79.5, 16.9, 84 and 93 % as baseline",
    "001-05": "(b) SMEs: 3 activities with spring and autumn 2023, 2 outcomes, 250,000",
    "001-06": "(c) celebration: 3 activities, 5 award criteria, conference June 2023, 100,000",
    "001-07": "(d) international labour: 6 activities, 7 outcomes, 500,000 each year",
    "001-08": (
        "(d) numeric targets: mapping, Coffee Morning 12 a year, Expat Receptio"
        "n once with about 500, events, clubs, families, seminars, portal"
    ),
    "001-09": "Range targets have min and max",
    "001-10": "Quarterly status meetings",
    "001-11": "Annual report built from the four statuses",
    "001-12": "Path of three bodies",
    "001-13": "Completion notes",
    "001-14": "End-2023 review with possible adjustment",
    "001-15": "Invoicing half at start and half at end of each activity",
    "001-16": "GLN 5790000418640 with its check digit",
    "001-17": "Signatures by both",
    "001-18": (
        "Faults of the document: meetings, letter a twice, a late decision, VAT, unspent money"
    ),
    "001-19": "Unspent money is flagged and still invoiced",
    "000-01": "Proposal with its proposers",
    "000-02": "Three target departments",
    "000-03": "Link to the strategy of January 2025 with 10 measures",
    "000-04": "Four parts",
    "000-05": "CPR/MitID within 2-6 days: a service level as a range",
    "000-06": "About 6,500 international students",
    "000-07": "200 participants and 50 mentors a year",
    "000-08": "2 events per institution a year: target times number of institutions",
    "000-09": "Partner jobs: 10 courses a year",
    "000-10": "Self-help: 4 means",
    "000-11": "Financing by Erhvervspuljen, amount missing: not set, and never 0",
    "002-01": "Pilot of 1 year",
    "002-02": "450,000.00",
    "002-03": "30-40 spouses",
    "002-04": "About 30 mentors",
    "002-05": "A course of 3-4 months",
    "002-06": "Lead and 2 possible partners",
    "002-07": "Strategy: +1,500 full-time foreign employed a year 2025-30",
    "002-08": "Strategy: above the national share in 2030",
    "002-09": "Strategy: lowest failed recruitment of the four largest cities (rank)",
    "002-10": "Comparison: more than 70 % in job",
    "002-11": "Wish to continue: decision point from pilot to operation",
    "002-12": "Unit cost 11,250.00-15,000.00 per spouse (C17)",
    "004-01": "22 barriers (9+5+8)",
    "004-02": "43 proposals (23 own, 20 external) with number, title and phase",
    "004-03": "Owner(s): a proposal has 1-3",
    "004-04": "New or running, target group, effect, resources",
    "004-05": "Status code with text and date, and its history",
    "004-06": "Links such as see 16",
    "004-07": "Strategy link and funding link",
    "004-08": "Owners ØKF, KFF, BIF and BUF, and those outside",
    "004-09": "Own proposals 1-23 with their owners",
    "004-10": "External proposals 24-43 with their owners",
    "004-11": "Proposals are read from a sheet",
    "004-12": "Five themes",
    "004-13": "Eight prioritised actions linked to proposal numbers",
    "004-14": "Effekt and Ressourcer are empty in the copy and may be",
    "004-15": (
        "Status codes: not started, starts soon, started, running, no result, part of, external"
    ),
    "004-16": "20 of 43 by a rule that one reads and changes",
    "004-17": "8 actions cover 11 proposals",
    "004-18": "Bilag 2 says 20 and lists 7: the difference is shown and explained",
    "004-19": "Figures with year and source",
    "004-20": "Table 1: 12 rows, 2 groups, 2024-28, totals that are not printed",
    "004-21": "External grant 23.5 mio., of which the table shows 9.56 mio.",
    "004-22": "Own financing only in a footnote",
}
