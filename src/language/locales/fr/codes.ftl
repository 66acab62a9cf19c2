### Titres et remèdes des anomalies. Les termes sont dans page.ftl. Les mots du mappage et les options restent tels quels.

E001 = la ligne a plus ou moins de cellules que l’en-tête
    .remedy = Mettez la valeur entre guillemets doubles, ou exportez de nouveau le fichier.
E002 = une cellule dépasse la longueur maximale
    .remedy = Fermez le guillemet, ou raccourcissez la valeur.
E003 = la ligne contient un octet NUL
    .remedy = Exportez de nouveau le fichier, ou indiquez son encodage avec --encoding.
E004 = la ligne contient des octets non valides dans cet encodage
    .remedy = Si beaucoup de lignes sont touchées, indiquez l’encodage avec --encoding (windows-1252, cp850, macintosh, shift_jis, ...), ou enregistrez le fichier en UTF-8. S’il n’y en a que quelques-unes, corrigez-les dans le fichier des rejets.
E005 = la cellule contient une erreur de tableur
    .remedy = Corrigez la formule, ou videz la cellule.
E006 = le nombre a perdu des chiffres
    .remedy = Mettez la colonne au format texte dans le tableur et saisissez de nouveau la valeur, ou exportez-la de nouveau.
E007 = un guillemet double n’est jamais fermé
    .remedy = Fermez le guillemet dans cette ligne, ou doublez-le ("") s’il fait partie de la valeur. Si tous les guillemets du fichier font partie des valeurs, utilisez --quote none.
E008 = l’enregistrement n’est ni un objet JSON ni une vCard
    .remedy = Corrigez l’enregistrement, ou exportez-le de nouveau.
E009 = un guillemet double est mal placé
    .remedy = Doublez le guillemet ("") s’il fait partie de la valeur. Si tous les guillemets du fichier font partie des valeurs, utilisez --quote none. S’ils sont précédés d’une barre oblique inverse, utilisez --escape '\'.
W010 = cette ligne de texte a été lue comme une ligne parce qu’une ligne précédente a un guillemet fautif
    .remedy = Vérifiez s’il s’agit d’une ligne, et corrigez le guillemet dans la ligne précédente.
W011 = une cellule de plusieurs lignes contient ce qui ressemble à une ligne
    .remedy = S’il s’agit d’une ligne, fermez le guillemet qui la précède. Sinon, il n’y a rien à faire.
W012 = un guillemet double se trouve dans une valeur sans guillemets
    .remedy = Vérifiez la valeur. Si tous les guillemets du fichier font partie des valeurs, utilisez --quote none.
W013 = le texte a été encodé deux fois
    .remedy = Ajoutez repair = ["double-utf8"] au champ dans le mappage, ou exportez de nouveau le fichier en UTF-8.
W014 = des lettres ont été perdues avant l’écriture du fichier
    .remedy = Exportez de nouveau les données en UTF-8, ou corrigez la valeur à la main.
W015 = le texte contient des entités HTML
    .remedy = Ajoutez repair = ["entities"] au champ dans le mappage, ou exportez de nouveau le fichier sans HTML.
E016 = la formule n’a pas de résultat enregistré
    .remedy = Ouvrez le classeur dans Excel ou LibreOffice et enregistrez-le de nouveau pour que ses formules soient calculées.
E017 = la feuille contient deux fois cette ligne
    .remedy = Ouvrez le classeur dans un tableur, vérifiez la ligne et enregistrez de nouveau, ou exportez-la de nouveau.
W018 = la cellule est vide parce qu’elle est fusionnée ; voir --merged fill
    .remedy = Utilisez --merged fill, ou merged = "fill" sous [source] (comment le fichier est lu) dans le mappage, pour employer la valeur dans toutes ces lignes.
W019 = la ligne n’est peut-être qu’une partie de ligne
    .remedy = Vérifiez la ligne que cite le message. Si les deux n’en forment qu’une, mettez la valeur entre guillemets doubles. Sinon, corrigez cette ligne.
