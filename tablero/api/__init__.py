"""La API de datos: los marts por HTTP, en el mismo proceso que la pantalla.

``rutas`` es lo que ``app.py`` conoce. Al importarse no trae pandas ni DuckDB, porque el servidor
debe responder antes: los demás módulos se importan al llegar la primera petición.
"""
