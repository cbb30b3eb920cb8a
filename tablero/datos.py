"""Lo que la página Datos muestra, ya decidido: el catálogo y la ficha de un indicador."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.busqueda import Indice, entradas_de_indicadores
from tablero.diccionario import etiqueta_de_unidad
from tablero.formato import (
    cambio_de_puestos,
    cantidad,
    con_signo,
    es_vacio,
    formatear,
    lista,
    periodo,
    porcentaje,
    puesto,
    puntos_porcentuales,
)
from tablero.frases import frase_de_indicador
from tablero.graficos.series import linea_con_quiebres
from tablero.territorio import TERRITORIO
from tablero.variaciones import Variacion, cifras, variacion

# En el orden de las páginas; una familia nueva se lee con su clave hasta que alguien la nombre.
FAMILIAS = {
    "idc": "Competitividad (IDC)",
    "pib": "Producto (PIB)",
    "pobreza_monetaria": "Pobreza monetaria",
    "pobreza_multidimensional": "Pobreza multidimensional",
    "informe_gestion": "Informes de la Gobernación",
    "exportaciones": "Exportaciones",
    "poblacion": "Población",
}
SECCIONES = {"indicadores": "Indicadores", "tablas": "Tablas"}
TODAS = "todas"
SIN_ADVERTENCIAS = "No hay advertencias declaradas para este indicador."
SIN_FORMULA = "La fuente no la dice."
SIN_PLANES = "Ningún indicador de resultado de los dos planes usa este indicador."
PAIS = "Colombia"
SENTIDOS = {
    "mas_es_mejor": "Más es mejor.",
    "menos_es_mejor": "Menos es mejor.",
    "neutro": "Ni más ni menos es mejor: describe, no califica.",
}
NIVELES = {
    "nacional": "Colombia",
    "departamento": "departamentos",
    "camara": "cámaras de comercio",
    "municipio": "municipios de Norte de Santander",
}
# Lo que sólo vale para el indicador que se está viendo.
DE_LA_FICHA = ("dat_edicion",)
MEDIDAS = {"valor": "Valor", "puesto": "Puesto"}


# ── Catálogo ───────────────────────────────────────────────────────────────────────────────────


def familias(catalogo: pd.DataFrame) -> dict[str, str]:
    """Familia → «Producto (PIB) (5)», primero todas."""
    cuantos = catalogo["familia"].value_counts()
    orden = [f for f in FAMILIAS if f in cuantos.index]
    orden += sorted(set(cuantos.index) - set(orden))
    return {TODAS: f"Todas ({len(catalogo)})"} | {
        familia: f"{nombre_de_familia(familia)} ({cuantos[familia]})" for familia in orden
    }


def nombre_de_familia(familia: str) -> str:
    return FAMILIAS.get(familia, familia.replace("_", " ").capitalize())


def filtrar(catalogo: pd.DataFrame, familia: str, texto: str) -> pd.DataFrame:
    """Los indicadores de una familia que se parecen a un texto, los más parecidos primero."""
    elegidos = catalogo if familia == TODAS else catalogo[catalogo["familia"] == familia]
    if not texto.strip():
        return elegidos
    hallados = Indice(entradas_de_indicadores(elegidos)).buscar(texto, limite=len(elegidos))
    orden = [hallado.entrada.parametros["indicador"] for hallado in hallados]
    return elegidos.set_index("indicador_id", drop=False).loc[orden].reset_index(drop=True)


def por_familia(elegidos: pd.DataFrame) -> list[tuple[str, list[dict[str, Any]]]]:
    """(familia legible, filas) en el orden de la página."""
    orden = [f for f in familias(elegidos) if f != TODAS] if len(elegidos) else []
    return [
        (nombre_de_familia(f), elegidos[elegidos["familia"] == f].to_dict("records")) for f in orden
    ]


def apertura(catalogo: pd.DataFrame, fuentes: pd.DataFrame) -> str:
    """Qué hay, en una frase con cifras."""
    con_varias = int((catalogo["n_ediciones"] > 1).sum())
    menos = int((catalogo["sentido"] == "menos_es_mejor").sum())
    return (
        f"Hay {cantidad(len(catalogo), 'indicador', 'indicadores')} de "
        f"{cantidad(catalogo['familia'].nunique(), 'familia', 'familias')}, leídos de "
        f"{cantidad(len(fuentes), 'fuente', 'fuentes')}. {con_varias} tienen más de una edición, "
        f"que nunca se mezclan; en {menos}, menos es mejor."
    )


# ── Ficha ──────────────────────────────────────────────────────────────────────────────────────


def territorio_de_entrada(territorios: pd.DataFrame) -> str:
    """Norte de Santander si el indicador lo observa; si no, el primero del nivel más general.

    Entre municipios o cámaras, Cúcuta: es el primer código y el primer nombre.
    """
    codigos = [str(codigo) for codigo in territorios["territorio"]]
    if TERRITORIO in codigos:
        return TERRITORIO
    nivel = territorios["nivel"].iloc[0]
    return min(str(c) for c in territorios.loc[territorios["nivel"] == nivel, "territorio"])


def edicion_de_entrada(ediciones: pd.DataFrame) -> str:
    """La más reciente que da para una serie; si ninguna, la más reciente."""
    con_serie = ediciones[ediciones["n_periodos"] > 1]
    return str((ediciones if con_serie.empty else con_serie)["edicion"].iloc[0])


def aviso_de_edicion(ediciones: pd.DataFrame, elegida: str) -> str:
    """Si hay una edición más nueva que la elegida, lo dice; vacío si no."""
    hasta = ediciones.set_index("edicion").at[elegida, "hasta"]
    nuevas = ediciones[ediciones["hasta"] > hasta]
    if nuevas.empty:
        return ""
    rotulos = rotulos_de_edicion(nuevas)
    return (
        f"Hay cifras más recientes en otra edición ({lista(list(rotulos.values()))}). Se eligen "
        "arriba y no se unen con éstas."
    )


def rotulos_de_territorio(territorios: pd.DataFrame) -> dict[str, str]:
    """Código → nombre, con el código de los que lo tienen."""
    return dict(
        zip(territorios["territorio"].astype(str), territorios["nombre"].astype(str), strict=True)
    )


def rotulos_de_edicion(ediciones: pd.DataFrame) -> dict[str, str]:
    """Edición → «2025: 2023 a 2025»; la de prensa lo dice."""
    rotulos = {}
    for fila in ediciones.to_dict("records"):
        extremos = [periodo(fila[c], corto=True) for c in ("desde", "hasta")]
        tramo = extremos[0] if extremos[0] == extremos[1] else " a ".join(extremos)
        nombre = str(fila["edicion"]).replace("_", " ")
        prensa = fila["tipo_fuente"] == "prensa" and "prensa" not in nombre
        rotulos[str(fila["edicion"])] = f"{nombre}{' (prensa)' if prensa else ''}: {tramo}"
    return rotulos


def medidas_de(edicion: Mapping[str, Any]) -> dict[str, str]:
    """Lo que esa edición trae: el valor, el puesto o los dos."""
    conteos = {"valor": edicion["n_valores"], "puesto": edicion["n_puestos"]}
    return {medida: MEDIDAS[medida] for medida, cuantos in conteos.items() if cuantos}


def definicion(
    indicador: Mapping[str, Any], fuente: Mapping[str, Any], ediciones: pd.DataFrame
) -> pd.DataFrame:
    """La ficha técnica en dos columnas: fórmula, unidad, sentido, frecuencia, actualización…"""
    niveles = lista([NIVELES.get(n, n) for n in str(indicador["nivel"]).split(", ")])
    proximas = [
        f"{texto} (edición {edicion})"
        for edicion, texto in zip(
            ediciones["edicion"], ediciones["proxima_actualizacion"], strict=True
        )
        if not es_vacio(texto)
    ]
    renglones = {
        "Fórmula": SIN_FORMULA if es_vacio(indicador["formula"]) else indicador["formula"],
        "Unidad": etiqueta_de_unidad(indicador["unidad"]),
        "Sentido": SENTIDOS[indicador["sentido"]],
        "Se observa en": niveles,
        "Frecuencia": indicador["frecuencia"],
        "Último dato": periodo(indicador["ultimo_periodo"])
        + (" (proyección)" if _es_futuro(indicador["ultimo_periodo"], fuente) else ""),
        "Próxima actualización": "; ".join(proximas)
        or "el productor no la anuncia en lo que se leyó",
        "Fuente principal": f"{fuente['titulo']} ({fuente['productor']})",
        "Familia": nombre_de_familia(indicador["familia"]),
        "Código": indicador["indicador_id"],
    }
    return pd.DataFrame(
        [{"Dato": dato, "Qué dice": str(texto)} for dato, texto in renglones.items()]
    )


def _es_futuro(cuando: Any, fuente: Mapping[str, Any]) -> bool:
    return str(cuando)[:4] > str(fuente["fecha_consulta"])[:4]


def advertencias_de(
    indicador: Mapping[str, Any], vocabulario: pd.DataFrame
) -> list[tuple[str, str]]:
    """(título, explicación) de cada advertencia del indicador."""
    textos = vocabulario.set_index("advertencia")
    claves = (
        [] if es_vacio(indicador["advertencias"]) else str(indicador["advertencias"]).split(" · ")
    )
    return [(str(textos.at[c, "titulo"]), str(textos.at[c, "texto"])) for c in claves]


def que_saber(
    indicador: Mapping[str, Any], vocabulario: pd.DataFrame, quiebres: pd.DataFrame
) -> list[tuple[str, str]]:
    """(título, explicación) de cada advertencia del indicador y de cada corte de sus series."""
    cortes = [("Corte", frase) for frase in frases_de_quiebre(quiebres)]
    return [*advertencias_de(indicador, vocabulario), *cortes]


def serie_con_unidad(serie: pd.DataFrame, indicador: Mapping[str, Any], lugar: str) -> pd.DataFrame:
    """La serie para la tabla y la descarga, con lugar y unidad escritos y sin columnas vacías."""
    tabla = serie.assign(nombre=lugar, unidad=indicador["unidad"])
    columnas = ["indicador_id", "territorio", "nombre", "periodo", "edicion", "valor", "unidad"]
    columnas += ["lim_inf", "lim_sup", "puesto", "n_evaluados", "estado", "tipo_cifra", "fuente_id"]
    vacias = [c for c in columnas if tabla[c].isna().all()]
    return tabla[[c for c in columnas if c not in vacias]]


def con_tramos(serie: pd.DataFrame, quiebres: pd.DataFrame) -> pd.DataFrame:
    """La serie con ``segmento``: sólo se comparan y se unen las cifras de un mismo segmento.

    Es de la misma edición y la misma clase de período («2026 ene-ago» no es un año). Dentro de una
    edición no hay cortes, salvo en la de prensa, que junta lo que publicaron varias: a ésa se le
    aplican todos los del indicador.
    """
    cortes = [str(corte) for corte in quiebres["periodo"]]
    segmentos = [
        f"{fila['edicion']}|{_forma(fila['periodo'])}|"
        f"{sum(str(fila['periodo']) >= c for c in cortes) if fila['tipo_cifra'] == 'prensa' else 0}"
        for fila in serie.to_dict("records")
    ]
    return serie.assign(segmento=segmentos)


def hallazgo(indicador: Mapping[str, Any], serie: pd.DataFrame, medida: str, lugar: str) -> str:
    """La última cifra del lugar y, si se compara con la anterior, cuánto cambió y si es mejor.

    ``serie``: la de ``con_tramos``.
    """
    con_dato = _ya_ocurrido(serie[serie[medida].notna()])
    if con_dato.empty:
        return f"{lugar}: sin dato en esta edición"
    ultima = con_dato.iloc[-1]
    cuando = periodo(ultima["periodo"])
    nombre = str(indicador["nombre_corto"])
    anterior = _anterior(con_dato)
    if medida == "puesto":
        frase = f"{nombre}: {lugar}, puesto {puesto(ultima['puesto'], ultima['n_evaluados'])} en "
        return f"{frase}{cuando}{_cambio_de_puesto(ultima, anterior)}"
    cifra = formatear(ultima["valor"], indicador["unidad"], _decimales(indicador))
    frase = f"{nombre}: {lugar}, {cifra} en {cuando}"
    if anterior is None:
        return frase
    desde, hasta = cifras(pd.DataFrame([anterior, ultima]))
    se_tocan = bool(
        anterior["lim_inf"] <= ultima["lim_sup"] and ultima["lim_inf"] <= anterior["lim_sup"]
    )
    return f"{frase}{_cambio_de_valor(indicador, variacion(desde, hasta), se_tocan)}"


def _ya_ocurrido(serie: pd.DataFrame) -> pd.DataFrame:
    """Sin los años que aún no habían llegado cuando se consultó la fuente: son proyecciones."""
    pasados = serie[serie["periodo"].str[:4] <= serie["fuente_fecha_consulta"].str[:4]]
    return serie if pasados.empty else pasados


def _anterior(con_dato: pd.DataFrame) -> Any:
    """Con qué se compara la última cifra: el mismo mes del año anterior o el período anterior.

    Sólo del mismo segmento; ``None`` si no hay.
    """
    ultima = con_dato.iloc[-1]
    iguales = con_dato[con_dato["segmento"] == ultima["segmento"]]
    if re.fullmatch(r"\d{4}-\d{2}", str(ultima["periodo"])):
        # De un mes al siguiente manda la temporada.
        anio, mes = str(ultima["periodo"]).split("-")
        iguales = iguales[iguales["periodo"].isin([f"{int(anio) - 1}-{mes}", ultima["periodo"]])]
    return iguales.iloc[-2] if len(iguales) > 1 else None


def _forma(texto: str) -> str:
    return re.sub(r"\d", "0", str(texto))


def _cambio_de_puesto(ultima: Any, anterior: Any) -> str:
    if anterior is None:
        return ""
    total, antes = ultima["n_evaluados"], anterior["n_evaluados"]
    if es_vacio(total) or es_vacio(antes) or total != antes:
        return ""
    cambio = cambio_de_puestos(anterior["puesto"], ultima["puesto"])
    return f"; frente a {periodo(anterior['periodo'])}, {cambio}"


def _cambio_de_valor(indicador: Mapping[str, Any], cambio: Variacion, se_tocan: bool) -> str:
    if cambio.diferencia is None:
        return ""
    antes = periodo(cambio.desde.periodo)
    cuanto, signo = _cuanto(indicador, cambio)
    if signo == 0:
        return f"; igual que en {antes}"
    verbo = "sube" if signo > 0 else "baja"
    if se_tocan:
        return f"; frente a {antes}, {verbo} {cuanto}, pero los intervalos de confianza se tocan"
    mejora = {"mas_es_mejor": signo > 0, "menos_es_mejor": signo < 0}.get(indicador["sentido"])
    juicio = "" if mejora is None else (": mejora" if mejora else ": empeora")
    return f"; frente a {antes}, {verbo} {cuanto}{juicio}"


def _cuanto(indicador: Mapping[str, Any], cambio: Variacion) -> tuple[str, int]:
    """El cambio en su unidad y sin signo, y hacia dónde va (−1, 0 o 1) después de redondear."""
    unidad, decimales = indicador["unidad"], _decimales(indicador)
    assert cambio.diferencia is not None
    if unidad == "pct":
        con = con_signo(cambio.diferencia, decimales)
        texto = puntos_porcentuales(abs(cambio.diferencia), decimales or 1)
    elif unidad in ("puntaje_0_10", "puntaje_0_100", "indice_0_1") or cambio.relativa_pct is None:
        con = con_signo(cambio.diferencia, decimales)
        texto = formatear(abs(cambio.diferencia), unidad, decimales)
    else:
        con = con_signo(cambio.relativa_pct, 1)
        texto = porcentaje(abs(cambio.relativa_pct))
    if not re.search("[1-9]", con):
        return texto, 0
    return texto, 1 if con.startswith("+") else -1


def _decimales(indicador: Mapping[str, Any]) -> int | None:
    decimales = indicador["decimales"]
    return None if es_vacio(decimales) else int(decimales)


def dibujables(serie: pd.DataFrame, medidas: Mapping[str, str]) -> dict[str, str]:
    """Las medidas con al menos dos períodos: con uno solo, la cifra se dice y no se dibuja."""
    return {m: rotulo for m, rotulo in medidas.items() if serie[m].notna().sum() > 1}


def figura_de_serie(
    indicador: Mapping[str, Any],
    serie: pd.DataFrame,
    medida: str,
    lugar: str,
    fuentes: Sequence[str],
    tema: str,
    pais: pd.DataFrame | None = None,
) -> go.Figure:
    """La serie de un lugar en una edición; si la misma edición trae el país, va en gris.

    Un período incompleto («2026 ene-ago») no se une con los años completos.
    """
    partes = [_para_dibujar(serie, medida, lugar)]
    if pais is not None and medida == "valor" and len(pais) and lugar != PAIS:
        partes.append(_para_dibujar(pais, medida, PAIS))
    datos = pd.concat(partes)
    figura = linea_con_quiebres(
        datos,
        unidad="puesto" if medida == "puesto" else indicador["unidad"],
        decimales=0 if medida == "puesto" else _decimales(indicador),
        destacada=lugar,
        tema=tema,
    )
    titulo = hallazgo(indicador, serie, medida, lugar)
    edicion = str(serie["edicion"].iloc[0]).replace("_", " ")
    ultimo = serie["periodo"].iloc[-1]
    que = "Puesto" if medida == "puesto" else etiqueta_de_unidad(indicador["unidad"]).capitalize()
    extremos = [
        periodo(p, corto=True) for p in (serie["periodo"].iloc[0], serie["periodo"].iloc[-1])
    ]
    return estilo.terminar(
        figura,
        titulo=titulo,
        subtitulo=f"{indicador['nombre']}. {que}, {' a '.join(dict.fromkeys(extremos))}, edición "
        f"{edicion}.",
        fuentes=fuentes,
        # Lo proyectado no tiene corte: el subtítulo ya dice hasta dónde va.
        corte=periodo(ultimo) if _ya_ocurrido(serie)["periodo"].iloc[-1] == ultimo else None,
        alt=f"Línea de {indicador['nombre']}. {titulo}.",
        tema=tema,
        notas=_notas(datos),
        sentido="neutro" if medida == "puesto" else indicador["sentido"],
    )


def _para_dibujar(serie: pd.DataFrame, medida: str, nombre: str) -> pd.DataFrame:
    tabla = serie.assign(
        serie=nombre,
        valor=serie[medida].astype(float),
    )
    columnas = ["serie", "periodo", "valor", "segmento", "estado"]
    columnas += ["n_evaluados"] if medida == "puesto" else ["lim_inf", "lim_sup"]
    return tabla[columnas]


def _notas(datos: pd.DataFrame) -> list[str]:
    notas = []
    if datos["estado"].isin(["provisional", "preliminar", "prensa"]).any():
        notas.append("Punto hueco: cifra provisional, preliminar o de prensa.")
    if "lim_inf" in datos and datos["lim_inf"].notna().any():
        notas.append("Banda: intervalo de confianza.")
    return notas


def frases_de_quiebre(quiebres: pd.DataFrame) -> list[str]:
    """Cada corte con su año y su motivo."""
    return [f"Desde {q['periodo']}: {q['motivo']}" for q in quiebres.to_dict("records")]


def frase_de_resultado(fila: Mapping[str, Any]) -> str:
    """Un indicador de resultado que usa este indicador, con el vínculo dicho como es."""
    return (
        f"**Plan {fila['periodo']}: {fila['indicador'].lower()}.** {frase_de_indicador(fila)} "
        f"Estado: {str(fila['estado_titulo']).lower()}."
    )


def cita_para_copiar(fuente: Mapping[str, Any], indicador: Mapping[str, Any]) -> str:
    """La cita de una edición con el indicador citado, lista para pegar."""
    return f"{str(fuente['cita']).strip()} Indicador: {indicador['nombre']}."


def de_la_misma_familia(
    indicador: Mapping[str, Any], catalogo: pd.DataFrame, ya_dichos: Sequence[str]
) -> list[dict[str, Any]]:
    """Los demás indicadores de la familia que no están ya entre los relacionados."""
    fuera = {indicador["indicador_id"], *ya_dichos}
    familia = catalogo[catalogo["familia"] == indicador["familia"]]
    filas: list[dict[str, Any]] = familia[~familia["indicador_id"].isin(fuera)].to_dict("records")
    return filas


def en_esta_ficha(
    indicador_id: str, territorio: str, lugares: Mapping[str, str]
) -> tuple[str, dict[str, str]] | None:
    """La misma ficha en otro lugar, si el indicador se observa allí."""
    if territorio not in lugares:
        return None
    return "datos", {"indicador": indicador_id, "dat_territorio": territorio}


def tabla_de_hechos(eventos: pd.DataFrame) -> pd.DataFrame:
    """Los hechos que se marcan sobre las series, con su cita."""
    return pd.DataFrame(
        {
            "Fecha": [
                str(pd.Timestamp(f["fecha"]).year)
                if f["precision_fecha"] == "anio"
                else periodo(str(pd.Timestamp(f["fecha"]).date()))
                for f in eventos.to_dict("records")
            ],
            "Hecho": eventos["titulo"],
            "De dónde sale": eventos["cita"],
        }
    )
