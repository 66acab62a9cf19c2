### Pourquoi une colonne est proposée pour un champ, ou pour aucun. Les textes anglais sont dans le code.

reason-name = nom de la colonne
reason-empty-so-far = vide jusqu’ici
reason-empty-column = colonne vide
reason-no-field = aucun champ correspondant
reason-company-number = un numéro de société, pour un champ personnalisé
reason-other-person = la colonne semble concerner une autre personne, par exemple un agent, et non le client
reason-same-value = la même valeur dans les { $count } lignes
reason-same-value-other = la même valeur dans les { $count } lignes : elle est peut-être d’une autre personne
reason-few-values = seulement { $different } valeurs différentes en { $count } lignes
reason-few-values-other = seulement { $different } valeurs différentes en { $count } lignes : elles sont peut-être d’une autre personne
reason-misfit-name = le nom de la colonne fait penser à un nom, mais les valeurs sont : { $what }
reason-misfit-field = le nom de la colonne fait penser à « { $field } », mais les valeurs sont : { $what }
reason-misfit-truth = le nom de la colonne fait penser à oui ou non, mais les valeurs sont autre chose
reason-fits-share = le nom convient à « { $field } », mais seulement { $count } valeurs sur { $all } sont : { $what }
reason-fits-one = le nom convient à « { $field } », mais la seule valeur ne convient pas (attendu : { $what })
reason-no-dates = le nom convient à « Date de naissance », mais les valeurs ne sont pas des dates d’une forme connue
reason-odd-phones =
    { $count ->
        [one] 1 valeur sur { $all } n’est pas un numéro de téléphone et reste telle quelle
       *[other] { $count } valeurs sur { $all } ne sont pas des numéros de téléphone et restent telles quelles
    } : { $values }
reason-only-share = seulement { $count } sur { $all } : { $what }
reason-share = { $count } sur { $all } : { $what }
reason-one-value =
    { $count ->
        [0] la seule valeur ne convient pas (attendu : { $what })
       *[other] la seule valeur convient ({ $what })
    }
reason-phones = les valeurs ressemblent à des numéros de téléphone
reason-values-are = les valeurs sont des { $what }
reason-check = à vérifier : { $values }
reason-birthdays = anniversaires comme { $day } ou { $month }
reason-which-order = l’échantillon ne montre pas lequel. Pour l’associer, écrire birthDate sous [fields], avec formats = ["{ $day }"] ou formats = ["{ $month }"]
reason-not-shown = jamais associée d’elle-même, valeurs non montrées
reason-like = comme { $column }, qui est déjà associée
reason-custom-name = nom d’un champ personnalisé
reason-custom-parent = nom du champ personnalisé « { $field } », qui exige une valeur dans « { $parent } »
reason-custom-few = nom du champ personnalisé « { $field } », mais seulement { $count } valeurs sur { $all } sont dans sa liste
reason-custom-list = toutes les valeurs sont dans la liste d’un champ personnalisé
reason-custom-list-spelling = toutes les valeurs sont dans la liste d’un champ personnalisé, certaines écrites autrement
reason-two-lists = les valeurs sont dans les listes de « { $field } » et « { $parent } »
reason-in-list = { $count } sur { $all } dans sa liste
reason-in-list-spelling = { $count } sur { $all } dans sa liste, certaines écrites autrement
reason-some-in-list = seulement { $count } sur { $all } dans sa liste, pas { $values }
reason-encoded-twice = { $before } a été encodé deux fois et se lit { $after }
reason-html = { $before } a été écrit pour HTML et se lit { $after }
reason-broken-cells =
    { $count ->
        [one] 1 cellule contient une erreur du tableur ou une formule sans résultat
       *[other] { $count } cellules contiennent une erreur du tableur ou une formule sans résultat
    }
reason-company-as-name = aucune colonne avec des noms de personnes : la société sert de nom
kind-emails = adresses e-mail
kind-countries = pays
kind-languages = langues du help desk
kind-any-languages = langues
kind-web-addresses = adresses web
kind-file-names = noms de fichiers
kind-short-numbers = nombres de moins de cinq chiffres
kind-truths = oui ou non
kind-codes = codes ou nombres
kind-days = jours
kind-status = mots d’état
kind-words = mots
kind-else = autre chose
kind-password = un mot de passe ou une clé
kind-account = une carte ou un compte bancaire
kind-identity = un numéro personnel, fiscal ou d’identité
kind-workbook-dates = dates d’un classeur
kind-dates = dates comme { $form }
form-short-year = année à deux chiffres
form-month-name = nom du mois
form-or = {" ou "}
form-day = jour
form-month = mois
form-year = année
form-hour = heure
form-minute = minute
form-second = seconde
