### I testi di report.html in italiano. Registro: professionale e impersonale.
###
### Termini: customer = cliente, row = riga, column = colonna, field = campo, source = origine, mapping = mappatura,
### match key = chiave di confronto, help desk = help desk, plan = piano, run = esecuzione, issue = segnalazione,
### error = errore, warning = avviso, reject = scartare (scarto), skip = saltare, merge = unire, update = aggiornare,
### insert = inserire, rejects file = file degli scarti, dry run = simulazione, attempt = tentativo,
### lookup table = tabella di conversione, default = valore predefinito.

## La cornice della pagina

skip-to-report = Vai al rapporto
values-masked = valori mascherati
sections = Sezioni
nav-outcome = Risultato
nav-issues = Segnalazioni
nav-writing = Scrittura
nav-updates = Aggiornamenti
nav-columns = Colonne
nav-duplicates = Duplicati
nav-countries = Paesi
nav-mapping = Mappatura
nav-rows = Righe
nav-run = Esecuzione
footer = Questa pagina funziona senza connessione. Contiene dati di clienti: va trattata di conseguenza.

## Il titolo

title-validation = Verifica
title-undo = Annullamento
title-restore-plan = Piano di ripristino
title-restore = Ripristino
title-applied-plan = Piano applicato
title-import-plan = Piano di importazione
title-import = Importazione
title-of = { $what } di { $name }
title-of-several =
    { $more ->
        [one] { $what } di { $name } e di un altro file
       *[other] { $what } di { $name } e di altri { $more } file
    }
standard-input = standard input

## Il verdetto

headline-no-rows = L’origine non contiene righe.
headline-one-row-good = Tutto a posto: la riga può essere importata.
headline-one-row-warned = Nessun errore: la riga può essere importata; 1 riga ha un avviso da controllare.
headline-one-row-skipped = Tutto a posto: la riga viene saltata.
headline-one-row-skipped-warned = Nessun errore: la riga viene saltata; 1 riga ha un avviso da controllare.
headline-all-good = Tutto a posto: è possibile importare tutto ({ rows }).
headline-all-warned = Nessun errore: è possibile importare tutto ({ rows }){ and-warnings }.
headline-some-good =
    { $warned ->
        [0] Tutto a posto
       *[other] Nessun errore
    }: { $good ->
        [one] si può importare { $good } riga
       *[other] si possono importare { $good } righe
    } su un totale di { rows }; { $rest ->
        [one-skipped] la riga restante viene saltata
        [one-merged] la riga restante viene unita a un’altra
        [skipped] le righe restanti vengono saltate
       *[mixed] le righe restanti vengono unite ad altre o saltate
    }{ and-warnings }.
headline-rejected =
    { $rejected ->
        [one] { $rejected } riga scartata
       *[other] { $rejected } righe scartate
    } per errori su un totale di { rows }; { $good ->
        [one] { $good } può essere importata
       *[other] { $good } possono essere importate
    }{ and-warnings }.
headline-planned = Solo un piano: non è stato scritto nulla. Su { rows }: { $parts }{ and-warnings }.
headline-finished = Operazione completata. Su { rows }: { $parts }{ and-warnings }.
headline-open = Operazione non conclusa: l’esecuzione è ancora in corso oppure è stata interrotta. Finora, su { rows }: { $parts }{ and-warnings }.
headline-stopped = Interrotta prima della fine: { $reason }.
headline-stopped-pending =
    Interrotta prima della fine ({ $reason }). { $pending ->
        [one] 1 riga non è ancora stata scritta
       *[other] { $pending } righe non sono ancora state scritte
    }; per continuare: `deskferry resume { $run }`.
rows =
    { $rows ->
        [one] 1 riga
       *[other] { $rows } righe
    }
and-warnings =
    { $warned ->
        [0] { "" }
        [one] ; 1 riga ha un avviso da controllare
       *[other] ; { $warned } righe hanno avvisi da controllare
    }

## L’esito delle righe, nel verdetto

part-to-insert = { $rows } da inserire
part-to-update = { $rows } da aggiornare
part-unchanged =
    { $rows ->
        [one] { $rows } invariata
       *[other] { $rows } invariate
    }
part-to-skip = { $rows } da saltare
part-merged =
    { $rows ->
        [one] { $rows } unita ad altre righe
       *[other] { $rows } unite ad altre righe
    }
