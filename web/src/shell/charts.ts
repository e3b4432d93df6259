// Line charts on a canvas, in the colours of the page: bands, names at the ends of the lines, marks.

export const COLOURS = ["#0072b2", "#e69f00", "#cc3311", "#009e73", "#cc79a7", "#56b4e9", "#8c6d1f", "#7a7a7a"];
const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
const FONT = '11.5px system-ui, "Noto Sans", sans-serif';

export interface Line {
  title: string;
  colour: number;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  dashed?: boolean;
  low?: ArrayLike<number>; // a band around the line
  high?: ArrayLike<number>;
  mark?: { x: number; text: string }; // a point of the line worth a word
}

export interface ChartOptions {
  logarithmic?: boolean; // of y, by the size
  low?: number;
  high?: number;
  mark?: number; // a vertical line at this x
  xTitle?: string;
  names?: boolean; // at the ends of the lines
}

export const colourOf = (i: number): string => COLOURS[i % COLOURS.length];
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
  context.font = FONT;
  const named = options.names ? lines.filter((line) => !line.dashed && line.title) : [];
  const margin = named.length ? Math.min(width / 3, 26 + Math.max(...named.map((line) => context.measureText(line.title).width))) : 10;
  const f = frameOf(lines, options, { width, height, left: 46, right: margin, top: 8, bottom: options.xTitle ? 34 : 22 });
  axes(context, f, options);
  context.save();
  context.beginPath();
  context.rect(f.left, f.top - 2, f.width - f.left - f.right + 1, f.height - f.top - f.bottom + 4);
  context.clip();
  if (options.mark !== undefined) upright(context, f, options.mark);
  for (const line of lines) band(context, line, f);
  for (const line of lines) stroke(context, line, f);
  context.restore();
  for (const line of lines) flag(context, line, f);
  names(context, named, f);
}

