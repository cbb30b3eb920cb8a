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
from pipelines.lector.cifras import montos
from pipelines.lector.limpieza import plano, sin_tildes
from pipelines.lector.localizacion import anios_de
from pipelines.lector.lugares import armar_municipios
from pipelines.lector.numeros import numero_en_letras
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


# ---------------------------------------------------------------- logro y grupos en fichas


def leer_ficha(enunciado: str, hecho: str, poblacion: str = "") -> Propuesta:
    texto = (
        f"Meta # 4\t{enunciado}\t\nCumplimiento/Avance\tInversión\tBeneficiarios\n"
        f"<p>¿Qué se hizo? {hecho}</p>\t<p>¿Cuánto se invirtió? Nada</p>\t"
        f"¿Qué población se atendió? {poblacion}\n"
        "\t<p>LOCALIZACIÓN</p><p>¿Dónde se intervino?</p><p>Tunja.</p>\n"
    )
    return leer_informe(texto, BOYACA, "2024-2027")


def logro(enunciado: str, hecho: str) -> str:
    return unica(leer_ficha(enunciado, hecho))["logro"]


A_FINCAS = "Asistencia técnica a fincas para mejorar su ganado"
A_PLANES = "Apoyo financiero para planes de riego con licencia"
A_QUIEN = "Apoyo económico para la compra de insumos o equipos a trapiches"
SEMILLA = "Capital semilla y herramientas para asociaciones"
PILOTO = "Fortalecimiento de proyectos piloto en las veredas"
PLAN = "Elaboración del Plan Maestro de Aguas"


@pytest.mark.parametrize(
    ("enunciado", "hecho", "esperado"),
    [
        (A_FINCAS, "Durante el periodo, 48 fincas fueron atendidas.", "48"),
        (A_FINCAS, "Se atendieron 48 fincas en 12 veredas y se invirtieron $9.000.000.", "48"),
        (A_FINCAS, "Se prestó asistencia técnica a 48 fincas del departamento.", "48"),
        (A_FINCAS, "Asistencia técnica a cuarenta y ocho (48) fincas.", "48"),
        (A_FINCAS, "Se beneficiaron doscientas veintiuna fincas.", "221"),
        (A_FINCAS, "1.248 fincas que han sido intervenidas, 96% de avance.", "1248"),
        (A_FINCAS, "En 2024, 48 fincas asistidas de las 60 inscritas.", "48"),
        (A_FINCAS, "Una finca beneficiada.", "1"),
        (A_PLANES, "7 planes de riego apoyados.", "7"),
        (A_QUIEN, "16 trapiches beneficiados con 40 equipos.", "16"),
        (SEMILLA, "Fueron 15 asociaciones las que llegaron; 15 asociaciones apoyadas.", "15"),
        ("Capacitación a las productoras de cacao", "31 productoras capacitadas.", "31"),
        ("Formación de líderes para las juntas", "31 líderes en 6 juntas.", "31"),
        ("Acompañamiento a la Mesa Local", "Una mesa acompañada.", "1"),
        ("Apoyo técnico para proyectos orientados a jóvenes",
         "12 proyectos apoyados, 40 jóvenes beneficiados.", "12"),
        (PILOTO, "2 pilotos fortalecidos: Alto y Bajo.", "2"),
        (PILOTO, "Dos pilotos apoyados: Alto y Bajo.", "2"),
        (PLAN, "Un documento técnico de plan maestro elaborado.", "1"),
        ("Adopción de la Estrategia de Riego", "Un documento de estrategia adoptado.", "1"),
        ("Asistencia técnica a fincas para su acceso a mercados", "6 fincas atendidas.", "6"),
        (PLAN, "1 documento del plan maestro elaborado.", ""),
        ("Ruedas de negocio realizadas", "Se hicieron veintiuna ruedas.", "21"),
    ],
)  # fmt: skip
def test_logro(enunciado: str, hecho: str, esperado: str) -> None:
    assert logro(enunciado, hecho) == esperado


