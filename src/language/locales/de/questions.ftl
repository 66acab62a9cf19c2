### Die Fragen der ersten Seite. Die Begriffe stehen in page.ftl.

ask-replaced =
    { $emptied ->
        [0] { $replaced ->
            [one] 1 Wert, den der Helpdesk hat, wird ersetzt
           *[other] { $replaced } Werte, die der Helpdesk hat, werden ersetzt
        }
       *[other] { $replaced ->
            [0] { $emptied ->
                [one] 1 Wert, den der Helpdesk hat, wird geleert
               *[other] { $emptied } Werte, die der Helpdesk hat, werden geleert
            }
            [one] 1 Wert, den der Helpdesk hat, wird ersetzt, und { $emptied } geleert
           *[other] { $replaced } Werte, die der Helpdesk hat, werden ersetzt, und { $emptied } geleert
        }
    }. Wirklich? Oder nur leere füllen?
    .assumed = Ja, wie es der Plan vorsieht.
    .change = Lassen Sie den Plan neu erstellen, sodass er nur leere Werte füllt oder einzelne Felder schützt.
    .setting = --write if_empty füllt nur leere Werte; in der Zuordnung tut write = "if_empty" dasselbe für ein einzelnes Feld.
ask-replaced-written =
    { $emptied ->
        [0] { $replaced ->
            [one] 1 Wert, den der Helpdesk hatte, wurde ersetzt
           *[other] { $replaced } Werte, die der Helpdesk hatte, wurden ersetzt
        }
       *[other] { $replaced ->
            [0] { $emptied ->
                [one] 1 Wert, den der Helpdesk hatte, wurde geleert
               *[other] { $emptied } Werte, die der Helpdesk hatte, wurden geleert
            }
            [one] 1 Wert, den der Helpdesk hatte, wurde ersetzt, und { $emptied } geleert
           *[other] { $replaced } Werte, die der Helpdesk hatte, wurden ersetzt, und { $emptied } geleert
        }
    }.
    .assumed = So sah es der Plan vor.
    .change = Lassen Sie den Import zurücknehmen. Das stellt die früheren Werte wieder her.
    .setting = deskferry undo { $run } nimmt den Import zurück.
ask-rejected =
    { $count ->
        [one] 1 Zeile enthält einen Fehler und wird nicht geschrieben
       *[other] { $count } Zeilen enthalten Fehler und werden nicht geschrieben
    }{ $others ->
        [0] { "" }
        [one] {" "}(zu 1 weiteren Zeile gibt es eine eigene Frage)
       *[other] {" "}(zu { $others } weiteren Zeilen gibt es eigene Fragen)
    }. Darauf verzichten?
    .assumed = Ja: Die anderen Zeilen hängen nicht davon ab. Am häufigsten: { $reasons }.
    .change = Korrigieren Sie die Zellen in rejects.xlsx, die neben dieser Seite liegt, und importieren Sie diese Datei. Wenn viele Zeilen denselben Fehler haben, lassen Sie stattdessen die Zuordnung korrigieren.
    .setting = deskferry import rejects.xlsx -m MAPPING importiert die korrigierten Zeilen; rejects.xlsx ist die Datei im Ordner dieses Laufs, MAPPING seine Zuordnung. In der Zuordnung schreibt on_invalid = "empty" bei einem Feld die Zeile ohne den fehlerhaften Wert.
ask-rejected-written =
    { $count ->
        [one] 1 Zeile enthält einen Fehler und wurde nicht geschrieben.
       *[other] { $count } Zeilen enthalten Fehler und wurden nicht geschrieben.
    }
    .assumed = Am häufigsten: { $reasons }.
    .change = Korrigieren Sie die Zellen in rejects.xlsx, die neben dieser Seite liegt, und importieren Sie diese Datei. Wenn viele Zeilen denselben Fehler haben, lassen Sie stattdessen die Zuordnung korrigieren.
    .setting = deskferry import rejects.xlsx -m MAPPING importiert die korrigierten Zeilen; rejects.xlsx ist die Datei im Ordner dieses Laufs, MAPPING seine Zuordnung. In der Zuordnung schreibt on_invalid = "empty" bei einem Feld die Zeile ohne den fehlerhaften Wert.
ask-rejected-stale =
    { $count ->
        [one] 1 Zeile enthält einen Fehler und wurde nicht geschrieben.
       *[other] { $count } Zeilen enthalten Fehler und wurden nicht geschrieben.
    }
    .assumed =
        { $count ->
            [one] Der Kunde hat sich geändert, seit der Plan erstellt wurde.
           *[other] Die Kunden haben sich geändert, seit der Plan erstellt wurde.
        }
    .change = Importieren Sie die Quelle erneut: Der neue Plan geht vom jetzigen Stand der Kunden aus.
