"""Piezas de pantalla de Actualizar: ensayar un archivo oficial, publicarlo y volver atrás."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import count
from typing import IO, Any, TypeVar

import pandas as pd
import streamlit as st

from pipelines.errores import ErrorDelTablero
from tablero import filtros, ordenes, permisos, publicacion
from tablero.componentes import mostrar_error, mostrar_tabla, plano
from tablero.exportar import csv_espanol
from tablero.formato import cantidad, entero, momento
from tablero.publicacion import FAMILIAS, Corte, Ensayo

_T = TypeVar("_T")
_AVISO, _ELEGIDO, _VUELTA = "act_aviso", "act_ensayo", "act_vuelta"
_MIOS, _VENTANA = "act_trabajos", "act_ventana"
_ENTREGAS = {"subir": "Subir el archivo", "traer": "Traer de la fuente"}
_CADA_SEGUNDOS = 1
_FILAS_A_LA_VISTA = 50
_SE_NOMBRAN = 3

_CAMBIOS = count(1)
_cambio = next(_CAMBIOS)


# ── Lo que hay, sin preguntarlo en cada cambio ─────────────────────────────────────────────────


@lru_cache(maxsize=8)
def _preguntar(pedir: Callable[[], _T], huella: object) -> _T:
    return pedir()


def _lo_que_hay(pedir: Callable[[], _T]) -> _T:
    dicho: _T = _preguntar(pedir, (publicacion.huella_de_la_situacion(), _cambio))
    return dicho


def _algo_cambio() -> None:
    global _cambio
    _cambio = next(_CAMBIOS)


def _avisar_al_volver(texto: str) -> None:
    st.session_state[_AVISO] = texto


def _aviso_pendiente() -> None:
    """Lo que se hizo en la corrida anterior, dicho una vez."""
    if texto := st.session_state.pop(_AVISO, ""):
        st.success(texto, icon=":material/check_circle:")


# ── Ensayar un archivo oficial ─────────────────────────────────────────────────────────────────


def archivo_oficial() -> None:
    """Entregar un archivo, ver los ensayos que corren y decidir sobre los que terminaron."""
    _recoger_los_terminados()
    with st.spinner("Mirando los ensayos…"):
        ensayos = _lo_que_hay(publicacion.pedir_ensayos)
    _entregar(abierto=not ensayos and not ordenes.en_curso())
    if corriendo := ordenes.en_curso():
        _seguir_los_que_corren([trabajo.clave for trabajo in corriendo])
    for trabajo in ordenes.trabajos():
        if trabajo.error is not None:
            _mostrar_fallido(trabajo, trabajo.error)
    if ensayos:
        _decidir(ensayos)
        return
    _aviso_pendiente()
    if not ordenes.en_curso():
        st.info(
            "No hay ensayos por decidir. Ensayar lee el archivo, arma los datos aparte y dice qué "
            "cambiaría; lo publicado no se toca.",
            icon=":material/science:",
        )


def _entregar(abierto: bool) -> None:
    with st.expander("Ensayar un archivo", expanded=abierto, icon=":material/upload_file:"):
        familia = filtros.elegir_de_lista(
            "Fuente",
            {clave: una.rotulo for clave, una in FAMILIAS.items()},
            clave="act_fuente",
            defecto=next(iter(FAMILIAS)),
        )
        st.caption(f"Espera: {plano(FAMILIAS[familia].espera)}")
        con_direccion = publicacion.fuentes_con_direccion(familia)
        entrega = "subir"
        if con_direccion:
            entrega = filtros.elegir_una(
                "Cómo lo entrega", _ENTREGAS, clave="act_entrega", defecto="subir"
            )
        if entrega == "traer":
            _traer(con_direccion)
        else:
            _subir(familia)


def _traer(con_direccion: dict[str, str]) -> None:
    fuente = st.selectbox(
        "Cuál se trae",
        list(con_direccion),
        format_func=lambda clave: con_direccion[clave],
        key="act_traer",
    )
    st.caption("Lo baja el servidor de la dirección oficial que la fuente declara.")
    if st.button("Traer y ensayar", type="primary", icon=":material/cloud_download:"):
        _lanzar(publicacion.orden_de_ensayo(fuente, traer=True), f"Traer {fuente}", None)


def _subir(familia: str) -> None:
    esperada = FAMILIAS[familia]
    izquierda, derecha = st.columns([3, 1])
    with izquierda:
        subido = st.file_uploader(
            "Archivo, tal como lo publica su productor",
            type=list(esperada.extensiones),
            # Otra clave suelta lo ya ensayado: no se queda en la memoria del servidor.
            key=f"act_oficial_{st.session_state.get(_VUELTA, 0)}",
            max_upload_size=publicacion.MEGAS_MAXIMO,
        )
    with derecha:
        edicion = st.text_input(
            "Edición (opcional)" if esperada.dice_la_edicion else "Edición",
            key="act_edicion",
            placeholder="2025",
            help="Hace falta sólo si el archivo no la dice: minúsculas, cifras y guiones.",
        )
    st.caption(
        f"Uno mayor de {publicacion.MEGAS_MAXIMO} megabytes se ensaya en la terminal: "
        f"`python -m pipelines ensayar {familia} ARCHIVO`."
    )
    if not st.button("Ensayar", type="primary", icon=":material/science:"):
        return
    if subido is None:
        st.warning("Falta el archivo.", icon=":material/info:")
        return
    orden = publicacion.orden_de_ensayo(familia, edicion=str(edicion or "").strip())
    _lanzar(orden, f"«{subido.name}»", (subido.name, subido))


def _lanzar(orden: list[str], rotulo: str, archivo: tuple[str, IO[bytes]] | None) -> None:
    try:
        permiso = permisos.exigir_permiso_de_publicar()
        orden = [*orden, "--quien", permiso.quien]
        trabajo = ordenes.lanzar(orden, rotulo=rotulo, quien=permiso.quien, archivo=archivo)
    except ErrorDelTablero as error:
        mostrar_error(error, "No se pudo ensayar")
        return
    st.session_state[_MIOS] = [*st.session_state.get(_MIOS, []), trabajo.clave]
    st.session_state[_VUELTA] = st.session_state.get(_VUELTA, 0) + 1
    st.rerun()


@st.fragment(run_every=_CADA_SEGUNDOS)
def _seguir_los_que_corren(claves: list[str]) -> None:
    """Cómo van los ensayos. Cuando uno termina, la página se rehace con lo que dio.

    ``claves``: los que corrían al dibujar la página.
    """
    corriendo = ordenes.en_curso()
    for trabajo in corriendo:
        lleva = publicacion.duracion(trabajo.segundos)
        # Sin «with»: al salir de él quedaría como terminado.
        estado = st.status(f"Ensayando {plano(trabajo.rotulo)} · {lleva}", expanded=True)
        avisos = "\n".join(f"- {plano(aviso)}" for aviso in list(trabajo.avisos))
        estado.markdown(avisos or "Empezando…")
        estado.caption(
            f"Lo pidió {plano(trabajo.quien)}. Puede salir de esta página: el ensayo sigue."
        )
        estado.button(
            "Cancelar",
            key=f"act_cancelar_{trabajo.clave}",
            icon=":material/cancel:",
            on_click=_cancelar,
            args=(trabajo,),
        )
    if set(claves) - {trabajo.clave for trabajo in corriendo}:
        st.rerun()


def _cancelar(trabajo: ordenes.Trabajo) -> None:
    if permisos.permiso_de_publicar(permisos.visita_actual(), permisos.reglas_actuales()).permitido:
        trabajo.cancelar()


def _recoger_los_terminados() -> None:
    """Pasa a pendientes los ensayos que terminaron y abre el último que pidió esta sesión."""
    for trabajo in ordenes.trabajos():
        if trabajo.fin is None or trabajo.error is not None:
            continue
        try:
            ensayo = publicacion.leer_ensayo(trabajo.resultado)
        except ErrorDelTablero as error:
            trabajo.error = error
            continue
        ordenes.olvidar(trabajo.clave)
        _algo_cambio()
        if trabajo.clave in st.session_state.get(_MIOS, []):
            st.session_state[_ELEGIDO] = ensayo.id


def _mostrar_fallido(trabajo: ordenes.Trabajo, error: ErrorDelTablero) -> None:
    mostrar_error(error, f"No se pudo ensayar {plano(trabajo.rotulo)}")
    st.button(
        "Entendido",
        key=f"act_olvidar_{trabajo.clave}",
        on_click=ordenes.olvidar,
        args=(trabajo.clave,),
    )


# ── Lo que daría ───────────────────────────────────────────────────────────────────────────────


def _decidir(ensayos: tuple[Ensayo, ...]) -> None:
    por_id = {ensayo.id: ensayo for ensayo in ensayos}
    if st.session_state.get(_ELEGIDO) not in por_id:
        st.session_state[_ELEGIDO] = ensayos[0].id
    st.header("Ensayos por decidir", anchor="ensayos")
    # Junto a lo que se oprimió: más arriba quedaría fuera de la vista.
    _aviso_pendiente()
    elegido = st.selectbox(
        f"{cantidad(len(ensayos), 'ensayo', 'ensayos')}, primero el más reciente",
        list(por_id),
        format_func=publicacion.rotulos(ensayos).__getitem__,
        key=_ELEGIDO,
    )
    ensayo = publicacion.con_sus_tablas(por_id[elegido])
    _resumir(ensayo)
    _botones(ensayo)
    _detallar(ensayo)


def _resumir(ensayo: Ensayo) -> None:
    mostrar = {
        publicacion.LISTO: (st.success, ":material/task_alt:"),
        publicacion.IGUAL: (st.info, ":material/equal:"),
    }.get(ensayo.estado, (st.error, ":material/block:"))
    mostrar[0](f"**{plano(publicacion.veredicto(ensayo))}**", icon=mostrar[1])
    fuente = plano(ensayo.fuente or ensayo.familia)
    edicion = f", edición {plano(ensayo.edicion)}" if ensayo.edicion else ""
    st.caption(
        f"{plano(ensayo.nombre)} · {publicacion.tamano(ensayo.bytes)} · sha256 "
        f"{plano(ensayo.sha256[:12])}… · fuente {fuente}{edicion} · ensayado el "
        f"{momento(ensayo.creado)} (hora de Colombia)"
    )
    for aviso in ensayo.avisos:
        st.warning(plano(aviso), icon=":material/info:")


def _paso_la_base(ensayo: Ensayo) -> bool:
    """Si lo publicado ya no es aquello sobre lo que se ensayó."""
    vigente = next((c for c in _lo_que_hay(publicacion.pedir_cortes) if c.vigente), None)
    return vigente is not None and vigente.id != ensayo.base


def _botones(ensayo: Ensayo) -> None:
    vencido = ensayo.estado == publicacion.LISTO and _paso_la_base(ensayo)
    if vencido:
        st.warning(
            "Lo publicado cambió después de este ensayo: descártelo y vuelva a ensayar el archivo.",
            icon=":material/history:",
        )
    with st.container(horizontal=True, key="act_decidir"):
        st.button(
            "Publicar",
            type="primary",
            icon=":material/publish:",
            disabled=vencido or ensayo.estado != publicacion.LISTO,
            on_click=_abrir_ventana,
            args=("publicar", ensayo.id),
        )
        st.button(
            "Descartar",
            icon=":material/delete:",
            on_click=_abrir_ventana,
            args=("descartar", ensayo.id),
        )
    abierta = st.session_state.get(_VENTANA)
    if abierta == ("publicar", ensayo.id):
        _confirmar_publicar(ensayo)
    elif abierta == ("descartar", ensayo.id):
        _confirmar_descartar(ensayo)


def _detallar(ensayo: Ensayo) -> None:
    with st.container(key="act_tablas"):
        _tabla(ensayo, "fallas", "Lo que no pasa las comprobaciones")
        _tabla(ensayo, "rompe", "Lo que rompe o hay que revisar")
        _tabla(ensayo, "movimientos", "Las cifras que más se mueven")
        _tabla(ensayo, "marts", "Las tablas del tablero que cambian")
        _tabla(ensayo, "crudo", "El archivo frente a lo guardado")


def _tabla(ensayo: Ensayo, cual: str, titulo: str) -> None:
    tabla = publicacion.legible(ensayo, cual)
    if tabla.empty:
        if cual == "rompe" and ensayo.estado == publicacion.LISTO:
            st.caption("No rompe nada: ninguna cita, vista ni indicador se queda sin su cifra.")
        return
    st.subheader(titulo, anchor=False)
    mostrar_tabla(tabla.head(_FILAS_A_LA_VISTA), publicacion.CIFRAS)
    if len(tabla) > _FILAS_A_LA_VISTA:
        sobran = len(tabla) - _FILAS_A_LA_VISTA
        st.caption(f"Y {cantidad(sobran, 'fila más', 'filas más')}, en el CSV.")
    _bajar(publicacion.para_bajar(ensayo, cual), f"ensayo_{ensayo.id}_{cual}", titulo)


def _bajar(tabla: pd.DataFrame, nombre: str, que: str) -> None:
    st.download_button(
        "Bajar en CSV",
        data=lambda: csv_espanol(tabla),
        file_name=f"{nombre}.csv",
        mime="text/csv",
        key=f"act_csv_{nombre}",
        help=que,
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )


# ── Confirmar ──────────────────────────────────────────────────────────────────────────────────


def _abrir_ventana(para: str, cual: str) -> None:
    st.session_state[_VENTANA] = (para, cual)


def _cerrar_ventana() -> None:
    st.session_state.pop(_VENTANA, None)


@st.dialog(
    "¿Publicar este archivo?",
    width="medium",
    icon=":material/publish:",
    on_dismiss=_cerrar_ventana,
)
def _confirmar_publicar(ensayo: Ensayo) -> None:
    st.markdown(
        f"**{plano(ensayo.nombre)}**: {plano(publicacion.veredicto(ensayo))} "
        f"{publicacion.frase_de_marts(ensayo)}"
    )
    if mueve := publicacion.los_que_mas_mueven(ensayo, _SE_NOMBRAN):
        frases = "\n".join(f"- {plano(frase)}" for frase in mueve)
        st.markdown(f"Lo que más se mueve:\n\n{frases}")
    if ensayo.rompe:
        frases = "\n".join(
            f"- {plano(str(roto.get('que') or ''))}: {plano(str(roto.get('detalle') or ''))}"
            for roto in ensayo.rompe[:_SE_NOMBRAN]
        )
        st.warning(
            f"Rompe o hay que revisar ({entero(len(ensayo.rompe))}):\n\n{frases}",
            icon=":material/warning:",
        )
    st.markdown("Lo verán todos de inmediato. Se puede volver atrás en «Lo publicado».")
    _decidir_en_la_ventana(
        "Publicar ahora",
        "Publicando…",
        lambda quien: publicacion.publicar(ensayo.id, quien),
        lambda corte: _dicho(corte, f"Publicado: {plano(ensayo.nombre)}."),
    )


@st.dialog("¿Descartar este ensayo?", icon=":material/delete:", on_dismiss=_cerrar_ventana)
def _confirmar_descartar(ensayo: Ensayo) -> None:
    st.markdown(
        f"Se borra el ensayo de **{plano(ensayo.nombre)}**. Lo publicado no cambia; queda anotado "
        "en la bitácora."
    )
    _decidir_en_la_ventana(
        "Descartar ahora",
        "Descartando…",
        lambda quien: publicacion.descartar(ensayo.id, quien),
        lambda _: f"Descartado el ensayo de {plano(ensayo.nombre)}. Lo publicado sigue igual.",
    )


@st.dialog(
    "¿Volver a este corte?", width="medium", icon=":material/history:", on_dismiss=_cerrar_ventana
)
def _confirmar_volver(corte: Corte, vigente: Corte | None) -> None:
    ahora = "" if vigente is None else f" Hoy está vigente el del {momento(vigente.creado)}."
    st.markdown(
        f"Quedará publicado lo que había en el corte del **{momento(corte.creado)}** (hora de "
        f"Colombia): {plano(corte.rotulo.split(' · ', 1)[-1])}, "
        f"{cantidad(corte.filas, 'fila', 'filas')}.{ahora}"
    )
    st.markdown("Lo verán todos de inmediato. El corte de hoy se conserva: se puede volver a él.")
    _decidir_en_la_ventana(
        "Volver ahora",
        "Volviendo…",
        lambda quien: publicacion.volver(corte.id, quien),
        lambda nuevo: _dicho(nuevo, f"Se volvió al corte del {momento(corte.creado)}."),
    )


def _dicho(corte: Corte, que: str) -> str:
    return (
        f"{que} El corte vigente es el del {momento(corte.creado)} (hora de Colombia), a nombre "
        f"de {plano(corte.quien)}: {entero(corte.filas)} filas. El tablero ya lo muestra."
    )


def _decidir_en_la_ventana(
    rotulo: str, mientras: str, hacer: Callable[[str], _T], decir: Callable[[_T], str]
) -> None:
    """El botón que hace y el que cierra. Si falla, la ventana dice por qué y no se cierra."""
    with st.container(horizontal=True):
        hecho = st.button(rotulo, type="primary", key="act_confirmar")
        if st.button("No, dejar como está", key="act_no_confirmar"):
            _cerrar_ventana()
            st.rerun()
    if not hecho:
        return
    try:
        permiso = permisos.exigir_permiso_de_publicar()
        with st.spinner(mientras, show_time=True):
            dado = hacer(permiso.quien)
    except ErrorDelTablero as error:
        _algo_cambio()
        mostrar_error(error, "No se hizo")
        return
    _algo_cambio()
    _cerrar_ventana()
    _avisar_al_volver(decir(dado))
    st.rerun()


# ── Lo publicado ───────────────────────────────────────────────────────────────────────────────


def lo_publicado() -> None:
    """Los cortes, con cuál está vigente y cómo volver a otro, y la bitácora."""
    _aviso_pendiente()
    with st.spinner("Mirando lo publicado…"), ThreadPoolExecutor(2) as hilos:
        pedidos: list[Any] = [
            hilos.submit(_lo_que_hay, pedir)
            for pedir in (publicacion.pedir_cortes, publicacion.pedir_bitacora)
        ]
        cortes, bitacora = (pedido.result() for pedido in pedidos)
    with st.container(key="act_tablas"):
        _cortes(cortes)
        _bitacora(bitacora)


def _bitacora(bitacora: Sequence[Mapping[str, Any]]) -> None:
    st.header("Bitácora", anchor="bitacora")
    if not bitacora:
        st.caption("Todavía no hay nada anotado.")
        return
    st.caption("Quién hizo qué y con qué archivo, en hora de Colombia. Sólo crece.")
    mostrar_tabla(publicacion.tabla_de_bitacora(bitacora[:_FILAS_A_LA_VISTA]))
    if len(bitacora) > _FILAS_A_LA_VISTA:
        sobran = len(bitacora) - _FILAS_A_LA_VISTA
        st.caption(f"Y {cantidad(sobran, 'asiento más', 'asientos más')}, en el CSV.")
    _bajar(publicacion.bitacora_para_bajar(bitacora), "bitacora", "La bitácora entera")


def _cortes(cortes: tuple[Corte, ...]) -> None:
    st.header("Cortes", anchor="cortes")
    if not cortes:
        st.caption("Todavía no se ha publicado nada desde que se guardan los cortes.")
        return
    st.caption("Del más reciente al más antiguo, en hora de Colombia.")
    mostrar_tabla(publicacion.tabla_de_cortes(cortes), ["Filas"])
    anteriores = {corte.id: corte for corte in cortes if not corte.vigente}
    if not anteriores:
        st.caption("No hay otro corte al que volver.")
        return
    elegido = st.selectbox(
        "Corte al que se vuelve",
        list(anteriores),
        format_func=publicacion.rotulos(list(anteriores.values())).__getitem__,
        key="act_corte",
    )
    st.button(
        "Volver a este corte",
        icon=":material/history:",
        on_click=_abrir_ventana,
        args=("volver", elegido),
    )
    if st.session_state.get(_VENTANA) == ("volver", elegido):
        vigente = next((corte for corte in cortes if corte.vigente), None)
        _confirmar_volver(anteriores[elegido], vigente)
