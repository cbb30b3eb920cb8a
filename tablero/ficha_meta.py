"""Piezas de pantalla del plan: la ficha de una meta, en una hoja, y la lista que lleva a ellas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from tablero import plan
from tablero.cache import traer
from tablero.componentes import (
    buscar_fuentes,
    descargas,
    fichas,
    insignia,
    mostrar_datos,
    mostrar_tabla,
    plano,
    tarjeta_de_cifra,
    tema_actual,
    titulos_de_fuentes,
)
from tablero.consultas import plan as preguntas
from tablero.diccionario import solo_descritas
from tablero.formato import entero, es_vacio
from tablero.formato import periodo as texto_de_periodo
from tablero.impresos.botones import bajar_meta
from tablero.marco import enlace
from tablero.navegacion import PAGINAS

_DIRECCIONES = {pagina.direccion for pagina in PAGINAS}


def aspecto_del_plan(periodo: str, totales: pd.DataFrame) -> plan.Aspecto:
    """Con qué se rematan las figuras de un plan: su informe, su corte y el tema del navegador."""
    fuente_ids = (str(totales.iloc[0]["fuente_id"]),)
    (fuente,) = buscar_fuentes(fuente_ids)
    return plan.Aspecto(
        periodo,
        fuente_ids,
        tuple(titulos_de_fuentes(fuente_ids)),
        texto_de_periodo(fuente["ultimo_dato"]),
        tema_actual(),
    )


@st.fragment
def indice_de_fichas(metas: pd.DataFrame) -> None:
    """Un enlace a la ficha de cada meta. Se arma al abrirlo, no en cada cambio de filtro."""
    with st.expander(
        f"Abrir la ficha de una de estas {len(metas)} metas", icon=":material/list:",
        key="plan_indice", on_change="rerun",
    ) as plegado:  # fmt: skip
        if plegado.open:
            for fila in metas.to_dict("records"):
                parametros = {"periodo": str(fila["periodo"]), "meta": str(fila["meta"])}
                enlace(plano(plan.nombre_de_meta(fila, 110)), "plan", parametros)


def ficha(metas: pd.DataFrame, meta: str) -> None:
    """La ficha de una de las ``metas`` (``consultas.plan.metas``), para leer o imprimir."""
    fila: dict[str, Any] = metas[metas["meta"] == meta].iloc[0].to_dict()
    periodo = str(fila["periodo"])
    beneficiarios = traer(preguntas.beneficiarios, periodo, meta)
    indicadores = traer(preguntas.indicadores, periodo, meta)
    lugares = traer(preguntas.lugares, periodo, meta)
    _vecinas(metas, fila)
    with st.container(key="ficha_meta"):
        _encabezado(fila)
        for columna, cifra in zip(st.columns(3), plan.cifras_de_ficha(fila), strict=True):
            with columna:
                tarjeta_de_cifra(*cifra)
        _origen(fila, lugares, indicadores)
        cifras, territorio = st.columns(2)
        with cifras:
            st.subheader("Cantidades y plata", anchor=False)
            mostrar_tabla(plan.tabla_de_ficha(fila), ["Valor", "Línea"])
            _vinculos(indicadores)
        with territorio:
            _gente(fila, beneficiarios)
            _donde(lugares)
        _calidad(periodo, meta)
        if not es_vacio(fila["nota"]):
            st.subheader("Notas de la lectura", anchor=False)
            st.markdown(plano(str(fila["nota"])))
    bajar_meta(periodo, meta)
    _bajar(fila, metas, beneficiarios, lugares)


def _vecinas(metas: pd.DataFrame, fila: Mapping[str, Any]) -> None:
    antes, despues = plan.vecinas(metas, str(fila["meta"]))
    periodo = str(fila["periodo"])
    with st.container(horizontal=True, key="plan_vecinas"):
        for numero, rotulo, icono in (
            (antes, "Meta {}", ":material/arrow_back:"),
            (None, "", ""),
            (despues, "Meta {}", ":material/arrow_forward:"),
        ):
            if numero is not None:
                parametros = {"periodo": periodo, "meta": numero}
                enlace(rotulo.format(numero), "plan", parametros, icono=icono)
        enlace(
            f"Todas las metas de {periodo}",
            "plan",
            {"periodo": periodo, "plan_seccion": plan.SECCIONES["metas"]},
            icono=":material/list:",
        )


def _encabezado(fila: Mapping[str, Any]) -> None:
    estado = insignia(fila["estado_en_palabras"], fila["estado_icono"], fila["estado_tono"])
    st.header(plano(plan.titulo_de_ficha(fila)), anchor="ficha")
    st.markdown(f"{estado} {plano(str(fila['estado_regla']))}")
    st.caption(plano(plan.camino_de_ficha(fila)))


def _origen(fila: Mapping[str, Any], lugares: pd.DataFrame, indicadores: pd.DataFrame) -> None:
    lineas = plan.lineas_de_ficha(fila, lugares, indicadores)
    with st.popover("¿De dónde sale?", icon=":material/menu_book:"):
        st.markdown(f"**Documento:** {plano(str(fila['documento']))}")
        mostrar_tabla(
            pd.DataFrame(
                {
                    "Sección": [s for s, _ in lineas],
                    "Línea del texto": [entero(n) for _, n in lineas],
                }
            ),
            ["Línea del texto"],
        )
        textos = plan.parrafos(str(fila["fuente_id"]), [n for _, n in lineas], plan.TEXTOS)
        if textos is None:
            st.caption(plano(plan.donde_poner_el_texto(str(fila["fuente_id"]))))
        else:
            for seccion, numero in lineas:
                if numero in textos:
                    st.markdown(f"**{seccion}, línea {entero(numero)}.** {plano(textos[numero])}")
        st.markdown(fichas([str(fila["fuente_id"])]))
        # Con algo que reciba el foco, la ventana se desplaza también con el teclado.
        fuente = {"periodo": str(fila["periodo"]), "fuente": str(fila["fuente_id"])}
        enlace("Ver la fuente y su huella", "plan", fuente, icono=":material/source:")


def _gente(fila: Mapping[str, Any], beneficiarios: pd.DataFrame) -> None:
    st.subheader("A quiénes", anchor=False)
    st.markdown(plano(plan.advertencia_de_gente(fila, beneficiarios)))
    if not beneficiarios.empty:
        mostrar_datos(beneficiarios[["grupo", "familia_grupo", "personas", "linea_documento"]])


def _donde(lugares: pd.DataFrame) -> None:
    st.subheader("Dónde", anchor=False)
    if lugares.empty:
        st.markdown(plan.SIN_LUGAR)
        return
    con_ficha = "municipio" in _DIRECCIONES
    renglones = []
    for lugar in plan.donde(lugares):
        nombres = ", ".join(
            f"[{plano(n)}](municipio?divipola={codigo})" if con_ficha else plano(n)
            for codigo, n in lugar.municipios.items()
        )
        cuantos = f" ({len(lugar.municipios)})" if lugar.municipios else ""
        renglones.append(f"- **{plano(lugar.rotulo)}**{cuantos}" + (f": {nombres}" * bool(nombres)))
    st.markdown("\n".join(renglones))


def _vinculos(indicadores: pd.DataFrame) -> None:
    st.subheader("Con qué se liga", anchor=False)
    if indicadores.empty:
        st.markdown(plan.SIN_VINCULO)
        return
    filas = indicadores.to_dict("records")
    st.markdown("\n".join(f"- {plano(plan.texto_del_vinculo(f))}" for f in filas))
    st.caption(plan.AVISO_DE_VINCULO)


def _calidad(periodo: str, meta: str) -> None:
    calidad = traer(preguntas.calidad, periodo)
    suyos = calidad[calidad["meta"] == meta]
    if suyos.empty:
        return
    st.subheader(f"Lo que no cuadra o falta ({len(suyos)})", anchor=False)
    st.markdown(
        "\n".join(f"- {plano(plan.texto_de_hallazgo(f))}" for f in suyos.to_dict("records"))
    )


def _bajar(
    fila: Mapping[str, Any],
    metas: pd.DataFrame,
    beneficiarios: pd.DataFrame,
    lugares: pd.DataFrame,
) -> None:
    """Las tres tablas de la meta. Se arman al abrir el plegable."""
    numero, fuente = str(fila["meta"]), [str(fila["fuente_id"])]
    filtros = {"periodo": fila["periodo"], "meta": numero}
    with st.expander(
        "Bajar los datos de esta meta", icon=":material/download:", key="plan_ficha_bajar",
        on_change="rerun",
    ) as plegado:  # fmt: skip
        if not plegado.open:
            return
        for que, tabla in (
            ("meta", solo_descritas(metas[metas["meta"] == numero])),
            ("beneficiarios", beneficiarios),
            ("lugares", lugares),
        ):
            if not tabla.empty:
                st.markdown(f"**{que.capitalize()}**")
                descargas(tabla, fuente, que, f"plan_ficha_{que}", filtros)
