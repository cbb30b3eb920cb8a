"""Exportaciones en pantalla: cifras leídas a mano, filtros en la dirección y la calculadora.

Sobre el mart que construyen las pruebas; el detalle de productos, inventado, en un mart aparte.
Las cifras: ``data/raw/exportaciones/2026-10`` (``ihh.csv``, filas 92 a 95 y 227 a 230).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

FINO = "\u202f"
Abrir = Callable[..., AppTest]
PAGINA = "pages/pagina_canasta.py"
CON_CALCULADORA = {"exp_calculadora": True}


@pytest.fixture
def abrir_con_detalle(
    mart: Path, tmp_path: Path, abrir: Abrir, usar_mart: Callable[[Path], None]
) -> Abrir:
    """La misma página sobre un mart con tres productos inventados en 2025."""
    copia = tmp_path / "con_detalle.duckdb"
    shutil.copyfile(mart, copia)
    with duckdb.connect(str(copia)) as base:
        base.execute("""
            insert into exportaciones by name
            select '54' as cod_departamento, 2025 as anio, 'ene-dic' as corte, v.producto, v.pais,
                v.fob_usd, '2026-10' as edicion, 'exportaciones_2026_10' as fuente_id
            from (values ('carbón', 'Brasil', 600.0), ('café', 'Brasil', 300.0),
                ('ropa', 'Panamá', 100.0)) as v (producto, pais, fob_usd)
        """)

    def correr(**parametros: Any) -> AppTest:
        usar_mart(copia)
        return abrir(**parametros)

    return correr


def textos(pantalla: AppTest) -> str:
    partes = (*pantalla.markdown, *pantalla.caption, *pantalla.info)
    return "\n".join(str(elemento.value) for elemento in partes)


def figuras(pantalla: AppTest) -> dict[str, dict[str, Any]]:
    hechas = [json.loads(grafico.proto.spec) for grafico in pantalla.get("plotly_chart")]
    return {figura["layout"]["meta"]["titulo"]: figura for figura in hechas}


def la_que_empieza(pantalla: AppTest, comienzo: str) -> dict[str, Any]:
    return next(f for titulo, f in figuras(pantalla).items() if titulo.startswith(comienzo))


def test_la_entrada_muestra_el_ultimo_anio_completo(abrir: Abrir) -> None:
    pantalla = abrir()
    dicho = textos(pantalla)
    assert "4,0 productos iguales: IHH 0,249, concentración moderada, puesto 11 de 33" in dicho
    assert "12,4 países iguales: IHH 0,081, concentración baja, puesto 2 de 33" in dicho
    assert "848,6 millones de dólares en 2025" in dicho
    assert "390,4 millones de dólares" in dicho
    assert "no el detalle por producto y país" in dicho
    assert "coinciden en el dato de 2024 y difieren en el de 2023" in dicho
    assert not pantalla.warning
    tiempo = la_que_empieza(pantalla, "La canasta se diversifica")
    assert tiempo["data"][0]["y"] == [0.3374, 0.3081, 0.2488]
    anual = la_que_empieza(pantalla, "Norte de Santander exportó")
    assert [round(x, 1) for x in anual["data"][0]["x"]] == [1004.5, 807.3, 848.6, 584.9, 390.4]


@pytest.mark.parametrize(
    ("anio", "dimension", "valor", "puesto"),
    [
        ("2023", "producto", 0.3374, "12 de 32"),
        ("2024", "producto", 0.3081, "13 de 31"),
        ("2024", "pais", 0.0671, "1 de 31"),
        ("2023", "pais", 0.0502, "1 de 32"),
    ],
)
def test_cada_anio_y_dimension_de_la_direccion(
    abrir: Abrir, anio: str, dimension: str, valor: float, puesto: str
) -> None:
    pantalla = abrir(exp_anio=anio, exp_dimension=dimension)
    tira = la_que_empieza(pantalla, f"En {anio}")
    propio = next(t for t in tira["data"] if t["name"] == "Norte de Santander")
    assert propio["x"] == [valor]
    assert tira["layout"]["meta"]["titulo"].endswith(f"puesto {puesto}")
    assert not pantalla.warning


def test_el_anio_sin_terminar_se_avisa_y_no_entra_en_la_linea(abrir: Abrir) -> None:
    pantalla = abrir(exp_anio="2026", exp_dimension="pais")
    dicho = textos(pantalla)
    assert "2026 sólo cubre de enero a agosto y es provisional" in dicho
    assert "IHH 0,131" in dicho
    tiempo = la_que_empieza(pantalla, "La lista de destinos")
    assert tiempo["data"][0]["y"] == [0.0502, 0.0671, 0.0808]


def test_comparar_agrega_departamentos_a_las_dos_vistas(abrir: Abrir) -> None:
    pantalla = abrir(exp_pares=["68", "05"])
    tira = la_que_empieza(pantalla, "En 2025")
    pares = next(t for t in tira["data"] if t["name"] == "Pares")
    # ihh.csv, 2025, producto: Santander 0,1140 y Antioquia 0,1966.
    assert sorted(pares["x"]) == [0.114, 0.1966]
    tiempo = la_que_empieza(pantalla, "La canasta se diversifica")
    assert {t["name"] for t in tiempo["data"]} == {"Norte de Santander", "Santander", "Antioquia"}


def test_la_tabla_dice_las_mismas_cifras_que_el_grafico(abrir: Abrir) -> None:
    pantalla = abrir(exp_anio="2024", exp_ihh_ver="Tabla", exp_anual_ver="Tabla")
    tabla = next(t.value for t in pantalla.table if "Número efectivo" in t.value.columns)
    propia = tabla[tabla["Nombre"] == "Norte de Santander"].iloc[0]
    assert propia["IHH"] == "0,308"
    assert propia["Número efectivo"] == "3,2"
    assert propia["Puesto"] == "13 de 31"
    anual = next(t.value for t in pantalla.table if "Meses" in t.value.columns)
    assert anual["Exportaciones FOB"].tolist()[0].endswith("1.004.500.000")
    assert anual["Variación"].tolist() == [
        "sin dato", f"−19,6{FINO}%", f"5,1{FINO}%", f"−33,3{FINO}%",
    ]  # fmt: skip


def test_un_valor_que_no_existe_avisa(abrir: Abrir) -> None:
    pantalla = abrir(exp_anio="2019")
    assert "exp_anio=2019" in pantalla.warning[0].value
    assert "En 2025 la canasta" in textos(pantalla)


# ── Calculadora ────────────────────────────────────────────────────────────────────────────────


def _pesos(pantalla: AppTest) -> list[int]:
    return [pantalla.slider(key=f"exp_p{i}").value for i in range(1, 7)]


def test_mover_un_deslizador_no_mueve_los_otros_y_cambia_el_puesto(abrir: Abrir) -> None:
    assert not abrir().slider
    pantalla = abrir(CON_CALCULADORA)
    assert _pesos(pantalla) == [40, 20, 15, 10, 5, 10]
    assert "el IHH sería 0,236" in textos(pantalla)
    pantalla.slider(key="exp_p1").set_value(100).run()
    assert _pesos(pantalla) == [100, 20, 15, 10, 5, 10]
    # (100² + 20² + 15² + 10² + 5² + 10²/10) / 160² = 10.760 / 25.600 = 0,42031.
    assert "el IHH sería 0,420, como 2,4 productos iguales: concentración alta" in textos(pantalla)
    pantalla.button(key="exp_partida").click().run()
    assert _pesos(pantalla) == [40, 20, 15, 10, 5, 10]


def test_el_puesto_de_la_calculadora_es_el_del_anio_elegido(abrir: Abrir) -> None:
    # El mismo reparto, 0,236: en 2025 quedaría 11 de 33; en 2024 hay diez por debajo y 31 en total.
    assert "puesto 11 de 33. El publicado de 2025 es 0,249" in textos(abrir(CON_CALCULADORA))
    de_2024 = textos(abrir(CON_CALCULADORA, exp_anio="2024"))
    assert "puesto 11 de 31. El publicado de 2024 es 0,308" in de_2024


def test_la_calculadora_llega_por_la_direccion_y_sin_pesos_lo_explica(abrir: Abrir) -> None:
    # (60² + 20² + 15² + 10² + 5² + 10²/10) / 120² = 4.360 / 14.400 = 0,30278.
    assert "el IHH sería 0,303" in textos(abrir(exp_p1="60"))
    pantalla = abrir(**{f"exp_p{i}": "0" for i in range(1, 7)})
    assert "Todos los pesos están en cero" in pantalla.info[-1].value


# ── Con detalle cargado ────────────────────────────────────────────────────────────────────────


def test_con_detalle_se_dice_quien_concentra_y_el_arbol_solo_entonces(
    abrir: Abrir, abrir_con_detalle: Abrir
) -> None:
    pantalla = abrir_con_detalle()
    aportes = la_que_empieza(pantalla, "carbón es el 60,0")
    assert [round(x, 1) for x in aportes["data"][0]["x"]] == [78.3, 19.6, 2.2]
    assert "sin él sería 0,625" in aportes["layout"]["meta"]["titulo"]
    assert "No se sabe qué" not in textos(pantalla)
    areas = la_que_empieza(abrir_con_detalle(exp_detalle_ver="Áreas"), "carbón")
    assert areas["data"][0]["type"] == "treemap"
    assert areas["data"][0]["values"] == pytest.approx([60, 30, 10])


def test_con_detalle_de_otro_anio_se_dice_cual_hay(abrir_con_detalle: Abrir) -> None:
    dicho = textos(abrir_con_detalle(exp_anio="2024"))
    assert "No se sabe qué productos concentran las exportaciones de 2024" in dicho
    assert "Sí hay detalle de Norte de Santander 2025." in dicho


def test_sin_detalle_no_hay_arbol(abrir: Abrir) -> None:
    tipos = {t["type"] for f in figuras(abrir()).values() for t in f["data"]}
    assert "treemap" not in tipos


def test_el_indice_de_internacionalizacion_es_el_del_informe(abrir: Abrir) -> None:
    """Tabla 1 del informe 2024-2025: línea base 6, avance 3*** y meta 5 (líneas 509 y 516)."""
    pantalla = abrir()
    (dicho,) = [m.value for m in pantalla.markdown if "no minero-energéticas" in m.value]
    assert "(línea 509)" in dicho
    assert "Sube 3 puestos: del puesto 6 (2023) al 3 (2024), sin decir entre cuántos." in dicho
    assert "La meta para 2027 es el puesto 5." in dicho
    assert "No trae puntajes, método ni otros componentes." in dicho
    (fila,) = next(t.value for t in pantalla.table if "Medida" in t.value).to_dict("records")
    assert "Índice Departamental de Internacionalización" in fila["Medida"]
