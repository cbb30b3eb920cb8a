"""Los límites que dibuja la pantalla: lectura, casado, disolución, escritura y revisión.

Es el único módulo de ``pipelines`` que conoce geopandas y shapely. Recibe las capas de
``data/raw/mgn`` y tablas ya homologadas; no abre homologaciones, no conoce el mart y no decide
qué se publica: entrega las fallas y quien construye decide.

La capa municipal de origen llega con límites que no casan: Lourdes, Puerto Santander, Ragonvalia
y Villa del Rosario conservan todos sus vértices y sus vecinos sólo un tercio, de modo que entre
unos y otros quedan 43 huecos (7,4 km²) y 9 traslapes (4,9 km²). ``casar_limites`` lo resuelve sin
inventar coordenadas y ``geo/LEEME.md`` da la medida de lo que cambia.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from pipelines.errores import ErrorDeFuente, ErrorDeHomologacion
from pipelines.fallas import Falla

CRS_GEOGRAFICO: Final = "EPSG:4326"
# Origen Nacional (MAGNA-SIRGAS 2018): la proyección oficial única del país, en metros.
CRS_PLANO: Final = "EPSG:9377"

# Provincias del Panel Municipal CEDE 2019, que escribe «Sur occidente» y «Sur oriente».
SUBREGIONES: Final = ("Centro", "Norte", "Occidente", "Oriental", "Suroccidente", "Suroriente")
# Informe de gestión 2020-2023, tabla 2.
CAMARAS: Final = ("Cúcuta", "Ocaña", "Pamplona")
# 32 departamentos y Bogotá, D. C. (DIVIPOLA).
N_DEPARTAMENTOS: Final = 33

CLAVES: Final = {
    "municipios": "divipola",
    "departamentos": "cod_departamento",
    "subregiones": "subregion",
    "camaras": "camara",
}
PROPIEDADES: Final = {
    "municipios": ("divipola", "nombre", "subregion", "camara", "rotulo_lon", "rotulo_lat"),
    "departamentos": ("cod_departamento", "nombre", "rotulo_lon", "rotulo_lat"),
    "subregiones": ("subregion", "n_municipios", "area_km2", "rotulo_lon", "rotulo_lat"),
    "camaras": ("camara", "n_municipios", "area_km2", "rotulo_lon", "rotulo_lat"),
}

DECIMALES: Final = 5
# Precisión con que se busca el punto de rótulo, en grados (unos 100 m, como las coordenadas).
PRECISION_ROTULO: Final = 0.001

# Por debajo de un metro cuadrado y de un metro sólo hay ruido de la reproyección.
AREA_NULA_KM2: Final = 1e-6
LONGITUD_NULA_KM: Final = 1e-3

# La peor diferencia medida contra area_mgn_km2 es -1,55 % (Cácota). La explica la capa: dos
# tercios de los vértices menos y coordenadas a tres decimales (±55 m en cada punto del límite).
# Sin generalizar, la misma comparación va de -0,57 % a +0,22 %.
TOLERANCIA_AREA_MUNICIPIO_PCT: Final = 2.0
# En el total la generalización se compensa y queda el sesgo entre el atributo del MGN
# (21.856,75 km²) y el área plana en EPSG:9377: -0,21 % sin generalizar, -0,19 % aquí.
TOLERANCIA_AREA_TOTAL_PCT: Final = 0.25
# Contra la misma capa sin generalizar y en la misma proyección no hay sesgo: +0,016 % medido.
AREA_TOTAL_SIN_GENERALIZAR_KM2: Final = 21_811.2
TOLERANCIA_GENERALIZACION_PCT: Final = 0.03
# La capa departamental se generalizó más que la municipal (0,0042°): 1,40 % medido.
TOLERANCIA_DEPARTAMENTO_PCT: Final = 2.0

Punto: TypeAlias = tuple[float, float]
Anillo: TypeAlias = list[Punto]
# Una capa por nombre (``CLAVES``). Quien la recibe no necesita importar geopandas.
Capas: TypeAlias = dict[str, gpd.GeoDataFrame]


@dataclass(frozen=True)
class RevisionGeometria:
    """Una comprobación hecha sobre una capa. Sin fallas, se cumple.

    ``regla``: nombre corto; ``capa``: clave de ``CLAVES``; ``detalle``: qué se comparó y cuánto
    dio; ``fallas``: una por entidad que incumple, con los valores.
    """

    regla: str
    capa: str
    detalle: str
    fallas: tuple[Falla, ...] = ()

    @property
    def cumple(self) -> bool:
        return not self.fallas


# Lectura


def leer_capa(ruta: Path) -> gpd.GeoDataFrame:
    """Lee un GeoJSON (longitud y latitud, WGS84) con sus códigos como texto.

    Lanza ``ErrorDeFuente`` si el archivo falta, no es un GeoJSON con entidades o trae códigos
    numéricos, que habrían perdido el cero de «05».
    """
    if not ruta.is_file():
        raise ErrorDeFuente(
            que="Falta una capa de límites.",
            donde=str(ruta),
            esperado="un GeoJSON con los límites del DANE",
            hacer="Copie el archivo en esa ruta y vuelva a construir.",
        )
    try:
        coleccion = json.loads(ruta.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ErrorDeFuente(
            que=f"El archivo no se puede leer como JSON: {error}.",
            donde=str(ruta),
            esperado="un GeoJSON en UTF-8",
            hacer="Recupere el archivo original; data/raw no se edita.",
        ) from error
    entidades = coleccion.get("features") if isinstance(coleccion, dict) else None
    if not entidades:
        raise ErrorDeFuente(
            que="La capa no trae entidades.",
            donde=str(ruta),
            esperado="una FeatureCollection con al menos una entidad",
            hacer="Recupere el archivo original; data/raw no se edita.",
        )
    capa = gpd.GeoDataFrame.from_features(entidades, crs=CRS_GEOGRAFICO)
    for columna in {"codigo", *CLAVES.values()} & set(capa.columns):
        no_texto = [valor for valor in capa[columna] if not isinstance(valor, str)]
        if no_texto:
            raise ErrorDeFuente(
                que=f"Códigos que no son texto en «{columna}»: {no_texto[:5]}.",
                donde=str(ruta),
                esperado="códigos DIVIPOLA como texto, con sus ceros",
                hacer="Recupere el archivo original; data/raw no se edita.",
            )
    return capa


def normalizar_subregion(nombre: str) -> str:
    """Nombre de la subregión como se muestra: «Sur occidente» (CEDE) → «Suroccidente».

    Lanza ``ErrorDeHomologacion`` si no es una de ``SUBREGIONES``.
    """
    normalizado = " ".join(nombre.split()).replace("Sur o", "Suro")
    if normalizado not in SUBREGIONES:
        raise ErrorDeHomologacion(
            que=f"Subregión desconocida: «{nombre}».",
            donde="columna provincia_cede",
            esperado=", ".join(SUBREGIONES),
            hacer="Corrija el nombre o agregue la subregión a pipelines/geometria.py.",
        )
    return normalizado


# Casado de límites


def casar_limites(capa: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Hace idénticos los límites compartidos que se generalizaron con distinto detalle.

    Si un lado va derecho de P a Q y el vecino va de Q a P por más vértices, y ningún tramo de
    ese camino lo comparte nadie más, los dos describen la misma frontera: el lado derecho toma
    el camino detallado. Gana siempre el de más vértices y no se crea ninguna coordenada. Una
    capa que ya casa sale igual que entró.

    Devuelve la capa y las sustituciones (grano: lado reemplazado): ``codigo`` y ``vecino`` (el
    que cambia y el que presta su límite), ``desde``, ``hasta``, ``vertices_agregados``.
    """
    codigos = capa["codigo"].tolist()
    anillos = [_anillos(geometria) for geometria in capa.geometry]
    usos = Counter(
        frozenset(lado)
        for poligonos in anillos
        for poligono in poligonos
        for anillo in poligono
        for lado in _lados(anillo)
    )
    indice = [
        (numero, anillo, {punto: posicion for posicion, punto in enumerate(anillo)})
        for numero, poligonos in enumerate(anillos)
        for poligono in poligonos
        for anillo in poligono
    ]

    def camino_detallado(propio: int, desde: Punto, hasta: Punto) -> tuple[int, Anillo] | None:
        # Todos los anillos giran igual, así que el vecino recorre la frontera al revés.
        candidatos = []
        for numero, anillo, posiciones in indice:
            if numero == propio or desde not in posiciones or hasta not in posiciones:
                continue
            inicio = posiciones[hasta]
            pasos = (posiciones[desde] - inicio) % len(anillo)
            camino = [anillo[(inicio + paso) % len(anillo)] for paso in range(pasos + 1)]
            tramos = pairwise(camino)
            if pasos > 1 and all(usos[frozenset(tramo)] == 1 for tramo in tramos):
                candidatos.append((numero, camino[::-1]))
        return min(candidatos, key=lambda candidato: len(candidato[1]), default=None)

    sustituciones = []
    geometrias = []
    for numero, poligonos in enumerate(anillos):
        nuevos = []
        for poligono in poligonos:
            casados = []
            for anillo in poligono:
                casado: Anillo = []
                for desde, hasta in _lados(anillo):
                    casado.append(desde)
                    if usos[frozenset((desde, hasta))] > 1:
                        continue
                    hallado = camino_detallado(numero, desde, hasta)
                    if hallado is None:
                        continue
                    vecino, camino = hallado
                    casado.extend(camino[1:-1])
                    sustituciones.append(
                        (codigos[numero], codigos[vecino], desde, hasta, len(camino) - 2)
                    )
                casados.append(casado)
            nuevos.append(shapely.Polygon(casados[0], casados[1:]))
        geometrias.append(nuevos[0] if len(nuevos) == 1 else shapely.MultiPolygon(nuevos))

    columnas = ["codigo", "vecino", "desde", "hasta", "vertices_agregados"]
    return (
        capa.set_geometry(gpd.GeoSeries(geometrias, index=capa.index, crs=capa.crs)),
        pd.DataFrame(sustituciones, columns=columnas),
    )


