### Sugerencias y causas de texto fijo. Las inglesas están en el código.

detail-decimals = escribir las cifras con un punto antes de los decimales, sin moneda ni unidad
detail-thousands = escribir el número sin separador de miles o fijar el separador decimal en la asignación
detail-unusual = buscar caracteres invisibles o poco comunes y volver a escribirlos
detail-several = combinarlos en el help desk o usar --on-multiple first o last
detail-name = rellenar el nombre o asignar a `name` una alternativa, como la dirección de correo electrónico; si el cliente ya debería existir, comprobar la clave de coincidencia o importar con --mode update
detail-address = completar la dirección a mano o dejar una sola dirección en la fila
detail-image = guardar la imagen en uno de estos formatos
detail-folder = cambiar el nombre de la carpeta
detail-default = rellenar la celda o dar al campo un valor predeterminado en la asignación
detail-country = rellenar el país
detail-pattern = corregir el valor o el patrón en la asignación
detail-year = comprobar el año
detail-no-such-day = este día no existe
detail-correct-date = corregir la fecha
detail-address-if-known = completar la dirección si se conoce
detail-one-row = conservar una de las filas
detail-process-ended = el proceso de deskferry terminó durante el intento
