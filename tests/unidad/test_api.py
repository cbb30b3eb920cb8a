"""La API de datos: las cifras del mart en cada formato, y un «no» bien dicho a todo lo demás."""

from __future__ import annotations

import asyncio
import csv
import gzip
import http.client
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from streamlit.web.server.starlette.starlette_app import create_streamlit_middleware

from pipelines.errores import MartNoDisponible
from tablero import conexion
from tablero.api.catalogo import Catalogo, Mart
from tablero.api.errores import ConsultaInvalida
from tablero.api.filtros_de_mart import (
    MAXIMO_NUMERO,
    Filtro,
    Pedido,
    a_parametros,
    leer_pedido,
    nombres_de_filtros,
)
from tablero.api.formatos import FORMATOS, Seleccion
from tablero.api.rutas import Api, rutas
from tablero.api.servicio import MEMORIA, Peticion, Servicio
from tablero.api.turnos import Limites, Plazo
from tablero.formato import entero
from tablero.registro_de_vistas import registro
from tablero.servidor import INTERMEDIARIOS
from tablero.sesion.carpeta import VistaGuardada
from tests.apoyo import RAIZ, en_otro_hilo
from tests.peticiones import Recibido, por_asgi
from tests.unidad.vistas_de_prueba import una_vista

SIN_TOPE = Limites(trabajando=4, esperando=200, de_un_origen=200, plazo_s=30)


# ── Servidores y clientes ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Servidor:
    """Un servidor de verdad en este mismo proceso, sólo con la API."""

    puerto: int
    api: Api

    def pedir(self, ruta: str, metodo: str = "GET", **cabeceras: str) -> Recibido:
        """Una petición tal cual: sin descomprimir, sin seguir y sin arreglar la dirección."""
        cliente = http.client.HTTPConnection("127.0.0.1", self.puerto, timeout=30)
        try:
            en_http = {nombre.replace("_", "-"): valor for nombre, valor in cabeceras.items()}
            cliente.request(metodo, ruta, headers=en_http)
            respuesta = cliente.getresponse()
            leidas = {k.lower(): v for k, v in respuesta.getheaders()}
            return Recibido(respuesta.status, leidas, respuesta.read())
        finally:
            cliente.close()

    @property
    def direccion(self) -> str:
        return f"http://127.0.0.1:{self.puerto}"


@contextmanager
def sirviendo(mart: Path, limites: Limites = SIN_TOPE, base: str = "") -> Iterator[Servidor]:
    api = Api(f"/{base}" if base else "", mart, limites)
    with socket.socket() as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        puerto = int(enchufe.getsockname()[1])
        aplicacion = Starlette(routes=rutas(base, api))
        servidor = uvicorn.Server(uvicorn.Config(aplicacion, log_level="critical", lifespan="off"))
        hilo = threading.Thread(
            target=lambda: asyncio.run(servidor.serve(sockets=[enchufe])), daemon=True
        )
        hilo.start()
        while not servidor.started:
            time.sleep(0.01)
        yield Servidor(puerto, api)
        servidor.should_exit = True
        hilo.join(timeout=10)


@pytest.fixture(scope="module")
def api(mart: Path) -> Iterator[Servidor]:
    with sirviendo(mart) as servidor:
        yield servidor


@pytest.fixture(scope="module")
def servicio(mart: Path) -> Servicio:
    return Servicio(mart)


@pytest.fixture(scope="module")
def catalogo(servicio: Servicio) -> Catalogo:
    return servicio.abierto().catalogo


