"""Límites del MGN: shapefile y GeoJSON con los atributos de cada vigencia, y capas que no son."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from pipelines.errores import ErrorDeFuente
from pipelines.geometria import CRS_PLANO, leer_capa
from pipelines.oficiales import mgn
from pipelines.rutas import RUTAS
from tests.libros_oficiales import crudo


@pytest.fixture(scope="module")
def capa() -> gpd.GeoDataFrame:
    """Los 40 municipios con los atributos del MGN 2018 y los límites ya casados de ``geo``."""
    tabla = leer_capa(RUTAS.geo / "municipios.geojson").set_index("divipola")
    filas = crudo("mgn/2018/municipios.csv")
    return gpd.GeoDataFrame(
        {
            "DPTO_CCDGO": ["54"] * 40,
            "MPIO_CCDGO": [f["codigo"][2:] for f in filas],
            "MPIO_CNMBR": [f["mgn_nombre"] for f in filas],
            "MPIO_CRSLC": ["1850"] * 40,
            "MPIO_NAREA": [float(f["area_mgn_km2"]) for f in filas],
            "MPIO_CCNCT": [f["codigo"] for f in filas],
            "MPIO_NANO": [2018] * 40,
        },
        geometry=[tabla.geometry[f["codigo"]] for f in filas],
        crs="EPSG:4326",
    )


@pytest.fixture(scope="module")
def shapefile(capa: gpd.GeoDataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """En MAGNA-SIRGAS (EPSG:4686), como lo publica el DANE."""
    carpeta = tmp_path_factory.mktemp("mgn")
    capa.to_crs("EPSG:4686").to_file(carpeta / "MGN_MPIO_POLITICO.shp", encoding="utf-8")
    return carpeta / "MGN_MPIO_POLITICO.shp"


def exigir_areas(lectura: Any) -> None:
    areas = {f["codigo"]: f["area_mgn_km2"] for f in crudo("mgn/2018/municipios.csv")}
    assert dict(zip(lectura["municipios"]["codigo"], lectura["municipios"]["area_mgn_km2"],
                    strict=True)) == areas  # fmt: skip
    assert len(lectura["limites_municipios"]) == 40


def test_el_shapefile_y_su_zip_dicen_lo_mismo(shapefile: Path, tmp_path: Path) -> None:
    lectura = mgn.leer(shapefile)
    assert lectura.edicion == "2018"
    exigir_areas(lectura)
    assert list(lectura["municipios"].columns) == list(crudo("mgn/2018/municipios.csv")[0])
    assert list(lectura["vecinos"].columns) == list(crudo("mgn/2018/vecinos.csv")[0])
    comprimido = Path(shutil.make_archive(str(tmp_path / "mgn"), "zip", shapefile.parent))
    en_zip = mgn.leer(comprimido)
    exigir_areas(en_zip)
    assert en_zip["vecinos"].equals(lectura["vecinos"])


@pytest.mark.parametrize(
    "cambio",
    [
        lambda c: c.rename(columns={"MPIO_CCNCT": "MPIO_CDPMP"}).drop(columns="MPIO_CCDGO"),
        lambda c: c.drop(columns="MPIO_CCNCT"),
        lambda c: c.rename(columns=str.lower),
        lambda c: c.assign(MPIO_CCNCT=c["MPIO_CCNCT"].astype(int)),
        lambda c: c.sample(frac=1, random_state=3),
        lambda c: c.assign(MPIO_NAREA=[f"{a:.3f}".replace(".", ",") for a in c["MPIO_NAREA"]]),
        lambda c: c.set_geometry(c.geometry.force_3d(250)),
        lambda c: c.assign(MPIO_NANO=None, rep_lon=8.0, rep_lat=-72.5),
    ],
    ids=[
        "2020",
        "por partes",
        "minúsculas",
        "código numérico",
        "otro orden",
        "área con coma",
        "3D",
        "sin vigencia y con rótulos cruzados",
    ],
)
def test_los_atributos_de_otras_vigencias(
    capa: gpd.GeoDataFrame, tmp_path: Path, cambio: Callable[[Any], Any]
) -> None:
    ruta = tmp_path / "mgn.geojson"
    ruta.write_text(cambio(capa).to_json(), encoding="utf-8")
    exigir_areas(mgn.leer(ruta))


def test_una_frontera_mide_lo_mismo_aunque_a_un_lado_le_sobren_vertices(
    capa: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    """Al convertir, un vértice sólo de un lado deja la intersección en pedazos."""

    def fronteras(otra: gpd.GeoDataFrame) -> dict[tuple[str, str], float]:
        ruta = tmp_path / "mgn.geojson"
        ruta.write_text(otra.to_json(), encoding="utf-8")
        vecinos = mgn.leer(ruta)["vecinos"]
        return {(v.cod_a, v.cod_b): float(v.frontera_km) for v in vecinos.itertuples()}

    limpias = fronteras(capa)
    assert len(limpias) == 97
    cucuta, puerto = capa.set_index("MPIO_CCNCT").to_crs(CRS_PLANO).geometry[["54001", "54553"]]
    comun = cucuta.intersection(puerto).length / 1e3
    assert limpias["54001", "54553"] == pytest.approx(comun, abs=0.0005)
    densas = [f.segmentize(0.002) if i % 2 else f for i, f in enumerate(capa.geometry)]
    assert fronteras(capa.set_geometry(densas)) == pytest.approx(limpias, abs=0.001)


def _cambiar(
    capa: gpd.GeoDataFrame, columna: str, uno: str = "54001", otro: str = "54174"
) -> gpd.GeoDataFrame:
    otra = capa.copy()
    valores, codigos = list(otra[columna]), list(otra["MPIO_CCNCT"])
    a, b = codigos.index(uno), codigos.index(otro)
    valores[a], valores[b] = valores[b], valores[a]
    otra[columna] = valores
    return otra


@pytest.mark.parametrize(
    ("cambio", "espera"),
    [
        (lambda c: c.iloc[1:], "faltan Cúcuta"),
        (lambda c: c.iloc[[0, *range(40)]], "Códigos repetidos: 54001"),
        (lambda c: _cambiar(c, "MPIO_CCNCT"), "no es"),
        (lambda c: _cambiar(c, "MPIO_CNMBR"), "no es"),
        (lambda c: _cambiar(c, "MPIO_NAREA"), "el dibujo mide"),
        (lambda c: _cambiar(c, "geometry"), "no está donde el tablero lo dibuja"),
        (lambda c: c.assign(MPIO_NAREA=c["MPIO_NAREA"] * 100), "el dibujo mide"),
        (lambda c: c.drop(columns="MPIO_NAREA"), "no trae el área"),
        (lambda c: c.rename(columns={"MPIO_CNMBR": "X"}), "no trae el nombre"),
        (lambda c: c.drop(columns=["MPIO_CCNCT", "MPIO_CCDGO"]), "no trae|faltan|repetidos"),
        (lambda c: c.assign(MPIO_NANO=[2020, *[2018] * 39]), "mezcla vigencias"),
        (lambda c: c.set_geometry(c.geometry.centroid), "no es un polígono"),
        (lambda c: c.set_geometry(c.geometry.translate(100)), "fuera de Colombia"),
        (lambda c: c.set_geometry(c.geometry.translate(0.3)), "no está donde el tablero"),
        (lambda c: _cambiar(c, "geometry", "54125", "54673"), "CÁCOTA (54125) no está donde"),
        (lambda c: c.set_geometry(c.geometry.simplify(0.001)), "no casan con los del vecino"),
        (lambda c: c.set_geometry([c.geometry[0].buffer(-0.0003), *c.geometry[1:]]),
         "SAN JOSÉ DE CÚCUTA y BOCHALEMA van juntos 5,3 km y comparten 0,0"),
        (lambda c: c.assign(MPIO_NANO="Ordenanza 3"), "La vigencia es «Ordenanza 3»"),
        (lambda c: c.assign(MPIO_NAREA=["?", *c["MPIO_NAREA"][1:]]), "«?» no es un número"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Geometry is in a geographic CRS")
def test_una_capa_danada_se_rechaza(
    capa: gpd.GeoDataFrame, tmp_path: Path, cambio: Callable[[Any], Any], espera: str
) -> None:
    ruta = tmp_path / "mgn.geojson"
    ruta.write_text(cambio(capa).reset_index(drop=True).to_json(), encoding="utf-8")
    with pytest.raises(ErrorDeFuente) as error:
        mgn.leer(ruta)
    assert any(parte in str(error.value) for parte in espera.split("|")), error.value


def test_los_departamentos_y_los_que_faltan(tmp_path: Path) -> None:
    capa = leer_capa(RUTAS.datos_crudos / "mgn/2018/departamentos.geojson")
    capa = capa.rename(columns={"codigo": "DPTO_CCDGO", "mgn_nombre": "DPTO_CNMBR"})
    capa["DPTO_NAREA"] = capa.to_crs(CRS_PLANO).area / 1e6
    ruta = tmp_path / "dptos.geojson"
    ruta.write_text(capa.to_json(), encoding="utf-8")
    lectura = mgn.leer(ruta)
    assert len(lectura["limites_departamentos"]) == 33
    assert lectura.edicion is None
    ruta.write_text(capa.iloc[5:].to_json(), encoding="utf-8")
    with pytest.raises(ErrorDeFuente, match="los 33 departamentos"):
        mgn.leer(ruta)


def _volver_a_guardar(shapefile: Path, carpeta: Path, cambio: str) -> Path:
    """La capa como la deja un tercero."""
    capa = Path(shutil.copytree(shapefile.parent, carpeta / "Límites #1!%20")) / shapefile.name
    if cambio == "zip de macOS":
        ruta = carpeta / "mi capa !(1).zip"
        with zipfile.ZipFile(ruta, "w") as comprimido:
            for parte in capa.parent.iterdir():
                comprimido.write(parte, f"MGN 2018/{parte.name.upper()}")
                comprimido.writestr(f"__MACOSX/MGN 2018/._{parte.name}", b"x")
        return ruta
    if cambio == "latin1 sin cpg":
        gpd.read_file(shapefile).to_file(carpeta / shapefile.name, encoding="ISO-8859-1")
        capa = carpeta / shapefile.name
    if cambio != "ruta rara":
        capa.with_suffix(".cpg").unlink()
    return capa


@pytest.mark.parametrize("cambio", ["ruta rara", "zip de macOS", "latin1 sin cpg", "utf8 sin cpg"])
def test_una_capa_vuelta_a_guardar(shapefile: Path, tmp_path: Path, cambio: str) -> None:
    exigir_areas(mgn.leer(_volver_a_guardar(shapefile, tmp_path, cambio)))


def test_un_zip_o_un_prj_danados(shapefile: Path, tmp_path: Path) -> None:
    entero = Path(shutil.make_archive(str(tmp_path / "z"), "zip", shapefile.parent)).read_bytes()
    for donde in range(60, len(entero) - 700, len(entero) // 8):
        ruta = tmp_path / "malo.zip"
        ruta.write_bytes(entero[:donde] + b"\xff\x00\xff" + entero[donde + 3 :])
        with pytest.raises(ErrorDeFuente, match=r"cortado o dañado|capas \.shp"):
            mgn.leer(ruta)
    capa = Path(shutil.copytree(shapefile.parent, tmp_path / "prj")) / shapefile.name
    capa.with_suffix(".prj").write_text('LOCAL_CS["x",UNIT["Meter",1]]')
    with pytest.raises(ErrorDeFuente, match="no se entiende"):
        mgn.leer(capa)
    capa.with_suffix(".prj").write_bytes(b'GEOGCS["x",DATUM["\xc5"],UNIT[\x8aDegree\xc0,0.017]]')
    with pytest.raises(ErrorDeFuente, match="no se puede leer"):
        mgn.leer(capa)


@pytest.mark.parametrize("parte", [".dbf", ".shx", ".prj"])
def test_un_shapefile_incompleto(shapefile: Path, tmp_path: Path, parte: str) -> None:
    for ruta in shapefile.parent.iterdir():
        if ruta.suffix != parte:
            shutil.copy(ruta, tmp_path)
    with pytest.raises(ErrorDeFuente, match=f"Falta mgn_mpio_politico{parte}"):
        mgn.leer(tmp_path / shapefile.name)


@pytest.mark.parametrize(
    ("nombre", "contenido", "espera"),
    [
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "no trae entidades"),
        ("a.geojson", b'{"type": "FeatureCollection", "feat', "no se puede leer como JSON"),
        ("a.geojson", json.dumps({"crs": {"name": "EPSG:9377"}, "features": [{}]}).encode(),
         "sistema de coordenadas"),
        ("a.geojson", b'{"features": [1, 2]}', "mal formadas"),
        ("a.geojson", b'{"a":' * 100_000, "no se puede leer como JSON"),
        ("a.zip", b"PK\x03\x04xxxx", "cortado"),
        ("a.csv", b"codigo,nombre\n", "no es una capa"),
    ],
)  # fmt: skip
def test_lo_que_no_es_una_capa(tmp_path: Path, nombre: str, contenido: bytes, espera: str) -> None:
    ruta = tmp_path / nombre
    ruta.write_bytes(contenido)
    with pytest.raises(ErrorDeFuente, match=espera):
        mgn.leer(ruta)
