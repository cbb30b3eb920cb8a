"""Las mismas cifras de la pantalla, en archivo: CSV internacional, CSV en español, Excel y Parquet.

Nada se recalcula ni se redondea: el archivo lleva el número entero que hay en el mart. Con la
misma tabla, los bytes son los mismos.
"""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TextIO
from zipfile import ZIP_DEFLATED, ZipInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from tablero.formato import es_vacio

FECHA_FIJA = datetime(2000, 1, 1)
"""Fecha que se escribe en todo libro y ZIP: sin ella, dos descargas iguales difieren."""

_LARGO_NOMBRE = 120
_ANCHO_COLUMNA = (8, 60)

# 240A es el español de Colombia. LibreOffice respeta esa configuración; Excel usa la del equipo.
_ES_CO = "[$-240A]"
_FORMATOS = {
    "pct": '0.0" %"',
    "pp": '0.0" p. p."',
    "puesto": "0",
    "anio": "0",
    "puntaje_0_10": "0.00",
    "puntaje_0_100": "0.0",
    "indice_0_1": "0.000",
    "cop": '"$ "#,##0',
    "usd": '"US$ "#,##0',
    "mill_cop": "#,##0",
    "miles_mill_cop": "#,##0",
    "mill_usd": "#,##0.0",
    "habitantes": "#,##0",
    "miles_t": "#,##0.0",
    "km2": "#,##0.0",
    "km": "#,##0.0",
    "por_10000_hab": "#,##0.00",
    "por_1000_hab": "#,##0.00",
}


def csv_internacional(df: pd.DataFrame) -> bytes:
    """UTF-8 sin marca, coma, punto decimal y fechas ISO: para programas y para R o Python."""
    return _csv(df, separador=",", decimal=".").encode("utf-8")


def csv_espanol(df: pd.DataFrame) -> bytes:
    """UTF-8 con BOM, punto y coma y coma decimal: se abre con doble clic en un Excel en español.

    Excel quita los ceros iniciales de los códigos al abrir un CSV; para conservarlos está ``xlsx``.
    """
    return _csv(df, separador=";", decimal=",").encode("utf-8-sig")


def _csv(df: pd.DataFrame, *, separador: str, decimal: str) -> str:
    salida = io.StringIO(newline="")
    escribir_csv(salida, df, separador=separador, decimal=decimal)
    return salida.getvalue()


def escribir_csv(
    salida: TextIO,
    df: pd.DataFrame,
    *,
    separador: str = ",",
    decimal: str = ".",
    encabezado: bool = True,
) -> None:
    """Las filas, al final de ``salida``: por partes y sin repetir el encabezado, un CSV tan largo
    como haga falta sin tenerlo entero en memoria."""
    escritor = csv.writer(salida, delimiter=separador, lineterminator="\r\n")
    if encabezado:
        escritor.writerow([neutralizar(str(c)) for c in df.columns])
    for fila in df.itertuples(index=False, name=None):
        escritor.writerow([_celda(valor, decimal) for valor in fila])


def celda_internacional(valor: Any) -> str:
    """Un valor como va en el CSV internacional."""
    return _celda(valor, ".")


def _celda(valor: Any, decimal: str) -> str:
    if es_vacio(valor):
        return ""
    if isinstance(valor, bool | np.bool_):
        return "sí" if valor else "no"
    if isinstance(valor, int | np.integer):
        return str(int(valor))
    if isinstance(valor, float | np.floating | Decimal):
        return _numero_en_texto(valor).replace(".", decimal)
    if isinstance(valor, datetime):
        return valor.isoformat(sep=" ")
    if isinstance(valor, date):
        return valor.isoformat()
    return neutralizar(str(valor))


def _numero_en_texto(valor: Any) -> str:
    """Todas las cifras del número, sin notación científica ni «.0» de relleno."""
    exacto = valor if isinstance(valor, Decimal) else Decimal(str(valor))
    if not exacto.is_finite():
        raise ValueError("La tabla trae un valor infinito: revise la división que lo produjo.")
    texto = format(exacto, "f")
    return texto.rstrip("0").rstrip(".") if "." in texto else texto


