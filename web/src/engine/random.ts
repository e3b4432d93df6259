// Random numbers that depend on the seed alone: the same on every machine and in every browser.

/** A generator of numbers in [0, 1): sfc32 by Chris Doty-Humphrey, 32-bit integers only. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private spare: number | null = null;

  constructor(seed: number, stream = 0) {
    this.a = seed | 0;
    this.b = Math.floor(seed / 4294967296) | 0;
    this.c = stream | 0;
    for (let i = 0; i < 15; i++) this.uniform();
  }

  uniform(low = 0, high = 1): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return low + ((t >>> 0) / 4294967296) * (high - low);
  }

  /** Two normal numbers from two uniform ones (Box and Muller); the second waits for the next call. */
  normal(mean = 0, deviation = 1): number {
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
  shuffle(order: Int32Array): void {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(this.uniform() * (i + 1));
      const kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
  }
}
