"""Una función por pregunta. El SQL está en el archivo del mismo nombre; aquí no se calcula.

Cada función recibe una conexión de ``tablero.conexion`` y devuelve un DataFrame nuevo. Las
páginas no la llaman directamente: usan ``tablero.cache``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.errores import EdicionesMezcladas
from tablero.conexion import consultar

CARPETA = Path(__file__).parent
PERIODOS = ("2024-2027", "2020-2023")


@cache
def sql(nombre: str) -> str:
    """El texto de ``consultas/<nombre>.sql``."""
    return (CARPETA / f"{nombre}.sql").read_text(encoding="utf-8")


def indicadores_resultado(conexion: Any, periodos: Sequence[str] = PERIODOS) -> pd.DataFrame:
    """Indicadores de resultado de uno o más planes, con el título y la regla de su estado.

    Columnas de ``indicadores_resultado`` más ``estado_titulo``, ``estado_regla``,
    ``estado_icono``, ``estado_tono`` y los datos de su fuente.
    """
    return consultar(conexion, sql("indicadores_resultado"), {"periodos": list(periodos)})


def exigir_una_edicion(que: str, ediciones: Sequence[str]) -> str:
    """La única edición pedida de una serie. Con dos lanza ``EdicionesMezcladas`` y dice por qué."""
    distintas = sorted(set(ediciones))
    if len(distintas) != 1:
        raise EdicionesMezcladas(
            que=f"Se pidieron {len(distintas)} ediciones de «{que}» en una serie: "
            f"{', '.join(distintas)}.",
            donde="consulta serie",
            esperado="una sola edición: cada edición recalcula los años anteriores, así que un "
            "mismo año tiene valores distintos y ninguno es error",
            hacer="Elija una edición, o use tramos() para dibujarlas separadas.",
        )
    return distintas[0]


def serie(
    conexion: Any, indicador_id: str, territorio: str, ediciones: Sequence[str]
) -> pd.DataFrame:
    """Observaciones de un indicador en un territorio, en una edición.

    Pedir dos ediciones lanza ``EdicionesMezcladas``: cada una recalcula los años anteriores y
    juntas no forman serie. Para verlas lado a lado están ``tramos``.
    """
    exigir_una_edicion(indicador_id, ediciones)
    return tramos(conexion, indicador_id, territorio, ediciones)


def tramos(
    conexion: Any, indicador_id: str, territorio: str, ediciones: Sequence[str]
) -> pd.DataFrame:
    """Las mismas observaciones en una o más ediciones, cada edición en su ``segmento``.

    Quien dibuja corta la línea en cada cambio de ``segmento``; ninguna variación lo atraviesa.
    """
    parametros = {
        "indicador_id": indicador_id,
        "territorio": territorio,
        "ediciones": list(ediciones),
    }
    return consultar(conexion, sql("tramos"), parametros)


def quiebres(conexion: Any, indicador_id: str) -> pd.DataFrame:
    """Cortes declarados de un indicador: ``periodo``, ``edicion``, ``motivo``, ``fuente_id``."""
    return consultar(conexion, sql("quiebres"), {"indicador_id": indicador_id})


def fuentes(conexion: Any) -> pd.DataFrame:
    """Todas las fuentes con edición, fechas, último dato, filas, cita y advertencias."""
    return consultar(conexion, sql("fuentes"), {})


def advertencias(conexion: Any) -> pd.DataFrame:
    """Vocabulario de advertencias: ``advertencia``, ``titulo``, ``texto``."""
    return consultar(conexion, sql("advertencias"), {})


def contradicciones(conexion: Any) -> pd.DataFrame:
    """Cifras que dos fuentes dicen distinto, con las dos citas y el tratamiento."""
    return consultar(conexion, sql("contradicciones"), {})


def camaras(conexion: Any) -> pd.DataFrame:
    """Jurisdicciones: municipios, área, población proyectada del año pedido y lista de nombres."""
    return consultar(conexion, sql("camaras"), {})


def municipios(conexion: Any) -> pd.DataFrame:
    """Los 40 municipios con subregión, cámara, PDET, área y población proyectada."""
    return consultar(conexion, sql("municipios"), {})


def incrementos_por_camara(conexion: Any) -> pd.DataFrame:
    """Incremento anual de nuevas empresas por cámara, con lo que falta y por qué."""
    return consultar(conexion, sql("incrementos_por_camara"), {})


def cifras_de_informes(conexion: Any, claves: Sequence[str]) -> pd.DataFrame:
    """Cifras sueltas de los informes por su clave, con documento y línea."""
    return consultar(conexion, sql("cifras_de_informes"), {"claves": list(claves)})


def eventos(conexion: Any) -> pd.DataFrame:
    """Hechos que se marcan sobre las series, con su rótulo, la precisión de su fecha y su cita."""
    return consultar(conexion, sql("eventos"), {})
