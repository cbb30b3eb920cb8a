"""Límites del Marco Geoestadístico Nacional del DANE: shapefile, su .zip o GeoJSON.

Con atributos de 2018 (``MPIO_CCNCT``) y posteriores (``MPIO_CDPMP``), o los de la copia recortada
(``codigo``). La capa municipal da áreas, vecinos y kilómetros de frontera; la departamental, sólo
límites. El área del atributo debe ser la del dibujo: así un código cambiado de lugar se ve.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import geopandas as gpd
import pandas as pd
import shapely

from pipelines.errores import ErrorDeFuente
from pipelines.geometria import (
    CRS_GEOGRAFICO,
    CRS_PLANO,
    LONGITUD_NULA_KM,
    TOLERANCIA_AREA_MUNICIPIO_PCT,
)
from pipelines.oficiales.hojas import HACER
from pipelines.oficiales.lugares import (
    TERRITORIO,
    codigo_de_departamento,
    codigo_de_municipio,
    departamentos,
    municipios,
)
from pipelines.oficiales.numeros import codigo_de_celda, escrito
from pipelines.oficiales.resultado import CITA, Lectura, en_texto

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


def _rechazar(ruta: Path, que: str, esperado: str) -> NoReturn:
    raise ErrorDeFuente(que=que, donde=ruta.name, esperado=esperado, hacer=HACER)


def _abrir_geojson(ruta: Path) -> gpd.GeoDataFrame:
    try:
        coleccion: Any = json.loads(ruta.read_text(encoding="utf-8-sig"))
    except ValueError as error:
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


def _abrir_shapefile(ruta: Path) -> gpd.GeoDataFrame:
    origen = str(ruta)
    if ruta.suffix.lower() == ".zip":
        try:
            with zipfile.ZipFile(ruta) as comprimido:
                nombres = comprimido.namelist()
                rota = comprimido.testzip()
        except (zipfile.BadZipFile, OSError, RuntimeError, EOFError) as error:
            _rechazar(ruta, f"El .zip llegó cortado o dañado ({error}).", "el .zip del DANE")
        capas = [nombre for nombre in nombres if nombre.lower().endswith(".shp")]
        if rota or len(capas) != 1:
            _rechazar(ruta, f"El .zip trae {len(capas)} capas .shp.", "una capa, con .dbf y .shx")
        hermanos = {n.lower() for n in nombres}
        base = capas[0][:-4].lower()
        origen = f"zip://{ruta.resolve()}!{capas[0]}"
    else:
        hermanos = {p.name.lower() for p in ruta.parent.iterdir()}
        base = ruta.name[:-4].lower()
    for parte in (".dbf", ".shx", ".prj"):
        if f"{base}{parte}" not in hermanos:
            _rechazar(ruta, f"Falta {base}{parte} junto a la capa.", ".shp, .dbf, .shx y .prj")
    try:
        return gpd.read_file(origen)
    except (RuntimeError, OSError, ValueError) as error:
        # Los errores de GDAL llegan como RuntimeError.
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


def _reconocer(ruta: Path, capa: gpd.GeoDataFrame) -> _Capa:
    nivel, codigos = _codigos(ruta, capa)
    nombre = _columna(ruta, capa, _NOMBRE[nivel], "el nombre")
    area = _columna(ruta, capa, _AREA[nivel], "el área")
    tabla = gpd.GeoDataFrame(
        {
            "codigo": codigos,
            "mgn_nombre": [" ".join(str(n).split()) for n in capa[nombre]],
            "area_mgn_km2": pd.to_numeric(capa[area], errors="coerce"),
        },
        geometry=list(capa.geometry),
        crs=capa.crs,
    )
    for propia in ("nombre", "rep_lon", "rep_lat"):
        if propia in capa.columns:
            tabla[propia] = list(capa[propia])
    vigencias = {
        str(valor).removesuffix(".0")
        for columna in capa.columns
        if str(columna).lower() in _VIGENCIA[nivel]
        for valor in capa[columna]
    }
    if len(vigencias) > 1:
        _rechazar(ruta, f"La capa mezcla vigencias: {', '.join(sorted(vigencias))}.", "una sola")
    repetidos = sorted(tabla.loc[tabla["codigo"].duplicated(), "codigo"])
    if repetidos:
        _rechazar(ruta, f"Códigos repetidos: {', '.join(repetidos[:5])}.", "una entidad por código")
    return _Capa(nivel, tabla, next(iter(vigencias), None))


def _exigir_geometria(ruta: Path, capa: _Capa) -> gpd.GeoDataFrame:
    """Polígonos en Colombia, en WGS84, cuya área es la del atributo."""
    tabla = capa.tabla
    if tabla.crs is None:
        _rechazar(ruta, "La capa no dice su sistema de coordenadas.", "un .prj junto al .shp")
    tabla = tabla.to_crs(CRS_GEOGRAFICO)
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
    invalidas = ~tabla.geometry.is_valid
    if invalidas.any():
        tabla.loc[invalidas, "geometry"] = tabla.loc[invalidas, "geometry"].make_valid()
        if not tabla.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).all():
            _rechazar(ruta, "Hay polígonos que se cruzan a sí mismos.", "polígonos válidos")
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


def _vecinos(tabla: gpd.GeoDataFrame) -> list[dict[str, str]]:
    """Los pares que comparten un tramo de límite, con sus kilómetros en EPSG:9377."""
    planas = tabla.to_crs(CRS_PLANO).geometry
    codigos = list(tabla["codigo"])
    filas = []
    for a, b in zip(*planas.sindex.query(planas, predicate="intersects"), strict=True):
        if codigos[a] >= codigos[b]:
            continue
        km = float(planas.iloc[a].intersection(planas.iloc[b]).length) / 1e3
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
    vecinos = _vecinos(tabla)
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
    puntos = tabla.geometry.representative_point()
    limites.insert(1, "nombre", [municipios()[codigo] for codigo in tabla["codigo"]])
    limites.insert(2, "rep_lon", tabla["rep_lon"] if "rep_lon" in tabla else puntos.x.round(5))
    limites.insert(3, "rep_lat", tabla["rep_lat"] if "rep_lat" in tabla else puntos.y.round(5))
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
