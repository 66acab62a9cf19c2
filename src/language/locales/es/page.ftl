### Los textos de report.html en español. Tratamiento: impersonal o de usted.
###
### Términos: customer = cliente, row = fila, column = columna, field = campo, source = origen, mapping = asignación,
### match key = clave de coincidencia, help desk = help desk, plan = plan, run = ejecución, issue = incidencia,
### error = error, warning = aviso, reject = rechazar (rechazo), skip = omitir, merge = combinar,
### update = actualizar, insert = crear, rejects file = archivo de rechazos, dry run = simulación, attempt = intento,
### lookup table = tabla de conversión, default = valor predeterminado.

## El marco de la página

skip-to-report = Ir al informe
values-masked = valores enmascarados
sections = Secciones
nav-outcome = Resultado
nav-issues = Incidencias
nav-writing = Escritura
nav-updates = Actualizaciones
nav-columns = Columnas
nav-duplicates = Duplicados
nav-countries = Países
nav-mapping = Asignación
nav-rows = Filas
nav-run = Ejecución
footer = Esta página funciona sin conexión. Contiene datos de clientes: trátela en consecuencia.

## El título

title-validation = Comprobación
title-undo = Reversión
title-restore-plan = Plan de restauración
title-restore = Restauración
title-applied-plan = Plan aplicado
title-import-plan = Plan de importación
title-import = Importación
title-of = { $what } de { $name }
title-of-several =
    { $more ->
        [one] { $what } de { $name } y 1 archivo más
       *[other] { $what } de { $name } y { $more } archivos más
    }
standard-input = entrada estándar

## El veredicto

headline-no-rows = El origen no contiene filas.
headline-one-row-good = Todo correcto: la fila se puede importar.
headline-one-row-warned = Sin errores: la fila se puede importar, pero tiene un aviso que conviene revisar.
headline-one-row-skipped = Todo correcto: la fila se omite.
headline-one-row-skipped-warned = Sin errores: la fila se omite, pero tiene un aviso que conviene revisar.
headline-all-good = Todo correcto: se puede importar todo ({ rows }).
headline-all-warned = Sin errores: se puede importar todo ({ rows }){ and-warnings }.
headline-some-good =
    { $warned ->
        [0] Todo correcto
       *[other] Sin errores
    }: { $good ->
        [one] se puede importar { $good } fila
       *[other] se pueden importar { $good } filas
    } de un total de { rows }; { $rest ->
        [one-skipped] la fila restante se omite
        [one-merged] la fila restante se combina con otra
        [skipped] las filas restantes se omiten
       *[mixed] las filas restantes se combinan con otras o se omiten
    }{ and-warnings }.
headline-rejected =
    { $rejected ->
        [one] { $rejected } fila rechazada
       *[other] { $rejected } filas rechazadas
    } por errores de un total de { rows }; { $good ->
        [one] { $good } se puede importar
       *[other] { $good } se pueden importar
    }{ and-warnings }.
headline-planned = Solo es un plan: no se ha escrito nada. De { rows }: { $parts }{ and-warnings }.
headline-finished = Operación terminada. De { rows }: { $parts }{ and-warnings }.
headline-open = Operación sin terminar: la ejecución sigue en curso o se ha interrumpido. Hasta ahora, de { rows }: { $parts }{ and-warnings }.
headline-stopped = Se detuvo antes del final: { $reason }.
headline-stopped-pending =
    Se detuvo antes del final ({ $reason }). { $pending ->
        [one] Falta por escribir 1 fila
       *[other] Faltan por escribir { $pending } filas
    }; para continuar: `deskferry resume { $run }`.
rows =
    { $rows ->
        [one] 1 fila
       *[other] { $rows } filas
    }
and-warnings =
    { $warned ->
        [0] { "" }
        [one] ; 1 fila aceptada tiene un aviso que conviene revisar
       *[other] ; { $warned } filas aceptadas tienen avisos que conviene revisar
    }

## Qué ha sido de las filas, en el veredicto

part-to-insert = { $rows } por crear
part-to-update = { $rows } por actualizar
part-unchanged = { $rows } sin cambios
part-to-skip = { $rows } por omitir
part-merged =
    { $rows ->
        [one] { $rows } combinada con otras filas
       *[other] { $rows } combinadas con otras filas
    }
part-to-reject = { $rows } por rechazar
part-inserted =
    { $rows ->
        [one] { $rows } creada
       *[other] { $rows } creadas
    }
part-updated =
    { $rows ->
        [one] { $rows } actualizada
       *[other] { $rows } actualizadas
    }
part-deleted =
    { $rows ->
        [one] { $rows } eliminada
       *[other] { $rows } eliminadas
    }
part-up-to-date = { $rows } ya al día
part-skipped =
    { $rows ->
        [one] { $rows } omitida
       *[other] { $rows } omitidas
    }
