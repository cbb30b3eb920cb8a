"""La imagen de una vista: sus medidas, sus textos, su sitio y su nombre."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from pipelines import imagenes as orden
from tablero import estilo
from tablero.graficos.puestos import tira_de_puestos
from tablero.graficos.series import linea_con_quiebres
from tablero.imagenes.composicion import (
    FORMATOS,
    TAMANOS,
    Tamano,
    figura_para_imagen,
    nombre_de_imagen,
    textos_de,
)
from tablero.mapas import leer_capa, mapa_de_clases
from tablero.vistas import VistaCongelada, congelar

FUENTE = {
    "fuente_id": "idc_2025", "productor": "CPC", "titulo": "Índice", "edicion": "2025",
    "ultimo_dato": "2025", "cita": "CPC (2025).", "fecha_consulta": "2026-11-21",
}  # fmt: skip
TITULO = "Norte de Santander cae del puesto 15 al 17 en densidad empresarial desde 2020, " * 2
CADA_TAMANO = pytest.mark.parametrize("tamano", TAMANOS.values(), ids=lambda t: t.clave)


def linea() -> go.Figure:
    tabla = pd.DataFrame(
        {
            "serie": "Norte de Santander",
            "periodo": ["2023", "2024", "2025"],
            "valor": [4.93, 5.13, 5.28],
            "segmento": "a",
        }
    )
    return linea_con_quiebres(tabla, unidad="puntaje_0_10")


def tiras() -> go.Figure:
    filas = [
        {
            "fila": fila,
            "cod_departamento": "54" if i == 7 else f"{i:02}",
            "departamento": f"Departamento {i}",
            "valor": i * 0.3,
            "puesto": 34 - i,
            "n_evaluados": 33,
        }
        for fila in ("Salud", "Educación superior y formación para el trabajo", "Innovación")
        for i in range(1, 34)
    ]
    return tira_de_puestos(pd.DataFrame(filas), unidad="puntaje_0_10")


def mapa() -> go.Figure:
    municipios = leer_capa("municipios")
    valores = {codigo: float(i) for i, codigo in enumerate(municipios["divipola"])}
    return mapa_de_clases(municipios, valores, [1, 10, 20, 30, 40], unidad="pct")


def vista(figura: go.Figure, **textos: Any) -> VistaCongelada:
    puestos = {
        "titulo": TITULO,
        "subtitulo": "Empresas por cada 1.000 habitantes, 2012-2024. Edición 2025.",
        "fuentes": ["DANE, anexo departamental", "DANE, MGN 2018"],
        "corte": "2026-11-21",
        "alt": "Prueba.",
        "notas": ["El punto hueco es preliminar."],
    }
    return congelar(
        estilo.terminar(figura, **(puestos | textos)),
        pd.DataFrame({"anio": [2025], "puesto": [17]}),
        fuentes=[FUENTE],
        tema="densidad empresarial",
        clave="emp_densidad",
        filtros={"anio": 2025, "departamento": ["54", "68"], "camara": None},
        direccion="/empresas",
        pagina="Tejido empresarial",
    )


def escrito(figura: go.Figure) -> str:
    """Todo lo que se lee en las anotaciones, de corrido."""
    textos = " ".join(str(nota.text) for nota in figura.layout.annotations)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", textos))


@pytest.mark.parametrize(
    ("clave", "diseno", "pixeles"),
    [
        ("diapositiva", (1280, 720), (2560, 1440)),
        ("media-diapositiva", (640, 720), (1280, 1440)),
        ("informe-carta", (816, 1056), (2550, 3300)),
        ("cuadrado", (720, 720), (1440, 1440)),
    ],
)
def test_las_medidas_son_las_dichas(
    clave: str, diseno: tuple[int, int], pixeles: tuple[int, int]
) -> None:
    tamano = TAMANOS[clave]
    assert ((tamano.ancho, tamano.alto), tamano.pixeles) == (diseno, pixeles)
    figura = figura_para_imagen(vista(linea()), tamano)
    assert (figura.layout.width, figura.layout.height) == diseno


def test_la_orden_ofrece_los_mismos_tamanos_y_formatos() -> None:
    assert tuple(TAMANOS) == orden.TAMANOS
    assert FORMATOS == orden.FORMATOS


@CADA_TAMANO
@pytest.mark.parametrize("dibujar", [linea, tiras, mapa])
def test_lleva_todos_sus_textos(tamano: Tamano, dibujar: Any) -> None:
    quieta = vista(dibujar())
    leido = escrito(figura_para_imagen(quieta, tamano))
    for texto in (
        TITULO.strip(),
        "Empresas por cada 1.000 habitantes, 2012-2024. Edición 2025.",
        "El punto hueco es preliminar.",
        "Fuentes: DANE, anexo departamental; DANE, MGN 2018. Corte: 21 de noviembre de 2026.",
        "Filtros: Año: 2025; Departamento: Norte de Santander y Santander.",
        f"Código {quieta.codigo}.",
    ):
        assert texto in leido


@CADA_TAMANO
def test_los_textos_no_se_pisan_ni_se_salen(tamano: Tamano) -> None:
    """También con un pie de veinte notas, que se escribe más pequeño antes de tapar el dibujo."""
    quieta = vista(linea(), notas=[f"Nota {i} de las que explican el método." for i in range(20)])
    bloques, desde, hasta = textos_de(quieta, tamano)
    assert [bloque.nombre for bloque in bloques] == ["titulo", "subtitulo", "pie"]
    assert bloques[-1].px < tamano.pie
    bordes = [(b.arriba, b.arriba + b.alto) for b in bloques]
    bordes.insert(2, (desde, hasta))
    assert bordes[0][0] >= tamano.margen
    assert bordes[-1][1] <= tamano.alto - tamano.margen / 2
    assert all(una[1] <= otra[0] for una, otra in pairwise(bordes))
    util = tamano.ancho - 2 * tamano.margen
    for bloque in bloques:
        for texto in bloque.lineas:
            assert estilo.ancho_de_texto(texto, bloque.px, negrita=bloque.negrita) <= util
    margen = figura_para_imagen(quieta, tamano).layout.margin
    assert margen.t >= desde
    assert margen.b >= tamano.alto - hasta


@CADA_TAMANO
def test_el_rotulo_final_sigue_a_su_linea(tamano: Tamano) -> None:
    """Va en píxeles desde el fondo de los datos: a la misma parte del alto que en pantalla."""
    quieta = vista(linea())
    assert quieta.figura is not None

    def parte(lienzo: Any) -> float:
        (final,) = [nota for nota in lienzo["annotations"] if nota["name"] == "final"]
        margen = lienzo["margin"]
        return float(final["yshift"] / (lienzo["height"] - margen["t"] - margen["b"]))

    imagen = figura_para_imagen(quieta, tamano).layout.to_plotly_json()
    assert parte(imagen) == pytest.approx(parte(quieta.figura["layout"]), abs=0.02)


def test_en_las_tiras_el_rotulo_va_al_lado_de_su_raya() -> None:
    figura = figura_para_imagen(vista(tiras()), TAMANOS["diapositiva"])
    rotulos = [nota for nota in figura.layout.annotations if nota.name == "fila"]
    rayas = [forma.y0 for forma in figura.layout.shapes if forma.y0 == forma.y1]
    assert [rotulo.y for rotulo in rotulos] == rayas
    assert {rotulo.yanchor for rotulo in rotulos} == {"middle"}
    nombre, lugar = str(rotulos[1].text).split("<br>")
    assert nombre == "Educación superior y formación para el trabajo"
    assert lugar.replace("\u00a0", " ") == "<b>27 de 33 · 2,10</b>"
    assert all(-nota.xshift < figura.layout.margin.l for nota in rotulos)


def test_la_leyenda_del_mapa_va_al_lado_si_sobra_ancho() -> None:
    apaisada = figura_para_imagen(vista(mapa()), TAMANOS["diapositiva"]).layout
    assert (apaisada.legend.orientation, apaisada.legend.y) == ("v", 1)
    assert apaisada.legend.x < 0
    hoja = figura_para_imagen(vista(mapa()), TAMANOS["informe-carta"]).layout
    assert hoja.legend.x == 0
    assert hoja.legend.y > 1


def test_una_tabla_no_tiene_imagen() -> None:
    tabla = congelar(
        None, pd.DataFrame({"anio": [2025]}), fuentes=[FUENTE], tema="pares", clave="p",
        filtros=None, direccion="/x", pagina="X",
    )  # fmt: skip
    with pytest.raises(ValueError, match="es una tabla"):
        figura_para_imagen(tabla, TAMANOS["cuadrado"])


def test_el_nombre_dice_tema_filtros_corte_tamano_y_codigo() -> None:
    quieta = vista(linea())
    assert nombre_de_imagen(quieta, TAMANOS["cuadrado"], "svg") == (
        "densidad-empresarial_anio-2025_departamento-54-y-68_corte-2026-11-21_cuadrado_"
        f"{quieta.codigo}.svg"
    )
