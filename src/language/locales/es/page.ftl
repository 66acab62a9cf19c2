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
headline-one-row-warned = Sin errores: la fila se puede importar; 1 fila tiene un aviso que conviene revisar.
headline-one-row-skipped = Todo correcto: la fila se omite.
headline-one-row-skipped-warned = Sin errores: la fila se omite; 1 fila tiene un aviso que conviene revisar.
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
        [one] ; 1 fila tiene un aviso que conviene revisar
       *[other] ; { $warned } filas tienen avisos que conviene revisar
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
list-more = { $first }, { $next }
list-end = { $first } y { $last }

## Resultado

tile-rows = filas
tile-importable = se pueden importar
tile-to-insert = por crear
tile-to-update = por actualizar
tile-unchanged = sin cambios
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
estimate = { estimate-subject } aproximadamente <strong>{ calls }</strong>, es decir, <strong>{ $duration }</strong> a { $rate }: { estimate-calls }.
estimate-without-limit = { estimate-subject } aproximadamente <strong>{ calls }</strong> sin límite de velocidad: { estimate-calls }.
estimate-subject =
    { $what ->
        [validation] Si cada fila es un cliente nuevo, la importación requiere
        [rest] Lo que falta por escribir requiere
        [restore] La restauración requiere
       *[import] La importación requiere
    }
estimate-calls = una por cada alta, dos por cada actualización (una lectura y una escritura)
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
formulas = Una hoja de cálculo ejecutaría como fórmulas algunas celdas de results.csv o rejects.csv, por ejemplo <code>=HYPERLINK(...)</code>. Para abrir estos archivos en una hoja de cálculo, utilice las copias que crea <code>deskferry report { $run } --excel-safe</code>. Las copias se pueden importar tal cual.
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
rejects-hint = Corrija las celdas y después importe el archivo. Si no confía en el origen, no lo abra con un doble clic: impórtelo en Excel como texto.

## Incidencias

issues-lead = { $issues } en total. Una fila con un error se rechaza; una fila que solo tiene avisos se acepta.
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
fields-that-change = Campos que cambian
fields-that-change-caption = Cuántos clientes cambian en cada campo
head-field = Campo
head-customers = Clientes
head-share = Proporción
unit-customers = clientes
before-and-after = Antes y después
fields-before-and-after = Campos antes y después
updates-first = Los primeros { $shown } de { $all }
updates-all = Todos
head-customer = Cliente
head-before = Antes
head-after = Después
empty = vacío

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
    } la misma clave de coincidencia que una fila anterior. <code>on_duplicate</code> en la asignación decide qué fila de un grupo se utiliza.
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
ended-with-reason = { $time }, código de salida { $status }:
ended-with-status = { $time }, código de salida { $status }
source = Origen
mode = Modo
mode-upsert = crear los nuevos y actualizar los existentes (upsert)
mode-insert = solo crear (insert)
mode-update = solo actualizar (update)
match-key = Clave de coincidencia
match-key-none = ninguna
match-key-or = { $first } o { $next }
customer-lookup = Búsqueda de los clientes
account = Cuenta
account-and-client = { $address }, cliente de API { $client }
plan = Plan
plan-made = { $file }, creado el { $time } por la simulación { $run }
plan-kept = { $file }: <code>deskferry apply { $file }</code> escribe exactamente esto
plan-hash = SHA-256 en su última línea: { $hash }
made-by = Creado por

## Lo que la página omite

left-out = Lo que omite esta página
left-out-issues = Incidencias una a una: se enumeran las primeras { $shown } de { $all }, algunas de cada código. Los recuentos por código y por columna son completos; rejects.csv contiene todas las filas rechazadas.
left-out-columns-with-issues = Incidencias por columna: se enumeran las { $shown } columnas con más errores de { $all }.
left-out-rejects = Rechazos: desde esta página se pueden guardar { $shown } de { $all } filas. El archivo rejects.csv de la misma carpeta las contiene todas.
left-out-updates = Actualizaciones: se muestran las primeras { $shown } de { $all }. Los recuentos por campo son completos.
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
