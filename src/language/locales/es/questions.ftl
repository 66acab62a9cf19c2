### Las preguntas de la primera página. Los términos están en page.ftl.

ask-replaced =
    { $emptied ->
        [0] { $replaced ->
            [one] 1 valor que tiene el help desk se sustituirá
           *[other] { $replaced } valores que tiene el help desk se sustituirán
        }
       *[other] { $replaced ->
            [0] { $emptied ->
                [one] 1 valor que tiene el help desk se vaciará
               *[other] { $emptied } valores que tiene el help desk se vaciarán
            }
            [one] De los valores que tiene el help desk, 1 se sustituirá (y, además, vaciados: { $emptied })
           *[other] De los valores que tiene el help desk, { $replaced } se sustituirán (y, además, vaciados: { $emptied })
        }
    }. ¿De verdad? ¿O rellenar solo los vacíos?
    .assumed = Sí, como dice el plan.
    .change = Haga crear de nuevo el plan, de modo que rellene solo los valores vacíos o proteja campos concretos.
    .setting = --write if_empty rellena solo los valores vacíos; en la asignación, write = "if_empty" hace lo mismo con un solo campo.
ask-replaced-written =
    { $emptied ->
        [0] { $replaced ->
            [one] 1 valor que tenía el help desk se ha sustituido
           *[other] { $replaced } valores que tenía el help desk se han sustituido
        }
       *[other] { $replaced ->
            [0] { $emptied ->
                [one] 1 valor que tenía el help desk se ha vaciado
               *[other] { $emptied } valores que tenía el help desk se han vaciado
            }
            [one] De los valores que tenía el help desk, 1 se ha sustituido (y, además, vaciados: { $emptied })
           *[other] De los valores que tenía el help desk, { $replaced } se han sustituido (y, además, vaciados: { $emptied })
        }
    }.
    .assumed = Como decía el plan.
    .change = Haga deshacer la importación: así vuelven los valores anteriores.
    .setting = deskferry undo { $run } deshace la importación.
ask-rejected =
    { $count ->
        [one] 1 fila tiene un error y no se escribirá
       *[other] { $count } filas tienen errores y no se escribirán
    }{ $others ->
        [0] { "" }
        [one] {" "}(para otra hay una pregunta aparte)
       *[other] {" "}(para otras { $others } hay preguntas aparte)
    }. { $count ->
        [one] ¿Continuar sin ella?
       *[other] ¿Continuar sin ellas?
    }
    .assumed = Sí: esto no afecta a las demás filas. Errores más frecuentes: { $reasons }.
    .change = Corrija las celdas en rejects.xlsx, que está junto a esta página, e importe ese archivo. Si muchas filas tienen el mismo error, corrija en su lugar la asignación.
    .setting = deskferry import rejects.xlsx -m MAPPING importa las filas corregidas; rejects.xlsx es el archivo de la carpeta de esta ejecución, MAPPING su asignación. En la asignación, on_invalid = "empty" de un campo escribe la fila sin el valor erróneo.
ask-rejected-written =
    { $count ->
        [one] 1 fila tiene un error y no se ha escrito.
       *[other] { $count } filas tienen errores y no se han escrito.
    }
    .assumed = Errores más frecuentes: { $reasons }.
    .change = Corrija las celdas en rejects.xlsx, que está junto a esta página, e importe ese archivo. Si muchas filas tienen el mismo error, corrija en su lugar la asignación.
    .setting = deskferry import rejects.xlsx -m MAPPING importa las filas corregidas; rejects.xlsx es el archivo de la carpeta de esta ejecución, MAPPING su asignación. En la asignación, on_invalid = "empty" de un campo escribe la fila sin el valor erróneo.
ask-rejected-stale =
    { $count ->
        [one] 1 fila tiene un error y no se ha escrito.
       *[other] { $count } filas tienen errores y no se han escrito.
    }
    .assumed =
        { $count ->
            [one] Su cliente ha cambiado desde que se creó el plan.
           *[other] Sus clientes han cambiado desde que se creó el plan.
        }
    .change = Importe de nuevo el origen: el nuevo plan parte del estado actual de los clientes.
