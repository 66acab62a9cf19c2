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
headline-one-row-warned = Nessun errore: la riga può essere importata, ma ha un avviso da controllare.
headline-one-row-skipped = Tutto a posto: la riga viene saltata.
headline-one-row-skipped-warned = Nessun errore: la riga viene saltata, ma ha un avviso da controllare.
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
        [one] ; 1 riga accettata ha un avviso da controllare
       *[other] ; { $warned } righe accettate hanno avvisi da controllare
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
part-replaced =
    { $rows ->
        [one] { $rows } sostituito
       *[other] { $rows } sostituiti
    }
part-emptied =
    { $rows ->
        [one] { $rows } svuotato
       *[other] { $rows } svuotati
    }
part-added =
    { $rows ->
        [one] { $rows } ampliato
       *[other] { $rows } ampliati
    }
part-filled =
    { $rows ->
        [one] { $rows } compilato
       *[other] { $rows } compilati
    }
part-protected =
    { $rows ->
        [one] { $rows } protetto
       *[other] { $rows } protetti
    }
headline-values = Valori dei clienti esistenti: { $parts }.
list-more = { $first }, { $next }
list-end = { $first } e { $last }

## Risultato

tile-rows = righe
tile-importable = importabili
tile-to-insert = nuovi clienti da inserire
tile-to-update = clienti da aggiornare
tile-unchanged = già aggiornati
# Where the help desk keeps values that the source has otherwise.
tile-unchanged-protected = invariate
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
estimate = { estimate-subject } circa <strong>{ calls }</strong>, cioè <strong>{ $duration }</strong> a { $rate }{ estimate-parts }.
estimate-without-limit = { estimate-subject } circa <strong>{ calls }</strong> senza limite di frequenza{ estimate-parts }.
estimate-subject =
    { $what ->
        [validation] Se ogni riga è un nuovo cliente, l’importazione richiede
        [rest] Scrivere ciò che resta richiede
       *[plan] Scrivere questo piano richiede
    }
estimate-parts =
    { $parts ->
        [none] { "" }
       *[some] { ": " }{ $parts }
    }
calls-to-insert =
    { $customers ->
        [one] 1 per un nuovo cliente
       *[other] { $customers } per nuovi clienti
    }
calls-to-update =
    { $customers ->
        [one] { $calls } per 1 aggiornamento (una lettura e una scrittura)
       *[other] { $calls } per { $customers } aggiornamenti (una lettura e una scrittura ciascuno)
    }
calls-to-delete =
    { $customers ->
        [one] { $calls } per 1 eliminazione (una lettura e un’eliminazione)
       *[other] { $calls } per { $customers } eliminazioni (una lettura e un’eliminazione ciascuna)
    }
calls-to-watch = { $calls } per controllare se altri inseriscono clienti
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
rate-of-process =
    Tutti i comandi che usano l’account rispettano il limite del processo { $pid } (<code>{ $command }</code>){ $known ->
        [0] { "" }
       *[other] {" "}dell’utente { $user }
    }: { $rate }.
rate-default =
    Tutti i comandi che usano l’account rispettano il limite predefinito, { $rate }, che vale per il processo { $pid } (<code>{ $command }</code>){ $known ->
        [0] { "" }
       *[other] {" "}dell’utente { $user }
    }.
formulas = Un foglio di calcolo eseguirebbe come formule alcune celle di results.csv o rejects.csv, ad esempio <code>=HYPERLINK(...)</code>. rejects.xlsx si può aprire senza rischi. Per aprire i file CSV in un foglio di calcolo, usare le copie create da <code>deskferry report { $run } --excel-safe</code>. Le copie si possono importare così come sono.
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
rejects-hint = Correggere le celle, poi importare il file: meglio rejects.xlsx, perché ogni sua cella è testo. Un foglio di calcolo altera numeri e date di un file CSV, se non viene importato come testo.
rejects-hint-stale = Le righe con E504 o E505 non vanno corrette, perché sono cambiati i loro clienti: importare di nuovo l’origine per creare un nuovo piano.

## Segnalazioni

