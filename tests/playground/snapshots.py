"""Write the snapshots that test_everyone.py compares with: python tests/playground/snapshots.py; then look at them."""

import shutil
from collections.abc import Iterator

import numpy as np
from conftest import Tab
from PIL import Image
from playwright.sync_api import sync_playwright
from test_everyone import HERE, STATES, looked_at


def pictures() -> Iterator[tuple[str, np.ndarray]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (fragment, viewport, scheme) in STATES.items():
            yield name, looked_at(Tab(browser.new_page(viewport=viewport, color_scheme=scheme)), fragment)
        browser.close()


(HERE / "snapshots").mkdir(exist_ok=True)
for name, picture in pictures():
    Image.fromarray(np.round(picture).astype(np.uint8)).save(HERE / "snapshots" / f"{name}.png", optimize=True)
