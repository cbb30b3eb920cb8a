"""La página de la API para personas: qué hay y cómo traerlo a Excel, pandas, R o curl.

Un solo documento, sin JavaScript y sin pedir nada a nadie.
"""

from __future__ import annotations

import html
from dataclasses import fields
from pathlib import Path
from string import Template

from tablero import estilo
from tablero.api.catalogo import Catalogo, Mart
from tablero.api.descripcion import corte_de
from tablero.api.formatos import FORMATOS
from tablero.api.vistas import RAIZ as RAIZ_DE_VISTAS
from tablero.formato import entero, lista, periodo
from tablero.registro_de_vistas import MAXIMO_DE_VISTAS

_PLANTILLA = Path(__file__).with_name("pagina.html")
_EJEMPLO = "idc.csv?edicion=2024&cod_departamento=54&nivel=general"
_HERRAMIENTAS = {
    "Excel (Power Query)": """\
let
    Origen = Csv.Document(
        Web.Contents(
            "$raiz/idc.csv",
            [Query = [
                edicion = "2024", cod_departamento = "54", nivel = "general",
                columnas = "anio,puntaje_0_10,puesto"
            ]]
        ),
        [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]
    ),
    Tabla = Table.PromoteHeaders(Origen, [PromoteAllScalars = true]),
    Tipos = Table.TransformColumnTypes(
        Tabla,
        {{"anio", Int64.Type}, {"puntaje_0_10", type number}, {"puesto", Int64.Type}},
        "en-US"
    )
in
    Tipos""",
    "Python (pandas)": """\
import pandas as pd

idc = pd.read_csv("$raiz/$ejemplo")
# Un código como 05001 es texto: pídalo así para no perder el cero.
municipios = pd.read_csv("$raiz/dim_municipios.csv", dtype={"divipola": str})
# Parquet ya trae los tipos.
todo = pd.read_parquet("$raiz/observaciones.parquet")""",
    "R": """\
idc <- read.csv("$raiz/$ejemplo")
# Un código como 05001 es texto: pídalo así para no perder el cero.
municipios <- read.csv("$raiz/dim_municipios.csv", colClasses = c(divipola = "character"))""",
    "curl": """\
curl --compressed -o idc.csv "$raiz/$ejemplo"
# Sólo si cambió: guarda la marca de la copia y la compara.
curl --etag-save idc.etag --etag-compare idc.etag -o idc.xlsx "$raiz/idc.xlsx" """,
}
_DONDE = {
    "Excel (Power Query)": "Datos → Obtener datos → De otras fuentes → Consulta en blanco → Editor "
    "avanzado. Así los decimales entran bien aunque el equipo use coma.",
}


def pagina(catalogo: Catalogo, origen: str, base: str) -> str:
    """El documento HTML. ``origen``: «http://equipo:puerto» ya comprobado; ``base``: prefijo."""
    raiz = f"{origen}{base}/api/v1"
    return Template(_PLANTILLA.read_text(encoding="utf-8")).substitute(
        claro=_variables("claro"),
        oscuro=_variables("oscuro"),
        letra=estilo.FUENTE,
        tablas=entero(len(catalogo.marts)),
        filas=entero(sum(mart.filas for mart in catalogo.marts.values())),
        corte=html.escape(periodo(corte_de(catalogo))),
        formatos=html.escape(lista([f"{n} ({entero(f.tope)})" for n, f in FORMATOS.items()])),
        inicio=html.escape(f"{base}/"),
        raiz=html.escape(f"{base}/api/v1"),
        completa=html.escape(raiz),
        vista=html.escape(f"{origen}{base}{RAIZ_DE_VISTAS}/<código>.<formato>"),
        conservadas=html.escape(entero(MAXIMO_DE_VISTAS)),
        ejemplos="\n".join(
            _ejemplo(titulo, codigo, raiz) for titulo, codigo in _HERRAMIENTAS.items()
        ),
        lista="\n".join(_fila(mart, f"{base}/api/v1") for mart in catalogo.marts.values()),
    )


def _variables(tema: str) -> str:
    colores = estilo.colores(tema)
    papeles = ("fondo", "superficie", "texto", "tenue", "rejilla", "acento")
    assert set(papeles) <= {campo.name for campo in fields(colores)}
    return " ".join(f"--{papel}: {getattr(colores, papel)};" for papel in papeles)


def _ejemplo(titulo: str, codigo: str, raiz: str) -> str:
    texto = Template(codigo).substitute(raiz=raiz, ejemplo=_EJEMPLO).strip()
    donde = f"<p>{html.escape(_DONDE[titulo])}</p>" if titulo in _DONDE else ""
    rotulo = html.escape(titulo)
    # Lo que se desplaza de lado debe poder recibir el foco: si no, el teclado no lo alcanza.
    return (
        f'<h3>{rotulo}</h3>{donde}<pre tabindex="0" role="region" '
        f'aria-label="Código para {rotulo}"><code>{html.escape(texto)}</code></pre>'
    )


def _fila(mart: Mart, raiz: str) -> str:
    nombre = html.escape(mart.nombre)
    enlaces = " ".join(
        f'<a href="{html.escape(raiz)}/{nombre}.{extension}" '
        f'aria-label="{nombre} en {extension}">{extension}</a>'
        for extension in FORMATOS
    )
    columnas = ", ".join(f"<code>{html.escape(n)}</code>" for n in mart.nombres)
    return (
        f'<tr><th scope="row"><code>{nombre}</code></th>'
        f"<td>{html.escape(mart.descripcion)} Cada fila: {html.escape(mart.grano)}."
        f'<details><summary>{len(mart.columnas)} columnas<span class="oculto"> de {nombre}</span>'
        f"</summary>{columnas}</details></td>"
        f'<td class="numero">{entero(mart.filas)}</td><td class="enlaces">{enlaces}</td></tr>'
    )
