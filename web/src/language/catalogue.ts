// The activations of the page: the records' emitted functions, and formulas that the user types.

import { FUNCTIONS } from "functions";
import { LOOPS } from "loops";
import { type Activation, looped } from "../engine";
import { evaluate, FormulaError, jet, type Names, read, stabilized, type Tree } from "./formula";

export interface Parameter {
  name: string;
  default: number;
  lower: number;
  upper: number;
}

/** An activation with its parameters set, ready for curves and networks. */
export interface Choice extends Activation {
  name: string; // the record's key, or "=" and the formula
  title: string;
  formula: string;
  tree: Tree;
  stable: Tree;
  parameters: Parameter[];
  given: Names;
  source: string;
  curvature: (x: number) => number;
  /** The value by the formula as written, and by the stable form, with every operation rounded. */
  naive: (x: number, round: (u: number) => number) => number;
  steady: (x: number, round: (u: number) => number) => number;
}

export class UnknownActivation extends Error {}

export const KEYS: readonly string[] = Object.keys(FUNCTIONS);
export const titleOf = (key: string): string => (Object.hasOwn(FUNCTIONS, key) ? FUNCTIONS[key].title : key);

/** Read `mish`, `leaky_relu:slope=0.05` or `=x * tanh(exp(x))`; what cannot be read is an error that says why. */
export function choose(text: string): Choice {
  return text.startsWith("=") ? own(text) : recorded(text);
}

function recorded(text: string): Choice {
  const [name, settings = ""] = text.split(":");
  if (!Object.hasOwn(FUNCTIONS, name)) throw new UnknownActivation(name);
  const record = FUNCTIONS[name];
  const parameters = record.parameters.map((p) => ({ ...p, lower: p.lower ?? -Infinity, upper: p.upper ?? Infinity }));
  const given: Names = Object.fromEntries(parameters.map((p) => [p.name, p.default]));
  for (const part of settings.split(",").filter(Boolean)) {
    const [parameter, value] = part.split("=");
    const known = parameters.find((p) => p.name === parameter);
    const number = Number(value);
    if (!known || !value || !(number >= known.lower && number <= known.upper)) throw new UnknownActivation(text);
    given[parameter] = number;
  }
  const numbers = parameters.map((p) => given[p.name]);
  const bind = (f: (x: number, ...p: number[]) => number) => (numbers.length ? (x: number) => f(x, ...numbers) : f) as (x: number) => number;
  const names = parameters.map((p) => p.name);
  const tree = read(record.formula, names);
  const stable = record.stable === undefined ? stabilized(tree) : read(record.stable, names);
  const changed = parameters.filter((p) => given[p.name] !== p.default);
  return {
    key: changed.length ? `${name}:${changed.map((p) => `${p.name}=${given[p.name]}`).join(",")}` : name,
    name,
    title: changed.length ? `${record.title} (${changed.map((p) => `${p.name} ${given[p.name]}`).join(", ")})` : record.title,
    formula: record.formula,
    tree,
    stable,
    parameters,
    given,
    source: record.source ?? "",
    value: bind(record.value),
    slope: bind(record.slope),
    values: (u, z, count) => LOOPS[name].values(u, z, count, ...numbers),
    slopes: (u, z, count) => LOOPS[name].slopes(u, z, count, ...numbers),
    curvature: bind(record.curvature),
    ...rounded(tree, stable, given),
  };
}

function own(text: string): Choice {
  const formula = text.slice(1).trim();
  const tree = read(formula);
  const stable = stabilized(tree);
  const at = (x: number) => jet(stable, { x });
  return {
    key: text,
    name: text,
    title: formula,
    formula,
    tree,
    stable,
    parameters: [],
    given: {},
    source: "",
    value: (x) => evaluate(stable, { x }),
    slope: (x) => at(x)[1],
    values: looped((x) => evaluate(stable, { x })),
    slopes: looped((x) => at(x)[1]),
    curvature: (x) => at(x)[2],
    ...rounded(tree, stable, {}),
  };
}

function rounded(tree: Tree, stable: Tree, given: Names): Pick<Choice, "naive" | "steady"> {
  const at = (form: Tree) => (x: number, round: (u: number) => number) => evaluate(form, { ...given, x }, round);
  return { naive: at(tree), steady: at(stable) };
}

/** float16, to the nearest and to even on ties: 11 bits, from 2^-24 to 65504. */
export function half(u: number): number {
  if (!Number.isFinite(u) || u === 0) return u;
  const unit = 2 ** (Math.max(-14, Math.floor(Math.log2(Math.abs(u)))) - 10);
  const steps = u / unit;
  const below = Math.floor(steps);
  const rounded = steps - below === 0.5 ? below + (below % 2 === 0 ? 0 : 1) : Math.round(steps);
  const value = rounded * unit;
  return Math.abs(value) > 65504 ? Math.sign(u) * Infinity : value;
}

export { FormulaError };
