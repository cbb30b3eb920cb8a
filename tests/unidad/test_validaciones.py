"""Cada validación falla cuando debe: un daño por regla, hecho con SQL sobre los marts sanos.

Los daños de punta a punta (un archivo de ``data/raw`` cambiado) están en ``test_validar_cli``; aquí
se exige que ningún archivo de ``pipelines/validaciones`` quede sin su caso.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.construir import (
    _cargar_preparacion,
    _metadatos,
    familias_por_preparar,
    preparar,
)
from pipelines.declaraciones import preparar_declaraciones
from pipelines.definiciones import leer_marts
from pipelines.errores import ErrorDeDeclaracion
from pipelines.fallas import Revision
from pipelines.registro import leer_registro
from pipelines.rutas import RUTAS, Rutas
from pipelines.validar import (
    _revisar_claves,
    escribir_conteos,
    leer_conteos,
    revisar_conteos,
    revisar_marts,
)

MARTS = leer_marts(RUTAS)
VALIDACIONES = {ruta.stem: ruta for ruta in sorted(RUTAS.validaciones.glob("*.sql"))}
NORTE = "cod_departamento = '54'"


def _de_terridata(lugar: str, nivel: str, cita: str = "texto") -> str:
    """Una fila en ``terridata``, que sin un archivo cargado no tiene ninguna."""
    return (
        f"insert into terridata select '{lugar}', '{nivel}', 'Educación', null, 'Cobertura', null, "
        f"2022, null, 12.5, null, 'MEN', fuente_id, {cita} from citas limit 1"
    )


def _del_rues(cuentas: str, suprimida: str = "false") -> str:
    """Una celda en ``registros_rues``, vacía mientras no se cargue una edición."""
    return (
        f"insert into registros_rues select '11', 'Cúcuta', 'total', 'todas', 'todas', 2019, "
        f"'anual', {cuentas}, {suprimida}, false, 'rues_x'"
    )


def _vida_en_el_rues(*tasas: str, suprimida: str = "false", matriculas: str = "50") -> str:
    """Una cohorte en ``supervivencia_rues``, con la tasa de no canceladas de cada año."""
    filas = ", ".join(
        f"('11', 'Cúcuta', 'total', 'todas', 'todas', 2015, {anios}, {matriculas}, {tasa}, "
        f"{'null' if tasa == 'null' else '40.0'}, {suprimida}, false, 'rues_x')"
        for anios, tasa in enumerate(tasas, start=1)
    )
    return f"insert into supervivencia_rues values {filas}"


def _incremento_del_rues(contado: str, informe: str, diferencia: str, resultado: str) -> str:
    return (
        f"insert into incrementos_rues values ('Cúcuta', 2021, 91, 81, {contado}, {informe}, "
        f"{diferencia}, '{resultado}', null, 'rues_x')"
    )


# Validación → (daño, algo que la fila que falla debe traer). Uno por cada rama de la consulta.
CASOS: dict[str, list[tuple[str, object]]] = {
    "anclaje_comercial__suma_total": [
        ("update anclaje_comercial set beneficiarios = 209 where beneficiarios = 208", 4596),
        ("delete from anclaje_comercial where programa = 'Vitrina comercial'", 4545),
        (
            "insert into anclaje_comercial select * replace ('x' as programa, 0 as beneficiarios) "
            "from anclaje_comercial limit 1",
            7,
        ),
    ],
    "apalancamiento_financiero__desembolsos_suman": [
        ("update apalancamiento_financiero set desembolsos = 314 where desembolsos = 315", 2377),
    ],
    "camaras_prensa__cita_declarada": [
        ("update camaras_prensa set cita_id = 'F999' where cita_id = 'F030'", "F999"),
    ],
    "cifras_informes__indicador_en_catalogo": [
        (
            "update cifras_informes set indicador_id = 'lluvia' where clave = 'registros_activos'",
            "lluvia",
        ),
    ],
    "cobertura__anio_en_periodo": [
        ("update cobertura set anio = 2024 where meta = '961'", 2024),
        ("update cobertura set anio = 2023 where meta = '13' and anio = 2024", 2023),
    ],
    "cobertura__divipola_existe": [
        ("update cobertura set divipola = '54002' where meta = '961'", "54002"),
    ],
    "cobertura__excepcion_con_departamental": [
        ("update cobertura set tipo = 'nombrado' where meta = '888' and divipola = '54'", "54720"),
    ],
    "cobertura__meta_existe": [
        ("update cobertura set meta = '981' where meta = '961'", "981"),
        ("update metas_beneficiarios set meta = '16' where meta = '15'", "16"),
        ("update metas_indicadores set periodo = '2024-2027' where meta = '882'", "882"),
    ],
    "cobertura__tipo_en_vocabulario": [
        ("update cobertura set tipo = 'regional' where meta = '961'", "regional"),
        ("update cobertura set divipola = '54' where meta = '961'", "961"),
        ("update cobertura set divipola = '54001' where tipo = 'departamental'", "departamental"),
    ],
    "cobertura_municipios__todos_en_cada_periodo": [
        (
            "delete from cobertura_municipios where periodo = '2024-2027' and divipola = '54109'",
            39,
        ),
        ("update cobertura_municipios set n_metas = 4 where divipola = '54109'", "2020-2023"),
    ],
    "contradicciones__indicador_en_catalogo": [
        *(
            (f"update contradicciones set {columna} = 'x' where tema = 'territorio'", 1058.0)
            for columna in ("indicador_id", "fuente_id_a", "fuente_id_b")
        ),
    ],
    "depuraciones__cita_declarada": [("update depuraciones set cita_id = 'F999'", "F999")],
    "depuraciones_por_anio__cita_declarada": [
        ("update depuraciones_por_anio set cita_id = 'F999' where anio = 2011", "F999"),
    ],
    "dim_indicadores__con_observaciones": [
        (
            "update dim_indicadores set fuente_id = null where indicador_id = 'pib_corriente'",
            "pib_corriente",
        ),
    ],
    "dim_municipios__completos": [
        ("update dim_municipios set camara = 'Ocaña' where divipola = '54051'", 17),
        ("update dim_municipios set camara = 'Ocaña' where divipola = '54518'", 9),
        ("delete from dim_municipios where divipola = '54001'", 39),
        ("update dim_municipios set subregion = 'Norte' where subregion = 'Centro'", 5),
        ("update dim_municipios set pdet = true where divipola = '54001'", 9),
        (
            "update dim_municipios set decreto_0062_catatumbo = false where divipola = '54498'",
            10,
        ),
    ],
    "emprendedores__sin_cuentas_pequenas": [
        (
            "insert into emprendedores values ('2025-06-30', '54001', 'validación', 'comercio', "
            "'mujer', '18 a 28', 4, false, 9, 'x')",
            9,
        ),
        (
            "insert into emprendedores values ('2025-06-30', '54001', 'validación', 'comercio', "
            "'mujer', '18 a 28', null, false, 8, 'x')",
            8,
        ),
    ],
    "eventos__cita_declarada": [
        ("update eventos set cita_id = 'F999' where cita_id = 'H001'", "F999"),
        ("update eventos set cita_id = null where cita_id = 'H001'", date(2015, 8, 19)),
    ],
    "eventos__marcas_declaradas": [
        ("delete from eventos where fecha = '2015-08-19'", 0),
        (
            "insert into eventos select * replace ('x' as tipo) from eventos "
            "where fecha = '2015-08-19'",
            2,
        ),
    ],
    "exportaciones_mensuales__meses_completos": [
        (f"delete from exportaciones_mensuales where {NORTE} and mes = '2024-05'", 43),
    ],
    "idc__cita_declarada": [
        (f"update idc set cita_id = 'F003; F999' where edicion = 'prensa' and {NORTE}", "F999"),
        (f"update idc set cita_id = 'F003' where edicion = '2024' and {NORTE}", "F003"),
    ],
    "idc__departamentos_completos": [
        (f"delete from idc where edicion = '2025' and codigo = 'NEG' and {NORTE}", 32),
    ],
    "idc__general_es_media_de_pilares": [
        (
            "update idc set puntaje_0_10 = puntaje_0_10 + 0.001 "
            f"where edicion = '2024' and anio = 2022 and nivel = 'general' and {NORTE}",
            4.797981,
        ),
        (
            "update idc set puntaje_0_10 = null "
            f"where edicion = '2024' and anio = 2022 and codigo = 'INF' and {NORTE}",
            12,
        ),
        ("delete from idc where nivel = 'pilar' and edicion = '2025'", "cobertura mínima"),
    ],
    "idc__notas_de_prensa_coinciden": [
        (
            "insert into preparacion.stg_idc__general select * replace (puntaje + 1 as puntaje) "
            "from preparacion.stg_idc__general "
            f"where tipo like '%prensa%' and anio_idc = 2022 and {NORTE}",
            5.94,
        ),
        (
            "insert into preparacion.stg_idc__general select * replace (1 as puesto) "
            "from preparacion.stg_idc__general "
            f"where tipo like '%prensa%' and anio_idc = 2022 and {NORTE}",
            14,
        ),
    ],
    "idc__puesto_publicado_es_el_calculado": [
        (
            "update idc set puesto = 2 where edicion = '2024' and anio = 2024 "
            f"and codigo = 'NEG-2-1' and {NORTE}",
            "NEG-2-1",
        ),
        # Empatados en cero en dos puestos distintos, aunque cada uno sea un extremo del empate.
        ("EMPATE", "NEG-1-1"),
        ("delete from idc where nivel = 'indicador'", "cobertura mínima"),
    ],
    "ihh_exportaciones__clase_segun_cortes": [
        (f"update ihh_exportaciones set clase = 'baja' where clase = 'alta' and {NORTE}", "baja"),
        (f"update ihh_exportaciones set ihh_0_1 = 0.15 where ihh_0_1 = 0.0671 and {NORTE}", 0.15),
    ],
    "ihh_exportaciones__coincide_con_idc": [
        (f"update ihh_exportaciones set ihh_0_1 = 0.311 where ihh_0_1 = 0.3081 and {NORTE}", 0.311),
        (f"update ihh_exportaciones set ihh_0_1 = 0.064 where ihh_0_1 = 0.0671 and {NORTE}", 0.064),
        (f"delete from ihh_exportaciones where {NORTE}", "cobertura mínima de 2 comparaciones"),
    ],
    "iniciativas_cluster__coinciden_con_metas": [
        ("update iniciativas_cluster set valor = 441 where clave = 'meta_5_beneficiarios'", 441),
        ("delete from iniciativas_cluster where clave = 'moda_empresarios_2020'", 300),
        ("update metas set inversion_total_mill_cop = 1 where meta = '5'", 1158.69),
    ],
    "incrementos_rues__diferencia_cuadra": [
        (_incremento_del_rues("12.35", "12.35", "0.5", "difiere"), "difiere"),
        (_incremento_del_rues("12.35", "12.35", "null", "coincide"), "coincide"),
        (_incremento_del_rues("12.35", "12.35", "0", "el informe no lo enuncia"), 2021),
    ],
    "indicadores_relacionados__en_catalogo": [
        (
            "update indicadores_relacionados set relacionado = 'x' where relacionado = 'ihh_pais'",
            "x",
        ),
        (
            "update indicadores_relacionados set indicador_id = 'x' where relacionado = 'ihh_pais'",
            "x",
        ),
        (
            "update indicadores_relacionados set indicador_id = relacionado "
            "where relacionado = 'ihh_pais'",
            "ihh_pais",
        ),
    ],
    "indicadores_resultado__completos": [
        ("delete from indicadores_resultado where clave = 'creditos'", 5),
        ("delete from indicadores_resultado where clave = 'nuevas_empresas'", 4),
        ("update indicadores_resultado set estado = 'regular' where clave = 'creditos'", "regular"),
    ],
    "indicadores_resultado__indicador_en_catalogo": [
        (
            "update indicadores_resultado set indicador_id = 'lluvia' "
            "where clave = 'nuevas_empresas'",
            "lluvia",
        ),
    ],
    "mesas_cifras__cita_declarada": [
        ("update mesas_cifras set cita_id = 'X' where clave = 'red_actores'", "red_actores"),
    ],
    "mesas_cifras__participaciones_suman": [
        ("update mesas_cifras set valor = 12.7 where clave = 'parte_antioquia'", 55.8),
        ("delete from mesas_cifras where clave = 'parte_cauca'", 5),
    ],
    "mesas_cifras__partes_cuadran": [
        ("update mesas_cifras set valor = 164 where clave = 'cluster_acompanadas'", 321.0),
        ("update mesas_cifras set valor = 46 where clave = 'verde_mitigacion'", 121.0),
        ("update mesas_cifras set valor = 9 where clave = 'encadena_aporte_abu_dabi'", 101.0),
        ("update mesas_cifras set valor = 48 where clave = 'fabricas_aporte_camaras'", 100.0),
        ("update mesas_cifras set valor = 61 where clave = 'alcance_sofisticacion_ecb'", 251.0),
        ("update mesas_cifras set valor = 41 where clave = 'red_actores'", 41.0),
        ("delete from cifras_informes where clave = 'red_programas'", 72.0),
    ],
    "mesas_metas__estado_cuadra": [
        ("update mesas_metas set comprobacion = 'no llega a la meta' where orden = 2", 567),
        ("delete from mesas_metas where orden = 2", 16),
        ("update mesas_metas set valor_avance = 4 where orden = 17", 15.0),
    ],
    "metas__completas": [
        ("delete from metas where meta = '984'", 53),
        ("insert into metas select * replace ('16' as meta) from metas where meta = '1'", 19),
        ("update metas set periodo = '2028-2031' where meta = '984'", "2028-2031"),
        ("delete from metas where periodo = '2024-2027'", 18),
    ],
    "metas__estado_declarado": [
        ("update metas set estado = 'regular' where meta = '882'", "regular"),
        ("update metas set estado = null where meta = '882'", "882"),
    ],
    "metas__total_no_menor_que_partes": [
        ("update metas set inversion_total_mill_cop = 2900 where meta = '12'", 2900.0),
    ],
    "metas_beneficiarios__grupo_declarado": [
        (
            "update metas_beneficiarios set grupo = 'otros', familia_grupo = null "
            "where meta = '976'",
            "otros",
        ),
    ],
    "metas_calidad__hallazgo_completo": [
        *(
            (f"update metas_calidad set {cambio} where meta = '983'", "informe_gestion_2020_2023")
            for cambio in (
                "gravedad = 'grave'", "documento = null", "explicacion = ''", "que_es_a = ''",
                "que_es_b = ''", "linea_documento = null",
            )
        ),
    ],
    "metas_indicadores__indicador_declarado": [
        ("update metas_indicadores set indicador = 'Lluvia' where meta = '882'", "Lluvia"),
        ("update metas_indicadores set logro_nombrado = null where meta = '895'", "895"),
    ],
    "observaciones__indicador_en_catalogo": [
        (
            "update observaciones set indicador_id = 'lluvia' "
            "where indicador_id = 'registros_activos'",
            "lluvia",
        ),
    ],
    "observaciones__nueve_sin_encuesta": [
        (
            "delete from observaciones where indicador_id = 'pobreza_extrema' "
            "and edicion = 'marco2005' and periodo = '2015' and territorio = '54'",
            23,
        ),
        (
            "insert into observaciones select * replace ('81' as territorio, 0.0 as valor) "
            "from observaciones where indicador_id = 'pobreza_monetaria' "
            "and edicion = 'marco2005' and periodo = '2019' and territorio = '54'",
            25,
        ),
    ],
    "observaciones__pib_per_capita_cuadra": [
        (
            "update preparacion.stg_pib__ancho set pib_per_capita_cop = pib_per_capita_cop * 1.001 "
            f"where {NORTE} and anio = 2024",
            "54",
        ),
    ],
    "observaciones__pib_suma_nacional": [
        (
            "update observaciones set valor = valor + 100 where indicador_id = 'pib_corriente' "
            "and edicion = '2025pr' and periodo = '2024' and territorio = '54'",
            "2024",
        ),
        (
            "delete from observaciones where indicador_id = 'pib_corriente' "
            "and edicion = '2025pr' and periodo = '2024' and territorio = '97'",
            32,
        ),
        (
            "delete from observaciones where indicador_id = 'pib_corriente' "
            "and edicion = '2025pr' and periodo = '2024' and territorio = '00'",
            "2024",
        ),
        (
            "delete from observaciones where indicador_id = 'pib_corriente' "
            "and edicion = '2025pr' and periodo = '2005'",
            "cobertura mínima de 21 años",
        ),
    ],
    "observaciones__puesto_con_de_cuantos": [
        (
            "update observaciones set n_evaluados = null where indicador_id = 'pib_per_capita' "
            "and edicion = '2025pr' and periodo = '2024' and territorio = '54'",
            22,
        ),
        (
            "update observaciones set puesto = 34 where indicador_id = 'pib_per_capita' "
            "and edicion = '2025pr' and periodo = '2024' and territorio = '54'",
            34,
        ),
    ],
    "observaciones__territorio_existe": [
        ("update observaciones set territorio = '98' where nivel = 'departamento'", "98"),
        ("update observaciones set territorio = '54' where nivel = 'nacional'", "nacional"),
        ("update observaciones set territorio = '54002' where nivel = 'municipio'", "54002"),
        ("update observaciones set territorio = 'Tibú' where nivel = 'camara'", "Tibú"),
        ("update observaciones set nivel = 'vereda' where nivel = 'camara'", "vereda"),
    ],
    "planes_fondo_emprender__capital_suma_total": [
        (
            "update planes_fondo_emprender set capital_cop = capital_cop - 1 "
            "where plan_negocio = 'Mar'",
            1516243103,
        ),
        ("delete from planes_fondo_emprender where plan_negocio = 'Mar'", 18),
    ],
    "quiebres__indicador_en_catalogo": [
        (
            "update quiebres set indicador_id = 'lluvia' where indicador_id = 'pobreza_extrema'",
            "lluvia",
        ),
    ],
    "registros_rues__suprimida_sin_cuentas": [
        *(
            (_del_rues(cuentas), 2019)
            for cuentas in (
                "null, 9, 9, 9", "9, null, 9, 9", "9, 9, null, 9", "9, 9, 9, null",
                "4, 9, 9, 9", "9, 1, 9, 9", "9, 9, 3, 9", "9, 9, 9, 2",
            )
        ),
        (_del_rues("null, null, null, 30", "true"), 2019),
    ],
    "ssme_aspectos__ocho_en_tres_dimensiones": [
        ("delete from ssme_aspectos where aspecto = 'A5'", 7),
        ("update ssme_aspectos set dimension_ssme = 2 where dimension_ssme = 3", 2),
    ],
    "ssme_evaluaciones__mas_puntaje_no_es_menos_nivel": [
        # 1,70 no puede ser nivel 1 si 1,65 es nivel 2; y 1,65 no puede ser nivel 1.
        (
            "insert into ssme_evaluaciones values ('Moda', 4, 'TOTAL', 1.7, 1, 2, null, 'x')",
            "Sistema moda (ejemplo publicado)",
        ),
        ("insert into ssme_evaluaciones values ('Moda', 4, 'TOTAL', 1.65, 1, 2, null, 'x')", 1.65),
        (
            "insert into ssme_evaluaciones values ('Moda', 6, 'TOTAL', 2.5, 2, 2, null, 'x'), "
            "('NorTIC', 6, 'TOTAL', 2.4, 3, 3, null, 'x')",
            "NorTIC",
        ),
    ],
    "ssme_resultados__aspecto_en_su_dimension": [
        ("update ssme_resultados set dimension_ssme = 1 where aspecto = 'A8'", "a8_espontanea"),
        ("update ssme_resultados set aspecto = 'A9' where clave = 'a7_actores'", "A9"),
    ],
    "ssme_resultados__publica_y_privada_suman_100": [
        ("update ssme_resultados set valor = 85 where clave = 'a4_operacion_publica'", 99),
    ],
    "red_actores__mesas_completas": [
        ("delete from red_actores where actor = 'ANDI' and mesa = 'escalamiento'", 4),
        ("update red_actores set papel = null where actor = 'Cámara de Comercio de Pamplona'", 0),
        ("delete from red_actores where mesa = 'validacion'", "validacion"),
    ],
    "supervivencia_rues__suprimida_sin_tasas": [
        (_vida_en_el_rues("null"), 2015),
        (_vida_en_el_rues("90.0", suprimida="true"), 2015),
        (_vida_en_el_rues("90.0", matriculas="null"), 2015),
        (_vida_en_el_rues("90.0", "95.0"), 2),
    ],
    "terridata__cita_declarada": [(_de_terridata("54001", "municipio", "'otra'"), "otra")],
    "terridata__lugar_existe": [
        (_de_terridata("54002", "municipio"), "54002"),
        (_de_terridata("98", "departamento"), "98"),
        (_de_terridata("54", "nacional"), "nacional"),
        (_de_terridata("54001", "vereda"), "vereda"),
    ],
    "vecinos__pares_y_conteos": [
        ("delete from vecinos where divipola_b = '54553'", 96),
        (
            "update vecinos set divipola_a = divipola_b, divipola_b = divipola_a "
            "where divipola_b = '54553'",
            "54553",
        ),
        ("update dim_municipios set n_vecinos = 9 where divipola = '54001'", 9),
    ],
}  # fmt: skip

# Revisa una declaración que no es de una fuente: la falla sale como «sin fuente».
SIN_FUENTE = {"eventos__marcas_declaradas", "indicadores_relacionados__en_catalogo"}

EMPATE = """
    update idc set puesto = 32 - empatados.cuantos + 2
    from (
        select min(cod_departamento) as cod_departamento, count(*) as cuantos
        from idc
        where edicion = '2024' and anio = 2024 and codigo = 'NEG-1-1' and puntaje_0_10 = 0
    ) as empatados
    where idc.edicion = '2024' and idc.anio = 2024 and idc.codigo = 'NEG-1-1'
        and idc.cod_departamento = empatados.cod_departamento
