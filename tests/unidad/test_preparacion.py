"""Cada preparación rechaza lo que no es como la fuente: número, rango, clave y columnas.

Los mismos siete daños se hacen en todas las tablas de ``data/raw``; una prueba exige que no quede
ninguna por fuera.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pandera.pandas as pa
import pytest

from pipelines.errores import ErrorDeFuente, ErrorDeHomologacion
from pipelines.lote import Lote
from pipelines.preparacion.comun import convertir, exigir_conjunto, revisar_salida
from pipelines.preparacion.pobreza_multidimensional import ZONAS
from pipelines.registro import leer_registro
from pipelines.rutas import RUTAS, Rutas
from tests.apoyo import cambiar_celda, escribir_filas, leer_filas

FUENTES = leer_registro(RUTAS)
FUENTES_POR_RUTA = {a.ruta: f for f in FUENTES.values() for a in f.archivos}
TABLA_POR_RUTA = {a.ruta: a.tabla for f in FUENTES.values() for a in f.archivos}
CON_CSV = {a.tabla for f in FUENTES.values() for a in f.archivos if a.ruta.endswith(".csv")}
# Con las primeras filas basta para que cada tabla sea válida (los 13 pilares caben de sobra).
MAXIMO_FILAS = 60


class Caso(NamedTuple):
    """Una tabla de ``data/raw`` y cómo se daña.

    ``numerica``: columna que debe ser un número. ``columna``, ``valor`` y ``regla``: un valor que
    no cumple su regla y cómo se dice. ``mostrado``: cómo aparece el valor, si no es igual;
    ``mostrada``: cómo se llama la columna en el mensaje, si la preparación la renombra.
    """

    archivo: str
    numerica: str | None
    columna: str
    valor: str
    regla: str
    mostrado: str | None = None
    mostrada: str | None = None

    @property
    def familia(self) -> str:
        return FUENTES_POR_RUTA[self.archivo].familia

    @property
    def mensaje(self) -> str:
        columna = self.mostrada or self.columna
        return f"columna {columna}: «{self.mostrado or self.valor}», regla: {self.regla}"


PIB = "pib/2025pr/pib_departamental.csv"
PIB_VIEJO = "pib/2020pr/pib_departamental.csv"
MONETARIA = "pobreza_monetaria/marco2005/pobreza_monetaria.csv"
MULTIDIMENSIONAL = "pobreza_multidimensional/2024/pobreza_multidimensional.csv"
POBLACION = "poblacion/2018-2035/poblacion_54.csv"
MENSUAL = "exportaciones/2026-10/mensual.csv"
INFORME = "informe_gestion/2020-2023/"
MUNICIPIO = "código DIVIPOLA de cinco cifras de Norte de Santander"
POSITIVO = "entre 1 y 1e+12"
CASOS = [
    Caso("idc/2024/general.csv", "puntaje", "puntaje", "101", "entre 0 y 100", "101.0"),
    Caso("idc/2024/pilares.csv", "puntaje", "puntaje", "10.01", "entre 0 y 10"),
    Caso("idc/2024/indicadores.csv", "valor_original", "puesto", "34", "entre 1 y 33"),
    Caso("idc/2024/estructura.csv", "anio_edicion", "inversa", "tal vez", "uno de: sí, no"),
    Caso(
        PIB, "pib_corriente_mm_cop", "pib_per_capita_cop", "999", "entre 1e+06 y 2e+08", "999.0"
    ),
    Caso(PIB_VIEJO, "valor", "medida", "pib", "uno de: pib_corriente_mm, pib_real_2015_mm"),
    Caso(MONETARIA, "cv", "valor_pct", "100.1", "entre 0 y 100"),
    Caso(MULTIDIMENSIONAL, "incidencia_pct", "incidencia_pct", "-1", "entre 0 y 100", "-1.0"),
    Caso(
        "divipola/2021/municipios.csv", "lat_cabecera",
        "lon_cabecera", "72.5", "entre -73.8 y -71.9",
    ),
    Caso(
        "divipola/2021/departamentos.csv", None,
        "codigo", "5", "código DIVIPOLA de dos cifras", mostrada="cod_departamento",
    ),
    Caso("mgn/2018/municipios.csv", "area_mgn_km2", "n_vecinos", "0", "entre 1 y 15"),
    Caso("mgn/2018/vecinos.csv", "frontera_km", "cod_a", "5400", MUNICIPIO),
    Caso(
        "cede/2019/municipios.csv", "dist_capital_cede_km",
        "provincia_cede", "Sur", "uno de: Norte, Oriental",
    ),
    Caso("pdet/2025/municipios.csv", None, "pdet_catatumbo", "si", "uno de: sí, no"),
    Caso(POBLACION, "hombres", "anio", "1918", "entre 2018 y 2042"),
    Caso("exportaciones/2026-10/ihh.csv", "ihh", "ihh", "1.2", "entre 0 y 1"),
    Caso(MENSUAL, "fob_usd_millones", "mes", "2025-13", "como 2025-08"),
    Caso(
        "camaras_prensa/2026/camaras.csv", "valor", "valor", "", "no puede estar vacía", "<NA>"
    ),
    Caso("ssme/2022/dimensiones.csv", "dimension", "dimension", "4", "entre 1 y 3"),
    Caso(
        "ssme/2022/aspectos.csv", "linea_dimension",
        "tipo_vinculo", "supuesto", "uno de: declarado, propio",
    ),
    Caso("ssme/2022/resultados.csv", "valor", "unidad", "mm", "uno de: numero, pct"),
    Caso(
        "ssme/2022/iniciativas_cluster.csv", "valor",
        "iniciativa", "Turismo", "uno de: Moda, Construcción, NorTIC, Café y Cacao, Todas",
    ),
    Caso(
        INFORME + "iniciativas_cluster.csv", "valor",
        "periodo", "ola 4", "un año o un rango de años",
    ),
    Caso("camaras_prensa/2026/depuraciones.csv", "mes", "mes", "13", "entre 1 y 12"),
    Caso(
        INFORME + "indicadores_resultado.csv", "linea_base",
        "tipo_meta", "otra", "uno de: posicion, nivel, acumulado, ninguna",
    ),
    Caso(
        INFORME + "cifras.csv", "valor",
        "ambito", "vereda", "uno de: nacional, departamento, camara",
    ),
    Caso(
        INFORME + "registros_mercantiles.csv", "valor",
        "medida", "ventas", "uno de: matriculas, renovaciones",
    ),
    Caso(
        INFORME + "faltantes.csv", "anio", "camara", "Bogotá", "uno de: Cúcuta, Ocaña, Pamplona"
    ),
    Caso(
        INFORME + "camaras_jurisdiccion.csv", "linea_documento",
        "linea_documento", "0", "entre 1 y 100000",
    ),
    Caso(
        INFORME + "eventos.csv", "linea_documento", "precision", "siglo", "uno de: anio, mes, dia"
    ),
    Caso(
        "colombia_productiva/2023/metas.csv", "valor_meta", "unidad", "horas",
        "uno de: numero, pct",
    ),
    Caso(
        "ofai/2019/cifras.csv", "valor", "sistema", "otro",
        "uno de: colombia_productiva, red_emprendimiento, ofai",
    ),
    Caso(
        "red_emprendimiento/2020-2025/actores.csv", "numero", "mesa", "cierre",
        "uno de: nucleo, identificacion, validacion, consolidacion, escalamiento",
    ),
    Caso(
        "hechos_contexto/2026/eventos.csv", None,
        "tipo", "rumor", "uno de: frontera, gobierno, salud",
    ),
    Caso(INFORME + "tabla_8.csv", "desembolsos", "municipios", "0", POSITIVO),
    Caso(INFORME + "tabla_9.csv", "beneficiarios", "beneficiarios", "-3", POSITIVO),
    Caso(INFORME + "tabla_10.csv", "capital_cop", "empleos", "0", POSITIVO),
    Caso(
        INFORME + "metas.csv", "logro",
        "estado_texto", "regular", "uno de: cumplida, en implementación",
    ),
    Caso(
        INFORME + "metas_beneficiarios.csv", "personas", "personas", "-3", "entre 0 y 1e+09"
    ),
    Caso(
        INFORME + "metas_indicadores.csv", "linea_documento",
        "tipo_vinculo", "supuesto", "uno de: declarado, propio",
    ),
    Caso(
        INFORME + "cobertura.csv", "anio",
        "tipo", "regional", "uno de: nombrado, departamental, excepcion",
    ),
    Caso(INFORME + "resumenes_plan.csv", "avance_pct", "nivel", "vereda", "uno de: eje, linea"),
]  # fmt: skip
por_caso = pytest.mark.parametrize("caso", CASOS, ids=lambda caso: caso.archivo)

Preparar = Callable[[], dict[str, pd.DataFrame]]


@pytest.fixture
def preparar_familia(tmp_path: Path) -> Callable[[str], Preparar]:
    """Copia los archivos de una familia (recortados) y devuelve cómo prepararla."""

    def alistar(familia: str) -> Preparar:
        rutas = Rutas(tmp_path)
        fuentes = tuple(fuente for fuente in FUENTES.values() if fuente.familia == familia)
        rutas.homologacion.mkdir(parents=True)
        for archivo in RUTAS.homologacion.glob("*.csv"):
            (rutas.homologacion / archivo.name).write_bytes(archivo.read_bytes())
        for fuente in fuentes:
            for declarado in fuente.archivos:
                if not declarado.ruta.endswith(".csv"):
                    continue
                destino = rutas.datos_crudos / declarado.ruta
                destino.parent.mkdir(parents=True, exist_ok=True)
                filas = leer_filas(RUTAS.datos_crudos / declarado.ruta)
                escribir_filas(destino, filas[: MAXIMO_FILAS + 1])
        modulo: Any = importlib.import_module(f"pipelines.preparacion.{familia}")
        return lambda: modulo.preparar(Lote(familia, rutas, fuentes))

    return alistar


def _danar(carpeta: Path, caso: Caso, danio: Callable[[list[list[str]]], None]) -> int:
    """Aplica el daño a las filas del archivo; devuelve el número de la última fila original."""
    ruta = Rutas(carpeta).datos_crudos / caso.archivo
    filas = leer_filas(ruta)
    ultima = len(filas)
    danio(filas)
    escribir_filas(ruta, filas)
    return ultima


def test_ninguna_tabla_queda_sin_caso() -> None:
    con_caso = {(FUENTES_POR_RUTA[c.archivo].familia, TABLA_POR_RUTA[c.archivo]) for c in CASOS}
    todas = {
        (fuente.familia, archivo.tabla)
        for fuente in FUENTES.values()
        for archivo in fuente.archivos
        if archivo.ruta.endswith(".csv")
    }
    assert len(todas) > 20
    assert todas == con_caso


@pytest.mark.parametrize("familia", sorted({f.familia for f in FUENTES.values()} - {"informes"}))
def test_lo_que_no_se_dana_se_prepara(
    preparar_familia: Callable[[str], Preparar], familia: str
) -> None:
    """Sin daño no hay error: los errores de abajo son por el daño y no por el recorte."""
    tablas = preparar_familia(familia)()
    assert tablas
    assert all(nombre.startswith(f"stg_{familia}__") for nombre in tablas)
    declaradas = {a.tabla for f in FUENTES.values() if f.familia == familia for a in f.archivos}
    assert sum(len(tabla) > 0 for tabla in tablas.values()) >= len(declaradas & CON_CSV)


def test_los_informes_se_preparan(preparar_familia: Callable[[str], Preparar]) -> None:
    tablas = preparar_familia("informes")()
    assert {nombre: len(tabla) for nombre, tabla in tablas.items()} == {
        "stg_informes__indicadores_resultado": 11,
        "stg_informes__cifras": 103,  # 60 del recorte y las 43 de 2024-2025
        "stg_informes__registros_mercantiles": 8,
        "stg_informes__depuraciones": 0,
        "stg_informes__registros_rues": 0,
        "stg_informes__supervivencia_rues": 0,
        "stg_informes__incrementos_rues": 0,
        "stg_informes__faltantes": 22,
        "stg_informes__camaras_jurisdiccion": 40,
        "stg_informes__eventos": 67,
        "stg_informes__tabla_8": 2,
        "stg_informes__tabla_9": 6,
        "stg_informes__tabla_10": 19,
        "stg_informes__metas": 72,
        "stg_informes__metas_beneficiarios": 72,  # 60 del recorte y las 12 de 2024-2025
        "stg_informes__metas_indicadores": 53,
        "stg_informes__cobertura": 119,  # 60 del recorte y las 59 de 2024-2025
        "stg_informes__resumenes_plan": 7,
        "stg_informes__iniciativas_cluster": 25,
    }


@pytest.mark.parametrize(
    "caso", [caso for caso in CASOS if caso.numerica], ids=lambda caso: caso.archivo
)
def test_una_celda_que_no_es_numero(
    preparar_familia: Callable[[str], Preparar], tmp_path: Path, caso: Caso
) -> None:
    columna = str(caso.numerica)
    preparar = preparar_familia(caso.familia)

    def poner_coma_decimal(filas: list[list[str]]) -> None:
        filas[-1][filas[0].index(columna)] = "12,5"

    fila = _danar(tmp_path, caso, poner_coma_decimal)
    with pytest.raises(ErrorDeFuente) as error:
        preparar()
    assert f"data/raw/{caso.archivo}, fila {fila}, columna {columna}: «12,5»" in error.value.que
    assert "punto decimal" in error.value.esperado


@por_caso
def test_un_valor_que_incumple_su_regla(
    preparar_familia: Callable[[str], Preparar], tmp_path: Path, caso: Caso
) -> None:
    preparar = preparar_familia(caso.familia)

    def poner(filas: list[list[str]]) -> None:
        filas[-1][filas[0].index(caso.columna)] = caso.valor

    fila = _danar(tmp_path, caso, poner)
    with pytest.raises(ErrorDeFuente) as error:
        preparar()
    assert f"data/raw/{caso.archivo}, fila {fila}, {caso.mensaje}" in error.value.que
    assert FUENTES_POR_RUTA[caso.archivo].fuente_id in error.value.donde


@por_caso
def test_una_clave_repetida(
    preparar_familia: Callable[[str], Preparar], tmp_path: Path, caso: Caso
) -> None:
    preparar = preparar_familia(caso.familia)
    fila = _danar(tmp_path, caso, lambda filas: filas.append(list(filas[-1])))
    with pytest.raises(ErrorDeFuente) as error:
        preparar()
    for numero in (fila, fila + 1):
        assert f"data/raw/{caso.archivo}, fila {numero}: clave repetida (" in error.value.que


def _renombrar(filas: list[list[str]]) -> str:
    antes, filas[0][0] = filas[0][0], "renombrada"
    return f"faltan {antes}; sobran renombrada"


def _mover(filas: list[list[str]]) -> str:
    for fila in filas:
        fila[0], fila[1] = fila[1], fila[0]
    return f"están movidas {filas[0][1]} (en su lugar está {filas[0][0]})"


def _quitar(filas: list[list[str]]) -> str:
    quitada = filas[0][-1]
    for fila in filas:
        del fila[-1]
    return f"faltan {quitada}"


def _agregar(filas: list[list[str]]) -> str:
    for fila in filas:
        fila.append("nueva")
    return "sobran nueva"


@por_caso
@pytest.mark.parametrize("danio", [_renombrar, _mover, _quitar, _agregar])
def test_un_encabezado_que_no_es_el_de_la_fuente(
    preparar_familia: Callable[[str], Preparar],
    tmp_path: Path,
    caso: Caso,
    danio: Callable[[list[list[str]]], str],
) -> None:
    preparar = preparar_familia(caso.familia)
    dicho: list[str] = []
    _danar(tmp_path, caso, lambda filas: dicho.append(danio(filas)))
    with pytest.raises(ErrorDeFuente) as error:
        preparar()
    assert f"El encabezado no es el esperado: {dicho[0]}" in error.value.que
    assert error.value.donde.replace("\\", "/").endswith(f"data/raw/{caso.archivo}, línea 1")


@por_caso
def test_una_fila_con_un_campo_de_mas(
    preparar_familia: Callable[[str], Preparar], tmp_path: Path, caso: Caso
) -> None:
    preparar = preparar_familia(caso.familia)
    fila = _danar(tmp_path, caso, lambda filas: filas[-1].append("de más"))
    with pytest.raises(ErrorDeFuente) as error:
        preparar()
    columnas = len(leer_filas(RUTAS.datos_crudos / caso.archivo)[0])
    assert f"línea {fila} con {columnas + 1}" in str(error.value)


# Reglas propias de una familia


def test_hombres_y_mujeres_deben_dar_el_total(
    preparar_familia: Callable[[str], Preparar], tmp_path: Path
) -> None:
    preparar = preparar_familia("poblacion")
    ruta = tmp_path / "data/raw" / POBLACION
    fila = cambiar_celda(ruta, "mujeres", "367498", codigo="54001", anio="2018")
    with pytest.raises(ErrorDeFuente, match="suma_por_sexo") as error:
        preparar()
    assert error.value.que.endswith(f"poblacion_54.csv, fila {fila}")
    assert error.value.donde == "poblacion_2018_2035"


@pytest.mark.parametrize(("columna", "valor"), [("lim_inf", "35.4"), ("lim_sup", "35.2")])
def test_la_incidencia_cae_en_su_intervalo(
    preparar_familia: Callable[[str], Preparar], tmp_path: Path, columna: str, valor: str
) -> None:
    """Antioquia 2012: 35,3 con intervalo 33,9-36,6."""
    preparar = preparar_familia("pobreza_monetaria")
    ruta = tmp_path / "data/raw" / MONETARIA
    clave = {"codigo": "05", "anio": "2012", "indicador": "pobreza_monetaria"}
    fila = cambiar_celda(ruta, columna, valor, **clave)
    with pytest.raises(ErrorDeFuente, match="intervalo_contiene_valor") as error:
        preparar()
    assert error.value.que.endswith(f"fila {fila}")


def test_un_pilar_que_sobra(preparar_familia: Callable[[str], Preparar], tmp_path: Path) -> None:
    """El pilar de infraestructura es «INF», que otras herramientas leen como infinito."""
    preparar = preparar_familia("idc")
    for ruta in (tmp_path / "data/raw/idc").glob("*/pilares.csv"):
        filas = leer_filas(ruta)
        for fila in filas:
            fila[4] = "inf" if fila[4] == "INF" else fila[4]
        escribir_filas(ruta, filas)
    with pytest.raises(ErrorDeFuente) as error:
        preparar()
    assert error.value.que == "El conjunto de pilares del IDC no es el esperado."
    assert error.value.esperado == "faltan ['INF']; sobran ['inf']"


def test_el_municipio_de_una_cobertura_es_el_de_su_codigo(
    preparar_familia: Callable[[str], Preparar], tmp_path: Path
) -> None:
    """Herrán es 54347: con el código de La Playa no se sabe de quién es la fila."""
    preparar = preparar_familia("informes")
    ruta = tmp_path / f"data/raw/{INFORME}cobertura.csv"
    clave = {"meta": "882", "nombre_en_fuente": "Herrán"}
    fila = cambiar_celda(ruta, "divipola", "54398", **clave)
    with pytest.raises(ErrorDeHomologacion) as error:
        preparar()
    assert f"«Herrán» con código 54398 (data/raw/{INFORME}cobertura.csv, fila {fila})" in (
        error.value.que
    )
    assert "se esperaba 54347" in error.value.que


def test_la_tabla_2_solo_tiene_tres_camaras(
    preparar_familia: Callable[[str], Preparar], tmp_path: Path
) -> None:
    preparar = preparar_familia("informes")
    ruta = tmp_path / f"data/raw/{INFORME}camaras_jurisdiccion.csv"
    cambiar_celda(ruta, "camara", "Bogotá", nombre_en_fuente="Arboledas")
    with pytest.raises(ErrorDeFuente, match="cámaras de comercio") as error:
        preparar()
    assert "sobran ['Bogotá']" in error.value.esperado


@pytest.mark.parametrize(
    ("archivo", "columna", "valor", "donde"),
    [
        (
            "idc/2024/general.csv", "departamento", "Antioquía",
            {"codigo": "05", "anio_idc": "2019"},
        ),
        (PIB, "departamento", "Huila ", {"codigo": "00", "anio": "2005"}),
        (
            PIB_VIEJO, "departamento", "Amazona",
            {"codigo": "91", "anio": "2005", "medida": "pib_corriente_mm"},
        ),
        (
            MULTIDIMENSIONAL, "departamento", "Antioqueño",
            {"codigo": "05", "anio": "2018", "zona": "total"},
        ),
        (POBLACION, "municipio", "Cucutá", {"codigo": "54001", "anio": "2018"}),
        ("mgn/2018/municipios.csv", "mgn_nombre", "ABREGÓ", {"codigo": "54003"}),
        (
            INFORME + "camaras_jurisdiccion.csv", "nombre_en_fuente", "Arboleda",
            {"nombre_en_fuente": "Arboledas"},
        ),
        (INFORME + "tabla_10.csv", "municipio", "Herrán.", {"orden": "1"}),
    ],
)  # fmt: skip
def test_un_nombre_que_no_esta_homologado(
    preparar_familia: Callable[[str], Preparar],
    tmp_path: Path,
    archivo: str,
    columna: str,
    valor: str,
    donde: dict[str, str],
) -> None:
    preparar = preparar_familia(FUENTES_POR_RUTA[archivo].familia)
    fila = cambiar_celda(tmp_path / "data/raw" / archivo, columna, valor, **donde)
    with pytest.raises(ErrorDeHomologacion) as error:
        preparar()
    assert f"«{valor}» (data/raw/{archivo}, fila {fila})" in error.value.que


@pytest.mark.parametrize(
    ("archivo", "donde"),
    [
        ("idc/2024/pilares.csv", {"anio_idc": "2019", "cod_pilar": "INS"}),
        (MONETARIA, {"anio": "2012", "indicador": "pobreza_monetaria"}),
        (PIB, {"anio": "2006"}),
    ],
)  # fmt: skip
def test_un_codigo_que_no_es_el_del_nombre(
    preparar_familia: Callable[[str], Preparar],
    tmp_path: Path,
    archivo: str,
    donde: dict[str, str],
) -> None:
    """54 es Norte de Santander y 68 Santander: la pareja se exige en toda fila."""
    preparar = preparar_familia(FUENTES_POR_RUTA[archivo].familia)
    ruta = tmp_path / "data/raw" / archivo
    nombre = leer_filas(ruta)[1][0]
    fila = cambiar_celda(ruta, "codigo", "54", departamento=nombre, **donde)
    with pytest.raises(ErrorDeHomologacion, match="no son del mismo lugar") as error:
        preparar()
    assert f"«{nombre}» con código 54 (data/raw/{archivo}, fila {fila})" in error.value.que


def test_las_zonas_del_ipm_son_las_del_anexo() -> None:
    assert ZONAS == ["total", "cabeceras", "centros_poblados_y_rural_disperso"]


# Las herramientas comunes, con tablas escritas a mano


def _tabla(**columnas: list[Any]) -> pd.DataFrame:
    largo = len(next(iter(columnas.values())))
    lugares = [f"a.csv, fila {fila}" for fila in range(2, largo + 2)]
    return pd.DataFrame({**columnas, "lugar": lugares, "fuente_id": ["prueba"] * largo})


def test_convertir() -> None:
    tabla = convertir(
        _tabla(n=["1", "", " 3 "], x=["1.5", "-2", ""]), {"n": "entero", "x": "decimal"}
    )
    assert tabla["n"].tolist() == [1, pd.NA, 3]
    assert tabla["x"].tolist() == [1.5, -2.0, pd.NA]
    assert (str(tabla["n"].dtype), str(tabla["x"].dtype)) == ("Int64", "Float64")


@pytest.mark.parametrize(
    ("clase", "celda"),
    [
        ("entero", "1.5"),
        ("entero", "doce"),
        ("decimal", "1,5"),
        ("decimal", "1.234.567"),
        ("decimal", "nan"),
        ("decimal", "NA"),
        ("decimal", "inf"),
        ("decimal", "-Infinity"),
        ("entero", "INF"),
        ("decimal", "1_000"),
        ("entero", "0x1F"),
        ("decimal", "12 %"),
        ("decimal", "True"),
    ],
)
def test_convertir_no_adivina(clase: str, celda: str) -> None:
    with pytest.raises(ErrorDeFuente) as error:
        convertir(_tabla(x=["1", celda]), {"x": clase})
    assert error.value.que == (
        f"Celdas que no son el número que debían ser: a.csv, fila 3, columna x: «{celda}»."
    )


def test_convertir_dice_todas_las_celdas_y_resume_las_demas() -> None:
    with pytest.raises(ErrorDeFuente) as error:
        convertir(_tabla(x=[*"abcdefghijkl"], y=["1"] * 12), {"x": "decimal", "y": "entero"})
    assert error.value.que.count("columna x") == 10
    assert error.value.que.endswith("«j» y 2 más.")


def test_revisar_salida_reune_reglas_y_claves() -> None:
    tabla = _tabla(codigo=["05", "05", "5"], valor=[1.0, 2.0, 300.0])
    columnas = {
        "codigo": pa.Column(str, pa.Check.str_matches(r"^\d{2}$", error="dos cifras")),
        "valor": pa.Column(float, pa.Check.in_range(0, 100, error="entre 0 y 100")),
    }
    with pytest.raises(ErrorDeFuente) as error:
        revisar_salida(tabla, columnas, clave=["codigo"])
    assert error.value.que.splitlines() == [
        "4 filas incumplen las reglas de la fuente:",
        "  a.csv, fila 4, columna codigo: «5», regla: dos cifras",
        "  a.csv, fila 4, columna valor: «300.0», regla: entre 0 y 100",
        "  a.csv, fila 2: clave repetida (codigo=05)",
        "  a.csv, fila 3: clave repetida (codigo=05)",
    ]
    sana = _tabla(codigo=["05", "08"], valor=[1.0, 2.0])
    assert revisar_salida(sana, columnas, clave=["codigo"]) is sana


def test_exigir_conjunto() -> None:
    tabla = _tabla(zona=["a", "b", "a"])
    exigir_conjunto(tabla, "zona", {"a", "b"}, "zonas")
    with pytest.raises(ErrorDeFuente) as error:
        exigir_conjunto(tabla, "zona", {"a", "c"}, "zonas")
    assert error.value.esperado == "faltan ['c']; sobran ['b']"
