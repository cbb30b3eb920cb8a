"""Qué tablas, columnas, valores y fuentes hay en el mart publicado, leído del propio mart.

Es la única lista de nombres que la API acepta: un identificador que no está aquí no llega al SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from tablero.conexion import Lectura
from tablero.consultas import marts as preguntas
from tablero.diccionario import etiqueta_de_unidad
from tablero.formato import es_vacio

TIPOS = {
    "varchar": "texto",
    "integer": "entero",
    "bigint": "entero",
    "double": "numero",
    "boolean": "logico",
    "date": "fecha",
}
ORDENABLES = ("entero", "numero", "fecha")
"""Los tipos que se filtran por rango. Un período escrito como texto no: «2023» y «2023-05» no se
ordenan entre sí."""

_MAXIMO_DE_VALORES = 250
_LARGO_DE_VALOR = 60


@dataclass(frozen=True)
class Columna:
    """Una columna con su significado.

    ``tipo``: texto, entero, numero, logico o fecha. ``valores``: todos los que hay, si son pocos y
    cortos; ``None`` si no se listan, y entonces cualquiera se acepta. ``vacios``: si tiene alguno.
    """

    nombre: str
    etiqueta: str
    tipo: str
    tipo_sql: str
    unidad: str
    descripcion: str
    decimales: int | None = None
    valores: tuple[Any, ...] | None = None
    vacios: bool = False

    @property
    def unidad_escrita(self) -> str:
        return etiqueta_de_unidad(self.unidad)


@dataclass(frozen=True)
class Fuente:
    """Una fuente y edición: quién la produce, cómo se cita y hasta cuándo llega."""

    fuente_id: str
    titulo: str
    productor: str
    edicion: str
    familia: str
    ultimo_dato: str
    fecha_consulta: str
    cita: str
    licencia: str | None = None
    url_pagina: str | None = None


@dataclass(frozen=True)
class Mart:
    """Una tabla: qué es cada fila, con qué clave y de qué fuentes sale."""

    nombre: str
    descripcion: str
    grano: str
    clave: tuple[str, ...]
    columnas: tuple[Columna, ...]
    filas: int
    fuentes: tuple[Fuente, ...]

    def columna(self, nombre: str) -> Columna:
        """La columna de ese nombre. Lanza ``KeyError`` si no la tiene."""
        return {columna.nombre: columna for columna in self.columnas}[nombre]

    @property
    def nombres(self) -> tuple[str, ...]:
        return tuple(columna.nombre for columna in self.columnas)


@dataclass(frozen=True)
class Catalogo:
    marts: Mapping[str, Mart]
    fuentes: Mapping[str, Fuente]


def corte(fuentes: Sequence[Fuente]) -> str:
    """El dato más reciente ya ocurrido: una proyección a 2035 no corre el corte hasta 2035."""
    ocurridos = [f.ultimo_dato for f in fuentes if f.ultimo_dato[:4] <= f.fecha_consulta[:4]]
    return max(ocurridos) if ocurridos else max(f.fecha_consulta for f in fuentes)


def leer_catalogo(conexion: Any, lectura: Lectura) -> Catalogo:
    """El catálogo del mart abierto. ``lectura`` es un cursor de la misma conexión."""
    fuentes = {
        str(fila["fuente_id"]): Fuente(
            **{campo.name: _texto(fila[campo.name]) for campo in fields(Fuente)}
        )
        for fila in preguntas.fuentes(conexion).to_dict("records")
    }
    columnas = preguntas.columnas(conexion)
    marts = {}
    for tabla in preguntas.tablas(conexion).to_dict("records"):
        nombre = str(tabla["tabla"])
        propias = columnas[columnas["tabla"] == nombre].to_dict("records")
        filas, descritas = _medir(lectura, nombre, propias)
        elegidas = set(str(tabla["familias"]).split(", "))
        en_filas = next((c.valores for c in descritas if c.nombre == "fuente_id"), None)
        marts[nombre] = Mart(
            nombre=nombre,
            descripcion=str(tabla["descripcion"]),
            grano=str(tabla["grano"]),
            clave=tuple(str(tabla["clave_tabla"]).split(", ")),
            columnas=descritas,
            filas=filas,
            fuentes=tuple(
                fuente
                for clave, fuente in fuentes.items()
                if (clave in en_filas if en_filas else {"todas", fuente.familia} & elegidas)
            ),
        )
    return Catalogo(marts, fuentes)


def _texto(valor: Any) -> Any:
    return None if es_vacio(valor) else str(valor)


def _medir(
    lectura: Lectura, tabla: str, columnas: Sequence[Mapping[str, Any]]
) -> tuple[int, tuple[Columna, ...]]:
    """Cuántas filas hay y, de cada columna, qué valores tiene y si trae vacíos."""
    partes = ["count(*)"]
    for columna in columnas:
        nombre = comillas(str(columna["columna"]))
        partes += [
            f"count({nombre})",
            f"case when count(distinct {nombre}) <= {_MAXIMO_DE_VALORES} "
            f"then list(distinct {nombre}) end",
        ]
    medidas = lectura.tabla(f"select {', '.join(partes)} " + desde(tabla), {}).to_pydict()
    filas, *resto = (valores[0] for valores in medidas.values())
    return filas, tuple(
        _columna(columna, filas, con_valor, distintos)
        for columna, con_valor, distintos in zip(columnas, resto[::2], resto[1::2], strict=True)
    )


def _columna(
    columna: Mapping[str, Any], filas: int, con_valor: int, distintos: list[Any] | None
) -> Columna:
    tipo = TIPOS[str(columna["tipo_dato"])]
    listable = tipo in ("texto", "entero") and bool(distintos)
    valores = sorted(v for v in distintos or () if v is not None) if listable else []
    cortos = all(len(str(valor)) <= _LARGO_DE_VALOR for valor in valores)
    decimales = columna["decimales"]
    return Columna(
        nombre=str(columna["columna"]),
        etiqueta=str(columna["etiqueta"]),
        tipo=tipo,
        tipo_sql=str(columna["tipo_dato"]),
        unidad=str(columna["unidad"]),
        descripcion=str(columna["descripcion"]),
        decimales=None if es_vacio(decimales) else int(decimales),
        valores=tuple(valores) if valores and cortos else None,
        vacios=con_valor < filas,
    )


def comillas(identificador: str) -> str:
    """El identificador entre comillas de SQL. Sólo se llama con nombres del catálogo."""
    return '"' + identificador.replace('"', '""') + '"'


def desde(tabla: str) -> str:
    return f"from marts.main.{comillas(tabla)}"
