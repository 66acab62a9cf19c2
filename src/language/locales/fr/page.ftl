### Les textes de report.html en français. Vouvoiement ; espaces insécables avant « : ; ? ! % » et dans les guillemets.
###
### Termes : customer = client, row = ligne, column = colonne, field = champ, source = source, mapping = mappage,
### match key = clé de rapprochement, help desk = help desk, plan = plan, run = exécution, issue = anomalie,
### error = erreur, warning = avertissement, reject = rejeter (rejet), skip = ignorer, merge = fusionner,
### update = mettre à jour, insert = créer, rejects file = fichier des rejets, dry run = simulation,
### attempt = tentative, lookup table = table de conversion, default = valeur par défaut.

## Le cadre de la page

skip-to-report = Aller au rapport
values-masked = valeurs masquées
sections = Sections
nav-outcome = Résultat
nav-issues = Anomalies
nav-writing = Écriture
nav-updates = Mises à jour
nav-columns = Colonnes
nav-duplicates = Doublons
nav-countries = Pays
nav-mapping = Mappage
nav-rows = Lignes
nav-run = Exécution
footer = Cette page fonctionne hors ligne. Elle contient des données de clients : traitez-la en conséquence.

## Le titre

title-validation = Vérification
title-undo = Annulation
title-restore-plan = Plan de restauration
title-restore = Restauration
title-applied-plan = Plan appliqué
title-import-plan = Plan d’importation
title-import = Importation
title-of = { $what } : { $name }
title-of-several =
    { $more ->
        [one] { $what } : { $name } et { $more } autre fichier
       *[other] { $what } : { $name } et { $more } autres fichiers
    }
standard-input = entrée standard

## Le verdict

headline-no-rows = La source ne contient aucune ligne.
headline-one-row-good = Tout est en ordre : la ligne peut être importée.
headline-one-row-warned = Aucune erreur : la ligne peut être importée, mais comporte un avertissement à vérifier.
headline-one-row-skipped = Tout est en ordre : la ligne est ignorée.
headline-one-row-skipped-warned = Aucune erreur : la ligne est ignorée, mais comporte un avertissement à vérifier.
headline-all-good = Tout est en ordre : tout peut être importé ({ rows }).
headline-all-warned = Aucune erreur : tout peut être importé ({ rows }){ and-warnings }.
headline-some-good =
    { $warned ->
        [0] Tout est en ordre
       *[other] Aucune erreur
    } : { $good ->
        [one] { $good } ligne peut être importée
       *[other] { $good } lignes peuvent être importées
    } sur un total de { rows } ; { $rest ->
        [one-skipped] la ligne restante est ignorée
        [one-merged] la ligne restante est fusionnée avec une autre
        [skipped] les lignes restantes sont ignorées
       *[mixed] les lignes restantes sont fusionnées avec d’autres ou ignorées
    }{ and-warnings }.
headline-rejected =
    { $rejected ->
        [one] { $rejected } ligne rejetée
       *[other] { $rejected } lignes rejetées
    } pour cause d’erreurs sur un total de { rows } ; { $good ->
        [one] { $good } peut être importée
       *[other] { $good } peuvent être importées
    }{ and-warnings }.
headline-planned = Simple plan : rien n’a été écrit. Sur { rows } : { $parts }{ and-warnings }.
headline-finished = Opération terminée. Sur { rows } : { $parts }{ and-warnings }.
headline-open = Opération inachevée : l’exécution est encore en cours ou a été interrompue. Jusqu’ici, sur { rows } : { $parts }{ and-warnings }.
headline-stopped = Arrêt avant la fin : { $reason }.
headline-stopped-pending =
    Arrêt avant la fin ({ $reason }). { $pending ->
        [one] { $pending } ligne n’est pas encore écrite
       *[other] { $pending } lignes ne sont pas encore écrites
    } ; pour continuer : `deskferry resume { $run }`.
rows =
    { $rows ->
        [one] { $rows } ligne
       *[other] { $rows } lignes
    }
and-warnings =
    { $warned ->
        [0] { "" }
        [one] { " " }; { $warned } ligne acceptée comporte un avertissement à vérifier
       *[other] { " " }; { $warned } lignes acceptées comportent des avertissements à vérifier
    }

## Le sort des lignes, dans le verdict

part-to-insert = { $rows } à créer
part-to-update = { $rows } à mettre à jour
part-unchanged =
    { $rows ->
        [one] { $rows } inchangée
       *[other] { $rows } inchangées
    }
part-to-skip = { $rows } à ignorer
part-merged =
    { $rows ->
        [one] { $rows } fusionnée avec d’autres lignes
       *[other] { $rows } fusionnées avec d’autres lignes
    }
part-to-reject = { $rows } à rejeter
part-inserted =
    { $rows ->
        [one] { $rows } créée
       *[other] { $rows } créées
    }
part-updated =
    { $rows ->
        [one] { $rows } mise à jour
       *[other] { $rows } mises à jour
    }
part-deleted =
    { $rows ->
        [one] { $rows } supprimée
       *[other] { $rows } supprimées
    }
part-up-to-date = { $rows } déjà à jour
part-skipped =
    { $rows ->
        [one] { $rows } ignorée
       *[other] { $rows } ignorées
    }
part-rejected =
    { $rows ->
        [one] { $rows } rejetée
       *[other] { $rows } rejetées
    }
part-failed = { $rows } en échec
part-unknown = { $rows } au résultat inconnu
part-pending =
    { $rows ->
        [one] { $rows } pas encore écrite
       *[other] { $rows } pas encore écrites
    }
part-none = aucune
part-replaced =
    { $rows ->
        [one] { $rows } remplacée
       *[other] { $rows } remplacées
    }
part-emptied =
    { $rows ->
        [one] { $rows } vidée
       *[other] { $rows } vidées
    }
part-added =
    { $rows ->
        [one] { $rows } complétée
       *[other] { $rows } complétées
    }
part-filled =
    { $rows ->
        [one] { $rows } remplie
       *[other] { $rows } remplies
    }
part-protected =
    { $rows ->
        [one] { $rows } protégée
       *[other] { $rows } protégées
    }
headline-values = Valeurs des clients existants : { $parts }.
list-more = { $first }, { $next }
list-end = { $first } et { $last }

## Résultat

