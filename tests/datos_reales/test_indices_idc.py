"""La declaración del IDC 2024 sobre la base completa del publicador: 102 indicadores, 33 × 6.

El libro no se versiona: sin él estas pruebas se omiten y dicen por qué. Se leen las cuatro hojas
del publicador y ninguna de las que añadieron terceros.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from tablero.indices.calculo import normalizar, recalcular
from tablero.indices.declaracion import Declaracion, leer
from tablero.indices.explicacion import aportes_al_puesto, aportes_al_puntaje, puestos_de
from tablero.indices.robustez import sortear

LIBRO = "Base_IDC_web_2024-2_dashboard.xlsx"
pytestmark = pytest.mark.datos_reales


@pytest.fixture(scope="module")
def libro(datos_originales: Path) -> Iterator[CalamineWorkbook]:
    ruta = datos_originales / LIBRO
    if not ruta.is_file():
        pytest.skip(f"no está {LIBRO} entre los libros originales (no se versiona)")
    with CalamineWorkbook.from_path(str(ruta)) as abierto:
        yield abierto


def leer_hoja(libro: CalamineWorkbook, nombre: str, encabezado: int = 0) -> pd.DataFrame:
    """33 departamentos × 6 años por código; «NA», «n/a» y «-» son vacíos."""
    filas = libro.get_sheet_by_name(nombre).to_python()
    titulos = [str(titulo) for titulo in filas[encabezado]]
    cuerpo = [f for f in filas[encabezado + 1 :] if isinstance(f[1], float)]
    indice = pd.MultiIndex.from_tuples(
        [(int(str(f[1]).partition(".")[0]), str(f[0])) for f in cuerpo],
        names=["anio", "cod_departamento"],
    )
    valores = [[v if isinstance(v, float) else np.nan for v in f[2:]] for f in cuerpo]
    tabla = pd.DataFrame(valores, index=indice, columns=titulos[2:])
    assert tabla.shape[0] == 198
    return tabla


@pytest.fixture(scope="module")
def declaracion() -> Declaracion:
    return leer("idc_2024")


@pytest.fixture(scope="module")
def recalculado(
    libro: CalamineWorkbook, declaracion: Declaracion
) -> tuple[pd.DataFrame, pd.DataFrame]:
    return recalcular(leer_hoja(libro, "Dato_original"), declaracion)


def test_se_reproduce_la_edicion_2024_entera(
    libro: CalamineWorkbook,
    declaracion: Declaracion,
    recalculado: tuple[pd.DataFrame, pd.DataFrame],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Cada indicador, subpilar, pilar y puntaje a 1e-6, y cada puesto, sin una excepción."""
    puntajes, lugares = recalculado
    publicados = leer_hoja(libro, "Valor_normalizado")
    sus_puestos = leer_hoja(libro, "Valor_ranking", encabezado=1)
    # Todo lo publicado y nada más: 102 indicadores, 25 subpilares, 13 pilares y el general.
    assert set(puntajes) == set(publicados) == set(sus_puestos)
    niveles = {"indicador": 102, "subpilar": 25, "pilar": 13, "general": 1}
    assert len(puntajes.columns) == sum(niveles.values())
    publicados, sus_puestos = publicados[list(puntajes)], sus_puestos[list(puntajes)]
    assert (puntajes.isna() == publicados.isna()).all(axis=None)
    assert (lugares.isna() == sus_puestos.isna()).all(axis=None)
    diferencia = float((puntajes - publicados).abs().max(axis=None))
    distintos = int(((lugares != sus_puestos) & lugares.notna()).sum().sum())
    comparados = int(puntajes.count().sum())
    with capsys.disabled():
        print(
            f"\nIDC 2024: {comparados} puntajes comparados, diferencia máxima {diferencia:.1e}; "
            f"{int(lugares.count().sum())} puestos comparados, {distintos} distintos"
        )
    assert comparados == int(lugares.count().sum()) == 27584
    assert diferencia < 1e-6
    assert distintos == 0


def test_las_cascadas_de_los_102_indicadores_suman(
    declaracion: Declaracion, recalculado: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    """Los 33 en los 15 pares de años, también donde a alguno le aparece o desaparece un dato."""
    puntajes, _ = recalculado
    mayor, cuantas, de_composicion = 0.0, 0, 0
    filas = dict(zip(puntajes.index, puntajes.to_dict("records"), strict=True))
    for desde, hasta in itertools.combinations(range(2019, 2025), 2):
        for _, quien in (llave for llave in puntajes.index if llave[0] == desde):
            uno, otro = filas[desde, quien], filas[hasta, quien]
            aportes = aportes_al_puntaje(uno, otro, declaracion)
            mayor = max(mayor, abs(sum(a.aporte for a in aportes) - (otro["IDC"] - uno["IDC"])))
            de_composicion += sum(a.de_composicion for a in aportes)
            cuantas += 1
    assert cuantas == 33 * 15
    assert de_composicion > 0
    assert mayor < 1e-9


def test_el_puesto_se_reparte_exacto(
    declaracion: Declaracion, recalculado: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    """Una muestra: los seis pares de años seguidos y el más largo, en cinco departamentos."""
    puntajes, _ = recalculado
    for desde, hasta in [*itertools.pairwise(range(2019, 2025)), (2019, 2024)]:
        antes, despues = puntajes.xs(desde), puntajes.xs(hasta)
        cambio = puestos_de(antes["IDC"], declaracion) - puestos_de(despues["IDC"], declaracion)
        for quien in antes.index[::7]:
            aportes = aportes_al_puesto(antes, despues, quien, declaracion)
            assert abs(sum(aportes.values()) - cambio[quien]) < 1e-9


def test_mil_sorteos_con_102_indicadores_en_menos_de_dos_segundos(
    libro: CalamineWorkbook, declaracion: Declaracion
) -> None:
    normalizados = normalizar(leer_hoja(libro, "Dato_original"), declaracion)
    inicio = time.perf_counter()
    hecho = sortear(normalizados, 2024, declaracion)
    assert time.perf_counter() - inicio < 2
    assert hecho.puestos.shape == (1000, 33)
    tabla = hecho.intervalos().set_index("cod_departamento")
    assert tabla.at["Norte de Santander", "puesto"] == 14
    assert tabla.at["Bogotá, D.C.", "puesto_hasta"] == 1
