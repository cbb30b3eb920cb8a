"""Sigue al pie de la letra los pasos de «Cómo agregar una fuente» del README.

Lo hace con una fuente inventada, en una copia del proyecto, y sólo con las órdenes que el README
nombra. Si un paso deja de bastar, falla aquí antes que en manos de quien lo siga.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb

from tests.apoyo import RAIZ, Arbol

DECLARACION = """\
fuente_id: lluvia_2024
titulo: "Lluvia anual de prueba"
productor: "Instituto inventado para esta prueba"
descripcion: "Milímetros de lluvia por municipio, inventados para comprobar los pasos del README."
edicion: "2024"
tipo: oficial
familia: lluvia
url_pagina: null
url_descarga: null
licencia: {nombre: null, url: null}
cita: "Instituto inventado. Lluvia anual 2024, tabla de prueba."
lectura: "la escribió esta prueba"
fecha_publicacion: null
fecha_consulta: 2026-11-21
ultimo_dato: "2024"
proxima_actualizacion: null
archivos:
  - {ruta: lluvia/2024/lluvia.csv, tabla: lluvia, sha256: "SHA", bytes: 1, filas: 1}
citas_de_fila: {}
quiebres: []
advertencias: [licencia_no_declarada]
notas: []
""".replace("SHA", "0" * 64)

PREPARACION = '''\
"""Lluvia anual por municipio (fuente de prueba)."""

import pandas as pd
import pandera.pandas as pa

from pipelines.lote import Lote
from pipelines.preparacion.comun import convertir, entre, revisar_salida


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    tabla = lote.leer("lluvia", ["municipio", "anio", "lluvia_mm"])
    tabla = tabla.assign(divipola=lote.municipios.codigo(tabla["municipio"], tabla["lugar"]))
    tabla = convertir(tabla, {"anio": "entero", "lluvia_mm": "decimal"})
    columnas = {"lluvia_mm": pa.Column("Float64", entre(0, 10_000))}
    return {"stg_lluvia__anual": revisar_salida(tabla, columnas, clave=["divipola", "anio"])}
'''

MART_SQL = """\
-- Una fila por municipio y año.
select divipola, anio, lluvia_mm, fuente_id
from preparacion.stg_lluvia__anual
order by divipola, anio
"""

MART_YML = """\
descripcion: Lluvia anual por municipio.
grano: municipio y año
clave: [divipola, anio]
familias: [lluvia]
depende_de: [dim_municipios]
procesamiento: Sin cálculo.
columnas:
  - divipola
  - anio
  - lluvia_mm
  - fuente_id
"""

COLUMNA = """\
lluvia_mm:
  tipo: double
  unidad: numero
  etiqueta: Lluvia
  decimales: 1
  descripcion: Milímetros de lluvia en el año.
"""


# Cada orden como «python -m pipelines …», una tras otra sin volver a importar las librerías.
CORRER = """
import runpy, sys
for orden in sys.argv[1:]:
    sys.argv[1:] = orden.split()
    try:
        runpy.run_module("pipelines", run_name="__main__", alter_sys=True)
    except SystemExit as salida:
        if salida.code:
            raise
"""


def _pipelines(arbol: Arbol, *ordenes: str) -> str:
    """Corre órdenes de los pipelines de la copia, con su propio código."""
    ambiente = {**os.environ, "TABLERO_RAIZ": str(arbol.rutas.raiz), "PYTHONPATH": ""}
    corrida = subprocess.run(
        [sys.executable, "-c", CORRER, *ordenes],
        cwd=arbol.rutas.raiz,
        env=ambiente,
        capture_output=True,
        text=True,
        check=False,
    )
    assert corrida.returncode == 0, corrida.stderr + corrida.stdout
    return corrida.stdout


def _copiar_codigo(arbol: Arbol) -> None:
    for modulo in (RAIZ / "pipelines").rglob("*.py"):
        destino = arbol.rutas.raiz / modulo.relative_to(RAIZ)
        destino.parent.mkdir(parents=True, exist_ok=True)
        destino.write_bytes(modulo.read_bytes())
    esquema = RAIZ / "pipelines" / "esquemas" / "fuente.json"
    destino = arbol.rutas.pipelines / "esquemas" / "fuente.json"
    destino.parent.mkdir(parents=True, exist_ok=True)
    destino.write_bytes(esquema.read_bytes())
    (arbol.rutas.raiz / "README.md").write_bytes((RAIZ / "README.md").read_bytes())


def _escribir(ruta: Path, texto: str) -> None:
    ruta.parent.mkdir(parents=True, exist_ok=True)
    ruta.write_text(texto, encoding="utf-8", newline="\n")


def test_los_pasos_del_readme_bastan_para_una_fuente_nueva(arbol: Arbol) -> None:
    _copiar_codigo(arbol)
    rutas = arbol.rutas
    datos = "municipio,anio,lluvia_mm\nCúcuta,2024,1041.5\nVilla Rosario,2024,987\n"

    # Pasos 1 y 2: el archivo y su declaración, con la huella de otra.
    _escribir(rutas.datos_crudos / "lluvia" / "2024" / "lluvia.csv", datos)
    _escribir(rutas.fuentes / "lluvia_2024.yml", DECLARACION)
    # Paso 3.
    assert "2 filas" in _pipelines(arbol, "firmar --fuente lluvia_2024")
    # Pasos 4 y 5: familia y tabla nuevas.
    _escribir(rutas.pipelines / "preparacion" / "lluvia.py", PREPARACION)
    _escribir(rutas.definiciones_marts / "lluvia.sql", MART_SQL)
    _escribir(rutas.definiciones_marts / "lluvia.yml", MART_YML)
    with (rutas.pipelines / "diccionario.yml").open("a", encoding="utf-8") as diccionario:
        diccionario.write(COLUMNA)
    # Pasos 6 y 7.
    assert "lluvia: nueva → 2" in _pipelines(arbol, "contar", "construir", "documentar")

    with duckdb.connect(str(rutas.mart), read_only=True) as base:
        filas = base.execute("select divipola, lluvia_mm from lluvia order by 1").fetchall()
    # «Villa Rosario» es una grafía de los informes: la homologación la lleva a 54874.
    assert filas == [("54001", 1041.5), ("54874", 987.0)]
    assert "`lluvia_2024` Lluvia anual de prueba" in (rutas.raiz / "README.md").read_text("utf-8")
    assert "## lluvia" in (rutas.raiz / "data" / "DICCIONARIO.md").read_text("utf-8")


def test_el_readme_nombra_las_ordenes_que_esta_prueba_corre() -> None:
    leeme = (RAIZ / "README.md").read_text("utf-8")
    pasos = leeme.split("## Cómo agregar una fuente")[1].split("## ")[0]
    nombradas = set(re.findall(r"python -m pipelines (\w+)", pasos))
    assert nombradas == {"firmar", "contar", "construir", "documentar"}