"""


@pytest.fixture(scope="module")
def sana(mart: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Los marts y las tablas de preparación en memoria, para dañarlos y deshacer."""
    fuentes = list(leer_registro(RUTAS).values())
    tablas = preparar_declaraciones(RUTAS, fuentes) | _metadatos(MARTS)
    tablas |= preparar(RUTAS, fuentes, familias_por_preparar(fuentes), Revision())
    conexion = duckdb.connect()
    _cargar_preparacion(conexion, tablas)
    conexion.execute(f"attach '{mart}' as publicado (read_only)")
    for definicion in MARTS:
        conexion.execute(f"create table {definicion.nombre} as from publicado.{definicion.nombre}")
    yield conexion
    conexion.close()


@contextmanager
def _danada(conexion: duckdb.DuckDBPyConnection, danio: str) -> Iterator[None]:
    conexion.execute("begin")
    try:
        conexion.execute(danio)
        yield
    finally:
        conexion.execute("rollback")


def test_toda_validacion_tiene_su_dano() -> None:
    assert len(VALIDACIONES) > 20
    assert set(CASOS) == set(VALIDACIONES)


@pytest.mark.parametrize("nombre", VALIDACIONES)
def test_los_datos_sanos_pasan(sana: duckdb.DuckDBPyConnection, nombre: str) -> None:
    assert sana.execute(VALIDACIONES[nombre].read_text(encoding="utf-8")).fetchall() == []