SOBRE_LAS_FORMULAS = (
    "En los CSV, el texto que empieza por =, +, -, @, tabulador o fin de línea lleva un apóstrofo "
    "delante, para que ninguna hoja de cálculo lo ejecute. En Excel va tal cual, en una celda de "
    "texto. Los números no cambian, tampoco los negativos."
)
"""Va en todo Léame: quien compare con la fuente debe saber de dónde salió ese apóstrofo."""

_PARECE_NUMERO = re.compile(r"[+-]?[0-9.,]+(?:[eE][+-]?[0-9]+)?%?")
# Los de ancho completo también: algunas hojas de cálculo los leen como los otros.
_ABREN_FORMULA = ("=", "@", "\t", "\r", "\n", "\uff1d", "\uff20", "\uff0b", "\uff0d")


def neutralizar(texto: str) -> str:
    """Antepone un apóstrofo al texto que una hoja de cálculo ejecutaría como fórmula.

    Los números escritos como texto («-5,2») y el guion solo, que en las fuentes es vacío, no se
    tocan: no son fórmulas.
    """
    if texto.startswith(_ABREN_FORMULA):
        return "'" + texto
    if texto[:1] in ("+", "-") and len(texto) > 1 and not _PARECE_NUMERO.fullmatch(texto):
        return "'" + texto
    return texto


def xlsx(
    df: pd.DataFrame,
    diccionario: pd.DataFrame,
    fuentes: pd.DataFrame,
    leame: Sequence[str] | Mapping[str, str],
) -> bytes:
    """Un libro con las hojas Léame, Datos, Diccionario y Fuentes.

    ``diccionario`` describe las columnas de ``df``: ``columna``, ``etiqueta``, ``unidad`` y
    ``descripcion``; su ``unidad`` da el formato de número y, si trae ``decimales``, los suyos.
    ``leame`` son párrafos, o pares de rótulo y texto (qué es, filtros, corte, cita); al final dice
    qué pasa con los textos que parecen fórmulas. Los números
    van como números y los códigos como texto con sus ceros; ningún texto se vuelve fórmula ni
    enlace. Lanza ``ValueError`` si el diccionario no describe alguna columna o faltan fuentes.
    """
    return xlsx_de_varias({"Datos": df}, diccionario, fuentes, leame)


def xlsx_de_varias(
    hojas: Mapping[str, pd.DataFrame],
    diccionario: pd.DataFrame,
    fuentes: pd.DataFrame,
    leame: Sequence[str] | Mapping[str, str],
) -> bytes:
    """Como ``xlsx``, con una hoja de datos por cada nombre de ``hojas``."""
    if "columna" not in diccionario.columns:
        raise ValueError("El diccionario debe tener una columna «columna».")
    descritas = set(diccionario["columna"])
    sin_describir = [c for df in hojas.values() for c in df.columns if c not in descritas]
    if sin_describir:
        raise ValueError(f"Columnas sin describir en el diccionario: {', '.join(sin_describir)}.")
    if fuentes.empty:
        raise ValueError("Ningún libro sale sin fuentes.")

    memoria = io.BytesIO()
    opciones = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(memoria, opciones) as libro:
        libro.set_properties({"created": FECHA_FIJA, "comments": "", "author": ""})
        estilo = _Estilos(libro)
        _escribir_leame(libro, leame, estilo)
        reglas = diccionario.drop_duplicates("columna").set_index("columna").to_dict("index")
        for nombre, df in hojas.items():
            _escribir_tabla(libro, nombre, df, estilo, lambda c: _formato_de(reglas[c]))
        _escribir_tabla(libro, "Diccionario", diccionario, estilo, lambda _: None)
        _escribir_tabla(libro, "Fuentes", fuentes, estilo, lambda _: None)
    return memoria.getvalue()


