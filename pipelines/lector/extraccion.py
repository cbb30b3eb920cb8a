"""De un archivo a renglones numerados. El número es el que se cita en ``linea_documento``.

En .txt y .md el renglón es el del archivo. En .docx es un párrafo o una fila de tabla (celdas
separadas por tabulador); en .pdf, un renglón del texto extraído. En los dos últimos la numeración
es la de ``texto.txt``, que se guarda junto a la propuesta.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path

import docx
import pypdf
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from pypdf.errors import PyPdfError

from pipelines.errores import ErrorDeFuente

# «CÃºcuta»: UTF-8 leído como Windows-1252 y vuelto a guardar. Ningún nombre se reconocería.
_LETRAS_CAMBIADAS = re.compile("Ã[\u0080-\u00bf\u0152-\u0178\u2013-\u203a]|\ufffd")
_CAMBIADAS_MAXIMO = 2
EXTENSIONES = (".txt", ".md", ".docx", ".pdf")
TAMANO_MAXIMO = 100 * 1024 * 1024
_DESCOMPRIMIDO_MAXIMO = 400 * 1024 * 1024
_LETRAS_MINIMAS_DE_UN_PDF = 20
# Un PDF dañado hace fallar a la librería de muchas maneras; todas significan lo mismo aquí.
_PDF_DANADO = (
    PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, EOFError,
    RecursionError, AssertionError, NotImplementedError, struct.error, zlib.error,
)  # fmt: skip
# lxml declara sus errores de sintaxis como SyntaxError.
_DOCX_DANADO = (
    OpcError, zipfile.BadZipFile, ValueError, LookupError, AttributeError, TypeError, SyntaxError,
    NotImplementedError, RuntimeError, EOFError, zlib.error, struct.error,
)  # fmt: skip


def _error(que: str, ruta: Path | str, hacer: str, esperado: str = "") -> ErrorDeFuente:
    return ErrorDeFuente(
        que=que,
        donde=str(ruta),
        esperado=esperado or "un informe con texto en .txt, .md, .docx o .pdf",
        hacer=hacer,
    )


def renglones_de_texto(texto: str) -> list[str]:
    """Los renglones de un texto, contados como los cuenta un editor: sólo por salto de línea."""
    unido = texto.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    limpio = unido.replace("\x0c", " ").replace("\u2028", " ").replace("\x85", " ")
    return limpio.split("\n")


def leer_archivo(ruta: Path) -> list[str]:
    """Los renglones del archivo. Lanza ``ErrorDeFuente`` si no hay texto que leer."""
    extension = ruta.suffix.lower()
    if extension not in EXTENSIONES:
        raise _error(
            f"No se sabe leer «{extension or 'un archivo sin extensión'}».",
            ruta,
            "Guarde el informe como .docx, .pdf con texto o .txt y vuelva a intentarlo.",
        )
    if not ruta.is_file():
        raise _error("El archivo no está.", ruta, "Revise la ruta y el nombre.")
    tamano = ruta.stat().st_size
    if tamano == 0:
        raise _error("El archivo está vacío.", ruta, "Vuelva a descargarlo o a guardarlo.")
    if tamano > TAMANO_MAXIMO:
        raise _error(
            f"El archivo pesa {tamano // 1024 // 1024} MB.",
            ruta,
            "Guarde el informe sin imágenes, o pártalo, y vuelva a intentarlo.",
            f"un archivo de hasta {TAMANO_MAXIMO // 1024 // 1024} MB",
        )
    lectores = {".docx": _leer_docx, ".pdf": _leer_pdf}
    renglones = lectores.get(extension, _leer_plano)(ruta)
    if not any(renglon.strip() for renglon in renglones):
        raise _error(
            "El archivo no tiene texto.",
            ruta,
            "Si son imágenes, pase el informe por un reconocimiento de texto (OCR).",
        )
    return renglones


def _leer_plano(ruta: Path) -> list[str]:
    contenido = ruta.read_bytes()
    if contenido.startswith((b"\xff\xfe", b"\xfe\xff")):
        codificaciones = ["utf-16"]
    else:
        # Los informes guardados desde Windows suelen venir en Windows-1252.
        codificaciones = ["utf-8-sig", "cp1252"]
    if b"\x00" not in contenido or codificaciones == ["utf-16"]:
        for codificacion in codificaciones:
            try:
                return _sin_letras_cambiadas(contenido.decode(codificacion), ruta)
            except UnicodeDecodeError:
                continue
    raise _error(
        "El archivo no es texto: trae bytes que no son letras.",
        ruta,
        "Ábralo en un editor y guárdelo como texto UTF-8.",
        "texto UTF-8 o Windows-1252",
    )


def _sin_letras_cambiadas(texto: str, ruta: Path) -> list[str]:
    """Los renglones, si las tildes llegaron enteras."""
    cambiadas = _LETRAS_CAMBIADAS.findall(texto)
    if len(cambiadas) > _CAMBIADAS_MAXIMO:
        raise _error(
            f"El texto trae {len(cambiadas)} letras cambiadas, como «{cambiadas[0]}».",
            ruta,
            "Vuelva a guardar el original como texto UTF-8, o use el .docx o el .pdf.",
            "texto con sus tildes y eñes, en UTF-8 o Windows-1252",
        )
    return renglones_de_texto(texto)


def _texto_de_celda(celda: _Cell) -> str:
    partes = [parrafo.text for parrafo in celda.paragraphs]
    for tabla in celda.tables:
        partes += [_texto_de_celda(c) for fila in tabla.rows for c in fila.cells]
    # Un salto dentro de la celda separa párrafos; como etiqueta sobrevive en un solo renglón.
    return "<br>".join(" ".join(parte.split()) for parte in partes if parte.strip())


def _filas_de_tabla(tabla: Table) -> list[str]:
    filas = []
    for fila in tabla.rows:
        celdas: list[str] = []
        vistas: list[object] = []
        for celda in fila.cells:
            # Una celda combinada aparece una vez por columna que ocupa.
            if any(celda._tc is vista for vista in vistas):
                continue
            vistas.append(celda._tc)
            celdas.append(_texto_de_celda(celda))
        filas.append("\t".join(celdas))
    return filas


def _leer_docx(ruta: Path) -> list[str]:
    danado = "El archivo .docx está dañado o no es un documento de Word."
    hacer = "Ábralo en Word o LibreOffice y guárdelo de nuevo como .docx."
    try:
        with zipfile.ZipFile(ruta) as archivo:
            grande = sum(parte.file_size for parte in archivo.infolist())
        if grande > _DESCOMPRIMIDO_MAXIMO:
            raise _error("El documento descomprimido es demasiado grande.", ruta, hacer)
        documento: Document = docx.Document(str(ruta))
        renglones: list[str] = []
        for bloque in documento.iter_inner_content():
            if isinstance(bloque, Paragraph):
                renglones += bloque.text.split("\n")
            else:
                renglones += _filas_de_tabla(bloque)
    except _DOCX_DANADO as error:
        raise _error(danado, ruta, hacer) from error
    return renglones


def _leer_pdf(ruta: Path) -> list[str]:
    try:
        lector = pypdf.PdfReader(ruta)
        if lector.is_encrypted and not lector.decrypt(""):
            raise _error(
                "El PDF pide contraseña.", ruta, "Guárdelo sin contraseña y vuelva a intentarlo."
            )
        paginas = [pagina.extract_text() or "" for pagina in lector.pages]
    except _PDF_DANADO as error:
        raise _error(
            "El PDF está dañado o no es un PDF.",
            ruta,
            "Vuelva a descargarlo, o guárdelo otra vez desde el programa que lo abrió.",
        ) from error
    if sum(c.isalpha() for pagina in paginas for c in pagina) < _LETRAS_MINIMAS_DE_UN_PDF:
        raise _error(
            f"El PDF no trae texto: sus {len(paginas)} páginas son imágenes.",
            ruta,
            "Páselo por un reconocimiento de texto (OCR) y guárdelo como PDF con texto o .docx.",
            "un PDF con texto que se pueda seleccionar",
        )
    return renglones_de_texto("\n".join(paginas))
