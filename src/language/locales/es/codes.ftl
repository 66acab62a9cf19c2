### Títulos y remedios de las incidencias. Los términos están en page.ftl. Las palabras de la asignación y las opciones no se traducen.

E001 = la fila tiene más o menos celdas que el encabezado
    .remedy = Ponga el valor entre comillas dobles o exporte de nuevo el archivo.
E002 = una celda supera la longitud máxima
    .remedy = Cierre las comillas o acorte el valor.
E003 = la fila contiene un byte NUL
    .remedy = Exporte de nuevo el archivo o indique su codificación con --encoding.
E004 = la fila contiene bytes no válidos en esta codificación
    .remedy = Si hay muchas filas afectadas, indique la codificación con --encoding (windows-1252, cp850, macintosh, shift_jis, ...) o guarde el archivo como UTF-8. Si son pocas, corríjalas en el archivo de rechazos.
E005 = la celda contiene un error de hoja de cálculo
    .remedy = Corrija la fórmula o vacíe la celda.
E006 = el número ha perdido cifras
    .remedy = Dé formato de texto a la columna en la hoja de cálculo y escriba de nuevo el valor, o expórtelo de nuevo.
E007 = unas comillas dobles nunca se cierran
    .remedy = Cierre las comillas en esa fila o duplíquelas ("") si forman parte del valor. Si todas las comillas del archivo forman parte de los valores, utilice --quote none.
E008 = el registro no es un objeto JSON ni una vCard
    .remedy = Corrija el registro o expórtelo de nuevo.
E009 = unas comillas dobles están fuera de lugar
    .remedy = Duplique las comillas ("") si forman parte del valor. Si todas las comillas del archivo forman parte de los valores, utilice --quote none. Si van precedidas de una barra inversa, utilice --escape '\'.
W010 = esta línea se leyó como fila porque una fila anterior tiene comillas defectuosas
    .remedy = Compruebe si es una fila y corrija las comillas en la fila anterior.
W011 = una celda de varias líneas contiene lo que parece una fila
    .remedy = Si es una fila, cierre las comillas que la preceden. Si no, no hay que hacer nada.
W012 = hay comillas dobles dentro de un valor sin comillas
    .remedy = Compruebe el valor. Si todas las comillas del archivo forman parte de los valores, utilice --quote none.
W013 = el texto se codificó dos veces
    .remedy = Indique repair = ["double-utf8"] para el campo en la asignación o exporte de nuevo el archivo como UTF-8.
W014 = se perdieron letras antes de escribirse el archivo
    .remedy = Exporte de nuevo los datos como UTF-8 o corrija el valor a mano.
W015 = el texto contiene entidades HTML
    .remedy = Indique repair = ["entities"] para el campo en la asignación o exporte de nuevo el archivo sin HTML.
E016 = la fórmula no tiene un resultado guardado
    .remedy = Abra el libro en Excel o LibreOffice y guárdelo de nuevo para que se calculen sus fórmulas.
E017 = la hoja contiene esta fila dos veces
    .remedy = Abra el libro en una hoja de cálculo, compruebe la fila y guárdelo de nuevo, o expórtela de nuevo.
W018 = la celda está vacía porque está combinada; véase --merged fill
    .remedy = Utilice --merged fill, o merged = "fill" en [source] (cómo se lee el archivo) de la asignación, para usar el valor en todas estas filas.
W019 = la fila podría ser solo una parte de una fila
    .remedy = Compruebe la fila que indica el mensaje. Si las dos son una sola fila, ponga el valor entre comillas dobles. Si no, corrija esa fila.
W020 = más o menos celdas que las filas cercanas
    .remedy = Compruebe que cada valor esté en su columna. Ponga entre comillas dobles el valor que contenga el separador.
W021 = el texto tiene más sentido en otra codificación
    .remedy = Corrija la celda o exporte de nuevo su fila como UTF-8. Si todas las filas tienen más sentido en esa codificación, indíquela con --encoding.
E020 = la fila repite el encabezado o es una línea de guiones
    .remedy = Elimine la fila o exporte la tabla sin líneas ni encabezados de página.
W022 = el archivo es una página de varias
    .remedy = Solicite todas las páginas a la API e importe también las demás. Si cada página está en su propio archivo, no hay que hacer nada.
W023 = una barra inversa podría introducir un carácter especial
    .remedy = Si las barras inversas de este archivo introducen caracteres especiales, utilice --escape '\', o escape = '\' en [source] (cómo se lee el archivo). Si son texto, utilice --escape none.
W024 = un objeto en unos registros, un valor en otros
    .remedy = Añada el elemento del objeto a la asignación: FIELD = { "{" } first = ["note", "note.text"] { "}" }.
