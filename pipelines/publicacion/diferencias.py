"""Qué cambia entre el mart publicado y el propuesto: filas, cifras que se mueven y lo que rompe.

Las dos bases se adjuntan de sólo lectura y se comparan con DuckDB, así que el tamaño del mart no
llega a la memoria de Python. Los nombres de tablas y columnas que entran en las sentencias son los
de las definiciones de este proyecto.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.definiciones import Columna, DefinicionMart
from pipelines.errores import ErrorDePublicacion
from pipelines.fallas import Falla

MAXIMO_DE_MOVIMIENTOS = 30
_MAXIMO_DE_CLAVES = 5
_SQL = Path(__file__).parent / "sql"
_NUMEROS = {"integer", "bigint", "double"}
_LUGARES = ("territorio", "divipola", "cod_departamento", "camara", "divipola_a")
_PERIODOS = ("periodo", "anio", "mes", "fecha", "anio_avance")
_NOMBRES_DE_FILA = ("indicador_id", "codigo", "medida", "indicador", "meta", "clave", "producto")
_NO_SON_CIFRAS = {"linea_documento", "orden", "anio", "numero"}
_METAS = ("indicadores_resultado", "metas", "metas_indicadores")
_NACIONAL = "00"


@dataclass(frozen=True)
class CambioDeTabla:
    """Filas de una tabla del mart, antes y después, casadas por su clave."""

    tabla: str
    filas_antes: int
    filas_despues: int
    nuevas: int
    cambiadas: int
    perdidas: int


@dataclass(frozen=True)
class Movimiento:
    """Una cifra que cambia. ``cambio_relativo``: frente a la de antes (0,1 es 10 %).

    ``None`` en ``antes`` o ``ahora`` es que no había o deja de haber cifra.
    """

    tabla: str
    fila: str
    columna: str
    indicador: str
    lugar: str
    periodo: str
    antes: float | None
    ahora: float | None
    cambio: float | None
    cambio_relativo: float | None


@dataclass(frozen=True)
class Rotura:
    """Algo publicado que deja de valer, y por qué."""

    que: str
    detalle: str


@dataclass(frozen=True)
class Diferencias:
    """Lo que cambia de un mart a otro; tablas que no cambian no aparecen."""

    marts: tuple[CambioDeTabla, ...]
    movimientos: tuple[Movimiento, ...]
    rompe: tuple[Rotura, ...]


def _sentencia(nombre: str, **partes: str) -> str:
    texto = (_SQL / f"{nombre}.sql").read_text(encoding="utf-8")
    for parte, valor in partes.items():
        texto = texto.replace("{" + parte + "}", valor)
    return texto


@contextmanager
def _las_dos(publicado: Path, propuesto: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with closing(duckdb.connect()) as conexion:
        conexion.execute("set threads = 2")
        for nombre, ruta in (("viejo", publicado), ("nuevo", propuesto)):
            # ATTACH no admite parámetros.
            texto = str(ruta).replace("'", "''")
            conexion.execute("attach '" + texto + "' as " + nombre + " (read_only)")
        yield conexion


def _columnas(conexion: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], set[str]]:
    """(base, tabla) → sus columnas: el mart publicado pudo armarlo otra versión del tablero."""
    filas = conexion.execute(_sentencia("columnas")).fetchall()
    return {(base, tabla): set(columnas) for base, tabla, columnas in filas}


def _cruce(clave: tuple[str, ...]) -> str:
    return " and ".join(f"antes.{c} is not distinct from ahora.{c}" for c in clave)


def _estructura(columnas: list[str], de: str = "") -> str:
    prefijo = f"{de}." if de else ""
    return "{" + ", ".join(f"'{c}': {prefijo}{c}" for c in columnas) + "}"


def comparar_marts(
    publicado: Path, propuesto: Path, marts: list[DefinicionMart], familia: str
) -> Diferencias:
    """Compara dos marts. ``familia``: la del archivo que se quiere publicar.

    Lanza ``ErrorDePublicacion`` si alguno de los dos no se puede leer.
    """
    try:
        return _comparar(publicado, propuesto, marts, familia)
    except duckdb.Error as error:
        raise ErrorDePublicacion(
            que=f"No se pudo comparar lo propuesto con lo publicado: {error}",
            donde=str(publicado),
            esperado="dos marts armados por este proyecto, y memoria y disco para compararlos",
            hacer="Corra «python -m pipelines construir» y ensaye otra vez.",
        ) from error


def _comparar(
    publicado: Path, propuesto: Path, marts: list[DefinicionMart], familia: str
) -> Diferencias:
    cambios, movimientos, rompe = [], [], []
    with _las_dos(publicado, propuesto) as conexion:
        columnas = _columnas(conexion)
        nombres = _nombres(conexion)
        for mart in marts:
            viejas = columnas.get(("viejo", mart.nombre), set())
            nuevas = columnas.get(("nuevo", mart.nombre), set())
            if not nuevas or not viejas >= set(mart.clave):
                continue
            comunes = [c for c in mart.columnas if c.nombre in viejas & nuevas]
            resto = [c.nombre for c in comunes if c.nombre not in mart.clave]
            partes = {
                "tabla": mart.nombre,
                "clave": ", ".join(mart.clave),
                "cruce": _cruce(mart.clave),
                "resto": _estructura(resto) if resto else "null",
            }
            fila = conexion.execute(_sentencia("filas", **partes)).fetchone()
            assert fila is not None
            cambio = CambioDeTabla(mart.nombre, *map(int, fila))
            if not (cambio.nuevas or cambio.cambiadas or cambio.perdidas):
                continue
            cambios.append(cambio)
            if cambio.perdidas:
                rompe.append(_perdidas(conexion, mart, cambio, partes))
            if mart.nombre in (*_METAS, "citas") and cambio.cambiadas:
                rompe += _cambiadas(conexion, mart, partes, familia)
            if mart.nombre == "observaciones":
                movimientos += _de_la_edicion_nueva(conexion, mart, partes, nombres)
            # Los catálogos y metadatos (de todas las familias) no traen cifras.
            if mart.familias == ("todas",) and mart.nombre != "observaciones":
                continue
            movimientos += _de_la_tabla(conexion, mart, comunes, partes, nombres)
        if ("viejo", "observaciones") in columnas:
            rompe += _ultimos_perdidos(conexion, nombres)
    return Diferencias(tuple(cambios), tuple(_los_mayores(movimientos)), tuple(rompe))


def _nombres(conexion: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    filas = conexion.execute(_sentencia("nombres")).fetchall()
    return {(clase, codigo): nombre for clase, codigo, nombre in filas} | {
        ("lugar", _NACIONAL): "Nacional"
    }


def _primero(fila: dict[str, Any], columnas: tuple[str, ...]) -> str:
    return next((str(fila[c]) for c in columnas if fila.get(c) is not None), "")


def _finita(cifra: float | None) -> float | None:
    # JSON no tiene infinito ni «no es un número».
    return cifra if cifra is not None and math.isfinite(cifra) else None


def _movimiento(
    mart: DefinicionMart,
    columna: Columna,
    valores: tuple[Any, ...],
    nombres: dict[tuple[str, str], str],
) -> Movimiento:
    fila, antes, ahora, relativo = (valores[0], *map(_finita, valores[1:]))
    lugar = _primero(fila, _LUGARES)
    indicador = _primero(fila, _NOMBRES_DE_FILA)
    dicho = nombres.get(("indicador", indicador), indicador)
    if columna.nombre != "valor":
        dicho = f"{dicho}: {columna.etiqueta}" if dicho else columna.etiqueta
    clave = [str(fila[c]) for c in mart.clave if fila.get(c) is not None]
    return Movimiento(
        tabla=mart.nombre,
        fila=" · ".join(clave),
        columna=columna.nombre,
        indicador=dicho,
        lugar=nombres.get(("lugar", lugar), lugar),
        periodo=_primero(fila, _PERIODOS),
        antes=antes,
        ahora=ahora,
        cambio=None if antes is None or ahora is None else ahora - antes,
        cambio_relativo=relativo,
    )


def _de_la_tabla(
    conexion: duckdb.DuckDBPyConnection,
    mart: DefinicionMart,
    comunes: list[Columna],
    partes: dict[str, str],
    nombres: dict[tuple[str, str], str],
) -> list[Movimiento]:
    de_la_fila = [c.nombre for c in comunes if c.nombre in (*mart.clave, *_NOMBRES_DE_FILA)]
    hallados = []
    for columna in comunes:
        if columna.tipo not in _NUMEROS or columna.nombre in (*mart.clave, *_NO_SON_CIFRAS):
            continue
        sentencia = _sentencia(
            "cifras", **partes, columna=columna.nombre, ahora=_estructura(de_la_fila, "ahora"),
            maximo=str(MAXIMO_DE_MOVIMIENTOS),
        )  # fmt: skip
        hallados += [
            _movimiento(mart, columna, fila, nombres)
            for fila in conexion.execute(sentencia).fetchall()
        ]
    return hallados


def _de_la_edicion_nueva(
    conexion: duckdb.DuckDBPyConnection,
    mart: DefinicionMart,
    partes: dict[str, str],
    nombres: dict[tuple[str, str], str],
) -> list[Movimiento]:
    (valor,) = [columna for columna in mart.columnas if columna.nombre == "valor"]
    sentencia = _sentencia(
        "edicion_nueva", cruce=partes["cruce"], maximo=str(MAXIMO_DE_MOVIMIENTOS)
    )
    return [
        _movimiento(mart, valor, fila, nombres) for fila in conexion.execute(sentencia).fetchall()
    ]


def _los_mayores(movimientos: list[Movimiento]) -> list[Movimiento]:
    """Los que más mueven; de la misma cifra en dos tablas queda la de ``observaciones``."""

    def cuanto(m: Movimiento) -> float:
        if m.antes is None:
            return -1
        return m.cambio_relativo if m.cambio_relativo is not None else math.inf

    ordenados = sorted(
        movimientos,
        key=lambda m: (m.tabla != "observaciones", m.tabla, m.columna, m.fila),
    )
    unicos: dict[tuple[Any, ...], Movimiento] = {}
    for m in ordenados:
        unicos.setdefault((m.lugar, m.periodo, m.antes, m.ahora), m)
    return sorted(unicos.values(), key=lambda m: -cuanto(m))[:MAXIMO_DE_MOVIMIENTOS]


def _claves(
    conexion: duckdb.DuckDBPyConnection,
    mart: DefinicionMart,
    partes: dict[str, str],
    perdidas: bool,
) -> list[str]:
    sentencia = _sentencia(
        "claves_cambiadas", **partes, antes=_estructura(list(mart.clave), "antes"),
        maximo="1000",
    )  # fmt: skip
    return [
        " · ".join(str(valor) for valor in fila.values())
        for fila, perdida in conexion.execute(sentencia).fetchall()
        if perdida == perdidas
    ]


def _lista(textos: list[str], cuantos: int) -> str:
    muestra = "; ".join(textos[:_MAXIMO_DE_CLAVES])
    return muestra + (
        f" y {cuantos - _MAXIMO_DE_CLAVES} más" if cuantos > _MAXIMO_DE_CLAVES else ""
    )


def _perdidas(
    conexion: duckdb.DuckDBPyConnection,
    mart: DefinicionMart,
    cambio: CambioDeTabla,
    partes: dict[str, str],
) -> Rotura:
    cuales = _lista(_claves(conexion, mart, partes, perdidas=True), cambio.perdidas)
    if mart.nombre == "citas":
        return Rotura("Citas que ya no están", cuales)
    return Rotura(f"Filas publicadas que ya no están en «{mart.nombre}»: {cambio.perdidas}", cuales)


def _cambiadas(
    conexion: duckdb.DuckDBPyConnection,
    mart: DefinicionMart,
    partes: dict[str, str],
    familia: str,
) -> list[Rotura]:
    claves = _claves(conexion, mart, partes, perdidas=False)
    if mart.nombre == "citas":
        return [Rotura("Citas que dicen otra cosa", _lista(claves, len(claves)))]
    if familia == "informes":
        return []
    return [
        Rotura(f"Metas que dejan de decir lo mismo ({mart.nombre})", _lista(claves, len(claves)))
    ]


def _ultimos_perdidos(
    conexion: duckdb.DuckDBPyConnection, nombres: dict[tuple[str, str], str]
) -> list[Rotura]:
    roturas = []
    for indicador, lugares, antes, ahora in conexion.execute(
        _sentencia("ultimo_perdido")
    ).fetchall():
        nombre = nombres.get(("indicador", indicador), indicador)
        llega = f"ahora llega a {ahora}" if ahora else "queda sin ninguno"
        donde = "1 lugar" if lugares == 1 else f"{lugares} lugares"
        roturas.append(
            Rotura(
                f"«{nombre}» pierde su dato más reciente",
                f"En {donde}: el último era de {antes} y {llega}.",
            )
        )
    return roturas


_REGLAS = {
    "contradiccion_vigente": "Una contradicción declarada ya no se cumple",
    "ErrorDeCorreccion": "Una corrección declarada ya no encuentra lo que corregía",
    "ErrorDeHomologacion": "Un nombre de lugar no tiene código",
    "ErrorDeDeclaracion": "No hay cómo publicar una tabla de esa fuente",
    "ErrorDeFuente": "Una tabla no es lo que su declaración dice",
    "ErrorDeValidacion": "Una tabla publicada no se puede armar",
}


def de_las_fallas(fallas: list[Falla]) -> list[Rotura]:
    """Lo que las comprobaciones que fallan dicen que se rompe."""
    return [
        Rotura(
            _REGLAS.get(f.regla, f"No pasa la comprobación «{f.regla}»"), f"{f.lugar}: {f.detalle}"
        )
        for f in fallas
    ]


def de_los_conteos(antes: dict[str, int], ahora: dict[str, int]) -> list[Rotura]:
    """Los conteos versionados que cambian: se esperan, y se actualizan al publicar."""
    return [
        Rotura(
            f"Cambian las filas esperadas de «{tabla}»",
            f"{antes.get(tabla, 0)} → {ahora.get(tabla, 0)}; se actualizan al publicar.",
        )
        for tabla in sorted(antes.keys() | ahora.keys())
        if antes.get(tabla) != ahora.get(tabla)
    ]
