"""Sesión y Verificar sin navegador: agregar, ordenar, anotar, abrir y decir qué cambió."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tablero.registro_de_vistas import registro
from tablero.sesion import archivo
from tablero.sesion.carpeta import Carpeta, Compromiso
from tests.apoyo import RAIZ, sin_ediciones_del_idc

PAGINA = "pages/pagina_sesion.py"
_IDC = "pages/pagina_idc.py"
_VERIFICAR = "pages/pagina_verificar.py"
Abrir = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def registro_vacio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """El mismo código puede estar registrado por otra prueba, con la vista en tabla y sin hallazgo.

    De quién llega primero dependería el título que se verifica.
    """
    monkeypatch.setattr(registro(), "carpeta", tmp_path / "vistas")
    monkeypatch.setattr(registro(), "_abiertas", OrderedDict())


def agregar_el_idc(abrir: Abrir) -> AppTest:
    """Competitividad en el escalafón de 2024, con la vista ya en la carpeta."""
    pantalla = abrir(
        estado={"idc_escalafon_bajar": True}, archivo=_IDC,
        idc_seccion="escalafon", idc_edicion="2024", idc_anio="2024",
    )  # fmt: skip
    pantalla.button(key="marco_agregar_idc_escalafon").click().run()
    return pantalla


def carpeta_de(pantalla: AppTest) -> Carpeta:
    carpeta: Carpeta = pantalla.session_state["marco_carpeta"]
    return carpeta


def textos(pantalla: AppTest) -> str:
    piezas = [*pantalla.markdown, *pantalla.caption, *pantalla.subheader, *pantalla.warning]
    return "\n".join(str(pieza.value) for pieza in piezas)


def test_sin_vistas_explica_como_se_agregan(abrir: Abrir) -> None:
    pantalla = abrir()
    assert [s.value for s in pantalla.subheader] == ["Todavía no hay vistas"]
    assert "Pulse **Agregar a la sesión**" in textos(pantalla)
    assert pantalla.session_state["marco_carpeta"].vacia


def test_agregar_dos_veces_lo_dice_y_la_vista_queda_con_sus_cifras(abrir: Abrir) -> None:
    pantalla = agregar_el_idc(abrir)
    assert [t.value for t in pantalla.toast] == ["Agregada: 1 vista en la carpeta"]
    pantalla.button(key="marco_agregar_idc_escalafon").click().run()
    assert [t.value for t in pantalla.toast] == [
        "Ya estaba, con estas cifras: 1 vista en la carpeta"
    ]
    (guardada,) = carpeta_de(pantalla).vistas
    fila = guardada.vista.datos.set_index("departamento").loc["Norte de Santander"]
    assert (fila["puesto"], round(fila["puntaje_0_10"], 2)) == (14, 5.21)
    assert guardada.receta is not None
    assert "idc_2024" in guardada.huellas
    codigos = [c.value for c in pantalla.caption if "Código de lo que se ve" in str(c.value)]
    assert codigos == [f"Código de lo que se ve: {guardada.vista.codigo}"]


@pytest.fixture
def llena(abrir: Abrir) -> Carpeta:
    """Dos vistas del IDC, agenda y compromisos."""
    una = carpeta_de(agregar_el_idc(abrir)).vistas[0]
    pantalla = abrir(
        estado={"idc_serie_bajar": True}, archivo=_IDC, idc_edicion="2024", idc_anio="2024"
    )
    pantalla.button(key="marco_agregar_idc_serie").click().run()
    otra = carpeta_de(pantalla).vistas[0]
    return Carpeta(
        "Comisión Regional", date(2026, 11, 21), "Cúcuta", ("Quórum",), (una, otra),
        (Compromiso("Enviar el dato", "Ana", date(2020, 1, 1)),),
    )  # fmt: skip


def test_ordenar_anotar_y_quitar(abrir: Abrir, llena: Carpeta) -> None:
    primero, segundo = (g.vista.codigo for g in llena.vistas)
    pantalla = abrir(estado={"marco_carpeta": llena})
    assert pantalla.button(key=f"ses_subir_{primero}").disabled
    assert pantalla.button(key=f"ses_bajar_{segundo}").disabled
    assert "Hay una edición más reciente: «Índice Departamental de Competitividad 2025»" in textos(
        pantalla
    )
    pantalla.text_area(key=f"ses_nota_0_{primero}").input("Preguntar por Huila").run()
    pantalla.button(key=f"ses_bajar_{primero}").click().run()
    assert [(g.vista.codigo, g.nota) for g in carpeta_de(pantalla).vistas] == [
        (segundo, ""), (primero, "Preguntar por Huila"),
    ]  # fmt: skip
    pantalla.button(key=f"ses_quitar_{segundo}").click().run()
    assert [g.vista.codigo for g in carpeta_de(pantalla).vistas] == [primero]


def test_agenda_y_compromisos(abrir: Abrir, llena: Carpeta) -> None:
    pantalla = abrir(estado={"marco_carpeta": llena}, ses_seccion="agenda")
    pantalla.text_area(key="ses_agenda_0").input("Quórum\n\n  IDC 2025 \n").run()
    assert carpeta_de(pantalla).agenda == ("Quórum", "IDC 2025")
    assert "2 puntos. Van numerados en el acta" in textos(pantalla)

    pantalla = abrir(estado={"marco_carpeta": llena}, ses_seccion="compromisos")
    (aviso,) = pantalla.warning
    assert "1 compromiso vencido" in aviso.value
    assert "Enviar el dato (Ana)" in aviso.value
    assert carpeta_de(pantalla).compromisos == llena.compromisos


def subir(pantalla: AppTest, clave: str, contenido: bytes) -> AppTest:
    return (
        pantalla.file_uploader(key=clave).upload("carpeta.zip", contenido, "application/zip").run()
    )


def test_abrir_una_carpeta_reemplaza_la_de_esta_pestana(abrir: Abrir, llena: Carpeta) -> None:
    pantalla = subir(abrir(), "ses_subir_0", archivo.guardar(llena))
    assert carpeta_de(pantalla).titulo == "Comisión Regional"
    assert pantalla.text_input(key="ses_titulo_1").value == "Comisión Regional"
    assert [g.vista.codigo for g in carpeta_de(pantalla).vistas] == [
        g.vista.codigo for g in llena.vistas
    ]


def test_un_archivo_que_no_es_una_carpeta_se_explica_y_nada_cambia(abrir: Abrir) -> None:
    pantalla = subir(abrir(), "ses_subir_0", b"PK no es un zip")
    (error,) = pantalla.error
    assert "no es un ZIP o está dañado" in error.value
    assert "**Qué hacer:**" in error.value
    assert carpeta_de(pantalla).vacia


def test_la_sesion_de_2024_se_abre_con_2025_cargada_y_lista_lo_que_cambio(
    abrir: Abrir, mart: Path, usar_mart: Callable[[Path], None], tmp_path: Path
) -> None:
    antes = sin_ediciones_del_idc(mart, tmp_path, ("2025", "2026"))
    original = abrir

    def abrir_antes(**cosas: Any) -> AppTest:
        usar_mart(antes)
        pantalla = AppTest.from_file(str(RAIZ / cosas.pop("archivo")), default_timeout=120)
        for clave, valor in cosas.pop("estado").items():
            pantalla.session_state[clave] = valor
        for clave, valor in cosas.items():
            pantalla.query_params[clave] = valor
        return pantalla.run()

    llena = carpeta_de(agregar_el_idc(abrir_antes))
    guardada = archivo.guardar(llena)
    usar_mart(mart)
    pantalla = original(estado={"marco_carpeta": archivo.abrir(guardada)}, ses_seccion="cambios")
    (plegable,) = [e for e in pantalla.expander if "edición más reciente" in e.label]
    assert "Norte de Santander ocupa el puesto 14 de 33 en 2024 con 5,21" in plegable.label
    dicho = "\n".join(str(m.value) for m in plegable.markdown)
    assert "**Con los mismos filtros:** todo es igual." in dicho
    assert "**El mismo período en la edición 2025:** cambiaron" in dicho
    tablas = [pd.DataFrame(t.value) for t in plegable.table]
    mismo = tablas[0]
    assert list(mismo.columns) == ["Fila", "Dato", "Edición 2024", "Edición 2025"]
    assert ["5,21", "5,13"] in mismo[["Edición 2024", "Edición 2025"]].to_numpy().tolist()
    # Con el código solo, sin carpeta ni archivo, se sabe lo mismo.
    codigo = llena.vistas[0].vista.codigo
    verificada = original(archivo=_VERIFICAR, codigo=codigo)
    (plegable,) = [e for e in verificada.expander if "Qué cambió desde entonces" in e.label]
    assert plegable.label.endswith("hay una edición más reciente")
    assert "**El mismo período en la edición 2025:** cambiaron" in "\n".join(
        str(m.value) for m in plegable.markdown
    )


def test_que_cambio_desde_la_ultima_sesion(abrir: Abrir, llena: Carpeta) -> None:
    hoy = Carpeta("Diciembre", None, "", (), llena.vistas[:1])
    pantalla = abrir(estado={"marco_carpeta": hoy}, ses_seccion="cambios")
    subir(pantalla, "ses_anterior", archivo.guardar(llena))
    assert (
        "Frente a **Comisión Regional** (21 de noviembre de 2026): 1 vista que ya no está y "
        "1 compromiso retirado."
    ) in textos(pantalla)
    assert carpeta_de(pantalla).titulo == "Diciembre"


def test_con_el_codigo_solo_se_vuelve_a_la_vista(abrir: Abrir) -> None:
    pantalla = abrir(
        estado={"idc_escalafon_bajar": True}, archivo=_IDC,
        idc_seccion="escalafon", idc_edicion="2024", idc_anio="2024",
    )  # fmt: skip
    (dicho,) = [c.value for c in pantalla.caption if "Código de lo que se ve" in str(c.value)]
    codigo = dicho.rpartition(" ")[2]
    assert f"/api/v1/vistas/{codigo}.json" in [c.value for c in pantalla.code]
    verificada = abrir(archivo=_VERIFICAR, codigo=codigo)
    assert verificada.subheader[0].value.startswith(
        f"{codigo} · Norte de Santander ocupa el puesto 14"
    )
    assert "corte: 2024" in textos(verificada)
    assert "Cita:" in textos(verificada)
    assert [e.label.split(" · ")[0] for e in verificada.expander] == [
        "↑ Qué cambió desde entonces", "Ver la vista como se guardó",
    ]  # fmt: skip
    (dibujo,) = verificada.get("plotly_chart")
    assert "Antioquia" in dibujo.proto.spec
    enlaces = [e for e in verificada.get("page_link") if e.proto.label == "Abrir la vista de hoy"]
    assert len(enlaces) == 1
    assert "idc_seccion=Escalaf" in enlaces[0].proto.query_string


def test_verificar(abrir: Abrir, llena: Carpeta) -> None:
    codigo = llena.vistas[0].vista.codigo
    pagina = _VERIFICAR
    assert "Escriba un código" in textos(abrir(archivo=pagina))
    assert "no es un código" in abrir(archivo=pagina, codigo="hola").warning[0].value
    (info,) = abrir(archivo=pagina, codigo="AAAAAAAA").info
    assert "no tiene guardada la vista AAAAAAAA: conserva las 2.000 más recientes" in info.value
    abierta = abrir(archivo=pagina, codigo=codigo.lower(), estado={"marco_carpeta": llena})
    assert abierta.subheader[0].value.startswith(
        f"{codigo} · Norte de Santander ocupa el puesto 14"
    )
    subida = subir(abrir(archivo=pagina, codigo="AAAAAAAA"), "ver_archivo", archivo.guardar(llena))
    assert "El archivo no lleva el código AAAAAAAA. Trae 2 vistas" in subida.warning[0].value
