import type { Kit, LogbookEntry } from '../api/types.js';
import { written } from '../parts/instant.js';
import { kitText } from '../parts/kit-text.js';
import { i18n } from '../text/i18n.js';
import { word } from '../text/words.js';
import { untilText } from './upkeep-words.js';

/** What a logbook can be narrowed to. */
export const KINDS = ['all', 'use', 'upkeep', 'commands', 'local', 'definition'] as const;
export type Kind = (typeof KINDS)[number];

const USE = ['unit.bound', 'unit.released', 'unit.quarantined', 'unit.quarantine-lifted'];
const COMMANDS = ['unit.prompted', 'unit.prompt-ended'];
/** What somebody did at the unit itself, past Ballroom. */
const LOCAL = ['unit.changed-locally'];
const DEFINITION = ['unit.defined', 'unit.redefined', 'unit.identity-refused'];

/** The kind of a line, by what its fact is called; what is none of the others is upkeep. */
export function kindOf({ type }: Pick<LogbookEntry, 'type'>): Exclude<Kind, 'all'> {
  if (USE.includes(type)) return 'use';
  if (LOCAL.includes(type)) return 'local';
  if (DEFINITION.includes(type)) return 'definition';
  return type.startsWith('unit.') && !COMMANDS.includes(type) ? 'upkeep' : 'commands';
}

type Values = Record<string, unknown>;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const changed = (was: unknown, is: unknown): string[] =>
  Object.keys({ ...(was as object), ...(is as object) })
    .filter((key) => JSON.stringify((was as Values)[key]) !== JSON.stringify((is as Values)[key]))
    .map((key) => word('unitPart', key));

/** Which setpoint became what, or what was done there. */
const locally = ({ what, setpoint, from, to }: Values): string[] =>
  what === 'setpoint' ? [word('locally', 'setpoint', { setpoint, from, to })] : [word('locally', String(what))];

/** What a line says beside its title, in the order in which it is read. */
export function detailsOf({ type, values, zone }: Pick<LogbookEntry, 'type' | 'values' | 'zone'>): string[] {
  const said = values as Values;
  const named = (key: string, value: string | undefined): string[] =>
    value === undefined ? [] : [word('logged.part', key, { value })];
  const plain = (key: string): string[] => (text(said[key]) === undefined ? [] : [String(said[key])]);
  const coded = (key: string, set: string): string[] => plain(key).map((code) => word(set, code));
  const certificate = said.certificate as { why?: string; thumbprint?: string | null } | undefined;
  const unit = said.unit as { serial?: string } | undefined;
  const position = text(said.position);
  return [
    ...(type === 'unit.redefined' ? named('changed', changed(said.was, said.is).join(', ')) : []),
    ...named('serial', unit?.serial),
    ...named('part', text(said.unitProcedure)),
    ...(position === undefined || ['whole', 'session'].includes(position) ? [] : named('position', position)),
    ...named('kit', said.kit === undefined ? undefined : kitText(said.kit as Kit)),
    ...named('coi', text(said.coi)),
    ...coded('action', 'command'),
    ...coded('outcome', 'outcome'),
    ...coded('cause', 'cause'),
    ...named('version', text(said.version)),
    ...named('until', text(said.until) && untilText(String(said.until), zone)),
    ...plain('remark'),
    ...(type === 'unit.changed-locally' ? locally(said) : []),
    ...(type === 'unit.identity-refused'
      ? [
          word('identityRefused', String(said.reason)),
          ...(certificate?.why === undefined ? [] : [word('certificateWhy', certificate.why)]),
          ...named('endpoint', text(said.endpoint)),
        ]
      : plain('reason')),
  ];
}

/** Who it was: a person by name and role, or the system by its own name. */
export const byText = ({ name, role }: LogbookEntry['by']): string =>
  role === 'system' ? i18n.t('logbook.system') : `${name}, ${word('role', role)}`;

/** Day and time to the second, at the site. */
export const stamp = (at: string, zone: string): string => {
  const { full, time, seconds } = written(at, zone);
  return full.replace(time, seconds);
};
