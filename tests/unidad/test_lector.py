"""El lector de informes con informes inventados: qué debe leer, qué debe callar y sus errores.

Ningún texto de aquí viene de un informe real. Los valores se calcularon a mano.
"""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import docx
import pandas as pd
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.__main__ import principal
from pipelines.errores import ErrorDeFuente, ErrorDeHomologacion, ErrorDelTablero
from pipelines.lector import Propuesta, escribir_propuesta, leer_informe, leer_municipios
from pipelines.lector.cifras import montos, numero_en_letras
from pipelines.lector.limpieza import plano, sin_tildes
from pipelines.lector.localizacion import anios_de
from pipelines.lector.lugares import armar_municipios
from pipelines.lector.propuesta import COLUMNAS

BOYACA = armar_municipios(
    [
        ("Tunja", "15001"), ("Villa de Leyva", "15407"), ("Paipa", "15516"), ("Duitama", "15238"),
        ("Chiquinquirá", "15176"), ("Sogamoso", "15759"), ("San José de Pare", "15664"),
        ("El Espino", "15248"), ("Boyacá", "15104"), ("Santa Rosa de Viterbo", "15693"),
        ("La Uvita", "15403"),
    ]
)  # fmt: skip
CODIGOS = {
    "Tunja": "15001", "Paipa": "15516", "Duitama": "15238", "Villa de Leyva": "15407",
    "San José de Pare": "15664", "Chiquinquirá": "15176",
}  # fmt: skip


def informe(localizacion: str, *, numero: int = 7, otras: str = "") -> str:
    return f"Meta {numero}\t3 Huertas sembradas\n\n{otras}\nLOCALIZACIÓN\n\n{localizacion}\n"


def cobertura(localizacion: str, periodo: str = "2020-2023") -> set[tuple[str, str, str]]:
    tabla = leer_informe(informe(localizacion), BOYACA, periodo).cobertura
    return set(zip(tabla["divipola"], tabla["anio"], tabla["tipo"].str[0], strict=True))


def unica(propuesta: Propuesta) -> dict[str, str]:
    (fila,) = propuesta.metas.to_dict("records")
    return fila


# ---------------------------------------------------------------- lugares y años


@pytest.mark.parametrize(
    ("texto", "esperado"),
    [
        ("En 2021 llegó a Tunja y Paipa.", {("15001", "2021", "n"), ("15516", "2021", "n")}),
        ("Llegó a Tunja en el año 2022.", {("15001", "2022", "n")}),
        ("Llegó a Tunja en 2020, y en 2022 a Paipa.",
         {("15001", "2020", "n"), ("15516", "2022", "n")}),
        ("Llegó a Tunja. Para la vigencia 2023, a Paipa.",
         {("15001", "", "n"), ("15516", "2023", "n")}),
        ("Durante las vigencias 2020 a 2022 se atendió Paipa.",
         {("15516", "2020", "n"), ("15516", "2021", "n"), ("15516", "2022", "n")}),
        ("Se atendió Paipa, en vigencia del año 2021 y 2023.",
         {("15516", "2021", "n"), ("15516", "2023", "n")}),
        ("En 2020 fue Tunja.\n\nEn 2021 se repiten los anteriores municipios y Paipa.",
         {("15001", "2020", "n"), ("15001", "2021", "n"), ("15516", "2021", "n")}),
        ("Cubrió 9 municipios, se exceptúan Paipa y Tunja en 2021.",
         {("15", "", "d"), ("15516", "2021", "e"), ("15001", "2021", "e")}),
        ("Cubrió 5 municipios, se exceptúa Paipa.", {("15516", "", "e")}),
        ("En 2022 cubrió todo el departamento.", {("15", "2022", "d")}),
        ("Tiene alcance departamental, en 2022 fue a Tunja.",
         {("15", "", "d"), ("15001", "2022", "n")}),
        ("No se registra localización específica.", set()),
        ("Opera en Tunja; no registra impacto en Paipa.", {("15001", "", "n")}),
        ("Las Cámaras de Comercio de Tunja, Duitama y Sogamoso lo apoyaron en Paipa.",
         {("15516", "", "n")}),
        ("La Universidad de Boyacá y la Alcaldía de Tunja ayudaron en el municipio de Paipa.",
         {("15516", "", "n")}),
        ("La feria «Tunja Emprende» fue en Paipa.", {("15516", "", "n")}),
        ("Según la Ordenanza 017 de 2021, fue en Paipa.", {("15516", "", "n")}),
        ("Año 2021\nTunja\nPaipa", {("15001", "2021", "n"), ("15516", "2021", "n")}),
        ("Tunja\t2021\nPaipa\t2022", {("15001", "2021", "n"), ("15516", "2022", "n")}),
        ("Fue en Tunja (2021) y Paipa (2022).", {("15001", "2021", "n"), ("15516", "2022", "n")}),
        ("Fue en Tunja en 2031.", {("15001", "", "n")}),
        ("• 2021: Tunja\n• 2022: Paipa", {("15001", "2021", "n"), ("15516", "2022", "n")}),
        ("Tunja 2021 y Paipa 2022.", {("15001", "2021", "n"), ("15516", "2022", "n")}),
        ("Fue en la vereda El Espino del municipio de Paipa.", {("15516", "", "n")}),
    ],
)  # fmt: skip
def test_cobertura(texto: str, esperado: set[tuple[str, str, str]]) -> None:
    assert cobertura(texto) == esperado


