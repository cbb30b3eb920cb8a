"""Los controles de la página Competitividad: qué se mira y de qué pilar son los indicadores."""

from __future__ import annotations

from functools import partial

import streamlit as st

from tablero import filtros, idc
from tablero.cache import traer
from tablero.consultas import idc as preguntas
from tablero.territorio import TERRITORIO


def elegir() -> idc.Eleccion:
    """Los filtros que valen para todas las secciones."""
    ediciones, medidas = traer(preguntas.ediciones), traer(preguntas.medidas)
    bases, nombres = idc.bases(ediciones), idc.nombres_de(traer(preguntas.departamentos))
    arriba, abajo = st.columns(2), st.columns(2)
    with arriba[0]:
        territorio = filtros.elegir_de_lista(
            "Departamento", nombres, clave="idc_territorio", defecto=TERRITORIO
        )
    with abajo[0]:
        base = filtros.elegir_una(
            "Edición", bases, clave="idc_edicion", defecto=next(iter(bases)),
            ayuda=idc.AYUDA_DE_BASES,
        )  # fmt: skip
    with abajo[1]:
        anios = {str(anio): str(anio) for anio in idc.anios_de(ediciones, base)}
        entrada = str(idc.anio_de_entrada(ediciones, base, territorio))
        anio = int(filtros.elegir_una("Año del índice", anios, clave="idc_anio", defecto=entrada))
    with arriba[1]:
        rotulos = idc.rotulos_de_medidas(medidas, ediciones, base, anio)
        codigo = filtros.elegir_de_lista(
            "Medida", rotulos, clave="idc_medida", defecto=idc.GENERAL,
            ayuda=idc.ayuda_de_medidas(medidas, base),
        )  # fmt: skip
    return idc.armar_eleccion(
        ediciones, nombres, medidas, territorio=territorio, codigo=codigo, base=base, anio=anio
    )


def elegir_pilar(
    resumen: idc.Tabla, medidas: idc.Tabla, propio: tuple[str, str, tuple[int, ...]]
) -> idc.DelPilar | None:
    """De qué pilar se miran los indicadores, si la edición trae más de los que caben juntos."""
    pilares = medidas[medidas["nivel"] == "pilar"]
    rotulos = idc.pilares_por_elegir(resumen, pilares)
    if not rotulos:
        return None
    codigo = filtros.elegir_de_lista(
        "Pilar", rotulos, clave="idc_de_pilar", defecto=next(iter(rotulos))
    )
    calor = partial(traer, preguntas.calor, *propio, "indicador", codigo)
    return idc.DelPilar(codigo, pilares.set_index("codigo").at[codigo, "nombre"], calor)
