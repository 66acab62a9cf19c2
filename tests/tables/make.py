#!/usr/bin/env python3
"""Writes the tables of this folder from other projects; see README.md. Run it again only to update them.

    pip install pycountry phonenumbers
    npm pack i18n-iso-countries isemail@1.2.0 cldr-dates-full cldr-localenames-full    # each unpacked
    tests/tables/make.py I18N/package ISEMAIL/package DATES/package NAMES/package
"""
import csv
import gettext
import json
import os
import sys

import phonenumbers
import pycountry

HERE = os.path.dirname(os.path.abspath(__file__))
LANGUAGES = ["it", "fr", "es", "de"]


def write(name, header, rows):
    with open(os.path.join(HERE, name), "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def iso_codes():
    """Names of ISO 3166-1 and their translations, from Debian's iso-codes."""
    catalogues = {
        language: gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language])
        for language in LANGUAGES
    }
    for country in pycountry.countries:
        for kind in ["name", "official_name", "common_name"]:
            name = getattr(country, kind, None) if kind in country._fields else None
            if name is None:
                continue
            yield [country.alpha_2, "en", kind, name]
            for language, catalogue in catalogues.items():
                translated = catalogue.gettext(name)
                if translated != name:
                    yield [country.alpha_2, language, kind, translated]


def i18n(package):
    """Names from i18n-iso-countries, all of them if a country has several."""
    for language in ["en"] + LANGUAGES:
        with open(f"{package}/langs/{language}.json", encoding="utf-8") as file:
            for code, names in json.load(file)["countries"].items():
                for name in names if isinstance(names, list) else [names]:
                    yield [code, language, "name", name]


def codes():
    for country in pycountry.countries:
        yield [country.alpha_2, country.alpha_3, country.numeric]


def withdrawn():
    """Codes of ISO 3166-3 that are no longer in force."""
    in_force = {c.alpha_2 for c in pycountry.countries} | {c.alpha_3 for c in pycountry.countries}
    for country in pycountry.historic_countries:
        for code in [getattr(country, "alpha_2", ""), country.alpha_3]:
            if code and code not in in_force:
                yield [code, country.name]


def phones():
    """The example numbers of libphonenumber: each type of number of each region, in national form and in E.164."""
    formats = phonenumbers.PhoneNumberFormat
    kinds = {value: name for name, value in vars(phonenumbers.PhoneNumberType).items() if name.isupper()}
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in sorted(kinds):
            number = phonenumbers.example_number_for_type(region, kind)
            if number is None:
                continue
            written = [phonenumbers.format_number(number, style) for style in
                       [formats.NATIONAL, formats.INTERNATIONAL, formats.E164]]
            yield [region, kinds[kind], *written]
        invalid = phonenumbers.invalid_example_number(region)
        if invalid is not None:
            yield [region, "INVALID", phonenumbers.format_number(invalid, formats.NATIONAL), "", ""]


def emails(package):
    """The isemail set: each text, as a JSON string because it may contain line ends, and its verdict by the RFCs."""
    with open(f"{package}/test/tests.json", encoding="utf-8") as file:
        for text, verdict in json.load(file):
            yield [json.dumps(text, ensure_ascii=False), verdict]


def months(package):
    """Names of months, full and abbreviated, as used within a date and alone."""
    for language in ["en"] + LANGUAGES:
        with open(f"{package}/main/{language}/ca-gregorian.json", encoding="utf-8") as file:
            tree = json.load(file)["main"][language]["dates"]["calendars"]["gregorian"]["months"]
        named = {(int(month), name) for context in ["format", "stand-alone"] for width in ["wide", "abbreviated"]
                 for month, name in tree[context][width].items()}
        for month, name in sorted(named):
            yield [language, month, name]


def languages(package):
    """Names of languages, and of their regional forms."""
    for language in ["en"] + LANGUAGES:
        with open(f"{package}/main/{language}/languages.json", encoding="utf-8") as file:
            tree = json.load(file)["main"][language]["localeDisplayNames"]["languages"]
        for code, name in tree.items():
            yield [code.split("-alt")[0], language, name]


write("country_codes.csv", ["alpha2", "alpha3", "numeric"], codes())
write("countries_withdrawn.csv", ["code", "name"], withdrawn())
write("country_names_iso_codes.csv", ["alpha2", "language", "kind", "name"], iso_codes())
write("country_names_i18n.csv", ["alpha2", "language", "kind", "name"], i18n(sys.argv[1]))
write("phones.csv", ["region", "kind", "national", "international", "e164"], phones())
write("emails.csv", ["text", "verdict"], emails(sys.argv[2]))
write("months.csv", ["language", "month", "name"], months(sys.argv[3]))
write("languages.csv", ["code", "language", "name"], languages(sys.argv[4]))
