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
headline-one-row-warned = Keine Fehler: Die Zeile kann importiert werden, hat aber eine Warnung, die zu prüfen ist.
headline-one-row-skipped = Alles in Ordnung: Die Zeile wird übersprungen.
headline-one-row-skipped-warned = Keine Fehler: Die Zeile wird übersprungen, hat aber eine Warnung, die zu prüfen ist.
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
        [one] ; 1 angenommene Zeile hat eine Warnung, die zu prüfen ist
       *[other] ; { $warned } angenommene Zeilen haben Warnungen, die zu prüfen sind
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
part-replaced = { $rows } ersetzt
part-emptied = { $rows } geleert
part-added = { $rows } ergänzt
part-filled = { $rows } gefüllt
part-protected = { $rows } geschützt
headline-values = Werte vorhandener Kunden: { $parts }.
list-more = { $first }, { $next }
list-end = { $first } und { $last }

## Ergebnis

tile-rows = Zeilen
tile-importable = importierbar
tile-to-insert = neu anzulegende Kunden
tile-to-update = zu aktualisierende Kunden
tile-unchanged = bereits aktuell
# Where the help desk keeps values that the source has otherwise.
tile-unchanged-protected = unverändert
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
estimate = { estimate-subject } etwa <strong>{ calls }</strong>, also <strong>{ $duration }</strong> bei { $rate }{ estimate-parts }.
estimate-without-limit = { estimate-subject } etwa <strong>{ calls }</strong> ohne Begrenzung des Tempos{ estimate-parts }.
estimate-subject =
    { $what ->
        [validation] Wenn jede Zeile ein neuer Kunde ist, braucht der Import
        [rest] Der Rest braucht
       *[plan] Dieser Plan braucht beim Schreiben
    }
estimate-parts =
    { $parts ->
        [none] { "" }
       *[some] { ": " }{ $parts }
    }
calls-to-insert =
    { $customers ->
        [one] 1 für einen neuen Kunden
       *[other] { $customers } für neue Kunden
    }
calls-to-update =
    { $customers ->
        [one] { $calls } für 1 Aktualisierung (ein Lesen und ein Schreiben)
       *[other] { $calls } für { $customers } Aktualisierungen (je ein Lesen und ein Schreiben)
    }
calls-to-delete =
    { $customers ->
        [one] { $calls } für 1 Löschung (ein Lesen und ein Löschen)
       *[other] { $calls } für { $customers } Löschungen (je ein Lesen und ein Löschen)
    }
calls-to-watch = { $calls }, um zu bemerken, wenn jemand anders Kunden anlegt
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
rate-of-process =
    Alle Befehle, die das Konto verwenden, richten sich nach Prozess { $pid } (<code>{ $command }</code>){ $known ->
        [0] { "" }
       *[other] {" "}des Benutzers { $user }
    }, also nach dessen Grenze von { $rate }.
rate-default =
    Alle Befehle, die das Konto verwenden, halten sich an die voreingestellte Grenze von { $rate }, die für Prozess { $pid } (<code>{ $command }</code>){ $known ->
        [0] { "" }
       *[other] {" "}des Benutzers { $user }
    } gilt.
formulas = Eine Tabellenkalkulation würde einige Zellen von results.csv oder rejects.csv als Formeln ausführen, etwa <code>=HYPERLINK(...)</code>. rejects.xlsx lässt sich gefahrlos öffnen. Um die CSV-Dateien in einer Tabellenkalkulation zu öffnen, verwenden Sie die Kopien, die <code>deskferry report { $run } --excel-safe</code> anlegt. Die Kopien können Sie unverändert importieren.
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
rejects-hint = Korrigieren Sie die Zellen und importieren Sie dann die Datei: am besten rejects.xlsx, denn jede Zelle darin ist Text. Eine Tabellenkalkulation verändert Zahlen und Datumsangaben in einer CSV-Datei, wenn Sie sie nicht als Text importieren.
rejects-hint-stale = Zeilen mit E504 oder E505 brauchen keine Korrektur, denn ihre Kunden haben sich geändert: Importieren Sie die Quelle erneut, um einen neuen Plan zu erstellen.

