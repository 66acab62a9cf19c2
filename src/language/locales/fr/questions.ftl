### Les questions de la première page. Les termes sont dans page.ftl.

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
            [one] Parmi les valeurs présentes dans le help desk, { $replaced } sera remplacée (et, en plus, vidées : { $emptied })
           *[other] Parmi les valeurs présentes dans le help desk, { $replaced } seront remplacées (et, en plus, vidées : { $emptied })
        }
    }. Vraiment ? Ou ne remplir que les valeurs vides ?
    .assumed = Oui, comme le dit le plan.
    .change = Faites refaire le plan, pour qu’il ne remplisse que les valeurs vides ou protège certains champs.
    .setting = --write if_empty ne remplit que les valeurs vides ; dans le mappage, write = "if_empty" fait de même pour un seul champ.
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
            [one] Parmi les valeurs présentes dans le help desk, { $replaced } a été remplacée (et, en plus, vidées : { $emptied })
           *[other] Parmi les valeurs présentes dans le help desk, { $replaced } ont été remplacées (et, en plus, vidées : { $emptied })
        }
    }.
    .assumed = Comme le disait le plan.
    .change = Faites annuler l’importation : les valeurs antérieures seront rétablies.
    .setting = deskferry undo { $run } annule l’importation.
ask-rejected =
    { $count ->
        [one] { $count } ligne comporte une erreur et ne sera pas écrite
       *[other] { $count } lignes comportent des erreurs et ne seront pas écrites
    }{ $others ->
        [0] { "" }
        [one] {" "}({ $others } autre ligne fait l’objet d’une question à part)
       *[other] {" "}({ $others } autres lignes font l’objet de questions à part)
    }. { $count ->
        [one] Continuer sans elle ?
       *[other] Continuer sans elles ?
    }
    .assumed = Oui : les autres lignes n’en dépendent pas. Erreurs les plus fréquentes : { $reasons }.
    .change = Corrigez les cellules dans rejects.xlsx, qui se trouve à côté de cette page, et importez ce fichier. Si beaucoup de lignes ont la même erreur, corrigez plutôt le mappage.
    .setting = deskferry import rejects.xlsx -m MAPPING importe les lignes corrigées ; rejects.xlsx est le fichier dans le dossier de cette exécution, MAPPING son mappage. Dans le mappage, on_invalid = "empty" d’un champ écrit la ligne sans la valeur erronée.
ask-rejected-written =
    { $count ->
        [one] { $count } ligne comporte une erreur et n’a pas été écrite.
       *[other] { $count } lignes comportent des erreurs et n’ont pas été écrites.
    }
    .assumed = Erreurs les plus fréquentes : { $reasons }.
    .change = Corrigez les cellules dans rejects.xlsx, qui se trouve à côté de cette page, et importez ce fichier. Si beaucoup de lignes ont la même erreur, corrigez plutôt le mappage.
    .setting = deskferry import rejects.xlsx -m MAPPING importe les lignes corrigées ; rejects.xlsx est le fichier dans le dossier de cette exécution, MAPPING son mappage. Dans le mappage, on_invalid = "empty" d’un champ écrit la ligne sans la valeur erronée.
ask-rejected-stale =
    { $count ->
        [one] { $count } ligne comporte une erreur et n’a pas été écrite.
       *[other] { $count } lignes comportent des erreurs et n’ont pas été écrites.
    }
    .assumed =
        { $count ->
            [one] Son client a changé depuis l’établissement du plan.
           *[other] Les clients concernés ont changé depuis l’établissement du plan.
        }
    .change = Importez à nouveau la source : le nouveau plan part de l’état actuel des clients.
ask-duplicates =
    { $count ->
        [one] { $count } ligne concerne le même client qu’une ligne précédente
       *[other] { $count } lignes concernent les mêmes clients que des lignes précédentes
    }. { $count ->
        [one] N’utiliser qu’une des deux lignes ?
       *[other] N’utiliser qu’une ligne par client ?
    }
    .assumed =
        { $used ->
            [first] { $count ->
                [one] Oui : la première ligne est utilisée, l’autre est laissée de côté.
               *[other] Oui : la première ligne de chaque client est utilisée, les autres sont laissées de côté.
            }
            [last] { $count ->
                [one] Oui : la dernière ligne est utilisée, l’autre est laissée de côté.
               *[other] Oui : la dernière ligne de chaque client est utilisée, les autres sont laissées de côté.
            }
           *[mixed] { $count ->
                [one] Oui : une ligne est utilisée, l’autre est laissée de côté.
               *[other] Oui : une ligne de chaque client est utilisée, les autres sont laissées de côté.
            }
        }
    .change = Faites utiliser une autre ligne de chaque client, ou faites fusionner toutes ses lignes.
    .setting = on_duplicate, dans le mappage, dit quoi faire : "first" utilise la première ligne, "last" la dernière, "merge" les fusionne.