ask-duplicates =
    { $count ->
        [one] 1 fila corresponde al mismo cliente que una fila anterior
       *[other] { $count } filas corresponden a los mismos clientes que filas anteriores
    }. { $count ->
        [one] ¿Utilizar solo una de las dos filas?
       *[other] ¿Utilizar una sola fila por cliente?
    }
    .assumed =
        { $used ->
            [first] { $count ->
                [one] Sí: se utiliza la primera fila y la otra queda fuera.
               *[other] Sí: se utiliza la primera fila de cada cliente y las demás quedan fuera.
            }
            [last] { $count ->
                [one] Sí: se utiliza la última fila y la otra queda fuera.
               *[other] Sí: se utiliza la última fila de cada cliente y las demás quedan fuera.
            }
           *[mixed] { $count ->
                [one] Sí: se utiliza una fila y la otra queda fuera.
               *[other] Sí: se utiliza una fila de cada cliente y las demás quedan fuera.
            }
        }
    .change = Haga que se use otra fila de cada cliente, o que se combinen todas sus filas.
    .setting = on_duplicate, en la asignación, dice qué hacer: "first" usa la primera fila, "last" la última, "merge" las combina.
ask-merged =
    { $count ->
        [one] 1 fila corresponde al mismo cliente que una fila anterior
       *[other] { $count } filas corresponden a los mismos clientes que filas anteriores
    }. { $count ->
        [one] ¿Combinar las dos filas?
       *[other] ¿Combinar las filas de cada cliente?
    }
    .assumed = Sí: las filas de un cliente se combinan y de cada campo se conserva el primer valor, salvo que la asignación diga otra cosa.
    .change = Haga que se use una sola fila de cada cliente: la primera o la última.
    .setting = on_duplicate, en la asignación, dice qué hacer: "first" usa la primera fila, "last" la última, "merge" las combina.
ask-phone-region =
    { $count ->
        [one] 1 número de teléfono no indica
       *[other] { $count } números de teléfono no indican
    } el país ({ $field }). { $count ->
        [one] ¿Leerlo como número de este país: { $country }?
       *[other] ¿Leerlos como números de este país: { $country }?
    }
    .assumed = Sí: así lo establece la asignación para este campo.
    .change =
        { $count ->
            [one] Rellene el país de esta fila o haga que se fije otro país para el campo.
           *[other] Rellene el país de estas filas o haga que se fije otro país para el campo.
        }
    .setting = region del campo, en la asignación, es el país de los números que no lo indican, ahora "{ $code }".
ask-day-first =
    { $count ->
        [one] 1 fecha podría ser el 3 de abril o el 4 de marzo (3/4)
       *[other] { $count } fechas podrían ser el 3 de abril o el 4 de marzo (3/4)
    } ({ $field }). ¿Leer primero el día?
    .assumed =
        { $shown ->
            [one] Sí: solo la fila { $row } muestra este orden.
           *[other] Sí: { $shown } filas muestran este orden, la primera es la fila { $row }.
        }
    .change = Haga que se fije el otro orden para este campo.
    .setting = order del campo, en la asignación: "dmy" es día, mes, año; "mdy" es mes, día, año.
ask-month-first =
    { $count ->
        [one] 1 fecha podría ser el 3 de abril o el 4 de marzo (3/4)
       *[other] { $count } fechas podrían ser el 3 de abril o el 4 de marzo (3/4)
    } ({ $field }). ¿Leer primero el mes?
    .assumed =
        { $shown ->
            [one] Sí: solo la fila { $row } muestra este orden.
           *[other] Sí: { $shown } filas muestran este orden, la primera es la fila { $row }.
        }
    .change = Haga que se fije el otro orden para este campo.
    .setting = order del campo, en la asignación: "dmy" es día, mes, año; "mdy" es mes, día, año.
ask-year-first =
    { $count ->
        [one] 1 fecha podría empezar por el día o por el año
       *[other] { $count } fechas podrían empezar por el día o por el año
    } ({ $field }). ¿Leer primero el año?
    .assumed =
        { $shown ->
            [one] Sí: solo la fila { $row } muestra este orden.
           *[other] Sí: { $shown } filas muestran este orden, la primera es la fila { $row }.
        }
    .change = Haga que se fije el otro orden para este campo.
    .setting = order del campo, en la asignación: "dmy" es día, mes, año; "mdy" es mes, día, año.
ask-encoding = { $file } no indica la codificación de sus caracteres. ¿Leerlo como { $encoding }? Revise los nombres con acentos.
    .assumed = Sí: { $encoding } encaja con su contenido.
    .change = Guarde el archivo en UTF-8 o haga que se indique la codificación correcta.
    .setting = --encoding NOMBRE indica cómo están codificados los caracteres de un archivo.