W025 = una hoja de cálculo ha cambiado la celda de una fila rechazada
    .remedy = No hay que hacer nada: se usa el valor original. Para conservar en cambio el valor del archivo, vacíe la celda _run de la fila. Un archivo guardado como XLSX conserva sus valores.
W026 = se cambió la celda de una fila rechazada, quizá por error
    .remedy = Compare los dos valores. Si el cambio es intencionado, no hay nada que hacer. Si no, vuelva a poner el valor anterior en la celda.
W027 = una corrección ya no encaja con su fila
    .remedy = Mire la fila en el origen. Corríjala de nuevo o quite la línea del archivo de correcciones.
W028 = una hoja de cálculo puede haber cambiado el valor de una corrección
    .remedy = Compare `was` y `now` en el archivo de correcciones. Si falta una parte del valor, vuelva a escribirlo con un editor de texto, o con todas las columnas como texto.
E101 = un campo obligatorio está vacío
    .remedy = Rellene la celda o dé al campo un valor predeterminado en la asignación.
E102 = el valor no está en la tabla de conversión
    .remedy = Añada el valor a la tabla de conversión de la asignación o corrija la celda.
E103 = el valor no se ajusta al patrón
    .remedy = Corrija la celda o el patrón de la asignación.
E104 = la plantilla ha fallado
    .remedy = Corrija la plantilla de la asignación o la celda que utiliza.
E105 = el valor no es uno de los permitidos
    .remedy = Corrija la celda o añada el valor a la lista de la asignación.
E107 = una regla de la asignación rechaza la fila
    .remedy = Corrija o elimine la fila, o cambie la regla en la asignación.
W106 = se eliminaron caracteres de control
    .remedy = No hay que hacer nada. Si el valor es importante, compruébelo en el help desk.
W107 = más valores de los que admite el campo
    .remedy = Añada a la asignación un campo para los demás (take = "others") o quítelos de la celda.
W108 = el valor podría significar una celda vacía
    .remedy = Si la palabra significa «vacío», añádala a `null` en [source] (cómo se lee el archivo) de la asignación.
W109 = un número entero se escribió con decimales
    .remedy = Indique repair = ["float"] para el campo en la asignación o exporte la columna como texto.
W110 = las partes de varias direcciones no se pueden emparejar
    .remedy = Rellene la dirección a mano en el help desk o corrija el origen para que cada celda tenga un solo valor.
W111 = se ignoró una parte de la ficha
    .remedy = Compruebe las partes que indica el mensaje y añada en el help desk lo que necesite. Si un valor continúa en la línea siguiente, empiece esa línea con un espacio, o exporte de nuevo la ficha.
E201 = no es una dirección de correo electrónico
    .remedy = Corrija la dirección. Si la celda contiene varias, deje una.
E202 = país no reconocido
    .remedy = Escriba el código ISO de dos letras del país, por ejemplo, DE.
E203 = hay más de un país posible
    .remedy = Escriba el código ISO de dos letras del país correcto.
E204 = un código o país que hoy no figura en la norma ISO 3166-1
    .remedy = Escriba el código ISO de dos letras del país en el que vive hoy el cliente.
E205 = no es un idioma del help desk
    .remedy = Escriba en, it, es o fr, o indique un valor predeterminado y on_invalid = "default" para el campo en la asignación.
E206 = no es una fecha en los formatos indicados, o el día no existe
    .remedy = Corrija la fecha o añada su formato a la asignación.
E207 = la fecha es ambigua
    .remedy = Fije en la asignación un solo orden de día y mes, o escriba la fecha como AAAA-MM-DD.
E208 = ni sí ni no
    .remedy = Escriba yes o no, o enumere sus propias palabras en la asignación (true_values, false_values).
E209 = no es un número entero
    .remedy = Corrija la celda.
E210 = no es un número decimal
    .remedy = Escriba el número con un punto antes de los decimales y sin separador de millares.
E211 = no es una dirección web
    .remedy = Escriba la dirección completa, por ejemplo, https://example.org/.
E212 = no es un número de teléfono
    .remedy = Corrija el número. Para conservarlo tal como está escrito, indique on_invalid = "keep" o as = "text" en la asignación.
E213 = se desconoce el país del número de teléfono
    .remedy = Escríbalo con + y el prefijo internacional, rellene el país o fije la región en la asignación (region = "IT").
W214 = el número de teléfono podría ser de otro país
    .remedy = Escríbalo con + y el prefijo internacional, o corrija el país de la fila. Si los países de todas las filas son correctos, indique trust_country = true en la asignación.
W215 = no es un código postal del país de la fila
    .remedy = Corrija el código postal o el país de la fila y dé formato de texto a la columna en la hoja de cálculo.
E216 = el archivo de la foto no se puede utilizar
    .remedy = Ponga la imagen en la carpeta, corrija la celda o indique on_invalid = "empty" en la asignación para importar el cliente sin foto.