part-to-reject = { $rows } da scartare
part-inserted =
    { $rows ->
        [one] { $rows } inserita
       *[other] { $rows } inserite
    }
part-updated =
    { $rows ->
        [one] { $rows } aggiornata
       *[other] { $rows } aggiornate
    }
part-deleted =
    { $rows ->
        [one] { $rows } eliminata
       *[other] { $rows } eliminate
    }
part-up-to-date =
    { $rows ->
        [one] { $rows } già aggiornata
       *[other] { $rows } già aggiornate
    }
part-skipped =
    { $rows ->
        [one] { $rows } saltata
       *[other] { $rows } saltate
    }
part-rejected =
    { $rows ->
        [one] { $rows } scartata
       *[other] { $rows } scartate
    }
part-failed =
    { $rows ->
        [one] { $rows } non riuscita
       *[other] { $rows } non riuscite
    }
part-unknown = { $rows } con esito sconosciuto
part-pending =
    { $rows ->
        [one] { $rows } non ancora scritta
       *[other] { $rows } non ancora scritte
    }
part-none = nessuna
list-more = { $first }, { $next }
list-end = { $first } e { $last }

## Risultato

tile-rows = righe
tile-importable = importabili
tile-to-insert = da inserire
tile-to-update = da aggiornare
tile-unchanged = invariate
tile-inserted = inserite
tile-updated = aggiornate
tile-skipped = saltate
tile-rejected = scartate
tile-merged = unite a un’altra riga
tile-deleted = eliminate
tile-failed = non riuscite
tile-unknown = con esito sconosciuto
tile-pending = non ancora scritte
tile-warned = accettate con avvisi
outcome-bar = Gli esiti come quote di tutte le righe; i numeri sono elencati sopra
estimate = { estimate-subject } circa <strong>{ calls }</strong>, cioè <strong>{ $duration }</strong> a { $rate }: { estimate-calls }.
estimate-without-limit = { estimate-subject } circa <strong>{ calls }</strong> senza limite di frequenza: { estimate-calls }.
estimate-subject =
    { $what ->
        [validation] Se ogni riga è un nuovo cliente, l’importazione richiede
        [rest] Ciò che resta da scrivere richiede
        [restore] Il ripristino richiede
       *[import] L’importazione richiede
    }
estimate-calls = una per ogni inserimento, due per ogni aggiornamento (una lettura e una scrittura)
calls =
    { $calls ->
        [one] 1 chiamata
       *[other] { $calls } chiamate
    }
rate =
    { $rate ->
        [one] 1 chiamata al secondo
       *[other] { $rate } chiamate al secondo
    }
formulas = Un foglio di calcolo eseguirebbe come formule alcune celle di results.csv o rejects.csv, ad esempio <code>=HYPERLINK(...)</code>. Per aprire questi file in un foglio di calcolo, usare le copie create da <code>deskferry report { $run } --excel-safe</code>. Le copie si possono importare così come sono.
save-rejects =
    { $rows ->
        [one] Salva 1 riga scartata come CSV
       *[other] Salva { $rows } righe scartate come CSV
    }
save-first-rejects =
    { $rows ->
        [one] Salva la prima riga scartata come CSV ({ $rows })
       *[other] Salva le prime { $rows } righe scartate come CSV
    }
rejects-hint = Correggere le celle, poi importare il file. Se la provenienza dei dati non è affidabile, non aprire il file con un doppio clic: importarlo in Excel come testo.

## Segnalazioni

issues-lead = { $issues } in tutto. Una riga con un errore viene scartata; una riga con soli avvisi viene accettata.
issues-by-code = Segnalazioni per codice
issues-by-column = Segnalazioni per colonna
issues-one-by-one = Segnalazioni una per una
by-code = Per codice
by-column = Per colonna
one-by-one = Una per una
head-code = Codice
head-codes = Codici
head-count = Numero
head-issue = Segnalazione
head-where = Dove
head-examples = Esempi
head-column = Colonna
head-errors = Errori
head-warnings = Avvisi
head-row = Riga
head-value = Valore
head-what = Che cosa non va e che cosa fare
what-to-do = Che cosa fare: { $remedy }
severity-error = errore
severity-warning = avviso
unit-count = numero
unit-errors = errori
unit-warnings = avvisi
unit-row = riga
more-columns =
    { $columns ->
        [one] e un’altra colonna ({ $columns })
       *[other] e altre { $columns } colonne
    }
