"""Plan de desarrollo: frases, tablas y figuras de las metas, sin pantalla ni consultas.

Los dos períodos de gobierno no se juntan nunca: todo lo de aquí recibe las metas de uno. Los tres
porcentajes (logro entre programado, avance frente al cuatrienio, ejecutado entre programado) van
siempre separados y un porcentaje mayor que 100 se escribe como es, con su marca.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pipelines.rutas import RUTAS
from tablero import estilo
from tablero.diccionario import solo_descritas
from tablero.formato import (
    cantidad,
    entero,
    es_vacio,
    formatear,
    lista,
    numero,
    pesos_en_palabras,
    porcentaje,
)
from tablero.graficos.apiladas import Clase, barras_apiladas
from tablero.graficos.barras import barras_horizontales
from tablero.graficos.dispersion import dispersion_de_porcentajes

_CIEN = porcentaje(100, 0)

TEXTOS = RUTAS.datos_crudos / "informes" / "textos"
"""Donde la secretaría pone los textos de sus informes, uno por fuente: no se versionan."""

PERIODO_DE_ENTRADA = "2020-2023"
TODAS = "todas"

SECCIONES = {
    "resumen": "Resumen por línea y programa",
    "metas": "Metas",
    "inversion": "Inversión",
    "calidad": "Calidad",
}
NIVELES = {
    "linea": "Línea",
    "programa": "Programa",
    "subprograma": "Subprograma",
    "todo": "Todo el árbol",
}
_NOMBRE_DE_NIVEL = {
    "plan": "Plan",
    "eje": "Eje",
    "linea": "Línea",
    "programa": "Programa",
    "subprograma": "Subprograma",
    "meta": "Meta",
}
PORCENTAJES = {
    "logro": "Logro / programado",
    "avance": "Avance al cuatrienio",
    "ejecucion": "Ejecutado / programado",
}
_COLUMNA = {
    "logro": "logro_programado_pct",
    "avance": "avance_cuatrienio_pct",
    "ejecucion": "ejecucion_financiera_pct",
}
_QUE_ES = {
    "logro": "Lo logrado entre lo programado, en porcentaje: lo dice el informe o se calcula",
    "avance": "Avance frente a lo previsto para los cuatro años, en porcentaje, según el informe",
    "ejecucion": "Recursos ejecutados entre recursos programados, en porcentaje",
}
_CONTEO = {
    "cumplida": ("n_cumplidas", "cumplida", "cumplidas"),
    "en_avance": ("n_en_avance", "en avance", "en avance"),
    "sin_avance": ("n_sin_avance", "sin avance", "sin avance"),
    "no_programada": ("n_no_programadas", "no programada", "no programadas"),
    "sin_reporte": ("n_sin_reporte", "sin reporte", "sin reporte"),
    "sin_cifra_comparable": (
        "n_sin_cifra_comparable", "sin cifra comparable", "sin cifra comparable",
    ),
}  # fmt: skip
_DE_DONDE = {
    "Recursos propios": "de recursos propios",
    "Otras fuentes": "de otras fuentes",
    "Total sin separar la fuente": "sin decir de qué fuente",
}
_SIGNOS_DE_RECURSOS = {
    "Recursos propios": "●",
    "Otras fuentes": "◆",
    "Total sin separar la fuente": "□",
}
GRAVEDADES = {"alta": "Alta", "media": "Media", "baja": "Baja"}

QUE_SABER = (
    "Los dos planes no se suman ni se promedian: miden metas distintas con plantillas distintas.",
    "Los tres porcentajes son cosas distintas. Logro entre programado es cuánto se hizo de la "
    "cantidad; avance al cuatrienio, cuánto va de los cuatro años; ejecutado entre programado es "
    "plata.",
    "Un vacío no es un cero: quiere decir que el informe no trae la cifra.",
    f"En una media cada meta pesa lo mismo y cuenta hasta {_CIEN}, y si menos de la mitad trae la "
    f"cifra no hay media. En la lista de metas, lo que pasa de {_CIEN} se escribe como es.",
    "Las personas no se suman entre metas: la misma persona puede estar en varias.",
)
SIN_LUGAR = "La sección de localización no nombra ningún lugar."
SIN_VINCULO = "El informe no la liga con ningún indicador de resultado ni logro."
AVISO_DE_VINCULO = "Que el informe las ligue no quiere decir que la meta haya movido el indicador."
SIN_LINEA_DE_META = "El informe no dice la línea ni el programa de esta meta."
QUE_ES_CALIDAD = (
    "Cada hallazgo es un hecho del documento, con sus dos cifras y su línea: algo falta, no "
    "coincide o llama la atención. No dice quién se equivocó ni por qué. La gravedad ordena qué "
    "revisar primero."
)
AYUDA_DE_MEDIAS = (
    f"Cada meta pesa lo mismo y en la media cuenta hasta {_CIEN}. Sin dato: menos de la mitad de "
    "las metas del nivel trae la cifra. Cada nivel dice cuántas la traen y cuántas son."
)


@dataclass(frozen=True)
class Aspecto:
    """Con qué se remata una figura: el plan, sus fuentes, el corte y el tema."""

    periodo: str
    fuente_ids: tuple[str, ...]
    fuentes: tuple[str, ...]
    corte: str
    tema: str


@dataclass(frozen=True)
class Pieza:
    """Lo que recibe ``componentes.vista``: figuras, tabla, nombre del archivo y clave."""

    dibujos: Mapping[str, Callable[[], go.Figure]]
    datos: pd.DataFrame
    que: str
    clave: str
    todo: Callable[[], pd.DataFrame] | None = None


def _terminar(figura: go.Figure, aspecto: Aspecto, **textos: Any) -> go.Figure:
    return estilo.terminar(
        figura, fuentes=aspecto.fuentes, corte=aspecto.corte, tema=aspecto.tema, **textos
    )


def acortar(texto: str, largo: int) -> str:
    """El texto hasta una palabra completa, con «…» si no cabe."""
    return texto if len(texto) <= largo else texto[:largo].rsplit(" ", 1)[0].rstrip(",;") + "…"


def nombre_de_meta(fila: Mapping[str, Any], largo: int = 70) -> str:
    """«896. 4 Iniciativas apoyadas que permitan…»."""
    return f"{fila['meta']}. {acortar(str(fila['enunciado']), largo)}"


# ── Cuál meta ──────────────────────────────────────────────────────────────────────────────────


def periodo_de(todas: pd.DataFrame, meta: str, pedido: str | None) -> str | None:
    """El plan de una meta: el pedido si la tiene; si no, el que la tenga; ``None`` si ninguno."""
    suyos = [str(p) for p in todas.loc[todas["meta"] == meta, "periodo"]]
    return pedido if pedido in suyos else next(iter(suyos), None)


def aviso_de_meta(todas: pd.DataFrame, pedida: str) -> str:
    """Qué decir cuando la dirección pide una meta que no está, con las que hay."""
    tramos = []
    for periodo in dict.fromkeys(todas["periodo"]):
        numeros = sorted(int(m) for m in todas.loc[todas["periodo"] == periodo, "meta"])
        tramos.append(
            f"{periodo}: {len(numeros)} metas, entre la {numeros[0]} y la {numeros[-1]}, con saltos"
        )
    return (
        f"La dirección pide la meta {pedida}, que ningún informe trae. "
        f"Las que hay son {lista(tramos)}."
    )


def rotulos_de_metas(metas: pd.DataFrame) -> dict[str, str]:
    """Las metas de un plan para una lista: número → número y enunciado."""
    return {str(f["meta"]): nombre_de_meta(f, 90) for f in metas.to_dict("records")}


def vecinas(metas: pd.DataFrame, meta: str) -> tuple[str | None, str | None]:
    """La meta anterior y la siguiente en el orden del informe."""
    numeros = [str(m) for m in metas["meta"]]
    lugar = numeros.index(meta)
    antes = numeros[lugar - 1] if lugar else None
    return antes, numeros[lugar + 1] if lugar + 1 < len(numeros) else None


# ── Hallazgos ──────────────────────────────────────────────────────────────────────────────────


def frase_de_estados(nivel: Mapping[str, Any]) -> str:
    """«De 54 metas, 25 cumplidas, 19 en avance y 10 sin cifra comparable»."""
    partes = []
    for columna, singular, plural in _CONTEO.values():
        if n := int(nivel[columna]):
            partes.append(f"{n} {singular if n == 1 else plural}")
    return f"De {cantidad(nivel['n_metas'], 'meta', 'metas')}, {lista(partes)}"


def _frase_de_medias(plan: Mapping[str, Any]) -> str:
    n = int(plan["n_metas"])
    partes = []
    for con, media, de_que in (
        ("n_con_cumplimiento", "cumplimiento_medio_pct", "logro entre programado"),
        ("n_con_avance", "avance_medio_pct", "avance al cuatrienio"),
    ):
        cuantas = f"{int(plan[con])} de {n} metas"
        if es_vacio(plan[media]):
            partes.append(f"sólo {cuantas} traen {de_que}: son menos de la mitad y no se promedian")
        else:
            partes.append(f"el {de_que} medio es {porcentaje(plan[media])} ({cuantas})")
    frase = "; ".join(partes)
    return f"{frase[0].upper()}{frase[1:]}."


def _frase_de_plata(totales: Mapping[str, Any]) -> str:
    ejecutado = pesos_en_palabras(float(totales["inversion_ejecutada_mill_cop"]) * 1e6)
    frase = (
        f"Las {int(totales['n_con_inversion'])} metas que dicen su inversión ejecutaron {ejecutado}"
    )
    if not int(totales["n_con_ejecucion"]):
        return f"{frase}; ninguna dice cuánto programó, así que no hay ejecución financiera."
    return (
        f"{frase}. En {int(totales['n_sobre_lo_programado'])} de las "
        f"{int(totales['n_con_ejecucion'])} que también dicen lo programado, se ejecutó más."
    )


def _frase_de_gente(totales: Mapping[str, Any]) -> str:
    return (
        f"Beneficiarios: entre {entero(totales['mayor_beneficiarios'])} (la meta que más reporta) "
        f"y {entero(totales['suma_beneficiarios'])} (la suma de las "
        f"{int(totales['n_con_beneficiarios'])} que dicen cuántos, que puede contar dos veces a la "
        "misma persona)."
    )


def hallazgos(niveles: pd.DataFrame, totales: pd.DataFrame) -> list[str]:
    """Estados, medias, plata y gente de un plan, en una frase cada uno."""
    plan, total = niveles.iloc[0].to_dict(), totales.iloc[0].to_dict()
    return [
        f"**{frase_de_estados(plan)}.**",
        _frase_de_medias(plan),
        _frase_de_plata(total),
        _frase_de_gente(total),
    ]


# ── Resumen ────────────────────────────────────────────────────────────────────────────────────


def tiene_lineas(niveles: pd.DataFrame) -> bool:
    """Si el informe reparte sus metas por línea, programa y subprograma."""
    return bool((niveles["nivel"] == "linea").any())


SIN_LINEAS = (
    "Este informe no dice la línea, el programa ni el subprograma de sus metas: sólo se pueden "
    "contar todas juntas. Repartirlas sería inventar."
)


def del_nivel(niveles: pd.DataFrame, nivel: str) -> pd.DataFrame:
    """El plan completo y las filas de un nivel, o el árbol con «todo»; el nivel, en palabras."""
    quedan = niveles if nivel == "todo" else niveles[niveles["nivel"].isin(["plan", nivel])]
    return quedan.assign(nivel=quedan["nivel"].map(_NOMBRE_DE_NIVEL)).reset_index(drop=True)


def _clases_de_estado(estados: pd.DataFrame, tema: str) -> list[Clase]:
    filas = estados.set_index("estado")
    return [
        Clase(
            columna,
            str(filas.at[estado, "estado_en_palabras"]),
            str(filas.at[estado, "estado_icono"]),
            estilo.ESTADOS_DE_META[estado].color(tema),
        )
        for estado, (columna, *_) in _CONTEO.items()
    ]


def figura_de_estados(elegidos: pd.DataFrame, estados: pd.DataFrame, aspecto: Aspecto) -> go.Figure:
    """Cuántas metas hay en cada estado, por nivel del plan."""
    columnas = [columna for columna, *_ in _CONTEO.values()]
    larga = elegidos.assign(
        etiqueta=[
            f"{f['nombre']} ({porcentaje(f['peso_pct'], 0)} de las metas)"
            for f in elegidos.to_dict("records")
        ]
    ).melt(id_vars="etiqueta", value_vars=columnas, var_name="clase", value_name="valor")
    # `melt` va columna por columna: se vuelve al orden del plan.
    orden = {e: i for i, e in enumerate(dict.fromkeys(larga["etiqueta"]))}
    larga = larga.sort_values("etiqueta", key=lambda e: e.map(orden), kind="stable")
    figura = barras_apiladas(
        larga, _clases_de_estado(estados, aspecto.tema), unidad="numero",
        singular="meta", plural="metas", tema=aspecto.tema,
    )  # fmt: skip
    frase = frase_de_estados(elegidos.iloc[0].to_dict())
    return _terminar(
        figura,
        aspecto,
        titulo=frase,
        subtitulo=f"Metas por estado, plan {aspecto.periodo}. Cada meta pesa lo mismo.",
        alt=f"Barras apiladas de metas por estado en {len(elegidos)} niveles. {frase}.",
        notas=["El estado sale de reglas escritas, iguales para todas; están en cada ficha."],
    )


def pieza_de_estados(
    niveles: pd.DataFrame, estados: pd.DataFrame, nivel: str, aspecto: Aspecto
) -> Pieza:
    """Los estados contados por nivel."""
    elegidos = del_nivel(niveles, nivel)
    datos = elegidos[
        ["nivel", "nombre", "n_metas", "peso_pct", *(columna for columna, *_ in _CONTEO.values())]
    ]
    return Pieza(
        {"Gráfico": partial(figura_de_estados, elegidos, estados, aspecto)},
        datos,
        "estados de las metas por nivel",
        "plan_estados",
    )


def pieza_de_medias(niveles: pd.DataFrame, nivel: str) -> Pieza:
    """Cuántas metas traen cada cifra y, si son la mitad o más, su media."""
    columnas = [
        "nivel", "nombre", "n_metas", "n_con_cumplimiento", "cumplimiento_medio_pct",
        "n_con_avance", "avance_medio_pct", "n_con_ejecucion", "ejecucion_financiera_pct",
    ]  # fmt: skip
    return Pieza(
        {}, del_nivel(niveles, nivel)[columnas], "porcentajes por nivel", "plan_medias",
        lambda: del_nivel(niveles, "todo"),
    )  # fmt: skip


def dejo_sin_llenar(resumenes: pd.DataFrame) -> bool:
    """Si el informe dibuja el cuadro por nivel y no escribe ninguna cifra."""
    return bool(resumenes["avance_pct"].isna().all())


def frase_de_resumenes(resumenes: pd.DataFrame) -> str:
    """Lo que el informe dice de su eje, citado; o que dejó el cuadro sin llenar."""
    con_cifra = resumenes[resumenes["avance_pct"].notna()]
    if con_cifra.empty:
        return (
            "El informe trae el cuadro «cumplimiento/avance por nivel del PDD» sin llenar "
            f"(línea {entero(resumenes['linea_documento'].min())} del texto). Aquí se calcula con "
            f"las cifras de sus metas. Lo programado es {_CIEN} por definición; línea, componente "
            "y apuesta quedan sin dato porque el informe no dice a cuál pertenece cada meta."
        )
    fila = con_cifra.iloc[0]
    ideal = (
        "" if es_vacio(fila["ideal_pct"]) else f" frente a un ideal de {_pct2(fila['ideal_pct'])}"
    )
    return (
        f"El informe enuncia para el {fila['nivel']} {fila['codigo']}, {fila['nombre']}, un avance "
        f"de {_pct2(fila['avance_pct'])}{ideal} (línea {entero(fila['linea_documento'])} del "
        "texto). Es lo que dice, no un cálculo de este tablero: no se mezcla con las medias de "
        "arriba."
    )


def _pct2(valor: Any) -> str:
    return porcentaje(valor, 2)


def pieza_de_resumenes(resumenes: pd.DataFrame) -> Pieza:
    """Lo que el informe enuncia por nivel, con su línea."""
    datos = resumenes.assign(nivel=resumenes["nivel"].map(_NOMBRE_DE_NIVEL))
    columnas = [
        "nivel", "codigo", "nombre", "avance_pct", "ideal_pct", "calificacion", "linea_documento",
    ]  # fmt: skip
    return Pieza({}, datos[columnas], "avances que enuncia el informe", "plan_resumenes",
                 lambda: datos)  # fmt: skip


def pieza_de_cuadro(cuadro: pd.DataFrame) -> Pieza:
    """El cuadro por nivel que el informe deja sin llenar, calculado."""
    datos = cuadro.assign(nivel=cuadro["nivel"].map(_NOMBRE_DE_NIVEL))
    columnas = [
        "nivel", "codigo", "nombre", "cumplimiento_programado_pct", "cumplimiento_ejecutado_pct",
        "avance_cuatrienio_pct",
    ]  # fmt: skip
    return Pieza({}, datos[columnas], "cumplimiento y avance por nivel", "plan_cuadro")


# ── Metas ──────────────────────────────────────────────────────────────────────────────────────


def lineas_de(metas: pd.DataFrame) -> dict[str, str]:
    """Las líneas de un plan para un filtro: su código → su nombre. Vacío si no las dice."""
    presentes = dict.fromkeys(str(linea) for linea in metas["linea"].dropna())
    return {linea.split(" ")[0]: linea for linea in presentes}


def estados_de(metas: pd.DataFrame) -> dict[str, str]:
    """Los estados que tienen alguna meta, con cuántas."""
    cuantas = metas["estado"].value_counts()
    nombres = dict(zip(metas["estado"], metas["estado_en_palabras"], strict=True))
    return {e: f"{nombres[e]} ({cuantas[e]})" for e in _CONTEO if e in nombres}


def filtrar_metas(metas: pd.DataFrame, linea: str, estado: str) -> pd.DataFrame:
    """Las metas de una línea (su código, o «todas») y de un estado (o «todos»)."""
    quedan = metas
    if linea != TODAS:
        quedan = quedan[quedan["linea"].astype(str).str.split(" ").str[0] == linea]
    if estado != TODAS:
        quedan = quedan[quedan["estado"] == estado]
    return quedan.reset_index(drop=True)


def frase_de_porcentaje(metas: pd.DataFrame, cual: str) -> str:
    """Cuántas metas traen el porcentaje elegido y cuántas pasan de 100 %."""
    valores = metas[_COLUMNA[cual]].dropna()
    frase = (
        f"{len(valores)} de {cantidad(len(metas), 'meta', 'metas')} "
        f"{'trae' if len(valores) == 1 else 'traen'} {PORCENTAJES[cual].lower()}"
    )
    if sobre := int((valores > 100).sum()):
        frase += f"; {cantidad(sobre, 'pasa', 'pasan')} de {porcentaje(100, 0)}"
    return frase


def figura_de_metas(metas: pd.DataFrame, cual: str, aspecto: Aspecto) -> go.Figure:
    """Las metas por un solo porcentaje, de mayor a menor; las que no lo traen se cuentan."""
    columna = _COLUMNA[cual]
    con_cifra = metas[metas[columna].notna()]
    filas = con_cifra.to_dict("records")
    datos = pd.DataFrame(
        {
            "etiqueta": [nombre_de_meta(f, 46) for f in filas],
            "valor": [float(f[columna]) for f in filas],
            "sufijo": ["↑" if f[columna] > 100 else "" for f in filas],
            "nota": [f"{f['enunciado']}. {f['estado_en_palabras']}." for f in filas],
        }
    )
    figura = barras_horizontales(
        datos, unidad="pct", referencia=(100.0, "Lo programado"), tema=aspecto.tema
    )
    frase = frase_de_porcentaje(metas, cual)
    notas = [f"↑ pasa de {_CIEN}: se muestra como es; el informe no siempre dice por qué."]
    if fuera := len(metas) - len(con_cifra):
        notas.append(f"Fuera del gráfico: {cantidad(fuera, 'meta', 'metas')} sin esa cifra.")
    return _terminar(
        figura, aspecto, titulo=frase, subtitulo=f"{_QUE_ES[cual]}. Plan {aspecto.periodo}.",
        alt=f"Barras de {len(datos)} metas por {PORCENTAJES[cual].lower()}. {frase}.", notas=notas,
    )  # fmt: skip


COLUMNAS_DE_METAS = [
    "meta", "enunciado", "estado_en_palabras", "logro_programado_pct", "avance_cuatrienio_pct",
    "ejecucion_financiera_pct", "inversion_ejecutada_mill_cop", "beneficiarios",
    "n_municipios_contado",
]  # fmt: skip


def pieza_de_metas(
    elegidas: pd.DataFrame, todas: pd.DataFrame, cual: str, aspecto: Aspecto
) -> Pieza:
    """Las metas ordenadas por un porcentaje, con los tres en la tabla."""
    orden = elegidas.sort_values(_COLUMNA[cual], ascending=False, kind="stable")
    dibujos = {}
    if elegidas[_COLUMNA[cual]].notna().any():
        dibujos["Gráfico"] = partial(figura_de_metas, elegidas, cual, aspecto)
    return Pieza(
        dibujos, orden[COLUMNAS_DE_METAS].reset_index(drop=True), "metas", "plan_metas",
        lambda: solo_descritas(todas),
    )  # fmt: skip


def sin_porcentaje(metas: pd.DataFrame, cual: str, periodo: str) -> str | None:
    """La explicación cuando ninguna de las metas elegidas trae el porcentaje; si no, ``None``."""
    if metas.empty or metas[_COLUMNA[cual]].notna().any():
        return None
    sin_programar = metas["inversion_programada_mill_cop"].isna().all()
    causa = {
        "logro": "no escribe porcentaje ni cantidad en la unidad de la meta",
        "avance": "no escribe el avance frente a los cuatro años",
        "ejecucion": "no dice cuánto se programó en cada meta, sólo lo ejecutado"
        if sin_programar
        else "no dice a la vez lo programado y lo ejecutado",
    }[cual]
    quien = f"Ninguna de estas {len(metas)} metas de {periodo} trae"
    if len(metas) == 1:
        quien = f"La única meta elegida de {periodo} no trae"
    return f"{quien} ese porcentaje: el informe {causa}."


# ── Inversión ──────────────────────────────────────────────────────────────────────────────────


def con_los_dos(metas: pd.DataFrame) -> pd.DataFrame:
    """Las metas con cumplimiento y ejecución financiera mayores que cero."""
    ambos = metas[["logro_programado_pct", "ejecucion_financiera_pct"]]
    return metas[(ambos > 0).all(axis=1)].reset_index(drop=True)


def frase_de_dispersion(metas: pd.DataFrame) -> str:
    """Cuántas metas tienen lo físico y lo financiero y cuántas quedan fuera."""
    dentro = con_los_dos(metas)
    n = len(dentro)
    if not n:
        return (
            f"Ninguna de las {len(metas)} metas tiene a la vez logro entre programado y ejecución "
            "financiera: no hay qué comparar. Este informe no dice cuánto se programó gastar."
        )
    ambos = int(
        ((dentro["logro_programado_pct"] >= 100) & (dentro["ejecucion_financiera_pct"] > 100)).sum()
    )
    return (
        f"{ambos} de las {n} metas con las dos cifras cumplieron y gastaron más de lo programado; "
        f"{len(metas) - n} de {len(metas)} quedan fuera por no tener las dos"
    )


def figura_de_dispersion(metas: pd.DataFrame, estados: pd.DataFrame, aspecto: Aspecto) -> go.Figure:
    """Lo físico contra lo financiero, una meta por punto."""
    dentro = con_los_dos(metas)
    datos = pd.DataFrame(
        {
            "etiqueta": dentro["meta"].astype(str),
            "x": dentro["ejecucion_financiera_pct"].astype(float),
            "y": dentro["logro_programado_pct"].astype(float),
            "clase": dentro["estado"],
            "nota": [acortar(str(e), 80) for e in dentro["enunciado"]],
        }
    )
    marcas = {
        str(f["estado"]): (
            str(f["estado_en_palabras"]),
            estilo.ESTADOS_DE_META[str(f["estado"])].simbolo,
            estilo.ESTADOS_DE_META[str(f["estado"])].color(aspecto.tema),
        )
        for f in estados.to_dict("records")
    }
    figura = dispersion_de_porcentajes(
        datos, marcas, titulo_x="Ejecutado entre programado", titulo_y="Logro entre programado",
        tema=aspecto.tema,
    )  # fmt: skip
    frase = frase_de_dispersion(metas)
    return _terminar(
        figura, aspecto, titulo=frase,
        subtitulo=f"Cumplimiento físico y ejecución financiera, plan {aspecto.periodo}. Las rayas "
        f"doradas son el {_CIEN}; los ejes van por múltiplos, no por sumas.",
        alt=f"Dispersión de {len(datos)} metas. {frase}.",
        notas=["Cada punto es una meta, con su número. Ninguna cifra explica la otra."],
    )  # fmt: skip


def pieza_de_dispersion(metas: pd.DataFrame, estados: pd.DataFrame, aspecto: Aspecto) -> Pieza:
    """Lo físico contra lo financiero, con su tabla."""
    columnas = [
        "meta", "enunciado", "logro_programado_pct", "origen_cumplimiento",
        "ejecucion_financiera_pct", "inversion_ejecutada_mill_cop",
    ]  # fmt: skip
    return Pieza(
        {"Gráfico": partial(figura_de_dispersion, metas, estados, aspecto)},
        con_los_dos(metas)[columnas], "físico y financiero", "plan_dispersion",
    )  # fmt: skip


def frase_de_recursos(recursos: pd.DataFrame) -> str:
    """De dónde salió lo ejecutado, en pesos y en porcentaje de lo que se sabe."""
    total = float(recursos["inversion_mill_cop"].sum())
    partes = []
    for fuente in dict.fromkeys(recursos["fuente_de_recursos"]):
        suya = float(
            recursos.loc[recursos["fuente_de_recursos"] == fuente, "inversion_mill_cop"].sum()
        )
        parte = 100 * suya / total
        dicho = porcentaje(parte) if parte >= 0.1 else f"menos de {porcentaje(0.1)}"
        partes.append(f"{dicho} {_DE_DONDE[fuente]}")
    return f"De {pesos_en_palabras(total * 1e6)} ejecutados, {lista(partes)}"


def figura_de_recursos(recursos: pd.DataFrame, aspecto: Aspecto) -> go.Figure:
    """Lo ejecutado por línea o por meta, partido por la fuente de los recursos."""
    # El color es de la fuente y no de su lugar: el mismo en los dos planes.
    clases = [
        Clase(nombre, nombre, signo, color)
        for (nombre, signo), color in zip(
            _SIGNOS_DE_RECURSOS.items(), estilo.categoricos(len(_SIGNOS_DE_RECURSOS)), strict=True
        )
    ]
    datos = pd.DataFrame(
        {
            "etiqueta": [acortar(str(n), 78) for n in recursos["nombre"]],
            "clase": recursos["fuente_de_recursos"],
            "valor": recursos["inversion_mill_cop"],
        }
    )
    figura = barras_apiladas(
        datos, clases, unidad="mill_cop", singular="", plural="", tema=aspecto.tema
    )
    frase = frase_de_recursos(recursos)
    return _terminar(
        figura, aspecto, titulo=frase,
        subtitulo=f"Inversión ejecutada en millones de pesos, plan {aspecto.periodo}.",
        alt=f"Barras apiladas de inversión por fuente de los recursos. {frase}.",
        notas=[
            "Recursos propios: el informe casi siempre dice «propios» de lo programado y sólo "
            "«se ejecutaron» de lo ejecutado."
        ],
    )  # fmt: skip


def pieza_de_recursos(recursos: pd.DataFrame, aspecto: Aspecto) -> Pieza:
    """La inversión por fuente de los recursos."""
    return Pieza(
        {"Gráfico": partial(figura_de_recursos, recursos, aspecto)},
        recursos[["nombre", "fuente_de_recursos", "n_metas", "inversion_mill_cop"]],
        "inversión por fuente de los recursos", "plan_recursos",
    )  # fmt: skip


# ── Calidad ────────────────────────────────────────────────────────────────────────────────────


def gravedades_de(calidad: pd.DataFrame) -> dict[str, str]:
    """Las gravedades con algún hallazgo y cuántos tienen; y todas juntas."""
    cuantos = calidad["gravedad"].value_counts()
    opciones = {g: f"{rotulo} ({cuantos[g]})" for g, rotulo in GRAVEDADES.items() if g in cuantos}
    return {**opciones, TODAS: f"Todas ({len(calidad)})"}


def frase_de_calidad(reglas: pd.DataFrame) -> str:
    """Cuántos hallazgos hay, en cuántas reglas, y cuál es la más repetida."""
    primera = reglas.sort_values("n_hallazgos", ascending=False, kind="stable").iloc[0]
    return (
        f"{int(reglas['n_hallazgos'].sum())} hallazgos de {len(reglas)} reglas; "
        f"el más repetido, «{primera['titulo']}» ({int(primera['n_hallazgos'])})"
    )


def figura_de_reglas(reglas: pd.DataFrame, aspecto: Aspecto) -> go.Figure:
    """Cuántos hallazgos tiene cada regla; las de gravedad alta, señaladas y nombradas."""
    filas = reglas.to_dict("records")
    datos = pd.DataFrame(
        {
            "etiqueta": [str(f["titulo"]) for f in filas],
            "valor": [int(f["n_hallazgos"]) for f in filas],
            "sufijo": [f"· {f['gravedad']}" for f in filas],
        }
    )
    figura = barras_horizontales(
        datos, unidad="numero", orden="exacto", tema=aspecto.tema,
        destacados=[str(f["titulo"]) for f in filas if f["gravedad"] == "alta"],
    )  # fmt: skip
    frase = frase_de_calidad(reglas)
    return _terminar(
        figura, aspecto, titulo=frase,
        subtitulo=f"Hallazgos por regla, con su gravedad al lado, plan {aspecto.periodo}.",
        alt=f"Barras de hallazgos por regla de calidad. {frase}.",
        notas=["Son hechos del documento, no un juicio sobre quien lo escribió."],
    )  # fmt: skip


def pieza_de_reglas(reglas: pd.DataFrame, aspecto: Aspecto) -> Pieza:
    """El conteo por regla."""
    return Pieza(
        {"Gráfico": partial(figura_de_reglas, reglas, aspecto)},
        reglas[["titulo", "gravedad", "n_hallazgos"]], "hallazgos por regla", "plan_reglas",
    )  # fmt: skip


def filtrar_calidad(calidad: pd.DataFrame, gravedad: str) -> pd.DataFrame:
    """Los hallazgos de una gravedad, o todos."""
    return calidad if gravedad == TODAS else calidad[calidad["gravedad"] == gravedad]


def pieza_de_calidad(elegidos: pd.DataFrame, calidad: pd.DataFrame) -> Pieza:
    """Los hallazgos, con las dos cifras y su lugar en el documento."""
    columnas = [
        "gravedad", "meta", "titulo", "cifra_a", "que_es_a", "cifra_b", "que_es_b",
        "linea_documento",
    ]  # fmt: skip
    return Pieza(
        {}, elegidos[columnas].reset_index(drop=True), "hallazgos de calidad", "plan_calidad",
        lambda: calidad,
    )  # fmt: skip


# ── Ficha de una meta ──────────────────────────────────────────────────────────────────────────


def titulo_de_ficha(fila: Mapping[str, Any]) -> str:
    """«Meta 896: 4 Iniciativas apoyadas…», completo."""
    return f"Meta {fila['meta']}: {fila['enunciado']}"


def camino_de_ficha(fila: Mapping[str, Any]) -> str:
    """«Plan 2020-2023 · eje › línea › programa», o que el informe no lo dice."""
    niveles = ("eje", "linea", "programa", "subprograma")
    camino = " › ".join(str(fila[c]) for c in niveles if not es_vacio(fila[c]))
    return f"Plan {fila['periodo']} · {camino or SIN_LINEA_DE_META}"


def marcar_cien(valor: Any) -> str:
    """El porcentaje como es y, si pasa de 100, señalado: «497,5 % ↑»."""
    texto = porcentaje(valor)
    return texto if es_vacio(valor) or float(valor) <= 100 else f"{texto} ↑"


def cifras_de_ficha(fila: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Los tres porcentajes y la plata: nombre, valor, explicación y quién lo dice."""
    logro, origen = fila["logro_programado_pct"], fila["origen_cumplimiento"]
    cantidades = "el informe no escribe la cantidad lograda en la unidad de la meta"
    if not es_vacio(fila["logro"]) and not es_vacio(fila["cantidad_programada"]):
        cantidades = f"{numero(fila['logro'])} logrados de {numero(fila['cantidad_programada'])}"
    programado = _suma(fila, "inversion_programada_mill_cop", "inversion_programada_otras_mill_cop")
    ejecutado = formatear(fila["inversion_ejecutada_mill_cop"], "mill_cop")
    return [
        (
            "Logro / programado", marcar_cien(logro), f"{cantidades[0].upper()}{cantidades[1:]}.",
            "sin cifra" if es_vacio(origen) else str(origen).split(":")[0],
        ),
        (
            "Avance al cuatrienio", marcar_cien(fila["avance_cuatrienio_pct"]),
            "Frente a lo previsto para los cuatro años.",
            "sin cifra" if es_vacio(fila["avance_cuatrienio_pct"]) else "lo dice el informe",
        ),
        (
            "Ejecutado / programado", marcar_cien(fila["ejecucion_financiera_pct"]),
            f"Programado: {formatear(programado, 'mill_cop')}. Ejecutado: {ejecutado}.",
            "sin cifra" if es_vacio(fila["ejecucion_financiera_pct"]) else "calculado",
        ),
    ]  # fmt: skip


