"""Arma los marts en un archivo aparte, los revisa y sólo entonces los publica.

    declaraciones → huellas → preparación → marts → comentarios → validaciones → publicación

Todo sale de los archivos del repositorio: dos corridas dan el mismo contenido.
"""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from pipelines import publicar
from pipelines.correcciones import exigir_destino, leer_correcciones
from pipelines.declaraciones import preparar_declaraciones
from pipelines.definiciones import DefinicionMart, leer_marts
from pipelines.errores import (
    ErrorDeDeclaracion,
    ErrorDelTablero,
    ErrorDePublicacion,
    ErrorDeValidacion,
)
from pipelines.fallas import Falla, Revision
from pipelines.geometria import (
    Capas,
    construir_geometria,
    escribir_geometria,
    leer_capa,
    revisar_geometria,
)
from pipelines.huellas import revisar_huellas, revisar_sobrantes
from pipelines.lote import Lote
from pipelines.preparacion import FAMILIAS_OPCIONALES
from pipelines.registro import Fuente, leer_registro
from pipelines.rutas import Rutas
from pipelines.validar import revisar_conteos, revisar_marts

Avisar = Callable[[str], None]

# Lo que DuckDB lanza cuando el sistema no le deja escribir (disco lleno, permiso, cuota).
_NO_SE_PUDO_ESCRIBIR = (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException)


@dataclass(frozen=True)
class Armado:
    """Lo que se armó y todavía no se publica: filas por tabla y capas de geometría."""

    filas: dict[str, int]
    capas: Capas


@dataclass(frozen=True)
class Resultado:
    """Lo que dejó una construcción: filas por tabla y cuántas comprobaciones pasó."""

    filas: dict[str, int]
    revision: Revision


def _preparar_familia(lote: Lote) -> dict[str, pd.DataFrame]:
    nombre = f"pipelines.preparacion.{lote.familia}"
    try:
        modulo: Any = importlib.import_module(nombre)
    except ModuleNotFoundError as error:
        if error.name != nombre:
            raise
        raise ErrorDeDeclaracion(
            que=f"La familia «{lote.familia}» no tiene preparación.",
            donde=f"pipelines/preparacion/{lote.familia}.py",
            esperado="un módulo con la función preparar(lote)",
            hacer="Escríbalo o corrija «familia» en la declaración de la fuente.",
        ) from error
    tablas: dict[str, pd.DataFrame] = modulo.preparar(lote)
    return tablas


def familias_por_preparar(fuentes: list[Fuente]) -> list[str]:
    """Las de las fuentes declaradas y las opcionales, en orden."""
    return sorted({*FAMILIAS_OPCIONALES, *(fuente.familia for fuente in fuentes)})


def preparar(
    rutas: Rutas, fuentes: list[Fuente], familias: list[str], revision: Revision
) -> dict[str, pd.DataFrame]:
    """Tablas de preparación de unas familias. Las fallas de una no ocultan las de otra."""
    correcciones = tuple(leer_correcciones(rutas))
    exigir_destino(correcciones, fuentes)
    tablas: dict[str, pd.DataFrame] = {}
    for familia in familias:
        propias = tuple(fuente for fuente in fuentes if fuente.familia == familia)
        try:
            tablas |= _preparar_familia(Lote(familia, rutas, propias, correcciones))
        except ErrorDelTablero as error:
            falla = Falla(familia, error.donde or "preparación", type(error).__name__, str(error))
            revision.anotar("preparacion", [falla])
        else:
            revision.anotar("preparacion")
    return tablas


def _cargar_preparacion(
    conexion: duckdb.DuckDBPyConnection, tablas: dict[str, pd.DataFrame]
) -> None:
    conexion.execute("attach ':memory:' as preparacion")
    for nombre, tabla in sorted(tablas.items()):
        conexion.register("tabla_leida", tabla)
        # Los nombres de tabla son de nuestro código, no de la entrada de nadie.
        conexion.sql("select * from tabla_leida").create(f"preparacion.{nombre}")
        conexion.unregister("tabla_leida")


def _texto_sql(texto: str) -> str:
    # COMMENT ON y CREATE TABLE no admiten parámetros.
    return "'" + texto.replace("'", "''") + "'"