ask-duplicates =
    { $count ->
        [one] 1 Zeile betrifft denselben Kunden wie eine frühere Zeile
       *[other] { $count } Zeilen betreffen dieselben Kunden wie frühere Zeilen
    }. { $count ->
        [one] Nur eine der beiden Zeilen verwenden?
       *[other] Je Kunde nur eine Zeile verwenden?
    }
    .assumed =
        { $used ->
            [first] { $count ->
                [one] Ja: Die erste Zeile wird verwendet, die andere wird weggelassen.
               *[other] Ja: Von jedem Kunden wird die erste Zeile verwendet, die anderen werden weggelassen.
            }
            [last] { $count ->
                [one] Ja: Die letzte Zeile wird verwendet, die andere wird weggelassen.
               *[other] Ja: Von jedem Kunden wird die letzte Zeile verwendet, die anderen werden weggelassen.
            }
           *[mixed] { $count ->
                [one] Ja: Eine Zeile wird verwendet, die andere wird weggelassen.
               *[other] Ja: Von jedem Kunden wird eine Zeile verwendet, die anderen werden weggelassen.
            }
        }
    .change = Lassen Sie von jedem Kunden eine andere Zeile verwenden oder alle zusammenführen.
    .setting = on_duplicate in der Zuordnung sagt, was geschieht: "first" verwendet die erste Zeile, "last" die letzte, "merge" führt sie zusammen.
ask-merged =
    { $count ->
        [one] 1 Zeile betrifft denselben Kunden wie eine frühere Zeile
       *[other] { $count } Zeilen betreffen dieselben Kunden wie frühere Zeilen
    }. { $count ->
        [one] Die beiden Zeilen zusammenführen?
       *[other] Die Zeilen jedes Kunden zusammenführen?
    }
    .assumed = Ja: Die Zeilen eines Kunden werden zusammengeführt; von jedem Feld bleibt der erste Wert, sofern die Zuordnung nichts anderes sagt.
    .change = Lassen Sie von jedem Kunden nur eine Zeile verwenden: die erste oder die letzte.
    .setting = on_duplicate in der Zuordnung sagt, was geschieht: "first" verwendet die erste Zeile, "last" die letzte, "merge" führt sie zusammen.
ask-phone-region =
    { $count ->
        [one] 1 Telefonnummer hat
       *[other] { $count } Telefonnummern haben
    } keine Landesangabe ({ $field }). { $count ->
        [one] Als Nummer dieses Landes lesen: { $country }?
       *[other] Als Nummern dieses Landes lesen: { $country }?
    }
    .assumed = Ja: So legt es die Zuordnung für dieses Feld fest.
    .change =
        { $count ->
            [one] Tragen Sie das Land dieser Zeile ein, oder lassen Sie für das Feld ein anderes Land festlegen.
           *[other] Tragen Sie das Land dieser Zeilen ein, oder lassen Sie für das Feld ein anderes Land festlegen.
        }
    .setting = region des Feldes in der Zuordnung ist das Land der Nummern ohne Landesangabe, jetzt "{ $code }".
ask-day-first =
    { $count ->
        [one] 1 Datum kann
       *[other] { $count } Datumsangaben können
    } der 3. April oder der 4. März sein (3/4) ({ $field }). Den Tag zuerst lesen?
    .assumed =
        { $shown ->
            [one] Ja: Nur Zeile { $row } zeigt diese Reihenfolge.
           *[other] Ja: { $shown } Zeilen zeigen diese Reihenfolge, als erste Zeile { $row }.
        }
    .change = Lassen Sie für dieses Feld die andere Reihenfolge festlegen.
    .setting = order des Feldes in der Zuordnung: "dmy" ist Tag, Monat, Jahr; "mdy" ist Monat, Tag, Jahr.
ask-month-first =
    { $count ->
        [one] 1 Datum kann
       *[other] { $count } Datumsangaben können
    } der 3. April oder der 4. März sein (3/4) ({ $field }). Den Monat zuerst lesen?
    .assumed =
        { $shown ->
            [one] Ja: Nur Zeile { $row } zeigt diese Reihenfolge.
           *[other] Ja: { $shown } Zeilen zeigen diese Reihenfolge, als erste Zeile { $row }.
        }
    .change = Lassen Sie für dieses Feld die andere Reihenfolge festlegen.
    .setting = order des Feldes in der Zuordnung: "dmy" ist Tag, Monat, Jahr; "mdy" ist Monat, Tag, Jahr.
ask-year-first =
    { $count ->
        [one] 1 Datum kann
       *[other] { $count } Datumsangaben können
    } mit dem Tag oder mit dem Jahr beginnen ({ $field }). Das Jahr zuerst lesen?
    .assumed =
        { $shown ->
            [one] Ja: Nur Zeile { $row } zeigt diese Reihenfolge.
           *[other] Ja: { $shown } Zeilen zeigen diese Reihenfolge, als erste Zeile { $row }.
        }
    .change = Lassen Sie für dieses Feld die andere Reihenfolge festlegen.
    .setting = order des Feldes in der Zuordnung: "dmy" ist Tag, Monat, Jahr; "mdy" ist Monat, Tag, Jahr.
ask-encoding = { $file } sagt nicht, wie die Buchstaben gespeichert sind. Als { $encoding } lesen? Sehen Sie sich Namen mit Umlauten und Akzenten an.
    .assumed = Ja: { $encoding } passt zum Inhalt.
    .change = Speichern Sie die Datei als UTF-8, oder lassen Sie die richtige Zeichenkodierung angeben.
    .setting = --encoding NAME sagt, wie die Buchstaben einer Datei gespeichert sind.
