### Perché una colonna è proposta per un campo, o per nessuno. I testi inglesi sono nel codice.

reason-name = nome della colonna
reason-empty-so-far = finora vuota
reason-empty-column = colonna vuota
reason-no-field = nessun campo corrispondente
reason-company-number = un numero dell’azienda, per un campo personalizzato
reason-other-person = la colonna sembra riguardare un’altra persona, per esempio un agente, e non il cliente
reason-same-value = lo stesso valore in tutte le { $count } righe
reason-same-value-other = lo stesso valore in tutte le { $count } righe: potrebbe essere di un’altra persona
reason-few-values = solo { $different } valori diversi in { $count } righe
reason-few-values-other = solo { $different } valori diversi in { $count } righe: potrebbero essere di un’altra persona
reason-misfit-name = il nome della colonna fa pensare a un nome, ma i valori sono { $what }
reason-misfit-field = il nome della colonna fa pensare a «{ $field }», ma i valori sono { $what }
reason-misfit-truth = il nome della colonna fa pensare a sì o no, ma i valori sono altro
reason-fits-share = il nome si addice a «{ $field }», ma solo { $count } valori su { $all } sono { $what }
reason-fits-one = il nome si addice a «{ $field }», ma il solo valore non va bene (cercati: { $what })
reason-no-dates = il nome si addice a «Data di nascita», ma i valori non sono date in una forma nota
reason-odd-phones =
    { $count ->
        [one] 1 valore su { $all } non è un numero di telefono e resta com’è scritto
       *[other] { $count } valori su { $all } non sono numeri di telefono e restano come sono scritti
    }: { $values }
reason-only-share =
    { $count ->
        [one] solo 1 valore su { $all } è fra { $what }
       *[other] solo { $count } valori su { $all } sono { $what }
    }
reason-share =
    { $count ->
        [one] 1 valore su { $all } è fra { $what }
       *[other] { $count } valori su { $all } sono { $what }
    }
reason-one-value =
    { $count ->
        [0] il solo valore non va bene (cercati: { $what })
       *[other] il solo valore va bene ({ $what })
    }
reason-phones = i valori sembrano numeri di telefono
reason-values-are = i valori sono { $what }
reason-check = da controllare: { $values }
reason-birthdays = compleanni come { $day } o { $month }
reason-which-order = il campione non mostra quale. Per associarla, scrivere birthDate sotto [fields], con formats = ["{ $day }"] o formats = ["{ $month }"]
reason-not-shown = mai associata da sola, valori non mostrati
reason-like = come { $column }, che è già associata
reason-custom-name = nome di un campo personalizzato
reason-custom-parent = nome del campo personalizzato «{ $field }», che richiede un valore in «{ $parent }»
reason-custom-few = nome del campo personalizzato «{ $field }», ma solo { $count } valori su { $all } sono nel suo elenco
reason-custom-list = tutti i valori sono nell’elenco di un campo personalizzato
reason-custom-list-spelling = tutti i valori sono nell’elenco di un campo personalizzato, alcuni scritti diversamente
reason-two-lists = i valori sono negli elenchi di «{ $field }» e «{ $parent }»
reason-in-list = { $count } su { $all } sono nel suo elenco
reason-in-list-spelling = { $count } su { $all } sono nel suo elenco, alcuni scritti diversamente
reason-some-in-list = solo { $count } su { $all } sono nel suo elenco, non { $values }
reason-encoded-twice = { $before } è codificato due volte e si legge come { $after }
reason-html = { $before } è scritto per HTML e si legge come { $after }
reason-broken-cells =
    { $count ->
        [one] 1 cella contiene un errore del foglio di calcolo o una formula senza risultato
       *[other] { $count } celle contengono un errore del foglio di calcolo o una formula senza risultato
    }
reason-company-as-name = nessuna colonna con nomi di persone: come nome si usa l’azienda
kind-emails = indirizzi e-mail
kind-countries = paesi
kind-languages = lingue dell’help desk
kind-any-languages = lingue
kind-web-addresses = indirizzi web
kind-file-names = nomi di file
kind-short-numbers = numeri con meno di cinque cifre
kind-truths = sì o no
kind-codes = codici o numeri
kind-days = giorni
kind-status = parole di stato
kind-words = parole
kind-else = altro
kind-password = una password o una chiave
kind-account = una carta o un conto bancario
kind-identity = un numero personale, fiscale o di un documento
kind-workbook-dates = date di una cartella di lavoro
kind-dates = date come { $form }
form-short-year = anno a due cifre
form-month-name = nome del mese
form-or = {" o "}
form-day = giorno
form-month = mese
form-year = anno
form-hour = ora
form-minute = minuto
form-second = secondo
