// The language of formulas, read into a tree: the same as in the records. From the tree: values with first and second
// derivative, values with every operation rounded to float32, MathML, and Python code.

import { erf, erfc, sigmoid, softplus } from "functions";

export type Tree =
  | { kind: "number"; value: number }
  | { kind: "name"; name: string }
  | { kind: "call"; name: string; parts: Tree[] } // operators are calls too: + - * / ** neg
  | { kind: "where"; sign: string; parts: [Tree, Tree, Tree, Tree] };

/** What is wrong with a formula and where, counted from 1. */
export class FormulaError extends Error {
  constructor(
    readonly found: string,
    readonly position: number,
  ) {
    super(`${found} at position ${position}`);
  }
}

type Jet = [number, number, number]; // value, slope, curvature

interface Meaning {
  count: number;
  value: (...u: number[]) => number;
  /** First and second derivative of a function of one argument. */
  derivatives?: (u: number) => [number, number];
  numpy: string;
  torch: string;
}

const plain = (count: number, value: Meaning["value"], derivatives: Meaning["derivatives"], numpy: string, torch: string): Meaning => ({
  count,
  value,
  derivatives,
  numpy,
  torch,
});

// {0} is the argument. NumPy and torch name things differently; what neither has is written out.
export const FUNCTIONS: Record<string, Meaning> = {
  exp: plain(1, Math.exp, (u) => [Math.exp(u), Math.exp(u)], "np.exp({0})", "torch.exp({0})"),
  log: plain(1, Math.log, (u) => [1 / u, -1 / (u * u)], "np.log({0})", "torch.log({0})"),
  expm1: plain(1, Math.expm1, (u) => [Math.exp(u), Math.exp(u)], "np.expm1({0})", "torch.expm1({0})"),
  log1p: plain(1, Math.log1p, (u) => [1 / (1 + u), -1 / (1 + u) ** 2], "np.log1p({0})", "torch.log1p({0})"),
  sqrt: plain(1, Math.sqrt, (u) => [0.5 / Math.sqrt(u), -0.25 / (u * Math.sqrt(u))], "np.sqrt({0})", "torch.sqrt({0})"),
  sin: plain(1, Math.sin, (u) => [Math.cos(u), -Math.sin(u)], "np.sin({0})", "torch.sin({0})"),
  cos: plain(1, Math.cos, (u) => [-Math.sin(u), -Math.cos(u)], "np.cos({0})", "torch.cos({0})"),
  tanh: plain(
    1,
    Math.tanh,
    (u) => {
      const slope = 4 * sigmoid(2 * u) * sigmoid(-2 * u);
      return [slope, -2 * Math.tanh(u) * slope];
    },
    "np.tanh({0})",
    "torch.tanh({0})",
  ),
  atan: plain(1, Math.atan, (u) => [1 / (1 + u * u), (-2 * u) / (1 + u * u) ** 2], "np.arctan({0})", "torch.atan({0})"),
  erf: plain(1, erf, (u) => gaussian(u, 1), "np.vectorize(math.erf)({0})", "torch.erf({0})"),
  erfc: plain(1, erfc, (u) => gaussian(u, -1), "np.vectorize(math.erfc)({0})", "torch.erfc({0})"),
  abs: plain(1, Math.abs, (u) => [Math.sign(u), 0], "np.abs({0})", "torch.abs({0})"),
  sign: plain(1, Math.sign, () => [0, 0], "np.sign({0})", "torch.sign({0})"),
  sigmoid: plain(
    1,
    sigmoid,
    (u) => {
      const slope = sigmoid(u) * sigmoid(-u);
      return [slope, slope * (sigmoid(-u) - sigmoid(u))];
    },
    "(np.exp(np.minimum({0}, 0)) / (1 + np.exp(-np.abs({0}))))",
    "torch.sigmoid({0})",
  ),
  softplus: plain(
    1,
    softplus,
    (u) => [sigmoid(u), sigmoid(u) * sigmoid(-u)],
    "np.logaddexp({0}, 0.0)",
    "torch.logaddexp({0}, torch.zeros_like({0}))",
  ),
  max: plain(2, Math.max, undefined, "np.maximum({0}, {1})", "torch.maximum(x * 0 + {0}, x * 0 + {1})"),
  min: plain(2, Math.min, undefined, "np.minimum({0}, {1})", "torch.minimum(x * 0 + {0}, x * 0 + {1})"),
};

function gaussian(u: number, sign: number): [number, number] {
  const slope = ((sign * 2) / Math.sqrt(Math.PI)) * Math.exp(-u * u);
  return [slope, -2 * u * slope];
}