## Meldungen

issues-lead = Eine Zeile mit einem Fehler wird abgelehnt; eine Zeile, die nur Warnungen hat, wird angenommen.
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
head-field = Feld
head-share = Anteil
before-and-after = Vorher und nachher
fields-before-and-after = Felder vorher und nachher
updates-first = { $shown } von { $all }, zuerst die mit dem größten Verlust
updates-all = Alle; zuerst die mit dem größten Verlust
head-customer = Kunde
head-before = Vorher
head-after = Nachher
empty = leer
# The values of a field that is yes or no.
value-yes = ja
value-no = nein

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
    } denselben Abgleichschlüssel wie eine frühere Zeile. Die Zuordnung bestimmt, welche Zeile einer Gruppe verwendet wird (<code>on_duplicate</code>).
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
source = Quelle
mode = Art des Imports
mode-upsert = neue Kunden anlegen und vorhandene aktualisieren (upsert)
mode-insert = nur neue Kunden anlegen (insert)
mode-update = nur vorhandene Kunden aktualisieren (update)
match-key = Kunden werden erkannt an
match-key-none = keiner
match-key-or = { $first } oder { $next }
customer-lookup = Suche der Kunden
account = Konto
account-and-client = { $address }, Client, der mit { $begins } beginnt
account-in-memory = Sandbox im Arbeitsspeicher
account-in-file = Sandbox in der Datei { $file }
hash-of-client = Hash der Client-ID
fixes = Korrekturen
fixes-told =
    { $file }: { $cells ->
        [one] { $cells } Zelle korrigiert
       *[other] { $cells } Zellen korrigiert
    }, { $rows ->
        [one] { $rows } Zeile beiseitegelegt
       *[other] { $rows } Zeilen beiseitegelegt
    }, { $count ->
        [one] { $count } Korrektur, die nicht mehr passt
       *[other] { $count } Korrekturen, die nicht mehr passen
    }
fixes-columns = Korrigierte Spalten: { $columns }
plan = Plan
plan-made = { $file }, erstellt am { $time } vom Probelauf { $run }
plan-kept = { $file }: <code>{ $command }</code> schreibt genau dies
made-by = Erstellt von
# At the top of the page, for whoever signs it.
made-on = erstellt am { $time }
made-by-run = Lauf { $run }
takes-back = nimmt Lauf { $run } zurück

## Was die Seite weglässt

left-out = Was diese Seite weglässt
left-out-issues = Einzelne Meldungen: Die ersten { $shown } von { $all } sind aufgeführt, einige je Code. Die Anzahlen nach Code und Spalte sind vollständig; rejects.csv enthält jede abgelehnte Zeile.
left-out-columns-with-issues = Meldungen nach Spalte: Die { $shown } Spalten mit den meisten Fehlern von { $all } sind aufgeführt.
left-out-rejects =
    Abgelehnte Zeilen: { $shown ->
        [one] 1 von { $all } kann
       *[other] { $shown } von { $all } können
    } von dieser Seite gespeichert werden. Die Datei rejects.csv im selben Ordner enthält alle.
left-out-updates = Änderungen: { $shown } von { $all } werden gezeigt, die mit dem größten Verlust. Die Anzahlen nach Feld sind vollständig.
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

## Die erste Seite

