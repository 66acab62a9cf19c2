#!/usr/bin/env python3
"""Writes a file of invented customers, 20 columns as a CRM exports them. The same number of rows gives the same bytes,
and a shorter file is the beginning of a longer one.

    benches/generate.py customers.csv 1000000
    benches/generate.py customers.xlsx 200000

Of 1,000 rows, 5 have a bad e-mail address, 5 a day that does not exist, and about 18 a country by a name that
deskferry does not know. Of the phone numbers, a quarter does not exist; of the postcodes, a fifth.
"""
import csv, functools, pathlib, random, sys, zipfile
from xml.sax.saxutils import escape

HEADER = ("First name,Last name,E-mail,Phone,Mobile,Street,City,Province,Country,ZIP,Birth date,Website,Company,"
          "Language,VIP,Notes,Customer code,Loyalty points,Segment,Created at").split(",")
NUMBERS = {HEADER.index("Loyalty points")}  # the only column that a workbook has as numbers

# First names with their form in an e-mail address.
FIRST = [pair.split("/") for pair in (
    "Paolo/paolo Chiara/chiara Björn/bjorn Łucja/lucja Émile/emile Ana/ana Дмитрий/dmitri 美咲/misaki Fatima/fatima "
    "Grace/grace Peter/peter Zdeněk/zdenek Márta/marta Ingrid/ingrid Loïc/loic Ximena/ximena Otto/otto Ruth/ruth "
    "Elif/elif Sam/sam").split()]
LAST = ("Ferrari Esposito Schäfer Laurent Fernández O'Connor Nowak Петров 佐藤 Khoury Taylor Clark Dvořák Tóth Nilsson "
        "Béranger D'Amico Van-Dyck Åberg Green").split()
STREETS = ["Via Garibaldi", "Viale dei Mille", "Bahnhofstraße", "Rue de la Forêt", "Calle Nueva", "Station Road",
           "ul. Świętego Jana", "Piazza Dante", "Largo do Carmo", "улица Ленина"]
CITIES = [line.split("/") for line in (
    "Bologna/BO/IT Firenze/FI/IT Genova/GE/IT Palermo/PA/IT Hamburg//DE Köln/NW/DE Lille/59/FR Nantes/44/FR "
    "Sevilla/SE/ES Leeds//GB Gdańsk//PL Brno//CZ Chicago/IL/US 大阪//JP").split()]
COUNTRIES = {code: names.split("|") for code, names in {
    "IT": "Italy|IT|ITA|Italia", "DE": "Germany|DE|DEU|Deutschland", "FR": "France|FR|FRA|FRANCE",
    "ES": "Spain|ES|ESP|España", "GB": "United Kingdom|GB|GBR|UK", "PL": "Poland|PL|POL|Polska",
    "CZ": "Czechia|CZ|CZE|Czech Republic", "US": "United States|US|USA|usa", "JP": "Japan|JP|JPN|日本",
}.items()}
COMPANIES = ["", "", "", "Rossi & Figli S.r.l.", "North, South & Co", "Bäckerei Krüger", "\"Il Ponte\" S.p.A.",
             "Société des Trois Épis", "株式会社みどり", "Quiet River LLC"]
NOTES = ["", "", "", "Call in the morning, never on Mondays", "Ordered the \"large\" table, by the window",
         "two parcels\nthe second one, by ship", "cliente storico; sconto del 15%", "VIP — invited to the fair 🎪",
         "Wrote: \"please wait\nuntil June\", and again", "interno 42, chiedere di Sara"]
LANGUAGES = ["it", "en", "de", "fr", "es", "IT", "EN", ""]
SEGMENTS = ["gold", "silver", "bronze", "prospect", ""]
FLAGS = ["yes", "no", "no", "no", "Y", "N", "1", "0", ""]


