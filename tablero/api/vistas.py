"""Los datos de una vista por su código: las filas y columnas que se veían, tal como se guardaron.

Una vista guardada no cambia: si cambian sus cifras, sus filtros o sus ediciones, el código es otro.
Por eso se responde aunque el mart publicado ya sea distinto, o no haya.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from tablero import exportar
from tablero.api.errores import ConsultaInvalida, MuchasFilas, NoExiste
from tablero.api.filtros_de_mart import corto, leer_columnas
from tablero.api.formatos import FORMATOS
from tablero.diccionario import diccionario_de, etiqueta_de_unidad
from tablero.formato import es_vacio
from tablero.registro_de_vistas import registro
from tablero.sesion.codigos import normalizar
from tablero.vistas import VistaCongelada

RAIZ = "/api/v1/vistas"
EJEMPLO = f"{RAIZ}/ABCD1234.json"
PARAMETROS = ("columnas", "dialecto")
_DIRECCION = re.compile(re.escape(RAIZ) + r"/([^/.]{1,100})(?:\.([^/.]{1,20}))?")


@dataclass(frozen=True)
class PedidoDeVista:
    """Unas columnas de una vista en un formato. ``espanol``: CSV con punto y coma."""

    vista: VistaCongelada
    formato: str
    columnas: tuple[str, ...]
    espanol: bool

    @property
    def datos(self) -> pd.DataFrame:
        return self.vista.datos[list(self.columnas)]


def es_de_vistas(camino: str) -> bool:
    return camino == RAIZ or camino.startswith(f"{RAIZ}/")


def leer_pedido(
    camino: str, parametros: Sequence[tuple[str, str]], *, espanol: bool
) -> PedidoDeVista:
    """La vista que nombra «/api/v1/vistas/<código>.<formato>». ``parametros``: sin ``dialecto``.

    Al disco sólo llegan códigos: ocho letras y cifras. Lanza ``NoExiste`` si el código no está o
    la dirección no es ésa, y ``ConsultaInvalida`` si un parámetro no se admite.
    """
    partes = _DIRECCION.fullmatch(camino)
    if partes is None:
        raise NoExiste(
            que="Falta el código de la vista." if camino.rstrip("/") == RAIZ else _NO_ES_VISTA,
            donde="la dirección",
            esperado=f"{RAIZ}/<código>.<csv|json|parquet|xlsx>",
            hacer=_DONDE_ESTA,
            validos=[EJEMPLO],
        )
    escrito, formato = partes.groups()
    codigo = normalizar(escrito)
    if codigo is None:
        raise ConsultaInvalida(
            que=f"«{corto(escrito)}» no es un código del tablero.",
            donde="el código",
            esperado="ocho letras y cifras, sin I, L, O ni U",
            hacer=_DONDE_ESTA,
        )
    if formato not in FORMATOS:
        raise NoExiste(
            que=f"La vista {codigo} no está en ese formato.",
            donde="la dirección",
            esperado="csv, json, parquet o xlsx",
            hacer="Elija una de «validos».",
            validos=[f"{RAIZ}/{codigo}.{extension}" for extension in FORMATOS],
        )
    guardada = registro().buscar(codigo)
    if guardada is None:
        raise NoExiste(
            que=f"La vista {codigo} no está guardada en este tablero.",
            donde="el código",
            esperado="un código que este tablero haya emitido; los más viejos se van borrando",
            hacer="Abra la vista y, debajo, «Bajar los datos y ver de dónde salen»: ahí está su "
            "código de hoy. Si tiene el archivo donde lo vio, súbalo en la página Verificar.",
        )
    vista = guardada.vista
    return PedidoDeVista(vista, formato, _columnas(vista, parametros), espanol)


_NO_ES_VISTA = "Esa dirección no es de una vista."
_DONDE_ESTA = (
    "El código está debajo de cada vista, en «Bajar los datos y ver de dónde salen», y en lo que "
    "se baja."
)


def _columnas(vista: VistaCongelada, parametros: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    for clave, _ in parametros:
        if clave != "columnas":
            raise ConsultaInvalida(
                que=f"«{corto(clave)}» no es un parámetro de una vista.",
                donde=corto(clave),
                esperado="columnas y, en csv, dialecto: una vista ya viene filtrada",
                hacer="Quítelo, o pida la tabla completa: /api/v1/ las lista.",
                validos=PARAMETROS,
            )
    hay = [str(columna) for columna in vista.datos]
    return leer_columnas(vista.codigo, hay, [valor for _, valor in parametros])


# ── Los cuatro formatos ────────────────────────────────────────────────────────────────────────


def armar(pedido: PedidoDeVista, servidor: str) -> bytes:
    """El cuerpo de la respuesta. ``servidor``: lo que va delante de la dirección de la vista.

    Lanza ``MuchasFilas`` si la vista no cabe en el formato.
    """
    tope = FORMATOS[pedido.formato].tope
    if len(pedido.datos) > tope:
        raise MuchasFilas(
            que=f"Son {len(pedido.datos)} filas y una respuesta en {pedido.formato} trae hasta "
            f"{tope}.",
            donde=pedido.vista.codigo,
            esperado=f"{tope} filas o menos",
            hacer="Pídala en csv o en parquet.",
        )
    if pedido.espanol:
        return exportar.csv_espanol(pedido.datos)
    return _ARMAR[pedido.formato](pedido, servidor)


def nombre(pedido: PedidoDeVista) -> str:
    """«concentracion-de-las-exportaciones_vista-abcd1234_corte-2025.csv»."""
    vista = pedido.vista
    return exportar.nombre_de_archivo(
        vista.tema, {"vista": vista.codigo}, vista.corte, pedido.formato
    )


def _json(pedido: PedidoDeVista, servidor: str) -> bytes:
    """Las filas y todo lo que hace falta para leerlas, citarlas y volver a la vista."""
    vista, datos = pedido.vista, pedido.datos
    sobre = {
        "vista": vista.codigo,
        "titulo": vista.titulo,
        "subtitulo": vista.subtitulo,
        "descripcion": vista.alt,
        "pagina": vista.pagina,
        "direccion": f"{servidor}{vista.direccion}",
        "filtros": vista.filtros_en_palabras,
        "corte": vista.corte,
        "consultada": vista.consultada,
        "fuente_ids": [fuente["fuente_id"] for fuente in vista.fuentes],
        "fuentes": [dict(fuente) for fuente in vista.fuentes],
        "columnas": [
            {
                "nombre": columna["columna"],
                "etiqueta": columna["etiqueta"],
                "unidad": columna["unidad"],
                "unidad_texto": etiqueta_de_unidad(columna["unidad"]),
                "descripcion": columna["descripcion"],
            }
            for columna in diccionario_de(datos).to_dict("records")
        ],
        "total": len(datos),
        "filas": [
            {str(c): _en_json(v) for c, v in fila.items()} for fila in datos.to_dict("records")
        ],
    }
    escrito = json.dumps(sobre, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return escrito.encode("utf-8")


def _en_json(valor: Any) -> Any:
    if es_vacio(valor):
        return None
    if isinstance(valor, np.generic):
        return valor.item()
    return valor.isoformat() if isinstance(valor, date) else valor


def _csv(pedido: PedidoDeVista, _servidor: str) -> bytes:
    return exportar.csv_internacional(pedido.datos)


def _parquet(pedido: PedidoDeVista, servidor: str) -> bytes:
    tabla = pa.Table.from_pandas(pedido.datos, preserve_index=False)
    return exportar.parquet(tabla, diccionario_de(pedido.datos), pedido.vista.leame(servidor))


def _xlsx(pedido: PedidoDeVista, servidor: str) -> bytes:
    vista = pedido.vista
    return exportar.xlsx(
        pedido.datos,
        diccionario=diccionario_de(pedido.datos),
        fuentes=pd.DataFrame([dict(fuente) for fuente in vista.fuentes]),
        leame=vista.leame(servidor),
    )


_ARMAR: dict[str, Callable[[PedidoDeVista, str], bytes]] = {
    "json": _json, "csv": _csv, "parquet": _parquet, "xlsx": _xlsx,
}  # fmt: skip
