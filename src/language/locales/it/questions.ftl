### Le domande della prima pagina. I termini sono in page.ftl.

ask-replaced =
    { $emptied ->
        [0] { $replaced ->
            [one] 1 valore presente nell’help desk verrà sostituito
           *[other] { $replaced } valori presenti nell’help desk verranno sostituiti
        }
       *[other] { $replaced ->
            [0] { $emptied ->
                [one] 1 valore presente nell’help desk verrà svuotato
               *[other] { $emptied } valori presenti nell’help desk verranno svuotati
            }
            [one] Dei valori presenti nell’help desk, 1 verrà sostituito (e, in più, svuotati: { $emptied })
           *[other] Dei valori presenti nell’help desk, { $replaced } verranno sostituiti (e, in più, svuotati: { $emptied })
        }
    }. Davvero? O compilare solo quelli vuoti?
    .assumed = Sì, come dice il piano.
    .change = Far creare di nuovo il piano, in modo che compili solo i valori vuoti o protegga singoli campi.
    .setting = --write if_empty compila solo i valori vuoti; nella mappatura, write = "if_empty" fa lo stesso per un singolo campo.
ask-replaced-written =
    { $emptied ->
        [0] { $replaced ->
            [one] 1 valore presente nell’help desk è stato sostituito
           *[other] { $replaced } valori presenti nell’help desk sono stati sostituiti
        }
       *[other] { $replaced ->
            [0] { $emptied ->
                [one] 1 valore presente nell’help desk è stato svuotato
               *[other] { $emptied } valori presenti nell’help desk sono stati svuotati
            }
            [one] Dei valori presenti nell’help desk, 1 è stato sostituito (e, in più, svuotati: { $emptied })
           *[other] Dei valori presenti nell’help desk, { $replaced } sono stati sostituiti (e, in più, svuotati: { $emptied })
        }
    }.
    .assumed = Come diceva il piano.
    .change = Far annullare l’importazione: così tornano i valori precedenti.
    .setting = deskferry undo { $run } annulla l’importazione.
ask-rejected =
    { $count ->
        [one] 1 riga contiene un errore e non verrà scritta
       *[other] { $count } righe contengono errori e non verranno scritte
    }{ $others ->
        [0] { "" }
        [one] {" "}(per un’altra c’è una domanda a parte)
       *[other] {" "}(per altre { $others } ci sono domande a parte)
    }. Procedere senza?
    .assumed = Sì: le altre righe non ne dipendono. Errori più frequenti: { $reasons }.
    .change = Correggere le celle in rejects.xlsx, che si trova accanto a questa pagina, e importare quel file. Se molte righe hanno lo stesso errore, correggere invece la mappatura.
    .setting = deskferry import rejects.xlsx -m MAPPING importa le righe corrette; rejects.xlsx è il file nella cartella di questa esecuzione, MAPPING la sua mappatura. Nella mappatura, on_invalid = "empty" di un campo scrive la riga senza il valore errato.
ask-rejected-written =
    { $count ->
        [one] 1 riga contiene un errore e non è stata scritta.
       *[other] { $count } righe contengono errori e non sono state scritte.
    }
    .assumed = Errori più frequenti: { $reasons }.
    .change = Correggere le celle in rejects.xlsx, che si trova accanto a questa pagina, e importare quel file. Se molte righe hanno lo stesso errore, correggere invece la mappatura.
    .setting = deskferry import rejects.xlsx -m MAPPING importa le righe corrette; rejects.xlsx è il file nella cartella di questa esecuzione, MAPPING la sua mappatura. Nella mappatura, on_invalid = "empty" di un campo scrive la riga senza il valore errato.
ask-rejected-stale =
    { $count ->
        [one] 1 riga contiene un errore e non è stata scritta.
       *[other] { $count } righe contengono errori e non sono state scritte.
    }
    .assumed =
        { $count ->
            [one] Il suo cliente è cambiato dopo la creazione del piano.
           *[other] I loro clienti sono cambiati dopo la creazione del piano.
        }
    .change = Importare di nuovo l’origine: il nuovo piano parte dallo stato attuale dei clienti.