@pytest.mark.parametrize("nombre", VALIDACIONES)
def test_la_validacion_devuelve_las_filas_que_fallan(
    sana: duckdb.DuckDBPyConnection, nombre: str
) -> None:
    consulta = VALIDACIONES[nombre].read_text(encoding="utf-8")
    assert CASOS.get(nombre), f"{nombre} no tiene un daño que la haga fallar"
    for danio, debe_traer in CASOS[nombre]:
        with _danada(sana, EMPATE if danio == "EMPATE" else danio):
            cursor = sana.execute(consulta)
            columnas = [campo[0] for campo in cursor.description or []]
            filas = cursor.fetchall()
        assert filas, f"{nombre} no vio: {danio}"
        assert nombre in SIN_FUENTE or columnas[0] == "fuente_id"
        assert any(debe_traer in fila for fila in filas), (danio, filas[:5])


def test_la_cifra_culpable_es_la_primera_fila(sana: duckdb.DuckDBPyConnection) -> None:
    """Un puntaje mal escrito corre un lugar a todos los de en medio: el suyo va primero."""
    danio = (
        "update idc set puntaje_0_10 = 9.9 where edicion = '2024' and anio = 2024 "
        f"and codigo = 'NEG' and {NORTE}"
    )
    consulta = VALIDACIONES["idc__puesto_publicado_es_el_calculado"].read_text(encoding="utf-8")
    with _danada(sana, danio):
        filas = sana.execute(consulta).fetchall()
    assert len(filas) == 19
    assert filas[0][3:8] == ("54", "pilar", "NEG", 9.9, 19)