tile-rows = lignes
tile-importable = importables
tile-to-insert = nouveaux clients à créer
tile-to-update = clients à mettre à jour
tile-unchanged = déjà à jour
# Where the help desk keeps values that the source has otherwise.
tile-unchanged-protected = inchangées
tile-inserted = créées
tile-updated = mises à jour
tile-skipped = ignorées
tile-rejected = rejetées
tile-merged = fusionnées avec une autre ligne
tile-deleted = supprimées
tile-failed = en échec
tile-unknown = au résultat inconnu
tile-pending = pas encore écrites
tile-warned = acceptées avec avertissements
outcome-bar = Les résultats en parts de toutes les lignes ; les nombres figurent au-dessus
estimate = { estimate-subject } environ <strong>{ calls }</strong>, soit <strong>{ $duration }</strong> à raison de { $rate } : { estimate-calls }.
estimate-without-limit = { estimate-subject } environ <strong>{ calls }</strong>, sans limite de débit : { estimate-calls }.
estimate-subject =
    { $what ->
        [validation] Si chaque ligne est un nouveau client, l’importation demande
        [rest] Ce qui reste à écrire demande
        [restore] La restauration demande
       *[import] L’importation demande
    }
estimate-calls = un par nouveau client, deux par mise à jour (une lecture et une écriture)
calls =
    { $calls ->
        [one] { $calls } appel
       *[other] { $calls } appels
    }
rate =
    { $rate ->
        [one] { $rate } appel par seconde
       *[other] { $rate } appels par seconde
    }
formulas = Un tableur exécuterait comme des formules certaines cellules de results.csv ou de rejects.csv, par exemple <code>=HYPERLINK(...)</code>. rejects.xlsx peut être ouvert sans risque. Pour ouvrir les fichiers CSV dans un tableur, utilisez les copies que crée <code>deskferry report { $run } --excel-safe</code>. Vous pouvez importer ces copies telles quelles.
save-rejects =
    { $rows ->
        [one] Enregistrer { $rows } ligne rejetée au format CSV
       *[other] Enregistrer { $rows } lignes rejetées au format CSV
    }
save-first-rejects =
    { $rows ->
        [one] Enregistrer la première ligne rejetée au format CSV ({ $rows })
       *[other] Enregistrer les { $rows } premières lignes rejetées au format CSV
    }
rejects-hint = Corrigez les cellules, puis importez le fichier : préférez rejects.xlsx, car toutes ses cellules sont du texte. Un tableur altère les nombres et les dates d’un fichier CSV si vous ne l’importez pas en tant que texte.
rejects-hint-stale = Les lignes avec E504 ou E505 n’ont pas besoin de correction, car ce sont leurs clients qui ont changé : importez à nouveau la source pour établir un nouveau plan.

## Anomalies

issues-lead = Une ligne comportant une erreur est rejetée ; une ligne qui n’a que des avertissements est acceptée.
issues-by-code = Anomalies par code
issues-by-column = Anomalies par colonne
issues-one-by-one = Anomalies une par une
by-code = Par code
by-column = Par colonne
one-by-one = Une par une
head-code = Code
head-codes = Codes
head-count = Nombre
head-issue = Anomalie
head-where = Où
head-examples = Exemples
head-column = Colonne
head-errors = Erreurs
head-warnings = Avertissements
head-row = Ligne
head-value = Valeur
head-what = Ce qui ne va pas et que faire
what-to-do = Que faire : { $remedy }
severity-error = erreur
severity-warning = avertissement
unit-count = nombre
unit-errors = erreurs
unit-warnings = avertissements
unit-row = ligne
more-columns =
    { $columns ->
        [one] et { $columns } autre colonne
       *[other] et { $columns } autres colonnes
    }
is-field = champ
whole-row = (ligne)
each-first = Les { $shown } premières sur { $all }, quelques-unes par code.
each-all = Toutes.
filter-search = Rechercher
filter-severity = Gravité
filter-all = toutes
filter-errors = erreurs
filter-warnings = avertissements
filter-reset = Tout afficher
found-none = Aucune anomalie ne correspond.
found-some = Affichées : { $shown } sur { $all }.
found-all = Affichées : { $all }.
show-more = En afficher plus

## Écriture

attempts = Tentatives
rows-sent-again = Lignes envoyées plusieurs fois
rows-doubtful = Lignes au résultat incertain
rows-doubtful-settled =
    { $settled ->
        [one] { $rows }, dont { $settled } confirmée comme écrite
       *[other] { $rows }, dont { $settled } confirmées comme écrites
    }
duration = Durée
duration-paused = { $duration }, dont { $paused } de pause demandée par le serveur
round-trips = Temps de réponse
round-trips-within = { $requests } requêtes : la moitié en moins de { $p50 }, 95 % en moins de { $p95 }, 99 % en moins de { $p99 }
attempts-over-time = Tentatives dans le temps
attempts-chart = Tentatives dans le temps ; les mêmes nombres figurent dans le tableau ci-dessous
round-trips-over-time = Temps de réponse dans le temps
round-trips-chart = Temps de réponse dans le temps ; les mêmes nombres figurent dans le tableau ci-dessous
key-succeeded = réussies
key-failed = échouées ou incertaines
key-pause = une pause
key-p50 = la moitié en moins de
key-p95 = 95 % en moins de
key-p99 = 99 % en moins de
axis-rate = jusqu’à { $rate } par seconde
axis-up-to = jusqu’à { $most }
axis-start = début
charts-as-table = Les graphiques sous forme de tableau
writing-over-time = Déroulement de l’écriture
writing-over-time-caption = Déroulement de l’écriture ; les temps de réponse sont les plus lents de chaque partie
head-from-time = À partir de
head-succeeded = Réussies
head-failed = Échouées, incertaines
head-paused = En pause
why-failed = Pourquoi des tentatives ont échoué
why-failed-caption = Pourquoi des tentatives ont échoué ; une ligne a pu réussir lors d’une nouvelle tentative
head-cause = Cause
head-outcome = Résultat
unit-attempts = tentatives
then-rejected = la ligne a été rejetée
then-failed = la ligne a échoué
then-unknown = son résultat est inconnu
then-found = trouvée : elle avait été écrite
then-absent = introuvable : elle est renvoyée
then-ended = le processus deskferry s’est terminé

## Mises à jour

updates-lead =
    { $customers ->
        [one] { $customers } client change. Les autres champs ne sont pas touchés.
       *[other] { $customers } clients changent. Les autres champs ne sont pas touchés.
    }
head-field = Champ
head-share = Part
before-and-after = Avant et après
fields-before-and-after = Champs avant et après
updates-first = { $shown } sur { $all }, en commençant par celles qui perdent le plus
updates-all = Toutes, en commençant par celles qui perdent le plus
head-customer = Client
head-before = Avant
head-after = Après
empty = vide

## Colonnes, doublons et pays

columns-of-source = Colonnes de la source
columns-of = Colonnes de { $file }
columns-of-sheet = Colonnes de { $file }, feuille { $sheet }
file-with-rows =
    { $rows ->
        [one] { $file } : { $rows } ligne
       *[other] { $file } : { $rows } lignes
    }
sheet-with-rows =
    { $rows ->
        [one] { $file }, feuille { $sheet } : { $rows } ligne
       *[other] { $file }, feuille { $sheet } : { $rows } lignes
    }