def parquet(tabla: pa.Table, diccionario: pd.DataFrame, propiedades: Mapping[str, str]) -> bytes:
    """La tabla con sus tipos y, dentro del archivo, qué es y qué significa cada columna.

    ``diccionario`` es el de ``xlsx`` y queda en los metadatos de cada columna; ``propiedades``
    (título, corte, cita…), en los del archivo.
    """
    memoria = io.BytesIO()
    pq.write_table(con_metadatos(tabla, diccionario, propiedades), memoria, compression="zstd")
    return memoria.getvalue()


def con_metadatos(
    tabla: pa.Table, diccionario: pd.DataFrame, propiedades: Mapping[str, str | bytes]
) -> pa.Table:
    """La tabla con lo que significa cada columna y lo que es en su esquema.

    Lo que ``diccionario`` no describe (la geometría) queda sin describir.
    """
    reglas = diccionario.set_index("columna").to_dict("index")
    campos = [
        campo.with_metadata(
            {clave: str(regla[clave]) for clave in ("etiqueta", "unidad", "descripcion")}
        )
        if (regla := reglas.get(campo.name))
        else campo
        for campo in tabla.schema
    ]
    return tabla.cast(pa.schema(campos, metadata=dict(propiedades)))


class _Estilos:
    """Los formatos del libro, cada uno creado una sola vez."""

    def __init__(self, libro: xlsxwriter.Workbook) -> None:
        self._libro = libro
        self._numeros: dict[str, Any] = {}
        self.encabezado = libro.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#F6F4F0"}
        )
        self.texto = libro.add_format({"num_format": "@", "valign": "top"})
        self.largo = libro.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.rotulo = libro.add_format({"bold": True, "valign": "top"})
        self.fecha = libro.add_format({"num_format": "yyyy-mm-dd", "align": "left"})

    def numero(self, codigo: str) -> Any:
        if codigo not in self._numeros:
            self._numeros[codigo] = self._libro.add_format({"num_format": codigo, "valign": "top"})
        return self._numeros[codigo]


def _formato_de(regla: Mapping[str, Any]) -> str | None:
    """El formato de la unidad con sus decimales; ``None`` (General) si la unidad no fija uno."""
    base = _FORMATOS.get(str(regla.get("unidad")))
    if base is None:
        return None
    decimales = regla.get("decimales")
    if decimales is not None and not es_vacio(decimales) and base != "0":
        cifras = "0" + ("." + "0" * int(decimales) if int(decimales) else "")
        base = re.sub(r'0(?:\.0+)?(?="|$)', cifras, base, count=1)
    return _ES_CO + base


def _escribir_leame(
    libro: xlsxwriter.Workbook, leame: Sequence[str] | Mapping[str, str], estilo: _Estilos
) -> None:
    hoja = libro.add_worksheet("Léame")
    hoja.hide_gridlines(2)
    if isinstance(leame, Mapping):
        leame = {**leame, "Textos que parecen fórmulas": SOBRE_LAS_FORMULAS}
        hoja.set_column(0, 0, 22)
        hoja.set_column(1, 1, 90)
        for i, (rotulo, texto) in enumerate(leame.items()):
            hoja.write_string(i, 0, rotulo, estilo.rotulo)
            hoja.write_string(i, 1, texto, estilo.largo)
        return
    hoja.set_column(0, 0, 110)
    for i, parrafo in enumerate([*leame, SOBRE_LAS_FORMULAS]):
        hoja.write_string(i, 0, parrafo, estilo.largo)


