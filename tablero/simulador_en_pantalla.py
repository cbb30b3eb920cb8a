"""Lo que el Simulador monta en la pantalla: cada pieza, y cómo se baja a los indicadores."""

from __future__ import annotations

from functools import partial

import streamlit as st

from tablero import componentes, filtros, idc, simulador
from tablero import simulador_indicadores as detalle


def mostrar(pieza: idc.Pieza, eleccion: simulador.Eleccion, **elegidos: str) -> None:
    """Una pieza con su descarga, que dice qué se eligió."""
    componentes.vista(
        pieza.dibujos, pieza.datos, fuente_ids=pieza.fuente_ids, tema=pieza.que,
        clave=pieza.clave, filtros={**eleccion.filtros, **elegidos}, todo=pieza.todo,
    )  # fmt: skip


def elegir_valores(
    base: simulador.Base, eleccion: simulador.Eleccion
) -> tuple[dict[str, str], dict[str, str]]:
    """De qué departamento se toma cada pilar o indicador, y la clave de cada deslizador.

    Con los indicadores de todos los pilares cargados, los de uno se pueden mover por separado; los
    demás pilares quedan plegados.
    """
    con_detalle = detalle.pilares_con_detalle(base)
    abierto = detalle.NINGUNO
    if con_detalle:
        abierto = filtros.elegir_de_lista(
            "Bajar a los indicadores de",
            {detalle.NINGUNO: "Ninguno: sólo los pilares", **con_detalle},
            clave="sim_detalle",
            defecto=detalle.NINGUNO,
            ayuda=detalle.AYUDA_DEL_DETALLE,
        )
    pilares = [codigo for codigo in base.codigos if codigo != abierto]
    claves = {codigo: f"sim_{eleccion.territorio}_{codigo}" for codigo in pilares}
    if abierto == detalle.NINGUNO:
        return _de_pilares(base, eleccion, claves), claves
    de_indicador: dict[str, str] = {}
    for subpilar, hojas in detalle.por_subpilar(base, abierto):
        if subpilar:
            st.caption(subpilar)
        for hoja in hojas:
            clave = claves[hoja.codigo] = f"sim_{eleccion.territorio}_{hoja.codigo}"
            de_indicador[hoja.codigo] = filtros.elegir_parada(
                detalle.rotulo(hoja, base),
                detalle.paradas(base, eleccion.anio, hoja.codigo, eleccion.territorio),
                clave=clave,
                defecto=eleccion.territorio,
            )
    with st.expander(f"Los otros {len(pilares)} pilares"):
        de_pilar = _de_pilares(base, eleccion, {codigo: claves[codigo] for codigo in pilares})
    return de_pilar | de_indicador, claves


def _de_pilares(
    base: simulador.Base, eleccion: simulador.Eleccion, claves: dict[str, str]
) -> dict[str, str]:
    return {
        codigo: filtros.elegir_parada(
            base.nombres[codigo],
            simulador.valores_de_los_demas(base, eleccion.anio, codigo),
            clave=clave,
            defecto=eleccion.territorio,
        )
        for codigo, clave in claves.items()
    }


def elegir_cuales(base: simulador.Base, *, clave: str) -> str:
    """Qué indicadores se ven en una tabla, si son tantos que hay que escoger."""
    opciones = detalle.cuales(base)
    if not opciones:
        return detalle.LOS_QUE_MAS
    return filtros.elegir_de_lista(
        "Indicadores", opciones, clave=clave, defecto=detalle.LOS_QUE_MAS
    )


@st.fragment
def los_indicadores(base: simulador.Base, eleccion: simulador.Eleccion, desde: int) -> None:
    """Cuánto puso cada indicador; si son los de todos los pilares, se escoge cuáles se ven."""
    st.subheader(simulador.titulo_de_indicadores(base), anchor="indicadores")
    pieza = partial(simulador.pieza_de_indicadores, base, eleccion, desde)
    if not base.con_indicadores:
        mostrar(pieza(), eleccion, desde=str(desde))
        return
    cual = elegir_cuales(base, clave="sim_mueven")
    recortar = partial(detalle.recortar, cual=cual, columna="aporte_0_10")
    mostrar(pieza(recortar), eleccion, desde=str(desde), indicadores=cual)


@st.fragment
def cuanto_pesa_cada_indicador(base: simulador.Base, eleccion: simulador.Eleccion) -> None:
    """El peso y el valor de los indicadores, los de un pilar o los que más pesan."""
    st.subheader(f"Los {base.n_indicadores} indicadores, con su peso", anchor="pesos-indicadores")
    cual = elegir_cuales(base, clave="sim_pesan")
    mostrar(detalle.pieza_de_indicadores(base, eleccion, cual), eleccion, indicadores=cual)