head-filled = Remplies
head-looks-like = Aspect des valeurs
unit-filled = remplies
kind-empty = vide
kind-text = texte
kind-number = nombre
kind-date = date
kind-email = adresse e-mail
kind-phone = numéro de téléphone
kind-web = adresse web
kind-yes-no = oui ou non
kind-error = erreur de tableur
duplicates = Doublons dans la source
duplicates-lead =
    { $rows ->
        [one] { $rows } ligne a
       *[other] { $rows } lignes ont
    } la même clé de rapprochement qu’une ligne précédente. Le mappage décide quelle ligne d’un groupe est utilisée (<code>on_duplicate</code>).
duplicate-groups = Groupes de doublons
duplicate-groups-caption = Groupes de lignes ayant la même clé
head-key = Clé
head-rows = Lignes
head-row-numbers = Numéros de ligne
unit-rows = lignes
rows-and-others = { $rows } et d’autres
countries-lead = Comment chaque graphie a été lue. Une valeur qui ne désigne aucun pays, ou qui pourrait en désigner plusieurs, est refusée.
country-spellings = Graphies des pays
country-spellings-caption = Les pays et leurs graphies dans la source
head-read-as = Lu comme
head-spellings = Graphies
country-refused = refusé
and-more =
    { $more ->
        [one] et { $more } autre
       *[other] et { $more } autres
    }

## Mappage et lignes

fields = Origine de chaque champ
fields-of-mapping = Champs du mappage
the-mapping = Le mappage « { $mapping } »
head-from = À partir de
head-conversion = Conversion
head-notes = Remarques
sample-rows = Exemples de lignes
sample-rows-lead = Lignes prises dans tout le fichier.
row = Ligne { $row }
row-of = Ligne { $row } de { $file }
in-the-source = Dans la source
and-more-cells =
    { $cells ->
        [one] et { $cells } autre cellule
       *[other] et { $cells } autres cellules
    }
as-a-customer = En tant que client
no-customer = Aucun : la ligne comporte des erreurs.
to-be-emptied = à vider

## L’exécution

run = Exécution
started = Début
ended = Fin
not-ended = pas encore
source = Source
mode = Type d’importation
mode-upsert = créer les nouveaux clients et mettre à jour les existants (upsert)
mode-insert = créer seulement de nouveaux clients (insert)
mode-update = mettre à jour seulement les clients existants (update)
match-key = Les clients sont reconnus par
match-key-none = aucune
match-key-or = { $first } ou { $next }
customer-lookup = Recherche des clients
account = Compte
account-and-client = { $address }, client { $client }
plan = Plan
plan-made = { $file }, établi le { $time } par la simulation { $run }
plan-kept = { $file } : <code>{ $command }</code> écrit exactement ceci
made-by = Établi par

## Ce que la page omet

left-out = Ce que cette page omet
left-out-issues = Anomalies une par une : les { $shown } premières sur { $all } sont listées, quelques-unes par code. Les décomptes par code et par colonne sont complets ; rejects.csv contient toutes les lignes rejetées.
left-out-columns-with-issues = Anomalies par colonne : les { $shown } colonnes comptant le plus d’erreurs sur { $all } sont listées.
left-out-rejects = Rejets : { $shown } lignes sur { $all } peuvent être enregistrées à partir de cette page. Le fichier rejects.csv du même dossier les contient toutes.
left-out-updates = Mises à jour : { $shown } sur { $all } sont affichées, celles qui perdent le plus. Les décomptes par champ sont complets.
left-out-columns = Colonnes : les { $shown } premières des { $all } colonnes de { $file } sont listées.
left-out-duplicates =
    { $rows ->
        [one] Doublons : { $rows } ligne appartient à un groupe qui n’est pas listé.
       *[other] Doublons : { $rows } lignes appartiennent à des groupes qui ne sont pas listés.
    }
left-out-countries =
    { $values ->
        [one] Pays : { $values } valeur dont la graphie vient après les 500 premières n’est pas listée.
       *[other] Pays : { $values } valeurs dont la graphie vient après les 500 premières ne sont pas listées.
    }
left-out-rows = Lignes : { $shown } sur { $all } sont affichées.

## Durées et dates

seconds = { $seconds } s
milliseconds = { $milliseconds } ms
minutes-and-seconds = { $minutes } min { $seconds } s
hours-and-minutes = { $hours } h { $minutes } min
days-and-hours = { $days } jours { $hours } h
date-and-time =
    { $day ->
        [1] 1er
       *[other] { $day }
    } { $month } { $year } à { $time } UTC
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre

## La première page

nav-overwritten = Écrasements
nav-questions = Questions
nav-left-out = Laissé de côté
happening-validation = Ce qui peut être importé
happening-plan = Ce qui va se passer
happening-run = Ce qui s’est passé
overwritten-plan = Ce qui sera écrasé
overwritten-run = Ce qui a été écrasé
overwritten-unknown = On ne peut pas encore le dire : une vérification ne consulte pas le help desk. C’est le plan qui en décide. Pour le voir sans rien écrire, exécutez <code>deskferry import</code> avec le même fichier, le même mappage et <code>--dry-run</code>.
overwritten-uncounted = La version de deskferry qui a établi ce rapport ne le comptait pas. Voir <a href="#changes">Mises à jour</a>.
nothing-changes = Rien : aucune valeur d’un client existant ne change.
nothing-was-changed = Rien : aucune valeur d’un client existant n’a été modifiée.
tile-replaced = remplacées par une autre valeur
tile-emptied = vidées
tile-added = complétées, sans rien perdre
tile-filled = remplies, vides auparavant
tile-protected = protégées, laissées telles quelles
values-by-field = Valeurs des clients existants, par champ
head-replaced = Remplacées
head-emptied = Vidées
head-added = Complétées
head-values-filled = Remplies
head-protected = Protégées
unit-replaced = remplacées
unit-emptied = vidées
unit-added = complétées
unit-values-filled = remplies
unit-protected = protégées
custom-field = champ personnalisé
more-fields =
    { $fields ->
        [one] et { $fields } autre champ, voir <a href="#changes">Mises à jour</a>
       *[other] et { $fields } autres champs, voir <a href="#changes">Mises à jour</a>
    }
loses-most = Là où l’on perd le plus
lost-replaced = <b>{ $field }</b> de { $customer } <small>ligne { $row }</small> <del>{ $before }</del> devient <ins>{ $after }</ins>
lost-emptied = <b>{ $field }</b> de { $customer } <small>ligne { $row }</small> <del>{ $before }</del> <i class="empty">est vidé</i>
not-written = Ce qui est laissé de côté
no-row = Aucune ligne.
out-rejected =
    <b>{ $count }</b> sur { rows } : { $count ->
        [one] laissée de côté
       *[other] laissées de côté
    } pour cause d’erreurs
