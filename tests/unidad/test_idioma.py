"""El marco en español: que las frases sigan existiendo y que se sirvan bien.

Las rutas estáticas de estas pruebas son las de Streamlit; sólo falta el resto del servidor.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from streamlit.material_icon_names import ALL_MATERIAL_ICONS
from streamlit.web.server.starlette.starlette_static_routes import (
    create_streamlit_static_assets_routes,
)

from tablero import idioma
from tablero.idioma import GUIONES, HUELLA, Grupo, grupos, guion_comprimido, patron, traducir
from tablero.servidor import INTERMEDIARIOS
from tests.apoyo import en_otro_hilo
from tests.ingles import ingles_en, palabras_inglesas

INSTALADOS = {ruta.name: ruta for ruta in sorted(GUIONES.glob("*.js"))}
SUFIJO = "Vuelva a leer tablero/traducciones.yml con el Streamlit instalado."


def raiz(archivo: str) -> str:
    return archivo.split(".")[0]


def del_grupo(grupo: Grupo) -> list[Path]:
    return [ruta for nombre, ruta in INSTALADOS.items() if raiz(nombre) in grupo.archivos]


def el_guion(nombre: str) -> str:
    """El nombre instalado, con huella, del guion más grande que se llama así."""
    candidatos = [n for n in INSTALADOS if raiz(n) == nombre]
    return max(candidatos, key=lambda n: INSTALADOS[n].stat().st_size)


TRADUCIDOS = [nombre for nombre in INSTALADOS if guion_comprimido(nombre) is not None]
POR_LUGAR = pytest.mark.parametrize("grupo", grupos(), ids=lambda grupo: grupo.lugar)


# ---------------------------------------------------------------- las frases


@POR_LUGAR
def test_cada_frase_esta_en_el_streamlit_instalado(grupo: Grupo) -> None:
    instalados = {raiz(nombre) for nombre in INSTALADOS}
    assert set(grupo.archivos) <= instalados, f"Faltan {set(grupo.archivos) - instalados}. {SUFIJO}"
    contenido = b"\n".join(ruta.read_bytes() for ruta in del_grupo(grupo))
    faltan = [f for f in grupo.frases if not patron({f.encode(): b""}).search(contenido)]
    faltan += [codigo for codigo in grupo.codigo if codigo.encode() not in contenido]
    assert not faltan, f"Ya no están: {faltan}. {SUFIJO}"


@POR_LUGAR
def test_las_traducciones_son_posibles(grupo: Grupo) -> None:
    for ingles, espanol in {**grupo.frases, **grupo.codigo}.items():
        assert espanol.strip(), f"«{ingles}» queda vacía"
    for ingles, espanol in grupo.codigo.items():
        assert espanol != ingles, f"«{ingles}» queda igual"
        # Se cambia lo que va entre comillas: las demás piezas del código se quedan.
        assert espanol.count("`") >= ingles.count("`")
    for ingles, espanol in grupo.frases.items():
        assert espanol != ingles, f"«{ingles}» queda igual"
        assert espanol.count("{}") == ingles.count("{}"), f"«{ingles}» pierde un valor"
        for signo in "`\"'\\$":
            assert espanol.count(signo) <= ingles.count(signo), f"«{espanol}» cerraría el literal"


def test_las_traducciones_no_dejan_ingles() -> None:
    espanol = {frase for grupo in grupos() for frase in grupo.frases.values()}
    assert len(espanol) > 300
    assert ingles_en(espanol) == []


def test_las_palabras_inglesas_no_son_iconos() -> None:
    """Un ícono está en la página como texto, con su nombre: «search»."""
    assert [icono for icono in ALL_MATERIAL_ICONS if palabras_inglesas().search(icono)] == []
    assert ingles_en(["Download as CSV", "Pin column", "No results"]) != []


@pytest.mark.skipif(not shutil.which("node"), reason="sin node no hay quien revise el JavaScript")
def test_lo_traducido_sigue_siendo_javascript(tmp_path: Path) -> None:
    assert TRADUCIDOS
    for nombre in TRADUCIDOS:
        copia = tmp_path / f"{nombre}.mjs"
        copia.write_bytes(gzip.decompress(guion_comprimido(nombre) or b""))
        revision = subprocess.run(
            ["node", "--check", str(copia)], capture_output=True, text=True, check=False
        )
        assert revision.returncode == 0, f"{nombre}: {revision.stderr}"


@pytest.mark.rendimiento
def test_traducirlo_todo_toma_menos_de_segundo_y_medio() -> None:
    inicio = time.process_time()  # de procesador: lo demás que corra en el equipo no cuenta
    for nombre in TRADUCIDOS:
        guion_comprimido.__wrapped__(nombre)
    assert time.process_time() - inicio < 1.5


# ---------------------------------------------------------------- qué se cambia y qué no


@pytest.fixture
def frases(monkeypatch: pytest.MonkeyPatch) -> None:
    grupo = Grupo(
        "prueba",
        ["menu"],
        {"Close": "Cerrar", "Page {} of {}": "Página {} de {}"},
        {"label:`Open`": "label:`Abrir`"},
    )
    monkeypatch.setattr(idioma, "grupos", lambda: [grupo])


@pytest.mark.usefixtures("frases")
@pytest.mark.parametrize(
    ("ingles", "espanol"),
    [
        ("f(`Close`)", "f(`Cerrar`)"),
        ('f("Close")', 'f("Cerrar")'),
        ("f('Close')", "f('Cerrar')"),
        ("a?`Close`:b", "a?`Cerrar`:b"),
        ("`Page ${e.n} of ${t}`", "`Página ${e.n} de ${t}`"),
        ("[{label:`Open`},`Open`]", "[{label:`Abrir`},`Open`]"),
        ("f(`Close it`)", "f(`Close it`)"),
        ("f(Close)", "f(Close)"),
        ('{"Close":1}', '{"Close":1}'),
        ("f(`Close')", "f(`Close')"),
        ("`Page ${e?`a`:``} of ${t}`", "`Page ${e?`a`:``} of ${t}`"),
    ],
)
def test_solo_se_cambian_literales_completos(ingles: str, espanol: str) -> None:
    assert traducir("menu.Ab1.js", ingles.encode()) == espanol.encode()
    assert traducir("otro.Ab1.js", ingles.encode()) == ingles.encode()


@pytest.mark.parametrize(
    ("nombre", "codigo"),
    [
        ("index", "id:`Sidebar`"),
        ("index", "case`Light`:"),
        ("index", "t===`Connection closed`||t===`Request timed out`"),
        ("utils", "e.name===`Use system setting`"),
        ("PlotlyChart", "+`Cancel`+"),
        ("useFloatingOverlay", "?`start`:`end`"),
    ],
)
def test_lo_que_es_identificador_se_queda_en_ingles(nombre: str, codigo: str) -> None:
    original = INSTALADOS[el_guion(nombre)].read_bytes()
    assert codigo.encode() in original, f"Ya no está «{codigo}»: busque su equivalente. {SUFIJO}"
    assert codigo.encode() in traducir(nombre, original)


# ---------------------------------------------------------------- lo que sale del servidor


class Respuesta(NamedTuple):
    estado: int
    cabeceras: Headers
    cuerpo: bytes


# Servidos bajo /tablero, como detrás de un intermediario; y sin lo nuestro, para comparar.
TABLERO = Starlette(
    routes=create_streamlit_static_assets_routes("tablero"), middleware=INTERMEDIARIOS
)
STREAMLIT = Starlette(routes=create_streamlit_static_assets_routes("tablero"))


def pedir(ruta: str, metodo: str = "GET", app: Starlette = TABLERO, **cabeceras: str) -> Respuesta:
    pares = [(n.replace("_", "-").encode(), v.encode()) for n, v in cabeceras.items()]
    alcance = {
        "type": "http", "method": metodo, "path": f"/tablero/{ruta}", "root_path": "",
        "query_string": b"", "headers": pares,
    }  # fmt: skip
    enviado: list[dict[str, Any]] = []

    async def recibir() -> dict[str, Any]:
        return await asyncio.Future()  # quien pide se queda hasta el final

    async def enviar(mensaje: Any) -> None:
        enviado.append(mensaje)

    en_otro_hilo(lambda: asyncio.run(app(alcance, recibir, enviar)))
    inicio, *trozos = enviado
    cuerpo = b"".join(trozo.get("body", b"") for trozo in trozos)
    return Respuesta(inicio["status"], Headers(raw=inicio["headers"]), cuerpo)


INDEX = el_guion("index")
EN_ESPANOL = f"static/es-{HUELLA}/"


@pytest.mark.parametrize("acepta", ["gzip, deflate, br", "identity", ""])
def test_el_guion_traducido_lleva_las_cabeceras_del_original(acepta: str) -> None:
    original = pedir(f"static/js/{INDEX}")
    traducido = pedir(EN_ESPANOL + INDEX, accept_encoding=acepta)
    assert traducido.estado == 200
    for cabecera in ("content-type", "cache-control"):
        assert traducido.cabeceras[cabecera] == original.cabeceras[cabecera]
    assert "javascript" in traducido.cabeceras["content-type"]
    assert traducido.cabeceras["content-length"] == str(len(traducido.cuerpo))
    assert traducido.cabeceras["vary"] == "Accept-Encoding"
    # La fecha y los tramos son de los bytes originales.
    assert not {"last-modified", "accept-ranges"} & set(traducido.cabeceras)
    assert ("gzip" in acepta) == (traducido.cabeceras.get("content-encoding") == "gzip")
    cuerpo = gzip.decompress(traducido.cuerpo) if "gzip" in acepta else traducido.cuerpo
    assert cuerpo == traducir(INDEX, original.cuerpo)
    assert b"Saltar al contenido principal" in cuerpo


def test_a_un_head_se_le_dice_el_tamano_sin_cuerpo() -> None:
    completa = pedir(EN_ESPANOL + INDEX, accept_encoding="gzip")
    cabeza = pedir(EN_ESPANOL + INDEX, "HEAD", accept_encoding="gzip")
    assert cabeza.cuerpo == b""
    assert cabeza.cabeceras == completa.cabeceras


def test_quien_tiene_el_ingles_recibe_el_espanol() -> None:
    ingles = pedir(f"static/js/{INDEX}").cabeceras
    condiciones = {
        "if_none_match": ingles["etag"],
        "if_modified_since": ingles["last-modified"],
        "range": "bytes=0-9",
    }
    assert pedir(f"static/js/{INDEX}", if_none_match=ingles["etag"]).estado == 304
    respuesta = pedir(EN_ESPANOL + INDEX, **condiciones)
    assert respuesta.estado == 200
    assert b"Skip to main content" not in respuesta.cuerpo


def test_quien_ya_tiene_el_espanol_no_lo_descarga_otra_vez() -> None:
    etag = pedir(EN_ESPANOL + INDEX).cabeceras["etag"]
    respuesta = pedir(EN_ESPANOL + INDEX, if_none_match=etag)
    assert (respuesta.estado, respuesta.cuerpo) == (304, b"")


def test_una_pestana_abierta_antes_de_cambiar_las_frases_sigue_andando() -> None:
    assert pedir(f"static/es-000000000000/{INDEX}").cuerpo == pedir(EN_ESPANOL + INDEX).cuerpo


SIN_TEXTOS = next(n for n in INSTALADOS if n not in TRADUCIDOS)


@pytest.mark.parametrize(
    ("pedida", "original"),
    [
        (EN_ESPANOL + SIN_TEXTOS, GUIONES / SIN_TEXTOS),
        (f"static/js/{INDEX}", GUIONES / INDEX),
        ("static/css/{0}", next((GUIONES.parent / "css").glob("index*.css"))),
        ("favicon.png", GUIONES.parents[1] / "favicon.png"),
    ],
)
def test_lo_demas_pasa_byte_a_byte(pedida: str, original: Path) -> None:
    respuesta = pedir(pedida.format(original.name), accept_encoding="gzip")
    assert respuesta.estado == 200
    assert respuesta.cuerpo == original.read_bytes()
    original_de_streamlit = pedida.format(original.name).replace(EN_ESPANOL, "static/js/")
    assert respuesta == pedir(original_de_streamlit, app=STREAMLIT)


@pytest.mark.parametrize("archivo", ["no_existe.js", "..%2findex.js", "index.js"])
def test_un_guion_que_no_existe_es_lo_que_diga_streamlit(archivo: str) -> None:
    assert pedir(EN_ESPANOL + archivo).estado == pedir(f"static/js/{archivo}").estado


def test_fuera_de_la_carpeta_de_streamlit_no_hay_guion() -> None:
    respuesta = pedir(f"otra/{EN_ESPANOL}{INDEX}")
    assert respuesta.cabeceras["content-type"].startswith("text/html")
    assert b'<html lang="es-CO">' in respuesta.cuerpo


# ---------------------------------------------------------------- el documento


@pytest.mark.parametrize("ruta", ["", "metas"])
def test_el_documento_esta_en_espanol_y_pide_los_guiones_traducidos(ruta: str) -> None:
    respuesta = pedir(ruta, accept="text/html,*/*", accept_encoding="gzip")
    html = respuesta.cuerpo.decode()
    assert respuesta.cabeceras["content-length"] == str(len(respuesta.cuerpo))
    assert '<html lang="es-CO">' in html
    assert "You need to enable JavaScript" not in html
    pedidos = re.findall(r'"\./(static/.*?)[\w.-]+\.js"', html)
    assert len(pedidos) > 50
    assert set(pedidos) == {EN_ESPANOL}


def test_el_documento_guardado_en_ingles_no_se_da_por_bueno() -> None:
    """Streamlit respondería 304 y el navegador volvería a mostrar el que tiene."""
    etag = pedir("", app=STREAMLIT).cabeceras["etag"]
    assert pedir("", app=STREAMLIT, if_none_match=etag).estado == 304
    respuesta = pedir("", accept="text/html", if_none_match=etag)
    assert respuesta.estado == 200
    assert "etag" not in respuesta.cabeceras
    assert "last-modified" not in respuesta.cabeceras