def _anillos(geometria: BaseGeometry) -> list[list[Anillo]]:
    """Anillos de cada polígono (exterior primero), sin repetir el primer punto al final."""
    return [
        [
            [(x, y) for x, y in anillo.coords[:-1]]
            for anillo in (poligono.exterior, *poligono.interiors)
        ]
        for poligono in shapely.get_parts(shapely.orient_polygons(geometria))
    ]


def _lados(anillo: Anillo) -> Iterable[tuple[Punto, Punto]]:
    return zip(anillo, [*anillo[1:], anillo[0]], strict=True)


# Construcción


def construir_geometria(
    municipios: gpd.GeoDataFrame,
    departamentos: gpd.GeoDataFrame,
    atributos: pd.DataFrame,
    nombres_departamentos: pd.DataFrame,
) -> dict[str, gpd.GeoDataFrame]:
    """Las cuatro capas de ``geo/``, con las columnas de ``PROPIEDADES`` y ordenadas por su clave.

    - ``municipios``: ``codigo``, ``rep_lon``, ``rep_lat`` (data/raw/mgn, municipios.geojson).
    - ``departamentos``: ``codigo`` (data/raw/mgn, departamentos.geojson).
    - ``atributos``, una fila por municipio: ``divipola``, ``nombre``, ``subregion`` (se acepta
      la grafía del CEDE), ``camara``, ``area_mgn_km2`` (atributo MPIO_NAREA del MGN).
    - ``nombres_departamentos``, una fila por departamento: ``cod_departamento``, ``nombre``.

    El ``area_km2`` de subregiones y cámaras suma ``area_mgn_km2``, no el polígono generalizado,
    para que coincida con la suma de sus municipios. Lanza ``ErrorDeHomologacion`` si los códigos
    de capas y tablas no son los mismos y ``ErrorDeFuente`` si los límites no casan.
    """
    _exigir_mismos_codigos(municipios["codigo"], atributos["divipola"], "municipios")
    _exigir_mismos_codigos(
        departamentos["codigo"], nombres_departamentos["cod_departamento"], "departamentos"
    )

    casados, _ = casar_limites(municipios)
    _exigir_limites_casados(casados)
    atributos = atributos.assign(
        subregion=atributos["subregion"].map(normalizar_subregion),
        area_mgn_km2=pd.to_numeric(atributos["area_mgn_km2"]),
    )[["divipola", "nombre", "subregion", "camara", "area_mgn_km2"]]
    capa_municipios = casados[["codigo", "rep_lon", "rep_lat", "geometry"]].merge(
        atributos, left_on="codigo", right_on="divipola", validate="1:1"
    )
    # El punto del MGN sirve en un polígono; en Ocaña, de dos partes, se busca en la mayor.
    en_partes = capa_municipios.geometry.geom_type == "MultiPolygon"
    capa_municipios["rotulo_lon"] = capa_municipios["rep_lon"]
    capa_municipios["rotulo_lat"] = capa_municipios["rep_lat"]
    capa_municipios.loc[en_partes, ["rotulo_lon", "rotulo_lat"]] = _puntos_de_rotulo(
        capa_municipios.geometry[en_partes]
    )

    capa_departamentos = departamentos[["codigo", "geometry"]].merge(
        nombres_departamentos[["cod_departamento", "nombre"]],
        left_on="codigo",
        right_on="cod_departamento",
        validate="1:1",
    )
    puntos = _puntos_de_rotulo(capa_departamentos.geometry)
    capa_departamentos["rotulo_lon"] = puntos[:, 0]
    capa_departamentos["rotulo_lat"] = puntos[:, 1]

    capas = {
        "municipios": capa_municipios,
        "departamentos": capa_departamentos,
        "subregiones": _disolver(capa_municipios, "subregion"),
        "camaras": _disolver(capa_municipios, "camara"),
    }
    return {
        nombre: capa[[*PROPIEDADES[nombre], "geometry"]]
        .assign(geometry=shapely.orient_polygons(shapely.normalize(capa.geometry.to_numpy())))
        .sort_values(CLAVES[nombre], ignore_index=True)
        for nombre, capa in capas.items()
    }


