"""Frases en español que se arman con cifras: la misma sirve de hallazgo y de texto alternativo.

Sólo plantillas probadas; ninguna frase sugiere causas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tablero.formato import (
    cambio_de_puestos,
    es_vacio,
    formatear,
    lista,
    porcentaje,
    puesto,
)


def lugar(posicion: Any, de: Any) -> str:
    """«17 de 33»; sólo «3» si la fuente no dice entre cuántos (la frase lo advierte)."""
    return str(int(posicion)) if es_vacio(de) else puesto(posicion, de)


def _con_anio(texto: str, anio: Any) -> str:
    return texto if es_vacio(anio) else f"{texto} ({int(anio)})"


def _cifra(valor: Any, fila: Any, *, corto: bool = False) -> str:
    if fila["unidad"] == "puesto":
        return f"puesto {int(valor)}"
    return formatear(valor, fila["unidad"], corto=corto)


def frase_de_meta(fila: Any) -> str:
    """«La meta para 2027 es el puesto 12.» o que el informe no enuncia meta."""
    if es_vacio(fila["meta"]):
        return "El informe no enuncia una meta."
    articulo = "el " if fila["unidad"] == "puesto" else ""
    return f"La meta para {int(fila['anio_meta'])} es {articulo}{_cifra(fila['meta'], fila)}."


def frase_de_indicador(fila: Any) -> str:
    """Qué cambió en un indicador de resultado, en una frase y con sus años.

    ``fila``: una fila de la consulta ``indicadores_resultado``.
    """
    avance = _con_anio(_cifra(fila["avance"], fila), fila["anio_avance"])
    if fila["tipo_meta"] == "acumulado":
        van, meta, base = (
            formatear(fila[columna], fila["unidad"]) for columna in ("avance", "meta", "linea_base")
        )
        recorrido = porcentaje(fila["camino_recorrido_pct"])
        hasta = int(fila["anio_avance"])
        return f"Van {van} de {meta} a {hasta} ({recorrido}); la línea base es {base}."
    if es_vacio(fila["linea_base"]):
        return f"El último dato es {avance}; el informe no da línea base. {frase_de_meta(fila)}"
    base = _con_anio(_cifra(fila["linea_base"], fila, corto=True), fila["anio_base"])
    if not fila["es_comparable"]:
        return f"El informe pasa de {base} a {avance}, que no miden lo mismo. {frase_de_meta(fila)}"
    if fila["unidad"] == "puesto":
        verbo = cambio_de_puestos(fila["linea_base"], fila["avance"])
        llega = f"{lugar(fila['avance'], fila['n_evaluados'])} ({int(fila['anio_avance'])})"
        if es_vacio(fila["n_evaluados"]):
            llega += ", sin decir entre cuántos"
        return f"{verbo.capitalize()}: del {base} al {llega}. {frase_de_meta(fila)}"
    return f"Pasa de {base} a {avance}. {frase_de_meta(fila)}"


def balance(nombres_por_tono: Mapping[str, Sequence[str]]) -> list[str]:
    """Hasta tres frases: lo que mejora o cumple, lo que empeora y lo que no se puede comparar."""
    plantillas = (
        (("bueno", "medio"), "Cumplen su meta o mejoran", "Cumple su meta o mejora"),
        (("malo", "alerta"), "Empeoran o no se mueven", "Empeora o no se mueve"),
        (("neutro",), "No se pueden comparar", "No se puede comparar"),
    )
    frases = []
    for tonos, plural, singular in plantillas:
        nombres = [nombre for tono in tonos for nombre in nombres_por_tono.get(tono, ())]
        if nombres:
            verbo = singular if len(nombres) == 1 else plural
            frases.append(f"{verbo}: {lista(list(nombres))}.")
    return frases


def frase_de_tramos(valores: Sequence[Sequence[tuple[str, str]]]) -> str:
    """Serie con cortes: «51,9 % (2019), 56,3 % (2020) ‖ 49,1 % (2021), 37,0 % (2023)».

    ``valores``: por tramo, parejas (período, valor ya formateado). De cada tramo que termina en
    un corte se dan los dos últimos; del que empieza en un corte, el primero y el último.
    """
    textos = []
    for numero, tramo in enumerate(valores):
        puntos = list(tramo)
        if len(valores) > 1 and numero < len(valores) - 1:
            elegidos = puntos[-2:]
        else:
            elegidos = [puntos[0], puntos[-1]] if len(puntos) > 1 else puntos
        textos.append(", ".join(f"{valor} ({periodo})" for periodo, valor in elegidos))
    frase = " ‖ ".join(textos)
    # La doble barra se explica donde aparece: nadie la conoce de antemano.
    return f"{frase}; ‖ separa métodos que no se comparan" if len(textos) > 1 else frase
