### Die Texte von report.html auf Deutsch. Anrede: „Sie“, wo eine Anrede nötig ist.
###
### Begriffe: customer = Kunde, row = Zeile, column = Spalte, field = Feld, source = Quelle, mapping = Zuordnung,
### match key = Abgleichschlüssel, help desk = Helpdesk, plan = Plan, run = Lauf, issue = Meldung, error = Fehler,
### warning = Warnung, reject = ablehnen, skip = überspringen, merge = zusammenführen, update = aktualisieren
### (Änderung), insert = neu anlegen, rejects file = Datei der abgelehnten Zeilen, dry run = Probelauf,
### attempt = Versuch, lookup table = Ersetzungstabelle, default = Standardwert.

## Der Rahmen der Seite

skip-to-report = Zum Bericht springen
values-masked = Werte unkenntlich gemacht
sections = Abschnitte
nav-outcome = Ergebnis
nav-issues = Meldungen
nav-writing = Schreiben
nav-updates = Änderungen
nav-columns = Spalten
nav-duplicates = Dubletten
nav-countries = Länder
nav-mapping = Zuordnung
nav-rows = Zeilen
nav-run = Der Lauf
footer = Diese Seite funktioniert ohne Internetverbindung. Sie enthält Kundendaten: Gehen Sie entsprechend damit um.

## Der Titel

title-validation = Prüfung
title-undo = Rücknahme
title-restore-plan = Plan zur Wiederherstellung
title-restore = Wiederherstellung
title-applied-plan = Ausgeführter Plan
title-import-plan = Importplan
title-import = Import
title-of = { $what }: { $name }
title-of-several =
    { $more ->
        [one] { $what }: { $name } und eine weitere Datei
       *[other] { $what }: { $name } und { $more } weitere Dateien
    }
standard-input = Standardeingabe

## Das Urteil

headline-no-rows = Die Quelle enthält keine Zeilen.
headline-one-row-good = Alles in Ordnung: Die Zeile kann importiert werden.
headline-one-row-warned = Keine Fehler: Die Zeile kann importiert werden; 1 Zeile hat eine Warnung, die zu prüfen ist.
headline-one-row-skipped = Alles in Ordnung: Die Zeile wird übersprungen.
headline-one-row-skipped-warned = Keine Fehler: Die Zeile wird übersprungen; 1 Zeile hat eine Warnung, die zu prüfen ist.
headline-all-good = Alles in Ordnung: Alle { rows } können importiert werden.
headline-all-warned = Keine Fehler: Alle { rows } können importiert werden{ and-warnings }.
headline-some-good =
    { $warned ->
        [0] Alles in Ordnung
       *[other] Keine Fehler
    }: { $good } von { rows } { $good ->
        [one] kann
       *[other] können
    } importiert werden; { $rest ->
        [one-skipped] die andere Zeile wird übersprungen
        [one-merged] die andere Zeile wird mit einer weiteren zusammengeführt
        [skipped] die übrigen werden übersprungen
       *[mixed] die übrigen werden mit anderen zusammengeführt oder übersprungen
    }{ and-warnings }.
headline-rejected =
    { $rejected } von { rows } { $rejected ->
        [one] wird
       *[other] werden
    } wegen Fehlern abgelehnt; { $good } { $good ->
        [one] kann
       *[other] können
    } importiert werden{ and-warnings }.
headline-planned = Nur ein Plan; es wurde nichts geschrieben. Von { rows }: { $parts }{ and-warnings }.
headline-finished = Abgeschlossen. Von { rows }: { $parts }{ and-warnings }.
headline-open = Nicht abgeschlossen: Der Lauf ist noch im Gang oder wurde unterbrochen. Bisher von { rows }: { $parts }{ and-warnings }.
headline-stopped = Vorzeitig beendet: { $reason }.
headline-stopped-pending =
    Vorzeitig beendet ({ $reason }). { $pending ->
        [one] 1 Zeile ist
       *[other] { $pending } Zeilen sind
    } noch nicht geschrieben; fortsetzen mit `deskferry resume { $run }`.
rows =
    { $rows ->
        [one] 1 Zeile
       *[other] { $rows } Zeilen
    }
and-warnings =
    { $warned ->
        [0] { "" }
        [one] ; 1 Zeile hat eine Warnung, die zu prüfen ist
       *[other] ; { $warned } Zeilen haben Warnungen, die zu prüfen sind
    }

## Was aus den Zeilen wurde, im Urteil

