### Titel und Abhilfen der Meldungen. Die Begriffe stehen in page.ftl. Wörter der Zuordnung und Optionen bleiben, wie sie sind.

E001 = die Zeile hat mehr oder weniger Zellen als die Kopfzeile
    .remedy = Setzen Sie den Wert in doppelte Anführungszeichen, oder exportieren Sie die Datei neu.
E002 = eine Zelle ist länger als erlaubt
    .remedy = Schließen Sie das Anführungszeichen, oder kürzen Sie den Wert.
E003 = die Zeile enthält ein NUL-Byte
    .remedy = Exportieren Sie die Datei neu, oder geben Sie ihre Zeichenkodierung mit --encoding an.
E004 = die Zeile enthält Bytes, die in dieser Zeichenkodierung ungültig sind
    .remedy = Sind viele Zeilen betroffen, geben Sie die Zeichenkodierung mit --encoding an (windows-1252, cp850, macintosh, shift_jis, ...), oder speichern Sie die Datei als UTF-8. Sind es nur wenige, korrigieren Sie diese in der Datei der abgelehnten Zeilen.
E005 = die Zelle enthält einen Tabellenfehler
    .remedy = Korrigieren Sie die Formel, oder leeren Sie die Zelle.
E006 = die Zahl hat Ziffern verloren
    .remedy = Formatieren Sie die Spalte in der Tabellenkalkulation als Text und geben Sie den Wert neu ein, oder exportieren Sie ihn neu.
E007 = ein doppeltes Anführungszeichen wird nie geschlossen
    .remedy = Schließen Sie das Anführungszeichen in dieser Zeile, oder verdoppeln Sie es (""), wenn es zum Wert gehört. Wenn alle Anführungszeichen der Datei zu Werten gehören, verwenden Sie --quote none.
E008 = der Datensatz ist weder ein JSON-Objekt noch eine vCard
    .remedy = Korrigieren Sie den Datensatz, oder exportieren Sie ihn neu.
E009 = ein doppeltes Anführungszeichen steht an der falschen Stelle
    .remedy = Verdoppeln Sie das Anführungszeichen (""), wenn es zum Wert gehört. Wenn alle Anführungszeichen der Datei zu Werten gehören, verwenden Sie --quote none. Wenn sie mit einem umgekehrten Schrägstrich maskiert sind, verwenden Sie --escape '\'.
W010 = diese Textzeile wurde als Zeile gelesen, weil eine frühere Zeile ein fehlerhaftes Anführungszeichen hat
    .remedy = Prüfen Sie, ob es eine Zeile ist, und korrigieren Sie das Anführungszeichen in der früheren Zeile.
W011 = eine mehrzeilige Zelle enthält, was wie eine Zeile aussieht
    .remedy = Wenn es eine Zeile ist, schließen Sie das Anführungszeichen davor. Andernfalls ist nichts zu tun.
W012 = ein doppeltes Anführungszeichen steht in einem Wert ohne Anführungszeichen
    .remedy = Prüfen Sie den Wert. Wenn alle Anführungszeichen der Datei zu Werten gehören, verwenden Sie --quote none.
W013 = der Text wurde zweimal kodiert
    .remedy = Setzen Sie repair = ["double-utf8"] für das Feld in der Zuordnung, oder exportieren Sie die Datei neu als UTF-8.
W014 = vor dem Schreiben der Datei gingen Buchstaben verloren
    .remedy = Exportieren Sie die Daten neu als UTF-8, oder korrigieren Sie den Wert von Hand.
W015 = der Text enthält HTML-Entities
    .remedy = Setzen Sie repair = ["entities"] für das Feld in der Zuordnung, oder exportieren Sie die Datei neu ohne HTML.
E016 = zur Formel ist kein Ergebnis gespeichert
    .remedy = Öffnen Sie die Arbeitsmappe in Excel oder LibreOffice und speichern Sie sie erneut, damit die Formeln berechnet werden.
