"""Tejido empresarial: ¿cómo van matrículas y renovaciones en las tres jurisdicciones?"""

import streamlit as st

from tablero import consultas, empresas, filtros
from tablero.cache import capa, traer
from tablero.componentes import (
    como_cargar,
    contradicciones_de,
    descargas,
    en_filas,
    frescura_de,
    mostrar_tabla,
    tarjeta_de_cifra,
    tema_actual,
    titulos_de_fuentes,
    vista,
)
from tablero.consultas import empresas as preguntas
from tablero.registro_mercantil_en_pantalla import registro_mercantil
from tablero.territorio import TERRITORIO

# 1. Pregunta
st.title("¿Cómo van las empresas en Cúcuta, Ocaña y Pamplona?")
st.markdown(
    "Matrículas, renovaciones y registros activos por jurisdicción de cámara de comercio, según lo "
    "que los informes dicen en texto, y los dos indicadores del IDC sobre lo mismo."
)
tema = tema_actual()

# 2. Hallazgo
todos, activas, hechos = map(traer, (preguntas.incrementos, preguntas.activas, preguntas.hechos))
ultimo_idc = [
    traer(preguntas.idc, codigo, TERRITORIO, empresas.EDICION_POR_DEFECTO).iloc[-1]
    for codigo in empresas.INDICADORES_IDC
]
apertura = empresas.apertura(todos, activas, hechos, ultimo_idc)
st.markdown("\n".join(f"- {frase}" for frase in apertura))

# 3. Nuevas empresas
st.header("Nuevas empresas, año por año", anchor="incrementos")


@st.fragment
def nuevas_empresas() -> None:
    """Con su filtro: al cambiarlo, el resto de la página no se rehace."""
    camara = filtros.elegir_una(
        "Jurisdicción", empresas.JURISDICCIONES, clave="emp_camara", defecto=empresas.TODAS
    )
    incrementos = empresas.de_la_camara(todos, camara)
    pie = titulos_de_fuentes(empresas.FUENTE_DEL_INFORME)
    grafico, lectura = st.columns([3, 2])
    with grafico:
        vista(
            empresas.dibujos_de_incrementos(incrementos, pie, tema),
            incrementos,
            fuente_ids=empresas.FUENTE_DEL_INFORME,
            tema="incremento anual de empresas por cámara",
            clave="emp_incrementos",
            filtros={"camara": camara},
        )
    with lectura:
        st.subheader("Lo que el informe dice", anchor=False)
        st.markdown("\n".join(f"- {frase}" for frase in empresas.tendencias(incrementos)))
        st.caption(empresas.COMO_LEER_INCREMENTOS)


nuevas_empresas()

# 4. Registro mercantil
st.header("El registro mercantil, año por año", anchor="registro")
registro_mercantil(tema)

# 5. Registros activos
st.header("Cuántas empresas hay", anchor="activas")
tarjetas = empresas.tarjetas_de_activas(activas, hechos)
en_filas(tarjetas, lambda cifra: tarjeta_de_cifra(*cifra), por_fila=4)
pie_activas = titulos_de_fuentes(empresas.FUENTES_DE_ACTIVAS)
mapa, cuentas = st.columns([3, 2])
with mapa:
    vista(
        {
            "Mapa": lambda: empresas.figura_de_densidad(
                capa("municipios"), capa("camaras"), activas, pie_activas, tema
            ),
            "Totales": lambda: empresas.figura_de_registros(
                capa("camaras"), activas, hechos, pie_activas, tema
            ),
        },
        activas,
        fuente_ids=empresas.FUENTES_DE_ACTIVAS,
        tema="registros activos y empresas por habitante",
        clave="emp_activas",
    )
with cuentas:
    st.subheader("Cómo sale cada cifra", anchor=False)
    st.markdown("\n".join(f"- {frase}" for frase in empresas.lectura_de_activas(activas)))

# 6. El IDC, al lado
st.header("Lo que mide el IDC", anchor="idc")


@st.fragment
def indicadores_del_idc() -> None:
    """Los dos indicadores, siempre en una sola edición."""
    edicion = filtros.elegir_una(
        "Edición del IDC",
        empresas.EDICIONES,
        clave="emp_edicion",
        defecto=empresas.EDICION_POR_DEFECTO,
        ayuda="Cada edición recalcula los años anteriores: nunca van juntas.",
    )
    eventos = traer(consultas.eventos) if filtros.elegir_eventos() else None
    fuente = (f"idc_{edicion}",)
    pie = titulos_de_fuentes(fuente)
    for columna, codigo in zip(st.columns(2), empresas.INDICADORES_IDC, strict=True):
        serie = traer(preguntas.idc, codigo, TERRITORIO, edicion)
        with columna:
            vista(
                empresas.dibujos_del_idc(serie, codigo, pie, tema, eventos),
                serie,
                fuente_ids=fuente,
                tema=empresas.INDICADORES_IDC[codigo].nombre,
                clave=empresas.INDICADORES_IDC[codigo].clave,
                filtros={"edicion": edicion},
            )


indicadores_del_idc()

# 7. Lo que falta y cómo cargarlo
st.header("Qué cifras faltan y cómo cargarlas", anchor="faltantes")
cuadro = traer(preguntas.cuadro)
st.markdown(empresas.resumen_de_faltantes(cuadro))
mostrar_tabla(empresas.cuadro_por_anio(cuadro))
como_cargar(empresas.carga_de_registros(cuadro), "emp")
with st.expander("Bajar la lista de lo que falta, con su motivo", icon=":material/download:"):
    huecos = empresas.faltantes(cuadro)
    descargas(huecos, empresas.FUENTE_DEL_INFORME, "cifras que faltan", "emp_faltantes")

# 8. Prensa
st.header("Cifras de prensa, que no forman serie", anchor="prensa")
st.markdown(empresas.COMO_LEER_PRENSA)
prensa = traer(preguntas.prensa)
with st.expander(f"Ver las {len(prensa)} cifras", icon=":material/newspaper:"):
    mostrar_tabla(empresas.tabla_de_prensa(prensa), ["Valor"])
    descargas(prensa, empresas.FUENTE_DE_PRENSA, "cifras de prensa sobre cámaras", "emp_prensa")

# 9. Qué saber antes de usarlo y fuentes
st.header("Qué saber antes de usarlo", anchor="advertencias")
st.markdown(empresas.frase_de_depuraciones(traer(preguntas.depuraciones)))
contradicciones_de(empresas.CONTRADICCIONES)
st.header("Fuentes", anchor="fuentes")
frescura_de(empresas.FUENTES)