ask-other =
    { $count ->
        [one] 1 valor
       *[other] { $count } valores
    }{ $columns }: { $title }. { $count ->
        [one] ¿Importar de todos modos su fila?
       *[other] ¿Importar de todos modos sus filas?
    }
    .assumed =
        { $outcome ->
            [left-out] { $count ->
                [one] Sí, sin el valor: la asignación lo deja fuera.
               *[other] Sí, sin los valores: la asignación los deja fuera.
            }
            [kept] { $count ->
                [one] Sí: la asignación conserva el valor tal como está escrito.
               *[other] Sí: la asignación conserva los valores tal como están escritos.
            }
            [defaulted] { $count ->
                [one] Sí, con el valor predeterminado de la asignación en su lugar.
               *[other] Sí, con el valor predeterminado de la asignación en su lugar.
            }
            [mixed] Sí, como dice la asignación para cada campo. Quedan fuera: { $left_out }; se conservan tal como están escritos: { $kept }; se sustituyen por el valor predeterminado: { $defaulted }.
           *[unknown] { $count ->
                [one] Sí: la asignación la deja pasar, sin el valor o con el valor tal cual.
               *[other] Sí: la asignación las deja pasar, sin el valor o con el valor tal cual.
            }
        }
    .change =
        { $count ->
            [one] Corrija la fila en el archivo o haga que quede fuera.
           *[other] Corrija las filas en el archivo o haga que queden fuera.
        }
setting-language-defaulted = Escriba en, it, es o fr en la columna. Ya se usa el valor predeterminado del campo.
setting-phone-kept = Corrija el número. Ya se conserva tal como está escrito.
setting-photo-left-out = Ponga la imagen en la carpeta o corrija la celda. El cliente ya se importa sin foto.
ask-E207 =
    { $count ->
        [one] 1 fecha se puede
       *[other] { $count } fechas se pueden
    } leer de dos maneras{ $columns }{ $example ->
        [none] { "" }
       *[some] , por ejemplo { $example }
    }{ $orders ->
        [both] , y otras filas muestran ambos órdenes
       *[unknown] { "" }
    }. ¿Qué va primero, el día o el mes?
    .assumed =
        { $count ->
            [one] Ninguno de los dos: la fila queda fuera.
           *[other] Ninguno de los dos: las filas quedan fuera.
        }
    .change = Haga que se fije el orden para este campo.
    .setting = order del campo, en la asignación: "dmy" es día, mes, año; "mdy" es mes, día, año.
ask-E213 =
    { $count ->
        [one] 1 número de teléfono no indica el país, y su fila tampoco
       *[other] { $count } números de teléfono no indican el país, y sus filas tampoco
    }{ $columns }. { $count ->
        [one] ¿De qué país es?
       *[other] ¿De qué país son?
    }
    .assumed =
        { $count ->
            [one] De ninguno: la fila queda fuera.
           *[other] De ninguno: las filas quedan fuera.
        }
    .change =
        { $count ->
            [one] Rellene el país de la fila o haga que se fije un país para estos números.
           *[other] Rellene el país de las filas o haga que se fije un país para estos números.
        }
    .setting = region del campo, en la asignación, fija el país, por ejemplo region = "ES" para España.
ask-E401 =
    { $count ->
        [one] 1 fila no tiene nada que permita reconocer a su cliente
       *[other] { $count } filas no tienen nada que permita reconocer a su cliente
    }{ $columns }. { $count ->
        [one] ¿Crear un cliente nuevo?
       *[other] ¿Crear clientes nuevos?
    }
    .assumed =
        { $count ->
            [one] No: queda fuera, porque el cliente podría existir ya.
           *[other] No: quedan fuera, porque los clientes podrían existir ya.
        }
    .change = Haga que se cree un cliente nuevo con cada fila así.
    .setting = on_no_key = "insert", en la asignación, donde se dice cómo encontrar a los clientes, los crea.
ask-E403 =
    { $count ->
        [one] 1 fila coincide con varios clientes del help desk
       *[other] { $count } filas coinciden con varios clientes del help desk
    }{ $columns }. ¿Cuál es el correcto?
    .assumed =
        { $count ->
            [one] Ninguno: la fila queda fuera.
           *[other] Ninguno: las filas quedan fuera.
        }
    .change = Combine estos clientes en el help desk o haga que se use el primero o el último.
    .setting = --on-multiple first usa el cliente que el help desk muestra primero; --on-multiple last, el que muestra último.
