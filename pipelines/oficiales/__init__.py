"""Lectores de los archivos tal como los publican el CPC, el DANE, el DNP y las cámaras.

::

    numeros    celdas → números, años y fechas, sin adivinar
    hojas      .xlsx, .xls, .ods o .csv → hojas con celdas que se pueden nombrar en un error
    lugares    nombres → códigos DIVIPOLA con la homologación revisada
    cuadros    los cuadros del DANE: departamentos por fila, años por columna
    resultado  ``Lectura``: las tablas y lo que el archivo dice de sí mismo
    idc, pobreza_monetaria, pobreza_multidimensional, pib, poblacion, divipola, mgn, terridata,
    camaras    un módulo por disposición: ``leer(ruta) -> Lectura``
    carga      ``python -m pipelines cargar``: leer, comparar con ``data/raw`` y guardar aparte
    masivo     lo común a los archivos de millones de filas; sus sentencias están en ``sql/``
    rues, exportaciones_microdato   ``agregar(archivos, destino)``: cuentan sin guardar filas
    carga_masiva   ``cargar rues`` y ``cargar exportaciones``

Un lector tolera los cambios de disposición conocidos y es estricto con el significado: el conjunto
de departamentos completo, claves sin repetir, valores posibles y los contrastes que el propio
archivo permite (sumas, promedios, intervalos). Lo que no cuadra se rechaza con hoja y celda.
"""
