"""La presentación con figuras hechas aquí: formatos, plantillas, textos hostiles y lo que sobra."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.util import Inches

from pipelines.rutas import Rutas
from tablero import estilo
from tablero.exportaciones import figura_de_areas
from tablero.formato import formatear
from tablero.graficos.barras import barras_horizontales
from tablero.graficos.puestos import tira_de_puestos
from tablero.graficos.series import Quiebre, linea_con_quiebres
from tablero.mapas import mapa_de_circulos, mapa_de_clases
from tablero.presentacion.armado import armar
from tablero.presentacion.lectura import Barras, Lineas, Mapa, Puntos, formato_de, leer
from tablero.presentacion.plantilla import (
    ErrorDePresentacion,
    abrir,
    plantilla_de_la_entidad,
)
from tablero.presentacion.textos import ajustar, color_de, limpio
from tablero.vistas import VistaCongelada, congelar

FUENTE = {
    "fuente_id": "f", "productor": "Productor", "titulo": "Título", "edicion": "2025",
    "ultimo_dato": "2025", "cita": "Productor. Título.", "fecha_consulta": "2026-11-21",
}  # fmt: skip
TABLA = pd.DataFrame({"departamento": ["Uno", "Dos"], "anio": [2024, 2025]})


def vista(
    figura: go.Figure | None, datos: pd.DataFrame = TABLA, *, titulo: str = "El hallazgo"
) -> VistaCongelada:
    if figura is not None:
        estilo.terminar(
            figura, titulo=titulo, subtitulo="La medida, en porcentaje.", fuentes=["F"],
            corte="2025", alt="Lo que se ve.",
        )  # fmt: skip
    return congelar(
        figura, datos, fuentes=[FUENTE], tema="un tema", clave="clave", filtros={"anio": 2025},
        direccion="/pagina?anio=2025", pagina="Página",
    )  # fmt: skip


def abierta(*vistas: VistaCongelada, **resto: Any) -> Any:
    return Presentation(io.BytesIO(armar(list(vistas), titulo="Prueba", **resto)))


def barras(**columnas: Any) -> go.Figure:
    return barras_horizontales(pd.DataFrame(columnas), unidad="pct", destacados=("Uno",))


def linea() -> go.Figure:
    tabla = pd.DataFrame(
        {
            "serie": ["N"] * 4,
            "periodo": ["2018", "2019", "2021", "2022"],
            "valor": [50.0, 52.5, 40.0, None],
        }
    )
    return linea_con_quiebres(
        tabla, unidad="pct", destacada="N", quiebres=[Quiebre("2021", "Otro marco")]
    )


# ── Lectura ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("textos", "codigo"),
    [
        (["51,9\u202f%", "44,0\u202f%"], '#,##0.0"\u202f%";"−"#,##0.0"\u202f%"'),
        (["$\u00a018.142"], '"$\u00a0"#,##0;"−""$\u00a0"#,##0'),
        (["+3,33", "−0,50", "0,00"], '"+"#,##0.00;"−"#,##0.00;#,##0.00'),
        (["1.º", "33.º"], '#,##0".º";"−"#,##0".º"'),
        (["1.004,5", "654,1"], '#,##0.0;"−"#,##0.0'),
        (["sin dato"], "General"),
        ([], "General"),
    ],
)
def test_el_formato_escribe_lo_mismo_que_la_pantalla(textos: list[str], codigo: str) -> None:
    assert formato_de(textos) == codigo


@given(st.floats(-1e9, 1e9), st.sampled_from(["pct", "puntaje_0_10", "habitantes", "mill_usd"]))
def test_el_formato_guarda_los_decimales_y_lo_que_rodea_la_cifra(valor: float, unidad: str) -> None:
    texto = formatear(valor, unidad, corto=True)
    positivo = formato_de([texto]).split(";")[0]
    decimales = len(re.sub(r"[^\d,]", "", texto).partition(",")[2])
    assert positivo.count("0") == 1 + decimales
    assert positivo.endswith('%"') == texto.endswith("%")


def test_la_linea_no_cruza_el_quiebre_y_no_salta_el_anio_sin_dato() -> None:
    dibujo = leer(vista(linea()))
    assert isinstance(dibujo, Lineas)
    assert dibujo.categorias == ("2018", "2019", "2020", "2021", "2022")
    assert [s.nombre for s in dibujo.series] == ["N, 2018-2019", "N, 2021-2022"]
    assert dibujo.series[0].valores == (50.0, 52.5, None, None, None)
    assert dibujo.series[1].valores == (None, None, None, 40.0, None)
    assert dibujo.avisos == ("Quiebre en 2020: Otro marco",)


def test_las_barras_dicen_sin_dato_en_su_nombre() -> None:
    dibujo = leer(vista(barras(etiqueta=["Uno", "Dos"], valor=[12.0, None])))
    assert isinstance(dibujo, Barras)
    assert dibujo.categorias == ("Uno", "Dos (sin dato)")
    assert dibujo.series[0].valores == (12.0, None)
    assert dibujo.series[0].colores[0] == "#B5121B"


def test_un_rotulo_con_mas_que_la_cifra_se_conserva() -> None:
    dibujo = leer(vista(barras(etiqueta=["Uno", "Dos"], valor=[12.0, 9.0], sufijo=["▲2", ""])))
    assert isinstance(dibujo, Barras)
    assert dibujo.series[0].rotulos == ("12,0\u202f% ▲2", None)


def test_las_areas_van_como_barras_con_los_mismos_valores_y_se_avisa() -> None:
    detalle = pd.DataFrame(
        {"nombre": ["Carbón", "Café"], "participacion_pct": [60.0, 40.0],
         "fob_usd": [6e6, 4e6], "corte": ["ene-dic", "ene-dic"]}
    )  # fmt: skip
    resumen = pd.DataFrame(
        {"nombre": ["Carbón"], "participacion_pct": [60.0], "ihh_0_1": [0.52],
         "ihh_sin_primero_0_1": [1.0]}
    )  # fmt: skip
    figura = figura_de_areas(detalle, resumen, 2025, "producto", ["F"], "claro")
    dibujo = leer(vista(figura))
    assert isinstance(dibujo, Barras)
    assert dibujo.categorias == ("Carbón", "Café")
    assert dibujo.series[0].valores == (60.0, 40.0)
    assert "como barras" in dibujo.avisos[0]


def test_una_traza_desconocida_va_como_tabla() -> None:
    figura = estilo.figura_nueva("claro", alto_datos=200)
    figura.add_pie(values=[1, 2], labels=["Uno", "Dos"])
    quieta = vista(figura)
    assert leer(quieta) is None
    formas = abierta(quieta).slides[1].shapes
    (tabla,) = [f.table for f in formas if f.has_table]
    assert [c.text for c in tabla.rows[1].cells] == ["Uno", "2024"]


# ── Diapositivas ───────────────────────────────────────────────────────────────────────────────


def test_portada_hallazgo_y_fuentes() -> None:
    portada, hallazgo, fuentes = abierta(vista(linea()), subtitulo="Sesión").slides
    assert portada.shapes.title.text_frame.text == "Prueba"
    dicho = " ".join(f.text_frame.text for f in portada.shapes if f.has_text_frame)
    assert "Sesión" in dicho
    assert "Datos con corte al 21 de noviembre de 2026 · 1 hallazgo" in dicho
    assert hallazgo.shapes.title.text_frame.text == "El hallazgo"
    dicho = " ".join(f.text_frame.text for f in fuentes.shapes if f.has_text_frame)
    assert (
        "Productor, Título. Edición 2025, último dato 2025. Cómo citar: Productor. Título." in dicho
    )
    assert f"diapositiva 2, {vista(linea()).codigo}" in dicho


def test_nada_en_el_archivo_propio_esta_en_ingles() -> None:
    with ZipFile(io.BytesIO(armar([vista(linea())], titulo="x"))) as archivo:
        partes = {n: archivo.read(n).decode() for n in archivo.namelist() if n.endswith(".xml")}
    lenguas = {lengua for xml in partes.values() for lengua in re.findall(r'lang="([^"]+)"', xml)}
    assert lenguas == {"es-CO"}
    dibujadas = [
        xml for nombre, xml in partes.items() if nombre.startswith("ppt/") and "cSld" in xml
    ]
    assert len(dibujadas) >= 7
    escrito = re.compile(r'<a:t>[^<]*|<p:cNvPr id="\d+" name="[^"]*"')
    dicho = " ".join(texto for xml in dibujadas for texto in escrito.findall(xml))
    assert "El hallazgo" in dicho
    assert not re.search(r"Placeholder|Click|level|Title|Master", dicho)


def test_las_notas_dicen_la_direccion_completa() -> None:
    hallazgo = abierta(vista(linea()), servidor="https://tablero.gov.co").slides[1]
    notas = hallazgo.notes_slide.notes_text_frame.text
    assert notas.startswith("Vista: https://tablero.gov.co/pagina?anio=2025")


def test_la_tabla_larga_muestra_doce_filas_y_cuenta_las_demas() -> None:
    datos = pd.DataFrame({"departamento": [f"D{i}" for i in range(33)], "anio": range(33)})
    formas = abierta(vista(None, datos)).slides[1].shapes
    (tabla,) = [f.table for f in formas if f.has_table]
    assert len(tabla.rows) == 13
    textos = [f.text_frame.text for f in formas if f.has_text_frame]
    assert "Y 21 filas más: están en el libro de datos que se baja con la vista." in textos


def test_cuarenta_barras_se_reparten_en_dos_graficos_con_la_misma_escala() -> None:
    figura = barras(etiqueta=[f"E{i}" for i in range(38)], valor=[float(i) for i in range(38)])
    formas = abierta(vista(figura)).slides[1].shapes
    graficos = [f.chart for f in formas if f.has_chart]
    assert [len(g.plots[0].categories) for g in graficos] == [19, 19]
    assert len({g.value_axis.maximum_scale for g in graficos}) == 1


def test_el_titulo_se_achica_y_al_final_se_corta() -> None:
    assert ajustar("Corto", 800, (24, 18), 3, negrita=True) == (24, ["Corto"])
    tamano, lineas = ajustar("palabra " * 200, 800, (24, 22, 20, 18), 3, negrita=True)
    assert (tamano, len(lineas)) == (18, 3)
    assert lineas[-1].endswith("…")


def test_los_textos_hostiles_no_danan_el_archivo() -> None:
    malo = "=CMD()\x00\x0b <b>&\x1b " + "largo " * 120
    figura = barras(etiqueta=[malo, "Uno"], valor=[1.0, 2.0])
    datos = pd.DataFrame({"departamento": [malo, "Uno"], "anio": [2024, 2025]})
    quieta = replace(
        vista(figura, datos, titulo=malo), filtros={"q": f"\ud800{malo}"}, notas=(f"\ud800{malo}",)
    )
    presentacion = abierta(quieta)
    (grafico,) = [f.chart for f in presentacion.slides[1].shapes if f.has_chart]
    assert "=CMD() <b>&" in " ".join(grafico.plots[0].categories)
    assert len(presentacion.slides[1].shapes.title.text_frame.text) < 300
    with ZipFile(io.BytesIO(armar([quieta], titulo=malo))) as archivo:
        textos = b"".join(archivo.read(n) for n in archivo.namelist() if n.endswith(".xml"))
    assert b"\x0b" not in textos
    assert b"_x000B_" not in textos


@given(st.text())
def test_lo_limpio_cabe_en_xml(texto: str) -> None:
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", limpio(texto))
    assert limpio(limpio(texto)) == limpio(texto)


def test_las_fechas_del_archivo_son_las_del_corte() -> None:
    presentacion = abierta(vista(linea()))
    assert presentacion.core_properties.created.isoformat()[:10] == "2026-11-21"
    assert presentacion.core_properties.language == "es-CO"
    assert armar([vista(linea())], titulo="Dos") == armar([vista(linea())], titulo="Dos")


def test_sin_vistas_no_hay_presentacion() -> None:
    with pytest.raises(ValueError, match="al menos una vista"):
        armar([], titulo="Nada")


def test_el_color_y_su_opacidad() -> None:
    assert color_de("rgba(181,18,27,0.5)") == (color_de("#B5121B")[0], 0.5)


# ── Mapas y tiras ──────────────────────────────────────────────────────────────────────────────

CUADRADO = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"divipola": codigo, "nombre": nombre},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [
                    [[[x, 7.0], [x + 1, 7.0], [x + 1, 8.0], [x, 8.0], [x, 7.0]]],
                    [[[x, 9.0], [x + 0.5, 9.0], [x + 0.5, 9.5], [x, 9.0]]],
                ],
            },
        }
        for codigo, nombre, x in (("1", "Uno", -73.0), ("2", "Dos & <Tres>", -72.0))
    ],
}


def test_un_municipio_de_varias_partes_es_una_sola_forma_pintada() -> None:
    figura = mapa_de_clases(CUADRADO, {"1": 5.0, "2": None}, [0, 10], unidad="pct")
    formas = abierta(vista(figura)).slides[1].shapes
    (grupo,) = [f for f in formas if f.name == "Mapa: un tema"]
    por_nombre = {f.name: f for f in grupo.shapes}
    assert set(por_nombre) == {"Uno", "Dos & <Tres>"}
    uno, dos = por_nombre["Uno"], por_nombre["Dos & <Tres>"]
    assert len(uno._element.xpath(".//a:path/a:moveTo")) == 2
    assert uno._element.nvSpPr.cNvPr.get("descr") == "Uno: 5,0\u202f%"
    assert dos._element.nvSpPr.cNvPr.get("descr") == "Dos & <Tres>: sin dato"
    # «Sin dato» va rayado, como en pantalla.
    assert dos._element.xpath("p:spPr/a:pattFill")
    assert str(uno.fill.fore_color.rgb) == estilo.secuencial(2)[-1][1:].upper()
    (leyenda,) = [f for f in formas if f.name == "Leyenda"]
    textos = [f.text_frame.text for f in leyenda.shapes if f.text_frame.text]
    assert textos == ["0\u202f% a 10\u202f% (1)", "Sin dato (1)"]


def test_los_totales_van_en_circulos_de_area_proporcional() -> None:
    figura = mapa_de_circulos(CUADRADO, {"1": 400.0, "2": 100.0}, unidad="habitantes")
    dibujo = leer(vista(figura))
    assert isinstance(dibujo, Mapa)
    formas = abierta(vista(figura)).slides[1].shapes
    (grupo,) = [f for f in formas if f.name == "Mapa: un tema"]
    anchos = {f.name: f.width for f in grupo.shapes}
    assert anchos["Uno"] / anchos["Dos & <Tres>"] == pytest.approx(2, rel=0.01)


def test_en_la_tira_el_propio_es_rojo_y_su_fila_se_nombra() -> None:
    datos = pd.DataFrame(
        {"cod_departamento": ["54", "05"], "departamento": ["Norte de Santander", "Antioquia"],
         "valor": [5.0, 7.0], "puesto": [2, 1], "n_evaluados": [2, 2], "fila": ["Salud", "Salud"]}
    )  # fmt: skip
    dibujo = leer(vista(tira_de_puestos(datos, unidad="puntaje_0_10")))
    assert isinstance(dibujo, Puntos)
    assert dibujo.filas == ((1.0, "Salud: 2\u00a0de\u00a02\u00a0·\u00a05,00"),)
    propia = dibujo.series[-1]
    assert (propia.nombre, propia.color) == ("Norte de Santander", "#B5121B")
    assert [(p.x, p.y, p.nombre) for p in propia.puntos] == [(5.0, 1.0, "Norte de Santander")]


# ── Plantillas ─────────────────────────────────────────────────────────────────────────────────


def guardar(presentacion: Any, ruta: Path) -> Path:
    presentacion.save(str(ruta))
    return ruta


def test_la_plantilla_de_la_entidad_pone_su_formato_y_pierde_sus_muestras(tmp_path: Path) -> None:
    ajena = Presentation()
    ajena.slide_width, ajena.slide_height = Inches(13.333), Inches(7.5)
    muestra = ajena.slides.add_slide(ajena.slide_layouts[1])
    muestra.shapes.title.text_frame.text = "Texto de muestra"
    ruta = guardar(ajena, tmp_path / "entidad.pptx")
    presentacion = abierta(vista(linea()), plantilla=ruta)
    assert len(presentacion.slides) == 3
    assert presentacion.slides[0].slide_layout.name == "Title Slide"
    assert presentacion.slides[1].slide_layout.name == "Title Only"
    assert presentacion.slides[1].shapes.title.text_frame.text == "El hallazgo"
    with ZipFile(io.BytesIO(armar([vista(linea())], titulo="x", plantilla=ruta))) as archivo:
        assert not any(b"Texto de muestra" in archivo.read(n) for n in archivo.namelist())


def test_una_plantilla_sin_donde_poner_el_titulo_se_rechaza(tmp_path: Path) -> None:
    ajena = Presentation()
    for diseno in list(ajena.slide_layouts):
        if diseno.name != "Blank":
            ajena.slide_layouts.remove(diseno)
    with pytest.raises(ErrorDePresentacion) as error:
        abrir(guardar(ajena, tmp_path / "vacia.pptx"))
    assert "«Blank»" in str(error.value)
    assert "Sólo el título" in str(error.value)


def test_lo_que_no_es_una_presentacion_se_rechaza(tmp_path: Path) -> None:
    ruta = tmp_path / "rota.pptx"
    ruta.write_bytes(b"PK\x03\x04 no")
    with pytest.raises(ErrorDePresentacion, match="no se puede abrir"):
        abrir(ruta)
    with ZipFile(ruta, "w") as archivo:
        archivo.writestr("[Content_Types].xml", "<no")
    with pytest.raises(ErrorDePresentacion, match="no se puede abrir"):
        abrir(ruta)


def test_se_usa_la_unica_plantilla_y_con_dos_no_se_adivina(tmp_path: Path) -> None:
    rutas = Rutas(tmp_path)
    assert plantilla_de_la_entidad(rutas) is None
    carpeta = tmp_path / "data" / "plantillas"
    carpeta.mkdir(parents=True)
    (carpeta / "~$una.pptx").write_bytes(b"")
    (carpeta / "una.pptx").write_bytes(b"x")
    assert plantilla_de_la_entidad(rutas) == carpeta / "una.pptx"
    (carpeta / "dos.pptx").write_bytes(b"x")
    with pytest.raises(ErrorDePresentacion, match="más de una plantilla"):
        plantilla_de_la_entidad(rutas)
