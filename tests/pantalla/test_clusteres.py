"""Clústeres en pantalla: sin evaluaciones, con evaluaciones inventadas y la calculadora."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tablero.presentacion.lectura import Puntos, leer
from tests.apoyo import RAIZ
from tests.pantalla.recorrido import abrir_pagina

Abrir = Callable[..., AppTest]
PAGINA = "pages/pagina_clusteres.py"
# Inventadas. A1 a A8 por iniciativa y ola; en la 4, con el total y el nivel que dio quien evaluó.
INVENTADAS = {
    ("Moda", 4): [2, 2, 1, 1, 2, 1, 2, 2],
    ("Moda", 5): [2, 3, 2, 1, 2, 2, 2, 3],
    ("Construcción", 5): [2, 2, 2, 1, 1, 2, 2, 2],
    ("Nacional", 5): [1.5] * 8,
}


@pytest.fixture(scope="module")
def cargado(mart: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """El mart de las pruebas con evaluaciones inventadas, como si se hubiera cargado una."""
    ruta = tmp_path_factory.mktemp("clusteres") / "tablero.duckdb"
    shutil.copy(mart, ruta)
    filas = [
        (iniciativa, ola, f"A{i}", puntaje, None)
        for (iniciativa, ola), puntajes in INVENTADAS.items()
        for i, puntaje in enumerate(puntajes, start=1)
    ]
    filas.append(("Moda", 4, "TOTAL", 1.65, 2))
    with duckdb.connect(str(ruta)) as base:
        base.execute(
            "insert into dim_fuentes select * replace ('clusteres_2026' as fuente_id, "
            "'Evaluaciones inventadas' as titulo) from dim_fuentes where fuente_id = 'ssme_2022'"
        )
        base.executemany(
            "insert into ssme_evaluaciones values (?, ?, ?, ?, ?, 2, null, 'clusteres_2026')", filas
        )
    return ruta


def textos(pantalla: AppTest) -> str:
    return "\n".join(str(elemento.value) for elemento in (*pantalla.markdown, *pantalla.info))


def figuras(pantalla: AppTest) -> list[dict[str, Any]]:
    return [json.loads(grafico.proto.spec) for grafico in pantalla.get("plotly_chart")]


def puntos(figura: dict[str, Any]) -> dict[str, list[float]]:
    return {traza["name"]: list(traza["x"]) for traza in figura["data"]}


def test_sin_evaluaciones_dice_lo_que_hay_y_como_cargarlas(abrir: Abrir) -> None:
    pantalla = abrir()
    dicho = textos(pantalla)
    assert (
        "midió 100 iniciativas clúster de 24 departamentos y publica un solo puntaje: 1,65 de 3,0, "
        "nivel 2, en el sistema moda" in dicho
    )
    assert "No hay ninguna evaluación cargada" in dicho
    assert "cargar clusteres plantilla_clusteres.csv --edicion 2026" in dicho
    assert "entre 1,65 y 2,0 es nivel 2; por debajo puede ser 1 o 2, y por encima, 2 o 3" in dicho
    assert "37.728 actores" in dicho
    assert "385.502 empleos" in dicho
    (pais,) = figuras(pantalla)
    barra = pais["data"][0]
    assert len(barra["x"]) == 20
    assert sorted(barra["x"])[-3:] == [75, 84, 86]
    assert pais["layout"]["meta"]["titulo"] == (
        "La plata es pública en el 86\u202f% de la operación y el 84\u202f% de los proyectos"
    )
    aspectos = next(t.value for t in pantalla.table if "Qué mira" in t.value.columns)
    assert aspectos["Aspecto"].tolist() == ["A1", "A2", "A3", "A4", "A7", "A8", "A5", "A6"]
    assert aspectos["Tipo de vínculo"].tolist() == ["declarado"] * 4 + ["propio"] * 4


def test_lo_que_dicen_los_informes(abrir: Abrir) -> None:
    pantalla = abrir(clu_seccion="region")
    tabla = next(t.value for t in pantalla.table if "Cifra" in t.value.columns)
    assert len(tabla) == 26
    fila = tabla[tabla["Medida"] == "Inversión en la meta 5"].iloc[0]
    assert (fila["Cifra"], fila["Línea del documento"]) == ("1.158,69 millones de pesos", "120")
    assert "/plan?periodo=2020-2023&meta=955" in textos(pantalla)


def test_la_calculadora_va_del_nivel_al_total(abrir: Abrir) -> None:
    pantalla = abrir(clu_seccion="calcular")
    assert "Ponga el nivel de los ocho aspectos" in textos(pantalla)
    assert figuras(pantalla) == []
    # En la dirección: (2+3+1+1+1+2+3+1)/8 = 1,75; D1 = 7/4; D2 = (3+1)/2; D3 = (1+2)/2.
    niveles = {f"clu_a{i}": n for i, n in enumerate("23111231", start=1)}
    pantalla = abrir(clu_seccion="calcular", **niveles)
    assert "Total: **1,75 de 3,0 (nivel 2)**" in textos(pantalla)
    (figura,) = figuras(pantalla)
    assert puntos(figura) == {"Ejercicio": [1.75, 2, 3, 1, 1, 2, 3, 1, 1.5, 1, 2, 1.75]}
    assert figura["layout"]["meta"]["titulo"] == "Ejercicio: 1,75 de 3,0 (nivel 2)"
    # Con los cortes del manual el nivel es uno; si contradicen lo publicado, se dice.
    for clave, corte in (("clu_corte2", 1.7), ("clu_corte3", 1.74)):
        next(n for n in pantalla.number_input if n.key == clave).set_value(corte)
    pantalla.run()
    assert "Total: **1,75 de 3,0 (nivel 3)**" in textos(pantalla)
    assert "1,65 sería nivel 1, y la IV ola lo publicó como 2" in textos(pantalla)
    next(n for n in pantalla.number_input if n.key == "clu_corte3").set_value(1.5).run()
    assert ["entre 1 y 3" in aviso.value for aviso in pantalla.warning] == [True]
    next(b for b in pantalla.button if b.key == "clu_volver").click().run()
    assert "Ponga el nivel de los ocho aspectos" in textos(pantalla)


def test_con_evaluaciones_se_comparan_iniciativas_y_olas(
    cargado: Path, usar_mart: Callable[[Path], None]
) -> None:
    usar_mart(cargado)
    pantalla = AppTest.from_file(str(RAIZ / PAGINA), default_timeout=120).run()
    assert not pantalla.exception
    # Moda: 17/8 = 2,125; Construcción: 14/8 = 1,75.
    primera = (
        "Moda tiene el mayor puntaje de la ola 5: 2,13 de 3,0 (nivel 2 o 3); el menor, "
        "Construcción: 1,75"
    )
    assert primera in textos(pantalla)
    assert "No hay ninguna evaluación" not in textos(pantalla)
    dibujado = figuras(pantalla)[0]
    assert puntos(dibujado) == {
        "Construcción": [1.75, 2, 2, 2, 1, 2, 2, 2, 1.5, 1, 2, 1.75],
        "Moda": [2, 2, 3, 2, 1, 2.5, 2, 3, 2, 2, 2, 2.125],
        "Nacional": [1.5] * 12,
    }
    assert dibujado["layout"]["meta"]["titulo"] == primera
    assert "Evaluaciones inventadas" in " ".join(dibujado["layout"]["meta"]["fuentes"])
    next(c for c in pantalla.segmented_control if c.key == "clu_comparar").set_value("olas").run()
    assert not pantalla.exception
    de_olas = figuras(pantalla)[0]
    assert puntos(de_olas)["Ola 4"] == [1.5, 2, 2, 1, 1, 2, 2, 2, 1.5, 2, 1, 1.65]
    assert de_olas["layout"]["meta"]["titulo"] == (
        "Moda pasa de 1,65 a 2,13 de 3,0 (nivel 2 o 3) entre las olas 4 y 5: +0,48"
    )


def test_lo_cargado_va_a_la_tabla_al_archivo_y_a_la_diapositiva(cargado: Path) -> None:
    pagina = abrir_pagina(("pagina_clusteres", {"clu_comparar": "olas"}, 3), cargado)
    vista = next(v for v in pagina.vistas if v.clave == "clu_perfil")
    assert len(vista.datos) == 24
    filas = vista.bajado["csv_internacional"].decode("utf-8-sig").splitlines()
    assert filas[-1] == "Moda,5,TOTAL,Total,Total,2.125,2 o 3,0.475,calculado"
    dibujo = leer(vista.dibujos["Gráfico"])
    assert isinstance(dibujo, Puntos)
    assert [serie.nombre for serie in dibujo.series] == ["Ola 4", "Ola 5"]
    assert [len(serie.puntos) for serie in dibujo.series] == [12, 12]
    assert [texto for _, texto in dibujo.filas][-1] == "Total"
    assert (dibujo.x.minimo, dibujo.x.maximo) == (1, 3)
    assert dibujo.series[0].puntos[-1].rotulo == "1,65"