part-rejected =
    { $rows ->
        [one] { $rows } rechazada
       *[other] { $rows } rechazadas
    }
part-failed =
    { $rows ->
        [one] { $rows } fallida
       *[other] { $rows } fallidas
    }
part-unknown = { $rows } con resultado desconocido
part-pending = { $rows } aún sin escribir
part-none = ninguna
part-replaced =
    { $rows ->
        [one] { $rows } sustituido
       *[other] { $rows } sustituidos
    }
part-emptied =
    { $rows ->
        [one] { $rows } vaciado
       *[other] { $rows } vaciados
    }
part-added =
    { $rows ->
        [one] { $rows } ampliado
       *[other] { $rows } ampliados
    }
part-filled =
    { $rows ->
        [one] { $rows } rellenado
       *[other] { $rows } rellenados
    }
part-protected =
    { $rows ->
        [one] { $rows } protegido
       *[other] { $rows } protegidos
    }
headline-values = Valores de los clientes existentes: { $parts }.
list-more = { $first }, { $next }
list-end = { $first } y { $last }

## Resultado

tile-rows = filas
tile-importable = se pueden importar
tile-to-insert = clientes nuevos por crear
tile-to-update = clientes por actualizar
tile-unchanged = ya al día
# Where the help desk keeps values that the source has otherwise.
tile-unchanged-protected = sin cambios
tile-inserted = creadas
tile-updated = actualizadas
tile-skipped = omitidas
tile-rejected = rechazadas
tile-merged = combinadas con otra fila
tile-deleted = eliminadas
tile-failed = fallidas
tile-unknown = con resultado desconocido
tile-pending = aún sin escribir
tile-warned = aceptadas con avisos
outcome-bar = Los resultados como proporción de todas las filas; las cifras figuran arriba
estimate = { estimate-subject } aproximadamente <strong>{ calls }</strong>, es decir, <strong>{ $duration }</strong> a { $rate }{ estimate-parts }.
estimate-without-limit = { estimate-subject } aproximadamente <strong>{ calls }</strong> sin límite de velocidad{ estimate-parts }.
estimate-subject =
    { $what ->
        [validation] Si cada fila es un cliente nuevo, la importación requiere
        [rest] Escribir lo que falta requiere
       *[plan] Escribir este plan requiere
    }
estimate-parts =
    { $parts ->
        [none] { "" }
       *[some] { ": " }{ $parts }
    }
calls-to-insert =
    { $customers ->
        [one] 1 para un cliente nuevo
       *[other] { $customers } para clientes nuevos
    }
calls-to-update =
    { $customers ->
        [one] { $calls } para 1 actualización (una lectura y una escritura)
       *[other] { $calls } para { $customers } actualizaciones (una lectura y una escritura cada una)
    }
calls-to-delete =
    { $customers ->
        [one] { $calls } para 1 eliminación (una lectura y una eliminación)
       *[other] { $calls } para { $customers } eliminaciones (una lectura y una eliminación cada una)
    }
calls-to-watch = { $calls } para vigilar si otros añaden clientes
calls =
    { $calls ->
        [one] 1 llamada
       *[other] { $calls } llamadas
    }
rate =
    { $rate ->
        [one] 1 llamada por segundo
       *[other] { $rate } llamadas por segundo
    }
rate-of-process =
    Todos los comandos que usan la cuenta respetan el límite del proceso { $pid } (<code>{ $command }</code>){ $known ->
        [0] { "" }
       *[other] {" "}del usuario { $user }
    }: { $rate }.
rate-default =
    Todos los comandos que usan la cuenta respetan el límite predeterminado, { $rate }, que vale para el proceso { $pid } (<code>{ $command }</code>){ $known ->
        [0] { "" }
       *[other] {" "}del usuario { $user }
    }.
formulas = Una hoja de cálculo ejecutaría como fórmulas algunas celdas de results.csv o rejects.csv, por ejemplo <code>=HYPERLINK(...)</code>. rejects.xlsx se puede abrir sin riesgo. Para abrir los archivos CSV en una hoja de cálculo, utilice las copias que crea <code>deskferry report { $run } --excel-safe</code>. Las copias se pueden importar tal cual.
save-rejects =
    { $rows ->
        [one] Guardar 1 fila rechazada como CSV
       *[other] Guardar { $rows } filas rechazadas como CSV
    }
save-first-rejects =
    { $rows ->
        [one] Guardar la primera fila rechazada como CSV ({ $rows })
       *[other] Guardar las primeras { $rows } filas rechazadas como CSV
    }
rejects-hint = Corrija las celdas y después importe el archivo: es preferible rejects.xlsx, porque todas sus celdas son texto. Una hoja de cálculo altera los números y las fechas de un archivo CSV si no se importa como texto.
rejects-hint-stale = Las filas con E504 o E505 no necesitan corrección, porque han cambiado sus clientes: importe de nuevo el origen para crear un nuevo plan.