def _suma(fila: Mapping[str, Any], *columnas: str) -> float | None:
    presentes = [float(fila[c]) for c in columnas if not es_vacio(fila[c])]
    return sum(presentes) if presentes else None


def tabla_de_ficha(fila: Mapping[str, Any]) -> pd.DataFrame:
    """Todo lo que el informe dice de la meta, con la línea del texto de donde sale."""
    avance, plata, gente = (
        fila[c] for c in ("linea_avance", "linea_inversion", "linea_beneficiarios")
    )
    otra = formatear(fila["logro_en_otra_unidad"], "numero")
    if not es_vacio(fila["otra_unidad"]):
        otra = f"{otra} {fila['otra_unidad']}"
    renglones = [
        ("Cantidad programada", numero(fila["cantidad_programada"]), fila["linea_documento"]),
        ("Logro en la unidad de la meta", numero(fila["logro"]), avance),
        ("Logro en otra unidad", otra, avance),
        *(
            (rotulo, formatear(fila[columna], "mill_cop"), plata)
            for rotulo, columna in (
                ("Inversión programada", "inversion_programada_mill_cop"),
                ("Programada, otras fuentes", "inversion_programada_otras_mill_cop"),
                ("Ejecutada, recursos propios", "inversion_propios_mill_cop"),
                ("Ejecutada, otras fuentes", "inversion_otras_mill_cop"),
                ("Total que escribe el informe", "inversion_total_mill_cop"),
            )
        ),
        ("Beneficiarios", entero(fila["beneficiarios"]), gente),
        ("Municipios que declara", entero(fila["n_municipios_declarado"]), None),
        ("Municipios que nombra", entero(fila["n_municipios_contado"]), None),
    ]
    con_cifra = [r for r in renglones if not r[1].startswith("sin dato")]
    faltan = [r for r in renglones if r[1].startswith("sin dato")]
    return pd.DataFrame(
        {
            "Dato": [r[0] for r in (*con_cifra, *faltan)],
            "Valor": [r[1] for r in con_cifra] + ["sin dato"] * len(faltan),
            "Línea": [
                "" if es_vacio(r[2]) else entero(r[2]) for r in con_cifra
            ] + [""] * len(faltan),
        }
    )  # fmt: skip