def _exigir_mismos_codigos(de_capa: pd.Series, de_tabla: pd.Series, nombre: str) -> None:
    problemas = []
    for lugar, codigos in (("la capa", de_capa), ("la tabla", de_tabla)):
        repetidos = sorted(set(codigos[codigos.duplicated()]))
        if repetidos:
            problemas.append(f"repetidos en {lugar}: {', '.join(repetidos)}")
    sin_nombre = sorted(set(de_capa) - set(de_tabla))
    sin_limite = sorted(set(de_tabla) - set(de_capa))
    if sin_nombre:
        problemas.append(f"en la capa y no en la tabla: {', '.join(sin_nombre)}")
    if sin_limite:
        problemas.append(f"en la tabla y no en la capa: {', '.join(sin_limite)}")
    if problemas:
        raise ErrorDeHomologacion(
            que=f"Los códigos de {nombre} no coinciden; {'; '.join(problemas)}.",
            donde=f"límites y atributos de {nombre}",
            esperado="los mismos códigos DIVIPOLA en los dos lados, uno por fila",
            hacer="Revise la homologación y la edición de la capa.",
        )


def _exigir_limites_casados(capa: gpd.GeoDataFrame) -> None:
    geometrias = capa.geometry.to_numpy()
    if shapely.coverage_is_valid(geometrias):
        return
    lados = shapely.coverage_invalid_edges(geometrias)
    sueltos = capa["codigo"][~shapely.is_empty(lados)].tolist()
    raise ErrorDeFuente(
        que=f"Los límites de estos municipios no casan con los de sus vecinos: {sueltos}.",
        donde="capa municipal, después de casar los límites",
        esperado="límites compartidos idénticos, sin huecos ni traslapes",
        hacer="Revise esas entidades en la capa de origen o use una edición que case.",
    )