## Incidencias

issues-lead = Una fila con un error se rechaza; una fila que solo tiene avisos se acepta.
issues-by-code = Incidencias por código
issues-by-column = Incidencias por columna
issues-one-by-one = Incidencias una a una
by-code = Por código
by-column = Por columna
one-by-one = Una a una
head-code = Código
head-codes = Códigos
head-count = Número
head-issue = Incidencia
head-where = Dónde
head-examples = Ejemplos
head-column = Columna
head-errors = Errores
head-warnings = Avisos
head-row = Fila
head-value = Valor
head-what = Qué falla y qué hacer
what-to-do = Qué hacer: { $remedy }
severity-error = error
severity-warning = aviso
unit-count = número
unit-errors = errores
unit-warnings = avisos
unit-row = fila
more-columns =
    { $columns ->
        [one] y 1 columna más
       *[other] y { $columns } columnas más
    }
is-field = campo
whole-row = (fila)
each-first = Las primeras { $shown } de { $all }, algunas de cada código.
each-all = Todas.
filter-search = Buscar
filter-severity = Gravedad
filter-all = todas
filter-errors = errores
filter-warnings = avisos
filter-reset = Mostrar todas
found-none = No hay incidencias que coincidan.
found-some = Se muestran { $shown } de { $all }.
found-all = Se muestran { $all }.
show-more = Mostrar más

## Escritura

attempts = Intentos
rows-sent-again = Filas enviadas más de una vez
rows-doubtful = Filas con resultado dudoso
rows-doubtful-settled =
    { $settled ->
        [one] { $rows }, de las que { $settled } se confirmó como escrita
       *[other] { $rows }, de las que { $settled } se confirmaron como escritas
    }
duration = Duración
duration-paused = { $duration }, de los que { $paused } fueron pausas solicitadas por el servidor
round-trips = Tiempos de respuesta
round-trips-within = { $requests } solicitudes: la mitad en menos de { $p50 }, el 95 % en menos de { $p95 }, el 99 % en menos de { $p99 }
attempts-over-time = Intentos a lo largo del tiempo
attempts-chart = Intentos a lo largo del tiempo; las mismas cifras están en la tabla siguiente
round-trips-over-time = Tiempos de respuesta a lo largo del tiempo
round-trips-chart = Tiempos de respuesta a lo largo del tiempo; las mismas cifras están en la tabla siguiente
key-succeeded = con éxito
key-failed = fallidos o dudosos
key-pause = una pausa
key-p50 = la mitad en menos de
key-p95 = 95 % en menos de
key-p99 = 99 % en menos de
axis-rate = hasta { $rate } por segundo
axis-up-to = hasta { $most }
axis-start = inicio
charts-as-table = Los gráficos en forma de tabla
writing-over-time = Evolución de la escritura
writing-over-time-caption = Evolución de la escritura; los tiempos de respuesta son los más lentos de cada tramo
head-from-time = Desde
head-succeeded = Con éxito
head-failed = Fallidos, dudosos
head-paused = En pausa
why-failed = Por qué fallaron los intentos
why-failed-caption = Por qué fallaron los intentos; es posible que una fila se escribiera en un intento posterior
head-cause = Causa
head-outcome = Resultado
unit-attempts = intentos
then-rejected = la fila fue rechazada
then-failed = la fila falló
then-unknown = su resultado es desconocido
then-found = encontrada: se había escrito
then-absent = no encontrada: se envía de nuevo
then-ended = el proceso de deskferry terminó

## Actualizaciones

updates-lead =
    { $customers ->
        [one] Cambia 1 cliente. Los demás campos no se tocan.
       *[other] Cambian { $customers } clientes. Los demás campos no se tocan.
    }
head-field = Campo
head-share = Proporción
before-and-after = Antes y después
fields-before-and-after = Campos antes y después
updates-first = { $shown } de { $all }, empezando por las que más pierden
updates-all = Todas, empezando por las que más pierden
head-customer = Cliente
head-before = Antes
head-after = Después
empty = vacío
# The values of a field that is yes or no.
value-yes = sí
value-no = no

## Columnas, duplicados y países

columns-of-source = Columnas del origen
columns-of = Columnas de { $file }
columns-of-sheet = Columnas de { $file }, hoja { $sheet }
file-with-rows =
    { $rows ->
        [one] { $file }: 1 fila
       *[other] { $file }: { $rows } filas
    }
sheet-with-rows =
    { $rows ->
        [one] { $file }, hoja { $sheet }: 1 fila
       *[other] { $file }, hoja { $sheet }: { $rows } filas
    }