nav-overwritten = Überschreibungen
nav-questions = Fragen
nav-checks = Zu prüfen
nav-left-out = Weggelassen
happening-validation = Was importiert werden kann
happening-plan = Was geschehen wird
happening-run = Was geschehen ist
overwritten-plan = Was überschrieben wird
overwritten-run = Was überschrieben wurde
overwritten-unknown = Das lässt sich noch nicht sagen: Eine Prüfung sieht nicht in den Helpdesk. Darüber entscheidet der Plan. Um ihn zu sehen, ohne etwas zu schreiben, führen Sie <code>deskferry import</code> mit derselben Datei, derselben Zuordnung und <code>--dry-run</code> aus.
overwritten-uncounted = Die Version von deskferry, die diesen Bericht erstellt hat, hat das nicht gezählt. Siehe <a href="#changes">Änderungen</a>.
nothing-changes = Nichts: Kein Wert eines vorhandenen Kunden ändert sich.
nothing-was-changed = Nichts: Kein Wert eines vorhandenen Kunden wurde geändert.
tile-replaced = durch einen anderen Wert ersetzt
tile-emptied = geleert
tile-added = ergänzt, nichts geht verloren
tile-filled = gefüllt, vorher leer
tile-protected = geschützt, bleiben wie sie sind
values-by-field = Werte vorhandener Kunden nach Feld
head-replaced = Ersetzt
head-emptied = Geleert
head-added = Ergänzt
head-values-filled = Gefüllt
head-protected = Geschützt
unit-replaced = ersetzt
unit-emptied = geleert
unit-added = ergänzt
unit-values-filled = gefüllt
unit-protected = geschützt
custom-field = benutzerdefiniertes Feld
more-fields =
    { $fields ->
        [one] und 1 weiteres Feld, siehe <a href="#changes">Änderungen</a>
       *[other] und { $fields } weitere Felder, siehe <a href="#changes">Änderungen</a>
    }
loses-most = Die Werte, die am meisten verlieren
lost-replaced = <b>{ $field }</b>, { $customer } <small>Zeile { $row }</small> <del>{ $before }</del> → <ins>{ $after }</ins>
lost-emptied = <b>{ $field }</b>, { $customer } <small>Zeile { $row }</small> <del>{ $before }</del> → <i class="empty">leer</i>
not-written = Was weggelassen wird
no-row = Keine Zeile.
out-rejected = <b>{ $count }</b> von { rows }: wegen Fehlern weggelassen
out-failed = <b>{ $count }</b> von { rows }: beim Schreiben fehlgeschlagen
out-unknown =
    <b>{ $count }</b> von { rows }: { $count ->
        [one] gesendet, aber ob sie ankam, ist nicht bekannt
       *[other] gesendet, aber ob sie ankamen, ist nicht bekannt
    }
out-skipped = <b>{ $count }</b> von { rows }: durch eine Regel, als Dublette oder wegen der Art des Imports weggelassen
out-skipped-update = <b>{ $count }</b> von { rows }: nicht im Helpdesk, und dieser Import legt keine neuen an
out-skipped-insert = <b>{ $count }</b> von { rows }: schon im Helpdesk, und dieser Import ändert keine
out-skipped-duplicates =
    <b>{ $count }</b> von { rows }: { $count ->
        [one] eine Dublette, für die eine andere Zeile verwendet wird
       *[other] Dubletten, für die andere Zeilen verwendet werden
    }
out-skipped-rule = <b>{ $count }</b> von { rows }: durch eine Regel weggelassen
out-skipped-aside = <b>{ $count }</b> von { rows }: von Hand beiseitegelegt
out-never =
    <b>{ $values }</b> { $values ->
        [one] Wert, der leer bleibt, weil er nicht geschrieben wird
       *[other] Werte, die leer bleiben, weil sie nicht geschrieben werden
    }: { $fields }
out-faulty =
    <b>{ $values }</b> { $values ->
        [one] fehlerhafter Wert, der weggelassen wird, wie es die Zuordnung sagt
       *[other] fehlerhafte Werte, die weggelassen werden, wie es die Zuordnung sagt
    }: { $fields }
out-merged = <b>{ $count }</b> von { rows }: mit einer anderen Zeile desselben Kunden zusammengeführt
unused-named =
    { $columns ->
        [one] Die Werte einer Spalte, die keine Regel verwendet, mit ihrer Anzahl:
       *[other] Die Werte der Spalten, die keine Regel verwendet, mit ihrer Anzahl:
    }
all-columns = alle Spalten
how-long-and-where = Dauer und Ziel
time = Dauer
nothing-to-write = Es ist nichts zu schreiben.
nothing-is-left = Es bleibt nichts zu schreiben.
no-account = keines: Es wurde nichts mit einem Helpdesk verglichen
to-write-it = Befehl zum Schreiben
questions-plan = Was vorher zu klären ist
questions-run = Was zu prüfen ist
more-questions =
    { $questions ->
        [one] und 1 weitere Frage auf der nächsten Seite
       *[other] und { $questions } weitere Fragen auf der nächsten Seite
    }
