// Write src/data/weights.txt: the digit network with Mish after 15 epochs from seed 1.
//
//     node web/make_weights.mjs      (after `make page`: it runs the built engine)

import { readFileSync, writeFileSync } from "node:fs";
import { choose, DigitNetwork, readDigits, writeWeights } from "../src/actlab/playground/engine.mjs";

const folder = new URL("./src/data/", import.meta.url);
const { train, test } = readDigits(readFileSync(new URL("digits.txt", folder), "utf8"));
const digits = new DigitNetwork(train, choose("mish"), null, 1);
while (digits.epoch < 15) digits.batch();
writeFileSync(new URL("weights.txt", folder), `${writeWeights(digits.network.parameters)}\n`);
console.log(`training loss ${digits.loss.toFixed(4)}, accuracy on ${test.labels.length} test digits ${(100 * digits.accuracy(test)).toFixed(1)} %`);
