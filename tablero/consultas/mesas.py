"""Preguntas de Mesas y redes: Colombia Productiva, la Red Regional de Emprendimiento y la OFAI."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tablero.conexion import consultar
from tablero.consultas import sql

COLUMNAS_LADO_A_LADO = ("tema", "bucaramanga", "norte_de_santander", "por_que_no_se_restan")


def metas(conexion: Any, fuente: str) -> pd.DataFrame:
    """Los indicadores con meta de Colombia Productiva, del que más la pasa al que menos."""
    return consultar(conexion, sql("mesas_metas"), {"fuente": fuente})


def metas_completas(conexion: Any, fuente: str) -> pd.DataFrame:
    """Los mismos, con el indicador como lo escribe el informe y las cifras leídas."""
    return consultar(conexion, sql("mesas_metas_completas"), {"fuente": fuente})


def alcance(conexion: Any, fuente: str) -> pd.DataFrame:
    """A cuántos municipios, departamentos y territorios llegó cada eje. Todo el país."""
    return consultar(conexion, sql("mesas_alcance"), {"fuente": fuente})


def participacion(conexion: Any, fuente: str) -> pd.DataFrame:
    """Parte de las empresas beneficiadas en los departamentos que el informe nombra."""
    return consultar(conexion, sql("mesas_participacion"), {"fuente": fuente})


def cifras(conexion: Any, sistema: str, fuente: str) -> pd.DataFrame:
    """Las cifras de un sistema con su línea: colombia_productiva, red_emprendimiento u ofai."""
    return consultar(conexion, sql("mesas_cifras"), {"sistema": sistema, "fuente": fuente})


def otras_metas(conexion: Any, fuente: str) -> pd.DataFrame:
    """Las metas de las ediciones distintas de ``fuente``: vacía mientras no se cargue otra."""
    return consultar(conexion, sql("mesas_otras_metas"), {"fuente": fuente})


def otras_cifras(conexion: Any, sistema: str, fuente: str) -> pd.DataFrame:
    """Las cifras de las ediciones distintas de ``fuente``: vacía mientras no se cargue otra."""
    return consultar(conexion, sql("mesas_otras_cifras"), {"sistema": sistema, "fuente": fuente})


def por_mesa(conexion: Any) -> pd.DataFrame:
    """Entidades de cada mesa de la Red; ``actor`` es quien la lidera o preside."""
    return consultar(conexion, sql("mesas_por_mesa"), {})


def actores(conexion: Any) -> pd.DataFrame:
    """Las entidades de cada mesa, como las escribe el informe."""
    return consultar(conexion, sql("mesas_actores"), {})


def caracterizacion(conexion: Any, dimension: str) -> pd.DataFrame:
    """Emprendedores del último corte por etapa, sector, sexo, edad o municipio; vacía sin carga."""
    return consultar(conexion, sql("mesas_caracterizacion"), {"dimension": dimension})


def caracterizacion_completa(conexion: Any) -> pd.DataFrame:
    """Lo cargado con la plantilla, celda por celda."""
    return consultar(conexion, sql("mesas_caracterizacion_completa"), {})
