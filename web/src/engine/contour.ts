// The line where a field crosses a level, between the points of a square grid (marching squares).

/**
 * Segments x0, y0, x1, y1, ... in steps of the grid, from the middle of its first point. Where the four corners of a square
 * alternate, its centre decides which two of them belong together.
 */
export function contour(values: ArrayLike<number>, size: number, level = 0): number[] {
  const out: number[] = [];
  for (let i = 0; i + 1 < size; i++) {
    for (let j = 0; j + 1 < size; j++) {
      const at = i * size + j;
      const [a, b, c, d] = [values[at] - level, values[at + 1] - level, values[at + size + 1] - level, values[at + size] - level];
      const corners = Number(a > 0) | (Number(b > 0) << 1) | (Number(c > 0) << 2) | (Number(d > 0) << 3);
      if (corners === 0 || corners === 15 || !Number.isFinite(a + b + c + d)) continue;
      const top = () => out.push(j + a / (a - b), i);
      const right = () => out.push(j + 1, i + b / (b - c));
      const bottom = () => out.push(j + d / (d - c), i + 1);
      const left = () => out.push(j, i + a / (a - d));
      const joined = a + b + c + d > 0;
      if (corners === 1 || corners === 14) left(), top();
      else if (corners === 2 || corners === 13) top(), right();
      else if (corners === 4 || corners === 11) right(), bottom();
      else if (corners === 8 || corners === 7) bottom(), left();
      else if (corners === 3 || corners === 12) left(), right();
      else if (corners === 6 || corners === 9) top(), bottom();
      else if ((corners === 5) === joined) left(), bottom(), top(), right();
      else left(), top(), right(), bottom();
    }
  }
  return out;
}
