"""Las frases dicen lo que las cifras dicen: puestos, tasas, acumulados, vacíos y cortes."""

from __future__ import annotations

import pytest

from tablero.frases import balance, frase_de_indicador, frase_de_tramos

BASE = {
    "unidad": "puesto",
    "linea_base": 15.0,
    "anio_base": 2023,
    "avance": 17.0,
    "anio_avance": 2025,
    "n_evaluados": 33,
    "meta": 12.0,
    "anio_meta": 2027,
    "tipo_meta": "posicion",
    "es_comparable": True,
    "camino_recorrido_pct": None,
}


@pytest.mark.parametrize(
    ("cambios", "esperada"),
    [
        ({}, "Cae 2 puestos: del puesto 15 (2023) al 17 de 33 (2025). "
             "La meta para 2027 es el puesto 12."),
        ({"avance": 14.0}, "Sube 1 puesto: del puesto 15 (2023) al 14 de 33 (2025). "
                           "La meta para 2027 es el puesto 12."),
        ({"avance": 15.0}, "Se mantiene: del puesto 15 (2023) al 15 de 33 (2025). "
                           "La meta para 2027 es el puesto 12."),
        ({"meta": None}, "Cae 2 puestos: del puesto 15 (2023) al 17 de 33 (2025). "
                         "El informe no enuncia una meta."),
        ({"linea_base": None, "anio_base": None, "meta": None},
         "El último dato es puesto 17 (2025); el informe no da línea base. "
         "El informe no enuncia una meta."),
        ({"unidad": "pct", "linea_base": 63.5, "avance": 62.8, "meta": 60.0,
          "es_comparable": False},
         "El informe pasa de 63,5\u202f% (2023) a 62,8\u202f% (2025), que no miden lo mismo. "
         "La meta para 2027 es 60,0\u202f%."),
        ({"unidad": "por_10000_hab", "linea_base": 6.78, "avance": 11.0, "meta": None},
         "Pasa de 6,78 (2023) a 11,00 por cada 10.000 habitantes (2025). "
         "El informe no enuncia una meta."),
        ({"unidad": "numero", "tipo_meta": "acumulado", "linea_base": 2378.0, "avance": 664.0,
          "meta": 3500.0, "camino_recorrido_pct": 18.971429},
         "Van 664 de 3.500 a 2025 (19,0\u202f%); la línea base es 2.378."),
    ],
)  # fmt: skip
def test_frase_de_indicador(cambios: dict[str, object], esperada: str) -> None:
    assert frase_de_indicador({**BASE, **cambios}) == esperada


def test_balance_agrupa_por_tono_y_concuerda_en_numero() -> None:
    assert balance({"bueno": ["a"], "medio": ["b", "c"], "malo": ["d"]}) == [
        "Cumplen su meta o mejoran: a, b y c.",
        "Empeora o no se mueve: d.",
    ]


def test_los_tramos_se_separan_con_doble_barra_y_no_se_restan() -> None:
    tramos = [
        [("2018", "47,4 %"), ("2019", "51,9 %"), ("2020", "56,3 %")],
        [("2021", "49,1 %"), ("2022", "44,8 %"), ("2023", "37,0 %")],
    ]
    assert frase_de_tramos(tramos) == (
        "51,9 % (2019), 56,3 % (2020) ‖ 49,1 % (2021), 37,0 % (2023); "
        "‖ separa métodos que no se comparan"
    )


def test_un_solo_tramo_da_el_primero_y_el_ultimo() -> None:
    assert frase_de_tramos([[("2023", "15"), ("2024", "15"), ("2025", "17")]]) == (
        "15 (2023), 17 (2025)"
    )
