"""Números, fechas y frases cortas en español de Colombia. Lo usan pantalla, imagen y archivo.

Se escribe con código propio y no con Babel, que es la librería mantenida, porque su ``es_CO`` no
da lo que el tablero promete: redondea la mitad al par (2,665 → «2,66»), conserva el cero negativo
(«-0,0»), usa guion por signo menos, dice «18,1 mil millones» y «Pamplona y Iscalá». Habría que
corregirle cada salida. Lo único genérico, agrupar miles, lo hace ``format`` de Python.

Todo redondeo es mitad lejos de cero sobre el decimal que se lee, no sobre el binario: 2.675 con
dos decimales es «2,68». Un vacío (``None``, ``NaN``, ``pd.NA``, ``NaT``) es siempre «sin dato».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any, Literal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

SIN_DATO = "sin dato"
MENOS = "−"
ESPACIO_FINO = "\u202f"
"""Espacio duro fino: separa la cifra de «%» sin que una línea los parta."""
ESPACIO_DURO = "\u00a0"

MESES = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
_ABREVIADOS = tuple(mes if mes == "mayo" else mes[:3] + "." for mes in MESES)
_SIGLAS_DE_MES = {mes[:3]: mes for mes in MESES}

_MILLON = Decimal(10) ** 6
_MIL_MILLONES = Decimal(10) ** 9
_BILLON = Decimal(10) ** 12

_A_ESPANOL = {ord(","): ".", ord("."): ",", ord("-"): MENOS}


def es_vacio(valor: Any) -> bool:
    """Si el valor es un vacío de cualquier clase: ``None``, ``NaN``, ``pd.NA`` o ``NaT``."""
    return (
        valor is None
        or valor is pd.NA
        or valor is pd.NaT
        or (isinstance(valor, float | np.floating | Decimal) and valor != valor)
    )


def _decimal(valor: Any) -> Decimal:
    """El decimal exacto que se lee al imprimir el valor. Lanza si no es un número finito."""
    if isinstance(valor, bool | np.bool_) or not isinstance(
        valor, int | float | Decimal | np.integer | np.floating
    ):
        raise TypeError(
            f"Se esperaba un número y llegó {valor!r} ({type(valor).__name__}). "
            "Los textos se leen primero con pipelines.lectura.numero_colombiano."
        )
    exacto = valor if isinstance(valor, Decimal) else Decimal(str(valor))
    if not exacto.is_finite():
        raise ValueError("El valor es infinito: revise la división que lo produjo.")
    return exacto


def _redondear(valor: Decimal, decimales: int) -> Decimal:
    with localcontext(prec=60):
        redondo = valor.quantize(Decimal(1).scaleb(-decimales), rounding=ROUND_HALF_UP)
    return abs(redondo) if redondo == 0 else redondo


def _agrupar(valor: Decimal) -> str:
    """Miles con punto, decimales con coma, signo menos tipográfico."""
    return format(valor, ",f").translate(_A_ESPANOL)


def _sin_ceros(valor: Decimal) -> Decimal:
    """2.50 → 2.5 y 2.00 → 2, sin pasar a notación científica."""
    recortado = valor.normalize() if valor else Decimal(0)
    return recortado.quantize(Decimal(1)) if recortado == recortado.to_integral() else recortado


def numero(valor: Any, decimales: int | None = None) -> str:
    """El número con miles y coma decimal: 2063 → «2.063»; −1234.5 → «−1.234,5».

    Sin ``decimales`` muestra los que el valor trae, hasta dos, sin ceros de relleno.
    """
    if es_vacio(valor):
        return SIN_DATO
    exacto = _decimal(valor)
    if decimales is None:
        return _agrupar(_sin_ceros(_redondear(exacto, 2)))
    return _agrupar(_redondear(exacto, decimales))


def entero(valor: Any) -> str:
    """El número redondeado a unidades: 1673561.6 → «1.673.562»."""
    return numero(valor, 0)


def porcentaje(valor: Any, decimales: int = 1) -> str:
    """Un valor que ya está en tanto por ciento: 51.9 → «51,9 %» (con espacio duro fino)."""
    return _con(numero(valor, decimales), f"{ESPACIO_FINO}%")


def puntos_porcentuales(valor: Any, decimales: int = 1, *, signo: bool = False) -> str:
    """«1,5 puntos porcentuales»; con ``signo=True``, «+1,5 puntos porcentuales»."""
    texto = con_signo(valor, decimales) if signo else numero(valor, decimales)
    singular = texto.lstrip(f"+{MENOS}") == "1"
    return _con(texto, " punto porcentual" if singular else " puntos porcentuales")


def con_signo(valor: Any, decimales: int | None = None) -> str:
    """Una variación con su signo: 1.5 → «+1,5», −2 → «−2». El cero no lleva signo."""
    texto = numero(valor, decimales)
    if texto == SIN_DATO or texto.startswith(MENOS) or not re.search("[1-9]", texto):
        return texto
    return "+" + texto


def pesos(valor: Any, decimales: int = 0) -> str:
    """Pesos completos: 18142876988 → «$ 18.142.876.988» (el espacio no se parte)."""
    return _moneda("$", numero(valor, decimales))


def pesos_en_palabras(valor: Any, decimales: int | None = None) -> str:
    """Pesos en la escala que se dice en voz alta: 30.133 × 10⁹ → «30,1 billones de pesos».

    ``valor`` va en pesos. El billón es 10¹². De un millón a diez mil millones se habla en
    millones («1.250 millones»); de ahí al billón, en «miles de millones». Sin ``decimales`` deja
    dos cifras decimales por debajo de diez unidades de la escala y una por encima.
    """
    return _en_palabras(valor, decimales, "peso", "pesos")


def dolares_en_palabras(valor: Any, decimales: int | None = None) -> str:
    """Dólares en palabras: 848.6 × 10⁶ → «848,6 millones de dólares». ``valor`` en dólares."""
    return _en_palabras(valor, decimales, "dólar", "dólares")


def _en_palabras(valor: Any, decimales: int | None, singular: str, plural: str) -> str:
    if es_vacio(valor):
        return SIN_DATO
    exacto = _decimal(valor)

    def cifra(escala: Decimal) -> Decimal:
        en_escala = exacto / escala
        if decimales is not None:
            return _redondear(en_escala, decimales)
        return _sin_ceros(_redondear(en_escala, 2 if abs(en_escala) < 10 else 1))

    # La escala se decide con la cifra ya redondeada: 999.960 millones con un decimal no es
    # «1.000 miles de millones» sino «1 billón».
    if abs(cifra(_MIL_MILLONES)) >= 1000:
        en_billones = cifra(_BILLON)
        nombre = "billón" if abs(en_billones) == 1 else "billones"
        return f"{_agrupar(_uno_limpio(en_billones))} {nombre} de {plural}"
    if abs(cifra(_MILLON)) >= 10_000:
        return f"{_agrupar(cifra(_MIL_MILLONES))} miles de millones de {plural}"
    if abs(_redondear(exacto, 0)) >= _MILLON:
        en_millones = cifra(_MILLON)
        nombre = "millón" if abs(en_millones) == 1 else "millones"
        return f"{_agrupar(_uno_limpio(en_millones))} {nombre} de {plural}"
    unidades = numero(exacto)
    return f"{unidades} {singular if unidades.lstrip(MENOS) == '1' else plural}"


def _uno_limpio(valor: Decimal) -> Decimal:
    """«1 billón», nunca «1,0 billón»."""
    return _sin_ceros(valor) if abs(valor) == 1 else valor


def puesto(lugar: Any, de: Any) -> str:
    """Un puesto siempre con «de cuántos»: «17 de 33».

    Si la fuente no dice cuántos se evaluaron (pasa en prensa), lo dice: «15 (no se informa de
    cuántos)». Lanza ``ValueError`` si el puesto no cabe en el total.
    """
    if es_vacio(lugar):
        return SIN_DATO
    ocupado = _entero_exacto(lugar, "El puesto")
    if es_vacio(de):
        return f"{ocupado} (no se informa de cuántos)"
    total = _entero_exacto(de, "El número de evaluados")
    if not 1 <= ocupado <= total:
        raise ValueError(f"El puesto {ocupado} no cabe entre {total} evaluados.")
    return f"{ocupado} de {total}"


def _entero_exacto(valor: Any, que: str) -> int:
    exacto = _decimal(valor)
    if exacto != exacto.to_integral_value():
        raise ValueError(f"{que} debe ser un número entero y llegó {valor}.")
    return int(exacto)


def ordinal(valor: Any, *, femenino: bool = False) -> str:
    """17 → «17.º»; con ``femenino=True``, «17.ª»."""
    if es_vacio(valor):
        return SIN_DATO
    return f"{_entero_exacto(valor, 'Un ordinal')}.{'ª' if femenino else 'º'}"


def cambio_de_puestos(antes: Any, ahora: Any) -> str:
    """De 17 a 15, «sube 2 puestos»; de 14 a 17, «cae 3 puestos»; igual, «se mantiene».

    Subir es bajar de número. Sólo tiene sentido entre puestos de la misma edición y el mismo
    número de evaluados; eso lo asegura quien consulta.
    """
    if es_vacio(antes) or es_vacio(ahora):
        return SIN_DATO
    diferencia = _entero_exacto(antes, "El puesto") - _entero_exacto(ahora, "El puesto")
    if diferencia == 0:
        return "se mantiene"
    verbo = "sube" if diferencia > 0 else "cae"
    return f"{verbo} {cantidad(abs(diferencia), 'puesto', 'puestos')}"


def cantidad(valor: Any, singular: str, plural: str) -> str:
    """Un conteo con su sustantivo: «1 municipio», «23 municipios», «0 municipios»."""
    texto = numero(valor)
    return _con(texto, f" {singular if texto.lstrip(MENOS) == '1' else plural}")


def lista(elementos: Sequence[str], conjuncion: Literal["y", "o"] = "y") -> str:
    """«a, b y c», con «e» ante el sonido i («Pamplona e Iscalá») y «u» ante o («7 u 8»).

    La lista vacía es ``""``: quien la use decide qué decir.
    """
    textos = [str(elemento) for elemento in elementos]
    if len(textos) < 2:
        return "".join(textos)
    enlace = _conjuncion_ante(textos[-1], conjuncion)
    return f"{', '.join(textos[:-1])} {enlace} {textos[-1]}"


def _conjuncion_ante(palabra: str, conjuncion: str) -> str:
    inicio = unicodedata.normalize("NFD", palabra.lstrip("«“\"'¿¡([").casefold())
    inicio = "".join(letra for letra in inicio if not unicodedata.combining(letra))
    # «hierro» y «hiato» suenan con y consonante: la conjunción no cambia.
    if conjuncion == "y" and re.match(r"h?i(?![aeo])", inicio):
        return "e"
    # Las cifras que se leen con o inicial: 8, 80, 800… y 11 («once», «once mil»).
    if conjuncion == "o" and re.match(r"h?o|8|11(?:\.\d{3})*(?![\d.])", inicio):
        return "u"
    return conjuncion


def _fecha(valor: date | str) -> date:
    if isinstance(valor, datetime):
        return valor.date()
    return valor if isinstance(valor, date) else date.fromisoformat(valor[:10])


def fecha_larga(valor: date | str | None) -> str:
    """2026-11-21 → «21 de noviembre de 2026». Acepta ``date`` o texto ISO."""
    if es_vacio(valor) or valor is None:
        return SIN_DATO
    dia = _fecha(valor)
    return f"{dia.day} de {MESES[dia.month - 1]} de {dia.year}"


def fecha_corta(valor: date | str | None) -> str:
    """2026-11-21 → «21 nov. 2026»."""
    if es_vacio(valor) or valor is None:
        return SIN_DATO
    dia = _fecha(valor)
    return f"{dia.day} {_ABREVIADOS[dia.month - 1]} {dia.year}"


_DE_COLOMBIA = ZoneInfo("America/Bogota")


def _en_colombia(instante: datetime | str) -> datetime:
    if isinstance(instante, str):
        instante = datetime.fromisoformat(instante)
    # Los instantes del proyecto se guardan en UTC; uno sin huso también lo está.
    return (instante if instante.tzinfo else instante.replace(tzinfo=UTC)).astimezone(_DE_COLOMBIA)


def hora(instante: datetime | str) -> str:
    """La hora de Colombia de un instante: «16:12». Acepta ``datetime`` o texto ISO."""
    return f"{_en_colombia(instante):%H:%M}"


def momento(instante: datetime | str) -> str:
    """El día y la hora de Colombia de un instante: «21 nov. 2026, 16:12»."""
    local = _en_colombia(instante)
    return f"{fecha_corta(local)}, {local:%H:%M}"


def mes(valor: str, *, corto: bool = False) -> str:
    """«2023-01» → «enero de 2023»; con ``corto=True``, «ene. 2023»."""
    partes = re.fullmatch(r"(\d{4})-(\d{2})", valor)
    if partes is None or not 1 <= int(partes[2]) <= 12:
        raise ValueError(f"«{valor}» no es un mes; se esperaba algo como 2023-01.")
    indice = int(partes[2]) - 1
    return f"{_ABREVIADOS[indice]} {partes[1]}" if corto else f"{MESES[indice]} de {partes[1]}"


_ORDINALES = ("primer", "segundo", "tercer", "cuarto")


def periodo(valor: Any, *, corto: bool = False) -> str:
    """El período como se dice, según su forma.

    «2024» igual; «2023-01» → «enero de 2023»; «2025-S1» → «primer semestre de 2025»; «2025-T3» →
    «tercer trimestre de 2025»; «2020-2023» igual; «2026 ene-ago» o «2026-01/2026-08» → «enero a
    agosto de 2026»; «2025 ene-dic» → «2025»; una fecha completa, como fecha larga; una edad («3
    años») igual. Lanza ``ValueError`` con otra forma.
    """
    if es_vacio(valor):
        return SIN_DATO
    texto = str(valor).strip().removesuffix(".0")
    if re.fullmatch(r"\d{4}(?:[-–]\d{4})?|\d+ años?", texto):
        return texto
    if re.fullmatch(r"\d{4}-\d{2}", texto):
        return mes(texto, corto=corto)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", texto):
        return fecha_corta(texto) if corto else fecha_larga(texto)
    if partes := re.fullmatch(r"(\d{4})-?([ST])([1-4])", texto):
        if corto:
            return f"{partes[2]}{partes[3]} {partes[1]}"
        nombre = "semestre" if partes[2] == "S" else "trimestre"
        return f"{_ORDINALES[int(partes[3]) - 1]} {nombre} de {partes[1]}"
    if partes := re.fullmatch(r"(\d{4})[ -]([a-z]{3})-([a-z]{3})", texto):
        return _tramo(partes[1], partes[2], partes[3], corto)
    if partes := re.fullmatch(r"(\d{4})-(\d{2})/\1-(\d{2})", texto):
        desde, hasta = (MESES[int(partes[i]) - 1][:3] for i in (2, 3))
        return _tramo(partes[1], desde, hasta, corto)
    raise ValueError(
        f"«{valor}» no es un período conocido. Se esperaba un año (2024), un mes (2023-01), un "
        "semestre (2025-S1), un trimestre (2025-T3), un tramo (2026 ene-ago) o una fecha."
    )


def _tramo(anio: str, desde: str, hasta: str, corto: bool) -> str:
    if (desde, hasta) == ("ene", "dic"):
        return anio
    if desde not in _SIGLAS_DE_MES or hasta not in _SIGLAS_DE_MES:
        raise ValueError(f"«{desde}-{hasta}» no es un tramo de meses; se esperaba como ene-ago.")
    if corto:
        return f"{desde}.-{hasta}. {anio}"
    return f"{_SIGLAS_DE_MES[desde]} a {_SIGLAS_DE_MES[hasta]} de {anio}"


def _con(texto: str, sufijo: str) -> str:
    return texto if texto == SIN_DATO else texto + sufijo


def _moneda(simbolo: str, texto: str) -> str:
    if texto == SIN_DATO:
        return texto
    signo = MENOS if texto.startswith(MENOS) else ""
    return f"{signo}{simbolo}{ESPACIO_DURO}{texto.removeprefix(MENOS)}"


@dataclass(frozen=True)
class Unidad:
    """Cómo se escribe una unidad del contrato: decimales por defecto y texto completo."""

    decimales: int | None
    escribir: Callable[[Any, int | None], str]


def _sufijo(texto: str) -> Callable[[Any, int | None], str]:
    return lambda valor, decimales: _con(numero(valor, decimales), texto)


def _como_viene(valor: Any, decimales: int | None) -> str:
    """Sin unidad no hay costumbre que seguir: tres cifras de la que más vale."""
    if es_vacio(valor) or decimales is not None:
        return numero(valor, decimales)
    exacto = _decimal(valor)
    return numero(exacto, min(max(2 - exacto.adjusted(), 0), 6) if exacto else 0)


def _texto(valor: Any) -> str:
    if isinstance(valor, bool | np.bool_):
        return "sí" if valor else "no"
    return str(valor)


UNIDADES: dict[str, Unidad] = {
    "pct": Unidad(1, _sufijo(f"{ESPACIO_FINO}%")),
    "pp": Unidad(1, lambda valor, decimales: puntos_porcentuales(valor, decimales or 0)),
    "puesto": Unidad(0, lambda valor, _: puesto(valor, None)),
    "puntaje_0_10": Unidad(2, numero),
    "puntaje_0_100": Unidad(1, numero),
    "cop": Unidad(0, lambda valor, decimales: pesos(valor, decimales or 0)),
    "mill_cop": Unidad(0, _sufijo(" millones de pesos")),
    "miles_mill_cop": Unidad(0, _sufijo(" miles de millones de pesos")),
    "usd": Unidad(0, lambda valor, decimales: _moneda("US$", numero(valor, decimales))),
    "mill_usd": Unidad(1, _sufijo(" millones de dólares")),
    "indice_0_1": Unidad(3, numero),
    "habitantes": Unidad(0, lambda valor, _: cantidad(valor, "habitante", "habitantes")),
    "km2": Unidad(1, _sufijo(" km²")),
    "km": Unidad(1, _sufijo(" km")),
    "numero": Unidad(None, numero),
    "por_10000_hab": Unidad(2, _sufijo(" por cada 10.000 habitantes")),
    "por_1000_hab": Unidad(2, _sufijo(" por cada 1.000 habitantes")),
    "anio": Unidad(0, lambda valor, _: str(_entero_exacto(valor, "Un año"))),
    "texto": Unidad(None, lambda valor, _: _texto(valor)),
    "miles_t": Unidad(1, _sufijo(" miles de toneladas")),
    "no_declarada": Unidad(None, _como_viene),
}
"""Las unidades del contrato (las mismas claves que ``pipelines/unidades.yml``)."""

_CON_UNIDAD_CORTA = {"pct", "cop", "usd", "puesto", "anio", "texto", "no_declarada"}


def formatear(
    valor: Any,
    unidad: str,
    decimales: int | None = None,
    *,
    de: Any = None,
    corto: bool = False,
) -> str:
    """El valor con su unidad, listo para mostrar: (51.9, "pct") → «51,9 %». Vacío: «sin dato».

    ``decimales`` reemplaza los de la unidad. ``de`` es el número de evaluados de un puesto: sin
    él, el texto dice que no se informa (o «17.º» si es corto). ``corto=True`` calla la unidad,
    salvo «%», «$» y «US$»: es para rótulos de gráficos y columnas cuyo encabezado ya la dice.
    Lanza ``ValueError`` con una unidad desconocida.
    """
    if unidad not in UNIDADES:
        raise ValueError(f"Unidad desconocida: «{unidad}». Las que hay: {', '.join(UNIDADES)}.")
    if es_vacio(valor):
        return SIN_DATO
    if unidad == "puesto":
        return ordinal(valor) if corto and es_vacio(de) else puesto(valor, de)
    regla = UNIDADES[unidad]
    cifras = regla.decimales if decimales is None else decimales
    if corto and unidad not in _CON_UNIDAD_CORTA:
        return numero(valor, cifras)
    return regla.escribir(valor, cifras)
