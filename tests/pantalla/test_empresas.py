"""Tejido empresarial en pantalla: cifras leídas a mano, filtros en la dirección y lo que falta.

Sobre el mart que construyen las pruebas. Las cifras: ``data/raw/informe_gestion/2020-2023``
(``registros_mercantiles.csv``, filas 2 a 9, y ``cifras.csv``, filas 18 a 20) e ``idc``.
"""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest

PAGINA = "pages/pagina_tejido.py"

FINO = "\u202f"


def textos(pantalla: AppTest) -> str:
    return "\n".join(str(elemento.value) for elemento in (*pantalla.markdown, *pantalla.caption))


def figuras(pantalla: AppTest) -> dict[str, dict[str, Any]]:
    """Las figuras de la página por el comienzo de su título."""
    hechas = [json.loads(grafico.proto.spec) for grafico in pantalla.get("plotly_chart")]
    return {figura["layout"]["meta"]["titulo"]: figura for figura in hechas}


def test_las_cifras_del_informe_estan_en_la_pantalla(abrir: Any) -> None:
    pantalla = abrir()
    dicho = textos(pantalla)
    for cifra in ("12,35", "−1,25", "24,52", "12,18", "8,72", "3,97", "17,21", "−2,15"):
        assert f"{cifra}{FINO}%" in dicho
    assert "12,18\u202f% (2022, signo dudoso)" in dicho
    for tarjeta in ("### 60.620", f"### 71{FINO}%", f"### 62{FINO}%", "### 36,5"):
        assert tarjeta in dicho
    assert "Empresas por 1.000 habitantes · cálculo propio" in dicho
    assert "60.620 ÷ 1.658.835 × 1.000 = 36,5" in dicho
    assert "tasa de registro, 24 de 33 y densidad empresarial, 17 de 33" in dicho
    assert "Faltan 97: 22 están en gráficos del informe" in dicho
    assert not pantalla.warning


def test_las_figuras_llevan_sus_valores(abrir: Any) -> None:
    dibujadas = figuras(abrir())
    columnas = next(f for t, f in dibujadas.items() if t.startswith("En 2022 se crearon menos"))
    assert [traza["name"] for traza in columnas["data"]] == ["Cúcuta", "Ocaña", "Pamplona"]
    assert columnas["data"][0]["y"] == [12.35, -1.25]
    registro = dibujadas["Tasa de registro: cae 11 puestos, del 13 (2023) al 24 de 33 (2025)"]
    assert registro["data"][0]["y"] == [13, 22, 24]
    densidad = next(f for t, f in dibujadas.items() if t.startswith("Densidad empresarial"))
    assert densidad["data"][0]["y"] == [15, 15, 17]


def test_la_direccion_restaura_la_camara_la_edicion_y_las_vistas(abrir: Any) -> None:
    pantalla = abrir(
        emp_camara="Ocaña", emp_edicion="2024", emp_registro_ver="Dato", emp_activas_ver="Totales"
    )
    dibujadas = figuras(pantalla)
    ocana = next(f for t, f in dibujadas.items() if t.startswith("En 2022 la cifra de Ocaña"))
    assert [traza["y"] for traza in ocana["data"]] == [[24.52, 12.18]]
    dato = next(f for t, f in dibujadas.items() if t.startswith("Tasa de registro: de 6,78 (2019)"))
    assert [round(y, 2) for y in dato["data"][0]["y"]] == [6.78, 4.17, 8.98, 9.65, 11.0, 5.56]
    assert "edición 2024" in dato["layout"]["meta"]["subtitulo"]
    assert any(t.startswith("La jurisdicción de Cúcuta reúne el 71") for t in dibujadas)
    # Ninguna figura mezcla ediciones: todas las del IDC son de la elegida.
    assert not any("2025" in f["layout"]["meta"]["subtitulo"] for t, f in dibujadas.items()
                   if t.startswith(("Tasa", "Densidad")))  # fmt: skip


def test_cambiar_de_edicion_cambia_las_dos_series(abrir: Any) -> None:
    pantalla = abrir()
    edicion = next(b for b in pantalla.get("button_group") if b.key == "emp_edicion")
    edicion.set_value("2024").run()
    assert not pantalla.exception
    titulos = list(figuras(pantalla))
    assert "Tasa de registro: cae 6 puestos, del 16 (2019) al 22 de 33 (2024)" in titulos
    assert "Densidad empresarial: sube 2 puestos, del 17 (2019) al 15 de 33 (2024)" in titulos


def test_la_tabla_de_incrementos_dice_las_mismas_cifras_que_el_grafico(abrir: Any) -> None:
    pantalla = abrir(emp_incrementos_ver="Tabla")
    tabla = next(t.value for t in pantalla.table if "Incremento anual" in t.value.columns)
    assert tabla["Incremento anual"].tolist()[2:4] == [f"12,35{FINO}%", f"−1,25{FINO}%"]
    assert tabla["Incremento anual"].tolist().count("sin dato") == 7


def test_un_valor_que_no_existe_avisa_y_muestra_la_vista_de_entrada(abrir: Any) -> None:
    pantalla = abrir(emp_camara="Bogotá")
    assert "emp_camara=Bogotá" in pantalla.warning[0].value
    columnas = next(f for t, f in figuras(pantalla).items() if t.startswith("En 2022"))
    assert len(columnas["data"]) == 3


def test_los_hechos_se_marcan_si_se_piden(abrir: Any) -> None:
    def notas(pantalla: AppTest) -> str:
        metas = [figura["layout"]["meta"] for figura in figuras(pantalla).values()]
        return " ".join(nota for meta in metas for nota in meta["notas"])

    assert "Hechos" not in notas(abrir())
    assert "Comienza el gobierno 2024-2027" in notas(abrir(eventos="si"))


def test_la_prensa_va_aparte_con_quien_lo_dijo(abrir: Any) -> None:
    pantalla = abrir()
    prensa = next(t.value for t in pantalla.table if "Según" in t.value.columns)
    assert len(prensa) == 14
    assert "2.975" in prensa["Valor"].tolist()
    for figura in figuras(pantalla).values():
        assert "2.975" not in json.dumps(figura, ensure_ascii=False)


def test_sin_una_edicion_del_rues_dice_como_cargarla_y_no_dibuja_nada(abrir: Any) -> None:
    pantalla = abrir()
    assert "`python -m pipelines cargar rues ARCHIVO`" in textos(pantalla)
    claves = [pieza.key or "" for pieza in pantalla.get("button_group")]
    assert not any(clave.startswith("reg_") for clave in claves)