ask-W010 =
    { $count ->
        [one] 1 línea sigue a unas comillas defectuosas
       *[other] { $count } líneas siguen a unas comillas defectuosas
    }{ $columns }. { $count ->
        [one] ¿Es una fila independiente?
       *[other] ¿Son filas independientes?
    }
    .assumed =
        { $count ->
            [one] Sí: se lee como una fila.
           *[other] Sí: cada una se lee como una fila.
        }
    .change =
        { $count ->
            [one] Corrija las comillas en la fila anterior.
           *[other] Corrija las comillas en la fila anterior.
        }
ask-W011 =
    { $count ->
        [one] 1 celda contiene algo que parece una fila
       *[other] { $count } celdas contienen algo que parece una fila
    }{ $columns }. { $count ->
        [one] ¿Es solo texto?
       *[other] ¿Es solo texto?
    }
    .assumed =
        { $count ->
            [one] Sí: forma parte de la celda.
           *[other] Sí: forma parte de las celdas.
        }
    .change =
        { $count ->
            [one] Si es una fila, cierre en el archivo las comillas que la preceden.
           *[other] Si son filas, cierre en el archivo las comillas que las preceden.
        }
ask-W012 =
    { $count ->
        [one] 1 valor contiene comillas dobles
       *[other] { $count } valores contienen comillas dobles
    }{ $columns }. ¿Forman parte del texto?
    .assumed = Sí: se conservan.
    .change = Si las comillas solo encierran valores, corrija el valor en el archivo.
ask-W018 =
    { $count ->
        [one] 1 celda está vacía porque está combinada con la de arriba
       *[other] { $count } celdas están vacías porque están combinadas con las de arriba
    }{ $columns }. { $count ->
        [one] ¿Dejarla vacía?
       *[other] ¿Dejarlas vacías?
    }
    .assumed = Sí: solo la primera fila tiene el valor.
    .change = Haga que el valor se use en todas las filas de una celda combinada.
    .setting = --merged fill usa el valor de una celda combinada en todas sus filas.
ask-W019 =
    { $count ->
        [one] 1 fila podría ser solo una parte de una fila
       *[other] { $count } filas podrían ser solo partes de filas
    }{ $columns }. { $count ->
        [one] ¿Está completa?
       *[other] ¿Están completas?
    }
    .assumed =
        { $count ->
            [one] Sí: se lee como una fila.
           *[other] Sí: cada una se lee como una fila.
        }
    .change = Si no, ponga entre comillas dobles en el archivo el valor partido.
ask-W020 =
    { $count ->
        [one] 1 fila tiene más o menos celdas que las filas de alrededor
       *[other] { $count } filas tienen más o menos celdas que las filas de alrededor
    }{ $columns }. ¿Está cada valor en su columna?
    .assumed = Sí: las celdas se leen en orden.
    .change = Si no, ponga entre comillas dobles en el archivo el valor que contiene un separador.
ask-W022 =
    { $count ->
        [one] 1 archivo dice que hay otra página
       *[other] { $count } archivos dicen que hay otra página
    }{ $columns }. ¿Importar sin ella?
    .assumed = Sí: solo se importa lo que contiene el archivo.
    .change = Solicite todas las páginas al programa e impórtelas también.
ask-W023 =
    { $count ->
        [one] 1 valor contiene una barra inversa que podría representar un salto de línea o un tabulador
       *[other] { $count } valores contienen una barra inversa que podría representar un salto de línea o un tabulador
    }{ $columns }. ¿Conservar la barra?
    .assumed = Sí: el valor no cambia.
    .change = Si representa un salto de línea o un tabulador, haga que se lea así.
    .setting = --escape '\' lee la barra inversa como el comienzo de un carácter especial.
ask-W024 =
    { $count ->
        [one] 1 registro tiene un objeto donde los demás tienen un valor, o al revés
       *[other] { $count } registros tienen un objeto donde los demás tienen un valor, o al revés
    }{ $columns }. ¿Dejar el campo como está?
    .assumed =
        { $count ->
            [one] Sí: esta fila no le da ningún valor.
           *[other] Sí: estas filas no le dan ningún valor.
        }
    .change = Añada las demás columnas al campo en la asignación.
