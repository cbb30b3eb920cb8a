"""La única manera de restar dos cifras en el tablero: nunca a través de un quiebre ni de ediciones.

Aquí no hay base ni pantalla. Una página convierte su tabla con ``cifras`` y pide ``variacion``;
cuando no se puede calcular no hay número sino el ``motivo``, que es lo que se muestra. Para lo que
dos ediciones dicen del mismo año está ``revision``, que no es una variación en el tiempo.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from tablero.formato import es_vacio, periodo


@dataclass(frozen=True)
class Cifra:
    """Un valor con lo que decide si se puede comparar: su período y su edición (o marco)."""

    periodo: str
    valor: float | None
    edicion: str


@dataclass(frozen=True)
class Corte:
    """Un quiebre declarado: desde ``periodo``, ``edicion`` no se compara con las anteriores."""

    periodo: str
    edicion: str
    motivo: str


@dataclass(frozen=True)
class Variacion:
    """Lo que cambió entre dos cifras. Sin ``diferencia``, el ``motivo`` dice por qué no se puede.

    ``relativa_pct`` también falta si se parte de cero.
    """

    desde: Cifra
    hasta: Cifra
    diferencia: float | None = None
    relativa_pct: float | None = None
    motivo: str = ""

    @property
    def se_puede(self) -> bool:
        return self.diferencia is not None


def cifras(datos: pd.DataFrame, valor: str = "valor", cuando: str = "periodo") -> list[Cifra]:
    """Las filas de una consulta (con su columna ``edicion``) como cifras, en el mismo orden."""
    return [
        Cifra(
            periodo=str(fila[cuando]),
            valor=None if es_vacio(fila[valor]) else float(fila[valor]),
            edicion=str(fila["edicion"]),
        )
        for fila in datos.to_dict("records")
    ]


def cortes(quiebres: pd.DataFrame) -> tuple[Corte, ...]:
    """Las filas de ``consultas.quiebres`` como cortes."""
    return tuple(
        Corte(str(fila["periodo"]), str(fila["edicion"]), str(fila["motivo"]))
        for fila in quiebres.to_dict("records")
    )


def variacion(desde: Cifra, hasta: Cifra, quiebres: Iterable[Corte] = ()) -> Variacion:
    """El cambio de ``desde`` a ``hasta`` si las dos cifras se comparan; si no, el motivo.

    Se comparan las de una misma edición, que es la regla de la tabla ``quiebres``: dentro de una
    edición no hay corte, y entre ediciones siempre. Los ``quiebres`` sólo explican por qué. Un
    período incompleto («2026 ene-ago») no se compara con uno completo.
    """
    if desde.edicion != hasta.edicion:
        return Variacion(desde, hasta, motivo=_por_que_no(desde, hasta, quiebres))
    if _forma(desde.periodo) != _forma(hasta.periodo):
        motivo = f"{desde.periodo} y {hasta.periodo} no cubren los mismos meses"
        return Variacion(desde, hasta, motivo=motivo)
    if desde.valor is None or hasta.valor is None:
        vacia = desde if desde.valor is None else hasta
        return Variacion(desde, hasta, motivo=f"sin dato en {periodo(vacia.periodo)}")
    return _restar(desde, hasta, desde.valor, hasta.valor)


def revision(anterior: Cifra, nueva: Cifra) -> Variacion:
    """Cuánto cambió una edición lo que otra decía **del mismo período**: no es una variación.

    Lanza ``ValueError`` si los períodos difieren o si las dos cifras son de la misma edición.
    """
    if anterior.periodo != nueva.periodo:
        raise ValueError(
            f"Una revisión compara un mismo período y llegaron {anterior.periodo} y "
            f"{nueva.periodo}: entre períodos use variacion()."
        )
    if anterior.edicion == nueva.edicion:
        raise ValueError(f"Las dos cifras son de la misma edición: «{nueva.edicion}».")
    if anterior.valor is None or nueva.valor is None:
        muda = anterior if anterior.valor is None else nueva
        return Variacion(anterior, nueva, motivo=f"la edición {muda.edicion} no la trae")
    return _restar(anterior, nueva, anterior.valor, nueva.valor)


def tramos(serie: Sequence[Cifra]) -> list[list[Cifra]]:
    """La serie en trozos que sí se comparan por dentro: uno por edición, en orden de aparición."""
    por_edicion: dict[str, list[Cifra]] = {}
    for cifra in serie:
        por_edicion.setdefault(cifra.edicion, []).append(cifra)
    return list(por_edicion.values())


def paso_a_paso(serie: Sequence[Cifra], quiebres: Iterable[Corte] = ()) -> list[Variacion]:
    """El cambio de cada cifra a la siguiente. En cada corte queda el motivo y no un número."""
    declarados = tuple(quiebres)
    return [variacion(desde, hasta, declarados) for desde, hasta in pairwise(serie)]


def de_punta_a_punta(tramo: Sequence[Cifra]) -> Variacion | None:
    """El cambio entre la primera y la última cifra con dato; ``None`` si no hay dos."""
    con_dato = [cifra for cifra in tramo if cifra.valor is not None]
    return variacion(con_dato[0], con_dato[-1]) if len(con_dato) > 1 else None


def _forma(texto: str) -> str:
    """«2023-07» → «0000-00»: dos períodos se comparan si se escriben igual."""
    return re.sub(r"\d", "0", texto)


def _por_que_no(desde: Cifra, hasta: Cifra, quiebres: Iterable[Corte]) -> str:
    ediciones = {desde.edicion, hasta.edicion}
    inicio, fin = sorted([desde.periodo, hasta.periodo])
    en_medio = [c for c in quiebres if c.edicion in ediciones and inicio <= c.periodo <= fin]
    if en_medio:
        # El más reciente es el de la edición nueva; el otro es el que abrió la vieja.
        return max(en_medio, key=lambda corte: corte.periodo).motivo
    return (
        f"son de ediciones distintas ({desde.edicion} y {hasta.edicion}), y cada una recalcula "
        "los años anteriores"
    )


def _restar(desde: Cifra, hasta: Cifra, antes: float, ahora: float) -> Variacion:
    relativa = None if antes == 0 else 100 * (ahora - antes) / abs(antes)
    return Variacion(desde, hasta, ahora - antes, relativa)