def test_las_variantes_valen_menos_y_lo_dicen() -> None:
    texto = "Fue en Villa Leyva, Sogamozo, Espino y CHIQUINQUIRA."
    tabla = leer_informe(informe(texto), BOYACA, "2020-2023").cobertura.set_index("divipola")
    confianza = tabla["confianza"].astype(float)
    assert confianza.to_dict() == {"15407": 0.85, "15759": 0.6, "15248": 0.7, "15176": 0.95}
    assert tabla.loc["15759", "nota"] == "«Sogamozo» se leyó como Sogamoso."


def test_lo_desconocido_y_lo_negado_van_a_sin_leer() -> None:
    texto = "Fue en Tunja, Macondo y Paipa. No se llegó a Duitama. El SENA Sogamoso ayudó."
    propuesta = leer_informe(informe(texto), BOYACA, "2020-2023")
    assert set(propuesta.cobertura["divipola"]) == {"15001", "15516"}
    sin_leer = propuesta.sin_leer.set_index("texto")["motivo"]
    assert "no está en la lista de nombres" in sin_leer["Macondo"]
    assert sin_leer["Duitama"] == "la oración niega que se llegara allí"
    assert "institución" in sin_leer["Sogamoso"]


def test_la_linea_y_los_tramos_son_del_texto() -> None:
    texto = informe("La red llegó a\nVilla\nde Leyva.\n\nDespués, a Tunja.")
    propuesta = leer_informe(texto, BOYACA, "2020-2023")
    lineas = dict(
        zip(propuesta.cobertura["divipola"], propuesta.cobertura["linea_documento"], strict=True)
    )
    assert lineas == {"15407": "6", "15001": "10"}
    renglones = texto.split("\n")
    assert (renglones[5], renglones[9]) == ("La red llegó a", "Después, a Tunja.")
    for parrafo in propuesta.parrafos:
        for tramo in parrafo.tramos:
            assert parrafo.texto[tramo.inicio : tramo.fin] == tramo.nombre
    assert [t.nombre for p in propuesta.parrafos for t in p.tramos] == ["Villa de Leyva", "Tunja"]


# ---------------------------------------------------------------- cifras

COMPLETO = """Informe del Plan de Desarrollo 2020-2023
4.2. Campo con futuro
4.2.1. Huertas
4.2.1.3. Semillas
Meta 7
3 Huertas sembradas

CUMPLIMIENTO / AVANCE
La meta registra a la fecha un avance del 56.3%.

INVERSIÓN
Para la meta se programó una inversión con recursos propios de 790 millones de pesos y se
ejecutaron \\$702.920.042 (setecientos dos millones) y 1.500 millones de pesos de otras fuentes.

BENEFICIARIOS
Se registran 2.063 ciudadanos; de éstos 40 son mujeres cabeza de hogar y 12 víctimas.

LOCALIZACIÓN
En 2021 fue en Tunja.

IMPACTO
Se aporta al indicador de resultado Producción de hortalizas por hectárea.
"""