head-filled = Rellenas
head-looks-like = Aspecto de los valores
unit-filled = rellenas
kind-empty = vacía
kind-text = texto
kind-number = número
kind-date = fecha
kind-email = dirección de correo electrónico
kind-phone = número de teléfono
kind-web = dirección web
kind-yes-no = sí o no
kind-error = error de hoja de cálculo
duplicates = Duplicados en el origen
duplicates-lead =
    { $rows ->
        [one] 1 fila tiene
       *[other] { $rows } filas tienen
    } la misma clave de coincidencia que una fila anterior. La asignación decide qué fila de un grupo se utiliza (<code>on_duplicate</code>).
duplicate-groups = Grupos de duplicados
duplicate-groups-caption = Grupos de filas con la misma clave
head-key = Clave
head-rows = Filas
head-row-numbers = Números de fila
unit-rows = filas
rows-and-others = { $rows } y otras
countries-lead = Cómo se ha leído cada grafía. Un valor que no designa ningún país, o que podría designar varios, se rechaza.
country-spellings = Grafías de los países
country-spellings-caption = Los países y sus grafías en el origen
head-read-as = Leído como
head-spellings = Grafías
country-refused = rechazado
and-more = y { $more } más

## Asignación y filas

fields = De dónde procede cada campo
fields-of-mapping = Campos de la asignación
the-mapping = La asignación «{ $mapping }»
head-from = De
head-conversion = Conversión
head-notes = Notas
sample-rows = Filas de muestra
sample-rows-lead = Filas tomadas de todo el archivo.
row = Fila { $row }
row-of = Fila { $row } de { $file }
in-the-source = En el origen
and-more-cells =
    { $cells ->
        [one] y 1 celda más
       *[other] y { $cells } celdas más
    }
as-a-customer = Como cliente
no-customer = Ninguno: la fila tiene errores.
to-be-emptied = se vaciará

## La ejecución

run = Ejecución
started = Inicio
ended = Fin
not-ended = todavía no
source = Origen
mode = Tipo de importación
mode-upsert = crear los clientes nuevos y actualizar los existentes (upsert)
mode-insert = crear solo clientes nuevos (insert)
mode-update = actualizar solo los clientes existentes (update)
match-key = Los clientes se reconocen por
match-key-none = ninguna
match-key-or = { $first } o { $next }
customer-lookup = Búsqueda de los clientes
account = Cuenta
account-and-client = { $address }, cliente de API que empieza por { $begins }
account-in-memory = Sandbox en memoria
account-in-file = Sandbox en el archivo { $file }
hash-of-client = Hash del identificador de cliente
fixes = Correcciones
fixes-told =
    { $file }: { $cells ->
        [one] { $cells } celda corregida
       *[other] { $cells } celdas corregidas
    }, { $rows ->
        [one] { $rows } fila apartada
       *[other] { $rows } filas apartadas
    }, { $count ->
        [one] { $count } corrección que ya no encaja
       *[other] { $count } correcciones que ya no encajan
    }
fixes-columns = Columnas corregidas: { $columns }
plan = Plan
plan-made = { $file }, creado el { $time } por la simulación { $run }
plan-kept = { $file }: <code>{ $command }</code> escribe exactamente esto
made-by = Creado por
# At the top of the page, for whoever signs it.
made-on = creado el { $time }
made-by-run = ejecución { $run }
takes-back = deshace la ejecución { $run }

## Lo que la página omite

left-out = Lo que omite esta página
left-out-issues = Incidencias una a una: se enumeran las primeras { $shown } de { $all }, algunas de cada código. Los recuentos por código y por columna son completos; rejects.csv contiene todas las filas rechazadas.
left-out-columns-with-issues = Incidencias por columna: se enumeran las { $shown } columnas con más errores de { $all }.
left-out-rejects =
    Rechazos: desde esta página { $shown ->
        [one] se puede guardar 1
       *[other] se pueden guardar { $shown }
    } de { $all } filas. El archivo rejects.csv de la misma carpeta las contiene todas.
left-out-updates = Actualizaciones: se muestran { $shown } de { $all }, las que más pierden. Los recuentos por campo son completos.
left-out-columns = Columnas: se enumeran las primeras { $shown } de las { $all } columnas de { $file }.
left-out-duplicates =
    { $rows ->
        [one] Duplicados: 1 fila pertenece a un grupo que no se enumera.
       *[other] Duplicados: { $rows } filas pertenecen a grupos que no se enumeran.
    }
left-out-countries =
    { $values ->
        [one] Países: no se enumera 1 valor con grafías posteriores a las 500 primeras.
       *[other] Países: no se enumeran { $values } valores con grafías posteriores a las 500 primeras.
    }
left-out-rows = Filas: se muestran { $shown } de { $all }.

## Tiempos y fechas

