/** ISO 8601, `PT2M`; weeks, days and below, so that its length never depends on a calendar. */
export type Duration = string;

/** The durations that schemas accept: weeks alone, or days, hours, minutes and whole seconds. */
export const DURATION =
  /^P(?:(\d{1,4})W|(?=[\dT])(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?)$/;

const LENGTHS = [604_800, 86_400, 3_600, 60, 1];

/** Length in whole seconds. Throws RangeError on a text that no schema of ours lets through. */
export function seconds(duration: string): number {
  const parts = DURATION.exec(duration);
  if (!parts) throw new RangeError(`${duration} is no duration`);
  return LENGTHS.reduce((sum, length, index) => sum + length * Number(parts[index + 1] ?? 0), 0);
}