ask-other =
    { $count ->
        [one] 1 Wert
       *[other] { $count } Werte
    }{ $columns }: { $title }. { $count ->
        [one] Die Zeile trotzdem importieren?
       *[other] Die Zeilen trotzdem importieren?
    }
    .assumed =
        { $outcome ->
            [left-out] { $count ->
                [one] Ja, ohne den Wert: Die Zuordnung lässt ihn weg.
               *[other] Ja, ohne die Werte: Die Zuordnung lässt sie weg.
            }
            [kept] { $count ->
                [one] Ja: Die Zuordnung behält den Wert, wie er geschrieben ist.
               *[other] Ja: Die Zuordnung behält die Werte, wie sie geschrieben sind.
            }
            [defaulted] { $count ->
                [one] Ja, mit dem Standardwert der Zuordnung an seiner Stelle.
               *[other] Ja, mit dem Standardwert der Zuordnung an ihrer Stelle.
            }
            [mixed] Ja, wie es die Zuordnung für jedes Feld sagt. Weggelassen: { $left_out }; wie geschrieben behalten: { $kept }; durch den Standardwert ersetzt: { $defaulted }.
           *[unknown] { $count ->
                [one] Ja: Die Zuordnung lässt sie durch, ohne den Wert oder mit dem Wert, wie er ist.
               *[other] Ja: Die Zuordnung lässt sie durch, ohne den Wert oder mit dem Wert, wie er ist.
            }
        }
    .change =
        { $count ->
            [one] Korrigieren Sie die Zeile in der Datei, oder lassen Sie sie weglassen.
           *[other] Korrigieren Sie die Zeilen in der Datei, oder lassen Sie sie weglassen.
        }
setting-language-defaulted = Schreiben Sie en, it, es oder fr in die Spalte. Der Standardwert des Felds wird schon verwendet.
setting-phone-kept = Korrigieren Sie die Nummer. Sie wird schon behalten, wie sie geschrieben ist.
setting-photo-left-out = Legen Sie das Bild in den Ordner, oder korrigieren Sie die Zelle. Der Kunde wird schon ohne Foto importiert.
ask-E207 =
    { $count ->
        [one] 1 Datum lässt
       *[other] { $count } Datumsangaben lassen
    } sich auf zwei Arten lesen{ $columns }{ $example ->
        [none] { "" }
       *[some] , zum Beispiel { $example }
    }{ $orders ->
        [both] , und andere Zeilen zeigen beide Reihenfolgen
       *[unknown] { "" }
    }. Steht der Tag oder der Monat zuerst?
    .assumed =
        { $count ->
            [one] Weder noch: Die Zeile wird weggelassen.
           *[other] Weder noch: Die Zeilen werden weggelassen.
        }
    .change = Lassen Sie die Reihenfolge für dieses Feld festlegen.
    .setting = order des Feldes in der Zuordnung: "dmy" ist Tag, Monat, Jahr; "mdy" ist Monat, Tag, Jahr.
ask-E213 =
    { $count ->
        [one] 1 Telefonnummer hat keine Landesangabe, und ihre Zeile auch nicht
       *[other] { $count } Telefonnummern haben keine Landesangabe, und ihre Zeilen auch nicht
    }{ $columns }. { $count ->
        [one] Aus welchem Land ist sie?
       *[other] Aus welchem Land sind sie?
    }
    .assumed =
        { $count ->
            [one] Aus keinem: Die Zeile wird weggelassen.
           *[other] Aus keinem: Die Zeilen werden weggelassen.
        }
    .change =
        { $count ->
            [one] Tragen Sie das Land der Zeile ein, oder lassen Sie für solche Nummern ein Land festlegen.
           *[other] Tragen Sie das Land der Zeilen ein, oder lassen Sie für solche Nummern ein Land festlegen.
        }
    .setting = region des Feldes in der Zuordnung legt das Land fest, zum Beispiel region = "DE" für Deutschland.
ask-E401 =
    { $count ->
        [one] 1 Zeile hat nichts, woran sich der Kunde erkennen lässt
       *[other] { $count } Zeilen haben nichts, woran sich der Kunde erkennen lässt
    }{ $columns }. { $count ->
        [one] Als neuen Kunden anlegen?
       *[other] Als neue Kunden anlegen?
    }
    .assumed =
        { $count ->
            [one] Nein: Sie wird weggelassen, weil es den Kunden schon geben kann.
           *[other] Nein: Sie werden weggelassen, weil es die Kunden schon geben kann.
        }
    .change = Lassen Sie solche Zeilen als neue Kunden anlegen.
    .setting = on_no_key = "insert" in der Zuordnung, dort wo steht, wie Kunden gefunden werden, legt sie an.
ask-E403 =
    { $count ->
        [one] 1 Zeile passt zu mehreren Kunden des Helpdesks
       *[other] { $count } Zeilen passen zu mehreren Kunden des Helpdesks
    }{ $columns }. Welcher ist gemeint?
    .assumed =
        { $count ->
            [one] Keiner: Die Zeile wird weggelassen.
           *[other] Keiner: Die Zeilen werden weggelassen.
        }
    .change = Führen Sie diese Kunden im Helpdesk zusammen, oder lassen Sie den ersten oder den letzten verwenden.
    .setting = --on-multiple first verwendet den Kunden, den der Helpdesk zuerst aufführt, --on-multiple last den letzten.