more-checks =
    { $questions ->
        [one] und 1 weiterer Punkt auf der nächsten Seite
       *[other] und { $questions } weitere Punkte auf der nächsten Seite
    }
further-questions = Weitere Fragen
further-checks = Weitere Punkte
answer-settings = Wie sich die Antworten ändern lassen: was einzustellen ist und wo
next-settings = Was für den nächsten Import einzustellen ist
head-question = Frage
head-check = Punkt
head-setting = Einstellung
decision = Entscheidung
decide-by-plan = Um zu entscheiden, erstellen Sie den Plan: <code>deskferry import … --dry-run</code>
choice-go = Freigeben
choice-change = Erst ändern
choice-no = Ablehnen
sign-name = Name
sign-date = Datum
sign-signature = Unterschrift

## Was mit den Werten geschieht

updates-lead-written =
    { $updated } von { $planned ->
        [one] 1 geplanten Änderung
       *[other] { $planned } geplanten Änderungen
    } { $updated ->
        [one] wurde
       *[other] wurden
    } geschrieben. Andere Felder bleiben unberührt.
all-values-by-field = Alle Werte nach Feld
all-values-by-field-caption = Was mit den Werten jedes Feldes geschieht: zuerst die, die am häufigsten verloren gehen
protected-values = Geschützte Werte
protected-first = Die ersten { $shown } von { $all }: Sie werden nicht geschrieben
protected-all = Alle: Sie werden nicht geschrieben
left-out-values = Weggelassene Werte
new-customer = neuer Kunde
head-kept = Bleibt
head-not-written = Nicht geschrieben
head-policy = Wann das Feld geschrieben wird
issue-totals =
    { $issues ->
        [one] 1 Meldung
       *[other] { $issues } Meldungen
    }: { $errors } Fehler und { $warnings ->
        [one] 1 Warnung
       *[other] { $warnings } Warnungen
    }{ $within ->
        [0] { "" }
       *[other] , davon { $within } in Zeilen, die ohnehin abgelehnt werden
    }.
left-out-unused = Spalten, die keine Regel verwendet: Die { $shown } am besten gefüllten von { $all } sind aufgeführt; report.json enthält alle.

## Die Sandbox

title-sandbox = [Sandbox] { $title }
sandbox = SANDBOX: In Ihren Helpdesk wurde nichts geschrieben.
sandbox-holds = SANDBOX: anhand der Sicherung vom { $time } geplant; an Ihren Helpdesk wurde nichts gesendet.
sandbox-in-memory = Die Sandbox lag nur im Arbeitsspeicher und besteht nicht mehr.
sandbox-in-file = Die Sandbox liegt in der Datei <code>{ $file }</code>
sandbox-at = Die Sandbox läuft unter <code>{ $address }</code>
sandbox-imitates = Die Sandbox verhält sich wie { $host } am { $time }, laut <code>deskferry doctor --probe</code>.

## Weggelassene Spalten und Felder

left-out-title = Weggelassen: Spalten und Felder
every-column-used = Jede Spalte mit Werten wird verwendet.
every-column-used-or-left-out = Jede Spalte mit Werten wird verwendet oder absichtlich weggelassen.
unused-lead =
    { $columns ->
        [one] Keine Regel der Zuordnung verwendet diese Spalte; ihre Werte gelangen nicht in den Helpdesk.
       *[other] Keine Regel der Zuordnung verwendet diese { $columns } Spalten; ihre Werte gelangen nicht in den Helpdesk.
    } Um eine Spalte zu importieren, geben Sie ihr in der Zuordnung eine Regel. Um sie dauerhaft wegzulassen, nehmen Sie sie dort in <code>leave_out</code> auf.
