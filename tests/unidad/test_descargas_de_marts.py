"""Lo que se elige de una tabla es lo mismo en pantalla, en cada archivo y en la API."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zipfile import ZipFile

import duckdb
import geopandas as gpd
import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.construir import construir
from tablero import tablas
from tablero.api.catalogo import Columna, Mart
from tablero.api.errores import ConsultaInvalida, MuchasFilas
from tablero.api.filtros_de_mart import Pedido, leer_pedido
from tablero.api.formatos import FORMATOS, Seleccion
from tablero.api.lectura import contar, seleccionar
from tablero.api.servicio import Abierto, Peticion, Servicio
from tablero.api.turnos import Plazo
from tablero.conexion import Lectura
from tablero.exportar import SOBRE_LAS_FORMULAS, csv_internacional
from tablero.formato import SIN_DATO
from tablero.mapas import leer_capa
from tests.apoyo import Arbol, copiar_arbol

RAIZ = "https://tablero.ejemplo"
# Tabla, parámetros, filas y celdas (filas por columnas), contadas en el mart por fuera.
CASOS: list[tuple[str, list[tuple[str, str]], int, int]] = [
    (
        "idc",
        [("edicion", "2024"), ("cod_departamento", "54"), ("nivel", "general"), ("orden", "-anio")],
        6,
        84,
    ),
    ("idc", [("edicion", "2026"), ("puntaje_0_10.vacio", "si"), ("nivel", "general")], 21, 294),
    ("dim_municipios", [], 40, 520),
    ("dim_departamentos", [("columnas", "nombre,cod_departamento")], 33, 66),
    ("cobertura", [("periodo", "2024-2027"), ("anio.vacio", "si")], 55, 550),
    (
        "cobertura_municipios",
        [("n_metas.desde", "10"), ("orden", "-n_metas,divipola")],
        19,
        209,
    ),
    ("eventos", [("fecha.desde", "2020-01-01"), ("marca_series", "si")], 10, 100),
    ("metas", [("columnas", "meta,logro,beneficiarios,cumplimiento_pct,nota")], 72, 360),
    ("observaciones", [("indicador_id", "pib_per_capita"), ("territorio", "54")], 21, 273),
    ("poblacion_municipal", [("anio", "2024"), ("poblacion.desde", "100000")], 4, 28),
]


@pytest.fixture(scope="module")
def servicio(mart: Path) -> Servicio:
    return Servicio(mart)


@pytest.fixture(scope="module")
def abierto(servicio: Servicio) -> Abierto:
    return servicio.abierto()


@pytest.fixture(scope="module")
def original(mart: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """El mart abierto por fuera de la aplicación: la verdad contra la que se compara."""
    with duckdb.connect(str(mart), read_only=True) as base:
        yield base


def elegir(abierto: Abierto, nombre: str, pares: list[tuple[str, str]]) -> tuple[Mart, Pedido]:
    mart = abierto.catalogo.marts[nombre]
    return mart, leer_pedido(mart, pares)


def bajar(abierto: Abierto, mart: Mart, pedido: Pedido, formato: Any) -> Any:
    return formato.armar(seleccionar(Lectura(abierto.conexion), mart, pedido, formato))


# ── De cada archivo a valores ──────────────────────────────────────────────────────────────────


def de_texto(columna: Columna, texto: str, decimal: str) -> Any:
    """El valor que una celda de CSV dice, con el tipo de su columna."""
    if texto == "":
        return None
    if columna.tipo == "entero":
        return int(texto)
    if columna.tipo == "numero":
        return float(texto.replace(decimal, "."))
    if columna.tipo == "logico":
        return {"sí": True, "no": False}[texto]
    if columna.tipo == "fecha":
        return date.fromisoformat(texto)
    return texto


def leer_csv(contenido: bytes, columnas: list[Columna], separador: str, decimal: str) -> Any:
    filas = list(
        csv.reader(io.StringIO(contenido.decode("utf-8-sig"), newline=""), delimiter=separador)
    )
    assert filas[0] == [columna.nombre for columna in columnas]
    return [
        [de_texto(c, celda, decimal) for c, celda in zip(columnas, fila, strict=True)]
        for fila in filas[1:]
    ]


def leer_xlsx(contenido: bytes, columnas: list[Columna]) -> Any:
    hoja = openpyxl.load_workbook(io.BytesIO(contenido))["Datos"]
    filas = list(hoja.iter_rows())
    assert [celda.value for celda in filas[0]] == [columna.nombre for columna in columnas]

    def valor(columna: Columna, celda: Any) -> Any:
        if celda.value is None:
            return None
        numero = columna.tipo in ("entero", "numero")
        assert celda.data_type == ("n" if numero else "d" if columna.tipo == "fecha" else "s")
        if isinstance(celda.value, datetime):
            return celda.value.date()
        return {"sí": True, "no": False}[celda.value] if columna.tipo == "logico" else celda.value

    return [[valor(c, x) for c, x in zip(columnas, fila, strict=True)] for fila in filas[1:]]


def de_json(columnas: list[Columna], fila: dict[str, Any]) -> list[Any]:
    assert list(fila) == [columna.nombre for columna in columnas]
    return [
        date.fromisoformat(v) if c.tipo == "fecha" and v is not None else v
        for c, v in zip(columnas, fila.values(), strict=True)
    ]


def iguales(una: list[list[Any]], otra: list[list[Any]]) -> int:
    """Cuántas celdas se compararon; falla en la primera distinta."""
    assert len(una) == len(otra)
    celdas = 0
    for fila, esperada in zip(una, otra, strict=True):
        for valor, debe in zip(fila, esperada, strict=True):
            celdas += 1
            if isinstance(debe, float) and valor is not None:
                # Excel guarda el número con 16 cifras.
                assert math.isclose(valor, debe, rel_tol=1e-15), (valor, debe)
            else:
                assert valor == debe, (valor, debe)
    return celdas


@pytest.mark.parametrize(("nombre", "pares", "filas", "celdas"), CASOS)
def test_pantalla_archivos_y_api_dicen_lo_mismo(
    servicio: Servicio,
    abierto: Abierto,
    original: duckdb.DuckDBPyConnection,
    nombre: str,
    pares: list[tuple[str, str]],
    filas: int,
    celdas: int,
) -> None:
    mart, pedido = elegir(abierto, nombre, pares)
    columnas = [mart.columna(c) for c in pedido.columnas]
    seleccion = seleccionar(Lectura(abierto.conexion), mart, pedido, FORMATOS["csv"])
    debe = [list(fila.values()) for fila in seleccion.tabla.to_pylist()]
    assert (len(debe), len(debe) * len(columnas)) == (filas, celdas)
    archivos = {
        d.rotulo: bajar(abierto, mart, pedido, d.formato)
        for d in tablas.descargas(mart, pedido, leer_capa, RAIZ)
    }
    comparadas = [
        iguales(leer_csv(archivos["CSV en español"], columnas, ";", ","), debe),
        iguales(leer_csv(archivos["CSV internacional"], columnas, ",", "."), debe),
        iguales(leer_xlsx(archivos["Excel"], columnas), debe),
        iguales(
            [list(f.values()) for f in pq.read_table(io.BytesIO(archivos["Parquet"])).to_pylist()],
            debe,
        ),
    ]
    with ZipFile(io.BytesIO(archivos["ZIP con fuentes y cita"])) as archivo:
        del_zip = archivo.read(f"{nombre}.csv")
    assert del_zip == archivos["CSV internacional"]
    # La API, por la dirección que la página comparte.
    partes = urlsplit(tablas.direccion_de_api(pedido, mart, "json"))
    peticion = Peticion(partes.path, tuple(parse_qsl(partes.query)))
    sobre = json.loads(servicio.atender(peticion, Plazo()).cuerpo)
    comparadas.append(iguales([de_json(columnas, fila) for fila in sobre["filas"]], debe))
    if "GeoJSON" in archivos:
        figuras = json.loads(archivos["GeoJSON"])["features"]
        propias = [de_json(columnas, figura["properties"]) for figura in figuras]
        comparadas.append(iguales(propias, debe))
        con_forma = pq.read_table(io.BytesIO(archivos["GeoParquet"])).drop_columns(["geometry"])
        comparadas.append(iguales([list(f.values()) for f in con_forma.to_pylist()], debe))
    # La pantalla se rehace con lo leído del CSV.
    leidas = leer_csv(archivos["CSV en español"], columnas, ";", ",")
    en_pantalla = tablas.muestra(seleccion).to_numpy().tolist()
    rehecha = [
        [
            tablas.celda(c, v, dict(zip(pedido.columnas, fila, strict=True)))
            for c, v in zip(columnas, fila, strict=True)
        ]
        for fila in leidas
    ]
    comparadas.append(iguales(rehecha, en_pantalla))
    assert set(comparadas) == {len(debe) * len(columnas)}
    assert len(comparadas) == (8 if tablas.clave_con_forma(pedido) else 6)
    total = original.execute(f'select count(*) from "{nombre}"').fetchall()[0][0]
    assert len(debe) <= total == mart.filas


def test_las_cifras_del_departamento_se_leen_en_pantalla(abierto: Abierto) -> None:
    """idc/2024/general.csv: Norte de Santander, 4,80 en 2022 y 5,21 (puesto 14) en 2024."""
    mart, pedido = elegir(abierto, "idc", CASOS[0][1])
    vistas = tablas.muestra(
        seleccionar(Lectura(abierto.conexion), mart, pedido, FORMATOS["json"])
    ).set_index("anio")
    assert vistas.loc["2024", ["puntaje_0_10", "puesto", "n_evaluados"]].tolist() == [
        "5,21", "14", "33",
    ]  # fmt: skip
    assert vistas.loc["2022", "puntaje_0_10"] == "4,80"
    assert vistas.loc["2022", "valor_original"] == SIN_DATO
    assert list(vistas.index) == ["2024", "2023", "2022", "2021", "2020", "2019"]


# ── Nombres que una hoja de cálculo ejecutaría ─────────────────────────────────────────────────

HOSTILES = {
    "INS-1-1": '=HYPERLINK("http://malo.example","clic")',
    "INS-1-2": "-1+cmd|' /C calc'!A0",
    "LAB-1-2": "@SUM(1+1)",
    "LAB-1-3": "+1+1",
}


@pytest.fixture(scope="module")
def hostil(tmp_path_factory: pytest.TempPathFactory) -> Abierto:
    """El mart de un árbol con indicadores y un municipio que se llaman como fórmulas."""
    arbol: Arbol = copiar_arbol(tmp_path_factory.mktemp("hostil") / "arbol")
    for codigo, nombre in HOSTILES.items():
        arbol.cambiar_celda("idc/2024/estructura.csv", "indicador", nombre, cod_indicador=codigo)
    arbol.firmar("idc_2024")
    arbol.cambiar_celda("divipola/2021/municipios.csv", "nombre", "=1+1", codigo="54003")
    arbol.firmar("divipola_2021")
    arbol.cambiar_texto(
        "pipelines/homologacion/municipios.csv",
        "Ábrego,54003,nombre de uso",
        "Ábrego,54003,nombre de uso\n=1+1,54003,prueba",
    )
    construir(arbol.rutas, lambda _: None)
    return Servicio(arbol.rutas.mart).abierto()


def _con_hostiles(hostil: Abierto) -> Iterator[tuple[Mart, Pedido, str, dict[str, str]]]:
    codigos = [("codigo", codigo) for codigo in HOSTILES]
    yield (*elegir(hostil, "idc_estructura", codigos), "codigo", HOSTILES)
    municipio = elegir(hostil, "dim_municipios", [("divipola", "54003")])
    yield (*municipio, "divipola", {"54003": "=1+1"})


def test_ningun_nombre_cargado_por_el_pipeline_se_ejecuta(hostil: Abierto) -> None:
    vistos = 0
    for mart, pedido, clave, nombres in _con_hostiles(hostil):
        columnas = list(pedido.columnas)
        donde, cual = columnas.index("nombre"), columnas.index(clave)
        libro = openpyxl.load_workbook(io.BytesIO(bajar(hostil, mart, pedido, FORMATOS["xlsx"])))
        for hoja in libro:
            assert all(c.data_type != "f" and not c.hyperlink for f in hoja.iter_rows() for c in f)
        for fila in list(libro["Datos"].iter_rows())[1:]:
            assert fila[donde].data_type == "s"
            assert fila[donde].value == nombres[fila[cual].value]
        assert SOBRE_LAS_FORMULAS in [fila[1].value for fila in libro["Léame"].iter_rows()]
        for formato, separador in ((FORMATOS["csv"], ","), (tablas.CSV_ESPANOL, ";")):
            texto = bajar(hostil, mart, pedido, formato).decode("utf-8-sig")
            for leida in list(csv.reader(io.StringIO(texto), delimiter=separador))[1:]:
                assert leida[donde] == "'" + nombres[leida[cual]]
                assert not any(celda[:1] in "=+@\t\r" for celda in leida if celda)
                vistos += 1
        # Para programas, el nombre va tal cual: allí nada se ejecuta.
        tal_cual = pq.read_table(io.BytesIO(bajar(hostil, mart, pedido, FORMATOS["parquet"])))
        assert set(tal_cual.column("nombre").to_pylist()) == set(nombres.values())
    assert vistos == 2 * (len(HOSTILES) + 1)
    # Los números no cambian: la longitud de Ábrego sigue siendo negativa y número.
    mart, pedido = elegir(hostil, "dim_municipios", [("divipola", "54003"), ("columnas", "lon")])
    texto = bajar(hostil, mart, pedido, FORMATOS["csv"]).decode()
    assert texto.split("\r\n")[1] == "-73.221722"


def test_libreoffice_abre_el_libro_sin_ejecutar_nada(hostil: Abierto, tmp_path: Path) -> None:
    oficina = shutil.which("soffice") or shutil.which("libreoffice")
    if oficina is None:
        pytest.skip("LibreOffice no está instalado en este equipo")
    for mart, pedido, _, _ in _con_hostiles(hostil):
        contenido = bajar(hostil, mart, pedido, FORMATOS["xlsx"])
        (tmp_path / f"{mart.nombre}.xlsx").write_bytes(contenido)
    (tmp_path / "sonda.csv").write_text("a\n1\n", encoding="utf-8")
    # «,,,,,,,,,,,-1»: cada hoja del libro a su CSV; aquí interesa «Datos».
    subprocess.run(
        [
            oficina, f"-env:UserInstallation={(tmp_path / 'perfil').as_uri()}", "--headless",
            "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,"
            "false,false,-1", "--outdir", str(tmp_path / "hojas"),
            str(tmp_path / "sonda.csv"), *map(str, tmp_path.glob("*.xlsx")),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    if not (tmp_path / "hojas" / "sonda-sonda.csv").exists():
        pytest.skip("este LibreOffice no trae Calc: no abre ni un CSV")

    def datos(tabla: str) -> list[dict[str, str]]:
        texto = (tmp_path / "hojas" / f"{tabla}-Datos.csv").read_text(encoding="utf-8")
        return list(csv.DictReader(io.StringIO(texto)))

    assert {f["codigo"]: f["nombre"] for f in datos("idc_estructura")} == HOSTILES
    (abrego,) = datos("dim_municipios")
    assert (abrego["nombre"], abrego["divipola"]) == ("=1+1", "54003")
    assert float(abrego["lon"].replace(",", ".")) == pytest.approx(-73.221722, abs=0.01)


# ── Geometría ──────────────────────────────────────────────────────────────────────────────────


def test_el_geoparquet_y_el_geojson_traen_la_forma_de_cada_municipio(abierto: Abierto) -> None:
    mart, pedido = elegir(abierto, "dim_municipios", [("columnas", "divipola,nombre,pdet")])
    formatos = tablas.formatos_con_geometria("divipola", leer_capa)
    contenido = bajar(abierto, mart, pedido, formatos["geoparquet"])
    capa = gpd.read_parquet(io.BytesIO(contenido))
    assert capa.crs.to_epsg() == 4326
    assert list(capa.columns) == ["divipola", "nombre", "pdet", "geometry"]
    ocana = capa.set_index("divipola").geometry["54498"]
    assert ocana.equals(leer_capa("municipios").set_index("divipola").geometry["54498"])
    esquema = pq.read_schema(io.BytesIO(contenido))
    propias = {k.decode(): v.decode() for k, v in esquema.metadata.items() if k != b"geo"}
    assert propias["geometria"] == "mgn_2018"
    assert propias["coordenadas"].startswith("WGS84 (EPSG:4326)")
    assert propias["cita"].startswith("DANE")
    assert esquema.field("pdet").metadata[b"etiqueta"].decode() == mart.columna("pdet").etiqueta
    leido = gpd.read_file(io.BytesIO(bajar(abierto, mart, pedido, formatos["geojson"])))
    assert len(leido) == 40
    assert leido.set_index("divipola").geometry["54498"].equals(ocana)


def test_lo_departamental_no_toma_la_forma_de_los_40_municipios(abierto: Abierto) -> None:
    """De las 647 filas de cobertura, las de divipola 54 no son de un municipio."""
    mart, pedido = elegir(abierto, "cobertura", [])
    formatos = tablas.formatos_con_geometria("divipola", leer_capa)
    coleccion = json.loads(bajar(abierto, mart, pedido, formatos["geojson"]))
    sin_forma = {
        f["properties"]["divipola"] for f in coleccion["features"] if f["geometry"] is None
    }
    assert sin_forma == {"54"}
    con = sum(f["geometry"] is not None for f in coleccion["features"])
    assert con == 647 - 21
    assert coleccion["metadatos"]["filas_con_geometria"] == f"{con} de {mart.filas}"
    assert coleccion["metadatos"]["fuentes"]


def test_sin_la_columna_del_lugar_no_hay_geometria(abierto: Abierto) -> None:
    mart, pedido = elegir(abierto, "idc", [("columnas", "anio,puntaje_0_10")])
    rotulos = [d.rotulo for d in tablas.descargas(mart, pedido, leer_capa, RAIZ)]
    assert rotulos == [
        "Excel", "CSV en español", "CSV internacional", "Parquet", "ZIP con fuentes y cita",
    ]  # fmt: skip
    assert tablas.clave_con_forma(tablas.entero_pedido(mart)) == "cod_departamento"


# ── ZIP ────────────────────────────────────────────────────────────────────────────────────────


def test_el_zip_lleva_filtros_corte_codigo_cita_y_su_data_package(abierto: Abierto) -> None:
    pares = [("edicion", "2024"), ("cod_departamento", "54"), ("columnas", "anio,puntaje_0_10")]
    mart, pedido = elegir(abierto, "idc", pares)
    seleccion = seleccionar(Lectura(abierto.conexion), mart, pedido, FORMATOS["csv"])
    contenido = tablas.zip_de(seleccion, RAIZ)
    assert contenido == tablas.zip_de(seleccion, RAIZ)
    with ZipFile(io.BytesIO(contenido)) as archivo:
        assert archivo.namelist() == ["idc.csv", "datapackage.json", "LEAME.txt"]
        leame = archivo.read("LEAME.txt").decode("utf-8-sig")
        paquete = json.loads(archivo.read("datapackage.json"))
    codigo = tablas.codigo_de(seleccion)
    assert len(codigo) == 8
    for renglon in (
        "Filtros: columnas: anio,puntaje_0_10; edicion: 2024; cod_departamento: 54",
        f"Filas: {seleccion.total} de 9.008",
        "Último dato: 2024",
        f"Código de esta selección: {codigo}",
        f"{RAIZ}/datos?tabla=idc&columnas=anio%2Cpuntaje_0_10&edicion=2024&cod_departamento=54",
        f"{RAIZ}/api/v1/idc.csv?columnas=anio%2Cpuntaje_0_10&edicion=2024&cod_departamento=54",
        SOBRE_LAS_FORMULAS,
        "Cita: Consejo Privado de Competitividad",
    ):
        assert renglon in leame
    (recurso,) = paquete["resources"]
    assert [campo["name"] for campo in recurso["schema"]["fields"]] == ["anio", "puntaje_0_10"]
    # Sin todas las columnas de la clave, no hay clave que declarar.
    assert "primaryKey" not in recurso["schema"]
    assert paquete["filtros"]["edicion"] == ["2024"]
    assert [fuente["title"] for fuente in paquete["sources"]] == [seleccion.fuentes[0].titulo]
    otro = seleccionar(
        Lectura(abierto.conexion), *elegir(abierto, "idc", [("edicion", "2025")]), FORMATOS["csv"]
    )
    assert tablas.codigo_de(otro) != codigo


def test_el_conjunto_trae_todas_las_tablas_por_partes(
    abierto: Abierto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tablas, "_FILAS_POR_PARTE", 4_000)
    leidas: list[int] = []

    def espiar(lectura: Lectura, mart: Mart, pedido: Pedido, formato: Any) -> Seleccion:
        parte = seleccionar(lectura, mart, pedido, formato)
        leidas.append(parte.tabla.num_rows)
        return parte

    monkeypatch.setattr(tablas, "seleccionar", espiar)
    memoria, avisos = io.BytesIO(), []
    tablas.escribir_conjunto(
        memoria,
        abierto.catalogo,
        Lectura(abierto.conexion),
        lambda van, nombre: avisos.append((van, nombre)),
    )
    # En memoria nunca hubo más filas que las de una parte.
    assert max(leidas) == 4_000
    marts = abierto.catalogo.marts
    assert sum(leidas) == sum(mart.filas for mart in marts.values())
    assert avisos == list(enumerate(marts, start=1))
    with ZipFile(memoria) as archivo:
        assert archivo.namelist() == [f"{n}.csv" for n in marts] + [
            "datapackage.json", "LEAME.txt",
        ]  # fmt: skip
        paquete = json.loads(archivo.read("datapackage.json"))
        leame = archivo.read("LEAME.txt").decode("utf-8-sig")
        for recurso in paquete["resources"]:
            assert recurso["path"] in archivo.namelist()
        filas = {
            nombre: sum(1 for _ in csv.reader(io.TextIOWrapper(archivo.open(f"{nombre}.csv")))) - 1
            for nombre in marts
        }
        # Por partes o de una vez, los mismos bytes.
        de_una = seleccionar(
            Lectura(abierto.conexion), *elegir(abierto, "idc", []), FORMATOS["csv"]
        )
        assert archivo.read("idc.csv") == csv_internacional(de_una.en_pandas())
    assert filas == {nombre: mart.filas for nombre, mart in marts.items()}
    assert all(fuente.cita in leame for fuente in abierto.catalogo.fuentes.values())


def test_lo_que_no_cabe_se_niega_sin_leerlo(abierto: Abierto) -> None:
    mart, pedido = elegir(abierto, "observaciones", [])
    formatos = tablas.formatos_con_geometria("territorio", leer_capa)
    with pytest.raises(MuchasFilas, match="hasta 10000"):
        bajar(abierto, mart, pedido, formatos["geojson"])


# ── Dirección ──────────────────────────────────────────────────────────────────────────────────


def test_la_direccion_de_la_pagina_y_la_de_la_api_dicen_lo_mismo(abierto: Abierto) -> None:
    mart, pedido = elegir(abierto, "idc", CASOS[0][1])
    assert tablas.direccion_de_pagina(pedido, mart) == (
        "/datos?tabla=idc&edicion=2024&cod_departamento=54&nivel=general&orden=-anio"
    )
    assert tablas.direccion_de_api(pedido, mart) == (
        "/api/v1/idc.csv?edicion=2024&cod_departamento=54&nivel=general&orden=-anio"
    )
    # Una columna que se llama como el parámetro de la página lleva prefijo, y sólo en la página.
    mart, pedido = elegir(abierto, "dim_columnas", [("tabla", "idc"), ("tabla.vacio", "no")])
    pares = tablas.a_direccion(pedido, mart)
    assert pares == [("tabla", "dim_columnas"), ("f.tabla", "idc"), ("tabla.vacio", "no")]
    assert tablas.leer_direccion(mart, pares) == (pedido, [])
    assert contar(Lectura(abierto.conexion), mart, pedido) == 14


def test_lo_que_no_sirve_de_la_direccion_se_dice_y_lo_demas_queda(abierto: Abierto) -> None:
    mart = abierto.catalogo.marts["idc"]
    pedido, errores = tablas.leer_direccion(
        mart,
        [
            ("tabla", "idc"), ("dat_seccion", "tablas"), ("edicion", "2024"), ("edicion", "1999"),
            ("anio.desde", "2020"), ("anio.desde", "2021"), ("puesto", "5,2"), ("limite", "3"),
            ("columnas", "anio,nada"), ("x' or 1=1 --", "1"), ("orden", "-anio"),
        ],
    )  # fmt: skip
    assert tablas.a_direccion(pedido, mart)[1:] == [
        ("edicion", "2024"), ("anio.desde", "2020"), ("orden", "-anio"),
    ]  # fmt: skip
    assert [error.donde for error in errores] == [
        "edicion", "anio.desde", "puesto", "limite", "columnas", "x' or 1=1 --",
    ]  # fmt: skip
    assert tablas.frase_de_error(errores[0]) == (
        "La dirección pide algo que no se puede: En «edicion» no hay «1999». Lo más parecido: "
        "2018, 2024, 2025, 2026 o prensa. Se deja de lado."
    )


def test_una_direccion_larguisima_no_da_mil_avisos(abierto: Abierto) -> None:
    mart = abierto.catalogo.marts["observaciones"]
    pares = [("tabla", "observaciones")] + [("puesto", str(i)) for i in range(1, 1_000)]
    pedido, errores = tablas.leer_direccion(mart, pares)
    assert errores[0].que == "Trae 1000 parámetros y se leen 200."
    assert set(pedido.filtros[0].valores) == set(range(1, 34))
    assert len(errores) == 1 + 199 - 33


TEXTOS = st.text(max_size=12) | st.sampled_from(
    ["edicion", "anio.desde", "anio.vacio", "orden", "columnas", "f.tabla", "2024", "si", "-anio"]
)


@given(st.lists(st.tuples(TEXTOS, TEXTOS), max_size=6))
def test_ninguna_direccion_rompe_la_pagina(abierto: Abierto, pares: list[tuple[str, str]]) -> None:
    mart = abierto.catalogo.marts["idc"]
    pedido, errores = tablas.leer_direccion(mart, pares)
    assert tablas.leer_direccion(mart, tablas.a_direccion(pedido, mart)) == (pedido, [])
    assert all(tablas.frase_de_error(error).endswith("Se deja de lado.") for error in errores)


@pytest.mark.parametrize(
    ("columna", "escrito", "de_api"),
    [
        ("puntaje_0_10", "5,21", "5.21"),
        ("puntaje_0_10", "-1.234,5", "-1234.5"),
        ("anio", "2024", "2024"),
        ("puesto", " 14 ", "14"),
    ],
)
def test_los_extremos_se_escriben_como_aqui(
    abierto: Abierto, columna: str, escrito: str, de_api: str
) -> None:
    assert tablas.extremo_escrito(abierto.catalogo.marts["idc"].columna(columna), escrito) == de_api


@pytest.mark.parametrize("malo", ["5.21", "1.2345", "cinco", "1,2,3", "--1", "1e3"])
def test_un_extremo_ambiguo_no_se_adivina(abierto: Abierto, malo: str) -> None:
    with pytest.raises(ConsultaInvalida, match="no es un número"):
        tablas.extremo_escrito(abierto.catalogo.marts["idc"].columna("puntaje_0_10"), malo)


@given(st.integers(-(10**12), 10**12) | st.floats(-1e9, 1e9).map(lambda x: round(x, 4)))
def test_un_extremo_leido_se_vuelve_a_escribir_igual(abierto: Abierto, valor: float) -> None:
    columna = abierto.catalogo.marts["idc"].columna("puntaje_0_10")
    legible = tablas.extremo_legible(columna, valor).replace("\N{MINUS SIGN}", "-")
    assert float(tablas.extremo_escrito(columna, legible)) == float(valor)


# ── Catálogo ───────────────────────────────────────────────────────────────────────────────────


def test_el_catalogo_trae_todas_las_tablas_y_se_busca_por_sus_columnas(abierto: Abierto) -> None:
    todas = tablas.grupos(abierto.catalogo)
    assert [len(marts) for marts in todas.values()] == [45, 8]
    assert sum(len(marts) for marts in todas.values()) == len(abierto.catalogo.marts)
    nombres = [
        m.nombre for marts in tablas.grupos(abierto.catalogo, "vecinos").values() for m in marts
    ]
    assert nombres[0] == "vecinos"
    assert tablas.grupos(abierto.catalogo, "xyzzy") == {}
    assert tablas.tablas_parecidas(abierto.catalogo, "idd")[0] == "idc"


def test_la_ficha_dice_que_se_comprueba(abierto: Abierto) -> None:
    mart = abierto.catalogo.marts["idc"]
    reglas = tablas.comprobaciones(mart)
    assert reglas[0] == (
        "Ninguna fila repite su clave (edicion, anio, cod_departamento, nivel y codigo)."
    )
    assert "Tiene las 9.008 filas que se versionaron" in reglas[2]
    assert "Cada edición, año, nivel y código trae los 33 departamentos (la prensa no)." in reglas
    assert len(reglas) == 8
    columnas = tablas.tabla_de_columnas(mart).set_index("Columna")
    assert columnas.loc["puntaje_0_10", "Qué trae"] == "número, en puntaje de 0 a 10 (trae vacíos)"
    assert columnas.loc["cod_departamento", "Qué trae"] == "texto"