ask-W010 =
    { $count ->
        [one] 1 Textzeile folgt auf ein fehlerhaftes Anführungszeichen
       *[other] { $count } Textzeilen folgen auf ein fehlerhaftes Anführungszeichen
    }{ $columns }. { $count ->
        [one] Ist es eine eigene Zeile?
       *[other] Sind es eigene Zeilen?
    }
    .assumed =
        { $count ->
            [one] Ja: Sie wird als Zeile gelesen.
           *[other] Ja: Jede wird als Zeile gelesen.
        }
    .change =
        { $count ->
            [one] Korrigieren Sie das Anführungszeichen in der Zeile davor.
           *[other] Korrigieren Sie das Anführungszeichen in der Zeile davor.
        }
ask-W011 =
    { $count ->
        [one] 1 Zelle enthält etwas, das wie eine Zeile aussieht
       *[other] { $count } Zellen enthalten etwas, das wie eine Zeile aussieht
    }{ $columns }. { $count ->
        [one] Ist es nur Text?
       *[other] Ist es nur Text?
    }
    .assumed =
        { $count ->
            [one] Ja: Es gehört zur Zelle.
           *[other] Ja: Es gehört zu den Zellen.
        }
    .change =
        { $count ->
            [one] Wenn es eine Zeile ist, schließen Sie in der Datei das Anführungszeichen davor.
           *[other] Wenn es Zeilen sind, schließen Sie in der Datei die Anführungszeichen davor.
        }
ask-W012 =
    { $count ->
        [one] 1 Wert enthält ein doppeltes Anführungszeichen
       *[other] { $count } Werte enthalten ein doppeltes Anführungszeichen
    }{ $columns }. Gehört es zum Text?
    .assumed = Ja: Es bleibt erhalten.
    .change = Wenn Anführungszeichen nur Werte einschließen, korrigieren Sie den Wert in der Datei.
ask-W018 =
    { $count ->
        [one] 1 Zelle ist leer, weil sie mit der darüber verbunden ist
       *[other] { $count } Zellen sind leer, weil sie mit denen darüber verbunden sind
    }{ $columns }. { $count ->
        [one] Leer lassen?
       *[other] Leer lassen?
    }
    .assumed = Ja: Nur die erste Zeile hat den Wert.
    .change = Lassen Sie den Wert in allen Zeilen einer verbundenen Zelle verwenden.
    .setting = --merged fill verwendet den Wert einer verbundenen Zelle in allen ihren Zeilen.
ask-W019 =
    { $count ->
        [one] 1 Zeile ist vielleicht nur ein Teil einer Zeile
       *[other] { $count } Zeilen sind vielleicht nur Teile von Zeilen
    }{ $columns }. { $count ->
        [one] Ist sie vollständig?
       *[other] Sind sie vollständig?
    }
    .assumed =
        { $count ->
            [one] Ja: Sie wird als Zeile gelesen.
           *[other] Ja: Jede wird als Zeile gelesen.
        }
    .change = Wenn nicht, setzen Sie den zerteilten Wert in der Datei in doppelte Anführungszeichen.
ask-W020 =
    { $count ->
        [one] 1 Zeile hat mehr oder weniger Zellen als die Zeilen ringsum
       *[other] { $count } Zeilen haben mehr oder weniger Zellen als die Zeilen ringsum
    }{ $columns }. Steht jeder Wert in seiner Spalte?
    .assumed = Ja: Die Zellen werden der Reihe nach gelesen.
    .change = Wenn nicht, setzen Sie den Wert, der ein Trennzeichen enthält, in der Datei in doppelte Anführungszeichen.
ask-W022 =
    { $count ->
        [one] 1 Datei sagt, dass es eine weitere Seite gibt
       *[other] { $count } Dateien sagen, dass es eine weitere Seite gibt
    }{ $columns }. Ohne sie importieren?
    .assumed = Ja: Nur was die Datei enthält, wird importiert.
    .change = Rufen Sie alle Seiten aus dem Programm ab, und importieren Sie auch diese.
ask-W023 =
    { $count ->
        [one] 1 Wert enthält einen umgekehrten Schrägstrich, der für einen Zeilenumbruch oder Tabulator stehen kann
       *[other] { $count } Werte enthalten einen umgekehrten Schrägstrich, der für einen Zeilenumbruch oder Tabulator stehen kann
    }{ $columns }. Den Schrägstrich behalten?
    .assumed = Ja: Der Wert bleibt unverändert.
    .change = Wenn er für einen Zeilenumbruch oder Tabulator steht, lassen Sie ihn so lesen.
    .setting = --escape '\' liest den umgekehrten Schrägstrich als Anfang eines Sonderzeichens.
ask-W024 =
    { $count ->
        [one] 1 Datensatz hat ein Objekt, wo andere einen Wert haben, oder umgekehrt
       *[other] { $count } Datensätze haben ein Objekt, wo andere einen Wert haben, oder umgekehrt
    }{ $columns }. Das Feld lassen, wie es ist?
    .assumed =
        { $count ->
            [one] Ja: Die Zeile setzt keinen Wert dafür.
           *[other] Ja: Die Zeilen setzen keinen Wert dafür.
        }
    .change = Nehmen Sie die weiteren Spalten in der Zuordnung in das Feld auf.
