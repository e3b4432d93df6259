// Line charts and pictures on a canvas, in the colours of the page.

export const COLOURS = ["#0072b2", "#e69f00", "#cc3311", "#009e73", "#cc79a7", "#56b4e9", "#8c6d1f", "#7a7a7a"];
const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];

export interface Line {
  title: string;
  colour: number;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  dashed?: boolean;
  dot?: number; // an index to mark
}

export interface ChartOptions {
  logarithmic?: boolean; // of y, by the size
  low?: number;
  high?: number;
  mark?: number; // a vertical line at this x
  xTitle?: string;
}

const css = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A canvas of the size it is shown at, in device pixels. */
export function prepared(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

export function chart(canvas: HTMLCanvasElement, lines: readonly Line[], options: ChartOptions = {}): void {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (!width || !height) return;
  const context = prepared(canvas, width, height);
  const y = options.logarithmic ? (u: number) => Math.log10(Math.abs(u)) : (u: number) => u;
  const [left, right, top, bottom] = [46, 8, 8, options.xTitle ? 34 : 22];
  const room = lines.some((line) => alone(line.y).length > 0) ? 0.05 : 0; // a dot on the edge would be cut in half
  const [x0, x1] = widened(extent(lines.map((line) => line.x)), room);
  let [y0, y1] = widened(extent(lines.map((line) => Array.from(line.y, y))), room);
  y0 = options.low ?? y0;
  y1 = options.high ?? y1;
  if (y0 === y1) [y0, y1] = [y0 - 1, y1 + 1];
  const atX = (u: number) => left + ((u - x0) / (x1 - x0 || 1)) * (width - left - right);
  const atY = (u: number) => height - bottom - ((u - y0) / (y1 - y0)) * (height - top - bottom);
  axes(context, { x0, x1, y0, y1, atX, atY, width, height, left, right, top, bottom, logarithmic: options.logarithmic ?? false, xTitle: options.xTitle ?? "" });
  context.save();
  context.beginPath();
  context.rect(left, top - 2, width - left - right, height - top - bottom + 4);
  context.clip();
  if (options.mark !== undefined) {
    context.strokeStyle = css("--faint");
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(atX(options.mark), top);
    context.lineTo(atX(options.mark), height - bottom);
    context.stroke();
  }
  for (const line of lines) stroke(context, line, atX, (u) => atY(y(u)));
  context.restore();
}

interface Frame {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  atX: (u: number) => number;
  atY: (u: number) => number;
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  logarithmic: boolean;
  xTitle: string;
}

function axes(context: CanvasRenderingContext2D, f: Frame): void {
  context.font = "11px system-ui, sans-serif";
  context.lineWidth = 1;
  context.setLineDash([]);
  context.textBaseline = "middle";
  for (const tick of ticks(f.y0, f.y1, f.height / 45)) {
    context.strokeStyle = css(tick === 0 && !f.logarithmic ? "--faint" : "--line");
    context.beginPath();
    context.moveTo(f.left, f.atY(tick));
    context.lineTo(f.width - f.right, f.atY(tick));
    context.stroke();
    context.fillStyle = css("--faint");
    context.textAlign = "right";
    context.fillText(f.logarithmic ? power(tick) : label(tick), f.left - 6, f.atY(tick));
  }
  for (const tick of ticks(f.x0, f.x1, f.width / 70)) {
    context.strokeStyle = css(tick === 0 ? "--faint" : "--line");
    context.beginPath();
    context.moveTo(f.atX(tick), f.top);
    context.lineTo(f.atX(tick), f.height - f.bottom);
    context.stroke();
    context.fillStyle = css("--faint");
    context.textAlign = "center";
    context.fillText(label(tick), f.atX(tick), f.height - f.bottom + 12);
  }
  if (f.xTitle) context.fillText(f.xTitle, (f.left + f.width - f.right) / 2, f.height - 7);
}

function stroke(context: CanvasRenderingContext2D, line: Line, atX: (u: number) => number, atY: (u: number) => number): void {
  context.strokeStyle = COLOURS[line.colour % COLOURS.length];
  context.lineWidth = line.dashed ? 1.4 : 2;
  context.setLineDash(line.dashed ? [4, 4] : DASHES[Math.floor(line.colour / COLOURS.length) % DASHES.length]);
  context.beginPath();
  let down = false;
  for (let i = 0; i < line.x.length; i++) {
    const [px, py] = [atX(line.x[i]), atY(line.y[i])];
    if (!Number.isFinite(py)) {
      down = false;
      continue;
    }
    const kept = Math.max(-1e5, Math.min(1e5, py));
    if (down) context.lineTo(px, kept);
    else context.moveTo(px, kept);
    down = true;
  }
  context.stroke();
  context.fillStyle = context.strokeStyle;
  const dots = alone(line.y);
  if (line.dot !== undefined && line.x[line.dot] !== undefined) dots.push(line.dot);
  for (const i of dots) {
    context.beginPath();
    context.arc(atX(line.x[i]), atY(line.y[i]), 4, 0, 7);
    context.fill();
  }
}

/** Points without a neighbour, which no stroke would show: a study that looks at its test set once has only these. */
function alone(y: ArrayLike<number>): number[] {
  const there = (i: number) => Number.isFinite(y[i]);
  return Array.from({ length: y.length }, (_, i) => i).filter((i) => there(i) && !there(i - 1) && !there(i + 1));
}

function extent(columns: ArrayLike<number>[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      if (!Number.isFinite(column[i])) continue;
      low = Math.min(low, column[i]);
      high = Math.max(high, column[i]);
    }
  }
  return low > high ? [0, 1] : [low, high];
}

const widened = ([low, high]: [number, number], share: number): [number, number] => [low - share * (high - low || 1), high + share * (high - low || 1)];

/** Round numbers, about `count` of them. */
export function ticks(low: number, high: number, count: number): number[] {
  const raw = (high - low) / Math.max(1, count);
  if (!(raw > 0)) return [low];
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = unit * ([1, 2, 5, 10].find((k) => unit * k >= raw) ?? 10);
  const found: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9 && found.length < 50; k++) found.push(k * step);
  return found;
}

const label = (u: number) => String(Number(u.toPrecision(4))).replace("-", "−");
const power = (u: number) => (Number.isInteger(u) ? `1e${u}`.replace("-", "−") : "");

// ---- decision pictures ----

const ORANGE = [230, 145, 30];
const BLUE = [0, 114, 178];

/** -1 orange, 0 paper, 1 blue, into the pixels of an image. */
export function paint(image: ImageData, values: ArrayLike<number>, size: number, step: number, reach: number, paper: readonly number[], discrete = false): void {
  const pixels = image.data;
  const side = image.width;
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) {
      const raw = values[i * step * size + j * step] / reach;
      const v = discrete ? (raw > 0 ? 0.8 : -0.8) : Math.max(-1, Math.min(1, raw));
      const ink = v > 0 ? BLUE : ORANGE;
      const share = Number.isFinite(v) ? Math.abs(v) * 0.8 : 0;
      const at = 4 * (i * side + j);
      for (let c = 0; c < 3; c++) pixels[at + c] = paper[c] + (ink[c] - paper[c]) * share;
      pixels[at + 3] = 255;
    }
  }
}

/** The page's background as red, green, blue. */
export function paper(): number[] {
  return (getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? ["255", "255", "255"]).slice(0, 3).map(Number);
}
