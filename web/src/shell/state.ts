// The whole state of the page, in one table that reads it from the URL and writes it there.

import { GATE_KEYS } from "../language/gates";
import { FEATURES, type Feature, type Problem, SETS, type SetName } from "../engine/data";
import type { LossName } from "../engine/losses";
import { OPTIMIZERS, type OptimizerName } from "../engine/optimizers";
import type { Edit } from "../engine/training";
import { choose } from "../language/catalogue";
import { settingsOfLesson } from "./lessons";

export const LANGUAGES = ["en", "ja", "th"] as const;
export type Language = (typeof LANGUAGES)[number];
export const TABS = ["train", "lessons", "functions", "digits", "results"] as const;
export type Tab = (typeof TABS)[number];
export const PACES = ["1", "10", "fast"] as const;
export const RATES = [0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const;
export const PENALTIES = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const;
export const PRECISIONS = ["float32", "float16"] as const;
export type Precision = (typeof PRECISIONS)[number];
export const CURVES = ["value", "slope", "curvature", "error"] as const;
export type CurveKind = (typeof CURVES)[number];

export interface LayerState {
  width: number;
  activation: string;
}

export interface State {
  tab: Tab;
  language: Language;
  lesson: string; // its settings are the defaults of all that the URL leaves out
  hide: string[];
  // functions
  curves: string[];
  show: CurveKind[];
  range: number;
  scale: "linear" | "log";
  point: number;
  precision: Precision;
  gate: string;
  // train
  set: SetName;
  own: number[][];
  ownProblem: Problem;
  noise: number;
  testShare: number;
  features: Feature[];
  layers: LayerState[];
  against: string[];
  loss: LossName;
  optimizer: OptimizerName;
  rate: number;
  batch: number;
  l1: number;
  l2: number;
  goal: number;
  seed: number;
  epoch: number;
  edits: Edit[];
  pace: (typeof PACES)[number];
  showTest: boolean;
  discretize: boolean;
  logLoss: boolean;
  seedEpochs: number; // of each run of "ten seeds"
  // digits
  digits: string; // the activation
}

/** How one value stands in the URL. `read` throws a plain sentence part if it cannot. */
interface Field<T> {
  key: string;
  initial: T;
  read: (text: string) => T;
  write: (value: T) => string;
}

export const MOST_LAYERS = 8;
export const MOST_UNITS = 16;
export const MOST_LINKED_POINTS = 400; // 12 characters each keep the URL under what chat programs cut off

const number = (low: number, high: number, whole = false) => (text: string) => {
  const value = Number(text);
  if (text.trim() === "" || !(value >= low && value <= high) || (whole && !Number.isInteger(value))) throw new Error(`${low}…${high}`);
  return value;
};
const oneOf = <T extends string>(known: readonly T[]) => (text: string) => {
  if (!(known as readonly string[]).includes(text)) throw new Error(known.join(", "));
  return text as T;
};
const list = <T>(one: (text: string) => T, separator: string, most: number) => (text: string) => {
  const parts = text === "" ? [] : text.split(separator);
  if (parts.length > most) throw new Error(`≤ ${most}`);
  return parts.map(one);
};
const flag = (text: string) => oneOf(["0", "1"])(text) === "1";
const activation = (text: string) => choose(text).key;
const layer = (text: string): LayerState => {
  const [, width, name] = /^(\d+):(.+)$/.exec(text) ?? [];
  return { width: number(1, MOST_UNITS, true)(width ?? ""), activation: activation(name ?? "") };
};
const point = (text: string) => {
  const row = text.split(",").map(number(-1e6, 1e6));
  if (row.length !== 3) throw new Error("x1,x2,label");
  return row;
};
const edit = (text: string): Edit => {
  const [epoch, parameter, value] = text.split(",").map(number(-1e9, 1e9));
  if (value === undefined) throw new Error("epoch,weight,value");
  return { epoch, parameter, value };
};

const field = <T>(key: string, initial: T, read: (text: string) => T, write: (value: T) => string = String): Field<T> => ({ key, initial, read, write });

const joined = (values: readonly string[]) => values.join(";");

/** Parts of the page that a teacher may hide; the words for them are in the dictionary under the same names. */
export const HIDEABLE = ["data", "features", "layers", "settings", "against", "seeds", "pictures", "weights", "loss_curve", "export", "csv", "seed", "functions_tab", "lessons_tab", "digits_tab", "results_tab", "language"] as const;
export type Hideable = (typeof HIDEABLE)[number];

/** The table. The order here is the order in the URL. */
const FIELDS: { [K in keyof State]: Field<State[K]> } = {
  tab: field("tab", "train", oneOf(TABS)),
  language: field("lang", "en", oneOf(LANGUAGES)),
  lesson: field("lesson", "", (text) => {
    if (text && settingsOfLesson(text) === null) throw new Error(text);
    return text;
  }),
  hide: field("hide", [], list((text) => oneOf<string>(HIDEABLE)(text), ",", 99), (v) => v.join(",")),
  curves: field("f", ["relu", "swish", "mish"], list(activation, ";", 12), joined),
  show: field("show", ["value", "slope", "curvature", "error"], list(oneOf(CURVES), ",", 4), (v) => v.join(",")),
  range: field("range", 5, number(0.01, 1e6)),
  scale: field("scale", "linear", oneOf(["linear", "log"])),
  point: field("x", 1, number(-1e6, 1e6)),
  precision: field("precision", "float32", oneOf(PRECISIONS)),
  gate: field("gate", "swiglu", oneOf(GATE_KEYS)),
  set: field("set", "spiral", oneOf(SETS)),
  own: field("points", [], list(point, ";", MOST_LINKED_POINTS), (v) => (v.length > MOST_LINKED_POINTS ? "" : v.map((row) => row.map((u) => String(Number(u.toFixed(3)))).join(",")).join(";"))),
  ownProblem: field("problem", "classes", oneOf(["classes", "regression"])),
  noise: field("noise", 0, number(0, 50)),
  testShare: field("test", 0.5, number(0, 0.9)),
  features: field("features", ["x1", "x2"], list(oneOf(Object.keys(FEATURES) as Feature[]), ",", 7), (v) => v.join(",")),
  layers: field("layers", [8, 8].map((width) => ({ width, activation: "mish" })), list(layer, ";", MOST_LAYERS), (v) => v.map((l) => `${l.width}:${l.activation}`).join(";")),
  against: field("against", [], list(activation, ";", 6), joined),
  loss: field("loss", "cross_entropy", oneOf(["cross_entropy", "squared"])),
  optimizer: field("opt", "adam", oneOf(OPTIMIZERS)),
  rate: field("rate", 0.01, number(1e-7, 1e5)),
  batch: field("batch", 10, number(1, 1000, true)),
  l1: field("l1", 0, number(0, 100)),
  l2: field("l2", 0, number(0, 100)),
  goal: field("goal", 0.05, number(0, 100)),
  seed: field("seed", 1, number(0, 4294967295, true)),
  epoch: field("epoch", 0, number(0, 1e6, true)),
  edits: field("edits", [], list(edit, ";", 200), (v) => v.map((e) => `${e.epoch},${e.parameter},${e.value}`).join(";")),
  pace: field("pace", "1", oneOf(PACES)),
  showTest: field("showtest", true, flag, (v) => (v ? "1" : "0")),
  discretize: field("steps", false, flag, (v) => (v ? "1" : "0")),
  logLoss: field("logloss", false, flag, (v) => (v ? "1" : "0")),
  seedEpochs: field("seedepochs", 150, number(1, 2000, true)),
  digits: field("digit", "mish", activation),
};

const entries = Object.entries(FIELDS) as unknown as [keyof State, Field<never>][];

export function initialState(): State {
  return Object.fromEntries(entries.map(([name, { initial }]) => [name, structuredClone(initial)])) as unknown as State;
}

export interface Problematic {
  key: string;
  text: string;
  why: string;
}

/** The state that a URL's fragment describes; what cannot be read keeps its default and is listed. */
export function readState(fragment: string): { state: State; problems: Problematic[] } {
  return applied(defaultsOf(/(?:^|[#&])lesson=(\w+)/.exec(fragment)?.[1] ?? ""), fragment);
}

/** `state` with the settings of a fragment put over it. */
export function applied(state: State, fragment: string): { state: State; problems: Problematic[] } {
  const changed = structuredClone(state) as State;
  const problems: Problematic[] = [];
  for (const part of fragment.replace(/^#/, "").split("&").filter(Boolean)) {
    const at = part.indexOf("=");
    const key = at < 0 ? part : part.slice(0, at);
    const entry = entries.find(([, { key: known }]) => known === key);
    let text = "";
    try {
      text = decodeURIComponent(at < 0 ? "" : part.slice(at + 1));
      if (!entry) throw new Error("?");
      (changed as unknown as Record<string, unknown>)[entry[0]] = entry[1].read(text);
    } catch (error) {
      problems.push({ key, text, why: error instanceof Error ? error.message : "" });
    }
  }
  if (!changed.features.length) changed.features = ["x1"];
  return { state: changed, problems };
}

function defaultsOf(lesson: string): State {
  const settings = settingsOfLesson(lesson);
  return settings === null ? initialState() : applied(initialState(), settings).state;
}

/** The fragment for a state: what differs from the defaults, or from the lesson that it names. */
export function writeState(state: State): string {
  const defaults = defaultsOf(state.lesson);
  const parts = entries.flatMap(([name, { key, write }]) => {
    const text = (write as (value: unknown) => string)(state[name]);
    return text === (write as (value: unknown) => string)(defaults[name]) ? [] : [`${key}=${encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%3B", ";").replaceAll("%3D", "=")}`];
  });
  return parts.length ? `#${parts.join("&")}` : "";
}