part-to-insert = { $rows } neu anzulegen
part-to-update = { $rows } zu aktualisieren
part-unchanged = { $rows } unverändert
part-to-skip = { $rows } zu überspringen
part-merged = { $rows } mit anderen Zeilen zusammengeführt
part-to-reject = { $rows } abzulehnen
part-inserted = { $rows } neu angelegt
part-updated = { $rows } aktualisiert
part-deleted = { $rows } gelöscht
part-up-to-date = { $rows } bereits aktuell
part-skipped = { $rows } übersprungen
part-rejected = { $rows } abgelehnt
part-failed = { $rows } fehlgeschlagen
part-unknown = { $rows } mit unbekanntem Ausgang
part-pending = { $rows } noch nicht geschrieben
part-none = nichts
list-more = { $first }, { $next }
list-end = { $first } und { $last }

## Ergebnis

tile-rows = Zeilen
tile-importable = importierbar
tile-to-insert = neu anzulegen
tile-to-update = zu aktualisieren
tile-unchanged = unverändert
tile-inserted = neu angelegt
tile-updated = aktualisiert
tile-skipped = übersprungen
tile-rejected = abgelehnt
tile-merged = mit einer anderen Zeile zusammengeführt
tile-deleted = gelöscht
tile-failed = fehlgeschlagen
tile-unknown = mit unbekanntem Ausgang
tile-pending = noch nicht geschrieben
tile-warned = mit Warnungen angenommen
outcome-bar = Die Ergebnisse als Anteile aller Zeilen; die Zahlen stehen darüber
estimate = { estimate-subject } etwa <strong>{ calls }</strong>, also <strong>{ $duration }</strong> bei { $rate }: { estimate-calls }.
estimate-without-limit = { estimate-subject } etwa <strong>{ calls }</strong> ohne Begrenzung des Tempos: { estimate-calls }.
estimate-subject =
    { $what ->
        [validation] Wenn jede Zeile ein neuer Kunde ist, braucht der Import
        [rest] Was noch zu schreiben ist, braucht
        [restore] Die Wiederherstellung braucht
       *[import] Der Import braucht
    }
estimate-calls = einen je Neuanlage, zwei je Aktualisierung (Lesen und Schreiben)
calls =
    { $calls ->
        [one] 1 Aufruf
       *[other] { $calls } Aufrufe
    }
rate =
    { $rate ->
        [one] 1 Aufruf pro Sekunde
       *[other] { $rate } Aufrufen pro Sekunde
    }
formulas = Eine Tabellenkalkulation würde einige Zellen von results.csv oder rejects.csv als Formeln ausführen, etwa <code>=HYPERLINK(...)</code>. Um diese Dateien in einer Tabellenkalkulation zu öffnen, verwenden Sie die Kopien, die <code>deskferry report { $run } --excel-safe</code> anlegt. Die Kopien können Sie unverändert importieren.
save-rejects =
    { $rows ->
        [one] 1 abgelehnte Zeile als CSV speichern
       *[other] { $rows } abgelehnte Zeilen als CSV speichern
    }
save-first-rejects =
    { $rows ->
        [one] Die erste abgelehnte Zeile als CSV speichern ({ $rows })
       *[other] Die ersten { $rows } abgelehnten Zeilen als CSV speichern
    }
rejects-hint = Korrigieren Sie die Zellen und importieren Sie dann die Datei. Öffnen Sie sie nicht per Doppelklick, wenn Sie der Quelle nicht vertrauen: Importieren Sie sie in Excel als Text.

## Meldungen

issues-lead = Insgesamt { $issues }. Eine Zeile mit einem Fehler wird abgelehnt; eine Zeile, die nur Warnungen hat, wird angenommen.
issues-by-code = Meldungen nach Code
issues-by-column = Meldungen nach Spalte
issues-one-by-one = Meldungen einzeln
by-code = Nach Code
by-column = Nach Spalte
one-by-one = Einzeln
head-code = Code
head-codes = Codes
head-count = Anzahl
head-issue = Meldung
head-where = Wo
head-examples = Beispiele
head-column = Spalte
head-errors = Fehler
head-warnings = Warnungen
head-row = Zeile
head-value = Wert
head-what = Was nicht stimmt und was zu tun ist
what-to-do = Was zu tun ist: { $remedy }
severity-error = Fehler
severity-warning = Warnung
unit-count = Anzahl
unit-errors = Fehler
unit-warnings = Warnungen
unit-row = Zeile
more-columns =
    { $columns ->
        [one] und 1 weitere Spalte
       *[other] und { $columns } weitere Spalten
    }