unused-columns = Spalten, die keine Regel verwendet
unused-caption = Spalten ohne Ziel, die am besten gefüllten zuerst
only-in = nur in { $files }
unused-empty = Spalten ohne jeden Wert, die keine Regel verwendet
unused-on-purpose = Spalten, die die Zuordnung absichtlich weglässt
on-purpose-named =
    { $columns ->
        [one] 1 Spalte wird absichtlich weggelassen
       *[other] { $columns } Spalten werden absichtlich weggelassen
    }: { $names }
unused-idle = Nicht gefüllt, weil die Quelle keine Spalte dafür hat
unused-fields = Weitere Felder des Helpdesks, die nichts füllt
unused-custom-fields = Benutzerdefinierte Felder des Kontos, die nichts füllt
names-and-more = { $names } und { $more } weitere
missing-columns = Spalten, die die Zuordnung nennt und die Quelle nicht hat
missing-columns-caption = Eine Zuordnung darf Spalten nennen, die nur manche Dateien haben oder die dort in einer anderen Sprache stehen
head-rule = Regel für
head-missing = Fehlende Spalten
head-result = Folge
rule-in-part = Der Rest der Regel gilt.
rule-ignored = Die Regel wird nicht beachtet.
rule-without-column = Das Feld wird nicht gefüllt.

## Wann ein Feld geschrieben wird. In Klammern das Wort der Zuordnung.

may-overwrite = Was eine Aktualisierung überschreiben darf
policy-always = immer (always)
policy-if-empty = nur wo der Helpdesk keinen Wert hat (if_empty)
policy-on-insert = nur bei einem neuen Kunden (on_insert)
never-written = nie geschrieben
policy-never = nie (never)
policy-append = durch Anfügen von Text (append)
policy-of-fields = { $policy }: { $fields }
all-fields = alle Felder
all-other-fields = alle anderen Felder
# The same on page one: first the rule, then what differs from it.
guard-none = Kein Feld ist geschützt.
guard-some = Alle Felder dürfen überschrieben werden, außer den folgenden.
guard-if-empty = Geschützt: alles, was der Helpdesk hat.
guard-on-insert = Geschützt: vorhandene Kunden; nur neue erhalten Werte.
guard-never = Geschützt: Kein Wert wird geschrieben.
guard-append = Geschützt: alles, was der Helpdesk hat; Text wird nur angefügt.
but-always = Darf überschrieben werden: { $fields }.
but-if-empty = Nur gefüllt, wo es leer ist: { $fields }.
but-on-insert = Nur bei einem neuen Kunden geschrieben: { $fields }.
but-never = Nie geschrieben: { $fields }.
but-append = Text wird nur angefügt: { $fields }.

## Auf Papier

paper-columns-with-issues = Auf Papier: die { $shown } Spalten mit den meisten Fehlern. Die übrigen stehen in report.html.
paper-each = Auf Papier: die ersten { $shown } jeder Art. In report.html und results.csv steht, was über jede Zeile bekannt ist.
paper-columns = Auf Papier: die ersten { $shown } Spalten. Die übrigen stehen in report.html.
paper-groups = Auf Papier: die ersten { $shown } Gruppen. Die übrigen stehen in report.html.
paper-countries = Auf Papier: die ersten { $shown } Länder. Die übrigen stehen in report.html.
paper-updates = Auf Papier: höchstens { $shown } Änderungen, ohne die Felder, bei denen nichts verloren geht. report.html zeigt mehr.
paper-values = Auf Papier: die ersten { $shown }. Die übrigen stehen in report.html.
paper-footer = Auf Papier fehlen Beispielzeilen, technische Angaben und das Ende langer Listen. report.html im Ordner des Laufs enthält alles.

## Die Stichprobe

sample = Stichprobe
title-of-sample = { $what } einer Stichprobe
headline-sample =
    Eine Stichprobe, nicht die ganze Quelle: { $taken } von { $rows ->
        [one] { $rows } Zeile
       *[other] { $rows } Zeilen
    }.
sample-shows =
    { $taken } von { $rows ->
        [one] { $rows } Zeile
       *[other] { $rows } Zeilen
    } { $taken ->
        [one] zeigt
       *[other] zeigen
    } { $shown } der { $things } Besonderheiten, die in den Quellen vorkommen.