E017 = das Blatt enthält diese Zeile zweimal
    .remedy = Öffnen Sie die Arbeitsmappe in einer Tabellenkalkulation, prüfen Sie die Zeile und speichern Sie erneut, oder exportieren Sie die Zeile neu.
W018 = die Zelle ist leer, weil sie verbunden ist; siehe --merged fill
    .remedy = Verwenden Sie --merged fill, oder merged = "fill" unter [source] (wie die Datei gelesen wird) in der Zuordnung, um den Wert in all diesen Zeilen zu verwenden.
W019 = die Zeile ist vielleicht nur ein Teil einer Zeile
    .remedy = Prüfen Sie die Zeile, die die Meldung nennt. Wenn beide eine einzige Zeile sind, setzen Sie den Wert in doppelte Anführungszeichen. Andernfalls korrigieren Sie diese Zeile.
W020 = mehr oder weniger Zellen als die Zeilen ringsum
    .remedy = Prüfen Sie, ob jeder Wert in seiner Spalte steht. Setzen Sie einen Wert, der das Trennzeichen enthält, in doppelte Anführungszeichen.
W021 = der Text ergibt in einer anderen Zeichenkodierung mehr Sinn
    .remedy = Korrigieren Sie die Zelle, oder exportieren Sie ihre Zeile neu als UTF-8. Wenn alle Zeilen in jener Zeichenkodierung mehr Sinn ergeben, geben Sie diese mit --encoding an.
E020 = die Zeile wiederholt die Kopfzeile oder ist eine Linie aus Strichen
    .remedy = Löschen Sie die Zeile, oder exportieren Sie die Tabelle ohne Linien und ohne Kopfzeilen auf jeder Seite.
W022 = die Datei ist nur eine von mehreren Seiten
    .remedy = Rufen Sie alle Seiten der API ab und importieren Sie auch die übrigen. Wenn jede Seite in einer eigenen Datei ist, ist nichts zu tun.
W023 = ein umgekehrter Schrägstrich leitet vielleicht ein Sonderzeichen ein
    .remedy = Wenn die umgekehrten Schrägstriche in dieser Datei Sonderzeichen einleiten, verwenden Sie --escape '\', oder escape = '\' unter [source] (wie die Datei gelesen wird). Wenn sie Text sind, verwenden Sie --escape none.
W024 = ein Objekt in manchen Datensätzen, ein Wert in anderen
    .remedy = Nehmen Sie das Element des Objekts in die Zuordnung auf: FIELD = { "{" } first = ["note", "note.text"] { "}" }.
W025 = eine Tabellenkalkulation hat die Zelle einer abgelehnten Zeile verändert
    .remedy = Es ist nichts zu tun: Der ursprüngliche Wert wird verwendet. Um stattdessen den Wert der Datei zu behalten, leeren Sie die Zelle _run der Zeile. Eine als XLSX gespeicherte Datei behält ihre Werte.
W026 = die Zelle einer abgelehnten Zeile wurde geändert, vielleicht aus Versehen
    .remedy = Vergleichen Sie die beiden Werte. Wenn die Änderung gewollt ist, ist nichts zu tun. Wenn nicht, schreiben Sie den alten Wert wieder in die Zelle.
W027 = eine Korrektur passt nicht mehr zu ihrer Zeile
    .remedy = Sehen Sie die Zeile in der Quelle an. Korrigieren Sie sie noch einmal, oder entfernen Sie die Zeile aus der Datei der Korrekturen.
W028 = eine Tabellenkalkulation hat vielleicht den Wert einer Korrektur verändert
    .remedy = Vergleichen Sie `was` und `now` in der Datei der Korrekturen. Wenn ein Teil des Wertes fehlt, schreiben Sie ihn noch einmal mit einem Texteditor, oder mit jeder Spalte als Text.
E101 = ein Pflichtfeld ist leer
    .remedy = Füllen Sie die Zelle aus, oder geben Sie dem Feld einen Standardwert in der Zuordnung.
