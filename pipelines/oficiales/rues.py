"""Cuenta el registro mercantil nacional (RUES, conjunto abierto c82u-588k) sin guardar a nadie.

El CSV trae una fila por matrícula, con nombres, cédulas y representante legal: esas columnas no se
leen. Se cuentan matrículas, renovaciones, cancelaciones y activos por cámara, año, sección CIIU,
forma jurídica y tamaño (si el archivo lo trae: la disposición de 36 columnas no), y la
supervivencia a 1-5 años. Una cuenta menor de 5 no se publica, ni las que la dejarían deducir.

Lo que hay que saber de las cifras:

- El registro sólo dice el último año renovado. Renovar exige pagar los atrasados, así que se cuenta
  como renovada cada año desde el siguiente a la matrícula hasta el último.
- Una trasladada aparece en la cámara de origen y en la de destino: se cuenta sólo en ésta.
- Las cancelaciones tienen picos de depuración legal (2011, 2015, abriles): van en
  ``depuraciones.csv`` y marcan el año en ``registros.parquet``.
- De los activos de dos años sale el saldo de altas y bajas, aunque el año esté suprimido; no salen
  las altas ni las bajas.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipelines.errores import ErrorDeFuente
from pipelines.oficiales.masivo import (
    HILOS,
    LINEAS_POR_MOTIVO,
    MEMORIA,
    Avance,
    Informe,
    Leido,
    Motor,
    Progreso,
    Rechazo,
    carpeta_de_trabajo,
    exigir_bien_formados,
    exigir_columnas,
    extraer,
    leer_con_tipos,
    leer_formato,
    linea_de_la_fila,
    miembros,
    muestra,
    nombrados,
    recoger_rotas,
    reemplazar_carpeta,
    sql,
)

QUE_ES = "el registro mercantil (RUES, c82u-588k)"
PEDIDAS = {
    nombre: (nombre,)
    for nombre in (
        "codigo_camara", "matricula", "cod_ciiu_act_econ_pri", "fecha_matricula",
        "ultimo_ano_renovado", "fecha_cancelacion", "organizacion_juridica", "estado_matricula",
    )
}  # fmt: skip
TAMANO = ("tamano", "tamano_empresa", "desc_tamano_empresa")
"""La disposición de 36 columnas no trae tamaño; si una trae alguno de estos nombres, se usa."""
CONOCIDAS = frozenset(
    [
        "camara_comercio",
        "inscripcion_proponente",
        "razon_social",
        "primer_apellido",
        "segundo_apellido",
        "primer_nombre",
        "segundo_nombre",
        "sigla",
        "codigo_clase_identificacion",
        "clase_identificacion",
        "numero_identificacion",
        "nit",
        "digito_verificacion",
        "cod_ciiu_act_econ_sec",
        "ciiu3",
        "ciiu4",
        "fecha_renovacion",
        "fecha_vigencia",
        "codigo_tipo_sociedad",
        "tipo_sociedad",
        "codigo_organizacion_juridica",
        "codigo_categoria_matricula",
        "categoria_matricula",
        "codigo_estado_matricula",
        "clase_identificacion_rl",
        "num_identificacion_representante_legal",
        "representante_legal",
        "fecha_actualizacion",
    ]
)
CAMARAS = {"11": "Cúcuta", "25": "Pamplona", "49": "Ocaña"}
DESDE = 2000
MINIMO = 5
MINIMO_DE_DEPURACION = 50
"""Un mes con menos cancelaciones que éstas no se llama depuración: en una cámara pequeña, 20 en un
mes donde suele haber 3 no son un pico."""

_COMO_NUMERO = {
    "codigo_camara": "UTINYINT",
    "fecha_matricula": "INTEGER",
    "fecha_cancelacion": "INTEGER",
    "ultimo_ano_renovado": "USMALLINT",
}
"""Con qué tipo los parte DuckDB si están escritos como números."""
_PASOS = ("rues_cubo_de_vida", "rues_cubo_de_renovacion", "rues_cubo_de_meses", "rues_celdas")
_MOTIVOS = {
    1: "el código de cámara no se lee",
    2: "sin matrícula",
    3: "repetida: misma cámara y matrícula; queda la última del archivo",
    4: "trasladada a otra cámara",
    5: "sin fecha de matrícula",
    6: "la fecha de matrícula no existe",
    7: "fecha de matrícula posterior al corte",
}
_NOTAS = {
    1: "cancelada sin fecha que se lea: cuenta como matrícula y en nada más",
    2: "activa con fecha de cancelación: cuenta como activa",
}


def agregar(
    archivos: Sequence[Path],
    destino: Path,
    *,
    memoria: str = MEMORIA,
    hilos: int = HILOS,
    progreso: Progreso | None = None,
    corte: date | None = None,
    desde: int = DESDE,
    informe_de_gestion: Path | None = None,
) -> Informe:
    """Lee el CSV del RUES (o el ZIP que lo trae) y escribe en ``destino`` las tablas agregadas.

    ``registros.parquet``, ``supervivencia.parquet``, ``depuraciones.csv``, ``incrementos.csv``,
    ``registros_mercantiles.csv`` (con las columnas de la familia ``informes``) y ``carga.json``.
    ``corte``: por omisión, el último día con matrículas. ``informe_de_gestion``: el
    ``registros_mercantiles.csv`` de un informe, para comparar sus incrementos.

    Lanza ``ErrorDeFuente`` si un archivo no es el oficial, está cortado o no se lee, y
    ``ErrorDePublicacion`` si falta memoria o disco. ``destino`` cambia entero o no cambia.
    """
    partes = miembros(archivos)
    avance = Avance(progreso, sum(parte.bytes_ for parte in partes))
    with carpeta_de_trabajo(destino) as trabajo:
        motor = Motor(trabajo, memoria, hilos)
        try:
            motor.ejecutar(sql("rues_tablas"))
            leidos: list[Leido] = []
            con_tamano = False
            for posicion, parte in enumerate(partes):
                ruta = extraer(parte, trabajo, posicion)
                con_tamano |= _leer(motor, ruta, parte.nombre, posicion, avance, parte.bytes_)
                leidos.extend(recoger_rotas(motor, [ruta], [parte.nombre]))
                if parte.ruta is None:
                    ruta.unlink()
            nueva = trabajo / "tablas"
            nueva.mkdir()
            resultado = _contar(
                motor, nueva, leidos, avance, corte, desde, informe_de_gestion, con_tamano
            )
        finally:
            motor.cerrar()
        resultado.guardar(nueva / "carga.json")
        reemplazar_carpeta(nueva, destino)
    avance.decir(1)
    return resultado


def _leer(
    motor: Motor, ruta: Path, nombre: str, posicion: int, avance: Avance, bytes_: int
) -> bool:
    """Carga en ``registros`` lo que se cuenta de un archivo. Dice si traía tamaño.

    Si la muestra es limpia, los números se piden ya como números, que es más rápido; si alguno no
    estaba escrito así, se vuelve a leer todo como texto.
    """
    formato = leer_formato(ruta)
    tamano = next((columna for columna in TAMANO if columna in formato.columnas), None)
    pedidas: dict[str, Sequence[str]] = dict(PEDIDAS)
    sentencia = sql("rues_leer")
    if tamano:
        pedidas["tamano"] = (tamano,)
        sentencia = sentencia.replace("0 as tamano", "tamano_de_empresa(upper(tamano)) as tamano")
    columnas = exigir_columnas(Path(nombre), formato, pedidas, CONOCIDAS, QUE_ES)
    valores = {
        "archivo": posicion,
        "ruta": str(ruta),
        "separador": formato.separador,
        "codificacion": formato.codificacion,
        "columnas": columnas,
    }
    if all(
        fila.get(columna, "").isdigit() or not fila.get(columna)
        for fila in muestra(ruta, formato)
        for columna in _COMO_NUMERO
    ):
        con_numero = sentencia.replace("largo_de_texto(", "largo_de_numero(")
        con_tipos = (con_numero, {**valores, "columnas": {**columnas, **_COMO_NUMERO}})
        deshacer = ("delete from registros where archivo = $archivo", {"archivo": posicion})
        if leer_con_tipos(motor, con_tipos, deshacer, avance, bytes_):
            return tamano is not None
    motor.leer(sentencia, valores, avance, bytes_)
    return tamano is not None


def _contar(
    motor: Motor,
    nueva: Path,
    leidos: Sequence[Leido],
    avance: Avance,
    corte: date | None,
    desde: int,
    informe_de_gestion: Path | None,
    con_tamano: bool,
) -> Informe:
    filas = motor.numero("select count(*) from registros")
    rotas = exigir_bien_formados(leidos, filas)
    if _hay_repetidas(motor):
        motor.ejecutar(sql("rues_repetidas"))
    dia = _corte(motor, corte)
    motor.ejecutar(sql("rues_posteriores"), {"corte": dia})
    usadas = motor.numero("select count(*) from registros where motivo = 0")
    if not usadas:
        raise ErrorDeFuente(
            que="Ninguna fila se pudo contar.",
            donde=", ".join(leido.nombre for leido in leidos),
            esperado="matrículas con cámara y fecha aaaammdd",
            hacer="Compruebe que el archivo es el registro mercantil completo.",
        )
    apartadas = _apartadas(motor, leidos)
    avance.decir(0.9)
    hasta = dia // 10000
    valores = {"desde": desde, "hasta": hasta, "corte": dia, "minimo": MINIMO_DE_DEPURACION}
    letras = f"{hasta}-{dia // 100 % 100:02d}-{dia % 100:02d}"
    for paso in _PASOS:
        _correr(motor, paso, valores)
    if not con_tamano:
        motor.ejecutar("delete from celdas where nivel = 'tamano'")
    _correr(motor, "rues_depuraciones", valores)
    suprimir(motor, "celdas")
    _correr(motor, "rues_celdas_de_supervivencia", valores)
    suprimir(motor, "celdas_supervivencia")
    avance.decir(0.96)

    publicados = "create table registros_publicados as " + sql("rues_registros")
    motor.ejecutar(publicados, {"corte": dia, "corte_en_letras": letras})
    motor.ejecutar("create table nombres_de_camara (cod_camara varchar, nombre varchar)")
    for codigo, camara in CAMARAS.items():
        motor.ejecutar("insert into nombres_de_camara values ($codigo, $camara)",
                       {"codigo": codigo, "camara": camara})  # fmt: skip
    _leer_incrementos(motor, informe_de_gestion)
    tablas = {
        "registros.parquet": "from registros_publicados",
        "supervivencia.parquet": sql("rues_supervivencia"),
        "depuraciones.csv": sql("rues_quiebres"),
        "incrementos.csv": sql("rues_incrementos"),
        "registros_mercantiles.csv": sql("rues_para_el_mart"),
    }
    cuantas = {}
    for archivo, consulta in tablas.items():
        cuantas[archivo] = motor.guardar(consulta, nueva / archivo)
    suprimidas = motor.numero("select count(*) from registros_publicados where suprimida")
    notas = [f"{suprimidas} celdas de registros sin publicar: alguna cuenta es menor de {MINIMO}"]
    if not con_tamano:
        notas.append("el archivo no trae tamaño de empresa: todas dicen «sin dato»")
    return Informe(
        archivos=tuple(leido.nombre for leido in leidos),
        filas_leidas=filas + sum(len(leido.rotas) for leido in leidos),
        filas_usadas=usadas,
        corte=letras,
        rechazos=(*rotas, *apartadas),
        notas=tuple(notas),
        tablas=cuantas,
    )


def _hay_repetidas(motor: Motor) -> bool:
    """Si alguna cámara y matrícula está dos veces. Casi nunca: saberlo cuesta menos que buscarlas.

    Son 8 bytes por fila; ordenarlos con numpy tarda una quinta parte que contarlos en la base.
    """
    claves = motor.columna(sql("rues_claves"))
    claves.sort()
    return bool((claves[1:] == claves[:-1]).any())


def _correr(motor: Motor, nombre: str, valores: dict[str, int]) -> None:
    sentencia = sql(nombre)
    motor.ejecutar(sentencia, nombrados(sentencia, valores))


def _corte(motor: Motor, corte: date | None) -> int:
    if corte is not None:
        return corte.year * 10000 + corte.month * 100 + corte.day
    return motor.numero(sql("rues_corte"))


def _apartadas(motor: Motor, leidos: Sequence[Leido]) -> tuple[Rechazo, ...]:
    """Cuántas filas por motivo y nota, y las primeras líneas de cada uno."""
    lineas: dict[tuple[int, int], list[str]] = {}
    for archivo, fila, motivo, nota in motor.filas(
        sql("rues_lineas"), {"cuantas": LINEAS_POR_MOTIVO}
    ):
        leido = leidos[archivo]
        lugar = f"{leido.nombre}, línea {linea_de_la_fila(fila, leido.rotas)}"
        # Una fila apartada lo está por su motivo, aunque además tenga nota.
        lineas.setdefault((motivo, 0 if motivo else nota), []).append(lugar)
    cuantas: dict[tuple[int, int], int] = {}
    for motivo, nota, filas in motor.filas(sql("rues_motivos")):
        clave = (motivo, 0 if motivo else nota)
        cuantas[clave] = cuantas.get(clave, 0) + filas
    return tuple(
        Rechazo(
            _MOTIVOS[motivo] if motivo else _NOTAS[nota],
            filas,
            tuple(lineas.get((motivo, nota), [])[:LINEAS_POR_MOTIVO]),
        )
        for (motivo, nota), filas in sorted(cuantas.items())
        if motivo or nota
    )


def suprimir(motor: Motor, tabla: str) -> None:
    """Marca ``suprimida`` en las celdas con cuentas de 1 a 4 y en las que las dejarían deducir.

    Repite hasta que ninguna quede sola en su total, ni varias que juntas no lleguen a 5.
    """
    motor.ejecutar("alter table " + tabla + " rename to por_suprimir")
    motor.ejecutar(sql("supresion_primaria"))
    motor.ejecutar(sql("supresion_grupos"))
    while True:
        motor.ejecutar("create or replace table deducibles as " + sql("supresion_pasada"))
        if not motor.numero("select count(*) from deducibles"):
            break
        motor.ejecutar(sql("supresion_marcar"))
    motor.ejecutar("alter table por_suprimir rename to " + tabla)


def _leer_incrementos(motor: Motor, informe: Path | None) -> None:
    motor.ejecutar(
        "create table incrementos_del_informe (camara varchar, anio integer, valor double)"
    )
    if informe is not None:
        motor.ejecutar(sql("rues_incrementos_del_informe"), {"ruta": str(informe)})