ask-duplicates =
    { $count ->
        [one] 1 riga riguarda lo stesso cliente di una riga precedente
       *[other] { $count } righe riguardano gli stessi clienti di righe precedenti
    }. { $count ->
        [one] Usare una sola delle due righe?
       *[other] Usare una sola riga per cliente?
    }
    .assumed =
        { $used ->
            [first] { $count ->
                [one] Sì: si usa la prima riga e l’altra resta fuori.
               *[other] Sì: di ogni cliente si usa la prima riga e le altre restano fuori.
            }
            [last] { $count ->
                [one] Sì: si usa l’ultima riga e l’altra resta fuori.
               *[other] Sì: di ogni cliente si usa l’ultima riga e le altre restano fuori.
            }
           *[mixed] { $count ->
                [one] Sì: si usa una riga e l’altra resta fuori.
               *[other] Sì: di ogni cliente si usa una riga e le altre restano fuori.
            }
        }
    .change = Far usare un’altra riga di ogni cliente, oppure l’unione di tutte.
    .setting = on_duplicate, nella mappatura, stabilisce che cosa fare: "first" usa la prima riga, "last" l’ultima, "merge" le unisce.
ask-merged =
    { $count ->
        [one] 1 riga riguarda lo stesso cliente di una riga precedente
       *[other] { $count } righe riguardano gli stessi clienti di righe precedenti
    }. { $count ->
        [one] Unire le due righe?
       *[other] Unire le righe di ogni cliente?
    }
    .assumed = Sì: le righe di un cliente vengono unite e di ogni campo si tiene il primo valore, salvo diversa indicazione della mappatura.
    .change = Far usare una sola riga di ogni cliente: la prima o l’ultima.
    .setting = on_duplicate, nella mappatura, stabilisce che cosa fare: "first" usa la prima riga, "last" l’ultima, "merge" le unisce.
ask-phone-region =
    { $count ->
        [one] 1 numero di telefono non indica
       *[other] { $count } numeri di telefono non indicano
    } il paese ({ $field }). { $count ->
        [one] Leggerlo come numero di questo paese: { $country }?
       *[other] Leggerli come numeri di questo paese: { $country }?
    }
    .assumed = Sì: lo stabilisce la mappatura per questo campo.
    .change =
        { $count ->
            [one] Compilare il paese di questa riga, oppure far impostare un altro paese per il campo.
           *[other] Compilare il paese di queste righe, oppure far impostare un altro paese per il campo.
        }
    .setting = region del campo, nella mappatura, è il paese dei numeri che non lo indicano, ora "{ $code }".
ask-day-first =
    { $count ->
        [one] 1 data potrebbe essere il 3 aprile o il 4 marzo (3/4)
       *[other] { $count } date potrebbero essere il 3 aprile o il 4 marzo (3/4)
    } ({ $field }). Leggere prima il giorno?
    .assumed =
        { $shown ->
            [one] Sì: solo la riga { $row } mostra questo ordine.
           *[other] Sì: { $shown } righe mostrano questo ordine, la prima è la riga { $row }.
        }
    .change = Far impostare l’altro ordine per questo campo.
    .setting = order del campo, nella mappatura: "dmy" è giorno, mese, anno; "mdy" è mese, giorno, anno.
ask-month-first =
    { $count ->
        [one] 1 data potrebbe essere il 3 aprile o il 4 marzo (3/4)
       *[other] { $count } date potrebbero essere il 3 aprile o il 4 marzo (3/4)
    } ({ $field }). Leggere prima il mese?
    .assumed =
        { $shown ->
            [one] Sì: solo la riga { $row } mostra questo ordine.
           *[other] Sì: { $shown } righe mostrano questo ordine, la prima è la riga { $row }.
        }
    .change = Far impostare l’altro ordine per questo campo.
    .setting = order del campo, nella mappatura: "dmy" è giorno, mese, anno; "mdy" è mese, giorno, anno.
ask-year-first =
    { $count ->
        [one] 1 data potrebbe iniziare con il giorno o con l’anno
       *[other] { $count } date potrebbero iniziare con il giorno o con l’anno
    } ({ $field }). Leggere prima l’anno?
    .assumed =
        { $shown ->
            [one] Sì: solo la riga { $row } mostra questo ordine.
           *[other] Sì: { $shown } righe mostrano questo ordine, la prima è la riga { $row }.
        }
    .change = Far impostare l’altro ordine per questo campo.
    .setting = order del campo, nella mappatura: "dmy" è giorno, mese, anno; "mdy" è mese, giorno, anno.
ask-encoding = { $file } non indica la codifica dei caratteri. Leggerlo come { $encoding }? Controllare i nomi con accenti.
    .assumed = Sì: { $encoding } è compatibile con il contenuto.
    .change = Salvare il file in UTF-8, oppure far indicare la codifica giusta.
    .setting = --encoding NOME indica come sono codificati i caratteri di un file.
