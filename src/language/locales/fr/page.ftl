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
estimate = { estimate-subject } environ <strong>{ calls }</strong>, soit <strong>{ $duration }</strong> à raison de { $rate }{ estimate-parts }.
estimate-without-limit = { estimate-subject } environ <strong>{ calls }</strong>, sans limite de débit{ estimate-parts }.
estimate-subject =
    { $what ->
        [validation] Si chaque ligne est un nouveau client, l’importation demande
        [rest] Écrire ce qui reste demande
       *[plan] Écrire ce plan demande
    }
estimate-parts =
    { $parts ->
        [none] { "" }
       *[some] { " : " }{ $parts }
    }
calls-to-insert =
    { $customers ->
        [one] { $customers } pour un nouveau client
       *[other] { $customers } pour de nouveaux clients
    }
calls-to-update =
    { $customers ->
        [one] { $calls } pour { $customers } mise à jour (une lecture et une écriture)
       *[other] { $calls } pour { $customers } mises à jour (une lecture et une écriture chacune)
    }
calls-to-delete =
    { $customers ->
        [one] { $calls } pour { $customers } suppression (une lecture et une suppression)
       *[other] { $calls } pour { $customers } suppressions (une lecture et une suppression chacune)
    }
calls-to-watch = { $calls } pour surveiller si d’autres ajoutent des clients
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
rate-of-process =
    Toutes les commandes qui utilisent le compte respectent la limite du processus { $pid } (<code>{ $command }</code>){ $known ->
        [0] { "" }
       *[other] {" "}de l’utilisateur { $user }
    } : { $rate }.
rate-default =
    Toutes les commandes qui utilisent le compte respectent la limite par défaut, { $rate }, qui vaut pour le processus { $pid } (<code>{ $command }</code>){ $known ->
        [0] { "" }
       *[other] {" "}de l’utilisateur { $user }
    }.
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
# The values of a field that is yes or no.
value-yes = oui
value-no = non

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
account-and-client = { $address }, client commençant par { $begins }
account-in-memory = Sandbox en mémoire
account-in-file = Sandbox dans le fichier { $file }
hash-of-client = Empreinte de l’identifiant client
fixes = Corrections
fixes-told =
    { $file } : { $cells ->
        [one] { $cells } cellule corrigée
       *[other] { $cells } cellules corrigées
    }, { $rows ->
        [one] { $rows } ligne mise de côté
       *[other] { $rows } lignes mises de côté
    }, { $count ->
        [one] { $count } correction qui ne convient plus
       *[other] { $count } corrections qui ne conviennent plus
    }
fixes-columns = Colonnes corrigées : { $columns }
plan = Plan
plan-made = { $file }, établi le { $time } par la simulation { $run }
plan-kept = { $file } : <code>{ $command }</code> écrit exactement ceci
made-by = Établi par
# At the top of the page, for whoever signs it.
made-on = établi le { $time }
made-by-run = exécution { $run }
takes-back = annule l’exécution { $run }

## Ce que la page omet

left-out = Ce que cette page omet
left-out-issues = Anomalies une par une : les { $shown } premières sur { $all } sont listées, quelques-unes par code. Les décomptes par code et par colonne sont complets ; rejects.csv contient toutes les lignes rejetées.
left-out-columns-with-issues = Anomalies par colonne : les { $shown } colonnes comptant le plus d’erreurs sur { $all } sont listées.
left-out-rejects =
    Rejets : { $shown ->
        [one] { $shown } ligne sur { $all } peut être enregistrée
       *[other] { $shown } lignes sur { $all } peuvent être enregistrées
    } à partir de cette page. Le fichier rejects.csv du même dossier les contient toutes.
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
nav-checks = À vérifier
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
loses-most = Les valeurs qui perdent le plus
lost-replaced = <b>{ $field }</b>, { $customer } <small>ligne { $row }</small> <del>{ $before }</del> → <ins>{ $after }</ins>
lost-emptied = <b>{ $field }</b>, { $customer } <small>ligne { $row }</small> <del>{ $before }</del> → <i class="empty">vide</i>
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
out-skipped-aside =
    <b>{ $count }</b> sur { rows } : { $count ->
        [one] mise de côté à la main
       *[other] mises de côté à la main
    }
out-never =
    <b>{ $values }</b> { $values ->
        [one] valeur qui reste vide, car elle n’est pas écrite
       *[other] valeurs qui restent vides, car elles ne sont pas écrites
    } : { $fields }
out-faulty =
    <b>{ $values }</b> { $values ->
        [one] valeur erronée laissée de côté, comme le mappage le dit
       *[other] valeurs erronées laissées de côté, comme le mappage le dit
    } : { $fields }
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
more-checks =
    { $questions ->
        [one] et { $questions } autre point à la page suivante
       *[other] et { $questions } autres points à la page suivante
    }
