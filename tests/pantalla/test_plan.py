"""La página Plan de desarrollo y la ficha de meta, con cifras leídas a mano de ``metas.csv``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

Abrir = Callable[..., AppTest]
PAGINA = "pages/pagina_plan.py"
FINO = "\u202f"


def textos(pantalla: AppTest) -> str:
    partes = (*pantalla.header, *pantalla.markdown, *pantalla.caption, *pantalla.info)
    return "\n".join(str(elemento.value) for elemento in partes)


def alternativos(pantalla: AppTest) -> list[str]:
    figuras = [json.loads(grafico.proto.spec) for grafico in pantalla.get("plotly_chart")]
    return [str(figura["layout"]["meta"]["alt"]) for figura in figuras]


def ficha(pantalla: AppTest) -> dict[str, tuple[str, str]]:
    """La tabla de cantidades y plata: dato → (valor, línea del texto)."""
    (tabla,) = [t.value for t in pantalla.table if t.value.columns[0] == "Dato"]
    return {f["Dato"]: (f["Valor"], f["Línea"]) for f in tabla.to_dict("records")}


# ── El plan ────────────────────────────────────────────────────────────────────────────────────


def test_entra_por_un_plan_y_dice_los_estados(abrir: Abrir) -> None:
    pantalla = abrir()
    assert [t.value for t in pantalla.title] == [
        "¿Qué metas se cumplieron, con cuánta plata y cuánta gente, por línea y programa?"
    ]
    dicho = textos(pantalla)
    assert "**De 54 metas, 25 cumplidas, 19 en avance y 10 sin cifra comparable.**" in dicho
    assert f"un avance de 96,81{FINO}% frente a un ideal de 93,75{FINO}%" in dicho
    assert "18 metas" not in dicho
    assert alternativos(pantalla)[0].startswith("Barras apiladas de metas por estado en 5 niveles")


def test_2024_2027_calcula_el_cuadro_que_el_informe_deja_sin_llenar(abrir: Abrir) -> None:
    pantalla = abrir(periodo="2024-2027")
    assert "De 18 metas, 9 cumplidas y 9 en avance" in textos(pantalla)
    assert "54 metas" not in textos(pantalla)
    (cuadro,) = [t.value for t in pantalla.table if "Cumplimiento programado" in t.value.columns]
    primera = cuadro.iloc[0].to_dict()
    assert primera["Cumplimiento programado"] == f"100{FINO}%"
    assert primera["Cumplimiento ejecutado"] == f"92,1{FINO}%"
    assert primera["Avance frente al cuatrienio"] == f"72,6{FINO}%"
    assert list(cuadro["Cumplimiento ejecutado"][1:4]) == ["sin dato"] * 3
    assert any("no dice la línea" in aviso.value for aviso in pantalla.info)


@pytest.mark.parametrize(
    ("parametros", "alt"),
    [
        ({"plan_seccion": "metas"}, "Barras de 19 metas por logro / programado"),
        (
            {"plan_seccion": "metas", "plan_porcentaje": "ejecucion"},
            "Barras de 50 metas por ejecutado / programado",
        ),
        ({"plan_seccion": "metas", "plan_linea": "6.3"}, "Barras de 9 metas"),
        ({"plan_seccion": "metas", "plan_estado": "en_avance"}, "Barras de 5 metas"),
        ({"plan_seccion": "inversion"}, "Dispersión de 19 metas"),
        ({"plan_seccion": "calidad"}, "Barras de hallazgos por regla"),
        ({"plan_nivel": "programa"}, "Barras apiladas de metas por estado"),
    ],
)
def test_cada_seccion_y_filtro_se_abre_desde_la_direccion(
    abrir: Abrir, parametros: dict[str, str], alt: str
) -> None:
    pantalla = abrir(**parametros)
    assert alternativos(pantalla)[0].startswith(alt)
    assert not pantalla.warning


def test_lo_que_falta_se_explica(abrir: Abrir) -> None:
    sin_ejecucion = abrir(periodo="2024-2027", plan_seccion="metas", plan_porcentaje="ejecucion")
    assert "no dice cuánto se programó en cada meta" in sin_ejecucion.info[0].value
    sin_dispersion = abrir(periodo="2024-2027", plan_seccion="inversion")
    assert "Ninguna de las 18 metas tiene a la vez" in sin_dispersion.info[0].value
    ninguna = abrir(plan_seccion="metas", plan_linea="6.4", plan_estado="sin_cifra_comparable")
    assert "Ninguna de estas 1 metas" not in textos(ninguna)
    assert "La única meta elegida de 2020-2023 no trae" in ninguna.info[0].value


def test_calidad_da_las_dos_cifras_y_la_linea(abrir: Abrir) -> None:
    pantalla = abrir(plan_seccion="calidad", plan_gravedad="alta")
    (tabla,) = [t.value for t in pantalla.table if "Primera cifra" in t.value.columns]
    assert len(tabla) == 16
    fila = tabla[tabla["Meta"] == "887"].iloc[0]
    # 1.958 propios más 11.500 de otras fuentes, contra 790 programados.
    assert (fila["Primera cifra"], fila["Segunda cifra"]) == ("13.458,0", "790,0")
    assert fila["Línea del documento"] == "1.348"


# ── La ficha ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("meta", "dato", "valor"),
    [
        ("883", "Cantidad programada", "40"),
        ("883", "Logro en la unidad de la meta", "199"),
        ("883", "Municipios que declara", "18"),
        ("887", "Inversión programada", "790 millones de pesos"),
        ("887", "Ejecutada, otras fuentes", "11.500 millones de pesos"),
        ("887", "Beneficiarios", "5.613"),
        ("896", "Inversión programada", "44 millones de pesos"),
        ("907", "Programada, otras fuentes", "15.141 millones de pesos"),
        ("960", "Logro en otra unidad", "862 operaciones de crédito"),
        ("8", "Total que escribe el informe", "12.972 millones de pesos"),
    ],
)
def test_cifras_de_la_ficha_leidas_a_mano(abrir: Abrir, meta: str, dato: str, valor: str) -> None:
    assert ficha(abrir(meta=meta))[dato][0] == valor


def test_la_ficha_dice_todo_y_de_donde_sale(abrir: Abrir) -> None:
    pantalla = abrir(periodo="2020-2023", meta="896")
    dicho = textos(pantalla)
    assert "Meta 896: 4 Iniciativas apoyadas" in dicho
    assert f"### 56,3{FINO}%" in dicho
    assert f"### 1.034,1{FINO}% ↑" in dicho
    assert "**2023** (24)" in dicho
    assert "Todo el departamento (sin año en el texto), sin nombrar cuáles" in dicho
    assert "Diversificación de la canasta exportadora (declarado en el informe" in dicho
    assert "Se ejecutó cinco veces lo programado, o más: 455" in dicho
    assert ficha(pantalla)["Cantidad programada"] == ("4", "2.218")
    (origen,) = [t.value for t in pantalla.table if "Sección" in t.value.columns]
    assert ("Inversión", "2.269") in list(origen.itertuples(index=False, name=None))
    assert "data/raw/informes/textos/informe\\_gestion\\_2020\\_2023.txt" in dicho


def test_la_ficha_liga_con_el_municipio_si_su_pagina_existe(abrir: Abrir) -> None:
    from tablero.navegacion import PAGINAS

    dicho = textos(abrir(meta="896"))
    hay = any(pagina.direccion == "municipio" for pagina in PAGINAS)
    assert ("[Ocaña](municipio?divipola=54498)" in dicho) == hay
    assert "Ocaña" in dicho


def test_la_ficha_muestra_el_parrafo_si_el_texto_esta(
    abrir: Abrir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tablero import plan

    lineas = ["x"] * 2218
    lineas[2217] = "Un enunciado de prueba"
    (tmp_path / "informe_gestion_2020_2023.txt").write_text("\n".join(lineas), encoding="utf-8")
    monkeypatch.setattr(plan, "TEXTOS", tmp_path)
    assert "**Enunciado, línea 2.218.** Un enunciado de prueba" in textos(abrir(meta="896"))


def test_una_meta_de_otro_plan_abre_el_suyo(abrir: Abrir) -> None:
    pantalla = abrir(periodo="2024-2027", meta="896")
    assert "Plan 2020-2023" in textos(pantalla)
    assert not pantalla.warning


def test_una_meta_que_no_existe_avisa_con_las_que_hay(abrir: Abrir) -> None:
    pantalla = abrir(meta="9999")
    (aviso,) = pantalla.warning
    assert "la meta 9999, que ningún informe trae" in aviso.value
    assert "54 metas, entre la 882 y la 984" in aviso.value
    # Y debajo queda la vista de entrada.
    assert "De 54 metas, 25 cumplidas" in textos(pantalla)


def test_la_ficha_baja_sus_tres_tablas(abrir: Abrir) -> None:
    pantalla = abrir(estado={"plan_ficha_bajar": True}, meta="888")
    botones: list[Any] = list(pantalla.get("download_button"))
    claves = {b.proto.id.split("plan_ficha_")[-1] for b in botones if "plan_ficha_" in b.proto.id}
    assert claves == {
        f"{que}_{formato}"
        for que in ("meta", "beneficiarios", "lugares")
        for formato in ("xlsx", "csv", "csv_internacional")
    }
