// Fields over the plane as pictures: orange below the level, blue above it, with the line between them.

export const ORANGE = [230, 145, 30];
export const BLUE = [0, 114, 178];
const SHADES = 256;
const FINE = 4; // pixels between two points of the grid in the large picture

/** The colours from -1 (orange) over 0 (paper) to 1 (blue), as pixels. */
export function shades(paper: readonly number[], strength = 0.8): Uint32Array {
  return Uint32Array.from({ length: SHADES }, (_, i) => {
    const v = (2 * i) / (SHADES - 1) - 1;
    const ink = v > 0 ? BLUE : ORANGE;
    const [r, g, b] = paper.map((c, k) => Math.round(c + (ink[k] - c) * Math.abs(v) * strength));
    return (255 << 24) | (b << 16) | (g << 8) | r;
  });
}

const shade = (v: number) => (v >= 1 ? SHADES - 1 : v > -1 ? ((v + 1) * 0.5 * (SHADES - 1) + 0.5) | 0 : v <= -1 ? 0 : SHADES >> 1); // NaN is paper

/** A small picture: every `step`-th point, without smoothing. */
export function paint(image: ImageData, values: ArrayLike<number>, size: number, step: number, reach: number, colours: Uint32Array): void {
  const pixels = new Uint32Array(image.data.buffer);
  const side = image.width;
  for (let i = 0; i < side; i++) for (let j = 0; j < side; j++) pixels[i * side + j] = colours[shade(values[i * step * size + j * step] / reach)];
}

/** A large picture: the field itself, not its colours, is interpolated between the points of the grid. */
export class Painter {
  readonly canvas = document.createElement("canvas");
  private readonly image: ImageData;
  private readonly row: Float32Array;

  constructor(private readonly size: number) {
    const side = size * FINE;
    this.canvas.width = this.canvas.height = side;
    this.image = (this.canvas.getContext("2d") as CanvasRenderingContext2D).createImageData(side, side);
    this.row = new Float32Array(size + 1);
  }

  paint(values: ArrayLike<number>, reach: number, colours: Uint32Array, discrete: boolean): HTMLCanvasElement {
    const { size, row } = this;
    const pixels = new Uint32Array(this.image.data.buffer);
    const side = size * FINE;
    for (let i = 0; i < side; i++) {
      const y = Math.min(size - 1, Math.max(0, (i + 0.5) / FINE - 0.5));
      const above = Math.min(size - 2, Math.floor(y));
      const share = y - above;
      for (let j = 0; j < size; j++) row[j] = (values[above * size + j] * (1 - share) + values[(above + 1) * size + j] * share) / reach;
      row[size] = row[size - 1];
      for (let j = 0; j < side; j++) {
        const x = Math.min(size - 1, Math.max(0, (j + 0.5) / FINE - 0.5));
        const left = x | 0;
        const v = row[left] + (row[left + 1] - row[left]) * (x - left);
        pixels[i * side + j] = colours[discrete ? (v > 0 ? SHADES - 1 : 0) : shade(v)];
      }
    }
    (this.canvas.getContext("2d") as CanvasRenderingContext2D).putImageData(this.image, 0, 0);
    return this.canvas;
  }
}

/** The largest size of a field, by every third of its values. */
export function largest(values: ArrayLike<number>): number {
  let most = 1e-9;
  for (let n = 0; n < values.length; n += 3) {
    const size = Math.abs(values[n]);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}
