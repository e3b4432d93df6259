// The emitted file src/actlab/emitted/functions.js, as the page reads it (see vite.config.js).
declare module "functions" {
  type Function = (x: number, ...parameters: number[]) => number;
  export const FUNCTIONS: Record<
    string,
    {
      title: string;
      formula: string;
      stable?: string;
      source?: string;
      parameters: { name: string; default: number; lower: number | null; upper: number | null }[];
      value: Function;
      slope: Function;
      curvature: Function;
    }
  >;
  export const GATES: Record<string, { title: string; formula: string; source: string; parameters: { name: string; default: number }[]; value: (a: number, b: number, ...parameters: number[]) => number }>;
  export const sigmoid: (u: number) => number;
  export const softplus: (u: number) => number;
  export const erf: (u: number) => number;
  export const erfc: (u: number) => number;
}

// One loop for each of them, made by vite.config.js.
declare module "loops" {
  type Loop = (u: Float64Array, z: Float64Array, count: number, ...parameters: number[]) => void;
  export const LOOPS: Record<string, { values: Loop; slopes: Loop }>;
}