ask-merged =
    { $count ->
        [one] { $count } ligne concerne le même client qu’une ligne précédente
       *[other] { $count } lignes concernent les mêmes clients que des lignes précédentes
    }. { $count ->
        [one] Fusionner les deux lignes ?
       *[other] Fusionner les lignes de chaque client ?
    }
    .assumed = Oui : les lignes d’un client sont fusionnées, et la première valeur de chaque champ est gardée, sauf indication contraire du mappage.
    .change = Faites utiliser une seule ligne de chaque client : la première ou la dernière.
    .setting = on_duplicate, dans le mappage, dit quoi faire : "first" utilise la première ligne, "last" la dernière, "merge" les fusionne.
ask-phone-region =
    { $count ->
        [one] { $count } numéro de téléphone n’indique pas
       *[other] { $count } numéros de téléphone n’indiquent pas
    } de pays ({ $field }). { $count ->
        [one] Le lire comme un numéro de ce pays : { $country } ?
       *[other] Les lire comme des numéros de ce pays : { $country } ?
    }
    .assumed = Oui : le mappage le prévoit pour ce champ.
    .change =
        { $count ->
            [one] Renseignez le pays de cette ligne, ou faites fixer un autre pays pour ce champ.
           *[other] Renseignez le pays de ces lignes, ou faites fixer un autre pays pour ce champ.
        }
    .setting = region du champ, dans le mappage, est le pays des numéros qui n’en indiquent pas, actuellement "{ $code }".
ask-day-first =
    { $count ->
        [one] { $count } date pourrait être le 3 avril ou le 4 mars (3/4)
       *[other] { $count } dates pourraient être le 3 avril ou le 4 mars (3/4)
    } ({ $field }). Lire le jour en premier ?
    .assumed =
        { $shown ->
            [one] Oui : seule la ligne { $row } montre cet ordre.
           *[other] Oui : { $shown } lignes montrent cet ordre, la première est la ligne { $row }.
        }
    .change = Faites fixer l’autre ordre pour ce champ.
    .setting = order du champ, dans le mappage : "dmy" signifie jour, mois, année ; "mdy" signifie mois, jour, année.
ask-month-first =
    { $count ->
        [one] { $count } date pourrait être le 3 avril ou le 4 mars (3/4)
       *[other] { $count } dates pourraient être le 3 avril ou le 4 mars (3/4)
    } ({ $field }). Lire le mois en premier ?
    .assumed =
        { $shown ->
            [one] Oui : seule la ligne { $row } montre cet ordre.
           *[other] Oui : { $shown } lignes montrent cet ordre, la première est la ligne { $row }.
        }
    .change = Faites fixer l’autre ordre pour ce champ.
    .setting = order du champ, dans le mappage : "dmy" signifie jour, mois, année ; "mdy" signifie mois, jour, année.
ask-year-first =
    { $count ->
        [one] { $count } date pourrait commencer par le jour ou par l’année
       *[other] { $count } dates pourraient commencer par le jour ou par l’année
    } ({ $field }). Lire l’année en premier ?
    .assumed =
        { $shown ->
            [one] Oui : seule la ligne { $row } montre cet ordre.
           *[other] Oui : { $shown } lignes montrent cet ordre, la première est la ligne { $row }.
        }
    .change = Faites fixer l’autre ordre pour ce champ.
    .setting = order du champ, dans le mappage : "dmy" signifie jour, mois, année ; "mdy" signifie mois, jour, année.
ask-encoding = { $file } n’indique pas son codage des caractères. Le lire en { $encoding } ? Regardez les noms accentués.
    .assumed = Oui : { $encoding } convient à son contenu.
    .change = Enregistrez le fichier en UTF-8, ou faites indiquer le bon codage.
    .setting = --encoding NOM indique le codage des caractères d’un fichier.