out-failed = <b>{ $count }</b> sur { rows } : en échec lors de l’écriture
out-unknown =
    <b>{ $count }</b> sur { rows } : { $count ->
        [one] envoyée, sans qu’on sache si elle est arrivée
       *[other] envoyées, sans qu’on sache si elles sont arrivées
    }
out-skipped =
    <b>{ $count }</b> sur { rows } : { $count ->
        [one] laissée de côté par une règle, comme doublon ou à cause du type d’importation
       *[other] laissées de côté par une règle, comme doublons ou à cause du type d’importation
    }
out-skipped-update =
    <b>{ $count }</b> sur { rows } : { $count ->
        [one] absente du help desk, et cette importation n’en ajoute pas
       *[other] absentes du help desk, et cette importation n’en ajoute pas
    }
out-skipped-insert =
    <b>{ $count }</b> sur { rows } : { $count ->
        [one] déjà dans le help desk, et cette importation n’en modifie pas
       *[other] déjà dans le help desk, et cette importation n’en modifie pas
    }
out-skipped-duplicates =
    <b>{ $count }</b> sur { rows } : { $count ->
        [one] un doublon, remplacé par une autre ligne
       *[other] des doublons, remplacés par d’autres lignes
    }
out-skipped-rule =
    <b>{ $count }</b> sur { rows } : { $count ->
        [one] laissée de côté par une règle
       *[other] laissées de côté par une règle
    }
out-merged =
    <b>{ $count }</b> sur { rows } : { $count ->
        [one] fusionnée avec une autre ligne du même client
       *[other] fusionnées avec une autre ligne du même client
    }
unused-named =
    { $columns ->
        [one] Les valeurs d’une colonne qu’aucune règle n’utilise, avec leur nombre :
       *[other] Les valeurs des colonnes qu’aucune règle n’utilise, avec leur nombre :
    }
all-columns = toutes les colonnes
how-long-and-where = Durée et destination
time = Durée
nothing-to-write = Il n’y a rien à écrire.
nothing-is-left = Il ne reste rien à écrire.
no-account = aucun : rien n’a été comparé avec un help desk
to-write-it = Commande pour l’écrire
questions-plan = Les questions à régler d’abord
questions-run = Ce qu’il faut vérifier
more-questions =
    { $questions ->
        [one] et { $questions } autre question à la page suivante
       *[other] et { $questions } autres questions à la page suivante
    }
further-questions = Autres questions
decision = Décision
decide-by-plan = Pour décider, établissez le plan : <code>deskferry import … --dry-run</code>
choice-go = Lancer
choice-change = Modifier d’abord
choice-no = Renoncer
sign-name = Nom
sign-date = Date
sign-signature = Signature

## Ce qu’il advient des valeurs

updates-lead-written =
    { $updated ->
        [one] { $updated } mise à jour écrite
       *[other] { $updated } mises à jour écrites
    } sur { $planned ->
        [one] { $planned } prévue
       *[other] { $planned } prévues
    }. Les autres champs ne sont pas touchés.
all-values-by-field = Toutes les valeurs par champ
all-values-by-field-caption = Ce qu’il advient des valeurs de chaque champ : d’abord celles qui sont le plus souvent perdues
protected-values = Valeurs protégées
protected-first = Les { $shown } premières sur { $all } : le help desk garde sa valeur
protected-all = Toutes : le help desk garde sa valeur
head-kept = Gardée
head-not-written = Non écrite
head-policy = Quand le champ est écrit
issue-totals =
    { $issues ->
        [one] { $issues } anomalie
       *[other] { $issues } anomalies
    } : { $errors ->
        [one] { $errors } erreur
       *[other] { $errors } erreurs
    } et { $warnings ->
        [one] { $warnings } avertissement
       *[other] { $warnings } avertissements
    }{ $within ->
        [0] { "" }
       *[other] , dont { $within } dans des lignes rejetées de toute façon
    }.
left-out-unused = Colonnes qu’aucune règle n’utilise : les { $shown } mieux remplies sur { $all } sont listées ; report.json les contient toutes.

## La sandbox

title-sandbox = [Sandbox] { $title }
sandbox = SANDBOX : rien n’a été écrit dans votre help desk.
sandbox-in-memory = La sandbox n’existait qu’en mémoire et a disparu.
sandbox-in-file = La sandbox se trouve dans le fichier <code>{ $file }</code>

## Colonnes et champs laissés de côté

left-out-title = Colonnes et champs laissés de côté
every-column-used = Chaque colonne qui contient des valeurs est utilisée.
every-column-used-or-left-out = Chaque colonne qui contient des valeurs est utilisée ou volontairement laissée de côté.
unused-lead =
    { $columns ->
        [one] Aucune règle du mappage n’utilise cette colonne : ses valeurs n’arrivent pas dans le help desk.
       *[other] Aucune règle du mappage n’utilise ces { $columns } colonnes : leurs valeurs n’arrivent pas dans le help desk.
    } Pour importer une colonne, donnez-lui une règle dans le mappage. Pour la laisser de côté définitivement, ajoutez-la à <code>leave_out</code> au même endroit.
unused-columns = Colonnes qu’aucune règle n’utilise
unused-caption = Colonnes sans destination, les mieux remplies d’abord
only-in = seulement dans { $files }
unused-empty = Colonnes sans aucune valeur, qu’aucune règle n’utilise
unused-on-purpose = Colonnes que le mappage laisse volontairement de côté
unused-idle = Non remplis, car la source n’a pas de colonne pour eux
unused-fields = Autres champs du help desk que rien ne remplit
unused-custom-fields = Champs personnalisés du compte que rien ne remplit
names-and-more =
    { $more ->
        [one] { $names } et { $more } autre
       *[other] { $names } et { $more } autres
    }
missing-columns = Colonnes citées par le mappage et absentes de la source
missing-columns-caption = Un mappage peut citer des colonnes que seuls certains fichiers ont, ou qu’ils ont dans une autre langue
head-rule = Règle pour
head-missing = Colonnes absentes
head-result = Conséquence
rule-in-part = Le reste de la règle s’applique.
rule-ignored = La règle est ignorée.
rule-without-column = Le champ n’est pas rempli.

## Quand un champ est écrit. Entre parenthèses, le mot du mappage.

may-overwrite = Ce qu’une mise à jour peut écraser
policy-always = toujours (always)
policy-if-empty = seulement là où le help desk n’a pas de valeur (if_empty)
policy-on-insert = seulement pour un nouveau client (on_insert)
policy-never = jamais (never)
policy-append = en ajoutant du texte (append)
policy-of-fields = { $policy } : { $fields }
all-fields = tous les champs
all-other-fields = tous les autres champs
# The same on page one: first the rule, then what differs from it.
guard-none = Aucun champ n’est protégé.
guard-some = Tous les champs peuvent être écrasés, sauf les suivants.
guard-if-empty = Protégé : tout ce que contient le help desk.
guard-on-insert = Protégés : les clients existants ; seuls les nouveaux reçoivent des valeurs.
guard-never = Protégé : aucune valeur n’est écrite.
guard-append = Protégé : tout ce que contient le help desk ; du texte y est seulement ajouté.
but-always = Peuvent être écrasés : { $fields }.
but-if-empty = Remplis seulement s’ils sont vides : { $fields }.
but-on-insert = Écrits seulement pour un nouveau client : { $fields }.
but-never = Jamais écrits : { $fields }.
but-append = Du texte est seulement ajouté à : { $fields }.

