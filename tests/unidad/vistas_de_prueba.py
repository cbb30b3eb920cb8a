"""Una vista inventada para guardar, comparar y volver a abrir. No es un archivo de pruebas."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tablero.vistas import VistaCongelada, congelar

FUENTE = {
    "fuente_id": "inventada_2024", "productor": "Nadie", "titulo": "Fuente inventada",
    "edicion": "2024", "ultimo_dato": "2024", "cita": "Nadie (2024).",
    "fecha_consulta": "2026-11-21", "sha256": "a" * 64,
}  # fmt: skip
DATOS = pd.DataFrame(
    {"departamento": ["Norte de Santander", "Huila"], "anio": [2024, 2024], "puesto": [14, 13]}
)


def una_vista(datos: pd.DataFrame = DATOS, **cambios: Any) -> VistaCongelada:
    """Dos barras de 2024 con su tabla; ``cambios`` reemplaza lo que se quiera."""
    figura = go.Figure(
        go.Bar(x=[1.0, 2.0], y=["a", "b"]),
        layout={"meta": {"titulo": "Hallazgo", "subtitulo": "Medida", "alt": "Dos barras"}},
    )
    vista = congelar(
        figura, datos, fuentes=[FUENTE], tema="prueba", clave="p", filtros={"anio": 2024},
        direccion="/competitividad?idc_anio=2024", pagina="Competitividad",
    )  # fmt: skip
    return replace(vista, **cambios)