further-questions = Autres questions
further-checks = Autres points
answer-settings = Comment changer les réponses : quoi régler, et où
next-settings = Ce qu’il faut régler pour la prochaine importation
head-question = Question
head-check = Point
head-setting = Réglage
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
protected-first = Les { $shown } premières sur { $all } : elles ne sont pas écrites
protected-all = Toutes : elles ne sont pas écrites
left-out-values = Valeurs laissées de côté
new-customer = nouveau client
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
sandbox-holds = SANDBOX : planifié d’après la sauvegarde du { $time } ; rien n’a été envoyé à votre help desk.
sandbox-in-memory = La sandbox n’existait qu’en mémoire et a disparu.
sandbox-in-file = La sandbox se trouve dans le fichier <code>{ $file }</code>
sandbox-at = La sandbox se trouve à l’adresse <code>{ $address }</code>
sandbox-imitates = La sandbox se comporte comme { $host } le { $time }, d’après <code>deskferry doctor --probe</code>.

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
on-purpose-named =
    { $columns ->
        [one] { $columns } colonne est volontairement laissée de côté
       *[other] { $columns } colonnes sont volontairement laissées de côté
    } : { $names }
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
never-written = jamais écrit
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
sample-fewest = Moins de lignes ne montrent pas tout.
sample-most = Aucun autre choix d’autant de lignes ne montre davantage.
sample-lead = C’est un essai avec quelques lignes, pas l’importation entière. Tout ce qui suit ne concerne que ces lignes. Elles ont été choisies parce qu’elles montrent le plus : conversions, avertissements, lignes fusionnées et valeurs inhabituelles.
sample-lacks = Ce que ces lignes ne montrent pas
sample-reasons = Pourquoi ces lignes
head-shows-first = Montrent pour la première fois
sample-only-one =
    Aucun client qui peut être écrit n’a aussi peu de lignes que demandé pour l’échantillon ({ $most }). L’échantillon est donc le plus petit : { $rows ->
        [one] { $rows } ligne qui est fusionnée
       *[other] { $rows } lignes qui sont fusionnées
    } parce qu’elles ont en commun { $names }. La première : { $row }. Une partie de ces lignes donnerait un autre client.
sample-too-large =
    Trop grand pour l’échantillon : { $rows ->
        [one] { $rows } ligne qui est fusionnée
       *[other] { $rows } lignes qui sont fusionnées
    } en un seul client parce qu’elles ont en commun { $names }. La première : { $row }. Une partie de ces lignes donnerait un autre client.
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
shows-append = ajouté au texte si le help desk en a un (append)
shows-filled = rempli
shows-empty = laissé vide
shows-emptied = vide le champ si le help desk a une valeur
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
shows-several-tags = plusieurs étiquettes
shows-one-tag = une seule étiquette
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

faulty-left-out = {" ; le champ a été laissé de côté"}
faulty-kept = {" ; la valeur a été gardée telle quelle"}
faulty-defaulted = {" ; la valeur par défaut a été utilisée"}

lookup-no-match = aucune recherche : le mappage ne dit pas comment trouver les clients
lookup-no-rows = aucune recherche : il ne reste aucune ligne à rapprocher
lookup-no-customers = aucune recherche : le help desk n’a aucun client
lookup-list =
    { $pages ->
        [one] la liste entière, { $pages } page
       *[other] la liste entière, { $pages } pages
    } ({ $rows ->
        [one] { $rows } ligne demanderait une recherche
       *[other] { $rows } lignes demanderaient chacune une recherche
    })
lookup-searches =
    { $searches ->
        [one] { $searches } recherche
       *[other] { $searches } recherches
    } (la liste entière ferait { $pages ->
        [one] { $pages } page
       *[other] { $pages } pages
    })
lookup-searches-at-most =
    au plus { $searches ->
        [one] { $searches } recherche
       *[other] { $searches } recherches
    } (la liste entière ferait { $pages ->
        [one] { $pages } page
       *[other] { $pages } pages
    })
read-delimiter = séparateur { $value }
read-quote = guillemet { $value }
read-escape = caractère d’échappement { $value }
read-sheet = feuille { $value }
read-records = enregistrements dans { $value }
read-header = en-tête à la ligne { $value }
read-no-quotes = les guillemets sont du texte
read-no-header = sans en-tête
read-rejects = rejets d’une exécution précédente
read-stated = indiqué par vous
read-guessed = une supposition
read-day-first =
    { $scope ->
        [alone] jour avant mois, d’après la seule ligne { $row }
       *[all] jour avant mois, comme à la ligne { $row }
    }
read-month-first =
    { $scope ->
        [alone] mois avant jour, d’après la seule ligne { $row }
       *[all] mois avant jour, comme à la ligne { $row }
    }
read-country = la plupart des lignes ont { $country } ({ $code } ; { $shown } des { $all } lignes avec un pays)