def _disolver(municipios: gpd.GeoDataFrame, clave: str) -> gpd.GeoDataFrame:
    """Une los municipios de cada valor de ``clave``; los límites ya casan y no quedan astillas."""
    filas = [
        {
            clave: valor,
            "n_municipios": len(grupo),
            "area_km2": round(float(grupo["area_mgn_km2"].sum()), 3),
            "geometry": shapely.coverage_union_all(grupo.geometry.to_numpy()),
        }
        for valor, grupo in municipios.groupby(clave, sort=True)
    ]
    capa = gpd.GeoDataFrame(filas, crs=municipios.crs)
    puntos = _puntos_de_rotulo(capa.geometry)
    return capa.assign(rotulo_lon=puntos[:, 0], rotulo_lat=puntos[:, 1])


def _parte_mayor(geometria: BaseGeometry) -> BaseGeometry:
    return max(shapely.get_parts(geometria), key=lambda parte: parte.area)


def _puntos_de_rotulo(geometrias: gpd.GeoSeries) -> np.ndarray:
    """Longitud y latitud del punto más alejado del borde en la parte mayor de cada entidad."""
    mayores = [_parte_mayor(geometria) for geometria in geometrias]
    radios = shapely.maximum_inscribed_circle(mayores, tolerance=PRECISION_ROTULO)
    puntos: np.ndarray = shapely.get_coordinates(shapely.get_point(radios, 0))
    return np.round(puntos, DECIMALES)


# Escritura


def escribir_geometria(capas: dict[str, gpd.GeoDataFrame], carpeta: Path) -> list[Path]:
    """Escribe ``<capa>.geojson`` en ``carpeta``: los mismos datos dan los mismos bytes.

    Una línea por entidad, en orden de clave, con coordenadas de ``DECIMALES`` decimales como
    máximo. Los archivos se escriben aparte y se ponen en su lugar al final, cuando están todos.
    """
    carpeta.mkdir(parents=True, exist_ok=True)
    pendientes = []
    try:
        for nombre, capa in capas.items():
            destino = carpeta / f"{nombre}.geojson"
            temporal = carpeta / f".{nombre}.geojson.nuevo"
            pendientes.append((temporal, destino))
            temporal.write_text(_texto_geojson(nombre, capa), encoding="utf-8", newline="\n")
        for temporal, destino in pendientes:
            os.replace(temporal, destino)
    finally:
        for temporal, _ in pendientes:
            temporal.unlink(missing_ok=True)
    return [destino for _, destino in pendientes]


def _texto_geojson(nombre: str, capa: gpd.GeoDataFrame) -> str:
    propiedades = list(PROPIEDADES[nombre])
    ordenada = capa.sort_values(CLAVES[nombre])
    filas = ordenada[propiedades].to_dict("records")
    redondeadas = shapely.transform(
        ordenada.geometry.to_numpy(), lambda puntos: np.round(puntos, DECIMALES)
    )
    lineas = [
        json.dumps(
            {
                "type": "Feature",
                "properties": fila,
                "geometry": shapely.geometry.mapping(geometria),
            },
            ensure_ascii=False,
            allow_nan=False,
            separators=(",", ":"),
        )
        for fila, geometria in zip(filas, redondeadas, strict=True)
    ]
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lineas) + "\n]}\n"