def _crear_mart(conexion: duckdb.DuckDBPyConnection, mart: DefinicionMart) -> int:
    try:
        relacion = conexion.sql(mart.sql)
        columnas = relacion.columns
    except duckdb.Error as error:
        raise ErrorDeValidacion(
            que=f"La sentencia del mart no corre: {error}",
            donde=f"pipelines/marts/{mart.nombre}.sql",
            esperado="columnas que la preparación entrega",
            hacer="Si la fuente cambió de columnas, revise su preparación; si no, el SQL.",
        ) from error
    esperadas = [columna.nombre for columna in mart.columnas]
    if columnas != esperadas:
        raise ErrorDeDeclaracion(
            que="Las columnas del select no son las declaradas.",
            donde=f"pipelines/marts/{mart.nombre}.yml",
            esperado=f"{esperadas}; el select entrega {columnas}",
            hacer="Ponga las mismas columnas, en el mismo orden, en el .sql y en el .yml.",
        )
    definicion = ", ".join(
        f"{c.nombre} {c.tipo}"
        + (" not null" if c.nombre in mart.clave and not c.admite_vacio else "")
        for c in mart.columnas
    )
    conexion.execute("create table " + mart.nombre + " (" + definicion + ")")
    try:
        conexion.execute("insert into " + mart.nombre + " " + mart.sql)
    except _NO_SE_PUDO_ESCRIBIR:
        raise
    except duckdb.Error as error:
        raise ErrorDeValidacion(
            que=f"Una fila no cabe en la tabla «{mart.nombre}»: {error}",
            donde=f"pipelines/marts/{mart.nombre}.sql",
            esperado="los tipos del diccionario y una clave sin vacíos",
            hacer="Busque en la fuente la fila que no cumple.",
        ) from error
    descripcion = f"{mart.descripcion} Grano: {mart.grano}. Clave: {', '.join(mart.clave)}."
    conexion.execute("comment on table " + mart.nombre + " is " + _texto_sql(descripcion))
    for columna in mart.columnas:
        conexion.execute(
            "comment on column " + mart.nombre + "." + columna.nombre + " is "
            + _texto_sql(columna.descripcion)
        )  # fmt: skip
    fila = conexion.execute("select count(*) from " + mart.nombre).fetchone()
    return int(fila[0]) if fila else 0


def _metadatos(marts: list[DefinicionMart]) -> dict[str, pd.DataFrame]:
    """Catálogo de tablas y columnas, para que la pantalla lo lea de la misma base."""
    tablas = pd.DataFrame(
        [
            {
                "tabla": mart.nombre,
                "descripcion": mart.descripcion,
                "grano": mart.grano,
                "clave": ", ".join(mart.clave),
                "familias": ", ".join(mart.familias),
                "procesamiento": mart.procesamiento,
            }
            for mart in marts
        ]
    )
    columnas = pd.DataFrame(
        [
            {
                "tabla": mart.nombre,
                "posicion": posicion,
                "columna": columna.nombre,
                "etiqueta": columna.etiqueta,
                "tipo": columna.tipo,
                "unidad": columna.unidad,
                "decimales": columna.decimales,
                "descripcion": columna.descripcion,
            }
            for mart in marts
            for posicion, columna in enumerate(mart.columnas, start=1)
        ]
    ).astype({"decimales": "Int64"})
    return {"stg_declaracion__tablas": tablas, "stg_declaracion__columnas": columnas}


def _exigir_los_mismos_municipios(tablas: dict[str, pd.DataFrame], revision: Revision) -> None:
    """Las tablas que se unen por municipio traen los mismos: si no, la unión pierde filas."""
    oficiales = set(tablas["stg_divipola__municipios"]["divipola"])
    for nombre in ("stg_cede__municipios", "stg_informes__camaras_jurisdiccion",
                   "stg_mgn__municipios", "stg_pdet__municipios"):  # fmt: skip
        tabla = tablas[nombre]
        fuente_id = ", ".join(sorted(tabla["fuente_id"].unique()))
        propios = set(tabla["divipola"])
        fallas = [f"falta {codigo}" for codigo in sorted(oficiales - propios)]
        fallas += [f"sobra {codigo}" for codigo in sorted(propios - oficiales)]
        revision.anotar(
            "municipios_completos",
            [Falla(fuente_id, f"tabla {nombre}", "municipios_completos", que) for que in fallas],
        )
    revision.exigir()


def armar_geometria(rutas: Rutas, tablas: dict[str, pd.DataFrame], revision: Revision) -> Capas:
    """Las capas que dibuja la pantalla, revisadas contra las áreas y los vecinos del MGN."""
    _exigir_los_mismos_municipios(tablas, revision)
    crudas = rutas.datos_crudos / "mgn" / "2018"
    areas = tablas["stg_mgn__municipios"][["divipola", "area_mgn_km2"]]
    atributos = (
        tablas["stg_divipola__municipios"][["divipola", "nombre"]]
        .merge(tablas["stg_cede__municipios"][["divipola", "subregion"]], validate="1:1")
        .merge(tablas["stg_informes__camaras_jurisdiccion"][["divipola", "camara"]], validate="1:1")
        .merge(areas, validate="1:1")
    )
    capas = construir_geometria(
        leer_capa(crudas / "municipios.geojson"),
        leer_capa(crudas / "departamentos.geojson"),
        atributos,
        tablas["stg_divipola__departamentos"][["cod_departamento", "nombre"]],
    )
    for hallazgo in revisar_geometria(capas, tablas["stg_mgn__vecinos"], areas):
        revision.anotar("geometria", list(hallazgo.fallas))
    return capas


