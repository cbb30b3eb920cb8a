"""De una selección a los bytes de cada formato, con su significado y sus fuentes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tablero import exportar
from tablero.api.catalogo import Columna, Fuente, Mart, corte
from tablero.api.filtros_de_mart import Pedido, a_parametros
from tablero.formato import entero

_SIN_PERDER_TIPOS = {
    pa.int32(): pd.Int32Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}
_VARIAS_EDICIONES = (
    "La selección puede traer varias ediciones. Cada una recalcula los años anteriores: no se unen "
    "en una serie ni se promedian. Fije «edicion»."
)


@dataclass(frozen=True)
class Seleccion:
    """Las filas de un pedido y lo que hace falta para entenderlas y citarlas.

    ``total``: filas que cumplen los filtros; ``tabla`` puede ser sólo una página de ellas.
    ``siguiente``: la dirección de la página que sigue, o vacío.
    """

    mart: Mart
    pedido: Pedido
    tabla: pa.Table
    total: int
    fuentes: tuple[Fuente, ...]
    siguiente: str = ""

    @property
    def corte(self) -> str:
        return corte(self.fuentes or self.mart.fuentes)

    @property
    def columnas(self) -> list[Columna]:
        return [self.mart.columna(nombre) for nombre in self.pedido.columnas]

    @property
    def avisos(self) -> list[str]:
        fijada = any(f.columna == "edicion" and len(f.valores) == 1 for f in self.pedido.filtros)
        valores = self.mart.columna("edicion").valores if "edicion" in self.mart.nombres else ()
        return [] if fijada or len(valores or ()) < 2 else [_VARIAS_EDICIONES]

    @property
    def citas(self) -> str:
        return " ".join(fuente.cita for fuente in self.fuentes)

    def en_pandas(self) -> pd.DataFrame:
        return self.tabla.to_pandas(types_mapper=_SIN_PERDER_TIPOS.get, date_as_object=True)


@dataclass(frozen=True)
class Formato:
    """``tope``: filas que caben en una respuesta; de ahí en adelante se pagina."""

    extension: str
    tipo: str
    tope: int
    armar: Callable[[Seleccion], bytes]
    es_texto: bool = True


def diccionario_de(columnas: Sequence[Columna]) -> pd.DataFrame:
    """Las columnas como las pide ``exportar``, con sus decimales."""
    campos = {"columna": "nombre", "etiqueta": "etiqueta", "unidad": "unidad"}
    campos |= {"descripcion": "descripcion", "decimales": "decimales"}
    return pd.DataFrame(
        [{campo: getattr(c, de) for campo, de in campos.items()} for c in columnas], dtype=object
    )


def _csv(seleccion: Seleccion) -> bytes:
    return exportar.csv_internacional(seleccion.en_pandas())


def _csv_espanol(seleccion: Seleccion) -> bytes:
    return exportar.csv_espanol(seleccion.en_pandas())


def _json(seleccion: Seleccion) -> bytes:
    """Un objeto con las filas y todo lo que hace falta para leerlas, en el orden de esta lista."""
    mart, pedido = seleccion.mart, seleccion.pedido
    sobre = {
        "mart": mart.nombre,
        "descripcion": mart.descripcion,
        "corte": seleccion.corte,
        "avisos": seleccion.avisos,
        "fuente_ids": [fuente.fuente_id for fuente in seleccion.fuentes],
        "fuentes": [fuente_en_json(fuente) for fuente in seleccion.fuentes],
        "columnas": [columna_en_json(columna) for columna in seleccion.columnas],
        "total": seleccion.total,
        "desde_fila": pedido.desde_fila,
        "filas_devueltas": seleccion.tabla.num_rows,
        "siguiente": seleccion.siguiente or None,
        "filas": [
            {clave: v.isoformat() if isinstance(v, date) else v for clave, v in fila.items()}
            for fila in _sin_nan(seleccion.tabla).to_pylist()
        ],
    }
    return json.dumps(sobre, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(
        "utf-8"
    )


def _sin_nan(tabla: pa.Table) -> pa.Table:
    """JSON no tiene NaN: donde lo haya, vacío."""
    for posicion, campo in enumerate(tabla.schema):
        if pa.types.is_floating(campo.type):
            columna = tabla.column(posicion)
            limpia = pc.if_else(pc.is_nan(columna), pa.scalar(None, campo.type), columna)
            tabla = tabla.set_column(posicion, campo, limpia)
    return tabla


def fuente_en_json(fuente: Fuente) -> dict[str, Any]:
    return {
        "fuente_id": fuente.fuente_id,
        "titulo": fuente.titulo,
        "productor": fuente.productor,
        "edicion": fuente.edicion,
        "ultimo_dato": fuente.ultimo_dato,
        "cita": fuente.cita,
        "licencia": fuente.licencia,
    }


def columna_en_json(columna: Columna) -> dict[str, Any]:
    return {
        "nombre": columna.nombre,
        "etiqueta": columna.etiqueta,
        "tipo": columna.tipo,
        "unidad": columna.unidad,
        "unidad_texto": columna.unidad_escrita,
        "descripcion": columna.descripcion,
    }


def _parquet(seleccion: Seleccion) -> bytes:
    return exportar.parquet(
        seleccion.tabla, diccionario_de(seleccion.columnas), propiedades(seleccion)
    )


def propiedades(seleccion: Seleccion) -> dict[str, str]:
    """Lo que va en los metadatos de un archivo: qué es, con qué filtros y cómo se cita."""
    return {
        "titulo": seleccion.mart.nombre,
        "descripcion": seleccion.mart.descripcion,
        "filtros": filtros_escritos(seleccion),
        "corte": seleccion.corte,
        "fuentes": ", ".join(fuente.fuente_id for fuente in seleccion.fuentes),
        "cita": seleccion.citas,
        "avisos": " ".join(seleccion.avisos),
    }


def filtros_escritos(seleccion: Seleccion) -> str:
    """«edicion: 2024; nivel: general», con los nombres de la API, o «ninguno»."""
    pares = a_parametros(seleccion.pedido, seleccion.mart)
    return "; ".join(f"{clave}: {valor}" for clave, valor in pares) or "ninguno"


def _xlsx(seleccion: Seleccion) -> bytes:
    mart = seleccion.mart
    fuentes = seleccion.fuentes or mart.fuentes
    return exportar.xlsx(
        seleccion.en_pandas(),
        diccionario=diccionario_de(seleccion.columnas),
        fuentes=pd.DataFrame([fuente_en_json(fuente) for fuente in fuentes]),
        leame={
            "Qué es": mart.descripcion,
            "Cada fila": mart.grano,
            "Filtros": filtros_escritos(seleccion),
            "Filas": f"{entero(seleccion.tabla.num_rows)} de {entero(seleccion.total)}",
            "Último dato": seleccion.corte,
            **({"Antes de usar": " ".join(seleccion.avisos)} if seleccion.avisos else {}),
            "Cómo citar": seleccion.citas,
        },
    )


CSV_ESPANOL = Formato("csv", "text/csv; charset=utf-8", 200_000, _csv_espanol)
FORMATOS = {
    "csv": Formato("csv", "text/csv; charset=utf-8", 200_000, _csv),
    "json": Formato("json", "application/json", 50_000, _json),
    "parquet": Formato("parquet", "application/vnd.apache.parquet", 200_000, _parquet, False),
    # Un libro se arma celda por celda: con más filas pasaría del plazo.
    "xlsx": Formato(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        25_000,
        _xlsx,
        False,
    ),
}
