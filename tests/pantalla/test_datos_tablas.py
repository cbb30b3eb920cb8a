"""La sección Tablas de Datos: catálogo, ficha, constructor de filtros y su dirección."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tablero import componentes

PAGINA = "pages/pagina_catalogo.py"
DE_NORTE = {"tabla": "idc", "edicion": "2024", "cod_departamento": "54", "nivel": "general"}


def textos(pantalla: AppTest) -> str:
    return "\n".join(str(elemento.value) for elemento in (*pantalla.markdown, *pantalla.caption))


def enlaces(pantalla: AppTest) -> dict[str, tuple[str, str]]:
    return {
        enlace.proto.label: (enlace.proto.page, enlace.proto.query_string)
        for enlace in pantalla.get("page_link")
    }


def direccion(pantalla: AppTest) -> dict[str, Any]:
    return {clave: pantalla.query_params[clave] for clave in pantalla.query_params}


def test_la_ficha_de_idc_filtrada_trae_las_cifras_y_su_cuenta(abrir: Any) -> None:
    """idc/2024/general.csv: 5,21 y puesto 14 en 2024; 4,80 en 2022."""
    pantalla = abrir(**DE_NORTE)
    assert pantalla.title[0].value == "Tabla idc"
    assert not pantalla.warning
    dicho = textos(pantalla)
    assert (
        "**6 de 9.008 filas** · Edición: 2024; Código DIVIPOLA: 54 · Norte de Santander; "
        "Nivel: general" in dicho
    )
    vistas = pantalla.dataframe[0].value.set_index("anio")
    assert len(vistas) == 6
    assert vistas.loc["2024", ["puntaje_0_10", "puesto"]].tolist() == ["5,21", "14"]
    assert vistas.loc["2022", "puntaje_0_10"] == "4,80"
    # El enlace en frío llena las cajas.
    assert pantalla.multiselect(key="tab_idc_filtrar").value == [
        "edicion", "cod_departamento", "nivel",
    ]  # fmt: skip
    assert pantalla.multiselect(key="tab_idc_cod_departamento_es").value == ["54"]
    assert pantalla.multiselect(key="tab_idc_columnas").value == []
    # Un archivo por formato, de lo elegido; la geometría es la de los departamentos.
    botones = pantalla.get("download_button")
    assert [boton.proto.label for boton in botones] == [
        "Excel", "CSV en español", "CSV internacional", "Parquet", "GeoParquet", "GeoJSON",
        "ZIP con fuentes y cita",
    ]  # fmt: skip
    # Ninguno está hecho: se arma cuando alguien lo pulsa.
    assert all(b.proto.deferred_file_id and not b.proto.url for b in botones)
    # Compartir: la dirección de la vista, la de sus datos y la cita.
    vista, api, cita = (codigo.value for codigo in pantalla.code)
    assert vista == "/datos?tabla=idc&edicion=2024&cod_departamento=54&nivel=general"
    assert api == "/api/v1/idc.csv?edicion=2024&cod_departamento=54&nivel=general"
    assert cita.startswith("Consejo Privado de Competitividad")
    assert cita.endswith("Tabla: idc.")
    assert "Pasa 8 comprobaciones." in dicho
    assert "[API de datos](/api/)" in dicho
    assert enlaces(pantalla)["Ver las contradicciones"] == ("datos", "tabla=contradicciones")


def test_las_cajas_cambian_la_direccion_y_la_cuenta(abrir: Any) -> None:
    pantalla = abrir(tabla="idc")
    assert "**9.008 de 9.008 filas**" in textos(pantalla)
    assert "Se muestran las primeras 50" in textos(pantalla)
    assert "La selección puede traer varias ediciones." in textos(pantalla)
    pantalla.multiselect(key="tab_idc_filtrar").set_value(["puntaje_0_10", "edicion"]).run()
    # Una columna puesta y sin condición no filtra ni va en la dirección.
    assert direccion(pantalla) == {"tabla": "idc"}
    pantalla.multiselect(key="tab_idc_edicion_es").set_value(["2024"]).run()
    pantalla.text_input(key="tab_idc_puntaje_0_10_desde").set_value("7,5").run()
    pantalla.multiselect(key="tab_idc_columnas").set_value(["anio", "puntaje_0_10"]).run()
    pantalla.multiselect(key="tab_idc_orden").set_value(["-puntaje_0_10"]).run()
    assert direccion(pantalla) == {
        "tabla": "idc", "columnas": "anio,puntaje_0_10", "edicion": "2024",
        "puntaje_0_10.desde": "7.5", "orden": "-puntaje_0_10",
    }  # fmt: skip
    vistas = pantalla.dataframe[0].value
    assert list(vistas.columns) == ["anio", "puntaje_0_10"]
    puntajes = [float(v.replace(",", ".")) for v in vistas["puntaje_0_10"]]
    assert puntajes == sorted(puntajes, reverse=True)
    assert min(puntajes) >= 7.5
    # Lo que no se entiende se dice, y el filtro anterior sigue.
    pantalla.text_input(key="tab_idc_puntaje_0_10_desde").set_value("7.5").run()
    (aviso,) = (aviso.value for aviso in pantalla.warning)
    assert "«7.5» no es un número para «Puntaje»." in aviso
    assert pantalla.query_params["edicion"] == "2024"
    pantalla.button(key="tab_idc_quitar").click().run()
    assert direccion(pantalla) == {"tabla": "idc"}
    assert pantalla.multiselect(key="tab_idc_filtrar").value == []
    assert not pantalla.exception


def test_lo_que_no_existe_se_avisa_y_lo_demas_queda(abrir: Any) -> None:
    pantalla = abrir(
        tabla="idc", edicion=["2024", "1999"], cod_departamento="54", nivel="general",
        nada="1", limite="3",
    )  # fmt: skip
    (aviso,) = (aviso.value for aviso in pantalla.warning)
    avisos = aviso.split("\n\n")
    assert len(avisos) == 3
    assert "En «edicion» no hay «1999»." in avisos[0]
    assert "«nada» no es un parámetro de «idc»." in avisos[1]
    assert "«limite» sólo sirve en la API." in avisos[2]
    assert "**6 de 9.008 filas**" in textos(pantalla)
    # Una tabla que no existe deja el catálogo y dice cuáles se le parecen.
    otra = abrir(tabla="idd")
    (aviso,) = (aviso.value for aviso in otra.warning)
    assert "tabla=idd, que no existe. Las más parecidas: idc" in aviso
    assert otra.title[0].value == "¿Qué mide cada indicador y de dónde sale?"


@pytest.mark.parametrize(
    ("parametros", "cuenta", "clave", "valor"),
    [
        (
            {"tabla": "dim_columnas", "f.tabla": "idc"},
            "14 de 524", "dim_columnas_tabla_es", ["idc"],
        ),
        ({"tabla": "dim_municipios", "pdet": "si"}, "8 de 40", "dim_municipios_pdet_es", [True]),
        (
            {"tabla": "cobertura", "anio.vacio": "si", "periodo": "2024-2027"},
            "55 de 647", "cobertura_anio_vacio", "si",
        ),
        (
            {"tabla": "eventos", "fecha.desde": "2020-01-01"},
            "69 de 72", "eventos_fecha_desde", "2020-01-01",
        ),
        (
            {"tabla": "metas_indicadores", "indicador": "nada"}, "53 de 53",
            "metas_indicadores_filtrar", [],
        ),
    ],
)  # fmt: skip
def test_el_enlace_en_frio_llena_cada_clase_de_caja(
    abrir: Any, parametros: dict[str, str], cuenta: str, clave: str, valor: Any
) -> None:
    pantalla = abrir(**parametros)
    assert cuenta in textos(pantalla)
    hallada = [
        w
        for w in (*pantalla.multiselect, *pantalla.text_input, *pantalla.selectbox)
        if w.key == f"tab_{clave}"
    ]
    assert [w.value for w in hallada] == [valor]


def test_la_calidad_de_las_metas_lleva_a_sus_hallazgos(abrir: Any) -> None:
    assert enlaces(abrir(tabla="metas"))[
        "Ver lo que en ella no cuadra, falta o llama la atención (176)"
    ] == ("datos", "tabla=metas_calidad")


def test_una_tabla_vacia_lo_dice_y_no_ofrece_archivos(abrir: Any) -> None:
    ordenes = {"exportaciones": "exportaciones", "terridata": "terridata", "registros_rues": "rues"}
    for tabla, orden in ordenes.items():
        pantalla = abrir(tabla=tabla)
        assert "todavía no se ha cargado" in textos(pantalla)
        assert "ninguna fuente cargada trae sus filas" in pantalla.info[0].value
        assert f"`python -m pipelines cargar {orden} " in pantalla.info[0].value
        assert not pantalla.get("download_button")


def test_el_catalogo_lista_todas_y_se_busca(abrir: Any) -> None:
    pantalla = abrir(dat_seccion="tablas")
    assert "Hay 53 tablas con 29.582 filas" in textos(pantalla)
    suyos = [d for _, d in enlaces(pantalla).values() if d.startswith("tabla=")]
    assert len(suyos) == 53
    assert enlaces(pantalla)["**idc**"] == ("datos", "tabla=idc")
    assert "9.008 filas, 14 columnas, 5 fuentes y ediciones; pasa 8 comprobaciones" in textos(
        pantalla
    )
    pantalla.text_input(key="dat_tabla_texto").set_value("vecinos").run()
    assert next(iter(enlaces(pantalla))) == "**vecinos**"
    pantalla.text_input(key="dat_tabla_texto").set_value("xyzzy").run()
    assert "Ninguna tabla se parece" in pantalla.info[0].value


def test_el_conjunto_se_arma_al_pulsar(abrir: Any) -> None:
    pantalla = abrir(dat_seccion="tablas")
    assert not pantalla.get("download_button")
    pantalla.button(key="tab_zip_armar").click().run()
    (boton,) = pantalla.get("download_button")
    assert boton.proto.label.startswith("Guardar el ZIP (0,5 megabytes)")


def test_otras_vistas_comparten_su_cita_y_sus_datos_por_su_codigo(
    abrir: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dadas: list[str] = []
    original = componentes.compartir

    def anotar(direccion: str, cita: str, *, de_la_api: str = "") -> None:
        dadas.append(de_la_api)
        original(direccion, cita, de_la_api=de_la_api)

    monkeypatch.setattr(componentes, "compartir", anotar)
    pantalla = abrir({"dat_serie_bajar": True}, indicador="pib_per_capita")
    (dicho,) = [c.value for c in pantalla.caption if c.value.startswith("Código de lo que se ve")]
    assert dadas == [f"/api/v1/vistas/{dicho.split()[-1]}.json"]
    assert any(codigo.value.startswith("DANE") for codigo in pantalla.code)