def _escribir_tabla(
    libro: xlsxwriter.Workbook,
    nombre: str,
    tabla: pd.DataFrame,
    estilo: _Estilos,
    formato_de: Callable[[str], str | None],
) -> None:
    hoja = libro.add_worksheet(nombre)
    hoja.freeze_panes(1, 0)
    for j, columna in enumerate(map(str, tabla.columns)):
        hoja.write_string(0, j, columna, estilo.encabezado)
        codigo = formato_de(columna)
        largos = [len(columna)]
        for i, valor in enumerate(tabla[columna], start=1):
            largos.append(_escribir_celda(hoja, i, j, valor, codigo, estilo))
        hoja.set_column(j, j, min(max(*largos, _ANCHO_COLUMNA[0]) + 2, _ANCHO_COLUMNA[1]))
    if len(tabla.columns):
        hoja.autofilter(0, 0, len(tabla), len(tabla.columns) - 1)


def _escribir_celda(
    hoja: Any, i: int, j: int, valor: Any, codigo: str | None, estilo: _Estilos
) -> int:
    """Escribe el valor con su tipo y devuelve cuántos caracteres ocupa, para el ancho."""
    if es_vacio(valor):
        return 0
    if isinstance(valor, bool | np.bool_):
        hoja.write_string(i, j, "sí" if valor else "no", estilo.texto)
        return 2
    if isinstance(valor, int | float | Decimal | np.integer | np.floating):
        numero = float(valor) if not isinstance(valor, int | np.integer) else int(valor)
        if not math.isfinite(numero):
            raise ValueError("La tabla trae un valor infinito: revise la división que lo produjo.")
        # Sin unidad declarada se ven todas las cifras: «General».
        hoja.write_number(i, j, numero, estilo.numero(codigo) if codigo else None)
        return len(f"{numero:,.1f}")
    if isinstance(valor, date):
        hoja.write_datetime(i, j, valor, estilo.fecha)
        return 10
    texto = str(valor)
    hoja.write_string(i, j, texto, estilo.largo if len(texto) > _ANCHO_COLUMNA[1] else estilo.texto)
    return len(texto)


def entrada_de_zip(nombre: str) -> ZipInfo:
    """La entrada de un ZIP con fecha fija: dos descargas del mismo dato tienen los mismos bytes."""
    entrada = ZipInfo(nombre, FECHA_FIJA.timetuple()[:6])
    entrada.compress_type = ZIP_DEFLATED
    entrada.external_attr = 0o644 << 16
    return entrada


def nombre_de_archivo(
    tema: str, filtros: Mapping[str, Any], corte: date | str | None, extension: str
) -> str:
    """«cobertura_periodo-2020-2023_subregion-norte_corte-2026-11-21.csv»: sólo ASCII.

    Los filtros vacíos se omiten y los de varios valores se unen con «-y-». Si el nombre pasa de
    120 caracteres, se recortan los filtros, nunca el tema, el corte ni la extensión. Lanza
    ``ValueError`` si el tema o la extensión quedan vacíos.
    """
    inicio, final = _ascii(tema), _ascii(extension)
    if not inicio or not final:
        raise ValueError("El nombre del archivo necesita un tema y una extensión.")
    partes = []
    for clave, valor in filtros.items():
        varios = not isinstance(valor, str) and hasattr(valor, "__iter__")
        valores = [v for v in (valor if varios else [valor]) if not es_vacio(v)]
        texto = "-y-".join(t for t in map(_ascii, map(str, valores)) if t)
        if texto:
            partes.append(f"{_ascii(str(clave))}-{texto}")
    cola = f"_corte-{_ascii(str(corte))}" if corte is not None and str(corte).strip() else ""
    disponible = _LARGO_NOMBRE - len(inicio) - len(cola) - len(final) - 1
    medio = "".join(f"_{parte}" for parte in partes)
    if len(medio) > disponible:
        medio = medio[: max(0, disponible)].rstrip("-_")
    return f"{inicio}{medio}{cola}.{final}"


def _ascii(texto: str) -> str:
    # Sin su virgulilla, «año» dice otra cosa.
    sin_enie = re.sub(r"\baño(s?)\b", r"anio\1", texto.lower())
    plano = unicodedata.normalize("NFKD", sin_enie).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plano.lower()).strip("-")