@pytest.fixture(scope="module")
def original(mart: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """El mart abierto por fuera de la aplicación: la verdad contra la que se compara."""
    with duckdb.connect(str(mart), read_only=True) as base:
        yield base


def atender(servicio: Servicio, camino: str, *parametros: tuple[str, str]) -> Any:
    return servicio.atender(Peticion(camino, parametros), Plazo())


# ── Cifras ─────────────────────────────────────────────────────────────────────────────────────

DE_NORTE = "edicion=2024&cod_departamento=54&nivel=general"


def test_el_idc_de_norte_de_santander_edicion_2024(api: Servidor) -> None:
    leido = api.pedir(f"/api/v1/idc.csv?{DE_NORTE}&columnas=anio,puntaje_0_10,puesto,n_evaluados")
    assert leido.estado == 200
    assert leido.cabeceras["content-type"] == "text/csv; charset=utf-8"
    filas = list(csv.reader(io.StringIO(leido.texto)))
    assert filas[0] == ["anio", "puntaje_0_10", "puesto", "n_evaluados"]
    por_anio = {fila[0]: fila[1:] for fila in filas[1:]}
    assert sorted(por_anio) == ["2019", "2020", "2021", "2022", "2023", "2024"]
    assert round(float(por_anio["2024"][0]), 2) == 5.21
    assert por_anio["2024"][1:] == ["14", "33"]
    assert round(float(por_anio["2022"][0]), 2) == 4.80
    assert leido.cabeceras["content-disposition"] == (
        'attachment; filename="idc_edicion-2024_cod-departamento-54_nivel-general_corte-2024.csv"'
    )


def test_el_dialecto_en_espanol(api: Servidor) -> None:
    ruta = f"/api/v1/idc.csv?{DE_NORTE}&anio=2024&columnas=anio,puntaje_0_10&dialecto=es"
    assert api.pedir(ruta).cuerpo == b"\xef\xbb\xbfanio;puntaje_0_10\r\n2024;5,208103\r\n"


def test_el_sobre_json_trae_unidad_fuente_y_cita(api: Servidor) -> None:
    sobre = api.pedir(f"/api/v1/idc.json?{DE_NORTE}&anio.desde=2023&orden=-anio&limite=1").json
    assert (sobre["total"], sobre["filas_devueltas"], sobre["desde_fila"]) == (2, 1, 1)
    assert sobre["filas"][0]["anio"] == 2024
    assert sobre["filas"][0]["puesto"] == 14
    assert sobre["filas"][0]["valor_original"] is None
    assert sobre["fuente_ids"] == ["idc_2024"]
    assert sobre["fuentes"][0]["cita"].startswith("Consejo Privado de Competitividad")
    assert sobre["fuentes"][0]["licencia"] is None
    assert sobre["corte"] == "2024"
    unidades = {c["nombre"]: c["unidad_texto"] for c in sobre["columnas"]}
    assert unidades["puntaje_0_10"] == "puntaje de 0 a 10"
    assert sobre["siguiente"].startswith("/api/v1/idc.json?")
    ultima = api.pedir(sobre["siguiente"]).json
    assert [fila["anio"] for fila in ultima["filas"]] == [2023]
    assert ultima["siguiente"] is None


def test_avisa_si_puede_haber_varias_ediciones(api: Servidor) -> None:
    assert "no se unen" in api.pedir("/api/v1/idc.json?limite=1").json["avisos"][0]
    assert api.pedir("/api/v1/idc.json?edicion=2024&limite=1").json["avisos"] == []
    assert api.pedir("/api/v1/vecinos.json?limite=1").json["avisos"] == []


def test_rangos_vacios_y_varios_valores(api: Servidor, original: Any) -> None:
    def contar(consulta: str) -> int:
        return int(api.pedir(f"/api/v1/idc.csv?{consulta}&limite=1").cabeceras["x-total-filas"])

    def en_el_mart(condicion: str) -> int:
        return int(original.sql(f"select count(*) from idc where {condicion}").fetchall()[0][0])

    casos = {
        "anio=2023&anio=2024": "anio in (2023, 2024)",
        "puntaje_0_10.desde=5.21&puntaje_0_10.hasta=6": "puntaje_0_10 between 5.21 and 6",
        "puesto.vacio=si": "puesto is null",
        "puesto.vacio=no&puesto.hasta=3": "puesto <= 3",
        "valor_original.desde=-1e3&valor_original.hasta=0": "valor_original between -1000 and 0",
    }
    for consulta, condicion in casos.items():
        assert contar(consulta) == en_el_mart(condicion), consulta
    assert contar("puesto.vacio=si") > 0
    assert en_el_mart("puntaje_0_10 between 5.21 and 6") > 100
    # Condiciones que ninguna fila cumple: cero filas, y se dice.
    for imposible in ("anio.desde=2024&anio.hasta=2020", "puesto.vacio=si&puesto=1"):
        vacio = api.pedir(f"/api/v1/idc.json?{imposible}").json
        assert (vacio["total"], vacio["filas"], vacio["fuente_ids"]) == (0, [], [])


def test_una_columna_que_se_llama_como_un_parametro(api: Servidor, original: Any) -> None:
    filas = api.pedir("/api/v1/dim_grupos.json?orden.es=1&columnas=grupo,orden").json["filas"]
    esperados = original.sql("select grupo from dim_grupos where orden = 1 order by 1").fetchall()
    assert [(fila["grupo"],) for fila in filas] == esperados
    # Sin «.es» es el orden de las filas.
    assert api.pedir("/api/v1/dim_grupos.csv?orden=-orden").estado == 200


def _celda_csv(texto: str, valor: Any) -> bool:
    if valor is None:
        return texto == ""
    if isinstance(valor, bool):
        return texto == ("sí" if valor else "no")
    if isinstance(valor, float):
        return float(texto) == valor
    if isinstance(valor, date):
        return texto == valor.isoformat()
    return texto in (str(valor), f"'{valor}")


def _celda_xlsx(celda: Any, valor: Any) -> bool:
    if isinstance(valor, bool):
        return bool(celda == ("sí" if valor else "no"))
    if isinstance(valor, float):
        return bool(celda == pytest.approx(valor, rel=1e-14, abs=0))
    if isinstance(valor, date):
        return bool(celda.date() == valor)
    return bool(celda == valor or (celda is None and valor == ""))


def _iguales(
    leidas: Sequence[Sequence[Any]],
    verdad: Sequence[tuple[Any, ...]],
    misma: Callable[[Any, Any], bool],
) -> int:
    """Compara celda por celda y devuelve cuántas comparó."""
    assert len(leidas) == len(verdad)
    vistas = 0
    for leida, cierta in zip(leidas, verdad, strict=True):
        for una, otra in zip(leida, cierta, strict=True):
            assert misma(una, otra), (una, otra)
            vistas += 1
    return vistas


TIPOS_DE_PARQUET = {
    "texto": "string",
    "entero": ("int32", "int64"),
    "numero": "double",
    "logico": "bool",
    "fecha": "date32[day]",
}


def test_cada_mart_en_cada_formato_es_el_mart_celda_por_celda(
    servicio: Servicio, catalogo: Catalogo, original: Any
) -> None:
    tablas = [fila[0] for fila in original.sql("select tabla from dim_tablas").fetchall()]
    assert sorted(catalogo.marts) == sorted(tablas)
    vistas = dict.fromkeys(FORMATOS, 0)
    for nombre, mart in catalogo.marts.items():
        clave = ", ".join(f'"{columna}" nulls last' for columna in mart.clave)
        verdad = original.sql(f'select * from "{nombre}" order by {clave}').fetchall()
        cuerpos = {f: atender(servicio, f"/api/v1/{nombre}.{f}").cuerpo for f in FORMATOS}

        en_csv = list(csv.reader(io.StringIO(cuerpos["csv"].decode("utf-8"), newline="")))
        assert en_csv[0] == list(mart.nombres)
        vistas["csv"] += _iguales(en_csv[1:], verdad, _celda_csv)

        sobre = json.loads(cuerpos["json"])
        assert (sobre["total"], sobre["siguiente"]) == (len(verdad), None)
        en_json = [list(fila.values()) for fila in sobre["filas"]]
        vistas["json"] += _iguales(
            en_json, verdad, lambda a, b: a == (b.isoformat() if isinstance(b, date) else b)
        )

        en_parquet = pq.read_table(io.BytesIO(cuerpos["parquet"]))
        for columna in mart.columnas:
            campo = en_parquet.schema.field(columna.nombre)
            assert str(campo.type) in TIPOS_DE_PARQUET[columna.tipo]
            assert campo.metadata[b"descripcion"].decode() == columna.descripcion
            assert campo.metadata[b"unidad"].decode() == columna.unidad
        propiedades = en_parquet.schema.metadata
        assert propiedades[b"descripcion"].decode() == mart.descripcion
        if verdad:
            assert mart.fuentes[0].cita in propiedades[b"cita"].decode()
        filas = [list(fila.values()) for fila in en_parquet.to_pylist()]
        vistas["parquet"] += _iguales(filas, verdad, lambda a, b: a == b)

        libro = openpyxl.load_workbook(io.BytesIO(cuerpos["xlsx"]), read_only=True)
        assert libro.sheetnames == ["Léame", "Datos", "Diccionario", "Fuentes"]
        encabezado, *en_libro = libro["Datos"].iter_rows(values_only=True)
        assert list(encabezado) == list(mart.nombres)
        # Lo que no está al final de una fila larga no se escribe: se completa con vacíos.
        completas = [[*f, *[None] * (len(encabezado) - len(f))] for f in en_libro]
        vistas["xlsx"] += _iguales(completas, verdad, _celda_xlsx)
    esperadas = sum(mart.filas * len(mart.columnas) for mart in catalogo.marts.values())
    assert esperadas > 300_000
    assert vistas == dict.fromkeys(FORMATOS, esperadas)


@pytest.mark.parametrize("formato", ["csv", "json"])
def test_las_paginas_dan_cada_fila_una_vez(api: Servidor, formato: str) -> None:
    """``cobertura`` tiene años vacíos en su clave: el orden debe ser total de todos modos."""
    siguiente, paginas = f"/api/v1/cobertura.{formato}?limite=50&orden=-anio", []
    while siguiente:
        leida = api.pedir(siguiente)
        assert leida.estado == 200
        if formato == "json":
            paginas.append([list(map(str, fila.values())) for fila in leida.json["filas"]])
        else:
            paginas.append(list(csv.reader(io.StringIO(leida.texto, newline="")))[1:])
        enlace = re.fullmatch(r'<(.+)>; rel="next"', leida.cabeceras.get("link", ""))
        siguiente = enlace[1] if enlace else ""
    assert [len(pagina) for pagina in paginas] == [50] * 12 + [47]
    filas = [tuple(fila) for pagina in paginas for fila in pagina]
    assert len(set(filas)) == len(filas) == 647


# ── HTTP ───────────────────────────────────────────────────────────────────────────────────────


def test_etag_y_304(api: Servidor) -> None:
    ruta = f"/api/v1/idc.json?{DE_NORTE}"
    primera = api.pedir(ruta)
    etag = primera.cabeceras["etag"]
    fuerte = etag.removeprefix("W/")
    for trae in (etag, fuerte, "*", f'"otra", {etag}', f'W/"x",{fuerte}'):
        igual = api.pedir(ruta, If_None_Match=trae)
        assert (igual.estado, igual.cuerpo, igual.cabeceras["etag"]) == (304, b"", etag), trae
        assert igual.cabeceras["cache-control"] == "public, max-age=60"
    for trae in ('"otra"', 'W/"otra"', fuerte.strip('"'), ""):
        assert api.pedir(ruta, If_None_Match=trae).estado == 200, trae
    # La misma consulta escrita en otro orden es la misma copia.
    partes = DE_NORTE.split("&")
    al_reves = api.pedir(f"/api/v1/idc.json?{'&'.join(reversed(partes))}")
    assert al_reves.cabeceras["etag"] == etag
    # Un parámetro inválido no se salva por traer una etiqueta.
    assert api.pedir(f"{ruta}&nada=1", If_None_Match="*").estado == 400


def test_dos_respuestas_distintas_no_comparten_etag(servicio: Servicio, catalogo: Catalogo) -> None:
    caminos = [
        (f"/api/v1/{nombre}.{formato}", consulta)
        for nombre in catalogo.marts
        for formato in FORMATOS
        for consulta in ((), (("limite", "1"),), (("limite", "1"), ("desde_fila", "2")))
    ]
    caminos += [("/api/v1/idc.csv", (("dialecto", "es"),))]
    caminos += [(f"/api/v1/{d}", ()) for d in ("", "openapi.json", "datapackage.json")]
    # Con «*» responde 304 y la etiqueta, sin armar el archivo.
    respuestas = [
        servicio.atender(Peticion(camino, consulta, si_no_coincide="*"), Plazo())
        for camino, consulta in caminos
    ]
    assert {respuesta.estado for respuesta in respuestas} == {304}
    assert len({respuesta.cabeceras["etag"] for respuesta in respuestas}) == len(caminos) > 400


def test_gzip_solo_si_se_acepta_y_con_el_mismo_contenido(api: Servidor) -> None:
    plano = api.pedir("/api/v1/metas.csv")
    assert "content-encoding" not in plano.cabeceras
    assert plano.cabeceras["vary"] == "Accept-Encoding"
    comprimido = api.pedir("/api/v1/metas.csv", Accept_Encoding="br, gzip;q=0.8")
    assert comprimido.cabeceras["content-encoding"] == "gzip"
    assert len(comprimido.cuerpo) < len(plano.cuerpo) / 3
    assert gzip.decompress(comprimido.cuerpo) == plano.cuerpo
    for negado in ("gzip;q=0", "br", "identity", "gzip; q=0.0"):
        leido = api.pedir("/api/v1/metas.csv", Accept_Encoding=negado)
        assert leido.cuerpo == plano.cuerpo, negado
    libro = api.pedir("/api/v1/metas.xlsx", Accept_Encoding="gzip")
    assert "content-encoding" not in libro.cabeceras
    assert libro.cuerpo.startswith(b"PK")
    assert api.pedir("/api/v1/metas.parquet").cuerpo.startswith(b"PAR1")


def test_head_options_y_metodos(api: Servidor) -> None:
    ruta = f"/api/v1/idc.csv?{DE_NORTE}"
    completa, cabeza = api.pedir(ruta), api.pedir(ruta, "HEAD")
    assert (cabeza.estado, cabeza.cuerpo) == (200, b"")
    sin_fecha = [{k: v for k, v in r.cabeceras.items() if k != "date"} for r in (completa, cabeza)]
    assert sin_fecha[0] == sin_fecha[1]
    assert api.pedir("/salud", "HEAD").estado == 200
    previo = api.pedir(ruta, "OPTIONS", Origin="https://otro.example")
    assert previo.estado == 204
    assert previo.cabeceras["access-control-allow-origin"] == "*"
    assert previo.cabeceras["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    for metodo in ("POST", "PUT", "DELETE", "PATCH", "TRACE"):
        negado = api.pedir(ruta, metodo)
        assert (negado.estado, negado.json["status"]) == (405, 405), metodo
        assert negado.cabeceras["allow"] == "GET, HEAD, OPTIONS"
    for leida in (completa, api.pedir("/api/nada"), api.pedir("/salud")):
        assert leida.cabeceras["access-control-allow-origin"] == "*"
        assert leida.cabeceras["x-content-type-options"] == "nosniff"


def test_salud(api: Servidor, tmp_path: Path) -> None:
    sana = api.pedir("/salud")
    assert sana.estado == 200
    assert (sana.json["estado"], sana.json["corte"]) == ("bien", "2026-08")
    assert sana.cabeceras["cache-control"] == "no-store"
    with sirviendo(tmp_path / "no_hay.duckdb") as vacio:
        enferma = vacio.pedir("/salud")
        assert (enferma.estado, enferma.json["estado"]) == (503, "sin datos")
        assert enferma.cabeceras["retry-after"] == "30"
        datos = vacio.pedir("/api/v1/idc.csv")
        assert (datos.estado, datos.cabeceras["retry-after"]) == (503, "30")
        # La ruta del servidor no se le cuenta a quien consulta.
        assert str(tmp_path) not in datos.texto + enferma.texto


def test_debajo_de_otra_direccion(mart: Path) -> None:
    with sirviendo(mart, base="tablero") as servidor:
        pagina = servidor.pedir("/tablero/api/")
        assert pagina.estado == 200
        assert f"http://127.0.0.1:{servidor.puerto}/tablero/api/v1/idc.csv?" in pagina.texto
        assert 'href="/tablero/"' in pagina.texto
        catalogo = servidor.pedir("/tablero/api/v1").json
        assert catalogo["marts"][0]["urls"]["csv"] == "/tablero/api/v1/advertencias.csv"
        sobre = servidor.pedir("/tablero/api/v1/idc.json?limite=1").json
        assert sobre["siguiente"].startswith("/tablero/api/v1/idc.json?")
        assert servidor.pedir("/tablero/api/v1/openapi.json").json["servers"] == [
            {"url": "/tablero"}
        ]
        assert servidor.pedir("/tablero/salud").estado == 200


def test_al_publicar_otro_mart_se_da_el_nuevo(mart: Path, tmp_path: Path) -> None:
    ruta, nuevo = tmp_path / "tablero.duckdb", tmp_path / "nuevo.duckdb"
    shutil.copyfile(mart, ruta)
    servicio = Servicio(ruta)
    consulta = (("clave", "creditos"), ("columnas", "avance"))
    antes = servicio.atender(Peticion("/api/v1/indicadores_resultado.csv", consulta), Plazo())
    shutil.copyfile(mart, nuevo)
    with duckdb.connect(str(nuevo)) as base:
        base.execute("update indicadores_resultado set avance = 700 where clave = 'creditos'")
    os.replace(nuevo, ruta)
    con_etiqueta = Peticion(
        "/api/v1/indicadores_resultado.csv", consulta, si_no_coincide=antes.cabeceras["etag"]
    )
    ahora = servicio.atender(con_etiqueta, Plazo())
    assert (antes.cuerpo, ahora.estado, ahora.cuerpo) == (
        b"avance\r\n664\r\n", 200, b"avance\r\n700\r\n",
    )  # fmt: skip


# ── Descripciones ──────────────────────────────────────────────────────────────────────────────


def test_el_catalogo_describe_lo_que_hay(api: Servidor, original: Any) -> None:
    catalogo = api.pedir("/api/v1/").json
    assert catalogo == api.pedir("/api/v1").json
    marts = {mart["nombre"]: mart for mart in catalogo["marts"]}
    idc = marts["idc"]
    assert idc["clave"] == ["edicion", "anio", "cod_departamento", "nivel", "codigo"]
    assert idc["grano"] == "edición, año, departamento, nivel y código"
    assert idc["filas"] == original.sql("select count(*) from idc").fetchall()[0][0]
    assert idc["fuente_ids"] == ["idc_2018", "idc_2024", "idc_2025", "idc_2026", "idc_prensa"]
    columnas = {columna["nombre"]: columna for columna in idc["columnas"]}
    assert columnas["nivel"]["valores"] == ["general", "indicador", "pilar"]
    assert "valores" not in columnas["puntaje_0_10"]
    # Una proyección a 2035 no es un dato de 2035.
    assert marts["poblacion_municipal"]["corte"] == "2026-11-21"
    for mart in marts.values():
        assert mart["fuente_ids"], mart["nombre"]
        for url in mart["urls"].values():
            assert api.pedir(f"{url}?limite=1").estado == 200


def test_el_data_package_describe_cada_csv(api: Servidor, catalogo: Catalogo) -> None:
    paquete = api.pedir("/api/v1/datapackage.json").json
    assert len(paquete["resources"]) == len(catalogo.marts)
    for recurso in paquete["resources"]:
        assert re.fullmatch("[a-z0-9-]+", recurso["name"])
        leido = api.pedir(f"/api/v1/{recurso['path']}?limite=1")
        encabezado = next(csv.reader(io.StringIO(leido.texto)))
        assert encabezado == [campo["name"] for campo in recurso["schema"]["fields"]]
        assert all(f["title"] and f["description"] for f in recurso["schema"]["fields"])
        assert recurso["sources"]
    por_nombre = {recurso["name"]: recurso["schema"] for recurso in paquete["resources"]}
    assert por_nombre["dim-municipios"]["primaryKey"] == ["divipola"]
    assert "primaryKey" not in por_nombre["cobertura"]
    assert por_nombre["dim-municipios"]["fields"][0]["type"] == "string"


def test_la_pagina_trae_ejemplos_con_su_propia_direccion(api: Servidor) -> None:
    leida = api.pedir("/api/")
    assert leida.cabeceras["content-type"] == "text/html; charset=utf-8"
    assert leida.cabeceras["content-security-policy"].startswith("default-src 'none'")
    pagina = leida.texto
    assert '<html lang="es-CO">' in pagina
    assert "<script" not in pagina
    for herramienta in ("Power Query", "pandas", "<h3>R</h3>", "curl"):
        assert herramienta in pagina
    direcciones = set(re.findall(r"https?://[^\s/\"<&]+", pagina))
    assert direcciones == {f"http://127.0.0.1:{api.puerto}"}
    cargadas = re.findall(r"""(?:src|href)=["']([^"']+)|url\(([^)]+)""", pagina)
    assert cargadas
    assert all(enlace.startswith(("/", "data:,")) for enlace, _ in cargadas)
    # Los ejemplos funcionan tal como están escritos.
    for direccion in re.findall(r"&quot;(http[^&]+(?:&amp;[^&]+)*)&quot;", pagina):
        partes = urlsplit(direccion.replace("&amp;", "&"))
        assert api.pedir(f"{partes.path}?{partes.query}").estado == 200, direccion


@pytest.mark.parametrize(
    "anfitrion",
    ['a"><script>alert(1)</script>', "malo.example/x", "a b.example", "x" * 300, "[::1", "a:b"],
)
def test_un_nombre_de_equipo_falso_no_entra_a_la_pagina(api: Servidor, anfitrion: str) -> None:
    pagina = api.pedir("/api/", Host=anfitrion).texto
    assert f"http://127.0.0.1:{api.puerto}/api/v1/idc.csv" in pagina
    assert anfitrion not in pagina
    bueno = "tablero.gov.example:8501"
    assert f"http://{bueno}/api/v1/" in api.pedir("/api/", Host=bueno).texto


def test_importar_las_rutas_no_trae_las_librerias_pesadas() -> None:
    pesadas = "{'pandas', 'duckdb', 'pyarrow', 'plotly', 'numpy'} & set(sys.modules)"
    codigo = f"import sys, tablero.api.rutas; print(sorted({pesadas}))"
    dicho = subprocess.run(
        [sys.executable, "-c", codigo], cwd=RAIZ, capture_output=True, text=True, check=True
    )
    assert dicho.stdout.strip() == "[]"


# ── Lo que se niega ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("consulta", "donde", "primero"),
    [
        ("ano=2024", "ano", "anio"),
        ("anio=2050", "anio", 2026),
        ("edicion=20244", "edicion", "2024"),
        ("nivel=pilares", "nivel", "pilar"),
        ("cod_departamento=5", "cod_departamento", None),
        ("columnas=anio,pusto", "columnas", "puesto"),
        ("orden=-puest", "orden", "puesto"),
        ("nivel.desde=a", "nivel.desde", "nivel"),
        ("puesto.vacio=tal+vez", "puesto.vacio", "si"),
        ("puntaje_0_10.desde=5,21", "puntaje_0_10.desde", None),
        ("puntaje_0_10=1e999", "puntaje_0_10", None),
        ("puntaje_0_10=nan", "puntaje_0_10", None),
        ("puesto=99999999999999999999", "puesto", None),
        ("anio=٢٠٢٤", "anio", None),
        ("anio=", "anio", None),
        ("limite=0", "limite", None),
        ("limite=-5", "limite", None),
        ("limite=5&limite=6", "limite", None),
        ("desde_fila=1.5", "desde_fila", None),
        ("dialecto=frances", "dialecto", "internacional"),
        ("anio=%FF", "la dirección", None),
        ("orden.es=1", "orden.es", None),
        ("&".join(["anio=2024"] * 201), "la dirección", None),
    ],
)
def test_400_dice_donde_y_que_si_vale(
    api: Servidor, consulta: str, donde: str, primero: Any
) -> None:
    leido = api.pedir(f"/api/v1/idc.csv?{quote(consulta, safe='=&%+,.')}")
    assert leido.estado == 400
    assert leido.cabeceras["content-type"] == "application/problem+json"
    error = leido.json
    assert (error["status"], error["donde"]) == (400, donde)
    assert error["que"]
    assert error["esperado"]
    assert error["hacer"]
    if primero is not None:
        assert error["validos"][0] == primero
    assert "etag" not in leido.cabeceras


def test_la_coma_decimal_se_explica(api: Servidor) -> None:
    error = api.pedir("/api/v1/idc.csv?puntaje_0_10.desde=5,21").json
    assert "se escriben con punto" in error["que"]
    assert "5.21" in error["esperado"]


@pytest.mark.parametrize(
    ("ruta", "valido"),
    [
        ("/api/v1/idd.csv", "/api/v1/idc.json"),
        ("/api/v1/idc.xml", "/api/v1/idc.csv"),
        ("/api/v1/idc", "/api/v1/idc.csv"),
        ("/api/v2/", "/api"),
        ("/api/v1/..%2f..%2fetc%2fpasswd", "/api"),
        ("/api/v1/../../etc/passwd", "/api"),
        ("/api/v1/idc.csv/", "/api"),
        ("/api/v1/marts.main.idc.csv", "/api"),
        ("/api/v1/%00.csv", None),
        ("/api/v1/idc%0A.csv", None),
        ("/api/%0A%0A", "/api"),
        ("/api/v1/idc%22;drop%20table%20idc.csv", None),
        ("/api/v1/read_csv('%2fetc%2fpasswd').csv", "/api"),
        ("/api/v1/sqlite_master.csv", None),
        ("/api/v1/duckdb_settings().csv", None),
    ],
)
def test_404_en_json_con_lo_que_existe(api: Servidor, ruta: str, valido: str | None) -> None:
    leido = api.pedir(ruta)
    assert leido.estado == 404
    assert leido.cabeceras["content-type"] == "application/problem+json"
    assert "root:" not in leido.texto
    assert leido.json["validos"]
    if valido is not None:
        assert leido.json["validos"][0] == valido


def test_414_y_una_direccion_de_100_kb(api: Servidor) -> None:
    for largo in (9_000, 100_000):
        leido = api.pedir(f"/api/v1/idc.csv?edicion={'a' * largo}")
        assert leido.estado == 414 or (leido.estado == 400 and largo == 100_000)


def _con(monkeypatch: pytest.MonkeyPatch, nombre: str, **cambios: Any) -> None:
    monkeypatch.setitem(FORMATOS, nombre, replace(FORMATOS[nombre], **cambios))


def test_413_dice_como_paginar(api: Servidor, monkeypatch: pytest.MonkeyPatch) -> None:
    _con(monkeypatch, "csv", tope=5)
    negado = api.pedir("/api/v1/vecinos.csv")
    assert negado.estado == 413
    assert "limite=5&desde_fila=1" in negado.json["hacer"]
    assert "97 filas" in negado.json["que"]
    assert api.pedir("/api/v1/vecinos.csv?limite=6").estado == 413
    assert api.pedir("/api/v1/vecinos.csv?limite=5").estado == 200
    # Cerca del final, lo que queda cabe.
    assert api.pedir("/api/v1/vecinos.csv?desde_fila=93").estado == 200


def test_la_consulta_que_pide_mucha_memoria_es_413(
    api: Servidor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sin_memoria(*_: object) -> None:
        raise conexion.ConsultaSinMemoria(que="no cabe")

    monkeypatch.setattr(conexion.Lectura, "tabla", sin_memoria)
    assert api.pedir("/api/v1/vecinos.csv").estado == 413


# ── Turnos y plazos ────────────────────────────────────────────────────────────────────────────


@contextmanager
def ocupado(
    mart: Path, monkeypatch: pytest.MonkeyPatch, limites: Limites, cuantas: int
) -> Iterator[tuple[Servidor, list[Recibido]]]:
    """Un servidor con ``cuantas`` peticiones detenidas; al salir terminan y quedan en la lista."""
    adelante, llegadas = threading.Event(), []
    armar = FORMATOS["csv"].armar

    def lento(seleccion: Seleccion) -> bytes:
        assert adelante.wait(20)
        return armar(seleccion)

    with sirviendo(mart, limites) as servidor:
        servidor.api.servicio().abierto()
        _con(monkeypatch, "csv", armar=lento)
        hilos = [
            threading.Thread(target=lambda: llegadas.append(servidor.pedir("/api/v1/vecinos.csv")))
            for _ in range(cuantas)
        ]
        for hilo in hilos:
            hilo.start()
        limite = time.monotonic() + 10
        while servidor.api._turnos._por_origen.total() < cuantas and time.monotonic() < limite:
            time.sleep(0.01)
        try:
            yield servidor, llegadas
        finally:
            adelante.set()
            for hilo in hilos:
                hilo.join(timeout=20)


def test_sin_turnos_503_y_la_salud_sigue(mart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limites = Limites(trabajando=1, esperando=2, de_un_origen=99, plazo_s=20)
    with ocupado(mart, monkeypatch, limites, 3) as (servidor, llegadas):
        negado = servidor.pedir("/api/v1/vecinos.json")
        assert (negado.estado, negado.cabeceras["retry-after"]) == (503, "2")
        assert negado.json["title"] == "El servicio está ocupado"
        assert servidor.pedir("/salud").estado == 200
    assert [llegada.estado for llegada in llegadas] == [200] * 3
    assert len({llegada.cuerpo for llegada in llegadas}) == 1


def test_muchas_de_un_mismo_equipo_429(mart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limites = Limites(trabajando=2, esperando=9, de_un_origen=2, plazo_s=20)
    with ocupado(mart, monkeypatch, limites, 2) as (servidor, llegadas):
        negado = servidor.pedir("/api/v1/vecinos.json")
        assert (negado.estado, negado.cabeceras["retry-after"]) == (429, "1")
    assert [llegada.estado for llegada in llegadas] == [200] * 2


def test_pasado_el_plazo_503_y_el_turno_se_libera(
    mart: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limites = Limites(trabajando=1, esperando=0, de_un_origen=9, plazo_s=0.5)
    with ocupado(mart, monkeypatch, limites, 1) as (servidor, llegadas):
        while not llegadas:
            time.sleep(0.02)
        assert (llegadas[0].estado, llegadas[0].cabeceras["retry-after"]) == (503, "5")
        assert llegadas[0].json["title"] == "La consulta tardó demasiado"
        # El hilo sigue ocupado aunque ya nadie lo espere: su turno no se da dos veces.
        assert servidor.pedir("/api/v1/vecinos.json").json["title"] == "El servicio está ocupado"
    limite = time.monotonic() + 10
    while servidor.api._turnos._por_origen.total() and time.monotonic() < limite:
        time.sleep(0.01)
    assert servidor.api._turnos._por_origen.total() == 0


def test_el_plazo_corta_la_consulta_en_la_base(servicio: Servicio) -> None:
    lectura, plazo = conexion.Lectura(servicio.abierto().conexion), Plazo()
    plazo.al_vencer(lectura.cortar)
    reloj = threading.Timer(0.2, plazo.vencer)
    reloj.start()
    empezo = time.monotonic()
    with pytest.raises(conexion.ConsultaCortada):
        lectura.tabla("select count(*) from range(100000000000) a, range(100000) b", {})
    assert time.monotonic() - empezo < 5
    with pytest.raises(conexion.ConsultaCortada):
        lectura.tabla("select 1", {})


# ── Seguridad ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('README.md')",
        "copy (select 1) to 'fuga.csv'",
        "attach 'otra.duckdb'",
        "set enable_external_access = true",
        "set memory_limit = '64GB'",
        "set lock_configuration = false",
        "create table marts.main.x (i integer)",
        "delete from marts.main.idc",
        "install httpfs",
    ],
)
def test_la_conexion_no_lee_ni_escribe_nada_mas(servicio: Servicio, sql: str) -> None:
    with pytest.raises(MartNoDisponible):
        conexion.Lectura(servicio.abierto().conexion).tabla(sql, {})


def test_la_memoria_de_la_base_esta_limitada(servicio: Servicio) -> None:
    with pytest.raises(conexion.ConsultaSinMemoria):
        conexion.Lectura(servicio.abierto().conexion).tabla(
            "select list(a) from range(1000000000) t(a)", {}
        )


_FIJO = re.compile(
    r"(?:select|distinct|as|filas|fuente_id|from|where|and|in|is|not|null|nulls|last|asc|desc|"
    r"order|by|limit|offset)\b|count\(\*\)|marts\.main\.|\$(?:p[0-9]+|limite|saltar)|[(),]|>=|<=|\s+"
)


def solo_identificadores(sql: str, conocidos: set[str]) -> bool:
    """Si el texto es sólo palabras del lenguaje, parámetros ligados y nombres del catálogo."""
    resto = sql
    while resto:
        entre_comillas = re.match(r'"([^"]*)"', resto)
        if entre_comillas and entre_comillas[1] in conocidos:
            resto = resto[entre_comillas.end() :]
        elif fijo := _FIJO.match(resto):
            resto = resto[fijo.end() :]
        else:
            return False
    return True


def test_la_gramatica_detecta_un_valor_en_el_sql() -> None:
    conocidos = {"idc", "anio"}
    assert solo_identificadores('select "anio" from marts.main."idc" limit $limite', conocidos)
    for malo in (
        'select "anio" from marts.main."idc" where "anio" = 2024',
        'select "anio" from marts.main."idc" where "anio" in (\'x\')',
        'select "otra" from marts.main."idc"',
        'select "anio" from read_csv($p0)',
        'select "anio" from marts.main."idc"; drop table x',
    ):
        assert not solo_identificadores(malo, conocidos)


VENENOS = (
    "'; drop table idc; --", "1 or 1=1", "read_csv('/etc/passwd')", "../../etc/passwd", '"', "\x00",
    "$p0", "%", "{0}", "ñandú", "\u202e", "😀", "null", "2024", "54", "1e400", "-0", "a" * 600, "",
    "si", "no", "general", "2024-02-30", "anio", "-anio", "*", "anio,,", "anio\n", "2024;",
)  # fmt: skip


def consultas_raras(catalogo: Catalogo) -> st.SearchStrategy[tuple[str, list[tuple[str, str]]]]:
    """Caminos y parámetros: válidos, casi válidos y hostiles, mezclados."""

    def de(mart: Mart) -> st.SearchStrategy[tuple[str, list[tuple[str, str]]]]:
        nombres = [*nombres_de_filtros(mart), "columnas", "orden", "limite", "desde_fila"]
        nombres += ["dialecto", *VENENOS[:8], f"{mart.nombres[0]}.otra"]
        propios = [str(v) for columna in mart.columnas for v in (columna.valores or ())[:5]] or [
            "x"
        ]
        valor = st.one_of(
            st.sampled_from(propios),
            st.sampled_from(mart.nombres),
            st.sampled_from(VENENOS),
            st.integers(-(10**20), 10**20).map(str),
            st.floats().map(str),
            st.dates().map(str),
            st.text(max_size=20),
        )
        formato = st.sampled_from([*FORMATOS, "sql", "csv;x"])
        pares = st.lists(st.tuples(st.sampled_from(nombres), valor), max_size=4)
        return st.tuples(formato.map(lambda f: f"/api/v1/{mart.nombre}.{f}"), pares)

    chicos = [mart for mart in catalogo.marts.values() if mart.filas < 1000]
    return st.sampled_from(chicos).flatmap(de)


def test_nada_de_lo_que_se_escriba_rompe_la_api_ni_llega_al_sql(
    mart: Path, catalogo: Catalogo, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = Api("", mart, SIN_TOPE)
    conocidos = set(catalogo.marts) | {n for m in catalogo.marts.values() for n in m.nombres}
    api.servicio().abierto()
    leer, enviados = conexion.Lectura.tabla, []

    def espiar(lectura: Any, sql: str, parametros: dict[str, Any]) -> Any:
        enviados.append(sql)
        return leer(lectura, sql, parametros)

    monkeypatch.setattr(conexion.Lectura, "tabla", espiar)
    estados: dict[int, int] = {}

    @settings(max_examples=400, suppress_health_check=list(HealthCheck))
    @given(pedido=consultas_raras(catalogo), crudo=st.binary(max_size=12))
    def probar(pedido: tuple[str, list[tuple[str, str]]], crudo: bytes) -> None:
        camino, pares = pedido
        seguro = [(clave, valor.encode("utf-8", "replace")) for clave, valor in pares]
        # Uno de cada tantos lleva bytes sueltos, que ni siquiera son UTF-8.
        consulta = urlencode(seguro).encode() + (b"&" + crudo if len(crudo) > 9 else b"")
        leido = por_asgi(api, camino, consulta)
        estados[leido.estado] = estados.get(leido.estado, 0) + 1
        assert leido.estado in (200, 304, 400, 404, 413), leido.texto
        if leido.estado >= 400:
            assert {"que", "donde", "esperado", "hacer"} <= set(leido.json)

    en_otro_hilo(probar)
    assert estados[200] > 20
    assert estados[400] > 50
    assert len(enviados) > 40
    assert [sql for sql in enviados if not solo_identificadores(sql, conocidos)] == []


def _pedidos(mart: Mart) -> st.SearchStrategy[Pedido]:
    def filtro(nombre: str) -> st.SearchStrategy[Filtro]:
        columna = mart.columna(nombre)
        libres: dict[str, st.SearchStrategy[Any]] = {
            "texto": st.text(st.characters(codec="utf-8"), min_size=1, max_size=9),
            "entero": st.integers(-(2**62), 2**62),
            # Lo que pase de este límite se rechaza: no es un pedido.
            "numero": st.floats(-MAXIMO_NUMERO, MAXIMO_NUMERO),
            "logico": st.booleans(),
            "fecha": st.dates(),
        }
        conocido = st.sampled_from(columna.valores) if columna.valores else libres[columna.tipo]
        valores = st.sets(conocido, min_size=1, max_size=3).map(lambda v: tuple(sorted(v)))
        opciones = [
            valores.map(lambda v: Filtro(nombre, valores=v)),
            st.booleans().map(lambda v: Filtro(nombre, vacio=v)),
        ]
        if columna.tipo in ("entero", "numero", "fecha"):
            extremos = st.tuples(libres[columna.tipo], libres[columna.tipo]).map(sorted)
            opciones.append(extremos.map(lambda e: Filtro(nombre, desde=e[0], hasta=e[1])))
        return st.one_of(opciones)

    columnas = st.lists(st.sampled_from(mart.nombres), min_size=1, unique=True).map(tuple)
    con_orden = st.lists(
        st.tuples(st.sampled_from(mart.nombres), st.booleans()), max_size=3,
        unique_by=lambda par: par[0],
    ).map(tuple)  # fmt: skip
    elegidas = st.sets(st.sampled_from(mart.nombres), max_size=3)
    filtros = elegidas.flatmap(
        lambda nombres: st.tuples(*(filtro(n) for n in mart.nombres if n in nombres))
    )
    return st.builds(
        Pedido,
        mart=st.just(mart.nombre),
        columnas=columnas,
        filtros=filtros,
        orden=con_orden,
        limite=st.none() | st.integers(1, 10**6),
        desde_fila=st.integers(1, 10**6),
    )


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(datos=st.data())
def test_todo_pedido_se_escribe_y_se_vuelve_a_leer_igual(
    servicio: Servicio, catalogo: Catalogo, datos: st.DataObject
) -> None:
    mart = datos.draw(st.sampled_from(list(catalogo.marts.values())))
    pedido = datos.draw(_pedidos(mart))
    parametros = a_parametros(pedido, mart)
    assert leer_pedido(mart, parametros) == pedido
    respuesta = servicio.atender(Peticion(f"/api/v1/{mart.nombre}.csv", tuple(parametros)), Plazo())
    assert respuesta.estado == 200


def test_un_pedido_de_otro_mart_no_se_acepta(catalogo: Catalogo) -> None:
    with pytest.raises(ConsultaInvalida) as error:
        leer_pedido(catalogo.marts["metas"], [("puntaje_0_10", "5")])
    assert "«puntaje_0_10» no es un parámetro de «metas»" in error.value.que


# ── Vistas ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def codigo() -> str:
    """El de una vista guardada: dos departamentos en 2024."""
    vista = una_vista()
    registro().anotar(vista.codigo, lambda: VistaGuardada(vista))
    return vista.codigo


def test_una_vista_por_su_codigo_en_los_cuatro_formatos(api: Servidor, codigo: str) -> None:
    camino = f"/api/v1/vistas/{codigo}"
    leido = api.pedir(f"{camino}.json")
    assert leido.estado == 200
    assert leido.cabeceras["x-total-filas"] == "2"
    assert leido.cabeceras["access-control-allow-origin"] == "*"
    assert (
        f"prueba_vista-{codigo.lower()}_corte-2024.json" in (leido.cabeceras["content-disposition"])
    )
    sobre = leido.json
    assert (sobre["vista"], sobre["titulo"], sobre["filtros"]) == (codigo, "Hallazgo", "Año: 2024")
    assert sobre["direccion"] == f"{api.direccion}/competitividad?idc_anio=2024"
    assert sobre["fuentes"][0]["cita"] == "Nadie (2024)."
    assert [(c["nombre"], c["etiqueta"]) for c in sobre["columnas"]] == [
        ("departamento", "Departamento"), ("anio", "Año"), ("puesto", "Puesto"),
    ]  # fmt: skip
    assert sobre["filas"] == [
        {"departamento": "Norte de Santander", "anio": 2024, "puesto": 14},
        {"departamento": "Huila", "anio": 2024, "puesto": 13},
    ]
    assert api.pedir(f"{camino}.csv").texto.splitlines()[1] == "Norte de Santander,2024,14"
    en_espanol = api.pedir(f"{camino}.csv?dialecto=es&columnas=puesto,departamento").cuerpo
    assert en_espanol.decode("utf-8-sig").splitlines()[:2] == [
        "puesto;departamento", "14;Norte de Santander",
    ]  # fmt: skip
    tabla = pq.read_table(io.BytesIO(api.pedir(f"{camino}.parquet").cuerpo))
    assert tabla.column("puesto").to_pylist() == [14, 13]
    assert tabla.schema.field("puesto").metadata[b"etiqueta"] == b"Puesto"
    libro = openpyxl.load_workbook(io.BytesIO(api.pedir(f"{camino}.xlsx").cuerpo))
    assert [c.value for c in libro["Datos"][2]] == ["Norte de Santander", 2024, 14]
    assert any(f"Código {codigo}" in str(c.value) for c in libro["Léame"]["B"])


def test_una_vista_se_pide_como_se_dicta_y_no_se_vuelve_a_bajar(api: Servidor, codigo: str) -> None:
    leido = api.pedir(f"/api/v1/vistas/{codigo}.json", accept_encoding="gzip")
    assert leido.cabeceras["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(leido.cuerpo))["vista"] == codigo
    etag = leido.cabeceras["etag"]
    dictado = api.pedir(f"/api/v1/vistas/{codigo.lower()}.json", if_none_match=etag)
    assert (dictado.estado, dictado.cuerpo) == (304, b"")
    marcas = {
        api.pedir(f"/api/v1/vistas/{codigo}.{pedido}").cabeceras["etag"]
        for pedido in ("json", "csv", "csv?dialecto=es", "csv?columnas=anio", "json?columnas=anio")
    }
    assert len(marcas) == 5


def test_una_vista_sale_aunque_no_haya_mart(codigo: str, tmp_path: Path) -> None:
    camino = f"/api/v1/vistas/{codigo}.csv"
    assert atender(Servicio(tmp_path / "no.duckdb"), camino).estado == 200


@pytest.mark.parametrize(
    ("resto", "estado", "dice"),
    [
        ("", 404, "Falta el código"),
        ("/", 404, "Falta el código"),
        ("/hola.json", 400, "«hola» no es un código"),
        ("/UUUUUUUU.json", 400, "sin I, L, O ni U"),
        ("/AAAAAAAA.json", 404, "La vista AAAAAAAA no está guardada"),
        ("/AAAAAAAA", 404, "no está en ese formato"),
        ("/AAAAAAAA.exe", 404, "no está en ese formato"),
        ("/AAAAAAAA.json/x", 404, "no es de una vista"),
        ("/..%2f..%2f..%2fREADME.json", 404, "no es de una vista"),
        ("/%00%00%00%00%00%00%00%00.json", 400, "no es un código"),
        ("/{codigo}.json?columnas=puestos", 400, "no tiene la columna «puestos»"),
        ("/{codigo}.json?columnas=puesto,", 400, "no tiene la columna «»"),
        ("/{codigo}.json?anio=2024", 400, "«anio» no es un parámetro de una vista"),
        ("/{codigo}.json?dialecto=es", 400, "«dialecto» no se puede usar así"),
    ],
)
def test_una_vista_que_no_se_puede_dar_dice_que_hacer(
    api: Servidor, codigo: str, resto: str, estado: int, dice: str
) -> None:
    leido = api.pedir(f"/api/v1/vistas{resto.replace('{codigo}', codigo)}")
    assert leido.estado == estado, leido.texto
    assert leido.cabeceras["content-type"] == "application/problem+json"
    assert dice in f"{leido.json['que']} {leido.json['esperado']}"
    assert leido.json["hacer"]


# ── Contra su propio OpenAPI ───────────────────────────────────────────────────────────────────


def test_el_openapi_es_el_de_los_marts(api: Servidor, catalogo: Catalogo) -> None:
    documento = api.pedir("/api/v1/openapi.json").json
    assert documento["openapi"] == "3.1.0"
    for mart in catalogo.marts.values():
        operacion = documento["paths"][f"/api/v1/{mart.nombre}.{{formato}}"]["get"]
        propios = [p["name"] for p in operacion["parameters"] if "name" in p]
        assert propios == ["columnas", "orden", *nombres_de_filtros(mart)]
        assert set(operacion["responses"]) == {
            "200", "304", "400", "404", "413", "414", "429", "503",
        }  # fmt: skip
    vista = documento["paths"]["/api/v1/vistas/{codigo}.{formato}"]["get"]
    assert [p["name"] for p in vista["parameters"] if "name" in p] == ["codigo", "columnas"]
    assert vista["parameters"][0]["schema"]["pattern"] == (
        "^[0123456789ABCDEFGHJKMNPQRSTVWXYZ]{8}$"
    )


@pytest.mark.parametrize("modo", ["POSITIVE", "NEGATIVE"])
def test_schemathesis_contra_su_propio_openapi(api: Servidor, modo: str) -> None:
    esquema = schemathesis.openapi.from_url(f"{api.direccion}/api/v1/openapi.json")
    comprobaciones = esquema.config.checks
    # Un valor válido puede hacer muy larga la dirección, y uno inválido también.
    comprobaciones.positive_data_acceptance.expected_statuses = ["200", "304", "414"]
    comprobaciones.negative_data_rejection.expected_statuses = ["400", "404", "414"]
    generacion = getattr(schemathesis.GenerationMode, modo)
    vistos: dict[int, int] = {}
    if modo == "POSITIVE":
        # Un código bien escrito que nadie ha emitido responde 404: lo comprueba otra prueba.
        esquema = esquema.exclude(path_regex="/vistas/")

    @settings(max_examples=80, suppress_health_check=list(HealthCheck), database=None)
    @given(caso=esquema.as_strategy(generation_mode=generacion))
    def probar(caso: Any) -> None:
        respuesta = caso.call_and_validate(timeout=20)
        vistos[respuesta.status_code] = vistos.get(respuesta.status_code, 0) + 1

    en_otro_hilo(probar)
    assert sum(vistos.values()) >= 60
    assert not [estado for estado in vistos if estado >= 500]


def test_el_readme_dice_los_limites_de_verdad() -> None:
    leeme = " ".join((RAIZ / "README.md").read_text(encoding="utf-8").split())
    topes = {nombre: entero(formato.tope) for nombre, formato in FORMATOS.items()}
    assert topes["csv"] == topes["parquet"]
    escrito = f"(csv y parquet {topes['csv']}, json {topes['json']}, xlsx {topes['xlsx']})"
    limites = Limites()
    assert escrito in leeme
    assert (limites.trabajando, limites.plazo_s, MEMORIA) == (2, 10, "512MB")
    assert "Trabajan dos consultas a la vez" in leeme
    assert f"esperan hasta {limites.esperando}; de un mismo equipo, {limites.de_un_origen}" in leeme
    assert "lo que pase de diez segundos se corta" in leeme
    assert "con 512 MB" in leeme


def test_app_monta_la_api_antes_que_la_pantalla() -> None:
    from app import app

    assert [r.path for r in app._user_routes][:3] == ["/salud", "/api", "/api/{resto:path}"]


@pytest.mark.parametrize("camino", ["/api/v1/../x", "//api/v1/idc.csv", "/../x"])
def test_lo_que_streamlit_rechaza_se_dice_en_espanol(camino: str) -> None:
    # Los nuestros van por fuera de los de Streamlit, como en ``app.py``.
    aplicacion = Starlette(
        routes=rutas(), middleware=[*INTERMEDIARIOS, *create_streamlit_middleware()]
    )
    leido = en_otro_hilo(lambda: por_asgi(aplicacion, camino))
    assert leido.estado == 400
    assert "Esa dirección no se puede leer." in leido.texto
    assert "Qué hacer" in leido.texto or leido.json["hacer"]
    assert ("problem+json" in leido.cabeceras["content-type"]) == ("/api/" in camino)