E102 = der Wert steht nicht in der Ersetzungstabelle
    .remedy = Nehmen Sie den Wert in die Ersetzungstabelle der Zuordnung auf, oder korrigieren Sie die Zelle.
E103 = der Wert entspricht nicht dem Muster
    .remedy = Korrigieren Sie die Zelle, oder das Muster in der Zuordnung.
E104 = die Vorlage ist fehlgeschlagen
    .remedy = Korrigieren Sie die Vorlage in der Zuordnung, oder die Zelle, die sie verwendet.
E105 = der Wert gehört nicht zu den erlaubten
    .remedy = Korrigieren Sie die Zelle, oder nehmen Sie den Wert in die Liste der Zuordnung auf.
E107 = eine Regel der Zuordnung lehnt die Zeile ab
    .remedy = Korrigieren oder löschen Sie die Zeile, oder ändern Sie die Regel in der Zuordnung.
W106 = Steuerzeichen wurden entfernt
    .remedy = Es ist nichts zu tun. Prüfen Sie den Wert im Helpdesk, wenn er wichtig ist.
W107 = mehr Werte, als das Feld aufnimmt
    .remedy = Nehmen Sie ein Feld für die übrigen in die Zuordnung auf (take = "others"), oder entfernen Sie diese aus der Zelle.
W108 = der Wert steht vielleicht für eine leere Zelle
    .remedy = Wenn das Wort „leer“ bedeutet, nehmen Sie es unter [source] (wie die Datei gelesen wird) in der Zuordnung in `null` auf.
W109 = eine ganze Zahl wurde mit Nachkommastelle geschrieben
    .remedy = Setzen Sie repair = ["float"] für das Feld in der Zuordnung, oder exportieren Sie die Spalte als Text.
W110 = die Teile mehrerer Adressen lassen sich nicht zuordnen
    .remedy = Tragen Sie die Adresse im Helpdesk von Hand ein, oder korrigieren Sie die Quelle so, dass jede Zelle nur einen Wert enthält.
W111 = ein Teil der Karte wurde nicht übernommen
    .remedy = Prüfen Sie die Teile, die die Meldung nennt, und tragen Sie im Helpdesk nach, was Sie brauchen. Wenn ein Wert in der nächsten Textzeile weitergeht, beginnen Sie diese mit einem Leerzeichen, oder exportieren Sie die Karte neu.
E201 = keine E-Mail-Adresse
    .remedy = Korrigieren Sie die Adresse. Wenn die Zelle mehrere enthält, behalten Sie eine.
E202 = kein bekanntes Land
    .remedy = Schreiben Sie den zweistelligen ISO-Code des Landes, zum Beispiel DE.
E203 = mehrere Länder sind möglich
    .remedy = Schreiben Sie den zweistelligen ISO-Code des richtigen Landes.
E204 = ein Code oder Land, das heute nicht in ISO 3166-1 steht
    .remedy = Schreiben Sie den zweistelligen ISO-Code des Landes, in dem der Kunde heute lebt.
E205 = keine Sprache des Helpdesks
    .remedy = Schreiben Sie en, it, es oder fr, oder setzen Sie einen Standardwert und on_invalid = "default" für das Feld in der Zuordnung.
E206 = kein Datum in den angegebenen Formaten, oder ein Tag, den es nicht gibt
    .remedy = Korrigieren Sie das Datum, oder nehmen Sie sein Format in die Zuordnung auf.
E207 = das Datum ist mehrdeutig
    .remedy = Legen Sie in der Zuordnung eine einzige Reihenfolge von Tag und Monat fest, oder schreiben Sie das Datum als JJJJ-MM-TT.
E208 = weder ja noch nein
    .remedy = Schreiben Sie yes oder no, oder führen Sie Ihre eigenen Wörter in der Zuordnung auf (true_values, false_values).
E209 = keine ganze Zahl
    .remedy = Korrigieren Sie die Zelle.