issues-lead = Una riga con un errore viene scartata; una riga con soli avvisi viene accettata.
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
head-field = Campo
head-share = Quota
before-and-after = Prima e dopo
fields-before-and-after = Campi prima e dopo
updates-first = { $shown } di { $all }, a partire da quelli che perdono di più
updates-all = Tutti, a partire da quelli che perdono di più
head-customer = Cliente
head-before = Prima
head-after = Dopo
empty = vuoto
# The values of a field that is yes or no.
value-yes = sì
value-no = no

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
    } la stessa chiave di confronto di una riga precedente. La mappatura stabilisce quale riga di un gruppo viene usata (<code>on_duplicate</code>).
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
source = Origine
mode = Tipo di importazione
mode-upsert = inserire i nuovi clienti e aggiornare quelli esistenti (upsert)
mode-insert = inserire soltanto nuovi clienti (insert)
mode-update = aggiornare soltanto i clienti esistenti (update)
match-key = I clienti si riconoscono da
match-key-none = nessuna
match-key-or = { $first } oppure { $next }
customer-lookup = Ricerca dei clienti
account = Account
account-and-client = { $address }, client che inizia con { $begins }
account-in-memory = Sandbox in memoria
account-in-file = Sandbox nel file { $file }
hash-of-client = Hash del client id
fixes = Correzioni
fixes-told =
    { $file }: { $cells ->
        [one] { $cells } cella corretta
       *[other] { $cells } celle corrette
    }, { $rows ->
        [one] { $rows } riga messa da parte
       *[other] { $rows } righe messe da parte
    }, { $count ->
        [one] { $count } correzione che non vale più
       *[other] { $count } correzioni che non valgono più
    }
fixes-columns = Colonne corrette: { $columns }
plan = Piano
plan-made = { $file }, creato il { $time } dalla simulazione { $run }
plan-kept = { $file }: <code>{ $command }</code> scrive esattamente questo
made-by = Creato da
# At the top of the page, for whoever signs it.
made-on = creato il { $time }
made-by-run = esecuzione { $run }
takes-back = annulla l’esecuzione { $run }

## Che cosa la pagina omette

left-out = Che cosa omette questa pagina
left-out-issues = Singole segnalazioni: sono elencate le prime { $shown } di { $all }, alcune per ogni codice. I conteggi per codice e per colonna sono completi; rejects.csv contiene tutte le righe scartate.
left-out-columns-with-issues = Segnalazioni per colonna: sono elencate le { $shown } colonne con più errori su { $all }.
left-out-rejects =
    Scarti: da questa pagina { $shown ->
        [one] si può salvare 1 riga
       *[other] si possono salvare { $shown } righe
    } su { $all }. Il file rejects.csv nella stessa cartella le contiene tutte.
left-out-updates = Aggiornamenti: ne sono mostrati { $shown } di { $all }, quelli che perdono di più. I conteggi per campo sono completi.
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

## La prima pagina

nav-overwritten = Sovrascritture
nav-questions = Domande
nav-checks = Da controllare
nav-left-out = Esclusioni
happening-validation = Che cosa si può importare
happening-plan = Che cosa succederà
happening-run = Che cosa è successo
overwritten-plan = Che cosa verrà sovrascritto
overwritten-run = Che cosa è stato sovrascritto
overwritten-unknown = Non è ancora possibile dirlo: una verifica non consulta l’help desk. Lo stabilisce il piano. Per vederlo senza scrivere nulla, eseguire <code>deskferry import</code> con lo stesso file, la stessa mappatura e <code>--dry-run</code>.
overwritten-uncounted = La versione di deskferry che ha creato questo rapporto non lo contava. Si vedano gli <a href="#changes">Aggiornamenti</a>.
nothing-changes = Niente: non cambia alcun valore dei clienti esistenti.
nothing-was-changed = Niente: non è stato cambiato alcun valore dei clienti esistenti.
tile-replaced = sostituiti con un altro valore
tile-emptied = svuotati
tile-added = ampliati, senza perdere nulla
tile-filled = compilati, prima vuoti
tile-protected = protetti, lasciati come sono
values-by-field = Valori dei clienti esistenti, per campo
head-replaced = Sostituiti
head-emptied = Svuotati
head-added = Ampliati
head-values-filled = Compilati
head-protected = Protetti
unit-replaced = sostituiti
unit-emptied = svuotati
unit-added = ampliati
unit-values-filled = compilati
unit-protected = protetti
custom-field = campo personalizzato
more-fields =
    { $fields ->
        [one] e un altro campo ({ $fields }), in <a href="#changes">Aggiornamenti</a>
       *[other] e altri { $fields } campi, in <a href="#changes">Aggiornamenti</a>
    }
