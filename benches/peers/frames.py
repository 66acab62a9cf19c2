#!/usr/bin/env python3
"""The job of `peers map` with polars or duckdb: `frames.py polars|duckdb CSV OUT`. Prints the number of customers.
It needs the package of that name, which `benches/run` installs below target/."""
import sys

COUNTRIES = {name: code for code, names in {
    "IT": "Italy|IT|ITA|Italia", "DE": "Germany|DE|DEU|Deutschland", "FR": "France|FR|FRA|FRANCE",
    "ES": "Spain|ES|ESP|España", "GB": "United Kingdom|GB|GBR|UK", "PL": "Poland|PL|POL|Polska",
    "CZ": "Czechia|CZ|CZE|Czech Republic", "US": "United States|US|USA|usa", "JP": "Japan|JP|JPN",
}.items() for name in names.split("|")}
LANGUAGES = {"it": "it", "IT": "it", "fr": "fr", "FR": "fr", "es": "es", "ES": "es"}
FLAGS = {"yes": True, "Y": True, "1": True, "no": False, "N": False, "0": False}
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
AS_IT_IS = {"phoneNumber": "Phone", "mobileNumber": "Mobile", "address": "Street", "city": "City",
            "province": "Province", "postalNumber": "ZIP", "memo": "Notes", "website": "Website", "company": "Company"}


def with_polars(csv, out):
    import polars
    column = polars.col
    born = column("Birth date").str.to_date("%d/%m/%Y", strict=False)
    state = column("Country").replace_strict(COUNTRIES, default=None, return_dtype=polars.String)
    good = polars.scan_csv(csv, infer_schema=False).filter(
        column("E-mail").str.contains(EMAIL), state.is_not_null(), born.is_not_null() | column("Birth date").is_null())
    good.select(
        polars.concat_str(column("First name").str.strip_chars(), column("Last name").str.strip_chars(), separator=" ")
        .alias("name"),
        born.cast(polars.Datetime("ms")).dt.timestamp("ms").alias("birthDate"),
        column("E-mail").str.strip_chars().alias("email"),
        *(column(source).str.strip_chars().alias(field) for field, source in AS_IT_IS.items()),
        state.alias("state"),
        column("VIP").replace_strict(FLAGS, default=None, return_dtype=polars.Boolean).alias("topClient"),
        column("Language").replace_strict(LANGUAGES, default="en", return_dtype=polars.String).alias("language"),
    ).sink_ndjson(out)


def with_duckdb(csv, out):
    import duckdb
    choice = lambda column, values: f'CASE "{column}" ' + " ".join(
        f"WHEN '{key}' THEN {value!r}" for key, value in values.items())
    born = "try_strptime(\"Birth date\", '%d/%m/%Y')"
    fields = ", ".join(f'trim("{source}") AS "{field}"' for field, source in AS_IT_IS.items())
    duckdb.sql(f"""COPY (
        SELECT trim("First name") || ' ' || trim("Last name") AS name, epoch_ms({born}) AS "birthDate",
            trim("E-mail") AS email, {fields}, {choice("Country", COUNTRIES)} END AS state,
            {choice("VIP", FLAGS)} END AS "topClient", {choice("Language", LANGUAGES)} ELSE 'en' END AS language
        FROM read_csv('{csv}', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"')
        WHERE regexp_matches("E-mail", '{EMAIL}') AND state IS NOT NULL
            AND ("Birth date" IS NULL OR {born} IS NOT NULL)
    ) TO '{out}' (FORMAT json)""")


if __name__ == "__main__":
    {"polars": with_polars, "duckdb": with_duckdb}[sys.argv[1]](*sys.argv[2:])
