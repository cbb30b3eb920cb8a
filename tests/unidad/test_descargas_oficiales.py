"""Las descargas oficiales contra un servidor que se porta mal: entero o nada, y en español."""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import json
import os
import shutil
import sys
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import actualizar as modulo_actualizar
from pipelines import descargas as modulo_descargas
from pipelines import originales, publicar
from pipelines.__main__ import _barra, principal
from pipelines.actualizar import (
    FALLO,
    NUEVO,
    SIN_CAMBIOS,
    SIN_DIRECCION,
    revisar_fuente,
    siguiente_paso,
)
from pipelines.construir import Resultado
from pipelines.descargas import QUIEN_PIDE, Ajustes, Bajado, Condicion, Descargador, tipo_de
from pipelines.errores import ErrorDeDeclaracion, ErrorDeDescarga
from pipelines.fallas import Revision
from pipelines.huellas import revisar_sobrantes
from pipelines.oficiales.comparacion import Comparacion, Diferencia
from pipelines.registro import Fuente, leer_registro
from pipelines.rutas import RUTAS, Rutas
from tests.apoyo import Arbol
from tests.rendimiento.matriz_de_fallos import Matriz, dos_a_la_vez
from tests.servidor_oficial import (
    Conjunto,
    ServidorOficial,
    declarar_direccion,
    libro,
    servidor_oficial,
)

RAPIDO = Ajustes(
    conexion_s=5, lectura_s=5, maximo_s=30, reintentos=2, retroceso_s=0, pausa_s=0,
    maximo_bytes=200_000, filas_por_pagina=3,
)  # fmt: skip
A, B = libro("edición A"), libro("edición B, más larga")
CSV = "código,valor\n54001,3\n54003,\n".encode()


@pytest.fixture(scope="module")
def oficial() -> Iterator[ServidorOficial]:
    with servidor_oficial() as servidor:
        yield servidor


@pytest.fixture(autouse=True)
def sin_intermediario(monkeypatch: pytest.MonkeyPatch) -> None:
    """El equipo donde corren las pruebas puede tener uno: aquí se habla con este mismo equipo."""
    for nombre in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(nombre, raising=False)
        monkeypatch.delenv(nombre.lower(), raising=False)


@pytest.fixture
def parcial(tmp_path: Path) -> Path:
    return tmp_path / ".descarga.parcial"


def _bajar(
    direccion: str, parcial: Path, condicion: Condicion | None = None, **ajustes: Any
) -> Bajado | None:
    with Descargador(replace(RAPIDO, **ajustes)) as descargador:
        return descargador.bajar(direccion, parcial, condicion)


def _fallar(direccion: str, parcial: Path, **ajustes: Any) -> ErrorDeDescarga:
    with pytest.raises(ErrorDeDescarga) as error:
        _bajar(direccion, parcial, **ajustes)
    assert error.value.donde.startswith(direccion)
    assert error.value.hacer
    return error.value


def _restos(carpeta: Path) -> list[str]:
    return sorted(ruta.name for ruta in carpeta.rglob(".*") if ruta.name != ".actualizacion.lock")


# Un servidor que se porta bien


def test_baja_el_archivo_entero_y_dice_quien_pide(oficial: ServidorOficial, parcial: Path) -> None:
    direccion = oficial.poner("/anexo.xlsx", A, cabeceras={"Last-Modified": "ayer"})
    bajado = _bajar(direccion, parcial)
    assert parcial.read_bytes() == A
    assert bajado == Bajado(
        len(A), hashlib.sha256(A).hexdigest(),
        Condicion(oficial.rutas["/anexo.xlsx"].etag, "ayer"),
    )  # fmt: skip
    (_, cabeceras), *_ = oficial.pedidos[-1:]
    assert cabeceras["User-Agent"] == QUIEN_PIDE
    assert "Norte de Santander" in QUIEN_PIDE
    assert cabeceras["Accept-Encoding"] == "identity"
    assert _restos(parcial.parent) == [parcial.name]
    assert _bajar(direccion, parcial, bajado.condicion) is None
    assert oficial.pedidos[-1][1]["If-None-Match"] == bajado.condicion.etag
    assert oficial.pedidos[-1][1]["If-Modified-Since"] == "ayer"


def test_avisa_lo_que_va_llegando(oficial: ServidorOficial, parcial: Path) -> None:
    avances: list[tuple[int, int | None]] = []
    direccion = oficial.poner("/avance.csv", CSV, goteo_s=0.001, goteo_bytes=10)
    with Descargador(RAPIDO, lambda van, total: avances.append((van, total))) as descargador:
        descargador.bajar(direccion, parcial)
    assert avances[-1] == (len(CSV), len(CSV))
    assert avances == sorted(avances)