W020 = plus ou moins de cellules que les lignes voisines
    .remedy = Vérifiez que chaque valeur est dans sa colonne. Mettez entre guillemets doubles une valeur qui contient le séparateur.
W021 = le texte a plus de sens dans un autre encodage
    .remedy = Corrigez la cellule, ou exportez de nouveau sa ligne en UTF-8. Si toutes les lignes ont plus de sens dans cet encodage, indiquez-le avec --encoding.
E020 = la ligne répète l’en-tête ou n’est qu’une suite de tirets
    .remedy = Supprimez la ligne, ou exportez le tableau sans traits ni en-têtes de page.
W022 = le fichier n’est qu’une page parmi plusieurs
    .remedy = Demandez toutes les pages à l’API et importez aussi les autres. Si chaque page est dans son propre fichier, il n’y a rien à faire.
W023 = une barre oblique inverse introduit peut-être un caractère spécial
    .remedy = Si les barres obliques inverses de ce fichier introduisent des caractères spéciaux, utilisez --escape '\', ou escape = '\' sous [source] (comment le fichier est lu). Si elles sont du texte, utilisez --escape none.
W024 = un objet dans certains enregistrements, une valeur dans d’autres
    .remedy = Ajoutez l’élément de l’objet au mappage : FIELD = { "{" } first = ["note", "note.text"] { "}" }.
W025 = un tableur a modifié la cellule d’une ligne rejetée
    .remedy = Il n’y a rien à faire : la valeur d’origine est utilisée. Pour garder plutôt la valeur du fichier, videz la cellule _run de la ligne. Un fichier enregistré au format XLSX garde ses valeurs.
W026 = la cellule d’une ligne rejetée a été modifiée, peut-être par erreur
    .remedy = Comparez les deux valeurs. Si la modification est voulue, il n’y a rien à faire. Sinon, remettez l’ancienne valeur dans la cellule.
W027 = une correction ne correspond plus à sa ligne
    .remedy = Regardez la ligne dans la source. Corrigez-la de nouveau, ou retirez la ligne du fichier des corrections.
W028 = un tableur a peut-être modifié la valeur d’une correction
    .remedy = Comparez `was` et `now` dans le fichier des corrections. Si une partie de la valeur est perdue, écrivez-la de nouveau avec un éditeur de texte, ou avec chaque colonne au format texte.
E101 = un champ obligatoire est vide
    .remedy = Remplissez la cellule, ou donnez au champ une valeur par défaut dans le mappage.
E102 = la valeur n’est pas dans la table de conversion
    .remedy = Ajoutez la valeur à la table de conversion du mappage, ou corrigez la cellule.
E103 = la valeur ne correspond pas au motif
    .remedy = Corrigez la cellule, ou le motif dans le mappage.
E104 = le modèle a échoué
    .remedy = Corrigez le modèle dans le mappage, ou la cellule qu’il utilise.
E105 = la valeur ne fait pas partie des valeurs admises
    .remedy = Corrigez la cellule, ou ajoutez la valeur à la liste du mappage.
E107 = une règle du mappage rejette la ligne
    .remedy = Corrigez ou supprimez la ligne, ou modifiez la règle dans le mappage.
W106 = des caractères de contrôle ont été supprimés
    .remedy = Il n’y a rien à faire. Si la valeur est importante, vérifiez-la dans le help desk.
W107 = plus de valeurs que le champ n’en accepte
    .remedy = Ajoutez au mappage un champ pour les autres (take = "others"), ou retirez-les de la cellule.
W108 = la valeur signifie peut-être une cellule vide
    .remedy = Si le mot signifie « vide », ajoutez-le à `null` sous [source] (comment le fichier est lu) dans le mappage.
W109 = un nombre entier a été écrit avec des décimales
    .remedy = Ajoutez repair = ["float"] au champ dans le mappage, ou exportez la colonne en tant que texte.
W110 = les parties de plusieurs adresses ne peuvent pas être associées
    .remedy = Saisissez l’adresse à la main dans le help desk, ou corrigez la source de sorte que chaque cellule n’ait qu’une valeur.