ask-W025 =
    { $count ->
        [one] Eine Tabellenkalkulation hat 1 Zelle der abgelehnten Zeilen verändert
       *[other] Eine Tabellenkalkulation hat { $count } Zellen der abgelehnten Zeilen verändert
    }{ $columns }. { $count ->
        [one] Ihren ursprünglichen Wert verwenden?
       *[other] Ihre ursprünglichen Werte verwenden?
    }
    .assumed = Ja: Es gilt der Wert, den die Zeile bei der Ablehnung hatte.
    .change = Um einen Wert der Datei zu behalten, leeren Sie die Zelle _run seiner Zeile.
ask-W026 =
    { $count ->
        [one] 1 Zelle der abgelehnten Zeilen wurde ohne Fehler oder nur in ihrer Form geändert
       *[other] { $count } Zellen der abgelehnten Zeilen wurden ohne Fehler oder nur in ihrer Form geändert
    }{ $columns }. { $count ->
        [one] Die Änderung behalten?
       *[other] Die Änderungen behalten?
    }
    .assumed = Ja: Es gilt der Wert der Datei.
    .change = Um eine Änderung rückgängig zu machen, schreiben Sie den alten Wert wieder in die Zelle. Er steht in der Warnung.
ask-W027 =
    { $count ->
        [one] 1 Korrektur passt nicht mehr zu ihrer Zeile
       *[other] { $count } Korrekturen passen nicht mehr zu ihren Zeilen
    }{ $columns }. Darauf verzichten?
    .assumed = Ja: Die Zeile kann sich geändert haben, darum wurde nichts überschrieben.
    .change = Suchen Sie die Zeile in der Quelle, und korrigieren Sie sie noch einmal.
ask-W028 =
    { $count ->
        [one] Eine Tabellenkalkulation hat vielleicht den neuen Wert von 1 Korrektur verändert
       *[other] Eine Tabellenkalkulation hat vielleicht die neuen Werte von { $count } Korrekturen verändert
    }{ $columns }. So übernehmen?
    .assumed = Ja: Das kann so gemeint sein.
    .change = Schreiben Sie den Wert in der Datei der Korrekturen mit einem Texteditor noch einmal.
ask-W111 =
    { $count ->
        [one] 1 Visitenkarte enthält Teile, die nicht beachtet wurden
       *[other] { $count } Visitenkarten enthalten Teile, die nicht beachtet wurden
    }{ $columns }. Darauf verzichten?
    .assumed = Ja: Bilder, zweite Namen und Ähnliches werden weggelassen.
    .change = Ergänzen Sie von Hand im Helpdesk, was fehlt.
ask-W013 =
    { $count ->
        [one] 1 Wert ist entstellt, etwa JosÃ© statt José
       *[other] { $count } Werte sind entstellt, etwa JosÃ© statt José
    }{ $columns }. { $count ->
        [one] So schreiben, wie er ist?
       *[other] So schreiben, wie sie sind?
    }
    .assumed =
        { $count ->
            [one] Ja: Er wird nicht repariert.
           *[other] Ja: Sie werden nicht repariert.
        }
    .change =
        { $count ->
            [one] Lassen Sie ihn reparieren, oder exportieren Sie die Datei erneut als UTF-8.
           *[other] Lassen Sie sie reparieren, oder exportieren Sie die Datei erneut als UTF-8.
        }
    .setting = repair = ["double-utf8"] in der Zuordnung repariert solche Werte.
ask-W014 =
    { $count ->
        [one] 1 Wert hat schon vor dem Export Buchstaben verloren
       *[other] { $count } Werte haben schon vor dem Export Buchstaben verloren
    }{ $columns }. { $count ->
        [one] So schreiben, wie er ist?
       *[other] So schreiben, wie sie sind?
    }
    .assumed = Ja: Die Buchstaben stehen nicht mehr in der Datei.
    .change =
        { $count ->
            [one] Exportieren Sie die Daten erneut als UTF-8, oder korrigieren Sie den Wert von Hand.
           *[other] Exportieren Sie die Daten erneut als UTF-8, oder korrigieren Sie die Werte von Hand.
        }
ask-W021 =
    { $count ->
        [one] 1 Wert ergibt in einer anderen Zeichenkodierung mehr Sinn, etwa Jos‚ statt José
       *[other] { $count } Werte ergeben in einer anderen Zeichenkodierung mehr Sinn, etwa Jos‚ statt José
    }{ $columns }. { $count ->
        [one] So schreiben, wie er ist?
       *[other] So schreiben, wie sie sind?
    }
    .assumed =
        { $count ->
            [one] Ja: Er wird nicht geändert.
           *[other] Ja: Sie werden nicht geändert.
        }
    .change =
        { $count ->
            [one] Korrigieren Sie die Zelle, oder lassen Sie die richtige Zeichenkodierung der Datei angeben.
           *[other] Korrigieren Sie die Zellen, oder lassen Sie die richtige Zeichenkodierung der Datei angeben.
        }
    .setting = --encoding NAME sagt, wie die Buchstaben einer Datei gespeichert sind.
