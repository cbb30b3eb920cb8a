"""Una preparación por familia de fuentes: de los textos de ``data/raw`` a tablas con tipo.

Cada módulo expone ``preparar(lote) -> dict[str, DataFrame]``; las claves son los nombres
``stg_<familia>__<cosa>`` que leen los marts. Aquí sólo se renombra, se tipa, se homologa y se
revisa: toda aritmética empieza en los marts. Una preparación no importa a otra.
"""

FAMILIAS_OPCIONALES = ("terridata",)
"""Se preparan aunque ninguna fuente declarada las traiga: sus tablas salen sin filas."""