ask-other =
    { $count ->
        [one] 1 valore
       *[other] { $count } valori
    }{ $columns }: { $title }. { $count ->
        [one] Importare comunque la sua riga?
       *[other] Importare comunque le loro righe?
    }
    .assumed =
        { $outcome ->
            [left-out] { $count ->
                [one] Sì, senza il valore: la mappatura lo tralascia.
               *[other] Sì, senza i valori: la mappatura li tralascia.
            }
            [kept] { $count ->
                [one] Sì: la mappatura conserva il valore com’è scritto.
               *[other] Sì: la mappatura conserva i valori come sono scritti.
            }
            [defaulted] { $count ->
                [one] Sì, con il valore predefinito della mappatura al suo posto.
               *[other] Sì, con il valore predefinito della mappatura al loro posto.
            }
            [mixed] Sì, come dice la mappatura per ogni campo. Tralasciati: { $left_out }; conservati come sono scritti: { $kept }; sostituiti dal valore predefinito: { $defaulted }.
           *[unknown] { $count ->
                [one] Sì: la mappatura la lascia passare, senza il valore o con il valore così com’è.
               *[other] Sì: la mappatura le lascia passare, senza il valore o con il valore così com’è.
            }
        }
    .change =
        { $count ->
            [one] Correggere la riga nel file, oppure farla tralasciare.
           *[other] Correggere le righe nel file, oppure farle tralasciare.
        }
setting-language-defaulted = Scrivere en, it, es o fr nella colonna. Il valore predefinito del campo è già usato.
setting-phone-kept = Correggere il numero. È già conservato come è scritto.
setting-photo-left-out = Mettere l’immagine nella cartella, oppure correggere la cella. Il cliente è già importato senza foto.
ask-E207 =
    { $count ->
        [one] 1 data si può
       *[other] { $count } date si possono
    } leggere in due modi{ $columns }{ $example ->
        [none] { "" }
       *[some] , per esempio { $example }
    }{ $orders ->
        [both] , e altre righe mostrano entrambi gli ordini
       *[unknown] { "" }
    }. Viene prima il giorno o il mese?
    .assumed =
        { $count ->
            [one] Nessuno dei due: la riga resta fuori.
           *[other] Nessuno dei due: le righe restano fuori.
        }
    .change = Far impostare l’ordine per questo campo.
    .setting = order del campo, nella mappatura: "dmy" è giorno, mese, anno; "mdy" è mese, giorno, anno.
ask-E213 =
    { $count ->
        [one] 1 numero di telefono non indica il paese, e nemmeno la sua riga
       *[other] { $count } numeri di telefono non indicano il paese, e nemmeno le loro righe
    }{ $columns }. { $count ->
        [one] Di quale paese è?
       *[other] Di quale paese sono?
    }
    .assumed =
        { $count ->
            [one] Di nessuno: la riga resta fuori.
           *[other] Di nessuno: le righe restano fuori.
        }
    .change =
        { $count ->
            [one] Compilare il paese della riga, oppure far impostare un paese per questi numeri.
           *[other] Compilare il paese delle righe, oppure far impostare un paese per questi numeri.
        }
    .setting = region del campo, nella mappatura, imposta il paese, ad esempio region = "IT" per l’Italia.
ask-E401 =
    { $count ->
        [one] 1 riga non ha nulla da cui riconoscere il cliente
       *[other] { $count } righe non hanno nulla da cui riconoscere il cliente
    }{ $columns }. { $count ->
        [one] Aggiungerla come nuovo cliente?
       *[other] Aggiungerle come nuovi clienti?
    }
    .assumed =
        { $count ->
            [one] No: resta fuori, perché il cliente potrebbe esistere già.
           *[other] No: restano fuori, perché i clienti potrebbero esistere già.
        }
    .change = Far aggiungere tali righe come nuovi clienti.
    .setting = on_no_key = "insert", nella mappatura, dove si stabilisce come si trovano i clienti, li aggiunge.
ask-E403 =
    { $count ->
        [one] 1 riga corrisponde a più clienti dell’help desk
       *[other] { $count } righe corrispondono a più clienti dell’help desk
    }{ $columns }. Quale si intende?
    .assumed =
        { $count ->
            [one] Nessuno: la riga resta fuori.
           *[other] Nessuno: le righe restano fuori.
        }
    .change = Unire questi clienti nell’help desk, oppure far usare il primo o l’ultimo.
    .setting = --on-multiple first usa il cliente che l’help desk elenca per primo, --on-multiple last quello che elenca per ultimo.
