"""Frames a second of the page while it trains four functions side by side, its first paint, and its size.

python benchmarks/playground_frames.py [seconds]

Chromium, headless, 1280 x 900, from disk: three times as it is and three times with its processor throttled four times.
A frame is counted where the browser asks the page to draw, a picture where the epoch shown has changed since the last.
On a machine with other work these rates measure that work, too. The processor time that the page's main thread takes
for a picture does not: below 16.7 ms it can show 60 a second, below 8.3 ms 30 a second throttled.
"""

import gzip
import shutil
import statistics
import sys

from playwright.sync_api import CDPSession, Page, sync_playwright

from actlab.playground import page

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
FOUR = "#against=relu;swish;gelu"
COUNT = """(seconds) => new Promise((done) => {
  let frames = 0, pictures = 0, last = "", begin = performance.now();
  const next = () => {
    const epoch = document.getElementById("epoch").textContent;
    frames++; pictures += Number(epoch !== last); last = epoch;
    const passed = performance.now() - begin;
    passed < 1000 * seconds ? requestAnimationFrame(next) : done([1000 * frames / passed, 1000 * pictures / passed]);
  };
  requestAnimationFrame(next);
})"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def measured(tab: Page, throttle: int) -> tuple[float, float, float]:
    tab.goto("about:blank")
    tab.goto(page().as_uri() + FOUR)
    tab.wait_for_function("document.querySelectorAll('#numbers dd').length > 1")
    session = tab.context.new_cdp_session(tab)
    session.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    tab.click("#play")
    tab.wait_for_timeout(500)
    used = -task_seconds(session)
    frames, pictures = tab.evaluate(COUNT, SECONDS)
    used += task_seconds(session)
    return frames, pictures, 1000 * used / (pictures * SECONDS)


def task_seconds(session: CDPSession) -> float:
    return {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}["TaskDuration"]


def middle(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f}, n = {len(values)})"


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    paints = []
    for _ in range(5):
        # Playwright's waiting evaluates a string in the page, which the page's policy forbids.
        tab = browser.new_page(bypass_csp=True, viewport={"width": 1280, "height": 900})
        tab.goto(page().as_uri())
        tab.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
        paints.append(tab.evaluate(PAINT))
        tab.close()
    print(f"first paint from disk, ms: {middle(paints)}")
    print(f"size: {len(gzip.compress(page().read_bytes(), 9)) / 1000:.0f} kB compressed")
    tab = browser.new_page(bypass_csp=True, viewport={"width": 1280, "height": 900})
    for throttle in (1, 4):
        rates = [measured(tab, throttle) for _ in range(3)]
        frames, pictures, used = ([rate[i] for rate in rates] for i in range(3))
        for name, values in (
            ("frames a second", frames),
            ("pictures a second", pictures),
            ("ms of main thread a picture", used),
        ):
            print(f"throttled {throttle}x, {name}: {middle(values)}")
    browser.close()
