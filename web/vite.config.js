// Two builds: the page as one HTML file with everything inside it, so that it opens from disk (a browser loads no script
// file from there), and with `--mode engine` the engine alone as a module for Node.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { resolve } from "node:path";
import { defineConfig } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));
const functions = process.env.ACTLAB_FUNCTIONS ?? resolve(root, "../src/actlab/emitted/functions.js");
const outDir = process.env.ACTLAB_PLAYGROUND ?? resolve(root, "../src/actlab/playground");

/** Put script and style into the HTML, and leave no other file. The page's policy allows this script alone, by its hash. */
function oneFile() {
  return {
    name: "one-file",
    enforce: "post",
    generateBundle(_, bundle) {
      const page = bundle["index.html"];
      const licence = readFileSync(resolve(root, "node_modules/lit-html/LICENSE"), "utf8").trim();
      page.source = page.source.replace("<head>", () => `<head>\n    <!-- Holds lit-html.\n\n${licence}\n-->`);
      for (const [name, part] of Object.entries(bundle)) {
        if (part === page) continue;
        const text = part.type === "chunk" ? part.code : String(part.source);
        const tag = name.endsWith(".css") ? `<style>${text}</style>` : `<script type="module">${text.replaceAll("</script", "<\\/script")}</script>`;
        const found = new RegExp(name.endsWith(".css") ? `\\s*<link[^>]*href="[^"]*${name}"[^>]*>` : `\\s*<script[^>]*src="[^"]*${name}"[^>]*></script>`);
        page.source = page.source.replace(found, "");
        page.source = page.source.replace(name.endsWith(".css") ? "</head>" : "</body>", () => `${tag}\n${name.endsWith(".css") ? "</head>" : "</body>"}`);
        delete bundle[name];
      }
      const [, script] = page.source.match(/<script type="module">([^]*)<\/script>/);
      const hash = createHash("sha256").update(script).digest("base64");
      page.source = page.source.replace("script-src 'none'", `script-src 'sha256-${hash}'`);
    },
  };
}

/**
 * A module with one loop for each activation. A loop that takes the function as an argument is shared by all of them, V8
 * then inlines none of them, and every call boxes its result: 16 ns for ReLU, where a loop of its own takes 2.
 */
function loops() {
  return {
    name: "loops",
    resolveId: (id) => (id === "loops" ? "\0loops" : null),
    async load(id) {
      if (id !== "\0loops") return null;
      this.addWatchFile(functions);
      const { FUNCTIONS } = await import(pathToFileURL(functions).href);
      const loop = (key, what, names) =>
        `(u, z, count${names.map((name) => `, ${name}`).join("")}) => { for (let i = 0; i < count; i++) z[i] = FUNCTIONS.${key}.${what}(u[i]${names.map((name) => `, ${name}`).join("")}); }`;
      const lines = Object.entries(FUNCTIONS).map(([key, { parameters }]) => {
        const names = parameters.map((_, i) => `p${i}`);
        return `  ${key}: { values: ${loop(key, "value", names)}, slopes: ${loop(key, "slope", names)} },`;
      });
      return `import { FUNCTIONS } from "functions";\nexport const LOOPS = {\n${lines.join("\n")}\n};\n`;
    },
  };
}

const shared = { root, plugins: [loops()], worker: { plugins: () => [loops()] }, resolve: { alias: { functions } }, clearScreen: false, logLevel: "warn" };

export default defineConfig(({ mode }) =>
  mode === "engine"
    ? {
        ...shared,
        build: {
          outDir,
          emptyOutDir: false,
          minify: false,
          target: "es2022",
          lib: { entry: resolve(root, "src/node.ts"), formats: ["es"], fileName: () => "engine.mjs" },
        },
      }
    : {
        ...shared,
        base: "./",
        plugins: [loops(), oneFile()],
        build: { outDir, emptyOutDir: false, target: "es2022", modulePreload: false, assetsInlineLimit: 1e8, cssCodeSplit: false },
        test: { environment: "node" },
      },
);