ask-W010 =
    { $count ->
        [one] 1 linea segue virgolette irregolari
       *[other] { $count } linee seguono virgolette irregolari
    }{ $columns }. { $count ->
        [one] È una riga a sé?
       *[other] Sono righe a sé?
    }
    .assumed =
        { $count ->
            [one] Sì: viene letta come riga.
           *[other] Sì: ognuna viene letta come riga.
        }
    .change =
        { $count ->
            [one] Correggere le virgolette nella riga che la precede.
           *[other] Correggere le virgolette nella riga che le precede.
        }
ask-W011 =
    { $count ->
        [one] 1 cella contiene qualcosa che sembra una riga
       *[other] { $count } celle contengono qualcosa che sembra una riga
    }{ $columns }. { $count ->
        [one] È solo testo?
       *[other] È solo testo?
    }
    .assumed =
        { $count ->
            [one] Sì: fa parte della cella.
           *[other] Sì: fa parte delle celle.
        }
    .change =
        { $count ->
            [one] Se si tratta di una riga, chiudere nel file le virgolette che la precedono.
           *[other] Se si tratta di righe, chiudere nel file le virgolette che le precedono.
        }
ask-W012 =
    { $count ->
        [one] 1 valore contiene virgolette doppie
       *[other] { $count } valori contengono virgolette doppie
    }{ $columns }. Fanno parte del testo?
    .assumed = Sì: vengono mantenute.
    .change = Se le virgolette servono solo a racchiudere i valori, correggere il valore nel file.
ask-W018 =
    { $count ->
        [one] 1 cella è vuota perché è unita a quella sopra
       *[other] { $count } celle sono vuote perché sono unite a quelle sopra
    }{ $columns }. { $count ->
        [one] Lasciarla vuota?
       *[other] Lasciarle vuote?
    }
    .assumed = Sì: solo la prima riga ha il valore.
    .change = Far usare il valore in tutte le righe di una cella unita.
    .setting = --merged fill usa il valore di una cella unita in tutte le sue righe.
ask-W019 =
    { $count ->
        [one] 1 riga potrebbe essere solo una parte di una riga
       *[other] { $count } righe potrebbero essere solo parti di righe
    }{ $columns }. { $count ->
        [one] È completa?
       *[other] Sono complete?
    }
    .assumed =
        { $count ->
            [one] Sì: viene letta come riga.
           *[other] Sì: ognuna viene letta come riga.
        }
    .change = Altrimenti, racchiudere nel file il valore spezzato tra virgolette doppie.
ask-W020 =
    { $count ->
        [one] 1 riga ha più o meno celle di quelle vicine
       *[other] { $count } righe hanno più o meno celle di quelle vicine
    }{ $columns }. Ogni valore è nella sua colonna?
    .assumed = Sì: le celle vengono lette in ordine.
    .change = Altrimenti, racchiudere nel file tra virgolette doppie il valore che contiene un separatore.
ask-W022 =
    { $count ->
        [one] 1 file dichiara che esiste un’altra pagina
       *[other] { $count } file dichiarano che esiste un’altra pagina
    }{ $columns }. Importare senza?
    .assumed = Sì: si importa solo ciò che il file contiene.
    .change = Richiedere al programma tutte le pagine e importare anche quelle.
ask-W023 =
    { $count ->
        [one] 1 valore contiene una barra rovesciata che potrebbe indicare un’interruzione di riga o una tabulazione
       *[other] { $count } valori contengono una barra rovesciata che potrebbe indicare un’interruzione di riga o una tabulazione
    }{ $columns }. Mantenere la barra?
    .assumed = Sì: il valore resta invariato.
    .change = Se indica un’interruzione di riga o una tabulazione, farla leggere così.
    .setting = --escape '\' legge la barra rovesciata come inizio di un carattere speciale.
ask-W024 =
    { $count ->
        [one] 1 record ha un oggetto dove gli altri hanno un valore, o viceversa
       *[other] { $count } record hanno un oggetto dove gli altri hanno un valore, o viceversa
    }{ $columns }. Lasciare il campo com’è?
    .assumed =
        { $count ->
            [one] Sì: questa riga non imposta alcun valore.
           *[other] Sì: queste righe non impostano alcun valore.
        }
    .change = Aggiungere al campo, nella mappatura, le altre colonne.