interface Box {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface Frame extends Box {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  atX: (u: number) => number;
  atY: (u: number) => number;
}

function frameOf(lines: readonly Line[], options: ChartOptions, box: Box): Frame {
  const scaled = options.logarithmic ? (u: number) => Math.log10(Math.abs(u)) : (u: number) => u;
  const room = lines.some((line) => alone(line.y).length > 0) ? 0.05 : 0; // a dot on the edge would be cut in half
  const [x0, x1] = widened(extent(lines.map((line) => line.x)), room);
  const columns = lines.flatMap((line) => [line.y, line.low, line.high].filter((column) => column !== undefined));
  let [y0, y1] = widened(extent(columns.map((column) => Array.from(column, scaled))), room);
  y0 = options.low ?? y0;
  y1 = options.high ?? y1;
  if (y0 === y1) [y0, y1] = [y0 - 1, y1 + 1];
  const { width, height, left, right, top, bottom } = box;
  return {
    ...box,
    x0,
    x1,
    y0,
    y1,
    atX: (u) => left + ((u - x0) / (x1 - x0 || 1)) * (width - left - right),
    atY: (u) => height - bottom - ((scaled(u) - y0) / (y1 - y0)) * (height - top - bottom),
  };
}

function axes(context: CanvasRenderingContext2D, f: Frame, { logarithmic = false, xTitle = "" }: ChartOptions): void {
  const [faint, line] = [css("--faint"), css("--line")];
  context.lineWidth = 1;
  context.setLineDash([]);
  context.textBaseline = "middle";
  context.fillStyle = faint;
  const rule = (x: number, y: number, toX: number, toY: number, zero: boolean) => {
    context.strokeStyle = zero ? faint : line;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(toX, toY);
    context.stroke();
  };
  for (const tick of ticks(f.y0, f.y1, f.height / 36)) {
    const y = f.height - f.bottom - ((tick - f.y0) / (f.y1 - f.y0)) * (f.height - f.top - f.bottom);
    rule(f.left, y, f.width - f.right, y, tick === 0 && !logarithmic);
    context.textAlign = "right";
    context.fillText(logarithmic ? power(tick) : label(tick), f.left - 6, y);
  }
  for (const tick of ticks(f.x0, f.x1, f.width / 70)) {
    rule(f.atX(tick), f.top, f.atX(tick), f.height - f.bottom, tick === 0);
    context.textAlign = "center";
    context.fillText(label(tick), f.atX(tick), f.height - f.bottom + 12);
  }
  if (xTitle) context.fillText(xTitle, (f.left + f.width - f.right) / 2, f.height - 7);
}

function upright(context: CanvasRenderingContext2D, f: Frame, x: number): void {
  context.strokeStyle = css("--faint");
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(f.atX(x), f.top);
  context.lineTo(f.atX(x), f.height - f.bottom);
  context.stroke();
}

function band(context: CanvasRenderingContext2D, { x, low, high, colour }: Line, f: Frame): void {
  if (!low || !high) return;
  context.fillStyle = colourOf(colour);
  context.globalAlpha = 0.16;
  context.beginPath();
  for (let i = 0; i < x.length; i++) context.lineTo(f.atX(x[i]), f.atY(high[i]));
  for (let i = x.length - 1; i >= 0; i--) context.lineTo(f.atX(x[i]), f.atY(low[i]));
  context.fill();
  context.globalAlpha = 1;
}

function stroke(context: CanvasRenderingContext2D, line: Line, f: Frame): void {
  context.strokeStyle = context.fillStyle = colourOf(line.colour);
  context.lineWidth = line.dashed ? 1.4 : 2.2;
  context.lineJoin = "round";
  context.setLineDash(line.dashed ? [4, 4] : DASHES[Math.floor(line.colour / COLOURS.length) % DASHES.length]);
  context.beginPath();
  let down = false;
  for (let i = 0; i < line.x.length; i++) {
    const [px, py] = [f.atX(line.x[i]), f.atY(line.y[i])];
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
  for (const i of alone(line.y)) dot(context, f.atX(line.x[i]), f.atY(line.y[i]));
}

function dot(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.arc(x, y, 4, 0, 7);
  context.fill();
}

/** A ring on the line, with its word beside it. */
function flag(context: CanvasRenderingContext2D, { mark, x, y, colour }: Line, f: Frame): void {
  if (!mark) return;
  let i = 0;
  while (i < x.length - 1 && x[i] < mark.x) i++;
  if (!Number.isFinite(y[i])) return;
  const [px, py] = [f.atX(x[i]), f.atY(y[i])];
  context.setLineDash([]);
  context.fillStyle = colourOf(colour);
  dot(context, px, py);
  context.strokeStyle = css("--card");
  context.lineWidth = 1.5;
  context.stroke();
  context.fillStyle = css("--ink");
  const after = px + 8 + context.measureText(mark.text).width < f.width - f.right;
  context.textAlign = after ? "left" : "right";
  context.fillText(mark.text, px + (after ? 8 : -8), Math.max(f.top + 8, py - 10));
}

/** Names at the ends, in the order of the ends, none over another. */
function names(context: CanvasRenderingContext2D, lines: readonly Line[], f: Frame): void {
  const gap = 14;
  const ends = lines
    .map((line) => {
      let i = line.x.length - 1;
      while (i > 0 && !Number.isFinite(line.y[i])) i--;
      return { line, y: Math.max(f.top + 6, Math.min(f.height - f.bottom - 4, f.atY(line.y[i]))) };
    })
    .filter(({ y }) => Number.isFinite(y))
    .sort((a, b) => a.y - b.y);
  ends.forEach((end, i) => (end.y = i ? Math.max(end.y, ends[i - 1].y + gap) : end.y));
  for (let i = ends.length - 1, most = f.height - f.bottom - 4; i >= 0; i--, most -= gap) ends[i].y = Math.min(ends[i].y, most);
  context.textAlign = "left";
  const from = f.width - f.right + 5;
  for (const { line, y } of ends) {
    context.fillStyle = colourOf(line.colour);
    context.fillRect(from, y - 1.5, 9, 3);
    context.fillStyle = css("--ink");
    context.fillText(line.title, from + 13, y, f.right - 20);
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
  const values: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9 && values.length < 50; k++) values.push(k * step);
  return values;
}

const label = (u: number) => String(Number(u.toPrecision(4))).replace("-", "−");
const power = (u: number) => (Math.abs(u - Math.round(u)) < 1e-9 ? `1e${Math.round(u)}`.replace("-", "−") : "");

/** The colour of the cards as red, green, blue: what pictures fade into. */
export const paper = (): number[] => css("--card-rgb").split(/\s+/).map(Number);
