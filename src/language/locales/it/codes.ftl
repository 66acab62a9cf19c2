### Titoli e rimedi delle segnalazioni. I termini sono in page.ftl. Parole della mappatura e opzioni restano come sono.

E001 = la riga ha più o meno celle dell’intestazione
    .remedy = Mettere il valore tra virgolette doppie, oppure esportare di nuovo il file.
E002 = una cella supera la lunghezza massima
    .remedy = Chiudere le virgolette, oppure accorciare il valore.
E003 = la riga contiene un byte NUL
    .remedy = Esportare di nuovo il file, oppure indicarne la codifica con --encoding.
E004 = la riga contiene byte non validi in questa codifica
    .remedy = Se le righe interessate sono molte, indicare la codifica con --encoding (windows-1252, cp850, macintosh, shift_jis, ...), oppure salvare il file come UTF-8. Se sono poche, correggerle nel file degli scarti.
E005 = la cella contiene un errore del foglio di calcolo
    .remedy = Correggere la formula, oppure svuotare la cella.
E006 = il numero ha perso delle cifre
    .remedy = Formattare la colonna come testo nel foglio di calcolo e inserire di nuovo il valore, oppure esportarlo di nuovo.
E007 = le virgolette doppie aperte non vengono mai chiuse
    .remedy = Chiudere le virgolette in quella riga, oppure raddoppiarle ("") se fanno parte del valore. Se tutte le virgolette del file fanno parte dei valori, usare --quote none.
E008 = il record non è un oggetto JSON o una vCard
    .remedy = Correggere il record, oppure esportarlo di nuovo.
E009 = virgolette doppie nel posto sbagliato
    .remedy = Raddoppiare le virgolette ("") se fanno parte del valore. Se tutte le virgolette del file fanno parte dei valori, usare --quote none. Se sono precedute da una barra rovesciata, usare --escape '\'.
W010 = questa linea è stata letta come riga perché una riga precedente ha virgolette irregolari
    .remedy = Controllare se si tratta di una riga, e correggere le virgolette nella riga precedente.
W011 = una cella su più linee contiene qualcosa che sembra una riga
    .remedy = Se è una riga, chiudere le virgolette che la precedono. In caso contrario non occorre fare nulla.
W012 = virgolette doppie dentro un valore senza virgolette
    .remedy = Controllare il valore. Se tutte le virgolette del file fanno parte dei valori, usare --quote none.
W013 = il testo è stato codificato due volte
    .remedy = Impostare repair = ["double-utf8"] per il campo nella mappatura, oppure esportare di nuovo il file come UTF-8.
W014 = alcune lettere sono andate perse prima che il file fosse scritto
    .remedy = Esportare di nuovo i dati come UTF-8, oppure correggere il valore a mano.
W015 = il testo contiene entità HTML
    .remedy = Impostare repair = ["entities"] per il campo nella mappatura, oppure esportare di nuovo il file senza HTML.
E016 = la formula non ha un risultato memorizzato
    .remedy = Aprire la cartella di lavoro in Excel o LibreOffice e salvarla di nuovo, così che le formule vengano calcolate.
E017 = il foglio contiene due volte questa riga
    .remedy = Aprire la cartella di lavoro in un foglio di calcolo, controllare la riga e salvare di nuovo, oppure esportarla di nuovo.
W018 = la cella è vuota perché è unita ad altre; vedere --merged fill
    .remedy = Usare --merged fill, oppure merged = "fill" in [source] (come si legge il file) nella mappatura, per usare il valore in tutte queste righe.
W019 = la riga potrebbe essere solo una parte di riga
    .remedy = Controllare la riga indicata nel messaggio. Se le due sono un’unica riga, mettere il valore tra virgolette doppie. In caso contrario, correggere quella riga.
W020 = più o meno celle delle righe vicine
    .remedy = Controllare che ogni valore sia nella colonna giusta. Mettere tra virgolette doppie un valore che contiene il separatore.
W021 = il testo ha più senso in un’altra codifica
    .remedy = Correggere la cella, oppure esportare di nuovo la riga come UTF-8. Se tutte le righe hanno più senso in quella codifica, indicarla con --encoding.
E020 = la riga ripete l’intestazione o è una linea di trattini
    .remedy = Eliminare la riga, oppure esportare la tabella senza linee e senza intestazioni di pagina.
W022 = il file è una pagina di una serie
    .remedy = Richiedere all’API tutte le pagine e importare anche le altre. Se ogni pagina è in un file a parte, non occorre fare nulla.
W023 = una barra rovesciata potrebbe introdurre un carattere speciale
    .remedy = Se in questo file le barre rovesciate introducono caratteri speciali, usare --escape '\', oppure escape = '\' in [source] (come si legge il file). Se sono testo, usare --escape none.
W024 = un oggetto in alcuni record, un valore in altri
    .remedy = Aggiungere alla mappatura l’elemento dell’oggetto: FIELD = { "{" } first = ["note", "note.text"] { "}" }.
W025 = un foglio di calcolo ha cambiato la cella di una riga rifiutata
    .remedy = Non occorre fare nulla: si usa il valore originale. Per tenere invece il valore del file, svuotate la cella _run della riga. Un file salvato come XLSX conserva i suoi valori.
