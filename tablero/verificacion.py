"""Las piezas de la página Verificar: de un código o un archivo a la vista y a lo que cambió."""

from __future__ import annotations

import streamlit as st

from tablero.carpeta_en_pantalla import carpeta_abierta
from tablero.componentes import mostrar_error, plano
from tablero.formato import cantidad, entero, fecha_larga
from tablero.registro_de_vistas import MAXIMO_DE_VISTAS, registro
from tablero.sesion.archivo import MAXIMO_COMPRIMIDO, ErrorDeCarpeta
from tablero.sesion.carpeta import Carpeta, VistaGuardada
from tablero.sesion.codigos import Hallada, Leido, leer, normalizar
from tablero.sesion_en_pantalla import abrir_la_de_hoy, cambio_de, diferencias, vista_guardada

QUE_ES = (
    "Toda diapositiva, hoja e imagen que sale del tablero lleva un código de ocho letras y cifras: "
    "resume la dirección de la vista, sus filtros, sus cifras y las ediciones de sus fuentes. Si "
    "algo de eso cambia, el código es otro. Con el código se vuelve a la vista como era ese día y "
    "se sabe qué cambió desde entonces."
)
_NO_ESTA = (
    "Este tablero no tiene guardada la vista {codigo}: conserva las {cuantas} más recientes, y "
    "pudo emitirla otro equipo. Suba el archivo donde vio el código o la carpeta de la sesión. Si "
    "sabe de qué vista es, ábrala y compare: su código de hoy está debajo del gráfico, en «Bajar "
    "los datos y ver de dónde salen»."
)


def pedir_codigo() -> str | None:
    """El código escrito, ya normalizado. En la URL: ``?codigo=ABCD1234``."""
    escrito = st.text_input(
        "Código",
        key="codigo",
        bind="query-params",
        max_chars=20,
        placeholder="ABCD1234",
        width=280,
    )
    if not (escrito or "").strip():
        return None
    codigo = normalizar(str(escrito))
    if codigo is None:
        st.warning(
            "Eso no es un código del tablero: son ocho letras y cifras, sin I, L, O ni U.",
            icon=":material/pin:",
        )
    return codigo


def pedir_archivo() -> Leido | None:
    """Lo que trae el archivo subido, si se subió uno que sirva."""
    subido = st.file_uploader(
        "El archivo donde está el código: carpeta o entrega (.zip), presentación, libro o acta",
        type=["zip", "pptx", "xlsx", "docx"],
        key="ver_archivo",
        max_upload_size=MAXIMO_COMPRIMIDO // 1_000_000,
    )
    if subido is None:
        return None
    try:
        return leer(subido.getvalue())
    except ErrorDeCarpeta as error:
        mostrar_error(error, "No se pudo leer el archivo")
        return None


def responder(codigo: str | None, leido: Leido | None) -> None:
    """La vista del código; sin código, todas las que trae el archivo."""
    if codigo is None and leido is None:
        st.caption("Escriba un código, suba un archivo, o las dos cosas.")
        return
    abierta = carpeta_abierta()
    suya = None if leido is None else leido.carpeta
    if codigo is not None and (guardada := _guardada(codigo, suya, abierta)):
        _con_cifras(guardada)
        return
    if leido is None:
        cuantas = entero(MAXIMO_DE_VISTAS)
        st.info(_NO_ESTA.format(codigo=codigo, cuantas=cuantas), icon=":material/help:")
        return
    nombradas = [h for h in leido.vistas if codigo in (None, h.codigo)]
    if not nombradas:
        st.warning(
            f"El archivo no lleva el código {codigo}. Trae "
            f"{cantidad(len(leido.vistas), 'vista', 'vistas')}: "
            f"{', '.join(h.codigo for h in leido.vistas[:12])}.",
            icon=":material/search_off:",
        )
        return
    for hallada in nombradas:
        guardada = _guardada(hallada.codigo, suya, abierta)
        if guardada is not None:
            _con_cifras(guardada)
        else:
            _sin_cifras(hallada)


def _guardada(codigo: str, *carpetas: Carpeta | None) -> VistaGuardada | None:
    """La de una carpeta, que puede traer una nota; si no, la que el tablero guardó."""
    en_carpeta = next((g for c in carpetas if c and (g := c.con_codigo(codigo))), None)
    return en_carpeta or registro().buscar(codigo)


def _con_cifras(guardada: VistaGuardada) -> None:
    """La vista guardada: sus cifras de entonces y lo que cambió."""
    vista = guardada.vista
    with st.container(border=True):
        st.subheader(f"{vista.codigo} · {plano(vista.titulo)}", anchor=False)
        st.markdown(
            f"{plano(vista.pagina)} · corte: {plano(vista.corte)}, consultado el "
            f"{fecha_larga(vista.consultada)}."
        )
        if guardada.alterada:
            st.warning(
                "Esta vista fue modificada fuera del tablero: lo que se ve no es lo que se guardó.",
                icon=":material/warning:",
            )
        abrir_la_de_hoy(vista.direccion)
    # Fuera del marco: en un teléfono, el dibujo necesita todo el ancho.
    diferencias(guardada, cambio_de(guardada), "Qué cambió desde entonces", enlazar=False)
    with st.expander("Ver la vista como se guardó", icon=":material/visibility:"):
        vista_guardada(guardada, "ver_completa")


def _sin_cifras(hallada: Hallada) -> None:
    """Sólo se sabe la dirección: se abre la vista de hoy y se comparan los códigos."""
    with st.container(border=True):
        st.subheader(hallada.codigo, anchor=False)
        st.markdown(
            "El archivo dice de qué vista salió, pero no trae sus cifras de forma que se puedan "
            "comparar aquí. Ábrala y mire el código de hoy, en «Bajar los datos y ver de dónde "
            "salen»: si es el mismo, nada cambió."
        )
        abrir_la_de_hoy(hallada.direccion, "Abrir la vista")