E210 = keine Dezimalzahl
    .remedy = Schreiben Sie die Zahl mit einem Punkt vor den Nachkommastellen und ohne Tausendertrennzeichen.
E211 = keine Webadresse
    .remedy = Schreiben Sie die vollständige Adresse, zum Beispiel https://example.org/.
E212 = keine Telefonnummer
    .remedy = Korrigieren Sie die Nummer. Um sie wie geschrieben zu behalten, setzen Sie on_invalid = "keep" oder as = "text" in der Zuordnung.
E213 = das Land der Telefonnummer ist unbekannt
    .remedy = Schreiben Sie sie mit + und Ländervorwahl, füllen Sie das Land aus, oder legen Sie die Region in der Zuordnung fest (region = "IT").
W214 = die Telefonnummer gehört vielleicht zu einem anderen Land
    .remedy = Schreiben Sie sie mit + und Ländervorwahl, oder korrigieren Sie das Land der Zeile. Wenn die Länder aller Zeilen stimmen, setzen Sie trust_country = true in der Zuordnung.
W215 = keine Postleitzahl des Landes der Zeile
    .remedy = Korrigieren Sie die Postleitzahl oder das Land der Zeile, und formatieren Sie die Spalte in der Tabellenkalkulation als Text.
E216 = die Fotodatei ist nicht verwendbar
    .remedy = Legen Sie das Bild in den Ordner, korrigieren Sie die Zelle, oder setzen Sie on_invalid = "empty" in der Zuordnung, um den Kunden ohne Foto zu importieren.
E217 = kein JSON-Objekt
    .remedy = Schreiben Sie ein JSON-Objekt wie { "{" }"id": "7"{ "}" }, oder lassen Sie die Zelle leer.
W218 = ein Foto wird nicht wiederhergestellt
    .remedy = Laden Sie das Foto im Helpdesk von Hand hoch, oder stellen Sie es aus einer anderen Sicherung wieder her.
E301 = der Kunde hat keinen Namen
    .remedy = Füllen Sie den Namen aus, oder ordnen Sie ersatzweise eine andere Spalte zu (die E-Mail-Adresse, die Firma). Wenn es den Kunden schon geben sollte, prüfen Sie den Abgleichschlüssel: Ein falscher Schlüssel findet nichts. Mit --mode update wird eine solche Zeile übersprungen.
W302 = der Kunde hat keine E-Mail-Adresse
    .remedy = Tragen Sie die Adresse ein, wenn Sie sie kennen.
W303 = das Geburtsdatum ist unwahrscheinlich
    .remedy = Prüfen Sie das Jahr.
E304 = das Konto hat kein solches benutzerdefiniertes Feld
    .remedy = Korrigieren Sie den Namen unter [custom_fields] (die benutzerdefinierten Felder) in der Zuordnung (`deskferry customer fields` nennt die vorhandenen), oder legen Sie das Feld zuerst im Helpdesk an. --fields none lässt diese Prüfung weg.
E305 = kein Wert des benutzerdefinierten Felds
    .remedy = Korrigieren Sie die Zelle, übersetzen Sie sie mit einer Ersetzungstabelle in der Zuordnung, oder nehmen Sie den Wert im Helpdesk in die Liste auf.
E306 = der Wert passt nicht zum übergeordneten Feld
    .remedy = Korrigieren Sie einen der beiden Werte, oder ordnen Sie beide zu.
E307 = ein benutzerdefiniertes Pflichtfeld ist leer
    .remedy = Füllen Sie die Zelle aus, oder geben Sie dem Feld einen Standardwert unter [custom_fields] (die benutzerdefinierten Felder) in der Zuordnung. Mit --mode update wird eine Zeile nur abgelehnt, wenn sie das Feld eines vorhandenen Kunden leeren würde.