ask-other =
    { $count ->
        [one] { $count } valeur
       *[other] { $count } valeurs
    }{ $columns } : { $title }. { $count ->
        [one] Importer quand même sa ligne ?
       *[other] Importer quand même leurs lignes ?
    }
    .assumed =
        { $outcome ->
            [left-out] { $count ->
                [one] Oui, sans la valeur : le mappage la laisse de côté.
               *[other] Oui, sans les valeurs : le mappage les laisse de côté.
            }
            [kept] { $count ->
                [one] Oui : le mappage garde la valeur telle qu’elle est écrite.
               *[other] Oui : le mappage garde les valeurs telles qu’elles sont écrites.
            }
            [defaulted] { $count ->
                [one] Oui, avec la valeur par défaut du mappage à sa place.
               *[other] Oui, avec la valeur par défaut du mappage à leur place.
            }
            [mixed] Oui, comme le mappage le dit pour chaque champ. Laissées de côté : { $left_out } ; gardées telles quelles : { $kept } ; remplacées par la valeur par défaut : { $defaulted }.
           *[unknown] { $count ->
                [one] Oui : le mappage la laisse passer, sans la valeur ou avec la valeur telle quelle.
               *[other] Oui : le mappage les laisse passer, sans la valeur ou avec la valeur telle quelle.
            }
        }
    .change =
        { $count ->
            [one] Corrigez la ligne dans le fichier, ou faites-la laisser de côté.
           *[other] Corrigez les lignes dans le fichier, ou faites-les laisser de côté.
        }
setting-language-defaulted = Écrivez en, it, es ou fr dans la colonne. La valeur par défaut du champ est déjà utilisée.
setting-phone-kept = Corrigez le numéro. Il est déjà gardé tel quel.
setting-photo-left-out = Placez l’image dans le dossier, ou corrigez la cellule. Le client est déjà importé sans photo.
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
    .assumed =
        { $count ->
            [one] Ni l’un ni l’autre : la ligne est laissée de côté.
           *[other] Ni l’un ni l’autre : les lignes sont laissées de côté.
        }
    .change = Faites fixer l’ordre pour ce champ.
    .setting = order du champ, dans le mappage : "dmy" signifie jour, mois, année ; "mdy" signifie mois, jour, année.
ask-E213 =
    { $count ->
        [one] { $count } numéro de téléphone n’indique pas de pays, et sa ligne non plus
       *[other] { $count } numéros de téléphone n’indiquent pas de pays, et leurs lignes non plus
    }{ $columns }. { $count ->
        [one] De quel pays vient-il ?
       *[other] De quel pays viennent-ils ?
    }
    .assumed =
        { $count ->
            [one] D’aucun : la ligne est laissée de côté.
           *[other] D’aucun : les lignes sont laissées de côté.
        }
    .change =
        { $count ->
            [one] Renseignez le pays de la ligne, ou faites fixer un pays pour ces numéros.
           *[other] Renseignez le pays des lignes, ou faites fixer un pays pour ces numéros.
        }
    .setting = region du champ, dans le mappage, fixe le pays, par exemple region = "FR" pour la France.
ask-E401 =
    { $count ->
        [one] { $count } ligne n’a rien qui permette de reconnaître son client
       *[other] { $count } lignes n’ont rien qui permette de reconnaître leur client
    }{ $columns }. { $count ->
        [one] Créer un nouveau client ?
       *[other] Créer de nouveaux clients ?
    }
    .assumed =
        { $count ->
            [one] Non : elle est laissée de côté, car ce client existe peut-être déjà.
           *[other] Non : elles sont laissées de côté, car ces clients existent peut-être déjà.
        }
    .change = Faites créer un nouveau client pour chaque ligne de ce genre.
    .setting = on_no_key = "insert", dans le mappage, là où il dit comment retrouver les clients, les crée.
ask-E403 =
    { $count ->
        [one] { $count } ligne correspond à plusieurs clients du help desk
       *[other] { $count } lignes correspondent à plusieurs clients du help desk
    }{ $columns }. Lequel est le bon ?
    .assumed =
        { $count ->
            [one] Aucun : la ligne est laissée de côté.
           *[other] Aucun : les lignes sont laissées de côté.
        }
    .change = Fusionnez ces clients dans le help desk, ou faites utiliser le premier ou le dernier.
    .setting = --on-multiple first utilise le client que le help desk cite en premier, --on-multiple last celui qu’il cite en dernier.