is-field = Feld
whole-row = (Zeile)
each-first = Die ersten { $shown } von { $all }, einige je Code.
each-all = Alle.
filter-search = Suche
filter-severity = Schwere
filter-all = alle
filter-errors = Fehler
filter-warnings = Warnungen
filter-reset = Alle zeigen
found-none = Keine Meldung passt.
found-some = { $shown } von { $all } angezeigt.
found-all = { $all } angezeigt.
show-more = Weitere anzeigen

## Schreiben

attempts = Versuche
rows-sent-again = Mehrfach gesendete Zeilen
rows-doubtful = Zeilen mit zeitweise unklarem Ausgang
rows-doubtful-settled = { $rows }, davon { $settled } als geschrieben bestätigt
duration = Dauer
duration-paused = { $duration }, davon { $paused } Pause auf Verlangen des Servers
round-trips = Antwortzeiten
round-trips-within = { $requests } Anfragen: die Hälfte binnen { $p50 }, 95 % binnen { $p95 }, 99 % binnen { $p99 }
attempts-over-time = Versuche im Zeitverlauf
attempts-chart = Versuche im Zeitverlauf; dieselben Zahlen stehen in der Tabelle darunter
round-trips-over-time = Antwortzeiten im Zeitverlauf
round-trips-chart = Antwortzeiten im Zeitverlauf; dieselben Zahlen stehen in der Tabelle darunter
key-succeeded = gelungen
key-failed = fehlgeschlagen oder unklar
key-pause = eine Pause
key-p50 = die Hälfte binnen
key-p95 = 95 % binnen
key-p99 = 99 % binnen
axis-rate = bis { $rate } pro Sekunde
axis-up-to = bis { $most }
axis-start = Beginn
charts-as-table = Die Diagramme als Tabelle
writing-over-time = Schreiben im Zeitverlauf
writing-over-time-caption = Schreiben im Zeitverlauf; die Antwortzeiten sind die langsamsten jedes Abschnitts
head-from-time = Ab
head-succeeded = Gelungen
head-failed = Fehlgeschlagen, unklar
head-paused = Pausiert
why-failed = Warum Versuche fehlschlugen
why-failed-caption = Warum Versuche fehlschlugen; eine Zeile kann bei einem weiteren Versuch gelungen sein
head-cause = Ursache
head-outcome = Ausgang
unit-attempts = Versuche
then-rejected = die Zeile wurde abgelehnt
then-failed = die Zeile schlug fehl
then-unknown = ihr Ausgang ist unbekannt
then-found = gefunden: sie war geschrieben
then-absent = nicht gefunden: sie wird erneut gesendet
then-ended = der deskferry-Prozess endete

## Änderungen

updates-lead =
    { $customers ->
        [one] 1 Kunde ändert sich. Andere Felder bleiben unberührt.
       *[other] { $customers } Kunden ändern sich. Andere Felder bleiben unberührt.
    }
fields-that-change = Felder, die sich ändern
fields-that-change-caption = Wie viele Kunden sich in welchem Feld ändern
head-field = Feld
head-customers = Kunden
head-share = Anteil
unit-customers = Kunden
before-and-after = Vorher und nachher
fields-before-and-after = Felder vorher und nachher
updates-first = Die ersten { $shown } von { $all }
updates-all = Alle
head-customer = Kunde
head-before = Vorher
head-after = Nachher
empty = leer

## Spalten, Dubletten und Länder

columns-of-source = Spalten der Quelle
columns-of = Spalten von { $file }
columns-of-sheet = Spalten von { $file }, Blatt { $sheet }
file-with-rows =
    { $rows ->
        [one] { $file }: 1 Zeile
       *[other] { $file }: { $rows } Zeilen
    }
sheet-with-rows =
    { $rows ->
        [one] { $file }, Blatt { $sheet }: 1 Zeile
       *[other] { $file }, Blatt { $sheet }: { $rows } Zeilen
    }
head-filled = Gefüllt
head-looks-like = Sieht aus wie
unit-filled = gefüllt
kind-empty = leer
kind-text = Text
kind-number = Zahl
kind-date = Datum
kind-email = E-Mail-Adresse
kind-phone = Telefonnummer
kind-web = Webadresse
kind-yes-no = ja oder nein
kind-error = Tabellenfehler
duplicates = Dubletten in der Quelle
duplicates-lead =
    { $rows ->
        [one] 1 Zeile hat
       *[other] { $rows } Zeilen haben
    } denselben Abgleichschlüssel wie eine frühere Zeile. <code>on_duplicate</code> in der Zuordnung bestimmt, welche Zeile einer Gruppe verwendet wird.
