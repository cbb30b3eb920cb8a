"""Límites del Marco Geoestadístico Nacional del DANE: shapefile, su .zip o GeoJSON.

Con atributos de 2018 (``MPIO_CCNCT``) y posteriores (``MPIO_CDPMP``), o los de la copia recortada
(``codigo``). La capa municipal da áreas, vecinos y kilómetros de frontera; la departamental, sólo
límites. El área del atributo debe ser la del dibujo, cada entidad debe estar donde la publicada y
los límites de dos vecinos deben casar: así un código cambiado de lugar, una capa corrida o una
frontera simplificada por un solo lado se ven.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pipelines.errores import ErrorDeFuente
from pipelines.geometria import (
    CRS_GEOGRAFICO,
    CRS_PLANO,
    LONGITUD_NULA_KM,
    TOLERANCIA_AREA_MUNICIPIO_PCT,
    leer_capa,
)
from pipelines.oficiales.hojas import HACER
from pipelines.oficiales.lugares import (
    TERRITORIO,
    codigo_de_departamento,
    codigo_de_municipio,
    departamentos,
    municipios,
)
from pipelines.oficiales.numeros import (
    codigo_de_celda,
    escrito,
    numero_de_celda,
    separador_decimal,
)
from pipelines.oficiales.resultado import CITA, Lectura, en_texto
from pipelines.rutas import RUTAS

FAMILIA = "mgn"
COLUMNAS = {
    "municipios": ["codigo", "mgn_nombre", "area_mgn_km2", "n_vecinos", "fuente"],
    "vecinos": ["cod_a", "nombre_a", "cod_b", "nombre_b", "tipo", "frontera_km", "fuente"],
}
CLAVE = {
    "municipios": ["codigo"],
    "vecinos": ["cod_a", "cod_b"],
    "limites_municipios": ["codigo"],
    "limites_departamentos": ["codigo"],
}

_CODIGO_DE_MUNICIPIO = ("mpio_cdpmp", "mpio_ccnct", "mpio_ccdgo")
_NOMBRE = {
    "municipio": ("mpio_cnmbr", "mgn_nombre", "nombre"),
    "departamento": ("dpto_cnmbr", "mgn_nombre", "nombre"),
}
_AREA = {
    "municipio": ("mpio_narea", "area_mgn_km2"),
    "departamento": ("dpto_narea", "area_mgn_km2"),
}
_VIGENCIA = {"municipio": ("mpio_nano",), "departamento": ("dpto_nano", "dpto_nano_")}
# La capa departamental se publica más generalizada que la municipal.
_TOLERANCIA = {"municipio": TOLERANCIA_AREA_MUNICIPIO_PCT, "departamento": 3.0}
_COLOMBIA = (-82.5, -5.0, -66.0, 17.0)
_ANIO = re.compile(r"20[0-9]{2}")
_PUBLICADA = {
    "municipio": ("municipios.geojson", "divipola"),
    "departamento": ("departamentos.geojson", "cod_departamento"),
}
_PARTES = (".shp", ".dbf", ".shx", ".prj", ".cpg")
_MAXIMO_DESCOMPRIMIDO = 2_000_000_000
# El redondeo de las coordenadas y de los programas mueve un límite centímetros; más que esto es
# otro dibujo.
_AJUSTE_M = 0.5
_HOLGURA_M = 2.0
# Dos límites a menos de 50 m son el mismo: en los cruces de tres municipios van así hasta 0,5 km.
_CERCA_M, _CERCA_KM = 50.0, 2.0
_NO_CASAN = "la capa del DANE sin simplificar ni redibujar, sin huecos ni traslapes"


def _rechazar(ruta: Path, que: str, esperado: str) -> NoReturn:
    raise ErrorDeFuente(que=que, donde=ruta.name, esperado=esperado, hacer=HACER)


def _abrir_geojson(ruta: Path) -> gpd.GeoDataFrame:
    contenido = ruta.read_bytes()
    try:
        texto = contenido.decode("utf-8-sig")
    except UnicodeDecodeError:
        texto = contenido.decode("cp1252", errors="replace")
    try:
        coleccion: Any = json.loads(texto)
    except (ValueError, RecursionError) as error:
        _rechazar(ruta, f"El archivo no se puede leer como JSON ({error}).", "un GeoJSON entero")
    entidades = coleccion.get("features") if isinstance(coleccion, dict) else None
    if not isinstance(entidades, list) or not entidades:
        _rechazar(ruta, "El archivo no trae entidades.", "un GeoJSON con una FeatureCollection")
    sistema = str(coleccion.get("crs") or "CRS84")
    if not any(nombre in sistema for nombre in ("CRS84", "4326", "4686")):
        _rechazar(ruta, f"El sistema de coordenadas es {sistema}.", "longitud y latitud (WGS84)")
    try:
        return gpd.GeoDataFrame.from_features(entidades, crs=CRS_GEOGRAFICO)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError,
            shapely.errors.ShapelyError) as error:  # fmt: skip
        _rechazar(ruta, f"Hay entidades mal formadas ({error}).", "entidades con su geometría")


def _exigir_partes(ruta: Path, base: str, halladas: set[str]) -> None:
    for parte in (".dbf", ".shx", ".prj"):
        if parte not in halladas:
            _rechazar(ruta, f"Falta {base}{parte} junto a la capa.", ".shp, .dbf, .shx y .prj")


def _sacar_del_zip(ruta: Path, carpeta: Path) -> None:
    """Deja en ``carpeta`` las partes de la única capa del .zip, esté en la subcarpeta que esté."""
    try:
        with zipfile.ZipFile(ruta) as comprimido:
            # Los .zip hechos en macOS traen, por cada archivo, otro que no es una capa.
            nombres = {
                n.replace("\\", "/").lower(): n
                for n in comprimido.namelist()
                if "__MACOSX/" not in n
            }
            capas = [nombre for nombre in nombres if nombre.endswith(".shp")]
            if len(capas) != 1:
                _rechazar(ruta, f"El .zip trae {len(capas)} capas .shp.",
                          "una capa, con .dbf y .shx")  # fmt: skip
            if sum(p.file_size for p in comprimido.infolist()) > _MAXIMO_DESCOMPRIMIDO:
                _rechazar(ruta, "El .zip se descomprime en demasiados bytes.", "el .zip del DANE")
            base = capas[0].removesuffix(".shp")
            partes = {parte: nombres.get(base + parte) for parte in _PARTES}
            _exigir_partes(ruta, base.rsplit("/", 1)[-1], {p for p, n in partes.items() if n})
            for parte, nombre in partes.items():
                if nombre is not None:
                    # Leerla entera comprueba su suma: una parte dañada no llega a la capa.
                    (carpeta / f"capa{parte}").write_bytes(comprimido.read(nombre))
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError,
            KeyError) as error:  # fmt: skip
        _rechazar(ruta, f"El .zip llegó cortado o dañado ({error}).", "el .zip del DANE")


def _copiar_partes(ruta: Path, carpeta: Path) -> None:
    base = ruta.name[: -len(".shp")].lower()
    partes = {
        hermano.suffix.lower(): hermano
        for hermano in ruta.parent.iterdir()
        if hermano.name.lower() in {base + parte for parte in _PARTES}
    }
    _exigir_partes(ruta, base, set(partes))
    for parte, hermano in partes.items():
        shutil.copyfile(hermano, carpeta / f"capa{parte}")


@contextmanager
def _capa_suelta(ruta: Path) -> Iterator[Path]:
    """La capa con un nombre que GDAL entienda: los «!» y «#» de una ruta le dicen otra cosa."""
    with tempfile.TemporaryDirectory(prefix="capa_", ignore_cleanup_errors=True) as temporal:
        carpeta = Path(temporal)
        (_sacar_del_zip if ruta.suffix.lower() == ".zip" else _copiar_partes)(ruta, carpeta)
        yield carpeta / "capa.shp"


