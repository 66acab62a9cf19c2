#!/usr/bin/env python3
"""Writes src/convert/country/countries_data.rs. Run again only to take a newer CLDR.

    npm pack cldr-localenames-full cldr-core    # each unpacked into a folder of its own
    docs/countries.py CORE/package NAMES/package > src/convert/country/countries_data.rs
    docs/countries.py CORE/package NAMES/package it > src/language/locales/it/countries.ftl    # and fr, es, de
"""
import json
import sys

LANGUAGES = ["en", "it", "fr", "es", "de"]
# In CLDR, and not in ISO 3166-1: regions, private use, and codes that are only reserved.
NOT_ISO = "AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split()
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})

core, names = sys.argv[1:3]
report_language = sys.argv[3] if len(sys.argv) > 3 else None


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def territories(language):
    tree = load(f"{names}/main/{language}/territories.json")
    return tree["main"][language]["localeDisplayNames"]["territories"]


def names_of(code, tables):
    found = []
    for language, table in tables.items():
        own = [name for key, name in table.items() if key == code or key.startswith(code + "-alt-")]
        if language == "de":
            own += [name.translate(UMLAUTS) for name in own]
        # Short forms such as RU (Royaume-Uni) are the codes of other countries.
        found += [name for name in own if language == "en" or sum(map(str.isalpha, name)) > 2]
    return list(dict.fromkeys(found))


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


codes = load(f"{core}/supplemental/codeMappings.json")["supplemental"]["codeMappings"]
tables = {language: territories(language) for language in LANGUAGES}
version = load(f"{core}/package.json")["version"]
countries = sorted(key for key in tables["en"] if len(key) == 2 and key.isalpha() and key not in NOT_ISO)
if report_language:
    print(f"### The names of the countries. Made by docs/countries.py from the Unicode CLDR {version}. Licence: Unicode-3.0.\n")
    print("\n".join(f"country-{code} = {tables[report_language][code]}" for code in countries))
    sys.exit()
rows = []
for code in countries:
    english, *others = names_of(code, tables)
    others = [name for name in others if name != english]
    spec = codes[code]
    listed = ", ".join(map(quoted, others))
    rows.append(f'    row({quoted(code)}, {quoted(spec["_alpha3"])}, {int(spec["_numeric"])}, {quoted(english)}, &[{listed}]),')

print(f"""//! The {len(rows)} countries of ISO 3166-1 in force, and their names in {", ".join(LANGUAGES)}.
//!
//! Made by `docs/countries.py` from the Unicode CLDR {version} (npm: cldr-core, cldr-localenames-full).
//! Copyright © 2004-2026 Unicode, Inc. Licence: Unicode-3.0 (<https://www.unicode.org/license.txt>).
//! German names are repeated with ae, oe, ue. This file is generated: names of our own belong in `aliases.rs`.

/// One country.
#[derive(Debug)]
pub(super) struct Row {{
    /// Two upper-case letters.
    pub(super) alpha2: &'static str,
    /// Three upper-case letters.
    pub(super) alpha3: &'static str,
    /// The numeric code, printed with three digits.
    pub(super) numeric: u16,
    /// The English name.
    pub(super) name: &'static str,
    /// Names in other languages, and further English ones.
    pub(super) names: &'static [&'static str],
}}

const fn row(
    alpha2: &'static str,
    alpha3: &'static str,
    numeric: u16,
    name: &'static str,
    names: &'static [&'static str],
) -> Row {{
    Row {{ alpha2, alpha3, numeric, name, names }}
}}

/// All countries, by alpha-2 code.
#[rustfmt::skip]
pub(super) static COUNTRIES: [Row; {len(rows)}] = [
{chr(10).join(rows)}
];""")
