// The losses, each as the value of one example and its slope by the network's output.

export type LossName = "cross_entropy" | "squared";

export interface Loss {
  /** The loss of output `o` for label `y`: 0 or 1 for classes, a number for a regression. */
  value: (o: number, y: number) => number;
  slope: (o: number, y: number) => number;
  /** What the picture shows, from -1 to 1. */
  shown: (o: number) => number;
}

/** -log p of the right class with p = sigmoid(o): softplus(o) - y o, without overflow; its slope is p - y. */
const crossEntropy: Loss = {
  value: (o, y) => Math.max(o, 0) + Math.log1p(Math.exp(-Math.abs(o))) - y * o,
  slope: (o, y) => probability(o) - y,
  shown: (o) => 2 * probability(o) - 1,
};

/** Half the square of the distance from -1 (class 0) or 1 (class 1). */
const squaredClasses: Loss = {
  value: (o, y) => 0.5 * (o - (2 * y - 1)) ** 2,
  slope: (o, y) => o - (2 * y - 1),
  shown: (o) => o,
};

const squared: Loss = {
  value: (o, y) => 0.5 * (o - y) ** 2,
  slope: (o, y) => o - y,
  shown: (o) => o,
};

export function lossOf(name: LossName, regression: boolean): Loss {
  return regression ? squared : name === "squared" ? squaredClasses : crossEntropy;
}

function probability(o: number): number {
  const e = Math.exp(-Math.abs(o));
  return (o < 0 ? e : 1) / (1 + e);
}
