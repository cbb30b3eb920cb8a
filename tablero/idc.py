"""Lo que la página Competitividad muestra, ya decidido: qué base, qué pares, frases y figuras.

``Eleccion`` reúne lo que la persona pidió y lo que de ahí se sigue: de qué edición salen las cifras
y si hay un año anterior con el que se puedan comparar.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.diccionario import etiqueta_de_unidad
from tablero.estilo import PX_NOTA
from tablero.formato import (
    SIN_DATO,
    cambio_de_puestos,
    cantidad,
    entero,
    es_vacio,
    formatear,
    lista,
    numero,
    pesos_en_palabras,
    puesto,
)
from tablero.graficos.barras import barras_horizontales
from tablero.graficos.calor import clases_de_puesto, clases_de_puntaje, tabla_de_calor
from tablero.graficos.eventos import marcar_eventos
from tablero.graficos.puestos import tira_de_puestos
from tablero.graficos.series import linea_con_quiebres
from tablero.mapas import mapa_de_clases

Tabla = pd.DataFrame
GENERAL = "IDC"
QUE_ES = (
    "El Índice Departamental de Competitividad (IDC) ordena a los 32 departamentos y a Bogotá con "
    "13 pilares. Lo hacen el Consejo Privado de Competitividad y la Universidad del Rosario."
)
SIN_SERIE = {"publicada": "Publicada cada año", "prensa": "Prensa"}
AYUDA_DE_BASES = (
    "Cada edición recalcula los años anteriores con su propio método. Por eso se mira una a la vez "
    "y nunca se unen en una línea ni en una tabla."
)
# De la página se ve una sección a la vez: dibujarlas todas hacía esperar en cada filtro.
SECCIONES = {
    "tiempo": "En el tiempo",
    "escalafon": "Escalafón",
    "pilares": "Pilares",
    "indicadores": "Indicadores",
}
# Las dos secciones que miran frente a otros y qué nivel del IDC traen.
NIVELES = {"pilares": "pilar", "indicadores": "indicador"}
# Edición, año y año anterior de los últimos datos sin normalizar; la 2025 sólo trae puntajes.
ULTIMOS_ORIGINALES = ("2024", 2024, 2023)
SIN_ORIGINALES = (
    "La edición 2025 sólo publica puntajes. Éste es el dato original más reciente, de la edición "
    "2024: no se resta ni se une con los puntajes de arriba."
)
FUENTE_DEL_PIB = ("pib_2025pr",)

REGLAS = {
    "perfil": "Perfil del IDC",
    "pib": "PIB por habitante",
    "poblacion": "Población",
    "mano": "A mano",
}
N_PARES = 5
MAXIMO_A_MANO = 8
SIN_PARES = "Elija al menos un par: sin pares no hay mediana contra la que medir una brecha."
REFERENCIAS = {
    "promedio": "Promedio de los departamentos",
    "mejor": "El mejor de cada uno",
    "pares": "Mediana de los pares",
}
# Con más tiras no se lee el dibujo: los indicadores se miran pilar por pilar.
MAXIMO_DE_TIRAS = 16
PILARES = ("INS", "INF", "TIC", "AMB", "SAL", "EDU", "EDS", "NEG", "LAB", "FIN", "TAM", "SOF",
           "INN")  # fmt: skip
VISTAS_DE_PILARES = {
    "tira": "Todos los departamentos",
    "brecha": "Brecha",
    "calor": "Año por año",
}

CONTRADICCIONES = (
    "idc_puntaje_2023_ediciones",
    "idc_puntaje_2023_prensa",
    "idc_departamentos_evaluados",
    "registro_empresarial_2020",
    "registro_empresarial_puesto_2020",
    "densidad_empresarial_2020",
    "densidad_empresarial_puesto_2020",
    "diversificacion_puesto_2019",
    "diversificacion_puesto_2020",
)
FUENTES = ("idc_2025", "idc_2024", "idc_2018", "idc_2026", "idc_prensa", "pib_2025pr")

QUE_SABER = (
    "**Ediciones.** Cada edición vuelve a calcular los años anteriores con sus indicadores y su "
    "método: un mismo año tiene un puntaje en cada una y ninguno es error. El cambio de puesto se "
    "cuenta siempre dentro de una edición.",
    "**El año del índice no es el del dato.** El IDC 2024 usa sobre todo datos de 2023; la tabla "
    "de indicadores dice el año de cada uno.",
    "**Empates.** Quienes empatan comparten el primer puesto del empate, salvo en la edición 2024 "
    "los que puntúan cero, que van todos al último (33).",
    "**Promedio.** El IDC no calcula un puntaje del país: el promedio es el simple de los 33 "
    "territorios y no pesa por población.",
    "**Población implícita.** Es el PIB corriente entre el PIB por habitante. Sirve para buscar "
    "pares; no es la proyección municipal que usan otras páginas.",
)
_LOS_16 = (
    "**Los 16 indicadores.** Son los de negocios, mercado laboral, tamaño del mercado y "
    "sofisticación; el IDC 2024 tiene 102 y los demás no están en el tablero."
)

# El catálogo las tiene como números; la fórmula de las dos es un logaritmo.
UNIDADES_PROPIAS = {"idc_tam_1_1": "logaritmo", "idc_tam_2_1": "logaritmo"}

COLUMNAS_DE_ORIGINALES = (
    "codigo", "nombre", "dato_original", "unidad_del_dato", "anio_del_dato", "sentido_del_dato",
    "puesto", "n_evaluados", "edicion", "anio",
)  # fmt: skip
COLUMNAS_DE_SERIE = (
    "anio", "puntaje_0_10", "puntaje_0_100", "puesto", "n_evaluados", "edicion", "tipo",
)  # fmt: skip
COLUMNAS_DE_ESCALAFON = (
    "puesto", "n_evaluados", "comparten_puesto", "cod_departamento", "departamento",
    "puntaje_0_10", "puntaje_0_100", "cambio_puestos", "puntaje_que_falta",
    "departamento_siguiente", "edicion", "anio",
)  # fmt: skip
COLUMNAS_DE_PARES = (
    "cod_departamento", "departamento", "distancia_perfil", "cercania_perfil",
    "pib_per_capita_cop", "diferencia_pib_cop", "cercania_pib",
    "poblacion_implicita", "diferencia_poblacion", "cercania_poblacion",
)  # fmt: skip
COLUMNAS_DE_TIRA = (
    "codigo", "nombre", "puntaje_0_10", "puesto", "n_evaluados", "cambio_puestos",
    "departamento_mejor", "mejor_0_10", "mediana_0_10", "mediana_pares_0_10", "edicion", "anio",
)  # fmt: skip
COLUMNAS_DE_BRECHA = (
    "codigo", "nombre", "puntaje_0_10", "referencia_0_10", "brecha_0_10", "puesto", "n_evaluados",
    "edicion", "anio",
)  # fmt: skip
COLUMNAS_DE_CALOR = (
    "codigo", "nombre", "anio", "puntaje_0_10", "puesto", "n_evaluados", "edicion", "tipo",
)  # fmt: skip
COLUMNAS_DE_INDICADORES = (
    "codigo", "nombre", "dato_original", "unidad_del_dato", "anio_del_dato", "sentido_del_dato",
    "puntaje_0_10", "puesto", "n_evaluados", "cambio_puestos", "referencia_0_10", "brecha_0_10",
    "edicion", "anio",
)  # fmt: skip


def columnas(tabla: pd.DataFrame, nombres: Sequence[str]) -> pd.DataFrame:
    """Las columnas pedidas que la tabla trae, en ese orden."""
    return tabla[[nombre for nombre in nombres if nombre in tabla.columns]]


# ── Qué se está mirando ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Eleccion:
    """Departamento, medida, base y año, con la edición de donde salen las cifras."""

    territorio: str
    nombre: str
    codigo: str
    medida: str
    base: str
    anio: int
    edicion: str
    fuente_id: str
    anio_anterior: int | None
    tiene_pilares: bool

    @property
    def de_la_medida(self) -> str:
        return "el IDC" if self.codigo == GENERAL else self.medida

    @property
    def del_anio(self) -> tuple[str, int, int | None]:
        """Lo que las consultas de un año piden: edición, año y año anterior comparable."""
        return self.edicion, self.anio, self.anio_anterior

    @property
    def rotulo_de_edicion(self) -> str:
        """De dónde sale la cifra del año, en palabras."""
        if self.base == "prensa":
            return "según la prensa"
        if str(self.anio) == self.edicion:
            return f"edición {self.edicion}, publicado"
        return f"edición {self.edicion}, recalculado"

    def frente_a(self, referencia: str = "promedio", pares: tuple[str, ...] = ()) -> Any:
        """Lo que la consulta del resumen pide después del nivel."""
        return self.territorio, *self.del_anio, referencia, pares

    @property
    def filtros(self) -> dict[str, str]:
        """Lo que nombra el archivo que se baja."""
        return {
            "departamento": self.territorio,
            "medida": self.codigo,
            "base": SIN_SERIE.get(self.base, f"Edición {self.base}"),
            "anio": str(self.anio),
        }


def bases(ediciones: pd.DataFrame) -> dict[str, str]:
    """Lo que se puede mirar: cada edición con pilares, lo publicado cada año y la prensa."""
    completas = sorted(set(ediciones.loc[ediciones["tiene_pilares"], "edicion"]), reverse=True)
    return {str(edicion): f"Edición {edicion}" for edicion in completas} | SIN_SERIE


def anios_de(ediciones: pd.DataFrame, base: str) -> list[int]:
    """Los años de una base, del más reciente al más antiguo."""
    return [int(anio) for anio in _de_la_base(ediciones, base)["anio"]]


def anio_de_entrada(ediciones: pd.DataFrame, base: str, territorio: str) -> int:
    """El año más reciente en que la base dice algo del departamento (o el más reciente)."""
    for fila in _de_la_base(ediciones, base).to_dict("records"):
        if territorio in list(fila["departamentos"]):
            return int(fila["anio"])
    return anios_de(ediciones, base)[0]


def _de_la_base(ediciones: pd.DataFrame, base: str) -> pd.DataFrame:
    columna, valor = ("tipo", "publicado") if base == "publicada" else ("edicion", base)
    return ediciones[ediciones[columna] == valor].sort_values("anio", ascending=False)


def nombres_de(departamentos: pd.DataFrame) -> dict[str, str]:
    """Código → nombre de los departamentos."""
    return dict(zip(departamentos["cod_departamento"], departamentos["departamento"], strict=True))


def los_demas(nombres: Mapping[str, str], eleccion: Eleccion) -> dict[str, str]:
    """Los departamentos con los que se puede comparar el elegido."""
    return {codigo: nombre for codigo, nombre in nombres.items() if codigo != eleccion.territorio}


def rotulos_de_medidas(
    medidas: pd.DataFrame, ediciones: pd.DataFrame, base: str, anio: int
) -> dict[str, str]:
    """Lo que se puede mirar en una base y un año: en 2018, 2026 y prensa, sólo el general."""
    edicion = _fila_de(ediciones, base, anio)["edicion"]
    sufijo = {"pilar": " (pilar)", "subpilar": " (subpilar)", "indicador": " (indicador)"}
    return {
        str(fila["codigo"]): (
            "IDC general"
            if fila["nivel"] == "general"
            else f"{fila['nombre']}{sufijo[str(fila['nivel'])]}"
        )
        for fila in _de_la_edicion(medidas, str(edicion)).to_dict("records")
    }


def _de_la_edicion(medidas: pd.DataFrame, edicion: str) -> pd.DataFrame:
    return medidas[[edicion in list(ediciones) for ediciones in medidas["ediciones"]]]


def indicadores_por_edicion(medidas: pd.DataFrame) -> dict[str, int]:
    """Edición → cuántos indicadores trae, de la más reciente a la más antigua."""
    cuantos = Counter(
        str(edicion)
        for nivel, ediciones in zip(medidas["nivel"], medidas["ediciones"], strict=True)
        if nivel == "indicador"
        for edicion in ediciones
    )
    return dict(sorted(cuantos.items(), reverse=True))


def cuantos_indicadores(medidas: pd.DataFrame, edicion: str) -> int:
    """Los de esa edición; si no trae, los de la que más tiene."""
    cuantos = indicadores_por_edicion(medidas)
    return cuantos.get(edicion) or max(cuantos.values(), default=0)


def ayuda_de_medidas(medidas: pd.DataFrame, edicion: str) -> str:
    """Qué cambia al elegir una medida."""
    return (
        "Cambia la serie y el escalafón. Los 13 pilares y los "
        f"{cuantos_indicadores(medidas, edicion)} indicadores se ven completos, cada grupo en su "
        "sección."
    )


def encabezado(seccion: str, medidas: pd.DataFrame, edicion: str) -> str:
    """«Los 13 pilares» o «Los 16 indicadores»."""
    if seccion == "pilares":
        return "Los 13 pilares"
    return f"Los {cuantos_indicadores(medidas, edicion)} indicadores"


def que_saber(medidas: pd.DataFrame) -> list[str]:
    """Lo que hay que saber antes de usar la página, con los indicadores que hay cargados."""
    cuantos = indicadores_por_edicion(medidas)
    if max(cuantos.values(), default=0) <= MAXIMO_DE_TIRAS:
        return [*QUE_SABER, _LOS_16]
    partes = lista([f"{numero(n)} en la edición {edicion}" for edicion, n in cuantos.items()])
    return [
        *QUE_SABER,
        f"**Indicadores.** Hay {partes}: los de la base completa que se cargó y, donde no se ha "
        "cargado, los de negocios, mercado laboral, tamaño del mercado y sofisticación. Un código "
        "puede cambiar de indicador entre ediciones: aquí se siguen por su nombre.",
        "**Unidad.** La base web no dice la unidad, la fórmula ni la fuente primaria de cada "
        "indicador. Donde nadie más las dice, el dato va como viene y la tabla lo advierte.",
    ]


def pilares_por_elegir(resumen: pd.DataFrame, pilares: pd.DataFrame) -> dict[str, str]:
    """Pilar → «Instituciones (15)», si los indicadores no caben juntos; vacío si caben."""
    if len(resumen) <= MAXIMO_DE_TIRAS:
        return {}
    nombres = dict(zip(pilares["codigo"], pilares["nombre"], strict=True))
    cuantos = resumen["cod_pilar"].value_counts()
    return {
        codigo: f"{nombres[codigo]} ({cuantos[codigo]})"
        for codigo in PILARES
        if codigo in cuantos.index and codigo in nombres
    }


def de_los_mismos(originales: pd.DataFrame, resumen: pd.DataFrame) -> pd.DataFrame:
    """Los datos originales de los indicadores que el resumen trae, que son los de su edición."""
    return originales[originales["indicador_id"].isin(set(resumen["indicador_id"]))]


def _fila_de(ediciones: pd.DataFrame, base: str, anio: int) -> dict[str, Any]:
    de_la_base = _de_la_base(ediciones, base)
    return dict(de_la_base[de_la_base["anio"] == anio].iloc[0])


def armar_eleccion(
    ediciones: pd.DataFrame,
    nombres: Mapping[str, str],
    medidas: pd.DataFrame,
    *,
    territorio: str,
    codigo: str,
    base: str,
    anio: int,
) -> Eleccion:
    """Resuelve la edición y el año anterior comparable.

    Sólo dentro de una edición hay año anterior: lo publicado cada año y lo que dijo la prensa son
    de ediciones distintas y no se restan.
    """
    fila = _fila_de(ediciones, base, anio)
    hay_anterior = base not in SIN_SERIE and anio - 1 in anios_de(ediciones, base)
    de_la_edicion = _de_la_edicion(medidas, str(fila["edicion"]))
    nombre = de_la_edicion.set_index("codigo").at[codigo, "nombre"]
    return Eleccion(
        territorio=territorio,
        nombre=nombres[territorio],
        codigo=codigo,
        medida="IDC general" if codigo == GENERAL else str(nombre),
        base=base,
        anio=anio,
        edicion=str(fila["edicion"]),
        fuente_id=str(fila["fuente_id"]),
        anio_anterior=anio - 1 if hay_anterior else None,
        tiene_pilares=bool(fila["tiene_pilares"]),
    )


def por_que_no_se_unen(eleccion: Eleccion, mismo_anio: pd.DataFrame) -> str:
    """Por qué hay que elegir una base, con las cifras del departamento que lo muestran."""
    frases = [
        {
            "publicada": (
                "Cada punto es lo que una edición publicó para su propio año. Entre ediciones "
                "cambian los indicadores y el método, así que los puntos no se unen ni se restan. "
                "El puntaje de 2018 va de 0 a 100; del de 2026 sólo se conocen doce."
            ),
            "prensa": (
                "Son cifras sueltas de notas de prensa, cada una de una edición distinta y "
                "redondeada; casi ninguna dice entre cuántos. Sirven de contraste, no de serie."
            ),
        }.get(
            eleccion.base,
            f"La edición {eleccion.edicion} vuelve a calcular los años anteriores con sus propios "
            "indicadores: dentro de ella se comparan; con otra edición, no.",
        )
    ]
    if not mismo_anio.empty:
        # El año que mejor lo muestra: en el que más se apartan las ediciones.
        por_anio = mismo_anio.groupby("anio")["puntaje_0_10"]
        anio = int((por_anio.max() - por_anio.min()).idxmax())
        partes = [
            f"{numero(fila['puntaje_0_10'], 2)} "
            + (
                "según la prensa"
                if fila["tipo"] == "prensa"
                else f"en la edición {fila['edicion']}"
            )
            for fila in mismo_anio[mismo_anio["anio"] == anio].to_dict("records")
        ]
        frases.append(
            f"El puntaje general de {anio} de {eleccion.nombre} es {lista(partes)}. Ninguno es "
            "error; una línea que los uniera mostraría cambios que no ocurrieron."
        )
    return "\n\n".join(frases)


# ── Puntaje y puesto en el tiempo ──────────────────────────────────────────────────────────────


def dibujos_de_serie(
    serie: pd.DataFrame,
    eleccion: Eleccion,
    fuentes: Sequence[str],
    eventos: pd.DataFrame | None,
    tema: str,
) -> dict[str, Callable[[], go.Figure]]:
    """Las figuras que se pueden dibujar: puesto siempre; puntaje, si va de 0 a 10."""
    medidas = {"Puntaje": "puntaje_0_10", "Puesto": "puesto"}
    return {
        nombre: partial(_figura_de_serie, serie, columna, eleccion, fuentes, eventos, tema)
        for nombre, columna in medidas.items()
        if columna in serie and serie[columna].notna().any()
    }


def _figura_de_serie(
    serie: pd.DataFrame,
    columna: str,
    eleccion: Eleccion,
    fuentes: Sequence[str],
    eventos: pd.DataFrame | None,
    tema: str,
) -> go.Figure:
    con_valor = serie[serie[columna].notna()]
    sueltos = eleccion.base in ("publicada", "prensa")
    datos = pd.DataFrame(
        {
            "serie": eleccion.nombre,
            "periodo": con_valor["anio"].astype(str),
            "valor": con_valor[columna].astype(float),
            "n_evaluados": con_valor["n_evaluados"],
            # Cada punto suelto es su propio segmento: la línea no puede unirlos.
            "segmento": con_valor["anio"].astype(str) if sueltos else eleccion.edicion,
            "estado": con_valor["tipo"],
        }
    )
    unidad = "puesto" if columna == "puesto" else "puntaje_0_10"
    figura = linea_con_quiebres(
        datos, unidad=unidad, decimales=2, destacada=eleccion.nombre, tema=tema
    )
    hallazgo = hallazgo_de_serie(serie, columna, eleccion)
    anios = f"{con_valor['anio'].min()}-{con_valor['anio'].max()}"
    que = "Puesto" if columna == "puesto" else "Puntaje de 0 a 10"
    terminada = estilo.terminar(
        figura,
        titulo=hallazgo,
        subtitulo=f"{que}, {eleccion.medida}, {anios}. {_de_que_base(serie, eleccion)}",
        fuentes=fuentes,
        corte=str(con_valor["anio"].max()),
        alt=f"Línea de tiempo. {hallazgo}. {_de_que_base(serie, eleccion)}",
        tema=tema,
        notas=["Los puntos no se unen: cada uno es de una edición distinta."] if sueltos else [],
        sentido="menos_es_mejor" if columna == "puesto" else "mas_es_mejor",
    )
    return terminada if eventos is None else marcar_eventos(terminada, eventos, tema=tema)


def _de_que_base(serie: pd.DataFrame, eleccion: Eleccion) -> str:
    if eleccion.base == "prensa":
        return "Cifras de prensa."
    if eleccion.base == "publicada":
        return "Lo que cada edición publicó para su año."
    recalculados = serie.loc[serie["tipo"] == "recalculado", "anio"]
    cuales = (
        f"{recalculados.min()} a {recalculados.max()}"
        if len(recalculados) > 2
        else lista([str(anio) for anio in recalculados])
    )
    return f"Edición {eleccion.edicion}: {eleccion.edicion} publicado; {cuales}, recalculados."


def hallazgo_de_serie(serie: pd.DataFrame, columna: str, eleccion: Eleccion) -> str:
    """Del primer año al último, si son de la misma edición; si no, los puntos uno por uno."""
    con_valor = serie[serie[columna].notna()].to_dict("records")
    donde = "" if eleccion.codigo == GENERAL else f"En {eleccion.medida}, "

    def cifra(fila: Any) -> str:
        if columna == "puesto":
            return f"puesto {puesto(fila['puesto'], fila['n_evaluados'])}"
        return numero(fila[columna], 2)

    primero, ultimo = con_valor[0], con_valor[-1]
    if eleccion.base in ("publicada", "prensa") or len(con_valor) == 1:
        puntos = lista([f"{cifra(fila)} ({fila['anio']})" for fila in con_valor])
        return f"{donde}{eleccion.nombre}: {puntos}"
    if columna == "puesto":
        verbo = cambio_de_puestos(primero["puesto"], ultimo["puesto"])
        if verbo == "se mantiene":
            return (
                f"{donde}{eleccion.nombre} está en el {cifra(ultimo)} en {ultimo['anio']}, el "
                f"mismo de {primero['anio']}"
            )
        return (
            f"{donde}{eleccion.nombre} {verbo} entre {primero['anio']} y {ultimo['anio']}: del "
            f"{int(primero['puesto'])} al {puesto(ultimo['puesto'], ultimo['n_evaluados'])}"
        )
    return (
        f"{donde}{eleccion.nombre} pasa de {cifra(primero)} en {primero['anio']} a "
        f"{cifra(ultimo)} en {ultimo['anio']}"
    )


def sin_pilares(eleccion: Eleccion) -> str:
    """Por qué no hay pilares ni pares que mostrar, y dónde sí."""
    de_donde = (
        "La prensa sólo dio el puntaje general"
        if eleccion.base == "prensa"
        else f"De la edición {eleccion.edicion} sólo se tiene el puntaje general"
    )
    return (
        f"{de_donde}: no hay pilares, indicadores ni perfil con qué buscar pares. Están en las "
        "ediciones 2024 y 2025."
    )


def hallazgos(escalafon: pd.DataFrame, pilares: pd.DataFrame, eleccion: Eleccion) -> list[str]:
    """Lo que la página responde, en una a tres frases para Markdown."""
    frases = [f"**{frase_de_puesto(escalafon, eleccion)}.** {_de_donde(eleccion)}"]
    fila = fila_propia(escalafon, eleccion.territorio)
    if fila is not None and not es_vacio(fila["cambio_puestos"]):
        verbo = cambio_de_puestos(fila["puesto_anterior"], fila["puesto"])
        frases.append(
            f"Frente a {eleccion.anio_anterior} {verbo}"
            + ("." if verbo == "se mantiene" else f": estaba en el {int(fila['puesto_anterior'])}.")
        )
    return frases + balance_de_pilares(pilares, eleccion)


def _de_donde(eleccion: Eleccion) -> str:
    texto = eleccion.rotulo_de_edicion
    return f"{texto[0].upper()}{texto[1:]}."


# ── Escalafón ──────────────────────────────────────────────────────────────────────────────────


def fila_propia(tabla: pd.DataFrame, territorio: str) -> dict[str, Any] | None:
    """La fila del departamento elegido, o ``None`` si la base no lo trae."""
    propia = tabla[tabla["cod_departamento"] == territorio]
    return None if propia.empty else dict(propia.iloc[0])


def falta(puntaje: Any) -> str:
    """Un puntaje que falta, con los decimales que hacen falta para no escribir «0,00»."""
    if es_vacio(puntaje):
        return SIN_DATO
    decimales = 2 if puntaje >= 0.01 else 3
    return numero(puntaje, decimales) if puntaje >= 0.001 else "menos de 0,001"


def frase_de_puesto(escalafon: pd.DataFrame, eleccion: Eleccion) -> str:
    """«Norte de Santander ocupa el puesto 14 de 33 en 2025 con 5,28…; le faltan 0,07…»."""
    fila = fila_propia(escalafon, eleccion.territorio)
    donde = "" if eleccion.codigo == GENERAL else f" en {eleccion.medida}"
    if fila is None:
        quien = "La prensa" if eleccion.base == "prensa" else f"La edición {eleccion.edicion}"
        return f"{quien} no da el puesto de {eleccion.nombre}{donde} en {eleccion.anio}"
    ocupa = f"{eleccion.nombre} ocupa el puesto {puesto(fila['puesto'], fila['n_evaluados'])}"
    if fila["comparten_puesto"] > 1:
        otros = int(fila["comparten_puesto"]) - 1
        ocupa += f" (empatado con {cantidad(otros, 'departamento', 'departamentos')} más)"
    frase = f"{ocupa}{donde} en {eleccion.anio}"
    columna, _, escala = _puntaje_de(escalafon)
    if not es_vacio(fila[columna]):
        frase += f" con {numero(fila[columna], 2 if escala == '10' else 1)} de {escala} puntos"
    if not es_vacio(fila["puntaje_que_falta"]):
        siguientes = str(fila["departamento_siguiente"]).split(" · ")
        frase += (
            f"; le faltan {falta(fila['puntaje_que_falta'])} para alcanzar "
            f"{lista([_a(nombre) for nombre in siguientes])}, en el puesto "
            f"{int(fila['puesto_siguiente'])}"
        )
    elif fila["puesto"] == 1:
        frase += ": no hay quien alcanzar"
    return frase


def _a(nombre: str) -> str:
    return f"al {nombre}" if nombre.startswith("Archipiélago") else f"a {nombre}"


def flecha(cambio: Any) -> str:
    """«(▲2)» si gana dos puestos, «(▼1)» si pierde uno, «(=)» si sigue igual; vacío sin dato."""
    if es_vacio(cambio):
        return ""
    return "(=)" if cambio == 0 else f"({'▲' if cambio > 0 else '▼'}{abs(int(cambio))})"


def _subtitulo_de_escalafon(eleccion: Eleccion, escala: str) -> str:
    texto = f"Puntaje de 0 a {escala}, {eleccion.medida}, {eleccion.anio} "
    texto += f"({eleccion.rotulo_de_edicion})."
    if eleccion.anio_anterior is not None:
        texto += (
            f" ▲ ▼ puestos ganados o perdidos frente a {eleccion.anio_anterior}, en la misma "
            "edición."
        )
    return texto


def _puntaje_de(escalafon: pd.DataFrame) -> tuple[str, str, str]:
    """La columna de puntaje, su unidad y el máximo de su escala."""
    if "puntaje_0_10" in escalafon and escalafon["puntaje_0_10"].notna().any():
        return "puntaje_0_10", "puntaje_0_10", "10"
    if "puntaje_0_100" in escalafon:
        return "puntaje_0_100", "puntaje_0_100", "100"
    return "puntaje_0_10", "puntaje_0_10", "10"


def _nota_de(fila: Any) -> str:
    partes = [f"Puesto {puesto(fila['puesto'], fila['n_evaluados'])}"]
    if not es_vacio(fila["cambio_puestos"]):
        verbo = cambio_de_puestos(fila["puesto_anterior"], fila["puesto"])
        partes.append(f"{verbo} en un año")
    if not es_vacio(fila["puntaje_que_falta"]):
        partes.append(
            f"le faltan {falta(fila['puntaje_que_falta'])} para alcanzar "
            f"{_a(str(fila['departamento_siguiente']))}"
        )
    return "; ".join(partes)


def figura_de_escalafon(
    escalafon: pd.DataFrame, eleccion: Eleccion, fuentes: Sequence[str], tema: str
) -> go.Figure:
    """Los departamentos por puesto, con su puntaje y cuántos puestos ganó o perdió cada uno."""
    columna, unidad, escala = _puntaje_de(escalafon)
    filas = escalafon.to_dict("records")
    datos = pd.DataFrame(
        {
            "etiqueta": [f"{int(f['puesto'])}. {f['departamento']}" for f in filas],
            "valor": [f[columna] for f in filas],
            "sufijo": [flecha(f["cambio_puestos"]) for f in filas],
            "nota": [_nota_de(f) for f in filas],
        }
    )
    propia = [
        etiqueta
        for etiqueta, fila in zip(datos["etiqueta"], filas, strict=True)
        if fila["cod_departamento"] == eleccion.territorio
    ]
    figura = barras_horizontales(
        datos,
        unidad=unidad,
        decimales=2 if escala == "10" else 1,
        destacados=propia,
        orden="exacto",
        tema=tema,
    )
    frase = frase_de_puesto(escalafon, eleccion)
    return estilo.terminar(
        figura,
        titulo=frase,
        subtitulo=_subtitulo_de_escalafon(eleccion, escala),
        fuentes=fuentes,
        corte=str(eleccion.anio),
        alt=f"Barras de {len(filas)} departamentos ordenados por puesto. {frase}.",
        tema=tema,
        notas=_notas_de_escalafon(escalafon, eleccion, columna),
        sentido="mas_es_mejor",
    )


def _notas_de_escalafon(escalafon: pd.DataFrame, eleccion: Eleccion, columna: str) -> list[str]:
    notas = []
    if sin_puntaje := int(escalafon[columna].isna().sum()):
        notas.append(
            f"{cantidad(sin_puntaje, 'departamento', 'departamentos')} con puesto y sin puntaje en "
            "la fuente: el vacío no es cero, y no se calcula lo que falta para subir."
        )
    if eleccion.base == "prensa":
        notas.append("Las notas de prensa no traen todos los departamentos.")
    empatados = escalafon[escalafon["comparten_puesto"] > 1]
    if not empatados.empty:
        notas.append(f"Empates: {len(empatados)} departamentos comparten puesto con otro.")
    return notas


def figura_de_mapa(
    capa: Any, escalafon: pd.DataFrame, eleccion: Eleccion, fuentes: Sequence[str], tema: str
) -> go.Figure:
    """El mismo escalafón en el mapa, en clases de ancho fijo que la leyenda imprime."""
    columna, unidad, escala = _puntaje_de(escalafon)
    valores = {str(f["cod_departamento"]): f[columna] for f in escalafon.to_dict("records")}
    primero = escalafon.iloc[0]["cod_departamento"]
    figura = mapa_de_clases(
        capa,
        valores,
        cortes_de_puntaje(escalafon[columna].dropna(), escala),
        unidad=unidad,
        decimales=2 if escala == "10" else 1,
        nota={str(f["cod_departamento"]): _nota_de(f) for f in escalafon.to_dict("records")},
        clave="cod_departamento",
        contorno=capa[capa["cod_departamento"] == eleccion.territorio],
        etiquetas=list(dict.fromkeys([eleccion.territorio, str(primero)])),
        alto=420,
        tema=tema,
    )
    _agrandar_san_andres(figura, tema)
    frase = frase_de_puesto(escalafon, eleccion)
    return estilo.terminar(
        figura,
        titulo=frase,
        subtitulo=(
            f"Puntaje de 0 a {escala}, {eleccion.medida}, {eleccion.anio} "
            f"({eleccion.rotulo_de_edicion}). Entre paréntesis, cuántos departamentos hay en cada "
            "clase."
        ),
        fuentes=[*fuentes, "DANE, Marco Geoestadístico Nacional 2018"],
        corte=str(eleccion.anio),
        alt=f"Mapa de Colombia por departamentos según el puntaje. {frase}.",
        tema=tema,
        notas=["Contorno grueso: el departamento elegido."],
        sentido="mas_es_mejor",
    )


def _agrandar_san_andres(figura: go.Figure, tema: str) -> None:
    """Un círculo con el color de su clase: a esta escala las islas son dos puntos invisibles."""
    t = estilo.colores(tema)
    islas = next(traza for traza in figura.data if traza.meta == "88")
    figura.add_scatter(
        x=[max(islas.x)],
        y=[max(islas.y)],
        mode="markers+text",
        text=["San Andrés"],
        textposition="middle right",
        textfont={"size": PX_NOTA, "color": t.tenue},
        marker={"size": 10, "color": islas.fillcolor, "line": {"color": t.tenue, "width": 1}},
        hovertext=[islas.text],
        hoverinfo="text",
        showlegend=False,
    )


def cortes_de_puntaje(valores: pd.Series, escala: str) -> list[float]:
    """Bordes de clases de igual ancho (1 o 2 puntos; 10 o 20 en la escala de 0 a 100).

    Se usa el ancho menor que no pase de siete clases entre el valor más bajo y el más alto.
    """
    unidad = 1 if escala == "10" else 10
    presentes = valores[valores > 0].astype(float)
    minimo, maximo = (0.0, float(unidad)) if presentes.empty else (presentes.min(), presentes.max())
    for ancho in (unidad, 2 * unidad):
        desde, hasta = math.floor(minimo / ancho) * ancho, math.ceil(maximo / ancho) * ancho
        hasta = max(hasta, desde + ancho)
        if (hasta - desde) / ancho <= 7:
            break
    return [float(borde) for borde in range(desde, hasta + 1, ancho)]


# ── Pares ──────────────────────────────────────────────────────────────────────────────────────


def pares_de_regla(candidatos: pd.DataFrame, regla: str) -> tuple[str, ...]:
    """Los códigos de los cinco más cercanos según una regla, del más al menos parecido."""
    columna = f"cercania_{regla}"
    ordenados = candidatos[candidatos[columna].notna()].sort_values(columna, kind="stable")
    return tuple(ordenados["cod_departamento"].astype(str).head(N_PARES))


def porque_de_la_regla(candidatos: pd.DataFrame, regla: str, eleccion: Eleccion) -> str:
    """Cómo se eligieron los pares, con la cifra propia contra la que se miden."""
    fila = candidatos.iloc[0]
    del_pib = f"{fila['periodo']}, cifra {fila['estado']}"
    return {
        "perfil": (
            f"Los {N_PARES} departamentos con los puntajes más parecidos en los 13 pilares de "
            f"{eleccion.anio} ({eleccion.rotulo_de_edicion}). La distancia es la raíz de la suma "
            "de las diferencias al cuadrado: 0 sería el mismo perfil."
        ),
        "pib": (
            f"Los {N_PARES} con el PIB por habitante más cercano al de {eleccion.nombre}: "
            f"{pesos_en_palabras(fila['propio_pib_cop'])} ({del_pib})."
        ),
        "poblacion": (
            f"Los {N_PARES} con la población más cercana a la de {eleccion.nombre}: "
            f"{entero(fila['propia_poblacion'])} habitantes, los que están implícitos en el PIB "
            f"por habitante ({del_pib})."
        ),
        "mano": (
            "Los que usted eligió. La tabla dice qué tan cerca está cada uno según las tres reglas."
        ),
    }[regla]


def tabla_de_pares(candidatos: pd.DataFrame, pares: Sequence[str]) -> pd.DataFrame:
    """Los pares en su orden, con las tres cercanías: por qué cada uno lo es."""
    elegidos = candidatos.set_index("cod_departamento", drop=False)
    return columnas(elegidos.loc[list(pares)], COLUMNAS_DE_PARES).reset_index(drop=True)


@dataclass(frozen=True)
class Comparacion:
    """Frente a quién se mira: los pares, la referencia de las brechas y cómo se llama cada uno."""

    pares: tuple[str, ...]
    referencia: str
    nombres: Mapping[str, str]

    @property
    def contra(self) -> str:
        """La referencia dentro de una frase: «… supera a Tolima en 9 de 13»."""
        return {
            "promedio": "al promedio simple de los departamentos",
            "mejor": "al mejor departamento de cada uno",
            "pares": "a la mediana de los pares",
        }.get(self.referencia) or _a(self.nombres[self.referencia])

    @property
    def numerados(self) -> dict[str, str]:
        """Con qué número se marca cada par en la tira."""
        return {codigo: str(i) for i, codigo in enumerate(self.pares, start=1)}

    @property
    def leyenda(self) -> list[str]:
        """Qué es cada marca de la tira."""
        notas = ["Rombo rojo: el departamento elegido."]
        if self.pares:
            quienes = [f"{i} {self.nombres[codigo]}" for codigo, i in self.numerados.items()]
            notas.append(f"Anillos dorados, los pares: {' · '.join(quienes)}.")
        return notas


# ── Los pilares y los indicadores ───────────────────────────────────────────────────────────────


def balance_de_pilares(resumen: pd.DataFrame, eleccion: Eleccion) -> list[str]:
    """En qué pilares sube y en cuáles cae, de más a menos puestos, en la misma edición."""
    if eleccion.anio_anterior is None or resumen.empty:
        return []
    cambios = [
        (int(cambio), str(nombre))
        for cambio, nombre in zip(resumen["cambio_puestos"], resumen["nombre"], strict=True)
        if not es_vacio(cambio)
    ]
    # De más a menos puestos; los que empatan, en el orden de los pilares.
    cambios.sort(key=lambda par: -abs(par[0]))
    frases = []
    for verbo, signo in (("Sube", 1), ("Cae", -1)):
        nombrados = [
            f"{nombre} ({cantidad(abs(cambio), 'puesto', 'puestos')})"
            for cambio, nombre in cambios
            if cambio * signo > 0
        ]
        if nombrados:
            frases.append(
                f"{verbo} en {len(nombrados)} de {len(cambios)} pilares frente a "
                f"{eleccion.anio_anterior}, en la misma edición: {lista(nombrados)}."
            )
    if not frases:
        return [f"No cambia de puesto en ningún pilar frente a {eleccion.anio_anterior}."]
    return frases


def _extremos(resumen: pd.DataFrame) -> tuple[dict[str, Any], dict[str, Any]]:
    orden = resumen[resumen["puesto"].notna()].sort_values(["puesto", "nombre"])
    return dict(orden.iloc[0]), dict(orden.iloc[-1])


def frase_de_tira(resumen: pd.DataFrame, eleccion: Eleccion) -> str:
    """Dónde está mejor y dónde peor ubicado."""
    mejor, peor = _extremos(resumen)
    return (
        f"{eleccion.nombre} está mejor ubicado en {mejor['nombre']} "
        f"({puesto(mejor['puesto'], mejor['n_evaluados'])}) y peor en {peor['nombre']} "
        f"({puesto(peor['puesto'], peor['n_evaluados'])})"
    )


def _con_filas(tira: pd.DataFrame, rotulos: Mapping[str, str]) -> pd.DataFrame:
    """Los puntos con el rótulo de su tira, en el orden de los rótulos."""
    orden = {codigo: i for i, codigo in enumerate(rotulos)}
    datos = tira[tira["codigo"].isin(list(rotulos))].assign(
        fila=tira["codigo"].map(dict(rotulos)), valor=tira["puntaje_0_10"]
    )
    return datos.sort_values("codigo", key=lambda c: c.map(orden), kind="stable")


def figura_de_tira(
    tira: pd.DataFrame,
    resumen: pd.DataFrame,
    eleccion: Eleccion,
    comparacion: Comparacion,
    fuentes: Sequence[str],
    tema: str,
) -> go.Figure:
    """Los 13 pilares, un punto por departamento; arriba, el pilar con mejor puesto."""
    rotulos = {
        str(f["codigo"]): f"{f['nombre']} {flecha(f['cambio_puestos'])}".strip()
        for f in resumen.to_dict("records")
    }
    figura = tira_de_puestos(
        _con_filas(tira, rotulos),
        unidad="puntaje_0_10",
        decimales=2,
        propio=eleccion.territorio,
        pares=comparacion.pares,
        nombres_de_pares=comparacion.numerados,
        referencias=True,
        tema=tema,
    )
    frase = frase_de_tira(resumen, eleccion)
    subtitulo = (
        f"Puntaje de 0 a 10 de cada pilar, {eleccion.anio} ({eleccion.rotulo_de_edicion}). Cada "
        "punto es un departamento."
    )
    if eleccion.anio_anterior is not None:
        subtitulo += f" ▲ ▼ puestos ganados o perdidos frente a {eleccion.anio_anterior}."
    return estilo.terminar(
        figura,
        titulo=frase,
        subtitulo=subtitulo,
        fuentes=fuentes,
        corte=str(eleccion.anio),
        alt=f"Trece tiras con un punto por departamento. {frase}.",
        tema=tema,
        notas=[*comparacion.leyenda, "Raya: la mediana de los departamentos."],
        sentido="mas_es_mejor",
    )


def frase_de_brecha(resumen: pd.DataFrame, eleccion: Eleccion, contra: str) -> str:
    """En cuántos supera a la referencia y dónde están la mayor ventaja y la mayor desventaja."""
    con_valor = resumen[resumen["brecha_0_10"].notna()].sort_values("brecha_0_10")
    arriba = int((con_valor["brecha_0_10"] > 0).sum())
    peor, mejor = con_valor.iloc[0], con_valor.iloc[-1]
    frase = f"{eleccion.nombre} supera {contra} en {arriba} de {len(con_valor)}"
    extremos = []
    if mejor["brecha_0_10"] > 0:
        extremos.append(f"la mayor ventaja, en {mejor['nombre']} ({_con_mas(mejor)})")
    if peor["brecha_0_10"] < 0:
        extremos.append(f"la mayor desventaja, en {peor['nombre']} ({_con_mas(peor)})")
    return f"{frase}: {lista(extremos)}" if extremos else frase


def _con_mas(fila: Any) -> str:
    texto = numero(fila["brecha_0_10"], 2)
    return f"+{texto}" if fila["brecha_0_10"] > 0 else texto


def figura_de_brecha(
    resumen: pd.DataFrame,
    eleccion: Eleccion,
    comparacion: Comparacion,
    fuentes: Sequence[str],
    tema: str,
    *,
    de_que: str,
) -> go.Figure:
    """Puntaje propio menos el de la referencia. A la derecha siempre es mejor."""
    filas = resumen[resumen["brecha_0_10"].notna()].to_dict("records")
    datos = pd.DataFrame(
        {
            "etiqueta": [_rotulo_de_brecha(f) for f in filas],
            "valor": [f["brecha_0_10"] for f in filas],
            "nota": [
                f"{eleccion.nombre}: {numero(f['puntaje_0_10'], 2)}; referencia: "
                f"{numero(f['referencia_0_10'], 2)}; puesto "
                f"{puesto(f['puesto'], f['n_evaluados'])}"
                for f in filas
            ],
        }
    )
    a_favor, *_, en_contra = estilo.divergente(5, tema)
    figura = barras_horizontales(
        datos,
        unidad="puntaje_0_10",
        decimales=2,
        signo=True,
        colores_de_etiqueta={
            e: a_favor if v >= 0 else en_contra
            for e, v in zip(datos["etiqueta"], datos["valor"], strict=True)
        },
        tema=tema,
    )
    _escribir_sentido(figura, datos["valor"], tema)
    frase = frase_de_brecha(resumen, eleccion, comparacion.contra)
    return estilo.terminar(
        figura,
        titulo=frase,
        subtitulo=(
            f"Puntaje de 0 a 10 por {de_que} menos el de la referencia, {eleccion.anio} "
            f"({eleccion.rotulo_de_edicion}). A la derecha siempre es mejor: los indicadores "
            "inversos ya vienen girados en el puntaje."
        ),
        fuentes=fuentes,
        corte=str(eleccion.anio),
        alt=f"Barras a lado y lado de cero, por {de_que}. {frase}.",
        tema=tema,
        notas=(
            [comparacion.leyenda[-1].replace("Anillos dorados, los", "Los")]
            if comparacion.referencia == "pares"
            else []
        ),
    )


def _rotulo_de_brecha(fila: Any) -> str:
    if fila["sentido_del_dato"] == "menos es mejor":
        return f"{fila['nombre_corto']} (menos es mejor)"
    return str(fila["nombre"] if es_vacio(fila["anio_del_dato"]) else fila["nombre_corto"])


def _escribir_sentido(figura: go.Figure, valores: pd.Series, tema: str) -> None:
    """«← peor» y «mejor →» bajo las barras, a los lados del cero."""
    figura.layout.meta = {**figura.layout.meta, "reserva_inferior": 20}
    lados = [("mejor →", "left", 6)]
    if (valores < 0).any():
        lados.append(("← peor", "right", -6))
    for texto, ancla, corrido in lados:
        figura.add_annotation(
            name="direccion",
            x=0,
            y=0,
            yref="paper",
            xanchor=ancla,
            yanchor="top",
            xshift=corrido,
            yshift=-4,
            text=texto,
            font={"size": PX_NOTA, "color": estilo.colores(tema).tenue},
            showarrow=False,
            borderpad=0,
        )


def figura_de_calor(
    calor: pd.DataFrame,
    columna: str,
    eleccion: Eleccion,
    fuentes: Sequence[str],
    tema: str,
    de_que: str = "pilar",
) -> go.Figure:
    """Pilares (o indicadores) por años en una sola edición, por puesto o por puntaje."""
    es_puesto = columna == "puesto"
    ultimo = calor[calor["anio"] == calor["anio"].max()].sort_values(["puesto", "nombre"])
    orden = {codigo: i for i, codigo in enumerate(ultimo["codigo"])}
    ordenado = calor.sort_values(["anio"], kind="stable").sort_values(
        "codigo", key=lambda c: c.map(orden), kind="stable"
    )
    datos = pd.DataFrame(
        {
            "fila": ordenado["nombre"],
            "columna": ordenado["anio"].astype(str),
            "valor": ordenado[columna].astype(float),
            "texto": [entero(v) if es_puesto else numero(v, 1) for v in ordenado[columna]],
            "nota": [
                f"Puesto {puesto(f['puesto'], f['n_evaluados'])}; puntaje "
                f"{numero(f['puntaje_0_10'], 2)} ({f['tipo']})"
                for f in ordenado.to_dict("records")
            ],
        }
    )
    evaluados = int(calor["n_evaluados"].max())
    clases = clases_de_puesto(evaluados) if es_puesto else clases_de_puntaje()
    figura = tabla_de_calor(datos, clases=clases, tema=tema)
    frase = frase_de_calor(calor, eleccion, de_que)
    que = f"Puesto entre {evaluados}" if es_puesto else "Puntaje de 0 a 10"
    fuerte = "oscuro" if tema == "claro" else "luminoso"
    return estilo.terminar(
        figura,
        titulo=frase,
        subtitulo=(
            f"{que} por {de_que} y año, edición {eleccion.edicion}. Cuanto más {fuerte} el tono, "
            "mejor. Entre paréntesis, cuántas celdas hay en cada clase."
        ),
        fuentes=fuentes,
        corte=str(calor["anio"].max()),
        alt=f"Tabla de {_EN_PLURAL[de_que]} por años, con tonos por clase. {frase}.",
        tema=tema,
        sentido="menos_es_mejor" if es_puesto else "mas_es_mejor",
    )


_EN_PLURAL = {"pilar": "pilares", "indicador": "indicadores"}


def frase_de_calor(calor: pd.DataFrame, eleccion: Eleccion, de_que: str = "pilar") -> str:
    """Del primer año de la edición al último: en cuántos pilares gana y en cuántos pierde."""
    desde, hasta = int(calor["anio"].min()), int(calor["anio"].max())
    if desde == hasta:
        cuantos = calor["codigo"].nunique()
        return (
            f"Los {cuantos} {_EN_PLURAL[de_que]} de {eleccion.nombre} en {hasta}, "
            f"{eleccion.rotulo_de_edicion}"
        )
    puestos = calor.set_index(["codigo", "anio"])["puesto"].unstack("anio")
    cambio = (puestos[desde] - puestos[hasta]).astype(float)
    suben, caen = int((cambio > 0).sum()), int((cambio < 0).sum())
    iguales = len(cambio) - suben - caen
    partes = [f"gana puestos en {suben} de {len(cambio)} {_EN_PLURAL[de_que]}", f"pierde en {caen}"]
    if iguales:
        partes.append(f"repite en {iguales}")
    return (
        f"Entre {desde} y {hasta}, en la edición {eleccion.edicion}, {eleccion.nombre} "
        f"{lista(partes)}"
    )


def anios_del_calor(ediciones: pd.DataFrame, eleccion: Eleccion) -> tuple[int, ...]:
    """Los años que se pueden ver juntos: los de la edición; en «publicada», sólo el suyo."""
    if eleccion.base == "publicada":
        return (eleccion.anio,)
    return tuple(sorted(anios_de(ediciones, eleccion.base)))


def figura_de_indicadores(
    tira: pd.DataFrame,
    indicadores: pd.DataFrame,
    eleccion: Eleccion,
    comparacion: Comparacion,
    fuentes: Sequence[str],
    tema: str,
    de_pilar: str = "",
) -> go.Figure:
    """Los indicadores por puesto, con su dato original, su año y su sentido en el rótulo.

    ``de_pilar``: el nombre del pilar, si sólo son los suyos.
    """
    rotulos = {str(f["codigo"]): _rotulo_de_indicador(f) for f in indicadores.to_dict("records")}
    figura = tira_de_puestos(
        _con_filas(tira, rotulos),
        unidad="puntaje_0_10",
        decimales=2,
        propio=eleccion.territorio,
        pares=comparacion.pares,
        nombres_de_pares=comparacion.numerados,
        eje="puesto",
        tema=tema,
    )
    frase = frase_de_tira(indicadores, eleccion)
    return estilo.terminar(
        figura,
        titulo=frase,
        subtitulo=(
            f"Puesto y puntaje de 0 a 10 en los {len(indicadores)} indicadores"
            f"{f' de {de_pilar}' if de_pilar else ''}, {eleccion.anio} "
            f"({eleccion.rotulo_de_edicion}). El mejor puesto va a la derecha, también en los "
            "indicadores en que menos es mejor."
        ),
        fuentes=fuentes,
        corte=str(eleccion.anio),
        alt=f"{len(indicadores)} tiras con un punto por departamento según su puesto. {frase}.",
        tema=tema,
        notas=comparacion.leyenda,
    )


def _rotulo_de_indicador(fila: Any) -> str:
    partes = [str(fila["nombre_corto"])]
    if not es_vacio(fila["dato_original"]):
        dato = formatear(fila["dato_original"], str(fila["unidad_del_dato"]), corto=True)
        cuando = "" if es_vacio(fila["anio_del_dato"]) else f" ({int(fila['anio_del_dato'])})"
        partes.append(f"{dato}{cuando}")
    if fila["sentido_del_dato"] == "menos es mejor":
        partes.append("menos es mejor")
    return ", ".join(partes) + (f" {flecha(fila['cambio_puestos'])}").rstrip()


# ── Las piezas de la página: qué se dibuja, qué se baja y cómo se llama ────────────────────────


@dataclass(frozen=True)
class Pieza:
    """Lo que recibe ``componentes.vista``: las figuras, su tabla, su nombre y sus fuentes."""

    dibujos: Mapping[str, Callable[[], go.Figure]]
    datos: pd.DataFrame
    que: str
    clave: str
    fuente_ids: tuple[str, ...]
    todo: Callable[[], pd.DataFrame] | None = None


def pieza_de_serie(
    serie: pd.DataFrame,
    eleccion: Eleccion,
    fuentes: Sequence[str],
    eventos: pd.DataFrame | None,
    tema: str,
) -> Pieza:
    """Puntaje y puesto en el tiempo."""
    return Pieza(
        dibujos_de_serie(serie, eleccion, fuentes, eventos, tema),
        columnas(serie, COLUMNAS_DE_SERIE),
        "IDC en el tiempo",
        "idc_serie",
        fuentes_de(serie, eleccion),
    )


def fuentes_de(tabla: pd.DataFrame, eleccion: Eleccion) -> tuple[str, ...]:
    """Las fuentes de una tabla, o la de la elección si la tabla está vacía."""
    return tuple(dict.fromkeys(tabla["fuente_id"])) or (eleccion.fuente_id,)


def pieza_de_escalafon(
    escalafon: pd.DataFrame,
    eleccion: Eleccion,
    leer_capa: Callable[[], Any],
    fuentes: Sequence[str],
    tema: str,
) -> Pieza:
    """El escalafón como barras, mapa y tabla."""
    return Pieza(
        {
            "Gráfico": lambda: figura_de_escalafon(escalafon, eleccion, fuentes, tema),
            "Mapa": lambda: figura_de_mapa(leer_capa(), escalafon, eleccion, fuentes, tema),
        },
        columnas(escalafon, COLUMNAS_DE_ESCALAFON),
        "escalafón del IDC",
        "idc_escalafon",
        (eleccion.fuente_id, "mgn_2018"),
    )


def pieza_de_pares(candidatos: pd.DataFrame, pares: Sequence[str], eleccion: Eleccion) -> Pieza:
    """La tabla de los pares con las tres cercanías; completa, la de los 32."""
    return Pieza(
        {},
        tabla_de_pares(candidatos, pares),
        "pares del departamento",
        "idc_pares_tabla",
        (eleccion.fuente_id, *FUENTE_DEL_PIB),
        lambda: columnas(candidatos, COLUMNAS_DE_PARES),
    )


def pieza_de_pilares(
    cual: str,
    resumen: pd.DataFrame,
    puntos: pd.DataFrame,
    calor: pd.DataFrame,
    eleccion: Eleccion,
    comparacion: Comparacion,
    fuentes: Sequence[str],
    tema: str,
) -> Pieza:
    """Los pilares como se pidieron: todos los departamentos, la brecha o año por año."""
    todo = partial(columnas, puntos, [c for c in puntos.columns if c != "fuente_id"])
    if cual == "calor":
        dibujos: dict[str, Callable[[], go.Figure]] = {
            nombre: partial(figura_de_calor, calor, columna, eleccion, fuentes, tema)
            for nombre, columna in (("Puestos", "puesto"), ("Puntajes", "puntaje_0_10"))
        }
        datos = columnas(calor, COLUMNAS_DE_CALOR)
    elif cual == "brecha":
        con_brecha = resumen[resumen["brecha_0_10"].notna()]
        dibujos = {
            "Gráfico": partial(
                figura_de_brecha, con_brecha, eleccion, comparacion, fuentes, tema, de_que="pilar"
            )
        }
        datos = columnas(con_brecha, COLUMNAS_DE_BRECHA)
    else:
        dibujos = {
            "Gráfico": partial(
                figura_de_tira, puntos, resumen, eleccion, comparacion, fuentes, tema
            )
        }
        datos = columnas(resumen, COLUMNAS_DE_TIRA)
    return Pieza(
        dibujos, datos, f"pilares del IDC, {cual}", f"idc_{cual}", (eleccion.fuente_id,), todo
    )


@dataclass(frozen=True)
class DelPilar:
    """Un pilar cuyos indicadores se miran aparte, y cómo leer sus puestos año por año."""

    codigo: str
    nombre: str
    calor: Callable[[], pd.DataFrame]


def pieza_de_indicadores(
    indicadores: pd.DataFrame,
    puntos: pd.DataFrame,
    eleccion: Eleccion,
    comparacion: Comparacion,
    fuentes: Sequence[str],
    tema: str,
    pilar: DelPilar | None = None,
) -> Pieza:
    """Los indicadores por puesto o por brecha; la tabla trae el dato original, si lo hay.

    Con ``pilar``, los suyos, también año por año; la tabla completa trae los de todos.
    """
    todos = indicadores
    if pilar is not None:
        indicadores = todos[todos["cod_pilar"] == pilar.codigo]
        puntos = puntos[puntos["codigo"].str.startswith(f"{pilar.codigo}-")]
    dibujos: dict[str, Callable[[], go.Figure]] = {
        "Puestos": partial(
            figura_de_indicadores, puntos, indicadores, eleccion, comparacion, fuentes, tema,
            pilar.nombre if pilar else "",
        )
    }  # fmt: skip
    if indicadores["brecha_0_10"].notna().any():
        dibujos["Brecha"] = partial(
            figura_de_brecha,
            indicadores,
            eleccion,
            comparacion,
            fuentes,
            tema,
            de_que="indicador",
        )
    if pilar is not None:
        leer = pilar.calor
        dibujos["Año por año"] = lambda: figura_de_calor(
            leer(), "puesto", eleccion, fuentes, tema, "indicador"
        )
    return Pieza(
        dibujos,
        columnas(_legible(indicadores), COLUMNAS_DE_INDICADORES),
        "indicadores del IDC",
        "idc_indicadores",
        (eleccion.fuente_id,),
        None if pilar is None else lambda: columnas(_legible(todos), COLUMNAS_DE_INDICADORES),
    )


def pieza_de_originales(originales: pd.DataFrame) -> Pieza:
    """El último dato original de los indicadores, cuando la edición elegida no lo trae."""
    return Pieza(
        {},
        columnas(_legible(originales), COLUMNAS_DE_ORIGINALES),
        "datos originales del IDC",
        "idc_originales",
        ("idc_2024",),
    )


def _legible(indicadores: pd.DataFrame) -> pd.DataFrame:
    """La unidad del dato en palabras; sin la columna del dato si la edición no lo trae."""
    legibles = indicadores.assign(
        unidad_del_dato=[
            UNIDADES_PROPIAS.get(indicador_id) or etiqueta_de_unidad(unidad)
            for indicador_id, unidad in zip(
                indicadores["indicador_id"], indicadores["unidad_del_dato"], strict=True
            )
        ]
    )
    if legibles["dato_original"].isna().all():
        return legibles.drop(columns=["dato_original", "unidad_del_dato", "anio_del_dato"])
    return legibles