def test_entre_dos_peticiones_hay_una_pausa(
    oficial: ServidorOficial, parcial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    direccion = oficial.poner("/ritmo.csv", CSV)
    esperas: list[float] = []
    with Descargador(replace(RAPIDO, pausa_s=2)) as descargador:
        monkeypatch.setattr(time, "sleep", esperas.append)
        descargador.bajar(direccion, parcial)
        descargador.bajar(direccion, parcial)
    assert [round(espera) for espera in esperas if espera > 0] == [2]


@pytest.mark.parametrize("direccion", ["https://dane.co/pagina", "https://dane.co/a.php?x=b.xlsx"])
def test_una_direccion_que_no_es_de_un_archivo(direccion: str) -> None:
    with pytest.raises(ErrorDeDeclaracion, match="no dice de qué tipo"):
        tipo_de(direccion)


# Un servidor que responde otra cosa


@pytest.mark.parametrize(
    ("codigo", "frase", "peticiones"),
    [
        (404, "La dirección ya no existe (HTTP 404)", 1),
        (410, "La dirección ya no existe (HTTP 410)", 1),
        (403, "no deja bajar el archivo (HTTP 403)", 1),
        (418, "no es el archivo (HTTP 418)", 1),
        (304, "no es el archivo (HTTP 304)", 1),
        (500, "falló (HTTP 500) en todos los intentos", 3),
        (502, "falló (HTTP 502) en todos los intentos", 3),
        (503, "pide esperar (HTTP 503)", 3),
        (429, "pide esperar (HTTP 429)", 3),
    ],
)
def test_codigos_de_error(
    oficial: ServidorOficial, parcial: Path, codigo: int, frase: str, peticiones: int
) -> None:
    direccion = oficial.poner("/error.xlsx", A, falla_antes=99, codigo_de_falla=codigo)
    assert frase in _fallar(direccion, parcial).que
    assert oficial.veces["/error.xlsx"] == peticiones
    assert _restos(parcial.parent) == []


@pytest.mark.parametrize("codigo", [429, 500, 503])
def test_un_tropiezo_se_reintenta(oficial: ServidorOficial, parcial: Path, codigo: int) -> None:
    direccion = oficial.poner("/tropiezo.xlsx", A, falla_antes=2, codigo_de_falla=codigo)
    assert _bajar(direccion, parcial) is not None
    assert parcial.read_bytes() == A


@pytest.mark.parametrize(
    ("pide", "espera"),
    [
        ("7", 7),
        ("86400", 120),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 120),
        # Ilegible o ya pasada: la espera de siempre.
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Fri, 31 Dec 99999 23:59:59 GMT", 0),
        ("9" * 5000, 0),
        ("-5", 0),
        ("pronto", 0),
    ],
    ids=lambda valor: str(valor)[:20],
)
def test_espera_lo_que_pide_el_servidor_hasta_un_tope(
    oficial: ServidorOficial,
    parcial: Path,
    monkeypatch: pytest.MonkeyPatch,
    pide: str,
    espera: int,
) -> None:
    direccion = oficial.poner(
        "/espere.csv", CSV, falla_antes=1, codigo_de_falla=429, cabeceras={"Retry-After": pide}
    )
    esperas: list[float] = []
    monkeypatch.setattr(time, "sleep", esperas.append)
    assert _bajar(direccion, parcial) is not None
    assert [segundos for segundos in esperas if segundos] == ([espera] if espera else [])


