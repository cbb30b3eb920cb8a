"""Modo sala: una vista por pantalla, en letra grande y sin nada alrededor; pasa con las flechas."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from tablero.carpeta_en_pantalla import carpeta_abierta
from tablero.componentes import mostrar_datos, plano
from tablero.estilo import CONFIGURACION_PLOTLY, partir
from tablero.formato import cantidad
from tablero.sesion import lienzo
from tablero.sesion.carpeta import VistaGuardada

_CUAL, _MIDE = "marco_sala_cual", "marco_sala_mide"
_TECLADO = st.components.v2.component(
    "tablero_teclado_de_sala",
    js=(Path(__file__).parent / "sesion" / "sala.js").read_text(encoding="utf-8"),
)
_TECLAS = "marco_sala_teclas"
_REGLAS = Path(__file__).with_name("sala.css")
# En partes del alto de la pantalla, salvo el margen, que es del ancho. Los de sala.css.
_TITULO, _SUBTITULO, _PIE, _AIRE, _RENGLON = 0.04, 0.024, 0.07, 0.07, 0.05
_MARGEN = 0.03


def hay_que_mostrarla() -> bool:
    """Si la dirección pide el modo sala."""
    return st.query_params.get("modo") == "sala"


def _pasar() -> None:
    paso = st.session_state[_TECLAS].paso
    _ir(str(paso))


def _ir(paso: str) -> None:
    ultima = max(len(carpeta_abierta().vistas) - 1, 0)
    cual = _cual()
    if paso == "salir":
        st.session_state["marco_sala_salir"] = True
        return
    destino = {"siguiente": cual + 1, "anterior": cual - 1, "primera": 0, "ultima": ultima}
    st.session_state[_CUAL] = min(max(destino.get(paso, cual), 0), ultima)


def _cual() -> int:
    return min(int(st.session_state.get(_CUAL, 0)), max(len(carpeta_abierta().vistas) - 1, 0))


def _medir() -> None:
    st.session_state[_MIDE] = st.session_state[_TECLAS].pantalla


def _pantalla() -> tuple[int, int]:
    """Ancho y alto de la ventana; hasta saberlo, los de un proyector corriente."""
    mide = str(st.session_state.get(_MIDE) or "1280x720").split("x")
    ancho, alto = (int(n) if n.isdigit() else 720 for n in mide)
    return min(max(ancho, 320), 7680), min(max(alto, 320), 4320)


@st.fragment
def sala() -> None:
    """La vista en que se va. Escape, o el enlace de abajo, devuelve a la carpeta."""
    if st.session_state.pop("marco_sala_salir", False):
        st.query_params.pop("modo", None)
        st.rerun()
    vistas = carpeta_abierta().vistas
    st.html(_REGLAS)
    with st.container(key="sala", gap="small"):
        _TECLADO(
            key=_TECLAS,
            data={"pantalla": st.session_state.get(_MIDE)},
            on_paso_change=_pasar,
            on_pantalla_change=_medir,
        )
        if not vistas:
            st.title("La carpeta no tiene vistas")
            st.markdown("Agregue al menos una desde cualquier página y vuelva a entrar.")
        else:
            _proyectar(vistas[_cual()])
        _al_pie()


def _proyectar(guardada: VistaGuardada) -> None:
    vista = guardada.vista
    ancho, alto = _pantalla()
    util = ancho * (1 - 2 * _MARGEN)
    st.title(plano(vista.titulo), anchor=False)
    if vista.subtitulo:
        st.markdown(plano(vista.subtitulo))
    # Lo que los textos ocupan se calcula como lo escribe la hoja de estilo, para que nada se salga.
    renglones = len(partir(vista.titulo, util, alto * _TITULO, negrita=True)) * alto * _TITULO * 1.2
    if vista.subtitulo:
        renglones += len(partir(vista.subtitulo, util, alto * _SUBTITULO)) * alto * _SUBTITULO * 1.4
    libre = int(alto * (1 - _PIE - _AIRE) - renglones)
    if vista.figura is None:
        caben = max(int(libre / (alto * _RENGLON)) - 2, 3)
        mostrar_datos(vista.datos.head(caben))
        if len(vista.datos) > caben:
            st.caption(f"Y {cantidad(len(vista.datos) - caben, 'fila más', 'filas más')}.")
        return
    st.plotly_chart(
        lienzo.de_sala(vista, int(util), max(libre, 200)),
        theme=None,
        width="content",
        config={**CONFIGURACION_PLOTLY, "responsive": False},
        key=f"sala_{vista.codigo}_{ancho}x{alto}",
        alt=vista.alt,
    )


def _al_pie() -> None:
    vistas = carpeta_abierta().vistas
    with st.container(horizontal=True, key="sala_pie", vertical_alignment="center"):
        if vistas:
            vista = vistas[_cual()].vista
            fuentes = "; ".join(f"{f['titulo']} (edición {f['edicion']})" for f in vista.fuentes)
            rotulo = "Fuente" if len(vista.fuentes) == 1 else "Fuentes"
            with st.container(key="sala_fuentes"):
                st.caption(f"{rotulo}: {plano(fuentes)} · código {vista.codigo}")
        with st.container(horizontal=True, key="sala_botones", width="content", gap="small"):
            if vistas:
                _boton("Anterior", "anterior", ":material/arrow_back:")
                st.markdown(f"{_cual() + 1} de {len(vistas)}", width="content")
                _boton("Siguiente", "siguiente", ":material/arrow_forward:")
            _boton("Salir", "salir", ":material/close:")


def _boton(rotulo: str, paso: str, icono: str) -> None:
    st.button(
        rotulo,
        icon=icono,
        type="tertiary",
        key=f"marco_sala_{paso}",
        on_click=lambda: _ir(paso),
    )