ask-W025 =
    { $count ->
        [one] Un foglio di calcolo ha cambiato 1 cella delle righe rifiutate
       *[other] Un foglio di calcolo ha cambiato { $count } celle delle righe rifiutate
    }{ $columns }. { $count ->
        [one] Usare il suo valore originale?
       *[other] Usare i loro valori originali?
    }
    .assumed = Sì: si usa il valore che la riga aveva quando è stata rifiutata.
    .change = Per tenere un valore del file, svuotare la cella _run della sua riga.
ask-W026 =
    { $count ->
        [one] 1 cella delle righe rifiutate è stata cambiata pur non avendo errori, o solo nella forma
       *[other] { $count } celle delle righe rifiutate sono state cambiate pur non avendo errori, o solo nella forma
    }{ $columns }. { $count ->
        [one] Mantenere la modifica?
       *[other] Mantenere le modifiche?
    }
    .assumed = Sì: si mantiene il valore del file.
    .change = Per annullare una modifica, rimettere il vecchio valore nella cella. È indicato nell’avviso.
ask-W027 =
    { $count ->
        [one] 1 correzione non corrisponde più alla sua riga
       *[other] { $count } correzioni non corrispondono più alle loro righe
    }{ $columns }. Procedere senza?
    .assumed = Sì: la riga può essere cambiata, quindi non ne è stato sovrascritto nulla.
    .change = Cercare la riga nella fonte, e correggerla di nuovo.
ask-W028 =
    { $count ->
        [one] Un foglio di calcolo può aver cambiato il nuovo valore di 1 correzione
       *[other] Un foglio di calcolo può aver cambiato i nuovi valori di { $count } correzioni
    }{ $columns }. Procedere?
    .assumed = Sì: può essere voluto.
    .change = Riscrivere il valore con un editor di testo nel file delle correzioni.
ask-W111 =
    { $count ->
        [one] 1 biglietto da visita contiene parti che sono state ignorate
       *[other] { $count } biglietti da visita contengono parti che sono state ignorate
    }{ $columns }. Procedere senza?
    .assumed = Sì: immagini, secondi nomi e simili restano fuori.
    .change = Aggiungere a mano nell’help desk ciò che manca.
ask-W013 =
    { $count ->
        [one] 1 valore è illeggibile, come JosÃ© per José
       *[other] { $count } valori sono illeggibili, come JosÃ© per José
    }{ $columns }. { $count ->
        [one] Scriverlo così com’è?
       *[other] Scriverli così come sono?
    }
    .assumed =
        { $count ->
            [one] Sì: non viene riparato.
           *[other] Sì: non vengono riparati.
        }
    .change =
        { $count ->
            [one] Farlo riparare, oppure esportare di nuovo il file in UTF-8.
           *[other] Farli riparare, oppure esportare di nuovo il file in UTF-8.
        }
    .setting = repair = ["double-utf8"] nella mappatura ripara questi valori.
ask-W014 =
    { $count ->
        [one] 1 valore ha perso lettere prima dell’esportazione
       *[other] { $count } valori hanno perso lettere prima dell’esportazione
    }{ $columns }. { $count ->
        [one] Scriverlo così com’è?
       *[other] Scriverli così come sono?
    }
    .assumed = Sì: quelle lettere non sono più nel file.
    .change =
        { $count ->
            [one] Esportare di nuovo i dati in UTF-8, oppure correggere il valore a mano.
           *[other] Esportare di nuovo i dati in UTF-8, oppure correggere i valori a mano.
        }
ask-W021 =
    { $count ->
        [one] 1 valore si legge meglio con un’altra codifica, come Jos‚ per José
       *[other] { $count } valori si leggono meglio con un’altra codifica, come Jos‚ per José
    }{ $columns }. { $count ->
        [one] Scriverlo così com’è?
       *[other] Scriverli così come sono?
    }
    .assumed =
        { $count ->
            [one] Sì: non viene modificato.
           *[other] Sì: non vengono modificati.
        }
    .change =
        { $count ->
            [one] Correggere la cella, oppure far indicare la codifica giusta del file.
           *[other] Correggere le celle, oppure far indicare la codifica giusta del file.
        }
    .setting = --encoding NOME indica come sono codificati i caratteri di un file.
ask-W015 =
    { $count ->
        [one] 1 valore è scritto per una pagina web, con &amp; al posto di &
       *[other] { $count } valori sono scritti per una pagina web, con &amp; al posto di &
    }{ $columns }. { $count ->
        [one] Scriverlo così com’è?
       *[other] Scriverli così come sono?
    }
    .assumed =
        { $count ->
            [one] Sì: non viene riparato.
           *[other] Sì: non vengono riparati.
        }
    .change =
        { $count ->
            [one] Farlo riparare.
           *[other] Farli riparare.
        }
    .setting = repair = ["entities"] nella mappatura ripara questi valori.
