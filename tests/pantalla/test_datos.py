"""La página Datos y la búsqueda en pantalla, con cifras leídas a mano de ``data/raw``."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

PAGINA = "pages/pagina_catalogo.py"

FINO = "\u202f"


def textos(pantalla: AppTest) -> str:
    return "\n".join(str(elemento.value) for elemento in (*pantalla.markdown, *pantalla.caption))


def enlaces(pantalla: AppTest) -> dict[str, tuple[str, str]]:
    """Rótulo → (página, parámetros) de todos los enlaces."""
    return {
        enlace.proto.label: (enlace.proto.page, enlace.proto.query_string)
        for enlace in pantalla.get("page_link")
    }


def figura(pantalla: AppTest) -> dict[str, Any]:
    (grafico,) = pantalla.get("plotly_chart")
    hecha: dict[str, Any] = json.loads(grafico.proto.spec)
    return hecha


def tabla(pantalla: AppTest, cual: int = 0) -> Any:
    return pantalla.table[cual].value


# ── Catálogo ───────────────────────────────────────────────────────────────────────────────────


def test_el_catalogo_abre_la_ficha_de_cada_indicador(abrir: Any) -> None:
    pantalla = abrir()
    assert "Hay 51 indicadores de 7 familias, leídos de 25 fuentes." in textos(pantalla)
    hallados = enlaces(pantalla)
    assert hallados["Desempleo · 2025"] == ("datos", "indicador=idc_lab_1_2")
    assert hallados["Exportaciones · ago. 2026"] == ("datos", "indicador=exportaciones_fob")
    assert len([d for d in hallados.values() if d[1].startswith("indicador=")]) == 51
    assert not pantalla.warning


def test_el_catalogo_se_filtra_por_familia_y_por_palabra(abrir: Any) -> None:
    pantalla = abrir(dat_familia="pib")
    assert len(pantalla.get("page_link")) == 5
    pantalla.text_input(key="dat_texto").set_value("crecimiento").run()
    assert list(enlaces(pantalla)) == ["Crecimiento del PIB · 2025"]
    pantalla.text_input(key="dat_texto").set_value("xyzzy").run()
    assert "Ningún indicador se parece a eso" in pantalla.info[0].value


def test_un_indicador_que_no_existe_se_avisa_y_queda_el_catalogo(abrir: Any) -> None:
    pantalla = abrir(indicador="no_existe")
    assert "indicador=no_existe" in pantalla.warning[0].value
    assert pantalla.title[0].value == "¿Qué mide cada indicador y de dónde sale?"


def test_el_glosario_muestra_el_termino_pedido(abrir: Any) -> None:
    pantalla = abrir(dat_termino="divipola")
    assert "Ocaña es 54498" in textos(pantalla)
    assert pantalla.selectbox(key="dat_termino_caja").value == "divipola"
    otra = abrir(dat_termino="ihh")
    assert enlaces(otra)["Ver IHH por producto"] == ("datos", "indicador=ihh_producto")


def test_los_hechos_salen_con_su_cita(abrir: Any) -> None:
    (hechos,) = [t.value for t in abrir().table if "Hecho" in t.value]
    fila = hechos[hechos["Hecho"] == "Venezuela cierra la frontera con Colombia"].iloc[0]
    assert fila["Fecha"] == "19 de agosto de 2015"
    assert "lanacionweb.com" in fila["De dónde sale"]


# ── Ficha ──────────────────────────────────────────────────────────────────────────────────────


def test_la_ficha_dice_que_mide_cuanto_vale_y_como_se_cita(abrir: Any) -> None:
    """idc/2024/indicadores.csv, filas 361 a 3001 de Norte de Santander en LAB-1-2."""
    pantalla = abrir(indicador="idc_lab_1_2", dat_edicion="2024")
    assert pantalla.title[0].value == "Tasa de desempleo (IDC LAB-1-2): ¿qué mide y cuánto vale?"
    dicho = textos(pantalla)
    assert (
        f"Desempleo: Norte de Santander, 12,5{FINO}% en 2024; frente a 2023, sube 0,6 puntos "
        "porcentuales: empeora." in dicho
    )
    assert "puesto 22 de 33 en 2024" in dicho
    assert "Hay cifras más recientes en otra edición (2025: 2023 a 2025)" in dicho
    (linea,) = figura(pantalla)["data"]
    assert [round(y, 4) for y in linea["y"]] == [
        12.7503,
        14.3868,
        21.1186,
        14.2609,
        11.9298,
        12.5274,
    ]
    assert linea["x"] == [2019, 2020, 2021, 2022, 2023, 2024]
    # Definición, advertencias, relacionados y planes.
    assert "Desocupados ÷ población económicamente activa × 100." in tabla(pantalla).to_string()
    assert "**Menos es mejor.**" in dicho
    assert "**Plan 2024-2027: posición en tasa de desempleo departamental.**" in dicho
    assert enlaces(pantalla)["Mercado laboral"] == ("datos", "indicador=idc_pilar_lab")
    # Una cita por edición, lista para copiar.
    citas = [codigo.value for codigo in pantalla.code]
    assert len(citas) == 2
    assert all("Indicador: Tasa de desempleo (IDC LAB-1-2)." in cita for cita in citas)
    assert "Índice Departamental de Competitividad 2025" in citas[0]


def test_la_edicion_por_defecto_nunca_se_mezcla_con_otra(abrir: Any) -> None:
    """idc/2025/indicadores.csv, filas 361, 889 y 1417: puestos 23, 22 y 27."""
    pantalla = abrir(indicador="idc_lab_1_2")
    (linea,) = figura(pantalla)["data"]
    assert linea["y"] == [23, 22, 27]
    pantalla.selectbox(key="dat_edicion_caja").select("2024").run()
    assert pantalla.query_params["dat_edicion"] == "2024"
    assert figura(pantalla)["data"][0]["x"] == [2019, 2020, 2021, 2022, 2023, 2024]


def test_la_pobreza_de_2021_a_2023_con_el_pais_al_lado(abrir: Any) -> None:
    """pobreza_monetaria/marco2018_pub2024, filas 53 a 55: 49,1, 44,8 y 37,0."""
    pantalla = abrir(indicador="pobreza_monetaria")
    trazos = [t for t in figura(pantalla)["data"] if t["mode"] == "lines+markers"]
    assert {t["name"]: t["y"] for t in trazos}["Norte de Santander"] == [49.1, 44.8, 37.0]
    assert [t["name"] for t in trazos] == ["Colombia", "Norte de Santander"]
    dicho = textos(pantalla)
    assert "Cambió el marco muestral" in dicho
    assert "La publicación de 2025 revisó la serie" in dicho
    assert enlaces(pantalla)["Línea de pobreza"] == ("datos", "indicador=linea_pobreza_monetaria")


def test_los_hechos_se_marcan_y_se_quitan(abrir: Any) -> None:
    sin_hechos = abrir(indicador="pobreza_monetaria")
    assert "Reapertura" not in json.dumps(figura(sin_hechos))
    con_hechos = figura(abrir(indicador="pobreza_monetaria", eventos="si"))
    notas = con_hechos["layout"]["meta"]["notas"]
    assert "4. 26 sep. 2022: Se reabre la frontera al paso de carga" in notas
    lineas = [f["x0"] for f in con_hechos["layout"]["shapes"] if f["name"] == "evento"]
    assert lineas == [2021, 2022]


def test_otro_lugar_cambia_la_cifra_y_la_miga(abrir: Any) -> None:
    """poblacion/2018-2035, fila 442: Ocaña, 134.238 habitantes en 2026."""
    pantalla = abrir(indicador="poblacion_proyectada", dat_territorio="54498")
    dicho = textos(pantalla)
    assert "Población: Ocaña, 134.238 habitantes en 2026" in dicho
    assert "**Ocaña**" in dicho
    hallados = enlaces(pantalla)
    assert hallados["Cámara de Ocaña"] == ("empresas", "emp_camara=Oca%C3%B1a")
    assert "Norte de Santander" in hallados
    # pib/2025pr, fila 400: la miga de un indicador nacional abre el mismo indicador en Colombia.
    producto = abrir(indicador="pib_per_capita")
    assert enlaces(producto)["Colombia"] == (
        "datos", "indicador=pib_per_capita&dat_territorio=00",
    )  # fmt: skip
    assert "17.628.962 en 2025" in textos(producto)


def test_un_lugar_o_una_edicion_que_no_existe_se_avisa(abrir: Any) -> None:
    pantalla = abrir(indicador="idc_lab_1_2", dat_territorio="54498", dat_edicion="1999")
    avisos = [aviso.value for aviso in pantalla.warning]
    assert len(avisos) == 2
    assert "dat_territorio=54498" in avisos[0]
    assert "Se muestra Norte de Santander" in avisos[0]
    assert "dat_edicion=1999" in avisos[1]


def test_cambiar_de_indicador_olvida_la_edicion_y_conserva_el_lugar(abrir: Any) -> None:
    pantalla = abrir(indicador="idc_lab_1_2", dat_territorio="81", dat_edicion="2024")
    pantalla.selectbox(key="indicador_caja").select("idc_lab_1_3").run()
    assert dict(pantalla.query_params) == {"indicador": "idc_lab_1_3", "dat_territorio": "81"}
    assert "Formalidad laboral: Arauca" in textos(pantalla)
    pantalla.selectbox(key="indicador_caja").set_value(None).run()
    assert pantalla.title[0].value == "¿Qué mide cada indicador y de dónde sale?"


def test_una_sola_cifra_se_dice_y_no_se_dibuja(abrir: Any) -> None:
    """informe_gestion/2020-2023: 60.620 registros activos en 2023."""
    pantalla = abrir(indicador="registros_activos")
    assert not pantalla.get("plotly_chart")
    assert "Registros activos: Norte de Santander, 60.620 en 2023." in textos(pantalla)
    (fila,) = tabla(pantalla).to_dict("records")
    assert (fila["Valor"], fila["Unidad"], fila["Período"]) == ("60.620", "número", "2023")


# ── Búsqueda en el marco ───────────────────────────────────────────────────────────────────────


def buscar(abrir: Any, texto: str) -> AppTest:
    pantalla = abrir(archivo="tablero/inicio.py")
    pantalla.text_input(key="marco_buscar").set_value(texto).run()
    assert not pantalla.exception
    return pantalla


@pytest.mark.parametrize(
    ("texto", "rotulo", "destino"),
    [
        (
            "desocupación",
            "**Tasa de desempleo (IDC LAB-1-2)** · Indicador",
            ("datos", "indicador=idc_lab_1_2"),
        ),
        (
            "ocana",
            "**Ocaña** · Municipio",
            ("municipio", "divipola=54498"),
        ),
        (
            "Nortte de Santander",
            "**Norte de Santander** · Departamento",
            ("competitividad", "idc_territorio=Norte+de+Santander"),
        ),
    ],
)
def test_la_busqueda_enlaza_la_vista_exacta(
    abrir: Any, texto: str, rotulo: str, destino: tuple[str, str]
) -> None:
    hallados = enlaces(buscar(abrir, texto))
    assert hallados[rotulo] == destino
    assert next(iter(hallados)) == rotulo


def test_buscar_lo_que_no_esta_sugiere_y_un_texto_vacio_no_muestra_nada(abrir: Any) -> None:
    assert "Nada parecido a «xyzzy»" in textos(buscar(abrir, "xyzzy"))
    largo = "zzz " * 125
    assert "Nada parecido a «zzz" in textos(buscar(abrir, largo))
    antes = len(abrir(archivo="tablero/inicio.py").get("page_link"))
    assert len(buscar(abrir, "   ").get("page_link")) == antes