def _codificacion(capa: Path) -> str | None:
    """Cómo están escritos los textos del .dbf; ``None``: como diga su .cpg.

    Quien vuelve a guardar una capa suele perder el .cpg, o poner uno que no es.
    """
    tabla, dicha = capa.with_suffix(".dbf").read_bytes(), capa.with_suffix(".cpg")
    declarada = dicha.read_text("ascii", errors="replace").strip() if dicha.exists() else ""
    try:
        tabla[int.from_bytes(tabla[8:10], "little") :].decode("utf-8")
    except UnicodeDecodeError:
        return "CP1252" if not declarada or "UTF" in declarada.upper() else None
    return "UTF-8"


def _abrir_shapefile(ruta: Path) -> gpd.GeoDataFrame:
    with _capa_suelta(ruta) as capa:
        try:
            return gpd.read_file(capa, encoding=_codificacion(capa))
        except (RuntimeError, OSError, ValueError, shapely.errors.ShapelyError,
                UnboundLocalError) as error:  # fmt: skip
            # Los errores de GDAL llegan como RuntimeError; con un .prj dañado, pyogrio se enreda
            # con una variable suya.
            _rechazar(ruta, f"La capa no se puede leer ({error}).", "un shapefile entero")


@dataclass(frozen=True)
class _Capa:
    """Una capa con sus columnas ya reconocidas. ``nivel``: municipio o departamento."""

    nivel: str
    tabla: gpd.GeoDataFrame
    vigencia: str | None


