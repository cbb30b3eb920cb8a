"""Lector de informes de gestión: de un informe por metas a tablas que una persona revisa.

::

    extraccion   archivo (.txt, .md, .docx, .pdf) → renglones numerados
    limpieza     renglones → trozos sin marcas ni encabezados de página, y párrafos
    secciones    trozos → metas, cada una con sus secciones
    lugares      lista de municipios → menciones dentro de un párrafo
    localizacion párrafos de la sección LOCALIZACIÓN → meta × municipio × año
    numeros      números con cifras o con letras
    logro        enunciado y oración de avance → cuántas unidades se hicieron
    cifras       avance, inversión, beneficiarios e indicadores
    propuesta    todo lo anterior: ``leer_informe(…) -> Propuesta``
    escritura    una propuesta → una carpeta de CSV

Nada se adivina: lo que el texto no dice queda vacío, cada fila lleva su ``confianza`` (0 a 1) y
lo que no se pudo leer sale en ``sin_leer`` con su renglón y su motivo.
"""

from __future__ import annotations

from pipelines.lector.escritura import escribir_propuesta
from pipelines.lector.lugares import Municipios, leer_municipios, municipios_del_proyecto
from pipelines.lector.propuesta import Parrafo, Propuesta, Tramo, leer_informe

__all__ = [
    "Municipios",
    "Parrafo",
    "Propuesta",
    "Tramo",
    "escribir_propuesta",
    "leer_informe",
    "leer_municipios",
    "municipios_del_proyecto",
]
