"""Installs Debian's chromium for the page tests where it is missing and this user may; otherwise they skip, saying so."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome")

if not any(map(shutil.which, NAMES)) and shutil.which("apt-get") and os.geteuid() == 0:
    quiet = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
    }
    print("Installing chromium for the page tests ...", flush=True)
    for command in (["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(command, check=False, **quiet)