seconds = { $seconds } s
milliseconds = { $milliseconds } ms
minutes-and-seconds = { $minutes } min { $seconds } s
hours-and-minutes = { $hours } h { $minutes } min
days-and-hours = { $days } días { $hours } h
date-and-time = { $day } de { $month } de { $year }, { $time } UTC
month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre

## La primera página

nav-overwritten = Sobrescritura
nav-questions = Preguntas
nav-checks = A revisar
nav-left-out = Excluido
happening-validation = Lo que se puede importar
happening-plan = Lo que va a ocurrir
happening-run = Lo que ha ocurrido
overwritten-plan = Lo que se sobrescribirá
overwritten-run = Lo que se ha sobrescrito
overwritten-unknown = Todavía no se puede decir: una comprobación no consulta el help desk. Lo decide el plan. Para verlo sin escribir nada, ejecute <code>deskferry import</code> con el mismo archivo, la misma asignación y <code>--dry-run</code>.
overwritten-uncounted = La versión de deskferry que creó este informe no lo contaba. Véase <a href="#changes">Actualizaciones</a>.
nothing-changes = Nada: no cambia ningún valor de un cliente existente.
nothing-was-changed = Nada: no se ha cambiado ningún valor de un cliente existente.
tile-replaced = sustituidos por otro valor
tile-emptied = vaciados
tile-added = ampliados, sin perder nada
tile-filled = rellenados, antes vacíos
tile-protected = protegidos, se dejan como están
values-by-field = Valores de los clientes existentes, por campo
head-replaced = Sustituidos
head-emptied = Vaciados
head-added = Ampliados
head-values-filled = Rellenados
head-protected = Protegidos
unit-replaced = sustituidos
unit-emptied = vaciados
unit-added = ampliados
unit-values-filled = rellenados
unit-protected = protegidos
custom-field = campo personalizado
more-fields =
    { $fields ->
        [one] y 1 campo más, en <a href="#changes">Actualizaciones</a>
       *[other] y { $fields } campos más, en <a href="#changes">Actualizaciones</a>
    }
loses-most = Los valores que más pierden
lost-replaced = <b>{ $field }</b>, { $customer } <small>fila { $row }</small> <del>{ $before }</del> → <ins>{ $after }</ins>
lost-emptied = <b>{ $field }</b>, { $customer } <small>fila { $row }</small> <del>{ $before }</del> → <i class="empty">vacío</i>
not-written = Lo que queda fuera
no-row = Ninguna fila.
out-rejected =
    <b>{ $count }</b> de { rows }: { $count ->
        [one] excluida
       *[other] excluidas
    } por errores
out-failed =
    <b>{ $count }</b> de { rows }: { $count ->
        [one] fallida
       *[other] fallidas
    } al escribir
out-unknown =
    <b>{ $count }</b> de { rows }: { $count ->
        [one] enviada, pero no se sabe si llegó
       *[other] enviadas, pero no se sabe si llegaron
    }
out-skipped =
    <b>{ $count }</b> de { rows }: { $count ->
        [one] excluida por una regla, por estar duplicada o por el tipo de importación
       *[other] excluidas por una regla, por estar duplicadas o por el tipo de importación
    }
out-skipped-update =
    <b>{ $count }</b> de { rows }: { $count ->
        [one] no está en el help desk, y esta importación no añade ninguna
       *[other] no están en el help desk, y esta importación no añade ninguna
    }
out-skipped-insert =
    <b>{ $count }</b> de { rows }: { $count ->
        [one] ya está en el help desk, y esta importación no modifica ninguna
       *[other] ya están en el help desk, y esta importación no modifica ninguna
    }
out-skipped-duplicates =
    <b>{ $count }</b> de { rows }: { $count ->
        [one] duplicada: en su lugar se usa otra fila
       *[other] duplicadas: en su lugar se usan otras filas
    }
out-skipped-rule =
    <b>{ $count }</b> de { rows }: { $count ->
        [one] excluida por una regla
       *[other] excluidas por una regla
    }
out-skipped-aside =
    <b>{ $count }</b> de { rows }: { $count ->
        [one] apartada a mano
       *[other] apartadas a mano
    }
out-never =
    <b>{ $values }</b> { $values ->
        [one] valor que queda vacío, porque no se escribe
       *[other] valores que quedan vacíos, porque no se escriben
    }: { $fields }
out-faulty =
    <b>{ $values }</b> { $values ->
        [one] valor erróneo que queda fuera, como dice la asignación
       *[other] valores erróneos que quedan fuera, como dice la asignación
    }: { $fields }
out-merged =
    <b>{ $count }</b> de { rows }: { $count ->
        [one] combinada con otra fila del mismo cliente
       *[other] combinadas con otra fila del mismo cliente
    }
unused-named =
    { $columns ->
        [one] Los valores de una columna que ninguna regla utiliza, con su número:
       *[other] Los valores de las columnas que ninguna regla utiliza, con su número:
    }