@pytest.mark.parametrize("nombre", VALIDACIONES)
def test_la_validacion_dice_que_mira(nombre: str) -> None:
    tabla, separador, regla = nombre.partition("__")
    assert separador
    assert regla
    assert tabla in {definicion.nombre for definicion in MARTS}
    primera = VALIDACIONES[nombre].read_text(encoding="utf-8").splitlines()[0]
    assert primera.startswith("-- ")
    assert len(primera) > 30


# Lo que se revisa en todas las tablas


@pytest.mark.parametrize("definicion", MARTS, ids=lambda definicion: definicion.nombre)
def test_una_fila_repetida_rompe_la_clave(
    sana: duckdb.DuckDBPyConnection, definicion: object
) -> None:
    mart = next(m for m in MARTS if m is definicion)
    vacia = sana.execute(f"select count(*) from {mart.nombre}").fetchone() == (0,)
    fila = "select " + ", ".join(
        f"'x' as {c.nombre}" if c.tipo == "varchar" else f"null::{c.tipo} as {c.nombre}"
        for c in mart.columnas
    )
    danio = f"insert into {mart.nombre} from {mart.nombre} limit 1"
    if vacia:
        danio = f"insert into {mart.nombre} {fila} union all {fila}"
    revision = Revision()
    with _danada(sana, danio):
        _revisar_claves(sana, [mart], revision)
    de_clave = [falla for falla in revision.fallas if falla.regla == "clave_unica"]
    (falla,) = de_clave
    assert falla.lugar == f"tabla {mart.nombre}"
    assert "veces=2" in falla.detalle
    limpia = Revision()
    _revisar_claves(sana, [mart], limpia)
    assert limpia.fallas == []


