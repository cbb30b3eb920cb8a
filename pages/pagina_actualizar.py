"""Actualizar: ¿qué metas trae este informe y a qué municipios nombra?"""

import streamlit as st

from tablero import permisos, revision

# 1. Pregunta, qué hace y quién puede
st.title("¿Qué metas trae este informe y a qué municipios nombra?")
st.markdown(
    "Lee un informe de gestión por metas, propone sus tablas con una confianza por fila y deja que "
    "usted las corrija junto al párrafo de donde salen. **Desde aquí no se publica nada:** lo "
    "revisado se guarda aparte y lo publica después quien firma la fuente."
)
permiso = permisos.permiso_de(permisos.visita_actual())
if not permiso.permitido:
    revision.apagada(permiso)
    st.stop()
st.caption(permiso.porque)

# 2. El informe
revision.entregar()
mesa = revision.mesa_de_la_sesion()
if mesa is None:
    st.info(
        "Todavía no hay un informe leído. Sirve uno con renglones «Meta 123 …» y secciones como "
        "INVERSIÓN, BENEFICIARIOS y LOCALIZACIÓN. Lo que el texto no diga quedará vacío.",
        icon=":material/description:",
    )
    st.stop()

# 3. Lo que trae, la revisión meta por meta y guardar
revision.resumen(mesa.revision.lectura)
revision.revisar(mesa)
