import type { Criticality } from '../../../unit-classes/domain/index.js';
import type {
  Capture,
  Expected,
  Field,
  Judged,
  MeasuredField,
  Phase,
  ProgramPhase,
  SignaturePolicy,
} from '../phase.js';
import { amount, type Element, type Fact, gravest, length, lengthText, limits, yesNo } from './element.js';

type Part = Pick<Element, 'what' | 'id' | 'summary' | 'criticality' | 'facts'>;

/** A phase and its parts. */
export function phaseElements(phase: Phase, within: Element['within']): Element[] {
  const key = `phase/${phase.id}`;
  const parts = partsOf(phase);
  const own: Element = {
    ...{ key, what: 'phase', id: phase.id, partOf: null, within, phase: phase.id },
    summary: `${phase.title} (${phase.kind})`,
    criticality: gravest([...parts.map(({ criticality }) => criticality), ...judgments(phase)]),
    facts: [
      ['kind', phase.kind],
      ['title', phase.title],
      ['instruction', phase.instruction],
      ...factsOf(phase),
      ['signatures', signatures(phase.sign)],
      ['pictures', phase.pictures?.map(({ file, shows }) => `${shows} (${file.slice(0, 8)})`).join(', ')],
      [
        'documents',
        phase.documents?.map(({ document, version, title }) => `${document}@${version} ${title}`).join(', '),
      ],
      ['skills', phase.skills?.map(({ skill, title }) => `${skill} ${title}`).join(', ')],
    ],
  };
  const inside = { key, name: phase.id };
  return [
    own,
    ...parts.map((part) => ({
      ...{ ...part, key: `${key}/${part.what}/${part.id}`, partOf: key, within: inside, phase: phase.id },
    })),
  ];
}

export const signatures = (list: readonly SignaturePolicy[]): string =>
  list.map(({ meaning, role }) => `${meaning} by ${role}`).join(', ') || 'none';

const judgments = (phase: Phase): (Criticality | undefined)[] =>
  'criticality' in phase
    ? [phase.criticality, phase.kind === 'calculation' ? phase.yield?.criticality : undefined]
    : [];

export const judged = (of: Partial<Judged>, unit: string): Fact[] => [
  ['alert limit', limits(of.alert, unit)],
  ['action limit', limits(of.action, unit)],
  ...breach(of),
];

export const breach = ({ onBreach, criticality, deviation }: Partial<Expected>): Fact[] => [
  ['on breach', onBreach],
  ['criticality', criticality],
  ['deviation at once', yesNo(deviation)],
];

const capture = (of: Capture | undefined): Fact => [
  'capture',
  of && `${of.aggregate} of ${of.tag} over ${lengthText(of.window)}`,
];

/** What a kind of phase has besides its parts. */
function factsOf(phase: Phase): Fact[] {
  switch (phase.kind) {
    case 'calculation': {
      const { formula, unit, rounding, mode } = phase;
      const places = 'decimals' in rounding ? `${rounding.decimals} decimals` : `${rounding.significant} digits`;
      const own: Fact[] = [
        ['formula', formula],
        ['unit', unit],
        ['rounding', `${places}, ${rounding.mode}`],
        ['mode', mode],
        ...judged(phase, unit),
      ];
      const yields: Fact[] = phase.yield
        ? judged(phase.yield, '%').map(([name, value]) => [`${name} of the yield`, value])
        : [];
      return [...own, ['theoretical yield', phase.yield?.theoretical], ...yields];
    }
    case 'program':
      return programFacts(phase);
    case 'wait':
      return [
        ['length', lengthText(phase.for)],
        ['mode', phase.mode],
      ];
    case 'measure':
      return [
        ['replicates', String(phase.replicates)],
        ['recounts', String(phase.recounts)],
        ['on breach', phase.onBreach],
      ];
    case 'sample':
      return [['container', phase.container]];
    case 'result':
      return [
        ['sample', phase.of],
        ['due within', length(phase.within)],
      ];
    case 'compare':
      return [
        capture(phase.capture),
        ['unit', phase.unit],
        ['decimals', String(phase.decimals)],
        ...judged(phase, phase.unit),
      ];
    case 'entry':
    case 'scan':
    case 'instruction':
    case 'decision':
    case 'review':
    case 'clearance':
    case 'material':
    case 'label':
      return [];
  }
}

