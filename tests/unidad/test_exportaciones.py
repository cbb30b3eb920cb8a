"""Exportaciones: el IHH y los valores contra el archivo crudo, y la lógica del detalle inventado.

Las cifras esperadas se leyeron a mano en ``data/raw/exportaciones/2026-10``: ``ihh.csv`` (filas 92
a 95, producto, y 227 a 230, país) y ``mensual.csv`` (filas 2 a 45).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tablero import calculadora, conexion, estilo, exportaciones
from tablero.consultas import exportaciones as preguntas
from tablero.mapas import leer_capa
from tests.apoyo import RAIZ, Arbol, correr

FINO = "\u202f"
FUENTES = ["DIAN y DANE"]
CRUDOS = RAIZ / "data" / "raw" / "exportaciones" / "2026-10"
IHH = {
    "producto": {2023: 0.3374, 2024: 0.3081, 2025: 0.2488, 2026: 0.2197},
    "pais": {2023: 0.0502, 2024: 0.0671, 2025: 0.0808, 2026: 0.1309},
}


@pytest.fixture(scope="module")
def abierta(mart: Path) -> Iterator[Any]:
    base = conexion.abrir(conexion.version_publicada(mart))
    yield base
    base.close()


@pytest.fixture(scope="module")
def anuales(abierta: Any) -> pd.DataFrame:
    return preguntas.por_anio(abierta, "54")


@pytest.fixture(scope="module")
def meses(abierta: Any) -> pd.DataFrame:
    return preguntas.mes_a_mes(abierta, "54")


def _crudo(archivo: str) -> list[dict[str, str]]:
    with (CRUDOS / archivo).open(encoding="utf-8", newline="") as texto:
        return list(csv.DictReader(texto))


# ── IHH ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("dimension", ["producto", "pais"])
@pytest.mark.parametrize("anio", [2023, 2024, 2025, 2026])
def test_el_ihh_y_el_puesto_salen_del_archivo_crudo(
    abierta: Any, anio: int, dimension: str
) -> None:
    tabla = preguntas.ihh(abierta, anio, dimension)
    assert len(tabla) == 33
    propia = tabla.set_index("cod_departamento").loc["54"]
    assert propia["ihh_0_1"] == IHH[dimension][anio]
    # El puesto, contado aquí sobre el archivo: cuántos departamentos tienen un IHH menor.
    otros = [
        float(fila["ihh"])
        for fila in _crudo("ihh.csv")
        if (fila["anio"], fila["dimension"]) == (str(anio), dimension)
        and fila["ihh"]
        and fila["codigo"] not in ("", "00")
    ]
    assert propia["puesto"] == 1 + sum(ihh < IHH[dimension][anio] for ihh in otros)
    assert propia["n_evaluados"] == len(otros)
    assert propia["n_efectivo"] == pytest.approx(1 / IHH[dimension][anio])


def test_puestos_y_numero_efectivo_de_2024_a_mano(abierta: Any) -> None:
    # En 2024 doce departamentos tienen un IHH por producto menor que 0,3081: del Valle (0,0235) al
    # Tolima (0,2665). 1 ÷ 0,3081 = 3,2457.
    propia = preguntas.ihh(abierta, 2024, "producto").set_index("cod_departamento").loc["54"]
    assert (propia["puesto"], propia["n_evaluados"]) == (13, 31)
    assert round(propia["n_efectivo"], 1) == 3.2


def test_los_que_la_fuente_no_trae_quedan_sin_cifra_y_al_final(abierta: Any) -> None:
    tabla = preguntas.ihh(abierta, 2024, "producto")
    assert tabla["nombre"].tail(2).tolist() == ["Guaviare", "Vichada"]
    assert tabla["ihh_0_1"].tail(2).isna().all()
    figura = exportaciones.figura_de_tira(tabla, "producto", (), FUENTES, "claro")
    assert (
        "La fuente no trae Guaviare y Vichada: es sin dato, no cero."
        in (figura.layout.meta["notas"])
    )
    assert sum(len(traza.x) for traza in figura.data) == 31


def test_los_umbrales_son_los_de_la_fuente(abierta: Any) -> None:
    filas = [fila for fila in _crudo("ihh.csv") if fila["ihh"]]
    assert len(filas) > 250
    assert {exportaciones.clase_de(float(f["ihh"])) == f["clase"] for f in filas} == {True}
    assert [exportaciones.clase_de(x) for x in (0.1499, 0.15, 0.2499, 0.25)] == [
        "baja", "moderada", "moderada", "alta",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("anio", "dimension", "esperado"),
    [
        (2024, "producto", "En 2024 la canasta de Norte de Santander equivale a 3,2 productos "
         "iguales: IHH 0,308, concentración alta, puesto 13 de 31"),
        (2025, "pais", "En 2025 los destinos de Norte de Santander equivalen a 12,4 países "
         "iguales: IHH 0,081, concentración baja, puesto 2 de 33"),
        (2026, "producto", "De enero a agosto de 2026 la canasta de Norte de Santander equivale a "
         "4,6 productos iguales: IHH 0,220, concentración moderada, puesto 10 de 31"),
    ],
)  # fmt: skip
def test_el_hallazgo(abierta: Any, anio: int, dimension: str, esperado: str) -> None:
    tabla = preguntas.ihh(abierta, anio, dimension)
    assert exportaciones.hallazgo_de_ihh(tabla, dimension) == esperado


def test_el_hallazgo_sin_fila_propia_lo_dice(abierta: Any) -> None:
    tabla = preguntas.ihh(abierta, 2024, "producto")
    sin = tabla.assign(ihh_0_1=tabla["ihh_0_1"].where(tabla["cod_departamento"] != "54"))
    assert exportaciones.hallazgo_de_ihh(sin, "producto") == (
        "La fuente no trae el IHH de Norte de Santander en ese año"
    )


def test_las_tres_formas_de_ver_el_puesto(abierta: Any) -> None:
    tabla = preguntas.ihh(abierta, 2024, "producto")
    dibujos = exportaciones.dibujos_de_ihh(tabla, "producto", ("68",), FUENTES, "claro")
    tira, barras = dibujos["Gráfico"](), dibujos["Todos"]()
    propio = next(traza for traza in tira.data if traza.name == "Norte de Santander")
    assert list(propio.x) == [0.3081]
    assert tira.layout.xaxis.range[0] > tira.layout.xaxis.range[1]  # a la derecha es mejor
    assert [forma.x0 for forma in tira.layout.shapes if forma.name == "corte"] == [0.15, 0.25]
    assert "Menos es mejor." in tira.layout.meta["subtitulo"]
    (traza,) = barras.data
    assert list(traza.x)[:2] == [0.0235, 0.0478]  # el menos concentrado, arriba
    mapa = exportaciones.figura_de_mapa(
        leer_capa("departamentos"), tabla, "producto", FUENTES, "claro"
    )
    leyenda = [t.name for t in mapa.data if t.showlegend is not False]
    assert leyenda == [
        "Baja (menos de 0,15) (6)",
        "Moderada (de 0,15 a menos de 0,25) (5)",
        "Alta (0,25 o más) (20)",
        "Sin dato (2)",
    ]
    for figura in (tira, barras, mapa):
        assert estilo.sufijo_prohibido(figura) == []


def test_el_anio_sin_terminar_no_se_dibuja_ni_se_compara(abierta: Any) -> None:
    serie = preguntas.ihh_en_el_tiempo(abierta, "producto", ["54"])
    assert serie["corte"].tolist() == ["ene-dic"] * 3 + ["ene-ago"]
    figura = exportaciones.figura_en_el_tiempo(serie, "producto", FUENTES, "claro")
    (linea,) = [t for t in figura.data if t.mode == "lines+markers"]
    assert list(linea.x) == [2023, 2024, 2025]
    assert list(linea.y) == [0.3374, 0.3081, 0.2488]
    assert figura.layout.meta["titulo"] == (
        "La canasta se diversifica: el IHH por producto baja de 0,337 (2023) a 0,249 (2025), "
        "puesto 11 de 33"
    )
    notas = figura.layout.meta["notas"]
    assert "Puestos: 12 de 32 en 2023; 13 de 31 en 2024; 11 de 33 en 2025." in notas[1]
    assert notas[2] == (
        "Enero a agosto de 2026: 0,220, puesto 10 de 31. No se dibuja ni se compara: el año no ha "
        "terminado."
    )
    cortes = [forma.y0 for forma in figura.layout.shapes if forma.name == "corte"]
    assert cortes == [0.15, 0.25]


def test_el_cambio_no_cruza_de_una_edicion_a_otra(abierta: Any) -> None:
    serie = preguntas.ihh_en_el_tiempo(abierta, "producto", ["54"])
    serie.loc[serie["anio"] == 2023, "edicion"] = "2025-10"
    titulo = exportaciones.hallazgo_en_el_tiempo(serie, "producto")
    assert "0,308 (2024)" in titulo
    assert "2023" not in titulo


def test_los_anios_se_rotulan_con_sus_meses_y_el_de_entrada_esta_completo(abierta: Any) -> None:
    anios = preguntas.anios(abierta)
    assert exportaciones.rotulos_de_anios(anios) == {
        "2023": "2023", "2024": "2024", "2025": "2025", "2026": "2026 (ene-ago)",
    }  # fmt: skip
    assert exportaciones.ultimo_completo(anios) == 2025
    assert exportaciones.anio_y_corte(anios, "2026") == (2026, "ene-ago")
    assert exportaciones.aviso_de_anio_incompleto(2025, "ene-dic") == ""
    assert exportaciones.aviso_de_anio_incompleto(2026, "ene-ago").startswith(
        "2026 sólo cubre de enero a agosto y es provisional"
    )


# ── Valor exportado ────────────────────────────────────────────────────────────────────────────


def test_el_valor_anual_y_sus_variaciones_comparan_los_mismos_meses(anuales: pd.DataFrame) -> None:
    crudos: dict[int, float] = {}
    for fila in _crudo("mensual.csv"):
        if fila["codigo"] == "54":
            anio = int(fila["mes"][:4])
            crudos[anio] = crudos.get(anio, 0) + float(fila["fob_usd_millones"])
    filas = anuales.set_index("anio")
    for anio, millones in {2023: 1004.5, 2024: 807.3, 2025: 848.6, 2026: 390.4}.items():
        assert round(crudos[anio], 1) == millones
        assert filas.at[anio, "fob_usd"] == pytest.approx(crudos[anio] * 1e6)
    assert filas["n_meses"].tolist() == [12, 12, 12, 8]
    assert filas["corte"].tolist() == ["ene-dic"] * 3 + ["ene-ago"]
    assert pd.isna(filas.at[2023, "variacion_pct"])
    assert filas.at[2024, "variacion_pct"] == pytest.approx(100 * (807.274 / 1004.5 - 1))
    # Enero a agosto de 2025 son 584,917 millones (mensual.csv, filas 26 a 33).
    assert filas.at[2026, "fob_anterior_usd"] == pytest.approx(584.917e6)
    assert filas.at[2026, "variacion_pct"] == pytest.approx(100 * (390.36 / 584.917 - 1))


def test_el_hallazgo_de_valor(anuales: pd.DataFrame) -> None:
    assert exportaciones.hallazgo_de_valor(anuales) == (
        f"Norte de Santander exportó 848,6 millones de dólares en 2025, 5,1{FINO}% más que en "
        f"2024; de enero a agosto de 2026, 390,4 millones de dólares, 33,3{FINO}% menos que en los "
        "mismos meses de 2025"
    )


def test_las_barras_anuales_apartan_el_anio_incompleto(anuales: pd.DataFrame) -> None:
    figura = exportaciones.figura_por_anio(anuales, FUENTES, "claro")
    (barras,) = figura.data
    assert [round(x, 1) for x in barras.x] == [1004.5, 807.3, 848.6, 584.9, 390.4]
    acento, dorado = estilo.colores("claro").acento, estilo.colores("claro").dorado
    assert list(barras.marker.color) == [acento] * 3 + [dorado] * 2
    assert list(figura.layout.yaxis.ticktext)[-1] == "2026, enero a agosto"


def test_la_suma_de_doce_meses_solo_existe_con_los_doce(meses: pd.DataFrame) -> None:
    filas = meses.set_index("mes")
    assert filas["fob_12_meses_usd"].first_valid_index() == "2023-12"
    assert filas.at["2023-12", "fob_12_meses_usd"] == pytest.approx(1004.5e6)
    # Septiembre de 2025 a agosto de 2026: 110,191 + 55,876 + 42,748 + 54,889 + 390,36 = 654,064.
    assert filas.at["2026-08", "fob_12_meses_usd"] == pytest.approx(654.064e6)
    assert round(filas.at["2026-08", "participacion_pct"], 1) == 1.2
    figura = exportaciones.figura_de_doce_meses(meses, FUENTES, "claro")
    (linea,) = [t for t in figura.data if t.mode == "lines+markers"]
    assert len(linea.y) == 33
    assert max(linea.y) == pytest.approx(1004.5)
    assert figura.layout.meta["titulo"].endswith(
        "lo más alto fue 1.004,5 millones de dólares, hasta diciembre de 2023"
    )


def _marts(**tablas: str) -> Any:
    """Una base en memoria con las tablas pedidas, como ``marts.<tabla>``."""
    base = duckdb.connect()
    base.execute("attach ':memory:' as marts")
    for nombre, consulta in tablas.items():
        base.execute(f"create table marts.{nombre} as {consulta}")
    return base


MENSUALES = """
select t as cod_departamento, strftime(m, '%Y-%m') as mes, 10.0 as fob_usd,
    1.0 as peso_neto_miles_t, '2026-10' as edicion