W111 = une partie de la fiche a été ignorée
    .remedy = Vérifiez les parties que cite le message, et ajoutez dans le help desk ce dont vous avez besoin. Si une valeur se poursuit à la ligne suivante, commencez celle-ci par une espace, ou exportez de nouveau la fiche.
E201 = ce n’est pas une adresse e-mail
    .remedy = Corrigez l’adresse. Si la cellule en contient plusieurs, n’en gardez qu’une.
E202 = pays non reconnu
    .remedy = Écrivez le code ISO à deux lettres du pays, par exemple DE.
E203 = plusieurs pays sont possibles
    .remedy = Écrivez le code ISO à deux lettres du bon pays.
E204 = un code ou un pays qui ne figure pas aujourd’hui dans la norme ISO 3166-1
    .remedy = Écrivez le code ISO à deux lettres du pays où vit le client aujourd’hui.
E205 = ce n’est pas une langue du help desk
    .remedy = Écrivez en, it, es ou fr, ou donnez une valeur par défaut et on_invalid = "default" au champ dans le mappage.
E206 = ce n’est pas une date dans les formats donnés, ou ce jour n’existe pas
    .remedy = Corrigez la date, ou ajoutez son format au mappage.
E207 = la date est ambiguë
    .remedy = Fixez dans le mappage un seul ordre du jour et du mois, ou écrivez la date sous la forme AAAA-MM-JJ.
E208 = ni oui ni non
    .remedy = Écrivez yes ou no, ou énumérez vos mots dans le mappage (true_values, false_values).
E209 = ce n’est pas un nombre entier
    .remedy = Corrigez la cellule.
E210 = ce n’est pas un nombre décimal
    .remedy = Écrivez le nombre avec un point devant les décimales et sans séparateur de milliers.
E211 = ce n’est pas une adresse web
    .remedy = Écrivez l’adresse complète, par exemple https://example.org/.
E212 = ce n’est pas un numéro de téléphone
    .remedy = Corrigez le numéro. Pour le garder tel quel, mettez on_invalid = "keep" ou as = "text" dans le mappage.
E213 = le pays du numéro de téléphone est inconnu
    .remedy = Écrivez-le avec + et l’indicatif du pays, remplissez le pays, ou fixez la région dans le mappage (region = "IT").
W214 = le numéro de téléphone est peut-être celui d’un autre pays
    .remedy = Écrivez-le avec + et l’indicatif du pays, ou corrigez le pays de la ligne. Si les pays de toutes les lignes sont justes, mettez trust_country = true dans le mappage.
W215 = ce n’est pas un code postal du pays de la ligne
    .remedy = Corrigez le code postal ou le pays de la ligne, et mettez la colonne au format texte dans le tableur.
E216 = le fichier photo est inutilisable
    .remedy = Placez l’image dans le dossier, corrigez la cellule, ou mettez on_invalid = "empty" dans le mappage pour importer le client sans photo.
E217 = ce n’est pas un objet JSON
    .remedy = Écrivez un objet JSON tel que { "{" }"id": "7"{ "}" }, ou laissez la cellule vide.
W218 = une photo n’est pas restaurée
    .remedy = Chargez la photo à la main dans le help desk, ou restaurez-la à partir d’une autre sauvegarde.
E301 = le client n’a pas de nom
    .remedy = Remplissez le nom, ou affectez une autre colonne en remplacement (l’adresse e-mail, la société). Si le client devrait déjà exister, vérifiez la clé de rapprochement : une clé erronée ne trouve rien. Avec --mode update, une telle ligne est ignorée.
W302 = le client n’a pas d’adresse e-mail
    .remedy = Saisissez l’adresse si vous la connaissez.
W303 = la date de naissance est invraisemblable
    .remedy = Vérifiez l’année.