all-columns = todas las columnas
how-long-and-where = Duración y destino
time = Duración
nothing-to-write = No hay nada que escribir.
nothing-is-left = No queda nada por escribir.
no-account = ninguna: no se ha comparado nada con un help desk
to-write-it = Comando para escribirlo
questions-plan = Lo que hay que responder antes
questions-run = Lo que conviene revisar
more-questions =
    { $questions ->
        [one] y 1 pregunta más en la página siguiente
       *[other] y { $questions } preguntas más en la página siguiente
    }
more-checks =
    { $questions ->
        [one] y 1 punto más en la página siguiente
       *[other] y { $questions } puntos más en la página siguiente
    }
further-questions = Más preguntas
further-checks = Otros puntos
answer-settings = Cómo cambiar las respuestas: qué ajustar y dónde
next-settings = Qué ajustar para la próxima importación
head-question = Pregunta
head-check = Punto
head-setting = Ajuste
decision = Decisión
decide-by-plan = Para decidir, cree el plan: <code>deskferry import … --dry-run</code>
choice-go = Adelante
choice-change = Cambiar antes
choice-no = No realizar
sign-name = Nombre
sign-date = Fecha
sign-signature = Firma

## Qué ocurre con los valores

updates-lead-written =
    { $updated ->
        [one] Se ha escrito { $updated }
       *[other] Se han escrito { $updated }
    } de { $planned ->
        [one] 1 actualización prevista
       *[other] { $planned } actualizaciones previstas
    }. Los demás campos no se tocan.
all-values-by-field = Todos los valores por campo
all-values-by-field-caption = Qué ocurre con los valores de cada campo: primero los que se pierden más a menudo
protected-values = Valores protegidos
protected-first = Los primeros { $shown } de { $all }: no se escriben
protected-all = Todos: no se escriben
left-out-values = Valores omitidos
new-customer = cliente nuevo
head-kept = Se conserva
head-not-written = No se escribe
head-policy = Cuándo se escribe el campo
issue-totals =
    { $issues ->
        [one] 1 incidencia
       *[other] { $issues } incidencias
    }: { $errors ->
        [one] 1 error
       *[other] { $errors } errores
    } y { $warnings ->
        [one] 1 aviso
       *[other] { $warnings } avisos
    }{ $within ->
        [0] { "" }
       *[other] , { $within } de ellos en filas que se rechazan de todos modos
    }.
left-out-unused = Columnas que ninguna regla utiliza: se enumeran las { $shown } más completas de { $all }; report.json las contiene todas.

## El sandbox

title-sandbox = [Sandbox] { $title }
sandbox = SANDBOX: no se ha escrito nada en su help desk.
sandbox-holds = SANDBOX: planificado según la copia de seguridad del { $time }; no se ha enviado nada a su help desk.
sandbox-in-memory = El sandbox solo estaba en memoria y ya no existe.
sandbox-in-file = El sandbox está en el archivo <code>{ $file }</code>
sandbox-at = El sandbox está en la dirección <code>{ $address }</code>
sandbox-imitates = El sandbox se comporta como { $host } el { $time }, según <code>deskferry doctor --probe</code>.

## Columnas y campos que quedan fuera

left-out-title = Columnas y campos que quedan fuera
every-column-used = Todas las columnas con valores se utilizan.
every-column-used-or-left-out = Todas las columnas con valores se utilizan o se excluyen a propósito.
unused-lead =
    { $columns ->
        [one] Ninguna regla de la asignación utiliza esta columna, así que sus valores no llegan al help desk.
       *[other] Ninguna regla de la asignación utiliza estas { $columns } columnas, así que sus valores no llegan al help desk.
    } Para importar una columna, añada una regla para ella en la asignación. Para excluirla definitivamente, añádala allí a <code>leave_out</code>.
unused-columns = Columnas que ninguna regla utiliza
unused-caption = Columnas sin destino, empezando por las más completas
only-in = solo en { $files }
unused-empty = Columnas sin ningún valor, que ninguna regla utiliza
unused-on-purpose = Columnas que la asignación excluye a propósito
on-purpose-named =
    { $columns ->
        [one] 1 columna se excluye a propósito
       *[other] { $columns } columnas se excluyen a propósito
    }: { $names }
unused-idle = Sin rellenar, porque el origen no tiene columna para ello
unused-fields = Otros campos del help desk que nada rellena
unused-custom-fields = Campos personalizados de la cuenta que nada rellena
names-and-more = { $names } y { $more } más
missing-columns = Columnas que la asignación nombra y el origen no tiene
missing-columns-caption = Una asignación puede nombrar columnas que solo tienen algunos archivos, o que las tienen en otro idioma
head-rule = Regla para
head-missing = Columnas que faltan
head-result = Consecuencia
rule-in-part = El resto de la regla se aplica.
rule-ignored = La regla no se tiene en cuenta.
rule-without-column = El campo no se rellena.

