"""Simulador: ¿por qué se movió nuestro puesto, qué haría falta para subir y qué tan firme es?"""

from functools import partial

import streamlit as st

from tablero import filtros, idc, simulador
from tablero.cache import repetir, traer
from tablero.componentes import decir, frescura_de, tema_actual, titulos_de_fuentes
from tablero.consultas import idc as del_idc
from tablero.consultas import indices as preguntas
from tablero.simulador_en_pantalla import (
    cuanto_pesa_cada_indicador,
    elegir_valores,
    los_indicadores,
    mostrar,
)
from tablero.territorio import TERRITORIO


def base_de(edicion: str) -> simulador.Base:
    """Una edición con su declaración, armada una vez por mart publicado."""
    de_edicion = traer(preguntas.hojas, edicion), edicion, traer(preguntas.estructura, edicion)
    armar = partial(simulador.armar_base, *de_edicion)
    return repetir(armar, "base del simulador", edicion)


def rangos_de(base: simulador.Base, eleccion: simulador.Eleccion) -> simulador.Tabla:
    """Los sorteos de una edición y un año, que son los mismos para todos los departamentos."""
    sortear = partial(simulador.robustez, base, eleccion)
    return repetir(sortear, "sorteos del simulador", eleccion.edicion, eleccion.anio)


def elegir() -> tuple[simulador.Base, simulador.Eleccion, int]:
    """Los filtros que valen para todas las secciones, y desde qué año se compara."""
    nombres = idc.nombres_de(traer(del_idc.departamentos))
    arriba, abajo = st.columns(2), st.columns(2)
    with arriba[0]:
        territorio = filtros.elegir_de_lista(
            "Departamento", nombres, clave="sim_territorio", defecto=TERRITORIO
        )
    with arriba[1]:
        edicion = filtros.elegir_una(
            "Edición", simulador.EDICIONES, clave="sim_edicion", defecto="2025",
            ayuda=simulador.AYUDA_DE_EDICIONES,
        )  # fmt: skip
    base = base_de(edicion)
    with abajo[0]:
        anios = {str(anio): str(anio) for anio in base.anios[1:]}
        anio = int(filtros.elegir_una("Año", anios, clave="sim_anio", defecto=str(base.anios[-1])))
    with abajo[1]:
        antes = {str(otro): str(otro) for otro in base.anios if otro < anio}
        desde = int(filtros.elegir_una("Desde", antes, clave="sim_desde", defecto=str(anio - 1)))
    return base, simulador.Eleccion(territorio, nombres[territorio], edicion, anio), desde


def por_que_se_movio(base: simulador.Base, eleccion: simulador.Eleccion, desde: int) -> None:
    """La cascada por pilar, los indicadores que hay y el cambio de método entre ediciones."""
    st.header("Por qué se movió el puesto", anchor="movio")
    pie = titulos_de_fuentes(eleccion.fuente_ids)
    pieza = simulador.pieza_de_movimiento(base, eleccion, desde, pie, tema_actual())
    mostrar(pieza, eleccion, desde=str(desde))
    los_indicadores(base, eleccion, desde)
    st.subheader("De una edición a la siguiente", anchor="metodo")
    vieja, nueva = base_de("2024"), base_de("2025")
    st.markdown(simulador.frase_de_metodo(vieja, nueva, eleccion))
    mostrar(simulador.pieza_de_metodo(vieja, nueva, eleccion), eleccion)


@st.fragment
def simular(base: simulador.Base, eleccion: simulador.Eleccion) -> None:
    """Un deslizador por pilar, cuyas paradas son los valores de los 33, y el puesto que daría."""
    st.header("Simular con valores reales", anchor="simular")
    st.markdown(simulador.como_se_usa(base))
    # La frase va arriba: en un teléfono el dibujo queda debajo de los trece deslizadores.
    arriba, (controles, resultado) = st.container(), st.columns([2, 3])
    with controles:
        elegidos, claves = elegir_valores(base, eleccion)
        filtros.boton_de_volver(
            "Volver a lo publicado",
            dict.fromkeys(claves.values(), eleccion.territorio),
            "sim_volver",
        )
    cambios = simulador.cambios_de(base, eleccion, elegidos)
    tabla = simulador.ejercicio(base, eleccion, cambios)
    pie = titulos_de_fuentes(eleccion.fuente_ids)
    arriba.markdown(f"**{simulador.frase_del_ejercicio(tabla, eleccion, cambios)}.**")
    with resultado:
        pieza = simulador.pieza_del_ejercicio(tabla, eleccion, cambios, pie, tema_actual())
        mostrar(pieza, eleccion, **simulador.cambios_en_palabras(base, eleccion, elegidos))


@st.fragment
def lo_que_haria_falta(base: simulador.Base, eleccion: simulador.Eleccion) -> None:
    """La combinación menos costosa para ganar unos puestos."""
    st.header("Qué haría falta para subir", anchor="falta")
    gana = int(
        filtros.elegir_una("Puestos por ganar", simulador.GANANCIAS, clave="sim_gana", defecto="1")
    )
    camino = simulador.camino_para(base, eleccion, gana)
    st.markdown(simulador.frase_del_camino(camino, base, eleccion, gana))
    if camino is not None:
        mostrar(simulador.pieza_del_camino(camino, base, eleccion), eleccion, gana=str(gana))


def que_tan_firme(base: simulador.Base, eleccion: simulador.Eleccion) -> None:
    """Los intervalos de puesto y qué pilares separan a los departamentos."""
    st.header("Qué tan firme es el puesto", anchor="firme")
    pie, tema = titulos_de_fuentes(eleccion.fuente_ids), tema_actual()
    rangos = rangos_de(base, eleccion)
    mostrar(simulador.pieza_de_robustez(rangos, eleccion, pie, tema), eleccion)
    st.subheader("Qué pilares pesan más", anchor="pesos")
    mostrar(simulador.pieza_de_pesos(base, eleccion, pie, tema), eleccion)
    if base.con_indicadores:
        cuanto_pesa_cada_indicador(base, eleccion)


@st.fragment
def lo_elegido() -> None:
    """Los filtros y lo que depende de ellos: al cambiarlos, el resto de la página no se rehace."""
    base, eleccion, desde = elegir()
    rangos = rangos_de(base, eleccion)
    decir("sim_hallazgos", lambda: simulador.hallazgos(base, eleccion, desde, rangos))
    seccion = filtros.elegir_seccion(simulador.SECCIONES, clave="sim_seccion")
    if seccion == "movio":
        por_que_se_movio(base, eleccion, desde)
    elif seccion == "simular":
        simular(base, eleccion)
        lo_que_haria_falta(base, eleccion)
    else:
        que_tan_firme(base, eleccion)


# 1. Pregunta
st.title("¿Por qué se movió nuestro puesto en el IDC y qué haría falta para subir?")
st.markdown(simulador.QUE_ES)

# 2. Filtros, hallazgo y la sección que se elija
lo_elegido()

# 3. Qué saber antes de usarlo
st.header("Qué saber antes de usarlo", anchor="saber")
avisos = simulador.que_saber([base_de(edicion) for edicion in simulador.EDICIONES])
st.markdown("\n".join(f"- {aviso}" for aviso in avisos))

# 4. Fuentes
st.header("De dónde salen las cifras", anchor="fuentes")
frescura_de(simulador.FUENTES)