@pytest.mark.parametrize(
    "nombre",
    [
        m.nombre
        for m in MARTS
        if m.nombre != "dim_fuentes" and any(c.nombre == "fuente_id" for c in m.columnas)
    ],
)
@pytest.mark.parametrize("valor", ["'nadie'", "null"])
def test_una_fila_sin_fuente_declarada(
    sana: duckdb.DuckDBPyConnection, nombre: str, valor: str
) -> None:
    mart = next(m for m in MARTS if m.nombre == nombre)
    columnas = ", ".join(
        f"{valor if c.nombre == 'fuente_id' else 'null'}::{c.tipo} as {c.nombre}"
        for c in mart.columnas
    )
    revision = Revision()
    with _danada(sana, f"insert into {nombre} select {columnas}"):
        _revisar_claves(sana, [mart], revision)
    assert [(falla.lugar, falla.regla) for falla in revision.fallas] == [
        (f"tabla {nombre}", "fuente_declarada")
    ]


def test_una_contradiccion_que_ya_no_lo_es(sana: duckdb.DuckDBPyConnection) -> None:
    """Si la fuente se corrige, la declaración sobra: hay que decirlo, no callarlo."""
    revision = Revision()
    with _danada(sana, "update planes_fondo_emprender set empleos = 7 where plan_negocio = 'Mar'"):
        revisar_marts(sana, RUTAS, MARTS, revision)
    assert [str(falla) for falla in revision.fallas] == [
        "[informe_gestion_2020_2023] contradicción fondo_emprender_empleos, lado b · "
        "contradiccion_vigente: se declaró 93.0 y los marts dicen 95"
    ]


