// The generator of NumPy's default_rng(0), so that the page draws what the lab draws: PCG64 by Melissa O'Neill (XSL-RR, 128 bits of
// state), and NumPy's ways to make a float64 and an integer below a bound of it.

const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
const BITS_64 = (1n << 64n) - 1n;
const BITS_128 = (1n << 128n) - 1n;
const [START, INCREMENT] = [35399562948360463058890781895381311971n, 87136372517582989555478159403783844777n]; // of seed 0

export class Pcg64 {
  private state = START;
  private half: number | null = null; // the upper 32 bits of a number whose lower ones are used

  /** In [0, 1), of 53 bits. */
  uniform(): number {
    return Number(this.next() >> 11n) / 9007199254740992;
  }

  /** An integer below `bound`, every one as likely as the others (Lemire's method over 32 bits). */
  below(bound: number): number {
    if (bound < 2) return 0;
    const refused = 4294967296 % bound;
    for (;;) {
      const product = this.next32() * bound; // exact: below 2^53 for every bound up to 2^21
      if (product % 4294967296 >= refused) return Math.floor(product / 4294967296);
    }
  }

  private next32(): number {
    if (this.half !== null) {
      const half = this.half;
      this.half = null;
      return half;
    }
    const all = this.next();
    this.half = Number(all >> 32n);
    return Number(all & 0xffffffffn);
  }

  private next(): bigint {
    this.state = (this.state * MULTIPLIER + INCREMENT) & BITS_128;
    const mixed = (this.state >> 64n) ^ (this.state & BITS_64);
    const turn = this.state >> 122n;
    return ((mixed >> turn) | (mixed << (64n - turn))) & BITS_64;
  }
}