ask-W010 =
    { $count ->
        [one] { $count } ligne de texte suit un guillemet fautif
       *[other] { $count } lignes de texte suivent un guillemet fautif
    }{ $columns }. { $count ->
        [one] Est-ce une ligne à part entière ?
       *[other] Sont-elles des lignes à part entière ?
    }
    .assumed =
        { $count ->
            [one] Oui : elle est lue comme une ligne.
           *[other] Oui : chacune est lue comme une ligne.
        }
    .change =
        { $count ->
            [one] Corrigez le guillemet dans la ligne qui la précède.
           *[other] Corrigez le guillemet dans la ligne qui les précède.
        }
ask-W011 =
    { $count ->
        [one] { $count } cellule contient ce qui ressemble à une ligne
       *[other] { $count } cellules contiennent ce qui ressemble à une ligne
    }{ $columns }. { $count ->
        [one] N’est-ce que du texte ?
       *[other] N’est-ce que du texte ?
    }
    .assumed =
        { $count ->
            [one] Oui : il fait partie de la cellule.
           *[other] Oui : il fait partie des cellules.
        }
    .change =
        { $count ->
            [one] S’il s’agit d’une ligne, fermez dans le fichier le guillemet qui la précède.
           *[other] S’il s’agit de lignes, fermez dans le fichier les guillemets qui les précèdent.
        }
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
    }{ $columns }. { $count ->
        [one] La laisser vide ?
       *[other] Les laisser vides ?
    }
    .assumed = Oui : seule la première ligne a la valeur.
    .change = Faites employer la valeur dans toutes les lignes d’une cellule fusionnée.
    .setting = --merged fill emploie la valeur d’une cellule fusionnée dans toutes ses lignes.
ask-W019 =
    { $count ->
        [one] { $count } ligne n’est peut-être qu’une partie de ligne
       *[other] { $count } lignes ne sont peut-être que des parties de lignes
    }{ $columns }. { $count ->
        [one] Est-elle complète ?
       *[other] Sont-elles complètes ?
    }
    .assumed =
        { $count ->
            [one] Oui : elle est lue comme une ligne.
           *[other] Oui : chacune est lue comme une ligne.
        }
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
    .change = Si elle représente un saut de ligne ou une tabulation, faites-la lire ainsi.
    .setting = --escape '\' lit la barre oblique inverse comme le début d’un caractère spécial.
ask-W024 =
    { $count ->
        [one] { $count } enregistrement a un objet là où les autres ont une valeur, ou l’inverse
       *[other] { $count } enregistrements ont un objet là où les autres ont une valeur, ou l’inverse
    }{ $columns }. Laisser le champ tel quel ?
    .assumed =
        { $count ->
            [one] Oui : cette ligne ne lui donne pas de valeur.
           *[other] Oui : ces lignes ne lui donnent pas de valeur.
        }
    .change = Ajoutez les autres colonnes au champ dans le mappage.
ask-W025 =
    { $count ->
        [one] Un tableur a modifié { $count } cellule des lignes rejetées
       *[other] Un tableur a modifié { $count } cellules des lignes rejetées
    }{ $columns }. { $count ->
        [one] Reprendre sa valeur d’origine ?
       *[other] Reprendre leurs valeurs d’origine ?
    }
    .assumed = Oui : la valeur que la ligne avait lors de son rejet est reprise.
    .change = Pour garder une valeur du fichier, videz la cellule _run de sa ligne.
ask-W026 =
    { $count ->
        [one] { $count } cellule des lignes rejetées a été modifiée sans avoir d’erreur, ou seulement dans sa forme
       *[other] { $count } cellules des lignes rejetées ont été modifiées sans avoir d’erreur, ou seulement dans leur forme
    }{ $columns }. { $count ->
        [one] Garder la modification ?
       *[other] Garder les modifications ?
    }
    .assumed = Oui : la valeur du fichier est gardée.
    .change = Pour annuler une modification, remettez l’ancienne valeur dans la cellule. L’avertissement l’indique.
ask-W027 =
    { $count ->
        [one] { $count } correction ne correspond plus à sa ligne
       *[other] { $count } corrections ne correspondent plus à leurs lignes
    }{ $columns }. S’en passer ?
    .assumed = Oui : la ligne a pu changer, donc rien n’y a été remplacé.
    .change = Cherchez la ligne dans la source, et corrigez-la de nouveau.
