import type { AlarmDefinition, AlarmEnabling, AlarmPriority, AlarmSource } from './alarm-definition.js';
import { checkLength, decimalOf } from './check-value.js';
import type { Fault, Path } from './finding.js';
import type { Tag } from './unit-class.js';

type SourceText =
  | {
      kind: 'limit';
      tag: string;
      above?: number;
      below?: number;
      deadband?: number;
      onDelay?: string;
      offDelay?: string;
    }
  | { kind: 'state'; tag: string; is: boolean | string; onDelay?: string; offDelay?: string }
  | { kind: 'stale'; tag: string }
  | { kind: 'offline'; onDelay?: string }
  | { kind: 'condition'; name: string };

/** An alarm as a file of unit classes writes it. */
export interface AlarmText {
  code: string;
  title: string;
  source: SourceText;
  priority: AlarmPriority;
  cause: string;
  consequence: string;
  response: string;
  respondWithin: string;
  enabled: AlarmEnabling;
  latched?: boolean;
}

const AT_ONCE = 'PT0S';

/** The alarm of a class with these tags and programs. */
export function buildAlarm(
  { source, latched, ...text }: AlarmText,
  { tags, programs }: { tags: readonly Tag[]; programs: readonly { name: string }[] },
  path: Path,
  faults: Fault[],
): AlarmDefinition {
  const fault = (code: string, at: Path, message: string): void =>
    void faults.push({ code, path: [...path, ...at], message });
  checkLength(text.respondWithin, [...path, 'respondWithin'], faults);
  if (typeof text.enabled !== 'string')
    text.enabled.forEach((name, at) => {
      if (!programs.some((program) => program.name === name))
        fault('program.unknown', ['enabled', at], `the unit class has no program "${name}"`);
    });
  if ('tag' in source) checkTag(source, tags, fault);
  return { ...text, source: buildSource(source, fault), ...(latched === true && { latched }) };
}

type Say = (code: string, at: Path, message: string) => void;

function checkTag(source: SourceText & { tag: string }, tags: readonly Tag[], fault: Say): void {
  const tag = tags.find((one) => one.tag === source.tag);
  if (tag === undefined) return fault('tag.unknown', ['source', 'tag'], `the unit class has no tag "${source.tag}"`);
  const isNumber = tag.type === 'number' || tag.type === 'integer';
  if (source.kind === 'limit' && !isNumber)
    fault('alarm.not-a-number', ['source', 'tag'], `a limit needs a number, "${source.tag}" is ${tag.type}`);
  if (source.kind === 'state' && typeof source.is !== (tag.type === 'boolean' ? 'boolean' : 'string'))
    fault('alarm.state-type', ['source', 'is'], `"${source.tag}" is ${tag.type}`);
  if (source.kind === 'state' && isNumber)
    fault('alarm.state-number', ['source', 'tag'], `"${source.tag}" is a number: give it limits`);
}

function buildSource(source: SourceText, fault: Say): AlarmSource {
  switch (source.kind) {
    case 'limit': {
      const { above, below, deadband = 0, onDelay = AT_ONCE, offDelay = AT_ONCE } = source;
      if (above === undefined && below === undefined)
        fault('alarm.no-limit', ['source'], 'a limit needs "above" or "below"');
      if (above !== undefined && below !== undefined && below + 2 * deadband >= above)
        fault('alarm.limits-cross', ['source'], 'between "below" and "above", less the deadband, nothing is left');
      return {
        ...{ kind: 'limit', tag: source.tag },
        ...(above !== undefined && { above: decimalOf(above) }),
        ...(below !== undefined && { below: decimalOf(below) }),
        ...{ deadband: decimalOf(deadband), onDelay, offDelay },
      };
    }
    case 'state': {
      const { onDelay = AT_ONCE, offDelay = AT_ONCE } = source;
      return { ...source, onDelay, offDelay };
    }
    case 'offline':
      return { kind: 'offline', onDelay: source.onDelay ?? AT_ONCE };
    case 'stale':
    case 'condition':
      return source;
  }
}
