"""Plan de desarrollo: ¿qué metas se cumplieron, con cuánta plata y cuánta gente?"""

from functools import partial

import streamlit as st

from tablero import consultas, filtros, plan
from tablero.cache import repetir, traer
from tablero.componentes import decir, frescura_de, vista
from tablero.consultas import plan as preguntas
from tablero.ficha_meta import aspecto_del_plan, ficha, indice_de_fichas


def mostrar(pieza: plan.Pieza, aspecto: plan.Aspecto, **filtros_elegidos: str) -> None:
    """Una pieza con su descarga, que dice de qué plan es."""
    vista(
        pieza.dibujos, pieza.datos, fuente_ids=aspecto.fuente_ids, tema=pieza.que,
        clave=pieza.clave, filtros={"periodo": aspecto.periodo, **filtros_elegidos},
        todo=pieza.todo,
    )  # fmt: skip


def resumen(periodo: str, aspecto: plan.Aspecto) -> None:
    """Estados y porcentajes por nivel, y lo que el informe enuncia de cada uno."""
    st.header("Cómo quedaron las metas", anchor="resumen")
    niveles, resumenes = traer(preguntas.niveles, periodo), traer(preguntas.resumenes, periodo)
    nivel = "todo"
    if plan.tiene_lineas(niveles):
        nivel = filtros.elegir_una("Ver por", plan.NIVELES, clave="plan_nivel", defecto="linea")
    else:
        st.info(plan.SIN_LINEAS, icon=":material/account_tree:")
    mostrar(plan.pieza_de_estados(niveles, traer(preguntas.estados), nivel, aspecto), aspecto)
    st.subheader("Los tres porcentajes, con cuántas metas los traen", anchor=False)
    st.markdown(plan.AYUDA_DE_MEDIAS)
    mostrar(plan.pieza_de_medias(niveles, nivel), aspecto)
    if plan.dejo_sin_llenar(resumenes):
        st.header("Cumplimiento y avance por nivel del plan", anchor="cuadro")
        st.markdown(plan.frase_de_resumenes(resumenes))
        mostrar(plan.pieza_de_cuadro(traer(preguntas.cuadro, periodo)), aspecto)
    else:
        st.header("Lo que el informe enuncia", anchor="enuncia")
        st.markdown(plan.frase_de_resumenes(resumenes))
        mostrar(plan.pieza_de_resumenes(resumenes), aspecto)


def metas_una_a_una(periodo: str, aspecto: plan.Aspecto) -> None:
    """Las metas por uno de los tres porcentajes y, en un clic, su ficha."""
    st.header("Meta por meta", anchor="metas")
    todas = traer(preguntas.metas, periodo)
    cual = filtros.elegir_una(
        "Porcentaje", plan.PORCENTAJES, clave="plan_porcentaje", defecto="logro"
    )
    izquierda, derecha = st.columns(2)
    linea = plan.TODAS
    if lineas := plan.lineas_de(todas):
        with izquierda:
            linea = filtros.elegir_de_lista(
                "Línea", {plan.TODAS: "Todas las líneas", **lineas}, clave="plan_linea",
                defecto=plan.TODAS,
            )  # fmt: skip
    with derecha:
        estado = filtros.elegir_de_lista(
            "Estado", {plan.TODAS: "Todos los estados", **plan.estados_de(todas)},
            clave="plan_estado", defecto=plan.TODAS,
        )  # fmt: skip
    elegidas = plan.filtrar_metas(todas, linea, estado)
    if aviso := plan.sin_porcentaje(elegidas, cual, periodo):
        st.info(aviso, icon=":material/percent:")
    pieza = plan.pieza_de_metas(elegidas, todas, cual, aspecto)
    mostrar(pieza, aspecto, linea=linea, estado=estado)
    indice_de_fichas(elegidas)


