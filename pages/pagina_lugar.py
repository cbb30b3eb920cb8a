"""Municipio: la ficha de un municipio, una subregión o el departamento."""

from functools import partial

import streamlit as st

from tablero import consultas, filtros, lugar
from tablero.cache import capa, repetir, repetir_vista, traer
from tablero.componentes import (
    decir,
    frescura_de,
    mostrar_tabla,
    plano,
    tema_actual,
    titulos_de_fuentes,
    vista,
)
from tablero.consultas import cobertura as preguntas
from tablero.impresos.botones import bajar_lugar
from tablero.marco import enlace, miga_de_pan
from tablero.territorio import NOMBRE_DEL_TERRITORIO, TERRITORIO


def elegir(todos: dict[str, lugar.Sitio]) -> tuple[lugar.Sitio, lugar.Sitio | None]:
    """El lugar de la ficha y, si se pide, otro para ponerlo al lado."""
    controles = st.columns(3)
    with controles[0]:
        divipola = filtros.elegir_por_codigo(
            "Municipio o departamento",
            lugar.opciones(todos, "departamento", "municipio"),
            clave="divipola",
            olvida=("subregion",),
            vacio="Elija un municipio",
        )
    with controles[1]:
        subregion = filtros.elegir_por_codigo(
            "Subregión",
            lugar.opciones(todos, "subregion"),
            clave="subregion",
            olvida=("divipola",),
            vacio="Elija una subregión",
        )
    sitio = lugar.elegido(todos, divipola, subregion)
    rotulos = lugar.todas(todos).items()
    demas = {codigo: rotulo for codigo, rotulo in rotulos if codigo != sitio.codigo}
    with controles[2]:
        con = filtros.elegir_por_codigo(
            "Comparar con", demas, clave="con", vacio="Elija otro lugar"
        )
    if lugar.hay_desconocido(todos, st.query_params.to_dict()):
        st.info(lugar.QUE_HACER, icon=":material/location_off:")
    return sitio, todos[con] if con else None


@st.fragment
def ficha() -> None:
    """Los filtros y la ficha: al cambiarlos, el resto de la página no se rehace."""
    municipios = traer(consultas.municipios)
    contados = partial(traer, preguntas.conteos, TERRITORIO, NOMBRE_DEL_TERRITORIO)
    conteos = repetir(lambda: lugar.contar(contados()), "lug_conteos")

    # 1. Pregunta y filtros
    titulo, camino = st.container(), st.container()
    sitio, otro = elegir(repetir(partial(lugar.sitios, municipios), "sitios"))
    titulo.title(plano(sitio.titulo))
    if sitio.nivel == "municipio":
        with camino:
            miga_de_pan("municipio", sitio.codigo, lugar.enlazar)

    # 2. Hallazgo, cuadro y mapa
    departamentales = traer(preguntas.departamentales)
    decir("lug_hallazgos", lambda: lugar.hallazgos(conteos, departamentales, sitio))
    vecinos = traer(preguntas.vecinos, sitio.codigo)
    st.space("small")
    datos, mapa = st.container(key="lug_resumen").columns([3, 2])
    with datos:
        juntos = [s for s in (sitio, otro) if s]
        cuadro = partial(lugar.cuadro, juntos, municipios, conteos)
        mostrar_tabla(repetir_vista(cuadro, "lug_cuadro"))
    with mapa:
        pie = titulos_de_fuentes(("mgn_2018",))
        papeles = (sitio, tuple(vecinos["divipola"]), otro, pie, tema_actual())
        vista(
            {"Mapa": lambda: lugar.figura_de_posicion(capa("municipios"), *papeles)},
            lugar.de_los_sitios(municipios, sitio, otro),
            fuente_ids=("mgn_2018", "poblacion_2018_2035"),
            tema=f"ficha de {sitio.nombre}",
            clave="lug_mapa",
            estampas={"Mapa": lambda: lugar.estampa_de_posicion(capa("municipios"), *papeles)},
        )
    bajar_lugar(municipios, sitio, otro)
    if sitio.nivel == "municipio":
        with st.container(key="lug_indice"):
            enlace(
                "Ver su lugar en el índice municipal (ejercicio)", "indice-municipal",
                {"icm_municipio": sitio.codigo}, icono=":material/balance:",
            )  # fmt: skip

    # 3. Las metas que lo nombraron
    st.header("Año por año", anchor="metas")
    metas = traer(preguntas.metas_de_lugar, sitio.municipios)
    decir("lug_por_anio", lambda: lugar.por_anio(metas))

    # 4. Vecinos, o los municipios de la subregión
    if sitio.nivel == "municipio":
        st.header("Sus vecinos", anchor="vecinos")
        hallar = partial(lugar.hallazgo_de_vecinos, vecinos, conteos, sitio)
        st.markdown(f"{plano(repetir_vista(hallar, 'lug_vecinos'))}.")
        vista({}, vecinos, fuente_ids=("mgn_2018", *lugar.FUENTES_DEL_INFORME),
              tema=f"vecinos de {sitio.nombre}", clave="lug_vecinos")  # fmt: skip
    else:
        st.header("Sus municipios", anchor="municipios")
        suyos = traer(preguntas.municipios_de, sitio.municipios)
        vista({}, suyos, fuente_ids=lugar.FUENTES_DEL_INFORME,
              tema=f"municipios de {sitio.nombre}", clave="lug_municipios")  # fmt: skip

    # 5. El detalle, que no se imprime: los números de arriba bastan para la hoja
    with st.container(key="lug_detalle"):
        st.header("Qué dice cada meta", anchor="detalle")
        vista(
            {},
            lugar.tabla_de_metas(metas, sitio),
            fuente_ids=lugar.FUENTES_DEL_INFORME,
            tema=f"metas que nombran a {sitio.nombre}",
            clave="lug_metas",
        )


ficha()
with st.container(key="lug_fuentes"):
    enlace("Ver el mapa de cobertura", "cobertura", {}, icono=":material/map:")
    st.header("Fuentes", anchor="fuentes")
    frescura_de(lugar.FUENTES)