def rows(count):
    """The rows as lists of text."""
    chance = random.Random(22).random
    for n in range(count):
        first, local = FIRST[int(chance() * 20)]
        city, province, code = CITIES[int(chance() * 14)]
        luck = chance()
        at = " at " if luck < 0.005 else "@"
        year = 1940 + int(chance() * 66)
        born = f"{1 + int(chance() * 28):02}/{1 + int(chance() * 12):02}/{year}" if luck < 0.9 else ""
        if luck > 0.995:
            born = f"31/04/{year}"
        digits = int(chance() * 8_999_999)
        yield [
            first, LAST[int(chance() * 20)], f"{local}.{n}{at}mail{digits % 50}.example.com",
            f"+39 0{2 + digits % 8} {1_000_000 + digits}" if chance() < 0.7 else "",
            f"3{20 + digits % 79}{9_999_999 - digits}" if chance() < 0.9 else "",
            f"{STREETS[digits % 10]}, {1 + int(chance() * 250)}", city, province, COUNTRIES[code][int(chance() * 4)],
            f"{int(chance() * 99_999):05}", born,
            f"https://www.shop{n % 9973}.example.org/c/{n}" if chance() < 0.3 else "",
            COMPANIES[int(chance() * 10)], LANGUAGES[int(chance() * 8)], FLAGS[int(chance() * 9)],
            NOTES[int(chance() * 10)], f"C{n:08}", str(int(chance() * 20_000)), SEGMENTS[int(chance() * 5)],
            f"{2015 + digits % 10}-{1 + digits % 12:02}-{1 + digits % 28:02}T{digits % 24:02}:{digits % 60:02}:00Z",
        ]


@functools.cache
def good(count):
    """How many of the rows make a customer with the mapping customers.toml."""
    return sum("@" in row[2] and not row[10].startswith("31/") and row[8] != "日本" for row in rows(count))


def write_csv(path, count):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        out.writerows(rows(count))


def write_xlsx(path, count):
    """A workbook as a spreadsheet program writes it: one sheet, texts in a table of their own."""
    texts = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        for name, text in PARTS.items():
            book.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
        with part(book, "xl/worksheets/sheet1.xml") as sheet:
            sheet.write(f'{XML}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            sheet.write(sheet_row(1, HEADER, texts, set()))
            for number, row in enumerate(rows(count), 2):
                sheet.write(sheet_row(number, row, texts, NUMBERS))
            sheet.write(b"</sheetData></worksheet>")
        with part(book, "xl/sharedStrings.xml") as table:
            table.write(f'{XML}<sst xmlns="{MAIN}" uniqueCount="{len(texts)}">'.encode())
            for text in texts:
                space = ' xml:space="preserve"' if text != text.strip() else ""
                table.write(f"<si><t{space}>{escape(text)}</t></si>".encode())
            table.write(b"</sst>")


def part(book, name):
    """A part of the archive, without the time of writing."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return book.open(entry, "w", force_zip64=True)


def sheet_row(number, row, texts, numbers):
    cells = []
    for column, text in enumerate(row):
        if text and column in numbers:
            cells.append(f'<c r="{chr(65 + column)}{number}"><v>{text}</v></c>')
        elif text:
            index = texts.setdefault(text, len(texts))
            cells.append(f'<c r="{chr(65 + column)}{number}" t="s"><v>{index}</v></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'.encode()


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
                           f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                           f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPES}.sheet.main+xml"/>'
                           f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPES}.worksheet+xml"/>'
                           f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHEET_TYPES}.sharedStrings+xml"/>'
                           f'</Types>',
    "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
                   f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
                       f'<sheet name="Customers" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
                                  f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
                                  f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
                                  f'</Relationships>',
}


def write(path, count):
    """Writes the file that the ending asks for, unless it is there."""
    path = pathlib.Path(path)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}")
        (write_xlsx if path.suffix == ".xlsx" else write_csv)(unfinished, count)
        unfinished.rename(path)
    return path


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    write(sys.argv[1], int(sys.argv[2]))