def test_una_meta_completa() -> None:
    indicador = "Producción de hortalizas por hectárea"
    propuesta = leer_informe(COMPLETO, BOYACA, indicadores=[indicador])
    fila = unica(propuesta)
    esperado = {
        "periodo": "2020-2023", "meta": "7", "linea": "4.2 Campo con futuro",
        "programa": "4.2.1 Huertas", "subprograma": "4.2.1.3 Semillas",
        "enunciado": "3 Huertas sembradas", "cantidad_programada": "3", "logro": "",
        "cumplimiento_pct": "56.3", "avance_cuatrienio_pct": "",
        "estado_texto": "en implementación",
        "inversion_programada_mill_cop": "790", "inversion_propios_mill_cop": "702.920042",
        "inversion_otras_mill_cop": "1500", "inversion_total_mill_cop": "",
        "beneficiarios": "2063", "n_municipios_declarado": "", "linea_documento": "5",
        "linea_avance": "9", "linea_inversion": "12", "linea_beneficiarios": "16",
    }  # fmt: skip
    assert {columna: fila[columna] for columna in esperado} == esperado
    grupos = propuesta.metas_beneficiarios
    assert dict(zip(grupos["grupo"], grupos["personas"], strict=True)) == {
        "mujeres jefas de hogar": "40",
        "víctimas": "12",
    }
    assert propuesta.metas_indicadores["indicador"].tolist() == [indicador]
    assert {n: list(t.columns) for n, t in propuesta.tablas().items()} == COLUMNAS


def test_la_ficha_en_tabla() -> None:
    texto = (
        "Meta # 4\tRuedas de negocio realizadas\t\n"
        "Cumplimiento/Avance\tInversión\tBeneficiarios\n"
        "<p>¿Qué se hizo? 2 ruedas</p><p>100% de cumplimiento frente a lo programado y 66,7% de "
        "avance frente al cuatrienio.</p>\t<p>¿Cuánto se invirtió? Un total de \\$135, 2 millones "
        "de pesos de recursos propios</p>\t¿Qué población se atendió? 89 ciudadanos\n"
        "\t<p>LOCALIZACIÓN</p><p>¿Dónde se intervino?</p><p>Tunja y Paipa.</p>\n\n"
        "Foto en Duitama, 3 de mayo de 2024\tFoto\n"
    )
    propuesta = leer_informe(texto, BOYACA, "2024-2027")
    fila = unica(propuesta)
    assert (fila["enunciado"], fila["logro"]) == ("Ruedas de negocio realizadas", "2")
    assert (fila["cumplimiento_pct"], fila["avance_cuatrienio_pct"]) == ("100", "66.7")
    assert fila["estado_texto"] == "en implementación"
    assert fila["inversion_propios_mill_cop"] == fila["inversion_total_mill_cop"] == "135.2"
    assert fila["beneficiarios"] == "89"
    assert propuesta.cobertura["divipola"].tolist() == ["15001", "15516"]


@pytest.mark.parametrize(
    ("texto", "millones"),
    [
        ("$702.920.042", [702.920042]), ("790 millones de pesos", [790]),
        ("$ 1.158,69 millones", [1158.69]), ("noventa y dos millones", [92]),
        ("3 mil millones", [3000]), ("$135, 2 millones", [135.2]),
        ("2 millones de dolares", []), ("2.063 personas", []),
    ],
)  # fmt: skip
def test_montos(texto: str, millones: list[float]) -> None:
    assert [valor for valor, _, _ in montos(texto)] == millones


def test_letras_y_anios() -> None:
    assert numero_en_letras("setecientos setenta y siete") == 777
    assert numero_en_letras("setecientos gatos") is None
    assert anios_de("2020 a 2022") == (2020, 2021, 2022)
    assert anios_de("2020 a lo corrido de 2022") == (2020, 2021, 2022)
    assert anios_de("2020 y 2022") == (2020, 2022)


def test_la_seccion_que_repite_otra_no_da_cifras_ni_lugares() -> None:
    copia = "Para la meta se programaron 31 millones de pesos y se ejecutaron 40 en Tunja."
    texto = informe(copia, otras=f"INVERSIÓN\n{copia}\n\nBENEFICIARIOS\n{copia}\n")
    propuesta = leer_informe(texto, BOYACA, "2020-2023")
    assert propuesta.cobertura.empty
    assert unica(propuesta)["inversion_programada_mill_cop"] == "31"
    assert unica(propuesta)["beneficiarios"] == ""
    repiten = propuesta.sin_leer[propuesta.sin_leer["motivo"].str.startswith("repite el texto")]
    assert set(repiten["seccion"]) == {"beneficiarios", "localizacion"}


