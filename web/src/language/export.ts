// The trained network as code: PyTorch, NumPy and JSON, with the same outputs as the page.

import { choose } from "./catalogue";
import { FEATURES, type Feature } from "../engine/data";
import type { LossName } from "../engine/losses";
import { python } from "./formula";

export const FORMATS = ["pytorch", "numpy", "json"] as const;
export type Format = (typeof FORMATS)[number];
export const ENDINGS: Record<Format, string> = { pytorch: "py", numpy: "py", json: "json" };

/** All that is needed to compute the outputs. */
export interface Exported {
  features: Feature[];
  layers: { activation: string; weights: number[][]; biases: number[] }[];
  loss: LossName;
  problem: string;
  epoch: number;
  seed: number;
}

export function write(network: Exported, format: Format): string {
  return { pytorch, numpy, json }[format](network);
}

/** Weights as a matrix for each layer, a row for each unit, from the engine's one array. */
export function exported(parameters: Float64Array, widths: number[], activations: string[]): Exported["layers"] {
  let at = 0;
  return activations.map((activation, l) => {
    const [inputs, outputs] = [widths[l], widths[l + 1]];
    const take = (count: number) => Array.from(parameters.subarray(at, (at += count)));
    const weights = Array.from({ length: outputs }, () => take(inputs));
    return { activation, weights, biases: take(outputs) };
  });
}

const head = (n: Exported, library: string) =>
  `"""A network from the actlab playground, for ${library}: seed ${n.seed}, epoch ${n.epoch}.\n\n` +
  `predict(x1, x2) takes two arrays. ${meaning(n)}\n"""\n\n`;

function meaning(n: Exported): string {
  if (n.problem === "regression") return "It returns the fitted numbers.";
  return n.loss === "cross_entropy" ? "It returns the probability of class 1." : "Above 0 means class 1, below 0 class 0.";
}

const matrix = (rows: number[][]) => `[\n${rows.map((row) => `    [${row.map(digits).join(", ")}],`).join("\n")}\n]`;
const digits = (u: number) => (Number.isInteger(u) ? `${u}.0` : String(u));

function functions(n: Exported, library: "torch" | "numpy"): { code: string; names: string[] } {
  const distinct = [...new Set(n.layers.map((layer) => layer.activation))];
  const code = distinct.map((key, i) => {
    const { stable, given, title } = choose(key);
    return `def activation_${i}(x):\n    """${title}."""\n    return ${python(stable, library, given)}\n\n\n`;
  });
  return { code: code.join(""), names: n.layers.map((layer) => `activation_${distinct.indexOf(layer.activation)}`) };
}

const last = (n: Exported, sigmoid: string) => (n.problem === "classes" && n.loss === "cross_entropy" ? `    return ${sigmoid}\n` : "    return z[..., 0]\n");

function numpy(n: Exported): string {
  const { code, names } = functions(n, "numpy");
  const inputs = n.features.map((f) => FEATURES[f].code.replace("sin", "np.sin")).join(", ");
  return (
    `${head(n, "NumPy")}import math  # noqa: F401\n\nimport numpy as np\n\n` +
    n.layers.map((layer, l) => `W${l + 1} = np.array(${matrix(layer.weights)})\nb${l + 1} = np.array([${layer.biases.map(digits).join(", ")}])\n`).join("") +
    `\n\n${code}def predict(x1, x2):\n    x1, x2 = np.asarray(x1, dtype=float), np.asarray(x2, dtype=float)\n    z = np.stack([${inputs}], axis=-1)\n` +
    names.map((name, l) => `    z = ${name}(z @ W${l + 1}.T + b${l + 1})\n`).join("") +
    last(n, "1 / (1 + np.exp(-z[..., 0]))")
  );
}

function pytorch(n: Exported): string {
  const { code, names } = functions(n, "torch");
  const inputs = n.features.map((f) => FEATURES[f].code.replace("sin", "torch.sin")).join(", ");
  const modules = n.layers.map((layer) => `torch.nn.Linear(${layer.weights[0].length}, ${layer.weights.length}, dtype=torch.float64)`);
  return (
    `${head(n, "PyTorch")}import torch\n\n` +
    n.layers.map((layer, l) => `W${l + 1} = ${matrix(layer.weights)}\nb${l + 1} = [${layer.biases.map(digits).join(", ")}]\n`).join("") +
    `\n\n${code}class Network(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layers = torch.nn.ModuleList(\n            [\n` +
    modules.map((text) => `                ${text},\n`).join("") +
    `            ]\n        )\n        with torch.no_grad():\n            for layer, weight, bias in zip(self.layers, [${n.layers.map((_, l) => `W${l + 1}`).join(", ")}], [${n.layers.map((_, l) => `b${l + 1}`).join(", ")}]):\n` +
    `                layer.weight.copy_(torch.tensor(weight, dtype=torch.float64))\n                layer.bias.copy_(torch.tensor(bias, dtype=torch.float64))\n\n` +
    `    def forward(self, x1, x2):\n        z = torch.stack([${inputs}], dim=-1)\n` +
    names.map((name, l) => `        z = ${name}(self.layers[${l}](z))\n`).join("") +
    last(n, "torch.sigmoid(z[..., 0])").replace(/^/gm, "    ").trimEnd() +
    `\n\n\nnetwork = Network()\n\n\ndef predict(x1, x2):\n    with torch.no_grad():\n        return network(torch.as_tensor(x1, dtype=torch.float64), torch.as_tensor(x2, dtype=torch.float64))\n`
  );
}

function json(n: Exported): string {
  const described = n.layers.map((layer) => {
    const { formula, title, given } = choose(layer.activation);
    return { ...layer, title, formula, parameters: given };
  });
  return `${JSON.stringify({ made_by: "actlab playground", ...n, layers: described }, null, 1)}\n`;
}