is-field = campo
whole-row = (riga)
each-first = Le prime { $shown } di { $all }, alcune per ogni codice.
each-all = Tutte.
filter-search = Cerca
filter-severity = Gravità
filter-all = tutte
filter-errors = errori
filter-warnings = avvisi
filter-reset = Mostra tutte
found-none = Nessuna segnalazione corrisponde.
found-some = Visualizzate: { $shown } di { $all }.
found-all = Visualizzate: { $all }.
show-more = Mostra altre

## Scrittura

attempts = Tentativi
rows-sent-again = Righe inviate più di una volta
rows-doubtful = Righe dall’esito dubbio
rows-doubtful-settled =
    { $settled ->
        [one] { $rows }, di cui { $settled } confermata come scritta
       *[other] { $rows }, di cui { $settled } confermate come scritte
    }
duration = Durata
duration-paused = { $duration }, di cui { $paused } di pausa richiesta dal server
round-trips = Tempi di risposta
round-trips-within = { $requests } richieste: metà entro { $p50 }, il 95% entro { $p95 }, il 99% entro { $p99 }
attempts-over-time = Tentativi nel tempo
attempts-chart = Tentativi nel tempo; gli stessi numeri sono nella tabella sottostante
round-trips-over-time = Tempi di risposta nel tempo
round-trips-chart = Tempi di risposta nel tempo; gli stessi numeri sono nella tabella sottostante
key-succeeded = riusciti
key-failed = non riusciti o dubbi
key-pause = pausa
key-p50 = metà entro
key-p95 = 95% entro
key-p99 = 99% entro
axis-rate = fino a { $rate } al secondo
axis-up-to = fino a { $most }
axis-start = inizio
charts-as-table = I grafici in forma di tabella
writing-over-time = Andamento della scrittura
writing-over-time-caption = Andamento della scrittura; i tempi di risposta sono i più lenti di ogni intervallo
head-from-time = Da
head-succeeded = Riusciti
head-failed = Non riusciti o dubbi
head-paused = In pausa
why-failed = Perché alcuni tentativi non sono riusciti
why-failed-caption = Perché alcuni tentativi non sono riusciti; una riga può essere riuscita a un tentativo successivo
head-cause = Causa
head-outcome = Esito
unit-attempts = tentativi
then-rejected = la riga è stata scartata
then-failed = la riga non è riuscita
then-unknown = l’esito è sconosciuto
then-found = trovata: era stata scritta
then-absent = non trovata: viene inviata di nuovo
then-ended = il processo di deskferry è terminato

## Aggiornamenti

updates-lead =
    { $customers ->
        [one] 1 cliente cambia. Gli altri campi non vengono toccati.
       *[other] { $customers } clienti cambiano. Gli altri campi non vengono toccati.
    }
fields-that-change = Campi che cambiano
fields-that-change-caption = Quanti clienti cambiano in ciascun campo
head-field = Campo
head-customers = Clienti
head-share = Quota
unit-customers = clienti
before-and-after = Prima e dopo
fields-before-and-after = Campi prima e dopo
updates-first = I primi { $shown } di { $all }
updates-all = Tutti
head-customer = Cliente
head-before = Prima
head-after = Dopo
empty = vuoto

## Colonne, duplicati e paesi

columns-of-source = Colonne dell’origine
columns-of = Colonne di { $file }
columns-of-sheet = Colonne di { $file }, foglio { $sheet }
file-with-rows =
    { $rows ->
        [one] { $file }: 1 riga
       *[other] { $file }: { $rows } righe
    }
sheet-with-rows =
    { $rows ->
        [one] { $file }, foglio { $sheet }: 1 riga
       *[other] { $file }, foglio { $sheet }: { $rows } righe
    }
head-filled = Compilate
head-looks-like = Aspetto dei valori
unit-filled = compilate
kind-empty = vuota
kind-text = testo
kind-number = numero
kind-date = data
kind-email = indirizzo e-mail
kind-phone = numero di telefono
kind-web = indirizzo web
kind-yes-no = sì o no
kind-error = errore del foglio di calcolo
duplicates = Duplicati nell’origine
duplicates-lead =
    { $rows ->
        [one] 1 riga ha
       *[other] { $rows } righe hanno
    } la stessa chiave di confronto di una riga precedente. <code>on_duplicate</code> nella mappatura stabilisce quale riga di un gruppo viene usata.