duplicate-groups = Gruppen von Dubletten
duplicate-groups-caption = Gruppen von Zeilen mit demselben Schlüssel
head-key = Schlüssel
head-rows = Zeilen
head-row-numbers = Zeilennummern
unit-rows = Zeilen
rows-and-others = { $rows } und weitere
countries-lead = Wie jede Schreibweise gelesen wurde. Ein Wert, der kein Land bezeichnet oder mehrere bezeichnen kann, wird abgelehnt.
country-spellings = Schreibweisen der Länder
country-spellings-caption = Länder und ihre Schreibweisen in der Quelle
head-read-as = Gelesen als
head-spellings = Schreibweisen
country-refused = abgelehnt
and-more = und { $more } weitere

## Zuordnung und Zeilen

fields = Woher jedes Feld kommt
fields-of-mapping = Felder der Zuordnung
the-mapping = Die Zuordnung „{ $mapping }“
head-from = Von
head-conversion = Umwandlung
head-notes = Anmerkungen
sample-rows = Beispielzeilen
sample-rows-lead = Zeilen aus der ganzen Datei.
row = Zeile { $row }
row-of = Zeile { $row } von { $file }
in-the-source = In der Quelle
and-more-cells =
    { $cells ->
        [one] und 1 weitere Zelle
       *[other] und { $cells } weitere Zellen
    }
as-a-customer = Als Kunde
no-customer = Keiner: Die Zeile hat Fehler.
to-be-emptied = wird geleert

## Der Lauf

run = Lauf
started = Begonnen
ended = Beendet
not-ended = noch nicht
ended-with-reason = { $time }, Exit-Status { $status }:
ended-with-status = { $time }, Exit-Status { $status }
source = Quelle
mode = Modus
mode-upsert = neue anlegen und vorhandene aktualisieren (upsert)
mode-insert = nur neu anlegen (insert)
mode-update = nur aktualisieren (update)
match-key = Abgleichschlüssel
match-key-none = keiner
match-key-or = { $first } oder { $next }
customer-lookup = Suche der Kunden
account = Konto
account-and-client = { $address }, Client { $client }
plan = Plan
plan-made = { $file }, erstellt am { $time } vom Probelauf { $run }
plan-kept = { $file }: <code>deskferry apply { $file }</code> schreibt genau dies
plan-hash = SHA-256 in der letzten Zeile: { $hash }
made-by = Erstellt von

## Was die Seite weglässt

left-out = Was diese Seite weglässt
left-out-issues = Einzelne Meldungen: Die ersten { $shown } von { $all } sind aufgeführt, einige je Code. Die Anzahlen nach Code und Spalte sind vollständig; rejects.csv enthält jede abgelehnte Zeile.
left-out-columns-with-issues = Meldungen nach Spalte: Die { $shown } Spalten mit den meisten Fehlern von { $all } sind aufgeführt.
left-out-rejects = Abgelehnte Zeilen: { $shown } von { $all } können von dieser Seite gespeichert werden. Die Datei rejects.csv im selben Ordner enthält alle.
left-out-updates = Änderungen: Die ersten { $shown } von { $all } werden gezeigt. Die Anzahlen nach Feld sind vollständig.
left-out-columns = Spalten: Die ersten { $shown } von { $all } Spalten von { $file } sind aufgeführt.
left-out-duplicates =
    { $rows ->
        [one] Dubletten: 1 Zeile gehört zu einer Gruppe, die nicht aufgeführt ist.
       *[other] Dubletten: { $rows } Zeilen gehören zu Gruppen, die nicht aufgeführt sind.
    }
left-out-countries =
    { $values ->
        [one] Länder: 1 Wert mit Schreibweisen jenseits der ersten 500 ist nicht aufgeführt.
       *[other] Länder: { $values } Werte mit Schreibweisen jenseits der ersten 500 sind nicht aufgeführt.
    }
left-out-rows = Zeilen: { $shown } von { $all } werden gezeigt.

## Zeiten und Daten

seconds = { $seconds } s
milliseconds = { $milliseconds } ms
minutes-and-seconds = { $minutes } min { $seconds } s
hours-and-minutes = { $hours } h { $minutes } min
days-and-hours = { $days } Tage { $hours } h
date-and-time = { $day }. { $month } { $year }, { $time } UTC
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember
