"""Qué indicador es cada columna de la base del IDC, y la ficha de los que no están en el catálogo.

Los códigos del publicador cambian de dueño entre ediciones (fuentes, §1.2): un indicador se
reconoce por su nombre. Los del catálogo (``pipelines/indicadores.yml``) están en
``homologacion/indicadores_idc.csv``; la ficha de los demás se arma con lo que la base dice de
ellos. Lo que no dice (unidad, fórmula, fuente primaria) queda sin decir.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping

import pandas as pd

from pipelines.declaraciones import SEPARADOR

COLUMNAS = [
    "indicador_id", "nombre", "nombre_corto", "unidad", "decimales", "sentido", "nivel", "familia",
    "frecuencia", "formula", "descripcion", "advertencias", "sinonimos", "cod_pilar",
]  # fmt: skip
UNIDAD = "no_declarada"
_ADVERTENCIAS = ["edicion_recalculada", "rezago_del_dato"]
_CIFRAS = 3
_MAXIMO_DE_DECIMALES = 6
_DE_SUBPILAR = "Promedio simple de sus indicadores normalizados de 0 a 10; se omiten los faltantes."


def en_clave(nombre: str) -> str:
    """«Emisiones de CO2 (fijas)» → «emisiones_de_co2_fijas»: el nombre sin tildes ni signos."""
    llano = unicodedata.normalize("NFKD", nombre.casefold())
    llano = "".join(letra for letra in llano if not unicodedata.combining(letra))
    return "_".join(re.findall(r"[a-z0-9]+", llano))


def identificar(
    tabla: pd.DataFrame, codigo: str, nombre: str, prefijo: str, conocidos: Mapping[str, str]
) -> pd.Series:
    """El ``indicador_id`` de cada fila, por su nombre.

    ``conocidos``: nombre en la fuente → el del catálogo. Si en una edición dos códigos se llaman
    igual, el nombre no basta y el código entra en el identificador.
    """
    parejas = tabla[["fuente_id", codigo, nombre]].drop_duplicates()
    parejas = parejas.assign(clave=[en_clave(texto) for texto in parejas[nombre]])
    repetidas = parejas.duplicated(["fuente_id", "clave"], keep=False)
    catalogo = {en_clave(texto): indicador for texto, indicador in conocidos.items()}
    ids = {}
    for fila, repetida in zip(parejas.to_dict("records"), repetidas, strict=True):
        clave = f"{fila['clave']}_{en_clave(fila[codigo])}" if repetida else fila["clave"]
        ids[fila["fuente_id"], fila[codigo], fila[nombre]] = (
            catalogo.get(clave) or f"idc_{prefijo}_{clave}"
        )
    filas = zip(tabla["fuente_id"], tabla[codigo], tabla[nombre], strict=True)
    return pd.Series([ids[fila] for fila in filas], index=tabla.index, dtype="str")


def _decimales(valores: pd.Series) -> int:
    """Los que dejan ver tres cifras del valor de en medio: sin unidad no hay otra costumbre."""
    medio = valores.abs()[valores != 0].median()
    if pd.isna(medio):
        return 0
    return min(max(_CIFRAS - 1 - math.floor(math.log10(medio)), 0), _MAXIMO_DE_DECIMALES)


def _ficha_de_indicador(
    fila: dict[str, str], pilar: str, valores: pd.Series, estructura: dict[str, str]
) -> dict[str, object]:
    inverso = fila["inversa"] == "sí"
    donde = ""
    if estructura:
        subpilar = estructura["subpilar"].partition(" ")[2]
        donde = f" del pilar {pilar}"
        donde += f", subpilar {subpilar}" if subpilar else ""
        donde += f" (factor {estructura['factor']})"
        if not pd.isna(estructura["anios_corte"]):
            donde += f", con datos de {estructura['anios_corte']}"
    return {
        "unidad": UNIDAD,
        "decimales": _decimales(valores),
        "sentido": "menos_es_mejor" if inverso else "mas_es_mejor",
        "formula": None,
        "descripcion": (
            f"Indicador del Índice Departamental de Competitividad{donde}. La base web no dice su "
            "unidad, su fórmula ni de qué fuente primaria sale: el dato se muestra como viene."
            + (" El puntaje de 0 a 10 ya viene invertido: en él más es mejor." if inverso else "")
        ),
        "advertencias": SEPARADOR.join([*_ADVERTENCIAS, *(["menos_es_mejor"] if inverso else [])]),
    }


def _ficha_de_subpilar(pilar: str) -> dict[str, object]:
    return {
        "unidad": "puntaje_0_10",
        "decimales": 2,
        "sentido": "mas_es_mejor",
        "formula": _DE_SUBPILAR,
        "descripcion": (
            f"Subpilar del pilar {pilar} del Índice Departamental de Competitividad. En el puntaje "
            "más siempre es mejor: los indicadores inversos ya vienen al revés."
        ),
        "advertencias": "edicion_recalculada",
    }


def fichas(
    indicadores: pd.DataFrame,
    subpilares: pd.DataFrame,
    estructura: pd.DataFrame,
    pilares: Mapping[str, str],
    conocidos: Mapping[str, str],
) -> pd.DataFrame:
    """Una fila por indicador o subpilar que no está en el catálogo, como la última edición lo da.

    ``estructura`` puede no traer la edición: entonces no se dice de qué pilar es. ``pilares``:
    código → nombre. Columnas: las de ``dim_indicadores`` y ``cod_pilar``.
    """
    de_estructura = {
        (fila["fuente_id"], fila["cod_indicador"]): fila for fila in estructura.to_dict("records")
    }
    del_catalogo = set(conocidos.values())
    nuevas = []
    for nivel, tabla, codigo, nombre in (
        ("indicador", indicadores, "cod_indicador", "indicador"),
        ("subpilar", subpilares, "cod_subpilar", "subpilar"),
    ):
        fuera = tabla[~tabla["indicador_id"].isin(del_catalogo)]
        for indicador_id, todas in fuera.groupby("indicador_id", sort=True):
            ultima = todas.sort_values("anio_edicion").iloc[-1]
            fila = {str(campo): str(valor) for campo, valor in ultima.items()}
            pilar = fila[codigo][:3]
            propia = todas[todas["fuente_id"] == fila["fuente_id"]]
            ficha = (
                _ficha_de_subpilar(pilares[pilar])
                if nivel == "subpilar"
                else _ficha_de_indicador(
                    fila,
                    pilares[pilar],
                    propia["valor_original"].astype(float),
                    de_estructura.get((fila["fuente_id"], fila[codigo]), {}),
                )
            )
            nuevas.append(
                {
                    "indicador_id": indicador_id,
                    "nombre": f"{fila[nombre]} (IDC {fila[codigo]})",
                    "nombre_corto": fila[nombre],
                    "nivel": "departamento",
                    "familia": "idc",
                    "frecuencia": "anual",
                    "sinonimos": SEPARADOR.join([fila[codigo], fila[nombre]]),
                    "cod_pilar": pilar,
                    **ficha,
                }
            )
    return pd.DataFrame(nuevas, columns=COLUMNAS).astype({"decimales": "Int64"})