duplicate-groups = Gruppi di duplicati
duplicate-groups-caption = Gruppi di righe con la stessa chiave
head-key = Chiave
head-rows = Righe
head-row-numbers = Numeri di riga
unit-rows = righe
rows-and-others = { $rows } e altre
countries-lead = Come è stata letta ogni grafia. Un valore che non indica alcun paese, o che potrebbe indicarne più d’uno, viene rifiutato.
country-spellings = Grafie dei paesi
country-spellings-caption = I paesi e le loro grafie nell’origine
head-read-as = Letto come
head-spellings = Grafie
country-refused = rifiutato
and-more =
    { $more ->
        [one] e { $more } altra
       *[other] e altre { $more }
    }

## Mappatura e righe

fields = Da dove proviene ogni campo
fields-of-mapping = Campi della mappatura
the-mapping = La mappatura «{ $mapping }»
head-from = Da
head-conversion = Conversione
head-notes = Note
sample-rows = Righe di esempio
sample-rows-lead = Righe prese da tutto il file.
row = Riga { $row }
row-of = Riga { $row } di { $file }
in-the-source = Nell’origine
and-more-cells =
    { $cells ->
        [one] e 1 altra cella
       *[other] e altre { $cells } celle
    }
as-a-customer = Come cliente
no-customer = Nessuno: la riga contiene errori.
to-be-emptied = da svuotare

## L’esecuzione

run = Esecuzione
started = Inizio
ended = Fine
not-ended = non ancora
ended-with-reason = { $time }, stato di uscita { $status }:
ended-with-status = { $time }, stato di uscita { $status }
source = Origine
mode = Modalità
mode-upsert = inserire i nuovi e aggiornare gli esistenti (upsert)
mode-insert = solo inserire (insert)
mode-update = solo aggiornare (update)
match-key = Chiave di confronto
match-key-none = nessuna
match-key-or = { $first } oppure { $next }
customer-lookup = Ricerca dei clienti
account = Account
account-and-client = { $address }, client { $client }
plan = Piano
plan-made = { $file }, creato il { $time } dalla simulazione { $run }
plan-kept = { $file }: <code>deskferry apply { $file }</code> scrive esattamente questo
plan-hash = SHA-256 nell’ultima riga: { $hash }
made-by = Creato da

## Che cosa la pagina omette

left-out = Che cosa omette questa pagina
left-out-issues = Singole segnalazioni: sono elencate le prime { $shown } di { $all }, alcune per ogni codice. I conteggi per codice e per colonna sono completi; rejects.csv contiene tutte le righe scartate.
left-out-columns-with-issues = Segnalazioni per colonna: sono elencate le { $shown } colonne con più errori su { $all }.
left-out-rejects = Scarti: da questa pagina si possono salvare { $shown } righe su { $all }. Il file rejects.csv nella stessa cartella le contiene tutte.
left-out-updates = Aggiornamenti: sono mostrati i primi { $shown } di { $all }. I conteggi per campo sono completi.
left-out-columns = Colonne: sono elencate le prime { $shown } delle { $all } colonne di { $file }.
left-out-duplicates =
    { $rows ->
        [one] Duplicati: 1 riga appartiene a un gruppo non elencato.
       *[other] Duplicati: { $rows } righe appartengono a gruppi non elencati.
    }
left-out-countries =
    { $values ->
        [one] Paesi: 1 valore con grafie oltre le prime 500 non è elencato.
       *[other] Paesi: { $values } valori con grafie oltre le prime 500 non sono elencati.
    }
left-out-rows = Righe: sono mostrate { $shown } righe su { $all }.

## Durate e date

seconds = { $seconds } s
milliseconds = { $milliseconds } ms
minutes-and-seconds = { $minutes } min { $seconds } s
hours-and-minutes = { $hours } h { $minutes } min
days-and-hours = { $days } giorni { $hours } h
date-and-time = { $day } { $month } { $year }, { $time } UTC
month-1 = gennaio
month-2 = febbraio
month-3 = marzo
month-4 = aprile
month-5 = maggio
month-6 = giugno
month-7 = luglio
month-8 = agosto
month-9 = settembre
month-10 = ottobre
month-11 = novembre
month-12 = dicembre
