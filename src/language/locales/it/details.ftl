### Suggerimenti e cause con testo fisso. Quelli inglesi sono nel codice.

detail-decimals = scrivere le cifre con il punto prima dei decimali, senza valuta né unità
detail-thousands = scrivere il numero senza separatore delle migliaia, oppure impostare il separatore decimale nella mappatura
detail-unusual = cercare caratteri invisibili o insoliti e digitarli di nuovo
detail-several = unirli nell’help desk, oppure usare --on-multiple first o last
detail-name = compilare il nome, oppure associare a `name` un’alternativa come l’indirizzo e-mail; se il cliente dovrebbe già esistere, controllare la chiave di confronto oppure importare con --mode update
detail-address = compilare l’indirizzo a mano, oppure lasciare un solo indirizzo nella riga
detail-image = salvare l’immagine in uno di questi formati
detail-folder = rinominare la cartella
detail-default = compilare la cella, oppure dare al campo un valore predefinito nella mappatura
detail-country = compilare il paese
detail-pattern = correggere il valore, oppure il modello nella mappatura
detail-year = controllare l’anno
detail-no-such-day = questo giorno non esiste
detail-correct-date = correggere la data
detail-address-if-known = compilare l’indirizzo, se è noto
detail-one-row = tenere una sola delle righe
detail-process-ended = il processo di deskferry è terminato durante il tentativo