ask-W025 =
    { $count ->
        [one] Una hoja de cálculo ha cambiado 1 celda de las filas rechazadas
       *[other] Una hoja de cálculo ha cambiado { $count } celdas de las filas rechazadas
    }{ $columns }. { $count ->
        [one] ¿Usar su valor original?
       *[other] ¿Usar sus valores originales?
    }
    .assumed = Sí: se usa el valor que tenía la fila cuando fue rechazada.
    .change = Para conservar un valor del archivo, vacíe la celda _run de su fila.
ask-W026 =
    { $count ->
        [one] Se cambió 1 celda de las filas rechazadas que no tenía error, o solo en su forma
       *[other] Se cambiaron { $count } celdas de las filas rechazadas que no tenían error, o solo en su forma
    }{ $columns }. { $count ->
        [one] ¿Mantener el cambio?
       *[other] ¿Mantener los cambios?
    }
    .assumed = Sí: se mantiene el valor del archivo.
    .change = Para deshacer un cambio, vuelva a poner el valor anterior en la celda. La advertencia lo indica.
ask-W027 =
    { $count ->
        [one] 1 corrección ya no encaja con su fila
       *[other] { $count } correcciones ya no encajan con sus filas
    }{ $columns }. ¿Continuar sin ello?
    .assumed = Sí: la fila puede haber cambiado, así que no se sobrescribió nada en ella.
    .change = Busque la fila en el origen y corríjala de nuevo.
ask-W028 =
    { $count ->
        [one] Una hoja de cálculo puede haber cambiado el nuevo valor de 1 corrección
       *[other] Una hoja de cálculo puede haber cambiado los nuevos valores de { $count } correcciones
    }{ $columns }. ¿Continuar?
    .assumed = Sí: puede ser intencionado.
    .change = Escriba el valor de nuevo con un editor de texto en el archivo de correcciones.
ask-W111 =
    { $count ->
        [one] 1 tarjeta de contacto tiene partes que no se tuvieron en cuenta
       *[other] { $count } tarjetas de contacto tienen partes que no se tuvieron en cuenta
    }{ $columns }. ¿Continuar sin esas partes?
    .assumed = Sí: imágenes, segundos nombres y similares quedan fuera.
    .change = Añada a mano en el help desk lo que falte.
ask-W013 =
    { $count ->
        [one] 1 valor está alterado, como JosÃ© por José
       *[other] { $count } valores están alterados, como JosÃ© por José
    }{ $columns }. { $count ->
        [one] ¿Escribirlo tal como está?
       *[other] ¿Escribirlos tal como están?
    }
    .assumed =
        { $count ->
            [one] Sí: no se repara.
           *[other] Sí: no se reparan.
        }
    .change =
        { $count ->
            [one] Haga que se repare o exporte de nuevo el archivo en UTF-8.
           *[other] Haga que se reparen o exporte de nuevo el archivo en UTF-8.
        }
    .setting = repair = ["double-utf8"] en la asignación repara estos valores.
ask-W014 =
    { $count ->
        [one] 1 valor perdió letras antes de la exportación
       *[other] { $count } valores perdieron letras antes de la exportación
    }{ $columns }. { $count ->
        [one] ¿Escribirlo tal como está?
       *[other] ¿Escribirlos tal como están?
    }
    .assumed = Sí: esas letras ya no están en el archivo.
    .change =
        { $count ->
            [one] Exporte de nuevo los datos en UTF-8 o corrija el valor a mano.
           *[other] Exporte de nuevo los datos en UTF-8 o corrija los valores a mano.
        }
ask-W021 =
    { $count ->
        [one] 1 valor se lee mejor con otra codificación, como Jos‚ por José
       *[other] { $count } valores se leen mejor con otra codificación, como Jos‚ por José
    }{ $columns }. { $count ->
        [one] ¿Escribirlo tal como está?
       *[other] ¿Escribirlos tal como están?
    }
    .assumed =
        { $count ->
            [one] Sí: no se modifica.
           *[other] Sí: no se modifican.
        }
    .change =
        { $count ->
            [one] Corrija la celda o haga que se indique la codificación correcta del archivo.
           *[other] Corrija las celdas o haga que se indique la codificación correcta del archivo.
        }
    .setting = --encoding NOMBRE indica cómo están codificados los caracteres de un archivo.
