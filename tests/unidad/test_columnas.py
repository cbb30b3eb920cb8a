"""Columnas por panel: mismo cero y misma escala en cada panel, y los huecos dichos."""

from __future__ import annotations

import pandas as pd
import pytest

from tablero import estilo
from tablero.graficos.columnas import columnas_por_panel

DATOS = pd.DataFrame(
    [
        ("A", "2021", 10.0),
        ("A", "2022", None),
        ("B", "2021", -5.0),
        ("B", "2022", 2.5),
    ],
    columns=["panel", "periodo", "valor"],
)


def test_cada_panel_tiene_su_cero_y_todos_la_misma_escala() -> None:
    figura = columnas_por_panel(DATOS, unidad="pct", colores_de_panel={"A": "#0072B2"})
    a, b = figura.data
    assert list(a.x) == [0]
    assert list(a.y) == [10.0]
    assert list(b.x) == [0, 1]
    assert list(b.y) == [-5.0, 2.5]
    assert a.marker.color == "#0072B2"
    assert b.marker.color == estilo.colores("claro").resto
    ceros = [linea.y0 for linea in figura.layout.shapes]
    assert ceros == [a.base[0], b.base[0]]
    # El segundo panel no se mete en el primero y nada se sale de la figura.
    techo = figura.layout.yaxis.range[1]
    assert ceros[0] + 10 < techo
    assert ceros[1] + 10 < techo / 2
    assert ceros[1] - 5 > 0
    assert figura.layout.barmode == "overlay"


def test_el_hueco_se_dice_y_lo_que_no_cabe_se_acorta() -> None:
    def escritos(vacio: str) -> list[str]:
        figura = columnas_por_panel(DATOS, unidad="pct", decimales=1, vacio=vacio)
        return [n.text for n in figura.layout.annotations if n.name == "valor"]

    assert escritos("sin cifra")[1] == "sin cifra"
    assert escritos("una explicación que no cabe en la columna")[1] == "–"


def test_sin_negativos_no_se_guarda_lugar_bajo_el_cero() -> None:
    positivos = DATOS[DATOS["panel"] == "A"]
    figura = columnas_por_panel(positivos, unidad="pct")
    assert figura.layout.shapes[0].y0 == 0


@pytest.mark.parametrize(
    ("datos", "mensaje"),
    [
        (DATOS.drop(columns="periodo"), "Faltan columnas"),
        (DATOS.assign(valor=None), "No hay ningún valor"),
    ],
)
def test_lo_que_no_se_puede_dibujar_lo_dice(datos: pd.DataFrame, mensaje: str) -> None:
    with pytest.raises(ValueError, match=mensaje):
        columnas_por_panel(datos, unidad="pct")
