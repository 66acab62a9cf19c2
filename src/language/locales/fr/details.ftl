### Conseils et causes au texte fixe. Les textes anglais sont dans le code.

detail-decimals = écrire les chiffres avec un point avant les décimales, sans devise ni unité
detail-thousands = écrire le nombre sans séparateur de milliers, ou fixer le séparateur décimal dans le mappage
detail-unusual = chercher les caractères invisibles ou inhabituels et les retaper
detail-several = les fusionner dans le help desk, ou utiliser --on-multiple first ou last
detail-name = renseigner le nom, ou associer à `name` une valeur de remplacement telle que l’adresse e-mail ; si le client devrait déjà exister, vérifier la clé de rapprochement, ou importer avec --mode update
detail-address = compléter l’adresse à la main, ou ne garder qu’une adresse dans la ligne
detail-image = enregistrer l’image dans l’un de ces formats
detail-folder = renommer le dossier
detail-default = remplir la cellule, ou donner au champ une valeur par défaut dans le mappage
detail-country = renseigner le pays
detail-pattern = corriger la valeur, ou le modèle dans le mappage
detail-year = vérifier l’année
detail-no-such-day = ce jour n’existe pas
detail-correct-date = corriger la date
detail-address-if-known = compléter l’adresse si elle est connue
detail-one-row = ne garder qu’une des lignes
detail-process-ended = le processus deskferry s’est terminé pendant la tentative
