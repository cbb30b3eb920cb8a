"""Lo que rodea a todas las páginas: la caja de búsqueda, la miga de pan y los enlaces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from pipelines.rutas import RUTAS
from tablero.busqueda import ETIQUETAS, Entrada, Indice, armar_indice, destino_de
from tablero.cache import preparar_una_vez, traer
from tablero.componentes import plano
from tablero.consultas import datos as preguntas
from tablero.consultas import plan as del_plan
from tablero.lugares import Lugar, linaje
from tablero.navegacion import PAGINAS, Pagina, ruta_de
from tablero.preguntas import Pregunta

Enlazar = Callable[[Lugar], tuple[str, Mapping[str, str]] | None]
_LARGO_DE_AYUDA = 220
_POR_DIRECCION = {pagina.direccion: pagina for pagina in PAGINAS}


def menu() -> dict[str, list[Any]]:
    """Las páginas de Streamlit por grupo del menú; sin grupo, las que van a la vista."""
    grupos: dict[str, list[Any]] = {}
    for pagina in PAGINAS:
        grupos.setdefault(pagina.grupo, []).append(_de_streamlit(pagina))
    return grupos


def _de_streamlit(pagina: Pagina) -> Any:
    return st.Page(
        ruta_de(pagina, RUTAS),
        title=pagina.titulo,
        icon=pagina.icono,
        url_path=pagina.direccion,
        default=not pagina.direccion,
        help=pagina.pregunta,
    )


def enlace(
    rotulo: str,
    direccion: str,
    parametros: Mapping[str, str | Sequence[str]],
    *,
    ayuda: str | None = None,
    icono: str = "",
) -> None:
    """Un enlace a una vista exacta de otra página o de ésta. Se puede abrir en otra pestaña."""
    st.page_link(
        _de_streamlit(_POR_DIRECCION[direccion]),
        label=rotulo,
        query_params=dict(parametros),
        help=ayuda,
        icon=icono,
    )


def enlaces_a_preguntas(preguntas: Sequence[Pregunta]) -> None:
    """Las preguntas en dos columnas; cada una abre la vista que la responde."""
    mitad = (len(preguntas) + 1) // 2
    for columna, propias in zip(st.columns(2), (preguntas[:mitad], preguntas[mitad:]), strict=True):
        with columna:
            for pregunta in propias:
                enlace(
                    pregunta.texto,
                    pregunta.direccion,
                    pregunta.filtros,
                    icono=":material/arrow_forward:",
                )


def ir(direccion: str, parametros: Mapping[str, str]) -> None:
    """Abre otra vista de inmediato: lo que se eligió era a dónde ir."""
    st.switch_page(_de_streamlit(_POR_DIRECCION[direccion]), query_params=dict(parametros))


def anotar_lugar(direccion: str) -> None:
    """Al llegar a otra vista, limpia la búsqueda y deja la dirección escrita en el navegador.

    Streamlit no la escribe cuando un enlace lleva a otra vista de la misma página.
    """
    ahora = (direccion, st.query_params.to_dict())
    antes = st.session_state.get("marco_lugar")
    st.session_state["marco_lugar"] = ahora
    if antes is None or antes == ahora:
        return
    st.session_state["marco_buscar"] = ""
    if antes[0] == direccion:
        st.query_params.update({})


def _indice() -> Indice:
    return armar_indice(
        traer(preguntas.catalogo), traer(preguntas.lugares), metas=traer(del_plan.todas)
    )


@st.fragment
def caja_de_busqueda(aqui: str) -> None:
    """Una caja que busca mientras se escribe; cada resultado abre su vista exacta.

    ``aqui``: la dirección de la página donde se dibuja.
    """
    with st.container(key="marco_busqueda", width=560, gap="small"):
        _buscar(aqui)


def _buscar(aqui: str) -> None:
    if st.session_state.pop("marco_repetir", False):
        # Se cambió un filtro de la página: no basta con repetir este fragmento.
        st.rerun()
    texto = st.text_input(
        "Buscar en el tablero",
        key="marco_buscar",
        type="search",
        live=True,
        placeholder="Buscar un indicador, un municipio, un tema…",
        icon=":material/search:",
        label_visibility="collapsed",
        autocomplete="off",
    )
    if not (texto or "").strip():
        return
    hallados = preparar_una_vez(_indice).buscar(str(texto))
    with st.container(border=True, gap="small"):
        if not hallados:
            st.caption(
                f"Nada parecido a «{plano(str(texto)[:60])}». Pruebe con otra palabra: desempleo, "
                "pobreza, exportaciones, Ocaña, registro mercantil."
            )
        for hallado in hallados:
            _mostrar_hallado(hallado.entrada, aqui)


def _mostrar_hallado(entrada: Entrada, aqui: str) -> None:
    corta = entrada.detalle[:_LARGO_DE_AYUDA]
    if len(entrada.detalle) > _LARGO_DE_AYUDA:
        corta = corta.rsplit(" ", 1)[0] + "…"
    rotulo = f"**{plano(entrada.titulo)}** · {ETIQUETAS[entrada.clase]}"
    if entrada.direccion == aqui and entrada.filtro:
        clave, valor = entrada.filtro
        st.button(
            rotulo,
            key=f"marco_ir_{entrada.clase}_{valor}",
            type="tertiary",
            help=plano(corta),
            on_click=lambda: st.session_state.update(
                {clave: valor, "marco_buscar": "", "marco_repetir": True}
            ),
        )
        return
    enlace(rotulo, entrada.direccion, entrada.parametros, ayuda=plano(corta))


def _vista_propia(lugar: Lugar) -> tuple[str, Mapping[str, str]] | None:
    if lugar.nivel == "nacional":
        return None
    destino = destino_de(lugar.nivel)
    nombre = lugar.codigo if lugar.nivel == "camara" else lugar.nombre
    return destino.direccion, destino.con(lugar.codigo, nombre)


def miga_de_pan(nivel: str, codigo: str, enlazar: Enlazar | None = None) -> None:
    """Nación › departamento › jurisdicción › municipio, cada uno con enlace a su vista.

    ``enlazar`` dice a dónde va cada lugar en esta página; si devuelve ``None``, o no se da, va a
    la vista propia del lugar, si la tiene (el país no). El último es donde se está y no lleva
    enlace.
    """
    *arriba, aqui = linaje(nivel, codigo, traer(preguntas.lugares))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for lugar in arriba:
            destino = (enlazar(lugar) if enlazar else None) or _vista_propia(lugar)
            if destino:
                enlace(plano(lugar.nombre), *destino)
            else:
                st.markdown(plano(lugar.nombre), width="content")
            st.markdown("›", width="content")
        st.markdown(f"**{plano(aqui.nombre)}**", width="content")
