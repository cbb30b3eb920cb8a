"""Publicar un archivo oficial, y deshacerlo, sin dejar nunca nada a medias.

::

    estado        qué archivos son «lo publicado» y con qué huella se reconocen
    propuesta     de un archivo oficial a las tablas y la declaración que lo publicarían
    diferencias   qué cambia entre el mart publicado y el propuesto; sus sentencias, en ``sql/``
    ensayo        ``ensayar``: arma lo propuesto aparte y dice qué pasaría
    almacen       los cortes: qué archivos tenía cada publicación, guardados por su sha256
    diario        el cambio de varios archivos como uno solo, aunque el proceso muera
    cortes        ``publicar``, ``volver`` y la lista de cortes
    bitacora      quién hizo qué y cuándo; sólo crece
    ordenes       las órdenes de la terminal, para personas y (``--json``) para otro programa
"""