def test_cada_reintento_espera_el_doble(
    oficial: ServidorOficial, parcial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    direccion = oficial.poner("/doble.csv", CSV, con_etag=False, corta_en=lambda intento: 3)
    esperas: list[float] = []
    monkeypatch.setattr(time, "sleep", esperas.append)
    _fallar(direccion, parcial, retroceso_s=5, reintentos=3)
    assert [segundos for segundos in esperas if segundos] == [5, 10, 20]


HTML = b"\xef\xbb\xbf\n<!DOCTYPE html><html><body>Mantenimiento</body></html>"


@pytest.mark.parametrize(
    ("nombre", "cuerpo", "frase"),
    [
        ("a.xlsx", HTML, "parece una página web (HTML)"),
        ("a.csv", HTML, "parece una página web (HTML)"),
        ("a.json", HTML, "parece una página web (HTML)"),
        ("a.xlsx", b"%PDF-1.7 informe", "parece un PDF"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99, "libro de Excel viejo"),
        ("a.xls", A, "parece un ZIP o un libro de Excel"),
        ("a.csv", A, "parece un ZIP o un libro de Excel"),
        ("a.csv", b'{"error": true}', "parece un JSON"),
        ("a.csv", b"a,b\n" + b"1,2\n" * 2000 + b"\0", "no lleva bytes nulos"),
        ("a.json", b"a,b\n1,2\n", "parece un texto"),
        ("a.json", b'{"filas": [1, 2', "el JSON no se entiende"),
        ("a.xlsx", A[:-9], "el ZIP no se puede leer"),
        ("a.xlsx", A.replace(b"Types/", b"Typos/"), "está dañado por dentro"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n\0\0", "parece otra cosa"),
        ("a.csv", b"  \n ", "llegó vacío"),
        ("a.csv", b"\xef\xbb\xbf", "llegó vacío"),
        ("a.csv", b"Error 500: no hay", "columnas separadas y aquí no las hay"),
        ("a.csv", b"a,b\n1,2\n3,", "el último renglón está cortado"),
        ("a.csv", b"a,b\n\x01\x8f,\n", "ni de control"),
        ("a.json", b'{"a":' * 20_000, "el JSON no se entiende"),
        ("a.zip", b"", "llegó vacío"),
    ],
)
def test_lo_que_llega_no_es_lo_que_debe(
    oficial: ServidorOficial, parcial: Path, nombre: str, cuerpo: bytes, frase: str
) -> None:
    direccion = oficial.poner(f"/{nombre}", cuerpo, cabeceras={"Content-Type": "text/csv"})
    assert frase in _fallar(direccion, parcial).que
    assert _restos(parcial.parent) == []


def test_un_zip_cualquiera_no_es_un_libro(oficial: ServidorOficial, parcial: Path) -> None:
    cuerpo = A.replace(b"[Content_Types].xml", b"[Contenidos_Tp].xml")
    assert "no un libro" in _fallar(oficial.poner("/b.xlsx", cuerpo), parcial).que
    assert _bajar(oficial.poner("/b.zip", cuerpo), parcial) is not None


def test_redirecciones(oficial: ServidorOficial, parcial: Path) -> None:
    oficial.poner("/dos.csv", destino="/uno.csv")
    direccion = oficial.poner("/uno.csv", destino="/dos.csv")
    assert "redirige una y otra vez" in _fallar(direccion, parcial).que
    assert oficial.veces["/uno.csv"] + oficial.veces["/dos.csv"] == 1 + RAPIDO.redirecciones
    oficial.poner("/final.csv", CSV)
    assert _bajar(oficial.poner("/uno.csv", destino="/final.csv"), parcial) is not None
    assert parcial.read_bytes() == CSV


@pytest.mark.parametrize(
    ("destino", "frase"),
    [
        ("file:///etc/passwd", "algo que no es una página (file:)"),
        ("http://localhost:9/a.csv", "redirige a otro sitio (localhost)"),
        ("http://[::1", "una dirección que no se entiende"),
        ("http://a..b/a.csv", "redirige a otro sitio (a..b)"),
    ],
)
def test_una_redireccion_a_otro_sitio_no_se_sigue(
    oficial: ServidorOficial, parcial: Path, destino: str, frase: str
) -> None:
    assert frase in _fallar(oficial.poner("/a.csv", destino=destino), parcial).que
    assert _restos(parcial.parent) == []


@pytest.mark.parametrize(
    ("desde", "hasta", "sigue"),
    [
        ("https://www.dane.gov.co/a", "https://dane.gov.co/b", True),
        ("https://dane.gov.co/a", "https://geoportal.dane.gov.co/b", True),
        ("http://dane.gov.co/a", "https://www.dane.gov.co/b", True),
        ("https://dane.gov.co/a", "http://dane.gov.co/b", False),
        ("https://dane.gov.co/a", "https://otrodane.gov.co/b", False),
        ("https://dane.gov.co/a", "https://dane.gov.co.otro.com/b", False),
    ],
)
def test_que_redirecciones_se_siguen(desde: str, hasta: str, sigue: bool) -> None:
    respuesta, pedido = requests.Response(), requests.PreparedRequest()
    respuesta.url, respuesta.status_code, pedido.url, pedido.method = desde, 302, hasta, "GET"
    with Descargador(RAPIDO) as descargador:
        if sigue:
            descargador.sesion.rebuild_method(pedido, respuesta)
        else:
            with pytest.raises(requests.RequestException, match="redirige a"):
                descargador.sesion.rebuild_method(pedido, respuesta)


COMPRIMIDO = gzip.compress(CSV, mtime=0)
DEFLATE = {"Content-Encoding": "deflate"}


@pytest.mark.parametrize(
    ("cuerpo", "cabeceras", "frase"),
    [
        (COMPRIMIDO, {"Content-Encoding": "gzip"}, ""),
        (gzip.compress(CSV[:9]) + gzip.compress(CSV[9:]), {"Content-Encoding": "x-gzip"}, ""),
        (zlib.compress(CSV), DEFLATE, ""),
        (CSV, {"Content-Encoding": "UTF-8"}, ""),
        # urllib3 da por bueno un gzip al que le falta el final.
        (COMPRIMIDO[:-9], {"Content-Encoding": "gzip"}, "se cortó en los 3 intentos"),
        (COMPRIMIDO[:-1], {"Content-Encoding": "gzip"}, "se cortó en los 3 intentos"),
        (CSV, {"Content-Encoding": "gzip"}, "se cortó en los 3 intentos"),
        (zlib.compress(CSV)[:-5], DEFLATE, "se cortó en los 3 intentos"),
        (CSV, {"Content-Encoding": "br"}, "comprimido (br) sin que se le pidiera"),
        (CSV, {"Content-Range": "bytes 9-99/100"}, "una parte como si fuera el archivo"),
        (CSV, {"Content-Length": "\u00b2"}, "no dice cuánto mide"),
        (CSV, {"Content-Length": "9" * 5000}, "no dice cuánto mide"),
        (CSV, {"Content-Length": str(len(CSV) - 1)}, "el último renglón está cortado"),
    ],
)
def test_un_cuerpo_comprimido_o_mal_medido_llega_entero_o_no_llega(
    oficial: ServidorOficial, parcial: Path, cuerpo: bytes, cabeceras: dict[str, str], frase: str
) -> None:
    direccion = oficial.poner("/c.csv", cuerpo, cabeceras=cabeceras, con_etag=False)
    if frase:
        assert frase in _fallar(direccion, parcial).que
        assert _restos(parcial.parent) == []
    else:
        assert _bajar(direccion, parcial) is not None
        assert parcial.read_bytes() == CSV


def test_demasiado_grande_se_anuncie_o_no(oficial: ServidorOficial, parcial: Path) -> None:
    grande = b"a\n" * 110_000
    for por_trozos in (False, True):
        direccion = oficial.poner("/grande.csv", grande, por_trozos=por_trozos)
        error = _fallar(direccion, parcial)
        assert "más grande de lo que se admite" in error.que
        assert "200000 bytes" in error.esperado
        assert _restos(parcial.parent) == []


def test_lento_al_responder_y_a_cuentagotas(oficial: ServidorOficial, parcial: Path) -> None:
    lento = oficial.poner("/lento.csv", CSV, espera_s=0.3)
    assert "no respondió a tiempo" in _fallar(lento, parcial, lectura_s=0.05, reintentos=0).que
    gotea = oficial.poner("/gotea.csv", CSV, goteo_s=0.03)
    inicio = time.monotonic()
    assert "pasó de 0.2 segundos" in _fallar(gotea, parcial, maximo_s=0.2).que
    assert time.monotonic() - inicio < 1


@pytest.mark.parametrize(
    ("respuesta", "goteo_s"),
    [
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 999, 0.01),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 99, 0.005),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;" + b"a" * 999, 0.005),
    ],
    ids=["cabeceras", "100 sin fin", "tamaño de un trozo"],
)
def test_a_cuentagotas_antes_del_cuerpo_tampoco_pasa_del_plazo(
    oficial: ServidorOficial, parcial: Path, respuesta: bytes, goteo_s: float
) -> None:
    direccion = oficial.poner("/g.csv", crudo=respuesta, crudo_goteo_s=goteo_s)
    inicio = time.monotonic()
    assert "pasó de 0.3 segundos" in _fallar(direccion, parcial, maximo_s=0.3, reintentos=0).que
    assert time.monotonic() - inicio < 4