loses-most = I valori che perdono di più
lost-replaced = <b>{ $field }</b>, { $customer } <small>riga { $row }</small> <del>{ $before }</del> → <ins>{ $after }</ins>
lost-emptied = <b>{ $field }</b>, { $customer } <small>riga { $row }</small> <del>{ $before }</del> → <i class="empty">vuoto</i>
not-written = Che cosa resta fuori
no-row = Nessuna riga.
out-rejected =
    <b>{ $count }</b> su { rows }: { $count ->
        [one] esclusa
       *[other] escluse
    } a causa di errori
out-failed =
    <b>{ $count }</b> su { rows }: { $count ->
        [one] non riuscita
       *[other] non riuscite
    } durante la scrittura
out-unknown =
    <b>{ $count }</b> su { rows }: { $count ->
        [one] inviata, ma non si sa se sia arrivata
       *[other] inviate, ma non si sa se siano arrivate
    }
out-skipped =
    <b>{ $count }</b> su { rows }: { $count ->
        [one] esclusa da una regola, come duplicato o per il tipo di importazione
       *[other] escluse da una regola, come duplicati o per il tipo di importazione
    }
out-skipped-update =
    <b>{ $count }</b> su { rows }: { $count ->
        [one] non presente nell’help desk, e questa importazione non ne aggiunge
       *[other] non presenti nell’help desk, e questa importazione non ne aggiunge
    }
out-skipped-insert =
    <b>{ $count }</b> su { rows }: { $count ->
        [one] già presente nell’help desk, e questa importazione non ne modifica
       *[other] già presenti nell’help desk, e questa importazione non ne modifica
    }
out-skipped-duplicates =
    <b>{ $count }</b> su { rows }: { $count ->
        [one] un duplicato: al suo posto si usa un’altra riga
       *[other] duplicati: al loro posto si usano altre righe
    }
out-skipped-rule =
    <b>{ $count }</b> su { rows }: { $count ->
        [one] esclusa da una regola
       *[other] escluse da una regola
    }
out-skipped-aside =
    <b>{ $count }</b> su { rows }: { $count ->
        [one] messa da parte a mano
       *[other] messe da parte a mano
    }
out-never =
    <b>{ $values }</b> { $values ->
        [one] valore che resta vuoto, perché non viene scritto
       *[other] valori che restano vuoti, perché non vengono scritti
    }: { $fields }
out-faulty =
    <b>{ $values }</b> { $values ->
        [one] valore errato che viene tralasciato, come dice la mappatura
       *[other] valori errati che vengono tralasciati, come dice la mappatura
    }: { $fields }
out-merged =
    <b>{ $count }</b> su { rows }: { $count ->
        [one] unita a un’altra riga dello stesso cliente
       *[other] unite a un’altra riga dello stesso cliente
    }
unused-named =
    { $columns ->
        [one] I valori di una colonna che nessuna regola usa, con il loro numero:
       *[other] I valori delle colonne che nessuna regola usa, con il loro numero:
    }
all-columns = tutte le colonne
how-long-and-where = Durata e destinazione
time = Durata
nothing-to-write = Non c’è nulla da scrivere.
nothing-is-left = Non resta nulla da scrivere.
no-account = nessuno: non è stato fatto alcun confronto con un help desk
to-write-it = Comando per scriverlo
questions-plan = A che cosa rispondere prima
questions-run = Che cosa controllare
more-questions =
    { $questions ->
        [one] e un’altra domanda ({ $questions }) alla pagina seguente
       *[other] e altre { $questions } domande alla pagina seguente
    }
more-checks =
    { $questions ->
        [one] e 1 altro punto alla pagina seguente
       *[other] e altri { $questions } punti alla pagina seguente
    }
further-questions = Altre domande
further-checks = Altri punti
answer-settings = Come cambiare le risposte: che cosa impostare e dove
next-settings = Che cosa impostare per la prossima importazione
head-question = Domanda
head-check = Punto
head-setting = Impostazione
decision = Decisione
decide-by-plan = Per decidere, creare il piano: <code>deskferry import … --dry-run</code>
choice-go = Procedere
choice-change = Prima modificare
choice-no = Non procedere
sign-name = Nome
sign-date = Data
sign-signature = Firma

## Che cosa succede ai valori

updates-lead-written =
    { $updated ->
        [one] { $updated } aggiornamento scritto
       *[other] { $updated } aggiornamenti scritti
    } su { $planned ->
        [one] { $planned } previsto
       *[other] { $planned } previsti
    }. Gli altri campi non vengono toccati.