ask-W106 =
    { $count ->
        [one] 1 valore conteneva caratteri invisibili
       *[other] { $count } valori contenevano caratteri invisibili
    }{ $columns }. { $count ->
        [one] Scriverlo senza?
       *[other] Scriverli senza?
    }
    .assumed = Sì: questi caratteri vengono rimossi.
    .change =
        { $count ->
            [one] Correggere la cella nel file.
           *[other] Correggere le celle nel file.
        }
ask-W107 =
    { $count ->
        [one] 1 cella contiene più valori di quanti ne accetti il campo
       *[other] { $count } celle contengono più valori di quanti ne accetti il campo
    }{ $columns }. { $count ->
        [one] Usare solo il primo?
       *[other] Usare solo il primo di ognuna?
    }
    .assumed = Sì: gli altri restano fuori.
    .change = Far aggiungere un campo per gli altri.
    .setting = take = "others" di un altro campo, nella mappatura, prende gli altri.
ask-W108 =
    { $count ->
        [one] 1 valore potrebbe significare che la cella è vuota (none, nan, null)
       *[other] { $count } valori potrebbero significare che la cella è vuota (none, nan, null)
    }{ $columns }. { $count ->
        [one] Scrivere questa parola?
       *[other] Scrivere queste parole?
    }
    .assumed =
        { $count ->
            [one] Sì: viene scritta come testo.
           *[other] Sì: vengono scritte come testo.
        }
    .change =
        { $count ->
            [one] Se significa vuoto, farla leggere come vuota.
           *[other] Se significano vuoto, farle leggere come vuote.
        }
    .setting = null, in [source] (come si legge il file) nella mappatura, elenca le parole che significano vuoto.
ask-W109 =
    { $count ->
        [one] 1 numero intero è scritto con decimali (1067.0)
       *[other] { $count } numeri interi sono scritti con decimali (1067.0)
    }{ $columns }. { $count ->
        [one] Scriverlo così com’è?
       *[other] Scriverli così come sono?
    }
    .assumed =
        { $count ->
            [one] Sì: non viene riparato, e potrebbero mancare zeri iniziali.
           *[other] Sì: non vengono riparati, e potrebbero mancare zeri iniziali.
        }
    .change =
        { $count ->
            [one] Farlo riparare, oppure esportare la colonna come testo.
           *[other] Farli riparare, oppure esportare la colonna come testo.
        }
    .setting = repair = ["float"] nella mappatura ripara questi valori.
ask-W110 =
    { $count ->
        [one] 1 riga ha più indirizzi le cui parti non combaciano
       *[other] { $count } righe hanno più indirizzi le cui parti non combaciano
    }{ $columns }. Tralasciare ciò che potrebbe appartenere a un altro indirizzo?
    .assumed = Sì: si scrivono solo le parti certe.
    .change =
        { $count ->
            [one] Completare a mano nell’help desk gli indirizzi di questo cliente.
           *[other] Completare a mano questi indirizzi nell’help desk.
        }
ask-W214 =
    { $count ->
        [one] 1 numero di telefono potrebbe appartenere a un altro paese
       *[other] { $count } numeri di telefono potrebbero appartenere a un altro paese
    }{ $columns }. { $count ->
        [one] Scriverlo com’è, senza prefisso internazionale?
       *[other] Scriverli come sono, senza prefisso internazionale?
    }
    .assumed =
        { $count ->
            [one] Sì: non viene modificato.
           *[other] Sì: non vengono modificati.
        }
    .change =
        { $count ->
            [one] Scriverlo con + e il prefisso internazionale, oppure correggere il paese della riga.
           *[other] Scriverli con + e il prefisso internazionale, oppure correggere il paese delle righe.
        }
    .setting = trust_country = true del campo, nella mappatura, stabilisce che i paesi di tutte le righe sono giusti.
ask-W215 =
    { $count ->
        [one] 1 codice postale non è compatibile con il suo paese
       *[other] { $count } codici postali non sono compatibili con il loro paese
    }{ $columns }. { $count ->
        [one] Scriverlo così com’è?
       *[other] Scriverli così come sono?
    }
    .assumed =
        { $count ->
            [one] Sì: non viene modificato.
           *[other] Sì: non vengono modificati.
        }
    .change = Correggere il codice postale o il paese; un foglio di calcolo può aver tolto gli zeri iniziali.