W026 = la cella di una riga rifiutata è stata cambiata, forse per errore
    .remedy = Confrontare i due valori. Se la modifica è voluta, non c’è nulla da fare. Altrimenti, rimettere il vecchio valore nella cella.
W027 = una correzione non corrisponde più alla sua riga
    .remedy = Controllare la riga nella fonte. Correggerla di nuovo, oppure togliere la riga dal file delle correzioni.
W028 = un foglio di calcolo può aver cambiato il valore di una correzione
    .remedy = Confrontate `was` e `now` nel file delle correzioni. Se una parte del valore è andata persa, riscrivetelo con un editor di testo, oppure con ogni colonna come testo.
E101 = un campo obbligatorio è vuoto
    .remedy = Compilare la cella, oppure dare al campo un valore predefinito nella mappatura.
E102 = il valore non è nella tabella di conversione
    .remedy = Aggiungere il valore alla tabella di conversione nella mappatura, oppure correggere la cella.
E103 = il valore non corrisponde al modello richiesto
    .remedy = Correggere la cella, oppure il modello nella mappatura.
E104 = il template non ha funzionato
    .remedy = Correggere il template nella mappatura, oppure la cella che utilizza.
E105 = il valore non è tra quelli ammessi
    .remedy = Correggere la cella, oppure aggiungere il valore all’elenco nella mappatura.
E107 = una regola della mappatura scarta la riga
    .remedy = Correggere o eliminare la riga, oppure modificare la regola nella mappatura.
W106 = i caratteri di controllo sono stati rimossi
    .remedy = Non occorre fare nulla. Se il valore è importante, controllarlo nell’help desk.
W107 = più valori di quanti il campo ne accolga
    .remedy = Aggiungere nella mappatura un campo per gli altri (take = "others"), oppure toglierli dalla cella.
W108 = il valore potrebbe indicare una cella vuota
    .remedy = Se la parola significa vuoto, aggiungerla a `null` in [source] (come si legge il file) nella mappatura.
W109 = un numero intero è stato scritto con i decimali
    .remedy = Impostare repair = ["float"] per il campo nella mappatura, oppure esportare la colonna come testo.
W110 = le parti di più indirizzi non si possono abbinare
    .remedy = Compilare l’indirizzo a mano nell’help desk, oppure correggere l’origine in modo che ogni cella contenga un solo valore.
W111 = una parte della scheda è stata ignorata
    .remedy = Controllare le parti indicate nel messaggio e aggiungere nell’help desk ciò che serve. Se un valore continua nella linea successiva, iniziare quella linea con uno spazio, oppure esportare di nuovo la scheda.
E201 = non è un indirizzo e-mail
    .remedy = Correggere l’indirizzo. Se la cella ne contiene più d’uno, lasciarne uno solo.
E202 = paese non riconosciuto
    .remedy = Scrivere il codice ISO di due lettere del paese, ad esempio DE.
E203 = sono possibili più paesi
    .remedy = Scrivere il codice ISO di due lettere del paese giusto.
E204 = un codice o un paese che oggi non è nella norma ISO 3166-1
    .remedy = Scrivere il codice ISO di due lettere del paese in cui il cliente vive oggi.
E205 = non è una lingua dell’help desk
    .remedy = Scrivere en, it, es o fr, oppure impostare un valore predefinito e on_invalid = "default" per il campo nella mappatura.
E206 = non è una data nei formati indicati, oppure il giorno non esiste
    .remedy = Correggere la data, oppure aggiungerne il formato alla mappatura.
E207 = la data è ambigua
    .remedy = Stabilire nella mappatura un solo ordine di giorno e mese, oppure scrivere la data come AAAA-MM-GG.
E208 = né sì né no
    .remedy = Scrivere sì o no (yes, no), oppure elencare le proprie parole nella mappatura (true_values, false_values).
E209 = non è un numero intero
    .remedy = Correggere la cella.
E210 = non è un numero decimale
    .remedy = Scrivere il numero con un punto prima dei decimali e senza separatori delle migliaia.
E211 = non è un indirizzo web
    .remedy = Scrivere l’indirizzo completo, ad esempio https://example.org/.
E212 = non è un numero di telefono
    .remedy = Correggere il numero. Per conservarlo come è scritto, impostare on_invalid = "keep" oppure as = "text" nella mappatura.
E213 = il paese del numero di telefono è sconosciuto
    .remedy = Scriverlo con + e il prefisso internazionale, compilare il paese, oppure impostare l’area nella mappatura (region = "IT").
W214 = il numero di telefono potrebbe appartenere a un altro paese
    .remedy = Scriverlo con + e il prefisso internazionale, oppure correggere il paese della riga. Se i paesi di tutte le righe sono giusti, impostare trust_country = true nella mappatura.
W215 = non è un codice postale del paese della riga
    .remedy = Correggere il codice postale o il paese della riga, e formattare la colonna come testo nel foglio di calcolo.
