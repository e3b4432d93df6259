import "./style.css";
import { App } from "./shell/app";
import { DigitsView } from "./views/digits";
import { FunctionsView } from "./views/functions";
import { LessonsView } from "./views/lessons";
import { ResultsView } from "./views/results";
import { TrainView } from "./views/train";

new App(document.getElementById("app") as HTMLElement, (page) => ({
  train: new TrainView(page),
  lessons: new LessonsView(page),
  functions: new FunctionsView(page),
  digits: new DigitsView(page),
  results: new ResultsView(page),
}));