ask-W218 =
    { $count ->
        [one] 1 foto non viene ripristinata
       *[other] { $count } foto non vengono ripristinate
    }{ $columns }. { $count ->
        [one] Procedere senza?
       *[other] Procedere senza?
    }
    .assumed = Sì: tutti gli altri campi vengono scritti.
    .change =
        { $count ->
            [one] Caricare a mano la foto nell’help desk.
           *[other] Caricare a mano le foto nell’help desk.
        }
ask-W302 =
    { $count ->
        [one] 1 cliente non ha un indirizzo e-mail
       *[other] { $count } clienti non hanno un indirizzo e-mail
    }{ $columns }. { $count ->
        [one] Importarlo senza?
       *[other] Importarli senza?
    }
    .assumed =
        { $count ->
            [one] Sì: nessuno potrà scrivergli per e-mail.
           *[other] Sì: nessuno potrà scrivere loro per e-mail.
        }
    .change =
        { $count ->
            [one] Compilare l’indirizzo nel file.
           *[other] Compilare gli indirizzi nel file.
        }
ask-W303 =
    { $count ->
        [one] 1 data di nascita è nel futuro o precedente al 1900
       *[other] { $count } date di nascita sono nel futuro o precedenti al 1900
    }{ $columns }. { $count ->
        [one] Scriverla così com’è?
       *[other] Scriverle così come sono?
    }
    .assumed =
        { $count ->
            [one] Sì: non viene modificata.
           *[other] Sì: non vengono modificate.
        }
    .change =
        { $count ->
            [one] Controllare l’anno nel file.
           *[other] Controllare gli anni nel file.
        }
ask-W405 =
    { $count ->
        [one] 1 cliente ha righe con valori diversi
       *[other] { $count } clienti hanno righe con valori diversi
    }{ $columns }. Usare il valore scelto dalla mappatura?
    .assumed = Sì: di solito il primo; gli altri non vengono scritti.
    .change = Far scegliere un altro valore del campo.
    .setting = merge di un campo, nella mappatura, stabilisce quale dei suoi valori viene usato.
ask-W407 =
    { $count ->
        [one] 1 cliente del backup non esiste più, e un altro ha la stessa chiave
       *[other] { $count } clienti del backup non esistono più, e altri hanno la stessa chiave
    }{ $columns }. { $count ->
        [one] Ripristinare in quest’altro cliente?
       *[other] Ripristinare in questi altri clienti?
    }
    .assumed =
        { $count ->
            [one] Sì: l’altro cliente riceve i valori del backup.
           *[other] Sì: gli altri clienti ricevono i valori del backup.
        }
    .change =
        { $count ->
            [one] Confrontare i due, e ripristinare solo chi è la stessa persona.
           *[other] Confrontarli, e ripristinare solo chi è la stessa persona.
        }
ask-W507 =
    { $count ->
        [one] 1 cliente è stato aggiunto da qualcun altro nello stesso momento
       *[other] { $count } clienti sono stati aggiunti da altri nello stesso momento
    }{ $columns }. Tenere entrambi?
    .assumed = Sì: entrambi sono nell’help desk.
    .change =
        { $count ->
            [one] Confrontare i due nell’help desk, ed eliminarne o unirne uno.
           *[other] Confrontarli nell’help desk, ed eliminare o unire i doppioni.
        }

## Che cosa controllare dopo un’esecuzione. Non c’è nulla da rispondere: i testi dicono che cosa è stato fatto e come rimediare.

ask-duplicates-written =
    { $count ->
        [one] 1 riga riguarda lo stesso cliente di una riga precedente.
       *[other] { $count } righe riguardano gli stessi clienti di righe precedenti.
    }
    .assumed =
        { $used ->
            [first] { $count ->
                [one] La prima riga è stata usata e l’altra è rimasta fuori.
               *[other] Di ogni cliente è stata usata la prima riga e le altre sono rimaste fuori.
            }
            [last] { $count ->
                [one] L’ultima riga è stata usata e l’altra è rimasta fuori.
               *[other] Di ogni cliente è stata usata l’ultima riga e le altre sono rimaste fuori.
            }
           *[mixed] { $count ->
                [one] Una delle due righe è stata usata e l’altra è rimasta fuori.
               *[other] Di ogni cliente è stata usata una riga e le altre sono rimaste fuori.
            }
        }
    .change = Se è giusta un’altra riga, correggere il cliente nell’help desk.
