"""Los archivos de los publicadores, leídos por los lectores y comparados con ``data/raw``.

``tests/datos_reales/test_datos_crudos.py`` hace la misma comparación con otro código; aquí se
comprueba además que dañar una copia al azar nunca da un valor falso (una muestra: la ronda entera
es ``python -m tests.datos_reales.mutar_oficiales``).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipelines.oficiales.carga import cargar
from pipelines.rutas import RUTAS
from tests.apoyo import DATOS_ORIGINALES
from tests.datos_reales.mutar_oficiales import BIEN, FALSA, RECHAZADA, TRAZA, ronda

pytestmark = [
    pytest.mark.datos_reales,
    pytest.mark.skipif(
        not DATOS_ORIGINALES.is_dir(), reason="los libros originales no se versionan y no están"
    ),
]

ARCHIVOS = [
    ("pobreza_monetaria", "anex-PM-Departamental-2023.xlsx",
     "pobreza_monetaria_marco2018_pub2024", 900),
    ("pobreza_multidimensional", "anex-PMultidimensional-Departamental-2024.xlsx",
     "pobreza_multidimensional_2024", 1_386),
    ("pib", "anexo-2020-preliminar-departamento-resultado.xlsx", "pib_2020pr", 3_168),
    ("poblacion", "Municipal_Sexo_2018-2035.xlsx", "poblacion_2018_2035", 2_880),
    ("mgn", "mgn_municipios_54.geojson", "mgn_2018", 548),
    ("mgn", "mgn_departamentos.geojson", "mgn_2018", 33),
]  # fmt: skip


@pytest.mark.parametrize(("familia", "archivo", "fuente_id", "celdas"), ARCHIVOS)
def test_el_archivo_oficial_dice_lo_mismo_que_data_raw(
    familia: str, archivo: str, fuente_id: str, celdas: int
) -> None:
    carga = cargar(RUTAS, familia, DATOS_ORIGINALES / archivo, simular=True)
    assert carga.fuente is not None
    assert carga.fuente.fuente_id == fuente_id
    assert carga.es_igual, carga.mayores(5)
    assert sum(c.celdas for c in carga.comparaciones) == celdas
    assert carga.lectura.avisos == ()


def test_una_muestra_de_mutaciones(tmp_path: Path) -> None:
    cuenta: Counter[str] = Counter()
    for (_, desenlace), veces in ronda(20, 20_261_121, tmp_path).items():
        cuenta[desenlace] += veces
    assert cuenta[FALSA] + cuenta[TRAZA] == 0
    assert cuenta[RECHAZADA] >= 6
    assert cuenta[BIEN] >= 4
    assert cuenta.total() == 20
