"""La vista congelada: qué guarda, qué código le toca y cómo pasa de oscuro a claro."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tablero import estilo
from tablero.graficos.series import linea_con_quiebres
from tablero.vistas import VistaCongelada, congelar, numeros

FUENTE = {
    "fuente_id": "idc_2025", "productor": "CPC", "titulo": "IDC 2025", "edicion": "2025",
    "ultimo_dato": "2025", "cita": "CPC. IDC 2025.", "fecha_consulta": "2026-11-21",
    "ficha": "no viaja",
}  # fmt: skip
DATOS = pd.DataFrame({"anio": [2024, 2025], "valor": [5.13, 5.28]})


def figura(tema: str = "claro") -> go.Figure:
    tabla = pd.DataFrame(
        {"serie": "Norte de Santander", "periodo": ["2024", "2025"], "valor": [5.13, 5.28]}
    )
    return estilo.terminar(
        linea_con_quiebres(tabla, unidad="puntaje_0_10", tema=tema),
        titulo="Sube a 5,28",
        subtitulo="Puntaje de 0 a 10.",
        fuentes=["CPC, IDC 2025"],
        corte="2025",
        alt="Línea que sube.",
        notas=["Recalculado."],
        tema=tema,
    )


def vista(**cambios: Any) -> VistaCongelada:
    argumentos: dict[str, Any] = {
        "fuentes": [FUENTE], "tema": "puntaje del IDC", "clave": "idc", "filtros": {"anio": 2025},
        "direccion": "/competitividad?anio=2025", "pagina": "Competitividad",
    }  # fmt: skip
    return congelar(figura(), DATOS, **(argumentos | cambios))


def test_guarda_los_textos_de_la_figura_y_no_la_ficha_de_pantalla() -> None:
    quieta = vista()
    assert (quieta.titulo, quieta.subtitulo) == ("Sube a 5,28", "Puntaje de 0 a 10.")
    assert (quieta.alt, quieta.notas, quieta.corte) == (
        "Línea que sube.",
        ("Recalculado.",),
        "2025",
    )
    assert quieta.consultada == "2026-11-21"
    assert quieta.fuentes == (
        {k: FUENTE[k] for k in FUENTE if k not in ("ficha", "fecha_consulta")},
    )
    assert quieta.filtros_en_palabras == "Año: 2025"


def test_sin_figura_el_titulo_es_el_tema_y_se_describe_la_tabla() -> None:
    quieta = congelar(
        None, DATOS, fuentes=[FUENTE], tema="pares", clave="p", filtros=None, direccion="/x",
        pagina="X",
    )  # fmt: skip
    assert quieta.titulo == "Pares"
    assert quieta.alt == "Tabla de pares: 2 filas y 2 columnas."
    assert quieta.filtros_en_palabras == "ninguno"
    assert quieta.corte == "2025"


def test_nada_sale_sin_fuentes() -> None:
    with pytest.raises(ValueError, match="sin fuentes"):
        vista(fuentes=[])


def test_el_codigo_es_el_mismo_para_lo_mismo_y_no_usa_letras_que_se_confunden() -> None:
    assert vista().codigo == vista().codigo
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{8}", vista().codigo)
    assert vista(filtros={"a": 1, "b": 2}).codigo == vista(filtros={"b": 2, "a": 1}).codigo


@pytest.mark.parametrize(
    "cambio",
    [
        {"direccion": "/competitividad?anio=2024"},
        {"filtros": {"anio": 2024}},
        {"fuentes": [{**FUENTE, "edicion": "2024"}]},
        {"fuentes": [{**FUENTE, "ultimo_dato": "2026"}]},
    ],
)
def test_el_codigo_cambia_con_la_direccion_los_filtros_y_la_edicion(cambio: dict[str, Any]) -> None:
    assert vista(**cambio).codigo != vista().codigo


def test_el_codigo_cambia_con_una_cifra_y_no_con_un_rotulo() -> None:
    otra_cifra = replace(vista(), datos=DATOS.assign(valor=[5.13, 5.29]))
    assert otra_cifra.codigo != vista().codigo
    assert replace(vista(), titulo="Otro", alt="Otro").codigo == vista().codigo


def test_la_figura_oscura_se_congela_clara() -> None:
    oscura, clara = congelar(
        figura("oscuro"), DATOS, fuentes=[FUENTE], tema="x", clave="x", filtros=None,
        direccion="/x", pagina="X",
    ), vista()  # fmt: skip
    assert oscura.figura is not None
    assert clara.figura is not None
    (linea,), (esperada,) = oscura.figura["data"], clara.figura["data"]
    assert linea["line"] == esperada["line"] == {"color": "#B5121B", "dash": "solid", "width": 3}
    assert linea["marker"] == esperada["marker"]
    finales = [n for n in oscura.figura["layout"]["annotations"] if n["name"] == "final"]
    assert [n["font"]["color"] for n in finales] == ["#B5121B"]


def test_los_transparentes_tambien_pasan_a_claro() -> None:
    rojo_oscuro = estilo.TEMAS["oscuro"].acento
    dibujo = go.Figure(go.Scatter(x=[1], y=[1], fillcolor=estilo.transparente(rojo_oscuro, 0.16)))
    dibujo.update_layout(meta={"tema": "oscuro", "alt": "a", "titulo": "t"})
    quieta = congelar(
        dibujo, DATOS, fuentes=[FUENTE], tema="x", clave="x", filtros=None, direccion="/x",
        pagina="X",
    )  # fmt: skip
    assert quieta.figura is not None
    assert quieta.figura["data"][0]["fillcolor"] == "rgba(181,18,27,0.16)"


@given(st.lists(st.floats(allow_infinity=False, width=32)))
def test_los_numeros_se_leen_igual_comprimidos_y_en_lista(valores: list[float]) -> None:
    esperados = [None if v != v else v for v in valores]
    comprimido = go.Figure(go.Scatter(x=np.array(valores, dtype="float32"))).to_dict()["data"][0]
    assert numeros(comprimido.get("x")) == esperados
    assert numeros(valores) == esperados