E216 = il file della foto non si può usare
    .remedy = Mettere l’immagine nella cartella, correggere la cella, oppure impostare on_invalid = "empty" nella mappatura per importare il cliente senza foto.
E217 = non è un oggetto JSON
    .remedy = Scrivere un oggetto JSON come { "{" }"id": "7"{ "}" }, oppure lasciare la cella vuota.
W218 = una foto non viene ripristinata
    .remedy = Caricare la foto a mano nell’help desk, oppure ripristinarla da un altro backup.
E301 = il cliente non ha un nome
    .remedy = Compilare il nome, oppure assegnare come ripiego un’altra colonna (l’indirizzo e-mail, l’azienda). Se il cliente dovrebbe già esistere, controllare la chiave di confronto: una chiave sbagliata non trova nulla. Con --mode update una riga di questo tipo viene saltata.
W302 = il cliente non ha un indirizzo e-mail
    .remedy = Se l’indirizzo è noto, inserirlo.
W303 = la data di nascita è improbabile
    .remedy = Controllare l’anno.
E304 = l’account non ha questo campo personalizzato
    .remedy = Correggere il nome in [custom_fields] (i campi personalizzati) nella mappatura (`deskferry customer fields` elenca quelli definiti), oppure creare prima il campo nell’help desk. --fields none disattiva questo controllo.
E305 = non è un valore del campo personalizzato
    .remedy = Correggere la cella, convertirla con una tabella di conversione nella mappatura, oppure aggiungere il valore all’elenco nell’help desk.
E306 = il valore non si accorda con il campo superiore
    .remedy = Correggere uno dei due, oppure assegnarli entrambi nella mappatura.
E307 = un campo personalizzato obbligatorio è vuoto
    .remedy = Compilare la cella, oppure dare al campo un valore predefinito in [custom_fields] (i campi personalizzati) nella mappatura. Con --mode update una riga viene scartata solo se svuoterebbe il campo di un cliente esistente.
E401 = la riga non ha una chiave di confronto
    .remedy = Compilare la chiave, oppure impostare on_no_key = "insert" in [match] (come si riconoscono i clienti) nella mappatura per inserire righe di questo tipo con --mode upsert (inserire i nuovi clienti e aggiornare gli esistenti). Con --mode update, compilare la chiave: quella modalità non inserisce clienti.
E402 = una riga precedente è lo stesso cliente
    .remedy = Se è giusta la prima, eliminare l’altra. Un duplicato scartato la cui cella _codes viene svuotata sovrascrive il cliente della prima. Per decidere per tutte le righe, impostare on_duplicate = "first", "last" o "merge" in [match] (come si riconoscono i clienti) nella mappatura.
E403 = nell’help desk corrispondono più clienti
    .remedy = Unire i clienti nell’help desk, oppure usare --on-multiple first o last.
E404 = la riga con cui è stata unita non è stata scritta
    .remedy = Correggere la riga indicata nel messaggio e importare il file degli scarti. Contiene entrambe le righe, che vengono unite di nuovo.
W405 = righe dello stesso cliente hanno valori diversi
    .remedy = Non occorre fare nulla se la mappatura sceglie correttamente: merge = "fill" (il primo valore; predefinito), "last", "first" o "join".
E406 = un modello cambierebbe di nuovo il proprio risultato
    .remedy = Fare in modo che il modello restituisca `current` invariato se contiene già il testo, ad esempio { "{% if row['Notes'] in current.memo %}{{ current.memo }}{% else %}{{ current.memo }} {{ row['Notes'] }}{% endif %}" }. Se il testo va soltanto aggiunto, basta write = "append", senza modello.
W407 = il cliente non esiste più, e un altro ha la stessa chiave
    .remedy = Confrontare i due. Se sono persone diverse, escludere questo cliente dal ripristino, oppure ripristinare con --by-id-only, che inserisce di nuovo i clienti che non esistono più.
E501 = l’help desk ha rifiutato il cliente
    .remedy = Correggere ciò che l’help desk indica, e importare il file degli scarti.
E502 = la scrittura non è riuscita
    .remedy = Importare il file degli scarti quando il servizio funziona di nuovo.
E503 = non si sa se il cliente sia stato scritto
    .remedy = Cercare il cliente nell’help desk. Importare di nuovo la riga solo se non c’è.
E504 = il cliente nel frattempo è cambiato
    .remedy = Controllare il cliente nell’help desk. Per scrivere comunque una riga di un’importazione, eseguire di nuovo l’importazione per creare un nuovo piano.
E505 = il cliente nel frattempo è stato eliminato
    .remedy = Eseguire di nuovo l’importazione per creare un nuovo piano. Dopo un annullamento non occorre fare nulla: non c’è niente da ripristinare.
E506 = l’help desk ha risposto con un altro cliente
    .remedy = Confrontare la riga con quel cliente nell’help desk. Per aggiornare quel cliente con la riga, usare come chiave di confronto ciò che i due hanno in comune (keys in [match] nella mappatura: come si riconoscono i clienti), e importare il file degli scarti.
W507 = un altro cliente ha la stessa chiave
    .remedy = Controllarli entrambi nell’help desk, tenerne uno ed eliminare o unire l’altro.