all-values-by-field = Tutti i valori per campo
all-values-by-field-caption = Che cosa succede ai valori di ogni campo: prima quelli che si perdono più spesso
protected-values = Valori protetti
protected-first = I primi { $shown } di { $all }: non vengono scritti
protected-all = Tutti: non vengono scritti
left-out-values = Valori tralasciati
new-customer = nuovo cliente
head-kept = Mantenuto
head-not-written = Non scritto
head-policy = Quando il campo viene scritto
issue-totals =
    { $issues ->
        [one] 1 segnalazione
       *[other] { $issues } segnalazioni
    }: { $errors ->
        [one] 1 errore
       *[other] { $errors } errori
    } e { $warnings ->
        [one] 1 avviso
       *[other] { $warnings } avvisi
    }{ $within ->
        [0] { "" }
       *[other] , di cui { $within } in righe comunque scartate
    }.
left-out-unused = Colonne che nessuna regola usa: sono elencate le { $shown } più compilate su { $all }; report.json le contiene tutte.

## La sandbox

title-sandbox = [Sandbox] { $title }
sandbox = SANDBOX: nell’help desk non è stato scritto nulla.
sandbox-holds = SANDBOX: pianificato sul backup del { $time }; all’help desk non è stato inviato nulla.
sandbox-in-memory = La sandbox era in memoria e non esiste più.
sandbox-in-file = La sandbox si trova nel file <code>{ $file }</code>
sandbox-at = La sandbox si trova all’indirizzo <code>{ $address }</code>
sandbox-imitates = La sandbox si comporta come { $host } il { $time }, secondo <code>deskferry doctor --probe</code>.

## Colonne e campi che restano fuori

left-out-title = Colonne e campi che restano fuori
every-column-used = Ogni colonna che contiene valori viene usata.
every-column-used-or-left-out = Ogni colonna che contiene valori viene usata oppure è esclusa di proposito.
unused-lead =
    { $columns ->
        [one] Nessuna regola della mappatura usa questa colonna: i suoi valori non arrivano all’help desk.
       *[other] Nessuna regola della mappatura usa queste { $columns } colonne: i loro valori non arrivano all’help desk.
    } Per importare una colonna, aggiungere alla mappatura una regola che la usi. Per escluderla definitivamente, aggiungerla lì a <code>leave_out</code>.
unused-columns = Colonne che nessuna regola usa
unused-caption = Colonne che non vanno da nessuna parte, a partire dalle più compilate
only-in = solo in { $files }
unused-empty = Colonne senza alcun valore, che nessuna regola usa
unused-on-purpose = Colonne che la mappatura esclude di proposito
on-purpose-named =
    { $columns ->
        [one] 1 colonna è esclusa di proposito
       *[other] { $columns } colonne sono escluse di proposito
    }: { $names }
unused-idle = Non compilati, perché nell’origine manca la colonna
unused-fields = Altri campi dell’help desk che nulla compila
unused-custom-fields = Campi personalizzati dell’account che nulla compila
names-and-more =
    { $more ->
        [one] { $names } e { $more } altro
       *[other] { $names } e altri { $more }
    }
missing-columns = Colonne citate dalla mappatura che l’origine non ha
missing-columns-caption = Una mappatura può citare colonne che solo alcuni file hanno, o che hanno in un’altra lingua
head-rule = Regola per
head-missing = Colonne mancanti
head-result = Conseguenza
rule-in-part = Il resto della regola si applica.
rule-ignored = La regola viene ignorata.
rule-without-column = Il campo non viene compilato.

## Quando si scrive un campo. Tra parentesi la parola della mappatura.

may-overwrite = Che cosa può sovrascrivere un aggiornamento
policy-always = sempre (always)
policy-if-empty = solo dove l’help desk non ha un valore (if_empty)
policy-on-insert = solo per un nuovo cliente (on_insert)
never-written = mai scritto
policy-never = mai (never)
policy-append = aggiungendo testo (append)
policy-of-fields = { $policy }: { $fields }
all-fields = tutti i campi
all-other-fields = tutti gli altri campi
# The same on page one: first the rule, then what differs from it.
guard-none = Nessun campo è protetto.
guard-some = Tutti i campi possono essere sovrascritti, tranne i seguenti.
guard-if-empty = Protetto: tutto ciò che l’help desk contiene.
guard-on-insert = Protetti: i clienti esistenti; solo quelli nuovi ricevono valori.
guard-never = Protetto: nessun valore viene scritto.
guard-append = Protetto: tutto ciò che l’help desk contiene; si aggiunge soltanto testo.
but-always = Possono essere sovrascritti: { $fields }.
but-if-empty = Compilati solo se vuoti: { $fields }.
but-on-insert = Scritti solo per un nuovo cliente: { $fields }.
but-never = Mai scritti: { $fields }.
but-append = Si aggiunge soltanto testo a: { $fields }.