@pytest.mark.parametrize(
    ("comprobacion", "dice"),
    [
        ("select noexiste from vecinos", "la comprobación no corre"),
        ("select frontera_km from vecinos where false", "los marts dicen None"),
        ("select max(divipola) from dim_municipios", "los marts dicen 54874"),
    ],
)
def test_una_comprobacion_que_no_sirve(
    sana: duckdb.DuckDBPyConnection, comprobacion: str, dice: str
) -> None:
    # Sin transacción: una consulta que no corre la aborta, y con ella todas las comprobaciones.
    tabla = "preparacion.stg_declaracion__contradicciones"
    cambiar = f"update {tabla} set comprobacion_b = ? where contradiccion_id = 'area_cachira'"
    (original,) = sana.execute(
        f"select comprobacion_b from {tabla} where contradiccion_id = 'area_cachira'"
    ).fetchone() or ("",)
    revision = Revision()
    try:
        sana.execute(cambiar, [comprobacion])
        revisar_marts(sana, RUTAS, MARTS, revision)
    finally:
        sana.execute(cambiar, [original])
    (falla,) = revision.fallas
    assert falla.fuente == "mgn_2018"
    assert falla.lugar == "contradicción area_cachira, lado b"
    assert dice in falla.detalle


def test_sin_validaciones_no_se_publica(sana: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(ErrorDeDeclaracion, match="No hay ninguna validación"):
        revisar_marts(sana, Rutas(tmp_path), MARTS, Revision())


@pytest.mark.parametrize(
    ("archivo", "consulta", "mensaje"),
    [
        ("vecinos__rota.sql", "select noexiste from vecinos", "La validación no corre"),
        ("vecinos__rota.sql", "selec 1", "La validación no corre"),
        ("lluvias__sumas.sql", "select 1", "no dice una tabla y una regla"),
        ("vecinos.sql", "select 1", "no dice una tabla y una regla"),
    ],
    ids=["columna", "sintaxis", "tabla", "regla"],
)
def test_una_validacion_mal_escrita(
    sana: duckdb.DuckDBPyConnection, tmp_path: Path, archivo: str, consulta: str, mensaje: str
) -> None:
    rutas = Rutas(tmp_path)
    rutas.validaciones.mkdir(parents=True)
    (rutas.validaciones / archivo).write_text(consulta, encoding="utf-8")
    with pytest.raises(ErrorDeDeclaracion, match=mensaje) as error:
        revisar_marts(sana, rutas, MARTS, Revision())
    assert error.value.donde == f"pipelines/validaciones/{archivo}"


# Conteos versionados


@pytest.mark.parametrize(
    ("filas", "dice"),
    [
        ({"a": 1, "b": 2}, []),
        ({"a": 0, "b": 2}, ["tabla a · conteo_versionado: 1 filas versionadas, 0 ahora"]),
        ({"a": 1, "b": 3}, ["tabla b · conteo_versionado: 2 filas versionadas, 3 ahora"]),
        ({"a": 1}, ["tabla b · conteo_versionado: 2 filas versionadas, None ahora"]),
        (
            {"a": 1, "b": 2, "c": 0},
            ["tabla c · conteo_versionado: None filas versionadas, 0 ahora"],
        ),
    ],
    ids=["igual", "menos", "mas", "tabla_de_menos", "tabla_de_mas"],
)
def test_conteos_versionados(tmp_path: Path, filas: dict[str, int], dice: list[str]) -> None:
    rutas = Rutas(tmp_path)
    rutas.pipelines.mkdir()
    ruta = rutas.pipelines / "conteos_esperados.csv"
    escribir_conteos(ruta, {"b": 2, "a": 1})
    assert ruta.read_bytes() == b"tabla,filas\na,1\nb,2\n"
    assert leer_conteos(ruta) == {"a": 1, "b": 2}
    revision = Revision()
    revisar_conteos(rutas, filas, revision)
    assert revision.comprobaciones["conteo"] == len({"a", "b"} | set(filas))
    assert [str(falla).split("; ")[0] for falla in revision.fallas] == [
        f"[marts] {linea}" for linea in dice
    ]
