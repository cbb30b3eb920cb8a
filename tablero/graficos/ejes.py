"""Marcas de los ejes y lugares de los rótulos, calculados para que no se pisen en un teléfono.

Se calculan aquí y no se dejan a Plotly porque su paquete del navegador no trae español: los
meses, los miles y las abreviaturas saldrían en inglés.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from tablero.estilo import ANCHO_TELEFONO, PX_TEXTO, ancho_de_texto
from tablero.formato import periodo as texto_de_periodo

_SEPARACION_MARCAS = 10


def marcas(minimo: float, maximo: float, cuantas: int = 5) -> list[float]:
    """Valores redondos (1, 2, 2,5 o 5 por una potencia de diez) entre el mínimo y el máximo."""
    if maximo <= minimo:
        return [minimo]
    bruto = (maximo - minimo) / max(1, cuantas - 1)
    potencia = 10 ** math.floor(math.log10(bruto))
    paso = potencia * next(m for m in (1, 2, 2.5, 5, 10) if m * potencia >= bruto * 0.999)
    primera, ultima = math.ceil(minimo / paso - 1e-9), math.floor(maximo / paso + 1e-9)
    return [round(i * paso, 10) for i in range(primera, ultima + 1)]


def decimales_de(valores: Sequence[float], maximo: int = 4) -> int:
    """Los decimales que hacen falta para escribir todas las marcas sin redondearlas."""
    return next(
        (d for d in range(maximo) if all(abs(round(v, d) - v) < 1e-9 for v in valores)), maximo
    )


def posicion(periodo: str | int | float) -> float:
    """El lugar de un período en un eje de años: «2023» es 2023, «2023-07» es 2023,5.

    Una edad («3 años») va en el suyo: el eje es entonces de años cumplidos.
    """
    texto = str(periodo).strip().removesuffix(".0")
    if re.fullmatch(r"\d{4}", texto):
        return float(texto)
    if partes := re.fullmatch(r"(\d{4})-(\d{2})", texto):
        return int(partes[1]) + (int(partes[2]) - 1) / 12
    if partes := re.fullmatch(r"(\d{4})-?([ST])([1-4])", texto):
        return int(partes[1]) + (int(partes[3]) - 1) / (2 if partes[2] == "S" else 4)
    if partes := re.fullmatch(r"(\d{4})[ -][a-z]{3}-[a-z]{3}|(\d{4})-\d{2}/\2-\d{2}", texto):
        return float(partes[1] or partes[2])
    if partes := re.fullmatch(r"(\d+) años?", texto):
        return float(partes[1])
    raise ValueError(
        f"«{periodo}» no se puede ubicar en un eje de tiempo; se esperaba un año, un mes "
        "(2023-01), un semestre (2025-S1), un trimestre (2025-T3) o un tramo (2026 ene-ago)."
    )


def marcas_de_periodo(
    periodos: Sequence[str], ancho: float, minimo: float, maximo: float
) -> tuple[list[float], list[str]]:
    """Lugares y textos de las marcas de tiempo que caben en ``ancho`` píxeles.

    Siempre queda la última. Con meses de varios años, marca el comienzo de cada año.
    """
    orden = sorted(set(periodos), key=posicion)
    por_mes = all(re.fullmatch(r"\d{4}-\d{2}", p) for p in orden)
    if por_mes and sum(p.endswith("-01") for p in orden) > 1:
        candidatos = [(posicion(p), p[:4]) for p in orden if p.endswith("-01")]
    else:
        candidatos = [(posicion(p), texto_de_periodo(p, corto=True)) for p in orden]
    escala = ancho / (maximo - minimo) if maximo > minimo else 0
    for paso in range(1, len(candidatos) + 1):
        elegidos = candidatos[::-1][::paso][::-1]
        if _caben(elegidos, escala):
            break
    primero = candidatos[0]
    if elegidos[0] != primero and _caben([primero, elegidos[0]], escala):
        elegidos = [primero, *elegidos]
    return [lugar for lugar, _ in elegidos], [texto for _, texto in elegidos]


def _caben(elegidos: Sequence[tuple[float, str]], escala: float) -> bool:
    return all(
        (b - a) * escala
        >= (ancho_de_texto(ta, PX_TEXTO) + ancho_de_texto(tb, PX_TEXTO)) / 2 + _SEPARACION_MARCAS
        for (a, ta), (b, tb) in pairwise(elegidos)
    )


def separar(centros: Sequence[float], altos: Sequence[float], hasta: float) -> list[float]:
    """Mueve lo mínimo los rótulos para que no se pisen y queden entre 0 y ``hasta`` píxeles.

    Recibe el centro y el alto de cada uno y devuelve los centros nuevos, en el mismo orden.
    """
    orden = sorted(range(len(centros)), key=lambda i: centros[i])
    lugares = list(centros)
    piso = 0.0
    for i in orden:
        lugares[i] = max(lugares[i], piso + altos[i] / 2)
        piso = lugares[i] + altos[i] / 2
    techo = max(hasta, sum(altos))
    for i in reversed(orden):
        lugares[i] = min(lugares[i], techo - altos[i] / 2)
        techo = lugares[i] - altos[i] / 2
    return lugares


def ancho_de_datos(izquierda: float, derecha: float, ancho: float = ANCHO_TELEFONO) -> float:
    """Píxeles que quedan para los datos en el teléfono, entre los márgenes."""
    return ancho - izquierda - derecha
