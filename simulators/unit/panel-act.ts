import { BadFault } from './faults.js';
import type { Command } from './state-machine.js';
import type { CultureUnit } from './unit.js';

const PRESSED = {
  ...({ hold: 'Hold', unhold: 'Unhold', pause: 'Suspend', resume: 'Unsuspend' } as const),
  ...({ stop: 'Stop', abort: 'Abort', reset: 'Reset', clear: 'Clear' } as const),
} satisfies Record<string, Exclude<Command, 'StartProgram'>>;

/** What a person does at a unit's own panel, past whoever commands it from afar. */
export type PanelAct =
  | { press: keyof typeof PRESSED }
  | { answer: string }
  | { load: string; checksum: string }
  | { kit: string }
  | { set: Readonly<Record<string, string>> }
  | { start: string; set?: Readonly<Record<string, string>> };

/** From a request's body; throws `BadFault`. */
export function panelAct(body: unknown): PanelAct {
  const { press, start, set, answer, load, checksum, kit, ...rest } = Object(body) as Record<string, unknown>;
  const texts = Object.entries(Object(set) as object).map(([name, value]) => [name, String(value)]);
  const given = Object.fromEntries(texts) as Record<string, string>;
  if (Object.keys(rest).length > 0) throw new BadFault('a panel takes press, start, set and answer alone');
  if (typeof answer === 'string') return { answer };
  if (typeof kit === 'string') return { kit };
  if (typeof load === 'string' && typeof checksum === 'string') return { load, checksum };
  if (typeof start === 'string') return { start, ...(set === undefined ? {} : { set: given }) };
  if (typeof press === 'string' && Object.hasOwn(PRESSED, press)) return { press: press as keyof typeof PRESSED };
  if (press === undefined && texts.length > 0) return { set: given };
  throw new BadFault(
    `a panel takes {"press": ${Object.keys(PRESSED).join(' | ')}}, {"set": {…}}, {"answer": …} or {"start": program}`,
  );
}

/** Throws `Refused`. */
export function actAtPanel(unit: CultureUnit, act: PanelAct): void {
  const properties = Object.entries('set' in act ? (act.set ?? {}) : {}).map(([key, value]) => ({ key, value }));
  if ('press' in act) unit.command(PRESSED[act.press]);
  else if ('answer' in act) unit.tell({ answer: act.answer, by: '' });
  else if ('kit' in act) unit.put(act.kit);
  else if ('load' in act) unit.load(act.load, act.checksum);
  else if ('start' in act)
    unit.start({ template: act.start, properties, jobId: 'panel', taskId: 'panel', samples: [], user: 'panel' });
  else unit.set(properties);
}