# Revisión


def revisar_geometria(
    capas: dict[str, gpd.GeoDataFrame], vecinos: pd.DataFrame, areas: pd.DataFrame
) -> list[RevisionGeometria]:
    """Hace todas las comprobaciones de las cuatro capas y devuelve una revisión por cada una.

    - ``vecinos`` (data/raw/mgn, vecinos.csv): ``cod_a``, ``cod_b``, una fila por par.
    - ``areas``: ``divipola``, ``area_mgn_km2`` (atributo del MGN).

    Una regla que necesita geometrías válidas no se da por cumplida cuando no las hay: queda con
    una falla que lo dice.
    """
    areas_mgn = dict(zip(areas["divipola"], pd.to_numeric(areas["area_mgn_km2"]), strict=True))
    codigos_esperados = {
        "municipios": sorted(areas_mgn),
        "subregiones": list(SUBREGIONES),
        "camaras": list(CAMARAS),
    }
    revisiones = []
    planas: dict[str, gpd.GeoSeries] = {}
    uniones: dict[str, BaseGeometry] = {}
    invalidas = []
    for nombre, capa in capas.items():
        revisiones.append(_revisar_codigos(nombre, capa, codigos_esperados.get(nombre)))
        validez = _revisar_validez(nombre, capa)
        revisiones.append(validez)
        planas[nombre] = capa.geometry.to_crs(CRS_PLANO)
        if not validez.cumple:
            invalidas.append(nombre)
            revisiones.append(_no_evaluadas(nombre, "cobertura y rótulos", [nombre]))
            continue
        revisiones.append(_revisar_limites(nombre, capa))
        revisiones.append(_revisar_traslapes(nombre, capa, planas[nombre]))
        uniones[nombre] = shapely.union_all(planas[nombre].to_numpy())
        revisiones.append(_revisar_huecos(nombre, capa, planas[nombre], uniones[nombre]))
        revisiones.append(_revisar_suma(nombre, planas[nombre], uniones[nombre]))
        revisiones.append(_revisar_rotulos(nombre, capa))

    if "municipios" in invalidas:
        revisiones.append(_no_evaluadas("municipios", "vecinos y áreas", ["municipios"]))
    else:
        revisiones.append(_revisar_vecinos(capas["municipios"], planas["municipios"], vecinos))
        revisiones.extend(_revisar_areas(capas["municipios"], planas["municipios"], areas_mgn))
    for nombre in ("subregiones", "camaras"):
        revisiones.append(_revisar_totales(nombre, capas[nombre], areas_mgn))
    for nombre in ("subregiones", "camaras", "departamentos"):
        sin_valor = [capa for capa in ("municipios", nombre) if capa in invalidas]
        if sin_valor:
            revisiones.append(_no_evaluadas(nombre, "misma_union", sin_valor))
        elif nombre == "departamentos":
            revisiones.append(
                _revisar_departamento(capas, planas["departamentos"], uniones["municipios"])
            )
        else:
            revisiones.append(_revisar_union(nombre, uniones["municipios"], uniones[nombre]))
    return revisiones


def _falla(capa: str, lugar: str, regla: str, detalle: str) -> Falla:
    return Falla(fuente=f"geo/{capa}.geojson", lugar=lugar, regla=regla, detalle=detalle)


def _numero(valor: float, decimales: int = 2) -> str:
    """Número para un mensaje: punto de miles y coma decimal."""
    texto = f"{valor:,.{decimales}f}"
    return texto.translate(str.maketrans(",.", ".,"))


def _entidades(nombre: str, capa: gpd.GeoDataFrame) -> list[str]:
    """Cómo se llama cada entidad en un mensaje: «54498 Ocaña», «Suroriente»."""
    claves = capa[CLAVES[nombre]].astype(str)
    return list(claves + " " + capa["nombre"] if "nombre" in capa else claves)


def _no_evaluadas(capa: str, reglas: str, invalidas: Sequence[str]) -> RevisionGeometria:
    motivo = f"no se evaluó: hay geometrías inválidas en {' y '.join(invalidas)}"
    falla = _falla(capa, "toda la capa", "no_evaluada", f"{reglas}: {motivo}")
    return RevisionGeometria("no_evaluada", capa, f"{reglas}: {motivo}", (falla,))


