"""Filtros atados a la dirección: quien copia la URL comparte la misma vista.

Los valores por defecto no se escriben. Un valor que no existe no rompe la página: se usa el
defecto y se avisa.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from tablero.formato import lista

TODOS = "ambos"


@dataclass(frozen=True)
class Periodos:
    """Los planes elegidos, del más reciente al más antiguo."""

    periodos: tuple[str, ...]


def acoger(clave: str, opciones: Mapping[str, str]) -> None:
    """Entiende lo que la dirección pide para un filtro y avisa de lo que no existe.

    Se llama antes de crear el filtro. ``opciones``: valor → cómo se lee. Streamlit escribe en la
    dirección lo que se lee en pantalla y sólo eso entiende; para que un enlace con el valor corto
    (``?idc_territorio=54``) también sirva, aquí se cambia por su rótulo y la página vuelve a
    empezar. El aviso se repite en la corrida siguiente porque Streamlit borra lo desconocido.
    """
    elegido = st.session_state.get(clave)
    if isinstance(elegido, str) and elegido not in opciones:
        # Cambiaron las opciones (otra edición no tiene ese año): se vuelve a la de entrada y la
        # dirección deja de pedir la anterior.
        del st.session_state[clave]
        return
    # Con el valor en blanco («?clave=») Streamlit escribe que se quitaron todas las marcas.
    pedidos = [pedido for pedido in st.query_params.get_all(clave) if pedido]
    legibles = [opciones.get(pedido, pedido) for pedido in pedidos]
    if legibles != pedidos and clave not in st.session_state:
        st.query_params[clave] = legibles
        st.rerun()
    recuerdo = f"{clave}_desconocido"
    sueltos = [p for p in legibles if p not in opciones.values()]
    por_avisar = sueltos or st.session_state.pop(recuerdo, [])
    if sueltos:
        st.session_state[recuerdo] = sueltos
    if por_avisar:
        corta = len(opciones) < 12
        posibles = f" Los valores posibles son {lista(list(opciones))}." if corta else ""
        st.warning(
            f"La dirección pide {clave}={lista(por_avisar)}, que no existe. Se muestra la vista "
            f"de entrada.{posibles}",
            icon=":material/link_off:",
        )


def elegir_periodo(periodos: Sequence[str]) -> Periodos:
    """Qué plan mirar. En la URL: ``?periodo=2024-2027``; sin el parámetro, los dos."""
    opciones = {TODOS: "Los dos planes", **{periodo: periodo for periodo in periodos}}
    acoger("periodo", opciones)
    elegido = st.segmented_control(
        "Plan de desarrollo",
        list(opciones),
        default=TODOS,
        required=True,
        format_func=lambda opcion: opciones[opcion],
        key="periodo",
        bind="query-params",
    )
    return Periodos(tuple(periodos) if elegido in (None, TODOS) else (str(elegido),))


def elegir_plan(periodos: Sequence[str], *, defecto: str, olvida: Sequence[str] = ()) -> str:
    """Un solo plan, nunca los dos. En la URL: ``?periodo=2024-2027``.

    Al cambiarlo se quitan de la dirección los parámetros que ``olvida``: los que son de un plan.
    """
    opciones = {periodo: periodo for periodo in periodos}
    caja, elegido, anotar = _sin_atar("periodo", opciones, defecto, olvida)
    st.segmented_control(
        "Plan de desarrollo", list(opciones), required=True, key=caja, on_change=anotar
    )
    return elegido


def elegir_fuente(titulos: Mapping[str, str]) -> str | None:
    """De qué fuente ver la ficha completa. En la URL: ``?fuente=idc_2024``."""
    acoger("fuente", titulos)
    return st.selectbox(
        "Ver la ficha completa de una fuente",
        list(titulos),
        index=None,
        format_func=lambda clave: titulos[clave],
        placeholder="Elija una fuente",
        key="fuente",
        bind="query-params",
    )


def elegir_eventos() -> bool:
    """Si se marcan hechos sobre las series de la página. En la URL: ``?eventos=si``."""
    opciones = {"si": "Marcar hechos"}
    acoger("eventos", opciones)
    elegido = st.pills(
        "Hechos sobre las series",
        list(opciones),
        format_func=lambda opcion: opciones[opcion],
        key="eventos",
        bind="query-params",
        label_visibility="collapsed",
        help="Frontera, pandemia, cambios de gobierno, leyes y ordenanzas, con su fecha.",
    )
    return elegido == "si"


def elegir_una(
    rotulo: str,
    opciones: Mapping[str, str],
    *,
    clave: str,
    defecto: str,
    ayuda: str | None = None,
) -> str:
    """Una opción entre pocas, todas a la vista. ``opciones``: valor en la URL → cómo se lee."""
    acoger(clave, opciones)
    elegida = st.segmented_control(
        rotulo,
        list(opciones),
        default=defecto,
        required=True,
        format_func=lambda opcion: opciones[opcion],
        key=clave,
        bind="query-params",
        help=ayuda,
    )
    return defecto if elegida is None else str(elegida)


def elegir_seccion(secciones: Mapping[str, str], *, clave: str) -> str:
    """Qué parte de la página se dibuja: la navegación de una página que muestra una a la vez.

    Ocupa todo el ancho, para que se lea como pestañas y no como un filtro más. La primera sección
    es la de entrada. ``secciones``: valor en la URL → cómo se lee.
    """
    acoger(clave, secciones)
    entrada = next(iter(secciones))
    # Las frases de arriba terminan pegadas al rótulo: un aire las separa de la navegación.
    st.space("small")
    elegida = st.segmented_control(
        "Qué ver",
        list(secciones),
        default=entrada,
        required=True,
        format_func=lambda seccion: secciones[seccion],
        key=clave,
        bind="query-params",
        width="stretch",
    )
    return entrada if elegida is None else str(elegida)


def elegir_de_lista(
    rotulo: str, opciones: Mapping[str, str], *, clave: str, defecto: str, ayuda: str | None = None
) -> str:
    """Una opción de una lista larga, que se puede buscar. ``opciones``: valor → cómo se lee."""
    acoger(clave, opciones)
    elegida = st.selectbox(
        rotulo,
        list(opciones),
        index=list(opciones).index(defecto),
        format_func=lambda opcion: opciones[opcion],
        key=clave,
        bind="query-params",
        help=ayuda,
    )
    return str(elegida)


def _sin_atar(
    clave: str, opciones: Mapping[str, str], defecto: str, olvida: Sequence[str]
) -> tuple[str, str, Callable[[], None]]:
    """Un filtro que lee y escribe su parámetro él mismo, sin ``bind``.

    Es para lo que un enlace de la misma página cambia, que Streamlit no le cuenta a un filtro
    atado, y para lo que al cambiar quita otros parámetros: con ``bind``, el navegador escribe uno
    y el servidor borra los otros por separado, y con la máquina ocupada el segundo pisa al primero.

    Devuelve la llave de su caja, lo elegido según la dirección y qué hacer cuando cambie.
    """
    pedido = st.query_params.get(clave)
    if pedido is not None and pedido not in opciones:
        entrada = opciones.get(defecto, "la vista de entrada")
        st.warning(
            f"La dirección pide {clave}={pedido}, que aquí no existe. Se muestra {entrada}.",
            icon=":material/link_off:",
        )
    elegida = pedido if pedido in opciones else defecto
    caja = f"{clave}_caja"
    st.session_state[caja] = elegida or None

    def anotar() -> None:
        nueva = st.session_state[caja]
        for parametro in (clave, *olvida):
            st.query_params.pop(parametro, None)
        if nueva is not None and nueva != defecto:
            st.query_params[clave] = nueva

    return caja, str(elegida), anotar


def elegir_por_codigo(
    rotulo: str,
    opciones: Mapping[str, str],
    *,
    clave: str,
    defecto: str = "",
    olvida: Sequence[str] = (),
    vacio: str | None = None,
    ayuda: str | None = None,
) -> str:
    """Una opción de una lista larga, con su código y no su rótulo en la dirección.

    Es para lo que la búsqueda o los indicadores relacionados también cambian. Sin ``defecto``
    puede no haber nada elegido, y devuelve ``""``. Al cambiar la opción se quitan de la dirección
    los parámetros que ``olvida``.
    """
    caja, elegida, anotar = _sin_atar(clave, opciones, defecto, olvida)
    st.selectbox(
        rotulo,
        list(opciones),
        # Sin índice, la caja se puede vaciar: sólo donde no elegir tiene sentido.
        index=0 if defecto else None,
        format_func=lambda opcion: opciones[opcion],
        placeholder=vacio,
        key=caja,
        on_change=anotar,
        help=ayuda,
    )
    return elegida


def abrir_uno(rotulo: str, opciones: Mapping[str, str], abrir: Callable[[str], None]) -> None:
    """Una lista que lleva a otra vista: no filtra ni queda en la dirección."""
    elegida = st.selectbox(
        rotulo,
        list(opciones),
        index=None,
        format_func=lambda opcion: opciones[opcion],
        placeholder="Elija de la lista",
        key="abrir_uno",
    )
    if elegida is not None:
        abrir(str(elegida))


def escribir_texto(rotulo: str, *, clave: str, vacio: str) -> str:
    """Un texto libre, que se aplica mientras se escribe."""
    texto = st.text_input(
        rotulo,
        key=clave,
        bind="query-params",
        type="search",
        live=True,
        max_chars=200,
        placeholder=vacio,
    )
    return str(texto or "")


def elegir_varias(
    rotulo: str,
    opciones: Mapping[str, str],
    *,
    clave: str,
    maximo: int,
    vacio: str,
    defecto: Sequence[str] = (),
    ayuda: str | None = None,
) -> tuple[str, ...]:
    """Hasta ``maximo`` opciones de una lista larga. En la URL, el parámetro se repite."""
    acoger(clave, opciones)
    elegidas = st.multiselect(
        rotulo,
        list(opciones),
        default=list(defecto),
        format_func=lambda opcion: opciones[opcion],
        max_selections=maximo,
        placeholder=vacio,
        key=clave,
        bind="query-params",
        help=ayuda,
    )
    return tuple(str(elegida) for elegida in elegidas)


def marcar_varias(
    rotulo: str, opciones: Mapping[str, str], *, clave: str, defecto: Sequence[str]
) -> tuple[str, ...]:
    """Las que se marcan entre pocas, todas a la vista. En la URL, el parámetro se repite."""
    acoger(clave, opciones)
    marcadas = st.pills(
        rotulo,
        list(opciones),
        selection_mode="multi",
        default=list(defecto),
        wrap=True,
        format_func=lambda opcion: opciones[opcion],
        key=clave,
        bind="query-params",
    )
    return tuple(str(marcada) for marcada in marcadas)


def elegir_pares(
    reglas: Mapping[str, str],
    nombres: Mapping[str, str],
    de_la_regla: Callable[[str], tuple[str, ...]],
    *,
    prefijo: str,
    maximo: int,
) -> tuple[str, tuple[str, ...]]:
    """Con quién compararse: la regla y los códigos. La regla «mano» deja cambiar el conjunto.

    Al pasar a «mano» se parte de los pares de la regla anterior. En la URL:
    ``?<prefijo>_regla=…&<prefijo>_pares=…``.
    """
    clave, entrada = f"{prefijo}_pares", next(iter(reglas))
    regla = elegir_una("Pares según", reglas, clave=f"{prefijo}_regla", defecto=entrada)
    if regla != "mano":
        st.session_state[f"{prefijo}_regla_anterior"] = regla
        return regla, de_la_regla(regla)
    if clave not in st.session_state and not st.query_params.get_all(clave):
        anterior = st.session_state.get(f"{prefijo}_regla_anterior", entrada)
        st.session_state[clave] = list(de_la_regla(anterior))
    return regla, elegir_varias(
        "Departamentos pares", nombres, clave=clave, maximo=maximo, vacio="Elija departamentos"
    )


def elegir_parada(rotulo: str, opciones: Mapping[str, str], *, clave: str, defecto: str) -> str:
    """Un deslizador que va de una opción a la siguiente. ``opciones``: valor → cómo se lee."""
    acoger(clave, opciones)
    elegida = st.select_slider(
        rotulo,
        list(opciones),
        value=defecto,
        format_func=lambda opcion: opciones[opcion],
        key=clave,
        bind="query-params",
    )
    return str(elegida)


def boton_de_volver(rotulo: str, iniciales: Mapping[str, object], clave: str) -> None:
    """Devuelve cada filtro a su valor de partida. ``iniciales``: clave del filtro → valor."""
    st.button(
        rotulo,
        icon=":material/restart_alt:",
        key=clave,
        on_click=lambda: st.session_state.update(dict(iniciales)),
    )


def elegir_pesos(
    nombres: Sequence[str], iniciales: Sequence[int], *, clave: str
) -> tuple[int, ...]:
    """Un deslizador de 0 a 100 por nombre; ninguno mueve a los otros.

    En la URL: ``?<clave>1=50&<clave>2=…``.
    """
    return tuple(
        elegir_peso(nombre, inicial, clave=f"{clave}{i}")
        for i, (nombre, inicial) in enumerate(zip(nombres, iniciales, strict=True), start=1)
    )


def elegir_peso(nombre: str, inicial: int, *, clave: str) -> int:
    """Un deslizador de 0 a 100."""
    return int(st.slider(f"Peso de {nombre}", 0, 100, inicial, key=clave, bind="query-params"))


_C = TypeVar("_C")


def elegir_cortes(armar: Callable[[float, float], _C], *, clave: str) -> _C | None:
    """Desde dónde empiezan los niveles 2 y 3, si quien mira los sabe; ``None`` si no los escribe.

    ``armar`` los recibe y lanza ``ValueError`` si no sirven; entonces se dice por qué. En la URL:
    ``?<clave>2=1.5&<clave>3=2.5``.
    """
    columnas = st.columns(2)
    escritos = []
    for columna, nivel in zip(columnas, (2, 3), strict=True):
        with columna:
            escritos.append(
                st.number_input(
                    f"El nivel {nivel} empieza en",
                    min_value=1.0,
                    max_value=3.0,
                    value=None,
                    step=0.05,
                    placeholder="Si lo sabe",
                    key=f"{clave}{nivel}",
                    bind="query-params",
                )
            )
    primero, segundo = escritos
    if primero is None or segundo is None:
        return None
    try:
        return armar(float(primero), float(segundo))
    except ValueError as error:
        st.warning(str(error), icon=":material/rule:")
        return None