## Sur papier

paper-columns-with-issues = Sur papier : les { $shown } colonnes qui ont le plus d’erreurs. Les autres sont dans report.html.
paper-each = Sur papier : les { $shown } premières de chaque type. report.html et results.csv contiennent ce que l’on sait de chaque ligne.
paper-columns = Sur papier : les { $shown } premières colonnes. Les autres sont dans report.html.
paper-groups = Sur papier : les { $shown } premiers groupes. Les autres sont dans report.html.
paper-countries = Sur papier : les { $shown } premiers pays. Les autres sont dans report.html.
paper-updates = Sur papier : { $shown } mises à jour au plus, sans les champs qui ne perdent rien. report.html en montre davantage.
paper-values = Sur papier : les { $shown } premières. Les autres sont dans report.html.
paper-footer = Le papier omet les exemples de lignes, les détails techniques et la fin des longues listes. Tout se trouve dans report.html, dans le dossier de l’exécution.

## L’échantillon

sample = Échantillon
title-of-sample = { $what } d’un échantillon
headline-sample =
    Un échantillon, pas toute la source : { $taken } sur { $rows ->
        [one] { $rows } ligne
       *[other] { $rows } lignes
    }.
sample-shows =
    { $taken ->
        [one] { $taken } ligne
       *[other] { $taken } lignes
    } sur { $rows } { $taken ->
        [one] montre
       *[other] montrent
    } { $shown } des particularités que contiennent les sources, sur un total de { $things }.
sample-lead = C’est un essai avec quelques lignes, pas l’importation entière. Tout ce qui suit ne concerne que ces lignes. Elles ont été choisies parce qu’elles montrent le plus : conversions, avertissements, lignes fusionnées et valeurs inhabituelles.
sample-lacks = Ce que ces lignes ne montrent pas
sample-reasons = Pourquoi ces lignes
head-shows-first = Montrent pour la première fois
sample-only-one =
    Aucun client qui peut être écrit n’a aussi peu de lignes que demandé pour l’échantillon ({ $most }). L’échantillon est donc le plus petit : { $rows } lignes qui sont fusionnées parce qu’elles ont en commun { $names }. La première : { $row }. Une partie de ces lignes donnerait un autre client.
sample-too-large =
    Trop grand pour l’échantillon : { $rows } lignes qui sont fusionnées en un seul client parce qu’elles ont en commun { $names }. La première : { $row }. Une partie de ces lignes donnerait un autre client.
sample-more-rows =
    { $rows ->
        [one] et { $rows } autre ligne
       *[other] et { $rows } autres lignes
    }

## Ce que montrent les lignes d’un échantillon

shows-about = { $name } : { $what }
shows-text = { $what } « { $value } »
shows-source = une ligne qui peut être écrite
shows-merged = des lignes qui sont fusionnées
shows-merged-several = trois lignes ou plus qui sont fusionnées
shows-replaces = une ligne qui en remplace une précédente
shows-passed-over = une ligne ignorée au profit d’une précédente
shows-skipped = ignorée : { $detail }
shows-error = erreur { $detail }
shows-warning = avertissement { $detail }
shows-if-empty = écrit seulement là où le help desk n’a pas de valeur (if_empty)
shows-on-insert = écrit seulement pour un nouveau client (on_insert)
shows-never = jamais écrit (never)
shows-append = ajouté au texte que contient le help desk (append)
shows-filled = rempli
shows-empty = laissé vide
shows-emptied = vidé
shows-default = la valeur par défaut
shows-fallback = lu d’après l’état ou la province
shows-column = colonne { $detail }
shows-entry = entrée de la table de conversion
shows-not-in-table = absent de la table de conversion
shows-shape = écrit sous la forme { $detail }
shows-value = valeur
shows-changed = modifié par la conversion
shows-several = plusieurs valeurs dans une cellule
shows-repaired = réparé
shows-longest = la valeur la plus longue
shows-line-break = un saut de ligne
shows-leading-zeros = des zéros en tête
shows-formula = ressemble à une formule
shows-country-number = un pays sous forme de numéro
shows-country-two-letters = un pays sous forme de code à deux lettres
shows-country-three-letters = un pays sous forme de code à trois lettres
shows-country-english = un pays par son nom anglais
shows-country-other = un pays par un autre nom
shows-phone-plus = un numéro avec +
shows-phone-zeros = un numéro avec 00
shows-phone-with-country = un numéro sans indicatif de pays, dans une ligne avec un pays
shows-phone-without-country = un numéro sans indicatif de pays, dans une ligne sans pays
shows-address-with-name = une adresse avec un nom
shows-without-scheme = sans http://
shows-several-tags = plusieurs tags
shows-one-tag = un seul tag
shows-number-cell = une cellule avec un nombre
shows-bool-cell = une cellule avec vrai ou faux
shows-date-cell = une cellule avec une date
shows-letters-accents = des lettres accentuées
shows-letters-greek = des lettres grecques
shows-letters-cyrillic = des lettres cyrilliques
shows-letters-hebrew = des lettres hébraïques
shows-letters-arabic = des lettres arabes
shows-letters-india = des lettres indiennes
shows-letters-thai = des lettres thaïes
shows-letters-korean = des lettres coréennes
shows-letters-japanese = des lettres japonaises
shows-letters-chinese = des caractères chinois
shows-letters-emoji = des émojis
shows-letters-other = d’autres caractères hors ASCII

## D’où vient chaque champ

origin-first = la première valeur non vide de { $names }
origin-template-of = un modèle avec { $names }
origin-template-named = le modèle { $names }
origin-template = un modèle
origin-state = d’après l’état ou la province dans { $names }
origin-or-state = { $own }, sinon d’après l’état ou la province dans { $names }
origin-rest = toute autre colonne qui commence par { $names }
origin-always = toujours { $names }
note-required = obligatoire
note-lookup = par une table de conversion
note-pattern = doit correspondre à un motif
note-default = valeur par défaut { $value }

## Détails techniques

technical-details = Détails techniques
exit-status = Code de sortie
hash-of-file = SHA-256 de { $file }
hash-of-mapping = SHA-256 du mappage
hash-of-plan = SHA-256 dans la dernière ligne du plan

## Questions, réponses supposées et moyen de les changer