function programFacts({ program, mode, until, set, safeState = [] }: ProgramPhase): Fact[] {
  return [
    ['program', program],
    ['mode', mode],
    ['end', until.ends === 'after' ? `after ${lengthText(until.after)}` : 'by the program'],
    ['early end', until.or],
    ...set.flatMap(({ name, value, formula, target }): Fact[] => [
      [`setting of ${name}`, formula === undefined ? amount(value) : `= ${formula}`],
      [`setting of ${name} as`, target],
    ]),
    ...safeState.map(({ setpoint, value }): Fact => [`safe state of ${setpoint}`, amount(value)]),
  ];
}

function partsOf(phase: Phase): Part[] {
  switch (phase.kind) {
    case 'entry':
    case 'result':
    case 'measure':
      return phase.fields.map((field) => {
        const criticality = field.type === 'text' ? undefined : field.criticality;
        return {
          what: 'field',
          id: field.id,
          summary: `${field.title} (${field.type})`,
          criticality,
          facts: fieldFacts(field),
        };
      });
    case 'program':
      return phase.monitor.map((monitor) => {
        const { tag, unit, delay, staleAfter, demo, criticality } = monitor;
        const facts: Fact[] = [
          ['unit', unit],
          ...judged(monitor, unit),
          ['delay', lengthText(delay)],
          ['stale after', lengthText(staleAfter)],
          ['delay in a demo', length(demo?.delay)],
        ];
        return { what: 'monitor', id: tag, summary: `${tag} (${criticality})`, criticality, facts };
      });
    case 'scan':
      return phase.scans.map(({ id, title, expects }) => part('scan', id, title, [['expects', expects]]));
    case 'decision':
      return phase.options.map(({ id, title, then }) => part('option', id, title, [['then', then]]));
    case 'clearance':
      return phase.checks.map(({ id, title }) => part('check', id, title));
    case 'material':
      return phase.materials.map(({ id, title, critical }) =>
        part('material', id, title, [['critical', yesNo(critical)]]),
      );
    case 'label':
      return phase.labels.map(({ id, title, copies, lines }) =>
        part('label', id, title, [
          ['copies', String(copies)],
          ['lines', lines.join(' / ')],
        ]),
      );
    case 'calculation':
    case 'wait':
    case 'sample':
    case 'compare':
    case 'instruction':
    case 'review':
      return [];
  }
}

const part = (what: string, id: string, title: string, facts: Fact[] = []): Part => ({
  ...{ what, id, summary: title, facts: [['title', title], ...facts] },
});

function fieldFacts(field: Field | MeasuredField): Fact[] {
  const own: Fact[] = [
    ['title', field.title],
    ['type', field.type],
    ['optional', yesNo('optional' in field ? field.optional : undefined)],
  ];
  switch (field.type) {
    case 'number':
      return [
        ...own,
        ['unit', field.unit],
        ['decimals', String(field.decimals)],
        ...judged(field, field.unit),
        ['largest scatter', 'cv' in field && field.cv !== undefined ? { number: field.cv, unit: '%' } : undefined],
        'capture' in field ? capture(field.capture) : ['capture', undefined],
        ['place on the curve', 'at' in field ? length(field.at) : undefined],
      ];
    case 'text':
      return own;
    case 'boolean':
      return [...own, ['expected answer', yesNo(field.expects)], ...breach(field)];
    case 'choice':
      return [
        ...own,
        ['choices', field.choices.map(({ id, title }) => `${title} (${id})`).join(', ')],
        ['expected answer', field.expects?.join(', ')],
        ...breach(field),
      ];
  }
}