def test_sin_servidor(parcial: Path) -> None:
    error = _fallar("http://127.0.0.1:9/a.csv", parcial, reintentos=0)
    assert error.que == "No se pudo llegar al servidor."
    assert "--sin-red" in error.hacer


# Un servidor que corta


@pytest.mark.parametrize("modo", ["seguible", "sin_rangos", "sin_etag", "por_trozos", "mentiroso"])
def test_cortada_en_cualquier_byte_llega_entera_o_no_llega(
    oficial: ServidorOficial, parcial: Path, modo: str
) -> None:
    conducta: dict[str, Any] = {
        "seguible": {},
        "sin_rangos": {"entiende_rangos": False},
        "sin_etag": {"con_etag": False},
        "por_trozos": {"por_trozos": True},
        "mentiroso": {"rango_mentiroso": True},
    }[modo]
    cortes = [0, 1, *range(20, len(A), 45), len(A) - 1]
    assert len(cortes) >= 8
    for corte in cortes:
        direccion = oficial.poner(
            "/corte.xlsx", A, corta_en=lambda n, corte=corte: corte if n == 1 else None, **conducta
        )
        antes = len(oficial.pedidos)
        assert _bajar(direccion, parcial) is not None, corte
        assert parcial.read_bytes() == A, corte
        assert _restos(parcial.parent) == [parcial.name]
        rangos = [cabeceras.get("Range") for _, cabeceras in oficial.pedidos[antes:]]
        if modo in ("seguible", "sin_rangos", "mentiroso") and corte:
            assert rangos[:2] == [None, f"bytes={corte}-"]
        else:
            assert rangos == [None, None]

        # Siempre la corta: ni queda a medias ni deja restos que la próxima vez no sirvan.
        direccion = oficial.poner("/corte.xlsx", A, corta_en=lambda n: 0, **conducta)
        parcial.unlink()
        assert "se cortó en los 3 intentos" in _fallar(direccion, parcial).que
        assert not parcial.exists()


def test_lo_cortado_sigue_donde_iba_en_la_siguiente_orden(
    oficial: ServidorOficial, parcial: Path
) -> None:
    direccion = oficial.poner("/sigue.csv", CSV, corta_en=lambda n: 5 if n == 1 else 0)
    _fallar(direccion, parcial)
    assert parcial.read_bytes() == CSV[:5]
    oficial.poner("/sigue.csv", CSV)
    assert _bajar(direccion, parcial) is not None
    assert oficial.pedidos[-1][1]["Range"] == "bytes=5-"
    assert oficial.pedidos[-1][1]["If-Range"] == oficial.rutas["/sigue.csv"].etag
    assert parcial.read_bytes() == CSV


def test_si_el_archivo_cambio_entre_corte_y_corte_se_empieza_de_nuevo(
    oficial: ServidorOficial, parcial: Path
) -> None:
    direccion = oficial.poner("/cambia.csv", CSV, corta_en=lambda n: 5 if n == 1 else 0)
    _fallar(direccion, parcial)
    otro = CSV.replace(b"3", b"4")
    oficial.poner("/cambia.csv", otro)
    assert _bajar(direccion, parcial) is not None
    assert parcial.read_bytes() == otro


def test_sin_tamano_solo_vale_lo_que_se_comprueba_por_dentro(
    oficial: ServidorOficial, parcial: Path
) -> None:
    """Sin Content-Length ni trozos, un corte parece el final."""
    sin_largo = {"con_largo": False, "con_etag": False}
    assert "no dice cuánto mide" in _fallar(oficial.poner("/n.csv", CSV, **sin_largo), parcial).que
    assert _bajar(oficial.poner("/n.xlsx", A, **sin_largo), parcial) is not None
    cortado = oficial.poner("/n.xlsx", A, corta_en=lambda n: len(A) - 30, **sin_largo)
    assert "el ZIP no se puede leer" in _fallar(cortado, parcial).que


# La red de la entidad