def test_no_elige_entre_dos_totales_ni_llena_la_plantilla() -> None:
    otras = "BENEFICIARIOS\nFueron 40 empresas en 2021 y 12 empresarios en 2023.\n"
    texto = informe("Indicar municipios y presentar mapa de Tunja.", otras=otras)
    propuesta = leer_informe(texto, BOYACA, "2020-2023")
    assert unica(propuesta)["beneficiarios"] == ""
    assert propuesta.cobertura.empty
    motivos = " ".join(propuesta.sin_leer["motivo"])
    assert "varias cifras compiten" in motivos
    assert "quedó la instrucción de la plantilla" in motivos


def test_meta_y_numero_en_renglones_distintos() -> None:
    """Así salen de un PDF los encabezados que estaban en una tabla."""
    uno = "Meta\n{}\n3 Huertas sembradas\nLOCALIZACIÓN\nFue en Tunja.\nPágina {}\n"
    texto = "".join(uno.format(numero, numero + 40) for numero in (7, 8, 9, 10))
    metas = leer_informe(texto, BOYACA, "2020-2023").metas
    assert metas["meta"].tolist() == ["7", "8", "9", "10"]
    assert set(metas["enunciado"]) == {"3 Huertas sembradas"}


# ---------------------------------------------------------------- propiedades

SIN_PRISA = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
SECCIONES = {
    "INVERSIÓN": "Se programaron 50 millones de pesos con recursos propios y se ejecutaron 80.",
    "BENEFICIARIOS": "Se atendieron 120 personas.",
    "LOCALIZACIÓN": "En 2021 se llegó a Tunja, Villa de Leyva y San José de Pare.",
    "EJECUCIÓN": "Se trabajó con la Alcaldía de Duitama.",
}
EN_TUNJA = {("15001", "2021"), ("15407", "2021"), ("15664", "2021")}


def _pares(propuesta: Propuesta) -> set[tuple[str, str]]:
    return set(zip(propuesta.cobertura["divipola"], propuesta.cobertura["anio"], strict=True))


def _armar(orden: list[str], enunciado: str = "Meta 7\t3 Huertas sembradas") -> list[str]:
    renglones = [enunciado, ""]
    for titulo in orden:
        renglones += [titulo, "", SECCIONES[titulo], ""]
    return renglones


@SIN_PRISA
@given(st.permutations(list(SECCIONES)), st.booleans())
def test_las_secciones_barajadas_y_sin_tildes_se_leen_igual(orden: list[str], quitar: bool) -> None:
    texto = "\n".join(_armar(orden))
    propuesta = leer_informe(sin_tildes(texto) if quitar else texto, BOYACA, "2020-2023")
    assert _pares(propuesta) == EN_TUNJA
    fila = unica(propuesta)
    assert (fila["inversion_programada_mill_cop"], fila["beneficiarios"]) == ("50", "120")


@SIN_PRISA
@given(st.lists(st.integers(0, 16), min_size=3, max_size=8), st.integers(1, 90))
def test_los_encabezados_de_pagina_no_cambian_nada(donde: list[int], primera: int) -> None:
    renglones = _armar(list(SECCIONES))
    for pagina, puesto in enumerate(sorted(donde, reverse=True)):
        numero = f"Página {primera + len(donde) - pagina}"
        bloque = ["Gobernación de Boyacá", "Secretaría de", "Fomento", numero, ""]
        renglones[puesto + 2 : puesto + 2] = bloque
    propuesta = leer_informe("\n".join(renglones), BOYACA, "2020-2023")
    assert _pares(propuesta) == EN_TUNJA
    assert unica(propuesta)["beneficiarios"] == "120"


