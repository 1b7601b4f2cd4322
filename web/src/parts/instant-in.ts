const wallClock = (zone: string, at: number): number => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  }).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
};

/** The instant at which a zone's clocks show `2026-12-01T06:00`, with seconds or without; undefined for a text that is no time. */
export function instantIn(zone: string, local: string): string | undefined {
  const shown = Date.parse(`${local}Z`);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(local) || Number.isNaN(shown)) return undefined;
  const first = shown - (wallClock(zone, shown) - shown);
  return new Date(shown - (wallClock(zone, first) - first)).toISOString();
}
