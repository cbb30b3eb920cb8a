"""La carpeta de una sesión: qué se vio, qué se acordó y qué cambió desde entonces. Sin pantalla.

``carpeta`` dice qué contiene, ``archivo`` la guarda y la abre, ``cambios`` la compara con los datos
de hoy o con otra carpeta, ``acta`` y ``entrega`` arman lo que se reparte, ``codigos`` lee el código
de lo repartido y ``lienzo`` viste la figura guardada para cada sitio.
"""
