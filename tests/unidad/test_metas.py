"""Metas, cobertura y calidad contra cifras leídas a mano en los dos informes.

Cada valor lleva en el comentario la línea del informe donde se leyó. Las pruebas de reglas usan
filas inventadas con la sentencia publicada.
"""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from pipelines.definiciones import leer_marts
from pipelines.registro import leer_yaml
from pipelines.rutas import RUTAS

Base = duckdb.DuckDBPyConnection
VIEJO = "2020-2023"
NUEVO = "2024-2027"
MARTS = {mart.nombre: mart for mart in leer_marts(RUTAS)}


def _filas(base: Base, sql: str, *valores: object) -> list[tuple[Any, ...]]:
    return base.execute(sql, list(valores)).fetchall()


def _meta(base: Base, periodo: str, meta: str) -> dict[str, Any]:
    cursor = base.execute("select * from metas where periodo = ? and meta = ?", [periodo, meta])
    columnas = [campo[0] for campo in cursor.description or []]
    (fila,) = cursor.fetchall()
    return dict(zip(columnas, fila, strict=True))


# Cifras de las metas

LEIDAS: list[tuple[str, str, dict[str, Any]]] = [
    # 819: se desarrollaron dos programas; 837: 40 y 777 millones; 844: 34 personas.
    (VIEJO, "882", {"cantidad_programada": 1, "logro": 2, "cumplimiento_pct": None,
                    "inversion_programada_mill_cop": 40, "inversion_propios_mill_cop": 777,
                    "beneficiarios": 34, "estado": "cumplida", "eje": "6 Productividad"}),
    # 948: 23 y 441 millones; 955: 130 emprendedores; 961: 18 municipios.
    (VIEJO, "883", {"inversion_programada_mill_cop": 23, "inversion_propios_mill_cop": 441,
                    "beneficiarios": 130, "n_municipios_declarado": 18}),
    # 1224: 100 %; 1230: 20 y 1.394 millones; sólo cobertura departamental.
    (VIEJO, "886", {"cumplimiento_pct": 100, "logro": None, "inversion_programada_mill_cop": 20,
                    "inversion_ejecutada_mill_cop": 1394, "n_municipios_contado": 0}),
    # 1342: 60 %; 1348: 790, 1.958 y 11.500 millones; 1357: 5.613 personas y 1.500 operaciones.
    (VIEJO, "887", {"cumplimiento_pct": 60, "avance_cuatrienio_pct": 60, "logro": 1500,
                    "inversion_programada_mill_cop": 790, "inversion_propios_mill_cop": 1958,
                    "inversion_otras_mill_cop": 11500, "beneficiarios": 5613,
                    "estado": "en_avance", "linea_avance": 1342}),
    # 1469: 5.089 frente a 2.500; 1500: 38 municipios.
    (VIEJO, "888", {"cantidad_programada": 2500, "logro": 5089, "n_municipios_declarado": 38,
                    "estado": "cumplida"}),
    # 1943: la estrategia no se ha implementado; 1949: en ejecución de la fase 2.
    (VIEJO, "893", {"logro": None, "cumplimiento_pct": None, "estado_texto": None,
                    "estado": "sin_cifra_comparable", "beneficiarios": None}),
    # 2027: 46, 266 y 65 millones; 2033: 40 emprendedores.
    (VIEJO, "894", {"cumplimiento_pct": 87.5, "inversion_programada_mill_cop": 46,
                    "inversion_propios_mill_cop": 266, "inversion_otras_mill_cop": 65,
                    "beneficiarios": 40}),
    # 2223: 56,3 %; 2275: 1.840 beneficiarios.
    (VIEJO, "896", {"cumplimiento_pct": 56.3, "avance_cuatrienio_pct": None,
                    "beneficiarios": 1840}),
    # 2680: se programaron 57 millones y se ejecutaron 2, sin decir la fuente.
    (VIEJO, "901", {"inversion_programada_mill_cop": 57, "inversion_propios_mill_cop": None,
                    "inversion_total_mill_cop": 2, "inversion_ejecutada_mill_cop": 2}),
    # 2945: 9 millones propios y 15.141 de regalías programados; 7.835 de regalías ejecutados.
    (VIEJO, "907", {"inversion_programada_mill_cop": 9,
                    "inversion_programada_otras_mill_cop": 15141,
                    "inversion_propios_mill_cop": None, "inversion_otras_mill_cop": 7835}),
    # 3303: 123 y 155 programados; 245 y 150 ejecutados.
    (VIEJO, "956", {"inversion_programada_mill_cop": 123,
                    "inversion_programada_otras_mill_cop": 155,
                    "inversion_propios_mill_cop": 245, "inversion_otras_mill_cop": 150,
                    "beneficiarios": 2000}),
    # 3400: 1.307 capacitados frente a 200.
    (VIEJO, "957", {"cantidad_programada": 200, "logro": 1307, "cumplimiento_pct": None}),
    # 3669: 862 son operaciones y la meta cuenta mipymes; 3675: 880 y 178 millones.
    (VIEJO, "960", {"logro": None, "logro_en_otra_unidad": 862,
                    "otra_unidad": "operaciones de crédito", "cumplimiento_calculado_pct": None,
                    "inversion_programada_mill_cop": 880, "inversion_propios_mill_cop": 178}),
    # 4103: 251 y 45 programados; 182 y 45 ejecutados.
    (VIEJO, "965", {"inversion_programada_mill_cop": 251,
                    "inversion_programada_otras_mill_cop": 45,
                    "inversion_propios_mill_cop": 182, "inversion_otras_mill_cop": 45}),
    # 4257: 31 y 546 millones.
    (VIEJO, "967", {"inversion_programada_mill_cop": 31, "inversion_propios_mill_cop": 546}),
    # 4331: 100 %; 4343: 13 empresas.
    (VIEJO, "969", {"cumplimiento_pct": 100, "beneficiarios": 13}),
    # 5180: 33 %.
    (VIEJO, "980", {"cumplimiento_pct": 33, "estado": "en_avance"}),
    # 5395: 50 y 511 millones.
    (VIEJO, "983", {"inversion_programada_mill_cop": 50, "inversion_propios_mill_cop": 511}),
    # 5466: 31 y 47 millones; 5472: 53 adultos.
    (VIEJO, "984", {"inversion_programada_mill_cop": 31, "inversion_propios_mill_cop": 47,
                    "beneficiarios": 53, "cumplimiento_pct": 100}),
    # 42: 2 rondas, 100 % de lo programado y 66,7 % del cuatrienio; 776 millones.
    (NUEVO, "1", {"logro": 2, "cumplimiento_pct": 100, "avance_cuatrienio_pct": 66.7,
                  "inversion_propios_mill_cop": 776, "estado": "en_avance", "eje": None,
                  "linea": None}),
    # 83: 16 % y 16 %; 99,2 millones.
    (NUEVO, "3", {"cumplimiento_pct": 16, "avance_cuatrienio_pct": 16,
                  "inversion_propios_mill_cop": 99.2, "beneficiarios": None}),
    # 120: 1.158,69 millones sin decir la fuente; 442 personas.
    (NUEVO, "5", {"inversion_propios_mill_cop": None, "inversion_total_mill_cop": 1158.69,
                  "inversion_ejecutada_mill_cop": 1158.69, "beneficiarios": 442}),
    # 288: el total es el mismo valor de los recursos propios: no se suman.
    (NUEVO, "12", {"inversion_propios_mill_cop": 2901, "inversion_total_mill_cop": 2901,
                   "inversion_ejecutada_mill_cop": 2901, "estado": "cumplida"}),
    # 388: 60 organizaciones, no proyectos; 100 % y 24 %.
    (NUEVO, "14", {"logro": None, "logro_en_otra_unidad": 60, "avance_cuatrienio_pct": 24}),
    # 444: 664 planes, 96 % y 26,6 %, 1.003 millones.
    (NUEVO, "19", {"logro": 664, "cumplimiento_pct": 96, "avance_cuatrienio_pct": 26.6,
                   "inversion_propios_mill_cop": 1003}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("periodo", "meta", "leido"), LEIDAS, ids=[f"{p}-{m}" for p, m, _ in LEIDAS]
)
def test_las_cifras_de_la_meta_son_las_del_informe(
    base: Base, periodo: str, meta: str, leido: dict[str, Any]
) -> None:
    fila = _meta(base, periodo, meta)
    assert {columna: fila[columna] for columna in leido} == leido


@pytest.mark.parametrize(
    ("meta", "columna", "esperado"),
    [
        ("882", "cumplimiento_calculado_pct", 200),  # 2 de 1
        ("887", "cumplimiento_calculado_pct", 60),  # 1.500 de 2.500
        ("888", "cumplimiento_calculado_pct", 203.56),  # 5.089 de 2.500
        ("957", "cumplimiento_calculado_pct", 653.5),  # 1.307 de 200
        ("983", "ejecucion_financiera_pct", 1022),  # 511 de 50
        ("887", "ejecucion_financiera_pct", 1703.5443),  # 13.458 de 790
        ("907", "ejecucion_financiera_pct", 51.7162),  # 7.835 de 15.150
        ("956", "ejecucion_financiera_pct", 142.0863),  # 395 de 278
        ("960", "ejecucion_financiera_pct", 20.2273),  # 178 de 880
    ],
)
def test_los_porcentajes_calculados(base: Base, meta: str, columna: str, esperado: float) -> None:
    assert _meta(base, VIEJO, meta)[columna] == pytest.approx(esperado, abs=1e-4)


def test_que_metas_trae_cada_informe(base: Base) -> None:
    metas = {
        periodo: {
            int(m) for (m,) in _filas(base, "select meta from metas where periodo = ?", periodo)
        }
        for periodo in (VIEJO, NUEVO)
    }
    ausentes = {904, 905, 906, 981, *range(908, 953)}
    assert metas[VIEJO] == set(range(882, 985)) - ausentes
    assert metas[NUEVO] == set(range(1, 21)) - {16, 17}
    assert {p: len(m) for p, m in metas.items()} == {VIEJO: 54, NUEVO: 18}


def test_un_codigo_del_plan_se_escribe_siempre_igual(base: Base) -> None:
    for nivel, cuantos in (("linea", 4), ("programa", 10), ("subprograma", 22)):
        nombres = [
            n
            for (n,) in _filas(
                base, f"select distinct {nivel} from metas where {nivel} is not null"
            )
        ]
        codigos = [nombre.split(" ")[0] for nombre in nombres]
        assert len(set(codigos)) == len(nombres) == cuantos, nivel
        assert not any(codigo.endswith(".") for codigo in codigos)
    jerarquia = _filas(
        base,
        "select meta from metas where not starts_with(programa, split_part(linea, ' ', 1) || '.') "
        "or not starts_with(subprograma, split_part(programa, ' ', 1) || '.')",
    )
    assert jerarquia == []


def test_las_notas_no_copian_oraciones() -> None:
    """Una cita textual de más de ocho palabras ya es una frase del informe."""
    revisadas = 0
    for ruta in [
        *RUTAS.datos_crudos.glob("informe_gestion/*/*.csv"),
        *RUTAS.datos_crudos.glob("rendicion_cuentas/*/*.csv"),
    ]:
        if not ruta.name.startswith(("metas", "cobertura", "resumenes")):
            continue
        for trozo in ruta.read_text(encoding="utf-8").split("«")[1:]:
            cita = trozo.split("»")[0]
            assert len(cita.split()) <= 8, (ruta.name, cita)
            revisadas += 1
    assert revisadas > 100


# Estados


def _estado(base: Base, **campos: str) -> str:
    """El estado que la sentencia publicada da a una meta inventada."""
    valores = {
        "dichas.estado_texto": "null", "dichas.avance_pct": "null", "dichas.logro": "null",
        "dichas.cantidad_programada": "4", "dichas.linea_avance": "10",
    } | {f"dichas.{campo}": valor for campo, valor in campos.items()}  # fmt: skip
    sql = MARTS["metas"].sql
    caso = sql[sql.index("case\n        when dichas.estado_texto") : sql.index("end as estado,")]
    columnas = ", ".join(f"{v} as {c.removeprefix('dichas.')}" for c, v in valores.items())
    ((estado,),) = _filas(base, f"with dichas as (select {columnas}) select {caso} end from dichas")
    return str(estado)


REGLAS_DE_ESTADO = [
    ({"estado_texto": "'no programada'"}, "no_programada"),
    ({"avance_pct": "100"}, "cumplida"),
    ({"avance_pct": "130", "estado_texto": "'en implementación'"}, "cumplida"),
    ({"logro": "4"}, "cumplida"),
    ({"estado_texto": "'cumplida'"}, "cumplida"),
    ({"logro": "3"}, "en_avance"),
    ({"avance_pct": "56.3"}, "en_avance"),
    ({"estado_texto": "'en implementación'"}, "en_avance"),
    ({"logro": "0"}, "sin_avance"),
    ({"avance_pct": "0"}, "sin_avance"),
    ({"estado_texto": "'sin avance'"}, "sin_avance"),
    ({"linea_avance": "null"}, "sin_reporte"),
    ({"estado_texto": "'sin reporte'"}, "sin_reporte"),
    ({}, "sin_cifra_comparable"),
]


@pytest.mark.parametrize(("campos", "estado"), REGLAS_DE_ESTADO)
def test_la_regla_de_cada_estado(base: Base, campos: dict[str, str], estado: str) -> None:
    assert _estado(base, **campos) == estado


def test_los_estados_declarados_son_los_de_la_sentencia(base: Base) -> None:
    declarados = list(leer_yaml(RUTAS.pipelines / "estados_metas.yml"))
    assert {estado for _, estado in REGLAS_DE_ESTADO} == set(declarados)
    assert [e for (e,) in _filas(base, "select estado from dim_estados_metas")] == declarados
    cuentas = _filas(base, "select periodo, estado, count(*) from metas group by all order by all")
    assert cuentas == [
        (VIEJO, "cumplida", 25),
        (VIEJO, "en_avance", 19),
        (VIEJO, "sin_cifra_comparable", 10),
        (NUEVO, "cumplida", 9),
        (NUEVO, "en_avance", 9),
    ]


# Cobertura


def _nombrados(base: Base, periodo: str, meta: str, anio: int | None) -> set[str]:
    filas = _filas(
        base,
        "select m.nombre from cobertura as c inner join dim_municipios as m using (divipola) "
        "where c.periodo = ? and c.meta = ? and c.tipo = 'nombrado' "
        "and c.anio is not distinct from ?",
        periodo, meta, anio,
    )  # fmt: skip
    return {nombre for (nombre,) in filas}


@pytest.mark.parametrize(
    ("periodo", "meta", "anio", "municipios"),
    [
        # 850: los del SENA no llevan año.
        (VIEJO, "882", None, {"Cúcuta", "Los Patios", "Tibú", "Gramalote", "Herrán", "Chinácota",
                              "Ragonvalia", "Toledo", "Pamplona", "Cáchira"}),
        # 854: el año va después de la lista; «La Playa» y «El Carmen».
        (VIEJO, "882", 2021, {"Sardinata", "Ábrego", "Convención", "Ocaña", "La Playa",
                              "El Carmen"}),
        # 965: tres de 2022 y cinco de los dos años, con el año antes.
        (VIEJO, "883", 2021, {"Cúcuta", "Los Patios", "Pamplona", "Bochalema",
                              "Villa del Rosario"}),
        (VIEJO, "883", 2022, {"Mutiscua", "Gramalote", "Cáchira", "Cúcuta", "Los Patios",
                              "Pamplona", "Bochalema", "Villa del Rosario"}),
        # 1949: la sede, sin año.
        (VIEJO, "893", None, {"El Zulia"}),
        # 1520: la de 2023 va después del salto de página.
        (VIEJO, "888", 2023, {"Lourdes", "Ocaña", "Pamplona", "Los Patios", "Mutiscua"}),
        # 3418.
        (VIEJO, "957", 2020, {"Cúcuta", "Los Patios", "Villa del Rosario", "Sardinata", "Ocaña"}),
        # 3706: primer trimestre de 2022.
        (VIEJO, "960", 2022, {"Cúcuta", "Los Patios", "Villa del Rosario", "Bucarasica", "Tibú",
                              "Sardinata", "Chinácota", "Bochalema", "Labateca", "Pamplona",
                              "Ocaña"}),
        # 4404: la localización repite el texto de los beneficiarios.
        (VIEJO, "970", None, set()),
        # 4986.
        (VIEJO, "977", 2023, {"Tibú", "Pamplona"}),
        # 256: Cúcuta es nombre del centro, no un lugar.
        (NUEVO, "9", None, {"Villa del Rosario"}),
        # 372: las ferias de 2025.
        (NUEVO, "13", 2025, {"Cúcuta", "Chinácota", "Pamplona"}),
    ],
)  # fmt: skip
def test_los_municipios_que_la_meta_nombra(
    base: Base, periodo: str, meta: str, anio: int | None, municipios: set[str]
) -> None:
    assert _nombrados(base, periodo, meta, anio) == municipios


def test_las_excepciones_restan_de_una_cobertura_departamental(base: Base) -> None:
    """1500: 38 municipios, menos Sardinata y La Playa de Belén en 2021."""
    filas = _filas(
        base,
        "select divipola, anio, tipo, nombre_en_fuente from cobertura "
        "where meta = '888' and tipo <> 'nombrado' order by divipola",
    )
    assert [fila[:3] for fila in filas] == [
        ("54", None, "departamental"),
        ("54398", 2021, "excepcion"),
        ("54720", 2021, "excepcion"),
    ]
    assert filas[1][3] == "La Playa de Belén"
    exceptuados = _filas(
        base,
        "select nombre, exceptuado_en from cobertura_municipios "
        "where exceptuado_en is not null order by nombre",
    )
    assert exceptuados == [("La Playa", "meta 888 (2021)"), ("Sardinata", "meta 888 (2021)")]


def test_lo_departamental_es_una_fila_y_no_cuarenta(base: Base) -> None:
    """1063: la 884 es departamental; 1247: la 886, en cada año de 2020 a 2023."""
    filas = _filas(
        base,
        "select meta, anio from cobertura where tipo = 'departamental' "
        "and meta in ('884', '886') order by meta, anio",
    )
    assert filas == [("884", None), ("886", 2020), ("886", 2021), ("886", 2022), ("886", 2023)]
    assert _filas(base, "select count(*) from cobertura where divipola = '54'") == [(21,)]


def test_las_subregiones_no_se_vuelven_departamento(base: Base) -> None:
    """961, 3418, 3688 y 4706 dicen «todas las subregiones» y en seguida nombran municipios."""
    filas = _filas(
        base,
        "select count(*) from cobertura where tipo = 'departamental' "
        "and meta in ('883', '957', '960', '974')",
    )
    assert filas == [(0,)]


def test_el_resumen_por_municipio(base: Base) -> None:
    def resumen(periodo: str, nombre: str) -> tuple[Any, ...]:
        (fila,) = _filas(
            base,
            "select n_metas, n_metas_sin_anio, n_anios, primer_anio, ultimo_anio "
            "from cobertura_municipios where periodo = ? and nombre = ?",
            periodo, nombre,
        )  # fmt: skip
        return fila

    # Bucarasica: 957 (2022), 960 (2021 y 2022) y 891 (sin año).
    assert resumen(VIEJO, "Bucarasica") == (3, 1, 2, 2021, 2022)
    assert resumen(NUEVO, "Bucarasica") == (0, 0, 0, None, None)
    # Lourdes sólo está en la lista de convenios de la meta 18 (421), sin año.
    assert resumen(NUEVO, "Lourdes") == (1, 1, 0, None, None)
    nunca = _filas(
        base,
        "select periodo, count(*) from cobertura_municipios where n_metas = 0 group by periodo",
    )
    assert nunca == [(NUEVO, 20)]


# Beneficiarios, vínculos y resúmenes


def test_los_grupos_de_una_meta(base: Base) -> None:
    """1783: los cuatro grupos de edad de la 891 dan el total, 1.602."""
    edades = _filas(
        base,
        "select grupo, personas from metas_beneficiarios "
        "where meta = '891' and familia_grupo = 'edad' order by personas",
    )
    assert edades == [
        ("adolescentes", 12),
        ("tercera edad", 82),
        ("jóvenes", 266),
        ("adultos", 1242),
    ]
    assert sum(personas for _, personas in edades) == _meta(base, VIEJO, "891")["beneficiarios"]


def test_el_mismo_grupo_se_llama_igual_en_los_dos_informes(base: Base) -> None:
    """844: 2 mujeres jefe de hogar; 401: 108 mujeres jefes de hogar."""
    filas = _filas(
        base,
        "select meta, personas from metas_beneficiarios "
        "where grupo = 'mujeres jefas de hogar' and meta in ('882', '15') order by personas",
    )
    assert filas == [("882", 2), ("15", 108)]
    unidades = _filas(
        base,
        "select distinct grupo from metas_beneficiarios where not cuenta_personas order by grupo",
    )
    assert [grupo for (grupo,) in unidades] == [
        "emprendimientos y microempresas", "empresas", "entidades", "organizaciones solidarias",
        "perfiles de proyecto",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("meta", "vinculos"),
    [
        ("882", {("Incidencia de la pobreza monetaria", None)}),  # 880
        ("883", {("logro", "Anclaje comercial y técnico")}),  # 987
        ("893", set()),  # 1975: ni indicador ni logro
        ("895", {("logro", "Política pública")}),  # 2202
        ("955", {("Producto interno bruto departamental", None)}),  # 3239
        ("968", set()),  # 4306: dice que no hay impacto
        (
            "977",
            {
                ("logro", "Capacidades territoriales"),
                ("Diversificación de la canasta exportadora", None),
            },
        ),  # 4998
    ],
)
def test_con_que_liga_el_informe_cada_meta(
    base: Base, meta: str, vinculos: set[tuple[str, str | None]]
) -> None:
    filas = _filas(
        base, "select indicador, logro_nombrado from metas_indicadores where meta = ?", meta
    )
    assert set(filas) == vinculos


def test_la_nota_distingue_aportar_de_configurarse_como_logro(base: Base) -> None:
    """2202, 2397 y 2859 son las únicas que dicen configurarse, consolidarse o trascender."""
    notas = _filas(base, "select meta, nota from metas_indicadores where indicador = 'logro'")
    configuran = {meta for meta, nota in notas if nota.startswith("El texto dice que se configura")}
    assert configuran == {"895", "897", "903"}
    assert all("no que se configure como logro" in n for m, n in notas if m not in configuran)
    assert len(notas) == 44


def test_lo_que_el_informe_dice_por_nivel_del_plan(base: Base) -> None:
    """752: 96,81 % frente a 93,75 %; 1307: 93,44 %; 2913: 50 %; 482 a 484: sin llenar."""
    filas = _filas(
        base, "select periodo, codigo, ideal_pct, avance_pct from resumenes_plan order by all"
    )
    assert filas == [
        (VIEJO, "6", 93.75, 96.81),
        (VIEJO, "6.3.1", None, None),
        (VIEJO, "6.3.2", None, 93.44),
        (VIEJO, "6.4.4", None, 50.0),
        (NUEVO, "1", None, None),
        (NUEVO, "1.1", None, None),
        (NUEVO, "1.1.1", None, None),
    ]


# Calidad


@pytest.mark.parametrize(
    ("regla", "metas"),
    [
        ("avance_sin_gasto", {"900", "968", "978"}),
        ("municipios_declarados_y_contados", {"883", "887"}),  # 18 y 21; 21 y 5
        ("edades_y_total", {"888", "957"}),  # 650 y 5.089; 1.743 y 1.307
        ("beneficiarios_repetidos", {"892"}),  # las mismas 37, 12 y 23 de la 970
        ("mas_de_cien", {"882", "883", "888", "891", "957"}),
        ("cifra_en_otra_unidad", {"960", "2", "6", "8", "14"}),
        ("sin_localizacion", {"900", "901", "968", "970", "1", "2", "5", "7", "10", "11", "19"}),
        (
            "gasto_sin_avance",
            {"890", "893", "903", "954", "956", "964", "965", "966", "973", "979"},
        ),
    ],
)
def test_que_metas_cumplen_cada_regla_de_calidad(base: Base, regla: str, metas: set[str]) -> None:
    filas = _filas(base, "select meta from metas_calidad where regla = ?", regla)
    assert {meta for (meta,) in filas} == metas


def test_un_hallazgo_trae_las_dos_cifras_y_su_lugar(base: Base) -> None:
    (fila,) = _filas(
        base,
        "select regla, gravedad, cifra_a, cifra_b, linea_documento from metas_calidad "
        "where meta = '983' and regla like 'ejecutado%'",
    )
    assert fila == ("ejecutado_cinco_veces", "alta", 511, 50, 5395)
    (fila,) = _filas(
        base,
        "select cifra_a, cifra_b, linea_documento, explicacion from metas_calidad "
        "where regla = 'beneficiarios_repetidos'",
    )
    assert fila[:3] == (37, 37, 1868)
    assert fila[3].endswith("Metas 892 y 970.")


def test_las_contradicciones_declaradas_no_se_repiten(base: Base) -> None:
    filas = dict(
        _filas(
            base,
            "select split_part(hallazgo_id, '/', 3), concat(cifra_a, ' ', cifra_b) "
            "from metas_calidad where regla = 'contradiccion'",
        )
    )
    assert filas["fondo_emprender_empleos"] == "95.0 93.0"
    assert filas["creditos_664_662"] == "664.0 662.0"
    assert "creditos_valor_2020_2022" in filas
    assert "pib_2019_ediciones" not in filas  # no es de los informes


def test_toda_regla_declarada_se_usa_y_toda_usada_se_declara(base: Base) -> None:
    reglas = leer_yaml(RUTAS.pipelines / "reglas_calidad.yml")
    usadas = {regla for (regla,) in _filas(base, "select distinct regla from metas_calidad")}
    assert usadas == set(reglas)
    assert {campos["gravedad"] for campos in reglas.values()} == {"alta", "media", "baja"}