@pytest.mark.parametrize(
    ("enunciado", "hecho"),
    [
        # Ayudas sin cuenta, o con la cuenta de otra cosa.
        (A_FINCAS, "Se prestó asistencia técnica a las fincas de la provincia."),
        (A_FINCAS, "48 ganaderos beneficiados y 30 trapiches atendidos."),
        (A_FINCAS, "48 fincas visitadas."),
        (A_FINCAS, "48 fincas lecheras beneficiadas."),
        (A_FINCAS, "48 fincas y 12 trapiches beneficiados."),
        (A_FINCAS, "Seis talleres a fincas beneficiadas."),
        (SEMILLA, "Se entregaron 500 semillas y 20 herramientas a sus dueños beneficiados."),
        # Lo que no se ha hecho, o no lo hizo la meta.
        (A_FINCAS, "48 fincas serán beneficiadas."),
        (A_FINCAS, "48 fincas no atendidas."),
        (A_FINCAS, "Se espera llegar a 48 fincas beneficiadas."),
        (A_FINCAS, "Se brindará asistencia técnica a 48 fincas."),
        (A_FINCAS, "48 fincas programadas para ser beneficiadas."),
        (A_FINCAS, "Ninguna finca beneficiada; faltan 48 fincas por ser atendidas."),
        (A_FINCAS, "48 fincas asistieron al taller y 48 fincas apoyaron a la Alcaldía."),
        (PLAN, "Un documento de plan maestro en revisión."),
        (PLAN, "Avance en un documento de plan maestro elaborado."),
        # Años, porcentajes, dinero, partes e intervalos.
        (A_FINCAS, "En 2024 fincas beneficiadas de toda la región."),
        (A_FINCAS, "El 48 % fincas beneficiadas y $48 fincas beneficiadas."),
        (A_FINCAS, "5 de 48 fincas beneficiadas."),
        (A_FINCAS, "Entre 40 y 48 fincas atendidas."),
        (A_FINCAS, "De ellas, 48 fincas beneficiadas son de mujeres."),
        (A_FINCAS, "Veinte mil fincas atendidas."),
        (A_FINCAS, "Mil doscientas fincas atendidas."),
        # Dos unidades no se suman ni se elige una; dos documentos no son dos planes.
        ("Asistencia técnica a fincas y trapiches", "48 fincas beneficiadas."),
        ("Capacitación a cabreros y apicultores", "48 cabreros capacitados."),
        ("Apoyo financiero para la reactivación de las tiendas", "9 tiendas apoyadas."),
        (PLAN, "3 documentos de plan maestro elaborados."),
        (PLAN, "Un documento de diagnóstico elaborado."),
        ("Fortalecimiento de proyectos productivos", "4 productivos fortalecidos."),
        ("Apoyo a programas de obra en cooperativas campesinas", "4 cooperativas apoyadas."),
        ("Apoyo y consolidación de la Mesa Local en sus planes", "Un plan apoyado."),
        ("Ruedas de negocio realizadas", "Ninguna rueda. En 2024 ruedas de otros."),
        ("Empresas apoyadas", "30 empresarios apoyados."),
    ],
)  # fmt: skip
def test_logro_que_el_texto_no_dice(enunciado: str, hecho: str) -> None:
    assert logro(enunciado, hecho) == ""


@pytest.mark.parametrize(
    ("hecho", "motivo"),
    [
        ("48 fincas beneficiadas en 2024 y 12 fincas beneficiadas en 2025.", "12, 48"),
        ("Cerca de 48 fincas beneficiadas.", "48 fincas"),
    ],
)
def test_el_logro_dudoso_va_a_sin_leer(hecho: str, motivo: str) -> None:
    propuesta = leer_ficha(A_FINCAS, hecho)
    assert unica(propuesta)["logro"] == ""
    assert motivo in set(propuesta.sin_leer["texto"])


def test_las_reglas_flojas_valen_menos_y_dicen_su_renglon() -> None:
    estricta = unica(leer_ficha("Ruedas de negocio realizadas", "2 ruedas de negocio"))
    rutas = unica(leer_ficha("Impulso de rutas café", "2 cafés apoyados."))
    assert rutas["nota"] == "El logro se leyó de una cuenta de «café». Renglón 3."
    ayuda = unica(leer_ficha(A_FINCAS, "Año uno.\nCasi nada.\n48 fincas atendidas."))
    assert (estricta["confianza"], estricta["nota"]) == ("0.60", "")
    assert ayuda["confianza"] == "0.50"
    assert ayuda["nota"] == "El logro cuenta a quien recibe la ayuda: «fincas». Renglón 5."
    for enunciado, hecho in ((PILOTO, "2 pilotos apoyados."),
                             (PLAN, "Un documento de plan maestro elaborado.")):  # fmt: skip
        fila = unica(leer_ficha(enunciado, hecho))
        assert fila["confianza"] == "0.45"
        assert fila["nota"].endswith("Renglón 3.")


