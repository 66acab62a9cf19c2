### Por qué una columna se propone para un campo, o para ninguno. Los textos en inglés están en el código.

reason-name = nombre de la columna
reason-empty-so-far = vacía hasta ahora
reason-empty-column = columna vacía
reason-no-field = ningún campo correspondiente
reason-company-number = un número de empresa, para un campo personalizado
reason-other-person = la columna parece tratar de otra persona, por ejemplo un agente, y no del cliente
reason-same-value = el mismo valor en las { $count } filas
reason-same-value-other = el mismo valor en las { $count } filas: puede ser de otra persona
reason-few-values = solo { $different } valores distintos en { $count } filas
reason-few-values-other = solo { $different } valores distintos en { $count } filas: pueden ser de otra persona
reason-misfit-name = el nombre de la columna hace pensar en un nombre, pero los valores son { $what }
reason-misfit-field = el nombre de la columna hace pensar en «{ $field }», pero los valores son { $what }
reason-misfit-truth = el nombre de la columna hace pensar en sí o no, pero los valores son otra cosa
reason-fits-share = el nombre conviene a «{ $field }», pero solo { $count } de { $all } valores son { $what }
reason-fits-one = el nombre conviene a «{ $field }», pero el único valor no vale (se esperaban { $what })
reason-no-dates = el nombre conviene a «Fecha de nacimiento», pero los valores no son fechas de una forma conocida
reason-odd-phones =
    { $count ->
        [one] 1 de { $all } valores no es un número de teléfono y se queda como está escrito
       *[other] { $count } de { $all } valores no son números de teléfono y se quedan como están escritos
    }: { $values }
reason-only-share = solo { $count } de { $all } valores son { $what }
reason-share = { $count } de { $all } valores son { $what }
reason-one-value =
    { $count ->
        [0] el único valor no vale (se esperaban { $what })
       *[other] el único valor vale ({ $what })
    }
reason-phones = los valores parecen números de teléfono
reason-values-are = los valores son { $what }
reason-check = por comprobar: { $values }
reason-birthdays = cumpleaños como { $day } o { $month }
reason-which-order = la muestra no enseña cuál. Para asignarla, escriba birthDate bajo [fields], con formats = ["{ $day }"] o formats = ["{ $month }"]
reason-not-shown = nunca se asigna por sí sola, valores no mostrados
reason-like = como { $column }, que ya está asignada
reason-custom-name = nombre de un campo personalizado
reason-custom-parent = nombre del campo personalizado «{ $field }», que necesita un valor en «{ $parent }»
reason-custom-few = nombre del campo personalizado «{ $field }», pero solo { $count } de { $all } valores están en su lista
reason-custom-list = todos los valores están en la lista de un campo personalizado
reason-custom-list-spelling = todos los valores están en la lista de un campo personalizado, algunos escritos de otra forma
reason-two-lists = los valores están en las listas de «{ $field }» y «{ $parent }»
reason-in-list = { $count } de { $all } están en su lista
reason-in-list-spelling = { $count } de { $all } están en su lista, algunos escritos de otra forma
reason-some-in-list = solo { $count } de { $all } están en su lista, no { $values }
reason-encoded-twice = { $before } se codificó dos veces y se lee como { $after }
reason-html = { $before } se escribió para HTML y se lee como { $after }
reason-broken-cells =
    { $count ->
        [one] 1 celda contiene un error de la hoja de cálculo o una fórmula sin resultado
       *[other] { $count } celdas contienen un error de la hoja de cálculo o una fórmula sin resultado
    }
reason-company-as-name = ninguna columna con nombres de personas: como nombre se usa la empresa
kind-emails = direcciones de correo electrónico
kind-countries = países
kind-languages = idiomas del help desk
kind-any-languages = idiomas
kind-web-addresses = direcciones web
kind-file-names = nombres de archivos
kind-short-numbers = números de menos de cinco cifras
kind-truths = sí o no
kind-codes = códigos o números
kind-days = días
kind-status = palabras de estado
kind-words = palabras
kind-else = otra cosa
kind-password = una contraseña o una clave
kind-account = una tarjeta o una cuenta bancaria
kind-identity = un número personal, fiscal o de identidad
kind-workbook-dates = fechas de un libro de cálculo
kind-dates = fechas como { $form }
form-short-year = año de dos cifras
form-month-name = nombre del mes
form-or = {" o "}
form-day = día
form-month = mes
form-year = año
form-hour = hora
form-minute = minuto
form-second = segundo
