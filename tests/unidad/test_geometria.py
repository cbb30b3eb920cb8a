"""Los límites: lo que se construye, lo que se escribe y que cada comprobación falle cuando debe."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from pipelines.errores import ErrorDeFuente, ErrorDeHomologacion
from pipelines.geometria import (
    CAMARAS,
    CLAVES,
    CRS_PLANO,
    PROPIEDADES,
    SUBREGIONES,
    RevisionGeometria,
    casar_limites,
    construir_geometria,
    escribir_geometria,
    leer_capa,
    normalizar_subregion,
    revisar_geometria,
)
from pipelines.rutas import RUTAS

CRUDOS = RUTAS.datos_crudos
ORIGINALES = RUTAS.raiz.parent / "shared" / "datos"

# Transcritos a mano de la tabla 2 del informe de gestión 2020-2023 (jurisdicción de las cámaras).
CODIGOS_POR_CAMARA = {
    "Cúcuta": (
        "54001 54051 54109 54172 54239 54261 54313 54347 54405 54418 54553 54599 54660 54673 54680 "
        "54720 54810 54874"
    ),
    "Ocaña": "54003 54128 54206 54245 54250 54344 54385 54398 54498 54670 54800 54871",
    "Pamplona": "54099 54125 54174 54223 54377 54480 54518 54520 54743 54820",
}
# Transcritos a mano de las provincias del Panel Municipal CEDE 2019.
CODIGOS_POR_SUBREGION = {
    "Centro": "54051 54223 54313 54418 54660 54680 54871",
    "Norte": "54109 54250 54720 54810",
    "Occidente": "54003 54128 54206 54245 54344 54385 54398 54498 54670 54800",
    "Oriental": "54001 54261 54405 54553 54673 54874",
    "Suroccidente": "54125 54174 54480 54518 54520 54743",
    "Suroriente": "54099 54172 54239 54347 54377 54599 54820",
}
# Las únicas entidades que el origen dejó sin generalizar.
DETALLADOS = {"54418", "54553", "54599", "54874"}

Capas = dict[str, gpd.GeoDataFrame]


def _leer_csv(ruta: str) -> pd.DataFrame:
    return pd.read_csv(CRUDOS / ruta, dtype=str, keep_default_na=False)


def _valor_por_codigo(codigos: dict[str, str]) -> dict[str, str]:
    return {codigo: valor for valor, lista in codigos.items() for codigo in lista.split()}


@pytest.fixture(scope="module")
def atributos() -> pd.DataFrame:
    areas = _leer_csv("mgn/2018/municipios.csv")[["codigo", "area_mgn_km2"]]
    tabla = _leer_csv("divipola/2021/municipios.csv")[["codigo", "nombre"]]
    tabla = tabla.merge(areas, on="codigo", validate="1:1").rename(columns={"codigo": "divipola"})
    tabla["subregion"] = tabla["divipola"].map(_valor_por_codigo(CODIGOS_POR_SUBREGION))
    tabla["camara"] = tabla["divipola"].map(_valor_por_codigo(CODIGOS_POR_CAMARA))
    return tabla


@pytest.fixture(scope="module")
def nombres_departamentos() -> pd.DataFrame:
    tabla = _leer_csv("divipola/2021/departamentos.csv")
    return tabla.rename(columns={"codigo": "cod_departamento", "departamento": "nombre"})


@pytest.fixture(scope="module")
def vecinos() -> pd.DataFrame:
    return _leer_csv("mgn/2018/vecinos.csv")


@pytest.fixture(scope="module")
def municipios_de_origen() -> gpd.GeoDataFrame:
    return leer_capa(CRUDOS / "mgn/2018/municipios.geojson")


@pytest.fixture(scope="module")
def departamentos_de_origen() -> gpd.GeoDataFrame:
    return leer_capa(CRUDOS / "mgn/2018/departamentos.geojson")


@pytest.fixture(scope="module")
def construidas(
    municipios_de_origen: gpd.GeoDataFrame,
    departamentos_de_origen: gpd.GeoDataFrame,
    atributos: pd.DataFrame,
    nombres_departamentos: pd.DataFrame,
) -> Capas:
    return construir_geometria(
        municipios_de_origen, departamentos_de_origen, atributos, nombres_departamentos
    )


@pytest.fixture
def capas(construidas: Capas) -> Capas:
    """Copia que la prueba puede dañar."""
    return {nombre: capa.copy() for nombre, capa in construidas.items()}


def _por_regla(revisiones: list[RevisionGeometria]) -> dict[tuple[str, str], RevisionGeometria]:
    return {(revision.capa, revision.regla): revision for revision in revisiones}


# Valores


def test_conteos_claves_y_columnas(construidas: Capas) -> None:
    conteos = {nombre: len(capa) for nombre, capa in construidas.items()}
    assert conteos == {"municipios": 40, "departamentos": 33, "subregiones": 6, "camaras": 3}
    for nombre, capa in construidas.items():
        assert list(capa.columns) == [*PROPIEDADES[nombre], "geometry"]
        assert capa[CLAVES[nombre]].is_monotonic_increasing
        assert capa[CLAVES[nombre]].is_unique
        assert capa.crs.to_epsg() == 4326
    assert construidas["departamentos"]["cod_departamento"].iloc[0] == "05"


def test_camaras_y_subregiones(construidas: Capas) -> None:
    camaras = construidas["camaras"].set_index("camara")
    assert camaras["n_municipios"].to_dict() == {"Cúcuta": 18, "Ocaña": 12, "Pamplona": 10}
    # Sumas hechas a mano de area_mgn_km2.
    assert camaras["area_km2"].to_dict() == {
        "Cúcuta": 8363.994,
        "Ocaña": 8941.887,
        "Pamplona": 4550.873,
    }
    subregiones = construidas["subregiones"].set_index("subregion")
    assert subregiones["n_municipios"].to_dict() == {
        "Centro": 7,
        "Norte": 4,
        "Occidente": 10,
        "Oriental": 6,
        "Suroccidente": 6,
        "Suroriente": 7,
    }
    assert tuple(subregiones.index) == SUBREGIONES
    assert tuple(camaras.index) == CAMARAS
    # Ni exclaves ni astillas: cada una es un polígono de un solo anillo.
    for capa in (camaras, subregiones):
        assert set(capa.geometry.geom_type) == {"Polygon"}
        assert shapely.get_num_interior_rings(capa.geometry.to_numpy()).sum() == 0


def test_ocana_tiene_dos_partes_y_su_rotulo_va_en_la_mayor(
    construidas: Capas, municipios_de_origen: gpd.GeoDataFrame
) -> None:
    municipios = construidas["municipios"].set_index("divipola")
    en_partes = municipios.index[municipios.geometry.geom_type == "MultiPolygon"]
    assert en_partes.tolist() == ["54498"]
    ocana = municipios.loc["54498"]
    mayor, menor = sorted(ocana.geometry.geoms, key=lambda parte: -parte.area)
    assert mayor.area > 6 * menor.area
    assert shapely.contains_xy(mayor, ocana["rotulo_lon"], ocana["rotulo_lat"])
    # Las demás conservan el punto del MGN.
    origen = municipios_de_origen.set_index("codigo").loc[municipios.index]
    iguales = (municipios["rotulo_lon"] == origen["rep_lon"]) & (
        municipios["rotulo_lat"] == origen["rep_lat"]
    )
    assert iguales[iguales.index != "54498"].all()


def _area_sobre_el_elipsoide_km2(geometria: shapely.Geometry) -> float:
    """Área por la fórmula del zapatero con los radios del elipsoide GRS80 en la latitud media."""
    semieje, excentricidad2 = 6_378_137.0, 0.006_694_380_022_9
    partes = shapely.get_parts(geometria)
    latitud = math.radians(geometria.centroid.y)
    termino = 1 - excentricidad2 * math.sin(latitud) ** 2
    radio_meridiano = semieje * (1 - excentricidad2) / termino**1.5
    radio_paralelo = semieje / math.sqrt(termino) * math.cos(latitud)
    doble = 0.0
    for parte in partes:
        puntos = list(parte.exterior.coords)
        doble += abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(puntos)))
    return float(doble / 2 * math.radians(1) ** 2 * radio_meridiano * radio_paralelo / 1e6)


@pytest.mark.parametrize(
    ("divipola", "area_plana_km2", "area_mgn_km2"),
    [
        ("54418", 86.625, 86.587),  # Lourdes, sin generalizar en el origen
        ("54553", 44.674, 44.945),  # Puerto Santander, un solo vecino
        ("54810", 2677.259, 2680.073),  # Tibú, el mayor
        ("54498", 520.474, 522.6),  # Ocaña, en dos partes
        ("54125", 136.770, 138.922),  # Cácota, la mayor diferencia
    ],
)
def test_area_de_municipios(
    construidas: Capas, divipola: str, area_plana_km2: float, area_mgn_km2: float
) -> None:
    municipios = construidas["municipios"].set_index("divipola")
    area = municipios.geometry.to_crs(CRS_PLANO).area[divipola] / 1e6
    assert area == pytest.approx(area_plana_km2, abs=0.001)
    assert area == pytest.approx(area_mgn_km2, rel=0.016)
    # EPSG:9377 reduce por 0,9992² en el meridiano 73; el elipsoide es un cálculo aparte.
    elipsoide = _area_sobre_el_elipsoide_km2(municipios.geometry[divipola])
    assert area == pytest.approx(elipsoide * 0.9992**2, rel=0.001)


def test_la_proyeccion_plana_es_la_declarada() -> None:
    # En el meridiano 73 y a 4,05° N, 0,1° miden 11.058,0 m y 11.104,3 m; con 0,9992², 122,595 km².
    cuadro = gpd.GeoSeries([shapely.box(-73.05, 4.0, -72.95, 4.1)], crs="EPSG:4326")
    assert cuadro.to_crs(CRS_PLANO).area.iloc[0] / 1e6 == pytest.approx(122.595, abs=0.001)


def test_todas_las_comprobaciones_se_cumplen(
    construidas: Capas, vecinos: pd.DataFrame, atributos: pd.DataFrame
) -> None:
    revisiones = revisar_geometria(construidas, vecinos, atributos)
    assert [str(falla) for revision in revisiones for falla in revision.fallas] == []
    detalles = {clave: revision.detalle for clave, revision in _por_regla(revisiones).items()}
    assert len(detalles) == len(revisiones) == 36
    assert detalles["municipios", "vecinos"] == "97 pares en la capa, 97 en vecinos.csv"
    assert detalles["municipios", "validez"] == "40 de 40 geometrías válidas"
    assert detalles["departamentos", "validez"] == "33 de 33 geometrías válidas"
    assert detalles["municipios", "area_municipio"] == "mayor diferencia -1,55 %"
    assert detalles["municipios", "area_total"] == (
        "21.814,62 km²: -0,193 % contra 21.856,75 km² del atributo del MGN; "
        "0,016 % contra 21.811,20 km² de la capa sin generalizar"
    )
    assert detalles["camaras", "totales"] == ("40 municipios de 40; 21.856,75 km² de 21.856,75")


# Casado de límites


def _capa(**poligonos: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"codigo": list(poligonos)}, geometry=list(poligonos.values()), crs="EPSG:4326"
    )


def test_casar_limites_toma_el_lado_detallado() -> None:
    simple = shapely.Polygon([(0, 0), (2, 0), (2, 2), (0, 2)])
    detallado = shapely.Polygon([(2, 0), (4, 0), (4, 2), (2, 2), (2.2, 1.5), (1.8, 0.5)])
    capa, sustituciones = casar_limites(_capa(a=simple, b=detallado))
    assert shapely.coverage_is_valid(capa.geometry.to_numpy())
    esperado = shapely.Polygon([(0, 0), (2, 0), (1.8, 0.5), (2.2, 1.5), (2, 2), (0, 2)])
    assert shapely.normalize(capa.geometry[0]) == shapely.normalize(esperado)
    assert shapely.normalize(capa.geometry[1]) == shapely.normalize(detallado)
    assert sustituciones.to_dict("records") == [
        {
            "codigo": "a",
            "vecino": "b",
            "desde": (2.0, 0.0),
            "hasta": (2.0, 2.0),
            "vertices_agregados": 2,
        }
    ]


def test_casar_limites_no_toca_lo_que_ya_casa(departamentos_de_origen: gpd.GeoDataFrame) -> None:
    capa, sustituciones = casar_limites(departamentos_de_origen)
    assert sustituciones.empty
    assert shapely.equals(
        capa.geometry.to_numpy(), departamentos_de_origen.geometry.to_numpy()
    ).all()


def test_la_capa_de_origen_no_casa_y_casada_no_tiene_coordenadas_nuevas(
    municipios_de_origen: gpd.GeoDataFrame,
    vecinos: pd.DataFrame,
    atributos: pd.DataFrame,
    capas: Capas,
) -> None:
    # Si el DANE o quien generalizó corrige la capa, esta prueba lo avisa y sobra el casado.
    orden = municipios_de_origen.set_index("codigo").loc[capas["municipios"]["divipola"]]
    capas["municipios"] = capas["municipios"].set_geometry(orden.geometry.to_numpy())
    capas["municipios"] = capas["municipios"].set_crs("EPSG:4326")
    reglas = _por_regla(revisar_geometria(capas, vecinos, atributos))
    assert len(reglas["municipios", "sin_huecos"].fallas) == 43
    assert len(reglas["municipios", "sin_traslapes"].fallas) == 9
    (falla,) = reglas["municipios", "vecinos"].fallas
    assert falla.lugar == "54405 y 54599"
    assert falla.detalle == "son vecinos en vecinos.csv y no en la capa"

    casada, sustituciones = casar_limites(municipios_de_origen)
    assert len(sustituciones) == 50
    assert sustituciones["vertices_agregados"].sum() == 119
    assert set(sustituciones["vecino"]) == DETALLADOS
    assert not DETALLADOS & set(sustituciones["codigo"])
    antes = {tuple(punto) for punto in municipios_de_origen.get_coordinates().to_numpy()}
    despues = {tuple(punto) for punto in casada.get_coordinates().to_numpy()}
    assert despues == antes


@pytest.mark.datos_reales
@pytest.mark.skipif(
    not (ORIGINALES / "mgn_municipios_54.geojson").is_file(),
    reason="la capa sin generalizar no está en ../shared/datos",
)
def test_casar_acerca_los_limites_a_la_capa_sin_generalizar(
    municipios_de_origen: gpd.GeoDataFrame,
) -> None:
    completa = leer_capa(ORIGINALES / "mgn_municipios_54.geojson").set_index("codigo")
    completa = completa.to_crs(CRS_PLANO)
    casada, _ = casar_limites(municipios_de_origen)

    def diferencia_pct(capa: gpd.GeoDataFrame) -> pd.Series:
        plana = capa.set_index("codigo").to_crs(CRS_PLANO)
        return 100 * plana.symmetric_difference(completa.geometry).area / completa.area

    antes, despues = diferencia_pct(municipios_de_origen), diferencia_pct(casada)
    assert len(despues) == 40
    assert (despues <= antes + 0.001).all()
    assert antes.max() == pytest.approx(5.46, abs=0.01)
    assert despues.max() == pytest.approx(4.30, abs=0.01)


# Lo que debe fallar, y diciendo qué


def _fila(capa: gpd.GeoDataFrame, clave: str) -> int:
    return int(capa.index[capa.iloc[:, 0] == clave][0])


def _cambiar(capas: Capas, nombre: str, clave: str, geometria: shapely.Geometry) -> None:
    capa = capas[nombre]
    capa.loc[_fila(capa, clave), "geometry"] = geometria


def _geometria(capas: Capas, nombre: str, clave: str) -> shapely.Geometry:
    return capas[nombre].geometry[_fila(capas[nombre], clave)]


def _mover_pamplona(capas: Capas) -> None:
    movida = shapely.transform(_geometria(capas, "municipios", "54518"), lambda p: p + 0.2)
    _cambiar(capas, "municipios", "54518", movida)


def _duplicar_lourdes(capas: Capas) -> None:
    capa = capas["municipios"]
    repetida = capa.loc[[_fila(capa, "54418")]]
    capas["municipios"] = pd.concat([capa, repetida], ignore_index=True)


def _hacer_lazo_en_silos(capas: Capas) -> None:
    lazo = shapely.Polygon([(-72.8, 7.2), (-72.7, 7.3), (-72.7, 7.2), (-72.8, 7.3)])
    _cambiar(capas, "municipios", "54743", lazo)


def _abrir_hueco_entre_arboledas_y_salazar(capas: Capas) -> None:
    comun = _geometria(capas, "municipios", "54051").intersection(
        _geometria(capas, "municipios", "54660")
    )
    # 0,005° son unos 550 m de radio: 0,95 km².
    circulo = shapely.line_interpolate_point(shapely.line_merge(comun), 0.03).buffer(0.005)
    for codigo in ("54051", "54660"):
        recortada = _geometria(capas, "municipios", codigo).difference(circulo)
        _cambiar(capas, "municipios", codigo, recortada)


def _mover_un_vertice_de_tibu(capas: Capas) -> None:
    tibu = _geometria(capas, "municipios", "54810")
    sardinata = _geometria(capas, "municipios", "54720")
    puntos = [tuple(p) for p in tibu.exterior.coords[:-1]]
    compartidos = [i for i, p in enumerate(puntos) if shapely.Point(p).touches(sardinata)]
    medio = compartidos[len(compartidos) // 2]
    puntos[medio] = (puntos[medio][0] + 1e-5, puntos[medio][1])
    _cambiar(capas, "municipios", "54810", shapely.Polygon(puntos))


def _quitar_toledo(capas: Capas) -> None:
    capa = capas["municipios"]
    capas["municipios"] = capa.drop(index=_fila(capa, "54820"))


def _acortar_codigo_de_abrego(capas: Capas) -> None:
    capa = capas["municipios"]
    capa.loc[_fila(capa, "54003"), "divipola"] = "5403"


def _quitar_vichada(capas: Capas) -> None:
    capas["departamentos"] = capas["departamentos"].iloc[:-1]


def _perder_el_cero_de_antioquia(capas: Capas) -> None:
    capa = capas["departamentos"]
    capa.loc[_fila(capa, "05"), "cod_departamento"] = "5"


def _renombrar_suroriente(capas: Capas) -> None:
    capa = capas["subregiones"]
    capa.loc[_fila(capa, "Suroriente"), "subregion"] = "Sur oriente"


def _sacar_el_rotulo_de_la_playa(capas: Capas) -> None:
    capa = capas["municipios"]
    capa.loc[_fila(capa, "54398"), ["rotulo_lon", "rotulo_lat"]] = (-73.0, 7.0)


def _poner_el_rotulo_de_ocana_en_la_parte_menor(capas: Capas) -> None:
    capa = capas["municipios"]
    menor = min(_geometria(capas, "municipios", "54498").geoms, key=lambda parte: parte.area)
    punto = menor.representative_point()
    capa.loc[_fila(capa, "54498"), ["rotulo_lon", "rotulo_lat"]] = (punto.x, punto.y)


def _perder_el_rotulo_de_la_camara_de_ocana(capas: Capas) -> None:
    capa = capas["camaras"]
    capa.loc[_fila(capa, "Ocaña"), "rotulo_lon"] = math.nan


def _quitar_herran_de_la_camara_de_cucuta(capas: Capas) -> None:
    sin_herran = _geometria(capas, "camaras", "Cúcuta").difference(
        _geometria(capas, "municipios", "54347")
    )
    _cambiar(capas, "camaras", "Cúcuta", sin_herran)


def _quitar_herran_de_suroriente(capas: Capas) -> None:
    sin_herran = _geometria(capas, "subregiones", "Suroriente").difference(
        _geometria(capas, "municipios", "54347")
    )
    _cambiar(capas, "subregiones", "Suroriente", sin_herran)


def _contar_diecisiete_en_cucuta(capas: Capas) -> None:
    capa = capas["camaras"]
    capa.loc[_fila(capa, "Cúcuta"), "n_municipios"] = 17


def _cambiar_el_area_de_centro(capas: Capas) -> None:
    capa = capas["subregiones"]
    capa.loc[_fila(capa, "Centro"), "area_km2"] += 10


def _correr_el_departamento(capas: Capas) -> None:
    corrido = shapely.transform(_geometria(capas, "departamentos", "54"), lambda p: p + 0.05)
    _cambiar(capas, "departamentos", "54", corrido)


def _vaciar_lourdes(capas: Capas) -> None:
    _cambiar(capas, "municipios", "54418", shapely.Polygon())


# Daño → (capa, regla, textos que debe traer una misma falla).
DANOS: dict[Callable[[Capas], None], list[tuple[str, str, list[str]]]] = {
    _mover_pamplona: [
        ("municipios", "limites_compartidos", ["54518 Pamplona", "no casan"]),
        ("municipios", "sin_traslapes", ["54518 Pamplona", "se traslapan"]),
        ("municipios", "sin_huecos", ["54520 Pamplonita", "hueco de", "km²"]),
        ("municipios", "vecinos", ["54174 y 54518", "no en la capa"]),
        ("municipios", "rotulo_dentro", ["54518 Pamplona", "queda fuera"]),
        ("camaras", "misma_union", ["difiere", "km²"]),
    ],
    _duplicar_lourdes: [
        ("municipios", "codigos", ["54418", "aparece 2 veces"]),
        ("municipios", "sin_traslapes", ["54418 Lourdes y 54418 Lourdes", "86,62"]),
        ("municipios", "suma_de_areas", ["difieren 86,62"]),
        ("municipios", "area_total", ["21.901,25 km²", "se admite ±0,03 %"]),
    ],
    _hacer_lazo_en_silos: [
        ("municipios", "validez", ["54743 Silos", "el límite se cruza a sí mismo en ["]),
        ("municipios", "no_evaluada", ["vecinos y áreas", "inválidas en municipios"]),
        ("camaras", "no_evaluada", ["misma_union", "inválidas en municipios"]),
    ],
    _vaciar_lourdes: [("municipios", "validez", ["54418 Lourdes", "no tiene geometría"])],
    _abrir_hueco_entre_arboledas_y_salazar: [
        ("municipios", "sin_huecos", ["54051 Arboledas, 54660 Salazar", "hueco de 0,9"]),
    ],
    _mover_un_vertice_de_tibu: [("municipios", "limites_compartidos", ["54810 Tibú", "no casan"])],
    _quitar_toledo: [
        ("municipios", "codigos", ["54820", "falta en la capa"]),
        ("municipios", "area_total", ["toda la capa", "se admite ±0,25 %"]),
        ("subregiones", "misma_union", ["difiere 1.478"]),
    ],
    _acortar_codigo_de_abrego: [
        ("municipios", "codigos", ["5403", "texto de 5 cifras"]),
        ("municipios", "codigos", ["54003", "falta en la capa"]),
    ],
    _quitar_vichada: [("departamentos", "codigos", ["hay 32", "se esperaban 33"])],
    _perder_el_cero_de_antioquia: [("departamentos", "codigos", ["'5'", "texto de 2 cifras"])],
    _renombrar_suroriente: [
        ("subregiones", "codigos", ["Suroriente", "falta en la capa"]),
        ("subregiones", "codigos", ["Sur oriente", "sobra en la capa"]),
    ],
    _sacar_el_rotulo_de_la_playa: [
        ("municipios", "rotulo_dentro", ["54398 La Playa", "(-73.0, 7.0)"]),
    ],
    _poner_el_rotulo_de_ocana_en_la_parte_menor: [
        ("municipios", "rotulo_dentro", ["54498 Ocaña", "polígono mayor"]),
    ],
    _perder_el_rotulo_de_la_camara_de_ocana: [("camaras", "rotulo_dentro", ["Ocaña", "nan"])],
    _quitar_herran_de_la_camara_de_cucuta: [("camaras", "misma_union", ["difiere 107,"])],
    _quitar_herran_de_suroriente: [("subregiones", "misma_union", ["difiere 107,"])],
    _contar_diecisiete_en_cucuta: [("camaras", "totales", ["39 municipios de 40"])],
    _cambiar_el_area_de_centro: [("subregiones", "totales", ["21.866,75 km² de 21.856,75"])],
    _correr_el_departamento: [
        ("departamentos", "departamento_del_territorio", ["54", "se admite 2,00 %"]),
    ],
}


@pytest.mark.parametrize("danar", DANOS, ids=lambda danar: danar.__name__.strip("_"))
def test_cada_dano_se_informa(
    capas: Capas,
    vecinos: pd.DataFrame,
    atributos: pd.DataFrame,
    danar: Callable[[Capas], None],
) -> None:
    danar(capas)
    revisiones = revisar_geometria(capas, vecinos, atributos)
    for capa, regla, textos in DANOS[danar]:
        fallas = [
            str(falla)
            for revision in revisiones
            if (revision.capa, revision.regla) == (capa, regla)
            for falla in revision.fallas
        ]
        assert any(all(texto in falla for texto in textos) for falla in fallas), (regla, fallas)
        assert all(falla.startswith(f"[geo/{capa}.geojson] ") for falla in fallas)


def test_hay_un_dano_para_cada_regla(
    construidas: Capas, vecinos: pd.DataFrame, atributos: pd.DataFrame
) -> None:
    reglas = {revision.regla for revision in revisar_geometria(construidas, vecinos, atributos)}
    danadas = {regla for esperados in DANOS.values() for _, regla, _ in esperados}
    # El área de un municipio se daña en la tabla, en su propia prueba.
    assert reglas - danadas == {"area_municipio"}


def test_un_par_de_menos_o_de_mas_en_vecinos_se_informa(
    construidas: Capas, vecinos: pd.DataFrame, atributos: pd.DataFrame
) -> None:
    de_mas = pd.DataFrame({"cod_a": ["54001"], "cod_b": ["54498"]})
    alterados = pd.concat([vecinos.iloc[1:], de_mas], ignore_index=True)
    revision = _por_regla(revisar_geometria(construidas, alterados, atributos))[
        "municipios", "vecinos"
    ]
    primero = vecinos.iloc[0]
    assert [(falla.lugar, falla.detalle) for falla in revision.fallas] == [
        ("54001 y 54498", "son vecinos en vecinos.csv y no en la capa"),
        (
            f"{primero['cod_a']} y {primero['cod_b']}",
            "son vecinos en la capa y no en vecinos.csv",
        ),
    ]


def test_un_area_del_mgn_equivocada_se_informa(
    construidas: Capas, vecinos: pd.DataFrame, atributos: pd.DataFrame
) -> None:
    # El área que da el Panel CEDE para Cáchira: 1.058 km² contra 616 del MGN.
    alteradas = atributos.assign(
        area_mgn_km2=atributos["area_mgn_km2"].mask(atributos["divipola"] == "54128", "1058")
    )
    reglas = _por_regla(revisar_geometria(construidas, vecinos, alteradas))
    (falla,) = reglas["municipios", "area_municipio"].fallas
    assert str(falla) == (
        "[geo/municipios.geojson] 54128 Cáchira · area_municipio: 614,35 km² contra 1.058,00 "
        "del MGN (-41,93 %; se admite ±2,00 %)"
    )
    assert not reglas["municipios", "area_total"].cumple


# Entradas que no sirven


def test_codigos_que_no_coinciden_se_dicen_todos(
    municipios_de_origen: gpd.GeoDataFrame,
    departamentos_de_origen: gpd.GeoDataFrame,
    atributos: pd.DataFrame,
    nombres_departamentos: pd.DataFrame,
) -> None:
    alterados = atributos.replace({"divipola": {"54003": "5403", "54051": "54001"}})
    with pytest.raises(ErrorDeHomologacion) as error:
        construir_geometria(
            municipios_de_origen, departamentos_de_origen, alterados, nombres_departamentos
        )
    texto = str(error.value)
    assert "repetidos en la tabla: 54001" in texto
    assert "en la capa y no en la tabla: 54003, 54051" in texto
    assert "en la tabla y no en la capa: 5403" in texto


def test_limites_que_no_se_pueden_casar_detienen_la_construccion(
    municipios_de_origen: gpd.GeoDataFrame,
    departamentos_de_origen: gpd.GeoDataFrame,
    atributos: pd.DataFrame,
    nombres_departamentos: pd.DataFrame,
) -> None:
    movida = municipios_de_origen.copy()
    es_pamplona = movida["codigo"] == "54518"
    movida.loc[es_pamplona, "geometry"] = movida.geometry[es_pamplona].translate(0.2, 0.2)
    with pytest.raises(ErrorDeFuente, match="54518"):
        construir_geometria(movida, departamentos_de_origen, atributos, nombres_departamentos)


@pytest.mark.parametrize(
    ("escrita", "esperada"),
    [
        ("Sur occidente", "Suroccidente"),
        ("Sur oriente", "Suroriente"),
        ("Suroriente", "Suroriente"),
        (" Norte ", "Norte"),
    ],
)
def test_normalizar_subregion(escrita: str, esperada: str) -> None:
    assert normalizar_subregion(escrita) == esperada


def test_una_subregion_desconocida_se_rechaza() -> None:
    with pytest.raises(ErrorDeHomologacion, match="«Catatumbo»"):
        normalizar_subregion("Catatumbo")


@pytest.mark.parametrize(
    ("contenido", "mensaje"),
    [
        (None, "Falta una capa"),
        ("{", "no se puede leer como JSON"),
        ("[]", "no trae entidades"),
        ('{"type":"FeatureCollection","features":[]}', "no trae entidades"),
        (
            '{"features":[{"type":"Feature","properties":{"codigo":5},"geometry":null}]}',
            "no son texto en «codigo»",
        ),
    ],
)
def test_leer_una_capa_que_no_sirve(tmp_path: Path, contenido: str | None, mensaje: str) -> None:
    ruta = tmp_path / "capa.geojson"
    if contenido is not None:
        ruta.write_text(contenido, encoding="utf-8")
    with pytest.raises(ErrorDeFuente, match=mensaje) as error:
        leer_capa(ruta)
    assert str(ruta) in str(error.value)


# Escritura


def test_los_mismos_datos_dan_los_mismos_bytes(construidas: Capas, tmp_path: Path) -> None:
    ordenados = escribir_geometria(construidas, tmp_path / "uno")
    revueltos = escribir_geometria(
        {nombre: capa.iloc[::-1] for nombre, capa in construidas.items()}, tmp_path / "dos"
    )
    assert [ruta.name for ruta in ordenados] == [f"{nombre}.geojson" for nombre in CLAVES]
    for una, otra in zip(ordenados, revueltos, strict=True):
        assert una.read_bytes() == otra.read_bytes()
    assert sorted(ruta.name for ruta in (tmp_path / "uno").iterdir()) == sorted(
        ruta.name for ruta in ordenados
    )


def test_los_archivos_de_geo_son_los_que_se_construyen(construidas: Capas, tmp_path: Path) -> None:
    for ruta in escribir_geometria(construidas, tmp_path):
        assert (RUTAS.geo / ruta.name).read_bytes() == ruta.read_bytes(), ruta.name


@pytest.mark.parametrize("nombre", list(CLAVES))
def test_forma_de_los_archivos(construidas: Capas, tmp_path: Path, nombre: str) -> None:
    (ruta,) = escribir_geometria({nombre: construidas[nombre]}, tmp_path)
    texto = ruta.read_text(encoding="utf-8")
    limite_kb = {"municipios": 60, "departamentos": 90, "subregiones": 20, "camaras": 20}[nombre]
    assert len(texto.encode()) <= limite_kb * 1000
    lineas = texto.splitlines()
    assert len(lineas) == len(construidas[nombre]) + 2
    assert "\\u" not in texto
    coleccion = json.loads(texto)
    for entidad in coleccion["features"]:
        assert tuple(entidad["properties"]) == PROPIEDADES[nombre]
        geometria = shapely.geometry.shape(entidad["geometry"])
        assert all(poligono.exterior.is_ccw for poligono in shapely.get_parts(geometria)), (
            "RFC 7946: el anillo exterior gira contra el reloj"
        )
        for valor in shapely.get_coordinates(geometria).ravel():
            assert round(valor, 5) == valor
    leida = leer_capa(ruta)
    assert shapely.equals(leida.geometry.to_numpy(), construidas[nombre].geometry.to_numpy()).all()


def test_una_escritura_que_falla_no_deja_nada_a_medias(
    construidas: Capas, capas: Capas, tmp_path: Path
) -> None:
    escribir_geometria(construidas, tmp_path)
    antes = {ruta.name: ruta.read_bytes() for ruta in tmp_path.iterdir()}
    capas["municipios"].loc[0, "nombre"] = "Otro nombre"
    capas["camaras"].loc[0, "rotulo_lon"] = math.nan
    with pytest.raises(ValueError, match="JSON compliant"):
        escribir_geometria(capas, tmp_path)
    assert {ruta.name: ruta.read_bytes() for ruta in tmp_path.iterdir()} == antes


# Correspondencia con las tablas de origen


def test_las_subregiones_son_las_provincias_del_cede(atributos: pd.DataFrame) -> None:
    cede = _leer_csv("cede/2019/municipios.csv").set_index("codigo")["provincia_cede"]
    esperadas = atributos.set_index("divipola")["subregion"]
    assert cede.map(normalizar_subregion).to_dict() == esperadas.to_dict()


def test_las_camaras_son_las_de_la_tabla_2_del_informe(atributos: pd.DataFrame) -> None:
    jurisdiccion = _leer_csv("informe_gestion/2020-2023/camaras_jurisdiccion.csv")
    homologacion = pd.read_csv(RUTAS.homologacion / "municipios.csv", dtype=str)
    codigos = homologacion.set_index("nombre_en_fuente")["divipola"]
    camaras = dict(
        zip(jurisdiccion["nombre_en_fuente"].map(codigos), jurisdiccion["camara"], strict=True)
    )
    assert len(jurisdiccion) == 40
    assert camaras == atributos.set_index("divipola")["camara"].to_dict()