def armar(
    rutas: Rutas, destino: Path, revision: Revision, avisar: Avisar, *, con_conteos: bool = True
) -> Armado:
    """Construye y revisa todos los marts en ``destino`` (que no debe existir). No publica.

    Anota en ``revision`` cada comprobación; lanza ``ErrorDeValidacion`` con todas las fallas.
    """
    avisar("Leyendo las declaraciones")
    fuentes = list(leer_registro(rutas).values())
    marts = leer_marts(rutas)
    avisar(f"Comprobando los archivos de {len(fuentes)} fuentes")
    revisar_huellas(rutas, fuentes, revision)
    revisar_sobrantes(rutas, fuentes, revision)
    avisar("Preparando las tablas")
    tablas = preparar_declaraciones(rutas, fuentes) | _metadatos(marts)
    tablas |= preparar(rutas, fuentes, familias_por_preparar(fuentes), revision)
    revision.exigir()
    avisar("Armando la geometría")
    capas = armar_geometria(rutas, tablas, revision)
    avisar(f"Armando {len(marts)} marts")
    filas: dict[str, int] = {}
    try:
        with closing(duckdb.connect()) as conexion:
            conexion.execute("set threads = 2")
            _cargar_preparacion(conexion, tablas)
            conexion.execute("attach " + _texto_sql(str(destino)) + " as tablero")
            conexion.execute("use tablero")
            # Una sola transacción: sentencia por sentencia, el disco confirma cientos de escrituras
            # y en uno lento eso es casi todo lo que tarda la construcción.
            conexion.execute("begin")
            for mart in marts:
                avisar(f"Mart {mart.nombre}")
                filas[mart.nombre] = _crear_mart(conexion, mart)
            conexion.execute("commit")
            avisar("Validando")
            revisar_marts(conexion, rutas, marts, revision)
            if con_conteos:
                revisar_conteos(rutas, filas, revision)
            revision.exigir()
            conexion.execute("use memory")
            conexion.execute("checkpoint tablero")
            conexion.execute("detach tablero")
    except _NO_SE_PUDO_ESCRIBIR as error:
        raise ErrorDePublicacion(
            que=f"No se pudo escribir el mart: {error}",
            donde=str(destino),
            esperado="espacio libre en el disco y permiso de escritura en esa carpeta",
            hacer="Libere espacio o revise los permisos y repita la orden. El mart publicado no "
            "se tocó.",
        ) from error
    return Armado(filas, capas)


def construir(rutas: Rutas, avisar: Avisar) -> Resultado:
    """Construye, revisa y publica. Si algo falla, el mart publicado queda como estaba."""
    revision = Revision()
    rutas.marts.mkdir(parents=True, exist_ok=True)
    with publicar.turno(rutas):
        nuevo = publicar.archivo_nuevo(rutas)
        try:
            armado = armar(rutas, nuevo, revision, avisar)
            avisar("Publicando")
            escribir_geometria(armado.capas, rutas.geo)
            publicar.reemplazar(nuevo, rutas.mart)
        finally:
            publicar.limpiar(rutas)
    return Resultado(armado.filas, revision)


def validar(rutas: Rutas, avisar: Avisar, *, con_conteos: bool = True) -> Resultado:
    """Hace todo menos publicar: arma los marts en una carpeta temporal y los revisa."""
    revision = Revision()
    with tempfile.TemporaryDirectory(prefix="tablero-") as carpeta:
        destino = Path(carpeta) / f"validacion-{os.getpid()}.duckdb"
        armado = armar(rutas, destino, revision, avisar, con_conteos=con_conteos)
    return Resultado(armado.filas, revision)


def validar_fuente(rutas: Rutas, fuente: Fuente, avisar: Avisar) -> Resultado:
    """Lo que se puede revisar de una fuente sin armar los marts: huellas y preparación."""
    revision = Revision()
    avisar(f"Comprobando los archivos de {fuente.fuente_id}")
    revisar_huellas(rutas, [fuente], revision)
    avisar(f"Preparando la familia {fuente.familia}")
    todas = list(leer_registro(rutas).values())
    tablas = preparar(rutas, todas, [fuente.familia], revision)
    revision.exigir()
    return Resultado({nombre: len(tabla) for nombre, tabla in tablas.items()}, revision)
