// Points from a CSV file: three columns, with or without a header; two classes or numbers.

import { EDGE, type Problem } from "../engine/data";
import { say } from "./words";

export const MOST_ROWS = 100000;
export const MOST_MEGABYTES = 5;

/** What is wrong with a file, in the page's language. */
export class CsvError extends Error {}

export interface Uploaded {
  rows: number[][];
  problem: Problem;
  note: string;
}

export function readCsv(text: string): Uploaded {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const filled = lines.map((line, i) => ({ line: line.trim(), number: i + 1 })).filter(({ line }) => line && !line.startsWith("#"));
  if (filled.length > MOST_ROWS + 1) throw new CsvError(say("csv_long", filled.length, MOST_ROWS));
  const separator = [",", ";", "\t"].find((sign) => filled[0]?.line.includes(sign)) ?? ",";
  const cells = filled.map(({ line, number }) => ({ number, parts: line.split(separator).map((part) => part.trim().replace(/^"(.*)"$/, "$1")) }));
  if (cells.length && cells[0].parts.slice(0, 2).every((part) => !isNumber(part))) cells.shift(); // a header
  if (!cells.length) throw new CsvError(say("csv_empty"));
  for (const { number, parts } of cells) {
    if (parts.length !== 3) throw new CsvError(say("csv_columns", number, parts.length));
    parts.slice(0, 2).forEach((part, i) => {
      if (!isNumber(part)) throw new CsvError(say("csv_text", number, i + 1, JSON.stringify(part)));
    });
  }
  return labelled(cells.map(({ parts }) => parts));
}

const isNumber = (text: string) => text !== "" && Number.isFinite(Number(text));

function labelled(cells: string[][]): Uploaded {
  const names = [...new Set(cells.map((parts) => parts[2]))].sort((a, b) => (isNumber(a) && isNumber(b) ? Number(a) - Number(b) : a < b ? -1 : 1));
  if (names.length === 1) throw new CsvError(say("csv_one_class", cells.length, JSON.stringify(names[0])));
  const { columns, note } = scaled(cells.map((parts) => parts.slice(0, 2).map(Number)));
  if (names.length === 2) {
    return { rows: columns.map((row, n) => [...row, Number(cells[n][2] === names[1])]), problem: "classes", note: `${note} ${names.join(", ")} → 0, 1.`.trim() };
  }
  if (!names.every(isNumber)) throw new CsvError(say("csv_many_classes", names.length));
  const largest = names.reduce((most, name) => Math.max(most, Math.abs(Number(name))), 0) || 1;
  const shrink = largest > 1 ? largest : 1;
  const divided = shrink === 1 ? "" : `y / ${short(shrink)}.`;
  return { rows: columns.map((row, n) => [...row, Number(cells[n][2]) / shrink]), problem: "regression", note: `${note} ${divided}`.trim() };
}

/** Into the picture, if they are not: the middle to 0, the widest to the edge. */
function scaled(rows: number[][]): { columns: number[][]; note: string } {
  if (rows.every((row) => row.every((u) => Math.abs(u) <= EDGE))) {
    const wide = rows.reduce((most, row) => Math.max(most, Math.abs(row[0]), Math.abs(row[1])), 0);
    if (wide > 1.5) return { columns: rows, note: "" };
  }
  const fit = [0, 1].map((i) => {
    // No Math.min(...column): 100,000 arguments are more than some stacks hold.
    const [low, high] = rows.reduce(([least, most], row) => [Math.min(least, row[i]), Math.max(most, row[i])], [Infinity, -Infinity]);
    return { middle: (low + high) / 2, unit: (high - low) / 2 / (EDGE - 1) || 1 };
  });
  return {
    columns: rows.map((row) => row.map((u, i) => (u - fit[i].middle) / fit[i].unit)),
    note: say("csv_scaled", short(fit[0].middle), short(fit[0].unit), short(fit[1].middle), short(fit[1].unit)),
  };
}

const short = (u: number) => String(Number(u.toPrecision(6)));
