/** UCUM by the UN/ECE common codes that measurements of such units carry; what is not here, a person reads from its label. */
const UCUM: Readonly<Record<string, string>> = {
  ...{ CEL: 'Cel', KEL: 'K', FAH: '[degF]', P1: '%', C62: '1', Q30: '[pH]', '59': '[ppm]', HTZ: 'Hz', RPM: '/min' },
  ...{ GL: 'g/L', M1: 'mg/L', M33: 'mmol/L', GRM: 'g', KGM: 'kg', MGM: 'mg', LTR: 'L', MLT: 'mL', L2: 'L/min' },
  ...{ '41': 'mL/min', E32: 'L/h', PAL: 'Pa', KPA: 'kPa', BAR: 'bar', MBR: 'mbar', MTR: 'm', CMT: 'cm', MMT: 'mm' },
  ...{ SEC: 's', MIN: 'min', HUR: 'h', DAY: 'd', VLT: 'V', AMP: 'A', WTT: 'W' },
};

/** What a variable's EngineeringUnits say. */
export interface EngineeringUnit {
  /** as the unit shows it: `°C` */
  label: string;
  /** null where its code is none that we know */
  ucum: string | null;
}

/** OPC UA packs a common code's letters into the unit id, the last in the lowest byte (Part 8, 5.6.3). */
function letters(unitId: number): string {
  const bytes = [24, 16, 8, 0].map((shift) => (unitId >>> shift) & 0xff);
  return String.fromCharCode(...bytes.filter((byte) => byte > 0));
}

/** Of a value that is an EUInformation; null for anything else. */
export function engineeringUnit(value: unknown): EngineeringUnit | null {
  const { unitId, displayName } = (value ?? {}) as { unitId?: unknown; displayName?: { text?: string | null } };
  if (typeof unitId !== 'number') return null;
  return { label: displayName?.text ?? '', ucum: UCUM[letters(unitId)] ?? null };
}