@SIN_PRISA
@given(st.integers(12, 60), st.booleans())
def test_los_nombres_partidos_entre_renglones_se_leen(ancho: int, vacios: bool) -> None:
    palabras = SECCIONES["LOCALIZACIÓN"].split()
    renglones, actual = [], ""
    for palabra in palabras:
        if actual and len(actual) + len(palabra) >= ancho:
            renglones.append(actual)
            actual = palabra
        else:
            actual = f"{actual} {palabra}".strip()
    renglones.append(actual)
    # Un renglón vacío en medio de un nombre también ocurre al pasar de página.
    partido = any(BOYACA.partido(a, b) for a, b in pairwise(renglones))
    union = "\n\n" if vacios and partido and len(renglones) == 2 else "\n"
    propuesta = leer_informe(informe(union.join(renglones)), BOYACA, "2020-2023")
    assert _pares(propuesta) == EN_TUNJA


@SIN_PRISA
@given(st.lists(st.sampled_from(sorted(CODIGOS)), min_size=1, max_size=6, unique=True))
def test_cualquier_lista_se_lee_completa(nombres: list[str]) -> None:
    lista = ", ".join(nombres[:-1]) + (" y " if len(nombres) > 1 else "") + nombres[-1]
    propuesta = leer_informe(informe(f"Fue en {lista} en 2022."), BOYACA, "2020-2023")
    assert _pares(propuesta) == {(CODIGOS[nombre], "2022") for nombre in nombres}


@SIN_PRISA
@given(st.from_regex(r"[A-Z][bcdfgjkmñvwxz]{4,8}", fullmatch=True))
def test_un_municipio_desconocido_nunca_se_adivina(nombre: str) -> None:
    propuesta = leer_informe(informe(f"Fue en Tunja, {nombre} y Paipa."), BOYACA, "2020-2023")
    assert set(propuesta.cobertura["divipola"]) == {"15001", "15516"}
    assert nombre in set(propuesta.sin_leer["texto"])


PIEZAS = st.sampled_from(
    ["Meta 7 Huertas", "Meta # 8\t", "INVERSIÓN", "LOCALIZACIÓN ¿Dónde se intervino?", "\t", "<p>",
     "Tunja", "2021", "en el año 2022,", "$", "(", "%", "100%", "6.1. Título", "\n", ". ", "|",
     "se exceptúan", "los anteriores municipios", "millones", "1.234,5", "¿Qué se hizo?", "\x00"]
)  # fmt: skip


@settings(max_examples=120, deadline=None, database=None)
@given(st.lists(st.one_of(PIEZAS, st.text(max_size=12)), max_size=60))
def test_siempre_hay_resultado_o_error_en_espanol(piezas: list[str]) -> None:
    texto = " ".join(piezas)
    try:
        propuesta = leer_informe(texto, BOYACA, "2020-2023")
    except ErrorDelTablero as error:
        mensaje = str(error)
    else:
        mensaje = ""
    if mensaje:
        assert "Qué hacer:" in mensaje
        return
    assert set(propuesta.cobertura["divipola"]) <= {*BOYACA.nombres, "15"}
    lineas = propuesta.cobertura["linea_documento"].astype(int)
    assert lineas.between(1, texto.count("\n") + texto.count("\r") + 1).all()


@settings(max_examples=200, deadline=None, database=None)
@given(st.text())
def test_quitar_tildes_no_mueve_las_letras(texto: str) -> None:
    assert len(plano(texto)) == len(texto)


# ---------------------------------------------------------------- archivos


def _pdf_sin_texto(ruta: Path) -> None:
    escritor = pypdf.PdfWriter()
    escritor.add_blank_page(200, 200)
    escritor.write(ruta)


def test_archivos_que_no_se_pueden_leer(tmp_path: Path) -> None:
    contenidos = {
        "vacio.txt": b"", "blancos.txt": b"  \n\n", "bytes.txt": b"\x00\x01\xff", "sin.md": b"Hola",
        "libro.xlsx": b"x", "danado.pdf": b"%PDF-1.7 nada", "danado.docx": b"PK nada",
    }  # fmt: skip
    for nombre, contenido in contenidos.items():
        (tmp_path / nombre).write_bytes(contenido)
    _pdf_sin_texto(tmp_path / "imagen.pdf")
    mensajes = {
        "vacio.txt": "está vacío", "blancos.txt": "no tiene texto", "bytes.txt": "no es texto",
        "sin.md": "No se halló ninguna meta", "libro.xlsx": "No se sabe leer «.xlsx»",
        "danado.pdf": "PDF está dañado", "danado.docx": ".docx está dañado",
        "imagen.pdf": "no trae texto", "no_esta.txt": "no está",
    }  # fmt: skip
    for nombre, mensaje in mensajes.items():
        with pytest.raises(ErrorDeFuente, match=mensaje):
            leer_informe(tmp_path / nombre, BOYACA)