def advertencia_de_gente(fila: Mapping[str, Any], beneficiarios: pd.DataFrame) -> str:
    """Por qué los grupos no se suman, con el rango; o que el informe no cuenta a nadie."""
    total = fila["beneficiarios"]
    if beneficiarios.empty:
        if es_vacio(total):
            return "El informe no dice cuántas personas, ni de qué grupos."
        return f"El informe dice {entero(total)} y no los reparte en grupos."
    mayor, suma = beneficiarios["personas"].max(), beneficiarios["personas"].sum()
    dicho = "no da un total" if es_vacio(total) else f"da un total de {entero(total)}"
    return (
        f"Los grupos se traslapan: la misma persona puede estar en varios. El informe {dicho}; el "
        f"grupo más grande tiene {entero(mayor)} y sumarlos todos daría {entero(suma)}, contando "
        "doble."
    )


@dataclass(frozen=True)
class Lugares:
    """Un renglón de «dónde»: cómo se dice y a qué municipios (código → nombre)."""

    rotulo: str
    municipios: Mapping[str, str]


def donde(lugares: pd.DataFrame) -> list[Lugares]:
    """Los municipios nombrados por año, lo departamental y lo exceptuado, cada cosa aparte."""
    renglones = []
    for tipo, como in (
        ("nombrado", "{anio}"),
        ("departamental", "Todo el departamento ({anio}), sin nombrar cuáles"),
        ("excepcion", "Exceptuados ({anio})"),
    ):
        del_tipo = lugares[lugares["tipo"] == tipo]
        for anio in dict.fromkeys(None if es_vacio(a) else int(a) for a in del_tipo["anio"]):
            suyos = del_tipo[del_tipo["anio"].isna() if anio is None else del_tipo["anio"] == anio]
            dicho = "Sin año en el texto" if anio is None else str(anio)
            if tipo != "nombrado" and anio is None:
                dicho = "sin año en el texto"
            municipios = dict(zip(suyos["divipola"], suyos["municipio"], strict=True))
            if tipo == "departamental":
                municipios = {}
            renglones.append(Lugares(como.format(anio=dicho), municipios))
    return renglones


