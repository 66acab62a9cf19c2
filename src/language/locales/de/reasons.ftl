### Warum eine Spalte für ein Feld vorgeschlagen wird, oder für keines. Die englischen Texte sind im Programm.

reason-name = Name der Spalte
reason-empty-so-far = bisher leer
reason-empty-column = leere Spalte
reason-no-field = kein passendes Feld
reason-company-number = eine Firmennummer, für ein benutzerdefiniertes Feld
reason-other-person = die Spalte handelt wohl von jemand anderem, etwa einem Mitarbeiter, nicht vom Kunden
reason-same-value = derselbe Wert in allen { $count } Zeilen
reason-same-value-other = derselbe Wert in allen { $count } Zeilen: er kann jemand anderem gehören
reason-few-values = nur { $different } verschiedene Werte in { $count } Zeilen
reason-few-values-other = nur { $different } verschiedene Werte in { $count } Zeilen: sie können jemand anderem gehören
reason-misfit-name = der Name der Spalte lässt einen Namen erwarten, aber die Werte sind { $what }
reason-misfit-field = der Name der Spalte lässt „{ $field }“ erwarten, aber die Werte sind { $what }
reason-misfit-truth = der Name der Spalte lässt Ja oder Nein erwarten, aber die Werte sind etwas anderes
reason-fits-share = der Name passt zu „{ $field }“, aber nur { $count } von { $all } Werten sind { $what }
reason-fits-one = der Name passt zu „{ $field }“, aber der einzige Wert passt nicht (erwartet: { $what })
reason-no-dates = der Name passt zu „Geburtsdatum“, aber die Werte sind keine Daten in einer bekannten Form
reason-odd-phones =
    { $count ->
        [one] 1 von { $all } Werten ist keine Telefonnummer und bleibt, wie er geschrieben ist
       *[other] { $count } von { $all } Werten sind keine Telefonnummern und bleiben, wie sie geschrieben sind
    }: { $values }
reason-only-share = nur { $count } von { $all } Werten sind { $what }
reason-share = { $count } von { $all } Werten sind { $what }
reason-one-value =
    { $count ->
        [0] der einzige Wert passt nicht (erwartet: { $what })
       *[other] der einzige Wert passt ({ $what })
    }
reason-phones = die Werte sehen wie Telefonnummern aus
reason-values-are = die Werte sind { $what }
reason-check = prüfen: { $values }
reason-birthdays = Geburtsdaten als { $day } oder { $month }
reason-which-order = die Stichprobe zeigt nicht, welches. Um sie zuzuordnen, birthDate unter [fields] schreiben, mit formats = ["{ $day }"] oder formats = ["{ $month }"]
reason-not-shown = wird nie von selbst zugeordnet, Werte werden nicht gezeigt
reason-like = wie { $column }, die schon zugeordnet ist
reason-custom-name = Name eines benutzerdefinierten Feldes
reason-custom-parent = Name des benutzerdefinierten Feldes „{ $field }“, das einen Wert in „{ $parent }“ braucht
reason-custom-few = Name des benutzerdefinierten Feldes „{ $field }“, aber nur { $count } von { $all } Werten sind in seiner Liste
reason-custom-list = alle Werte sind in der Liste eines benutzerdefinierten Feldes
reason-custom-list-spelling = alle Werte sind in der Liste eines benutzerdefinierten Feldes, einige anders geschrieben
reason-two-lists = die Werte sind in den Listen von „{ $field }“ und „{ $parent }“
reason-in-list = { $count } von { $all } Werten sind in seiner Liste
reason-in-list-spelling = { $count } von { $all } Werten sind in seiner Liste, einige anders geschrieben
reason-some-in-list = nur { $count } von { $all } Werten sind in seiner Liste, nicht { $values }
reason-encoded-twice = { $before } ist zweimal kodiert und wird als { $after } gelesen
reason-html = { $before } ist für HTML geschrieben und wird als { $after } gelesen
reason-broken-cells =
    { $count ->
        [one] 1 Zelle enthält einen Fehler der Tabellenkalkulation oder eine Formel ohne Ergebnis
       *[other] { $count } Zellen enthalten einen Fehler der Tabellenkalkulation oder eine Formel ohne Ergebnis
    }
reason-company-as-name = keine Spalte mit Namen von Menschen: als Name dient die Firma
kind-emails = E-Mail-Adressen
kind-countries = Länder
kind-languages = Sprachen des Helpdesks
kind-any-languages = Sprachen
kind-web-addresses = Webadressen
kind-file-names = Dateinamen
kind-short-numbers = Nummern mit weniger als fünf Ziffern
kind-truths = Ja oder Nein
kind-codes = Codes oder Nummern
kind-days = Tage
kind-status = Statuswörter
kind-words = Wörter
kind-else = etwas anderes
kind-password = ein Passwort oder Schlüssel
kind-account = eine Karte oder ein Bankkonto
kind-identity = eine persönliche Steuer- oder Ausweisnummer
kind-workbook-dates = Daten aus einer Arbeitsmappe
kind-dates = Daten als { $form }
form-short-year = zweistelliges Jahr
form-month-name = Name des Monats
form-or = {" oder "}
form-day = Tag
form-month = Monat
form-year = Jahr
form-hour = Stunde
form-minute = Minute
form-second = Sekunde