ask-W015 =
    { $count ->
        [one] 1 Wert ist für eine Webseite geschrieben, mit &amp; statt &
       *[other] { $count } Werte sind für eine Webseite geschrieben, mit &amp; statt &
    }{ $columns }. { $count ->
        [one] So schreiben, wie er ist?
       *[other] So schreiben, wie sie sind?
    }
    .assumed =
        { $count ->
            [one] Ja: Er wird nicht repariert.
           *[other] Ja: Sie werden nicht repariert.
        }
    .change =
        { $count ->
            [one] Lassen Sie ihn reparieren.
           *[other] Lassen Sie sie reparieren.
        }
    .setting = repair = ["entities"] in der Zuordnung repariert solche Werte.
ask-W106 =
    { $count ->
        [one] 1 Wert enthielt unsichtbare Zeichen
       *[other] { $count } Werte enthielten unsichtbare Zeichen
    }{ $columns }. Ohne sie schreiben?
    .assumed = Ja: Diese Zeichen werden entfernt.
    .change =
        { $count ->
            [one] Korrigieren Sie die Zelle in der Datei.
           *[other] Korrigieren Sie die Zellen in der Datei.
        }
ask-W107 =
    { $count ->
        [one] 1 Zelle enthält mehr Werte, als das Feld aufnimmt
       *[other] { $count } Zellen enthalten mehr Werte, als das Feld aufnimmt
    }{ $columns }. { $count ->
        [one] Nur den ersten verwenden?
       *[other] Jeweils nur den ersten verwenden?
    }
    .assumed = Ja: Die anderen werden weggelassen.
    .change = Lassen Sie ein Feld für die anderen hinzufügen.
    .setting = take = "others" eines weiteren Feldes in der Zuordnung nimmt die anderen auf.
ask-W108 =
    { $count ->
        [one] 1 Wert bedeutet vielleicht, dass die Zelle leer ist (none, nan, null)
       *[other] { $count } Werte bedeuten vielleicht, dass die Zelle leer ist (none, nan, null)
    }{ $columns }. { $count ->
        [one] Dieses Wort schreiben?
       *[other] Diese Wörter schreiben?
    }
    .assumed =
        { $count ->
            [one] Ja: Es wird als Text geschrieben.
           *[other] Ja: Sie werden als Text geschrieben.
        }
    .change =
        { $count ->
            [one] Wenn es „leer“ bedeutet, lassen Sie es so lesen.
           *[other] Wenn sie „leer“ bedeuten, lassen Sie sie so lesen.
        }
    .setting = null unter [source] (wie die Datei gelesen wird) in der Zuordnung führt die Wörter auf, die „leer“ bedeuten.
ask-W109 =
    { $count ->
        [one] 1 ganze Zahl ist mit Nachkommastelle geschrieben (1067.0)
       *[other] { $count } ganze Zahlen sind mit Nachkommastelle geschrieben (1067.0)
    }{ $columns }. { $count ->
        [one] So schreiben, wie sie ist?
       *[other] So schreiben, wie sie sind?
    }
    .assumed =
        { $count ->
            [one] Ja: Sie wird nicht repariert, und führende Nullen können fehlen.
           *[other] Ja: Sie werden nicht repariert, und führende Nullen können fehlen.
        }
    .change =
        { $count ->
            [one] Lassen Sie sie reparieren, oder exportieren Sie die Spalte als Text.
           *[other] Lassen Sie sie reparieren, oder exportieren Sie die Spalte als Text.
        }
    .setting = repair = ["float"] in der Zuordnung repariert solche Werte.
ask-W110 =
    { $count ->
        [one] 1 Zeile hat mehrere Adressen, deren Teile nicht zueinander passen
       *[other] { $count } Zeilen haben mehrere Adressen, deren Teile nicht zueinander passen
    }{ $columns }. Weglassen, was zu einer anderen Adresse gehören kann?
    .assumed = Ja: Nur die sicheren Teile werden geschrieben.
    .change =
        { $count ->
            [one] Tragen Sie die Adressen dieses Kunden von Hand im Helpdesk ein.
           *[other] Tragen Sie diese Adressen von Hand im Helpdesk ein.
        }
ask-W214 =
    { $count ->
        [one] 1 Telefonnummer gehört vielleicht zu einem anderen Land
       *[other] { $count } Telefonnummern gehören vielleicht zu einem anderen Land
    }{ $columns }. Wie eingegeben schreiben, ohne Ländervorwahl?
    .assumed =
        { $count ->
            [one] Ja: Sie wird nicht geändert.
           *[other] Ja: Sie werden nicht geändert.
        }
    .change =
        { $count ->
            [one] Schreiben Sie sie mit + und der Ländervorwahl, oder korrigieren Sie das Land der Zeile.
           *[other] Schreiben Sie sie mit + und der Ländervorwahl, oder korrigieren Sie das Land der Zeilen.
        }
    .setting = trust_country = true des Feldes in der Zuordnung sagt, dass die Länder aller Zeilen stimmen.
ask-W215 =
    { $count ->
        [one] 1 Postleitzahl passt nicht zu ihrem Land
       *[other] { $count } Postleitzahlen passen nicht zu ihrem Land
    }{ $columns }. { $count ->
        [one] So schreiben, wie sie ist?
       *[other] So schreiben, wie sie sind?
    }
    .assumed =
        { $count ->
            [one] Ja: Sie wird nicht geändert.
           *[other] Ja: Sie werden nicht geändert.
        }
    .change = Korrigieren Sie die Postleitzahl oder das Land; eine Tabellenkalkulation kann führende Nullen entfernt haben.
