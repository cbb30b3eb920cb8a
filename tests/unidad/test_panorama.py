"""Lo que Panorama decide antes de dibujar: tarjetas, dibujos, textos alternativos y hallazgo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

from tablero import conexion, consultas
from tablero.formato import ESPACIO_FINO
from tablero.frases import frase_de_indicador
from tablero.mapas import leer_capa
from tablero.panorama import (
    CABECERAS,
    CIFRAS_DE_CAMARAS,
    SERIES,
    Tarjeta,
    armar_tarjetas,
    balance_de,
    figura_de_camaras,
    hallazgo_de_camaras,
    subtitulo_de_plan,
    tabla_de_incrementos,
    tabla_de_indicadores,
)

HALLAZGO = (
    f"La jurisdicción de Cúcuta reúne el 71{ESPACIO_FINO}% de los 60.620 registros activos y el "
    f"74{ESPACIO_FINO}% de la población, en 18 de 40 municipios"
)


@pytest.fixture(scope="module")
def pantalla(mart: Path) -> Iterator[Any]:
    abierta = conexion.abrir(conexion.version_publicada(mart))
    yield abierta
    abierta.close()


@pytest.fixture(scope="module")
def tarjetas(pantalla: Any) -> dict[str, Tarjeta]:
    """Las once tarjetas por su clave."""
    armadas = armar_tarjetas(
        consultas.indicadores_resultado(pantalla), partial(consultas.tramos, pantalla)
    )
    return {tarjeta.fila["clave"]: tarjeta for tarjeta in armadas}


@pytest.fixture(scope="module")
def camaras(pantalla: Any) -> pd.DataFrame:
    return consultas.camaras(pantalla)


def textos_de(svg: str) -> list[str]:
    raiz = ElementTree.fromstring(svg)
    return [str(nodo.text) for nodo in raiz.iter() if nodo.tag.endswith("text")]


# ── Tarjetas ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("clave", "valor"),
    [
        ("puesto_formalidad_laboral", "22 de 33"),
        ("puesto_exportaciones_nme", "3"),
        ("informalidad", f"62,8{ESPACIO_FINO}%"),
        ("creditos", "664 de 3.500"),
        ("nuevas_empresas", "11,00 por cada 10.000 habitantes"),
    ],
)
def test_valor_en_grande(tarjetas: dict[str, Tarjeta], clave: str, valor: str) -> None:
    assert tarjetas[clave].valor == valor


def test_toda_serie_declarada_tiene_datos_y_es_de_un_indicador_que_existe(
    tarjetas: dict[str, Tarjeta],
) -> None:
    assert set(SERIES) <= set(tarjetas)
    for clave, tarjeta in tarjetas.items():
        assert (tarjeta.serie is None) == (clave not in SERIES)
        if tarjeta.serie is not None:
            assert set(tarjeta.datos["edicion"]) == set(tarjeta.serie.ediciones)
            assert tarjeta.datos[tarjeta.serie.medida].notna().any()
            assert tarjeta.frase_de_serie
        else:
            assert tarjeta.frase_de_serie == ""
            assert tarjeta.fuentes_de_la_serie == []


def test_dibujos_por_tarjeta(tarjetas: dict[str, Tarjeta]) -> None:
    cuantos = {clave: len(tarjeta.dibujos("claro")) for clave, tarjeta in tarjetas.items()}
    assert cuantos == {
        # Recorrido a la meta y serie.
        "puesto_formalidad_laboral": 2, "puesto_densidad_empresarial": 2, "puesto_desempleo": 2,
        # Sin serie oficial, sólo el recorrido.
        "puesto_exportaciones_nme": 1, "creditos": 1,
        # Sin meta o sin cifra comparable, sólo la serie; la informalidad, ni eso.
        "nuevas_empresas": 1, "registros_renovados": 1, "pobreza_monetaria": 1,
        "pib_per_capita": 1, "diversificacion_exportadora": 1, "informalidad": 0,
    }  # fmt: skip


def test_el_texto_alternativo_dice_lo_mismo_que_la_tarjeta(tarjetas: dict[str, Tarjeta]) -> None:
    for tarjeta in tarjetas.values():
        alternativos = [alt for _, alt in tarjeta.dibujos("claro")]
        con_meta = tarjeta.fila["es_comparable"] and pd.notna(tarjeta.fila["meta"])
        if con_meta:
            assert alternativos.pop(0) == frase_de_indicador(tarjeta.fila)
        if tarjeta.serie is not None:
            assert alternativos == [f"{tarjeta.fila['serie_nombre']}: {tarjeta.frase_de_serie}"]


def test_cada_dibujo_es_un_svg_completo_y_cambia_con_el_tema(tarjetas: dict[str, Tarjeta]) -> None:
    for tarjeta in tarjetas.values():
        for (claro, alt), (oscuro, mismo) in zip(
            tarjeta.dibujos("claro"), tarjeta.dibujos("oscuro"), strict=True
        ):
            assert ElementTree.fromstring(claro).tag.endswith("svg")
            assert claro != oscuro
            assert alt == mismo
            assert textos_de(claro) == textos_de(oscuro)


def test_los_anios_del_recorrido_son_los_del_informe(tarjetas: dict[str, Tarjeta]) -> None:
    recorrido = textos_de(tarjetas["puesto_densidad_empresarial"].dibujos("claro")[0][0])
    assert {"Línea base 2023", "Avance 2025", "Meta 2027"} <= set(recorrido)
    assert {"15 de 33", "17 de 33", "12 de 33"} <= set(recorrido)


def test_la_pobreza_se_dibuja_cortada(tarjetas: dict[str, Tarjeta]) -> None:
    ((svg, alt),) = tarjetas["pobreza_monetaria"].dibujos("claro")
    assert svg.count("<polyline") == 2
    assert "51,9" in alt
    assert "‖" in alt


def test_los_avisos_son_los_motivos_y_las_notas(tarjetas: dict[str, Tarjeta]) -> None:
    avisos = tarjetas["informalidad"].avisos
    assert len(avisos) == 2
    assert "Cúcuta y área metropolitana" in avisos[0]


def test_balance_y_subtitulo(tarjetas: dict[str, Tarjeta]) -> None:
    propias = [t for t in tarjetas.values() if t.fila["periodo"] == "2024-2027"]
    assert balance_de(propias) == [
        "Cumplen su meta o mejoran: posición en exportaciones no minero-energéticas, posición en "
        "formalidad laboral y créditos para capital de trabajo y modernización.",
        "Empeoran o no se mueven: posición en densidad empresarial y posición en tasa de desempleo "
        "departamental.",
        "No se puede comparar: tasa de informalidad departamental.",
    ]
    assert subtitulo_de_plan(propias) == (
        "Cifras del informe de rendición de cuentas 2024-2025, consultado el 21 de noviembre de "
        "2026."
    )


def test_tabla_de_indicadores(tarjetas: dict[str, Tarjeta]) -> None:
    tabla = tabla_de_indicadores(list(tarjetas.values())).set_index("Indicador")
    assert len(tabla) == 11
    assert list(tabla.loc["Producto interno bruto departamental"])[2:] == [
        "sin dato", "22 (2022)", "sin dato", "Sin línea base ni meta",
    ]  # fmt: skip
    assert tabla.at["Incidencia de la pobreza monetaria", "Línea base"] == (
        f"51,9{ESPACIO_FINO}% (2019)"
    )


# ── Cámaras ────────────────────────────────────────────────────────────────────────────────────


def test_hallazgo_de_camaras(pantalla: Any, camaras: pd.DataFrame) -> None:
    cifras = consultas.cifras_de_informes(pantalla, CIFRAS_DE_CAMARAS)
    assert hallazgo_de_camaras(camaras, cifras) == HALLAZGO
    # El 74 % es cuenta nuestra: 1.237.346 de 1.673.562 habitantes.
    assert round(100 * 1_237_346 / 1_673_562) == 74


@pytest.mark.parametrize("tema", ["claro", "oscuro"])
def test_mapa_de_camaras(camaras: pd.DataFrame, tema: str) -> None:
    municipios = leer_capa("municipios")
    figura = figura_de_camaras(
        municipios, leer_capa("camaras"), camaras, HALLAZGO, ["Fuente A", "Fuente B"], tema
    )
    rellenas = [traza for traza in figura.data if traza.fill == "toself" and traza.hoverinfo]
    nombres = {str(traza.text or traza.name or traza.hovertext) for traza in rellenas}
    assert all(any(nombre in texto for texto in nombres) for nombre in municipios["nombre"])
    assert HALLAZGO in figura.layout.meta["alt"]
    escritos = " ".join(str(nota.text) for nota in figura.layout.annotations)
    plano = re.sub(r"<br>", " ", escritos)
    assert "Fuente A; Fuente B. Corte: 2023" in plano
    assert "población proyectada de 2025, edición 2018-2035" in plano
    sedes = municipios.set_index("divipola").loc[list(CABECERAS), "nombre"]
    assert all(sede in escritos for sede in sedes)


def test_tabla_de_incrementos(pantalla: Any) -> None:
    tabla = tabla_de_incrementos(consultas.incrementos_por_camara(pantalla))
    assert list(tabla.columns) == ["Año", "Cúcuta", "Ocaña", "Pamplona"]
    assert list(tabla["Año"]) == ["2019", "2020", "2021", "2022", "2023"]
    assert list(tabla["Cúcuta"]) == [
        "sólo en gráfico", "sólo en gráfico", f"12,35{ESPACIO_FINO}%", f"−1,25{ESPACIO_FINO}%",
        "sólo en gráfico",
    ]  # fmt: skip
    # Quince celdas: ocho con cifra y siete que dicen que sólo hay gráfico. Ninguna vacía.
    celdas = tabla.drop(columns="Año").to_numpy().ravel().tolist()
    assert celdas.count("sólo en gráfico") == 7
    assert all(str(celda).strip() for celda in celdas)
