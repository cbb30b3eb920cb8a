"""Actualizar: ¿qué trae lo nuevo, qué cambia si se publica y quién lo publicó?"""

import streamlit as st

from tablero import acceso, filtros, permisos, publicacion_en_pantalla, revision

# 1. Pregunta y para qué se vino
st.title("¿Qué trae lo nuevo, qué cambia si se publica y quién lo publicó?")
tarea = filtros.elegir_seccion(
    {
        "informe": "Un informe del plan",
        "archivo": "Un archivo oficial",
        "publicado": "Lo publicado",
    },
    clave="act_tarea",
)

# 2. Qué hace y quién puede
visita = permisos.visita_actual()
if tarea == "informe":
    permiso = permisos.permiso_de(visita)
    st.markdown(
        "Lee un informe de gestión por metas, propone sus tablas con una confianza por fila y deja "
        "que usted las corrija junto al párrafo de donde salen. **Desde aquí no se publica nada:** "
        "lo revisado se guarda aparte y lo publica después quien firma la fuente."
    )
else:
    permiso = permisos.permiso_de_publicar(visita, permisos.reglas_actuales())
    st.markdown(
        "Ensaya un archivo tal como lo publica su productor: lo lee, arma los datos aparte, los "
        "comprueba y dice qué cambiaría. **Nada se publica hasta que usted lo confirme.**"
        if tarea == "archivo"
        else "Qué se ha publicado, cuándo y quién lo hizo. **Se puede volver a un corte anterior** "
        "sin perder el de hoy."
    )
if not permiso.permitido:
    acceso.apagada(permiso, publicar=tarea != "informe")
    st.stop()
acceso.encendida(permiso)

# 3. Un archivo oficial, o lo publicado
if tarea == "archivo":
    publicacion_en_pantalla.archivo_oficial()
    st.stop()
if tarea == "publicado":
    publicacion_en_pantalla.lo_publicado()
    st.stop()

# 4. Un informe: entregarlo, lo que trae, la revisión meta por meta y guardar
revision.entregar()
mesa = revision.mesa_de_la_sesion()
if mesa is None:
    st.info(
        "Todavía no hay un informe leído. Sirve uno con renglones «Meta 123 …» y secciones como "
        "INVERSIÓN, BENEFICIARIOS y LOCALIZACIÓN. Lo que el texto no diga quedará vacío.",
        icon=":material/description:",
    )
    st.stop()
revision.resumen(mesa.revision.lectura)
revision.revisar(mesa)
