"""Rótulo, unidad y formato de cada columna, leídos del diccionario único de los pipelines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import pandas as pd
import yaml

from pipelines.rutas import RUTAS
from tablero.formato import formatear, lista


@cache
def _diccionario() -> dict[str, dict[str, Any]]:
    contenido = (RUTAS.pipelines / "diccionario.yml").read_text(encoding="utf-8")
    diccionario: dict[str, dict[str, Any]] = yaml.safe_load(contenido)
    return diccionario


def esta_descrita(columna: str) -> bool:
    """Si la columna está en el diccionario."""
    return columna in _diccionario()


def etiqueta(columna: str) -> str:
    """Cómo se llama la columna en pantalla. Lanza ``KeyError`` si no está en el diccionario."""
    return str(_diccionario()[columna]["etiqueta"])


def descripcion(columna: str) -> str:
    return str(_diccionario()[columna]["descripcion"])


def unidad(columna: str) -> str:
    """Clave de la unidad (``pipelines/unidades.yml``)."""
    return str(_diccionario()[columna]["unidad"])


@cache
def _unidades() -> dict[str, dict[str, Any]]:
    contenido = (RUTAS.pipelines / "unidades.yml").read_text(encoding="utf-8")
    unidades: dict[str, dict[str, Any]] = yaml.safe_load(contenido)
    return unidades


@cache
def _departamentos() -> dict[str, str]:
    """Nombre de cada departamento por su código de dos cifras."""
    capa = json.loads((RUTAS.geo / "departamentos.geojson").read_text(encoding="utf-8"))
    propiedades = [rasgo["properties"] for rasgo in capa["features"]]
    return {p["cod_departamento"]: p["nombre"] for p in propiedades}


def filtro_en_palabras(filtro: str, valores: Sequence[str]) -> str:
    """«Departamento: Norte de Santander y Cauca», de ``departamento`` y sus códigos o nombres.

    El filtro se llama como su columna, si es una del diccionario.
    """
    rotulo = filtro[:1].upper() + filtro[1:].replace("_", " ")
    if filtro in _diccionario():
        rotulo = etiqueta(filtro)
    if filtro == "departamento":
        valores = [_departamentos().get(valor, valor) for valor in valores]
    return f"{rotulo}: {lista(valores)}"


def etiqueta_de_unidad(clave: str) -> str:
    """Cómo se lee una unidad: «por_1000_hab» → «por cada 1.000 habitantes»."""
    return str(_unidades()[clave]["etiqueta"])


def formatear_columna(columna: str, valor: Any) -> str:
    """Un valor como se lee en pantalla, según la unidad y los decimales de su columna."""
    return formatear(valor, unidad(columna), _diccionario()[columna].get("decimales"))


def tabla_legible(datos: pd.DataFrame) -> pd.DataFrame:
    """La misma tabla con encabezados y celdas como se leen. Las celdas quedan como texto.

    Con ``puesto`` y ``n_evaluados`` queda una sola columna: «22 de 33». Con ``unidad``, el valor y
    sus límites van en la de su fila.
    """
    return pd.DataFrame(
        {
            etiqueta(columna): _celdas(datos, columna)
            for columna in datos.columns
            if columna != "n_evaluados" or "puesto" not in datos
        }
    )


_SIN_UNIDAD = "no_declarada"
_EN_LA_UNIDAD_DE_LA_FILA = ("valor", "lim_inf", "lim_sup")


def _celdas(datos: pd.DataFrame, columna: str) -> list[str]:
    valores = datos[columna]
    if unidad(columna) == "puesto" and "n_evaluados" in datos:
        parejas = zip(valores, datos["n_evaluados"], strict=True)
        return [formatear(valor, "puesto", de=de) for valor, de in parejas]
    if columna in _EN_LA_UNIDAD_DE_LA_FILA and "unidad" in datos:
        parejas = zip(valores, datos["unidad"], strict=True)
        return [formatear(valor, clave, corto=True) for valor, clave in parejas]
    if columna == "dato_original" and "unidad_del_dato" in datos:
        callada = etiqueta_de_unidad(_SIN_UNIDAD)
        return [
            formatear(valor, _SIN_UNIDAD)
            if medida == callada
            else formatear_columna(columna, valor)
            for valor, medida in zip(valores, datos["unidad_del_dato"], strict=True)
        ]
    if columna == "unidad":
        return [etiqueta_de_unidad(clave) for clave in valores]
    return [formatear_columna(columna, valor) for valor in valores]


def solo_descritas(datos: pd.DataFrame) -> pd.DataFrame:
    """La tabla sin las columnas que no están en el diccionario, que no se bajan.

    Son las que una consulta trae sólo para la pantalla (el ícono de un estado, la cita).
    """
    return datos[[columna for columna in datos if columna in _diccionario()]]


def diccionario_de(datos: pd.DataFrame) -> pd.DataFrame:
    """Significado de las columnas de una tabla, para la hoja Diccionario de una descarga."""
    return pd.DataFrame(
        [
            {
                "columna": columna,
                "etiqueta": etiqueta(columna),
                "unidad": unidad(columna),
                "descripcion": descripcion(columna),
            }
            for columna in datos.columns
        ]
    )