ask-W218 =
    { $count ->
        [one] 1 Foto wird nicht wiederhergestellt
       *[other] { $count } Fotos werden nicht wiederhergestellt
    }{ $columns }. { $count ->
        [one] Darauf verzichten?
       *[other] Darauf verzichten?
    }
    .assumed = Ja: Alle anderen Felder werden geschrieben.
    .change =
        { $count ->
            [one] Laden Sie das Foto von Hand in den Helpdesk hoch.
           *[other] Laden Sie die Fotos von Hand in den Helpdesk hoch.
        }
ask-W302 =
    { $count ->
        [one] 1 Kunde hat keine E-Mail-Adresse
       *[other] { $count } Kunden haben keine E-Mail-Adresse
    }{ $columns }. { $count ->
        [one] Trotzdem importieren?
       *[other] Trotzdem importieren?
    }
    .assumed =
        { $count ->
            [one] Ja: Per E-Mail ist dieser Kunde dann nicht erreichbar.
           *[other] Ja: Per E-Mail sind sie dann nicht erreichbar.
        }
    .change =
        { $count ->
            [one] Tragen Sie die Adresse in der Datei ein.
           *[other] Tragen Sie die Adressen in der Datei ein.
        }
ask-W303 =
    { $count ->
        [one] 1 Geburtsdatum liegt in der Zukunft oder vor 1900
       *[other] { $count } Geburtsdaten liegen in der Zukunft oder vor 1900
    }{ $columns }. { $count ->
        [one] So schreiben, wie es ist?
       *[other] So schreiben, wie sie sind?
    }
    .assumed =
        { $count ->
            [one] Ja: Es wird nicht geändert.
           *[other] Ja: Sie werden nicht geändert.
        }
    .change =
        { $count ->
            [one] Prüfen Sie das Jahr in der Datei.
           *[other] Prüfen Sie die Jahre in der Datei.
        }
ask-W405 =
    { $count ->
        [one] 1 Kunde hat Zeilen mit verschiedenen Werten
       *[other] { $count } Kunden haben Zeilen mit verschiedenen Werten
    }{ $columns }. Den Wert verwenden, den die Zuordnung wählt?
    .assumed = Ja: in der Regel den ersten; die anderen werden nicht geschrieben.
    .change = Lassen Sie einen anderen Wert des Feldes wählen.
    .setting = merge eines Feldes in der Zuordnung sagt, welcher seiner Werte verwendet wird.
ask-W407 =
    { $count ->
        [one] 1 Kunde der Sicherung existiert nicht mehr, und ein anderer hat denselben Schlüssel
       *[other] { $count } Kunden der Sicherung existieren nicht mehr, und andere haben dieselben Schlüssel
    }{ $columns }. { $count ->
        [one] In diesem anderen Kunden wiederherstellen?
       *[other] In diesen anderen Kunden wiederherstellen?
    }
    .assumed =
        { $count ->
            [one] Ja: Der andere Kunde bekommt die Werte der Sicherung.
           *[other] Ja: Die anderen Kunden bekommen die Werte der Sicherung.
        }
    .change =
        { $count ->
            [one] Vergleichen Sie die beiden, und stellen Sie nur dieselbe Person wieder her.
           *[other] Vergleichen Sie sie, und stellen Sie nur dieselben Personen wieder her.
        }
ask-W507 =
    { $count ->
        [one] 1 Kunde wurde im selben Moment von jemand anderem angelegt
       *[other] { $count } Kunden wurden im selben Moment von anderen angelegt
    }{ $columns }. Beide behalten?
    .assumed = Ja: Beide sind im Helpdesk.
    .change =
        { $count ->
            [one] Vergleichen Sie die beiden dort, und löschen Sie einen oder führen Sie sie zusammen.
           *[other] Vergleichen Sie sie dort, und löschen oder vereinen Sie die doppelten.
        }

## Was nach einem Lauf zu prüfen ist. Zu antworten ist nichts: Die Texte sagen, was geschehen ist und wie es sich ändern lässt.

ask-duplicates-written =
    { $count ->
        [one] 1 Zeile betrifft denselben Kunden wie eine frühere Zeile.
       *[other] { $count } Zeilen betreffen dieselben Kunden wie frühere Zeilen.
    }
    .assumed =
        { $used ->
            [first] { $count ->
                [one] Die erste Zeile wurde verwendet, die andere weggelassen.
               *[other] Von jedem Kunden wurde die erste Zeile verwendet, die anderen wurden weggelassen.
            }
            [last] { $count ->
                [one] Die letzte Zeile wurde verwendet, die andere weggelassen.
               *[other] Von jedem Kunden wurde die letzte Zeile verwendet, die anderen wurden weggelassen.
            }
           *[mixed] { $count ->
                [one] Eine der beiden Zeilen wurde verwendet, die andere weggelassen.
               *[other] Von jedem Kunden wurde eine Zeile verwendet, die anderen wurden weggelassen.
            }
        }
    .change = Wenn eine andere Zeile stimmt, korrigieren Sie den Kunden im Helpdesk.