## Cuándo se escribe un campo. Entre paréntesis, la palabra de la asignación.

may-overwrite = Lo que puede sobrescribir una actualización
policy-always = siempre (always)
policy-if-empty = solo donde el help desk no tiene valor (if_empty)
policy-on-insert = solo con un cliente nuevo (on_insert)
never-written = no se escribe nunca
policy-never = nunca (never)
policy-append = añadiendo texto (append)
policy-of-fields = { $policy }: { $fields }
all-fields = todos los campos
all-other-fields = todos los demás campos
# The same on page one: first the rule, then what differs from it.
guard-none = Ningún campo está protegido.
guard-some = Todos los campos se pueden sobrescribir, excepto los siguientes.
guard-if-empty = Protegido: todo lo que tiene el help desk.
guard-on-insert = Protegidos: los clientes existentes; solo los nuevos reciben valores.
guard-never = Protegido: no se escribe ningún valor.
guard-append = Protegido: todo lo que tiene el help desk; solo se añade texto.
but-always = Se pueden sobrescribir: { $fields }.
but-if-empty = Se rellenan solo si están vacíos: { $fields }.
but-on-insert = Se escriben solo con un cliente nuevo: { $fields }.
but-never = No se escriben nunca: { $fields }.
but-append = Solo se añade texto a: { $fields }.

## En papel

paper-columns-with-issues = En papel: las { $shown } columnas con más errores. Las demás están en report.html.
paper-each = En papel: las primeras { $shown } de cada tipo. report.html y results.csv contienen lo que se sabe de cada fila.
paper-columns = En papel: las primeras { $shown } columnas. Las demás están en report.html.
paper-groups = En papel: los primeros { $shown } grupos. Los demás están en report.html.
paper-countries = En papel: los primeros { $shown } países. Los demás están en report.html.
paper-updates = En papel: { $shown } actualizaciones como máximo, sin los campos que no pierden nada. report.html muestra más.
paper-values = En papel: los primeros { $shown }. Los demás están en report.html.
paper-footer = El papel omite las filas de ejemplo, los detalles técnicos y el final de las listas largas. Todo ello está en report.html, en la carpeta de la ejecución.

## La muestra

sample = Muestra
title-of-sample = { $what } de una muestra
headline-sample =
    Una muestra, no todo el origen: { $taken } de { $rows ->
        [one] { $rows } fila
       *[other] { $rows } filas
    }.
sample-shows =
    { $taken ->
        [one] { $taken } fila
       *[other] { $taken } filas
    } de { $rows } { $taken ->
        [one] muestra
       *[other] muestran
    } { $shown } de las particularidades que hay en los orígenes, de un total de { $things }.
sample-fewest = Con menos filas no se muestra todo.
sample-most = Ninguna otra selección de tantas filas muestra más.
sample-lead = Es una prueba con pocas filas, no la importación completa. Todo lo que sigue se refiere solo a estas filas. Se eligieron porque son las que más muestran: conversiones, avisos, filas combinadas y valores insólitos.
sample-lacks = Lo que estas filas no muestran
sample-reasons = Por qué estas filas
head-shows-first = Muestran por primera vez
sample-only-one =
    Ningún cliente que se pueda escribir tiene tan pocas filas como las pedidas para la muestra ({ $most }). Por eso la muestra es el más pequeño: { $rows ->
        [one] { $rows } fila que se combina
       *[other] { $rows } filas que se combinan
    } porque tienen en común { $names }. La primera: { $row }. Una parte de estas filas daría otro cliente.
sample-too-large =
    Demasiado grande para la muestra: { $rows ->
        [one] { $rows } fila que se combina
       *[other] { $rows } filas que se combinan
    } en un solo cliente porque tienen en común { $names }. La primera: { $row }. Una parte de estas filas daría otro cliente.
sample-more-rows =
    { $rows ->
        [one] y { $rows } fila más
       *[other] y { $rows } filas más
    }

## Lo que muestran las filas de una muestra