def _revisar_codigos(
    nombre: str, capa: gpd.GeoDataFrame, esperados: list[str] | None
) -> RevisionGeometria:
    """Códigos únicos, texto de 5 o 2 cifras, y exactamente los esperados."""
    regla = "codigos"
    codigos = capa[CLAVES[nombre]].tolist()
    fallas = []
    largo = {"municipios": 5, "departamentos": 2}.get(nombre)
    for codigo in codigos:
        bien = isinstance(codigo, str) and (
            largo is None or (len(codigo) == largo and codigo.isascii() and codigo.isdigit())
        )
        if not bien:
            forma = f"texto de {largo} cifras" if largo else "texto"
            fallas.append(_falla(nombre, repr(codigo), regla, f"el código no es {forma}"))
    for codigo, veces in Counter(codigos).items():
        if veces > 1:
            fallas.append(_falla(nombre, str(codigo), regla, f"aparece {veces} veces"))
    if esperados is None:
        cuantos = N_DEPARTAMENTOS
        if len(codigos) != cuantos:
            detalle = f"hay {len(codigos)} entidades y se esperaban {cuantos}"
            fallas.append(_falla(nombre, "toda la capa", regla, detalle))
    else:
        cuantos = len(esperados)
        for codigo in sorted(set(esperados) - set(codigos)):
            fallas.append(_falla(nombre, codigo, regla, "falta en la capa"))
        for codigo in sorted(map(str, set(codigos) - set(esperados))):
            fallas.append(_falla(nombre, codigo, regla, "sobra en la capa"))
    detalle = f"{len(codigos)} entidades; se esperaban {cuantos}"
    return RevisionGeometria(regla, nombre, detalle, tuple(fallas))


def _revisar_validez(nombre: str, capa: gpd.GeoDataFrame) -> RevisionGeometria:
    regla = "validez"
    geometrias = capa.geometry.to_numpy()
    validas = shapely.is_valid(geometrias) & ~shapely.is_empty(geometrias)
    fallas = tuple(
        _falla(nombre, entidad, regla, _motivo_de_invalidez(geometria))
        for entidad, geometria, valida in zip(
            _entidades(nombre, capa), geometrias, validas, strict=True
        )
        if not valida
    )
    detalle = f"{int(validas.sum())} de {len(capa)} geometrías válidas"
    return RevisionGeometria(regla, nombre, detalle, fallas)


def _motivo_de_invalidez(geometria: BaseGeometry | None) -> str:
    if geometria is None or geometria.is_empty:
        return "no tiene geometría"
    motivo = str(shapely.is_valid_reason(geometria))
    traducciones = {
        "Self-intersection": "el límite se cruza a sí mismo en",
        "Ring Self-intersection": "un anillo se cruza a sí mismo en",
        "Hole lies outside shell": "un hueco queda fuera del polígono en",
        "Interior is disconnected": "el interior queda partido en",
        "Too few points in geometry component": "tiene muy pocos puntos en",
    }
    causa, _, lugar = motivo.partition("[")
    return f"{traducciones.get(causa, causa)} [{lugar}" if lugar else motivo


def _revisar_limites(nombre: str, capa: gpd.GeoDataFrame) -> RevisionGeometria:
    """Los límites compartidos son idénticos, vértice a vértice."""
    regla = "limites_compartidos"
    geometrias = capa.geometry.to_numpy()
    fallas: list[Falla] = []
    if not shapely.coverage_is_valid(geometrias):
        sueltos = shapely.coverage_invalid_edges(geometrias)
        largos = gpd.GeoSeries(sueltos, crs=capa.crs).to_crs(CRS_PLANO).length / 1e3
        fallas = [
            _falla(nombre, entidad, regla, f"{_numero(largo)} km de límite no casan con su vecino")
            for entidad, largo in zip(_entidades(nombre, capa), largos, strict=True)
            if largo > 0
        ]
    detalle = f"{len(capa) - len(fallas)} de {len(capa)} entidades casan con sus vecinas"
    return RevisionGeometria(regla, nombre, detalle, tuple(fallas))


def _pares_en_contacto(geometrias: gpd.GeoSeries) -> list[tuple[int, int]]:
    arbol = shapely.STRtree(geometrias.to_numpy())
    izquierda, derecha = arbol.query(geometrias.to_numpy(), predicate="intersects")
    return sorted((int(i), int(j)) for i, j in zip(izquierda, derecha, strict=True) if i < j)


def _revisar_traslapes(
    nombre: str, capa: gpd.GeoDataFrame, planas: gpd.GeoSeries
) -> RevisionGeometria:
    regla = "sin_traslapes"
    entidades = _entidades(nombre, capa)
    pares = _pares_en_contacto(planas)
    fallas = []
    for i, j in pares:
        comun = planas.iloc[i].intersection(planas.iloc[j]).area / 1e6
        if comun > AREA_NULA_KM2:
            lugar = f"{entidades[i]} y {entidades[j]}"
            fallas.append(_falla(nombre, lugar, regla, f"se traslapan {_numero(comun, 4)} km²"))
    detalle = f"{len(pares)} pares en contacto, {len(fallas)} con área común"
    return RevisionGeometria(regla, nombre, detalle, tuple(fallas))