ask-merged-written =
    { $count ->
        [one] 1 Zeile betrifft denselben Kunden wie eine frühere Zeile.
       *[other] { $count } Zeilen betreffen dieselben Kunden wie frühere Zeilen.
    }
    .assumed = Die Zeilen jedes Kunden wurden zusammengeführt; von jedem Feld blieb der erste Wert, sofern die Zuordnung nichts anderes sagt.
    .change = Wenn ein anderer Wert stimmt, korrigieren Sie den Kunden im Helpdesk.
ask-phone-region-written =
    { $count ->
        [one] 1 Telefonnummer hatte keine Landesangabe ({ $field }).
       *[other] { $count } Telefonnummern hatten keine Landesangabe ({ $field }).
    }
    .assumed =
        { $count ->
            [one] Gelesen als Nummer dieses Landes: { $country }.
           *[other] Gelesen als Nummern dieses Landes: { $country }.
        }
    .change = Wenn eine Nummer aus einem anderen Land ist, korrigieren Sie sie im Helpdesk.
    .setting = region des Feldes in der Zuordnung ist das Land der Nummern ohne Landesangabe, jetzt "{ $code }".
ask-day-first-written =
    { $count ->
        [one] 1 Datum konnte
       *[other] { $count } Datumsangaben konnten
    } der 3. April oder der 4. März sein (3/4) ({ $field }).
    .assumed = Der Tag wurde zuerst gelesen, wie in Zeile { $row }.
    .change = Wenn das falsch ist, lassen Sie den Import zurücknehmen und mit der anderen Reihenfolge wiederholen.
    .setting = order des Feldes in der Zuordnung: "dmy" ist Tag, Monat, Jahr; "mdy" ist Monat, Tag, Jahr.
ask-month-first-written =
    { $count ->
        [one] 1 Datum konnte
       *[other] { $count } Datumsangaben konnten
    } der 3. April oder der 4. März sein (3/4) ({ $field }).
    .assumed = Der Monat wurde zuerst gelesen, wie in Zeile { $row }.
    .change = Wenn das falsch ist, lassen Sie den Import zurücknehmen und mit der anderen Reihenfolge wiederholen.
    .setting = order des Feldes in der Zuordnung: "dmy" ist Tag, Monat, Jahr; "mdy" ist Monat, Tag, Jahr.
ask-year-first-written =
    { $count ->
        [one] 1 Datum konnte
       *[other] { $count } Datumsangaben konnten
    } mit dem Tag oder mit dem Jahr beginnen ({ $field }).
    .assumed = Das Jahr wurde zuerst gelesen, wie in Zeile { $row }.
    .change = Wenn das falsch ist, lassen Sie den Import zurücknehmen und mit der anderen Reihenfolge wiederholen.
    .setting = order des Feldes in der Zuordnung: "dmy" ist Tag, Monat, Jahr; "mdy" ist Monat, Tag, Jahr.
ask-encoding-written = { $file } sagt nicht, wie die Buchstaben gespeichert sind.
    .assumed = Die Datei wurde als { $encoding } gelesen.
    .change = Sehen Sie sich im Helpdesk Namen mit Umlauten und Akzenten an. Wenn sie falsch sind, lassen Sie den Import zurücknehmen und mit der richtigen Zeichenkodierung wiederholen.
    .setting = --encoding NAME sagt, wie die Buchstaben einer Datei gespeichert sind.
ask-other-written =
    { $count ->
        [one] 1 Wert
       *[other] { $count } Werte
    }{ $columns }: { $title }.
    .assumed =
        { $outcome ->
            [left-out] { $count ->
                [one] Die Zeile wurde ohne den Wert importiert: Die Zuordnung lässt ihn weg.
               *[other] Die Zeilen wurden ohne die Werte importiert: Die Zuordnung lässt sie weg.
            }
            [kept] { $count ->
                [one] Die Zeile wurde mit dem Wert importiert, wie er geschrieben ist: Die Zuordnung behält ihn.
               *[other] Die Zeilen wurden mit den Werten importiert, wie sie geschrieben sind: Die Zuordnung behält sie.
            }
            [defaulted] { $count ->
                [one] Die Zeile wurde mit dem Standardwert der Zuordnung importiert.
               *[other] Die Zeilen wurden mit dem Standardwert der Zuordnung importiert.
            }
            [mixed] Die Zeilen wurden so importiert, wie es die Zuordnung für jedes Feld sagt. Werte weggelassen: { $left_out }; wie geschrieben behalten: { $kept }; durch den Standardwert ersetzt: { $defaulted }.
           *[unknown] { $count ->
                [one] Die Zeile wurde trotzdem importiert. results.csv sagt, was mit dem Wert geschah.
               *[other] Die Zeilen wurden trotzdem importiert. results.csv sagt zu jeder, was mit dem Wert geschah.
            }
        }
    .change =
        { $count ->
            [one] Korrigieren Sie den Kunden im Helpdesk, oder die Zeile in der Datei und importieren Sie sie erneut.
           *[other] Korrigieren Sie die Kunden im Helpdesk, oder die Zeilen in der Datei und importieren Sie sie erneut.
        }
