"""Índice municipal: ¿qué municipios tienen mejores condiciones y qué los sube o los baja?"""

from functools import partial

import streamlit as st

from tablero import filtros, indice_municipal
from tablero import indice_municipal_en_pantalla as pantalla
from tablero.cache import capa, traer
from tablero.componentes import (
    decir,
    frescura_de,
    plano,
    tema_actual,
    titulos_de_fuentes,
    vista,
)
from tablero.consultas import indice_municipal as preguntas
from tablero.idc import Pieza
from tablero.marco import enlace


def mostrar(pieza: Pieza, eleccion: indice_municipal.Eleccion) -> None:
    """Una pieza con su descarga, que dice qué se eligió."""
    vista(
        pieza.dibujos, pieza.datos, fuente_ids=pieza.fuente_ids, tema=pieza.que,
        clave=pieza.clave, filtros=eleccion.filtros, todo=pieza.todo,
    )  # fmt: skip


def elegir(nombres: dict[str, str]) -> tuple[str, str]:
    """El municipio que se mira y, si se quiere, otro para compararlo."""
    uno, otro = st.columns(2)
    with uno:
        divipola = filtros.elegir_por_codigo(
            "Municipio", nombres, clave="icm_municipio", defecto=indice_municipal.CAPITAL
        )
    with otro:
        demas = {codigo: nombre for codigo, nombre in nombres.items() if codigo != divipola}
        contra = filtros.elegir_por_codigo(
            "Comparar con", demas, clave="icm_con", vacio="El promedio de los municipios"
        )
    return divipola, contra


def los_municipios(eleccion: indice_municipal.Eleccion) -> None:
    """Los 40, en barras, en mapa y en tabla."""
    st.header("Los 40 municipios", anchor="municipios")
    pieza = indice_municipal.pieza_de_escalafon(
        pantalla.escalafon_de(eleccion.resultado), eleccion, capa("municipios"),
        titulos_de_fuentes, tema_actual(),
    )  # fmt: skip
    mostrar(pieza, eleccion)


def un_municipio(eleccion: indice_municipal.Eleccion) -> None:
    """Qué lo sube y qué lo baja, frente al promedio o a otro municipio."""
    st.header(f"Qué sube y qué baja a {plano(eleccion.nombre)}", anchor="desglose")
    if not eleccion.con_indice:
        st.info(indice_municipal.SIN_DESGLOSE, icon=":material/help:")
        return
    mostrar(
        indice_municipal.pieza_de_desglose(eleccion, titulos_de_fuentes, tema_actual()), eleccion
    )


def que_tan_firme(eleccion: indice_municipal.Eleccion) -> None:
    """Entre qué puestos queda cada municipio con otros pesos y otra normalización."""
    st.header("Qué tan firmes son los puestos", anchor="firme")
    rangos = pantalla.rangos_de(eleccion.resultado)
    mostrar(
        indice_municipal.pieza_de_rangos(rangos, eleccion, titulos_de_fuentes, tema_actual()),
        eleccion,
    )


def como_se_hace(eleccion: indice_municipal.Eleccion) -> None:
    """Qué mide cada indicador, el índice de la región, exportar y cargar."""
    st.header("Cómo se hace", anchor="metodo")
    st.markdown(plano(indice_municipal.frase_de_fuera(eleccion.municipal)))
    mostrar(indice_municipal.pieza_de_metodo(eleccion, pantalla.titulos_solos), eleccion)
    pantalla.exportar_y_cargar(eleccion.resultado, dict(eleccion.resultado.nombres))


DE_CADA_SECCION = {
    "escalafon": los_municipios,
    "municipio": un_municipio,
    "firme": que_tan_firme,
    "declaracion": como_se_hace,
}


@st.fragment
def lo_elegido() -> None:
    """Los filtros y lo que depende de ellos: al cambiarlos, el resto de la página no se rehace."""
    todos = indice_municipal.nombres_de(traer(preguntas.valores, indice_municipal.CAPITAL))
    divipola, contra = elegir(todos)
    resultado = pantalla.elegir_resultado()
    if resultado is None:
        return
    eleccion = indice_municipal.elegir(resultado, divipola, contra)
    rangos = pantalla.rangos_de(resultado)
    decir("icm_hallazgos", partial(indice_municipal.hallazgos, eleccion, rangos))
    seccion = filtros.elegir_seccion(indice_municipal.SECCIONES, clave="icm_seccion")
    DE_CADA_SECCION[seccion](eleccion)
    enlace(
        f"Ver la ficha de {plano(eleccion.nombre)}", "municipio", {"divipola": divipola},
        icono=":material/location_on:",
    )  # fmt: skip


# 1. Pregunta
st.title("¿Qué municipios tienen mejores condiciones y qué los sube o los baja?")
st.markdown(indice_municipal.QUE_ES)

# 2. Filtros, hallazgo y la sección que se elija
lo_elegido()

# 3. El índice de la región
st.header("El índice que hizo la región", anchor="region")
st.markdown("\n\n".join(indice_municipal.DE_LA_REGION))
enlace(
    "Ver la meta 10 del plan 2024-2027", "plan", {"periodo": "2024-2027", "meta": "10"},
    icono=":material/flag:",
)  # fmt: skip

# 4. Qué saber antes de usarlo y fuentes
st.header("Qué saber antes de usarlo", anchor="saber")
st.markdown("\n".join(f"- {aviso}" for aviso in indice_municipal.QUE_SABER))
st.header("De dónde salen las cifras", anchor="fuentes")
frescura_de(indice_municipal.FUENTES)