@pytest.mark.parametrize(
    ("contenido", "mensaje"),
    [
        ("", "está vacía"), ("a,b\n1,2\n", "no trae las columnas"),
        ("divipola,nombre\n150,Tunja\n", "fila 2: «150»"),
        ("divipola,nombre\n15001,Tunja\n15002,TUNJA\n", "tiene dos códigos"),
        ('divipola,nombre\n15001,"Tunja\n', "mal formada"),
    ],
)  # fmt: skip
def test_lista_de_municipios_mal_formada(tmp_path: Path, contenido: str, mensaje: str) -> None:
    ruta = tmp_path / "lista.csv"
    ruta.write_text(contenido, encoding="utf-8")
    with pytest.raises(ErrorDeHomologacion, match=mensaje):
        leer_municipios(ruta)


def test_word_y_windows_1252_dan_lo_mismo_que_el_texto(tmp_path: Path) -> None:
    texto = informe("En 2021 fue en Chiquinquirá y Tunja.")
    documento = docx.Document()
    for renglon in texto.split("\n"):
        documento.add_paragraph(renglon)
    tabla = documento.add_table(2, 2)
    tabla.cell(0, 0).merge(tabla.cell(0, 1)).text = "Meta # 9"
    tabla.cell(1, 0).text = "LOCALIZACIÓN"
    tabla.cell(1, 1).text = "¿Dónde se intervino? Paipa."
    documento.save(str(tmp_path / "informe.docx"))
    (tmp_path / "informe.txt").write_bytes(texto.encode("cp1252"))
    esperado = {("15176", "2021"), ("15001", "2021")}
    assert _pares(leer_informe(tmp_path / "informe.txt", BOYACA)) == esperado
    de_word = leer_informe(tmp_path / "informe.docx", BOYACA)
    assert _pares(de_word) == esperado | {("15516", "")}
    assert de_word.metas["meta"].tolist() == ["7", "9"]


def test_cinco_megas_en_segundos() -> None:
    uno = informe("En 2021 fue en Tunja y Paipa.") + "Palabras de relleno que no dicen nada. " * 300
    muchas = "\n".join(uno.replace("Meta 7", f"Meta {n}") for n in range(1, 440))
    assert len(muchas) > 5_000_000
    inicio = time.monotonic()
    propuesta = leer_informe(muchas, BOYACA, "2020-2023")
    assert time.monotonic() - inicio < 30
    assert len(propuesta.metas) == 439


def test_la_orden_escribe_la_propuesta(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archivo = tmp_path / "informe.md"
    archivo.write_text(informe("En 2021 fue en Neiva y Garzón."), encoding="utf-8")
    lista = tmp_path / "huila.csv"
    lista.write_text("codigo;municipio\n41001;Neiva\n41298;Garzón\n", encoding="utf-8")
    assert principal(["leer-informe", str(archivo), "--municipios", str(lista)]) == 0
    salida = tmp_path / "informe_propuesta"
    assert f"Escrito {salida}" in capsys.readouterr().out
    assert {r.name for r in salida.iterdir()} == {
        "metas.csv", "metas_beneficiarios.csv", "metas_indicadores.csv", "cobertura.csv",
        "sin_leer.csv", "parrafos.csv", "tramos.csv", "municipios.csv", "texto.txt",
    }  # fmt: skip
    tabla = pd.read_csv(salida / "cobertura.csv", dtype=str)
    assert tabla["divipola"].tolist() == ["41001", "41298"]
    assert (salida / "texto.txt").read_text(encoding="utf-8").split("\n")[5].startswith("En 2021")
    assert principal(["leer-informe", str(tmp_path / "no.pdf")]) == 1
    assert principal(["leer-informe", str(archivo), "--periodo", "ayer"]) == 1
    assert "no es un periodo" in capsys.readouterr().err
    with pytest.raises(ErrorDeFuente, match="La salida es un archivo"):
        escribir_propuesta(leer_informe(archivo, leer_municipios(lista)), archivo)
