// What the engine offers outside of the page: for tests, measurements and anyone's own scripts in Node.

export * from "./engine";
export { choose, KEYS } from "./catalogue";
export { exported, write } from "./export";
export { evaluate, FormulaError, jet, python, read } from "./formula";