from (values ('54'), ('00')) as v (t),
    unnest(generate_series(date '2020-01-01', date '2021-12-01', interval 1 month)) as u (m)
"""


def test_un_mes_que_falta_deja_sin_suma_los_once_siguientes() -> None:
    base = _marts(exportaciones_mensuales=MENSUALES)
    completa = preguntas.mes_a_mes(base, "54").set_index("mes")["fob_12_meses_usd"]
    assert completa.notna().sum() == 13
    assert set(completa.dropna()) == {120.0}
    base.execute(
        "delete from marts.exportaciones_mensuales "
        "where mes = '2020-12' and cod_departamento = '54'"
    )
    con_hueco = preguntas.mes_a_mes(base, "54").set_index("mes")["fob_12_meses_usd"]
    # Sin 2020-12 no hay doce meses seguidos hasta 2021-12.
    assert con_hueco.dropna().to_dict() == {"2021-12": 120.0}


def test_la_variacion_no_se_calcula_con_meses_distintos_ni_entre_ediciones() -> None:
    base = _marts(exportaciones_mensuales=MENSUALES)
    assert preguntas.por_anio(base, "54")["variacion_pct"].tolist()[1] == 0
    base.execute("update marts.exportaciones_mensuales set edicion = '2025' where mes < '2021'")
    assert preguntas.por_anio(base, "54")["variacion_pct"].isna().all()
    base.execute("update marts.exportaciones_mensuales set edicion = '2026-10'")
    base.execute("delete from marts.exportaciones_mensuales where mes = '2020-03'")
    filas = preguntas.por_anio(base, "54").set_index("anio")
    assert filas.at[2020, "n_meses"] == 11
    assert pd.isna(filas.at[2021, "variacion_pct"])


# ── Quién concentra, con un detalle inventado ──────────────────────────────────────────────────

# 600 de carbón (400 y 200), 300 de café y 100 de ropa: participaciones de 0,6, 0,3 y 0,1.
DETALLE = """
select * from (values
    ('54', 2025, 'ene-dic', 'carbón', 'Brasil', 400.0, '2026', 'detalle_2026'),
    ('54', 2025, 'ene-dic', 'carbón', 'Turquía', 200.0, '2026', 'detalle_2026'),
    ('54', 2025, 'ene-dic', 'café', 'Brasil', 300.0, '2026', 'detalle_2026'),
    ('54', 2025, 'ene-dic', 'ropa', 'Panamá', 100.0, '2026', 'detalle_2026'),
    ('68', 2025, 'ene-dic', 'palma', 'Brasil', 900.0, '2026', 'detalle_2026')
) as v (cod_departamento, anio, corte, producto, pais, fob_usd, edicion, fuente_id)
"""


def test_quien_concentra_por_producto_y_por_pais() -> None:
    base = _marts(exportaciones=DETALLE)
    productos = preguntas.detalle(base, "54", 2025, "producto")
    assert productos["nombre"].tolist() == ["carbón", "café", "ropa"]
    assert productos["participacion_pct"].tolist() == pytest.approx([60, 30, 10])
    assert productos["cuadrado_0_1"].sum() == pytest.approx(0.46)
    assert productos["aporte_ihh_pct"].tolist() == pytest.approx(
        [100 * 0.36 / 0.46, 100 * 0.09 / 0.46, 100 * 0.01 / 0.46]
    )
    paises = preguntas.detalle(base, "54", 2025, "pais")
    assert paises["nombre"].tolist() == ["Brasil", "Turquía", "Panamá"]
    assert paises["participacion_pct"].tolist() == pytest.approx([70, 20, 10])
    assert preguntas.detalle(base, "54", 2024, "producto").empty
    assert preguntas.sin_el_primero(base, "54", 2024, "producto").empty


def test_el_ihh_sin_el_primero_vuelve_a_llevar_las_demas_a_uno() -> None:
    base = _marts(exportaciones=DETALLE)
    (fila,) = preguntas.sin_el_primero(base, "54", 2025, "producto").to_dict("records")
    assert fila["nombre"] == "carbón"
    assert fila["ihh_0_1"] == pytest.approx(0.46)
    # Sin el carbón quedan 0,75 y 0,25: 0,5625 + 0,0625 = 0,625.
    assert fila["ihh_sin_primero_0_1"] == pytest.approx(0.625)
    resumen = preguntas.sin_el_primero(base, "54", 2025, "producto")
    assert exportaciones.hallazgo_de_detalle(resumen, "producto") == (
        f"carbón es el 60,0{FINO}% de lo exportado: el IHH por producto es 0,460 y sin él sería "
        "0,625"
    )
    # Con un solo producto no hay «sin el primero».
    solo = preguntas.sin_el_primero(base, "68", 2025, "producto")
    assert pd.isna(solo.at[0, "ihh_sin_primero_0_1"])
    assert exportaciones.hallazgo_de_detalle(solo, "producto").endswith("1,000 y no hay otro")


def test_las_figuras_del_detalle_dibujan_sus_valores() -> None:
    base = _marts(exportaciones=DETALLE)
    detalle = preguntas.detalle(base, "54", 2025, "producto")
    resumen = preguntas.sin_el_primero(base, "54", 2025, "producto")
    dibujos = exportaciones.dibujos_de_detalle(
        detalle, resumen, 2025, "producto", FUENTES, "oscuro"
    )
    (barras,) = dibujos["Gráfico"]().data
    assert list(barras.x) == pytest.approx([78.26, 19.57, 2.17], abs=0.01)
    areas = dibujos["Áreas"]()
    (arbol,) = areas.data
    assert list(arbol.values) == pytest.approx([60, 30, 10])
    assert list(arbol.labels) == ["carbón", "café", "ropa"]
    assert list(arbol.text) == [f"60,0{FINO}%", f"30,0{FINO}%", f"10,0{FINO}%"]
    assert estilo.sufijo_prohibido(areas) == []


def test_los_demas_se_juntan_sin_cambiar_los_totales() -> None:
    partes = pd.DataFrame(
        {
            "nombre": [f"p{i}" for i in range(20)],
            "corte": "ene-dic",
            "fob_usd": [float(20 - i) for i in range(20)],
            "participacion_pct": [5.0] * 20,
            "cuadrado_0_1": [0.0025] * 20,
            "aporte_ihh_pct": [5.0] * 20,
        }
    )
    corta = exportaciones.resumir_los_demas(partes, cuantos=12)
    assert len(corta) == 13
    assert corta["nombre"].iloc[-1] == "Los demás (8)"
    for columna in ("fob_usd", "participacion_pct", "cuadrado_0_1", "aporte_ihh_pct"):
        assert corta[columna].sum() == pytest.approx(partes[columna].sum())
    assert len(exportaciones.resumir_los_demas(partes.head(13), cuantos=12)) == 13


def test_sin_detalle_se_dice_y_se_nombra_el_que_hay(abierta: Any) -> None:
    vacio = preguntas.con_detalle(abierta)
    assert vacio.empty
    aviso = exportaciones.aviso_sin_detalle(2026, "ene-ago", "pais", vacio)
    assert aviso.startswith(
        "No se sabe qué países concentran las exportaciones de enero a agosto de 2026"
    )
    assert aviso.endswith("Hoy no hay detalle cargado de ningún departamento.")
    hay = pd.DataFrame([{"nombre": "Santander", "anio": 2025}])
    assert exportaciones.aviso_sin_detalle(2025, "ene-dic", "producto", hay).endswith(
        "Sí hay detalle de Santander 2025."
    )


def _declarar_detalle(arbol: Arbol, filas: list[str]) -> None:
    """Sigue los pasos que la página escribe: guardar el detalle y copiar la declaración."""
    ruta = arbol.crudo("exportaciones/2026-11/detalle.csv")
    ruta.parent.mkdir(parents=True)
    encabezado = exportaciones.CARGA_DE_DETALLE.plantilla.decode("utf-8").strip()
    texto = "\n".join([encabezado, *filas]) + "\n"
    ruta.write_text(texto, encoding="utf-8", newline="\n")
    copia = (arbol.rutas.fuentes / "exportaciones_2026_10.yml").read_text(encoding="utf-8")
    cabeza, resto = copia.split("archivos:\n")
    bloque = resto.split("  - ruta: ")[1].replace(
        "exportaciones/2026-10/ihh.csv", "exportaciones/2026-11/detalle.csv"
    )
    declaracion = (
        cabeza.replace("fuente_id: exportaciones_2026_10", "fuente_id: exportaciones_2026_11")
        .replace('edicion: "2026-10"', 'edicion: "2026-11"')
        + "archivos:\n  - ruta: "
        + bloque.replace("tabla: ihh", "tabla: detalle")
        + resto[resto.index("citas_de_fila:") :]
    )  # fmt: skip
    (arbol.rutas.fuentes / "exportaciones_2026_11.yml").write_text(
        declaracion, encoding="utf-8", newline="\n"
    )


FILAS_DE_DETALLE = [
    "Norte de Santander,54,2025,ene-dic,2701120010,Brasil,600,F027",
    "Norte de Santander,54,2025,ene-dic,0901119000,Brasil,300,F027",
    "Norte de Santander,54,2025,ene-dic,6109100000,Panamá,100,F027",
]


@pytest.mark.lento
def test_los_pasos_que_la_pagina_escribe_cargan_el_detalle(arbol: Arbol) -> None:
    _declarar_detalle(arbol, FILAS_DE_DETALLE)
    for orden in (["firmar", "--fuente", "exportaciones_2026_11"], ["contar"], ["construir"]):
        corrida = correr(*orden, raiz=arbol.raiz)
        assert corrida.returncode == 0, corrida.stdout + corrida.stderr
    base = conexion.abrir(conexion.version_publicada(arbol.rutas.mart))
    detalle = preguntas.detalle(base, "54", 2025, "producto")
    assert detalle["nombre"].tolist() == ["2701120010", "0901119000", "6109100000"]
    assert detalle["fuente_id"].unique().tolist() == ["exportaciones_2026_11"]
    assert preguntas.con_detalle(base)["nombre"].tolist() == ["Norte de Santander"]
    # El IHH publicado no se mueve: el detalle no lo reemplaza.
    assert preguntas.ihh(base, 2025, "producto").set_index("cod_departamento").at[
        "54", "ihh_0_1"
    ] == 0.2488  # fmt: skip


@pytest.mark.parametrize(
    ("fila", "mensaje"),
    [
        (FILAS_DE_DETALLE[0].replace(",600,", ",-1,"), "entre 0 y 1e+11"),
        (FILAS_DE_DETALLE[0].replace(",54,", ",68,"), "no son del mismo lugar"),
        (FILAS_DE_DETALLE[1], "clave repetida"),
        (FILAS_DE_DETALLE[0].replace("2701120010", " "), "un producto"),
    ],
)
def test_un_detalle_malo_no_se_publica(arbol: Arbol, fila: str, mensaje: str) -> None:
    _declarar_detalle(arbol, [FILAS_DE_DETALLE[1], fila])
    firmada = correr("firmar", "--fuente", "exportaciones_2026_11", raiz=arbol.raiz)
    assert firmada.returncode == 0, firmada.stderr
    corrida = correr("construir", raiz=arbol.raiz)
    assert corrida.returncode != 0
    assert mensaje in corrida.stdout + corrida.stderr
    assert not arbol.rutas.mart.exists()


def test_la_plantilla_del_detalle_esta_vacia() -> None:
    carga = exportaciones.CARGA_DE_DETALLE
    assert carga.plantilla.decode("utf-8").strip().split(",") == list(carga.columnas)
    assert len(carga.plantilla.splitlines()) == 1


# ── Calculadora ────────────────────────────────────────────────────────────────────────────────


def _ejercicio(*partes: int, demas: int = 10) -> calculadora.Ejercicio:
    return calculadora.Ejercicio(partes, demas)


def test_el_ihh_del_reparto_de_partida_a_mano() -> None:
    inicial = calculadora.Ejercicio(
        calculadora.REPARTO_DEL_EJERCICIO, calculadora.DEMAS_DEL_EJERCICIO
    )
    # 0,40² + 0,20² + 0,15² + 0,10² + 0,05² + 0,10²/10 = 0,16 + 0,04 + 0,0225 + 0,01 + 0,0025 +
    # 0,001 = 0,236.
    assert inicial.ihh == pytest.approx(0.236)
    assert inicial.n_efectivo == pytest.approx(4.2373, abs=1e-4)
    assert inicial.clase == "moderada"


def test_el_puesto_del_ejercicio_se_cuenta_entre_los_del_anio(abierta: Any) -> None:
    tabla = preguntas.ihh(abierta, 2025, "producto")
    # En 2025 diez departamentos tienen menos de 0,236: del Valle (0,0288) a Antioquia (0,1966).
    assert _ejercicio(40, 20, 15, 10, 5, 10).puesto_entre(tabla) == (11, 33)
    # Guaviare, Vaupés y Amazonas también tienen un solo producto: comparten el puesto 30.
    assert _ejercicio(100, 0, 0, 0, 0, 0).puesto_entre(tabla) == (30, 33)
    assert _ejercicio(0, 0, 0, 0, 0, 100, demas=100).puesto_entre(tabla) == (1, 33)


def test_el_ejercicio_empatado_comparte_puesto_y_no_cuenta_al_propio() -> None:
    tabla = pd.DataFrame(
        {
            "cod_departamento": ["54", "68", "05", "08"],
            "ihh_0_1": [0.01, 0.25, 0.25, 0.9],
        }
    )
    # 0,5 en uno y 0,5 entre muchos: 0,25 + 0,25/100 = 0,2525; 50-0-0-0-0-50 con uno solo: 0,5.
    assert _ejercicio(50, 0, 0, 0, 0, 50, demas=1).puesto_entre(tabla) == (3, 4)
    exacto = _ejercicio(50, 0, 0, 0, 0, 50, demas=100)
    assert exacto.ihh == pytest.approx(0.2525)
    empatada = tabla.assign(ihh_0_1=[0.01, 0.2525, 0.1, 0.9])
    assert exacto.puesto_entre(empatada) == (2, 4)


def test_los_aportes_del_ejercicio_suman_el_ihh_entero() -> None:
    aportes = _ejercicio(40, 20, 15, 10, 5, 10).aportes("pais")
    assert aportes["valor"].sum() == pytest.approx(100)
    assert aportes["etiqueta"].tolist() == [
        "País 1", "País 2", "País 3", "País 4", "País 5", "Los demás (10 países)",
    ]  # fmt: skip
    assert aportes["valor"].iloc[0] == pytest.approx(100 * 0.16 / 0.236)


def test_la_frase_del_ejercicio_no_se_confunde_con_lo_publicado(abierta: Any) -> None:
    tabla = preguntas.ihh(abierta, 2025, "producto")
    frase = calculadora.frase_del_ejercicio(_ejercicio(40, 20, 15, 10, 5, 10), tabla, "producto")
    assert frase == (
        "Con este reparto el IHH sería 0,236, como 4,2 productos iguales: concentración moderada y "
        "puesto 11 de 33. El publicado de 2025 es 0,249, puesto 11 de 33."
    )
    figura = calculadora.figura_del_ejercicio(
        _ejercicio(40, 20, 15, 10, 5, 10), tabla, "producto", FUENTES, "claro"
    )
    assert figura.layout.meta["titulo"].startswith("Ejercicio:")
    assert "Reparto inventado" in figura.layout.meta["subtitulo"]


@pytest.mark.parametrize("pesos", [(0, 0, 0, 0, 0, 0), (50, -1, 15, 10, 5, 10)])
def test_un_ejercicio_sin_pesos_o_con_uno_negativo_no_existe(pesos: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="alguno mayor que 0"):
        calculadora.Ejercicio(pesos, 10)


@given(st.lists(st.integers(0, 100), min_size=2, max_size=8).filter(any), st.integers(2, 9))
def test_las_participaciones_suman_uno_y_solo_importa_la_proporcion(
    pesos: list[int], veces: int
) -> None:
    ejercicio = _ejercicio(*pesos)
    assert sum(ejercicio.participaciones) == pytest.approx(1)
    assert 1 / (len(pesos) - 1 + 10) - 1e-9 <= ejercicio.ihh <= 1 + 1e-9
    assert _ejercicio(*(peso * veces for peso in pesos)).ihh == pytest.approx(ejercicio.ihh)


# ── Comparación con el IDC ─────────────────────────────────────────────────────────────────────


def test_el_idc_coincide_en_2024_y_difiere_en_2023(abierta: Any) -> None:
    comparacion = preguntas.y_el_idc(abierta, "54")
    filas = {(f["dimension"], f["anio"]): f for f in comparacion.to_dict("records")}
    assert set(filas) == {(d, a) for d in ("producto", "pais") for a in (2023, 2024)}
    # idc/2024/indicadores.csv: SOF-1-2 y SOF-1-1 de 2024, dato de 2023.
    assert round(filas["producto", 2023]["ihh_idc_0_1"], 3) == 0.327
    assert round(filas["pais", 2023]["ihh_idc_0_1"], 3) == 0.047
    assert round(filas["producto", 2024]["ihh_idc_0_1"], 3) == 0.308
    assert round(filas["pais", 2024]["ihh_idc_0_1"], 3) == 0.067
    assert filas["producto", 2024]["tipo_cifra"] == "calculado"
    assert exportaciones.frase_del_idc(comparacion) == (
        "El IDC y esta fuente coinciden en el dato de 2024 y difieren en el de 2023."
    )
    tabla = exportaciones.tabla_del_idc(comparacion)
    assert tabla["¿Coincide?"].tolist() == ["no", "sí", "no", "sí"]
    assert tabla["Puesto en el IDC"].tolist() == ["10 de 33", "13 de 33", "1 de 33", "1 de 33"]