def inversion(periodo: str, aspecto: plan.Aspecto) -> None:
    """Lo físico contra lo financiero y de dónde salió la plata."""
    metas, recursos = traer(preguntas.metas, periodo), traer(preguntas.recursos, periodo)
    st.header("¿La plata y las cantidades van juntas?", anchor="fisico")
    if plan.con_los_dos(metas).empty:
        st.info(plan.frase_de_dispersion(metas), icon=":material/scatter_plot:")
    else:
        mostrar(plan.pieza_de_dispersion(metas, traer(preguntas.estados), aspecto), aspecto)
    st.header("De dónde salió la plata", anchor="recursos")
    mostrar(plan.pieza_de_recursos(recursos, aspecto), aspecto)


def calidad(periodo: str, aspecto: plan.Aspecto) -> None:
    """Lo que en el informe no cuadra o falta: hechos con sus dos cifras y su línea."""
    st.header("Lo que no cuadra o falta en el informe", anchor="calidad")
    st.markdown(plan.QUE_ES_CALIDAD)
    mostrar(plan.pieza_de_reglas(traer(preguntas.reglas, periodo), aspecto), aspecto)
    todos = traer(preguntas.calidad, periodo)
    opciones = plan.gravedades_de(todos)
    gravedad = filtros.elegir_una(
        "Gravedad", opciones, clave="plan_gravedad", defecto=next(iter(opciones))
    )
    elegidos = plan.filtrar_calidad(todos, gravedad)
    mostrar(plan.pieza_de_calidad(elegidos, todos), aspecto, gravedad=gravedad)


@st.fragment
def secciones(periodo: str, aspecto: plan.Aspecto) -> None:
    """Una sección a la vez: al cambiar de sección, el resto de la página no se rehace."""
    ver = {"resumen": resumen, "metas": metas_una_a_una, "inversion": inversion, "calidad": calidad}
    seccion = filtros.elegir_una("Qué ver", plan.SECCIONES, clave="plan_seccion", defecto="resumen")
    ver[seccion](periodo, aspecto)


# 1. Pregunta
st.title("¿Qué metas se cumplieron, con cuánta plata y cuánta gente, por línea y programa?")

# 2. Plan y meta: sin meta se ve el plan; con meta, su ficha
todas = traer(preguntas.todas)
pedida = st.query_params.get("meta")
if pedida:
    suyo = plan.periodo_de(todas, pedida, st.query_params.get("periodo"))
    if suyo is None:
        st.warning(plan.aviso_de_meta(todas, pedida), icon=":material/link_off:")
        del st.query_params["meta"]
    elif st.query_params.get("periodo", plan.PERIODO_DE_ENTRADA) != suyo:
        st.query_params["periodo"] = suyo
with st.container(key="plan_elegir"):
    izquierda, derecha = st.columns([1, 3])
with izquierda:
    periodo = filtros.elegir_plan(
        consultas.PERIODOS, defecto=plan.PERIODO_DE_ENTRADA, olvida=["meta"]
    )
metas = traer(preguntas.metas, periodo)
rotulos = repetir(partial(plan.rotulos_de_metas, metas), "rotulos de metas", periodo)
with derecha:
    meta = filtros.elegir_por_codigo(
        "Abrir la ficha de una meta", rotulos, clave="meta",
        vacio=f"Elija una de las {len(metas)} metas de {periodo}",
    )  # fmt: skip

if meta:
    ficha(metas, meta)
else:
    # 3. Hallazgos y la sección que se elija
    niveles, totales = traer(preguntas.niveles, periodo), traer(preguntas.totales, periodo)
    decir("plan_hallazgos", lambda: plan.hallazgos(niveles, totales))
    aspecto = aspecto_del_plan(periodo, totales)
    secciones(periodo, aspecto)

    # 4. Qué saber y fuentes
    st.header("Qué saber antes de usarlo", anchor="saber")
    st.markdown("\n".join(f"- {aviso}" for aviso in plan.QUE_SABER))
    st.header("De dónde salen las cifras", anchor="fuentes")
    frescura_de(aspecto.fuente_ids)
