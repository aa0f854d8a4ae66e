/**
 * SHA-256 (FIPS 180-4) over bytes that come in parts. A browser's own is missing here: it answers pages of
 * secure origins only, and a machine on the same Wi-Fi is none.
 */

/** The fractions of the cube roots of the first 64 primes, which also give the eight of the square roots. */
const primes = (() => {
  const found: number[] = [];
  for (let n = 2; found.length < 64; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
})();
const fraction = (x: number): number => ((x - Math.floor(x)) * 0x1_0000_0000) >>> 0;
const rounds = Uint32Array.from(primes, (p) => fraction(Math.cbrt(p)));
const start = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));

export class Sha256 {
  #state = Uint32Array.from(start);
  #words = new Uint32Array(64);
  #rest = new Uint8Array(64);
  #held = 0;

  /** How many bytes came in. */
  length = 0;

  add(bytes: Uint8Array): void {
    this.length += bytes.length;
    let at = 0;
    if (this.#held > 0) {
      at = Math.min(64 - this.#held, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#held);
      this.#held += at;
      if (this.#held < 64) return;
      this.#block(this.#rest, 0);
      this.#held = 0;
    }
    for (; at + 64 <= bytes.length; at += 64) this.#block(bytes, at);
    this.#rest.set(bytes.subarray(at));
    this.#held = bytes.length - at;
  }

  /** The sum of all that came in so far, as 64 hexadecimal digits. */
  hex(): string {
    const kept = this.#state.slice();
    const bits = this.length * 8;
    const end = new Uint8Array(this.#held < 56 ? 64 : 128);
    end.set(this.#rest.subarray(0, this.#held));
    end[this.#held] = 0x80;
    const view = new DataView(end.buffer);
    view.setUint32(end.length - 8, Math.floor(bits / 0x1_0000_0000));
    view.setUint32(end.length - 4, bits >>> 0);
    for (let at = 0; at < end.length; at += 64) this.#block(end, at);
    const sum = Array.from(this.#state, (word) => word.toString(16).padStart(8, '0')).join('');
    this.#state = kept;
    return sum;
  }

  #block(bytes: Uint8Array, at: number): void {
    const w = this.#words;
    const get = (list: Uint32Array, i: number): number => list[i] ?? 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, 64);
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(i * 4);
    for (let i = 16; i < 64; i++) {
      const x = get(w, i - 15);
      const y = get(w, i - 2);
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = get(w, i - 16) + s0 + get(w, i - 7) + s1;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = this.#state;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + get(rounds, i) + get(w, i)) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => {
      this.#state[i] = get(this.#state, i) + value;
    });
  }
}
