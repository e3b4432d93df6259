// The engine alone, for Node and for the page: it knows nothing of either.

export * from "./data";
export * from "./digits";
export * from "./losses";
export * from "./multiply";
export * from "./network";
export * from "./optimizers";
export * from "./random";
export * from "./training";
