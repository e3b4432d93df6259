// Two builds: the page as one HTML file with everything inside it, so that it opens from disk (a browser loads no script
// file from there), and with `--mode engine` the engine alone as a module for Node.
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { defineConfig } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));
const functions = process.env.ACTLAB_FUNCTIONS ?? resolve(root, "../src/actlab/emitted/functions.js");
const outDir = process.env.ACTLAB_PLAYGROUND ?? resolve(root, "../src/actlab/playground");

/** Put script and style into the HTML, and leave no other file. */
function oneFile() {
  return {
    name: "one-file",
    enforce: "post",
    generateBundle(_, bundle) {
      const page = bundle["index.html"];
      for (const [name, part] of Object.entries(bundle)) {
        if (part === page) continue;
        const text = part.type === "chunk" ? part.code : String(part.source);
        const tag = name.endsWith(".css") ? `<style>${text}</style>` : `<script type="module">${text.replaceAll("</script", "<\\/script")}</script>`;
        const found = new RegExp(name.endsWith(".css") ? `\\s*<link[^>]*href="[^"]*${name}"[^>]*>` : `\\s*<script[^>]*src="[^"]*${name}"[^>]*></script>`);
        page.source = page.source.replace(found, "");
        page.source = page.source.replace(name.endsWith(".css") ? "</head>" : "</body>", () => `${tag}\n${name.endsWith(".css") ? "</head>" : "</body>"}`);
        delete bundle[name];
      }
    },
  };
}

const shared = { root, resolve: { alias: { functions } }, clearScreen: false, logLevel: "warn" };

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
        plugins: [oneFile()],
        build: { outDir, emptyOutDir: false, target: "es2022", modulePreload: false, assetsInlineLimit: 1e8, cssCodeSplit: false },
        test: { environment: "node" },
      },
);
