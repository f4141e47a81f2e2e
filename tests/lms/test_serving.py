"""What gunicorn loads once for all workers."""

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
LOADED = """
import gunicorn.util
application = gunicorn.util.import_app("lms.wsgi")
import sys
from django.db import connections
print("courses.progress.views" in sys.modules, [one.connection for one in connections.all(initialized_only=True)])
"""


def test_all_is_loaded_before_the_first_visitor_and_no_connection_is_shared(tmp_path):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings.dev", "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", LOADED]

    run = subprocess.run(command, cwd=HOME, env=environment, capture_output=True, text=True, check=True)

    loaded, _blank, connections = run.stdout.strip().partition(" ")
    assert loaded == "True"
    assert connections == "[None]"