// ---- reading ----

/** Read a formula; `names` are the parameters it may use besides x and pi. */
export function read(text: string, names: readonly string[] = []): Tree {
  if (text.length > 2000) throw new FormulaError(`${text.length} characters, more than 2000`, 2001);
  return new Reader(text, names).formula();
}

class Reader {
  private at = 0;
  private readonly bound = new Map<string, Tree>();
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly names: readonly string[],
  ) {}

  formula(): Tree {
    for (;;) {
      const start = this.at;
      const name = this.match(/[A-Za-z_]\w*/y);
      if (name !== null && this.match(/=(?!=)/y) !== null) {
        this.bound.set(name, this.sum());
        this.expect(";");
        continue;
      }
      this.at = start;
      const tree = this.sum();
      this.space();
      if (this.at < this.text.length) this.fail(`the unexpected ${JSON.stringify(this.text[this.at])}`);
      return tree;
    }
  }

  private sum(): Tree {
    if (++this.depth > 200) this.fail("too many operations inside each other");
    let left = this.product();
    for (let sign = this.match(/[+-]/y); sign !== null; sign = this.match(/[+-]/y)) left = call(sign, left, this.product());
    this.depth--;
    return left;
  }

  private product(): Tree {
    let left = this.signed();
    for (let sign = this.match(/\*(?!\*)|\//y); sign !== null; sign = this.match(/\*(?!\*)|\//y)) left = call(sign, left, this.signed());
    return left;
  }

  private signed(): Tree {
    const sign = this.match(/[+-]/y);
    if (sign === "-") return call("neg", this.signed());
    if (sign === "+") return this.signed();
    const base = this.atom();
    return this.match(/\*\*|\^/y) === null ? base : call("**", base, this.signed());
  }

  private atom(): Tree {
    const start = this.skipped();
    const number = this.match(/(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/iy);
    if (number !== null) return { kind: "number", value: Number(number) };
    if (this.match(/\(/y) !== null) {
      const inner = this.sum();
      this.expect(")");
      return inner;
    }
    const name = this.match(/[A-Za-z_]\w*/y);
    if (name === null) this.fail(start < this.text.length ? `the unexpected ${JSON.stringify(this.text[start])}` : "an end where something is expected", start);
    if (this.match(/\(/y) !== null) return this.application(name as string, start);
    const bound = this.bound.get(name as string);
    if (bound) return bound;
    if (name === "pi") return { kind: "number", value: Math.PI };
    if (name === "x" || this.names.includes(name as string)) return { kind: "name", name: name as string };
    return this.fail(`the unknown name ${JSON.stringify(name)}`, start);
  }

  private application(name: string, start: number): Tree {
    if (name === "where") {
      const a = this.sum();
      const sign = this.match(/[<>]=?/y) ?? this.fail("no comparison where one is expected");
      const b = this.sum();
      this.expect(",");
      const chosen = this.sum();
      this.expect(",");
      const otherwise = this.sum();
      this.expect(")");
      return { kind: "where", sign: sign as string, parts: [a, b, chosen, otherwise] };
    }
    const meaning = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : this.fail(`the unknown function ${JSON.stringify(name)}`, start);
    const parts = [this.sum()];
    while (this.match(/,/y) !== null) parts.push(this.sum());
    this.expect(")");
    const { count } = meaning as Meaning;
    if (parts.length !== count) this.fail(`${name} with ${parts.length} arguments instead of ${count}`, start);
    return { kind: "call", name, parts };
  }

  private space(): void {
    while (/\s/.test(this.text[this.at] ?? "")) this.at++;
  }

  private skipped(): number {
    this.space();
    return this.at;
  }

  private match(pattern: RegExp): string | null {
    this.space();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return null;
    this.at += found[0].length;
    return found[0];
  }

  private expect(sign: string): void {
    this.space();
    if (this.text[this.at] !== sign) this.fail(this.at < this.text.length ? `${JSON.stringify(this.text[this.at])} where ${sign} is expected` : `an end where ${sign} is expected`);
    this.at++;
  }

  private fail(found: string, at = this.at): never {
    throw new FormulaError(found, at + 1);
  }
}

const call = (name: string, ...parts: Tree[]): Tree => ({ kind: "call", name, parts });

// ---- values ----

const holds: Record<string, (a: number, b: number) => boolean> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

const OPERATORS: Record<string, (...u: number[]) => number> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "**": (a, b) => a ** b,
  neg: (a) => -a,
};

export type Names = Record<string, number>;

/** The value as a program would get it that rounds every operation by `round`. */
export function evaluate(tree: Tree, given: Names, round: (u: number) => number = (u) => u): number {
  switch (tree.kind) {
    case "number":
      return round(tree.value);
    case "name":
      return round(given[tree.name]);
    case "where": {
      const [a, b, chosen, otherwise] = tree.parts;
      return evaluate(holds[tree.sign](evaluate(a, given, round), evaluate(b, given, round)) ? chosen : otherwise, given, round);
    }
    case "call": {
      const u = tree.parts.map((part) => evaluate(part, given, round));
      return round((OPERATORS[tree.name] ?? FUNCTIONS[tree.name].value)(...u));
    }
  }
}

/** Value, slope and curvature by x, carried together through every operation. */
export function jet(tree: Tree, given: Names): Jet {
  switch (tree.kind) {
    case "number":
      return [tree.value, 0, 0];
    case "name":
      return [given[tree.name], tree.name === "x" ? 1 : 0, 0];
    case "where": {
      const [a, b, chosen, otherwise] = tree.parts;
      return jet(holds[tree.sign](evaluate(a, given), evaluate(b, given)) ? chosen : otherwise, given);
    }
    case "call":
      return combined(tree.name, tree.parts.map((part) => jet(part, given)));
  }
}

function combined(name: string, [a, b]: Jet[]): Jet {
  switch (name) {
    case "+":
      return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
    case "-":
      return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    case "*":
      return [a[0] * b[0], a[1] * b[0] + a[0] * b[1], a[2] * b[0] + 2 * a[1] * b[1] + a[0] * b[2]];
    case "/": {
      const q = a[0] / b[0];
      const dq = (a[1] - q * b[1]) / b[0];
      return [q, dq, (a[2] - 2 * dq * b[1] - q * b[2]) / b[0]];
    }
    case "neg":
      return [-a[0], -a[1], -a[2]];
    case "**":
      return power(a, b);
    case "max":
      return a[0] > b[0] ? a : b;
    case "min":
      return a[0] < b[0] ? a : b;
  }
  const { value, derivatives } = FUNCTIONS[name];
  const [first, second] = (derivatives as (u: number) => [number, number])(a[0]);
  return [value(a[0]), first * a[1], second * a[1] * a[1] + first * a[2]];
}

function power(a: Jet, b: Jet): Jet {
  if (b[1] === 0 && b[2] === 0) {
    const n = b[0];
    const first = n === 0 ? 0 : n * a[0] ** (n - 1);
    const second = n === 0 || n === 1 ? 0 : n * (n - 1) * a[0] ** (n - 2);
    return [a[0] ** n, first * a[1], second * a[1] * a[1] + first * a[2]];
  }
  const logarithm = combined("log", [a]);
  return combined("exp", [combined("*", [b, logarithm])]);
}

// ---- the stable form ----

/** The same function without the overflow and cancellation that softplus, sigmoid, expm1 and log1p avoid. */
export function stabilized(tree: Tree): Tree {
  if (tree.kind === "where") return { ...tree, parts: tree.parts.map(stabilized) as [Tree, Tree, Tree, Tree] };
  if (tree.kind !== "call") return tree;
  const parts = tree.parts.map(stabilized);
  const [a, b] = parts;
  if (tree.name === "log" && plusOne(a)) {
    const u = plusOne(a) as Tree;
    return isCall(u, "exp") ? call("softplus", u.parts[0]) : call("log1p", u);
  }
  if (tree.name === "/" && plusOne(b)) {
    const inner = plusOne(b) as Tree;
    const opposite = isCall(inner, "exp") ? opposed(inner.parts[0]) : null;
    if (opposite) return isNumber(a, 1) ? call("sigmoid", opposite) : call("*", a, call("sigmoid", opposite));
  }
  if (tree.name === "-" && isCall(a, "exp") && isNumber(b, 1)) return call("expm1", a.parts[0]);
  return { ...tree, parts };
}

type Call = Extract<Tree, { kind: "call" }>;
const isCall = (tree: Tree, name: string): tree is Call => tree.kind === "call" && tree.name === name;
const isNumber = (tree: Tree, value: number) => tree.kind === "number" && tree.value === value;

/** u, if the tree is 1 + u. */
function plusOne(tree: Tree): Tree | null {
  if (!isCall(tree, "+")) return null;
  const [a, b] = tree.parts;
  return isNumber(a, 1) ? b : isNumber(b, 1) ? a : null;
}

/** -u, if u is written with a minus sign in front. */
function opposed(tree: Tree): Tree | null {
  if (tree.kind !== "call") return null;
  if (tree.name === "neg") return tree.parts[0];
  if (tree.name !== "*" && tree.name !== "/") return null;
  const first = opposed(tree.parts[0]);
  return first && call(tree.name, first, tree.parts[1]);
}

// ---- MathML ----

const RANK: Record<string, number> = { "+": 1, "-": 1, "*": 2, "/": 5, neg: 2, "**": 4 };
const escaped = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** Presentation MathML without the outer element. */
export function mathml(tree: Tree): string {
  switch (tree.kind) {
    case "number":
      return tree.value === Math.PI ? "<mi>π</mi>" : `<mn>${String(tree.value)}</mn>`;
    case "name":
      return `<mi>${GREEK[tree.name] ?? escaped(tree.name)}</mi>`;
    case "where": {
      const [a, b, chosen, otherwise] = tree.parts.map(mathml);
      const sign = { "<=": "≤", ">=": "≥" }[tree.sign] ?? escaped(tree.sign);
      return (
        `<mrow><mo>{</mo><mtable><mtr><mtd>${chosen}</mtd><mtd>${a}<mo>${sign}</mo>${b}</mtd></mtr>` +
        `<mtr><mtd>${otherwise}</mtd><mtd><mtext>else</mtext></mtd></mtr></mtable></mrow>`
      );
    }
    case "call":
      return callMathml(tree.name, tree.parts);
  }
}

const GREEK: Record<string, string> = { alpha: "α", beta: "β", gamma: "γ", delta: "δ", lambda: "λ", mu: "μ", sigma: "σ", theta: "θ" };

function callMathml(name: string, parts: Tree[]): string {
  const inside = (part: Tree, rank: number, right = false) => {
    const own = part.kind === "call" ? (RANK[part.name] ?? 9) : 9;
    return own < rank || (right && own === rank && own < 4) ? `<mrow><mo>(</mo>${mathml(part)}<mo>)</mo></mrow>` : mathml(part);
  };
  const [a, b] = parts;
  switch (name) {
    case "+":
      return `${mathml(a)}<mo>+</mo>${mathml(b)}`;
    case "-":
      return `${mathml(a)}<mo>−</mo>${inside(b, 1, true)}`;
    case "*":
      return `${inside(a, 2)}<mo>·</mo>${inside(b, 2)}`;
    case "/":
      return `<mfrac><mrow>${mathml(a)}</mrow><mrow>${mathml(b)}</mrow></mfrac>`;
    case "neg":
      return `<mo>−</mo>${inside(a, 2)}`;
    case "**":
      return `<msup><mrow>${inside(a, 6)}</mrow><mrow>${mathml(b)}</mrow></msup>`;
    case "exp":
      return `<msup><mi>e</mi><mrow>${mathml(a)}</mrow></msup>`;
    case "sqrt":
      return `<msqrt>${mathml(a)}</msqrt>`;
    case "abs":
      return `<mrow><mo>|</mo>${mathml(a)}<mo>|</mo></mrow>`;
  }
  return `<mi>${name}</mi><mrow><mo>(</mo>${parts.map(mathml).join("<mo>,</mo>")}<mo>)</mo></mrow>`;
}

// ---- Python ----

/** The formula as code over NumPy or torch arrays named x. */
export function python(tree: Tree, library: "numpy" | "torch", parameters: Names): string {
  const write = (part: Tree): string => {
    switch (part.kind) {
      case "number":
        return float(part.value);
      case "name":
        return part.name === "x" ? "x" : float(parameters[part.name]);
      case "where": {
        const [a, b, chosen, otherwise] = part.parts.map(write);
        const full = library === "torch" ? (text: string) => `x * 0 + ${text}` : (text: string) => text;
        return `${library === "torch" ? "torch" : "np"}.where(x * 0 + ${a} ${part.sign} ${b}, ${full(chosen)}, ${full(otherwise)})`;
      }
      case "call": {
        const u = part.parts.map(write);
        if (part.name === "neg") return `(-${u[0]})`;
        if (part.name in OPERATORS) return `(${u[0]} ${part.name} ${u[1]})`;
        const constant = part.parts.every((inner) => !depends(inner));
        if (constant) return float(evaluate(part, parameters));
        return u.reduce((text, argument, i) => text.replaceAll(`{${i}}`, argument), FUNCTIONS[part.name][library]);
      }
    }
  };
  const text = write(tree);
  return depends(tree) ? text : `x * 0 + ${text}`;
}

export function depends(tree: Tree): boolean {
  return tree.kind === "name" ? tree.name === "x" : tree.kind === "number" ? false : tree.parts.some(depends);
}

function float(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