def _revisar_huecos(
    nombre: str, capa: gpd.GeoDataFrame, planas: gpd.GeoSeries, union: BaseGeometry
) -> RevisionGeometria:
    """La unión de la capa no tiene huecos interiores."""
    regla = "sin_huecos"
    entidades = _entidades(nombre, capa)
    huecos = [
        shapely.Polygon(interior)
        for parte in shapely.get_parts(union)
        for interior in parte.interiors
    ]
    fallas = []
    for hueco in huecos:
        # Los límites del hueco son de las entidades: un metro basta para reconocerlas.
        orilla = shapely.dwithin(planas.to_numpy(), hueco, 1.0)
        lugar = ", ".join(entidad for entidad, toca in zip(entidades, orilla, strict=True) if toca)
        fallas.append(_falla(nombre, lugar, regla, f"hueco de {_numero(hueco.area / 1e6, 4)} km²"))
    return RevisionGeometria(regla, nombre, f"{len(huecos)} huecos en la unión", tuple(fallas))


def _revisar_suma(nombre: str, planas: gpd.GeoSeries, union: BaseGeometry) -> RevisionGeometria:
    regla = "suma_de_areas"
    suma = float(planas.area.sum()) / 1e6
    unida = float(union.area) / 1e6
    detalle = f"suma {_numero(suma)} km², unión {_numero(unida)} km²"
    # Aun con los 1.139.038 km² de la capa departamental, el redondeo no llega a un metro cuadrado.
    if abs(suma - unida) <= AREA_NULA_KM2:
        return RevisionGeometria(regla, nombre, detalle)
    diferencia = f"{detalle}: difieren {_numero(suma - unida, 4)} km²"
    return RevisionGeometria(
        regla, nombre, detalle, (_falla(nombre, "toda la capa", regla, diferencia),)
    )


def _revisar_rotulos(nombre: str, capa: gpd.GeoDataFrame) -> RevisionGeometria:
    """Cada punto de rótulo cae dentro de la parte mayor de su entidad."""
    regla = "rotulo_dentro"
    fallas = []
    for entidad, geometria, lon, lat in zip(
        _entidades(nombre, capa),
        capa.geometry,
        capa["rotulo_lon"],
        capa["rotulo_lat"],
        strict=True,
    ):
        if not shapely.contains_xy(_parte_mayor(geometria), lon, lat):
            detalle = f"el punto ({lon}, {lat}) queda fuera de su polígono mayor"
            fallas.append(_falla(nombre, entidad, regla, detalle))
    detalle = f"{len(capa) - len(fallas)} de {len(capa)} rótulos dentro"
    return RevisionGeometria(regla, nombre, detalle, tuple(fallas))


def _revisar_vecinos(
    capa: gpd.GeoDataFrame, planas: gpd.GeoSeries, vecinos: pd.DataFrame
) -> RevisionGeometria:
    """Los pares que comparten límite (no sólo un punto) son los de vecinos.csv."""
    regla = "vecinos"
    codigos = capa["divipola"].tolist()
    hallados = {
        tuple(sorted((codigos[i], codigos[j])))
        for i, j in _pares_en_contacto(planas)
        if planas.iloc[i].intersection(planas.iloc[j]).length / 1e3 > LONGITUD_NULA_KM
    }
    esperados = {tuple(sorted(par)) for par in zip(vecinos["cod_a"], vecinos["cod_b"], strict=True)}
    fallas = [
        _falla("municipios", f"{a} y {b}", regla, "son vecinos en vecinos.csv y no en la capa")
        for a, b in sorted(esperados - hallados)
    ] + [
        _falla("municipios", f"{a} y {b}", regla, "son vecinos en la capa y no en vecinos.csv")
        for a, b in sorted(hallados - esperados)
    ]
    detalle = f"{len(hallados)} pares en la capa, {len(esperados)} en vecinos.csv"
    return RevisionGeometria(regla, "municipios", detalle, tuple(fallas))


