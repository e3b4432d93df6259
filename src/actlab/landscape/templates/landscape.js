"use strict";
// Surfaces of heights from 0 to 1 as tiles, far ones first; one pair of angles for all, so that they can be compared.
const angles = { turn: 0.7, tilt: 0.85 };
const COLOURS = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];

function colour(height) {
  const place = Math.min(Math.max(height, 0), 1) * (COLOURS.length - 1);
  const low = Math.min(Math.floor(place), COLOURS.length - 2);
  const mixed = COLOURS[low].map((part, index) => Math.round(part + (place - low) * (COLOURS[low + 1][index] - part)));
  return `rgb(${mixed.join(" ")})`;
}

// Column, row and height, each from 0 to 1, to a place on the canvas and a distance from the eye.
function project(column, row, height, size) {
  const x = column - 0.5, y = row - 0.5, z = 0.6 * (height - 0.5);
  const across = x * Math.cos(angles.turn) - y * Math.sin(angles.turn);
  const along = x * Math.sin(angles.turn) + y * Math.cos(angles.turn);
  const up = z * Math.sin(angles.tilt) + along * Math.cos(angles.tilt);
  return { x: size * (0.5 + 0.62 * across), y: size * (0.5 - 0.62 * up), far: along * Math.sin(angles.tilt) - z * Math.cos(angles.tilt) };
}

function cornersOf(view, size) {
  const rows = view.heights.length, columns = view.heights[0].length;
  return view.heights.map((line, row) => line.map((height, column) =>
    project(column / (columns - 1), row / (rows - 1), height, size)));
}

function tilesOf(view, size) {
  const rows = view.heights.length, columns = view.heights[0].length, corners = cornersOf(view, size);
  const tiles = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const around = [corners[row][column], corners[row][column + 1], corners[row + 1][column + 1], corners[row + 1][column]];
      const height = (view.heights[row][column] + view.heights[row + 1][column + 1]) / 2;
      tiles.push({ around, height, far: around[0].far + around[2].far });
    }
  }
  return tiles.sort((one, other) => other.far - one.far);
}

function draw(canvas, view) {
  const size = canvas.width, pen = canvas.getContext("2d");
  pen.clearRect(0, 0, size, size);
  for (const tile of tilesOf(view, size)) {
    pen.beginPath();
    tile.around.forEach((corner, index) => (index ? pen.lineTo(corner.x, corner.y) : pen.moveTo(corner.x, corner.y)));
    pen.closePath();
    pen.fillStyle = pen.strokeStyle = colour(tile.height);
    pen.fill();
    pen.stroke(); // without it the background shines through between the tiles
  }
}

function nearest(canvas, view, event) {
  const box = canvas.getBoundingClientRect(), scale = canvas.width / box.width;
  const at = { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
  let best = { distance: Infinity };
  cornersOf(view, canvas.width).forEach((line, row) => line.forEach((corner, column) => {
    const distance = Math.hypot(corner.x - at.x, corner.y - at.y), far = corner.far;
    // Where the surface lies over itself, the nearer of two corners at about the same place is the one that is seen.
    if (distance < best.distance - 4 || (distance < best.distance + 4 && far < best.far)) best = { distance, far, row, column };
  }));
  return best.distance < canvas.width * (0.04 + 0.6 / view.x.length) ? best : null;
}

function show(views) {
  const parts = views.map((view) => {
    const figure = document.createElement("figure");
    const canvas = Object.assign(document.createElement("canvas"), { width: 560, height: 560, tabIndex: 0 });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `Surface of ${view.title}; arrow keys turn it`);
    const caption = document.createElement("figcaption"), readout = document.createElement("output");
    caption.textContent = view.title;
    figure.append(canvas, caption, readout);
    document.getElementById("views").append(figure);
    return { canvas, view, readout };
  });
  const redraw = () => parts.forEach(({ canvas, view }) => draw(canvas, view));
  const turn = (across, down) => {
    angles.turn += across;
    angles.tilt = Math.min(Math.max(angles.tilt + down, 0.1), Math.PI / 2);
    redraw();
  };
  const steps = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
  for (const { canvas, view, readout } of parts) {
    canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
    canvas.addEventListener("pointermove", (event) => {
      if (event.buttons) return turn(event.movementX / 120, event.movementY / 120);
      const found = nearest(canvas, view, event);
      const value = found && view.numbers[found.row][found.column];
      readout.textContent = found
        ? `x ${view.x[found.column]}, y ${view.y[found.row]}: ${value === null ? "not finite" : value}` : "";
    });
    canvas.addEventListener("keydown", (event) => {
      if (!(event.key in steps)) return;
      event.preventDefault();
      turn(...steps[event.key]);
    });
  }
  redraw();
}

show(JSON.parse(document.getElementById("surfaces").textContent));