ask-replaced =
    { $emptied ->
        [0] { $replaced ->
            [one] { $replaced } valeur présente dans le help desk sera remplacée
           *[other] { $replaced } valeurs présentes dans le help desk seront remplacées
        }
       *[other] { $replaced ->
            [0] { $emptied ->
                [one] { $emptied } valeur présente dans le help desk sera vidée
               *[other] { $emptied } valeurs présentes dans le help desk seront vidées
            }
            [one] Parmi les valeurs présentes dans le help desk, { $replaced } sera remplacée (vidées : { $emptied })
           *[other] Parmi les valeurs présentes dans le help desk, { $replaced } seront remplacées (vidées : { $emptied })
        }
    }. Vraiment ? Ou ne remplir que les valeurs vides ?
    .assumed = Oui, comme le dit le plan.
    .change = Établissez à nouveau le plan avec --write if_empty, ou fixez une règle pour certains champs dans le mappage (write = "if_empty").
ask-replaced-written =
    { $emptied ->
        [0] { $replaced ->
            [one] { $replaced } valeur présente dans le help desk a été remplacée
           *[other] { $replaced } valeurs présentes dans le help desk ont été remplacées
        }
       *[other] { $replaced ->
            [0] { $emptied ->
                [one] { $emptied } valeur présente dans le help desk a été vidée
               *[other] { $emptied } valeurs présentes dans le help desk ont été vidées
            }
            [one] Parmi les valeurs présentes dans le help desk, { $replaced } a été remplacée (vidées : { $emptied })
           *[other] Parmi les valeurs présentes dans le help desk, { $replaced } ont été remplacées (vidées : { $emptied })
        }
    }. Est-ce correct ?
    .assumed = Oui, comme le disait le plan.
    .change = Pour rétablir les valeurs antérieures : deskferry undo { $run }
ask-rejected =
    { $count ->
        [one] { $count } ligne comporte une erreur et ne sera pas écrite. Continuer sans elle ?
       *[other] { $count } lignes comportent des erreurs et ne seront pas écrites. Continuer sans elles ?
    }
    .assumed = Oui : les autres lignes n’en dépendent pas.
    .change = Corrigez les cellules dans rejects.xlsx, qui se trouve à côté de cette page, et importez ce fichier.
ask-rejected-written =
    { $count ->
        [one] { $count } ligne comporte une erreur et n’a pas été écrite. Continuer sans elle ?
       *[other] { $count } lignes comportent des erreurs et n’ont pas été écrites. Continuer sans elles ?
    }
    .assumed = Oui : les autres lignes n’en dépendent pas.
    .change = Corrigez les cellules dans rejects.xlsx, qui se trouve à côté de cette page, et importez ce fichier.
ask-rejected-stale =
    { $count ->
        [one] { $count } ligne comporte une erreur et n’a pas été écrite. Continuer sans elle ?
       *[other] { $count } lignes comportent des erreurs et n’ont pas été écrites. Continuer sans elles ?
    }
    .assumed = Oui : les autres lignes n’en dépendent pas.
    .change = Importez à nouveau la source : le nouveau plan part de l’état actuel des clients.
ask-duplicates =
    { $count ->
        [one] { $count } ligne concerne le même client qu’une ligne précédente
       *[other] { $count } lignes concernent les mêmes clients que des lignes précédentes
    }. N’utiliser qu’une ligne par client ?
    .assumed = Oui : une ligne de chaque client est utilisée, les autres sont laissées de côté.
    .change = Dans le mappage, on_duplicate dit quoi faire : utiliser la première ligne ("first"), la dernière ("last") ou les fusionner ("merge").
ask-merged =
    { $count ->
        [one] { $count } ligne concerne le même client qu’une ligne précédente
       *[other] { $count } lignes concernent les mêmes clients que des lignes précédentes
    }. Les fusionner ?
    .assumed = Oui : les lignes d’un client sont fusionnées, et la première valeur de chaque champ est gardée, sauf indication contraire du mappage.
    .change = Dans le mappage, on_duplicate dit quoi faire : utiliser la première ligne ("first"), la dernière ("last") ou les fusionner ("merge").
ask-phone-region =
    { $count ->
        [one] { $count } numéro de téléphone n’indique pas
       *[other] { $count } numéros de téléphone n’indiquent pas
    } de pays ({ $field }). Les lire comme des numéros de ce pays : { $country } ?
    .assumed = Oui : le mappage indique { $code } comme région de ce champ.
    .change = Renseignez le pays de ces lignes, ou changez la région du champ dans le mappage.
ask-day-first =
    { $count ->
        [one] { $count } date pourrait être le 3 avril ou le 4 mars (3/4)
       *[other] { $count } dates pourraient être le 3 avril ou le 4 mars (3/4)
    } ({ $field }{ $scope ->
        [source] , de la source entière
       *[rows] { "" }
    }). Lire le jour en premier ?
    .assumed =
        { $shown ->
            [one] Oui : seule la ligne { $row } montre cet ordre.
           *[other] Oui : { $shown } lignes montrent cet ordre, la première est la ligne { $row }.
        }
    .change = Fixez l’ordre du champ dans le mappage : "dmy" signifie jour, mois, année ; "mdy" signifie mois, jour, année.
ask-month-first =
    { $count ->
        [one] { $count } date pourrait être le 3 avril ou le 4 mars (3/4)
       *[other] { $count } dates pourraient être le 3 avril ou le 4 mars (3/4)
    } ({ $field }{ $scope ->
        [source] , de la source entière
       *[rows] { "" }
    }). Lire le mois en premier ?
    .assumed =
        { $shown ->
            [one] Oui : seule la ligne { $row } montre cet ordre.
           *[other] Oui : { $shown } lignes montrent cet ordre, la première est la ligne { $row }.
        }
    .change = Fixez l’ordre du champ dans le mappage : "dmy" signifie jour, mois, année ; "mdy" signifie mois, jour, année.
ask-year-first =
    { $count ->
        [one] { $count } date pourrait commencer par le jour ou par l’année
       *[other] { $count } dates pourraient commencer par le jour ou par l’année
    } ({ $field }{ $scope ->
        [source] , de la source entière
       *[rows] { "" }
    }). Lire l’année en premier ?
    .assumed =
        { $shown ->
            [one] Oui : seule la ligne { $row } montre cet ordre.
           *[other] Oui : { $shown } lignes montrent cet ordre, la première est la ligne { $row }.
        }
    .change = Fixez l’ordre du champ dans le mappage : "dmy" signifie jour, mois, année ; "mdy" signifie mois, jour, année.
ask-encoding = { $file } n’indique pas son codage des caractères. Le lire en { $encoding } ? Regardez les noms accentués.
    .assumed = Oui : { $encoding } convient à son contenu.
    .change = Indiquez le codage avec --encoding, ou enregistrez le fichier en UTF-8.