shows-about = { $name }: { $what }
shows-text = { $what } «{ $value }»
shows-source = una fila que se puede escribir
shows-merged = filas que se combinan
shows-merged-several = tres o más filas que se combinan
shows-replaces = una fila que reemplaza a una anterior
shows-passed-over = una fila omitida en favor de una anterior
shows-skipped = omitida: { $detail }
shows-error = error { $detail }
shows-warning = aviso { $detail }
shows-if-empty = se escribe solo donde el help desk no tiene valor (if_empty)
shows-on-insert = se escribe solo con un cliente nuevo (on_insert)
shows-never = no se escribe nunca (never)
shows-append = se añade al texto si el help desk tiene uno (append)
shows-filled = con valor
shows-empty = queda vacío
shows-emptied = vacía el campo si el help desk tiene un valor
shows-default = el valor predeterminado
shows-fallback = leído según el estado o la provincia
shows-column = columna { $detail }
shows-entry = entrada de la tabla de conversión
shows-not-in-table = no está en la tabla de conversión
shows-shape = escrito en la forma { $detail }
shows-value = valor
shows-changed = modificado por la conversión
shows-several = varios valores en una celda
shows-repaired = reparado
shows-longest = el valor más largo
shows-line-break = un salto de línea
shows-leading-zeros = ceros a la izquierda
shows-formula = parece una fórmula
shows-country-number = un país como número
shows-country-two-letters = un país como código de dos letras
shows-country-three-letters = un país como código de tres letras
shows-country-english = un país por su nombre en inglés
shows-country-other = un país por otro nombre
shows-phone-plus = un número con +
shows-phone-zeros = un número con 00
shows-phone-with-country = un número sin prefijo internacional, en una fila con país
shows-phone-without-country = un número sin prefijo internacional, en una fila sin país
shows-address-with-name = una dirección con un nombre
shows-without-scheme = sin http://
shows-several-tags = varias etiquetas
shows-one-tag = una sola etiqueta
shows-number-cell = una celda con un número
shows-bool-cell = una celda con verdadero o falso
shows-date-cell = una celda con una fecha
shows-letters-accents = letras con acentos
shows-letters-greek = letras griegas
shows-letters-cyrillic = letras cirílicas
shows-letters-hebrew = letras hebreas
shows-letters-arabic = letras árabes
shows-letters-india = letras de la India
shows-letters-thai = letras tailandesas
shows-letters-korean = letras coreanas
shows-letters-japanese = letras japonesas
shows-letters-chinese = caracteres chinos
shows-letters-emoji = emojis
shows-letters-other = otros caracteres fuera de ASCII

## De dónde viene cada campo

origin-first = el primer valor no vacío de { $names }
origin-template-of = una plantilla con { $names }
origin-template-named = la plantilla { $names }
origin-template = una plantilla
origin-state = según el estado o la provincia en { $names }
origin-or-state = { $own }, o según el estado o la provincia en { $names }
origin-rest = las demás columnas que empiezan por { $names }
origin-always = siempre { $names }
note-required = obligatorio
note-lookup = mediante una tabla de conversión
note-pattern = debe coincidir con un patrón
note-default = valor predeterminado { $value }

## Detalles técnicos

technical-details = Detalles técnicos
exit-status = Código de salida
hash-of-file = SHA-256 de { $file }
hash-of-mapping = SHA-256 de la asignación
hash-of-plan = SHA-256 en la última línea del plan

faulty-left-out = {"; el campo ha quedado fuera"}
faulty-kept = {"; el valor se ha conservado tal como está escrito"}
faulty-defaulted = {"; se ha usado el valor predeterminado"}

lookup-no-match = ninguna búsqueda: la asignación no dice cómo se encuentran los clientes
lookup-no-rows = ninguna búsqueda: no quedan filas por cotejar
lookup-no-customers = ninguna búsqueda: el help desk no tiene clientes
lookup-list =
    { $pages ->
        [one] la lista completa, { $pages } página
       *[other] la lista completa, { $pages } páginas
    } ({ $rows ->
        [one] { $rows } fila necesitaría una búsqueda
       *[other] { $rows } filas necesitarían una búsqueda cada una
    })
lookup-searches =
    { $searches ->
        [one] { $searches } búsqueda
       *[other] { $searches } búsquedas
    } (la lista completa tendría { $pages ->
        [one] { $pages } página
       *[other] { $pages } páginas
    })
lookup-searches-at-most =
    como máximo { $searches ->
        [one] { $searches } búsqueda
       *[other] { $searches } búsquedas
    } (la lista completa tendría { $pages ->
        [one] { $pages } página
       *[other] { $pages } páginas
    })
read-delimiter = separador { $value }
read-quote = comillas { $value }
read-escape = carácter de escape { $value }
read-sheet = hoja { $value }
read-records = registros en { $value }
read-header = encabezado en la fila { $value }
read-no-quotes = las comillas son texto
read-no-header = sin encabezado
read-rejects = rechazos de una ejecución anterior
read-stated = indicado por usted
read-guessed = una suposición
read-day-first =
    { $scope ->
        [alone] día antes que mes, solo según la fila { $row }
       *[all] día antes que mes, como en la fila { $row }
    }
read-month-first =
    { $scope ->
        [alone] mes antes que día, solo según la fila { $row }
       *[all] mes antes que día, como en la fila { $row }
    }
read-country = la mayoría de las filas tiene { $country } ({ $code }; { $shown } de las { $all } filas con país)
