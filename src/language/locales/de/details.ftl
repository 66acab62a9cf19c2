### Hinweise und Ursachen mit festem Text. Die englischen stehen im Code.

detail-decimals = Ziffern mit einem Punkt vor den Nachkommastellen schreiben, ohne Währung oder Einheit
detail-thousands = die Zahl ohne Tausendertrennzeichen schreiben, oder das Dezimalzeichen in der Zuordnung festlegen
detail-unusual = nach unsichtbaren oder ungewöhnlichen Zeichen suchen und sie neu eingeben
detail-several = sie im Helpdesk zusammenführen, oder --on-multiple first oder last verwenden
detail-name = den Namen eintragen, oder `name` einen Ersatz wie die E-Mail-Adresse zuordnen; wenn es den Kunden schon geben müsste, den Abgleichschlüssel prüfen, oder mit --mode update importieren
detail-address = die Adresse von Hand eintragen, oder nur eine Adresse in der Zeile lassen
detail-image = das Bild in einem dieser Formate speichern
detail-folder = den Ordner umbenennen
detail-default = die Zelle ausfüllen, oder dem Feld in der Zuordnung einen Standardwert geben
detail-country = das Land eintragen
detail-pattern = den Wert korrigieren, oder das Muster in der Zuordnung
detail-year = das Jahr prüfen
detail-no-such-day = diesen Tag gibt es nicht
detail-correct-date = das Datum korrigieren
detail-address-if-known = die Adresse eintragen, wenn sie bekannt ist
detail-one-row = eine der Zeilen behalten
detail-process-ended = der deskferry-Prozess endete während des Versuchs
