"""Lo que todas las preparaciones hacen igual: convertir texto a tipo y revisar la salida."""

from __future__ import annotations

import math

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from pipelines.errores import ErrorDeFuente

_CLASES = {"entero": "Int64", "decimal": "Float64"}
_MAXIMO_CELDAS = 10


def convertir(tabla: pd.DataFrame, clases: dict[str, str]) -> pd.DataFrame:
    """Convierte columnas de texto a ``entero`` o ``decimal`` (punto decimal, vacío = nulo).

    Lanza ``ErrorDeFuente`` con todas las celdas que no son un número, por archivo y fila.
    """
    convertida = tabla.copy()
    malas: list[str] = []
    for columna, clase in clases.items():
        texto = tabla[columna].str.strip()
        numero = pd.to_numeric(texto.where(texto != ""), errors="coerce")
        # «inf» también se lee como número: no lo es en ninguna fuente.
        rotas = (texto != "") & (numero.isna() | numero.isin([math.inf, -math.inf]))
        if clase == "entero":
            rotas |= numero.notna() & (numero % 1 != 0)
        malas.extend(
            f"{tabla.at[fila, 'lugar']}, columna {columna}: «{tabla.at[fila, columna]}»"
            for fila in tabla.index[rotas]
        )
        convertida[columna] = numero.where(~rotas).astype(_CLASES[clase])
    if malas:
        muestra = "; ".join(malas[:_MAXIMO_CELDAS])
        resto = f" y {len(malas) - _MAXIMO_CELDAS} más" if len(malas) > _MAXIMO_CELDAS else ""
        raise ErrorDeFuente(
            que=f"Celdas que no son el número que debían ser: {muestra}{resto}.",
            donde=str(tabla.at[tabla.index[0], "fuente_id"]),
            esperado="números con punto decimal y sin separador de miles, o celda vacía",
            hacer="Compare esas celdas con el documento original y corríjalas.",
        )
    return convertida


def nulos_por_vacios(tabla: pd.DataFrame, columnas: list[str]) -> pd.DataFrame:
    """Texto vacío → nulo, para que un vacío de la fuente nunca se lea como dato."""
    return tabla.assign(**{c: tabla[c].mask(tabla[c].str.strip() == "") for c in columnas})


def entre(minimo: float, maximo: float) -> pa.Check:
    return pa.Check.in_range(minimo, maximo, error=f"entre {minimo:g} y {maximo:g}")


def uno_de(valores: list[str]) -> pa.Check:
    return pa.Check.isin(valores, error="uno de: " + ", ".join(valores))


def con_forma(expresion: str, descripcion: str) -> pa.Check:
    return pa.Check.str_matches(expresion, error=descripcion)


CODIGO_DEPARTAMENTO = con_forma(r"^\d{2}$", "código DIVIPOLA de dos cifras")
CODIGO_MUNICIPIO = con_forma(r"^54\d{3}$", "código DIVIPOLA de cinco cifras de Norte de Santander")


def revisar_salida(
    tabla: pd.DataFrame,
    columnas: dict[str, pa.Column],
    *,
    clave: list[str],
) -> pd.DataFrame:
    """Revisa tipos, rangos, categorías y clave única; devuelve la tabla tal cual.

    Reúne todas las fallas y lanza un solo ``ErrorDeFuente`` con archivo, fila, columna y regla.
    """
    problemas: list[str] = []
    try:
        pa.DataFrameSchema(columnas).validate(tabla, lazy=True)
    except SchemaErrors as error:
        for caso in error.failure_cases.itertuples():
            lugar = tabla["lugar"].get(caso.index, "toda la tabla")
            regla = "no puede estar vacía" if caso.check == "not_nullable" else str(caso.check)
            problemas.append(
                f"{lugar}, columna {caso.column}: «{caso.failure_case}», regla: {regla}"
            )
    repetidas = tabla.duplicated(clave, keep=False)
    problemas.extend(
        f"{fila['lugar']}: clave repetida ({', '.join(f'{c}={fila[c]}' for c in clave)})"
        for fila in tabla.loc[repetidas].to_dict("records")
    )
    if problemas:
        muestra = "\n  ".join(problemas[:_MAXIMO_CELDAS])
        resto = len(problemas) - _MAXIMO_CELDAS
        raise ErrorDeFuente(
            que=f"{len(problemas)} filas incumplen las reglas de la fuente:\n  {muestra}"
            + (f"\n  … y {resto} más" if resto > 0 else ""),
            donde=", ".join(sorted(tabla["fuente_id"].dropna().unique())),
            esperado="las reglas que declara su preparación",
            hacer="Compare esas filas con el documento original y corríjalas.",
        )
    return tabla


def exigir_conjunto(tabla: pd.DataFrame, columna: str, esperado: set[str], que: str) -> None:
    """El conjunto de valores de una columna debe ser exactamente ``esperado``."""
    presentes = set(tabla[columna].dropna())
    if presentes == esperado:
        return
    faltan, sobran = sorted(esperado - presentes), sorted(presentes - esperado)
    raise ErrorDeFuente(
        que=f"El conjunto de {que} no es el esperado.",
        donde=f"{', '.join(sorted(tabla['fuente_id'].unique()))}, columna {columna}",
        esperado=f"faltan {faltan or 'ninguno'}; sobran {sobran or 'ninguno'}",
        hacer="Revise si la fuente perdió filas o trae un código nuevo.",
    )


INICIATIVAS = ["Moda", "Construcción", "NorTIC", "Café y Cacao"]
"""Las iniciativas clúster del departamento, como se nombran en todo el tablero."""
COLUMNAS_DE_INICIATIVAS = ["clave", "iniciativa", "periodo", "medida", "valor", "unidad",
                           "linea_documento", "nota"]  # fmt: skip


def revisar_iniciativas(tabla: pd.DataFrame) -> pd.DataFrame:
    """Lo que un documento dice de las iniciativas clúster; sin valor, dice el hecho y no cuánto."""
    tabla = convertir(tabla, {"valor": "decimal", "linea_documento": "entero"})
    return revisar_salida(
        nulos_por_vacios(tabla, ["nota"]),
        {
            "iniciativa": pa.Column(str, uno_de([*INICIATIVAS, "Todas"])),
            "periodo": pa.Column(str, con_forma(r"^\d{4}(-\d{4})?$", "un año o un rango de años")),
            "medida": pa.Column(str, con_forma(r"\S", "lo que se mide o se dice")),
            "valor": pa.Column("Float64", entre(0, 1e9), nullable=True),
            "unidad": pa.Column(str, uno_de(["numero", "mill_cop"])),
            "linea_documento": pa.Column("Int64", entre(1, 100_000)),
        },
        clave=["fuente_id", "clave"],
    )