ask-W015 =
    { $count ->
        [one] 1 valor está escrito para una página web, con &amp; en lugar de &
       *[other] { $count } valores están escritos para una página web, con &amp; en lugar de &
    }{ $columns }. { $count ->
        [one] ¿Escribirlo tal como está?
       *[other] ¿Escribirlos tal como están?
    }
    .assumed =
        { $count ->
            [one] Sí: no se repara.
           *[other] Sí: no se reparan.
        }
    .change =
        { $count ->
            [one] Haga que se repare.
           *[other] Haga que se reparen.
        }
    .setting = repair = ["entities"] en la asignación repara estos valores.
ask-W106 =
    { $count ->
        [one] 1 valor contenía caracteres invisibles
       *[other] { $count } valores contenían caracteres invisibles
    }{ $columns }. { $count ->
        [one] ¿Escribirlo sin esos caracteres?
       *[other] ¿Escribirlos sin esos caracteres?
    }
    .assumed = Sí: esos caracteres se eliminan.
    .change =
        { $count ->
            [one] Corrija la celda en el archivo.
           *[other] Corrija las celdas en el archivo.
        }
ask-W107 =
    { $count ->
        [one] 1 celda contiene más valores de los que admite el campo
       *[other] { $count } celdas contienen más valores de los que admite el campo
    }{ $columns }. { $count ->
        [one] ¿Utilizar solo el primero?
       *[other] ¿Utilizar solo el primero de cada una?
    }
    .assumed = Sí: los demás quedan fuera.
    .change = Haga que se añada un campo para los demás.
    .setting = take = "others" de otro campo, en la asignación, toma los demás.
ask-W108 =
    { $count ->
        [one] 1 valor podría significar que la celda está vacía (none, nan, null)
       *[other] { $count } valores podrían significar que la celda está vacía (none, nan, null)
    }{ $columns }. { $count ->
        [one] ¿Escribir esta palabra?
       *[other] ¿Escribir estas palabras?
    }
    .assumed =
        { $count ->
            [one] Sí: se escribe como texto.
           *[other] Sí: se escriben como texto.
        }
    .change =
        { $count ->
            [one] Si significa «vacío», haga que se lea así.
           *[other] Si significan «vacío», haga que se lean así.
        }
    .setting = null, en [source] (cómo se lee el archivo) de la asignación, enumera las palabras que significan «vacío».
ask-W109 =
    { $count ->
        [one] 1 número entero está escrito con decimales (1067.0)
       *[other] { $count } números enteros están escritos con decimales (1067.0)
    }{ $columns }. { $count ->
        [one] ¿Escribirlo tal como está?
       *[other] ¿Escribirlos tal como están?
    }
    .assumed =
        { $count ->
            [one] Sí: no se repara, y podrían faltar ceros iniciales.
           *[other] Sí: no se reparan, y podrían faltar ceros iniciales.
        }
    .change =
        { $count ->
            [one] Haga que se repare o exporte la columna como texto.
           *[other] Haga que se reparen o exporte la columna como texto.
        }
    .setting = repair = ["float"] en la asignación repara estos valores.
ask-W110 =
    { $count ->
        [one] 1 fila tiene varias direcciones cuyas partes no concuerdan
       *[other] { $count } filas tienen varias direcciones cuyas partes no concuerdan
    }{ $columns }. ¿Excluir lo que podría pertenecer a otra dirección?
    .assumed = Sí: solo se escriben las partes seguras.
    .change =
        { $count ->
            [one] Complete a mano en el help desk las direcciones de este cliente.
           *[other] Complete estas direcciones a mano en el help desk.
        }
ask-W214 =
    { $count ->
        [one] 1 número de teléfono podría pertenecer a otro país
       *[other] { $count } números de teléfono podrían pertenecer a otro país
    }{ $columns }. { $count ->
        [one] ¿Escribirlo tal como está, sin prefijo internacional?
       *[other] ¿Escribirlos tal como están, sin prefijo internacional?
    }
    .assumed =
        { $count ->
            [one] Sí: no se modifica.
           *[other] Sí: no se modifican.
        }
    .change =
        { $count ->
            [one] Escríbalo con + y el prefijo internacional o corrija el país de la fila.
           *[other] Escríbalos con + y el prefijo internacional o corrija el país de las filas.
        }
    .setting = trust_country = true del campo, en la asignación, dice que los países de todas las filas son correctos.
ask-W215 =
    { $count ->
        [one] 1 código postal no encaja con su país
       *[other] { $count } códigos postales no encajan con su país
    }{ $columns }. { $count ->
        [one] ¿Escribirlo tal como está?
       *[other] ¿Escribirlos tal como están?
    }
    .assumed =
        { $count ->
            [one] Sí: no se modifica.
           *[other] Sí: no se modifican.
        }
    .change = Corrija el código postal o el país; una hoja de cálculo puede haber eliminado ceros iniciales.
