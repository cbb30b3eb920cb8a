"""Lo mismo en todas partes: pantalla, CSV, Excel, Parquet, API, PowerPoint y figura, celda a celda.

Cada página se abre una vez con todas sus vistas en «Tabla» y con lo que se baja abierto. De cada
vista se lee de vuelta lo que entregan sus botones, lo que la API responde por su código y la hoja
de datos de su diapositiva, y todo se compara con la tabla. De la figura se comparan las marcas que
dibuja: cada una es una celda de la tabla y cada celda con valor tiene su marca, salvo lo que
``TRAZOS`` dice con su motivo.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import isclose
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pandas.api import types
from starlette.applications import Starlette

from tablero import componentes
from tablero.api import rutas as rutas_de_api
from tablero.diccionario import formatear_columna, tabla_legible
from tablero.formato import es_vacio, formatear, mes
from tablero.navegacion import PAGINAS
from tablero.presentacion.lectura import Barras, Calor, Lineas, Mapa, Puntos, leer, plano
from tablero.vistas import VistaCongelada, numeros
from tests.apoyo import RAIZ, en_otro_hilo
from tests.pantalla.recorrido import RECORRIDO, Entrada, Recorrido, VistaVista
from tests.peticiones import por_asgi

# Actualizar baja lo que alguien revisó de su informe; Sesión y Verificar, lo que alguien guardó:
# no tablas publicadas. Lo que llevan lo comprueban sus propias pruebas.
SIN_DESCARGAS_DEL_MART = {"pagina_actualizar", "pagina_sesion", "pagina_verificar"}
# Ninguna fuente cargada trae el detalle de las exportaciones, la caracterización de emprendedores
# ni otra edición de una mesa: sus vistas no se pueden abrir.
SIN_DATOS = {"exp_detalle", "mes_caracterizacion", "mes_otras_metas", "mes_otras_cifras"}

VISTAS = 91
DIBUJOS = 81


# ── Qué celda dibuja cada marca ────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Trazo:
    """Qué columna dibuja una pestaña y cómo se reconoce de qué fila es cada marca.

    ``x`` o ``y``: la columna de ese eje, multiplicada por ``escala`` en la figura; ``texto``: la
    que sólo se escribe al señalar la marca (un mapa y un calor pintan clases, no números).
    ``rotulos``: columnas cuyo texto va en lo que se lee al señalarla. ``trazas``: sólo las de esos
    nombres; sin decirlas, todas. ``series``: nombre de la traza → columna, si cada una es una
    columna. ``todo``: se compara con la tabla completa y no con la que se ve. ``cuenta``: columna
    que dice cuántas marcas tiene la fila, si no es una.

    Las excepciones, cada una con su motivo: ``sobran``, marcas que no son una celda, y en qué
    columna está entonces su valor; ``faltan``, filas con valor y sin marca, y cuántas.
    """

    x: str = ""
    y: str = ""
    texto: str = ""
    rotulos: tuple[str, ...] = ()
    escala: float = 1
    trazas: tuple[str, ...] = ()
    series: Mapping[str, str] | None = None
    todo: bool = False
    cuenta: str = ""
    sobran: tuple[str, str] = ("", "")
    faltan: tuple[str, int] = ("", 0)


NDS = ("Norte de Santander",)
A_MILLONES = 1e-6
TRAZOS: dict[tuple[str, str], tuple[Trazo, ...]] = {
    ("camaras", "Mapa"): (
        Trazo(texto="camara", rotulos=("camara",), cuenta="n_municipios"),
    ),
    ("idc_serie", "Puntaje"): (Trazo(y="puntaje_0_10", rotulos=("anio",)),),
    ("idc_serie", "Puesto"): (Trazo(y="puesto", rotulos=("anio",)),),
    ("idc_escalafon", "Gráfico"): (Trazo(x="puntaje_0_10", rotulos=("departamento",)),),
    ("idc_escalafon", "Mapa"): (Trazo(texto="puntaje_0_10", rotulos=("departamento",)),),
    ("idc_tira", "Gráfico"): (
        Trazo(x="puntaje_0_10", trazas=NDS),
        # La tabla que se ve resume a los demás en el mejor y las medianas; la completa los trae.
        Trazo(x="puntaje_0_10", rotulos=("departamento",), todo=True),
    ),
    ("idc_calor", "Puestos"): (Trazo(texto="puesto", rotulos=("nombre", "anio")),),
    ("idc_calor", "Puntajes"): (Trazo(texto="puntaje_0_10", rotulos=("nombre", "anio")),),
    # Los demás departamentos son el fondo de la tira: sus puestos no van en la tabla.
    ("idc_indicadores", "Puestos"): (Trazo(x="puesto", trazas=NDS),),
    ("idc_indicadores", "Brecha"): (Trazo(x="brecha_0_10"),),
    ("sim_movio", "Puestos"): (Trazo(x="aporte_puestos", rotulos=("nombre",)),),
    ("sim_movio", "Puntaje"): (Trazo(x="aporte_0_10", rotulos=("nombre",)),),
    ("sim_escalafon", "Gráfico"): (Trazo(x="puntaje_simulado_0_10", rotulos=("departamento",)),),
    ("sim_rangos", "Gráfico"): (Trazo(x="amplitud_puestos", rotulos=("departamento",)),),
    ("sim_pesos", "Gráfico"): (Trazo(x="peso_en_diferencias_pct", rotulos=("nombre",)),),
    ("icm_escalafon", "Gráfico"): (Trazo(x="puntaje_municipal_0_10", rotulos=("nombre",)),),
    ("icm_escalafon", "Mapa"): (Trazo(texto="puntaje_municipal_0_10", rotulos=("nombre",)),),
    ("icm_desglose", "Gráfico"): (
        Trazo(x="aporte_a_la_diferencia_0_10", rotulos=("indicador_municipal",)),
    ),
    ("icm_rangos", "Gráfico"): (Trazo(x="amplitud_puestos", rotulos=("nombre",)),),
    ("clu_pais", "Gráfico"): (Trazo(x="parte_pct", rotulos=("medida",)),),
    ("clu_ejercicio", "Gráfico"): (Trazo(x="puntaje_ssme", rotulos=("nombre",)),),
    ("eco_producto", "Gráfico"): (
        Trazo(y="pib_per_capita_cop", rotulos=("departamento", "anio"), escala=A_MILLONES),
    ),
    ("eco_pobreza", "Gráfico"): (Trazo(y="incidencia_pct", rotulos=("departamento", "anio")),),
    ("eco_anual", "Tira"): (Trazo(x="incidencia_pct", rotulos=("departamento",)),),
    ("eco_anual", "Mapa"): (Trazo(texto="incidencia_pct", rotulos=("departamento",)),),
    ("eco_cuadros", "Cuadros"): (Trazo(texto="incidencia_pct", rotulos=("departamento", "anio")),),
    ("emp_incrementos", "Gráfico"): (Trazo(y="incremento_pct", rotulos=("camara", "anio")),),
    ("emp_activas", "Mapa"): (
        Trazo(
            texto="empresas_por_1000_hab", cuenta="n_municipios",
            faltan=("el total de las tres jurisdicciones no es un lugar del mapa", 1),
        ),
    ),
    ("emp_activas", "Totales"): (
        Trazo(
            texto="registros_activos",
            trazas=("Con valor (1)",),
            faltan=("el total y la suma de Ocaña y Pamplona no tienen un círculo", 2),
        ),
    ),
    ("emp_registro", "Puesto"): (Trazo(y="puesto", rotulos=("anio",)),),
    ("emp_registro", "Puntaje"): (Trazo(y="puntaje_0_10", rotulos=("anio",)),),
    ("emp_densidad", "Puesto"): (Trazo(y="puesto", rotulos=("anio",)),),
    ("emp_densidad", "Puntaje"): (Trazo(y="puntaje_0_10", rotulos=("anio",)),),
    ("exp_ihh", "Gráfico"): (Trazo(x="ihh_0_1", rotulos=("nombre",)),),
    ("exp_ihh", "Todos"): (Trazo(x="ihh_0_1", rotulos=("nombre",)),),
    ("exp_ihh", "Mapa"): (Trazo(texto="ihh_0_1", rotulos=("nombre",)),),
    ("exp_tiempo", "Gráfico"): (
        Trazo(
            y="ihh_0_1", rotulos=("nombre", "anio"),
            faltan=("un año incompleto no va con los completos", 1),
        ),
    ),
    ("exp_meses", "Doce meses"): (
        Trazo(y="fob_12_meses_usd", rotulos=("mes",), escala=A_MILLONES),
    ),
    ("exp_meses", "Mes a mes"): (Trazo(y="fob_usd", rotulos=("mes",), escala=A_MILLONES),),
    ("exp_anual", "Gráfico"): (
        Trazo(
            x="fob_usd", rotulos=("anio",), escala=A_MILLONES,
            sobran=("el año incompleto va con el mismo tramo del anterior", "fob_anterior_usd"),
        ),
    ),
    ("plan_estados", "Gráfico"): (
        Trazo(
            x="n_metas", rotulos=("nombre",),
            series={
                "✔ Cumplida": "n_cumplidas",
                "▲ En avance": "n_en_avance",
                "◇ Sin cifra comparable": "n_sin_cifra_comparable",
            },
        ),
    ),
    ("plan_metas", "Gráfico"): (Trazo(x="logro_programado_pct", rotulos=("meta",)),),
    ("plan_dispersion", "Gráfico"): (
        Trazo(x="ejecucion_financiera_pct", rotulos=("meta",)),
        Trazo(y="logro_programado_pct", rotulos=("meta",)),
    ),
    ("plan_recursos", "Gráfico"): (
        Trazo(
            x="inversion_mill_cop", rotulos=("nombre", "fuente_de_recursos"),
            sobran=("una fuente que no puso nada: la tabla no la trae", "cero"),
        ),
    ),
    ("plan_reglas", "Gráfico"): (Trazo(x="n_hallazgos", rotulos=("titulo",)),),
    ("cob_mapa", "Mapa"): (Trazo(texto="n_metas", rotulos=("nombre",)),),
    ("cob_grupos", "Gráfico"): (Trazo(x="metas_por_municipio", rotulos=("lugar",)),),
    ("cob_poblacion", "Gráfico"): (
        Trazo(x="poblacion", rotulos=("nombre",)),
        Trazo(y="n_metas", rotulos=("nombre",)),
    ),
    ("mes_metas", "Gráfico"): (Trazo(x="avance_de_la_meta_pct", rotulos=("nombre_corto",)),),
    ("mes_alcance", "Municipios"): (Trazo(x="n_municipios", rotulos=("tema",)),),
    ("mes_alcance", "Territorios"): (Trazo(x="territorios_estrategicos_pct", rotulos=("tema",)),),
    ("mes_partes", "Gráfico"): (Trazo(x="participacion_pct", rotulos=("lugar_nombrado",)),),
    ("mes_red", "Gráfico"): (Trazo(x="n_entidades", rotulos=("mesa",)),),
    ("mes_ofai_recursos", "Gráfico"): (Trazo(x="valor", rotulos=("medida",)),),
    ("lug_mapa", "Mapa"): (
        Trazo(
            texto="nombre", rotulos=("nombre",),
            sobran=("los demás municipios sitúan al elegido", "nombre"),
        ),
    ),
    ("dat_serie", "Valor"): (
        Trazo(y="valor", rotulos=("periodo",), trazas=NDS),
    ),
    ("dat_serie", "Puesto"): (Trazo(y="puesto", rotulos=("periodo",)),),
}  # fmt: skip
_EN_PALABRAS = {("n_metas", "0"): "Ninguna meta"}
_SIN_CIFRA = re.compile("sin dato|sin cobertura|Sin dato")
_LARGO_DE_ROTULO = 40


class Marca(NamedTuple):
    """Algo dibujado: lo que se lee al señalarlo y dónde está."""

    traza: str
    dice: str
    x: Any
    y: Any


def marcas_de(vista: VistaCongelada) -> list[Marca]:
    """Las marcas que se pueden señalar: lo demás (límites, marcos, intervalos) no lo son."""
    assert vista.figura is not None
    trazas = [t for t in vista.figura["data"] if numeros(t.get("hovertext"))]
    # En un mapa cada entidad tiene un punto para elegirla; la de un recuadro, dos.
    trazas = [t for t in trazas if t.get("name") == "elegir"] or trazas
    marcas = []
    for traza in trazas:
        nombre = str(traza.get("name") or "")
        lugares = zip(*(numeros(traza[c]) for c in ("hovertext", "x", "y")), strict=True)
        # Lo que no dice nada separa dos líneas de la misma traza.
        marcas += [Marca(nombre, f"{nombre} {plano(str(d))}", x, y) for d, x, y in lugares if d]
    return marcas


def se_lee(dato: str, texto: str) -> bool:
    """Si el dato está en el texto, y no como parte de otro número o de otra palabra."""
    return re.search(rf"(?<![\w,.]){re.escape(dato)}(?!\w|[,.]\d)", texto) is not None


def escrito(columna: str, fila: Mapping[str, Any]) -> str:
    """El valor como lo dice una figura, que escribe la unidad aparte."""
    valor = fila[columna]
    if columna == "mes":
        return mes(valor)
    if columna == "puesto":
        return formatear(valor, "puesto", de=fila["n_evaluados"])
    texto = formatear_columna(columna, valor).partition(" por cada ")[0]
    return _EN_PALABRAS.get((columna, texto), texto)


def marca_de(fila: Mapping[str, Any], trazo: Trazo, columna: str) -> Callable[[Marca], bool]:
    """Si una marca es la celda de esa fila: su valor es ése y se lee de quién es."""
    rotulos = [escrito(c, fila)[:_LARGO_DE_ROTULO].casefold() for c in trazo.rotulos]

    def es_suya(marca: Marca) -> bool:
        return all(rotulo in marca.dice.casefold() for rotulo in rotulos)

    if es_vacio(fila[columna]):
        return lambda m: es_suya(m) and _SIN_CIFRA.search(m.dice) is not None
    if trazo.texto:
        dato = escrito(columna, fila)
        return lambda m: es_suya(m) and se_lee(dato, m.dice)
    valor = float(fila[columna]) * trazo.escala

    def esta_ahi(marca: Marca) -> bool:
        dibujado = marca.x if trazo.x else marca.y
        iguales = dibujado is not None and isclose(dibujado, valor, rel_tol=1e-9, abs_tol=1e-12)
        return iguales and es_suya(marca)

    return esta_ahi


def comparar_figura(vista: VistaVista, trazo: Trazo, congelada: VistaCongelada) -> int:
    """Cada marca con su celda y cada celda con su marca. Devuelve cuántas son."""
    tabla = vista.todo if trazo.todo else vista.datos
    assert tabla is not None
    marcas = [
        m for m in marcas_de(congelada)
        if not trazo.trazas or m.traza in trazo.trazas
    ]  # fmt: skip
    hechas, sin_marca = 0, []
    for serie, columna in (trazo.series or {"": trazo.texto or trazo.x or trazo.y}).items():
        propias = [m for m in marcas if not serie or m.traza == serie]
        filas = tabla.to_dict("records")
        if not propias and not any(fila[columna] for fila in filas):
            continue  # un estado que ninguna meta tiene no se dibuja
        # El rótulo más largo primero: «Norte de Santander» también dice «Santander».
        filas.sort(key=lambda f: -sum(len(str(f[c])) for c in trazo.rotulos))
        for fila in filas:
            suyas = list(filter(marca_de(fila, trazo, columna), propias))
            cuantas = int(fila[trazo.cuenta]) if trazo.cuenta else 1
            if len(suyas) < cuantas:
                # Una fila sin cifra puede no tener marca; si la tiene, dice que no la hay.
                sin_marca += [] if es_vacio(fila[columna]) else [(columna, fila)]
                continue
            for marca in suyas[:cuantas]:
                propias.remove(marca)
                marcas.remove(marca)
            hechas += 1
    motivo, hasta = trazo.faltan
    assert len(sin_marca) == hasta, (vista.clave, motivo or "filas sin marca", sin_marca[:3])
    motivo, en = trazo.sobran
    if en and en != "nombre":
        ceros = {0.0} if en == "cero" else {float(v) * trazo.escala for v in tabla[en].dropna()}
        marcas = [m for m in marcas if float(m.x) not in ceros]
    assert marcas == [] or en == "nombre", (vista.clave, motivo or "marcas sin celda", marcas[:3])
    return hechas


def comparar_intervalos(congelada: VistaCongelada) -> None:
    """Los límites de cada intervalo que se dibuja son celdas."""
    assert congelada.figura is not None
    for traza in congelada.figura["data"]:
        if str(traza.get("name")).endswith("(intervalo)"):
            celdas_ = {
                float(v)
                for c in congelada.datos
                if c.startswith("lim_")
                for v in congelada.datos[c]
            }
            assert {float(y) for y in numeros(traza["y"])} <= celdas_, congelada.clave


# ── Leer de vuelta ─────────────────────────────────────────────────────────────────────────────


def leer_csv(contenido: bytes, separador: str, decimal: str, como: pd.DataFrame) -> pd.DataFrame:
    """El CSV de vuelta, con los tipos de la tabla de la que salió."""
    filas = list(csv.reader(io.StringIO(contenido.decode("utf-8-sig"), newline=""),
                            delimiter=separador))  # fmt: skip
    encabezado, *cuerpo = filas
    assert encabezado == list(como.columns)

    def lector(tipo: Any) -> Callable[[str], Any]:
        if types.is_bool_dtype(tipo):
            return {"sí": True, "no": False}.__getitem__
        if types.is_integer_dtype(tipo):
            return int
        if types.is_numeric_dtype(tipo):
            return lambda texto: float(texto.replace(decimal, "."))
        return str

    lectores = [lector(tipo) for tipo in como.dtypes]
    return pd.DataFrame(
        [
            [
                None if celda == "" else como_(celda)
                for como_, celda in zip(lectores, f, strict=True)
            ]
            for f in cuerpo
        ],
        columns=encabezado,
        dtype=object,
    )


def leer_xlsx(contenido: bytes) -> tuple[pd.DataFrame, str]:
    """La hoja Datos y el renglón «Para verificar» del Léame."""
    libro = openpyxl.load_workbook(io.BytesIO(contenido), read_only=True)
    assert libro.sheetnames == ["Léame", "Datos", "Diccionario", "Fuentes"]
    leame = dict(fila[:2] for fila in libro["Léame"].iter_rows(values_only=True))
    encabezado, *cuerpo = libro["Datos"].iter_rows(values_only=True)
    return pd.DataFrame(cuerpo, columns=list(encabezado), dtype=object), leame["Para verificar"]


def leer_json(contenido: bytes) -> pd.DataFrame:
    sobre = json.loads(contenido)
    columnas = [columna["nombre"] for columna in sobre["columnas"]]
    assert all(list(fila) == columnas for fila in sobre["filas"])
    assert sobre["total"] == len(sobre["filas"])
    return pd.DataFrame(sobre["filas"], columns=columnas, dtype=object)


def normal(valor: Any) -> Any:
    """Un valor para comparar: vacío es ``None`` y todo número es ``float``."""
    if es_vacio(valor) or valor == "":
        return None
    if isinstance(valor, bool | np.bool_):
        return "sí" if valor else "no"
    if types.is_number(valor):
        return float(valor)
    return str(valor)


def celdas(tabla: pd.DataFrame) -> list[list[Any]]:
    return [[normal(valor) for valor in fila] for fila in tabla.itertuples(index=False, name=None)]


def diferencias(unas: list[list[Any]], otras: list[list[Any]]) -> list[tuple[Any, Any]]:
    """Las celdas distintas. Un libro de Excel guarda 16 cifras; en la 15.ª ya no se distinguen."""
    assert [len(fila) for fila in unas] == [len(fila) for fila in otras]
    return [
        (a, b)
        for fila, otra in zip(unas, otras, strict=True)
        for a, b in zip(fila, otra, strict=True)
        if a != b
        and not (isinstance(a, float) and isinstance(b, float) and isclose(a, b, rel_tol=1e-14))
    ]


def comparar_archivos(datos: pd.DataFrame, bajado: Mapping[str, bytes]) -> str:
    """Los tres archivos contra la tabla. Devuelve el código que el libro dice."""
    esperadas = celdas(datos)
    internacional = leer_csv(bajado["csv_internacional"], ",", ".", datos)
    assert celdas(internacional) == esperadas
    assert celdas(leer_csv(bajado["csv"], ";", ",", datos)) == esperadas
    libro, para_verificar = leer_xlsx(bajado["xlsx"])
    assert list(libro) == list(datos)
    assert diferencias(celdas(libro), esperadas) == []
    # Una nota en blanco se lee en blanco y en un CSV es lo mismo que un vacío.
    sin_blancos = datos.astype(object).replace("", None)
    assert tabla_legible(internacional).equals(tabla_legible(sin_blancos))
    return para_verificar.rpartition(" ")[2]


Api = Callable[[str], bytes]


def comparar_api(api: Api, codigo: str, vista: VistaVista) -> None:
    """Los cuatro formatos de la vista en la API, contra la tabla y contra lo que se baja."""
    respuestas = {
        f: api(f"/api/v1/vistas/{codigo}.{f}") for f in ("json", "csv", "parquet", "xlsx")
    }
    esperadas = celdas(vista.datos)
    for leida in (
        leer_json(respuestas["json"]),
        pd.read_parquet(io.BytesIO(respuestas["parquet"])),
    ):
        assert list(leida) == list(vista.datos)
        assert celdas(leida) == esperadas
    assert respuestas["csv"] == vista.bajado["csv_internacional"]
    libro, para_verificar = leer_xlsx(respuestas["xlsx"])
    assert diferencias(celdas(libro), esperadas) == []
    assert para_verificar.endswith(f"Código {codigo}")
    sobre = json.loads(respuestas["json"])
    assert sobre["vista"] == codigo
    assert sobre["fuentes"][0]["cita"]


# ── Lo que lleva la diapositiva ────────────────────────────────────────────────────────────────

AUXILIARES = (
    "Rótulos de fila",
    "Mediana",
    "Raya del 100 % (vertical)",
    "Raya del 100 % (horizontal)",
)


def graficos_de(diapositiva: Any) -> list[Any]:
    return [forma.chart for forma in diapositiva.shapes if forma.has_chart]


def cifras_de_la_hoja(grafico: Any) -> Counter[float]:
    """Los números de la hoja de datos incrustada, sin los de las series auxiliares."""
    libro = openpyxl.load_workbook(io.BytesIO(grafico.part.chart_workbook.xlsx_part.blob))
    assert libro.sheetnames == ["Datos"]
    cifras: list[float] = []
    auxiliar = False
    for fila in libro["Datos"].iter_rows(values_only=True):
        textos = [celda for celda in fila if isinstance(celda, str)]
        if any(texto in AUXILIARES for texto in textos):
            auxiliar = True
        elif "Nombre" in textos:
            auxiliar = False
        if not auxiliar:
            cifras += [float(celda) for celda in fila if isinstance(celda, int | float)]
    return Counter(round(cifra, 9) for cifra in cifras)


def cifras_de_la_figura(vista: VistaCongelada) -> Counter[float]:
    """Los números de las trazas: el largo de las barras, la y de las líneas, x e y de la nube."""
    assert vista.figura is not None
    cifras: list[Any] = []
    alturas: set[float] = set()
    for traza in vista.figura["data"]:
        if traza["type"] == "treemap":
            cifras += numeros(traza["values"])
        elif traza["type"] == "bar":
            cifras += numeros(traza["x" if traza.get("orientation") == "h" else "y"])
        elif traza["mode"] == "lines+markers":
            cifras += numeros(traza["y"])
        elif traza.get("fill") == "toself":
            cifras += numeros(traza["y"])  # los límites del intervalo
        else:
            cifras += numeros(traza["x"])
            alturas |= {float(y) for y in numeros(traza["y"])}
    en_tiras = any(n.get("name") == "fila" for n in vista.figura["layout"]["annotations"])
    for traza in vista.figura["data"]:
        if str(traza.get("mode")).startswith("markers"):
            ys = [float(y) for y in numeros(traza["y"])]
            # En una tira la altura en píxeles es el número de su fila.
            orden = {y: float(i) for i, y in enumerate(sorted(alturas), start=1)}
            cifras += [orden[y] for y in ys] if en_tiras else ys
    return Counter(round(float(c), 9) for c in cifras if not es_vacio(c))


def comparar_diapositiva(vista: VistaVista, congelada: VistaCongelada, diapositiva: Any) -> None:
    """La hoja de datos del gráfico es la traza; la tabla de la diapositiva, la de la pantalla."""
    dibujo = leer(congelada)
    if vista.clave == "eco_cuadros":
        # Sus alturas son píxeles: en PowerPoint van las cifras, que son celdas de la tabla.
        de_la_tabla = {round(float(v), 9) for v in vista.datos["incidencia_pct"].dropna()}
        assert set(sum(map(cifras_de_la_hoja, graficos_de(diapositiva)), Counter())) <= de_la_tabla
    elif isinstance(dibujo, Lineas | Barras | Puntos):
        graficos = graficos_de(diapositiva)
        tablas = [f.table for f in diapositiva.shapes if f.has_table]
        if not graficos:
            assert len(tablas) == 1, vista.clave
            return
        hoja: Counter[float] = sum(map(cifras_de_la_hoja, graficos), Counter())
        assert hoja == cifras_de_la_figura(congelada), vista.clave
        # La serie que se pinta (en el XML) es la misma que la hoja.
        for grafico in graficos:
            series = [s for p in grafico.plots for s in p.series if s.name not in AUXILIARES]
            assert series
            pintadas = Counter(
                round(float(v), 9) for s in series for v in s.values if v is not None
            )
            assert not pintadas - hoja, vista.clave
    elif isinstance(dibujo, Mapa):
        descritas = {
            forma._element.nvSpPr.cNvPr.get("descr")
            for grupo in diapositiva.shapes
            if grupo.name.startswith("Mapa: ")
            for forma in grupo.shapes
        }
        for entidad in (*dibujo.entidades, *dibujo.circulos):
            assert f"{entidad.nombre}: {entidad.valor}" in descritas, vista.clave
    else:
        (tabla,) = [f.table for f in diapositiva.shapes if f.has_table]
        encabezado, *cuerpo = [[c.text for c in fila.cells] for fila in tabla.rows]
        if isinstance(dibujo, Calor):
            assert cuerpo == [[n, *(t for t, _ in suyas)] for n, suyas in dibujo.filas]
            return
        legible = tabla_legible(vista.datos)[encabezado].astype(str)
        for escrita, entera in zip(cuerpo, legible.itertuples(index=False), strict=False):
            for corta, completa in zip(escrita, entera, strict=True):
                # Lo muy largo va recortado, con sus puntos.
                assert completa.startswith(corta.removesuffix("…").rstrip()), vista.clave


# ── La prueba ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def api(mart: Path) -> Api:
    """``api(camino)``: lo que responden las rutas de ``app.py``, si responden 200."""
    aplicacion = Starlette(routes=rutas_de_api.rutas("", rutas_de_api.Api(mart=mart)))

    def pedir(camino: str) -> bytes:
        recibido = en_otro_hilo(lambda: por_asgi(aplicacion, camino))
        assert recibido.estado == 200, (camino, recibido.texto)
        return recibido.cuerpo

    return pedir


def nombre_de(entrada: Entrada) -> str:
    archivo, parametros, _ = entrada
    return "-".join([archivo.removeprefix("pagina_"), *parametros.values()])


@pytest.mark.parametrize("entrada", RECORRIDO, ids=nombre_de)
def test_lo_mismo_en_pantalla_archivos_api_diapositiva_y_figura(
    recorrido: Recorrido, api: Api, entrada: Entrada
) -> None:
    pagina = recorrido.pagina(entrada)
    assert len(pagina.vistas) == entrada[2], [vista.clave for vista in pagina.vistas]
    en_pantalla = [
        tabla.value.astype(str).reset_index(drop=True) for tabla in pagina.pantalla.table
    ]
    dichos = " ".join(texto.value for texto in pagina.pantalla.caption)
    for vista in pagina.vistas:
        legible = tabla_legible(vista.datos).map(componentes.plano).astype(str)
        legible.columns = [componentes.plano(c) for c in legible.columns]
        assert any(legible.reset_index(drop=True).equals(t) for t in en_pantalla), vista.clave
        codigo = comparar_archivos(vista.datos, vista.bajado)
        assert f"Código de lo que se ve: {codigo}" in dichos
        comparar_api(api, codigo, vista)
        if vista.todo is not None:
            bajado = {c.removeprefix("todo_"): b for c, b in vista.bajado.items()
                      if c.startswith("todo_")}  # fmt: skip
            de_todo = comparar_archivos(vista.todo, bajado)
            leida = leer_json(api(f"/api/v1/vistas/{de_todo}.json"))
            assert celdas(leida) == celdas(vista.todo), vista.clave
    for (vista, pestana, congelada), diapositiva in zip(
        pagina.dibujadas, recorrido.diapositivas(entrada), strict=True
    ):
        comparar_diapositiva(vista, congelada, diapositiva)
        if pestana:
            comparar_intervalos(congelada)
            for trazo in TRAZOS[vista.clave, pestana]:
                assert comparar_figura(vista, trazo, congelada) > 0, (vista.clave, pestana)


def test_cuantas_vistas_se_recorren_y_ninguna_falta(recorrido: Recorrido) -> None:
    paginas = {nombre_de(entrada): recorrido.pagina(entrada) for entrada in RECORRIDO}
    assert sum(len(pagina.vistas) for pagina in paginas.values()) == VISTAS
    dibujadas = [(v.clave, p) for pagina in paginas.values() for v, p, _ in pagina.dibujadas if p]
    assert len(dibujadas) == DIBUJOS
    assert set(dibujadas) == set(TRAZOS)
    archivos = {Path(pagina.archivo).stem for pagina in PAGINAS}
    assert {archivo for archivo, _, _ in RECORRIDO} == archivos - SIN_DESCARGAS_DEL_MART
    # Cada lugar del código que pone una vista, o que llama a quien la pone, se recorrió.
    for archivo in archivos:
        lineas = frozenset[int]().union(
            *(recorrido.pagina(entrada).lineas for entrada in RECORRIDO if entrada[0] == archivo)
        )
        faltan = [
            f"{archivo}.py, línea {llamada.lineno}"
            for llamada in donde_se_ponen_vistas(RAIZ / "pages" / f"{archivo}.py")
            if not lineas & set(range(llamada.lineno, (llamada.end_lineno or 0) + 1))
        ]
        assert faltan == []


@pytest.mark.parametrize("cambio", [{"puntaje_0_10": 4.9}, {"anio": 2022}, {"puntaje_0_10": None}])
def test_una_celda_distinta_de_lo_dibujado_se_nota(
    recorrido: Recorrido, cambio: dict[str, Any]
) -> None:
    (vista,) = recorrido.pagina(RECORRIDO[1]).vistas
    (trazo,) = TRAZOS["idc_serie", "Puntaje"]
    congelada = vista.dibujos["Puntaje"]
    assert comparar_figura(vista, trazo, congelada) == 3
    otros = vista.datos.copy()
    ((columna, valor),) = cambio.items()
    otros.loc[0, columna] = valor
    with pytest.raises(AssertionError, match=r"sin marca|sin celda"):
        comparar_figura(replace(vista, datos=otros), trazo, congelada)


def donde_se_ponen_vistas(ruta: Path) -> list[ast.Call]:
    """Las llamadas a ``vista`` de una página y a las funciones suyas que la llaman."""
    arbol = ast.parse(ruta.read_text(encoding="utf-8"))
    funciones = [nodo for nodo in ast.walk(arbol) if isinstance(nodo, ast.FunctionDef)]
    ponen = {"vista"}

    def llama(nodo: ast.AST) -> list[ast.Call]:
        return [
            n
            for n in ast.walk(nodo)
            if isinstance(n, ast.Call)
            and (getattr(n.func, "id", None) or getattr(n.func, "attr", None)) in ponen
        ]

    while nuevas := {f.name for f in funciones if f.name not in ponen and llama(f)}:
        ponen |= nuevas
    return [
        llamada
        for llamada in llama(arbol)
        if not any(
            palabra.arg == "clave"
            and isinstance(palabra.value, ast.Constant)
            and palabra.value.value in SIN_DATOS
            for palabra in llamada.keywords
        )
    ]