E217 = no es un objeto JSON
    .remedy = Escriba un objeto JSON como { "{" }"id": "7"{ "}" } o deje la celda vacía.
W218 = una foto no se restaura
    .remedy = Suba la foto a mano en el help desk o restáurela desde otra copia de seguridad.
E301 = el cliente no tiene nombre
    .remedy = Rellene el nombre o asigne otra columna como alternativa (la dirección de correo electrónico, la empresa). Si el cliente ya debería existir, compruebe la clave de coincidencia: una clave equivocada no encuentra nada. Con --mode update, una fila así se omite.
W302 = el cliente no tiene dirección de correo electrónico
    .remedy = Rellene la dirección si la conoce.
W303 = la fecha de nacimiento es improbable
    .remedy = Compruebe el año.
E304 = la cuenta no tiene ese campo personalizado
    .remedy = Corrija el nombre en [custom_fields] (los campos personalizados) de la asignación (`deskferry customer fields` muestra los definidos) o cree antes el campo en el help desk. --fields none omite esta comprobación.
E305 = no es un valor del campo personalizado
    .remedy = Corrija la celda, tradúzcala con una tabla de conversión en la asignación o añada el valor a la lista en el help desk.
E306 = el valor no concuerda con su campo superior
    .remedy = Corrija uno de los dos o asigne ambos.
E307 = un campo personalizado obligatorio está vacío
    .remedy = Rellene la celda o dé al campo un valor predeterminado en [custom_fields] (los campos personalizados) de la asignación. Con --mode update, una fila solo se rechaza si vaciaría el campo de un cliente existente.
E401 = la fila no tiene clave de coincidencia
    .remedy = Rellene la clave o indique on_no_key = "insert" en [match] (cómo se reconocen los clientes) de la asignación para crear esas filas con --mode upsert (crear los clientes nuevos y actualizar los existentes). Con --mode update, rellene la clave: ese modo no crea clientes.
E402 = una fila anterior es el mismo cliente
    .remedy = Si la primera es la correcta, elimine la otra. Un duplicado rechazado cuya celda _codes se vacía sobrescribe el cliente de la primera. Para decidir sobre todas las filas, indique on_duplicate = "first", "last" o "merge" en [match] (cómo se reconocen los clientes) de la asignación.
E403 = coinciden varios clientes del help desk
    .remedy = Combine los clientes en el help desk o utilice --on-multiple first o last.
E404 = la fila con la que se combinó no se escribió
    .remedy = Corrija la fila que indica el mensaje e importe el archivo de rechazos. Contiene ambas filas, que se combinarán de nuevo.
W405 = las filas de un mismo cliente tienen valores distintos
    .remedy = No hay que hacer nada si la asignación elige bien: merge = "fill" (el primer valor; predeterminado), "last", "first" o "join".
E406 = una plantilla volvería a cambiar su propio resultado
    .remedy = Haga que la plantilla devuelva `current` sin cambios si ya contiene el texto, por ejemplo { "{% if row['Notes'] in current.memo %}{{ current.memo }}{% else %}{{ current.memo }} {{ row['Notes'] }}{% endif %}" }. Si el texto solo debe añadirse, basta write = "append", sin plantilla.
W407 = el cliente ya no existe y otro tiene la misma clave
    .remedy = Compare los dos. Si son personas distintas, excluya a este cliente de la restauración o restaure con --by-id-only, que inserta de nuevo a los clientes que ya no existen.
E501 = el help desk rechazó el cliente
    .remedy = Corrija lo que indica el help desk e importe el archivo de rechazos.
E502 = la escritura ha fallado
    .remedy = Importe el archivo de rechazos cuando el servicio vuelva a funcionar.
E503 = no se sabe si el cliente se escribió
    .remedy = Busque el cliente en el help desk. Importe de nuevo la fila solo si no está allí.
E504 = el cliente ha cambiado entretanto
    .remedy = Compruebe el cliente en el help desk. Para escribir de todos modos una fila de una importación, ejecute de nuevo la importación para crear un plan nuevo.
E505 = el cliente se ha eliminado entretanto
    .remedy = Ejecute de nuevo la importación para crear un plan nuevo. Tras una reversión no hay que hacer nada: no hay nada que restaurar.
E506 = el help desk respondió con otro cliente
    .remedy = Compare la fila con ese cliente en el help desk. Para actualizar ese cliente con la fila, use como clave de coincidencia lo que ambos tienen en común (keys en [match] de la asignación: cómo se reconocen los clientes) e importe el archivo de rechazos.
W507 = otro cliente tiene la misma clave
    .remedy = Compruebe ambos en el help desk, conserve uno y elimine o combine el otro.