ask-other =
    Dans { $count ->
        [one] { $count } ligne
       *[other] { $count } lignes
    }{ $columns } : { $title }. Importer quand même ?
    .assumed = Oui : le mappage l’accepte, sans la valeur ou avec la valeur telle quelle.
    .change = { "" }
ask-E207 =
    { $count ->
        [one] { $count } date peut se lire
       *[other] { $count } dates peuvent se lire
    } de deux façons{ $columns }{ $example ->
        [none] { "" }
       *[some] , par exemple { $example }
    }{ $orders ->
        [both] , et d’autres lignes montrent les deux ordres
       *[unknown] { "" }
    }. Le jour ou le mois vient-il en premier ?
    .assumed = Ni l’un ni l’autre : les lignes sont laissées de côté.
    .change = Fixez l’ordre du champ dans le mappage : "dmy" signifie jour, mois, année ; "mdy" signifie mois, jour, année.
ask-E213 =
    { $count ->
        [one] { $count } numéro de téléphone n’indique pas de pays, et sa ligne non plus
       *[other] { $count } numéros de téléphone n’indiquent pas de pays, et leurs lignes non plus
    }{ $columns }. De quel pays viennent-ils ?
    .assumed = D’aucun : les lignes sont laissées de côté.
    .change = Fixez la région du champ dans le mappage, par exemple region = "FR" pour la France.
ask-E401 =
    { $count ->
        [one] { $count } ligne n’a rien qui permette de reconnaître son client
       *[other] { $count } lignes n’ont rien qui permette de reconnaître leur client
    }{ $columns }. Créer de nouveaux clients ?
    .assumed = Non : elles sont laissées de côté, car ces clients existent peut-être déjà.
    .change = Dans le mappage, on_no_key = "insert" les crée.
ask-E403 =
    { $count ->
        [one] { $count } ligne correspond à plusieurs clients du help desk
       *[other] { $count } lignes correspondent à plusieurs clients du help desk
    }{ $columns }. Lequel est le bon ?
    .assumed = Aucun : les lignes sont laissées de côté.
    .change = Fusionnez ces clients dans le help desk, ou utilisez --on-multiple first ou last.
ask-W010 =
    { $count ->
        [one] { $count } ligne de texte suit un guillemet fautif
       *[other] { $count } lignes de texte suivent un guillemet fautif
    }{ $columns }. Sont-elles des lignes à part entière ?
    .assumed = Oui : chacune est lue comme une ligne.
    .change = Corrigez le guillemet dans la ligne qui les précède.
ask-W011 =
    { $count ->
        [one] { $count } cellule contient ce qui ressemble à une ligne
       *[other] { $count } cellules contiennent ce qui ressemble à une ligne
    }{ $columns }. N’est-ce que du texte ?
    .assumed = Oui : il fait partie de la cellule.
    .change = S’il s’agit de lignes, fermez dans le fichier le guillemet qui les précède.
ask-W012 =
    { $count ->
        [one] { $count } valeur contient un guillemet double
       *[other] { $count } valeurs contiennent un guillemet double
    }{ $columns }. Fait-il partie du texte ?
    .assumed = Oui : il est gardé.
    .change = Si les guillemets ne font qu’entourer les valeurs, corrigez la valeur dans le fichier.
ask-W018 =
    { $count ->
        [one] { $count } cellule est vide parce qu’elle est fusionnée avec celle du dessus
       *[other] { $count } cellules sont vides parce qu’elles sont fusionnées avec celles du dessus
    }{ $columns }. Les laisser vides ?
    .assumed = Oui : seule la première ligne a la valeur.
    .change = Pour employer la valeur dans toutes ces lignes : --merged fill.
ask-W019 =
    { $count ->
        [one] { $count } ligne n’est peut-être qu’une partie de ligne
       *[other] { $count } lignes ne sont peut-être que des parties de lignes
    }{ $columns }. Sont-elles complètes ?
    .assumed = Oui : chacune est lue comme une ligne.
    .change = Sinon, mettez dans le fichier la valeur coupée entre guillemets doubles.
ask-W020 =
    { $count ->
        [one] { $count } ligne a plus ou moins de cellules que les lignes voisines
       *[other] { $count } lignes ont plus ou moins de cellules que les lignes voisines
    }{ $columns }. Chaque valeur est-elle dans sa colonne ?
    .assumed = Oui : les cellules sont lues dans l’ordre.
    .change = Sinon, mettez dans le fichier la valeur qui contient un séparateur entre guillemets doubles.
ask-W022 =
    { $count ->
        [one] { $count } fichier annonce une page suivante
       *[other] { $count } fichiers annoncent une page suivante
    }{ $columns }. Importer sans elle ?
    .assumed = Oui : seul le contenu du fichier est importé.
    .change = Demandez toutes les pages au programme et importez-les aussi.
ask-W023 =
    { $count ->
        [one] { $count } valeur contient une barre oblique inverse qui pourrait représenter un saut de ligne ou une tabulation
       *[other] { $count } valeurs contiennent une barre oblique inverse qui pourrait représenter un saut de ligne ou une tabulation
    }{ $columns }. Garder la barre ?
    .assumed = Oui : la valeur reste inchangée.
    .change = Si elle introduit un caractère spécial : --escape '\'.
ask-W024 =
    { $count ->
        [one] { $count } enregistrement a plusieurs valeurs là où les autres en ont une
       *[other] { $count } enregistrements ont plusieurs valeurs là où les autres en ont une
    }{ $columns }. Laisser le champ tel quel ?
    .assumed = Oui : ces lignes ne lui donnent pas de valeur.
    .change = Ajoutez les autres colonnes au champ dans le mappage.
ask-W111 =
    { $count ->
        [one] { $count } carte de visite contient des éléments qui ont été ignorés
       *[other] { $count } cartes de visite contiennent des éléments qui ont été ignorés
    }{ $columns }. S’en passer ?
    .assumed = Oui : images, seconds prénoms et autres sont laissés de côté.
    .change = Ajoutez à la main dans le help desk ce qui manque.
ask-W013 =
    { $count ->
        [one] { $count } valeur est altérée, comme JosÃ© pour José
       *[other] { $count } valeurs sont altérées, comme JosÃ© pour José
    }{ $columns }. { $count ->
        [one] L’écrire telle quelle ?
       *[other] Les écrire telles quelles ?
    }
    .assumed =
        { $count ->
            [one] Oui : elle n’est pas réparée.
           *[other] Oui : elles ne sont pas réparées.
        }
    .change = Faites-les réparer par le mappage (repair = ["double-utf8"]), ou exportez de nouveau le fichier en UTF-8.
ask-W014 =
    { $count ->
        [one] { $count } valeur a perdu des lettres avant l’exportation
       *[other] { $count } valeurs ont perdu des lettres avant l’exportation
    }{ $columns }. { $count ->
        [one] L’écrire telle quelle ?
       *[other] Les écrire telles quelles ?
    }
    .assumed = Oui : ces lettres ne sont plus dans le fichier.
    .change = Exportez de nouveau les données en UTF-8, ou corrigez les valeurs à la main.
