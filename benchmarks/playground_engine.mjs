// Epochs a second of the playground's engine beside a network of plain objects, on the same machine and settings.
//
//     node benchmarks/playground_engine.mjs [rounds]
//
// The rival is built as the description of TensorFlow Playground's engine says (its repository, src/nn.ts, Apache-2.0): one
// object for each node and each link, one example at a time forward and back, gradients summed in the links, one
// update a batch; after each epoch the loss over the training and over the test points. It is written anew here, no code
// is taken over. Both engines train 2-8-8-1 on the same 500 points, batch 10, squared error, plain SGD, with the same
// functions for the activations, and in turn, round by round, so that what else the machine does falls on both. Once
// with half of the points held for testing, as both pages do unless told otherwise, once with all of them for training.

import { choose, lossOf, pointsOf, Random, Training } from "../src/actlab/playground/engine.mjs";

const ROUNDS = Number(process.argv[2] ?? 7);
const MILLISECONDS = 400; // of each engine in each round
const WIDTHS = [8, 8];
const BATCH = 10;
const RATE = 0.03;

class Node {
  constructor(activation) {
    this.activation = activation;
    this.bias = 0;
    this.inputs = [];
    this.outputs = [];
    this.total = 0;
    this.output = 0;
    this.outputSlope = 0;
    this.inputSlope = 0;
    this.sum = 0;
    this.count = 0;
  }

  forward() {
    this.total = this.bias;
    for (const link of this.inputs) this.total += link.weight * link.from.output;
    this.output = this.activation.value(this.total);
    return this.output;
  }
}

class Link {
  constructor(from, to, weight) {
    this.from = from;
    this.to = to;
    this.weight = weight;
    this.sum = 0;
    this.count = 0;
    from.outputs.push(this);
    to.inputs.push(this);
  }
}

class ObjectGraph {
  constructor(widths, activation, last, weights) {
    let at = 0;
    this.layers = widths.map((width, l) => Array.from({ length: width }, () => new Node(l === widths.length - 1 ? last : activation)));
    for (let l = 1; l < widths.length; l++) {
      for (const to of this.layers[l]) for (const from of this.layers[l - 1]) new Link(from, to, weights[at++]);
      for (const to of this.layers[l]) to.bias = weights[at++];
    }
  }

  forward(inputs) {
    this.layers[0].forEach((node, i) => (node.output = inputs[i]));
    for (let l = 1; l < this.layers.length; l++) for (const node of this.layers[l]) node.forward();
    return this.layers.at(-1)[0].output;
  }

  backward(slope) {
    this.layers.at(-1)[0].outputSlope = slope;
    for (let l = this.layers.length - 1; l >= 1; l--) {
      for (const node of this.layers[l]) {
        node.inputSlope = node.outputSlope * node.activation.slope(node.total);
        node.sum += node.inputSlope;
        node.count++;
      }
      for (const node of this.layers[l]) {
        for (const link of node.inputs) {
          link.sum += node.inputSlope * link.from.output;
          link.count++;
        }
      }
      if (l === 1) continue;
      for (const node of this.layers[l - 1]) {
        node.outputSlope = 0;
        for (const link of node.outputs) node.outputSlope += link.weight * link.to.inputSlope;
      }
    }
  }

  update(rate) {
    for (let l = 1; l < this.layers.length; l++) {
      for (const node of this.layers[l]) {
        if (node.count > 0) {
          node.bias -= (rate * node.sum) / node.count;
          node.sum = 0;
          node.count = 0;
        }
        for (const link of node.inputs) {
          if (link.count > 0) {
            link.weight -= (rate / link.count) * link.sum;
            link.sum = 0;
            link.count = 0;
          }
        }
      }
    }
  }
}

function rivalRun(rows, held, activation, tanh, weights, loss) {
  const graph = new ObjectGraph([2, ...WIDTHS, 1], activation, tanh, weights);
  const all = rows.map((row) => ({ input: [row[0], row[1]], label: row[2] }));
  const [examples, tests] = [all.slice(held), all.slice(0, held)];
  const mean = (points) => {
    let sum = 0;
    for (const example of points) sum += loss.value(graph.forward(example.input), example.label);
    return sum / points.length;
  };
  return () => {
    examples.forEach((example, i) => {
      const output = graph.forward(example.input);
      graph.backward(loss.slope(output, example.label));
      if ((i + 1) % BATCH === 0) graph.update(RATE);
    });
    return [mean(examples), mean(tests)];
  };
}

/** Epochs in a second of processor time: on a machine that others use too, the clock on the wall measures them as well. */
function timed(run) {
  const used = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const start = used();
  let epochs = 0;
  while (used() - start < MILLISECONDS) {
    for (let n = 0; n < 10; n++) run();
    epochs += 10;
  }
  return (1000 * epochs) / (used() - start);
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

console.log(`node ${process.version}, ${process.arch}, ${ROUNDS} rounds of ${MILLISECONDS} ms of processor time each, 2-8-8-1, 500 points, batch ${BATCH}`);
for (const share of [0.5, 0]) {
  console.log(`${500 * (1 - share)} points for training, ${500 * share} for testing`);
  for (const name of ["tanh", "relu", "sigmoid", "mish"]) measure(name, share);
}

function measure(name, share) {
  const random = new Random(1, 1);
  const rows = Array.from({ length: 500 }, () => [random.uniform(-5, 5), random.uniform(-5, 5)]).map(([x1, x2]) => [x1, x2, x1 * x2 > 0 ? 1 : 0]);
  const activation = choose(name);
  const tanh = choose("tanh");
  const settings = { set: "own", own: pointsOf(rows), ownProblem: "classes", noise: 0, testShare: share, features: ["x1", "x2"], widths: WIDTHS, loss: "squared", optimizer: "sgd", rate: RATE, batch: BATCH, l1: 0, l2: 0, seed: 1, goal: 0, edits: [] };
  const training = new Training(settings, WIDTHS.map(() => activation), tanh);
  const rival = rivalRun(rows, 500 * share, activation, tanh, training.network.parameters.slice(), lossOf("squared", false));
  const [ours, theirs] = [[], []];
  const engines = [() => ours.push(timed(() => training.run())), () => theirs.push(timed(rival))];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const engine of round % 2 ? engines : [...engines].reverse()) engine();
    if (round === 0) ours.length = theirs.length = 0; // the first round warms up
  }
  const ratios = ours.map((value, i) => value / theirs[i]);
  console.log(
    `  ${name.padEnd(8)} engine ${median(ours).toFixed(0).padStart(6)} epochs/s   objects ${median(theirs).toFixed(0).padStart(6)} epochs/s   ` +
      `ratio ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
  );
}
