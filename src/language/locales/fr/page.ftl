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
headline-one-row-warned = Aucune erreur : la ligne peut être importée ; 1 ligne comporte un avertissement à vérifier.
headline-one-row-skipped = Tout est en ordre : la ligne est ignorée.
headline-one-row-skipped-warned = Aucune erreur : la ligne est ignorée ; 1 ligne comporte un avertissement à vérifier.
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
        [one] { " " }; 1 ligne comporte un avertissement à vérifier
       *[other] { " " }; { $warned } lignes comportent des avertissements à vérifier
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
list-more = { $first }, { $next }
list-end = { $first } et { $last }

## Résultat

tile-rows = lignes
tile-importable = importables
tile-to-insert = à créer
tile-to-update = à mettre à jour
tile-unchanged = inchangées
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
estimate-calls = un par création, deux par mise à jour (une lecture et une écriture)
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
formulas = Un tableur exécuterait comme des formules certaines cellules de results.csv ou de rejects.csv, par exemple <code>=HYPERLINK(...)</code>. Pour ouvrir ces fichiers dans un tableur, utilisez les copies que crée <code>deskferry report { $run } --excel-safe</code>. Vous pouvez importer ces copies telles quelles.
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
rejects-hint = Corrigez les cellules, puis importez le fichier. Si vous ne faites pas confiance à la source, n’ouvrez pas le fichier par un double-clic : importez-le dans Excel en tant que texte.

## Anomalies

issues-lead = { $issues } au total. Une ligne comportant une erreur est rejetée ; une ligne qui n’a que des avertissements est acceptée.
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
fields-that-change = Champs qui changent
fields-that-change-caption = Nombre de clients qui changent dans chaque champ
head-field = Champ
head-customers = Clients
head-share = Part
unit-customers = clients
before-and-after = Avant et après
fields-before-and-after = Champs avant et après
updates-first = Les { $shown } premiers sur { $all }
updates-all = Tous
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
    } la même clé de rapprochement qu’une ligne précédente. <code>on_duplicate</code> dans le mappage décide quelle ligne d’un groupe est utilisée.
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
ended-with-reason = { $time }, code de sortie { $status } :
ended-with-status = { $time }, code de sortie { $status }
source = Source
mode = Mode
mode-upsert = créer les nouveaux et mettre à jour les existants (upsert)
mode-insert = créer seulement (insert)
mode-update = mettre à jour seulement (update)
match-key = Clé de rapprochement
match-key-none = aucune
match-key-or = { $first } ou { $next }
customer-lookup = Recherche des clients
account = Compte
account-and-client = { $address }, client { $client }
plan = Plan
plan-made = { $file }, établi le { $time } par la simulation { $run }
plan-kept = { $file } : <code>deskferry apply { $file }</code> écrit exactement ceci
plan-hash = SHA-256 dans sa dernière ligne : { $hash }
made-by = Établi par

## Ce que la page omet

left-out = Ce que cette page omet
left-out-issues = Anomalies une par une : les { $shown } premières sur { $all } sont listées, quelques-unes par code. Les décomptes par code et par colonne sont complets ; rejects.csv contient toutes les lignes rejetées.
left-out-columns-with-issues = Anomalies par colonne : les { $shown } colonnes comptant le plus d’erreurs sur { $all } sont listées.
left-out-rejects = Rejets : { $shown } lignes sur { $all } peuvent être enregistrées à partir de cette page. Le fichier rejects.csv du même dossier les contient toutes.
left-out-updates = Mises à jour : les { $shown } premières sur { $all } sont affichées. Les décomptes par champ sont complets.
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