E401 = die Zeile hat keinen Abgleichschlüssel
    .remedy = Füllen Sie den Schlüssel aus, oder setzen Sie on_no_key = "insert" unter [match] (wie Kunden erkannt werden) in der Zuordnung, um solche Zeilen mit --mode upsert (neue Kunden anlegen und vorhandene aktualisieren) neu anzulegen. Mit --mode update füllen Sie den Schlüssel aus: Dieser Modus legt keine Kunden an.
E402 = eine frühere Zeile ist derselbe Kunde
    .remedy = Wenn die erste richtig ist, löschen Sie die andere. Eine abgelehnte Dublette, deren Zelle _codes geleert wird, überschreibt den Kunden der ersten. Um für alle Zeilen zu entscheiden, setzen Sie on_duplicate = "first", "last" oder "merge" unter [match] (wie Kunden erkannt werden) in der Zuordnung.
E403 = mehrere Kunden im Helpdesk passen
    .remedy = Führen Sie die Kunden im Helpdesk zusammen, oder verwenden Sie --on-multiple first oder last.
E404 = die Zeile, mit der sie zusammengeführt wurde, wurde nicht geschrieben
    .remedy = Korrigieren Sie die Zeile, die die Meldung nennt, und importieren Sie die Datei der abgelehnten Zeilen. Sie enthält beide Zeilen, die dann erneut zusammengeführt werden.
W405 = Zeilen eines Kunden haben verschiedene Werte
    .remedy = Es ist nichts zu tun, wenn die Zuordnung richtig wählt: merge = "fill" (der erste Wert; Standard), "last", "first" oder "join".
E406 = eine Vorlage würde ihr eigenes Ergebnis erneut ändern
    .remedy = Lassen Sie die Vorlage `current` unverändert zurückgeben, wenn der Text schon darin steht, zum Beispiel { "{% if row['Notes'] in current.memo %}{{ current.memo }}{% else %}{{ current.memo }} {{ row['Notes'] }}{% endif %}" }. Wenn der Text nur angefügt werden soll, genügt write = "append" ohne Vorlage.
W407 = den Kunden gibt es nicht mehr, und ein anderer hat denselben Schlüssel
    .remedy = Vergleichen Sie die beiden. Wenn es verschiedene Personen sind, lassen Sie diesen Kunden aus, oder stellen Sie mit --by-id-only wieder her, das Kunden neu anlegt, die es nicht mehr gibt.
E501 = der Helpdesk hat den Kunden abgelehnt
    .remedy = Korrigieren Sie, was der Helpdesk nennt, und importieren Sie die Datei der abgelehnten Zeilen.
E502 = das Schreiben ist fehlgeschlagen
    .remedy = Importieren Sie die Datei der abgelehnten Zeilen, sobald der Dienst wieder arbeitet.
E503 = es ist unbekannt, ob der Kunde geschrieben wurde
    .remedy = Suchen Sie den Kunden im Helpdesk. Importieren Sie die Zeile nur dann erneut, wenn er dort nicht ist.
E504 = der Kunde hat sich inzwischen geändert
    .remedy = Prüfen Sie den Kunden im Helpdesk. Um eine Zeile eines Imports trotzdem zu schreiben, führen Sie den Import erneut aus, damit ein neuer Plan entsteht.
E505 = der Kunde wurde inzwischen gelöscht
    .remedy = Führen Sie den Import erneut aus, damit ein neuer Plan entsteht. Nach einer Rücknahme ist nichts zu tun: Es gibt nichts wiederherzustellen.
E506 = der Helpdesk hat mit einem anderen Kunden geantwortet
    .remedy = Vergleichen Sie die Zeile mit diesem Kunden im Helpdesk. Um diesen Kunden mit der Zeile zu aktualisieren, gleichen Sie über das ab, was beide gemeinsam haben (keys unter [match] in der Zuordnung: wie Kunden erkannt werden), und importieren Sie die Datei der abgelehnten Zeilen.
W507 = ein anderer Kunde hat denselben Schlüssel
    .remedy = Prüfen Sie beide im Helpdesk, behalten Sie einen und löschen Sie den anderen oder führen Sie ihn zusammen.
