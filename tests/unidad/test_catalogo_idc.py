"""La identidad de los indicadores del IDC por su nombre y la ficha de los que no se catalogan."""

from __future__ import annotations

import csv

import pandas as pd
import pytest

from pipelines.catalogo_idc import COLUMNAS, en_clave, fichas, identificar
from pipelines.lote import leer_homologacion
from pipelines.registro import leer_yaml
from pipelines.rutas import RUTAS

CONOCIDOS = {"Tasa de desempleo": "idc_lab_1_2"}
PILARES = {"INS": "Instituciones", "LAB": "Mercado laboral", "SAL": "Salud"}


def tabla(*filas: tuple[str, str, str], **mas: object) -> pd.DataFrame:
    """Filas de (edición, código, nombre)."""
    columnas = ["fuente_id", "cod_indicador", "indicador"]
    return pd.DataFrame(filas, columns=columnas).assign(**mas)


def ids(leida: pd.DataFrame) -> list[str]:
    return list(identificar(leida, "cod_indicador", "indicador", "indicador", CONOCIDOS))


@pytest.mark.parametrize(
    ("nombre", "clave"),
    [
        ("Emisiones de CO2 de fuentes fijas", "emisiones_de_co2_de_fuentes_fijas"),
        ("  Cobertura de vacunación (DTP) ", "cobertura_de_vacunacion_dtp"),
        ("Año", "ano"),
        ("TASA DE DESEMPLEO", "tasa_de_desempleo"),
    ],
)
def test_el_nombre_sin_tildes_ni_signos(nombre: str, clave: str) -> None:
    assert en_clave(nombre) == clave


def test_un_indicador_se_reconoce_por_su_nombre_y_no_por_su_codigo() -> None:
    leida = tabla(
        ("e2024", "LAB-1-2", "Tasa de desempleo"),
        ("e2024", "INS-2-1", "Autonomía fiscal"),
        # En la edición siguiente los mismos códigos son de otros indicadores.
        ("e2026", "LAB-1-2", "Autonomía Fiscal"),
        ("e2026", "INS-2-1", "Tasa de desempleo"),
    )
    assert ids(leida) == [
        "idc_lab_1_2", "idc_indicador_autonomia_fiscal",
        "idc_indicador_autonomia_fiscal", "idc_lab_1_2",
    ]  # fmt: skip


def test_dos_que_se_llaman_igual_en_una_edicion_se_separan_por_codigo() -> None:
    leida = tabla(("e2024", "SAL-1-1", "Cobertura"), ("e2024", "EDU-1-1", "Cobertura"))
    assert ids(leida) == ["idc_indicador_cobertura_sal_1_1", "idc_indicador_cobertura_edu_1_1"]


def test_la_ficha_dice_lo_que_la_base_dice_y_nada_mas() -> None:
    indicadores = tabla(
        ("e2024", "LAB-1-2", "Tasa de desempleo"),
        ("e2024", "INS-4-1", "Tasa de homicidios"),
        ("e2024", "INS-4-1", "Tasa de homicidios"),
        anio_edicion=2024, inversa="sí",
        # Tres cifras del valor de en medio, 0,0098: cinco decimales.
        valor_original=pd.array([1.0, 0.0098, None], dtype="Float64"),
    )  # fmt: skip
    indicadores["indicador_id"] = ids(indicadores)
    subpilares = pd.DataFrame(
        {
            "fuente_id": ["e2024"], "cod_subpilar": ["INS-4"], "subpilar": ["Seguridad"],
            "anio_edicion": [2024], "indicador_id": ["idc_subpilar_seguridad"],
        }
    )  # fmt: skip
    estructura = pd.DataFrame(
        {
            "fuente_id": ["e2024"], "cod_indicador": ["INS-4-1"], "pilar": ["Instituciones"],
            "subpilar": ["INS-4 Seguridad"], "factor": ["Condiciones habilitantes"],
            "anios_corte": ["2018-2023"],
        }
    )  # fmt: skip
    hechas = fichas(indicadores, subpilares, estructura, PILARES, CONOCIDOS)
    assert list(hechas.columns) == COLUMNAS
    # La tasa de desempleo ya está en el catálogo: no se repite.
    assert list(hechas["indicador_id"]) == [
        "idc_indicador_tasa_de_homicidios", "idc_subpilar_seguridad",
    ]  # fmt: skip
    homicidios, seguridad = hechas.to_dict("records")
    assert homicidios["nombre"] == "Tasa de homicidios (IDC INS-4-1)"
    assert (homicidios["unidad"], homicidios["decimales"]) == ("no_declarada", 5)
    assert homicidios["sentido"] == "menos_es_mejor"
    assert pd.isna(homicidios["formula"])
    assert homicidios["descripcion"] == (
        "Indicador del Índice Departamental de Competitividad del pilar Instituciones, subpilar "
        "Seguridad (factor Condiciones habilitantes), con datos de 2018-2023. La base web no dice "
        "su unidad, su fórmula ni de qué fuente primaria sale: el dato se muestra como viene. El "
        "puntaje de 0 a 10 ya viene invertido: en él más es mejor."
    )
    assert homicidios["advertencias"].split(" · ")[-1] == "menos_es_mejor"
    assert (seguridad["unidad"], seguridad["cod_pilar"]) == ("puntaje_0_10", "INS")
    assert seguridad["sentido"] == "mas_es_mejor"


def test_sin_estructura_no_se_inventa_el_pilar() -> None:
    indicadores = tabla(
        ("e2026", "INS-9-1", "Otro"), anio_edicion=2026, inversa="no",
        valor_original=pd.array([None], dtype="Float64"),
    )  # fmt: skip
    indicadores["indicador_id"] = ids(indicadores)
    vacia = pd.DataFrame(columns=["fuente_id", "cod_indicador"])
    sin = pd.DataFrame(columns=["indicador_id"])
    (ficha,) = fichas(indicadores, sin, vacia, PILARES, {}).to_dict("records")
    assert ficha["descripcion"].startswith("Indicador del Índice Departamental de Competitividad.")
    assert ficha["decimales"] == 0


def test_la_homologacion_nombra_los_dieciseis_del_catalogo_como_la_base() -> None:
    codigos = leer_homologacion(RUTAS, "indicadores_idc.csv", "indicador_id").codigos
    catalogo = {i["indicador_id"] for i in leer_yaml(RUTAS.pipelines / "indicadores.yml")}
    assert len(codigos) == len(set(codigos.values())) == 16
    assert set(codigos.values()) <= catalogo
    for edicion in ("2024", "2025"):
        ruta = RUTAS.datos_crudos / "idc" / edicion / "indicadores.csv"
        with ruta.open(encoding="utf-8") as archivo:
            suyos = {f["indicador"]: f["cod_indicador"] for f in csv.DictReader(archivo)}
        assert {
            nombre: "idc_" + codigo.lower().replace("-", "_") for nombre, codigo in suyos.items()
        } == codigos
