// src/engine/data.ts
var CLASS_SETS = [
	"circle",
	"xor",
	"gauss",
	"spiral"
];
var REGRESSION_SETS = ["plane", "hills"];
var SETS = [
	...CLASS_SETS,
	...REGRESSION_SETS,
	"own"
];
var EDGE = 6;
var COUNT = {
	classes: 500,
	regression: 1200
};
function problemOf(set, own) {
	if (set === "own") return own;
	return REGRESSION_SETS.includes(set) ? "regression" : "classes";
}
/** Draw a set; `noise` from 0 to 50 is the share of the set's own size by which points are moved, in per cent. */
function draw(set, noise, random) {
	return pointsOf(DRAWN[set](noise / 100, random));
}
function pointsOf(rows) {
	return {
		x1: Float64Array.from(rows, (row) => row[0]),
		x2: Float64Array.from(rows, (row) => row[1]),
		label: Float64Array.from(rows, (row) => row[2])
	};
}
var half = (count, one) => {
	const rows = [];
	for (const label of [1, 0]) for (let i = 0; i < count / 2; i++) rows.push(one(label, i, count / 2));
	return rows;
};
var circle = (noise, random) => half(COUNT.classes, (label) => {
	const radius = label ? random.uniform(0, 2.5) : random.uniform(3.5, 5);
	const angle = random.uniform(0, 2 * Math.PI);
	const [x1, x2] = [radius * Math.sin(angle), radius * Math.cos(angle)];
	const [e1, e2] = [random.uniform(-5, 5) * noise, random.uniform(-5, 5) * noise];
	return [
		x1,
		x2,
		Math.hypot(x1 + e1, x2 + e2) < 2.5 ? 1 : 0
	];
});
var xor = (noise, random) => Array.from({ length: COUNT.classes }, () => {
	const gap = (u) => u + (u > 0 ? .3 : -.3);
	const [x1, x2] = [gap(random.uniform(-5, 5)), gap(random.uniform(-5, 5))];
	const [e1, e2] = [random.uniform(-5, 5) * noise, random.uniform(-5, 5) * noise];
	return [
		x1,
		x2,
		(x1 + e1) * (x2 + e2) >= 0 ? 1 : 0
	];
});
var gauss = (noise, random) => half(COUNT.classes, (label) => {
	const centre = label ? 2 : -2;
	const deviation = Math.sqrt(.5 + 7 * noise);
	return [
		random.normal(centre, deviation),
		random.normal(centre, deviation),
		label
	];
});
var spiral = (noise, random) => half(COUNT.classes, (label, i, n) => {
	const radius = i / n * 5;
	const turn = 1.75 * (i / n) * 2 * Math.PI + (label ? 0 : Math.PI);
	return [
		radius * Math.sin(turn) + random.uniform(-1, 1) * noise,
		radius * Math.cos(turn) + random.uniform(-1, 1) * noise,
		label
	];
});
var plane = (noise, random) => Array.from({ length: COUNT.regression }, () => {
	const [x1, x2] = [random.uniform(-6, 6), random.uniform(-6, 6)];
	const [e1, e2] = [random.uniform(-6, 6) * noise, random.uniform(-6, 6) * noise];
	return [
		x1,
		x2,
		Math.max(-1, Math.min(1, (x1 + e1 + x2 + e2) / 10))
	];
});
var HILLS = [
	[
		-4,
		2.5,
		1
	],
	[
		0,
		2.5,
		-1
	],
	[
		4,
		2.5,
		1
	],
	[
		-4,
		-2.5,
		-1
	],
	[
		0,
		-2.5,
		1
	],
	[
		4,
		-2.5,
		-1
	]
];
var hills = (noise, random) => Array.from({ length: COUNT.regression }, () => {
	const [x1, x2] = [random.uniform(-6, 6), random.uniform(-6, 6)];
	const [e1, e2] = [random.uniform(-6, 6) * noise, random.uniform(-6, 6) * noise];
	let label = 0;
	for (const [c1, c2, sign] of HILLS) {
		const near = sign * Math.max(0, 1 - Math.hypot(x1 + e1 - c1, x2 + e2 - c2) / 2);
		if (Math.abs(near) > Math.abs(label)) label = near;
	}
	return [
		x1,
		x2,
		label
	];
});
var DRAWN = {
	circle,
	xor,
	gauss,
	spiral,
	plane,
	hills
};
/** What a network may be given of a point; `code` is the same in Python, for the export. */
var FEATURES = {
	x1: {
		title: "x₁",
		of: (x1, _x2) => x1,
		code: "x1"
	},
	x2: {
		title: "x₂",
		of: (_x1, x2) => x2,
		code: "x2"
	},
	x1x1: {
		title: "x₁²",
		of: (x1, _x2) => x1 * x1,
		code: "x1 * x1"
	},
	x2x2: {
		title: "x₂²",
		of: (_x1, x2) => x2 * x2,
		code: "x2 * x2"
	},
	x1x2: {
		title: "x₁x₂",
		of: (x1, x2) => x1 * x2,
		code: "x1 * x2"
	},
	sin1: {
		title: "sin x₁",
		of: (x1, _x2) => Math.sin(x1),
		code: "sin(x1)"
	},
	sin2: {
		title: "sin x₂",
		of: (_x1, x2) => Math.sin(x2),
		code: "sin(x2)"
	}
};
/** One row of inputs for each point, row after row. */
function inputsOf(x1, x2, features) {
	const width = features.length;
	const rows = new Float64Array(x1.length * width);
	features.forEach((feature, column) => {
		const { of } = FEATURES[feature];
		for (let n = 0; n < x1.length; n++) rows[n * width + column] = of(x1[n], x2[n]);
	});
	return rows;
}
/** Split into training and test points by the seed; at least one point stays for training. */
function split(points, testShare, random) {
	const order = Int32Array.from(points.label.keys());
	random.shuffle(order);
	const held = Math.min(points.label.length - 1, Math.round(points.label.length * testShare));
	return {
		train: taken(points, order.subarray(held)),
		test: taken(points, order.subarray(0, held))
	};
}
function taken(points, order) {
	const of = (column) => Float64Array.from(order, (n) => column[n]);
	return {
		x1: of(points.x1),
		x2: of(points.x2),
		label: of(points.label)
	};
}
// src/engine/multiply.ts
/**
* c = c + a b, with `rows` x `inner` numbers of a and `inner` x `columns` of b.
*
* Two rows and four columns at a time: eight sums stay in registers and six numbers are loaded for eight products, where
* a plain dot product loads sixteen. It takes half the time of plain loops on a 2-8-8-1 network (V8, x86-64). Each sum runs
* over `inner` in order, so that the result does not depend on how many rows there are.
*/
function multiply(a, b, c, rows, columns, inner) {
	const { values: p, row: aRow, column: aColumn } = a;
	const { values: q, row: bRow, column: bColumn } = b;
	const { values: r, row: cRow, column: cColumn } = c;
	let m = 0;
	for (; m + 2 <= rows; m += 2) {
		const a0 = a.start + m * aRow;
		let n = 0;
		for (; n + 4 <= columns; n += 4) {
			const b0 = b.start + n * bColumn;
			const c0 = c.start + m * cRow + n * cColumn;
			const c1 = c0 + cRow;
			let [s0, s1, s2, s3] = [
				r[c0],
				r[c0 + cColumn],
				r[c0 + 2 * cColumn],
				r[c0 + 3 * cColumn]
			];
			let [t0, t1, t2, t3] = [
				r[c1],
				r[c1 + cColumn],
				r[c1 + 2 * cColumn],
				r[c1 + 3 * cColumn]
			];
			for (let k = 0, i = a0, j = b0; k < inner; k++, i += aColumn, j += bRow) {
				const u = p[i];
				const v = p[i + aRow];
				const w0 = q[j];
				const w1 = q[j + bColumn];
				const w2 = q[j + 2 * bColumn];
				const w3 = q[j + 3 * bColumn];
				s0 += u * w0;
				s1 += u * w1;
				s2 += u * w2;
				s3 += u * w3;
				t0 += v * w0;
				t1 += v * w1;
				t2 += v * w2;
				t3 += v * w3;
			}
			r[c0] = s0;
			r[c0 + cColumn] = s1;
			r[c0 + 2 * cColumn] = s2;
			r[c0 + 3 * cColumn] = s3;
			r[c1] = t0;
			r[c1 + cColumn] = t1;
			r[c1 + 2 * cColumn] = t2;
			r[c1 + 3 * cColumn] = t3;
		}
		for (; n < columns; n++) {
			const c0 = c.start + m * cRow + n * cColumn;
			let s = r[c0];
			let t = r[c0 + cRow];
			for (let k = 0, i = a0, j = b.start + n * bColumn; k < inner; k++, i += aColumn, j += bRow) {
				const w = q[j];
				s += p[i] * w;
				t += p[i + aRow] * w;
			}
			r[c0] = s;
			r[c0 + cRow] = t;
		}
	}
	if (m < rows) last$1(a, b, c, m, columns, inner);
}
/** The row that is left over. */
function last$1(a, b, c, m, columns, inner) {
	const { values: p } = a;
	const { values: q } = b;
	const { values: r } = c;
	for (let n = 0; n < columns; n++) {
		const place = c.start + m * c.row + n * c.column;
		let s = r[place];
		for (let k = 0, i = a.start + m * a.row, j = b.start + n * b.column; k < inner; k++, i += a.column, j += b.row) s += p[i] * q[j];
		r[place] = s;
	}
}
// src/engine/network.ts
var Network = class {
	widths;
	layers = [];
	parameters;
	gradients;
	passed = {
		rows: 0,
		before: [],
		after: [],
		slopes: [],
		back: []
	};
	x = /* @__PURE__ */ new Float64Array(0);
	/** `widths` from the inputs to the output; one activation for each layer but the first. */
	constructor(widths, activations) {
		this.widths = widths;
		let start = 0;
		for (let l = 1; l < widths.length; l++) {
			const [inputs, outputs] = [widths[l - 1], widths[l]];
			const biases = start + inputs * outputs;
			this.layers.push({
				inputs,
				outputs,
				weights: start,
				biases,
				activation: activations[l - 1]
			});
			start = biases + outputs;
		}
		this.parameters = new Float64Array(start);
		this.gradients = new Float64Array(start);
	}
	/** N(0, 2 / inputs) for every layer (He): the same draws whatever the activations are. Biases start at 0. */
	initialize(random) {
		for (const { inputs, outputs, weights, biases } of this.layers) {
			for (let i = 0; i < inputs * outputs; i++) this.parameters[weights + i] = random.normal(0, Math.sqrt(2 / inputs));
			this.parameters.fill(0, biases, biases + outputs);
		}
	}
	/** Arrays and matrices for passes of up to `rows` examples, made once and used again. */
	room(rows) {
		if (this.passed.rows < rows) {
			const of = () => this.layers.map((layer) => new Float64Array(rows * layer.outputs));
			this.passed = {
				rows,
				before: of(),
				after: of(),
				slopes: of(),
				back: of()
			};
		}
		return this.passed;
	}
	/** The outputs of the last layer for `rows` rows of inputs; valid until the next call. */
	forward(x, rows) {
		const { before, after } = this.room(rows);
		this.x = x;
		let into = x;
		for (let l = 0; l < this.layers.length; l++) {
			const { inputs, outputs, weights, biases, activation } = this.layers[l];
			const u = before[l];
			const z = after[l];
			const count = rows * outputs;
			repeat(this.parameters, biases, u, rows, outputs);
			multiply(upright(into, 0, inputs), sideways(this.parameters, weights, inputs), upright(u, 0, outputs), rows, outputs, inputs);
			activation.values(u, z, count);
			into = z;
		}
		return into;
	}
	/** Fill `gradients`, given dL/d(output) of the last forward pass with as many rows. */
	backward(d, rows) {
		const { before, after, slopes, back } = this.passed;
		this.gradients.fill(0);
		for (let l = this.layers.length - 1; l >= 0; l--) {
			const { inputs, outputs, weights, biases, activation } = this.layers[l];
			const du = back[l];
			const count = rows * outputs;
			const from = l === this.layers.length - 1 ? d : du;
			activation.slopes(before[l], slopes[l], count);
			through(from, slopes[l], du, this.gradients, biases, rows, outputs);
			const x = l === 0 ? this.x : after[l - 1];
			multiply(sideways(du, 0, outputs), upright(x, 0, inputs), upright(this.gradients, weights, inputs), outputs, inputs, rows);
			if (l > 0) {
				const dx = back[l - 1];
				dx.fill(0, 0, rows * inputs);
				multiply(upright(du, 0, outputs), upright(this.parameters, weights, inputs), upright(dx, 0, inputs), rows, inputs, outputs);
			}
		}
	}
	/** The mean size of the last gradients, over the weights of each layer. */
	sizes() {
		return this.layers.map(({ weights, biases }) => {
			let sum = 0;
			for (let i = weights; i < biases; i++) sum += Math.abs(this.gradients[i]);
			return sum / (biases - weights);
		});
	}
	/** The sums u and the values f(u) of a layer in the last forward pass. */
	seen(l) {
		return {
			before: this.passed.before[l],
			after: this.passed.after[l]
		};
	}
};
/** The loops over any function of one number; a loop made for one function alone is several times faster. */
function looped(f) {
	return (u, z, count) => {
		for (let i = 0; i < count; i++) z[i] = f(u[i]);
	};
}
var LINEAR = {
	key: "identity",
	value: (x) => x,
	slope: () => 1,
	values: (u, z, count) => z.set(u.subarray(0, count)),
	slopes: (_, z, count) => z.fill(1, 0, count)
};
/** Rows one after the other. */
var upright = (values, start, width) => ({
	values,
	start,
	row: width,
	column: 1
});
/** The same numbers with rows and columns exchanged. */
var sideways = (values, start, width) => ({
	values,
	start,
	row: 1,
	column: width
});
/** Every row of u becomes the biases. */
function repeat(parameters, biases, u, rows, width) {
	for (let n = 0, at = 0; n < rows; n++) for (let j = 0; j < width; j++) u[at++] = parameters[biases + j];
}
/** du = d f'(u), and dL/db is the sum of its rows. */
function through(d, slopes, du, into, biases, rows, width) {
	for (let n = 0, at = 0; n < rows; n++) for (let j = 0; j < width; j++, at++) {
		const product = d[at] * slopes[at];
		du[at] = product;
		into[biases + j] += product;
	}
}
// src/engine/optimizers.ts
var OPTIMIZERS = [
	"sgd",
	"momentum",
	"adam"
];
function optimizer(name, rate, size) {
	return {
		sgd,
		momentum,
		adam
	}[name](rate, size);
}
function sgd(rate) {
	return (p, g) => {
		for (let i = 0; i < p.length; i++) p[i] -= rate * g[i];
	};
}
function momentum(rate, size) {
	const v = new Float64Array(size);
	return (p, g) => {
		for (let i = 0; i < p.length; i++) {
			v[i] = .9 * v[i] + g[i];
			p[i] -= rate * v[i];
		}
	};
}
function adam(rate, size) {
	const m = new Float64Array(size);
	const s = new Float64Array(size);
	let t = 0;
	return (p, g) => {
		t++;
		const [first, second] = [1 - .9 ** t, 1 - .999 ** t];
		for (let i = 0; i < p.length; i++) {
			m[i] = .9 * m[i] + .1 * g[i];
			s[i] = .999 * s[i] + .001 * g[i] * g[i];
			p[i] -= rate / first * m[i] / (Math.sqrt(s[i] / second) + 1e-8);
		}
	};
}
// src/engine/random.ts
/** A generator of numbers in [0, 1): sfc32 by Chris Doty-Humphrey, 32-bit integers only. */
var Random = class {
	a;
	b;
	c;
	counter = 1;
	spare = null;
	constructor(seed, stream = 0) {
		this.a = seed | 0;
		this.b = Math.floor(seed / 4294967296) | 0;
		this.c = stream | 0;
		for (let i = 0; i < 15; i++) this.uniform();
	}
	uniform(low = 0, high = 1) {
		const t = (this.a + this.b | 0) + this.counter | 0;
		this.counter = this.counter + 1 | 0;
		this.a = this.b ^ this.b >>> 9;
		this.b = this.c + (this.c << 3) | 0;
		this.c = this.c << 21 | this.c >>> 11;
		this.c = this.c + t | 0;
		return low + (t >>> 0) / 4294967296 * (high - low);
	}
	/** Two normal numbers from two uniform ones (Box and Muller); the second waits for the next call. */
	normal(mean = 0, deviation = 1) {
		if (this.spare !== null) {
			const kept = this.spare;
			this.spare = null;
			return mean + deviation * kept;
		}
		const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
		const angle = 2 * Math.PI * this.uniform();
		this.spare = radius * Math.sin(angle);
		return mean + deviation * radius * Math.cos(angle);
	}
	/** Fisher and Yates, in place. */
	shuffle(order) {
		for (let i = order.length - 1; i > 0; i--) {
			const j = Math.floor(this.uniform() * (i + 1));
			const kept = order[i];
			order[i] = order[j];
			order[j] = kept;
		}
	}
};
// src/engine/digits.ts
var PIXELS = 64;
var CLASSES = 10;
var HIDDEN = 32;
var WHITE = 16;
var BATCH = 32;
var RATE = .003;
var DIGITS_IN_WEIGHTS = 1e3;
/** The sets for training and testing out of their text: a line of pixels (A to Q for 0 to 16) and one of labels for each. */
function readDigits(text) {
	const [a, b, c, d] = text.trim().split("\n");
	const set = (pixels, labels) => ({
		pixels: Float64Array.from(pixels, (letter) => (letter.charCodeAt(0) - 65) / WHITE),
		labels: Uint8Array.from(labels, Number)
	});
	return {
		train: set(a, b),
		test: set(c, d)
	};
}
var readWeights = (text) => Float64Array.from(text.trim().split(" "), (whole) => Number(whole) / DIGITS_IN_WEIGHTS);
var writeWeights = (parameters) => Array.from(parameters, (u) => Math.round(u * DIGITS_IN_WEIGHTS)).join(" ");
var DigitNetwork = class {
	train;
	activation;
	network;
	epoch = 0;
	loss = NaN;
	step;
	random;
	order;
	at = 0;
	sum = 0;
	constructor(train, activation, weights, seed = 1) {
		this.train = train;
		this.activation = activation;
		this.random = new Random(seed, 11);
		this.order = Int32Array.from(train.labels.keys());
		this.swap(activation);
		if (weights) this.network.parameters.set(weights);
		else this.network.initialize(this.random);
	}
	/** The same weights with another activation; the optimizer begins anew. */
	swap(activation) {
		const before = this.network?.parameters;
		this.activation = activation;
		this.network = new Network([
			64,
			32,
			10
		], [this.activation, LINEAR]);
		if (before) this.network.parameters.set(before);
		this.step = optimizer("adam", RATE, this.network.parameters.length);
	}
	/** One batch; true when it ends an epoch. */
	batch() {
		if (this.at === 0) {
			this.random.shuffle(this.order);
			this.sum = 0;
		}
		const rows = this.order.subarray(this.at, this.at + BATCH);
		const x = new Float64Array(rows.length * 64);
		rows.forEach((row, n) => x.set(this.train.pixels.subarray(row * 64, (row + 1) * 64), n * 64));
		const d = this.network.forward(x, rows.length).slice(0, rows.length * 10);
		rows.forEach((row, n) => {
			const p = softmax(d.subarray(n * 10, (n + 1) * 10));
			const label = this.train.labels[row];
			this.sum -= Math.log(Math.max(p[label], 1e-300));
			p[label] -= 1;
		});
		for (let i = 0; i < d.length; i++) d[i] /= rows.length;
		this.network.backward(d, rows.length);
		this.step(this.network.parameters, this.network.gradients);
		this.at += BATCH;
		if (this.at < this.order.length) return false;
		this.at = 0;
		this.epoch++;
		this.loss = this.sum / this.order.length;
		return true;
	}
	accuracy({ pixels, labels }) {
		const out = this.network.forward(pixels, labels.length);
		let right = 0;
		labels.forEach((label, n) => {
			right += Number(best(out.subarray(n * 10, (n + 1) * 10)) === label);
		});
		return right / labels.length;
	}
	/** The probabilities of the ten digits, and the values of the hidden units. */
	recognize(image) {
		return {
			probabilities: softmax(this.network.forward(image, 1).slice(0, 10)),
			hidden: this.network.seen(0).after.slice(0, 32)
		};
	}
};
function best(scores) {
	let at = 0;
	for (let i = 1; i < scores.length; i++) if (scores[i] > scores[at]) at = i;
	return at;
}
function softmax(z) {
	const most = z.reduce((a, b) => Math.max(a, b), -Infinity);
	let sum = 0;
	for (let i = 0; i < z.length; i++) sum += z[i] = Math.exp(z[i] - most);
	for (let i = 0; i < z.length; i++) z[i] /= sum;
	return z;
}
/** Ink of 32 x 32 to 8 x 8: how much of each square of 4 x 4 is black, as the data set was made from scanned forms. */
function blocks(ink) {
	const image = /* @__PURE__ */ new Float64Array(64);
	for (let i = 0; i < 32; i++) for (let j = 0; j < 32; j++) image[(i >> 2) * 8 + (j >> 2)] += Number(ink[i * 32 + j] > .5) / 16;
	return image;
}
/** How to move and scale strokes so that their box fills the 32 rows, and is in the middle of the columns. */
function fitted(strokes, pen) {
	const points = strokes.flat();
	const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
	const [left, right, top, bottom] = [
		Math.min(...xs),
		Math.max(...xs),
		Math.min(...ys),
		Math.max(...ys)
	];
	const scale = Math.min((32 - pen) / Math.max(bottom - top, 1e-6), (32 - pen) / Math.max(right - left, 1e-6), 1e3);
	return ([x, y]) => [16 + (x - (left + right) / 2) * scale, 16 + (y - (top + bottom) / 2) * scale];
}
// src/engine/losses.ts
/** -log p of the right class with p = sigmoid(o): softplus(o) - y o, without overflow; its slope is p - y. */
var crossEntropy = {
	value: (o, y) => Math.max(o, 0) + Math.log1p(Math.exp(-Math.abs(o))) - y * o,
	slope: (o, y) => probability(o) - y,
	shown: (o) => 2 * probability(o) - 1
};
/** Half the square of the distance from -1 (class 0) or 1 (class 1). */
var squaredClasses = {
	value: (o, y) => .5 * (o - (2 * y - 1)) ** 2,
	slope: (o, y) => o - (2 * y - 1),
	shown: (o) => o
};
var squared = {
	value: (o, y) => .5 * (o - y) ** 2,
	slope: (o, y) => o - y,
	shown: (o) => o
};
function lossOf(name, regression) {
	return regression ? squared : name === "squared" ? squaredClasses : crossEntropy;
}
function probability(o) {
	const e = Math.exp(-Math.abs(o));
	return (o < 0 ? e : 1) / (1 + e);
}
// src/engine/training.ts
var Training = class {
	settings;
	train;
	test;
	problem;
	network;
	history = [];
	epoch = 0;
	converged = null;
	trouble = null;
	/** The mean size of the gradient of each layer's weights, smoothed over about ten epochs: single batches differ tenfold. */
	slopes;
	loss;
	step;
	order;
	shuffler;
	inputs;
	testInputs;
	batchInputs;
	d;
	grid = /* @__PURE__ */ new Float64Array(0);
	largest = 0;
	lossSum = 0;
	/** `hidden` names one activation for each hidden layer. Data, first weights and order depend on the seed only. */
	constructor(settings, hidden, tanh) {
		this.settings = settings;
		const { set, own, noise, seed, testShare, features, widths } = settings;
		this.problem = problemOf(set, settings.ownProblem);
		const points = set === "own" ? own ?? {
			x1: EMPTY,
			x2: EMPTY,
			label: EMPTY
		} : draw(set, noise, new Random(seed, 1));
		({train: this.train, test: this.test} = points.label.length ? split(points, testShare, new Random(seed, 2)) : {
			train: points,
			test: points
		});
		const regression = this.problem === "regression";
		this.loss = lossOf(settings.loss, regression);
		const last = settings.loss === "squared" && !regression ? tanh : LINEAR;
		this.network = new Network([
			features.length,
			...widths,
			1
		], [...hidden, last]);
		this.network.initialize(new Random(seed, 3));
		this.slopes = this.network.layers.map(() => NaN);
		this.step = optimizer(settings.optimizer, settings.rate, this.network.parameters.length);
		this.shuffler = new Random(seed, 4);
		this.order = Int32Array.from(this.train.label.keys());
		this.inputs = inputsOf(this.train.x1, this.train.x2, features);
		this.testInputs = inputsOf(this.test.x1, this.test.x2, features);
		this.batchInputs = new Float64Array(Math.min(settings.batch, this.order.length) * features.length);
		this.d = new Float64Array(Math.max(1, Math.min(settings.batch, this.order.length)));
		this.edit();
		if (this.order.length) this.record(this.evaluate(this.inputs, this.train).loss);
	}
	/** One pass over the training points, in an order drawn anew. */
	run() {
		if (this.trouble || !this.order.length) return;
		const { batch } = this.settings;
		this.shuffler.shuffle(this.order);
		this.lossSum = 0;
		for (let start = 0; start < this.order.length; start += batch) this.update(this.order.subarray(start, Math.min(start + batch, this.order.length)));
		this.epoch++;
		this.network.sizes().forEach((size, l) => this.slopes[l] = this.epoch === 1 ? size : this.slopes[l] + .1 * (size - this.slopes[l]));
		this.edit();
		this.record(this.lossSum / this.order.length);
	}
	/** dL by every parameter for the mean loss of some training points; what an update steps along. */
	slope(rows) {
		const width = this.network.widths[0];
		for (let n = 0; n < rows.length; n++) for (let i = 0; i < width; i++) this.batchInputs[n * width + i] = this.inputs[rows[n] * width + i];
		const out = this.network.forward(this.batchInputs, rows.length);
		for (let n = 0; n < rows.length; n++) {
			const label = this.train.label[rows[n]];
			this.lossSum += this.loss.value(out[n], label);
			this.d[n] = this.loss.slope(out[n], label) / rows.length;
		}
		this.network.backward(this.d, rows.length);
		return this.network.gradients;
	}
	update(rows) {
		const g = this.slope(rows);
		const { l1, l2 } = this.settings;
		if (l1 || l2) this.regularize(g, l1, l2);
		this.step(this.network.parameters, g);
	}
	regularize(g, l1, l2) {
		const p = this.network.parameters;
		for (const { weights, biases } of this.network.layers) for (let i = weights; i < biases; i++) g[i] += l1 * Math.sign(p[i]) + l2 * p[i];
	}
	edit() {
		for (const { epoch, parameter, value } of this.settings.edits) if (epoch === this.epoch && parameter < this.network.parameters.length) this.network.parameters[parameter] = value;
	}
	record(train) {
		if (!Number.isFinite(train)) {
			this.trouble = {
				epoch: this.epoch,
				layer: this.firstBroken(),
				largest: this.largest
			};
			return;
		}
		this.history.push({
			epoch: this.epoch,
			train,
			test: NaN,
			accuracy: NaN
		});
		if (this.converged === null && train < this.settings.goal) this.converged = this.epoch;
	}
	/** Fill in the last row what only a pass over the test points can tell. */
	look() {
		const row = this.history.at(-1);
		if (!row || this.trouble) return;
		const { loss, accuracy } = this.test.label.length > 0 ? this.evaluate(this.testInputs, this.test) : this.evaluate(this.inputs, this.train);
		this.largest = this.network.parameters.reduce((most, p) => Math.max(most, Math.abs(p)), 0);
		if (Number.isFinite(loss)) Object.assign(row, {
			test: loss,
			accuracy
		});
		else this.trouble = {
			epoch: this.epoch,
			layer: this.firstBroken(),
			largest: this.largest
		};
	}
	/** Mean loss and share of right answers. */
	evaluate(inputs, points) {
		const count = points.label.length;
		const out = this.network.forward(inputs, count);
		let [sum, right] = [0, 0];
		for (let n = 0; n < count; n++) {
			sum += this.loss.value(out[n], points.label[n]);
			right += Number(out[n] > 0 === points.label[n] > .5);
		}
		return {
			loss: sum / count,
			accuracy: this.problem === "classes" ? right / count : NaN
		};
	}
	firstBroken() {
		const { layers, parameters } = this.network;
		this.network.forward(this.inputs, this.train.label.length);
		for (let l = 0; l < layers.length; l++) {
			const { weights, biases, outputs } = layers[l];
			const wrong = (values) => values.some((value) => !Number.isFinite(value));
			if (wrong(parameters.subarray(weights, biases + outputs))) return l + 1;
			if (wrong(this.network.seen(l).after.subarray(0, this.train.label.length * outputs))) return l + 1;
		}
		return 0;
	}
	/** For each hidden layer, which units pass no gradient for any training point, and the largest value. */
	health() {
		const count = this.train.label.length;
		if (!count) return [];
		this.network.forward(this.inputs, count);
		return this.network.layers.slice(0, -1).map((layer, l) => {
			const { before, after } = this.network.seen(l);
			const dead = [];
			let largest = 0;
			for (let j = 0; j < layer.outputs; j++) {
				let alive = false;
				for (let n = 0; n < count; n++) {
					const at = n * layer.outputs + j;
					largest = Math.max(largest, Math.abs(after[at]));
					alive ||= Math.abs(layer.activation.slope(before[at])) > 1e-6;
				}
				if (!alive) dead.push(j);
			}
			return {
				dead,
				largest
			};
		});
	}
	/** The output over a square grid from -edge to edge, and with `inside` every hidden unit's value, for the pictures. */
	pictures(size, edge, inside) {
		const count = size * size;
		if (this.grid.length !== count * this.settings.features.length) this.grid = this.gridOf(size, edge);
		const out = this.network.forward(this.grid, count);
		const output = new Float32Array(count);
		for (let n = 0; n < count; n++) output[n] = this.loss.shown(out[n]);
		if (!inside) return {
			output,
			units: []
		};
		return {
			output,
			units: this.network.layers.slice(0, -1).map(({ outputs }, l) => {
				const { after } = this.network.seen(l);
				return Array.from({ length: outputs }, (_, j) => {
					const field = new Float32Array(count);
					for (let n = 0, at = j; n < count; n++, at += outputs) field[n] = after[at];
					return field;
				});
			})
		};
	}
	gridOf(size, edge) {
		const at = (n) => -edge + 2 * edge * (n + .5) / size;
		return inputsOf(Float64Array.from({ length: size * size }, (_, n) => at(n % size)), Float64Array.from({ length: size * size }, (_, n) => -at(Math.floor(n / size))), this.settings.features);
	}
};
var EMPTY = /* @__PURE__ */ new Float64Array(0);
// ../src/actlab/emitted/functions.js
function sigmoid(u) {
	const e = Math.exp(-Math.abs(u));
	return (u < 0 ? e : 1) / (1 + e);
}
function softplus(u) {
	return Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
}
function series(x) {
	let term = x, sum = x;
	for (let n = 1; n < 60 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
		term *= -x * x / n;
		sum += term / (2 * n + 1);
	}
	return 2 / Math.sqrt(Math.PI) * sum;
}
function fraction(x) {
	if (x > 27.3) return 0;
	let tail = 0;
	for (let n = Math.ceil(9 + 220 / (x * x)); n > 0; n--) tail = n / 2 / (x + tail);
	const high = Math.fround(x), low = x - high;
	return Math.exp(-high * high) * Math.exp(-low * (high + x)) / Math.sqrt(Math.PI) / (x + tail);
}
function erfc(x) {
	if (x < 0) return 2 - erfc(-x);
	return x < 2 ? 1 - series(x) : fraction(x);
}
function erf(x) {
	return Math.abs(x) < 2 ? series(x) : Math.sign(x) * (1 - fraction(Math.abs(x)));
}
var FUNCTIONS$1 = {
	identity: {
		title: "Identity",
		formula: "x",
		stable: "x",
		source: "Classical (1958), The linear unit",
		parameters: [],
		value(x) {
			return x;
		},
		slope(x) {
			return 1;
		},
		curvature(x) {
			return 0;
		}
	},
	relu: {
		title: "ReLU",
		formula: "max(x, 0)",
		stable: "max(x, 0)",
		source: "Nair, Hinton (2010), Rectified Linear Units Improve Restricted Boltzmann Machines",
		parameters: [],
		value(x) {
			return Math.max(x, 0);
		},
		slope(x) {
			return Number.isNaN(x) ? x : x > 0 ? 1 : 0;
		},
		curvature(x) {
			return 0;
		}
	},
	relu6: {
		title: "ReLU6",
		formula: "min(max(x, 0), 6)",
		stable: "min(max(x, 0), 6)",
		source: "Krizhevsky (2010), Convolutional Deep Belief Networks on CIFAR-10",
		parameters: [],
		value(x) {
			return Math.min(Math.max(x, 0), 6);
		},
		slope(x) {
			return Number.isNaN(x) ? x : (x > 0 ? 1 : 0) * (x < 6 ? 1 : 0);
		},
		curvature(x) {
			return 0;
		}
	},
	threshold: {
		title: "Threshold",
		formula: "where(x > theta, x, value)",
		stable: "where(x > theta, x, value)",
		source: "Konda, Memisevic, Krueger (2014), Zero-bias autoencoders and the benefits of co-adapting features, arXiv:1402.3337",
		parameters: [{
			"name": "theta",
			"default": 1,
			"lower": null,
			"upper": null,
			"learnable": false
		}, {
			"name": "value",
			"default": 0,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(x, theta, value) {
			return Number.isNaN(x) ? x : theta < x ? x : value;
		},
		slope(x, theta, value) {
			return Number.isNaN(x) ? x : theta < x ? 1 : 0;
		},
		curvature(x, theta, value) {
			return 0;
		}
	},
	leaky_relu: {
		title: "Leaky ReLU",
		formula: "where(x > 0, x, slope * x)",
		stable: "where(x > 0, x, slope * x)",
		source: "Maas, Hannun, Ng (2013), Rectifier Nonlinearities Improve Neural Network Acoustic Models",
		parameters: [{
			"name": "slope",
			"default": .01,
			"lower": 0,
			"upper": 1,
			"learnable": false
		}],
		value(x, slope) {
			return x > 0 ? x : slope * x;
		},
		slope(x, slope) {
			return Number.isNaN(x) ? x : x > 0 ? 1 : slope;
		},
		curvature(x, slope) {
			return 0;
		}
	},
	prelu: {
		title: "PReLU",
		formula: "where(x > 0, x, slope * x)",
		stable: "where(x > 0, x, slope * x)",
		source: "He, Zhang, Ren, Sun (2015), Delving Deep into Rectifiers, arXiv:1502.01852",
		parameters: [{
			"name": "slope",
			"default": .25,
			"lower": null,
			"upper": null,
			"learnable": true
		}],
		value(x, slope) {
			return x > 0 ? x : slope * x;
		},
		slope(x, slope) {
			return Number.isNaN(x) ? x : x > 0 ? 1 : slope;
		},
		curvature(x, slope) {
			return 0;
		}
	},
	rrelu: {
		title: "RReLU",
		formula: "where(x > 0, x, (lower + upper) / 2 * x)",
		stable: "where(x > 0, x, (lower + upper) / 2 * x)",
		source: "Xu, Wang, Chen, Li (2015), Empirical Evaluation of Rectified Activations in Convolutional Network, arXiv:1505.00853",
		parameters: [{
			"name": "lower",
			"default": .125,
			"lower": 0,
			"upper": 1,
			"learnable": false
		}, {
			"name": "upper",
			"default": .3333333333333333,
			"lower": 0,
			"upper": 1,
			"learnable": false
		}],
		value(x, lower, upper) {
			return x > 0 ? x : x * (.5 * lower + .5 * upper);
		},
		slope(x, lower, upper) {
			return Number.isNaN(x) ? x : x > 0 ? 1 : .5 * lower + .5 * upper;
		},
		curvature(x, lower, upper) {
			return 0;
		}
	},
	srelu: {
		title: "SReLU",
		formula: "where(x >= right, right + right_slope * (x - right), where(x <= left, left + left_slope * (x - left), x))",
		stable: "where(x >= right, right + right_slope * (x - right), where(x <= left, left + left_slope * (x - left), x))",
		source: "Jin, Xu, Feng, Wei, Xiong, Yan (2015), Deep Learning with S-shaped Rectified Linear Activation Units, arXiv:1512.07030",
		parameters: [
			{
				"name": "left",
				"default": -1,
				"lower": null,
				"upper": null,
				"learnable": true
			},
			{
				"name": "left_slope",
				"default": .2,
				"lower": null,
				"upper": null,
				"learnable": true
			},
			{
				"name": "right",
				"default": 1,
				"lower": null,
				"upper": null,
				"learnable": true
			},
			{
				"name": "right_slope",
				"default": .2,
				"lower": null,
				"upper": null,
				"learnable": true
			}
		],
		value(x, left, left_slope, right, right_slope) {
			const t0 = -x;
			return right <= x ? right + right_slope * (-right - t0) : left >= x ? left + left_slope * (-left - t0) : x;
		},
		slope(x, left, left_slope, right, right_slope) {
			return Number.isNaN(x) ? x : right <= x ? right_slope : left >= x ? left_slope : 1;
		},
		curvature(x, left, left_slope, right, right_slope) {
			return 0;
		}
	},
	hard_tanh: {
		title: "Hard Tanh",
		formula: "min(max(x, min_val), max_val)",
		stable: "min(max(x, min_val), max_val)",
		source: "Collobert (2004), Large Scale Machine Learning",
		parameters: [{
			"name": "min_val",
			"default": -1,
			"lower": null,
			"upper": null,
			"learnable": false
		}, {
			"name": "max_val",
			"default": 1,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(x, min_val, max_val) {
			return Math.min(Math.max(x, min_val), max_val);
		},
		slope(x, min_val, max_val) {
			return Number.isNaN(x) ? x : (max_val > Math.max(x, min_val) ? 1 : 0) * (min_val < x ? 1 : 0);
		},
		curvature(x, min_val, max_val) {
			return 0;
		}
	},
	hard_sigmoid: {
		title: "Hard Sigmoid",
		formula: "min(max(x + 3, 0), 6) / 6",
		stable: "min(max(x + 3, 0) / 6, 1)",
		source: "Howard et al. (2019), Searching for MobileNetV3, arXiv:1905.02244",
		parameters: [],
		value(x) {
			return Math.min(.16666666666666666 * Math.max(x + 3, 0), 1);
		},
		slope(x) {
			return Number.isNaN(x) ? x : x > -3 ? x < 3 ? .16666666666666666 : 0 : 0;
		},
		curvature(x) {
			return 0;
		}
	},
	linear_sigmoid: {
		title: "Linear Sigmoid",
		formula: "min(max(alpha * x + beta, 0), 1)",
		stable: "min(max(alpha * x + beta, 0), 1)",
		source: "Courbariaux, Bengio, David (2015), BinaryConnect, arXiv:1511.00363",
		parameters: [{
			"name": "alpha",
			"default": .2,
			"lower": .001,
			"upper": null,
			"learnable": false
		}, {
			"name": "beta",
			"default": .5,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(x, alpha, beta) {
			return Math.min(Math.max(alpha * x + beta, 0), 1);
		},
		slope(x, alpha, beta) {
			const t0 = 1 / alpha;
			return Number.isNaN(x) ? x : x > -beta * t0 ? x < t0 * (1 - beta) ? alpha : 0 : 0;
		},
		curvature(x, alpha, beta) {
			return 0;
		}
	},
	hard_shrink: {
		title: "Hard Shrink",
		formula: "where(abs(x) > lambd, x - bias * sign(x), 0)",
		stable: "where(x > lambd, x - bias, where(x < -lambd, x + bias, 0))",
		source: "Donoho, Johnstone (1994), Ideal Spatial Adaptation by Wavelet Shrinkage",
		parameters: [{
			"name": "lambd",
			"default": .5,
			"lower": 0,
			"upper": null,
			"learnable": false
		}, {
			"name": "bias",
			"default": 0,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(x, lambd, bias) {
			const t0 = -x;
			return Number.isNaN(x) ? x : lambd < x ? -bias - t0 : lambd < t0 ? bias + x : 0;
		},
		slope(x, lambd, bias) {
			return Number.isNaN(x) ? x : lambd < x ? 1 : lambd < -x ? 1 : 0;
		},
		curvature(x, lambd, bias) {
			return 0;
		}
	},
	soft_shrink: {
		title: "Soft Shrink",
		formula: "sign(x) * max(abs(x) - lambd, 0)",
		stable: "where(x > lambd, x - lambd, where(x < -lambd, x + lambd, 0))",
		source: "Donoho, Johnstone (1994), Ideal Spatial Adaptation by Wavelet Shrinkage",
		parameters: [{
			"name": "lambd",
			"default": .5,
			"lower": 0,
			"upper": null,
			"learnable": false
		}],
		value(x, lambd) {
			const t0 = -x;
			return Number.isNaN(x) ? x : lambd < x ? -lambd - t0 : lambd < t0 ? lambd + x : 0;
		},
		slope(x, lambd) {
			return Number.isNaN(x) ? x : lambd < x ? 1 : lambd < -x ? 1 : 0;
		},
		curvature(x, lambd) {
			return 0;
		}
	},
	relu2: {
		title: "Squared ReLU",
		formula: "max(x, 0)**2",
		stable: "max(x, 0)**2",
		source: "So, Mańke, Liu, Dai, Shazeer, Le (2021), Primer: Searching for Efficient Transformers for Language Modeling, arXiv:2109.08668",
		parameters: [],
		value(x) {
			return Math.max(x, 0) * Math.max(x, 0);
		},
		slope(x) {
			return 2 * (x > 0 ? 1 : 0) * Math.max(x, 0);
		},
		curvature(x) {
			return Number.isNaN(x) ? x : 2 * (x > 0 ? 1 : 0);
		}
	},
	star_relu: {
		title: "StarReLU",
		formula: "scale * max(x, 0)**2 + bias",
		stable: "where(x > 0, scale * x, 0) * max(x, 0) + bias",
		source: "Yu, Si, Zhou, Luo, Zhou, Feng, Yan, Wang (2022), MetaFormer Baselines for Vision, arXiv:2210.13452",
		parameters: [{
			"name": "scale",
			"default": .8944,
			"lower": null,
			"upper": null,
			"learnable": true
		}, {
			"name": "bias",
			"default": -.4472,
			"lower": null,
			"upper": null,
			"learnable": true
		}],
		value(x, scale, bias) {
			return bias + (x > 0 ? scale * x : 0) * Math.max(x, 0);
		},
		slope(x, scale, bias) {
			const t0 = x > 0;
			return (t0 ? 1 : 0) * (t0 ? scale * x : 0) + (t0 ? scale : 0) * Math.max(x, 0);
		},
		curvature(x, scale, bias) {
			const t0 = x > 0;
			return Number.isNaN(x) ? x : 2 * (t0 ? 1 : 0) * (t0 ? scale : 0);
		}
	},
	leaky_relu_squared: {
		title: "Leaky ReLU Squared",
		formula: "where(x > 0, x, slope * x)**2",
		stable: "x * where(x > 0, x, slope**2 * x)",
		source: "Jordan et al. (2024), modded-nanogpt: speedrunning the NanoGPT baseline",
		parameters: [{
			"name": "slope",
			"default": .5,
			"lower": 0,
			"upper": 1,
			"learnable": false
		}],
		value(x, slope) {
			return x * (x > 0 ? x : slope * slope * x);
		},
		slope(x, slope) {
			const t0 = x > 0;
			const t1 = slope * slope;
			return x * (t0 ? 1 : t1) + (t0 ? x : t1 * x);
		},
		curvature(x, slope) {
			return Number.isNaN(x) ? x : 2 * (x > 0 ? 1 : slope * slope);
		}
	},
	tanh_relu2: {
		title: "Tanh ReLU2",
		formula: "cap * tanh(max(x, 0)**2 / cap)",
		stable: "c = min(max(x, 0), 1e9); cap * tanh(c**2 / cap)",
		source: "Gemma Team (2024), Gemma 2: Improving Open Language Models at a Practical Size, arXiv:2408.00118",
		parameters: [{
			"name": "cap",
			"default": 50,
			"lower": .001,
			"upper": 1e6,
			"learnable": false
		}],
		value(x, cap) {
			return cap * Math.tanh(Math.min(Math.max(x, 0), 1e9) * Math.min(Math.max(x, 0), 1e9) / cap);
		},
		slope(x, cap) {
			const t0 = Math.min(Math.max(x, 0), 1e9);
			const t1 = 2 * (t0 * t0) / cap;
			return 8 * t0 * (x > 0 ? 1 : 0) * (x < 1e9 ? 1 : 0) * sigmoid(-t1) * sigmoid(t1);
		},
		curvature(x, cap) {
			const t0 = Math.min(Math.max(x, 0), 1e9) * Math.min(Math.max(x, 0), 1e9) / cap;
			const t1 = 2 * t0;
			const t2 = sigmoid(t1);
			const t3 = x > 0 ? 1 : 0;
			const t4 = x < 1e9 ? 1 : 0;
			const t5 = sigmoid(-t1);
			const t6 = t3 * t4 * t5;
			const t7 = 32 * t0;
			return -(t2 * t2) * t6 * t7 + t2 * t3 * t4 * (t5 * t5) * t7 + 8 * t2 * t6;
		}
	},
	sparse_plus: {
		title: "Sparse Plus",
		formula: "where(x >= 1, x, where(x > -1, (x + 1)**2 / 4, 0))",
		stable: "c = min(max(x, -1), 1); where(x >= 1, x, (c + 1)**2 / 4)",
		source: "JAX developers (2024), jax.nn.sparse_plus, the integral of the sparse sigmoid",
		parameters: [],
		value(x) {
			return x >= 1 ? x : .25 * ((Math.min(Math.max(x, -1), 1) + 1) * (Math.min(Math.max(x, -1), 1) + 1));
		},
		slope(x) {
			return x >= 1 ? 1 : .5 * (Math.min(Math.max(x, -1), 1) + 1) * (x > -1 ? 1 : 0) * (x < 1 ? 1 : 0);
		},
		curvature(x) {
			return Number.isNaN(x) ? x : x >= 1 ? 0 : .5 * (x > -1 ? 1 : 0) * (x < 1 ? 1 : 0);
		}
	},
	sparse_sigmoid: {
		title: "Sparse Sigmoid",
		formula: "min(max((x + 1) / 2, 0), 1)",
		stable: "min(max((x + 1) / 2, 0), 1)",
		source: "Martins, Astudillo (2016), From Softmax to Sparsemax: A Sparse Model of Attention and Multi-Label Classification, arXiv:1602.02068",
		parameters: [],
		value(x) {
			return Math.min(Math.max(.5 * x + .5, 0), 1);
		},
		slope(x) {
			return Number.isNaN(x) ? x : x > -1 ? x < 1 ? .5 : 0 : 0;
		},
		curvature(x) {
			return 0;
		}
	},
	elu: {
		title: "ELU",
		formula: "where(x > 0, x, alpha * (exp(x) - 1))",
		stable: "where(x > 0, x, alpha * expm1(x))",
		source: "Clevert, Unterthiner, Hochreiter (2015), Fast and Accurate Deep Network Learning by Exponential Linear Units (ELUs), arXiv:1511.07289",
		parameters: [{
			"name": "alpha",
			"default": 1,
			"lower": 0,
			"upper": null,
			"learnable": false
		}],
		value(x, alpha) {
			return x > 0 ? x : alpha * Math.expm1(x);
		},
		slope(x, alpha) {
			return x > 0 ? 1 : alpha * Math.exp(x);
		},
		curvature(x, alpha) {
			return x > 0 ? 0 : alpha * Math.exp(x);
		}
	},
	celu: {
		title: "CELU",
		formula: "where(x > 0, x, alpha * (exp(x / alpha) - 1))",
		stable: "where(x > 0, x, alpha * expm1(x / alpha))",
		source: "Barron (2017), Continuously Differentiable Exponential Linear Units, arXiv:1704.07483",
		parameters: [{
			"name": "alpha",
			"default": 1,
			"lower": .001,
			"upper": null,
			"learnable": false
		}],
		value(x, alpha) {
			return x > 0 ? x : alpha * Math.expm1(x / alpha);
		},
		slope(x, alpha) {
			return x > 0 ? 1 : Math.exp(x / alpha);
		},
		curvature(x, alpha) {
			const t0 = 1 / alpha;
			return x > 0 ? 0 : t0 * Math.exp(t0 * x);
		}
	},
	selu: {
		title: "SELU",
		formula: "scale * where(x > 0, x, alpha * (exp(x) - 1))",
		stable: "scale * where(x > 0, x, alpha * expm1(x))",
		source: "Klambauer, Unterthiner, Mayr, Hochreiter (2017), Self-Normalizing Neural Networks, arXiv:1706.02515",
		parameters: [{
			"name": "alpha",
			"default": 1.6732632423543772,
			"lower": 0,
			"upper": null,
			"learnable": false
		}, {
			"name": "scale",
			"default": 1.0507009873554805,
			"lower": 0,
			"upper": null,
			"learnable": false
		}],
		value(x, alpha, scale) {
			return scale * (x > 0 ? x : alpha * Math.expm1(x));
		},
		slope(x, alpha, scale) {
			return scale * (x > 0 ? 1 : alpha * Math.exp(x));
		},
		curvature(x, alpha, scale) {
			return scale * (x > 0 ? 0 : alpha * Math.exp(x));
		}
	},
	isrlu: {
		title: "ISRLU",
		formula: "where(x >= 0, x, x / sqrt(1 + alpha * x**2))",
		stable: "n = min(x, 0); where(x >= 0, x, n / sqrt(1 + alpha * n**2))",
		source: "Carlile, Delamarter, Kinney, Marti, Whitney (2017), Improving Deep Learning by Inverse Square Root Linear Units (ISRLUs), arXiv:1710.09967",
		parameters: [{
			"name": "alpha",
			"default": 1,
			"lower": 0,
			"upper": null,
			"learnable": false
		}],
		value(x, alpha) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			const t0 = Math.min(x_held, 0);
			const at_far = x_held >= 0 ? x_held : t0 / Math.sqrt(alpha * (t0 * t0) + 1);
			return at_far * (Math.abs(at_far) < 1e9 || Math.abs(x) <= Math.abs(x_held) ? 1 : 1e-18 * Math.abs(x));
		},
		slope(x, alpha) {
			return x >= 0 ? 1 : 1 / (Math.sqrt(alpha * (Math.min(x, 0) * Math.min(x, 0)) + 1) * Math.sqrt(alpha * (Math.min(x, 0) * Math.min(x, 0)) + 1) * Math.sqrt(alpha * (Math.min(x, 0) * Math.min(x, 0)) + 1));
		},
		curvature(x, alpha) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			const t0 = Math.min(x_held, 0);
			return x_held >= 0 ? 0 : -3 * alpha * t0 * (x_held < 0 ? 1 : 0) / (alpha * (t0 * t0) + 1) ** 2.5;
		}
	},
	sine_relu: {
		title: "Sine ReLU",
		formula: "where(x > 0, x, epsilon * (sin(x) - cos(x)))",
		stable: "where(x > 0, x, epsilon * (sin(x) - cos(x)))",
		source: "Rodrigues (2018), SineReLU: An Alternative to the ReLU Activation Function",
		parameters: [{
			"name": "epsilon",
			"default": .001,
			"lower": 0,
			"upper": null,
			"learnable": false
		}],
		value(x, epsilon) {
			return x > 0 ? x : epsilon * (Math.sin(x) - Math.cos(x));
		},
		slope(x, epsilon) {
			return x > 0 ? 1 : epsilon * (Math.sin(x) + Math.cos(x));
		},
		curvature(x, epsilon) {
			return x > 0 ? 0 : epsilon * (-Math.sin(x) + Math.cos(x));
		}
	},
	xielu: {
		title: "xIELU",
		formula: "where(x > 0, alpha_p * x**2 + beta * x, alpha_n * (exp(x) - 1 - x) + beta * x)",
		stable: "p = max(x, -1); n = min(x, 1); where(x > 0, p * (alpha_p * p + beta), alpha_n * expm1(n) + (beta - alpha_n) * n)",
		source: "Huang, Schlag (2024), Deriving Activation Functions Using Integration, arXiv:2411.13010",
		parameters: [
			{
				"name": "alpha_p",
				"default": .8,
				"lower": null,
				"upper": null,
				"learnable": true
			},
			{
				"name": "alpha_n",
				"default": .8,
				"lower": null,
				"upper": null,
				"learnable": true
			},
			{
				"name": "beta",
				"default": .5,
				"lower": null,
				"upper": null,
				"learnable": false
			}
		],
		value(x, alpha_p, alpha_n, beta) {
			const t0 = Math.max(x, -1);
			const t1 = Math.min(x, 1);
			return x > 0 ? t0 * (alpha_p * t0 + beta) : alpha_n * Math.expm1(t1) + t1 * (-alpha_n + beta);
		},
		slope(x, alpha_p, alpha_n, beta) {
			return x > 0 ? 2 * alpha_p * x + beta : alpha_n * Math.expm1(Math.min(x, 1)) + beta;
		},
		curvature(x, alpha_p, alpha_n, beta) {
			return x > 0 ? 2 * alpha_p : alpha_n * (x < 1 ? 1 : 0) * Math.exp(Math.min(x, 1));
		}
	},
	exponential: {
		title: "Exponential",
		formula: "exp(x)",
		stable: "exp(x)",
		source: "Nelder, Wedderburn (1972), Generalized Linear Models",
		parameters: [],
		value(x) {
			return Math.exp(x);
		},
		slope(x) {
			return Math.exp(x);
		},
		curvature(x) {
			return Math.exp(x);
		}
	},
	sigmoid: {
		title: "Sigmoid",
		formula: "1 / (1 + exp(-x))",
		stable: "sigmoid(x)",
		source: "Verhulst (1838), Notice sur la loi que la population suit dans son accroissement",
		parameters: [],
		value(x) {
			return sigmoid(x);
		},
		slope(x) {
			return sigmoid(-x) * sigmoid(x);
		},
		curvature(x) {
			const t0 = sigmoid(x);
			const t1 = sigmoid(-x);
			return -(t0 * t0) * t1 + t0 * (t1 * t1);
		}
	},
	tanh: {
		title: "Tanh",
		formula: "tanh(x)",
		stable: "tanh(x)",
		source: "LeCun, Bottou, Orr, Müller (1998), Efficient BackProp",
		parameters: [],
		value(x) {
			return Math.tanh(x);
		},
		slope(x) {
			const t0 = 2 * x;
			return 4 * sigmoid(-t0) * sigmoid(t0);
		},
		curvature(x) {
			const t0 = 2 * x;
			const t1 = sigmoid(-t0);
			const t2 = sigmoid(t0);
			return 8 * (t1 * t1) * t2 - 8 * t1 * (t2 * t2);
		}
	},
	lecun_tanh: {
		title: "LeCun Tanh",
		formula: "1.7159 * tanh(2 * x / 3)",
		stable: "1.7159 * tanh(2 * x / 3)",
		source: "LeCun, Bottou, Orr, Müller (1998), Efficient BackProp",
		parameters: [],
		value(x) {
			return 1.7159 * Math.tanh(.6666666666666666 * x);
		},
		slope(x) {
			const t0 = 1.3333333333333333 * x;
			return 4.575733333333333 * sigmoid(-t0) * sigmoid(t0);
		},
		curvature(x) {
			const t0 = 1.3333333333333333 * x;
			const t1 = sigmoid(-t0);
			const t2 = sigmoid(t0);
			return 6.100977777777778 * (t1 * t1) * t2 - 6.100977777777778 * t1 * (t2 * t2);
		}
	},
	weighted_tanh: {
		title: "Weighted Tanh",
		formula: "tanh(weight * x)",
		stable: "tanh(weight * x)",
		source: "Misra (2019), Echo, a companion package of the Mish paper",
		parameters: [{
			"name": "weight",
			"default": 1.7145,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(x, weight) {
			return Math.tanh(weight * x);
		},
		slope(x, weight) {
			const t0 = 2 * weight * x;
			return 4 * weight * sigmoid(-t0) * sigmoid(t0);
		},
		curvature(x, weight) {
			const t0 = 2 * weight * x;
			const t1 = sigmoid(t0);
			const t2 = sigmoid(-t0);
			const t3 = 8 * (weight * weight);
			return -(t1 * t1) * t2 * t3 + t1 * (t2 * t2) * t3;
		}
	},
	penalized_tanh: {
		title: "Penalized Tanh",
		formula: "where(x > 0, tanh(x), a * tanh(x))",
		stable: "where(x > 0, tanh(x), a * tanh(x))",
		source: "Xu, Huang, Li (2016), Revise Saturated Activation Functions, arXiv:1602.05980",
		parameters: [{
			"name": "a",
			"default": .25,
			"lower": 0,
			"upper": 1,
			"learnable": false
		}],
		value(x, a) {
			const t0 = Math.tanh(x);
			return x > 0 ? t0 : a * t0;
		},
		slope(x, a) {
			const t0 = 2 * x;
			const t1 = 4 * sigmoid(-t0) * sigmoid(t0);
			return x > 0 ? t1 : a * t1;
		},
		curvature(x, a) {
			const t0 = 2 * x;
			const t1 = sigmoid(-t0);
			const t2 = sigmoid(t0);
			const t3 = 8 * t1 * (t2 * t2);
			const t4 = 8 * (t1 * t1) * t2;
			return x > 0 ? -t3 + t4 : -a * t3 + a * t4;
		}
	},
	tanhshrink: {
		title: "Tanhshrink",
		formula: "x - tanh(x)",
		stable: "x - tanh(x)",
		source: "Kavukcuoglu, Ranzato, LeCun (2008), Fast Inference in Sparse Coding Algorithms, arXiv:1010.3467",
		parameters: [],
		value(x) {
			return x - Math.tanh(x);
		},
		slope(x) {
			return Math.tanh(x) * Math.tanh(x);
		},
		curvature(x) {
			const t0 = 2 * x;
			return 8 * sigmoid(-t0) * sigmoid(t0) * Math.tanh(x);
		}
	},
	log_sigmoid: {
		title: "LogSigmoid",
		formula: "log(1 / (1 + exp(-x)))",
		stable: "-softplus(-x)",
		source: "Classical (1958), The logarithm of the logistic function",
		parameters: [],
		value(x) {
			return -softplus(-x);
		},
		slope(x) {
			return sigmoid(-x);
		},
		curvature(x) {
			return -sigmoid(-x) * sigmoid(x);
		}
	},
	softplus: {
		title: "Softplus",
		formula: "log(1 + exp(beta * x)) / beta",
		stable: "softplus(beta * x) / beta",
		source: "Dugas, Bengio, Bélisle, Nadeau, Garcia (2000), Incorporating Second-Order Functional Knowledge for Better Option Pricing",
		parameters: [{
			"name": "beta",
			"default": 1,
			"lower": .001,
			"upper": null,
			"learnable": false
		}],
		value(x, beta) {
			return softplus(beta * x) / beta;
		},
		slope(x, beta) {
			return sigmoid(beta * x);
		},
		curvature(x, beta) {
			const t0 = beta * x;
			return beta * sigmoid(-t0) * sigmoid(t0);
		}
	},
	aria2: {
		title: "ARiA2",
		formula: "(1 + exp(-beta * x))**(-alpha)",
		stable: "exp(-alpha * softplus(-beta * x))",
		source: "Patwardhan, Ingalhalikar, Walambe (2018), ARiA: Utilizing Richard's Curve for Controlling the Non-monotonicity of the Activation Function, arXiv:1805.08878",
		parameters: [{
			"name": "alpha",
			"default": 1.5,
			"lower": 0,
			"upper": null,
			"learnable": true
		}, {
			"name": "beta",
			"default": 1,
			"lower": 0,
			"upper": null,
			"learnable": true
		}],
		value(x, alpha, beta) {
			return Math.exp(-alpha * softplus(-beta * x));
		},
		slope(x, alpha, beta) {
			const t0 = -beta * x;
			return alpha * beta * sigmoid(t0) * Math.exp(-alpha * softplus(t0));
		},
		curvature(x, alpha, beta) {
			const t0 = beta * x;
			const t1 = -t0;
			const t2 = sigmoid(t1);
			const t3 = beta * beta * Math.exp(-alpha * softplus(t1));
			return alpha * alpha * (t2 * t2) * t3 - alpha * t2 * t3 * sigmoid(t0);
		}
	},
	soft_clipping: {
		title: "Soft Clipping",
		formula: "log((1 + exp(alpha * x)) / (1 + exp(alpha * (x - 1)))) / alpha",
		stable: "low = log1p(-expm1(-alpha) * exp(min(alpha * x, 1)) * sigmoid(alpha * (1 - x))) / alpha; middle = (softplus(alpha * x) - softplus(alpha * (x - 1))) / alpha; high = 1 + (softplus(-alpha * x) - softplus(alpha * (1 - x))) / alpha; where(x > 0.5, high, where(alpha * x < 1, low, middle))",
		source: "Klimek, Perelstein (2018), Neural Network-Based Approach to Phase Space Integration, arXiv:1810.11509",
		parameters: [{
			"name": "alpha",
			"default": .5,
			"lower": .001,
			"upper": null,
			"learnable": false
		}],
		value(x, alpha) {
			const t0 = 1 / alpha;
			const t1 = alpha * x;
			const t2 = x - 1;
			const t3 = -alpha * t2;
			return x > .5 ? t0 * (softplus(-t1) - softplus(t3)) + 1 : t1 < 1 ? t0 * Math.log1p(-sigmoid(t3) * Math.exp(Math.min(t1, 1)) * Math.expm1(-alpha)) : t0 * (softplus(t1) - softplus(alpha * t2));
		},
		slope(x, alpha) {
			return -sigmoid(alpha * x) * sigmoid(alpha * (1 - x)) * Math.expm1(-alpha);
		},
		curvature(x, alpha) {
			const t0 = alpha * x;
			const t1 = Math.expm1(-alpha);
			const t2 = sigmoid(t0);
			const t3 = alpha * (1 - x);
			const t4 = sigmoid(t3);
			return -alpha * t1 * t2 * t4 * sigmoid(-t0) + alpha * t1 * t2 * t4 * sigmoid(-t3);
		}
	},
	softplus_threshold: {
		title: "Softplus Threshold",
		formula: "where(beta * x > threshold, x, log(1 + exp(beta * x)) / beta)",
		stable: "where(beta * x > threshold, x, softplus(beta * x) / beta)",
		source: "Paszke et al. (2019), PyTorch: An Imperative Style, High-Performance Deep Learning Library",
		parameters: [{
			"name": "beta",
			"default": 1,
			"lower": .001,
			"upper": null,
			"learnable": false
		}, {
			"name": "threshold",
			"default": 20,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(x, beta, threshold) {
			const t0 = beta * x;
			return t0 > threshold ? x : softplus(t0) / beta;
		},
		slope(x, beta, threshold) {
			const t0 = beta * x;
			return t0 > threshold ? 1 : sigmoid(t0);
		},
		curvature(x, beta, threshold) {
			const t0 = beta * x;
			return t0 > threshold ? 0 : beta * sigmoid(-t0) * sigmoid(t0);
		}
	},
	sqrt_softplus: {
		title: "Sqrt Softplus",
		formula: "sqrt(log(1 + exp(x)))",
		stable: "where(x >= -40, sqrt(softplus(max(x, -41))), exp(min(x, -39) / 2))",
		source: "DeepSeek-AI (2026), DeepSeek-V4, the scores of its router",
		parameters: [],
		value(x) {
			return x >= -40 ? Math.sqrt(softplus(Math.max(x, -41))) : Math.exp(.5 * Math.min(x, -39));
		},
		slope(x) {
			const t0 = Math.max(x, -41);
			return x >= -40 ? .5 * sigmoid(t0) / Math.sqrt(softplus(t0)) : .5 * Math.exp(.5 * Math.min(x, -39));
		},
		curvature(x) {
			const t0 = Math.max(x, -41);
			const t1 = sigmoid(t0);
			const t2 = softplus(t0);
			const t3 = x > -41 ? 1 : 0;
			return x >= -40 ? -.25 * (t1 * t1) * t3 / (Math.sqrt(t2) * Math.sqrt(t2) * Math.sqrt(t2)) + .5 * t1 * t3 * sigmoid(-t0) / Math.sqrt(t2) : .25 * (x < -39 ? 1 : 0) * Math.exp(.5 * Math.min(x, -39));
		}
	},
	laplace: {
		title: "Laplace",
		formula: "(1 + erf((x - mu) / (sigma * sqrt(2)))) / 2",
		stable: "erfc((mu - x) / (sigma * sqrt(2))) / 2",
		source: "Ma, Zhou, Kong, He, Gui, Neubig, May, Zettlemoyer (2022), Mega: Moving Average Equipped Gated Attention, arXiv:2209.10655",
		parameters: [{
			"name": "mu",
			"default": .707107,
			"lower": null,
			"upper": null,
			"learnable": false
		}, {
			"name": "sigma",
			"default": .282095,
			"lower": .001,
			"upper": null,
			"learnable": false
		}],
		value(x, mu, sigma) {
			return .5 * erfc(.7071067811865476 * (mu - x) / sigma);
		},
		slope(x, mu, sigma) {
			return .7071067811865476 * Math.exp(-.5 * ((mu - x) * (mu - x)) / (sigma * sigma)) / (1.772453850905516 * sigma);
		},
		curvature(x, mu, sigma) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			return -.3535533905932738 * (-2 * mu + 2 * x_held) * Math.exp(-.5 * ((mu - x_held) * (mu - x_held)) / (sigma * sigma)) / (1.772453850905516 * (sigma * sigma * sigma));
		}
	},
	dyt: {
		title: "DyT",
		formula: "tanh(alpha * x) * scale + bias",
		stable: "tanh(alpha * x) * scale + bias",
		source: "Zhu, Chen, He, LeCun, Liu (2025), Transformers without Normalization, arXiv:2503.10622",
		parameters: [
			{
				"name": "alpha",
				"default": .5,
				"lower": null,
				"upper": null,
				"learnable": true
			},
			{
				"name": "scale",
				"default": 1,
				"lower": null,
				"upper": null,
				"learnable": true
			},
			{
				"name": "bias",
				"default": 0,
				"lower": null,
				"upper": null,
				"learnable": true
			}
		],
		value(x, alpha, scale, bias) {
			return bias + scale * Math.tanh(alpha * x);
		},
		slope(x, alpha, scale, bias) {
			const t0 = 2 * alpha * x;
			return 4 * alpha * scale * sigmoid(-t0) * sigmoid(t0);
		},
		curvature(x, alpha, scale, bias) {
			const t0 = 2 * alpha * x;
			const t1 = sigmoid(t0);
			const t2 = sigmoid(-t0);
			const t3 = 8 * (alpha * alpha) * scale;
			return -(t1 * t1) * t2 * t3 + t1 * (t2 * t2) * t3;
		}
	},
	squareplus: {
		title: "Squareplus",
		formula: "(x + sqrt(x**2 + b)) / 2",
		stable: "p = max(x, -1); c = min(p, 1e9); n = min(x, 1); d = max(n, -1e9); where(x > 0, (2 * p - c + sqrt(c**2 + b)) / 2, b / (2 * (sqrt(d**2 + b) + d - 2 * n)))",
		source: "Barron (2021), Squareplus: A Softplus-Like Algebraic Rectifier, arXiv:2112.11687",
		parameters: [{
			"name": "b",
			"default": 4,
			"lower": .001,
			"upper": null,
			"learnable": false
		}],
		value(x, b) {
			const t0 = Math.max(x, -1);
			const t1 = Math.min(t0, 1e9);
			const t2 = Math.min(x, 1);
			const t3 = Math.max(t2, -1e9);
			return x > 0 ? t0 - .5 * t1 + .5 * Math.sqrt(b + t1 * t1) : b / (-4 * t2 + 2 * t3 + 2 * Math.sqrt(b + t3 * t3));
		},
		slope(x, b) {
			const t0 = Math.min(Math.max(x, -1), 1e9);
			const t1 = Math.sqrt(b + t0 * t0);
			const t2 = Math.min(x, 1);
			const t3 = Math.max(t2, -1e9);
			const t4 = -2 * t2;
			const t5 = Math.sqrt(b + t3 * t3);
			return x > 0 ? -.5 * b / (t1 * (t0 + t1)) + 1 : b / ((t3 + t4 + t5) * (2 * t3 + t4 + 2 * t5));
		},
		curvature(x, b) {
			const t0 = Math.min(Math.max(x, -1), 1e9);
			const t1 = x > -1 ? 1 : 0;
			const t2 = x < 1e9 ? 1 : 0;
			const t3 = b + t0 * t0;
			const t4 = Math.sqrt(t3);
			const t5 = t0 + t4;
			const t6 = 1 / t4;
			const t7 = t1 * t2;
			const t8 = Math.min(x, 1);
			const t9 = Math.max(t8, -1e9);
			const t10 = -2 * t8;
			const t11 = Math.sqrt(b + t9 * t9);
			const t12 = t10 + t11 + t9;
			const t13 = 2 * t9;
			const t14 = t10 + 2 * t11 + t13;
			const t15 = x < 1 ? 1 : 0;
			const t16 = -2 * t15;
			const t17 = x > -1e9 ? 1 : 0;
			const t18 = t15 * t17;
			const t19 = t18 / t11;
			return x > 0 ? .5 * b * t0 * t1 * t2 / (Math.sqrt(t3) * Math.sqrt(t3) * Math.sqrt(t3) * t5) - .5 * b * t6 * (-t0 * t6 * t7 - t7) / (t5 * t5) : b * (-t13 * t19 - 2 * t15 * t17 - t16) / (t12 * (t14 * t14)) + b * (-t16 - t18 - t19 * t9) / (t12 * t12 * t14);
		}
	},
	softsign: {
		title: "Softsign",
		formula: "x / (1 + abs(x))",
		stable: "x / (1 + abs(x))",
		source: "Turian, Bergstra, Bengio (2009), Quadratic Features and Deep Architectures for Chunking",
		parameters: [],
		value(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			return x_held / (Math.abs(x_held) + 1);
		},
		slope(x) {
			return 1 / ((Math.abs(x) + 1) * (Math.abs(x) + 1));
		},
		curvature(x) {
			return -2 * Math.sign(x) / ((Math.abs(x) + 1) * (Math.abs(x) + 1) * (Math.abs(x) + 1));
		}
	},
	isru: {
		title: "ISRU",
		formula: "x / sqrt(1 + alpha * x**2)",
		stable: "x / sqrt(1 + alpha * x**2)",
		source: "Carlile, Delamarter, Kinney, Marti, Whitney (2017), Improving Deep Learning by Inverse Square Root Linear Units (ISRLUs), arXiv:1710.09967",
		parameters: [{
			"name": "alpha",
			"default": 1,
			"lower": 0,
			"upper": null,
			"learnable": false
		}],
		value(x, alpha) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const at_far = x_held / Math.sqrt(alpha * (x_held * x_held) + 1);
			return at_far * (Math.abs(at_far) < 1e9 || Math.abs(x) <= Math.abs(x_held) ? 1 : 1e-18 * Math.abs(x));
		},
		slope(x, alpha) {
			return 1 / (Math.sqrt(alpha * (x * x) + 1) * Math.sqrt(alpha * (x * x) + 1) * Math.sqrt(alpha * (x * x) + 1));
		},
		curvature(x, alpha) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			return -3 * alpha * x_held / (alpha * (x_held * x_held) + 1) ** 2.5;
		}
	},
	bent_identity: {
		title: "Bent Identity",
		formula: "x + (sqrt(x**2 + 1) - 1) / 2",
		stable: "c = min(max(x, -1e9), 1e9); where(abs(x) > 1e9, x * (1 + sign(x) / 2) - 0.5, x + c**2 / (2 * (sqrt(c**2 + 1) + 1)))",
		source: "Godfrey, Gashler (2015), A continuum among logarithmic, linear, and exponential functions",
		parameters: [],
		value(x) {
			const t0 = Math.min(Math.max(x, -1e9), 1e9) * Math.min(Math.max(x, -1e9), 1e9);
			return Math.abs(x) > 1e9 ? x * (.5 * Math.sign(x) + 1) - .5 : t0 / (2 * Math.sqrt(t0 + 1) + 2) + x;
		},
		slope(x) {
			const t0 = Math.min(Math.max(x, -1e9), 1e9);
			return Math.abs(x) > 1e9 ? .5 * Math.sign(x) + 1 : .5 * t0 / Math.sqrt(t0 * t0 + 1) + 1;
		},
		curvature(x) {
			const t0 = Math.min(Math.max(x, -1e9), 1e9) * Math.min(Math.max(x, -1e9), 1e9);
			const t1 = t0 + 1;
			const t2 = .5 * (x > -1e9 ? 1 : 0) * (x < 1e9 ? 1 : 0);
			return Math.abs(x) > 1e9 ? 0 : -t0 * t2 / (Math.sqrt(t1) * Math.sqrt(t1) * Math.sqrt(t1)) + t2 / Math.sqrt(t1);
		}
	},
	sqnl: {
		title: "SQNL",
		formula: "where(x > 2, 1, where(x >= 0, x - x**2 / 4, where(x >= -2, x + x**2 / 4, -1)))",
		stable: "c = min(max(x, -3), 3); where(abs(x) > 2, sign(x), c - where(x < 0, -1, 1) * c**2 / 4)",
		source: "Wuraola, Patel (2018), SQNL: A New Computationally Efficient Activation Function",
		parameters: [],
		value(x) {
			const t0 = Math.min(Math.max(x, -3), 3);
			return Math.abs(x) > 2 ? Math.sign(x) : -.25 * (t0 * t0) * (x < 0 ? -1 : 1) + t0;
		},
		slope(x) {
			const t0 = .5 * x;
			return Number.isNaN(x) ? x : x > 2 ? 0 : x >= 0 ? 1 - t0 : x >= -2 ? t0 + 1 : 0;
		},
		curvature(x) {
			return Number.isNaN(x) ? x : x > 2 ? 0 : x >= 0 ? -.5 : x >= -2 ? .5 : 0;
		}
	},
	swish: {
		title: "Swish",
		formula: "x / (1 + exp(-beta * x))",
		stable: "x * sigmoid(beta * x)",
		source: "Ramachandran, Zoph, Le (2017), Searching for Activation Functions, arXiv:1710.05941",
		parameters: [{
			"name": "beta",
			"default": 1,
			"lower": null,
			"upper": null,
			"learnable": true
		}],
		value(x, beta) {
			const x_held = beta > 0 ? Math.max(x, -0xde0b6b3a7640000) : beta < 0 ? Math.min(x, 0xde0b6b3a7640000) : x;
			return x_held * sigmoid(beta * x_held);
		},
		slope(x, beta) {
			const t0 = beta * Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t1 = sigmoid(t0);
			return t0 * t1 * sigmoid(-t0) + t1;
		},
		curvature(x, beta) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = beta * x_held;
			const t1 = sigmoid(t0);
			const t2 = sigmoid(-t0);
			const t3 = beta * beta * x_held;
			return 2 * beta * t1 * t2 - t1 * t1 * t2 * t3 + t1 * (t2 * t2) * t3;
		}
	},
	e_swish: {
		title: "E-Swish",
		formula: "beta * x / (1 + exp(-x))",
		stable: "beta * (x * sigmoid(x))",
		source: "Alcaide (2018), E-swish: Adjusting Activations to Different Network Depths, arXiv:1801.07145",
		parameters: [{
			"name": "beta",
			"default": 1.75,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(x, beta) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			return beta * x_held * sigmoid(x_held);
		},
		slope(x, beta) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = beta * sigmoid(x_held);
			return t0 * x_held * sigmoid(-x_held) + t0;
		},
		curvature(x, beta) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = sigmoid(-x_held);
			const t1 = sigmoid(x_held);
			const t2 = beta * t1;
			return -beta * t0 * (t1 * t1) * x_held + t0 * t0 * t2 * x_held + 2 * t0 * t2;
		}
	},
	flatten_t_swish: {
		title: "Flatten-T Swish",
		formula: "where(x > 0, x / (1 + exp(-x)), 0) + t",
		stable: "where(x > 0, x * sigmoid(x), 0) + t",
		source: "Chieng, Wahid, Pauline, Perla (2018), Flatten-T Swish: a thresholded ReLU-Swish-like activation function for deep learning, arXiv:1812.06247",
		parameters: [{
			"name": "t",
			"default": 0,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(x, t) {
			return Number.isNaN(x) ? x : t + (x > 0 ? x * sigmoid(x) : 0);
		},
		slope(x, t) {
			const x_held = Math.min(x, 0xde0b6b3a7640000);
			const t0 = sigmoid(x_held);
			return Number.isNaN(x) ? x : x_held > 0 ? t0 * x_held * sigmoid(-x_held) + t0 : 0;
		},
		curvature(x, t) {
			const x_held = Math.min(x, 0xde0b6b3a7640000);
			const t0 = sigmoid(x_held);
			const t1 = sigmoid(-x_held);
			return Number.isNaN(x) ? x : x_held > 0 ? -(t0 * t0) * t1 * x_held + t0 * (t1 * t1) * x_held + 2 * t0 * t1 : 0;
		}
	},
	hard_swish: {
		title: "Hard Swish",
		formula: "x * min(max(x + 3, 0), 6) / 6",
		stable: "x * min(max(x + 3, 0) / 6, 1)",
		source: "Howard et al. (2019), Searching for MobileNetV3, arXiv:1905.02244",
		parameters: [],
		value(x) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			return x_held * Math.min(.16666666666666666 * Math.max(x_held + 3, 0), 1);
		},
		slope(x) {
			return Number.isNaN(x) ? x : x > -3 ? x < 3 ? .3333333333333333 * x + .5 : 1 : 0;
		},
		curvature(x) {
			return Number.isNaN(x) ? x : x > -3 ? x < 3 ? .3333333333333333 : 0 : 0;
		}
	},
	gelu: {
		title: "GELU",
		formula: "x * (1 + erf(x / sqrt(2))) / 2",
		stable: "x * (erfc(-x / sqrt(2)) / 2)",
		source: "Hendrycks, Gimpel (2016), Gaussian Error Linear Units (GELUs), arXiv:1606.08415",
		parameters: [],
		value(x) {
			const t0 = .5 * Math.max(x, -0xde0b6b3a7640000);
			return t0 * erfc(-1.4142135623730951 * t0);
		},
		slope(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = .7071067811865476 * x_held;
			return t0 * Math.exp(-.5 * (x_held * x_held)) / 1.772453850905516 + .5 * erfc(-t0);
		},
		curvature(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = 1.4142135623730951;
			const t1 = .5641895835477563;
			const t2 = .5 * (x_held * x_held);
			const t3 = Math.exp(-t2);
			return -1.4142135623730951 * t1 * t2 * t3 + t0 * t1 * t3;
		}
	},
	gelu_tanh: {
		title: "GELU Tanh",
		formula: "x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3))) / 2",
		stable: "c = min(max(x, -30), 30); x * sigmoid(2 * sqrt(2 / pi) * (c + 0.044715 * c**3))",
		source: "Hendrycks, Gimpel (2016), Gaussian Error Linear Units (GELUs), arXiv:1606.08415",
		parameters: [],
		value(x) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			const t0 = Math.min(Math.max(x_held, -30), 30);
			return x_held * sigmoid(2.8284271247461903 * (.044715 * (t0 * t0 * t0) + t0) / 1.772453850905516);
		},
		slope(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = Math.min(Math.max(x_held, -30), 30);
			const t1 = 2.8284271247461903 / 1.772453850905516;
			const t2 = t1 * (.044715 * (t0 * t0 * t0) + t0);
			const t3 = sigmoid(t2);
			const t4 = (x_held > -30 ? 1 : 0) * (x_held < 30 ? 1 : 0);
			return t1 * t3 * x_held * (.134145 * (t0 * t0) * t4 + t4) * sigmoid(-t2) + t3;
		},
		curvature(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = Math.min(Math.max(x_held, -30), 30);
			const t1 = (x_held > -30 ? 1 : 0) * (x_held < 30 ? 1 : 0);
			const t2 = 1.4142135623730951 / 1.772453850905516;
			const t3 = 2 * t2 * (.044715 * (t0 * t0 * t0) + t0);
			const t4 = sigmoid(-t3);
			const t5 = t4 * x_held;
			const t6 = sigmoid(t3);
			const t7 = t2 * t6;
			const t8 = .134145 * (t0 * t0) * t1 + t1;
			const t9 = 8 * (t8 * t8) / 3.141592653589793;
			return .53658 * t0 * t1 * t5 * t7 + t4 * t4 * t6 * t9 * x_held + 4 * t4 * t7 * t8 - t5 * (t6 * t6) * t9;
		}
	},
	clipped_gelu: {
		title: "Clipped GELU",
		formula: "min(max(x * (1 + erf(x / sqrt(2))) / 2, min_val), max_val)",
		stable: "g = x * (erfc(-x / sqrt(2)) / 2); where(g > max_val, max_val, where(g < min_val, min_val, g))",
		source: "Wu, Judd, Zhang, Isaev, Micikevicius (2020), Integer Quantization for Deep Learning Inference: Principles and Empirical Evaluation, arXiv:2004.09602",
		parameters: [{
			"name": "min_val",
			"default": -10,
			"lower": null,
			"upper": null,
			"learnable": false
		}, {
			"name": "max_val",
			"default": 10,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(x, min_val, max_val) {
			const t0 = .5 * Math.max(x, -0xde0b6b3a7640000);
			const t1 = t0 * erfc(-1.4142135623730951 * t0);
			return max_val < t1 ? max_val : min_val > t1 ? min_val : t1;
		},
		slope(x, min_val, max_val) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			const t0 = .7071067811865476 * x_held;
			const t1 = .5 * erfc(-t0);
			const t2 = t1 * x_held;
			return max_val < t2 ? 0 : min_val > t2 ? 0 : t0 * Math.exp(-.5 * (x_held * x_held)) / 1.772453850905516 + t1;
		},
		curvature(x, min_val, max_val) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			const t0 = 1.4142135623730951;
			const t1 = .5 * x_held;
			const t2 = t1 * erfc(-1.4142135623730951 * t1);
			const t3 = .5641895835477563;
			const t4 = .5 * (x_held * x_held);
			const t5 = Math.exp(-t4);
			return max_val < t2 ? 0 : min_val > t2 ? 0 : -1.4142135623730951 * t3 * t4 * t5 + t0 * t3 * t5;
		}
	},
	situ: {
		title: "SiTU",
		formula: "cap * tanh(x / cap) / (1 + exp(-x))",
		stable: "cap * tanh(x / cap) * sigmoid(x)",
		source: "Kimi Team (2026), Kimi K3, arXiv:2607.24653",
		parameters: [{
			"name": "cap",
			"default": 4,
			"lower": .001,
			"upper": null,
			"learnable": false
		}],
		value(x, cap) {
			return cap * sigmoid(x) * Math.tanh(x / cap);
		},
		slope(x, cap) {
			const t0 = sigmoid(x);
			const t1 = x / cap;
			const t2 = 2 * t1;
			return cap * t0 * sigmoid(-x) * Math.tanh(t1) + 4 * t0 * sigmoid(-t2) * sigmoid(t2);
		},
		curvature(x, cap) {
			const t0 = sigmoid(-x);
			const t1 = sigmoid(x);
			const t2 = 1 / cap;
			const t3 = t2 * x;
			const t4 = cap * Math.tanh(t3);
			const t5 = 2 * t3;
			const t6 = sigmoid(-t5);
			const t7 = sigmoid(t5);
			const t8 = 8 * t1 * t2;
			return t0 * t0 * t1 * t4 - t0 * (t1 * t1) * t4 + 8 * t0 * t1 * t6 * t7 + t6 * t6 * t7 * t8 - t6 * (t7 * t7) * t8;
		}
	},
	golu: {
		title: "GoLU",
		formula: "x * exp(-exp(-x))",
		stable: "x * exp(-exp(-max(x, -7)))",
		source: "Das, Zarbaf, Zela, Frommel, Hutter (2025), Gompertz Linear Units: Leveraging Asymmetry for Enhanced Learning Dynamics, arXiv:2502.03654",
		parameters: [],
		value(x) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			return x_held * Math.exp(-Math.exp(-Math.max(x_held, -7)));
		},
		slope(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = Math.exp(-Math.max(x_held, -7));
			const t1 = Math.exp(-t0);
			return t0 * t1 * x_held * (x_held > -7 ? 1 : 0) + t1;
		},
		curvature(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = Math.max(x_held, -7);
			const t1 = Math.exp(-t0);
			const t2 = (x_held > -7 ? 1 : 0) * Math.exp(-t1);
			const t3 = t1 * t2;
			return t2 * x_held * Math.exp(-2 * t0) - t3 * x_held + 2 * t3;
		}
	},
	aptx: {
		title: "APTx",
		formula: "(alpha + tanh(beta * x)) * gamma * x",
		stable: "(max(0, alpha - 1) - max(1 - alpha, 0) + 2 * sigmoid(2 * beta * x)) * gamma * x",
		source: "Kumar (2022), APTx: better activation function than MISH, SWISH, and ReLU's variants used in deep learning, arXiv:2209.06119",
		parameters: [
			{
				"name": "alpha",
				"default": 1,
				"lower": null,
				"upper": null,
				"learnable": true
			},
			{
				"name": "beta",
				"default": 1,
				"lower": null,
				"upper": null,
				"learnable": true
			},
			{
				"name": "gamma",
				"default": .5,
				"lower": null,
				"upper": null,
				"learnable": true
			}
		],
		value(x, alpha, beta, gamma) {
			const x_held = alpha * beta > 0 ? Math.max(x, -0xde0b6b3a7640000) : alpha * beta < 0 ? Math.min(x, 0xde0b6b3a7640000) : x;
			const t0 = alpha - 1;
			const at_far = gamma * x_held * (Math.max(0, t0) - Math.max(-t0, 0) + 2 * sigmoid(2 * beta * x_held));
			return at_far * (Math.abs(at_far) < 1e9 || Math.abs(x) <= Math.abs(x_held) ? 1 : 1e-18 * Math.abs(x));
		},
		slope(x, alpha, beta, gamma) {
			const t0 = beta * Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t1 = 2 * t0;
			const t2 = sigmoid(t1);
			const t3 = alpha - 1;
			return 4 * gamma * t0 * t2 * sigmoid(-t1) + gamma * (2 * t2 + Math.max(0, t3) - Math.max(-t3, 0));
		},
		curvature(x, alpha, beta, gamma) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = 2 * beta * x_held;
			const t1 = sigmoid(t0);
			const t2 = sigmoid(-t0);
			const t3 = 8 * gamma * t2;
			const t4 = beta * beta * x_held;
			return beta * t1 * t3 + 8 * gamma * t1 * (t2 * t2) * t4 - t1 * t1 * t3 * t4;
		}
	},
	lisht: {
		title: "LiSHT",
		formula: "x * tanh(x)",
		stable: "x * tanh(x)",
		source: "Roy, Manna, Dubey, Chaudhuri (2019), LiSHT: Non-Parametric Linearly Scaled Hyperbolic Tangent Activation Function for Neural Networks, arXiv:1901.05894",
		parameters: [],
		value(x) {
			return x * Math.tanh(x);
		},
		slope(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = 2 * x_held;
			return 4 * x_held * sigmoid(-t0) * sigmoid(t0) + Math.tanh(x_held);
		},
		curvature(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = 2 * x_held;
			const t1 = sigmoid(t0);
			const t2 = sigmoid(-t0);
			const t3 = 8 * t2;
			return -(t1 * t1) * t3 * x_held + 8 * t1 * (t2 * t2) * x_held + t1 * t3;
		}
	},
	elish: {
		title: "ELiSH",
		formula: "where(x >= 0, x / (1 + exp(-x)), (exp(x) - 1) / (1 + exp(-x)))",
		stable: "where(x >= 0, x * sigmoid(x), expm1(min(x, 0)) * sigmoid(x))",
		source: "Basirat, Roth (2018), The Quest for the Golden Activation Function, arXiv:1808.00783",
		parameters: [],
		value(x) {
			const t0 = sigmoid(x);
			return x >= 0 ? t0 * x : t0 * Math.expm1(Math.min(x, 0));
		},
		slope(x) {
			const x_held = Math.min(x, 0xde0b6b3a7640000);
			const t0 = sigmoid(x_held);
			const t1 = t0 * sigmoid(-x_held);
			const t2 = Math.min(x_held, 0);
			return x_held >= 0 ? t0 + t1 * x_held : t0 * (x_held < 0 ? 1 : 0) * Math.exp(t2) + t1 * Math.expm1(t2);
		},
		curvature(x) {
			const x_held = Math.min(x, 0xde0b6b3a7640000);
			const t0 = sigmoid(x_held);
			const t1 = sigmoid(-x_held);
			const t2 = 2 * t0 * t1;
			const t3 = t0 * (t1 * t1);
			const t4 = t0 * t0 * t1;
			const t5 = Math.min(x_held, 0);
			const t6 = Math.expm1(t5);
			const t7 = (x_held < 0 ? 1 : 0) * Math.exp(t5);
			return x_held >= 0 ? t2 + t3 * x_held - t4 * x_held : t0 * t7 + t2 * t7 + t3 * t6 - t4 * t6;
		}
	},
	hard_elish: {
		title: "Hard ELiSH",
		formula: "h = min(max((x + 1) / 2, 0), 1); where(x >= 0, x * h, (exp(x) - 1) * h)",
		stable: "h = min(max((x + 1) / 2, 0), 1); where(x >= 0, x * h, expm1(x) * h)",
		source: "Basirat, Roth (2018), The Quest for the Golden Activation Function, arXiv:1808.00783",
		parameters: [],
		value(x) {
			const t0 = Math.min(Math.max(.5 * x + .5, 0), 1);
			return x >= 0 ? t0 * x : t0 * Math.expm1(x);
		},
		slope(x) {
			const x_held = Math.min(x, 0xde0b6b3a7640000);
			const t0 = .5 * x_held;
			const t1 = Math.min(Math.max(t0 + .5, 0), 1);
			const t2 = (x_held > -1 ? 1 : 0) * (x_held < 1 ? 1 : 0);
			return x_held >= 0 ? t0 * t2 + t1 : t1 * Math.exp(x_held) + .5 * t2 * Math.expm1(x_held);
		},
		curvature(x) {
			const t0 = (x > -1 ? 1 : 0) * (x < 1 ? 1 : 0);
			const t1 = Math.exp(x);
			return x >= 0 ? t0 : t0 * t1 + t1 * Math.min(Math.max(.5 * x + .5, 0), 1);
		}
	},
	tanhexp: {
		title: "TanhExp",
		formula: "x * tanh(exp(x))",
		stable: "x * tanh(exp(min(x, 5)))",
		source: "Liu, Di (2020), TanhExp: A Smooth Activation Function with High Convergence Speed for Lightweight Neural Networks, arXiv:2003.09855",
		parameters: [],
		value(x) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			return x_held * Math.tanh(Math.exp(Math.min(x_held, 5)));
		},
		slope(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = Math.exp(Math.min(x_held, 5));
			const t1 = 2 * t0;
			return 4 * t0 * x_held * (x_held < 5 ? 1 : 0) * sigmoid(-t1) * sigmoid(t1) + Math.tanh(t0);
		},
		curvature(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = x_held < 5 ? 1 : 0;
			const t1 = Math.min(x_held, 5);
			const t2 = Math.exp(t1);
			const t3 = 2 * t2;
			const t4 = sigmoid(-t3);
			const t5 = 8 * t0 * t4;
			const t6 = sigmoid(t3);
			const t7 = t2 * t6;
			const t8 = x_held * Math.exp(2 * t1);
			return 8 * t0 * (t4 * t4) * t6 * t8 + 4 * t0 * t4 * t7 * x_held - t5 * (t6 * t6) * t8 + t5 * t7;
		}
	},
	sharkfin: {
		title: "SharkFin",
		formula: "tanh(exp(x)) * max(x, -1)",
		stable: "tanh(exp(min(x, 5))) * max(x, -1)",
		source: "Misra (2019), Echo, a companion package of the Mish paper",
		parameters: [],
		value(x) {
			return Math.max(x, -1) * Math.tanh(Math.exp(Math.min(x, 5)));
		},
		slope(x) {
			const x_held = Math.min(x, 0xde0b6b3a7640000);
			const t0 = Math.exp(Math.min(x_held, 5));
			const t1 = 2 * t0;
			return 4 * t0 * (x_held < 5 ? 1 : 0) * Math.max(x_held, -1) * sigmoid(-t1) * sigmoid(t1) + (x_held > -1 ? 1 : 0) * Math.tanh(t0);
		},
		curvature(x) {
			const x_held = Math.min(x, 0xde0b6b3a7640000);
			const t0 = x_held < 5 ? 1 : 0;
			const t1 = Math.max(x_held, -1);
			const t2 = Math.min(x_held, 5);
			const t3 = Math.exp(t2);
			const t4 = 2 * t3;
			const t5 = sigmoid(-t4);
			const t6 = t0 * t1 * t5;
			const t7 = sigmoid(t4);
			const t8 = t3 * t7;
			const t9 = 8 * Math.exp(2 * t2);
			return t0 * t1 * (t5 * t5) * t7 * t9 + 8 * t0 * t5 * t8 * (x_held > -1 ? 1 : 0) - t6 * (t7 * t7) * t9 + 4 * t6 * t8;
		}
	},
	soft_root_sign: {
		title: "Soft Root Sign",
		formula: "x / (x / alpha + exp(-x / beta))",
		stable: "n = exp(min(x, 1) / beta); p = exp(-max(x, -1) / beta); where(x < 0, x * n / (1 + x * n / alpha), x / (x / alpha + p))",
		source: "Zhou, Li, Huang, Wang (2020), Soft-Root-Sign Activation Function, arXiv:2003.00547",
		parameters: [{
			"name": "alpha",
			"default": 2,
			"lower": 1.5,
			"upper": null,
			"learnable": false
		}, {
			"name": "beta",
			"default": 3,
			"lower": .001,
			"upper": 4,
			"learnable": false
		}],
		value(x, alpha, beta) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = 1 / beta;
			const t1 = Math.exp(t0 * Math.min(x_held, 1));
			const t2 = x_held / alpha;
			return x_held < 0 ? t1 * x_held / (t1 * t2 + 1) : x_held / (t2 + Math.exp(-t0 * Math.max(x_held, -1)));
		},
		slope(x, alpha, beta) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = 1 / beta;
			const t1 = t0 * x_held + 1;
			const t2 = Math.exp(t0 * Math.min(x_held, 1));
			const t3 = x_held / alpha;
			const t4 = Math.exp(-t0 * Math.max(x_held, -1));
			return x_held < 0 ? t1 * t2 / ((t2 * t3 + 1) * (t2 * t3 + 1)) : t1 * t4 / ((t3 + t4) * (t3 + t4));
		},
		curvature(x, alpha, beta) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = 1 / beta;
			const t1 = Math.exp(t0 * Math.min(x_held, 1));
			const t2 = 1 / alpha;
			const t3 = t2 * x_held;
			const t4 = t1 * t3 + 1;
			const t5 = t0 * t1 / (t4 * t4);
			const t6 = t0 * x_held;
			const t7 = t6 + 1;
			const t8 = x_held < 1 ? 1 : 0;
			const t9 = 2 * t2;
			const t10 = t1 * t9;
			const t11 = Math.exp(-t0 * Math.max(x_held, -1));
			const t12 = t11 + t3;
			const t13 = t0 * t11;
			const t14 = t13 / (t12 * t12);
			const t15 = x_held > -1 ? 1 : 0;
			return x_held < 0 ? t1 * t7 * (-t10 * t6 * t8 - t10) / (t4 * t4 * t4) + t5 * t7 * t8 + t5 : t11 * t7 * (2 * t13 * t15 - t9) / (t12 * t12 * t12) - t14 * t15 * t7 + t14;
		}
	},
	gcu: {
		title: "GCU",
		formula: "x * cos(x)",
		stable: "x * cos(x)",
		source: "Noel, Arunkumar, Trivedi, Dutta (2021), Growing Cosine Unit: A Novel Oscillatory Activation Function, arXiv:2108.12943",
		parameters: [],
		value(x) {
			return x * Math.cos(x);
		},
		slope(x) {
			return -x * Math.sin(x) + Math.cos(x);
		},
		curvature(x) {
			return -x * Math.cos(x) - 2 * Math.sin(x);
		}
	},
	snake: {
		title: "Snake",
		formula: "x + sin(alpha * x)**2 / alpha",
		stable: "c = min(max(x, -1e18), 1e18); x + sin(alpha * c)**2 / alpha",
		source: "Liu, Hartwig, Ueda (2020), Neural Networks Fail to Learn Periodic Functions and How to Fix It, arXiv:2006.08195",
		parameters: [{
			"name": "alpha",
			"default": 1,
			"lower": 1e-9,
			"upper": null,
			"learnable": true
		}],
		value(x, alpha) {
			return x + Math.sin(alpha * Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000)) * Math.sin(alpha * Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000)) / alpha;
		},
		slope(x, alpha) {
			const t0 = alpha * x;
			return (Math.sin(t0) + Math.cos(t0)) * (Math.sin(t0) + Math.cos(t0));
		},
		curvature(x, alpha) {
			const t0 = alpha * x;
			const t1 = Math.sin(t0);
			const t2 = Math.cos(t0);
			return (t1 + t2) * (-2 * alpha * t1 + 2 * alpha * t2);
		}
	},
	snake_beta: {
		title: "Snake Beta",
		formula: "x + sin(alpha * x)**2 / beta",
		stable: "c = min(max(x, -1e18), 1e18); x + sin(alpha * c)**2 / beta",
		source: "Lee, Ping, Ginsburg, Catanzaro, Yoon (2022), BigVGAN: A Universal Neural Vocoder with Large-Scale Training, arXiv:2206.04658",
		parameters: [{
			"name": "alpha",
			"default": 1,
			"lower": 1e-9,
			"upper": null,
			"learnable": true
		}, {
			"name": "beta",
			"default": 1,
			"lower": 1e-9,
			"upper": null,
			"learnable": true
		}],
		value(x, alpha, beta) {
			return x + Math.sin(alpha * Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000)) * Math.sin(alpha * Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000)) / beta;
		},
		slope(x, alpha, beta) {
			const t0 = 1 / beta;
			const t1 = alpha * x;
			return alpha * t0 * ((Math.sin(t1) + Math.cos(t1)) * (Math.sin(t1) + Math.cos(t1))) + t0 * (-alpha + beta);
		},
		curvature(x, alpha, beta) {
			const t0 = alpha * x;
			const t1 = Math.sin(t0);
			const t2 = Math.cos(t0);
			return alpha * (t1 + t2) * (-2 * alpha * t1 + 2 * alpha * t2) / beta;
		}
	},
	mish: {
		title: "Mish",
		formula: "x * tanh(log(1 + exp(x)))",
		stable: "x * tanh(softplus(x))",
		source: "Misra (2019), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681",
		parameters: [],
		value(x) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			const t0 = Math.exp(Math.min(x_held, 20));
			const t1 = t0 * (t0 + 2);
			return t1 * x_held / (t1 + 2);
		},
		slope(x) {
			const t0 = Math.min(Math.max(x, -0xde0b6b3a7640000), 22);
			const t1 = Math.exp(t0);
			const t2 = t1 * (t1 + 2);
			const t3 = 1 / (t2 + 2);
			return t3 * (4 * t0 * t1 * t3 * (t1 + 1) + t2);
		},
		curvature(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = 2 * softplus(x_held);
			const t1 = sigmoid(-t0);
			const t2 = 8 * t1;
			const t3 = sigmoid(x_held);
			const t4 = sigmoid(t0);
			const t5 = t3 * t4;
			const t6 = t3 * t3 * x_held;
			return 8 * (t1 * t1) * t4 * t6 + 4 * t1 * t5 * x_held * sigmoid(-x_held) - t2 * (t4 * t4) * t6 + t2 * t5;
		}
	},
	beta_mish: {
		title: "Beta Mish",
		formula: "x * tanh(log((1 + exp(x))**beta))",
		stable: "x * tanh(beta * softplus(x))",
		source: "Misra (2019), Echo, a companion package of the Mish paper",
		parameters: [{
			"name": "beta",
			"default": 1.5,
			"lower": 0,
			"upper": null,
			"learnable": false
		}],
		value(x, beta) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			return x_held * Math.tanh(beta * softplus(x_held));
		},
		slope(x, beta) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = beta * softplus(x_held);
			const t1 = 2 * t0;
			return 4 * beta * x_held * sigmoid(-t1) * sigmoid(t1) * sigmoid(x_held) + Math.tanh(t0);
		},
		curvature(x, beta) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = 2 * beta * softplus(x_held);
			const t1 = sigmoid(-t0);
			const t2 = 8 * t1;
			const t3 = sigmoid(x_held);
			const t4 = sigmoid(t0);
			const t5 = beta * t3 * t4;
			const t6 = beta * beta * (t3 * t3) * x_held;
			return 8 * (t1 * t1) * t4 * t6 + 4 * t1 * t5 * x_held * sigmoid(-x_held) - t2 * (t4 * t4) * t6 + t2 * t5;
		}
	},
	mila: {
		title: "Mila",
		formula: "x * tanh(log(1 + exp(x + beta)))",
		stable: "x * tanh(softplus(x + beta))",
		source: "Misra (2019), Mila: Controlling Minima Concavity in Activation Function",
		parameters: [{
			"name": "beta",
			"default": -.25,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(x, beta) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			return x_held * Math.tanh(softplus(beta + x_held));
		},
		slope(x, beta) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = beta + x_held;
			const t1 = softplus(t0);
			const t2 = 2 * t1;
			return 4 * x_held * sigmoid(t0) * sigmoid(-t2) * sigmoid(t2) + Math.tanh(t1);
		},
		curvature(x, beta) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = beta + x_held;
			const t1 = 2 * softplus(t0);
			const t2 = sigmoid(-t1);
			const t3 = 8 * t2;
			const t4 = sigmoid(t1);
			const t5 = sigmoid(t0);
			const t6 = t4 * t5;
			const t7 = t5 * t5 * x_held;
			return 8 * (t2 * t2) * t4 * t7 + 4 * t2 * t6 * x_held * sigmoid(-t0) - t3 * (t4 * t4) * t7 + t3 * t6;
		}
	},
	hard_mish: {
		title: "Hard Mish",
		formula: "x / 2 * min(2, max(0, x + 2))",
		stable: "x * min(max(x + 2, 0) / 2, 1)",
		source: "Diganta Misra's repository (2020), H-Mish, proposed beside Mish",
		parameters: [],
		value(x) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			return x_held * Math.min(.5 * Math.max(x_held + 2, 0), 1);
		},
		slope(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = Math.max(x_held + 2, 0);
			return .5 * x_held * (x_held > -2 ? 1 : 0) * (t0 < 2 ? 1 : 0) + Math.min(.5 * t0, 1);
		},
		curvature(x) {
			return Number.isNaN(x) ? x : (x > -2 ? 1 : 0) * (Math.max(x + 2, 0) < 2 ? 1 : 0);
		}
	},
	smish: {
		title: "Smish",
		formula: "x * tanh(log(1 + 1 / (1 + exp(-x))))",
		stable: "s = sigmoid(x); n = s * (s + 2) / 4; x * n / (n + 1 / 2)",
		source: "Wang, Ren, Wang (2022), Smish: A Novel Activation Function for Deep Learning Methods",
		parameters: [],
		value(x) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			const t0 = sigmoid(x_held);
			const t1 = .25 * t0 * (t0 + 2);
			return t1 * x_held / (t1 + .5);
		},
		slope(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = sigmoid(x_held);
			const t1 = .25 * t0 * (t0 + 2);
			const t2 = t1 + .5;
			const t3 = 1 / t2;
			const t4 = t1 * t3;
			const t5 = sigmoid(-x_held);
			const t6 = .25 * (t0 * t0) * t5;
			return t1 * x_held * (-t1 * t5 - t6) / (t2 * t2) + t3 * t6 * x_held + t4 * t5 * x_held + t4;
		},
		curvature(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = sigmoid(x_held);
			const t1 = t0 + 2;
			const t2 = .25 * t1;
			const t3 = t0 * t2;
			const t4 = t3 + .5;
			const t5 = 1 / t4;
			const t6 = t0 * t0;
			const t7 = sigmoid(-x_held);
			const t8 = t6 * t7;
			const t9 = .5 * t8;
			const t10 = t0 * t0 * t0;
			const t11 = .25 * t7;
			const t12 = t5 * x_held;
			const t13 = .5 * t0 * t1;
			const t14 = t13 * t7;
			const t15 = t7 * t7;
			const t16 = .75 * t15 * t6;
			const t17 = t15 * t3;
			const t18 = 1 / (t4 * t4);
			const t19 = -t11 * t6 - t3 * t7;
			const t20 = t18 * t19;
			const t21 = t20 * x_held;
			const t22 = t3 * x_held;
			return -t10 * t11 * t12 + t12 * t16 + t12 * t17 - t12 * t2 * t8 + t13 * t20 + t14 * t21 + t14 * t5 + t18 * t22 * (.25 * t1 * t6 * t7 + .25 * t10 * t7 - t16 - t17) + t19 * t22 * (-t14 - t9) / (t4 * t4 * t4) + t21 * t9 + t5 * t9;
		}
	},
	logish: {
		title: "Logish",
		formula: "x * log(1 + 1 / (1 + exp(-x)))",
		stable: "x * log1p(sigmoid(x))",
		source: "Zhu, Zeng, Liu, Zhang (2021), Logish: A new nonlinear nonmonotonic activation function for convolutional neural network",
		parameters: [],
		value(x) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			return x_held * Math.log1p(sigmoid(x_held));
		},
		slope(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = sigmoid(x_held);
			return t0 * x_held * sigmoid(-x_held) / (t0 + 1) + Math.log1p(t0);
		},
		curvature(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = sigmoid(-x_held);
			const t1 = sigmoid(x_held);
			const t2 = t1 + 1;
			const t3 = 1 / t2;
			const t4 = t1 * t3;
			const t5 = t0 * t0 * x_held;
			const t6 = t1 * t1;
			return -t0 * t3 * t6 * x_held + 2 * t0 * t4 + t4 * t5 - t5 * t6 / (t2 * t2);
		}
	},
	serf: {
		title: "Serf",
		formula: "x * erf(log(1 + exp(x)))",
		stable: "x * erf(softplus(x))",
		source: "Nag, Bhattacharyya, Mukherjee, Kundu (2021), SERF: Towards better training of deep neural networks using log-Softplus ERror activation Function, arXiv:2108.09598",
		parameters: [],
		value(x) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			return x_held * erf(softplus(x_held));
		},
		slope(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = softplus(x_held);
			return 2 * x_held * sigmoid(x_held) * Math.exp(-(t0 * t0)) / 1.772453850905516 + erf(t0);
		},
		curvature(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = sigmoid(x_held);
			const t1 = .5641895835477563;
			const t2 = softplus(x_held);
			const t3 = Math.exp(-(t2 * t2));
			const t4 = 4 * t1 * t3;
			return -(t0 * t0) * t2 * t4 * x_held + 2 * t0 * t1 * t3 * x_held * sigmoid(-x_held) + t0 * t4;
		}
	},
	phish: {
		title: "Phish",
		formula: "x * tanh(x * (1 + erf(x / sqrt(2))) / 2)",
		stable: "x * tanh(x * (erfc(-x / sqrt(2)) / 2))",
		source: "Naveen (2022), Phish: A Novel Hyper-Optimizable Activation Function",
		parameters: [],
		value(x) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			const t0 = .5 * x_held;
			return x_held * Math.tanh(t0 * erfc(-1.4142135623730951 * t0));
		},
		slope(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = .7071067811865476 * x_held;
			const t1 = erfc(-t0);
			const t2 = .5 * t1;
			const t3 = t1 * x_held;
			return 4 * x_held * (t0 * Math.exp(-.5 * (x_held * x_held)) / 1.772453850905516 + t2) * sigmoid(-t3) * sigmoid(t3) + Math.tanh(t2 * x_held);
		},
		curvature(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = 1.4142135623730951;
			const t1 = t0 * x_held;
			const t2 = .5 * t1;
			const t3 = erfc(-t2);
			const t4 = .5641895835477563;
			const t5 = .5 * (x_held * x_held);
			const t6 = Math.exp(-t5);
			const t7 = t4 * t6;
			const t8 = t2 * t7 + .5 * t3;
			const t9 = t3 * x_held;
			const t10 = sigmoid(t9);
			const t11 = sigmoid(-t9);
			const t12 = t10 * t11;
			const t13 = 4 * x_held;
			const t14 = t1 * t7 + t3;
			const t15 = t13 * t8;
			return -(t10 * t10) * t11 * t14 * t15 + t10 * (t11 * t11) * t14 * t15 + t12 * t13 * (t0 * t4 * t6 - t0 * t5 * t7) + 8 * t12 * t8;
		}
	},
	atan_softplus: {
		title: "Atan Softplus",
		formula: "atan(x) * log(1 + exp(x))",
		stable: "atan(x) * softplus(x)",
		source: "Misra (2019), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681",
		parameters: [],
		value(x) {
			return softplus(x) * Math.atan(x);
		},
		slope(x) {
			const x_held = Math.min(x, 0xde0b6b3a7640000);
			return sigmoid(x_held) * Math.atan(x_held) + softplus(x_held) / (x_held * x_held + 1);
		},
		curvature(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = sigmoid(x_held);
			const t1 = x_held * x_held + 1;
			return t0 * sigmoid(-x_held) * Math.atan(x_held) + 2 * t0 / t1 - 2 * x_held * softplus(x_held) / (t1 * t1);
		}
	},
	tanh_softplus: {
		title: "Tanh Softplus",
		formula: "tanh(x) * log(1 + exp(x))",
		stable: "tanh(x) * softplus(x)",
		source: "Misra (2019), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681",
		parameters: [],
		value(x) {
			return softplus(x) * Math.tanh(x);
		},
		slope(x) {
			const x_held = Math.min(x, 0xde0b6b3a7640000);
			const t0 = 2 * x_held;
			return 4 * sigmoid(-t0) * sigmoid(t0) * softplus(x_held) + sigmoid(x_held) * Math.tanh(x_held);
		},
		curvature(x) {
			const x_held = Math.min(x, 0xde0b6b3a7640000);
			const t0 = sigmoid(x_held);
			const t1 = 2 * x_held;
			const t2 = sigmoid(-t1);
			const t3 = sigmoid(t1);
			const t4 = 8 * softplus(x_held);
			return 8 * t0 * t2 * t3 + t0 * sigmoid(-x_held) * Math.tanh(x_held) + t2 * t2 * t3 * t4 - t2 * (t3 * t3) * t4;
		}
	},
	log_atan_exp: {
		title: "Log Atan Exp",
		formula: "x * log(1 + atan(exp(x)))",
		stable: "x * log1p(where(x > 0, pi / 2 - atan(exp(-max(x, -1))), atan(exp(min(x, 1)))))",
		source: "Misra (2019), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681",
		parameters: [],
		value(x) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			return x_held * Math.log1p(x_held > 0 ? -Math.atan(Math.exp(-Math.max(x_held, -1))) + 1.5707963267948966 : Math.atan(Math.exp(Math.min(x_held, 1))));
		},
		slope(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = Math.max(x_held, -1);
			const t1 = Math.exp(-t0);
			const t2 = x_held > 0;
			const t3 = Math.min(x_held, 1);
			const t4 = Math.exp(t3);
			const t5 = t2 ? -Math.atan(t1) + 1.5707963267948966 : Math.atan(t4);
			return x_held * (t2 ? t1 * (x_held > -1 ? 1 : 0) / (1 + Math.exp(-2 * t0)) : t4 * (x_held < 1 ? 1 : 0) / (Math.exp(2 * t3) + 1)) / (t5 + 1) + Math.log1p(t5);
		},
		curvature(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = Math.max(x_held, -1);
			const t1 = Math.exp(-t0);
			const t2 = x_held > 0;
			const t3 = Math.min(x_held, 1);
			const t4 = Math.exp(t3);
			const t5 = (t2 ? -Math.atan(t1) + 1.5707963267948966 : Math.atan(t4)) + 1;
			const t6 = 1 / t5;
			const t7 = x_held > -1 ? 1 : 0;
			const t8 = Math.exp(-2 * t0);
			const t9 = t8 + 1;
			const t10 = t1 * t7 / t9;
			const t11 = x_held < 1 ? 1 : 0;
			const t12 = Math.exp(2 * t3);
			const t13 = t12 + 1;
			const t14 = t11 * t4 / t13;
			const t15 = 1 / (t9 * t9);
			const t16 = t11 / (t13 * t13);
			return t6 * x_held * (t2 ? -t10 + 2 * t15 * t7 * Math.exp(-3 * t0) : t14 - 2 * t16 * Math.exp(3 * t3)) + 2 * t6 * (t2 ? t10 : t14) - x_held * (t2 ? t15 * t7 * t8 : t12 * t16) / (t5 * t5);
		}
	},
	log_tanh_exp: {
		title: "Log Tanh Exp",
		formula: "x * log(1 + tanh(exp(x)))",
		stable: "x * log1p(tanh(exp(min(x, 5))))",
		source: "Misra (2019), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681",
		parameters: [],
		value(x) {
			const x_held = Math.max(x, -0xde0b6b3a7640000);
			return x_held * Math.log1p(Math.tanh(Math.exp(Math.min(x_held, 5))));
		},
		slope(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = Math.exp(Math.min(x_held, 5));
			const t1 = Math.tanh(t0);
			const t2 = 2 * t0;
			return 4 * t0 * x_held * (x_held < 5 ? 1 : 0) * sigmoid(-t2) * sigmoid(t2) / (t1 + 1) + Math.log1p(t1);
		},
		curvature(x) {
			const x_held = Math.min(Math.max(x, -0xde0b6b3a7640000), 0xde0b6b3a7640000);
			const t0 = Math.min(x_held, 5);
			const t1 = Math.exp(t0);
			const t2 = Math.tanh(t1) + 1;
			const t3 = 1 / t2;
			const t4 = x_held < 5 ? 1 : 0;
			const t5 = 2 * t1;
			const t6 = sigmoid(-t5);
			const t7 = 8 * t3 * t4 * t6;
			const t8 = sigmoid(t5);
			const t9 = t1 * t8;
			const t10 = t4 * x_held;
			const t11 = Math.exp(2 * t0);
			const t12 = t11 * (t8 * t8);
			const t13 = t10 * (t6 * t6);
			return 4 * t10 * t3 * t6 * t9 + 8 * t11 * t13 * t3 * t8 - 16 * t12 * t13 / (t2 * t2) - t12 * t7 * x_held + t7 * t9;
		}
	}
};
var GATES = {
	glu: {
		title: "GLU",
		formula: "u = min(limit, a); (1 / (1 + exp(-u))) * (max(-limit, min(limit, b)) + plus)",
		stable: "u = min(limit, a); sigmoid(u) * (max(-limit, min(limit, b)) + plus)",
		source: "Dauphin, Fan, Auli, Grangier (2016), Language Modeling with Gated Convolutional Networks, arXiv:1612.08083",
		parameters: [{
			"name": "limit",
			"default": Infinity,
			"lower": 0,
			"upper": null,
			"learnable": false
		}, {
			"name": "plus",
			"default": 0,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(a, b, limit, plus) {
			return sigmoid(Math.min(limit, a)) * (plus + Math.max(-limit, Math.min(limit, b)));
		}
	},
	reglu: {
		title: "ReGLU",
		formula: "u = min(limit, a); max(u, 0) * (max(-limit, min(limit, b)) + plus)",
		stable: "u = min(limit, a); max(u, 0) * (max(-limit, min(limit, b)) + plus)",
		source: "Shazeer (2020), GLU Variants Improve Transformer, arXiv:2002.05202",
		parameters: [{
			"name": "limit",
			"default": Infinity,
			"lower": 0,
			"upper": null,
			"learnable": false
		}, {
			"name": "plus",
			"default": 0,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(a, b, limit, plus) {
			return Math.max(Math.min(limit, a), 0) * (plus + Math.max(-limit, Math.min(limit, b)));
		}
	},
	geglu: {
		title: "GEGLU",
		formula: "u = min(limit, a); (u * (1 + erf(u / sqrt(2))) / 2) * (max(-limit, min(limit, b)) + plus)",
		stable: "u = min(limit, a); (u * (erfc(-u / sqrt(2)) / 2)) * (max(-limit, min(limit, b)) + plus)",
		source: "Shazeer (2020), GLU Variants Improve Transformer, arXiv:2002.05202",
		parameters: [{
			"name": "limit",
			"default": Infinity,
			"lower": 0,
			"upper": null,
			"learnable": false
		}, {
			"name": "plus",
			"default": 0,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(a, b, limit, plus) {
			const t0 = .5 * Math.min(limit, Math.max(a, -0xde0b6b3a7640000));
			return t0 * erfc(-1.4142135623730951 * t0) * (plus + Math.max(-limit, Math.min(limit, b)));
		}
	},
	geglu_tanh: {
		title: "GEGLU Tanh",
		formula: "u = min(limit, a); (u * (1 + tanh(sqrt(2 / pi) * (u + 0.044715 * u**3))) / 2) * (max(-limit, min(limit, b)) + plus)",
		stable: "u = min(limit, a); c = min(max(u, -30), 30); (u * sigmoid(2 * sqrt(2 / pi) * (c + 0.044715 * c**3))) * (max(-limit, min(limit, b)) + plus)",
		source: "Gemma Team (2024), Gemma: Open Models Based on Gemini Research and Technology, arXiv:2403.08295",
		parameters: [{
			"name": "limit",
			"default": Infinity,
			"lower": 0,
			"upper": null,
			"learnable": false
		}, {
			"name": "plus",
			"default": 0,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(a, b, limit, plus) {
			const t0 = Math.min(limit, Math.max(a, -0xde0b6b3a7640000));
			const t1 = Math.min(Math.max(t0, -30), 30);
			return t0 * sigmoid(2.8284271247461903 * (.044715 * (t1 * t1 * t1) + t1) / 1.772453850905516) * (plus + Math.max(-limit, Math.min(limit, b)));
		}
	},
	swiglu: {
		title: "SwiGLU",
		formula: "u = min(limit, a); (u / (1 + exp(-alpha * u))) * (max(-limit, min(limit, b)) + plus)",
		stable: "u = min(limit, a); (u * sigmoid(alpha * u)) * (max(-limit, min(limit, b)) + plus)",
		source: "Shazeer (2020), GLU Variants Improve Transformer, arXiv:2002.05202",
		parameters: [
			{
				"name": "alpha",
				"default": 1,
				"lower": null,
				"upper": null,
				"learnable": false
			},
			{
				"name": "limit",
				"default": Infinity,
				"lower": 0,
				"upper": null,
				"learnable": false
			},
			{
				"name": "plus",
				"default": 0,
				"lower": null,
				"upper": null,
				"learnable": false
			}
		],
		value(a, b, alpha, limit, plus) {
			const t0 = Math.min(limit, alpha > 0 ? Math.max(a, -0xde0b6b3a7640000) : alpha < 0 ? Math.min(a, 0xde0b6b3a7640000) : a);
			return t0 * sigmoid(alpha * t0) * (plus + Math.max(-limit, Math.min(limit, b)));
		}
	},
	swiglu_oai: {
		title: "SwiGLU OAI",
		formula: "u = min(limit, a); (u / (1 + exp(-alpha * u))) * (max(-limit, min(limit, b)) + plus)",
		stable: "u = min(limit, a); (u * sigmoid(alpha * u)) * (max(-limit, min(limit, b)) + plus)",
		source: "OpenAI (2025), gpt-oss-120b & gpt-oss-20b Model Card, arXiv:2508.10925",
		parameters: [
			{
				"name": "alpha",
				"default": 1.702,
				"lower": null,
				"upper": null,
				"learnable": false
			},
			{
				"name": "limit",
				"default": 7,
				"lower": 0,
				"upper": null,
				"learnable": false
			},
			{
				"name": "plus",
				"default": 1,
				"lower": null,
				"upper": null,
				"learnable": false
			}
		],
		value(a, b, alpha, limit, plus) {
			const a_held = Math.max(a, -0xde0b6b3a7640000);
			const t0 = Math.min(limit, a_held);
			const at_far = t0 * sigmoid(alpha * t0) * (plus + Math.max(-limit, Math.min(limit, b)));
			return at_far * (Math.abs(at_far) < 1e9 || Math.abs(a) <= Math.abs(a_held) ? 1 : 1e-18 * Math.abs(a));
		}
	},
	swiglu_step: {
		title: "SwiGLU Step",
		formula: "min(limit, a / (1 + exp(-alpha * a))) * (max(-limit, min(limit, b)) + plus)",
		stable: "min(limit, a * sigmoid(alpha * a)) * (max(-limit, min(limit, b)) + plus)",
		source: "StepFun Team (2026), Step 3.5 Flash: Open Frontier-Level Intelligence with 11B Active Parameters, arXiv:2602.10604",
		parameters: [
			{
				"name": "alpha",
				"default": 1,
				"lower": null,
				"upper": null,
				"learnable": false
			},
			{
				"name": "limit",
				"default": 7,
				"lower": 0,
				"upper": null,
				"learnable": false
			},
			{
				"name": "plus",
				"default": 0,
				"lower": null,
				"upper": null,
				"learnable": false
			}
		],
		value(a, b, alpha, limit, plus) {
			const a_held = alpha > 0 ? Math.max(a, -0xde0b6b3a7640000) : alpha < 0 ? Math.min(a, 0xde0b6b3a7640000) : a;
			return Math.min(limit, a_held * sigmoid(a_held * alpha)) * (plus + Math.max(-limit, Math.min(limit, b)));
		}
	},
	situ_glu: {
		title: "SiTU-GLU",
		formula: "u = min(limit, a); (gate_cap * tanh(u / gate_cap) / (1 + exp(-u))) * (cap * tanh(max(-limit, min(limit, b)) / cap) + plus)",
		stable: "u = min(limit, a); (gate_cap * tanh(u / gate_cap) * sigmoid(u)) * (cap * tanh(max(-limit, min(limit, b)) / cap) + plus)",
		source: "Kimi Team (2026), Kimi K3, arXiv:2607.24653",
		parameters: [
			{
				"name": "gate_cap",
				"default": 4,
				"lower": .001,
				"upper": null,
				"learnable": false
			},
			{
				"name": "cap",
				"default": 25,
				"lower": .001,
				"upper": null,
				"learnable": false
			},
			{
				"name": "limit",
				"default": Infinity,
				"lower": 0,
				"upper": null,
				"learnable": false
			},
			{
				"name": "plus",
				"default": 0,
				"lower": null,
				"upper": null,
				"learnable": false
			}
		],
		value(a, b, gate_cap, cap, limit, plus) {
			const t0 = Math.min(limit, a);
			return gate_cap * sigmoid(t0) * Math.tanh(t0 / gate_cap) * (cap * Math.tanh(Math.max(-limit, Math.min(limit, b)) / cap) + plus);
		}
	},
	relu2_glu: {
		title: "ReLU2 GLU",
		formula: "u = min(limit, a); (max(u, 0)**2) * (max(-limit, min(limit, b)) + plus)",
		stable: "u = min(limit, a); (max(u, 0)**2) * (max(-limit, min(limit, b)) + plus)",
		source: "Zhang, Song, Yu, Han, Lin, Xiao, Song, Liu, Mi, Sun (2024), ReLU2 Wins: Discovering Efficient Activation Functions for Sparse LLMs, arXiv:2402.03804",
		parameters: [{
			"name": "limit",
			"default": Infinity,
			"lower": 0,
			"upper": null,
			"learnable": false
		}, {
			"name": "plus",
			"default": 0,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(a, b, limit, plus) {
			return Math.max(Math.min(limit, a), 0) * Math.max(Math.min(limit, a), 0) * (plus + Math.max(-limit, Math.min(limit, b)));
		}
	},
	mish_glu: {
		title: "Mish GLU",
		formula: "u = min(limit, a); (u * tanh(log(1 + exp(u)))) * (max(-limit, min(limit, b)) + plus)",
		stable: "u = min(limit, a); (u * tanh(softplus(u))) * (max(-limit, min(limit, b)) + plus)",
		source: "Shazeer (2020), GLU Variants Improve Transformer, with Mish as the function, arXiv:2002.05202",
		parameters: [{
			"name": "limit",
			"default": Infinity,
			"lower": 0,
			"upper": null,
			"learnable": false
		}, {
			"name": "plus",
			"default": 0,
			"lower": null,
			"upper": null,
			"learnable": false
		}],
		value(a, b, limit, plus) {
			const t0 = Math.min(limit, Math.max(a, -0xde0b6b3a7640000));
			return t0 * Math.tanh(softplus(t0)) * (plus + Math.max(-limit, Math.min(limit, b)));
		}
	}
};
// \0loops
var LOOPS = {
	identity: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.identity.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.identity.slope(u[i]);
		}
	},
	relu: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.relu.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.relu.slope(u[i]);
		}
	},
	relu6: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.relu6.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.relu6.slope(u[i]);
		}
	},
	threshold: {
		values: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.threshold.value(u[i], p0, p1);
		},
		slopes: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.threshold.slope(u[i], p0, p1);
		}
	},
	leaky_relu: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.leaky_relu.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.leaky_relu.slope(u[i], p0);
		}
	},
	prelu: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.prelu.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.prelu.slope(u[i], p0);
		}
	},
	rrelu: {
		values: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.rrelu.value(u[i], p0, p1);
		},
		slopes: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.rrelu.slope(u[i], p0, p1);
		}
	},
	srelu: {
		values: (u, z, count, p0, p1, p2, p3) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.srelu.value(u[i], p0, p1, p2, p3);
		},
		slopes: (u, z, count, p0, p1, p2, p3) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.srelu.slope(u[i], p0, p1, p2, p3);
		}
	},
	hard_tanh: {
		values: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.hard_tanh.value(u[i], p0, p1);
		},
		slopes: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.hard_tanh.slope(u[i], p0, p1);
		}
	},
	hard_sigmoid: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.hard_sigmoid.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.hard_sigmoid.slope(u[i]);
		}
	},
	linear_sigmoid: {
		values: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.linear_sigmoid.value(u[i], p0, p1);
		},
		slopes: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.linear_sigmoid.slope(u[i], p0, p1);
		}
	},
	hard_shrink: {
		values: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.hard_shrink.value(u[i], p0, p1);
		},
		slopes: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.hard_shrink.slope(u[i], p0, p1);
		}
	},
	soft_shrink: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.soft_shrink.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.soft_shrink.slope(u[i], p0);
		}
	},
	relu2: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.relu2.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.relu2.slope(u[i]);
		}
	},
	star_relu: {
		values: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.star_relu.value(u[i], p0, p1);
		},
		slopes: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.star_relu.slope(u[i], p0, p1);
		}
	},
	leaky_relu_squared: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.leaky_relu_squared.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.leaky_relu_squared.slope(u[i], p0);
		}
	},
	tanh_relu2: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.tanh_relu2.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.tanh_relu2.slope(u[i], p0);
		}
	},
	sparse_plus: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.sparse_plus.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.sparse_plus.slope(u[i]);
		}
	},
	sparse_sigmoid: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.sparse_sigmoid.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.sparse_sigmoid.slope(u[i]);
		}
	},
	elu: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.elu.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.elu.slope(u[i], p0);
		}
	},
	celu: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.celu.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.celu.slope(u[i], p0);
		}
	},
	selu: {
		values: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.selu.value(u[i], p0, p1);
		},
		slopes: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.selu.slope(u[i], p0, p1);
		}
	},
	isrlu: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.isrlu.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.isrlu.slope(u[i], p0);
		}
	},
	sine_relu: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.sine_relu.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.sine_relu.slope(u[i], p0);
		}
	},
	xielu: {
		values: (u, z, count, p0, p1, p2) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.xielu.value(u[i], p0, p1, p2);
		},
		slopes: (u, z, count, p0, p1, p2) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.xielu.slope(u[i], p0, p1, p2);
		}
	},
	exponential: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.exponential.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.exponential.slope(u[i]);
		}
	},
	sigmoid: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.sigmoid.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.sigmoid.slope(u[i]);
		}
	},
	tanh: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.tanh.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.tanh.slope(u[i]);
		}
	},
	lecun_tanh: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.lecun_tanh.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.lecun_tanh.slope(u[i]);
		}
	},
	weighted_tanh: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.weighted_tanh.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.weighted_tanh.slope(u[i], p0);
		}
	},
	penalized_tanh: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.penalized_tanh.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.penalized_tanh.slope(u[i], p0);
		}
	},
	tanhshrink: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.tanhshrink.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.tanhshrink.slope(u[i]);
		}
	},
	log_sigmoid: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.log_sigmoid.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.log_sigmoid.slope(u[i]);
		}
	},
	softplus: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.softplus.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.softplus.slope(u[i], p0);
		}
	},
	aria2: {
		values: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.aria2.value(u[i], p0, p1);
		},
		slopes: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.aria2.slope(u[i], p0, p1);
		}
	},
	soft_clipping: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.soft_clipping.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.soft_clipping.slope(u[i], p0);
		}
	},
	softplus_threshold: {
		values: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.softplus_threshold.value(u[i], p0, p1);
		},
		slopes: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.softplus_threshold.slope(u[i], p0, p1);
		}
	},
	sqrt_softplus: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.sqrt_softplus.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.sqrt_softplus.slope(u[i]);
		}
	},
	laplace: {
		values: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.laplace.value(u[i], p0, p1);
		},
		slopes: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.laplace.slope(u[i], p0, p1);
		}
	},
	dyt: {
		values: (u, z, count, p0, p1, p2) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.dyt.value(u[i], p0, p1, p2);
		},
		slopes: (u, z, count, p0, p1, p2) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.dyt.slope(u[i], p0, p1, p2);
		}
	},
	squareplus: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.squareplus.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.squareplus.slope(u[i], p0);
		}
	},
	softsign: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.softsign.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.softsign.slope(u[i]);
		}
	},
	isru: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.isru.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.isru.slope(u[i], p0);
		}
	},
	bent_identity: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.bent_identity.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.bent_identity.slope(u[i]);
		}
	},
	sqnl: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.sqnl.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.sqnl.slope(u[i]);
		}
	},
	swish: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.swish.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.swish.slope(u[i], p0);
		}
	},
	e_swish: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.e_swish.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.e_swish.slope(u[i], p0);
		}
	},
	flatten_t_swish: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.flatten_t_swish.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.flatten_t_swish.slope(u[i], p0);
		}
	},
	hard_swish: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.hard_swish.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.hard_swish.slope(u[i]);
		}
	},
	gelu: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.gelu.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.gelu.slope(u[i]);
		}
	},
	gelu_tanh: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.gelu_tanh.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.gelu_tanh.slope(u[i]);
		}
	},
	clipped_gelu: {
		values: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.clipped_gelu.value(u[i], p0, p1);
		},
		slopes: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.clipped_gelu.slope(u[i], p0, p1);
		}
	},
	situ: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.situ.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.situ.slope(u[i], p0);
		}
	},
	golu: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.golu.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.golu.slope(u[i]);
		}
	},
	aptx: {
		values: (u, z, count, p0, p1, p2) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.aptx.value(u[i], p0, p1, p2);
		},
		slopes: (u, z, count, p0, p1, p2) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.aptx.slope(u[i], p0, p1, p2);
		}
	},
	lisht: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.lisht.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.lisht.slope(u[i]);
		}
	},
	elish: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.elish.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.elish.slope(u[i]);
		}
	},
	hard_elish: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.hard_elish.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.hard_elish.slope(u[i]);
		}
	},
	tanhexp: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.tanhexp.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.tanhexp.slope(u[i]);
		}
	},
	sharkfin: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.sharkfin.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.sharkfin.slope(u[i]);
		}
	},
	soft_root_sign: {
		values: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.soft_root_sign.value(u[i], p0, p1);
		},
		slopes: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.soft_root_sign.slope(u[i], p0, p1);
		}
	},
	gcu: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.gcu.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.gcu.slope(u[i]);
		}
	},
	snake: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.snake.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.snake.slope(u[i], p0);
		}
	},
	snake_beta: {
		values: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.snake_beta.value(u[i], p0, p1);
		},
		slopes: (u, z, count, p0, p1) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.snake_beta.slope(u[i], p0, p1);
		}
	},
	mish: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.mish.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.mish.slope(u[i]);
		}
	},
	beta_mish: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.beta_mish.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.beta_mish.slope(u[i], p0);
		}
	},
	mila: {
		values: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.mila.value(u[i], p0);
		},
		slopes: (u, z, count, p0) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.mila.slope(u[i], p0);
		}
	},
	hard_mish: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.hard_mish.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.hard_mish.slope(u[i]);
		}
	},
	smish: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.smish.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.smish.slope(u[i]);
		}
	},
	logish: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.logish.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.logish.slope(u[i]);
		}
	},
	serf: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.serf.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.serf.slope(u[i]);
		}
	},
	phish: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.phish.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.phish.slope(u[i]);
		}
	},
	atan_softplus: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.atan_softplus.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.atan_softplus.slope(u[i]);
		}
	},
	tanh_softplus: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.tanh_softplus.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.tanh_softplus.slope(u[i]);
		}
	},
	log_atan_exp: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.log_atan_exp.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.log_atan_exp.slope(u[i]);
		}
	},
	log_tanh_exp: {
		values: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.log_tanh_exp.value(u[i]);
		},
		slopes: (u, z, count) => {
			for (let i = 0; i < count; i++) z[i] = FUNCTIONS$1.log_tanh_exp.slope(u[i]);
		}
	}
};
// src/language/formula.ts
/** What is wrong with a formula and where, counted from 1. */
var FormulaError = class extends Error {
	found;
	position;
	constructor(found, position) {
		super(`${found} at position ${position}`);
		this.found = found;
		this.position = position;
	}
};
var plain = (count, value, derivatives, numpy, torch) => ({
	count,
	value,
	derivatives,
	numpy,
	torch
});
var FUNCTIONS = {
	exp: plain(1, Math.exp, (u) => [Math.exp(u), Math.exp(u)], "np.exp({0})", "torch.exp({0})"),
	log: plain(1, Math.log, (u) => [1 / u, -1 / (u * u)], "np.log({0})", "torch.log({0})"),
	expm1: plain(1, Math.expm1, (u) => [Math.exp(u), Math.exp(u)], "np.expm1({0})", "torch.expm1({0})"),
	log1p: plain(1, Math.log1p, (u) => [1 / (1 + u), -1 / (1 + u) ** 2], "np.log1p({0})", "torch.log1p({0})"),
	sqrt: plain(1, Math.sqrt, (u) => [.5 / Math.sqrt(u), -.25 / (u * Math.sqrt(u))], "np.sqrt({0})", "torch.sqrt({0})"),
	sin: plain(1, Math.sin, (u) => [Math.cos(u), -Math.sin(u)], "np.sin({0})", "torch.sin({0})"),
	cos: plain(1, Math.cos, (u) => [-Math.sin(u), -Math.cos(u)], "np.cos({0})", "torch.cos({0})"),
	tanh: plain(1, Math.tanh, (u) => {
		const slope = 4 * sigmoid(2 * u) * sigmoid(-2 * u);
		return [slope, -2 * Math.tanh(u) * slope];
	}, "np.tanh({0})", "torch.tanh({0})"),
	atan: plain(1, Math.atan, (u) => [1 / (1 + u * u), -2 * u / (1 + u * u) ** 2], "np.arctan({0})", "torch.atan({0})"),
	erf: plain(1, erf, (u) => gaussian(u, 1), "np.vectorize(math.erf)({0})", "torch.erf({0})"),
	erfc: plain(1, erfc, (u) => gaussian(u, -1), "np.vectorize(math.erfc)({0})", "torch.erfc({0})"),
	abs: plain(1, Math.abs, (u) => [Math.sign(u), 0], "np.abs({0})", "torch.abs({0})"),
	sign: plain(1, Math.sign, () => [0, 0], "np.sign({0})", "torch.sign({0})"),
	sigmoid: plain(1, sigmoid, (u) => {
		const slope = sigmoid(u) * sigmoid(-u);
		return [slope, slope * (sigmoid(-u) - sigmoid(u))];
	}, "(np.exp(np.minimum({0}, 0)) / (1 + np.exp(-np.abs({0}))))", "torch.sigmoid({0})"),
	softplus: plain(1, softplus, (u) => [sigmoid(u), sigmoid(u) * sigmoid(-u)], "np.logaddexp({0}, 0.0)", "torch.logaddexp({0}, torch.zeros_like({0}))"),
	max: plain(2, Math.max, void 0, "np.maximum({0}, {1})", "torch.maximum(x * 0 + {0}, x * 0 + {1})"),
	min: plain(2, Math.min, void 0, "np.minimum({0}, {1})", "torch.minimum(x * 0 + {0}, x * 0 + {1})")
};
function gaussian(u, sign) {
	const slope = sign * 2 / Math.sqrt(Math.PI) * Math.exp(-u * u);
	return [slope, -2 * u * slope];
}
/** Read a formula; `names` are the parameters it may use besides x and pi. */
function read(text, names = []) {
	if (text.length > 2e3) throw new FormulaError(`${text.length} characters, more than 2000`, 2001);
	return new Reader(text, names).formula();
}
var Reader = class {
	text;
	names;
	at = 0;
	bound = /* @__PURE__ */ new Map();
	depth = 0;
	constructor(text, names) {
		this.text = text;
		this.names = names;
	}
	formula() {
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
	sum() {
		if (++this.depth > 200) this.fail("too many operations inside each other");
		let left = this.product();
		for (let sign = this.match(/[+-]/y); sign !== null; sign = this.match(/[+-]/y)) left = call(sign, left, this.product());
		this.depth--;
		return left;
	}
	product() {
		let left = this.signed();
		for (let sign = this.match(/\*(?!\*)|\//y); sign !== null; sign = this.match(/\*(?!\*)|\//y)) left = call(sign, left, this.signed());
		return left;
	}
	signed() {
		const sign = this.match(/[+-]/y);
		if (sign === "-") return call("neg", this.signed());
		if (sign === "+") return this.signed();
		const base = this.atom();
		return this.match(/\*\*|\^/y) === null ? base : call("**", base, this.signed());
	}
	atom() {
		const start = this.skipped();
		const number = this.match(/(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/iy);
		if (number !== null) return {
			kind: "number",
			value: Number(number)
		};
		if (this.match(/\(/y) !== null) {
			const inner = this.sum();
			this.expect(")");
			return inner;
		}
		const name = this.match(/[A-Za-z_]\w*/y);
		if (name === null) this.fail(start < this.text.length ? `the unexpected ${JSON.stringify(this.text[start])}` : "an end where something is expected", start);
		if (this.match(/\(/y) !== null) return this.application(name, start);
		const bound = this.bound.get(name);
		if (bound) return bound;
		if (name === "pi") return {
			kind: "number",
			value: Math.PI
		};
		if (name === "x" || this.names.includes(name)) return {
			kind: "name",
			name
		};
		return this.fail(`the unknown name ${JSON.stringify(name)}`, start);
	}
	application(name, start) {
		if (name === "where") {
			const a = this.sum();
			const sign = this.match(/[<>]=?/y) ?? this.fail("no comparison where one is expected");
			const b = this.sum();
			this.expect(",");
			const chosen = this.sum();
			this.expect(",");
			const otherwise = this.sum();
			this.expect(")");
			return {
				kind: "where",
				sign,
				parts: [
					a,
					b,
					chosen,
					otherwise
				]
			};
		}
		const meaning = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : this.fail(`the unknown function ${JSON.stringify(name)}`, start);
		const parts = [this.sum()];
		while (this.match(/,/y) !== null) parts.push(this.sum());
		this.expect(")");
		const { count } = meaning;
		if (parts.length !== count) this.fail(`${name} with ${parts.length} arguments instead of ${count}`, start);
		return {
			kind: "call",
			name,
			parts
		};
	}
	space() {
		while (/\s/.test(this.text[this.at] ?? "")) this.at++;
	}
	skipped() {
		this.space();
		return this.at;
	}
	match(pattern) {
		this.space();
		pattern.lastIndex = this.at;
		const found = pattern.exec(this.text);
		if (!found) return null;
		this.at += found[0].length;
		return found[0];
	}
	expect(sign) {
		this.space();
		if (this.text[this.at] !== sign) this.fail(this.at < this.text.length ? `${JSON.stringify(this.text[this.at])} where ${sign} is expected` : `an end where ${sign} is expected`);
		this.at++;
	}
	fail(found, at = this.at) {
		throw new FormulaError(found, at + 1);
	}
};
var call = (name, ...parts) => ({
	kind: "call",
	name,
	parts
});
var holds = {
	"<": (a, b) => a < b,
	"<=": (a, b) => a <= b,
	">": (a, b) => a > b,
	">=": (a, b) => a >= b
};
var OPERATORS = {
	"+": (a, b) => a + b,
	"-": (a, b) => a - b,
	"*": (a, b) => a * b,
	"/": (a, b) => a / b,
	"**": (a, b) => a ** b,
	neg: (a) => -a
};
/** The value as a program would get it that rounds every operation by `round`. */
function evaluate(tree, given, round = (u) => u) {
	switch (tree.kind) {
		case "number": return round(tree.value);
		case "name": return round(given[tree.name]);
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
function jet(tree, given) {
	switch (tree.kind) {
		case "number": return [
			tree.value,
			0,
			0
		];
		case "name": return [
			given[tree.name],
			tree.name === "x" ? 1 : 0,
			0
		];
		case "where": {
			const [a, b, chosen, otherwise] = tree.parts;
			return jet(holds[tree.sign](evaluate(a, given), evaluate(b, given)) ? chosen : otherwise, given);
		}
		case "call": return combined(tree.name, tree.parts.map((part) => jet(part, given)));
	}
}
function combined(name, [a, b]) {
	switch (name) {
		case "+": return [
			a[0] + b[0],
			a[1] + b[1],
			a[2] + b[2]
		];
		case "-": return [
			a[0] - b[0],
			a[1] - b[1],
			a[2] - b[2]
		];
		case "*": return [
			a[0] * b[0],
			a[1] * b[0] + a[0] * b[1],
			a[2] * b[0] + 2 * a[1] * b[1] + a[0] * b[2]
		];
		case "/": {
			const q = a[0] / b[0];
			const dq = (a[1] - q * b[1]) / b[0];
			return [
				q,
				dq,
				(a[2] - 2 * dq * b[1] - q * b[2]) / b[0]
			];
		}
		case "neg": return [
			-a[0],
			-a[1],
			-a[2]
		];
		case "**": return power(a, b);
		case "max": return a[0] > b[0] ? a : b;
		case "min": return a[0] < b[0] ? a : b;
	}
	const { value, derivatives } = FUNCTIONS[name];
	const [first, second] = derivatives(a[0]);
	return [
		value(a[0]),
		first * a[1],
		second * a[1] * a[1] + first * a[2]
	];
}
function power(a, b) {
	if (b[1] === 0 && b[2] === 0) {
		const n = b[0];
		const first = n === 0 ? 0 : n * a[0] ** (n - 1);
		const second = n === 0 || n === 1 ? 0 : n * (n - 1) * a[0] ** (n - 2);
		return [
			a[0] ** n,
			first * a[1],
			second * a[1] * a[1] + first * a[2]
		];
	}
	return combined("exp", [combined("*", [b, combined("log", [a])])]);
}
/** The same function without the overflow and cancellation that softplus, sigmoid, expm1 and log1p avoid. */
function stabilized(tree) {
	if (tree.kind === "where") return {
		...tree,
		parts: tree.parts.map(stabilized)
	};
	if (tree.kind !== "call") return tree;
	const parts = tree.parts.map(stabilized);
	const [a, b] = parts;
	if (tree.name === "log" && plusOne(a)) {
		const u = plusOne(a);
		return isCall(u, "exp") ? call("softplus", u.parts[0]) : call("log1p", u);
	}
	if (tree.name === "/" && plusOne(b)) {
		const inner = plusOne(b);
		const opposite = isCall(inner, "exp") ? opposed(inner.parts[0]) : null;
		if (opposite) return isNumber(a, 1) ? call("sigmoid", opposite) : call("*", a, call("sigmoid", opposite));
	}
	if (tree.name === "-" && isCall(a, "exp") && isNumber(b, 1)) return call("expm1", a.parts[0]);
	return {
		...tree,
		parts
	};
}
var isCall = (tree, name) => tree.kind === "call" && tree.name === name;
var isNumber = (tree, value) => tree.kind === "number" && tree.value === value;
/** u, if the tree is 1 + u. */
function plusOne(tree) {
	if (!isCall(tree, "+")) return null;
	const [a, b] = tree.parts;
	return isNumber(a, 1) ? b : isNumber(b, 1) ? a : null;
}
/** -u, if u is written with a minus sign in front. */
function opposed(tree) {
	if (tree.kind !== "call") return null;
	if (tree.name === "neg") return tree.parts[0];
	if (tree.name !== "*" && tree.name !== "/") return null;
	const first = opposed(tree.parts[0]);
	return first && call(tree.name, first, tree.parts[1]);
}
/** The formula as code over NumPy or torch arrays named x. */
function python(tree, library, parameters) {
	const write = (part) => {
		switch (part.kind) {
			case "number": return float(part.value);
			case "name": return part.name === "x" ? "x" : float(parameters[part.name]);
			case "where": {
				const [a, b, chosen, otherwise] = part.parts.map(write);
				const full = library === "torch" ? (text) => `x * 0 + ${text}` : (text) => text;
				return `${library === "torch" ? "torch" : "np"}.where(x * 0 + ${a} ${part.sign} ${b}, ${full(chosen)}, ${full(otherwise)})`;
			}
			case "call": {
				const u = part.parts.map(write);
				if (part.name === "neg") return `(-${u[0]})`;
				if (part.name in OPERATORS) return `(${u[0]} ${part.name} ${u[1]})`;
				if (part.parts.every((inner) => !depends(inner))) return float(evaluate(part, parameters));
				return u.reduce((text, argument, i) => text.replaceAll(`{${i}}`, argument), FUNCTIONS[part.name][library]);
			}
		}
	};
	const text = write(tree);
	return depends(tree) ? text : `x * 0 + ${text}`;
}
function depends(tree) {
	return tree.kind === "name" ? tree.name === "x" : tree.kind === "number" ? false : tree.parts.some(depends);
}
function float(value) {
	const text = String(value);
	return /[.e]/.test(text) ? text : `${text}.0`;
}
// src/language/catalogue.ts
var UnknownActivation = class extends Error {};
var KEYS = Object.keys(FUNCTIONS$1);
/** Read `mish`, `leaky_relu:slope=0.05` or `=x * tanh(exp(x))`; what cannot be read is an error that says why. */
function choose(text) {
	return text.startsWith("=") ? own(text) : recorded(text);
}
function recorded(text) {
	const [name, settings = ""] = text.split(":");
	if (!Object.hasOwn(FUNCTIONS$1, name)) throw new UnknownActivation(name);
	const record = FUNCTIONS$1[name];
	const parameters = record.parameters.map((p) => ({
		...p,
		lower: p.lower ?? -Infinity,
		upper: p.upper ?? Infinity
	}));
	const given = Object.fromEntries(parameters.map((p) => [p.name, p.default]));
	for (const part of settings.split(",").filter(Boolean)) {
		const [parameter, value] = part.split("=");
		const known = parameters.find((p) => p.name === parameter);
		const number = Number(value);
		if (!known || !value || !(number >= known.lower && number <= known.upper)) throw new UnknownActivation(text);
		given[parameter] = number;
	}
	const numbers = parameters.map((p) => given[p.name]);
	const bind = (f) => numbers.length ? (x) => f(x, ...numbers) : f;
	const names = parameters.map((p) => p.name);
	const tree = read(record.formula, names);
	const stable = record.stable === void 0 ? stabilized(tree) : read(record.stable, names);
	const changed = parameters.filter((p) => given[p.name] !== p.default);
	return {
		key: changed.length ? `${name}:${changed.map((p) => `${p.name}=${given[p.name]}`).join(",")}` : name,
		name,
		title: changed.length ? `${record.title} (${changed.map((p) => `${p.name} ${given[p.name]}`).join(", ")})` : record.title,
		formula: record.formula,
		tree,
		stable,
		parameters,
		given,
		source: record.source ?? "",
		value: bind(record.value),
		slope: bind(record.slope),
		values: (u, z, count) => LOOPS[name].values(u, z, count, ...numbers),
		slopes: (u, z, count) => LOOPS[name].slopes(u, z, count, ...numbers),
		curvature: bind(record.curvature),
		...rounded(tree, stable, given)
	};
}
function own(text) {
	const formula = text.slice(1).trim();
	const tree = read(formula);
	const stable = stabilized(tree);
	const at = (x) => jet(stable, { x });
	return {
		key: text,
		name: text,
		title: formula,
		formula,
		tree,
		stable,
		parameters: [],
		given: {},
		source: "",
		value: (x) => evaluate(stable, { x }),
		slope: (x) => at(x)[1],
		values: looped((x) => evaluate(stable, { x })),
		slopes: looped((x) => at(x)[1]),
		curvature: (x) => at(x)[2],
		...rounded(tree, stable, {})
	};
}
function rounded(tree, stable, given) {
	const at = (form) => (x, round) => evaluate(form, {
		...given,
		x
	}, round);
	return {
		naive: at(tree),
		steady: at(stable)
	};
}
// src/language/export.ts
function write(network, format) {
	return {
		pytorch,
		numpy,
		json
	}[format](network);
}
/** Weights as a matrix for each layer, a row for each unit, from the engine's one array. */
function exported(parameters, widths, activations) {
	let at = 0;
	return activations.map((activation, l) => {
		const [inputs, outputs] = [widths[l], widths[l + 1]];
		const take = (count) => Array.from(parameters.subarray(at, at += count));
		return {
			activation,
			weights: Array.from({ length: outputs }, () => take(inputs)),
			biases: take(outputs)
		};
	});
}
var head = (n, library) => `"""A network from the actlab playground, for ${library}: seed ${n.seed}, epoch ${n.epoch}.\n\npredict(x1, x2) takes two arrays. ${meaning(n)}\n"""\n\n`;
function meaning(n) {
	if (n.problem === "regression") return "It returns the fitted numbers.";
	return n.loss === "cross_entropy" ? "It returns the probability of class 1." : "Above 0 means class 1, below 0 class 0.";
}
var matrix = (rows) => `[\n${rows.map((row) => `    [${row.map(digits).join(", ")}],`).join("\n")}\n]`;
var digits = (u) => Number.isInteger(u) ? `${u}.0` : String(u);
function functions(n, library) {
	const distinct = [...new Set(n.layers.map((layer) => layer.activation))];
	return {
		code: distinct.map((key, i) => {
			const { stable, given, title } = choose(key);
			return `def activation_${i}(x):\n    """${title}."""\n    return ${python(stable, library, given)}\n\n\n`;
		}).join(""),
		names: n.layers.map((layer) => `activation_${distinct.indexOf(layer.activation)}`)
	};
}
var last = (n, sigmoid) => n.problem === "classes" && n.loss === "cross_entropy" ? `    return ${sigmoid}\n` : "    return z[..., 0]\n";
function numpy(n) {
	const { code, names } = functions(n, "numpy");
	const inputs = n.features.map((f) => FEATURES[f].code.replace("sin", "np.sin")).join(", ");
	return `${head(n, "NumPy")}import math  # noqa: F401\n\nimport numpy as np\n\n` + n.layers.map((layer, l) => `W${l + 1} = np.array(${matrix(layer.weights)})\nb${l + 1} = np.array([${layer.biases.map(digits).join(", ")}])\n`).join("") + `\n\n${code}def predict(x1, x2):\n    x1, x2 = np.asarray(x1, dtype=float), np.asarray(x2, dtype=float)\n    z = np.stack([${inputs}], axis=-1)\n` + names.map((name, l) => `    z = ${name}(z @ W${l + 1}.T + b${l + 1})\n`).join("") + last(n, "1 / (1 + np.exp(-z[..., 0]))");
}
function pytorch(n) {
	const { code, names } = functions(n, "torch");
	const inputs = n.features.map((f) => FEATURES[f].code.replace("sin", "torch.sin")).join(", ");
	const modules = n.layers.map((layer) => `torch.nn.Linear(${layer.weights[0].length}, ${layer.weights.length}, dtype=torch.float64)`);
	return `${head(n, "PyTorch")}import torch\n\n` + n.layers.map((layer, l) => `W${l + 1} = ${matrix(layer.weights)}\nb${l + 1} = [${layer.biases.map(digits).join(", ")}]\n`).join("") + `\n\n${code}class Network(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layers = torch.nn.ModuleList(\n            [\n` + modules.map((text) => `                ${text},\n`).join("") + `            ]\n        )\n        with torch.no_grad():\n            for layer, weight, bias in zip(self.layers, [${n.layers.map((_, l) => `W${l + 1}`).join(", ")}], [${n.layers.map((_, l) => `b${l + 1}`).join(", ")}]):\n                layer.weight.copy_(torch.tensor(weight, dtype=torch.float64))\n                layer.bias.copy_(torch.tensor(bias, dtype=torch.float64))\n\n    def forward(self, x1, x2):\n        z = torch.stack([${inputs}], dim=-1)\n` + names.map((name, l) => `        z = ${name}(self.layers[${l}](z))\n`).join("") + last(n, "torch.sigmoid(z[..., 0])").replace(/^/gm, "    ").trimEnd() + `\n\n\nnetwork = Network()\n\n\ndef predict(x1, x2):\n    with torch.no_grad():\n        return network(torch.as_tensor(x1, dtype=torch.float64), torch.as_tensor(x2, dtype=torch.float64))\n`;
}
function json(n) {
	const described = n.layers.map((layer) => {
		const { formula, title, given } = choose(layer.activation);
		return {
			...layer,
			title,
			formula,
			parameters: given
		};
	});
	return `${JSON.stringify({
		made_by: "actlab playground",
		...n,
		layers: described
	}, null, 1)}\n`;
}
// src/engine/pcg64.ts
var MULTIPLIER = 47026247687942121848144207491837523525n;
var BITS_64 = (1n << 64n) - 1n;
var BITS_128 = (1n << 128n) - 1n;
var [START, INCREMENT] = [35399562948360463058890781895381311971n, 87136372517582989555478159403783844777n];
var Pcg64 = class {
	state = START;
	half = null;
	/** In [0, 1), of 53 bits. */
	uniform() {
		return Number(this.next() >> 11n) / 9007199254740992;
	}
	/** An integer below `bound`, every one as likely as the others (Lemire's method over 32 bits). */
	below(bound) {
		if (bound < 2) return 0;
		const refused = 4294967296 % bound;
		for (;;) {
			const product = this.next32() * bound;
			if (product % 4294967296 >= refused) return Math.floor(product / 4294967296);
		}
	}
	next32() {
		if (this.half !== null) {
			const half = this.half;
			this.half = null;
			return half;
		}
		const all = this.next();
		this.half = Number(all >> 32n);
		return Number(all & 4294967295n);
	}
	next() {
		this.state = this.state * MULTIPLIER + INCREMENT & BITS_128;
		const mixed = this.state >> 64n ^ this.state & BITS_64;
		const turn = this.state >> 122n;
		return (mixed >> turn | mixed << 64n - turn) & BITS_64;
	}
};
// src/engine/shape.ts
var SHARE = .7;
var BEYOND = 30;
var [FEWEST_DRAWS, MOST_DRAWS] = [2e4, 4e6];
var Shape = class {
	generator;
	pool;
	draws;
	statistics = /* @__PURE__ */ new Map();
	/** `differences`: a row for each comparison, with some spread. `level`: the smallest at which one will be tested. */
	constructor(differences, resolutions, level, generator) {
		this.generator = generator;
		const pool = differences.flatMap((row, k) => residuals(row, resolutions[k], generator));
		const centre = mean(pool);
		this.pool = Float64Array.from(pool, (u) => u - centre);
		this.draws = Math.floor(Math.min(MOST_DRAWS, Math.max(FEWEST_DRAWS, BEYOND / (SHARE * level))));
	}
	/** Two-sided p of |t| of n seeds, to be compared with the whole level. */
	p(t, n) {
		const above = this.draws - firstFrom(this.drawn(n), t);
		return Math.min(1, (above + 1) / (this.draws + 1) / SHARE);
	}
	/** What |t| of n seeds must exceed for p <= level; infinite beyond what the draws resolve. */
	critical(level, n) {
		const allowed = Math.trunc(level * SHARE * (this.draws + 1) * (1 + 1e-12)) - 1;
		return allowed >= 0 ? this.drawn(n)[this.draws - 1 - allowed] : Infinity;
	}
	drawn(n) {
		let sorted = this.statistics.get(n);
		if (!sorted) {
			sorted = Float64Array.from({ length: this.draws }, () => this.sample(n)).sort();
			this.statistics.set(n, sorted);
		}
		return sorted;
	}
	/** |t| of n values out of the pool; infinite where they have no spread. */
	sample(n) {
		let [sum, squares] = [0, 0];
		for (let i = 0; i < n; i++) {
			const u = this.pool[this.generator.below(this.pool.length)];
			sum += u;
			squares += u * u;
		}
		const variance = (squares - sum * sum / n) / (n - 1);
		return variance > 0 ? Math.abs(sum / n) * Math.sqrt(n) / Math.sqrt(variance) : Infinity;
	}
};
/** The differences less their median, in units of their median deviation, turned to one side by the sign of their skewness. */
function residuals(row, resolution, generator) {
	let values = Array.from(row);
	if (resolution) {
		const up = values.map(() => generator.uniform());
		values = values.map((u, i) => u + resolution * (up[i] - generator.uniform()));
	}
	const [middle, centre] = [median(values), mean(values)];
	const off = values.map((u) => u - middle);
	const away = off.map(Math.abs);
	const scale = median(away) || mean(away);
	const side = Math.sign(values.reduce((total, u) => total + (u - centre) ** 3, 0)) || 1;
	return off.map((u) => u / scale * side);
}
/** The first place in a sorted array whose value is at least `t`. */
function firstFrom(sorted, t) {
	let [low, high] = [0, sorted.length];
	while (low < high) {
		const middle = low + high >> 1;
		if (sorted[middle] < t) low = middle + 1;
		else high = middle;
	}
	return low;
}
function mean(values) {
	let sum = 0;
	for (let i = 0; i < values.length; i++) sum += values[i];
	return sum / values.length;
}
function median(values) {
	const sorted = Float64Array.from(values).sort();
	const half = sorted.length >> 1;
	return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
// src/engine/student.ts
/** P(T > t) for t >= 0: half of the regularised incomplete beta function I(v / (v + t²); v / 2, 1 / 2). */
function tail(t, degrees) {
	if (t === Infinity) return 0;
	return .5 * beta(degrees / (degrees + t * t), degrees / 2, .5);
}
/** The t that a share `level` of |T| stays below, by bisection. */
function quantile(level, degrees) {
	let [low, high] = [0, 1];
	while (2 * tail(high, degrees) > 1 - level) high *= 2;
	for (let i = 0; i < 80; i++) {
		const middle = (low + high) / 2;
		if (2 * tail(middle, degrees) > 1 - level) low = middle;
		else high = middle;
	}
	return high;
}
/** The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22), from the side where that converges fast. */
function beta(x, a, b) {
	if (x <= 0) return 0;
	if (x >= 1) return 1;
	if (x > (a + 1) / (a + b + 2)) return 1 - beta(1 - x, b, a);
	const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
	let value = 1;
	for (let m = 300; m >= 1; m--) {
		const k = Math.floor(m / 2);
		value = 1 + (m % 2 ? -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1)) : k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k))) / value;
	}
	return front / value;
}
/** Stirling's series, after a shift to where eight terms reach float64. */
function logGamma(z) {
	let shift = 0;
	let u = z;
	for (; u < 12; u++) shift += Math.log(u);
	const r = 1 / (u * u);
	const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * 691 / 360360))))) / u;
	return (u - .5) * Math.log(u) - u + .5 * Math.log(2 * Math.PI) + series - shift;
}
// src/engine/verdict.ts
var ALPHA = .05;
var COLLAPSING = .2;
var [FEWEST_TO_COLLAPSE, FAR, FAR_AT_FEWEST, NORMAL] = [
	5,
	10,
	15,
	1.4826
];
/** Judge every comparison of a family. */
function judge(family) {
	const rows = family.map(({ arm, against }) => arm.map((u, i) => u - against[i]));
	const size = rows.filter((row) => row.length > 1).length;
	const verdicts = family.map((pairing, k) => without(rows[k], whyNot(pairing, rows[k])));
	const usable = family.map((_, k) => k).filter((k) => !verdicts[k].reason);
	if (usable.length) new Family(usable.map((k) => family[k]), usable.map((k) => rows[k]), size).verdicts().forEach((verdict, i) => verdicts[usable[i]] = verdict);
	return verdicts;
}
function whyNot({ arm, against, resolution }, row) {
	if (row.length < 2) return row.length ? "one_seed" : "no_seeds";
	const largest = Math.max(...[...arm, ...against].map(Math.abs));
	return Math.max(...row) - Math.min(...row) > Math.max(1e-6 * resolution, 1e-12 * largest) ? "" : "no_spread";
}
var without = (row, reason) => ({
	word: "no verdict",
	reason,
	mean: mean(row),
	low: NaN,
	high: NaN,
	level: NaN,
	n: row.length,
	p: NaN,
	check: NaN,
	adjusted: NaN
});
/** The comparisons that can be judged, out of `size`. */
var Family = class {
	pairings;
	size;
	measured;
	shape;
	collapses;
	constructor(pairings, rows, size) {
		this.pairings = pairings;
		this.size = size;
		const resolutions = pairings.map(({ resolution }) => resolution);
		this.measured = rows.map((row, k) => measure(row, resolutions[k]));
		this.shape = new Shape(rows, resolutions, ALPHA / size, new Pcg64());
		this.collapses = rows.filter((row, k) => collapses(row, resolutions[k])).length;
	}
	verdicts() {
		const { measured, size } = this;
		const ps = measured.map(({ t, n }) => 2 * tail(t, n - 1));
		const checks = measured.map(() => 1);
		const sizes = new Set(measured.map(({ n }) => n).filter((n) => n >= 6));
		for (const n of [...sizes].sort((a, b) => a - b)) measured.forEach((one, k) => one.n === n && (checks[k] = this.shape.p(one.t, n)));
		const { adjusted, left } = holm(ps.map((p, k) => measured[k].n < 6 ? p : Math.max(p, checks[k])), size);
		const leaning = holm(ps, size).adjusted.map((p) => p <= ALPHA);
		return measured.map(({ mean: middle, n }, k) => {
			const apart = adjusted[k] <= ALPHA;
			const overAll = this.half(k, size);
			const { word, reason } = this.word(k, apart, apart || leaning[k], overAll);
			const tests = apart && word !== "equivalent" ? left[k] : size;
			const half = this.half(k, tests);
			return {
				word,
				reason,
				mean: middle,
				low: middle - half,
				high: middle + half,
				level: 1 - ALPHA / tests,
				n,
				p: ps[k],
				check: checks[k],
				adjusted: adjusted[k]
			};
		});
	}
	word(k, apart, leans, half) {
		const { resolution, margin } = this.pairings[k];
		const middle = this.measured[k].mean;
		const doubt = this.doubt(k);
		const side = middle > 0 ? "better" : "worse";
		if (!doubt && Math.abs(middle) + half <= margin && margin >= resolution) return {
			word: "equivalent",
			reason: ""
		};
		if (!leans) return {
			word: "cannot tell apart",
			reason: doubt
		};
		if (Math.abs(middle) < resolution * (1 - 1e-9)) return {
			word: "no verdict",
			reason: "below_resolution"
		};
		return apart && !doubt ? {
			word: side,
			reason: ""
		} : {
			word: `leans ${side}`,
			reason: doubt || "unconfirmed"
		};
	}
	doubt(k) {
		if (this.measured[k].n < 6) return "few_seeds";
		return this.collapses > COLLAPSING * this.size ? "collapsed" : "";
	}
	/** Half the width of the interval at the level of one of `tests` tests. */
	half(k, tests) {
		const { n, error } = this.measured[k];
		const student = quantile(1 - ALPHA / tests, n - 1);
		return error * (n < 6 ? student : Math.max(student, this.shape.critical(ALPHA / tests, n)));
	}
};
/** The deviation is at least that of the difference of two values rounded to the resolution. */
function measure(row, resolution) {
	const [n, middle] = [row.length, mean(row)];
	const squares = row.reduce((sum, u) => sum + (u - middle) ** 2, 0);
	const error = Math.max(Math.sqrt(squares / (n - 1)), resolution / Math.sqrt(6)) / Math.sqrt(n);
	return {
		n,
		mean: middle,
		error,
		t: Math.abs(middle / error)
	};
}
/** Whether a run lies far from the others, on either side. */
function collapses(row, resolution) {
	if (row.length < FEWEST_TO_COLLAPSE) return false;
	const middle = median(row);
	const away = row.map((u) => Math.abs(u - middle));
	const scale = Math.max(NORMAL * median(away), resolution / Math.sqrt(6));
	const far = row.length === FEWEST_TO_COLLAPSE ? FAR_AT_FEWEST : FAR;
	return away.some((u) => u > far * scale);
}
/** Holm's adjusted p in a family of `size` tests, and how many were left at each one's step. */
function holm(ps, size) {
	const order = ps.map((_, k) => k).sort((a, b) => ps[a] - ps[b]);
	const [adjusted, left] = [ps.map(() => 1), ps.map(() => 1)];
	let largest = 0;
	order.forEach((k, rank) => {
		left[k] = size - rank;
		largest = Math.max(largest, left[k] * ps[k]);
		adjusted[k] = Math.min(1, largest);
	});
	return {
		adjusted,
		left
	};
}
// src/language/gates.ts
var GATE_KEYS = Object.keys(GATES);
/** The gate over a square of `size` x `size` points from -edge to edge: a to the right, b upwards. */
function field(key, size, edge) {
	const { parameters, value } = GATES[key];
	const given = parameters.map((parameter) => parameter.default);
	const at = (i) => -edge + (i + .5) * 2 * edge / size;
	return Float32Array.from({ length: size * size }, (_, n) => value(at(n % size), -at(Math.floor(n / size)), ...given));
}
export { CLASSES, CLASS_SETS, DigitNetwork, EDGE, FEATURES, FormulaError, GATE_KEYS, HIDDEN, KEYS, LINEAR, Network, OPTIMIZERS, PIXELS, REGRESSION_SETS, Random, SETS, Training, best, blocks, choose, draw, evaluate, exported, field, fitted, inputsOf, jet, judge, looped, lossOf, multiply, optimizer, pointsOf, problemOf, python, read, readDigits, readWeights, split, write, writeWeights };
