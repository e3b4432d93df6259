// The house rules of the sources: rooms import only those before them, no circle, views stay small.

import { describe, expect, it } from "vitest";

const ROOMS = ["engine", "language", "shell", "views"]; // each imports itself and those before it
const MOST_LINES = 250;

const texts = import.meta.glob<string>("../src/**/*.ts", { query: "?raw", import: "default", eager: true });
const sources = new Map(Object.entries(texts).map(([path, text]) => [path.replace("../src/", ""), text]));

/** The files that a text imports, types included, by their names below src. */
function importsOf(file: string, text: string): string[] {
  const matches = [...text.matchAll(/^(?:import|export)[^"';]*?from\s+"(\.[^"?]*)[^"]*";/gm), ...text.matchAll(/^import "(\.[^"?]*)";/gm)];
  return matches
    .map(([, path]) => new URL(path, `file:///${file}`).pathname.slice(1))
    .map((path) => [`${path}.ts`, `${path}/index.ts`].find((there) => sources.has(there)))
    .filter((path) => path !== undefined);
}

/** A chain of imports that comes back to where it began, if there is one. */
function circle(graph: Map<string, string[]>): string[] | null {
  const done = new Set<string>();
  const walk = (file: string, above: string[]): string[] | null => {
    if (above.includes(file)) return [...above.slice(above.indexOf(file)), file];
    if (done.has(file)) return null;
    done.add(file);
    for (const next of graph.get(file) ?? []) {
      const found = walk(next, [...above, file]);
      if (found) return found;
    }
    return null;
  };
  for (const file of graph.keys()) {
    const found = walk(file, []);
    if (found) return found;
  }
  return null;
}

const graph = new Map([...sources].map(([file, text]) => [file, importsOf(file, text)]));

describe("the rooms", () => {
  it("import no circle", () => {
    expect(graph.get("main.ts")?.length).toBeGreaterThan(4);
    expect(circle(graph)).toBeNull();
  });

  it("would show a circle", () => {
    expect(circle(new Map([["a", ["b"]], ["b", ["c"]], ["c", ["b"]]]))).toEqual(["b", "c", "b"]);
    expect(importsOf("views/x.ts", 'import { type Page } from "../shell/view";\n')).toEqual(["shell/view.ts"]);
  });

  it("import only rooms before them", () => {
    const room = (file: string) => ROOMS.indexOf(file.split("/")[0]);
    const wrong = [...graph].flatMap(([file, imported]) => imported.filter((other) => room(file) >= 0 && room(other) > room(file)).map((other) => `${file} imports ${other}`));
    expect(wrong).toEqual([]);
  });

  it("have views of at most 250 lines", () => {
    const long = [...sources].filter(([file, text]) => file.startsWith("views/") && text.split("\n").length > MOST_LINES);
    expect(long.map(([file]) => file)).toEqual([]);
  });
});