## Sulla carta

paper-columns-with-issues = Stampate: le { $shown } colonne con più errori. Le altre sono in report.html.
paper-each = Stampate: le prime { $shown } di ogni tipo. Ciò che si sa di ogni riga è in report.html e in results.csv.
paper-columns = Stampate: le prime { $shown } colonne. Le altre sono in report.html.
paper-groups = Stampati: i primi { $shown } gruppi. Gli altri sono in report.html.
paper-countries = Stampati: i primi { $shown } paesi. Gli altri sono in report.html.
paper-updates = Stampati: al massimo { $shown } aggiornamenti, senza i campi che non perdono nulla. report.html ne mostra di più.
paper-values = Stampati: i primi { $shown }. Gli altri sono in report.html.
paper-footer = La stampa omette le righe di esempio, i dettagli tecnici e la fine degli elenchi lunghi. Si trova tutto in report.html, nella cartella dell’esecuzione.

## Il campione

sample = Campione
title-of-sample = { $what } di un campione
headline-sample =
    Un campione, non l’intera origine: { $taken } su { $rows ->
        [one] { $rows } riga
       *[other] { $rows } righe
    }.
sample-shows =
    { $taken ->
        [one] { $taken } riga
       *[other] { $taken } righe
    } su { $rows } { $taken ->
        [one] mostra
       *[other] mostrano
    } { $shown } delle particolarità che si trovano nelle origini, su un totale di { $things }.
sample-fewest = Meno righe non mostrano tutto.
sample-most = Nessun’altra scelta di altrettante righe mostra di più.
sample-lead = È una prova con poche righe, non l’intera importazione. Tutto ciò che segue riguarda soltanto queste righe. Sono state scelte perché mostrano di più: conversioni, avvisi, righe unite e valori insoliti.
sample-lacks = Che cosa queste righe non mostrano
sample-reasons = Perché queste righe
head-shows-first = Mostrano per la prima volta
sample-only-one =
    Nessun cliente che si possa scrivere ha solo le righe richieste per il campione ({ $most }). Il campione è quindi il più piccolo: { $rows ->
        [one] { $rows } riga che viene unita
       *[other] { $rows } righe che vengono unite
    } perché hanno in comune { $names }. La prima è: { $row }. Una parte di queste righe darebbe un altro cliente.
sample-too-large =
    Troppo grande per il campione: { $rows ->
        [one] { $rows } riga che viene unita
       *[other] { $rows } righe che vengono unite
    } in un solo cliente perché hanno in comune { $names }. La prima è: { $row }. Una parte di queste righe darebbe un altro cliente.
sample-more-rows =
    { $rows ->
        [one] e un’altra riga ({ $rows })
       *[other] e altre { $rows } righe
    }

## Che cosa mostrano le righe di un campione