def texto_del_vinculo(fila: Mapping[str, Any]) -> str:
    """«Logro: Cultura del emprendimiento (declarado en el informe, línea 1.274)»."""
    nombre = str(fila["indicador"])
    if not es_vacio(fila["logro_nombrado"]):
        nombre = f"{nombre.capitalize()}: {fila['logro_nombrado']}"
    quien = "declarado en el informe" if fila["tipo_vinculo"] == "declarado" else "lectura nuestra"
    texto = f"{nombre} ({quien}, línea {entero(fila['linea_documento'])})"
    return texto if es_vacio(fila["nota"]) else f"{texto}. {fila['nota']}"


def texto_de_hallazgo(fila: Mapping[str, Any]) -> str:
    """«Se ejecutó más de lo programado: 455 (ejecutado…) y 44 (programado…), línea 2.307»."""
    cifras = " y ".join(
        f"{numero(fila[cifra])} ({fila[que]})"
        for cifra, que in (("cifra_a", "que_es_a"), ("cifra_b", "que_es_b"))
    )
    texto = f"{fila['titulo']}: {cifras}"
    linea = fila["linea_documento"]
    return texto if es_vacio(linea) else f"{texto}, línea {entero(linea)} del texto"


def lineas_de_ficha(
    fila: Mapping[str, Any], lugares: pd.DataFrame, indicadores: pd.DataFrame
) -> list[tuple[str, int]]:
    """En qué sección y línea del documento está cada cosa de la meta, sin repetir."""
    renglones = [
        ("Enunciado", fila["linea_documento"]),
        ("Cumplimiento y logro", fila["linea_avance"]),
        ("Inversión", fila["linea_inversion"]),
        ("Beneficiarios", fila["linea_beneficiarios"]),
        *(("Localización", linea) for linea in sorted(set(lugares["linea_documento"].dropna()))),
        *(("Impacto", linea) for linea in sorted(set(indicadores["linea_documento"].dropna()))),
    ]
    return [(seccion, int(linea)) for seccion, linea in renglones if not es_vacio(linea)]


def parrafos(
    fuente_id: str, lineas: Sequence[int], carpeta: Path = TEXTOS
) -> dict[int, str] | None:
    """El texto de esas líneas del informe (la primera es la 1); ``None`` si no está en el equipo.

    El archivo es ``<fuente_id>.txt`` o ``.md``, en UTF-8. Una línea que el archivo no tiene, o que
    está en blanco, no se devuelve.
    """
    for extension in ("txt", "md"):
        archivo = carpeta / f"{fuente_id}.{extension}"
        if archivo.is_file():
            texto = archivo.read_text(encoding="utf-8-sig", errors="replace").split("\n")
            return {
                n: texto[n - 1].strip()
                for n in lineas
                if 0 < n <= len(texto) and texto[n - 1].strip()
            }
    return None


def donde_poner_el_texto(fuente_id: str) -> str:
    """Qué hacer para que la ficha muestre el párrafo del informe."""
    return (
        "El texto del informe no está en este equipo. Para leer aquí el párrafo, guarde el informe "
        f"como texto en data/raw/informes/textos/{fuente_id}.txt; esa carpeta no se publica."
    )