def _columna(ruta: Path, capa: gpd.GeoDataFrame, posibles: tuple[str, ...], que: str) -> str:
    llanas: dict[str, list[str]] = {}
    for columna in capa.columns:
        llanas.setdefault(str(columna).lower(), []).append(columna)
    for posible in posibles:
        if len(llanas.get(posible, [])) > 1:
            _rechazar(ruta, f"El atributo {posible.upper()} está dos veces.", "una vez")
        if posible in llanas:
            return llanas[posible][0]
    _rechazar(
        ruta,
        f"La capa no trae {que}. Trae: {', '.join(map(str, capa.columns))}.",
        " o ".join(p.upper() for p in posibles),
    )


def _codigos(ruta: Path, capa: gpd.GeoDataFrame) -> tuple[str, list[str]]:
    """(nivel, códigos). Un código de cinco cifras es de municipio; de dos, de departamento."""
    llanas = {str(columna).lower(): columna for columna in capa.columns}
    de_municipio = next((llanas[c] for c in _CODIGO_DE_MUNICIPIO if c in llanas), None)
    try:
        if de_municipio is not None:
            propios = [str(valor).strip().removesuffix(".0") for valor in capa[de_municipio]]
            if all(len(codigo) <= 3 for codigo in propios):
                # MPIO_CCDGO son las tres últimas cifras; las dos primeras, DPTO_CCDGO.
                de_departamento = _columna(ruta, capa, ("dpto_ccdgo",), "código de departamento")
                return "municipio", [
                    codigo_de_celda(str(d), 2) + codigo_de_celda(m, 3)
                    for d, m in zip(capa[de_departamento], propios, strict=True)
                ]
            return "municipio", [codigo_de_celda(codigo, 5) for codigo in propios]
        columna = _columna(ruta, capa, ("dpto_ccdgo", "codigo"), "código DIVIPOLA")
        propios = [str(valor).strip().removesuffix(".0") for valor in capa[columna]]
        municipal = max(map(len, propios)) > 2
        cifras = 5 if municipal else 2
        return "municipio" if municipal else "departamento", [
            codigo_de_celda(codigo, cifras) for codigo in propios
        ]
    except ValueError as error:
        _rechazar(ruta, str(error), "códigos DIVIPOLA")


def _areas(ruta: Path, capa: gpd.GeoDataFrame, columna: str) -> list[float | None]:
    """Los km² del atributo, aunque lleguen como texto con coma o con punto."""
    valores = list(capa[columna])
    try:
        decimal = separador_decimal(valor for valor in valores if isinstance(valor, str))
        return [numero_de_celda(valor, decimal) for valor in valores]
    except (ValueError, OverflowError) as error:
        _rechazar(ruta, f"{columna}: {error}", "el área en km², un número")


def _reconocer(ruta: Path, capa: gpd.GeoDataFrame) -> _Capa:
    nivel, codigos = _codigos(ruta, capa)
    nombre = _columna(ruta, capa, _NOMBRE[nivel], "el nombre")
    area = _columna(ruta, capa, _AREA[nivel], "el área")
    tabla = gpd.GeoDataFrame(
        {
            "codigo": codigos,
            "mgn_nombre": [" ".join(str(n).split()) for n in capa[nombre]],
            "area_mgn_km2": _areas(ruta, capa, area),
        },
        geometry=list(capa.geometry),
        crs=capa.crs,
    )
    for propia in ("rep_lon", "rep_lat"):
        if propia in capa.columns:
            tabla[propia] = list(capa[propia])
    vigencias = {
        str(valor).strip().removesuffix(".0")
        for columna in capa.columns
        if str(columna).lower() in _VIGENCIA[nivel]
        for valor in capa[columna].dropna()
    } - {""}
    if len(vigencias) > 1:
        _rechazar(ruta, f"La capa mezcla vigencias: {', '.join(sorted(vigencias))}.", "una sola")
    if not all(map(_ANIO.fullmatch, vigencias)):
        _rechazar(ruta, f"La vigencia es «{next(iter(vigencias))}».", "un año, 2018")
    repetidos = sorted(tabla.loc[tabla["codigo"].duplicated(), "codigo"])
    if repetidos:
        _rechazar(ruta, f"Códigos repetidos: {', '.join(repetidos[:5])}.", "una entidad por código")
    return _Capa(nivel, tabla, next(iter(vigencias), None))