ask-W028 =
    { $count ->
        [one] Un tableur a peut-être modifié la nouvelle valeur de { $count } correction
       *[other] Un tableur a peut-être modifié les nouvelles valeurs de { $count } corrections
    }{ $columns }. Continuer ?
    .assumed = Oui : cela a pu être voulu.
    .change = Récrivez la valeur avec un éditeur de texte dans le fichier des corrections.
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
    .change =
        { $count ->
            [one] Faites-la réparer, ou exportez de nouveau le fichier en UTF-8.
           *[other] Faites-les réparer, ou exportez de nouveau le fichier en UTF-8.
        }
    .setting = repair = ["double-utf8"] dans le mappage répare ces valeurs.
ask-W014 =
    { $count ->
        [one] { $count } valeur a perdu des lettres avant l’exportation
       *[other] { $count } valeurs ont perdu des lettres avant l’exportation
    }{ $columns }. { $count ->
        [one] L’écrire telle quelle ?
       *[other] Les écrire telles quelles ?
    }
    .assumed = Oui : ces lettres ne sont plus dans le fichier.
    .change =
        { $count ->
            [one] Exportez de nouveau les données en UTF-8, ou corrigez la valeur à la main.
           *[other] Exportez de nouveau les données en UTF-8, ou corrigez les valeurs à la main.
        }
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
    .change =
        { $count ->
            [one] Corrigez la cellule, ou faites indiquer le bon codage du fichier.
           *[other] Corrigez les cellules, ou faites indiquer le bon codage du fichier.
        }
    .setting = --encoding NOM indique le codage des caractères d’un fichier.
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
    .change =
        { $count ->
            [one] Faites-la réparer.
           *[other] Faites-les réparer.
        }
    .setting = repair = ["entities"] dans le mappage répare ces valeurs.
ask-W106 =
    { $count ->
        [one] { $count } valeur contenait des caractères invisibles
       *[other] { $count } valeurs contenaient des caractères invisibles
    }{ $columns }. { $count ->
        [one] L’écrire sans ces caractères ?
       *[other] Les écrire sans ces caractères ?
    }
    .assumed = Oui : ces caractères sont supprimés.
    .change =
        { $count ->
            [one] Corrigez la cellule dans le fichier.
           *[other] Corrigez les cellules dans le fichier.
        }
ask-W107 =
    { $count ->
        [one] { $count } cellule contient plus de valeurs que le champ n’en accepte
       *[other] { $count } cellules contiennent plus de valeurs que le champ n’en accepte
    }{ $columns }. { $count ->
        [one] N’utiliser que la première ?
       *[other] N’utiliser que la première de chacune ?
    }
    .assumed = Oui : les autres sont laissées de côté.
    .change = Faites ajouter un champ pour les autres.
    .setting = take = "others" d’un autre champ, dans le mappage, prend les autres.
ask-W108 =
    { $count ->
        [one] { $count } valeur signifie peut-être que la cellule est vide (none, nan, null)
       *[other] { $count } valeurs signifient peut-être que la cellule est vide (none, nan, null)
    }{ $columns }. { $count ->
        [one] Écrire ce mot ?
       *[other] Écrire ces mots ?
    }
    .assumed =
        { $count ->
            [one] Oui : il est écrit comme du texte.
           *[other] Oui : ils sont écrits comme du texte.
        }
    .change =
        { $count ->
            [one] S’il signifie « vide », faites-le lire ainsi.
           *[other] S’ils signifient « vide », faites-les lire ainsi.
        }
    .setting = null, sous [source] (la lecture du fichier) dans le mappage, énumère les mots qui signifient « vide ».
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
    .change =
        { $count ->
            [one] Faites-le réparer, ou exportez la colonne comme du texte.
           *[other] Faites-les réparer, ou exportez la colonne comme du texte.
        }
    .setting = repair = ["float"] dans le mappage répare ces valeurs.
ask-W110 =
    { $count ->
        [one] { $count } ligne a plusieurs adresses dont les parties ne concordent pas
       *[other] { $count } lignes ont plusieurs adresses dont les parties ne concordent pas
    }{ $columns }. Laisser de côté ce qui appartient peut-être à une autre adresse ?
    .assumed = Oui : seules les parties certaines sont écrites.
    .change =
        { $count ->
            [one] Complétez à la main dans le help desk les adresses de ce client.
           *[other] Complétez ces adresses à la main dans le help desk.
        }
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
    .change =
        { $count ->
            [one] Écrivez-le avec + et l’indicatif du pays, ou corrigez le pays de la ligne.
           *[other] Écrivez-les avec + et l’indicatif du pays, ou corrigez le pays des lignes.
        }
    .setting = trust_country = true du champ, dans le mappage, dit que les pays de toutes les lignes sont justes.
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
    }{ $columns }. { $count ->
        [one] S’en passer ?
       *[other] S’en passer ?
    }
    .assumed = Oui : tous les autres champs sont écrits.
    .change =
        { $count ->
            [one] Chargez la photo à la main dans le help desk.
           *[other] Chargez les photos à la main dans le help desk.
        }
