import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { changedText, foundAt } from '../../../../test/support/changed-text.js';
import { everyBlock as text } from '../../../../test/support/every-block.js';
import { parseUnitClasses, type Finding, type UnitClass } from '../../unit-classes/domain/index.js';
import { parseRecipe } from './parse-recipe.js';

const shipped = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
const unitClasses: UnitClass[] = 'unitClasses' in shipped ? shipped.unitClasses : [];

const findings = (source: string): Finding[] => {
  const result = parseRecipe(source, unitClasses);
  return 'findings' in result ? result.findings : [];
};

const prepare = 'procedure[0]';
const papers = `${prepare}.branches[1].procedure[0].operations[0].phases[0]`;
const seed = 'procedure[1].operations[0].phases[0]';
const way = 'procedure[1].operations[1]';
const warm = `${way}.options[1].operations[0].phases[0]`;
const feeding = `${way}.options[1].operations[0].phases[1]`;
const culture = `${feeding}.phases[0]`;
const finish = 'procedure[1].operations[2].phases';
const gain = `${finish}[0].branches[1].phases[0]`;
const possible = `${gain}.yield.theoretical`;
const document = `${prepare}.branches[0].procedure[0].operations[0].phases[0].documents[0]`;
const when = `${feeding}.phases[3].options[0].when`;
// what stands there
const theoretical = "theoretical: '2e6 /mL * seed.volume'";
const little = 'when: feed-count.density < 1e6 /mL';
const round = 'from: culture.start, to: feed-count.end';
const until = 'until: feed-count.density >= 2e6 /mL and';

