// Gates: emitted functions of two inputs, a (the gate's) and b, with their usual parameters.

import { GATES } from "functions";

export const GATE_KEYS = Object.keys(GATES);

export const titleOfGate = (key: string): string => GATES[key].title;
export const formulaOfGate = (key: string): string => GATES[key].formula;

/** The gate over a square of `size` x `size` points from -edge to edge: a to the right, b upwards. */
export function field(key: string, size: number, edge: number): Float32Array {
  const { parameters, value } = GATES[key];
  const given = parameters.map((parameter) => parameter.default);
  const at = (i: number) => -edge + ((i + 0.5) * 2 * edge) / size;
  return Float32Array.from({ length: size * size }, (_, n) => value(at(n % size), -at(Math.floor(n / size)), ...given));
}