def _puntos_publicados(
    nivel: str,
) -> dict[str, tuple[float, float]]:
    """Código → (longitud, latitud) de un punto dentro del límite que hoy dibuja el tablero."""
    archivo, clave = _PUBLICADA[nivel]
    capa = leer_capa(RUTAS.geo / archivo)
    return {
        codigo: (lon, lat)
        for codigo, lon, lat in zip(
            capa[clave], capa["rotulo_lon"], capa["rotulo_lat"], strict=True
        )
    }


def _exigir_geometria(ruta: Path, capa: _Capa) -> gpd.GeoDataFrame:
    """Polígonos en Colombia, en WGS84, cuya área es la del atributo."""
    tabla = capa.tabla
    if tabla.crs is None:
        _rechazar(ruta, "La capa no dice su sistema de coordenadas.", "un .prj junto al .shp")
    try:
        tabla = tabla.to_crs(CRS_GEOGRAFICO)
    except RuntimeError as error:  # el de pyproj hereda de él
        _rechazar(ruta, f"El sistema de coordenadas de la capa no se entiende ({error}).",
                  "el .prj del DANE: MAGNA-SIRGAS u Origen Nacional")  # fmt: skip
    publicadas = _puntos_publicados(capa.nivel)
    lugar = codigo_de_municipio if capa.nivel == "municipio" else codigo_de_departamento
    for fila in tabla.itertuples():
        figura = fila.geometry
        if figura is None or figura.is_empty or figura.geom_type not in {"Polygon", "MultiPolygon"}:
            _rechazar(ruta, f"{fila.mgn_nombre} ({fila.codigo}) no es un polígono.", "polígonos")
        oeste, sur, este, norte = figura.bounds
        if not (_COLOMBIA[0] <= oeste and _COLOMBIA[1] <= sur and este <= _COLOMBIA[2]
                and norte <= _COLOMBIA[3]):  # fmt: skip
            _rechazar(ruta, f"{fila.mgn_nombre} ({fila.codigo}) queda fuera de Colombia.",
                      "longitud y latitud, en ese orden")  # fmt: skip
        if lugar(fila.mgn_nombre) != fila.codigo:
            _rechazar(ruta, f"«{fila.mgn_nombre}» no es {fila.codigo}.",
                      "el nombre del MGN, como está en pipelines/homologacion")  # fmt: skip
    # «structure» sólo da polígonos: una púa sin área no cambia lo que el límite encierra.
    tabla = tabla.set_geometry(
        tabla.geometry.make_valid(method="structure", keep_collapsed=False).force_2d()
    )
    for fila in tabla.itertuples():
        if fila.geometry.geom_type not in {"Polygon", "MultiPolygon"} or fila.geometry.is_empty:
            _rechazar(ruta, f"{fila.mgn_nombre} ({fila.codigo}) no encierra un área.",
                      "polígonos válidos")  # fmt: skip
        if not shapely.contains_xy(fila.geometry, *publicadas[fila.codigo]):
            _rechazar(
                ruta, f"{fila.mgn_nombre} ({fila.codigo}) no está donde el tablero lo dibuja.",
                "longitud y latitud en WGS84, cada código con su límite",
            )  # fmt: skip
    planas = tabla.to_crs(CRS_PLANO).area / 1e6
    diferencia = 100 * (planas / tabla["area_mgn_km2"] - 1).abs()
    malas = tabla.index[~(diferencia <= _TOLERANCIA[capa.nivel])]
    if len(malas):
        mala = malas[0]
        _rechazar(
            ruta,
            f"{tabla.at[mala, 'mgn_nombre']} ({tabla.at[mala, 'codigo']}): el atributo dice "
            f"{tabla.at[mala, 'area_mgn_km2']} km² y el dibujo mide {planas[mala]:.3f}.",
            f"la misma área, ±{_TOLERANCIA[capa.nivel]:g} %",
        )
    return tabla


