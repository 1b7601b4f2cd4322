/** One draw from [0, 1) and the next seed (mulberry32). */
export function draw(seed: number): { value: number; seed: number } {
  const next = (seed + 0x6d2b79f5) >>> 0;
  let t = next;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return { value: ((t ^ (t >>> 14)) >>> 0) / 4294967296, seed: next };
}

/** One draw from the standard normal distribution (Box-Muller) and the next seed. */
export function drawNormal(seed: number): { value: number; seed: number } {
  const a = draw(seed);
  const b = draw(a.seed);
  return { value: Math.sqrt(-2 * Math.log(1 - a.value)) * Math.cos(2 * Math.PI * b.value), seed: b.seed };
}
