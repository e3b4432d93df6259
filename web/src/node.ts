// What the engine offers outside of the page: for tests, measurements and anyone's own scripts in Node.

export * from "./engine";
export { choose, KEYS } from "./language/catalogue";
export { exported, write } from "./language/export";
export { evaluate, FormulaError, jet, python, read } from "./language/formula";
export { judge } from "./engine/verdict";
export { field, GATE_KEYS } from "./language/gates";