def _revisar_areas(
    capa: gpd.GeoDataFrame, planas: gpd.GeoSeries, areas_mgn: dict[str, float]
) -> list[RevisionGeometria]:
    """Área plana de cada municipio y del total contra el atributo del MGN."""
    regla = "area_municipio"
    fallas = []
    peor = 0.0
    areas = (planas.area / 1e6).tolist()
    for codigo, entidad, area in zip(
        capa["divipola"], _entidades("municipios", capa), areas, strict=True
    ):
        # Un código que falta o sobra ya lo informa la regla «codigos».
        if codigo not in areas_mgn:
            continue
        diferencia = 100 * (area / areas_mgn[codigo] - 1)
        peor = max(peor, diferencia, key=abs)
        if abs(diferencia) > TOLERANCIA_AREA_MUNICIPIO_PCT:
            detalle = (
                f"{_numero(area)} km² contra {_numero(areas_mgn[codigo])} del MGN "
                f"({_numero(diferencia)} %; se admite ±{_numero(TOLERANCIA_AREA_MUNICIPIO_PCT)} %)"
            )
            fallas.append(_falla("municipios", entidad, regla, detalle))
    por_municipio = RevisionGeometria(
        regla, "municipios", f"mayor diferencia {_numero(peor)} %", tuple(fallas)
    )

    regla = "area_total"
    total = sum(areas)
    fallas = []
    diferencias = []
    for referencia, contra, tolerancia in (
        (sum(areas_mgn.values()), "del atributo del MGN", TOLERANCIA_AREA_TOTAL_PCT),
        (
            AREA_TOTAL_SIN_GENERALIZAR_KM2,
            "de la capa sin generalizar",
            TOLERANCIA_GENERALIZACION_PCT,
        ),
    ):
        diferencia = 100 * (total / referencia - 1)
        texto = f"{_numero(diferencia, 3)} % contra {_numero(referencia)} km² {contra}"
        diferencias.append(texto)
        if abs(diferencia) > tolerancia:
            detalle = f"{_numero(total)} km²: {texto}; se admite ±{_numero(tolerancia)} %"
            fallas.append(_falla("municipios", "toda la capa", regla, detalle))
    en_total = RevisionGeometria(
        regla, "municipios", f"{_numero(total)} km²: {'; '.join(diferencias)}", tuple(fallas)
    )
    return [por_municipio, en_total]


def _revisar_totales(
    nombre: str, capa: gpd.GeoDataFrame, areas_mgn: dict[str, float]
) -> RevisionGeometria:
    """Los municipios y los km² de la capa disuelta suman los del departamento."""
    regla = "totales"
    n_municipios = int(capa["n_municipios"].sum())
    area = float(capa["area_km2"].sum())
    esperada = sum(areas_mgn.values())
    detalle = (
        f"{n_municipios} municipios de {len(areas_mgn)}; {_numero(area)} km² de {_numero(esperada)}"
    )
    # El área se guarda a tres decimales: seis sumandos redondeados no se apartan más de 0,003.
    bien = n_municipios == len(areas_mgn) and abs(area - esperada) <= 0.0005 * len(capa)
    fallas = () if bien else (_falla(nombre, "toda la capa", regla, detalle),)
    return RevisionGeometria(regla, nombre, detalle, fallas)


def _area_que_difiere_km2(una: BaseGeometry, otra: BaseGeometry) -> float:
    return float(shapely.symmetric_difference(una, otra).area) / 1e6


def _revisar_union(
    nombre: str, de_municipios: BaseGeometry, propia: BaseGeometry
) -> RevisionGeometria:
    """La capa disuelta cubre exactamente lo que cubren los municipios."""
    regla = "misma_union"
    area = _area_que_difiere_km2(de_municipios, propia)
    detalle = f"difiere {_numero(area, 4)} km² de la unión de los municipios"
    fallas = (_falla(nombre, "toda la capa", regla, detalle),) if area > AREA_NULA_KM2 else ()
    return RevisionGeometria(regla, nombre, detalle, fallas)


def _revisar_departamento(
    capas: dict[str, gpd.GeoDataFrame], planas: gpd.GeoSeries, de_municipios: BaseGeometry
) -> RevisionGeometria:
    """El departamento de la capa nacional y la unión de sus municipios son el mismo lugar."""
    regla = "departamento_del_territorio"
    territorios = set(capas["municipios"]["divipola"].astype(str).str[:2])
    es_territorio = capas["departamentos"]["cod_departamento"].isin(territorios)
    propias = planas[es_territorio]
    lugar = ", ".join(sorted(territorios))
    if propias.empty:
        falla = _falla("departamentos", lugar, regla, "falta en la capa departamental")
        return RevisionGeometria(regla, "departamentos", "sin departamento", (falla,))
    area = _area_que_difiere_km2(de_municipios, shapely.union_all(propias.to_numpy()))
    porcentaje = 100 * area / (float(de_municipios.area) / 1e6)
    detalle = (
        f"difiere {_numero(area)} km² ({_numero(porcentaje)} %) de la unión de sus municipios; "
        f"se admite {_numero(TOLERANCIA_DEPARTAMENTO_PCT)} %"
    )
    excede = porcentaje > TOLERANCIA_DEPARTAMENTO_PCT
    fallas = (_falla("departamentos", lugar, regla, detalle),) if excede else ()
    return RevisionGeometria(regla, "departamentos", detalle, fallas)
