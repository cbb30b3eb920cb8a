"""En un navegador de verdad: nada se corta ni se pisa, a 358 y a 1100 px, en claro y en oscuro.

Las pruebas de unidad calculan los textos con anchos de Arial; ésta los mide ya dibujados, con la
letra que tenga el equipo, y comprueba que la figura no pida nada a ningún servidor.
"""

from __future__ import annotations

import re

import pandas as pd
import plotly.graph_objects as go
import pytest
from playwright.sync_api import Page

from tablero import estilo
from tablero.graficos.barras import barras_horizontales
from tablero.graficos.puestos import tira_de_puestos
from tablero.graficos.series import Quiebre, linea_con_quiebres
from tablero.mapas import leer_capa, mapa_de_clases, mapa_por_categoria

pytestmark = pytest.mark.navegador

ANIOS = [str(anio) for anio in range(2012, 2025)]

# Rectángulo de cada texto visible, y el del lienzo.
MEDIR = """() => {
  const gd = document.querySelector('.js-plotly-plot');
  const lienzo = gd.getBoundingClientRect();
  const cajas = [...gd.querySelectorAll('text')]
    .filter(t => t.textContent.trim() && t.getBoundingClientRect().width > 0)
    .map(t => [t.textContent, t.getBoundingClientRect()])
    .map(([t, c]) => ({t, i: c.left - lienzo.left, d: c.right - lienzo.left,
                       a: c.top - lienzo.top, b: c.bottom - lienzo.top}));
  const margen = gd._fullLayout._size;
  return {ancho: lienzo.width, alto: lienzo.height, cajas,
          margen: [margen.l, margen.r, margen.t, margen.b]};
}"""

# Como la pone la pantalla: a todo el ancho y con su alto.
DIBUJAR = """async ([texto, config]) => {
  const { data, layout } = JSON.parse(texto);
  const gd = document.querySelector('#imagen');
  Plotly.purge(gd);
  gd.style.width = '100%';
  gd.style.height = `${layout.height}px`;
  await Plotly.newPlot(gd, data, layout, config);
}"""


def serie(tema: str) -> go.Figure:
    tablas = [
        pd.DataFrame(
            {
                "serie": nombre,
                "periodo": ANIOS,
                "valor": [base + (i * 7) % 5 for i in range(len(ANIOS))],
                "segmento": ["a"] * 9 + ["b"] * 4,
            }
        )
        for nombre, base in (("Norte de Santander", 44.2), ("Colombia", 41), ("Santander", 40))
    ]
    quiebres = [
        Quiebre("2018", "Se actualizan las líneas de pobreza con la encuesta de presupuestos"),
        Quiebre("2021", "Cambia el marco muestral: los dos lados no se comparan"),
    ]
    return linea_con_quiebres(pd.concat(tablas), unidad="pct", quiebres=quiebres, tema=tema)


def barras(tema: str) -> go.Figure:
    tabla = pd.DataFrame(
        {
            "etiqueta": ["Norte de Santander", "Archipiélago de San Andrés", "Vichada", "Meta"],
            "valor": [12_534.5, -830.2, None, 0],
        }
    )
    return barras_horizontales(
        tabla,
        unidad="mill_usd",
        destacados=["Norte de Santander"],
        referencia=(9_000, "Promedio de los departamentos"),
        tema=tema,
    )


def tira(tema: str) -> go.Figure:
    filas = [
        {
            "fila": fila,
            "cod_departamento": f"{i:02}" if i != 7 else "54",
            "departamento": f"Departamento {i}" if i != 7 else "Norte de Santander",
            "valor": 3 + i * 0.15,
            "puesto": 34 - i,
            "n_evaluados": 33,
        }
        for fila in ("Salud", "Educación superior y formación para el trabajo")
        for i in range(1, 34)
    ]
    return tira_de_puestos(
        pd.DataFrame(filas), unidad="puntaje_0_10", pares=["01", "02", "33"], tema=tema
    )


def mapa(tema: str) -> go.Figure:
    municipios = leer_capa("municipios")
    colores = dict(zip("abc", estilo.categoricos(3), strict=True))
    nombres = {"a": "Nombrado", "b": "Mencionado sin año", "c": "Exceptuado por el informe"}
    return mapa_por_categoria(
        municipios.assign(estado=["a", "b", "c", None] * 10),
        "estado",
        colores,
        nombres,
        contorno=leer_capa("camaras"),
        etiquetas=["54001", "54498", "54518", "54874", "54810"],
        tema=tema,
    )


def clases(tema: str) -> go.Figure:
    municipios = leer_capa("municipios")
    valores = {codigo: float(i) for i, codigo in enumerate(municipios["divipola"])}
    return mapa_de_clases(municipios, valores, [1, 10, 20, 30, 40], unidad="pct", tema=tema)


FIGURAS = {f.__name__: f for f in (serie, barras, tira, mapa, clases)}


# El tema cambia colores, no medidas: en oscuro basta una.
@pytest.mark.parametrize(
    ("nombre", "tema"), [*((nombre, "claro") for nombre in FIGURAS), ("serie", "oscuro")]
)
def test_todo_cabe_y_nada_se_pisa(hoja: Page, nombre: str, tema: str) -> None:
    figura = estilo.terminar(
        FIGURAS[nombre](tema),
        titulo="Norte de Santander cae del puesto 15 al 17 en densidad empresarial desde 2020",
        subtitulo="Empresas por cada 1.000 habitantes, 2012-2024. Edición 2025.",
        fuentes=["DANE, anexo departamental, edición 2023", "DANE, MGN 2018"],
        corte="2026-11-21",
        alt="Prueba.",
        notas=["El punto hueco es una cifra preliminar."],
        tema=tema,
        sentido="menos_es_mejor",
    )
    assert estilo.sufijo_prohibido(figura) == []
    pedidos: list[str] = []
    hoja.on("request", lambda peticion: pedidos.append(peticion.url))
    for ancho in (estilo.ANCHO_TELEFONO, 1100):
        hoja.set_viewport_size({"width": ancho, "height": int(figura.layout.height)})
        hoja.evaluate(DIBUJAR, [figura.to_json(), estilo.CONFIGURACION_PLOTLY])
        medida = hoja.evaluate(MEDIR)
        assert medida["ancho"] == ancho
        margen = figura.layout.margin
        assert medida["margen"] == [margen.l, margen.r, margen.t, margen.b]
        cajas = medida["cajas"]
        assert len(cajas) >= 4
        fuera = [
            c["t"]
            for c in cajas
            if c["i"] < -1
            or c["d"] > medida["ancho"] + 1
            or c["a"] < -1
            or c["b"] > medida["alto"] + 1
        ]
        pisados = [
            (una["t"], otra["t"])
            for i, una in enumerate(cajas)
            for otra in cajas[i + 1 :]
            if min(una["d"], otra["d"]) - max(una["i"], otra["i"]) > 2
            and min(una["b"], otra["b"]) - max(una["a"], otra["a"]) > 3
        ]
        assert not fuera, f"Se salen a {ancho} px: {fuera}"
        assert not pisados, f"Se pisan a {ancho} px: {pisados}"
    assert not [p for p in pedidos if re.match(r"https?:", p)]
