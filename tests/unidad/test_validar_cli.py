"""``validar`` y ``construir`` desde la terminal: qué dicen con los datos sanos y con cada daño.

Cada daño se prueba de dos maneras. Sin firmar lo caza la huella, que señala la fila. Firmado (como
si alguien lo hubiera dado por bueno) lo debe cazar una regla de la preparación o de los marts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.registro import leer_registro
from pipelines.rutas import RUTAS
from tests.apoyo import Arbol, copiar_arbol, correr, ejecutar

pytestmark = pytest.mark.lento

Danar = Callable[[Arbol], object]

NORTE_2024 = {"codigo": "54", "anio_idc": "2024"}
GENERAL = "idc/2024/general.csv"
PILARES = "idc/2024/pilares.csv"
INDICADORES = "idc/2024/indicadores.csv"
PIB = "pib/2025pr/pib_departamental.csv"
IHH = "exportaciones/2026-10/ihh.csv"
MENSUAL = "exportaciones/2026-10/mensual.csv"
POBLACION = "poblacion/2018-2035/poblacion_54.csv"
POBREZA = "pobreza_monetaria/marco2018_pub2024/pobreza_monetaria.csv"
CAMARAS = "informe_gestion/2020-2023/camaras_jurisdiccion.csv"
TABLA_9 = "informe_gestion/2020-2023/tabla_9.csv"
TABLA_10 = "informe_gestion/2020-2023/tabla_10.csv"
RESULTADO = "informe_gestion/2020-2023/indicadores_resultado.csv"
FUENTE_DE = {a.ruta: f.fuente_id for f in leer_registro(RUTAS).values() for a in f.archivos}


def celda(archivo: str, columna: str, valor: str, **donde: str) -> Danar:
    return lambda arbol: arbol.cambiar_celda(archivo, columna, valor, **donde)


def encabezado(archivo: str, antes: str, despues: str) -> Danar:
    def danar(arbol: Arbol) -> int:
        ruta = arbol.crudo(archivo)
        primera, _, resto = ruta.read_bytes().partition(b"\n")
        assert primera.count(antes.encode()) == 1
        ruta.write_bytes(primera.replace(antes.encode(), despues.encode()) + b"\n" + resto)
        return 1

    return danar


def ausente(archivo: str) -> Danar:
    return lambda arbol: arbol.crudo(archivo).unlink()


def cortado(archivo: str) -> Danar:
    def danar(arbol: Arbol) -> None:
        ruta = arbol.crudo(archivo)
        contenido = ruta.read_bytes()
        ruta.write_bytes(contenido[: len(contenido) // 2])

    return danar


def no_utf8(archivo: str, fila: int) -> Danar:
    """Cambia la primera letra de una fila por una eñe en Latin-1."""

    def danar(arbol: Arbol) -> int:
        lineas = arbol.crudo(archivo).read_bytes().split(b"\n")
        lineas[fila - 1] = b"\xf1" + lineas[fila - 1][1:]
        arbol.crudo(archivo).write_bytes(b"\n".join(lineas))
        return fila

    return danar


def sobrante(archivo: str) -> Danar:
    return lambda arbol: arbol.crudo(archivo).write_text("a,b\n1,2\n", encoding="utf-8")


def sin_fila(archivo: str, **donde: str) -> Danar:
    return lambda arbol: arbol.quitar_fila(archivo, **donde)


def texto(archivo: str, antes: str, despues: str) -> Danar:
    return lambda arbol: arbol.cambiar_texto(archivo, antes, despues)


class SinFirmar(NamedTuple):
    """Un daño que la huella debe cazar: archivo y lo que la falla dice (``FILA`` se reemplaza)."""

    archivo: str
    danar: Danar
    dice: str = "fila FILA cambiada · huella_del_archivo"
    fuente: str | None = None


SIN_FIRMAR: dict[str, SinFirmar] = {
    "idc_general": SinFirmar(GENERAL, celda(GENERAL, "puntaje", "6.208103", **NORTE_2024)),
    "pilar": SinFirmar(
        PILARES, celda(PILARES, "puntaje", "4.983807", cod_pilar="NEG", **NORTE_2024)
    ),
    "pib": SinFirmar(
        PIB, celda(PIB, "pib_corriente_mm_cop", "27767.264", codigo="54", anio="2024")
    ),
    "ihh": SinFirmar(
        IHH, celda(IHH, "ihh", "0.4081", codigo="54", anio="2024", dimension="producto")
    ),
    "puesto": SinFirmar(
        INDICADORES, celda(INDICADORES, "puesto", "2", cod_indicador="NEG-2-1", **NORTE_2024)
    ),
    "poblacion": SinFirmar(
        POBLACION, celda(POBLACION, "hombres", "344217", codigo="54001", anio="2018")
    ),
    "intervalo": SinFirmar(
        POBREZA,
        celda(POBREZA, "lim_inf", "49.2", codigo="54", anio="2021", indicador="pobreza_monetaria"),
    ),
    "camara": SinFirmar(CAMARAS, celda(CAMARAS, "camara", "Ocaña", nombre_en_fuente="Arboledas")),
    "tabla_9": SinFirmar(TABLA_9, celda(TABLA_9, "beneficiarios", "209", orden="1")),
    "tabla_10": SinFirmar(TABLA_10, celda(TABLA_10, "capital_cop", "79995729", orden="1")),
    "encabezado": SinFirmar(PIB, encabezado(PIB, "pib_per_capita_cop", "pib_por_persona")),
    "ausente": SinFirmar(IHH, ausente(IHH), " · archivo_presente: el archivo declarado no está"),
    "cortado": SinFirmar(GENERAL, cortado(GENERAL), " · huella_del_archivo"),
    "no_utf8": SinFirmar(PIB, no_utf8(PIB, 10)),
    "sobrante": SinFirmar(
        "idc/2024/nuevo.csv",
        sobrante("idc/2024/nuevo.csv"),
        " · archivo_declarado: ninguna fuente lo declara",
        "sin fuente",
    ),
    "mapa": SinFirmar(
        "mgn/2018/municipios.geojson",
        lambda arbol: arbol.crudo("mgn/2018/municipios.geojson").write_text("{}"),
        " · huella_del_archivo",
    ),
    "fila_de_menos": SinFirmar(
        MENSUAL,
        sin_fila(MENSUAL, codigo="54", mes="2024-05"),
        "1 fila quitada después de la fila ANTERIOR · huella_del_archivo",
    ),
}  # fmt: skip


class Firmado(NamedTuple):
    """Un daño que alguien firmó: lo que debe decir la regla que lo caza."""

    danar: Danar
    firmar: str | None
    dice: tuple[str, ...]


def firmado(archivo: str, danar: Danar, *dice: str) -> Firmado:
    return Firmado(danar, FUENTE_DE[archivo], dice)


FIRMADOS: dict[str, Firmado] = {
    "idc_general": firmado(
        GENERAL, SIN_FIRMAR["idc_general"].danar,
        "[idc_2024] tabla idc · general_es_media_de_pilares: edicion=2024, anio=2024, "
        "cod_departamento=54, puntaje_0_10=6.208103",
        "[idc_2024] tabla idc · puesto_publicado_es_el_calculado: edicion=2024, anio=2024, "
        "cod_departamento=54, nivel=general, codigo=IDC, puntaje_0_10=6.208103, puesto=14",
    ),
    "pilar": firmado(
        PILARES, SIN_FIRMAR["pilar"].danar,
        "[idc_2024] tabla idc · general_es_media_de_pilares: edicion=2024, anio=2024, "
        "cod_departamento=54, puntaje_0_10=5.208103, media=5.215795",
    ),
    "pib": firmado(
        PIB, SIN_FIRMAR["pib"].danar,
        "[pib_2025pr] tabla observaciones · pib_suma_nacional: edicion=2025pr, periodo=2024",
        "[pib_2025pr] tabla observaciones · pib_per_capita_cuadra: cod_departamento=54, anio=2024",
    ),
    "ihh": firmado(
        IHH, SIN_FIRMAR["ihh"].danar,
        "[idc_2025] tabla ihh_exportaciones · coincide_con_idc: codigo=SOF-1-2",
    ),
    "puesto": firmado(
        INDICADORES, SIN_FIRMAR["puesto"].danar,
        "[idc_2024] tabla idc · puesto_publicado_es_el_calculado: edicion=2024, anio=2024, "
        "cod_departamento=54, nivel=indicador, codigo=NEG-2-1",
        "puesto=2, primero_del_empate=22",
    ),
    "poblacion": firmado(
        POBLACION, SIN_FIRMAR["poblacion"].danar,
        "[poblacion] poblacion_2018_2035 · ErrorDeFuente",
        f"Hombres más mujeres no da el total: data/raw/{POBLACION}, fila 2",
        "regla suma_por_sexo",
    ),
    "intervalo": firmado(
        POBREZA, SIN_FIRMAR["intervalo"].danar,
        "[pobreza_monetaria] pobreza_monetaria_marco2018_pub2024 · ErrorDeFuente",
        f"fuera de su propio intervalo: data/raw/{POBREZA}, fila ",
        "regla intervalo_contiene_valor",
    ),
    "pobreza_que_desaparece": firmado(
        POBREZA, sin_fila(POBREZA, codigo="05", anio="2021", indicador="pobreza_extrema"),
        "[pobreza_monetaria_marco2018_pub2024] tabla observaciones · nueve_sin_encuesta: "
        "indicador_id=pobreza_extrema, edicion=marco2018_pub2024, periodo=2021, departamentos=23",
        "[marts] tabla observaciones · conteo_versionado",
    ),
    "camara": firmado(
        CAMARAS, SIN_FIRMAR["camara"].danar,
        "[divipola_2021] tabla dim_municipios · completos: municipios=40, cucuta=17, "
        "pamplona=10, ocania=13",
    ),
    "municipio_sin_camara": firmado(
        CAMARAS, sin_fila(CAMARAS, nombre_en_fuente="Cágota"),
        "[informe_gestion_2020_2023] tabla stg_informes__camaras_jurisdiccion · "
        "municipios_completos: falta 54125",
    ),
    "tabla_9": firmado(
        TABLA_9, SIN_FIRMAR["tabla_9"].danar,
        "[informe_gestion_2020_2023] tabla anclaje_comercial · suma_total: suma=4596, programas=6",
    ),
    "tabla_10": firmado(
        TABLA_10, SIN_FIRMAR["tabla_10"].danar,
        "[informe_gestion_2020_2023] tabla planes_fondo_emprender · capital_suma_total: "
        "suma=1516243105, planes=19",
    ),
    "encabezado": firmado(
        PIB, SIN_FIRMAR["encabezado"].danar,
        "[pib] ", "· ErrorDeFuente: El encabezado no es el esperado: faltan pib_per_capita_cop; "
        "sobran pib_por_persona.",
    ),
    "cortado": firmado(
        GENERAL, cortado(GENERAL), "[idc] ", "· ErrorDeFuente: ", "idc/2024/general.csv",
    ),
    "no_utf8": firmado(
        PIB, no_utf8(PIB, 10),
        "[pib] ", "El archivo no está en UTF-8: byte 0xf1.", "pib_departamental.csv, línea 10",
    ),
    "fila_de_menos": firmado(
        PILARES, sin_fila(PILARES, cod_pilar="NEG", **NORTE_2024),
        "[idc_2024] tabla idc · departamentos_completos: edicion=2024, anio=2024, nivel=pilar, "
        "codigo=NEG, departamentos=32",
        "[marts] tabla idc · conteo_versionado: ",
    ),
    "nombre": firmado(
        POBREZA,
        celda(POBREZA, "departamento", "Norte de Santandér",
              codigo="54", anio="2021", indicador="pobreza_monetaria"),
        "[pobreza_monetaria] pipelines/homologacion/departamentos.csv · ErrorDeHomologacion: "
        "Nombres de lugar sin código: «Norte de Santandér»",
    ),
    "contradiccion": firmado(
        RESULTADO, celda(RESULTADO, "linea_base", "4.35", clave="registros_renovados"),
        "[informe_gestion_2020_2023] contradicción densidad_empresarial_2020, lado a · "
        "contradiccion_vigente: se declaró 4.31 y los marts dicen 4.35",
    ),
    "indicador_desconocido": firmado(
        RESULTADO, celda(RESULTADO, "indicador_id", "lluvia", clave="nuevas_empresas"),
        "[informe_gestion_2020_2023] tabla indicadores_resultado · indicador_en_catalogo: ",
        "indicador_id=lluvia",
    ),
    "cita_desconocida": firmado(
        GENERAL, celda(GENERAL, "fuente", "F999", **NORTE_2024),
        "[idc_2024] ", "tabla idc · cita_declarada: cita_id=F999",
    ),
    # Lo que no es un dato: declaraciones, SQL y conteos.
    "declaracion": Firmado(
        texto("pipelines/fuentes/idc_2018.yml", "edicion: ", "edicionn: "), None,
        ("La declaración de la fuente está incompleta", "idc_2018.yml", "(['edicion'])",
         "hay un campo que no existe (['edicionn'])"),
    ),
    "mart_sin_diccionario": Firmado(
        texto("pipelines/marts/vecinos.yml", "  - frontera_km", "  - frontera_km\n  - nueva"),
        None, ("La columna «nueva» no está en el diccionario.", "pipelines/marts/vecinos.yml"),
    ),
    "validacion_que_no_corre": Firmado(
        texto("pipelines/validaciones/quiebres__indicador_en_catalogo.sql",
              "from quiebres", "from cortes"),
        None, ("La validación no corre", "quiebres__indicador_en_catalogo.sql"),
    ),
    "indicador_incompleto": Firmado(
        texto("pipelines/indicadores.yml", "- indicador_id: idc_general\n",
              "- indicador_id: idc_general\n  otro: 1\n"),
        None, ("pipelines/indicadores.yml, «idc_general»", "sobran ['otro']"),
    ),
}  # fmt: skip


# Los daños se prueban por tandas, sobre archivos distintos: una sola corrida debe decirlos todos,
# porque la revisión reúne las fallas antes de detenerse.
TANDAS_SIN_FIRMAR: list[tuple[str, ...]] = [
    ("idc_general", "pilar", "pib", "ihh", "puesto", "poblacion", "intervalo", "camara", "tabla_9",
     "tabla_10", "sobrante", "mapa", "fila_de_menos"),
    ("cortado", "encabezado", "ausente"),
    ("no_utf8",),
]  # fmt: skip
TANDAS: list[tuple[str, ...]] = [
    ("idc_general", "pib", "ihh", "tabla_9", "tabla_10"),
    ("pilar", "camara", "pobreza_que_desaparece", "contradiccion", "cita_desconocida"),
    ("puesto", "fila_de_menos", "indicador_desconocido"),
    ("poblacion", "intervalo", "encabezado", "cortado"),
    ("no_utf8", "nombre"),
    *(
        (solo,)
        for solo in (
            "municipio_sin_camara", "declaracion", "mart_sin_diccionario",
            "validacion_que_no_corre", "indicador_incompleto",
        )
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Corrida:
    """Lo que pasó al correr la orden sobre un árbol con los daños de una tanda."""

    codigo: int
    error: str
    mart_intacto: bool
    restos: tuple[str, ...]
    danios: dict[str, object]


@pytest.fixture(scope="module")
def correr_tanda(tmp_path_factory: pytest.TempPathFactory, mart: Path) -> Callable[..., Corrida]:
    """Daña un árbol y corre ``validar``, o lo firma y corre ``construir``; cada tanda, una vez."""
    carpeta = tmp_path_factory.mktemp("danados")

    @cache
    def correr_una(tanda: tuple[str, ...], *, firmar: bool) -> Corrida:
        arbol = copiar_arbol(carpeta / f"{tanda[0]}_{firmar}")
        anterior = arbol.publicar(mart)
        casos = {nombre: (FIRMADOS if firmar else SIN_FIRMAR)[nombre] for nombre in tanda}
        danios = {nombre: caso.danar(arbol) for nombre, caso in casos.items()}
        if firmar:
            for fuente in sorted({FIRMADOS[n].firmar or "" for n in tanda} - {""}):
                arbol.firmar(fuente)
        corrida = correr("construir" if firmar else "validar", raiz=arbol.raiz)
        restos = tuple(r.name for r in arbol.rutas.marts.iterdir() if ".nuevo" in r.name)
        intacto = arbol.rutas.mart.read_bytes() == anterior
        return Corrida(corrida.returncode, corrida.stderr, intacto, restos, danios)

    return correr_una


def _exigir_fracaso(corrida: Corrida) -> str:
    """Salida distinta de cero, en español y sin tocar el mart. Devuelve el error."""
    error = corrida.error
    assert corrida.codigo == 1, error
    assert "Traceback" not in error
    assert error.startswith("Error: ")
    assert corrida.mart_intacto
    assert corrida.restos == ()
    return error


@pytest.mark.parametrize("nombre", SIN_FIRMAR)
def test_un_dano_sin_firmar_lo_caza_la_huella(
    correr_tanda: Callable[..., Corrida], nombre: str
) -> None:
    (tanda,) = [nombres for nombres in TANDAS_SIN_FIRMAR if nombre in nombres]
    caso, corrida = SIN_FIRMAR[nombre], correr_tanda(tanda, firmar=False)
    danio = corrida.danios[nombre]
    error = _exigir_fracaso(corrida)
    fuente = caso.fuente or FUENTE_DE[caso.archivo]
    dice = caso.dice
    if isinstance(danio, int):
        dice = dice.replace("FILA", str(danio)).replace("ANTERIOR", str(danio - 1))
    separador = "" if dice.startswith(" ·") else ", "
    if nombre == "cortado":
        assert re.search(
            rf"\[{fuente}\] data/raw/{caso.archivo}, [^·]*fila.* · huella_del_archivo", error
        )
    else:
        assert f"[{fuente}] data/raw/{caso.archivo}{separador}{dice}" in error
    assert "python -m pipelines firmar" in error
    assert "El mart publicado no se tocó" in error


@pytest.mark.parametrize("nombre", FIRMADOS)
def test_un_dano_firmado_lo_caza_una_regla(
    correr_tanda: Callable[..., Corrida], nombre: str
) -> None:
    (tanda,) = [nombres for nombres in TANDAS if nombre in nombres]
    error = _exigir_fracaso(correr_tanda(tanda, firmar=True))
    assert "huella_del_archivo" not in error
    for parte in FIRMADOS[nombre].dice:
        assert parte in error, error


def test_los_danos_son_bastantes() -> None:
    assert len(SIN_FIRMAR) >= 12
    assert len(FIRMADOS) >= 12
    assert sorted(n for tanda in TANDAS_SIN_FIRMAR for n in tanda) == sorted(SIN_FIRMAR)
    assert sorted(nombre for tanda in TANDAS for nombre in tanda) == sorted(FIRMADOS)


# Los datos sanos


def test_validar_los_datos_sanos(arbol: Arbol) -> None:
    antes = {ruta: ruta.stat().st_mtime_ns for ruta in arbol.raiz.rglob("*")}
    corrida = ejecutar("validar", raiz=arbol.raiz)
    assert corrida.returncode == 0, corrida.stderr
    assert corrida.stderr == ""
    total = re.search(r"^Comprobaciones: (\d+), todas en orden$", corrida.stdout, re.MULTILINE)
    assert total is not None
    clases = dict(re.findall(r"^  ([a-z_]+) +(\d+)$", corrida.stdout, re.MULTILINE))
    assert set(clases) >= {
        "archivos_declarados", "clave_unica", "conteo", "contradiccion", "fuente_declarada",
        "geometria", "huella", "preparacion", "validacion",
    }  # fmt: skip
    assert int(total[1]) == sum(int(cuantas) for cuantas in clases.values()) > 200
    assert int(clases["validacion"]) == len(list(RUTAS.validaciones.glob("*.sql")))
    # Validar no publica ni escribe nada en el árbol.
    assert {ruta: ruta.stat().st_mtime_ns for ruta in arbol.raiz.rglob("*")} == antes


def test_validar_una_fuente(arbol: Arbol) -> None:
    fila = arbol.cambiar_celda(PIB, "anio", "MMV", codigo="05", anio="2005")
    mala = correr("validar", "--fuente", "pib_2025pr", raiz=arbol.raiz)
    assert mala.returncode == 1
    assert f"[pib_2025pr] data/raw/{PIB}, fila {fila} cambiada · huella_del_archivo" in mala.stderr
    assert f"data/raw/{PIB}, fila {fila}, columna anio: «MMV»" in mala.stderr
    sana = correr("validar", "--fuente", "pdet_2025", raiz=arbol.raiz)
    assert sana.returncode == 0, sana.stderr
    assert "Comprobaciones: 2, todas en orden" in sana.stdout


def test_firmar_desde_la_terminal_y_volver_a_validar(arbol: Arbol) -> None:
    """El camino de quien revisa un cambio correcto: falla, firma y pasa."""
    arbol.cambiar_celda("camaras_prensa/2026/camaras.csv", "nota", "leída otra vez",
                        periodo="2025-S1", medida="empresas_creadas")  # fmt: skip
    orden = ("validar", "--fuente", "camaras_prensa_2026")
    assert correr(*orden, raiz=arbol.raiz).returncode == 1
    firma = correr("firmar", "--fuente", "camaras_prensa_2026", raiz=arbol.raiz)
    assert firma.returncode == 0
    assert firma.stdout.startswith("camaras_prensa_2026: camaras_prensa/2026/camaras.csv: 14 → 14")
    assert correr(*orden, raiz=arbol.raiz).returncode == 0