sample-fewest = Weniger Zeilen zeigen nicht alles.
sample-most = Keine andere Auswahl von so vielen Zeilen zeigt mehr.
sample-lead = Dies ist ein Versuch mit wenigen Zeilen, nicht der ganze Import. Alles Folgende betrifft nur diese Zeilen. Sie wurden ausgewählt, weil sie am meisten zeigen: Umwandlungen, Warnungen, zusammengeführte Zeilen und ungewöhnliche Werte.
sample-lacks = Was diese Zeilen nicht zeigen
sample-reasons = Warum diese Zeilen
head-shows-first = Zeigen zum ersten Mal
sample-only-one =
    Kein Kunde, der geschrieben werden kann, hat so wenige Zeilen, wie die Stichprobe haben soll ({ $most }). Die Stichprobe ist darum der kleinste: { $rows ->
        [one] { $rows } Zeile, die zusammengeführt wird
       *[other] { $rows } Zeilen, die zusammengeführt werden
    }, weil sie dasselbe haben in: { $names }. Die erste ist { $row }. Ein Teil dieser Zeilen ergäbe einen anderen Kunden.
sample-too-large =
    Zu groß für die Stichprobe: { $rows ->
        [one] { $rows } Zeile, die zu einem Kunden zusammengeführt wird
       *[other] { $rows } Zeilen, die zu einem Kunden zusammengeführt werden
    }, weil sie dasselbe haben in: { $names }. Die erste ist { $row }. Ein Teil dieser Zeilen ergäbe einen anderen Kunden.
sample-more-rows =
    { $rows ->
        [one] und { $rows } weitere Zeile
       *[other] und { $rows } weitere Zeilen
    }

## Was die Zeilen einer Stichprobe zeigen

shows-about = { $name }: { $what }
shows-text = { $what } „{ $value }“
shows-source = eine Zeile, die geschrieben werden kann
shows-merged = Zeilen, die zusammengeführt werden
shows-merged-several = drei oder mehr Zeilen, die zusammengeführt werden
shows-replaces = eine Zeile, die eine frühere ersetzt
shows-passed-over = eine Zeile, die zugunsten einer früheren übersprungen wird
shows-skipped = übersprungen: { $detail }
shows-error = Fehler { $detail }
shows-warning = Warnung { $detail }
shows-if-empty = nur geschrieben, wo der Helpdesk keinen Wert hat (if_empty)
shows-on-insert = nur bei einem neuen Kunden geschrieben (on_insert)
shows-never = nie geschrieben (never)
shows-append = an den Text angefügt, falls der Helpdesk einen hat (append)
shows-filled = gefüllt
shows-empty = bleibt leer
shows-emptied = leert das Feld, falls der Helpdesk einen Wert hat
shows-default = der Standardwert
shows-fallback = aus dem Bundesland gelesen
shows-column = Spalte { $detail }
shows-entry = Eintrag der Ersetzungstabelle
shows-not-in-table = nicht in der Ersetzungstabelle
shows-shape = geschrieben wie { $detail }
shows-value = Wert
shows-changed = durch die Umwandlung geändert
shows-several = mehrere Werte in einer Zelle
shows-repaired = repariert
shows-longest = der längste Wert
shows-line-break = ein Zeilenumbruch
shows-leading-zeros = führende Nullen
shows-formula = sieht aus wie eine Formel
shows-country-number = ein Land als Nummer
shows-country-two-letters = ein Land als Kürzel aus zwei Buchstaben
shows-country-three-letters = ein Land als Kürzel aus drei Buchstaben
shows-country-english = ein Land mit seinem englischen Namen
shows-country-other = ein Land mit einem anderen Namen
shows-phone-plus = eine Nummer mit +
shows-phone-zeros = eine Nummer mit 00
shows-phone-with-country = eine Nummer ohne Ländervorwahl, in einer Zeile mit einem Land
shows-phone-without-country = eine Nummer ohne Ländervorwahl, in einer Zeile ohne Land
shows-address-with-name = eine Adresse mit einem Namen
shows-without-scheme = ohne http://
shows-several-tags = mehrere Schlagwörter
shows-one-tag = ein Schlagwort
shows-number-cell = eine Zelle mit einer Zahl
shows-bool-cell = eine Zelle mit Wahr oder Falsch
shows-date-cell = eine Zelle mit einem Datum
shows-letters-accents = Buchstaben mit Akzenten oder Umlaute
shows-letters-greek = griechische Buchstaben
shows-letters-cyrillic = kyrillische Buchstaben
shows-letters-hebrew = hebräische Buchstaben
shows-letters-arabic = arabische Buchstaben
shows-letters-india = indische Buchstaben
shows-letters-thai = thailändische Buchstaben
shows-letters-korean = koreanische Buchstaben
shows-letters-japanese = japanische Buchstaben
shows-letters-chinese = chinesische Schriftzeichen
shows-letters-emoji = Emojis
shows-letters-other = andere Zeichen außerhalb von ASCII