E304 = le compte n’a pas ce champ personnalisé
    .remedy = Corrigez le nom sous [custom_fields] (les champs personnalisés) dans le mappage (`deskferry customer fields` affiche les champs définis), ou créez d’abord le champ dans le help desk. --fields none omet cette vérification.
E305 = ce n’est pas une valeur du champ personnalisé
    .remedy = Corrigez la cellule, traduisez-la par une table de conversion dans le mappage, ou ajoutez la valeur à la liste du help desk.
E306 = la valeur ne s’accorde pas avec son champ parent
    .remedy = Corrigez l’une des deux, ou affectez les deux champs.
E307 = un champ personnalisé obligatoire est vide
    .remedy = Remplissez la cellule, ou donnez au champ une valeur par défaut sous [custom_fields] (les champs personnalisés) dans le mappage. Avec --mode update, une ligne n’est rejetée que si elle viderait le champ d’un client existant.
E401 = la ligne n’a pas de clé de rapprochement
    .remedy = Remplissez la clé, ou mettez on_no_key = "insert" sous [match] (comment les clients sont reconnus) dans le mappage pour créer ces lignes avec --mode upsert (créer les nouveaux clients et mettre à jour les existants). Avec --mode update, remplissez la clé : ce mode ne crée aucun client.
E402 = une ligne précédente est le même client
    .remedy = Si la première est la bonne, supprimez l’autre. Un doublon rejeté dont on vide la cellule _codes écrase le client de la première. Pour décider pour toutes les lignes, mettez on_duplicate = "first", "last" ou "merge" sous [match] (comment les clients sont reconnus) dans le mappage.
E403 = plusieurs clients du help desk correspondent
    .remedy = Fusionnez les clients dans le help desk, ou utilisez --on-multiple first ou last.
E404 = la ligne avec laquelle elle a été fusionnée n’a pas été écrite
    .remedy = Corrigez la ligne que cite le message, et importez le fichier des rejets. Il contient les deux lignes, qui seront de nouveau fusionnées.
W405 = les lignes d’un même client ont des valeurs différentes
    .remedy = Il n’y a rien à faire si le mappage choisit bien : merge = "fill" (la première valeur ; par défaut), "last", "first" ou "join".
E406 = un modèle modifierait de nouveau son propre résultat
    .remedy = Faites en sorte que le modèle renvoie `current` inchangé s’il contient déjà le texte, par exemple { "{% if row['Notes'] in current.memo %}{{ current.memo }}{% else %}{{ current.memo }} {{ row['Notes'] }}{% endif %}" }. Si le texte doit seulement être ajouté, write = "append" suffit, sans modèle.
W407 = le client n’existe plus, et un autre a la même clé
    .remedy = Comparez les deux. Si ce sont des personnes différentes, laissez ce client de côté, ou restaurez avec --by-id-only, qui insère de nouveau les clients qui n’existent plus.
E501 = le help desk a refusé le client
    .remedy = Corrigez ce que cite le help desk, et importez le fichier des rejets.
E502 = l’écriture a échoué
    .remedy = Importez le fichier des rejets lorsque le service fonctionne de nouveau.
E503 = on ignore si le client a été écrit
    .remedy = Cherchez le client dans le help desk. N’importez de nouveau la ligne que s’il n’y est pas.
E504 = le client a changé entre-temps
    .remedy = Vérifiez le client dans le help desk. Pour écrire malgré tout une ligne d’une importation, relancez l’importation afin d’établir un nouveau plan.
E505 = le client a été supprimé entre-temps
    .remedy = Relancez l’importation afin d’établir un nouveau plan. Après une annulation, il n’y a rien à faire : il n’y a rien à restaurer.
E506 = le help desk a répondu par un autre client
    .remedy = Comparez la ligne à ce client dans le help desk. Pour mettre ce client à jour avec la ligne, rapprochez-les par ce qu’ils ont en commun (keys sous [match] dans le mappage : comment les clients sont reconnus), et importez le fichier des rejets.
W507 = un autre client a la même clé
    .remedy = Vérifiez les deux dans le help desk, gardez-en un, et supprimez ou fusionnez l’autre.