describe('a recipe with a wrong block names code, path and line', () => {
  it.each<[code: string, path: string, right: string, wrong: string]>([
    // the schema
    ['schema.required', way, 'id: way » kind: choice', 'kind: loop'],
    ['schema.discriminator', `${way}.kind`, 'id: way » kind: choice', 'kind: repeat'],
    ['schema.discriminator', `${feeding}.kind`, 'id: feeding » kind: loop', 'kind: while'],
    ['schema.required', feeding, 'max: 3', '# no bound'],
    ['schema.minimum', `${feeding}.max`, 'max: 3', 'max: 0'],
    ['schema.unknown-key', `${feeding}.every`, 'max: 3', 'max: 3\n                    every: PT1H'],
    ['schema.min-items', `${prepare}.branches`, 'id: prepare » branches:', 'branches: []\n    parts:'],
    ['schema.unknown-key', 'parameters.weight.target', 'source: patient', 'source: patient, target: 5'],
    ['schema.required', 'parameters.feed', 'formula: parameters.moi * seed.volume / 10, ', ''],
    ['schema.required', 'parameters.moi', 'target: 5, ', ''],
    ['schema.dependent-required', 'parameters.feed', 'onBreach: supervisor, deviation: false, ', ''],
    [
      'schema.dependent-required',
      `${papers}.fields.signed`,
      'expects: true, onBreach: supervisor, criticality: IPC',
      'expects: true',
    ],
    ['schema.dependent-required', `${seed}.fields.fit`, 'title: Cells are fit', 'title: Cells are fit, onBreach: stop'],
    ['schema.dependent-required', `${seed}.fields.volume`, 'id: seed » decimals: 1', 'decimals: 1, deviation: true'],
    ['schema.const', `${papers}.fields.remark.optional`, 'optional: true', 'optional: false'],
    ['schema.min-properties', `${culture}.until`, "until: { after: P2D, or: 'daily.density >= 2e6 /mL' }", 'until: {}'],
    ['schema.enum', `${warm}.mode`, 'mode: automatic', 'mode: robotic'],
    ['schema.enum', 'type', 'statedWithin: PT20M', 'type: lunch'],
    ['schema.pattern', document, 'SOP-0042@3', 'SOP-0042'],
    ['schema.name', 'translations.german', 'de: { seed', 'german: { seed'],
    // names
    ['id.duplicate', `${warm}.id`, '- id: warm', '- id: seed'],
    ['id.duplicate', `${feeding}.id`, '- id: feeding', '- id: prepare'],
    ['id.duplicate', `${way}.id`, '- id: way', '- id: seed'],
    ['id.duplicate', 'adHoc[0].phases[0].id', 'id: draw-again', 'id: draw'],
    ['id.duplicate', 'adHoc[0].id', '- id: resample', '- id: seed'],
    ['id.duplicate', `${prepare}.branches[1].id`, '- id: papers', '- id: media'],
    [
      'id.duplicate',
      `${prepare}.branches[1].procedure[0].unitProcedure`,
      'unitProcedure: papers',
      'unitProcedure: media',
    ],
    ['id.duplicate', `${finish}[0].branches[1].id`, '- id: calculate', '- id: rest'],
    ['id.reserved', `${feeding}.id`, '- id: feeding', '- id: parameters'],
    // choices
    ['choice.unknown-decision', `${way}.on`, 'on: plan', 'on: plans'],
    ['choice.not-a-decision', `${way}.on`, 'on: plan', 'on: seed'],
    ['choice.unknown-option', `${way}.options[0].id`, '- id: skip', '- id: jump'],
    ['choice.unknown-option', `${way}.options[0].id`, '- id: skip', '- id: stop'],
    ['choice.missing-option', `${way}.options`, '- id: skip', '- id: jump'],
    ['choice.decided', `${way}.options[0].when`, 'title: Skip\n', "title: Skip\n            when: 'true'\n"],
    ['choice.otherwise-not-last', `${feeding}.phases[3].options[0]`, 'when: feed-count.density < 1e6 /mL\n', '\n'],
    ['choice.no-otherwise', `${feeding}.phases[3].options[1].when`, 'title: Nothing,', "title: Nothing, when: 'true',"],
    // conditions
    ['formula.not-a-truth', `${feeding}.until`, until, 'until: feed-count.density #'],
    ['formula.syntax', `${feeding}.until`, until, 'until: feed-count.density >= and'],
    ['formula.units-differ', `${feeding}.until`, '2e6 /mL and', '2e6 mL and'],
    ['formula.unknown-reference', `${feeding}.until`, 'until: feed-count', 'until: feet-count'],
    ['formula.later-reference', `${feeding}.until`, 'not feed-count.enough', 'not found.clean'],
    ['formula.not-a-truth', when, '< 1e6 /mL', '* 2'],
    ['formula.later-reference', when, little, 'when: found.clean'],
    ['formula.not-a-truth', `${culture}.until.or`, "or: 'daily.density >= 2e6 /mL'", "or: 'daily.density'"],
    ['formula.later-reference', `${culture}.until.or`, "or: 'daily.density", "or: 'feed-count.density"],
    ['formula.not-a-number', `${feeding}.until`, 'not feed-count.enough', 'papers-read.remark == 1'],
    // repeats
    ['repeat.not-beside', `${feeding}.phases[1].during`, 'during: culture', 'during: warm'],
    ['repeat.not-beside', `${feeding}.phases[1].during`, 'during: culture', 'during: nothing'],
    [
      'repeat.not-running',
      `${feeding}.phases[1].during`,
      "id: culture\n » kind: program\n                        title: Culture\n                        instruction: Start.\n                        program: Expansion\n                        set: { temperature: '= parameters.warmth', duration: '= 24 h * 2' }\n                        monitor: []\n                        mode: semi-automatic\n                        safeState: { temperature: 36.0 Cel }\n                        until: { after: P2D, or: 'daily.density >= 2e6 /mL' }",
      'kind: instruction\n                        title: Culture\n                        instruction: Start.',
    ],
    ['duration.zero', `${feeding}.phases[1].every`, 'every: PT24H', 'every: PT0S'],
    // windows
    ['window.not-comparable', 'windows[1].to', 'to: feed-count.end', 'to: check.start'],
    ['window.not-comparable', 'windows[1].to', round, 'from: seed.start, to: culture.end'],
    ['window.not-comparable', 'windows[0].to', 'from: seed.end', 'from: rest.end'],
    ['window.not-comparable', 'windows[1].to', round, 'from: culture.start, to: daily.start'],
    ['window.order', 'windows[0].to', 'from: seed.end', 'from: check.end'],
    ['window.order', 'windows[1].to', round, 'from: culture.start, to: culture.start'],
    ['window.unknown-phase', 'windows[0].from', 'from: seed.end', 'from: draw-again.end'],
    // parameters
    ['limits.not-nested', 'parameters.feed.action', 'action: [2, 40]', 'action: [0.5, 40]'],
    ['limits.not-nested', 'parameters.feed.alert', 'action: [2, 40]', 'action: [2, 40], alert: [1, 10]'],
    ['limits.too-fine', 'parameters.feed.action[0]', 'action: [2, 40]', 'action: [2.05, 40]'],
    ['formula.unit', 'parameters.feed.formula', '* seed.volume', '* 2'],
    ['formula.cycle', 'parameters.feed.formula', 'formula: parameters.moi *', 'formula: parameters.feed *'],
    ['formula.not-a-quantity', 'parameters.feed.formula', 'seed.volume / 10', 'seed.volume > 1 mL'],
    ['formula.unknown-reference', 'parameters.volume.from', 'from: seed.volume', 'from: seed.bulk'],
    ['formula.not-a-number', 'parameters.volume.from', 'from: seed.volume', 'from: seed.fit'],
    [
      'formula.unit',
      'parameters.volume.from',
      'source: entry, from: seed.volume',
      'source: reading, from: seed.warmth',
    ],
    ['parameter.other-source', 'parameters.warmth.from', 'source: reading', 'source: entry'],
    ['parameter.other-source', 'parameters.volume.from', 'source: entry', 'source: reading'],
    ['parameter.not-recorded', 'parameters.volume.from', 'from: seed.volume', 'from: gain.result'],
    ['formula.later-reference', `${culture}.set.temperature`, 'from: seed.warmth', 'from: feed-count.density'],
    // what is expected
    ['expects.unknown', `${papers}.fields.colour.expects[1]`, 'expects: [red, blue]', 'expects: [red, pink]'],
    ['expects.all', `${papers}.fields.colour.expects`, 'expects: [red, blue]', 'expects: [red, blue, green]'],
    ['sign.verifier-missing', `${papers}.sign`, 'id: papers-read » sign: [performed, verified]', 'sign: [performed]'],
    // programs, yields, modes
    ['formula.unit', `${culture}.set.duration`, "'= 24 h * 2'", "'= 24 g'"],
    ['formula.syntax', `${culture}.set.duration`, "'= 24 h * 2'", "'='"],
    ['set.unknown', `${culture}.set.perfusion`, "duration: '= 24 h * 2'", "perfusion: '= 24 h * 2'"],
    ['set.unknown', `${culture}.safeState.warmth`, 'safeState: { temperature', 'safeState: { warmth'],
    ['set.outside-range', `${culture}.safeState.temperature`, 'temperature: 36.0 Cel', 'temperature: 99.0 Cel'],
    ['sign.missing', warm, 'mode: automatic', 'mode: manual'],
    ['sign.missing', `${finish}[0].branches[0].phases[0]`, 'for: PT1H, mode: automatic', 'for: PT1H'],
    ['sign.verifier-missing', `${gain}.sign`, 'id: gain » sign: [performed, verified]', '# nobody'],
    ['formula.unit', possible, theoretical, "theoretical: '2e6 /mL'"],
    ['formula.cycle', possible, theoretical, "theoretical: '1 * gain.percent'"],
    ['formula.later-reference', possible, theoretical, 'theoretical: gain.result'],
    ['limits.too-fine', `${gain}.yield.action[0]`, 'action: [70, 110]', 'action: [70.25, 110]'],
    // the header
    ['document.unknown', document, 'SOP-0042@3', 'SOP-0043@3'],
    ['document.other-version', document, 'SOP-0042@3', 'SOP-0042@2'],
    ['translation.unknown', 'translations.de.seed.name', 'de: { seed.title', 'de: { seed.name'],
    [
      'translation.unknown',
      'translations.de.papers-read.colour.pink',
      'papers-read.colour.red',
      'papers-read.colour.pink',
    ],
    ['stated-within.minutes', 'statedWithin', 'statedWithin: PT20M', 'statedWithin: PT20S'],
    ['yields.missing', 'type', 'statedWithin: PT20M', 'type: prepared-material'],
    ['yields.not-prepared', 'yields', 'statedWithin: PT20M', 'yields: { material: x, title: X, unit: mL, keeps: P7D }'],
    ['unit.not-valid', 'yields.unit', 'statedWithin: PT20M', 'yields: { material: x, title: X, unit: cc, keeps: P7D }'],
    // ad hoc
    [
      'unit-class.unknown',
      'adHoc[0].unitClass',
      'unitClass: closed-bioreactor\n    phases',
      'unitClass: open-bucket\n    phases',
    ],
    ['formula.not-sure', 'adHoc[0].phases[1].formula', 'formula: parameters.moi / 2', 'formula: gain.result'],
    [
      'formula.not-sure',
      'adHoc[0].phases[1].formula',
      'formula: parameters.moi / 2',
      'formula: parameters.feed / 1 mL',
    ],
    ['formula.ad-hoc', possible, theoretical, 'theoretical: found-again.result'],
  ])('%s at %s: %s → %s', (code, path, right, wrong) => {
    const [found] = foundAt(findings(changedText(text, right, wrong).text), code, path);
    // the first line is where a fault stands whose place nobody knows
    expect(found!.line).toBeGreaterThan(1);
  });
});
