/** Hues that say nothing else: no red, amber, blue or magenta. */
const HUES = [80, 110, 140, 165, 185, 255, 275];
const PATTERNS = ['slant', 'backslant', 'bars', 'rungs', 'lattice', 'dots', 'chevrons'] as const;
const WIDTHS = [8, 14];

export interface BandPattern {
  pattern: (typeof PATTERNS)[number];
  /** degrees, as in CSS hsl() */
  hue: number;
  /** CSS pixels of one stripe */
  width: number;
}

/** FNV-1a, 32 bits. */
function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** A patient's identity at a glance: the same chain of identity always looks the same. It helps the eye; the scan identifies. */
export function bandPattern(coi: string): BandPattern {
  const number = numberOf(coi);
  const kinds = PATTERNS.length * HUES.length;
  return {
    pattern: PATTERNS[number % PATTERNS.length]!,
    hue: HUES[Math.floor(number / PATTERNS.length) % HUES.length]!,
    width: WIDTHS[Math.floor(number / kinds) % WIDTHS.length]!,
  };
}

/** The end of a chain-of-identity id that people compare and say aloud. */
export const coiSuffix = (coi: string): string => coi.slice(-4);

/** CSS for the pattern, on any ground. */
export function bandStyle({ pattern, hue, width }: BandPattern): {
  backgroundImage: string;
  backgroundSize?: string;
  backgroundColor: string;
} {
  const dark = `hsl(${hue} 45% 24%)`;
  const bright = `hsl(${hue} 55% 68%)`;
  const stripes = (angle: number, each = width): string =>
    `repeating-linear-gradient(${angle}deg, ${bright} 0 ${each / 2}px, transparent ${each / 2}px ${each}px)`;
  const ground = { backgroundColor: dark };
  switch (pattern) {
    case 'slant':
      return { ...ground, backgroundImage: stripes(135) };
    case 'backslant':
      return { ...ground, backgroundImage: stripes(45) };
    case 'bars':
      return { ...ground, backgroundImage: stripes(90) };
    case 'rungs':
      return { ...ground, backgroundImage: stripes(0, width / 2) };
    case 'lattice':
      return { ...ground, backgroundImage: `${stripes(45)}, ${stripes(135)}` };
    case 'dots':
      return {
        ...ground,
        backgroundImage: `radial-gradient(${bright} 38%, transparent 42%)`,
        backgroundSize: `${width}px ${width}px`,
      };
    case 'chevrons':
      return {
        ...ground,
        backgroundImage: `linear-gradient(135deg, ${bright} 25%, transparent 25%), linear-gradient(225deg, ${bright} 25%, transparent 25%)`,
        backgroundSize: `${width}px ${width}px`,
      };
  }
}