ask-merged-written =
    { $count ->
        [one] 1 riga riguarda lo stesso cliente di una riga precedente.
       *[other] { $count } righe riguardano gli stessi clienti di righe precedenti.
    }
    .assumed = Le righe di ogni cliente sono state unite e di ogni campo è rimasto il primo valore, salvo diversa indicazione della mappatura.
    .change = Se è giusto un altro valore, correggere il cliente nell’help desk.
ask-phone-region-written =
    { $count ->
        [one] 1 numero di telefono non indicava il paese ({ $field }).
       *[other] { $count } numeri di telefono non indicavano il paese ({ $field }).
    }
    .assumed =
        { $count ->
            [one] È stato letto come numero di questo paese: { $country }.
           *[other] Sono stati letti come numeri di questo paese: { $country }.
        }
    .change = Se un numero è di un altro paese, correggerlo nell’help desk.
    .setting = region del campo, nella mappatura, è il paese dei numeri che non lo indicano, ora "{ $code }".
ask-day-first-written =
    { $count ->
        [one] 1 data poteva essere il 3 aprile o il 4 marzo (3/4)
       *[other] { $count } date potevano essere il 3 aprile o il 4 marzo (3/4)
    } ({ $field }).
    .assumed = È stato letto prima il giorno, come nella riga { $row }.
    .change = Se è sbagliato, far annullare l’importazione e ripeterla con l’altro ordine.
    .setting = order del campo, nella mappatura: "dmy" è giorno, mese, anno; "mdy" è mese, giorno, anno.
ask-month-first-written =
    { $count ->
        [one] 1 data poteva essere il 3 aprile o il 4 marzo (3/4)
       *[other] { $count } date potevano essere il 3 aprile o il 4 marzo (3/4)
    } ({ $field }).
    .assumed = È stato letto prima il mese, come nella riga { $row }.
    .change = Se è sbagliato, far annullare l’importazione e ripeterla con l’altro ordine.
    .setting = order del campo, nella mappatura: "dmy" è giorno, mese, anno; "mdy" è mese, giorno, anno.
ask-year-first-written =
    { $count ->
        [one] 1 data poteva iniziare con il giorno o con l’anno
       *[other] { $count } date potevano iniziare con il giorno o con l’anno
    } ({ $field }).
    .assumed = È stato letto prima l’anno, come nella riga { $row }.
    .change = Se è sbagliato, far annullare l’importazione e ripeterla con l’altro ordine.
    .setting = order del campo, nella mappatura: "dmy" è giorno, mese, anno; "mdy" è mese, giorno, anno.
ask-encoding-written = { $file } non indica la codifica dei caratteri.
    .assumed = È stato letto come { $encoding }.
    .change = Controllare nell’help desk i nomi con accenti. Se sono sbagliati, far annullare l’importazione e ripeterla con la codifica giusta.
    .setting = --encoding NOME indica come sono codificati i caratteri di un file.
ask-other-written =
    { $count ->
        [one] 1 valore
       *[other] { $count } valori
    }{ $columns }: { $title }.
    .assumed =
        { $outcome ->
            [left-out] { $count ->
                [one] La riga è stata importata senza il valore: la mappatura lo tralascia.
               *[other] Le righe sono state importate senza i valori: la mappatura li tralascia.
            }
            [kept] { $count ->
                [one] La riga è stata importata con il valore com’è scritto: la mappatura lo conserva.
               *[other] Le righe sono state importate con i valori come sono scritti: la mappatura li conserva.
            }
            [defaulted] { $count ->
                [one] La riga è stata importata con il valore predefinito della mappatura.
               *[other] Le righe sono state importate con il valore predefinito della mappatura.
            }
            [mixed] Le righe sono state importate come dice la mappatura per ogni campo. Valori tralasciati: { $left_out }; conservati come sono scritti: { $kept }; sostituiti dal valore predefinito: { $defaulted }.
           *[unknown] { $count ->
                [one] La riga è stata importata comunque. results.csv dice che cosa è stato fatto del valore.
               *[other] Le righe sono state importate comunque. results.csv dice di ognuna che cosa è stato fatto del valore.
            }
        }
    .change =
        { $count ->
            [one] Correggere il cliente nell’help desk, oppure la riga nel file e importarla di nuovo.
           *[other] Correggere i clienti nell’help desk, oppure le righe nel file e importarle di nuovo.
        }