def test_respeta_el_intermediario_de_la_red(
    oficial: ServidorOficial, parcial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    oficial.poner("/anexo.csv", CSV)
    monkeypatch.setenv("HTTP_PROXY", oficial.direccion)
    assert _bajar("http://productor.invalid/anexo.csv", parcial) is not None
    assert oficial.pedidos[-1][0] == "http://productor.invalid/anexo.csv"
    monkeypatch.setenv("NO_PROXY", "productor.invalid")
    assert (
        "No se pudo llegar"
        in _fallar("http://productor.invalid/anexo.csv", parcial, reintentos=0).que
    )


def test_respeta_los_certificados_de_la_red(parcial: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/hay/certificados.pem")
    error = _fallar("https://127.0.0.1:9/a.csv", parcial)
    assert "certificados.pem" in error.que
    assert error.hacer == "Revise REQUESTS_CA_BUNDLE."


# datos.gov.co


FILAS = [["54001", "Cúcuta"], ["54003", "Ábrego"], ["54051", "Arboledas\nen dos renglones"],
         ["54099", "Bochalema"], ["54109", "Bucarasica"], ["54125", "Cácota, otra vez"],
         ["54128", "Cáchira"]]  # fmt: skip
CONJUNTO_EN_CSV = "\n".join(
    ['"codigo","nombre"', *(f'"{codigo}","{nombre}"' for codigo, nombre in FILAS), ""]
).encode()
RUTA = "/resource/abcd-1234.csv"


@pytest.fixture
def conjunto(oficial: ServidorOficial) -> Conjunto:
    oficial.conjuntos["abcd-1234"] = Conjunto([*FILAS])
    return oficial.conjuntos["abcd-1234"]


@pytest.mark.parametrize("por_pagina", [1, 3, 7, 8])
def test_un_conjunto_se_baja_por_paginas(
    oficial: ServidorOficial, conjunto: Conjunto, parcial: Path, por_pagina: int
) -> None:
    bajado = _bajar(oficial.direccion + RUTA, parcial, filas_por_pagina=por_pagina)
    assert bajado is not None
    assert bajado.condicion == Condicion(version="1700000000")
    assert parcial.read_bytes() == CONJUNTO_EN_CSV
    assert _restos(parcial.parent) == [parcial.name]
    antes = len(oficial.pedidos)
    assert _bajar(oficial.direccion + RUTA, parcial, bajado.condicion) is None
    assert not any(RUTA in pedido for pedido, _ in oficial.pedidos[antes:])


def test_el_filtro_declarado_llega_en_cada_pagina(
    oficial: ServidorOficial, conjunto: Conjunto, parcial: Path
) -> None:
    antes = len(oficial.pedidos)
    _bajar(oficial.direccion + RUTA + "?$where=cod_dpto='54'", parcial)
    datos = [pedido for pedido, _ in oficial.pedidos[antes:] if "/resource/" in pedido]
    assert len(datos) == 5  # un conteo antes, tres páginas y un conteo después
    assert all("%24where=cod_dpto%3D%2754%27" in pedido for pedido in datos)


def test_un_conjunto_que_cambia_mientras_se_baja(
    oficial: ServidorOficial, conjunto: Conjunto, parcial: Path
) -> None:
    def crecer_una_vez(propio: Conjunto, desde: int) -> None:
        if desde == 3 and len(propio.filas) == len(FILAS):
            propio.filas.insert(0, ["05001", "Medellín"])
            propio.version += 1

    conjunto.al_pedir_pagina = crecer_una_vez
    bajado = _bajar(oficial.direccion + RUTA, parcial)
    assert bajado is not None
    assert bajado.condicion.version == "1700000001"
    assert parcial.read_bytes() == CONJUNTO_EN_CSV.replace(
        b'nombre"\n', 'nombre"\n"05001","Medellín"\n'.encode(), 1
    )

    def cambiar_siempre(propio: Conjunto, desde: int) -> None:
        propio.version += 1

    conjunto.al_pedir_pagina = cambiar_siempre
    assert "cambió mientras se bajaba" in _fallar(oficial.direccion + RUTA, parcial).que
    assert _restos(parcial.parent) == []


def test_un_conjunto_que_entrega_menos_filas(
    oficial: ServidorOficial, conjunto: Conjunto, parcial: Path
) -> None:
    conjunto.anunciadas, conjunto.filas = len(FILAS), FILAS[:5]
    error = _fallar(oficial.direccion + RUTA, parcial)
    assert "no llegó completo" in error.que
    assert error.esperado == "7 filas; llegaron 5"
    assert _restos(parcial.parent) == []


def test_un_intermediario_que_repite_la_primera_pagina(
    oficial: ServidorOficial, conjunto: Conjunto, parcial: Path
) -> None:
    conjunto.filas, conjunto.siempre_la_primera = FILAS[:6], True
    error = _fallar(oficial.direccion + RUTA, parcial)
    assert error.esperado == "6 filas; llegaron 3"
    assert _restos(parcial.parent) == []


@pytest.mark.parametrize(
    ("fila", "anunciadas", "llegaron"),
    [
        (["54099"], None, "7 filas; llegaron 3"),
        # El conteo dice una menos y la última página que hace falta viene llena.
        (["54099", "Bochalema"], 6, "6 filas; llegaron 7"),
    ],
    ids=["a una fila le falta una columna", "hay más filas de las que dice"],
)
def test_un_conjunto_que_no_cuadra(
    oficial: ServidorOficial, conjunto: Conjunto, parcial: Path, fila: list[str],
    anunciadas: int | None, llegaron: str,
) -> None:  # fmt: skip
    conjunto.filas[3], conjunto.anunciadas = fila, anunciadas
    assert _fallar(oficial.direccion + RUTA, parcial).esperado == llegaron
    assert _restos(parcial.parent) == []


def test_un_portal_sin_ficha(oficial: ServidorOficial, parcial: Path) -> None:
    oficial.conjuntos.pop("abcd-1234", None)
    with pytest.raises(ErrorDeDescarga, match="ya no existe"):
        _bajar(oficial.direccion + RUTA, parcial)
    oficial.poner("/api/views/abcd-1234.json", b'{"id": "abcd-1234"}')
    oficial.poner(RUTA.replace(".csv", ".json"), b"[]")
    with pytest.raises(ErrorDeDescarga, match="no dijo cuántas filas"):
        _bajar(oficial.direccion + RUTA, parcial)
    del oficial.rutas["/api/views/abcd-1234.json"], oficial.rutas[RUTA.replace(".csv", ".json")]
    assert _restos(parcial.parent) == []


# Guardar ediciones


@pytest.fixture
def rutas(tmp_path: Path) -> Rutas:
    return Rutas(tmp_path)


def _fuente(direccion: str | None, fuente_id: str = "pib_2025pr") -> Fuente:
    return replace(leer_registro(RUTAS)[fuente_id], url_descarga=direccion)


def _revisar(rutas: Rutas, direccion: str | None, **ajustes: Any) -> tuple[str, bytes | None]:
    with Descargador(replace(RAPIDO, **ajustes)) as descargador:
        novedad = revisar_fuente(rutas, _fuente(direccion), descargador)
    assert (novedad.archivo is None) == (novedad.estado != NUEVO)
    assert bool(novedad.detalle) == (novedad.estado == FALLO)
    return novedad.estado, novedad.archivo.read_bytes() if novedad.archivo else None


def _guardadas(rutas: Rutas) -> list[bytes]:
    """Los contenidos guardados, del más viejo al vigente; comprueba la huella de cada uno."""
    leidas = originales.ediciones(rutas, "pib_2025pr")
    assert all(originales.esta_entera(edicion) for edicion in leidas)
    assert all(e.archivo.parent.name == e.sha256[:12] for e in leidas)
    return [edicion.archivo.read_bytes() for edicion in leidas]


def test_el_mismo_nombre_con_otro_contenido_es_otra_edicion(
    oficial: ServidorOficial, rutas: Rutas
) -> None:
    direccion = oficial.poner("/anexo.xlsx", A)
    assert _revisar(rutas, direccion) == (NUEVO, A)
    assert _revisar(rutas, direccion) == (SIN_CAMBIOS, None)
    assert oficial.pedidos[-1][1]["If-None-Match"] == oficial.rutas["/anexo.xlsx"].etag
    oficial.poner("/anexo.xlsx", B, con_etag=False)
    assert _revisar(rutas, direccion) == (NUEVO, B)
    # Sin etiquetas con qué preguntar se baja otra vez, y son los mismos bytes.
    assert _revisar(rutas, direccion) == (SIN_CAMBIOS, None)
    assert _guardadas(rutas) == [A, B]
    oficial.poner("/anexo.xlsx", A)
    assert _revisar(rutas, direccion) == (NUEVO, A)
    assert _guardadas(rutas) == [B, A]
    ficha = json.loads(
        next((rutas.originales / "pib_2025pr").glob("*/procedencia.json")).read_text("utf-8")
    )
    assert ficha["direccion"] == direccion
    assert ficha["nombre"] == "anexo.xlsx"
    assert ficha["descargado"] <= ficha["confirmado"]
    assert _restos(rutas.originales) == []


def test_el_mismo_contenido_en_otra_direccion_no_es_otra_edicion(
    oficial: ServidorOficial, rutas: Rutas
) -> None:
    assert _revisar(rutas, oficial.poner("/anexo.xlsx", A)) == (NUEVO, A)
    direccion = oficial.poner("/datos/an%3Aexo%202025.xlsx", A)
    assert _revisar(rutas, direccion) == (SIN_CAMBIOS, None)
    (edicion,) = originales.ediciones(rutas, "pib_2025pr")
    assert edicion.direccion == direccion
    assert sorted(r.name for r in edicion.archivo.parent.iterdir()) == [
        "an_exo_2025.xlsx", "procedencia.json",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tramo", "nombre"),
    [
        ("procedencia.json", "_procedencia.json"),
        ("aux.json", "_aux.json"),
        ("..%2F..%2Fx.json", "x.json"),
        ("a" * 300 + ".json", "a" * 100 + ".json"),
        ("informe%20pib%3A2025.json", "informe_pib_2025.json"),
    ],
    ids=lambda valor: str(valor)[:20],
)
def test_el_nombre_sirve_en_todo_sistema(
    oficial: ServidorOficial, rutas: Rutas, tramo: str, nombre: str
) -> None:
    direccion = oficial.poner(f"/{tramo}", b'{"a": 1}')
    assert _revisar(rutas, direccion) == (NUEVO, b'{"a": 1}')
    (edicion,) = originales.ediciones(rutas, "pib_2025pr")
    assert edicion.archivo.name == nombre
    assert originales.esta_entera(edicion)


def test_una_copia_daniada_se_baja_otra_vez(oficial: ServidorOficial, rutas: Rutas) -> None:
    direccion = oficial.poner("/anexo.xlsx", A)
    _revisar(rutas, direccion)
    (edicion,) = originales.ediciones(rutas, "pib_2025pr")
    edicion.archivo.write_bytes(A[:-1] + b"x")
    assert _revisar(rutas, direccion) == (SIN_CAMBIOS, None)
    assert "If-None-Match" not in oficial.pedidos[-1][1]
    assert _guardadas(rutas) == [A]


def test_un_fallo_deja_lo_guardado(oficial: ServidorOficial, rutas: Rutas) -> None:
    direccion = oficial.poner("/anexo.xlsx", A)
    _revisar(rutas, direccion)
    oficial.poner("/anexo.xlsx", HTML)
    assert _revisar(rutas, direccion)[0] == FALLO
    assert _revisar(rutas, None) == (SIN_DIRECCION, None)
    assert _guardadas(rutas) == [A]
    assert _restos(rutas.originales) == []


def test_disco_lleno_antes_y_al_escribir(
    oficial: ServidorOficial, rutas: Rutas, monkeypatch: pytest.MonkeyPatch
) -> None:
    direccion = oficial.poner("/anexo.xlsx", A)

    def sin_espacio(*args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as parche:
        parche.setattr(shutil, "disk_usage", lambda ruta: SimpleNamespace(free=10))
        assert _revisar(rutas, direccion)[0] == FALLO
        assert _restos(rutas.originales) == []
    for operacion in ("fsync", "replace", "rename"):
        with monkeypatch.context() as parche:
            parche.setattr(os, operacion, sin_espacio)
            assert _revisar(rutas, direccion)[0] == FALLO, operacion
        assert _guardadas(rutas) == []
    originales.limpiar(rutas, [_fuente(direccion)])
    assert _restos(rutas.originales) == []
    assert _revisar(rutas, direccion) == (NUEVO, A)


def test_limpiar_borra_lo_que_ya_no_sirve_y_deja_lo_demas(
    oficial: ServidorOficial, rutas: Rutas
) -> None:
    direccion = oficial.poner("/anexo.csv", CSV, corta_en=lambda n: 5 if n == 1 else 0)
    _revisar(rutas, direccion)
    carpeta = rutas.originales / "pib_2025pr"
    (carpeta / ".0123456789ab.nueva").mkdir()
    (carpeta / ".0123456789ab.nueva" / "anexo.csv").write_bytes(CSV)
    (carpeta / ".descarga.parcial.pagina").write_bytes(b"a")
    (rutas.originales / "vacia").mkdir()
    originales.limpiar(rutas, [_fuente(direccion)])
    assert _restos(rutas.originales) == [".descarga.parcial", ".descarga.parcial.json"]
    # Con otra dirección declarada, lo que iba ya no se puede seguir.
    originales.limpiar(rutas, [_fuente(direccion.replace("anexo", "otro"))])
    assert list(rutas.originales.iterdir()) == []


TROPIEZOS = {
    "bien": {},
    "cambiado": {"cuerpo": B},
    "corta": {"corta_en": lambda n: 70},
    "corta_sin_etag": {"corta_en": lambda n: 70, "con_etag": False},
    "corta_el_cambiado": {"cuerpo": B, "corta_en": lambda n: 110},
    "por_trozos_cortado": {"corta_en": lambda n: 70, "por_trozos": True},
    "mentiroso": {"rango_mentiroso": True, "corta_en": lambda n: 200},
    "html": {"cuerpo": HTML},
    "otro_tipo": {"cuerpo": b"%PDF-1.7"},
    "no_existe": {"falla_antes": 9, "codigo_de_falla": 404},
    "cae": {"falla_antes": 9, "codigo_de_falla": 500},
    "en_circulo": {"destino": "/libre.xlsx"},
    "sin_tamano": {"con_largo": False, "con_etag": False},
    "sin_tamano_cortado": {"con_largo": False, "con_etag": False, "corta_en": lambda n: 70},
}


@settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(st.lists(st.sampled_from(sorted(TROPIEZOS)), min_size=1, max_size=6))
def test_haga_lo_que_haga_el_servidor_lo_guardado_es_exacto(
    oficial: ServidorOficial, tmp_path_factory: pytest.TempPathFactory, tropiezos: list[str]
) -> None:
    rutas = Rutas(tmp_path_factory.mktemp("servidor"))
    direccion = ""
    for tropiezo in tropiezos:
        direccion = oficial.poner("/libre.xlsx", **{"cuerpo": A} | TROPIEZOS[tropiezo])
        antes = _guardadas(rutas)
        estado, _ = _revisar(rutas, direccion, reintentos=1)
        ahora = _guardadas(rutas)
        assert set(ahora) <= {A, B}
        assert set(antes) <= set(ahora)
        if estado != NUEVO:
            assert ahora == antes
    oficial.poner("/libre.xlsx", B)
    originales.limpiar(rutas, [_fuente(direccion)])
    assert _revisar(rutas, direccion)[0] in (NUEVO, SIN_CAMBIOS)
    assert _guardadas(rutas)[-1] == B
    assert _restos(rutas.originales) == []


# La orden


@pytest.fixture
def sin_construir(monkeypatch: pytest.MonkeyPatch) -> list[Rutas]:
    """Las construcciones que se pidieron; cada una de verdad tarda segundos."""
    pedidas: list[Rutas] = []

    def construir(rutas: Rutas, avisar: object) -> Resultado:
        pedidas.append(rutas)
        rutas.mart.parent.mkdir(parents=True, exist_ok=True)
        rutas.mart.touch()
        return Resultado({"metas": 72}, Revision())

    monkeypatch.setattr(modulo_actualizar, "construir", construir)
    monkeypatch.setattr("pipelines.__main__.construir", construir)
    monkeypatch.setattr(modulo_descargas, "Ajustes", lambda: RAPIDO)
    return pedidas


def test_la_orden_cuenta_lo_que_paso_con_cada_fuente(
    oficial: ServidorOficial,
    arbol: Arbol,
    sin_construir: list[Rutas],
    capsys: pytest.CaptureFixture[str],
) -> None:
    declarar_direccion(arbol, "pib_2025pr", oficial.poner("/pib.xlsx", A))
    declarar_direccion(arbol, "divipola_2021", oficial.poner("/div.csv", CSV))
    declarar_direccion(arbol, "idc_2024", oficial.poner("/idc.xlsx", HTML))
    assert principal(["actualizar", "--raiz", str(arbol.raiz)]) == 1
    salida, errores = capsys.readouterr()
    carpeta = f"data/raw/originales/pib_2025pr/{hashlib.sha256(A).hexdigest()[:12]}"
    assert f"  {'pib_2025pr':<40}nuevo: {carpeta}/pib.xlsx" in salida
    assert f"  {'idc_2024':<40}falló: Lo que llegó no es un archivo .xlsx" in salida
    assert f"  {'mgn_2018':<40}sin dirección oficial" in salida
    cuantas = len(leer_registro(arbol.rutas)) - 3
    assert f"Fuentes: nuevo 2, sin cambios 0, falló 1, sin dirección oficial {cuantas}" in salida
    assert "Qué sigue con pib_2025pr: el lector de pib no lo acepta.\n" in salida
    assert f"Para repetirlo: python -m pipelines cargar pib {carpeta}/pib.xlsx" in salida
    assert errores.startswith("Error: No se pudo bajar 1 de ")
    assert "Lo demás quedó publicado.\n  Dónde: idc_2024\n" in errores
    assert sin_construir == [arbol.rutas]

    oficial.poner("/idc.xlsx", B)
    assert principal(["actualizar", "--raiz", str(arbol.raiz)]) == 0
    assert "Fuentes: nuevo 1, sin cambios 2, falló 0" in capsys.readouterr().out
    assert len(sin_construir) == 2
    # Lo bajado no es de ninguna declaración y la revisión de archivos sobrantes lo sabe.
    revision = Revision()
    revisar_sobrantes(arbol.rutas, list(leer_registro(arbol.rutas).values()), revision)
    assert (revision.total, revision.fallas) == (1, [])


def test_de_lo_nuevo_dice_cuanto_cambia_y_como_se_carga(
    rutas: Rutas, monkeypatch: pytest.MonkeyPatch
) -> None:
    fuente = leer_registro(RUTAS)["pib_2025pr"]
    archivo = rutas.raiz / "data" / "raw" / "originales" / "anexo.xlsx"
    iguales = Comparacion("pib_ancho", 7, 7, [], [], 70)
    distintas = replace(
        iguales, iguales=3, nuevas=["05 · 2026"], faltan=[],
        diferencias=[Diferencia("pib_ancho", f, "valor", "1", "2") for f in ("a", "a", "b", "c")],
    )  # fmt: skip
    for comparacion, frase in (
        (iguales, "trae lo mismo que ya está publicado"),
        (distintas, "filas de pib_ancho: distintas 3, nuevas 1, ya no están 0, iguales 3.\n"),
    ):
        carga = SimpleNamespace(es_igual=comparacion.es_igual, comparaciones=[comparacion])
        monkeypatch.setattr(modulo_actualizar, "cargar", lambda *_, carga=carga, **__: carga)
        paso = siguiente_paso(rutas, fuente, archivo)
        assert paso.startswith(frase)
        assert ("cargar pib data" in paso) is not comparacion.es_igual
    sin_lector = leer_registro(RUTAS)["cede_2019"]
    assert "siga «Cómo agregar una fuente»" in siguiente_paso(rutas, sin_lector, archivo)


@pytest.mark.datos_reales
def test_un_anexo_de_verdad_trae_lo_publicado(
    arbol: Arbol, datos_originales: Path, oficial: ServidorOficial
) -> None:
    fuente_id, nombre = "pobreza_monetaria_marco2018_pub2024", "anex-PM-Departamental-2023.xlsx"
    direccion = oficial.poner(f"/{nombre}", (datos_originales / nombre).read_bytes())
    fuente = replace(leer_registro(arbol.rutas)[fuente_id], url_descarga=direccion)
    with Descargador(replace(RAPIDO, lectura_s=5)) as descargador:
        novedad = revisar_fuente(arbol.rutas, fuente, descargador)
    assert novedad.archivo is not None
    assert "trae lo mismo" in siguiente_paso(arbol.rutas, fuente, novedad.archivo)


def test_la_barra_solo_se_dibuja_en_una_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert _barra() is None
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    avanzar = _barra()
    assert avanzar is not None
    avanzar(500_000, 2_000_000)
    avanzar(600_000, 2_000_000)  # demasiado pronto: no se dibuja
    avanzar(2_000_000, 2_000_000)
    lineas = [linea.strip() for linea in terminal.getvalue().split("\r") if linea.strip()]
    assert lineas == [
        "[" + "#" * 7 + " " * 23 + "] 0,5 MB de 2,0",
        "[" + "#" * 30 + "] 2,0 MB de 2,0",
    ]


def test_sin_red_no_pide_nada(
    oficial: ServidorOficial, arbol: Arbol, sin_construir: list[Rutas]
) -> None:
    declarar_direccion(arbol, "pib_2025pr", oficial.poner("/pib.xlsx", A))
    antes = len(oficial.pedidos)
    assert principal(["actualizar", "--sin-red", "--raiz", str(arbol.raiz)]) == 0
    assert len(oficial.pedidos) == antes
    assert sin_construir == [arbol.rutas]


def test_una_sola_fuente(
    oficial: ServidorOficial,
    arbol: Arbol,
    sin_construir: list[Rutas],
    capsys: pytest.CaptureFixture[str],
) -> None:
    declarar_direccion(arbol, "pib_2025pr", oficial.poner("/pib.xlsx", A))
    declarar_direccion(arbol, "idc_2024", oficial.poner("/idc.xlsx", HTML))
    assert principal(["actualizar", "--fuente", "pib_2025pr", "--raiz", str(arbol.raiz)]) == 0
    assert "Fuentes: nuevo 1, sin cambios 0, falló 0, sin dirección oficial 0" in (
        capsys.readouterr().out
    )
    assert oficial.veces["/idc.xlsx"] == 0
    assert principal(["actualizar", "--fuente", "nieve", "--raiz", str(arbol.raiz)]) == 1
    assert "«nieve»" in capsys.readouterr().err


def test_una_actualizacion_a_la_vez(
    arbol: Arbol, sin_construir: list[Rutas], capsys: pytest.CaptureFixture[str]
) -> None:
    arbol.rutas.originales.mkdir()
    candado = arbol.rutas.originales / ".actualizacion.lock"
    with publicar.uno_a_la_vez(candado, "prueba"):
        assert principal(["actualizar", "--raiz", str(arbol.raiz)]) == 1
    assert "Ya hay otra actualización en curso" in capsys.readouterr().err
    assert sin_construir == []


@pytest.mark.lento
def test_muestra_de_la_matriz_de_fallos(
    oficial: ServidorOficial, tmp_path: Path, mart: Path
) -> None:
    """Tres muertes y dos a la vez; la matriz completa se corre a mano (tests/rendimiento)."""
    matriz = Matriz(tmp_path, mart, oficial)
    with matriz.leyendo(pausa_s=0.2):
        for segundos in (0.05, 0.3, 1.2):
            matriz.matar_a_los(segundos)
        dos_a_la_vez(matriz, 1)
    assert matriz.problemas == []
    assert matriz.lecturas > 3
    assert matriz.restos() == []