ask-W302 =
    { $count ->
        [one] { $count } client n’a pas d’adresse e-mail
       *[other] { $count } clients n’ont pas d’adresse e-mail
    }{ $columns }. { $count ->
        [one] L’importer quand même ?
       *[other] Les importer quand même ?
    }
    .assumed =
        { $count ->
            [one] Oui : personne ne pourra lui écrire par e-mail.
           *[other] Oui : personne ne pourra leur écrire par e-mail.
        }
    .change =
        { $count ->
            [one] Renseignez l’adresse dans le fichier.
           *[other] Renseignez les adresses dans le fichier.
        }
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
    .change =
        { $count ->
            [one] Vérifiez l’année dans le fichier.
           *[other] Vérifiez les années dans le fichier.
        }
ask-W405 =
    { $count ->
        [one] { $count } client a des lignes dont les valeurs diffèrent
       *[other] { $count } clients ont des lignes dont les valeurs diffèrent
    }{ $columns }. Utiliser la valeur que choisit le mappage ?
    .assumed = Oui : en général la première ; les autres ne sont pas écrites.
    .change = Faites choisir une autre valeur du champ.
    .setting = merge d’un champ, dans le mappage, dit laquelle de ses valeurs est utilisée.
ask-W407 =
    { $count ->
        [one] { $count } client de la sauvegarde n’existe plus, et un autre a la même clé
       *[other] { $count } clients de la sauvegarde n’existent plus, et d’autres ont la même clé
    }{ $columns }. { $count ->
        [one] Restaurer dans cet autre client ?
       *[other] Restaurer dans ces autres clients ?
    }
    .assumed =
        { $count ->
            [one] Oui : l’autre client reçoit les valeurs de la sauvegarde.
           *[other] Oui : les autres clients reçoivent les valeurs de la sauvegarde.
        }
    .change =
        { $count ->
            [one] Comparez les deux, et ne restaurez que la même personne.
           *[other] Comparez-les, et ne restaurez que les mêmes personnes.
        }
ask-W507 =
    { $count ->
        [one] { $count } client a été ajouté au même moment par quelqu’un d’autre
       *[other] { $count } clients ont été ajoutés au même moment par d’autres
    }{ $columns }. Garder les deux ?
    .assumed = Oui : les deux sont dans le help desk.
    .change =
        { $count ->
            [one] Comparez les deux dans le help desk, et supprimez-en un ou fusionnez-les.
           *[other] Comparez-les dans le help desk, et supprimez ou fusionnez les doublons.
        }

## Ce qu’il faut vérifier après une exécution. Il n’y a rien à répondre : les textes disent ce qui a été fait et comment y remédier.

ask-duplicates-written =
    { $count ->
        [one] { $count } ligne concerne le même client qu’une ligne précédente.
       *[other] { $count } lignes concernent les mêmes clients que des lignes précédentes.
    }
    .assumed =
        { $used ->
            [first] { $count ->
                [one] La première ligne a été utilisée, l’autre a été laissée de côté.
               *[other] La première ligne de chaque client a été utilisée, les autres ont été laissées de côté.
            }
            [last] { $count ->
                [one] La dernière ligne a été utilisée, l’autre a été laissée de côté.
               *[other] La dernière ligne de chaque client a été utilisée, les autres ont été laissées de côté.
            }
           *[mixed] { $count ->
                [one] Une des deux lignes a été utilisée, l’autre a été laissée de côté.
               *[other] Une ligne de chaque client a été utilisée, les autres ont été laissées de côté.
            }
        }
    .change = Si une autre ligne est la bonne, corrigez le client dans le help desk.
