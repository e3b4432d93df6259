// The run that the training view shows: what is trained, how far it has come, and the loop of frames.

import { pointsOf, problemOf, type Row, type Settings } from "../engine";
import { choose } from "../language/catalogue";
import { Client } from "./client";
import type { Frame, Lane, LaneFrame } from "./lanes";
import type { Page } from "./view";
import { say } from "./words";

const BUDGET = 10; // milliseconds of training a frame: leaves room for drawing within 16.7
const MOST_HISTORY = 4000; // rows kept for each curve; beyond it every second one is dropped

export interface Shown {
  title: string;
  rows: Row[];
  frame: LaneFrame | null;
}

export class Runner {
  lanes: Shown[] = [];
  points: Frame["points"] = null;
  playing = false;
  private readonly client = new Client();
  private pending: Promise<void> = Promise.resolve();
  private started = "";
  private own: unknown = null;

  /** `arrived` is called with each frame. */
  constructor(
    private readonly page: Page,
    private readonly arrived: () => void,
  ) {}

  laneList(): Lane[] {
    const { layers, against } = this.page.state;
    return [layers.map((layer) => layer.activation), ...against.map((key) => layers.map(() => key))];
  }

  settings(): Settings {
    const { state } = this.page;
    const { set, ownProblem, noise, testShare, features, loss, optimizer, rate, batch, l1, l2, seed, goal, edits } = state;
    return { set, own: set === "own" ? pointsOf(state.own) : null, ownProblem, noise, testShare, features, widths: state.layers.map((layer) => layer.width), loss, optimizer, rate, batch, l1, l2, seed, goal, edits };
  }

  /** Start where the state says, if anything of it has changed. */
  start(): boolean {
    const { state } = this.page;
    const key = JSON.stringify([{ ...this.settings(), own: 0 }, this.laneList()]);
    if (key === this.started && this.own === state.own) return false;
    this.started = key;
    this.own = state.own;
    this.lanes = [this.common() ?? say("this_network"), ...state.against.map((name) => choose(name).title)].map((title) => ({ title, rows: [], frame: null }));
    this.client.setup({ settings: this.settings(), lanes: this.laneList(), until: state.epoch });
    void this.request(0);
    return true;
  }

  /** The title of the function that all layers share. */
  private common(): string | null {
    const keys = new Set(this.page.state.layers.map((layer) => layer.activation));
    return keys.size === 1 ? choose([...keys][0]).title : null;
  }

  play(): void {
    if (this.playing || !this.trainable()) return;
    this.playing = true;
    this.page.refresh();
    requestAnimationFrame(this.loop);
  }

  pause(): void {
    if (!this.playing) return;
    this.playing = false;
    this.remember();
    this.page.refresh();
  }

  async step(): Promise<void> {
    this.pause();
    await this.pending; // a frame that is on its way
    if (!this.trainable() || this.client.busy) return;
    await this.request(1);
    this.remember();
  }

  /** Forget where it is: the next start begins anew. */
  reset(): void {
    this.pause();
    this.started = "";
  }

  private loop = (): void => {
    if (!this.playing) return;
    const { pace } = this.page.state;
    if (!this.client.busy) void this.request(pace === "fast" ? Infinity : Number(pace));
    requestAnimationFrame(this.loop);
  };

  private request(epochs: number): Promise<void> {
    if (this.client.busy && epochs === 0) return this.pending;
    return (this.pending = this.receive(epochs));
  }

  private async receive(epochs: number): Promise<void> {
    const frame = await this.client.advance(epochs, BUDGET);
    if (!frame) return;
    const first = frame.points !== null;
    if (frame.points) this.points = frame.points;
    frame.lanes.forEach((lane, i) => {
      const shown = this.lanes[i];
      shown.frame = lane;
      shown.rows.push(...lane.rows);
      while (shown.rows.length > MOST_HISTORY) shown.rows = shown.rows.filter((_, n) => n % 2 === 0 || n > shown.rows.length - 3);
    });
    if (!this.playing) this.remember(); // a frame that was on its way when it was stopped
    this.arrived();
    if (first) this.page.refresh();
    if (this.playing && this.lanes.every((lane) => lane.frame?.trouble)) this.pause();
  }

  /** Remember in the URL how far it has come, so that a link shows the same picture. */
  private remember(): void {
    const epoch = this.lanes[0]?.frame?.epoch;
    if (epoch !== undefined && epoch !== this.page.state.epoch) this.page.change({ epoch });
  }

  private trainable(): boolean {
    const { state } = this.page;
    if (state.set !== "own") return true;
    if (!state.own.length) this.page.say(say("no_points"), "bad");
    else if (problemOf(state.set, state.ownProblem) === "classes" && new Set(state.own.map((row) => row[2])).size < 2) this.page.say(say("need_two_classes"), "bad");
    else return true;
    return false;
  }
}