@pytest.mark.parametrize(
    ("enunciado", "poblacion", "esperado"),
    [
        ("Huertas", "70 ciudadanos con emprendimientos fueron atendidos.",
         ("emprendedores", "70", "El texto dice «ciudadanos con emprendimientos».", "0.50")),
        ("Huertas", "Se llegó a 70 personas con títulos de propiedad.",
         ("personas con títulos de propiedad", "70", "", "0.50")),
        ("Apoyo a cooperativas y organizaciones apícolas", "70 organizaciones apícolas.",
         ("organizaciones apícolas", "70", "", "0.50")),
        ("Apoyo a organizaciones", "70 organizaciones apícolas.",
         ("organizaciones", "70", "", "0.60")),
        ("Huertas", "Acudieron 70 representantes de las juntas.",
         ("representantes de juntas", "70", "", "0.50")),
        ("Huertas", "70 beneficiarios, siendo estos empresarios del café.",
         ("empresarios", "70", "", "0.50")),
    ],
)  # fmt: skip
def test_el_complemento_nombra_el_grupo(
    enunciado: str, poblacion: str, esperado: tuple[str, str, str, str]
) -> None:
    grupos = leer_ficha(enunciado, "Se sembró.", poblacion).metas_beneficiarios
    columnas = ["grupo", "personas", "nota", "confianza"]
    assert [tuple(f) for f in grupos[columnas].to_numpy()] == [esperado]


@pytest.mark.parametrize(
    "poblacion",
    [
        "70 ciudadanos con recursos propios.", "70 personas con edades entre 20 y 30 años.",
        "70 personas con kits entregados.", "70 ciudadanos con capacitaciones en riego.",
        "70 personas con apoyo.", "El 70% personas con huertas.", "70 ciudadanos del sector.",
    ],
)  # fmt: skip
def test_el_complemento_que_no_nombra_un_grupo(poblacion: str) -> None:
    assert leer_ficha("Huertas", "Se sembró.", poblacion).metas_beneficiarios.empty


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


# El enunciado y una frase que sí cuenta su unidad.
CON_UNIDAD = {
    "Asistencia técnica a empresas para su mejora": "{} empresas beneficiadas",
    "Capital semilla para emprendimientos": "{} emprendimientos apoyados",
    "Apoyo financiero para planes de riego": "{} planes de riego apoyados",
    "Impulso a la formación de parcelas modelo": "{} modelos formados",
    "Ruedas de negocio realizadas": "{} ruedas",
}
OTRAS_UNIDADES = [
    "empresarios", "empresarias", "emprendedores", "emprendimientos nuevos", "planos", "iniciados",
    "ruedos", "unidades productivas", "personas", "clientes", "moderadores", "rondas", "millones",
    "mil empresas", "por ciento", "% de empresas", "pesos", "planeadores", "empresas y personas",
]  # fmt: skip
PARTICIPIOS = ["", "beneficiadas", "beneficiados", "han sido apoyados", "fueron asistidas"]
CUANTOS = st.integers(2, 99_999).filter(lambda n: not 1900 <= n <= 2099)


@SIN_PRISA
@given(
    st.sampled_from(sorted(CON_UNIDAD)), CUANTOS, st.sampled_from(OTRAS_UNIDADES),
    st.sampled_from(PARTICIPIOS), st.booleans(),
)  # fmt: skip
def test_nunca_se_toma_la_cifra_de_otra_unidad(
    enunciado: str, cuantos: int, otra: str, participio: str, con_puntos: bool
) -> None:
    escrito = f"{cuantos:,}".replace(",", ".") if con_puntos else str(cuantos)
    assert logro(enunciado, f"{escrito} {otra} {participio}") == ""
    assert logro(enunciado, f"${escrito}, el {escrito}%, en 2024 {otra} {participio}") == ""


@SIN_PRISA
@given(st.sampled_from(sorted(CON_UNIDAD)), CUANTOS, CUANTOS, st.sampled_from(OTRAS_UNIDADES))
def test_junto_a_otra_unidad_se_lee_la_propia(
    enunciado: str, cuantos: int, otros: int, otra: str
) -> None:
    propia = CON_UNIDAD[enunciado].format(f"{cuantos:,}".replace(",", "."))
    assert logro(enunciado, f"{otros} {otra}. {propia.capitalize()}") == str(cuantos)
    assert logro(enunciado, f"{propia}; además, {otros} {otra}") == str(cuantos)


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
