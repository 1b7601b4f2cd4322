/** How instants are written: in the site's zone, which is named. */
export interface Written {
  /** `03:12` */
  time: string;
  /** `03:12:09` */
  seconds: string;
  /** `22 Nov 2026, 03:12 CET` */
  full: string;
  /** `CET` */
  zone: string;
}

const of = (zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options });

const CLOCK = { hour: '2-digit', minute: '2-digit' } as const;

export function written(instant: string | number, zone: string): Written {
  const at = new Date(instant);
  const names = of(zone, { ...CLOCK, timeZoneName: 'short' }).formatToParts(at);
  const short = names.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
  const time = of(zone, CLOCK).format(at);
  const day = of(zone, { day: 'numeric', month: 'short', year: 'numeric' }).format(at);
  return {
    time,
    seconds: of(zone, { ...CLOCK, second: '2-digit' }).format(at),
    full: `${day}, ${time} ${short}`,
    zone: short,
  };
}

/** The zone of this tablet, until the site's is known. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