ask-W218 =
    { $count ->
        [one] 1 foto no se restaura
       *[other] { $count } fotos no se restauran
    }{ $columns }. { $count ->
        [one] ¿Continuar sin ella?
       *[other] ¿Continuar sin ellas?
    }
    .assumed = Sí: todos los demás campos se escriben.
    .change =
        { $count ->
            [one] Cargue la foto a mano en el help desk.
           *[other] Cargue las fotos a mano en el help desk.
        }
ask-W302 =
    { $count ->
        [one] 1 cliente no tiene dirección de correo electrónico
       *[other] { $count } clientes no tienen dirección de correo electrónico
    }{ $columns }. { $count ->
        [one] ¿Importarlo de todos modos?
       *[other] ¿Importarlos de todos modos?
    }
    .assumed =
        { $count ->
            [one] Sí: nadie podrá escribirle por correo electrónico.
           *[other] Sí: nadie podrá escribirles por correo electrónico.
        }
    .change =
        { $count ->
            [one] Rellene la dirección en el archivo.
           *[other] Rellene las direcciones en el archivo.
        }
ask-W303 =
    { $count ->
        [one] 1 fecha de nacimiento está en el futuro o es anterior a 1900
       *[other] { $count } fechas de nacimiento están en el futuro o son anteriores a 1900
    }{ $columns }. { $count ->
        [one] ¿Escribirla tal como está?
       *[other] ¿Escribirlas tal como están?
    }
    .assumed =
        { $count ->
            [one] Sí: no se modifica.
           *[other] Sí: no se modifican.
        }
    .change =
        { $count ->
            [one] Compruebe el año en el archivo.
           *[other] Compruebe los años en el archivo.
        }
ask-W405 =
    { $count ->
        [one] 1 cliente tiene filas con valores distintos
       *[other] { $count } clientes tienen filas con valores distintos
    }{ $columns }. ¿Utilizar el valor que elige la asignación?
    .assumed = Sí: por lo general, el primero; los demás no se escriben.
    .change = Haga que se elija otro valor del campo.
    .setting = merge de un campo, en la asignación, dice cuál de sus valores se utiliza.
ask-W407 =
    { $count ->
        [one] 1 cliente de la copia de seguridad ya no existe y otro tiene la misma clave
       *[other] { $count } clientes de la copia de seguridad ya no existen y otros tienen la misma clave
    }{ $columns }. { $count ->
        [one] ¿Restaurarlo en este otro cliente?
       *[other] ¿Restaurarlos en estos otros clientes?
    }
    .assumed =
        { $count ->
            [one] Sí: el otro cliente recibe los valores de la copia de seguridad.
           *[other] Sí: los otros clientes reciben los valores de la copia de seguridad.
        }
    .change =
        { $count ->
            [one] Compare los dos y restaure solo a quien sea la misma persona.
           *[other] Compárelos y restaure solo a quienes sean la misma persona.
        }
ask-W507 =
    { $count ->
        [one] 1 cliente fue añadido por otra persona en el mismo momento
       *[other] { $count } clientes fueron añadidos por otras personas en el mismo momento
    }{ $columns }. ¿Conservar ambos?
    .assumed = Sí: ambos están en el help desk.
    .change =
        { $count ->
            [one] Compare los dos allí y elimine uno o combínelos.
           *[other] Compárelos allí y elimine o combine los duplicados.
        }

## Lo que conviene revisar después de una ejecución. No hay nada que responder: los textos dicen qué se hizo y cómo arreglarlo.

ask-duplicates-written =
    { $count ->
        [one] 1 fila corresponde al mismo cliente que una fila anterior.
       *[other] { $count } filas corresponden a los mismos clientes que filas anteriores.
    }
    .assumed =
        { $used ->
            [first] { $count ->
                [one] Se ha utilizado la primera fila y la otra ha quedado fuera.
               *[other] Se ha utilizado la primera fila de cada cliente y las demás han quedado fuera.
            }
            [last] { $count ->
                [one] Se ha utilizado la última fila y la otra ha quedado fuera.
               *[other] Se ha utilizado la última fila de cada cliente y las demás han quedado fuera.
            }
           *[mixed] { $count ->
                [one] Se ha utilizado una de las dos filas y la otra ha quedado fuera.
               *[other] Se ha utilizado una fila de cada cliente y las demás han quedado fuera.
            }
        }
    .change = Si otra fila es la correcta, corrija el cliente en el help desk.