def _casar(ruta: Path, tabla: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Los polígonos en EPSG:9377 con los mismos vértices a los dos lados de cada límite.

    Una frontera sólo se puede medir si los dos vecinos dicen la misma: un vértice que le falta a
    uno, o movido un milímetro al convertir, ya deja la intersección en pedazos. Rechaza la capa
    si casarlos mueve un límite más de ``_HOLGURA_M`` metros o si quedan huecos.
    """
    planas = tabla.to_crs(CRS_PLANO).geometry
    casadas = shapely.coverage_clean(
        planas.to_numpy(), gap_width=_HOLGURA_M, snapping_distance=_AJUSTE_M
    )
    movido = shapely.symmetric_difference(planas.to_numpy(), casadas)
    ancho = shapely.area(shapely.buffer(movido, -_HOLGURA_M / 2)) > 0
    huecos = shapely.get_parts(shapely.union_all(casadas))
    bordes = [hueco for parte in huecos for hueco in parte.interiors]
    if bordes:
        ancho |= shapely.intersects(planas.to_numpy(), shapely.buffer(bordes[0], _AJUSTE_M))
    if ancho.any():
        cuales = ", ".join(tabla.loc[ancho, "mgn_nombre"])
        _rechazar(ruta, f"Hay límites que no casan con los del vecino: {cuales}.", _NO_CASAN)
    return gpd.GeoSeries(casadas, crs=CRS_PLANO)


def _vecinos(ruta: Path, tabla: gpd.GeoDataFrame) -> list[dict[str, str]]:
    """Los pares que comparten un tramo de límite, con sus kilómetros en EPSG:9377."""
    planas = _casar(ruta, tabla)
    gruesas = planas.simplify(_CERCA_M / 5)
    alrededores = gruesas.buffer(_CERCA_M)
    codigos = list(tabla["codigo"])
    filas = []
    for a, b in zip(*planas.sindex.query(alrededores, predicate="intersects"), strict=True):
        if codigos[a] >= codigos[b]:
            continue
        km = float(planas.iloc[a].intersection(planas.iloc[b]).length) / 1e3
        cerca = gruesas.iloc[b].boundary.intersection(alrededores.iloc[a]).length / 1e3
        if cerca - km > _CERCA_KM:
            nombres = " y ".join(tabla.loc[[a, b], "mgn_nombre"])
            medidas = f"van juntos {cerca:.1f} km y comparten {km:.1f}".replace(".", ",")
            _rechazar(ruta, f"{nombres} {medidas}.", _NO_CASAN)
        if km <= LONGITUD_NULA_KM:
            continue
        filas.append(
            {
                "cod_a": codigos[a],
                "nombre_a": municipios()[codigos[a]],
                "cod_b": codigos[b],
                "nombre_b": municipios()[codigos[b]],
                "tipo": "rook",
                "frontera_km": escrito(km, 3),
                "fuente": CITA,
            }
        )
    return sorted(filas, key=lambda fila: (fila["cod_a"], fila["cod_b"]))


def _rotulos(tabla: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Longitud y latitud de un punto dentro de cada polígono: el de la capa, si lo trae y sirve."""
    if {"rep_lon", "rep_lat"} <= set(tabla.columns):
        try:
            lon, lat = (np.array(tabla[c].tolist(), dtype=float) for c in ("rep_lon", "rep_lat"))
        except (ValueError, TypeError, OverflowError):
            pass
        else:
            if shapely.contains_xy(tabla.geometry.to_numpy(), lon, lat).all():
                return lon, lat
    puntos = tabla.geometry.representative_point()
    return puntos.x.round(5).to_numpy(), puntos.y.round(5).to_numpy()


def _tablas_de_municipios(ruta: Path, capa: _Capa) -> dict[str, pd.DataFrame]:
    todos = set(capa.tabla["codigo"])
    if not {codigo[:2] for codigo in todos} <= set(departamentos()):
        _rechazar(ruta, "Hay códigos de departamentos que no existen.", "códigos DIVIPOLA")
    propios = capa.tabla[capa.tabla["codigo"].str.startswith(TERRITORIO)].reset_index(drop=True)
    if set(propios["codigo"]) != set(municipios()):
        faltan = [n for codigo, n in municipios().items() if codigo not in set(propios["codigo"])]
        _rechazar(ruta, f"De Norte de Santander faltan {', '.join(faltan) or 'ninguno'}; hay "
                  f"{len(propios)}.", "sus 40 municipios")  # fmt: skip
    tabla = _exigir_geometria(ruta, _Capa(capa.nivel, propios, capa.vigencia))
    tabla = tabla.sort_values("codigo").reset_index(drop=True)
    vecinos = _vecinos(ruta, tabla)
    cuantos = {
        codigo: sum(codigo in (fila["cod_a"], fila["cod_b"]) for fila in vecinos)
        for codigo in tabla["codigo"]
    }
    filas = [
        {
            "codigo": fila.codigo,
            "mgn_nombre": fila.mgn_nombre,
            "area_mgn_km2": escrito(fila.area_mgn_km2, 3),
            "n_vecinos": str(cuantos[fila.codigo]),
            "fuente": CITA,
        }
        for fila in tabla.itertuples()
    ]
    limites = tabla[["codigo", "geometry"]].copy()
    lon, lat = _rotulos(tabla)
    limites.insert(1, "nombre", [municipios()[codigo] for codigo in tabla["codigo"]])
    limites.insert(2, "rep_lon", lon)
    limites.insert(3, "rep_lat", lat)
    return {
        "municipios": en_texto(filas, COLUMNAS["municipios"]),
        "vecinos": en_texto(vecinos, COLUMNAS["vecinos"]),
        "limites_municipios": limites,
    }


def _tablas_de_departamentos(ruta: Path, capa: _Capa) -> dict[str, pd.DataFrame]:
    hallados = set(capa.tabla["codigo"])
    if hallados != set(departamentos()):
        faltan = [n for codigo, n in departamentos().items() if codigo not in hallados]
        _rechazar(ruta, f"Faltan {', '.join(faltan) or 'ninguno'}; sobran "
                  f"{', '.join(sorted(hallados - set(departamentos()))) or 'ninguno'}.",
                  "los 33 departamentos")  # fmt: skip
    tabla = _exigir_geometria(ruta, capa).sort_values("codigo").reset_index(drop=True)
    return {"limites_departamentos": tabla[["codigo", "mgn_nombre", "geometry"]]}


def leer(ruta: Path) -> Lectura:
    """Límites en WGS84 y, de la capa municipal, áreas (km² del atributo) y vecinos.

    Tablas ``municipios``, ``vecinos`` y ``limites_municipios``, o ``limites_departamentos``. La
    edición es la vigencia del atributo, si la trae. Lanza ``ErrorDeFuente`` si la capa no es del
    MGN, está incompleta o un código no corresponde a su nombre o a su área.
    """
    if not ruta.is_file():
        raise ErrorDeFuente(
            que="El archivo no está.",
            donde=str(ruta),
            esperado="un .shp, .zip o .geojson",
            hacer="Revise la ruta que escribió.",
        )
    cabeza = ruta.read_bytes()[:4]
    if ruta.suffix.lower() in {".shp", ".zip"}:
        cruda = _abrir_shapefile(ruta)
    elif cabeza.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{":
        cruda = _abrir_geojson(ruta)
    else:
        _rechazar(ruta, "El archivo no es una capa de límites.", "un .shp, .zip o .geojson")
    if cruda.empty:
        _rechazar(ruta, "La capa no trae entidades.", "municipios o departamentos")
    capa = _reconocer(ruta, cruda)
    tablas = (
        _tablas_de_municipios(ruta, capa)
        if capa.nivel == "municipio"
        else _tablas_de_departamentos(ruta, capa)
    )
    return Lectura(FAMILIA, capa.vigencia, capa.vigencia or "", tablas)


@cache
def _publicados() -> gpd.GeoSeries:
    return leer_capa(RUTAS.geo / "municipios.geojson").set_index("divipola").geometry


def grados_fuera(codigo: str, lon: float, lat: float) -> float:
    """Cuánto dista un punto del municipio que hoy dibuja el tablero; 0 si está dentro."""
    return float(_publicados()[codigo].distance(shapely.Point(lon, lat)))


def diferencia_de_limites(
    leida: gpd.GeoDataFrame, guardada: gpd.GeoDataFrame
) -> dict[str, float | None]:
    """Código → cuánto difiere su límite del guardado, en % del área; ``None`` si no estaba."""
    planas = {
        nombre: capa.set_index("codigo").geometry.to_crs(CRS_PLANO).make_valid()
        for nombre, capa in (("leida", leida), ("guardada", guardada))
    }
    return {
        codigo: 100
        * float(shapely.symmetric_difference(figura, planas["guardada"][codigo]).area)
        / float(figura.area)
        if codigo in planas["guardada"].index
        else None
        for codigo, figura in planas["leida"].items()
    }
