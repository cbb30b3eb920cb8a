"""Las hojas en PDF: una página, las mismas cifras que la pantalla y ningún texto que mande."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tablero import conexion, consultas, datos, estilo
from tablero.consultas import datos as del_catalogo
from tablero.consultas import plan as del_plan
from tablero.graficos.series import linea_con_quiebres
from tablero.impresos import de_indicador, de_lugar, de_meta, hoja
from tablero.impresos.carpeta import escribir_zip
from tablero.impresos.dibujo import serie_en_svg
from tablero.impresos.hoja import ErrorDeImpreso, Hoja, Paso, Traer, en_pdf
from tablero.mapas import leer_capa

FINO = "\u202f"
DURO = "\u00a0"
OCANA = "municipio_54498_ocana.pdf"
META = "meta_2020-2023_896.pdf"
PIB = "indicador_pib_per_capita_54_2025pr.pdf"
# De las metas y los indicadores se imprime una parte: los de texto más largo, los que otra prueba
# mira y uno de cada cinco. Los lugares, todos.
_LARGAS = 6
_METAS_MIRADAS = {"2020-2023 896", "2024-2027 8"}
_MIRADOS = {"pib_per_capita", "pobreza_monetaria"}


@dataclass(frozen=True)
class Impreso:
    """Una hoja y su PDF, leído una sola vez."""

    hoja: Hoja
    pdf: bytes
    lector: pypdf.PdfReader

    @property
    def texto(self) -> str:
        """El texto seleccionable, en una línea."""
        return " ".join("\n".join(p.extract_text() for p in self.lector.pages).split())


@pytest.fixture(scope="module")
def traer(mart: Path) -> Iterator[Traer]:
    conectada = conexion.abrir(conexion.version_publicada(mart))
    yield lru_cache(maxsize=None)(lambda pregunta, *a: pregunta(conectada, *a))
    conectada.close()


@pytest.fixture(scope="module")
def capas() -> Callable[[str], Any]:
    return lru_cache(leer_capa)


@pytest.fixture(scope="module")
def impresos(traer: Traer, capas: Callable[[str], Any]) -> dict[str, Impreso]:
    """Las hojas de todos los lugares y las de una parte de las metas e indicadores."""
    metas = traer(del_plan.todas)
    largas = set(metas["enunciado"].str.len().nlargest(_LARGAS).index)
    mirada = (metas["periodo"] + " " + metas["meta"].astype(str)).isin(_METAS_MIRADAS)
    metas = metas[[i % 5 == 0 or i in largas or mirada[i] for i in metas.index]]
    indicadores = [str(i) for i in traer(del_catalogo.catalogo)["indicador_id"]]
    indicadores = [i for n, i in enumerate(indicadores) if n % 5 == 0 or i in _MIRADOS]
    pedidas: list[Callable[[], Hoja]] = [
        *(
            partial(de_lugar.hoja_de_lugar, traer, capas, sitio)
            for sitio in de_lugar.todos_los_sitios(traer).values()
        ),
        *(
            partial(de_meta.hoja_de_meta, traer, str(fila["periodo"]), str(fila["meta"]))
            for fila in metas.to_dict("records")
        ),
        *(
            partial(de_indicador.hoja_de_indicador, traer, indicador_id)
            for indicador_id in indicadores
        ),
    ]

    def imprimir(armar: Callable[[], Hoja]) -> Impreso:
        suya = armar()
        pdf = en_pdf(suya)
        return Impreso(suya, pdf, pypdf.PdfReader(io.BytesIO(pdf)))

    # El compilador trabaja mientras Python arma la siguiente.
    with ThreadPoolExecutor(2) as hilos:
        return {impreso.hoja.archivo: impreso for impreso in hilos.map(imprimir, pedidas)}


def test_todas_caben_en_una_hoja_carta_etiquetada(impresos: dict[str, Impreso]) -> None:
    """40 municipios, 6 subregiones, el departamento, y de las metas y los indicadores una parte."""
    clases = pd.Series([archivo.split("_")[0] for archivo in impresos]).value_counts()
    assert {c: clases[c] for c in ("municipio", "subregion", "departamento")} == {
        "municipio": 40, "subregion": 6, "departamento": 1,
    }  # fmt: skip
    assert clases["meta"] >= 18
    assert clases["indicador"] >= 11
    malas = {}
    for archivo, impreso in impresos.items():
        raiz = impreso.lector.trailer["/Root"]
        revision = {
            "páginas": len(impreso.lector.pages) == 1,
            "carta": impreso.lector.pages[0].mediabox[2:] == [612, 792],
            "etiquetas": raiz["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in raiz,
            "idioma": raiz["/Lang"] == "es-CO",
            "título": impreso.lector.metadata["/Title"] == impreso.hoja.titulo,
            "norma": "<pdfuaid:part>1" in impreso.pdf.decode("latin-1"),
        }
        if fallas := [que for que, bien in revision.items() if not bien]:
            malas[archivo] = fallas
    assert malas == {}


def test_ninguna_hoja_baja_de_siete_puntos_ni_pasa_de_doscientos_kilobytes(
    impresos: dict[str, Impreso],
) -> None:
    for archivo, impreso in impresos.items():
        tamanos: set[float] = set()

        def anotar(texto: str, _: Any, matriz: Any, __: Any, cuerpo: float, t: Any = tamanos):
            if texto.strip():
                t.add(round(abs(cuerpo * matriz[3]), 2))

        if archivo in (OCANA, META, PIB, "departamento_54_norte_de_santander.pdf"):
            impreso.lector.pages[0].extract_text(visitor_text=anotar)
            assert min(tamanos) >= 6.6, archivo
        assert len(impreso.pdf) < 200_000, archivo
    with pytest.raises(ValueError, match="no se lee"):
        Paso(6.9)


def test_la_hoja_de_ocana_dice_lo_que_su_ficha(impresos: dict[str, Impreso]) -> None:
    texto = impresos[OCANA].texto
    for dicho in (
        "¿Qué metas nombraron a Ocaña y cuándo?",
        "Municipio 54498 de Norte de Santander",
        "6 metas nombran a Ocaña (puesto 3 de 40 en el departamento, y 1 de 10 en Occidente)",
        "29 metas nombran a Ocaña (puesto 2 de 40 en el departamento, y 1 de 10 en Occidente)",
        "Aparte, 14 metas dicen cubrir todo el departamento",
        "133.609 habitantes", "522,6 km²", "Cámara de comercio Ocaña", "PDET Catatumbo no",
        "2024-2027: 6 metas", "2020-2023: 29 metas", "De sus 6 vecinos",
        "Ocaña (1)", "Vecinos (6)", "Otros municipios (33)", "Límite de su subregión",
        "Vista permanente: /municipio?divipola=54498",
        "Datos con corte al 21 de noviembre de 2026",
        "Tablero de competitividad de Norte de Santander",
        "Informe de gestión y balance de resultados 2020-2023 (edición 2020-2023, datos hasta 30",
    ):  # fmt: skip
        assert dicho in texto, dicho
    # Los años de la meta 960 en Ocaña, en su renglón.
    assert "960 200 Mipymes con acceso a líneas de" in texto
    assert "más, en /municipio" not in texto


def test_los_cortos_traen_el_enunciado_completo_y_los_largos_lo_cortan(
    impresos: dict[str, Impreso],
) -> None:
    playa = impresos["municipio_54398_la_playa.pdf"].texto
    assert "2 Estrategias a nivel departamental de promoción de la Industria y consumo" in playa
    assert "2024-2027: ninguna, según el informe de rendición de cuentas 2024-2025." in playa
    assert "…" not in playa
    cucuta = impresos["municipio_54001_cucuta.pdf"].texto
    assert "2020-2023: 42 metas" in cucuta
    assert "1 Programa de asesoramiento y acompañamiento" in cucuta
    assert "preincubación" not in cucuta
    assert "…" in cucuta


def test_la_hoja_de_la_meta_896(impresos: dict[str, Impreso]) -> None:
    texto = impresos[META].texto
    for dicho in (
        "Meta 896: 4 Iniciativas apoyadas que permitan generar capacidades",
        "En avance", f"56,3{FINO}%".replace(FINO, " "), "1.034,1", "44 millones de pesos",
        "455 millones de pesos", "El informe dice 1.840 y no los reparte en grupos.",
        "2023 (24): Arboledas", "Sin año en el texto (14)", "Lo que no cuadra o falta (1)",
        "Vista permanente: /plan?periodo=2020-2023&meta=896",
    ):  # fmt: skip
        assert dicho in texto.replace(FINO, " "), dicho


def test_la_hoja_del_pib_por_habitante(impresos: dict[str, Impreso]) -> None:
    texto = impresos[PIB].texto.replace(FINO, " ").replace(DURO, " ")
    for dicho in (
        "PIB por habitante: Norte de Santander, $ 17.628.962 en 2025; frente a 2024, sube 8,0 %",
        "puesto 22 de 33 en 2025; frente a 2024, se mantiene",
        "$ 34.918.345", "PIB corriente ÷ población usada por las cuentas nacionales.",
        "Cómo citarlo",
        "/datos?indicador=pib_per_capita&dat_territorio=54&dat_edicion=2025pr",
    ):  # fmt: skip
        assert dicho in texto, dicho
    assert set(impresos[PIB].hoja.imagenes) == {"valor", "puesto"}


def test_las_imagenes_dicen_que_son(impresos: dict[str, Impreso]) -> None:
    """El texto alternativo viaja dentro del PDF, en la etiqueta de la figura."""

    def alternos(nodo: Any) -> Iterator[str]:
        nodo = nodo.get_object() if hasattr(nodo, "get_object") else nodo
        if isinstance(nodo, list):
            for hijo in nodo:
                yield from alternos(hijo)
        elif isinstance(nodo, dict):
            if "/Alt" in nodo:
                yield str(nodo["/Alt"])
            if "/K" in nodo:
                yield from alternos(nodo["/K"])

    for archivo, esperado in (
        (OCANA, ["Mapa de los 40 municipios. Dónde queda Ocaña."]),
        (PIB, [str(i.alt) for i in impresos[PIB].hoja.imagenes.values()]),
    ):
        assert list(alternos(impresos[archivo].lector.trailer["/Root"]["/StructTreeRoot"])) == (
            esperado
        )


def test_la_linea_no_cruza_un_corte() -> None:
    """Dos segmentos son dos trazos, y el hueco entre ellos no se une."""
    serie = pd.DataFrame(
        {
            "serie": "Norte de Santander",
            "periodo": ["2019", "2020", "2021", "2022", "2023"],
            "valor": [50.0, 56.0, 49.0, 45.0, 37.0],
            "segmento": ["a", "a", "b", "b", "b"],
            "estado": "definitivo",
        }
    )
    figura = estilo.terminar(
        linea_con_quiebres(serie, unidad="pct"),
        titulo="T", subtitulo="S", fuentes=["F"], corte=None, alt="A",
    )  # fmt: skip
    svg = serie_en_svg(figura, list(serie["periodo"]))
    trazos = [parte.split('"')[0].split() for parte in svg.split('<polyline points="')[1:]]
    assert [len(trazo) for trazo in trazos] == [2, 3]


def test_los_mismos_datos_dan_los_mismos_bytes(impresos: dict[str, Impreso]) -> None:
    for archivo in (OCANA, META, PIB):
        assert en_pdf(impresos[archivo].hoja) == impresos[archivo].pdf
    assert impresos[OCANA].lector.metadata["/CreationDate"].startswith("D:20261121")


def test_con_servidor_conocido_la_direccion_es_un_enlace(impresos: dict[str, Impreso]) -> None:
    suya = replace(impresos[META].hoja, base="https://tablero.ejemplo.gov.co/")
    (pagina,) = pypdf.PdfReader(io.BytesIO(en_pdf(suya))).pages
    enlaces = [a.get_object()["/A"]["/URI"] for a in pagina["/Annots"]]
    assert enlaces == ["https://tablero.ejemplo.gov.co/plan?periodo=2020-2023&meta=896"]
    assert "/Annots" not in impresos[META].lector.pages[0]


# ── Textos que no mandan ───────────────────────────────────────────────────────────────────────


def con_texto(base: Hoja, texto: str) -> Hoja:
    """Una hoja mínima con el texto en cada lugar donde puede ir uno de una fuente."""
    tabla = hoja.tabla(pd.DataFrame({"Dato": [texto]}), ancha="Dato")
    bloques = [hoja.titulo("Sección"), hoja.parrafo(texto), tabla, hoja.nota(texto)]
    bloques.append(hoja.lista_de([hoja.literal(texto)]))
    return replace(base, titulo=f"T {texto}", bajada=texto, pasos=[(Paso(9), bloques)], imagenes={})


def sin_espacios(texto: str) -> str:
    return "".join(texto.split())


HOSTIL = r'#panic("x") $x^2$ *a* _b_ `c` <d> @e \n [f] // g /* h */ = i - j + k ~ "l" \u{41} #"'


def test_un_texto_hostil_se_escribe_tal_cual(impresos: dict[str, Impreso]) -> None:
    pdf = en_pdf(con_texto(impresos[META].hoja, HOSTIL))
    leido = sin_espacios(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text())
    # Título, bajada, párrafo, celda, nota y lista.
    assert leido.count(sin_espacios(HOSTIL)) == 6


_SIGNOS = st.text(st.sampled_from(list("#$*@<>_`\\[]{}=~^\"'/-+.:;&%|()aÑ1")), min_size=1)


@given(texto=_SIGNOS.filter(lambda t: "--" not in t and t.strip()))
@settings(max_examples=40)
def test_ningun_signo_se_interpreta(impresos: dict[str, Impreso], texto: str) -> None:
    pdf = en_pdf(con_texto(impresos[META].hoja, f"¿{texto}?"))
    leido = sin_espacios(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text())
    assert leido.count(f"¿{texto}?") == 6


@pytest.mark.parametrize("raro", ["中国", "\x00\x07", "😀"])
def test_una_letra_que_no_se_puede_dibujar_no_impide_bajar(
    impresos: dict[str, Impreso], raro: str
) -> None:
    lector = pypdf.PdfReader(io.BytesIO(en_pdf(con_texto(impresos[META].hoja, f"A{raro}Z"))))
    assert len(lector.pages) == 1
    assert lector.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_si_la_plantilla_falla_el_error_dice_que_hacer(impresos: dict[str, Impreso]) -> None:
    rota = replace(impresos[META].hoja, pasos=[(Paso(9), [{"tipo": "inventado"}])])
    with pytest.raises(ErrorDeImpreso) as error:
        en_pdf(rota)
    assert error.value.que == "No se pudo componer la hoja en PDF."
    assert META in error.value.donde
    assert "inventado" in error.value.esperado
    assert error.value.hacer.startswith("Imprima la página")


# ── Comparación, nombres y ZIP ─────────────────────────────────────────────────────────────────


def test_comparar_dos_lugares_tambien_cabe(traer: Traer, capas: Callable[[str], Any]) -> None:
    todos = de_lugar.todos_los_sitios(traer)
    suya = de_lugar.hoja_de_lugar(traer, capas, todos["54001"], todos["54498"])
    assert suya.archivo == "municipio_54001_cucuta_con_ocana.pdf"
    assert suya.direccion == "/municipio?divipola=54001&con=54498"
    (pagina,) = pypdf.PdfReader(io.BytesIO(en_pdf(suya))).pages
    texto = " ".join(pagina.extract_text().split())
    assert "802.837 habitantes 133.609 habitantes" in texto
    assert "comparado con Ocaña" in texto


def test_los_nombres_de_archivo(impresos: dict[str, Impreso]) -> None:
    assert {
        "departamento_54_norte_de_santander.pdf", "subregion_norte.pdf",
        "municipio_54553_puerto_santander.pdf", "meta_2024-2027_8.pdf",
    } <= set(impresos)  # fmt: skip
    assert all(nombre.isascii() and " " not in nombre for nombre in impresos)


def test_el_zip_trae_las_hojas_y_un_leame(impresos: dict[str, Impreso]) -> None:
    hojas = [impresos[a].hoja for a in (OCANA, "municipio_54001_cucuta.pdf")]
    avisos: list[tuple[int, str]] = []
    bytes_de = []
    for _ in range(2):
        destino = io.BytesIO()
        escribir_zip(destino, iter(hojas), "Fichas", lambda *aviso: avisos.append(aviso))
        bytes_de.append(destino.getvalue())
    assert bytes_de[0] == bytes_de[1]
    assert avisos[:2] == [(1, hojas[0].titulo), (2, hojas[1].titulo)]
    with ZipFile(io.BytesIO(bytes_de[0])) as archivo:
        assert archivo.namelist() == [OCANA, "municipio_54001_cucuta.pdf", "LEAME.txt"]
        assert archivo.read(OCANA) == impresos[OCANA].pdf
        leame = archivo.read("LEAME.txt").decode("utf-8-sig")
    assert f"{OCANA}  ¿Qué metas nombraron a Ocaña y cuándo?  /municipio?divipola=54498" in leame
    assert "Datos con corte al 21 de noviembre de 2026." in leame
    assert leame.count("Cita: ") == 6


def test_lo_que_no_cabe_se_cuenta(traer: Traer, capas: Callable[[str], Any]) -> None:
    """El último paso del departamento: ocho metas por período y cuántas faltan."""
    suya = de_lugar.hoja_de_lugar(traer, capas, de_lugar.todos_los_sitios(traer)["54"])
    (pagina,) = pypdf.PdfReader(io.BytesIO(en_pdf(replace(suya, pasos=suya.pasos[-1:])))).pages
    texto = " ".join(pagina.extract_text().split())
    assert "y 2 más, en /municipio?divipola=54." in texto
    assert "y 37 más, en /municipio?divipola=54." in texto


def test_la_hoja_usa_el_lugar_y_la_edicion_pedidos(traer: Traer) -> None:
    armar = partial(de_indicador.hoja_de_indicador, traer, "idc_lab_1_2", "54")
    assert armar("2024").bajada == "Norte de Santander · edición 2024: 2019 a 2024"
    assert armar("2025").archivo == "indicador_idc_lab_1_2_54_2025.pdf"
    ediciones = traer(del_catalogo.ediciones, "idc_lab_1_2", "54")
    assert armar().archivo.endswith(f"_{datos.edicion_de_entrada(ediciones)}.pdf")
    assert set(traer(consultas.fuentes)["fuente_id"]) >= {
        f["fuente_id"] for f in armar("2024").fuentes
    }
