"""Las ocho preguntas con que abre el Panorama: cada una lleva a la vista exacta que la responde."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Valores = str | Sequence[str]


@dataclass(frozen=True)
class Pregunta:
    """Una pregunta de trabajo y los filtros de la página donde está su respuesta."""

    texto: str
    direccion: str
    filtros: Mapping[str, Valores] = field(default_factory=dict)


PREGUNTAS = (
    Pregunta(
        "¿En qué pilares del IDC ganamos y en cuáles perdimos puestos?",
        "competitividad",
        {"idc_seccion": "pilares"},
    ),
    Pregunta(
        "¿Cuánto falta para subir un puesto en el IDC?",
        "competitividad",
        {"idc_seccion": "escalafon"},
    ),
    Pregunta(
        "¿La pobreza extrema bajó más que en Santander y Cesar?",
        "economia",
        {"eco_pobreza": "pobreza_extrema", "eco_pares": ["68", "20"]},
    ),
    Pregunta(
        "¿La economía ya produce más que antes de la pandemia?",
        "economia",
        {"eco_producto": "pib_indice_2019"},
    ),
    Pregunta("¿Dónde se crean más empresas: Cúcuta, Ocaña o Pamplona?", "empresas"),
    Pregunta(
        "¿Dependemos de pocos países para exportar?",
        "exportaciones",
        {"exp_dimension": "pais"},
    ),
    Pregunta(
        "¿Qué metas gastaron sin mostrar avance?",
        "plan",
        {"plan_seccion": "calidad"},
    ),
    Pregunta("¿A qué municipios no ha llegado el plan?", "cobertura"),
)