ask-W021 =
    { $count ->
        [one] { $count } valeur se lit mieux dans un autre codage, comme Jos‚ pour José
       *[other] { $count } valeurs se lisent mieux dans un autre codage, comme Jos‚ pour José
    }{ $columns }. { $count ->
        [one] L’écrire telle quelle ?
       *[other] Les écrire telles quelles ?
    }
    .assumed =
        { $count ->
            [one] Oui : elle n’est pas modifiée.
           *[other] Oui : elles ne sont pas modifiées.
        }
    .change = Corrigez les cellules, ou indiquez le codage avec --encoding.
ask-W015 =
    { $count ->
        [one] { $count } valeur est écrite pour une page web, avec &amp; au lieu de &
       *[other] { $count } valeurs sont écrites pour une page web, avec &amp; au lieu de &
    }{ $columns }. { $count ->
        [one] L’écrire telle quelle ?
       *[other] Les écrire telles quelles ?
    }
    .assumed =
        { $count ->
            [one] Oui : elle n’est pas réparée.
           *[other] Oui : elles ne sont pas réparées.
        }
    .change = Faites-les réparer par le mappage (repair = ["entities"]).
ask-W106 =
    { $count ->
        [one] { $count } valeur contenait des caractères invisibles
       *[other] { $count } valeurs contenaient des caractères invisibles
    }{ $columns }. { $count ->
        [one] L’écrire sans ces caractères ?
       *[other] Les écrire sans ces caractères ?
    }
    .assumed = Oui : ils sont supprimés.
    .change = Corrigez les cellules dans le fichier.
ask-W107 =
    { $count ->
        [one] { $count } cellule contient plus de valeurs que le champ n’en accepte
       *[other] { $count } cellules contiennent plus de valeurs que le champ n’en accepte
    }{ $columns }. N’utiliser que la première ?
    .assumed = Oui : les autres sont laissées de côté.
    .change = Ajoutez au mappage un champ pour les autres (take = "others").
ask-W108 =
    { $count ->
        [one] { $count } valeur signifie peut-être que la cellule est vide (none, nan, null)
       *[other] { $count } valeurs signifient peut-être que la cellule est vide (none, nan, null)
    }{ $columns }. Écrire ces mots ?
    .assumed = Oui : ils sont écrits comme du texte.
    .change = S’ils signifient « vide », indiquez-les comme `null` sous [source] (la lecture du fichier) dans le mappage.
ask-W109 =
    { $count ->
        [one] { $count } nombre entier est écrit avec une décimale (1067.0)
       *[other] { $count } nombres entiers sont écrits avec une décimale (1067.0)
    }{ $columns }. { $count ->
        [one] L’écrire tel quel ?
       *[other] Les écrire tels quels ?
    }
    .assumed =
        { $count ->
            [one] Oui : il n’est pas réparé, et des zéros initiaux manquent peut-être.
           *[other] Oui : ils ne sont pas réparés, et des zéros initiaux manquent peut-être.
        }
    .change = Faites-les réparer par le mappage (repair = ["float"]), ou exportez la colonne comme du texte.
ask-W110 =
    { $count ->
        [one] { $count } ligne a plusieurs adresses dont les parties ne concordent pas
       *[other] { $count } lignes ont plusieurs adresses dont les parties ne concordent pas
    }{ $columns }. Laisser de côté ce qui appartient peut-être à une autre adresse ?
    .assumed = Oui : seules les parties certaines sont écrites.
    .change = Complétez ces adresses à la main dans le help desk.
ask-W214 =
    { $count ->
        [one] { $count } numéro de téléphone appartient peut-être à un autre pays
       *[other] { $count } numéros de téléphone appartiennent peut-être à un autre pays
    }{ $columns }. { $count ->
        [one] L’écrire tel quel, sans indicatif de pays ?
       *[other] Les écrire tels quels, sans indicatif de pays ?
    }
    .assumed =
        { $count ->
            [one] Oui : il n’est pas modifié.
           *[other] Oui : ils ne sont pas modifiés.
        }
    .change = Écrivez-les avec + et l’indicatif du pays, ou corrigez le pays des lignes.
ask-W215 =
    { $count ->
        [one] { $count } code postal ne correspond pas à son pays
       *[other] { $count } codes postaux ne correspondent pas à leur pays
    }{ $columns }. { $count ->
        [one] L’écrire tel quel ?
       *[other] Les écrire tels quels ?
    }
    .assumed =
        { $count ->
            [one] Oui : il n’est pas modifié.
           *[other] Oui : ils ne sont pas modifiés.
        }
    .change = Corrigez le code postal ou le pays ; un tableur a peut-être supprimé des zéros initiaux.
ask-W218 =
    { $count ->
        [one] { $count } photo n’est pas restaurée
       *[other] { $count } photos ne sont pas restaurées
    }{ $columns }. S’en passer ?
    .assumed = Oui : tous les autres champs sont écrits.
    .change = Chargez les photos à la main dans le help desk.
ask-W302 =
    { $count ->
        [one] { $count } client n’a pas d’adresse e-mail
       *[other] { $count } clients n’ont pas d’adresse e-mail
    }{ $columns }. Les importer quand même ?
    .assumed = Oui : personne ne pourra leur écrire par e-mail.
    .change = Renseignez les adresses dans le fichier.
ask-W303 =
    { $count ->
        [one] { $count } date de naissance est dans l’avenir ou antérieure à 1900
       *[other] { $count } dates de naissance sont dans l’avenir ou antérieures à 1900
    }{ $columns }. { $count ->
        [one] L’écrire telle quelle ?
       *[other] Les écrire telles quelles ?
    }
    .assumed =
        { $count ->
            [one] Oui : elle n’est pas modifiée.
           *[other] Oui : elles ne sont pas modifiées.
        }
    .change = Vérifiez les années dans le fichier.
ask-W405 =
    { $count ->
        [one] { $count } client a des lignes dont les valeurs diffèrent
       *[other] { $count } clients ont des lignes dont les valeurs diffèrent
    }{ $columns }. Utiliser la valeur que choisit le mappage ?
    .assumed = Oui : en général la première ; les autres ne sont pas écrites.
    .change = Dans le mappage, `merge` dit quelle valeur d’un champ est utilisée.
ask-W507 =
    { $count ->
        [one] { $count } client a été ajouté au même moment par quelqu’un d’autre
       *[other] { $count } clients ont été ajoutés au même moment par d’autres
    }{ $columns }. Garder les deux ?
    .assumed = Oui : les deux sont dans le help desk.
    .change = Comparez-les dans le help desk, et supprimez-en un ou fusionnez-les.