shows-about = { $name }: { $what }
shows-text = { $what } «{ $value }»
shows-source = una riga che si può scrivere
shows-merged = righe che vengono unite
shows-merged-several = tre o più righe che vengono unite
shows-replaces = una riga che ne sostituisce una precedente
shows-passed-over = una riga saltata a favore di una precedente
shows-skipped = saltata: { $detail }
shows-error = errore { $detail }
shows-warning = avviso { $detail }
shows-if-empty = scritto solo dove l’help desk non ha un valore (if_empty)
shows-on-insert = scritto solo per un nuovo cliente (on_insert)
shows-never = mai scritto (never)
shows-append = aggiunto al testo se l’help desk ne ha uno (append)
shows-filled = compilato
shows-empty = lasciato vuoto
shows-emptied = svuota il campo se l’help desk ha un valore
shows-default = il valore predefinito
shows-fallback = letto dallo stato o dalla provincia
shows-column = colonna { $detail }
shows-entry = voce della tabella di conversione
shows-not-in-table = assente dalla tabella di conversione
shows-shape = scritto nella forma { $detail }
shows-value = valore
shows-changed = modificato dalla conversione
shows-several = più valori in una cella
shows-repaired = riparato
shows-longest = il valore più lungo
shows-line-break = un’interruzione di riga
shows-leading-zeros = zeri iniziali
shows-formula = sembra una formula
shows-country-number = un paese come numero
shows-country-two-letters = un paese come codice di due lettere
shows-country-three-letters = un paese come codice di tre lettere
shows-country-english = un paese con il nome inglese
shows-country-other = un paese con un altro nome
shows-phone-plus = un numero con +
shows-phone-zeros = un numero con 00
shows-phone-with-country = un numero senza prefisso internazionale, in una riga con un paese
shows-phone-without-country = un numero senza prefisso internazionale, in una riga senza paese
shows-address-with-name = un indirizzo con un nome
shows-without-scheme = senza http://
shows-several-tags = più etichette
shows-one-tag = una sola etichetta
shows-number-cell = una cella con un numero
shows-bool-cell = una cella con vero o falso
shows-date-cell = una cella con una data
shows-letters-accents = lettere accentate
shows-letters-greek = lettere greche
shows-letters-cyrillic = lettere cirilliche
shows-letters-hebrew = lettere ebraiche
shows-letters-arabic = lettere arabe
shows-letters-india = lettere indiane
shows-letters-thai = lettere thailandesi
shows-letters-korean = lettere coreane
shows-letters-japanese = lettere giapponesi
shows-letters-chinese = caratteri cinesi
shows-letters-emoji = simboli emoji
shows-letters-other = altri caratteri fuori dall’ASCII

## Da dove proviene ogni campo

origin-first = il primo valore non vuoto di { $names }
origin-template-of = un modello con { $names }
origin-template-named = il modello { $names }
origin-template = un modello
origin-state = dallo stato o dalla provincia in { $names }
origin-or-state = { $own }, altrimenti dallo stato o dalla provincia in { $names }
origin-rest = ogni altra colonna che comincia con { $names }
origin-always = sempre { $names }
note-required = obbligatorio
note-lookup = tramite una tabella di conversione
note-pattern = deve corrispondere a un modello di testo
note-default = valore predefinito { $value }

## Dettagli tecnici

technical-details = Dettagli tecnici
exit-status = Stato di uscita
hash-of-file = SHA-256 di { $file }
hash-of-mapping = SHA-256 della mappatura
hash-of-plan = SHA-256 nell’ultima riga del piano

faulty-left-out = {"; il campo è stato tralasciato"}
faulty-kept = {"; il valore è rimasto com’è scritto"}
faulty-defaulted = {"; è stato usato il valore predefinito"}

lookup-no-match = nessuna ricerca: la mappatura non dice come si trovano i clienti
lookup-no-rows = nessuna ricerca: non restano righe da confrontare
lookup-no-customers = nessuna ricerca: l’help desk non ha clienti
lookup-list =
    { $pages ->
        [one] l’intero elenco, { $pages } pagina
       *[other] l’intero elenco, { $pages } pagine
    } ({ $rows ->
        [one] { $rows } riga richiederebbe una ricerca
       *[other] { $rows } righe richiederebbero una ricerca ciascuna
    })
lookup-searches =
    { $searches ->
        [one] { $searches } ricerca
       *[other] { $searches } ricerche
    } (l’intero elenco sarebbe di { $pages ->
        [one] { $pages } pagina
       *[other] { $pages } pagine
    })
lookup-searches-at-most =
    al massimo { $searches ->
        [one] { $searches } ricerca
       *[other] { $searches } ricerche
    } (l’intero elenco sarebbe di { $pages ->
        [one] { $pages } pagina
       *[other] { $pages } pagine
    })
read-delimiter = separatore { $value }
read-quote = virgolette { $value }
read-escape = carattere di escape { $value }
read-sheet = foglio { $value }
read-records = record in { $value }
read-header = intestazione nella riga { $value }
read-no-quotes = le virgolette sono testo
read-no-header = senza intestazione
read-rejects = scarti di un’esecuzione precedente
read-stated = indicato da Lei
read-guessed = un’ipotesi
read-day-first =
    { $scope ->
        [alone] giorno prima del mese, solo in base alla riga { $row }
       *[all] giorno prima del mese, come nella riga { $row }
    }
read-month-first =
    { $scope ->
        [alone] mese prima del giorno, solo in base alla riga { $row }
       *[all] mese prima del giorno, come nella riga { $row }
    }
read-country = la maggior parte delle righe ha { $country } ({ $code }; { $shown } delle { $all } righe con un paese)