ask-merged-written =
    { $count ->
        [one] { $count } ligne concerne le même client qu’une ligne précédente.
       *[other] { $count } lignes concernent les mêmes clients que des lignes précédentes.
    }
    .assumed = Les lignes de chaque client ont été fusionnées, et la première valeur de chaque champ a été gardée, sauf indication contraire du mappage.
    .change = Si une autre valeur est la bonne, corrigez le client dans le help desk.
ask-phone-region-written =
    { $count ->
        [one] { $count } numéro de téléphone n’indiquait pas de pays ({ $field }).
       *[other] { $count } numéros de téléphone n’indiquaient pas de pays ({ $field }).
    }
    .assumed =
        { $count ->
            [one] Il a été lu comme un numéro de ce pays : { $country }.
           *[other] Lus comme des numéros de ce pays : { $country }.
        }
    .change = Si un numéro est d’un autre pays, corrigez-le dans le help desk.
    .setting = region du champ, dans le mappage, est le pays des numéros qui n’en indiquent pas, actuellement "{ $code }".
ask-day-first-written =
    { $count ->
        [one] { $count } date pouvait être le 3 avril ou le 4 mars (3/4)
       *[other] { $count } dates pouvaient être le 3 avril ou le 4 mars (3/4)
    } ({ $field }).
    .assumed = Le jour a été lu en premier, comme à la ligne { $row }.
    .change = Si c’est faux, faites annuler l’importation, puis refaites-la avec l’autre ordre.
    .setting = order du champ, dans le mappage : "dmy" est jour, mois, année ; "mdy" est mois, jour, année.
ask-month-first-written =
    { $count ->
        [one] { $count } date pouvait être le 3 avril ou le 4 mars (3/4)
       *[other] { $count } dates pouvaient être le 3 avril ou le 4 mars (3/4)
    } ({ $field }).
    .assumed = Le mois a été lu en premier, comme à la ligne { $row }.
    .change = Si c’est faux, faites annuler l’importation, puis refaites-la avec l’autre ordre.
    .setting = order du champ, dans le mappage : "dmy" est jour, mois, année ; "mdy" est mois, jour, année.
ask-year-first-written =
    { $count ->
        [one] { $count } date pouvait commencer par le jour ou par l’année
       *[other] { $count } dates pouvaient commencer par le jour ou par l’année
    } ({ $field }).
    .assumed = L’année a été lue en premier, comme à la ligne { $row }.
    .change = Si c’est faux, faites annuler l’importation, puis refaites-la avec l’autre ordre.
    .setting = order du champ, dans le mappage : "dmy" est jour, mois, année ; "mdy" est mois, jour, année.
ask-encoding-written = { $file } n’indique pas le codage de ses caractères.
    .assumed = Le fichier a été lu comme { $encoding }.
    .change = Vérifiez dans le help desk les noms accentués. Si l’un d’eux est faux, faites annuler l’importation, puis refaites-la avec le bon codage.
    .setting = --encoding NOM indique comment les caractères d’un fichier sont codés.
ask-other-written =
    { $count ->
        [one] { $count } valeur
       *[other] { $count } valeurs
    }{ $columns } : { $title }.
    .assumed =
        { $outcome ->
            [left-out] { $count ->
                [one] La ligne a été importée sans la valeur : le mappage la laisse de côté.
               *[other] Les lignes ont été importées sans les valeurs : le mappage les laisse de côté.
            }
            [kept] { $count ->
                [one] La ligne a été importée avec la valeur telle qu’elle est écrite : le mappage la garde.
               *[other] Les lignes ont été importées avec les valeurs telles qu’elles sont écrites : le mappage les garde.
            }
            [defaulted] { $count ->
                [one] La ligne a été importée avec la valeur par défaut du mappage.
               *[other] Les lignes ont été importées avec la valeur par défaut du mappage.
            }
            [mixed] Les lignes ont été importées comme le mappage le dit pour chaque champ. Valeurs laissées de côté : { $left_out } ; gardées telles quelles : { $kept } ; remplacées par la valeur par défaut : { $defaulted }.
           *[unknown] { $count ->
                [one] La ligne a été importée quand même. results.csv dit ce qui a été fait de la valeur.
               *[other] Les lignes ont été importées quand même. results.csv dit pour chacune ce qui a été fait de la valeur.
            }
        }
    .change =
        { $count ->
            [one] Corrigez le client dans le help desk, ou corrigez la ligne dans le fichier et importez-la à nouveau.
           *[other] Corrigez les clients dans le help desk, ou corrigez les lignes dans le fichier et importez-les à nouveau.
        }