ask-merged-written =
    { $count ->
        [one] 1 fila corresponde al mismo cliente que una fila anterior.
       *[other] { $count } filas corresponden a los mismos clientes que filas anteriores.
    }
    .assumed = Las filas de cada cliente se han combinado y de cada campo se ha conservado el primer valor, salvo que la asignación diga otra cosa.
    .change = Si otro valor es el correcto, corrija el cliente en el help desk.
ask-phone-region-written =
    { $count ->
        [one] 1 número de teléfono no indicaba el país ({ $field }).
       *[other] { $count } números de teléfono no indicaban el país ({ $field }).
    }
    .assumed =
        { $count ->
            [one] Se ha leído como número de este país: { $country }.
           *[other] Se han leído como números de este país: { $country }.
        }
    .change = Si un número es de otro país, corríjalo en el help desk.
    .setting = region del campo, en la asignación, es el país de los números que no lo indican, ahora "{ $code }".
ask-day-first-written =
    { $count ->
        [one] 1 fecha podía ser el 3 de abril o el 4 de marzo (3/4)
       *[other] { $count } fechas podían ser el 3 de abril o el 4 de marzo (3/4)
    } ({ $field }).
    .assumed = Se ha leído primero el día, como en la fila { $row }.
    .change = Si no es correcto, haga que se deshaga la importación y que se repita con el otro orden.
    .setting = order del campo, en la asignación: "dmy" es día, mes, año; "mdy" es mes, día, año.
ask-month-first-written =
    { $count ->
        [one] 1 fecha podía ser el 3 de abril o el 4 de marzo (3/4)
       *[other] { $count } fechas podían ser el 3 de abril o el 4 de marzo (3/4)
    } ({ $field }).
    .assumed = Se ha leído primero el mes, como en la fila { $row }.
    .change = Si no es correcto, haga que se deshaga la importación y que se repita con el otro orden.
    .setting = order del campo, en la asignación: "dmy" es día, mes, año; "mdy" es mes, día, año.
ask-year-first-written =
    { $count ->
        [one] 1 fecha podía empezar por el día o por el año
       *[other] { $count } fechas podían empezar por el día o por el año
    } ({ $field }).
    .assumed = Se ha leído primero el año, como en la fila { $row }.
    .change = Si no es correcto, haga que se deshaga la importación y que se repita con el otro orden.
    .setting = order del campo, en la asignación: "dmy" es día, mes, año; "mdy" es mes, día, año.
ask-encoding-written = { $file } no indica la codificación de sus caracteres.
    .assumed = Se ha leído como { $encoding }.
    .change = Revise en el help desk los nombres con acentos. Si están mal, haga que se deshaga la importación y que se repita con la codificación correcta.
    .setting = --encoding NOMBRE indica cómo están codificados los caracteres de un archivo.
ask-other-written =
    { $count ->
        [one] 1 valor
       *[other] { $count } valores
    }{ $columns }: { $title }.
    .assumed =
        { $outcome ->
            [left-out] { $count ->
                [one] La fila se ha importado sin el valor: la asignación lo deja fuera.
               *[other] Las filas se han importado sin los valores: la asignación los deja fuera.
            }
            [kept] { $count ->
                [one] La fila se ha importado con el valor tal como está escrito: la asignación lo conserva.
               *[other] Las filas se han importado con los valores tal como están escritos: la asignación los conserva.
            }
            [defaulted] { $count ->
                [one] La fila se ha importado con el valor predeterminado de la asignación.
               *[other] Las filas se han importado con el valor predeterminado de la asignación.
            }
            [mixed] Las filas se han importado como dice la asignación para cada campo. Valores que han quedado fuera: { $left_out }; conservados tal como están escritos: { $kept }; sustituidos por el valor predeterminado: { $defaulted }.
           *[unknown] { $count ->
                [one] La fila se ha importado de todos modos. results.csv dice qué se hizo con el valor.
               *[other] Las filas se han importado de todos modos. results.csv dice de cada una qué se hizo con el valor.
            }
        }
    .change =
        { $count ->
            [one] Corrija el cliente en el help desk, o corrija la fila en el archivo e impórtela de nuevo.
           *[other] Corrija los clientes en el help desk, o corrija las filas en el archivo e impórtelas de nuevo.
        }