## Woher jedes Feld kommt

origin-first = der erste nicht leere Wert von { $names }
origin-template-of = eine Vorlage mit { $names }
origin-template-named = die Vorlage { $names }
origin-template = eine Vorlage
origin-state = nach dem Bundesland in { $names }
origin-or-state = { $own }, sonst nach dem Bundesland in { $names }
origin-rest = jede andere Spalte, die mit { $names } beginnt
origin-always = immer { $names }
note-required = Pflichtfeld
note-lookup = über eine Ersetzungstabelle
note-pattern = muss einem Muster entsprechen
note-default = Standardwert { $value }

## Technische Angaben

technical-details = Technische Angaben
exit-status = Exit-Status
hash-of-file = SHA-256 von { $file }
hash-of-mapping = SHA-256 der Zuordnung
hash-of-plan = SHA-256 in der letzten Zeile des Plans

faulty-left-out = {"; das Feld wurde weggelassen"}
faulty-kept = {"; der Wert blieb, wie er geschrieben ist"}
faulty-defaulted = {"; der Standardwert wurde verwendet"}

lookup-no-match = keine Suche: Die Zuordnung sagt nicht, wie Kunden gefunden werden
lookup-no-rows = keine Suche: Keine Zeile ist mehr abzugleichen
lookup-no-customers = keine Suche: Der Helpdesk hat keine Kunden
lookup-list =
    { $pages ->
        [one] die ganze Liste, { $pages } Seite
       *[other] die ganze Liste, { $pages } Seiten
    } ({ $rows ->
        [one] { $rows } Zeile brauchte eine Suche
       *[other] { $rows } Zeilen brauchten je eine Suche
    })
lookup-searches =
    { $searches ->
        [one] { $searches } Suche
       *[other] { $searches } Suchen
    } (die ganze Liste hätte { $pages ->
        [one] { $pages } Seite
       *[other] { $pages } Seiten
    })
lookup-searches-at-most =
    höchstens { $searches ->
        [one] { $searches } Suche
       *[other] { $searches } Suchen
    } (die ganze Liste hätte { $pages ->
        [one] { $pages } Seite
       *[other] { $pages } Seiten
    })
read-delimiter = Trennzeichen { $value }
read-quote = Anführungszeichen { $value }
read-escape = Escape-Zeichen { $value }
read-sheet = Blatt { $value }
read-records = Datensätze in { $value }
read-header = Kopfzeile in Zeile { $value }
read-no-quotes = Anführungszeichen sind Text
read-no-header = ohne Kopfzeile
read-rejects = Ablehnungen eines früheren Laufs
read-stated = von Ihnen angegeben
read-guessed = eine Vermutung
read-day-first =
    { $scope ->
        [alone] Tag vor Monat, nur nach Zeile { $row }
       *[all] Tag vor Monat, wie in Zeile { $row }
    }
read-month-first =
    { $scope ->
        [alone] Monat vor Tag, nur nach Zeile { $row }
       *[all] Monat vor Tag, wie in Zeile { $row }
    }
read-country = die meisten Zeilen haben { $country } ({ $code }; { $shown } der { $all } Zeilen mit einem Land)
