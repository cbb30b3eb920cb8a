"""Del pedido a las filas: lo mismo para la API y para las descargas de la pantalla."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tablero.api.catalogo import Mart
from tablero.api.errores import MuchasFilas
from tablero.api.filtros_de_mart import (
    Pedido,
    sentencia_de_conteo,
    sentencia_de_filas,
    sentencia_de_fuentes,
)
from tablero.api.formatos import Formato, Seleccion
from tablero.conexion import Lectura


def contar(lectura: Lectura, mart: Mart, pedido: Pedido) -> int:
    """Cuántas filas cumplen los filtros, sin contar la página."""
    sentencia = sentencia_de_conteo(pedido, mart)
    return int(lectura.tabla(sentencia.texto, sentencia.parametros).column("filas")[0].as_py())


def seleccionar(lectura: Lectura, mart: Mart, pedido: Pedido, formato: Formato) -> Seleccion:
    """Las filas del pedido con sus fuentes. Cuenta antes de leer.

    Lo que no cabe en el formato se niega con ``MuchasFilas``, sin traerlo.
    """
    total = contar(lectura, mart, pedido)
    quedan = max(0, total - pedido.desde_fila + 1)
    por_dar = quedan if pedido.limite is None else min(quedan, pedido.limite)
    if por_dar > formato.tope:
        raise MuchasFilas(
            que=f"Son {por_dar} filas y una respuesta en {formato.extension} trae hasta "
            f"{formato.tope}.",
            donde=mart.nombre,
            esperado=f"{formato.tope} filas o menos",
            hacer=f"Filtre más, o pida por páginas: limite={formato.tope}&desde_fila=1; la "
            "cabecera Link trae la dirección de la página que sigue.",
        )
    fuentes = mart.fuentes
    if "fuente_id" in mart.nombres and mart.filas:
        cuales = sentencia_de_fuentes(pedido, mart)
        en_filas = lectura.tabla(cuales.texto, cuales.parametros).column("fuente_id").to_pylist()
        fuentes = tuple(fuente for fuente in mart.fuentes if fuente.fuente_id in set(en_filas))
    filas = sentencia_de_filas(pedido, mart)
    tabla = lectura.tabla(filas.texto, filas.parametros)
    return Seleccion(mart, pedido, tabla, total, fuentes)


def en_el_nombre(pedido: Pedido) -> Iterator[tuple[str, Any]]:
    """Los filtros que se leen en el nombre del archivo."""
    for filtro in pedido.filtros:
        yield filtro.columna, filtro.valores
        yield f"{filtro.columna}-desde", filtro.desde
        yield f"{filtro.columna}-hasta", filtro.hasta
